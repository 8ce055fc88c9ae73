"""Questions of the studio's page about the guidelines and patients of the checkout, as it asks them."""

from __future__ import annotations

import json
from pathlib import Path

from support.tree import ROOT

TOPICS = {
    "azathioprine": "guideline/azathioprine/reintroduction",
    "clozapine": "guideline/clozapine/anc_monitoring",
}

AT_THE_END: dict[str, object] = {"as_of": None, "population": None, "parameters": []}
"""As of the day of the last record."""


def as_asked(node: str, **fields: object) -> str:
    """A question in JSON."""
    return json.dumps({"question": {"node": node, **fields}})


def of_guidelines() -> list[str]:
    """What the page asks of each guideline's text and of its cases."""
    asked = []
    for path in TOPICS.values():
        guideline, cases = text_of(f"{path}.care"), text_of(f"{path}.cases.yaml")
        at = guideline["text"].index("\nstep ") + 8
        asked += [as_asked(node, guideline=guideline) for node in ("look", "lay_out")]
        asked += [as_asked(node, guideline=guideline, at=at) for node in ("complete", "tell", "find")]
        asked.append(as_asked("run_cases", guideline=guideline, cases=cases, first=0, most=12))
    return asked


def of_patients() -> list[str]:
    """What the page asks of each example patient."""
    asked = []
    for topic, path in TOPICS.items():
        guideline = text_of(f"{path}.care")
        for patient in sorted((ROOT / "examples" / topic).iterdir()):
            its = text_of(patient.relative_to(ROOT).as_posix())
            asked.append(as_asked("run", guideline=guideline, patient=its, setting=AT_THE_END, width=640))
    return asked


def text_of(name: str) -> dict[str, str]:
    """A file as it stands in a question."""
    return {"name": name, "text": Path(ROOT, name).read_text(encoding="utf-8")}
