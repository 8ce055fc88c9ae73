"""Laws of coverage: of cases put together, of what an observer sees, and of every guideline whatever its shape."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careway.base.source import Source
from careway.cases.findings import Findings
from careway.cases.read import read_cases
from careway.cases.run import run_case
from careway.cases.suite import Opened, Suite, open_suite
from careway.coverage.decisions import Circuit
from careway.coverage.measure import Coverage, measured
from careway.coverage.objectives import Group
from careway.coverage.planning import plan
from careway.coverage.recorder import Index, Recorder
from careway.coverage.unknowns import Unknowns
from careway.evaluate.judge import Judge
from careway.evaluate.run import run
from careway.ir import expressions as e
from careway.ir.nodes import Guideline, Transition
from careway.model.time import When
from careway.model.truth import UNKNOWN, Truth
from careway.pipeline import compile_source
from case_coverage.shown import STEP, Patient, coverage, measure, patient, sentences
from evaluate.small import core, timeline
from property.guidelines import NAMES, grains, spines
from property.guidelines import core as property_core
from property.timelines import documents, read
from support.sample_core import CORE

ROOT = Path(__file__).parents[2]
GUIDELINES = sorted((ROOT / "guideline").glob("*/*.care"))
EVERY_EIGHTH = 8
"""A sample of the guidelines' own cases, spread over them."""

SMALL = f"""{STEP}
  go to later after 3 days without ill
step later [1]
  advise reduce aza to 25 mg/day when ALT > 40 U/L
define ill when any of nausea, itch present
monitor ALT as checks [1]
  from first start of aza
  weekly
  allow 1 day either side
stop rise [1]
  when all of
    - ALT >= 300 U/L
    - ill
  advise stop aza
"""
PATIENTS = (
    patient(),
    patient("at: 2025-03-02, nausea: absent", as_of="2025-03-04"),
    patient("at: 2025-03-08, ALT: 300 U/L, nausea: present"),
    patient("at: 2025-03-08, ALT: 299 U/L, nausea: present"),
    patient("at: 2025-03-08, ALT: 300 U/L, nausea: absent", as_of="2025-03-20"),
    patient("at: 2025-03-07, ALT: 41 U/L, nausea: absent, itch: present"),
)


@cache
def small() -> Guideline:
    return core(SMALL)


def met(patients: list[Patient]) -> set[str]:
    return set(coverage(small(), patients).shown_by)


some = st.lists(st.sampled_from(PATIENTS), max_size=4)


@settings(max_examples=25)
@given(some, some)
def test_the_coverage_of_cases_put_together_is_the_union(first: list[Patient], second: list[Patient]) -> None:
    together = met([*first, *second])
    assert together == met(first) | met(second)
    assert together == met([*second, *first])


@settings(max_examples=15)
@given(some.filter(bool), st.data())
def test_to_delete_a_case_never_raises_it(patients: list[Patient], data: st.DataObject) -> None:
    left = list(patients)
    left.pop(data.draw(st.integers(0, len(left) - 1)))
    assert met(left) <= met(patients)


def test_without_a_case_nothing_is_covered() -> None:
    found = measure(SMALL)
    assert found.tally.percent == found.tally.met == 0 and found.tally.of > 40
    assert all(unit.missing for unit in found.units)


def test_a_planted_clause_that_no_case_shows_is_named() -> None:
    text = SMALL.replace("    - ill\n", "    - ill\n    - not allo active\n")
    found = sentences(measure(text, *PATIENTS), "rise")
    assert [one for one in found if "allo active" in one] == [
        "`allo active`: never true; never alone decisive: no case in which, being true, it alone keeps rise from being "
        "true"
    ]
    assert not [one for one in sentences(measure(SMALL, *PATIENTS), "rise") if "allo" in one]


def test_what_is_proved_impossible_is_shown_and_not_counted() -> None:
    before = measure(SMALL, PATIENTS[0])
    missing = [one.objective for one in before.judged if one.case is None]
    reasons = {missing[0].id: "ALT is never that high", "no.such.objective": "?"}
    after = measure(SMALL, PATIENTS[0], impossible=reasons)
    assert (after.tally.met, after.tally.of) == (before.tally.met, before.tally.of - 1)
    assert [one.impossible for one in after.judged if one.impossible] == ["ALT is never that high"]
    shown = next(one.objective for one in before.judged if one.case is not None)
    assert measure(SMALL, PATIENTS[0], impossible={shown.id: "wrong"}).tally == before.tally


# --- on whole guidelines ---------------------------------------------------------------------------------------------


