"""A run gives the same bytes from the text and from its exported core, wherever and however often it is run, and in
whatever order a file lists the records."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from careway.cli.streams import spelled
from support.command import careway

ROOT = Path(__file__).resolve().parents[2]
GUIDELINES = {"azathioprine": "reintroduction.care", "clozapine": "anc_monitoring.care"}
ELSEWHERE = {
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "C",
    "LANG": "tr_TR.ISO-8859-9",
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONUTF8": "0",
    "PYTHONHASHSEED": "4711",
    "COLUMNS": "60",
}


def in_a_process(*arguments: object, **environment: str) -> bytes:
    """What a run writes in a process of its own, with this environment only."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    path = {"PYTHONPATH": str(ROOT / "interpreter")}
    begin = "import sys; from careway.cli.main import main; sys.exit(main())"
    command = [sys.executable, "-c", begin, *(str(argument) for argument in arguments)]
    ran = subprocess.run(command, capture_output=True, env=kept | path | environment, timeout=120)
    assert (ran.returncode, ran.stderr) == (0, b"")
    return ran.stdout


@pytest.mark.parametrize("name", GUIDELINES)
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["text", "json"])
def test_text_and_core_agree_here_and_elsewhere(name: str, form: list[str], tmp_path: Path) -> None:
    text, timelines = ROOT / "guideline" / name / GUIDELINES[name], ROOT / "examples" / name
    core = tmp_path / "core.json"
    assert careway("export", text, "--to", "json", "-o", core).code == 0
    here = in_a_process("run", text, timelines, *form, TZ="UTC", PYTHONHASHSEED="0")
    assert here == in_a_process("run", core, timelines, *form, **ELSEWHERE)
    assert len(here) > 20_000
    assert here == careway("run", text, timelines, *form).out.encode()


@pytest.mark.parametrize("name", GUIDELINES)
def test_the_order_of_the_records_in_a_file_means_nothing(name: str, tmp_path: Path) -> None:
    draw = random.Random(7)
    text = ROOT / "guideline" / name / GUIDELINES[name]
    for file in sorted((ROOT / "examples" / name).glob("*.yaml")):
        timeline = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
        draw.shuffle(timeline["events"])
        shuffled = tmp_path / file.name
        shuffled.write_text(yaml.safe_dump(timeline, sort_keys=False, allow_unicode=True), encoding="utf-8")
        before, after = (json.loads(careway("run", text, one, "--json").out) for one in (file, shuffled))
        assert without_places(before) == without_places(after), file.name
        assert careway("run", text, file).out == careway("run", text, shuffled).out, file.name


def without_places(found: object) -> object:
    """A result without where in its file a record stands, which a shuffle does change, nor the file's own sum."""
    if isinstance(found, dict):
        return {key: without_places(value) for key, value in found.items() if key not in ("line", "timeline_sha256")}
    if isinstance(found, list):
        return [without_places(one) for one in found]
    return found


def test_several_timelines_are_one_array_in_a_fixed_order() -> None:
    folder, text = ROOT / "examples" / "azathioprine", ROOT / "guideline" / "azathioprine" / "reintroduction.care"
    files = sorted(folder.glob("*.yaml"))
    together = json.loads(careway("run", text, folder, "--json").out)
    assert together["format"] == "careway-results/1"
    assert together["errors"] == []
    assert together["results"] == [json.loads(careway("run", text, file, "--json").out) for file in files]
    summary = careway("run", text, folder, "--summary").out.splitlines()
    assert [line.split()[0] for line in summary[1 : len(files) + 1]] == [file.stem for file in files]


def test_one_bad_timeline_keeps_no_other_from_its_answer(tmp_path: Path) -> None:
    text = ROOT / "guideline" / "azathioprine" / "reintroduction.care"
    bad = tmp_path / "bad.yaml"
    bad.write_text("patient: bad\nevents:\n  - {at: 2025-13-01, ALT: 30 U/L}\n", encoding="utf-8")
    ran = careway("run", text, bad, ROOT / "examples" / "azathioprine" / "tolerated.yaml", "--json")
    assert ran.code == 2
    told = json.loads(ran.out)
    assert [one["patient"] for one in told["results"]] == ["tolerated"]
    assert len(told["errors"]) == 1


def test_a_poor_terminal_keeps_the_sides_of_a_comparison_apart() -> None:
    def shown(text: str) -> str:
        written = ""
        for sign in text:
            try:
                written += sign.encode("ascii").decode()
            except UnicodeEncodeError as error:
                written += spelled(error)[0]
        return written

    assert shown("ALT ≥3 × ULN, ≤ 2 · Behçet 患") == "ALT >=3 x ULN, <= 2 - Behcet ?"
