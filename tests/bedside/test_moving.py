"""The picture with what can be moved in it: pixels can be turned into numbers and days."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from bedside.files import of, read
from careway.bedside.moving import Moving, moving
from careway.bedside.records import PatientFile, read_file
from careway.bedside.seeing import Asked, see
from careway.picture.draw import svg
from evaluate.small import core
from page.runs import EXAMPLES, ROOT, example

GUIDELINE = """
step only "Treatment" [1]
  begin at first start of aza

stop high "High ALT" [1]
  when ALT >= 3 × ULN
  advise stop aza

stop neutropenia "Low ANC" [1]
  when ANC < 500 /uL
  advise stop aza
"""
EVENTS = (
    "at: 2025-03-01, aza: 50 mg/day",
    "at: 2025-03-08, ALT: >1000 U/L, ANC: 1.5 10*9/L, nausea: present",
    "at: 2025-03-15, ALT: no value, aza: stopped",
    "at: 2025-03-16, ALT: {value: 900 U/L, status: entered-in-error}",
    "at: 2025-03-22, ALT: 33, ANC: 1500 /uL",
)


def moved(file: PatientFile, pixels: int = 900, **asked: Any) -> Moving:
    seen = see(core(GUIDELINE), file.timeline, Asked(**asked))
    return moving(seen.picture, file.rows, pixels)


def test_results_and_doses_that_are_on_the_timeline_can_be_moved() -> None:
    found = moved(of(*EVENTS))
    assert [(panel.concept, panel.keys) for panel in found.panels] == [
        ("ALT", ("ALT 2025-03-08", "ALT 2025-03-15", "ALT 2025-03-22")),
        ("ANC", ("ANC 2025-03-08", "ANC 2025-03-22")),
        ("aza", ("aza 2025-03-01",)),
    ]
    assert [panel.step for panel in found.panels] == [1, 100, 1]


def test_what_is_not_yet_known_is_neither_drawn_nor_moved() -> None:
    found = moved(of(*EVENTS), as_of="2025-03-10")
    keys = {key for panel in found.panels for key in panel.keys}
    assert keys == {"ALT 2025-03-08", "ANC 2025-03-08", "aza 2025-03-01"}
    assert "2025-03-15" not in json.dumps(found.spec)


def test_nothing_of_a_table_is_moved() -> None:
    table = "patient,at,concept,value,unit\np,2025-03-01,aza,50,mg/day\np,2025-03-15,ALT,310,U/L\n"
    file = read(table, "p.csv")
    assert moved(file).panels == () and "ALT" in moved(file).words


def _numbers_of(spec: Any) -> tuple[list[float], list[str], str]:
    """The ends of both axes of a panel, and its title."""
    title = spec["title"]["text"]
    title = title if isinstance(title, str) else " ".join(title)
    y, x = [], []
    for layer in spec["layer"]:
        encoding = layer["encoding"]
        if "axis" in encoding.get("y", {}) and (encoding["y"].get("scale") or {}).get("domain"):
            y = encoding["y"]["scale"]["domain"]
        if (encoding.get("x", {}).get("scale") or {}).get("domain"):
            x = encoding["x"]["scale"]["domain"]
    return y, x, title


@pytest.mark.parametrize("pixels", [320, 900])
@pytest.mark.parametrize("name", EXAMPLES)
def test_edges_and_places_are_those_of_the_specification(name: str, pixels: int) -> None:
    one = example(name)
    text = (ROOT / "examples" / f"{name}.yaml").read_text(encoding="utf-8")
    file = read_file("p.yaml", text, one.core.vocabulary)
    assert isinstance(file, PatientFile)
    found = moving(see(one.core, file.timeline, Asked()).picture, file.rows, pixels)
    panels: Any = found.spec["vconcat"]
    assert found.panels
    for panel in found.panels:
        y, x, title = _numbers_of(panels[panel.place])
        assert y == [round(float(panel.low), 6), round(float(panel.high), 6)]
        assert x == [f"{found.start}Z", f"{found.end}Z"]
        concept = next(one for one in one.core.vocabulary.concepts if one.name == panel.concept)
        assert panel.concept.replace("_", " ") in title or concept.title in title
        data = json.dumps(panels[panel.place])
        assert all(json.dumps(key) in data for key in panel.keys)


def test_a_point_lies_where_its_number_and_day_are_between_the_edges() -> None:
    found = moved(of("at: 2025-03-01, ALT: 30 U/L, aza: 50 mg/day", "at: 2025-03-11, ALT: 90 U/L"))
    (panel,) = (panel for panel in found.panels if panel.concept == "ALT")
    assert panel.low == 0 and panel.high > 90 and isinstance(panel.high, Fraction)
    assert "<svg" in svg(found.spec)
