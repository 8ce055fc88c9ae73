"""Laws about what records say: their units, errors, dates, and how they bear on decisions."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from careway.evaluate.engine import Engine
from careway.evaluate.result import Kind, Result
from careway.evaluate.run import resolve, run
from careway.ir import expressions as e
from careway.ir.nodes import Guideline
from careway.ir.reads import definition_reads, reads_of, walk
from careway.model.quantity import Span
from careway.model.timeline import Event, Measured, NoValue, Records, Timeline
from careway.model.truth import UNKNOWN, Truth
from property.agreement import assert_same
from property.guidelines import NAMES, core, grains, spines
from property.timelines import Document, documents, read

every_guideline = pytest.mark.parametrize("name", NAMES)
some = settings(max_examples=max(15, settings.default.max_examples // 2))
"""Each law is held against each guideline, so that half as many examples are enough."""


def timelines(name: str, **options: Any) -> st.SearchStrategy[Document]:
    return documents(grains(name), spines=spines(name), longest=30 if name == "hours" else 200, **options)


def decisions(result: Result) -> list[object]:
    """What was decided, without the words."""
    log = [(entry.at, entry.kind, entry.rule) for entry in result.log]
    stays = [[(stay.step, stay.since, stay.until) for stay in pathway.stays] for pathway in result.pathways]
    occasions = [(item.rule, item.due, item.standing) for item in result.occasions]
    undecided = [(item.what, item.rule, [want.concept for want in item.wanted]) for item in result.undecided]
    advice = [(item.rule, item.order, item.drugs) for item in result.advice]
    return [log, stays, occasions, undecided, advice, None if result.stop is None else result.stop.rule]


def fields_of(document: Document) -> list[tuple[dict[str, Any], str]]:
    """Each record's place: the event that holds it, and its key."""
    known = {"at", "until", "known", "status", "id", "corrects", "retracts", "override", "reason", "note"}
    return [(event, key) for event in document["events"] for key in event if key not in known]


def said(value: Any) -> str:
    return str(value["value"]) if isinstance(value, dict) else str(value)


def say(event: dict[str, Any], key: str, text: str) -> None:
    event[key] = {**event[key], "value": text} if isinstance(event[key], dict) else text


# --- units -----------------------------------------------------------------------------------------------------------

# The unit in which a number stands, another of the same quantity, and the exact factor between them.
UNITS = {
    "U/L": (("kU/L", Fraction(1, 1000)), ("mU/mL", Fraction(1)), ("ukat/L", Fraction(1, 60))),
    "/uL": (("10*9/L", Fraction(1, 1000)), ("10*3/uL", Fraction(1, 1000)), ("/mm3", Fraction(1))),
    "10*3/uL": (("10*9/L", Fraction(1)), ("/uL", Fraction(1000))),
    "g/dL": (("g/L", Fraction(10)),),
    "mmol/L": (("umol/L", Fraction(1000)), ("mol/m3", Fraction(1))),
    "mg/dL": (("mg/L", Fraction(10)), ("ug/mL", Fraction(10))),
    "mg/day": (("g/day", Fraction(1, 1000)),),
}


def in_another_unit(text: str, draw: Callable[[st.SearchStrategy[Any]], Any]) -> str:
    """The same result in another unit, where that can be written as a decimal."""
    mark = text[0] if text[:1] in "<>" else ""
    number, _, unit = text.removeprefix(mark).partition(" ")
    choices = [(other, factor) for other, factor in UNITS.get(unit, ()) if _ends(Fraction(number) * factor)]
    if not choices or not number[:1].isdigit():
        return text
    other, factor = draw(st.sampled_from(choices))
    return f"{mark}{_decimal(Fraction(number) * factor)} {other}"


def _ends(value: Fraction) -> bool:
    return (value * 10**12).denominator == 1


def _decimal(value: Fraction) -> str:
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


