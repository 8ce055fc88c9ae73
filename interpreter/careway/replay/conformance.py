"""The conformance kit's cases: what any engine is asked, and what it must answer, with nothing of this engine's own.

A case holds a timeline in Careway's own form, how to run it, and the expected result: what was decided and when, by
the names of the guideline. Reasons, wording of explanations and lines are left out; they are an engine's own.
"""

from __future__ import annotations

from typing import cast

from careway.base.record import record
from careway.base.source import Source
from careway.cases.judge import advice_of
from careway.cases.nodes import Case
from careway.evaluate.result import Admission, Kind, Phase, Result, Standing
from careway.ingest.document import Fields, Items, Scalar, Tree
from careway.ingest.json_tree import json_tree
from careway.ingest.yaml_tree import yaml_tree
from careway.ir.json_codec import JsonValue, Malformed, decode, encode, parse
from careway.ir.nodes import Setting
from careway.model.truth import Truth

FORMAT = "careway-conformance-case/1"
TIMELINE = "timeline"
"""The field that holds the timeline, in its own format (`timeline/1`)."""


@record
class RuleTruth:
    """The truth of an eligibility rule's criterion, as it stood when eligibility was last judged (for an `exclude`
    rule, true keeps the patient out)."""

    rule: str
    truth: Truth


@record
class Stay:
    """A stay in a step; `until` null: the step is still active."""

    step: str
    since: str
    until: str | None


@record
class PathwayStand:
    """Where the patient stands in a pathway, and all stays so far; `step` is null unless the phase is `active`."""

    pathway: str
    phase: Phase
    step: str | None
    stays: tuple[Stay, ...]


@record
class StopInForce:
    """The stop in force, since when, and the other stops that were true at the same instant."""

    rule: str
    at: str
    also: tuple[str, ...]


@record
class CautionInForce:
    """A caution in force, and since when."""

    rule: str
    at: str


@record
class AdviceInForce:
    """A piece of advice in force, of a step, the stop, a caution or after a stop. `order` is what it asks in one word
    and `drugs` what of. `text` is how Careway words it: another engine may word it otherwise, but not with another
    dose."""

    rule: str
    order: str
    drugs: tuple[str, ...]
    text: str
    since: str


@record
class RuleUndecided:
    """A rule that missing data keep from being decided, and what of it: `stop`, `caution`, `transition`,
    `eligibility`, `begin`, `advice` or `monitor`."""

    rule: str
    what: str


@record
class OccasionStand:
    """An occasion of a monitor, or a task: its four dates and where it stands."""

    rule: str
    earliest: str
    due: str
    late: str | None
    missed: str | None
    standing: Standing
    done_on: str | None


@record
class DeviationFound:
    """A difference between advice and what was recorded; `until` null: it goes on."""

    rule: str
    since: str
    until: str | None


@record
class Logged:
    """One dated entry of the log."""

    at: str
    kind: Kind
    rule: str


@record
class Expected:
    """The result of a case. All times are local to the timeline: a date, or a date and time where that is known."""

    as_of: str
    admission: Admission
    eligibility: tuple[RuleTruth, ...]
    pathways: tuple[PathwayStand, ...]
    stop: StopInForce | None
    cautions: tuple[CautionInForce, ...]
    advice: tuple[AdviceInForce, ...]
    undecided: tuple[RuleUndecided, ...]
    occasions: tuple[OccasionStand, ...]
    deviations: tuple[DeviationFound, ...]
    log: tuple[Logged, ...]


@record
class ConformanceCase:
    """A case without its timeline: of which guideline, its name, until when to run, with which parameter set and which
    parameters of its own, and what is expected."""

    format: str
    guideline: str
    name: str
    as_of: str
    population: str | None
    parameters: tuple[Setting, ...]
    expected: Expected


def expected_of(result: Result) -> Expected:
    """What a result says that any other engine must say too."""
    stop = result.stop
    return Expected(
        result.as_of,
        result.eligibility.admission,
        tuple(RuleTruth(one.rule, one.reason.truth) for one in result.eligibility.reasons),
        tuple(
            PathwayStand(
                one.pathway, one.phase, one.step, tuple(Stay(stay.step, stay.since, stay.until) for stay in one.stays)
            )
            for one in result.pathways
        ),
        StopInForce(stop.rule, stop.at, stop.also) if stop is not None else None,
        tuple(CautionInForce(one.rule, one.at) for one in result.cautions),
        tuple(AdviceInForce(one.rule, one.order, one.drugs, one.text, one.since) for one in advice_of(result)),
        tuple(dict.fromkeys(RuleUndecided(one.rule, one.what) for one in result.undecided)),
        tuple(
            OccasionStand(one.rule, one.earliest, one.due, one.late, one.missed, one.standing, one.done_on)
            for one in result.occasions
        ),
        tuple(DeviationFound(one.rule, one.since, one.until) for one in result.deviations),
        tuple(Logged(one.at, one.kind, one.rule) for one in result.log),
    )


def case_document(case: Case, result: Result, guideline: str) -> dict[str, JsonValue]:
    """The JSON of a case, with its timeline.

    Without an as-of time of its own a case runs until the day of its last record; the kit says which day that is.
    """
    made = ConformanceCase(
        FORMAT,
        guideline,
        case.name,
        case.as_of if case.as_of is not None else result.as_of,
        case.population,
        tuple(Setting(name, value) for name, value in case.parameters),
        expected_of(result),
    )
    values = cast("dict[str, JsonValue]", encode(made))
    expected = values.pop("expected")
    return {**values, TIMELINE: timeline_of(case), "expected": expected}


def timeline_of(case: Case) -> JsonValue:
    """The timeline of a case in Careway's own form, every value the text that it is."""
    tree, _ = yaml_tree(Source("case", case.document.text))
    assert tree is not None, "a case that was run could be read"
    return _plain(tree)


def _plain(tree: Tree) -> JsonValue:
    match tree:
        case Scalar(text=text, is_null=is_null):
            return None if is_null else text
        case Items(items=items):
            return [_plain(item) for item in items]
        case Fields(pairs=pairs):
            return {key.text: _plain(value) for key, value in pairs}


def read_case(text: str) -> tuple[ConformanceCase, JsonValue]:
    """A case and its timeline, every value of it the text that it is; raises `Malformed` for whatever is not exactly as
    it is written here."""
    value = parse(text)
    tree, wrong = json_tree(Source("case", text))
    if wrong:
        raise Malformed(wrong[0].code, "$", wrong[0].title, wrong[0].label.span.start)
    if not isinstance(tree, Fields) or not isinstance(value, dict) or value.get("format") != FORMAT:
        raise Malformed("CW602", "$.format", f'the format is not "{FORMAT}"')
    timeline = next((inner for key, inner in tree.pairs if key.text == TIMELINE), None)
    if timeline is None:
        raise Malformed("CW603", "$", f'the field "{TIMELINE}" is missing')
    value.pop(TIMELINE)
    return decode(ConformanceCase, value), _plain(timeline)
