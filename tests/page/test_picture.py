"""The picture of a run: the points that its reasons rest on, the limits as the rules saw them, and nothing made up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise

import jsonschema
import pytest
from hypothesis import example as with_example
from hypothesis import given
from hypothesis import strategies as st

from careway.evaluate.result import Admission, Standing
from careway.evaluate.run import run as evaluated
from careway.model.quantity import exactly
from careway.picture.draw import svg
from careway.picture.measure import lanes, spread, ticks
from careway.picture.numbers import decisive, numbered, told
from careway.picture.plot import Picture
from careway.picture.spec import Frame, spec
from careway.picture.words import in_words, tables
from careway.report.whole import report
from page.runs import EXAMPLES, example, lab, limit, pictured, small

STEP = """
step treatment "Treatment" [1]
  begin at first start of aza
"""


RISE = f'{STEP}\nstop rise "Rise" [1]\n  when ALT >= 3000 U/L\n  advise stop aza\n'


def rows(picture: Picture, narrow: bool = False) -> Iterator[dict[str, object]]:
    """The data of every mark of the specification."""
    panels = spec(picture, narrow)["vconcat"]
    assert isinstance(panels, list)
    for panel in panels:
        for layer in panel["layer"]:
            yield from layer["data"]["values"]


def in_panel(picture: Picture, title: str) -> dict[str, object]:
    """The panel of the specification whose title begins so."""
    panels = spec(picture)["vconcat"]
    assert isinstance(panels, list)
    found: dict[str, object] = next(panel for panel in panels if panel["title"]["text"][0].startswith(title))
    return found


@pytest.mark.parametrize("name", EXAMPLES)
def test_looking_on_changes_nothing(name: str) -> None:
    watched = example(name)
    assert evaluated(watched.core, watched.timeline) == watched.result


# --- reasons and points ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_record_that_a_reason_tells_has_its_number_in_the_picture(name: str) -> None:
    run = example(name)
    numbers = numbered(report(run.result))
    for narrow in (False, True):
        rings = [row for row in rows(pictured(run), narrow) if "name" in row]
        assert {(str(row["key"]), row["number"]) for row in rings} == {(key, str(n)) for key, n in numbers.items()}
        assert len({row["name"] for row in rings}) == len(rings) / 2  # each once as a ring and once as its number


def test_a_number_stands_at_the_value_and_date_of_its_reason() -> None:
    run = example("azathioprine/stopped-by-symptoms")
    points = {point.number: point for point in lab(pictured(run), "AST").points if point.number is not None}
    data = {place: datum for place, datum in enumerate(told(report(run.result)), 1) if datum.concept == "AST"}
    assert {n: (p.dated, p.shown) for n, p in points.items()} == {n: (d.at, d.shown) for n, d in data.items()}
    assert [point.decisive for point in points.values()] == [True, True]
    ALT = [point for point in lab(pictured(run), "ALT").points if point.number is not None]
    assert len(ALT) == 2 and not any(point.decisive for point in ALT)


def test_a_result_that_was_corrected_since_stays_where_the_stop_saw_it() -> None:
    points = [point for point in lab(pictured(example("azathioprine/corrected-result")), "ALT").points if point.gone]
    assert [(point.shown, point.dated, point.decisive) for point in points] == [("510 U/L", "2025-04-05", True)]


def test_what_keeps_a_patient_out_is_marked_as_what_stops_is() -> None:
    run = example("azathioprine/not-eligible")
    every = {point.key: point for one in pictured(run).labs for point in one.points}
    marked = [(point.shown, point.dated) for point in every.values() if point.decisive]
    assert marked == [("58 U/L", "2025-03-07")]
    for name in ("azathioprine/tolerated", "azathioprine/undecided-no-baseline"):
        assert decisive(example(name).result) == frozenset()


@pytest.mark.parametrize(
    ("rule", "marked"),
    [
        ("eligible low when not any of\n    - ALT > 100 U/L\n    - AST > 100 U/L", {"ALT"}),
        ("eligible low when all of\n    - ALT < 100 U/L\n    - AST < 100 U/L", {"ALT"}),
        ("eligible low when any of\n    - ALT < 100 U/L\n    - AST > 100 U/L", {"ALT", "AST"}),
        ("exclude high when any of\n    - ALT > 100 U/L\n    - AST > 100 U/L", {"ALT"}),
        ("exclude high when not all of\n    - ALT < 100 U/L\n    - AST < 100 U/L", {"ALT"}),
        ("eligible known when nausea recorded", set()),
    ],
)
def test_only_the_records_that_settle_it_keep_a_patient_out(rule: str, marked: set[str]) -> None:
    head, _, body = rule.partition(" when ")
    kind, name = head.split()
    run = small(f'{kind} {name} "Rule" [1]\n  when {body}\n', "at: 2025-03-01, ALT: 120 U/L, AST: 30 U/L")
    assert run.result.eligibility.admission is Admission.NOT_ELIGIBLE
    keys = decisive(run.result)
    assert {event.concept for event in run.timeline.entries if event.key in keys} == marked


# --- limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("concept", "label", "value"),
    [
        ("ALT", "3 × baseline", 3 * 30),
        ("ALT", "5 × baseline", 5 * 30),
        ("ALT", "300 U/L", 300),
        ("AST", "3 × baseline", 3 * 31),
    ],
)
def test_a_limit_is_drawn_from_the_restart_to_the_stop(concept: str, label: str, value: int) -> None:
    picture = pictured(example("azathioprine/stopped-by-symptoms"))
    (one,) = limit(lab(picture, concept), label).stretches
    assert (one.start, one.end) == ("2025-03-08T00:00:00", "2025-04-20T00:00:00")
    assert one.value == exactly(value)
    drawn = [row for row in rows(picture) if row.get("limit") == label and row["value"] == value]
    assert {(row["at"], row["until"]) for row in drawn} == {("2025-03-08T00:00:00Z", "2025-04-20T00:00:00Z")}


def test_a_limit_that_moves_with_the_records_is_drawn_as_it_moved() -> None:
    run = small(
        f'{STEP}\nstop rise "Rise" [1]\n  when ALT >= 3 × lowest ALT\n  advise stop aza\n',
        "at: 2025-03-01, ALT: 40 U/L",
        "at: 2025-03-08, aza: 50 mg/day",
        "at: 2025-03-15, ALT: 20 U/L",
        "at: 2025-03-22, ALT: 10 U/L",
        "at: 2025-03-29, ALT: 12 U/L",
        as_of="2025-03-31",
    )
    (only,) = lab(pictured(run), "ALT").limits
    assert [(one.start[:10], one.value.point) for one in only.stretches] == [
        ("2025-03-08", 120),
        ("2025-03-15", 60),
        ("2025-03-22", 30),
    ]
    assert only.rules == ("Rise",)


def test_a_limit_of_a_caution_in_one_step_is_drawn_in_that_step() -> None:
    text = """