@every_guideline
@some
@given(data=st.data())
def test_the_unit_in_which_a_result_is_reported_decides_nothing(name: str, data: st.DataObject) -> None:
    document = data.draw(timelines(name))
    other = copy.deepcopy(document)
    for event, key in fields_of(other):
        text = said(event[key])
        if text[:1].isdigit() or text[:1] in "<>":
            say(event, key, in_another_unit(text, data.draw))
            if isinstance(event[key], dict) and "range" in event[key] and " " in text:
                unit = text.rpartition(" ")[2]
                assert event[key]["range"].endswith(unit)
    first, second = read(document, core(name)), read(other, core(name))
    assert decisions(run(core(name), second)) == decisions(run(core(name), first))


@given(data=st.data(), molar=st.lists(st.integers(1, 900), min_size=3, max_size=3))
def test_mass_and_moles_decide_the_same(data: st.DataObject, molar: list[int]) -> None:
    name = "azathioprine"
    mass = Fraction("584.66")
    amounts = [*molar, data.draw(st.integers(400, 420))]  # 41.05 umol/L is 2.4 mg/dL
    for_both = []
    for as_mass in (False, True):
        document = copy.deepcopy(next(item for item in spines(name) if item["patient"] == "stopped-by-bilirubin"))
        places = [(event, key) for event, key in fields_of(document) if key == "bilirubin"]
        for (event, key), tenths in zip(places[-len(amounts) :], amounts, strict=True):
            umol = Fraction(tenths, 10)
            text = f"{_decimal(umol * mass / 10_000)} mg/dL" if as_mass else f"{_decimal(umol)} umol/L"
            event[key] = text
        for_both.append(decisions(run(core(name), read(document, core(name)))))
    assert for_both[0] == for_both[1]


# --- errors ----------------------------------------------------------------------------------------------------------


@every_guideline
@some
@given(data=st.data())
def test_a_record_entered_in_error_is_as_if_it_were_not_there(name: str, data: st.DataObject) -> None:
    document = data.draw(timelines(name, most=8))
    noise = data.draw(timelines(name, most=6, errors=False))["events"]
    for event in noise:
        for key in event:
            if isinstance(event[key], dict):
                event[key].pop("id", None)
                event[key]["status"] = data.draw(st.sampled_from(("entered-in-error", "cancelled")))
    noise = [event for event in noise if all(key == "at" or isinstance(event[key], dict) for key in event)]
    with_noise = document | {"events": [*document["events"], *noise]}
    first, second = read(document, core(name)), read(with_noise, core(name))
    days = [date.fromisoformat(event["at"][:10]) for event in with_noise["events"] if len(event["at"]) > 7]
    end = (max(days, default=date(2025, 3, 8)) + timedelta(days=60)).isoformat()
    forget = {"timeline_sha256": "", "records": Records(0)}
    seen = replace(run(core(name), second, as_of=end), **forget)
    assert_same(seen, replace(run(core(name), first, as_of=end), **forget))


@every_guideline
@some
@given(data=st.data())
def test_a_record_that_nothing_asks_for_changes_nothing(name: str, data: st.DataObject) -> None:
    document = data.draw(timelines(name, most=8))
    noise = [{"at": event["at"], "shoe_size": "43"} for event in document["events"]]
    with_noise = document | {"events": [*document["events"], *noise]}
    first, second = read(document, core(name)), read(with_noise, core(name))
    forget = {"timeline_sha256": "", "records": Records(0)}
    assert_same(replace(run(core(name), second), **forget), replace(run(core(name), first), **forget))


# --- dates -----------------------------------------------------------------------------------------------------------


def shifted(value: Any, days: int) -> Any:
    """A document with all its dates moved; times of day stay."""
    if isinstance(value, dict):
        moved = {key: shifted(item, days) for key, item in value.items() if key not in ("value", "range")}
        return moved | {key: value[key] for key in ("value", "range") if key in value}
    if isinstance(value, list):
        return [shifted(item, days) for item in value]
    if isinstance(value, str) and len(value) >= 10 and value[4:5] == value[7:8] == "-":
        return (date.fromisoformat(value[:10]) + timedelta(days=days)).isoformat() + value[10:]
    return value


