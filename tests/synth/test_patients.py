"""Synthetic patients: the same for a seed, readable without a loss, and telling for any guideline."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice

import pytest
from hypothesis import given, settings

from careway.base.source import Source
from careway.evaluate.result import Result
from careway.evaluate.run import RunError, run
from careway.ingest.native_text import Written, native_text
from careway.ingest.read import read_timelines
from careway.ingest.table_text import table_text
from careway.ir.nodes import Guideline
from careway.model.timeline import Event, Override, Timeline
from careway.pipeline import compile_source
from careway.synth.patients import patients
from careway.synth.plots import plots
from careway.synth.telling import Telling, telling, unseen
from export.random_guidelines import guidelines
from property.guidelines import NAMES, core

SHIPPED = ("azathioprine", "clozapine")
HEAD = 'guideline g\n  title "G"\n  version 1.0.0\n  status draft\n\nsource 1 opinion "Made up for tests"\n\n'
ODD = {
    "no pathway": "lab K in mmol/L\ncaution high [1]\n  when K > 5.5 mmol/L\n  advise refer clinic\n",
    "nothing measured": 'question asked "Has it been asked?"\nstep one "One" [1]\n'
    "  begin at first asked is yes\n  finish when asked is no\n",
    "no number to hold on to": "lab X in U/L\ndrug d in mg/day\nstep one [1]\n  begin at first start of d\n"
    "stop rise [1]\n  when X >= 3 × ULN\n  advise stop d\n",
    "around zero": "lab base_excess in mmol/L plausible -30 to 30 mmol/L\nstep one [1]\n  begin at first base_excess\n"
    "stop acid [1]\n  when base_excess < -8 mmol/L\n",
    "for children": 'condition asthma\neligible child "Child" [1]\n  when age < 12 years\nstep one [1]\n'
    "  begin at first asthma present\n",
}


def compiled(text: str) -> Guideline:
    found = compile_source(Source("g.care", HEAD + text))
    assert found.core is not None, [one.title for one in found.diagnostics]
    return found.core


def read(written: Written, guideline: Guideline) -> Timeline:
    found = read_timelines("synth.yaml", native_text(written).encode(), guideline.vocabulary)
    assert len(found.timelines) == 1, [one.title for one in found.diagnostics]
    return found.timelines[0]


@cache
def drawn(name: str) -> tuple[Written, ...]:
    """A patient for each plot of a guideline, some for two."""
    return tuple(patients(core(name), 40 if name in SHIPPED else len(plots(core(name))), 1))


def results(name: str) -> Iterator[Result]:
    return (run(core(name), read(written, core(name))) for written in drawn(name))


@cache
def told(name: str) -> Telling:
    return telling(core(name), 1, None, results(name))


@pytest.mark.parametrize("name", NAMES)
def test_every_record_is_one_that_is_used(name: str) -> None:
    for written in drawn(name):
        timeline = read(written, core(name))
        assert timeline.records.refused == ()
        assert timeline.records.unused == ()
        assert timeline.records.used >= len(written.records)


@pytest.mark.parametrize("name", NAMES)
def test_a_patient_depends_on_seed_and_number_alone(name: str) -> None:
    first = [native_text(written) for written in drawn(name)[:3]]
    assert [native_text(written) for written in patients(core(name), 3, 1)] == first
    assert [native_text(written) for written in islice(patients(core(name), 100_000, 1), 3)] == first
    assert [native_text(written) for written in patients(core(name), 3, 2)] != first


@pytest.mark.parametrize("name", SHIPPED)
def test_the_patients_of_a_shipped_guideline_show_what_it_does(name: str) -> None:
    found = told(name)
    assert found.begun * 10 >= found.patients * 9
    assert found.eligible * 10 >= found.patients * 6
    assert [one for one in unseen(found) if not one.startswith("caution")] == []
    assert all(found_some for found_some in (found.undecided, found.missed, found.deviations, found.corrected))


@pytest.mark.parametrize("name", [name for name in NAMES if name not in SHIPPED])
def test_most_patients_of_any_guideline_begin(name: str) -> None:
    found = told(name)
    assert found.begun * 10 >= found.patients * 8
    assert len(unseen(found)) <= (len(found.stops) + len(found.steps) + len(found.cautions)) // 3


@pytest.mark.parametrize("name", NAMES)
def test_a_table_of_the_patients_says_the_same(name: str) -> None:
    guideline, some = core(name), drawn(name)[:4]
    found = read_timelines("synth.csv", table_text(some, guideline.vocabulary).encode(), guideline.vocabulary)
    assert found.diagnostics == () and len(found.timelines) == len(some)
    for table, written in zip(found.timelines, some, strict=True):
        native = read(written, guideline)
        assert table.records.refused == ()
        assert (table.patient, table.population) == (native.patient, native.population)
        assert said(table) == said(native)


def said(timeline: Timeline) -> list[str]:
    """What a timeline holds, but for the lines of its file, and for overrides, which a table has no place for."""
    found = []
    for entry in timeline.entries:
        if isinstance(entry, Event):
            values = (entry.key, entry.when, entry.known, entry.value, entry.until, entry.replaces, entry.preliminary)
            found.append(repr(values))
        elif not isinstance(entry, Override):
            found.append(repr((entry.key, entry.retracts, entry.known, entry.when)))
    return found


@pytest.mark.parametrize("name", ODD)
def test_a_guideline_of_an_odd_shape_has_patients_too(name: str) -> None:
    guideline = compiled(ODD[name])
    found = list(patients(guideline, 12, 5))
    assert [native_text(written) for written in patients(guideline, 12, 5)] == [native_text(one) for one in found]
    outcomes = [run(guideline, read(written, guideline)) for written in found]
    for outcome in outcomes:
        assert outcome.records.refused == ()
    summary = telling(guideline, 5, None, outcomes)
    assert not guideline.pathways or summary.begun >= 10
    assert not guideline.eligibility or summary.eligible >= 6
    assert unseen(summary) == []


def test_a_parameter_set_holds_for_all_who_are_drawn_with_it() -> None:
    found = list(patients(core("clozapine"), 6, 1, population="ethnic_neutropenia"))
    assert {written.population for written in found} == {"ethnic_neutropenia"}
    assert {written.population for written in patients(core("clozapine"), 20, 1)} == {None, "ethnic_neutropenia"}
    with pytest.raises(RunError, match="no parameter set 'other'"):
        list(patients(core("clozapine"), 1, 1, population="other"))


@settings(max_examples=15)
@given(guidelines())
def test_no_guideline_is_without_patients(text: str) -> None:
    found = compile_source(Source("random.care", text)).core
    if found is None:
        return
    for written in patients(found, 1, 1):
        assert run(found, read(written, found)).records.refused == ()
