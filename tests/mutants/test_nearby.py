"""Patients near those of the cases: always the same ones, readable, and changed in what the mutant is about."""

from __future__ import annotations

from collections.abc import Sequence

from careway.cases.patient import patient_of
from careway.ingest.native_text import native_text
from careway.ingest.read import read_timelines
from careway.mutants.example import Tried, result_of
from careway.mutants.generate import slips_of
from careway.mutants.mutant import Mutant
from careway.mutants.nearby import nearby
from careway.mutants.reach import Reach, reach_of
from mutants.small import BOUNDARY, REST, cases_of, core_of

COUNT = 150


def mutant(words: str) -> Mutant:
    (found,) = [one for one in slips_of(core_of()) if one.words == words]
    return found


def seeds() -> list[Tried]:
    found = [(case, patient_of(case)) for case in cases_of(BOUNDARY + REST)]
    return [Tried(written, case.as_of, case.parameters) for case, written in found if written is not None]


def drawn(reach: Reach, seed: str = "seed") -> Sequence[Tried]:
    return list(nearby(seeds(), reach, seed, COUNT))


ULN = reach_of(core_of(), mutant("`ALT >= 3 × ULN of ALT` becomes `ALT >= 4 × ULN of ALT`"))


def test_a_mutant_reaches_the_concepts_and_the_numbers_of_its_condition() -> None:
    assert [concept.name for concept in ULN.concepts] == ["ALT"]
    assert set(ULN.factors) == {3, 4}
    whole = reach_of(core_of(), mutant("the stop is left out"))
    assert [concept.name for concept in whole.concepts] == ["ALT", "azathioprine"]
    assert set(whole.factors) == {3}


def test_the_same_seed_gives_the_same_patients_and_another_gives_others() -> None:
    assert drawn(ULN) == drawn(ULN)
    assert drawn(ULN) != drawn(ULN, "another")


def test_the_patients_of_the_cases_come_first_as_they_are() -> None:
    assert drawn(ULN)[: len(seeds())] == seeds()


def test_every_patient_can_be_read_and_run() -> None:
    for tried in drawn(ULN):
        read = read_timelines("x.yaml", native_text(tried.written).encode(), core_of().vocabulary)
        assert read.timelines, native_text(tried.written)
        assert result_of(core_of(), tried) is not None


def test_values_lie_on_both_sides_of_the_limit_with_and_without_the_change() -> None:
    said = {one.value for tried in drawn(ULN) for one in tried.written.records if one.concept == "ALT"}
    assert {"119 U/L", "120 U/L", "159 U/L", "160 U/L"} <= said


def test_without_patients_there_are_none_near() -> None:
    assert list(nearby([], ULN, "seed", COUNT)) == []
