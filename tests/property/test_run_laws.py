"""Laws of a run that hold for every guideline and every timeline (docs/meaning.md, 5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from careway.evaluate.result import LogEntry, Result
from careway.evaluate.run import Session, run
from careway.ir.from_json import core_from_json
from careway.ir.json_codec import write
from careway.ir.nodes import Guideline
from careway.ir.to_json import core_to_json
from careway.model.time import show_day
from careway.model.timeline import Timeline
from property.agreement import assert_same
from property.guidelines import NAMES, core, grains, spines
from property.timelines import Document, documents, read

every_guideline = pytest.mark.parametrize("name", NAMES)
some = settings(max_examples=max(15, settings.default.max_examples // 2))
"""Each law is held against each guideline, so that half as many examples are enough."""


def timelines(name: str, **options: Any) -> st.SearchStrategy[Document]:
    return documents(grains(name), spines=spines(name), longest=30 if name == "hours" else 200, **options)


def plain(result: Result) -> Result:
    """A result without the digest of the file's bytes."""
    return replace(result, timeline_sha256="")


def last_day(timeline: Timeline) -> int:
    return max(
        (timeline.calendar.day_of(max(entry.known, entry.when.first)) for entry in timeline.entries),
        default=date(2025, 3, 8).toordinal(),
    )


def first_day(timeline: Timeline) -> int:
    """The day on which the first record is known: there the run begins."""
    known = (timeline.calendar.day_of(entry.known) for entry in timeline.entries)
    return min(known, default=date(2025, 3, 8).toordinal())


def session(guideline: Guideline, timeline: Timeline) -> Session:
    """A run that has taken in nothing yet."""
    return Session(guideline, timeline, entries=())


def in_order_of_being_known(one: Session, timeline: Timeline) -> list[Any]:
    return sorted(timeline.entries, key=lambda entry: (one.usable_from(entry), entry.key))


@every_guideline
@some
@given(data=st.data())
def test_the_order_in_which_a_file_lists_its_records_carries_no_meaning(name: str, data: st.DataObject) -> None:
    document = data.draw(timelines(name))
    shuffled = document | {"events": data.draw(st.permutations(document["events"]))}
    first, second = read(document, core(name)), read(shuffled, core(name))
    assert_same(plain(run(core(name), second)), plain(run(core(name), first)))


@every_guideline
@some
@given(data=st.data())
def test_records_fed_one_by_one_give_the_result_of_the_whole(name: str, data: st.DataObject) -> None:
    timeline = read(data.draw(timelines(name)), core(name))
    fed = session(core(name), timeline)
    for entry in in_order_of_being_known(fed, timeline):
        fed.feed([entry])
        if data.draw(st.booleans()):
            fed.result()
    end = show_day(last_day(timeline) + data.draw(st.integers(0, 40)))
    assert_same(fed.result(end), run(core(name), timeline, as_of=end))


@every_guideline
@some
@given(data=st.data())
def test_records_fed_in_any_order_give_the_result_of_the_whole(name: str, data: st.DataObject) -> None:
    timeline = read(data.draw(timelines(name, most=8)), core(name))
    fed = session(core(name), timeline)
    for entry in data.draw(st.permutations(timeline.entries)):
        fed.feed([entry])
        if data.draw(st.integers(0, 3)) == 0:
            fed.result()
    assert_same(fed.result(), run(core(name), timeline))


@every_guideline
@some
@given(data=st.data())
def test_evaluating_at_further_instants_changes_nothing(name: str, data: st.DataObject) -> None:
    timeline = read(data.draw(timelines(name)), core(name))
    end = last_day(timeline) + data.draw(st.integers(0, 40))
    begin = first_day(timeline)
    often = Session(core(name), timeline)
    assume(timeline.entries)
    start = min(often.usable_from(entry) for entry in timeline.entries)
    stop = max(start, timeline.calendar.end_of(end))
    days = range(max(begin, end - 400), end + 1)
    edges = (timeline.calendar.start_of(day) + seconds for day in days for seconds in (-1, 0, 1))
    often.visit(instant for instant in edges if instant >= start)
    often.visit(data.draw(st.lists(st.integers(start, stop), max_size=40)))
    assert_same(often.result(show_day(end)), run(core(name), timeline, as_of=show_day(end)))


@every_guideline
@some
@given(data=st.data())
def test_evaluating_at_every_hour_changes_nothing(name: str, data: st.DataObject) -> None:
    drawn = documents(grains(name), spines=(), most=8, longest=20)
    timeline = read(data.draw(drawn), core(name))
    end = last_day(timeline)
    often = Session(core(name), timeline)
    assume(timeline.entries)
    first = min(often.usable_from(entry) for entry in timeline.entries)
    hours = range(timeline.calendar.start_of(end - 30), timeline.calendar.end_of(end), 3600)
    often.visit(instant for instant in hours if instant >= first)
    assert_same(often.result(), run(core(name), timeline))


@every_guideline
@some
@given(data=st.data())
def test_what_is_decided_rests_only_on_what_was_known(name: str, data: st.DataObject) -> None:
    timeline = read(data.draw(timelines(name)), core(name))
    end = last_day(timeline)
    first = first_day(timeline)
    middle = data.draw(st.integers(max(first, end - 300), end))
    whole = run(core(name), timeline, as_of=show_day(end))
    early = run(core(name), timeline, as_of=show_day(middle))
    assert early.log == whole.log[: len(early.log)]
    assert all(dated(entry) > show_day(middle) for entry in whole.log[len(early.log) :])
    blind = session(core(name), timeline)
    known = timeline.calendar.end_of(middle)
    blind.feed(entry for entry in timeline.entries if blind.usable_from(entry) <= known)
    assert_same(blind.result(show_day(middle)), early)


def dated(entry: LogEntry) -> str:
    return entry.at[:10]


@every_guideline
@some
@given(data=st.data())
def test_a_core_read_back_from_its_json_gives_the_same_result(name: str, data: st.DataObject) -> None:
    timeline = read(data.draw(timelines(name)), core(name))
    again = core_from_json(core_to_json(core(name)))
    assert write(run(again, timeline)) == write(run(core(name), timeline))
