"""What every core must satisfy: the sample does, and each single break of it is named at its place."""

from __future__ import annotations

import dataclasses
import datetime
from fractions import Fraction
from typing import Any, TypeVar

import pytest

from careway.ir import expressions as ex
from careway.ir import nodes as n
from careway.ir.invariants import violations
from careway.model import terms
from careway.model.quantity import Quantity
from careway.model.time import Duration, TimeUnit
from careway.model.timeline import Presence
from careway.model.vocabulary import Concept, Group, GroupKind, Kind, NormalRange
from support.sample_core import ALT, CORE, DRUG, LAST_ALT, MONITOR, RISE, WEEK, WEEKLY, heading

T = TypeVar("T")


def replace(node: T, **changes: Any) -> T:
    changed: T = dataclasses.replace(node, **changes)  # type: ignore[type-var]
    return changed


def test_the_sample_is_good() -> None:
    assert violations(CORE) == ()


def stop_when(criterion: ex.Criterion) -> n.Guideline:
    return replace(CORE, stops=(replace(CORE.stops[0], when=criterion),))


def with_concept(concept: Concept) -> n.Guideline:
    others = tuple(one for one in CORE.vocabulary.concepts if one.name != concept.name)
    return replace(CORE, vocabulary=replace(CORE.vocabulary, concepts=(*others, concept)))


def with_monitor(**changes: Any) -> n.Guideline:
    return replace(CORE, monitors=(replace(MONITOR, **changes),))


def with_transition(**changes: Any) -> n.Guideline:
    first, second = CORE.pathways[0].steps
    changed = replace(first, transitions=(replace(first.transitions[0], **changes),))
    return replace(CORE, pathways=(replace(CORE.pathways[0], steps=(changed, second)),))


def with_stop_advice(action: n.Action) -> n.Guideline:
    return replace(CORE, stops=(replace(CORE.stops[0], advice=(n.Advice(action, None, (), 1),)),))


def claiming(**changes: Any) -> n.Guideline:
    return replace(CORE, invariants=(replace(CORE.invariants[0], **changes),))


def with_acceptances(*accepted: n.Acceptance) -> n.Guideline:
    stop = CORE.stops[0]
    return replace(CORE, stops=(replace(stop, heading=replace(stop.heading, accepted=accepted)),))


def compared(value: ex.Value) -> n.Guideline:
    return stop_when(ex.Compare(terms.Comparison.ABOVE, value, ex.Literal(Fraction(1), "U/L", "1 U/L")))


U_PER_L = ex.Literal(Fraction(1), "U/L", "1 U/L")
MG_PER_DL = ex.Literal(Fraction(1), "mg/dL", "1 mg/dL")
PLAIN = ex.Literal(Fraction(1), "1", "1")

