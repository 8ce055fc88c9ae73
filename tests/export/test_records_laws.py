"""Laws of bundles, on random timelines: read back they decide the same, they are valid FHIR, and the same each time."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from careway.evaluate.result import Kind, Result
from careway.evaluate.run import run
from careway.export.records.bundle import bundle, bundle_json, unsaid
from careway.export.records.versions import usable_from
from careway.ir.nodes import Guideline
from careway.model.timeline import Event, Override, Timeline
from export.records_law import comparable, contents, plain, read_back
from property.agreement import assert_same
from property.guidelines import NAMES, core, grains, spines
from property.timelines import Document, documents, read

every_guideline = pytest.mark.parametrize("name", NAMES)
some = settings(max_examples=max(15, settings.default.max_examples // 2))


def timelines(name: str, **options: Any) -> st.SearchStrategy[Document]:
    return documents(grains(name), spines=spines(name), longest=30 if name == "hours" else 200, **options)


def without_overrides(timeline: Timeline) -> Timeline:
    """Overrides are the one thing of these timelines that no bundle has."""
    return replace(timeline, entries=tuple(one for one in timeline.entries if not isinstance(one, Override)))


def sayable(guideline: Guideline, timeline: Timeline) -> Timeline:
    found = without_overrides(timeline)
    assume(found.entries)
    assume(not unsaid(guideline, found))
    return found


def without_words_of_corrections(result: Result) -> Result:
    """A result whose corrections of one instant are worded alike: then their order, that of their keys, is nothing."""
    blank = (replace(entry, rule="", title="", text="", line=0, cites=()) for entry in result.log)
    log = tuple(one if entry.kind is Kind.CORRECTION else entry for entry, one in zip(result.log, blank, strict=True))
    return comparable(replace(result, log=log))


@every_guideline
@some
@given(data=st.data())
def test_a_bundle_read_back_decides_the_same(name: str, data: st.DataObject) -> None:
    timeline = sayable(core(name), read(data.draw(timelines(name)), core(name)))
    first = run(core(name), plain(timeline))
    again = plain(read_back(core(name), timeline))
    assert_same(comparable(run(core(name), again, as_of=first.as_of)), comparable(first))


@every_guideline
@some
@given(data=st.data())
def test_a_correction_of_another_date_or_form_decides_the_same(name: str, data: st.DataObject) -> None:
    timeline = without_overrides(read(data.draw(timelines(name)), core(name)))
    corrected = [one for one in timeline.entries if isinstance(one, Event) and one.replaces is not None]
    assume(corrected)
    moved = data.draw(st.sampled_from(corrected))
    when = data.draw(st.sampled_from([one.when for one in timeline.entries if one.when.last <= moved.known]))
    until = data.draw(st.sampled_from((moved.until, None)))
    other = replace(moved, when=when, until=until)
    timeline = replace(timeline, entries=tuple(other if one is moved else one for one in timeline.entries))
    assume(all("said in another form" in one for one in unsaid(core(name), timeline)))
    first = run(core(name), plain(timeline))
    again = run(core(name), plain(read_back(core(name), timeline)), as_of=first.as_of)
    assert_same(without_words_of_corrections(again), without_words_of_corrections(first))


@every_guideline
@some
@given(data=st.data())
def test_without_corrections_a_bundle_read_back_is_the_same_timeline(name: str, data: st.DataObject) -> None:
    timeline = read(data.draw(timelines(name)), core(name))
    kept = tuple(one for one in timeline.entries if isinstance(one, Event) and one.replaces is None)
    timeline = sayable(core(name), replace(timeline, entries=kept))
    assert contents(read_back(core(name), timeline)) == contents(timeline)


@every_guideline
@some
@given(data=st.data())
def test_what_was_known_on_a_day_decides_that_day(name: str, data: st.DataObject) -> None:
    timeline = sayable(core(name), read(data.draw(timelines(name)), core(name)))
    calendar = timeline.calendar
    day = calendar.day_of(usable_from(data.draw(st.sampled_from(timeline.entries)), calendar))
    text = calendar.show(calendar.on_day(day))
    known = read_back(core(name), timeline, calendar.end_of(day))
    assume(calendar.zone is not None or not calendar.offsets)  # else later offsets may set earlier days
    first = run(core(name), plain(timeline), as_of=text)
    assert_same(comparable(run(core(name), plain(known), as_of=text)), comparable(first))


@every_guideline
@some
@given(data=st.data())
def test_every_bundle_is_fhir_and_the_same_each_time(name: str, data: st.DataObject) -> None:
    timeline = read(data.draw(timelines(name)), core(name))
    text = bundle_json(core(name), timeline)
    Bundle.model_validate(bundle(core(name), timeline))
    Bundle.model_validate_json(text)
    turned = replace(timeline, entries=timeline.entries[::-1])
    assert bundle_json(core(name), turned) == text
    ids = [entry["resource"]["id"] for entry in json.loads(text)["entry"]]
    assert len(ids) == len(set(ids))
