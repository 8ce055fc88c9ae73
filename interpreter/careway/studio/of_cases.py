"""What the page asks of the cases beside a guideline: what came of them, what they show, and one case more."""

from __future__ import annotations

from posixpath import splitext

from careway.base.source import Span
from careway.boundary.said import Left
from careway.cases.nodes import Case
from careway.cases.run import Outcome, chosen
from careway.desk.boundaries import offered, with_case
from careway.desk.cases import Unusable, named_by, rules_of
from careway.desk.cover import cover as covered
from careway.studio.answers import (
    CaseOutcome,
    CaseSeen,
    CasesRun,
    CoverMark,
    CoverSeen,
    Kept,
    PatientOffered,
    PatientsOffered,
    Refusal,
    Shade,
)
from careway.studio.kept_texts import CameTo, came_to, read_cases_of, source_of, view_of
from careway.studio.patient_case import CannotBeKept, case_of
from careway.studio.places import Places
from careway.studio.questions import Cover, Keep, KeepOffered, Offer, RunCases, Text

ENDING = ".cases.yaml"
_LEFT_OUT = CameTo(Outcome.SKIPPED, ())
_MOST_OFFERED = 50


def run_cases(question: RunCases) -> CasesRun | Refusal:
    """What came of a part of the cases."""
    found = read_cases_of(question.guideline, question.cases)
    places = Places(source_of(question.cases))
    if isinstance(found, Unusable):
        wrong = tuple(places.finding(one) for one in found.findings)
        return CasesRun((), 0, wrong) if wrong else Refusal(found.why)
    core = view_of(question.guideline).compiled.core
    assert core is not None  # the cases were read against it
    rules = rules_of(core)
    run = {case.name for case in chosen(found, None)[0]}
    first = max(question.first, 0)
    asked = found[first : first + max(question.most, 0)]
    seen = (
        _seen(
            case,
            came_to(question.guideline, case) if case.name in run else _LEFT_OUT,
            tuple(sorted(named_by(case) & rules)),
            places,
        )
        for case in asked
    )
    return CasesRun(tuple(seen), len(found), ())


def _seen(case: Case, came: CameTo, rules: tuple[str, ...], places: Places) -> CaseSeen:
    return CaseSeen(
        case.name, places.of(case.span), places.line(case.span), CaseOutcome(came.outcome.value), came.failures, rules
    )


def cover(question: Cover) -> CoverSeen | Refusal:
    """What of the guideline its cases show."""
    found = covered(view_of(question.guideline), source_of(question.cases))
    if isinstance(found, Unusable):
        return Refusal(found.why)
    places = Places(source_of(question.guideline))
    marks = (CoverMark(places.of(one.span), Shade(one.shade.value), one.lacks) for one in found.marks)
    return CoverSeen(found.tally.met, found.tally.of, tuple(marks))


def offer(question: Offer) -> PatientsOffered | Refusal:
    """Boundary patients whom no case holds yet."""
    cases = None if question.cases is None else source_of(question.cases)
    most = max(0, min(question.most, _MOST_OFFERED))
    found = offered(view_of(question.guideline), cases, question.rule, most)
    if isinstance(found, Unusable):
        return Refusal(found.why)
    patients = (PatientOffered(one.rule, one.name, one.title, one.line, one.text) for one in found.offers)
    return PatientsOffered(tuple(patients), _note(found.left, found.more))


def _note(left: tuple[Left, ...], more: bool) -> str | None:
    """What was left out: that there are more, and where none can be or none was found."""
    parts = ["There are more."] if more else []
    parts += [f"Line {one.line}: {one.sentence}." for one in left]
    return "\n".join(parts) or None


def keep(question: Keep) -> Kept | Refusal:
    """The patient with what the guideline says of them now, as one more case."""
    name = _cases_name(question.guideline, question.cases)
    try:
        case = case_of(question.guideline, question.patient, question.setting, question.name)
    except CannotBeKept as error:
        return Refusal(str(error))
    return _with_case(question.guideline, name, question.cases, case)


def keep_offered(question: KeepOffered) -> Kept | Refusal:
    """An offered case, as one more case."""
    name = _cases_name(question.guideline, question.cases)
    return _with_case(question.guideline, name, question.cases, question.case)


def _cases_name(guideline: Text, cases: Text | None) -> str:
    """The path of the cases file: new ones stand beside their guideline."""
    return splitext(guideline.name)[0] + ENDING if cases is None else cases.name


def _with_case(guideline: Text, name: str, cases: Text | None, case: str) -> Kept | Refusal:
    """The cases with one more, which must pass where it stands now."""
    text = with_case(view_of(guideline), name, None if cases is None else cases.text, case)
    if isinstance(text, Unusable):
        return Refusal(text.why)
    after = Text(name, text)
    found = read_cases_of(guideline, after)
    assert not isinstance(found, Unusable)  # it was read before it was given out
    if came_to(guideline, found[-1]).outcome is not Outcome.PASSED:
        return Refusal("as a case, this would not pass as it is written: it is not kept")
    lines = case.rstrip("\n").count("\n") + 1
    start = len(text.rstrip("\n")) - len("\n".join(text.rstrip("\n").split("\n")[-lines:]))
    return Kept(text, Places(source_of(after)).of(Span(start, len(text.rstrip("\n")))))