BROKEN: list[tuple[n.Guideline, str]] = [
    # the whole
    (replace(CORE, format="careway-core/3"), "format: it is not careway-core/2"),
    (replace(CORE, sha256="abc"), "sha256: it is not a SHA-256 in hexadecimal"),
    (
        replace(CORE, effective_from=datetime.date(2025, 2, 1), effective_until=datetime.date(2025, 1, 1)),
        "effective_until: it lies before effective_from",
    ),
    (replace(CORE, sources=CORE.sources * 2), 'sources: "1" stands twice'),
    (replace(CORE, parameters=CORE.parameters * 2), 'parameters: "limit" stands twice'),
    (replace(CORE, pathways=CORE.pathways * 2), 'steps: "initial" stands twice'),
    (replace(CORE, monitors=(MONITOR, MONITOR)), 'monitors: "liver" stands twice'),
    (replace(CORE, stops=(replace(CORE.stops[0], heading=heading("")),)), "stops: a name is empty"),
    (
        replace(CORE, vocabulary=replace(CORE.vocabulary, groups=(Group("ALT", GroupKind.GROUP, "ALT", ("ALT",)),))),
        'vocabulary: "ALT" stands twice',
    ),
    (
        with_acceptances(n.Acceptance(None, "  ", 1)),
        "stops[0].heading: accepted[0]: it gives no reason",
    ),
    (
        with_acceptances(*[n.Acceptance(terms.FindingKind.GAP, "Known.", 1)] * 2),
        "stops[0].heading: accepted[1]: the same is accepted before",
    ),
    (replace(CORE, invariants=CORE.invariants[:1] * 2), 'invariants: "held_back" stands twice'),
    (claiming(advice=None, when=None), "invariants[0]: it claims nothing: it has neither advice nor when"),
    (claiming(only_in=("third",)), 'invariants[0]: there is no step "third"'),
    (claiming(advice=n.ClaimedOrders((), ("azathioprine",))), "invariants[0].advice: orders: there is none"),
    (claiming(advice=n.ClaimedOrders((terms.AdviceOrder.STOP,), ())), "invariants[0].advice: drugs: there is none"),
    (
        claiming(advice=n.ClaimedOrders((terms.AdviceOrder.STOP,) * 2, ("azathioprine",))),
        "invariants[0].advice: orders: one stands twice",
    ),
    (
        claiming(advice=n.ClaimedOrders((terms.AdviceOrder.STOP,), ("ALT",))),
        'invariants[0].advice: "ALT" is a lab, not a drug',
    ),
    (
        claiming(advice=n.ClaimedDose("azathioprine", None, None, False, False)),
        "invariants[0].advice: neither low nor high is given",
    ),
    (
        claiming(advice=n.ClaimedDose("azathioprine", U_PER_L, None, True, False)),
        'invariants[0].advice: "azathioprine" is in mg/d, not in U/L',
    ),
    # definitions
    (
        replace(CORE, definitions=(*CORE.definitions, n.Definition("loop", "loop", ex.DefinedCriterion("loop"), 1))),
        'definitions[3]: "loop" asks for itself',
    ),
    (replace(CORE, definitions=CORE.definitions[::-1]), 'definitions[1]: "restart" is asked for before it is defined'),
    (stop_when(ex.DefinedCriterion("nothing")), 'stops[0].when: "nothing" is not defined'),
    (stop_when(ex.DefinedCriterion("restart")), 'stops[0].when: "restart" is not defined as a criterion'),
    (stop_when(ex.Happened(ex.DefinedTime("held"))), 'stops[0].when.time: "held" is not defined as a time'),
    (compared(ex.DefinedValue("restart", "U/L")), 'stops[0].when.left: "restart" is not defined as a number'),
    (compared(ex.DefinedValue("baseline of ALT", "mg/dL")), 'stops[0].when.left: "baseline of ALT" is not in mg/dL'),
    # names
    (stop_when(ex.Found("rash", Presence.PRESENT)), 'stops[0].when: the vocabulary has no "rash"'),
    (stop_when(ex.Found("ALT", Presence.PRESENT)), 'stops[0].when: "ALT" is a lab, not a symptom or condition'),
    (stop_when(ex.Taking("ALT")), 'stops[0].when: "ALT" is a lab, not a drug'),
    (stop_when(ex.Recorded(ex.Series("rash"))), 'stops[0].when.series: the vocabulary has no "rash"'),
    (stop_when(ex.Answered("agreed", ("maybe",))), 'stops[0].when: values: "maybe" is no value of agreed'),
    (stop_when(ex.InStep(("third",))), 'stops[0].when: there is no step "third"'),
    (stop_when(ex.Monitoring("none", terms.MonitorState.LATE)), 'stops[0].when: there is no monitor "none"'),
    (compared(ex.ParameterValue("none", "U/L")), 'stops[0].when.left: there is no parameter "none"'),
    (compared(ex.ParameterValue("window", "U/L")), 'stops[0].when.left: the parameter "window" is a duration'),
    (
        stop_when(ex.Taking("azathioprine", ex.ParameterDuration("limit"))),
        'stops[0].when.at_least: there is no duration "limit" among the parameters',
    ),
    (
        replace(CORE, background=(n.Background("x", ("9",), 1),)),
        'background[0]: no source has the key "9"',
    ),
    (
        replace(CORE, after_stop=(replace(CORE.after_stop[0], stops=("fall",)),)),
        'after_stop[0]: there is no stop "fall"',
    ),
    # units
    (stop_when(replace(RISE, right=MG_PER_DL)), "stops[0].when: U/L is compared with mg/dL"),
    (compared(ex.ValueOf(LAST_ALT, "mg/dL")), 'stops[0].when.left: "ALT" is in U/L, not in mg/dL'),
    (compared(ex.ParameterValue("limit", "mg/dL")), "stops[0].when.left: U/L becomes mg/dL without a factor"),
    (compared(ex.ParameterValue("limit", "U/L", Fraction(0))), "stops[0].when.left: factor: it is not above 0"),
    (
        compared(ex.Arithmetic(terms.Operator.ADD, U_PER_L, MG_PER_DL, "U/L")),
        "stops[0].when.left: U/L + mg/dL does not give U/L",
    ),
    (
        compared(ex.Arithmetic(terms.Operator.MULTIPLY, PLAIN, MG_PER_DL, "U/L")),
        "stops[0].when.left: a plain number × mg/dL does not give U/L",
    ),
    (compared(ex.Convert(U_PER_L, Fraction(-1), "U/L")), "stops[0].when.left: factor: it is not above 0"),
    (compared(ex.CandidateValue("ALT", "U/L")), 'stops[0].when.left: no record of "ALT" is at hand here'),
    (compared(ex.CountOf(ex.Series("ALT"), "U/L")), "stops[0].when.left: unit: a count has the unit 1"),
    # criteria
    (stop_when(ex.All(())), "stops[0].when: items: there is none"),
    (stop_when(ex.AtLeast(2, (RISE,))), "stops[0].when: count: it is not between 1 and 1"),
    (stop_when(ex.InARow(2, ex.Series("ALT"))), "stops[0].when: series: nothing is asked of the results in a row"),
    (
        stop_when(ex.Happened(ex.FirstTime(ex.All((ex.InStep(("initial",)),))))),
        "stops[0].when.time.criterion.items[0]: a first time cannot depend on the step",
    ),
    (
        stop_when(ex.Happened(ex.DrugChange("azathioprine", terms.DrugEdge.STOP, terms.Pick.HIGHEST))),
        "stops[0].when.time: pick: a time is the first or the last",
    ),
    (stop_when(ex.Happened(ex.Shifted(ex.Birth(), WEEK, 0))), "stops[0].when.time: sign: it is neither 1 nor -1"),
    # the vocabulary
    (with_concept(replace(DRUG, unit=None)), "vocabulary.concepts[4]: unit: a drug has one"),
    (with_concept(replace(ALT, values=("a",))), "vocabulary.concepts[4]: values: a lab has none"),
    (with_concept(replace(ALT, plausible=(Fraction(2), Fraction(1)))), "the lowest is not below the highest"),
    (with_concept(replace(ALT, normal=(NormalRange(None, None),))), "normal[0]: it has no limit"),
    (with_concept(replace(ALT, molar_mass=Quantity(Fraction(1), "kg/mol"))), "molar_mass: it is not above 0 g/mol"),
    (with_concept(Concept("x", Kind.TEST, "x")), "vocabulary.concepts[5]: values: a test has some"),
    # statements
    (
        replace(CORE, sets=(replace(CORE.sets[0], settings=(n.Setting("limit", WEEK),)),)),
        'sets[0]: "limit" is set in another unit than its own',
    ),
    (
        replace(CORE, sets=(replace(CORE.sets[0], settings=(n.Setting("nothing", WEEK),)),)),
        'sets[0]: there is no parameter "nothing"',
    ),
    (with_monitor(phases=()), "monitors[0]: phases: there is none"),
    (with_monitor(start=None), "monitors[0]: it stands in no step, so it needs a start"),
    (with_monitor(targets=("lungs",)), 'monitors[0]: the vocabulary has no "lungs"'),
    (with_monitor(only_in=("third",)), 'monitors[0]: there is no step "third"'),
    (with_monitor(phases=(replace(WEEKLY, length=None), WEEKLY)), "phases[0]: it has no end, but another follows"),
    (with_monitor(phases=(replace(WEEKLY, until=RISE),)), "phases[0]: it ends in two ways"),
    (with_monitor(before=Duration(-1, TimeUnit.DAY)), "monitors[0].before: amount: it is below 0"),
    (with_transition(to="third"), 'pathways[0].steps[0].transitions[0]: the pathway has no step "third"'),
    (with_transition(after=None), "transitions[0]: it says neither after how long nor when"),
    (with_transition(line=-1), "transitions[0]: line: it is below 0"),
    (with_stop_advice(n.AdviseDrug(terms.DrugOrder.STOP, ("ALT",))), '"ALT" is a lab, not a drug'),
    (
        with_stop_advice(n.AdviseDose(terms.DoseChange.GIVE, "azathioprine", U_PER_L, None, False, False, None)),
        '"azathioprine" is in mg/d, not in U/L',
    ),
    (
        with_stop_advice(n.AdviseDose(terms.DoseChange.GIVE, "azathioprine", None, None, False, False, None)),
        "neither low nor high is given",
    ),
]


@pytest.mark.parametrize(("core", "said"), BROKEN, ids=[said[:60] for _, said in BROKEN])
def test_each_break_is_named_at_its_place(core: n.Guideline, said: str) -> None:
    assert any(said in violation for violation in violations(core)), violations(core)


def test_deep_nesting_is_no_matter() -> None:
    criterion: ex.Criterion = ex.All(())
    for _ in range(5000):
        criterion = ex.Not(criterion)
    assert len(violations(stop_when(criterion))) == 1