class Checking(Recorder):
    """Holds what is recomputed to what the run itself decided."""

    def __init__(self, index: Index, unknowns: Unknowns) -> None:
        super().__init__(index)
        self.index, self.unknowns, self.looked_at = index, unknowns, 0

    def judged(self, judge: Judge, node: e.Criterion, result: Truth) -> None:
        before = set(self.answers)
        super().judged(judge, node, result)
        self.agrees(before, result)

    def way_judged(self, judge: Judge, way: Transition, since: When, after: Truth | None, result: Truth) -> None:
        before = set(self.answers)
        super().way_judged(judge, way, since, after, result)
        self.agrees(before, result)

    def agrees(self, before: set[tuple[int, tuple[Truth, ...]]], result: Truth) -> None:
        for place, answers in set(self.answers) - before:
            circuit: Circuit = self.index.plan.decisions[place].circuit
            assert circuit.answers(answers)[-1] is result
            for gate, answer in zip(circuit.asked, answers, strict=True):
                node = circuit.gates[gate].node
                assert answer is not UNKNOWN or self.unknowns.may_be(node), node
                assert circuit.answers(answers, gate, answer) == circuit.answers(answers)
            self.looked_at += 1


@cache
def opened(path: Path) -> tuple[Guideline, Opened]:
    guideline = compile_source(Source(path.name, path.read_text(encoding="utf-8"))).core
    cases = path.with_suffix(".cases.yaml")
    found = open_suite(Source(cases.name, cases.read_text(encoding="utf-8")))
    assert guideline is not None and not isinstance(found, Suite)
    return guideline, found


@pytest.mark.parametrize("path", GUIDELINES, ids=lambda path: path.stem)
def test_what_is_recomputed_is_what_the_run_decided_and_watching_changes_nothing(path: Path) -> None:
    guideline, cases = opened(path)
    index, unknowns = Index(plan(guideline)), Unknowns(guideline)
    looked_at = 0
    for case in read_cases(cases.root, guideline, Findings())[::EVERY_EIGHTH]:
        checking = Checking(index, unknowns)
        assert run_case(case, guideline, checking) == run_case(case, guideline)
        looked_at += checking.looked_at
    assert looked_at > 300


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=12)
@given(data=st.data())
def test_it_is_so_for_random_timelines_of_every_guideline(name: str, data: st.DataObject) -> None:
    guideline = property_core(name)
    drawn = data.draw(documents(grains(name), spines=spines(name), longest=30 if name == "hours" else 100))
    told = read(drawn, guideline)
    checking = Checking(Index(plan(guideline)), Unknowns(guideline))
    assert run(guideline, told, observer=checking) == run(guideline, told)


NODES = (ROOT / "tests/agreement/guidelines/nodes.care").read_text(encoding="utf-8")
STOPS_ALONE = "\nstop rise [1]\n  when ALT >= 300 U/L\n  advise stop aza\n"


def test_a_core_of_any_shape_has_a_plan() -> None:
    others = [CORE, compile_source(Source("nodes.care", NODES)).core, *(opened(path)[0] for path in GUIDELINES)]
    for guideline in others:
        assert guideline is not None
        made = plan(guideline)
        assert len({one.id for one in made.objectives}) == len(made.objectives)
        assert {one.unit for one in made.objectives} == {unit.key for unit in made.units}
        assert {one.group for one in made.objectives} == set(Group)
        promised = {one for edge in made.edges for _, one in edge.objectives}
        promised |= {mark.objective for decision in made.decisions for mark in decision.marks}
        promised |= {one for _, _, one in made.events}
        assert promised == {one.id for one in made.objectives}
        assert measured(Coverage(made)).tally.met == 0


def test_a_guideline_without_steps_has_only_what_can_be_looked_at() -> None:
    guideline = core(STOPS_ALONE)
    found = coverage(guideline, [patient("at: 2025-03-08, ALT: 300 U/L")])
    assert measured(found).tally.met == 0  # a stop is judged while a step is active


def test_the_plan_of_a_parsed_core_is_that_of_its_text() -> None:
    first, second = plan(small()), plan(core(SMALL + " "))
    assert [one.id for one in first.objectives] == [one.id for one in second.objectives]


def test_a_run_with_an_observer_gives_the_same_result() -> None:
    for records, as_of in PATIENTS:
        told = timeline(small(), *records)
        watched = run(small(), told, as_of=as_of, observer=Recorder(Index(plan(small()))))
        assert watched == run(small(), told, as_of=as_of)
