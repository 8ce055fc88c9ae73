"""What the language cannot say of a core that another tool made is refused, with the rule and the reason; nothing is
said in its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from careway.base.source import Source
from careway.cli.import_ import Refused, imported
from careway.export.text.guideline import text_of
from careway.export.text.same import difference
from careway.ir import expressions as ex
from careway.ir import nodes as n
from careway.ir.invariants import violations
from careway.model import terms
from careway.model.time import Duration, TimeUnit
from careway.model.timeline import Presence
from careway.model.vocabulary import NormalRange, Sex
from careway.pipeline import compile_source

TEXT = """
guideline small
  title "Small"
  version 1.0.0
  status draft
  disclaimer "Not for patients."

source 1 guideline "One"

lab ALT "ALT" in U/L normal up to 40 U/L
lab AST "AST" in U/L normal up to 40 U/L
drug aza "azathioprine" in mg/day
symptom nausea "nausea"
question agreed "Agreed?"
parameter limit "limit" = 300 U/L

define baseline of lab = first lab

step initial "Initial" [1]
  begin at first start of aza
  advise continue aza
  go to later when nausea present

step later "Later" [1]
  advise hold aza

monitor ALT, AST "Tests" as tests [1]
  from first start of aza
  weekly for 1 month
  then twice monthly

stop rise "Rise" [1]
  when any of ALT, AST >= 3 × its baseline
  advise stop aza

caution careful "Careful" [1]
  when nausea present
  advise aza 25 to 50 mg/day

after stop [1]
  advise avoid aza
