"""Laws of `careway run` as a whole: the same bytes on every machine, and no traceback whatever a file holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from property.guidelines import NAMES, PATHS, ROOT, core, grains, spines
from property.timelines import documents
from support.command import careway

EXAMPLES = {
    "azathioprine": ROOT / "examples" / "azathioprine" / "corrected-result.yaml",
    "clozapine": ROOT / "examples" / "clozapine" / "moderate-hold-resume.yaml",
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_same_input_gives_the_same_bytes_whatever_the_machine_is_set_to(name: str) -> None:
    surroundings: list[dict[str, str]] = [
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8"},
        {"PYTHONHASHSEED": "random", "TZ": "America/Adak", "PYTHONOPTIMIZE": "1"},
    ]
    outputs = set()
    for extra in surroundings:
        environment = {**os.environ, **extra, "PYTHONPATH": str(ROOT / "interpreter")}
        command = [sys.executable, "-m", "careway.cli.main", "run", str(PATHS[name]), str(EXAMPLES[name])]
        for more in ([], ["--json"]):
            ran = subprocess.run([*command, *more], env=environment, capture_output=True, check=True)
            outputs.add((bool(more), ran.stdout))
    assert len(outputs) == 2


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the files of all examples."""
    return tmp_path_factory.mktemp("fuzz")


def holds_up(folder: Path, name: str, file: str, data: bytes) -> None:
    """A run of any bytes ends with code 0 or 2, and says something in words."""
    path = folder / file
    path.write_bytes(data)
    for more in ((), ("--json",)):
        ran = careway("run", PATHS[name], path, *more)
        assert ran.code in (0, 2), ran.err
        assert "Traceback" not in ran.out + ran.err
        assert ran.out or ran.err
        if ran.code == 0 and more:
            json.loads(ran.out)


FILES = ("t.yaml", "t.json", "t.csv", "t.txt", "t.yaml.gz")


@given(file=st.sampled_from(FILES), data=st.binary(max_size=300))
def test_no_bytes_make_a_traceback(folder: Path, file: str, data: bytes) -> None:
    holds_up(folder, "courses", file, data)


@given(file=st.sampled_from(FILES), text=st.text(max_size=300))
def test_no_text_makes_a_traceback(folder: Path, file: str, text: str) -> None:
    holds_up(folder, "courses", file, text.encode("utf-8", "surrogatepass"))


@given(data=st.data(), name=st.sampled_from(NAMES))
def test_no_damage_to_a_timeline_makes_a_traceback(folder: Path, data: st.DataObject, name: str) -> None:
    document = data.draw(documents(grains(name), spines=spines(name), most=6))
    text = json.dumps(document, ensure_ascii=False, indent=1)
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        scrap = st.sampled_from(['"', ":", "{", "}", "[", "]", ",", "-", "\n", "0", "9999", "\x00", "é", "T25:61", "%"])
        text = text[:start] + data.draw(scrap | st.text(max_size=4)) + text[end:]
    holds_up(folder, name, data.draw(st.sampled_from(("t.json", "t.yaml"))), text.encode("utf-8", "replace"))


odd_dates = st.sampled_from(
    ("0001-01-01", "9999-12-31", "9999-12-31T23:59:59", "9999", "0001-01", "2024-02-30", "1899-12-31", "2200-01-01")
)
odd_values = st.sampled_from(
    (
        "0",
        "-1 U/L",
        "999999999999999 U/L",
        "1e9 U/L",
        ">0 U/L",
        "<0 U/L",
        "1/0 U/L",
        "NaN",
        "Infinity",
        "",
        "present",
        "50",
    )
)


@given(data=st.data(), name=st.sampled_from(NAMES))
def test_no_odd_date_or_value_makes_a_traceback(folder: Path, data: st.DataObject, name: str) -> None:
    concepts = [concept.name for concept in core(name).vocabulary.concepts]
    events: list[dict[str, Any]] = []
    for _ in range(data.draw(st.integers(1, 5))):
        concept = data.draw(st.sampled_from(concepts))
        units = ("", " U/L", " mg/day", " /uL", " Cel", " mmol/L")
        value: Any = data.draw(odd_values) + data.draw(st.sampled_from(units))
        event: dict[str, Any] = {"at": data.draw(odd_dates | st.just("2025-03-08")), concept: value}
        if data.draw(st.booleans()):
            event["until"] = data.draw(odd_dates)
        if data.draw(st.booleans()):
            event["known"] = data.draw(odd_dates)
        events.append(event)
    document: dict[str, Any] = {"patient": "p", "events": events}
    if data.draw(st.booleans()):
        document["born"] = data.draw(odd_dates)
    holds_up(folder, name, "t.json", json.dumps(document).encode())
