"""Python in a browser says byte for byte what Python on a machine says: Pyodide, run by Node with what is served."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import careway
from careway.studio.in_browser import answers
from support.studio_questions import TOPICS, of_guidelines, of_patients
from support.tree import ROOT

PROGRAM = Path(__file__).with_name("in_node.mjs")
PYODIDE = ROOT / "editors" / "studio" / "node_modules" / "pyodide"
RUN = """
import json, careway
said = ""
for guideline, patients in json.loads(told):
    core = careway.loads(guideline)
    for patient in patients:
        said += careway.to_json(careway.run(core, careway.read_timeline(patient.encode(), core)))
"""
ASK = """
from careway.studio.in_browser import answers
answer = answers("/own")
said = "".join(answer(line) + "\\n" for line in told.splitlines())
"""
"""The checkout's files are in the questions; in the folder nothing is looked for."""


def in_pyodide(playground: Path, folder: Path, program: str, told: str) -> str:
    """What a Python program says in Pyodide."""
    place = folder / "program.py"
    place.write_text(program, encoding="utf-8")
    node = shutil.which("node", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert node is not None, "Node was not found; make brings it along"
    assert PYODIDE.is_dir(), "Pyodide is not installed: npm ci in editors/studio, which make does"
    command = [node, PROGRAM, PYODIDE, playground, place]
    done = subprocess.run(list(map(str, command)), input=told, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_every_example_patient_has_the_same_result(playground: Path, tmp_path: Path) -> None:
    topics = []
    expected = ""
    for topic, path in TOPICS.items():
        guideline = (ROOT / f"{path}.care").read_text(encoding="utf-8")
        core = careway.loads(guideline)
        files = sorted((ROOT / "examples" / topic).iterdir())
        assert len(files) >= 10
        topics.append((guideline, [file.read_text(encoding="utf-8") for file in files]))
        for file in files:
            expected += careway.to_json(careway.run(core, careway.read_timeline(file.read_bytes(), core)))
    assert in_pyodide(playground, tmp_path, RUN, json.dumps(topics)) == expected


def test_the_page_is_answered_the_same(playground: Path, tmp_path: Path) -> None:
    asked = [*of_guidelines(), *of_patients()]
    answer = answers(str(ROOT))
    said = in_pyodide(playground, tmp_path, ASK, "".join(f"{one}\n" for one in asked))
    assert said.splitlines() == [answer(one) for one in asked]