"""
_core = compile_source(Source("text", TEXT)).core
assert _core is not None
CORE = _core
BARE = ex.ValueOf(ex.Selection(terms.Pick.LAST, ex.Series("ALT"), current=True), "U/L")
LITERAL = ex.Literal(Fraction(100), "U/L", "100 U/L")
HIGH = ex.Compare(terms.Comparison.AT_LEAST, BARE, LITERAL)
RESTART = ex.DrugChange("aza", terms.DrugEdge.START, terms.Pick.FIRST)
DAYS = Duration(3, TimeUnit.DAY)
AT_HAND = ex.Compare(terms.Comparison.ABOVE, ex.CandidateValue("ALT", "U/L"), LITERAL)


def stopping(when: ex.Criterion) -> n.Guideline:
    return replace(CORE, definitions=(), stops=(replace(CORE.stops[0], when=when),))


def compared(value: ex.Value) -> n.Guideline:
    return stopping(ex.Compare(terms.Comparison.ABOVE, value, LITERAL))


def since(time: ex.Time) -> n.Guideline:
    return stopping(ex.Happened(time))


def within(window: ex.Window) -> n.Guideline:
    return stopping(ex.Found("nausea", Presence.PRESENT, window))


def watched(**changes: Any) -> n.Guideline:
    return replace(CORE, monitors=(replace(CORE.monitors[0], **changes),))


def alt(**changes: Any) -> n.Guideline:
    known = CORE.vocabulary
    return replace(
        CORE, vocabulary=replace(known, concepts=(replace(known.concepts[0], **changes), *known.concepts[1:]))
    )


def defined(**changes: Any) -> n.Guideline:
    return replace(CORE, definitions=(replace(CORE.definitions[0], **changes), *CORE.definitions[1:]))


def dosed(action: n.Action) -> n.Guideline:
    (caution,) = CORE.cautions
    return replace(CORE, cautions=(replace(caution, advice=(replace(caution.advice[0], action=action),)),))


def stepping(**changes: Any) -> n.Guideline:
    (pathway,) = CORE.pathways
    first = pathway.steps[0]
    way = replace(first.transitions[0], **changes)
    return replace(CORE, pathways=(replace(pathway, steps=(replace(first, transitions=(way,)), pathway.steps[1])),))


OTHER_ULN = ex.LimitOf(terms.Edge.ULN, ex.Selection(terms.Pick.FIRST, ex.Series("AST")), "U/L")
NOW = ex.Bound(None)
UNSAYABLE: dict[str, tuple[n.Guideline, str]] = {
    "all of one": (stopping(ex.All((HIGH,))), "rise: All"),
    "any of one": (stopping(ex.AnyOf((HIGH,))), "rise: AnyOf"),
    "exists without a window": (stopping(ex.Exists(ex.Series("ALT", AT_HAND))), "rise: Exists"),
    "exists twice": (
        stopping(ex.Exists(ex.Series("ALT", AT_HAND, ex.Window(ex.Bound(None, DAYS, -1), NOW)), 2)),
        "rise: Exists",
    ),
    "one in a row": (stopping(ex.InARow(1, ex.Series("ALT", AT_HAND))), "rise: InARow"),
    "held for, of a list": (stopping(ex.HeldFor(ex.AnyOf((HIGH, ex.Taking("aza"))), DAYS)), "rise: HeldFor"),
    "recorded with a value": (stopping(ex.Recorded(ex.Series("ALT", AT_HAND))), "rise: Recorded"),
    "exactly so long": (stopping(ex.Elapsed(terms.Comparison.EQUAL, DAYS, RESTART)), "rise: Elapsed"),
    "complete twice": (stopping(ex.Monitoring("tests", terms.MonitorState.COMPLETE, 2)), "rise: Monitoring"),
    "a last result not current": (
        compared(ex.ValueOf(ex.Selection(terms.Pick.LAST, ex.Series("ALT")), "U/L")),
        "rise: ValueOf",
    ),
    "a first result current": (
        compared(ex.ValueOf(ex.Selection(terms.Pick.FIRST, ex.Series("ALT"), current=True), "U/L")),
        "rise: ValueOf",
    ),
    "whose ULN": (compared(ex.Arithmetic(terms.Operator.ADD, OTHER_ULN, OTHER_ULN, "U/L")), "rise: LimitOf"),
    "records chosen by a list": (
        compared(ex.ValueOf(ex.Selection(terms.Pick.FIRST, ex.Series("ALT", ex.AnyOf((AT_HAND, AT_HAND)))), "U/L")),
        "rise: AnyOf",
    ),
    "the record at hand on the right": (
        compared(
            ex.ValueOf(
                ex.Selection(
                    terms.Pick.FIRST,
                    ex.Series("ALT", replace(AT_HAND, left=LITERAL, right=ex.CandidateValue("ALT", "U/L"))),
                ),
                "U/L",
            )
        ),
        "rise: Compare",
    ),
    "birth": (since(ex.Birth()), "rise: Birth"),
    "a current time": (
        since(ex.TimeOf(ex.Selection(terms.Pick.LAST, ex.Series("ALT"), current=True))),
        "rise: TimeOf",
    ),
    "a window from now": (within(ex.Window(NOW, None)), "rise: Window"),
    "a window open after within": (within(ex.Window(ex.Bound(None, DAYS, -1), None)), "rise: Window"),
    "a window until before now": (within(ex.Window(None, ex.Bound(None, DAYS, -1))), "rise: Window"),
    "a window exactly from a time": (within(ex.Window(ex.Bound(RESTART), None)), "rise: Window"),
    "a window without sides": (within(ex.Window(None, None)), "rise: Window"),
    "a monitor of odd weeks": (
        watched(phases=(n.Phase(n.TimesPer(2, Duration(2, TimeUnit.WEEK)), None, None),)),
        "tests: TimesPer",
    ),
    "once per week": (watched(phases=(n.Phase(n.TimesPer(1, Duration(1, TimeUnit.WEEK)), None, None),)), "tests: "),
    "a pause of exactly so long": (
        watched(interruptions=(n.Interruption("aza", terms.Comparison.EQUAL, DAYS, terms.Gap.RESTART),)),
        "tests: Interruption",
    ),
    "a step's way back out": (stepping(to=None, back=True), "initial: Transition"),
    "a way that cites nothing": (stepping(cites=()), "initial: Transition"),
    "a title in quotes": (alt(title='the "ALT"'), "lab ALT: text"),
    "a title of two lines": (alt(title="the\nALT"), "lab ALT: text"),
    "a name of two words": (replace(CORE, id="two words"), "two words: name"),
    "a number without end": (alt(normal=(NormalRange(None, Fraction(1, 7), Sex.MALE),)), "lab ALT: Concept"),
    "a definition by another name": (defined(shown="base"), "definition base"),
    "a definition that differs": (
        defined(body=ex.ValueOf(ex.Selection(terms.Pick.HIGHEST, ex.Series("ALT")), "U/L")),
        "definition baseline",
    ),
    "a dose open where it has no end": (
        dosed(
            n.AdviseDose(
                terms.DoseChange.GIVE, "aza", None, ex.Literal(Fraction(5), "mg/day", "5 mg/day"), True, False, None
            )
        ),
        "careful: AdviseDose",
    ),
    "after stop by another name": (
        replace(
            CORE, after_stop=(replace(CORE.after_stop[0], heading=replace(CORE.after_stop[0].heading, title="Then")),)
        ),
        "after_stop: AfterStop",
    ),
    "an end without a beginning": (replace(CORE, effective_until=date(2030, 1, 1)), "small: effective_until"),
    "a pathway called main twice": (
        replace(CORE, pathways=(replace(CORE.pathways[0], title="Other"),)),
        "pathway main",
    ),
}


def test_the_core_itself_can_be_said() -> None:
    assert difference(CORE, compile_source(Source("t", imported(CORE))).core or stopping(HIGH), exact=True) is None


@pytest.mark.parametrize("name", UNSAYABLE)
def test_what_cannot_be_said_is_refused(name: str) -> None:
    core, said = UNSAYABLE[name]
    assert core != CORE
    with pytest.raises(Refused) as refused:
        imported(core)
    assert said in str(refused.value)


CONTRADICTION = stopping(ex.All((HIGH, replace(HIGH, comparison=terms.Comparison.BELOW))))
CHECKED: dict[str, tuple[n.Guideline, str]] = {
    "what the checker refuses": (CONTRADICTION, "stop rise: these can never both be true (CW216)"),
    "a keyword as a name": (
        replace(
            CORE,
            id="careful",
            stops=(replace(CORE.stops[0], heading=replace(CORE.stops[0].heading, name="monitoring")),),
        ),
        "stop monitoring: ",
    ),
    "a unit as a name": (replace(CORE, parameters=(replace(CORE.parameters[0], name="day"),)), "parameter day: "),
}


@pytest.mark.parametrize("name", CHECKED)
def test_what_the_checker_refuses_is_said_with_its_statement(name: str) -> None:
    core, said = CHECKED[name]
    assert violations(core) == ()
    with pytest.raises(Refused) as refused:
        imported(core)
    assert said in str(refused.value)


def test_a_definition_that_nothing_asks_for_is_not_lost_in_silence() -> None:
    extra = n.Definition("unasked of AST", "unasked", BARE, 3)
    with pytest.raises(Refused) as refused:
        imported(replace(CORE, definitions=(*CORE.definitions, extra)))
    assert "definitions" in str(refused.value)


def harmless(change: Callable[[n.Guideline], n.Guideline]) -> None:
    core = change(CORE)
    made = compile_source(Source("text", imported(core))).core
    assert made is not None
    assert difference(core, made) is None
    assert difference(core, made, exact=True) is not None


def test_how_a_number_was_written_may_be_unknown() -> None:
    harmless(lambda _: stopping(replace(HIGH, right=replace(LITERAL, written="a hundred"))))
    harmless(lambda _: stopping(replace(HIGH, right=replace(LITERAL, written="99 U/L"))))


def test_the_order_of_definitions_may_be_another() -> None:
    harmless(lambda core: replace(core, definitions=core.definitions[::-1]))


def test_a_number_without_end_in_its_unit_is_written_in_another() -> None:
    known = CORE.vocabulary
    in_kat = replace(known.concepts[0], unit="ukat/L", normal=(NormalRange(None, Fraction(2, 3)),))
    lines = text_of(
        replace(CORE, vocabulary=replace(known, concepts=(in_kat, *known.concepts[1:])), stops=(), definitions=())
    )
    assert "normal up to 40 U/L" in lines