step first "First" [1]
  begin at first start of aza
  go to second after 7 days
step second "Second" [1]
  advise "Go on"
caution high "High" [1]
  when ALT > 200 U/L
  only in second
  advise "Look again"
"""
    run = small(text, "at: 2025-03-01, ALT: 40 U/L, aza: 50 mg/day", "at: 2025-03-20, ALT: 40 U/L")
    (only,) = lab(pictured(run), "ALT").limits
    assert [(one.start[:10], one.end[:10]) for one in only.stretches] == [("2025-03-08", "2025-03-20")]


def test_a_limit_for_beginning_again_is_drawn_while_the_pathway_is_left() -> None:
    text = """
step treatment "Treatment" [1]
  begin at first start of aza
  begin again when ALT <= 40 U/L
  advise "Go on"
stop rise "Rise" [1]
  when ALT >= 300 U/L
  advise stop aza
"""
    run = small(
        text,
        "at: 2025-03-01, ALT: 30 U/L, aza: 50 mg/day",
        "at: 2025-03-08, ALT: 310 U/L",
        "at: 2025-03-15, ALT: 35 U/L",
        "at: 2025-03-22, ALT: 38 U/L",
    )
    panel = lab(pictured(run), "ALT")
    found = {one.label: [(s.start[:10], s.end[:10]) for s in one.stretches] for one in panel.limits}
    assert found == {
        "300 U/L": [("2025-03-01", "2025-03-08"), ("2025-03-15", "2025-03-22")],
        "40 U/L": [("2025-03-08", "2025-03-15")],
    }


def test_a_limit_that_each_of_several_results_is_held_to_is_drawn_too() -> None:
    run = small(
        f'{STEP}\nstop rise "Rise" [1]\n  when ALT > 3 × ULN twice in a row\n  advise stop aza\n',
        "at: 2025-03-01, aza: 50 mg/day",
        "at: 2025-03-08, ALT: {value: 100 U/L, range: up to 50 U/L}",
        "at: 2025-03-15, ALT: 130 U/L",
        as_of="2025-03-20",
    )
    (only,) = lab(pictured(run), "ALT").limits
    assert [(one.start[:10], one.value.point) for one in only.stretches] == [("2025-03-08", 150), ("2025-03-15", 120)]


@pytest.mark.parametrize("as_of", ["2025-03-01", "2031-01-01", "9999-12-31"])
def test_any_as_of_time_has_a_picture(as_of: str) -> None:
    found = spec(pictured(small(RISE, "at: 2025-03-01, ALT: 40 U/L, aza: 50 mg/day", as_of=as_of)))
    assert svg(found).startswith("<svg")


def test_a_limit_that_is_not_known_is_said_and_not_drawn() -> None:
    picture = pictured(example("azathioprine/undecided-no-baseline"))
    missing = limit(lab(picture, "ALT"), "3 × baseline")
    assert missing.stretches == () and missing.unknown != ()
    assert not [row for row in rows(picture) if row.get("limit") == "3 × baseline" and row["value"] != 93]
    assert any(note.startswith("ALT: 3 × baseline is not drawn from 2025-03-08") for note in picture.notes)
    assert "not known, so not drawn: 3 × baseline, 5 × baseline" in str(in_panel(picture, "ALT")["title"])


def test_a_limit_far_above_all_results_is_named_and_does_not_flatten_the_curve() -> None:
    text = (
        f'{STEP}\nstop rise "Rise" [1]\n  when any of\n    - ALT >= 90 U/L\n    - ALT >= 5000 U/L\n  advise stop aza\n'
    )
    picture = pictured(small(text, "at: 2025-03-01, ALT: 40 U/L, aza: 50 mg/day", "at: 2025-03-20, ALT: 45 U/L"))
    panel = in_panel(picture, "ALT")
    assert "above this picture: 5000 U/L" in str(panel["title"])
    assert {row["limit"] for row in rows(picture) if "limit" in row} == {"ULN", "90 U/L"}


def test_the_limit_of_normal_is_that_of_each_result() -> None:
    run = small(
        f'{STEP}\nstop rise "Rise" [1]\n  when ALT >= 2 × ULN\n  advise stop aza\n',
        "at: 2025-03-01, aza: 50 mg/day",
        "at: 2025-03-02, ALT: {value: 30 U/L, range: up to 35 U/L}",
        "at: 2025-03-09, ALT: 31 U/L",
    )
    normal = limit(lab(pictured(run), "ALT"), "ULN")
    assert [(one.start[:10], one.value.point) for one in normal.stretches] == [("2025-03-02", 35), ("2025-03-09", 40)]


# --- what is not a plain number --------------------------------------------------------------------------------------


def test_ranges_and_missing_values_are_drawn_as_such() -> None:
    picture = pictured(
        small(
            RISE,
            "at: 2025-03-01, ALT: 40 U/L, aza: 50 mg/day",
            "at: 2025-03-08, ALT: >1000 U/L",
            "at: 2025-03-15, ALT: no value",
        )
    )
    (ranged,) = [row for row in rows(picture) if row.get("up") is True and row["at"] == "2025-03-08T00:00:00Z"][:1]
    assert ranged["value"] == 1000 and float(str(ranged["to"])) > 1000
    line = next(
        layer["data"]["values"]
        for layer in in_panel(picture, "ALT")["layer"]  # type: ignore[attr-defined]
        if layer["mark"]["type"] == "line"
    )
    assert [row["value"] for row in line] == [40]
    texts = {row["text"] for row in rows(picture) if "text" in row}
    assert ">1000 U/L" in texts


def test_doses_are_steps_and_a_stop_is_none() -> None:
    picture = pictured(example("azathioprine/stopped-by-symptoms"))
    (panel,) = picture.doses
    assert [(piece.start[:10], piece.shown) for piece in panel.pieces][1:] == [
        ("2025-02-18", "stopped"),
        ("2025-03-08", "50 mg/day"),
        ("2025-03-29", "75 mg/day"),
    ]
    blocks = [row for row in rows(picture) if row.get("to") == 75]
    assert [(row["at"], row["value"]) for row in blocks] == [("2025-03-29T00:00:00Z", 0)]


def test_a_symptom_lasts_as_long_as_it_speaks() -> None:
    text = f'{STEP}\nstop ill "Ill" [1]\n  when fever present\n  advise stop aza\n'
    picture = pictured(
        small(text, "at: 2025-03-01, aza: 50 mg/day", "at: 2025-03-05, fever: present", as_of="2025-03-20")
    )
    (bar,) = picture.bars
    assert (bar.start[:10], bar.end[:10]) == ("2025-03-05", "2025-03-08")


@pytest.mark.parametrize("name", ["azathioprine/monitoring-missed", "clozapine/severe-rechallenge"])
def test_each_occasion_in_the_time_of_the_picture_is_a_mark(name: str) -> None:
    run = example(name)
    picture = pictured(run)
    wanted = []
    for item in run.result.occasions:
        at = (item.done_on if item.standing is Standing.DONE else item.due) or ""
        if picture.start[:10] <= at[:10] <= picture.end[:10]:
            wanted.append((item.title, at.replace(" ", "T")[:16].ljust(16, "?"), item.standing.value))
    found = [
        (
            row["row"],
            str(row["at"])[:16] if "T00:00" not in str(row["at"]) else f"{str(row['at'])[:10]}??????",
            row["standing"],
        )
        for row in rows(picture)
        if "standing" in row
    ]
    assert sorted(map(str, found)) == sorted(map(str, wanted))


def test_stops_are_lines_in_every_panel() -> None:
    picture = pictured(example("azathioprine/stopped-by-5x"))
    panels = spec(picture)["vconcat"]
    assert isinstance(panels, list)
    for panel in panels:
        stops = [row["at"] for layer in panel["layer"] for row in layer["data"]["values"] if row.get("what") == "stop"]
        assert stops == ["2025-05-08T00:00:00Z"]


def test_a_run_with_next_to_nothing_in_it_has_a_picture() -> None:
    picture = pictured(small(RISE, "at: 2025-03-01, itch: absent"))
    assert picture.labs == () and picture.start < picture.end
    assert in_words(picture).startswith("The course from ")


# --- the specification -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["azathioprine/undecided-no-baseline", "clozapine/fever"])
def test_the_specification_is_one_of_vega_lite(name: str) -> None:
    schema = json.loads((files("altair") / "vegalite/v6/schema/vega-lite-schema.json").read_text(encoding="utf-8"))
    found = spec(pictured(example(name)), frame=Frame(("Head", "of it"), ("Foot",)))
    assert not list(jsonschema.Draft7Validator(schema).iter_errors(json.loads(json.dumps(found))))


def test_the_tables_hold_what_the_picture_shows() -> None:
    picture = pictured(example("azathioprine/stopped-by-symptoms"))
    ALT = next(table for table in tables(picture) if table.title == "ALT")
    assert ALT.head == ("date", "result", "ULN", "3 × baseline", "300 U/L", "5 × baseline", "500 U/L")
    assert [cell.text for cell in ALT.rows[-1]] == [
        "2025-04-20", "71 U/L", "40 U/L", "90 U/L", "300 U/L", "150 U/L", "500 U/L",
    ]  # fmt: skip
    assert [cell.text for cell in ALT.rows[0]][3:] == ["–"] * 4  # before the restart no rule asks
    assert "Stop on 2025-04-20: Rise with symptoms." in in_words(picture)


# --- where things lie ------------------------------------------------------------------------------------------------


@given(st.lists(st.floats(0, 100), max_size=8))
def test_labels_that_have_room_do_not_overlap_and_stay_inside(wanted: list[float]) -> None:
    places = spread(wanted, 13, 0, 100)
    assert all(0 <= place <= 100 for place in places)
    ordered = sorted(places)
    assert all(b - a > 12.99 for a, b in pairwise(ordered))
    if len(wanted) == 1:
        assert places == wanted


@given(st.lists(st.tuples(st.floats(0, 600), st.floats(1, 200)), max_size=12).map(sorted))
def test_titles_of_steps_do_not_overlap_on_a_line(labels: list[tuple[float, float]]) -> None:
    found = lanes([begin for begin, _ in labels], [width for _, width in labels])
    for place, (begin, width) in enumerate(labels):
        for other in range(place + 1, len(labels)):
            if found[other] == found[place]:
                assert begin + width <= labels[other][0]


@given(st.dates(), st.integers(0, 40_000), st.integers(2, 8), st.sampled_from(["00:00:00", "08:10:00"]))
@with_example(date.max, 0, 2, "08:10:00")
@with_example(date.max - timedelta(days=9), 9, 8, "08:10:00")
def test_the_axis_names_few_dates_that_lie_on_it(first: date, days: int, most: int, time: str) -> None:
    last = first + timedelta(days=min(days, (date.max - first).days))
    found = ticks(f"{first}T{time}", f"{last}T12:00:00", most)
    assert found == sorted(set(found)) and len(found) <= 2 * most + 2
    assert all(f"{first}T{time}" <= at <= f"{last}T12:00:00" for at in found)