# After 28 years the calendar comes again, with its leap days and its days of the week.
CYCLE = 28


@every_guideline
@some
@given(data=st.data())
def test_dates_moved_by_a_cycle_of_the_calendar_move_everything(name: str, data: st.DataObject) -> None:
    document = data.draw(timelines(name, zones=False))
    document.pop("zone", None)  # a clock change does not move with the dates
    assume(not any(len(str(event["at"])) == 7 for event in document["events"]))
    first = run(core(name), read(document, core(name)))
    second = run(core(name), read(shifted(document, CYCLE * 1461 // 4), core(name)))
    assert decisions(second) == shifted_dates(decisions(first), CYCLE)


def shifted_dates(value: Any, years: int) -> Any:
    if isinstance(value, (list, tuple)):
        return type(value)(shifted_dates(item, years) for item in value)
    if isinstance(value, str):
        return re.sub(r"\d{4}(?=-\d\d-\d\d)", lambda year: str(int(year[0]) + years), value)
    return value


@given(data=st.data(), days=st.integers(1, 800))
def test_without_months_dates_moved_by_any_days_move_everything(data: st.DataObject, days: int) -> None:
    name = "hours"  # it counts in minutes, hours and days only
    document = data.draw(timelines(name, zones=False))
    document.pop("zone", None)  # a clock change does not move with the dates
    assume(not any(len(str(event["at"])) == 7 for event in document["events"]))
    first = run(core(name), read(document, core(name)))
    second = run(core(name), read(shifted(document, days), core(name)))
    log = [(date.fromisoformat(entry.at[:10]) + timedelta(days=days), entry.kind, entry.rule) for entry in first.log]
    assert [(date.fromisoformat(entry.at[:10]), entry.kind, entry.rule) for entry in second.log] == log


# --- caution ---------------------------------------------------------------------------------------------------------


def first_stop(result: Result) -> str:
    """The date of the first stop; later than any where there is none."""
    return next((entry.at for entry in result.log if entry.kind is Kind.STOP), "9999")


def events_of(timeline: Timeline, concepts: tuple[str, ...], since: str) -> list[Event]:
    start = date.fromisoformat(since).toordinal()
    return [
        entry
        for entry in timeline.entries
        if isinstance(entry, Event) and entry.concept in concepts and entry.when.day_first > start
    ]


def with_span(timeline: Timeline, event: Event, value: Fraction) -> Timeline:
    assert isinstance(event.value, Measured)
    other = replace(event.value, span=replace(event.value.span, low=value, high=value, low_open=False, high_open=False))
    changed = tuple(replace(item, value=other) if item is event else item for item in timeline.entries)
    return replace(timeline, entries=changed)


@given(data=st.data())
def test_a_worse_liver_test_after_the_restart_never_makes_a_stop_later(data: st.DataObject) -> None:
    name = "azathioprine"
    timeline = read(data.draw(timelines(name, most=6, errors=False)), core(name))
    result = run(core(name), timeline)
    begun = next((stay.since[:10] for stay in result.pathways[0].stays), None)
    assume(begun is not None)
    assert begun is not None
    results = [e for e in events_of(timeline, ("ALT", "AST"), begun) if isinstance(e.value, Measured)]
    results = [event for event in results if isinstance(event.value, Measured) and event.value.span.point is not None]
    assume(results)
    event = data.draw(st.sampled_from(results))
    assert isinstance(event.value, Measured) and event.value.span.point is not None
    worse = event.value.span.point + data.draw(st.sampled_from((1, 10, 100, 500)))
    assert first_stop(run(core(name), with_span(timeline, event, Fraction(worse)))) <= first_stop(result)


HOLDS = {"moderate_neutropenia", "severe_neutropenia"}


@cache
def held() -> tuple[tuple[Timeline, Event], ...]:
    """Beginnings of the example courses that end in a hold of clozapine, each with its last neutrophil count."""
    found = []
    for spine in spines("clozapine"):
        for length in range(1, len(spine["events"]) + 1):
            timeline = read(spine | {"events": spine["events"][:length]}, core("clozapine"))
            counts = [item for item in events_of(timeline, ("ANC",), "2000-01-01") if isinstance(item.value, Measured)]
            if counts and run(core("clozapine"), timeline).pathways[0].step in HOLDS:
                found.append((timeline, counts[-1]))
    assert len(found) > 5
    return tuple(found)


@given(case=st.integers(0, 10**6), percent=st.integers(0, 99))
def test_a_lower_neutrophil_count_never_turns_a_hold_into_treatment(case: int, percent: int) -> None:
    timeline, last = held()[case % len(held())]
    assert isinstance(last.value, Measured) and last.value.span.point is not None
    lower = with_span(timeline, last, last.value.span.point * Fraction(percent, 100))
    assert run(core("clozapine"), lower).pathways[0].step in HOLDS


# --- unknown ---------------------------------------------------------------------------------------------------------


_LOOKS_AT_WHAT_IS_ON_RECORD = (e.Recorded, e.FirstTime, e.InStep, e.Monitoring, e.StepEntry)


def rules(guideline: Guideline) -> dict[str, e.Criterion]:
    """The rules whose criteria ask of values only: what is recorded is known, though its value may not be."""
    bodies = {definition.name: definition.body for definition in guideline.definitions}
    found: dict[str, e.Criterion] = {}
    for rule in (*guideline.eligibility, *guideline.stops, *guideline.cautions):
        known = reads_of((rule.when,), definition_reads(guideline.definitions)).definitions
        nodes = [*walk(rule.when), *(node for name in known for node in walk(bodies[name]))]
        if not any(isinstance(node, _LOOKS_AT_WHAT_IS_ON_RECORD) for node in nodes):
            found[rule.heading.name] = rule.when
    return found


def truths(guideline: Guideline, timeline: Timeline) -> dict[str, Truth]:
    """Each rule's truth at the end of a timeline."""
    engine = Engine(guideline, timeline.patient, timeline.calendar, resolve(guideline, timeline.population, {}))
    for entry in timeline.entries:
        engine.enqueue(entry, max(entry.known, entry.when.first))
    engine.advance(max(max(entry.known, entry.when.last) for entry in timeline.entries))
    return {name: engine.truth(when) for name, when in rules(guideline).items()}


@every_guideline
@some
@given(data=st.data())
def test_a_value_in_place_of_a_missing_one_only_decides_what_was_undecided(name: str, data: st.DataObject) -> None:
    timeline = read(data.draw(timelines(name, most=8)), core(name))
    results = [item for item in timeline.entries if isinstance(item, Event) and isinstance(item.value, Measured)]
    assume(results)
    event = data.draw(st.sampled_from(results))
    missing = replace(event, value=NoValue("no value"))
    without = replace(timeline, entries=tuple(missing if item is event else item for item in timeline.entries))
    known = truths(core(name), timeline)
    for rule, truth in truths(core(name), without).items():
        assert truth in (UNKNOWN, known[rule]), rule


@every_guideline
@some
@given(data=st.data())
def test_an_exact_value_in_place_of_a_range_only_decides_what_was_undecided(name: str, data: st.DataObject) -> None:
    timeline = read(data.draw(timelines(name, most=8)), core(name))
    results = [item for item in timeline.entries if isinstance(item, Event) and isinstance(item.value, Measured)]
    assume(results)
    event = data.draw(st.sampled_from(results))
    assert isinstance(event.value, Measured)
    point = event.value.span.point
    assume(point is not None and point > 0)
    assert point is not None
    below, above = data.draw(
        st.sampled_from(((None, point + 1), (point - 1, None), (point - 1, point), (point, point)))
    )
    vague = replace(event, value=replace(event.value, span=Span(below, above)))
    without = replace(timeline, entries=tuple(vague if item is event else item for item in timeline.entries))
    known = truths(core(name), timeline)
    for rule, truth in truths(core(name), without).items():
        assert truth in (UNKNOWN, known[rule]), rule
