"""Runs that were looked on at: of the examples, and of small guidelines."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from careway.base.source import Source
from careway.evaluate.run import run
from careway.ingest.read import read_timelines
from careway.ir.nodes import Guideline
from careway.page.make import Run, picture_of
from careway.picture.lookout import Lookout
from careway.picture.plot import LabPanel, Limit, Picture
from careway.pipeline import compile_source
from careway.report.whole import report
from evaluate.small import core, timeline

ROOT = Path(__file__).resolve().parents[2]
GUIDELINES = {"azathioprine": "reintroduction", "clozapine": "anc_monitoring"}
EXAMPLES = sorted(
    f"{path.parent.name}/{path.stem}" for name in GUIDELINES for path in (ROOT / "examples" / name).glob("*.yaml")
)


@cache
def _guideline(topic: str) -> Guideline:
    path = ROOT / "guideline" / topic / f"{GUIDELINES[topic]}.care"
    compiled = compile_source(Source(path.name, path.read_text(encoding="utf-8")))
    assert compiled.core is not None
    return compiled.core


@cache
def example(name: str) -> Run:
    """The run of an example patient, such as `azathioprine/tolerated`."""
    guideline = _guideline(name.partition("/")[0])
    path = ROOT / "examples" / f"{name}.yaml"
    patient = read_timelines(path.name, path.read_bytes(), guideline.vocabulary).timelines[0]
    lookout = Lookout(guideline)
    return Run(guideline, patient, run(guideline, patient, observer=lookout), lookout)


def small(text: str, *records: str, as_of: str | None = None, **patient: str) -> Run:
    """The run of a small guideline on a few records."""
    guideline = core(text)
    lookout = Lookout(guideline)
    found = timeline(guideline, *records, **patient)
    return Run(guideline, found, run(guideline, found, as_of=as_of, observer=lookout), lookout)


def pictured(one: Run) -> Picture:
    """The picture of a run."""
    return picture_of(one, report(one.result))


def lab(picture: Picture, name: str) -> LabPanel:
    """The panel of a lab."""
    return next(panel for panel in picture.labs if panel.concept == name)


def limit(panel: LabPanel, label: str) -> Limit:
    """The limit of a panel that is so called."""
    return next(one for one in (*panel.normal, *panel.limits) if one.label == label)
