"""Laws of reading back: the text that is printed of a core compiles to that core, whatever the guideline says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given

from careway.base.source import Source
from careway.cli.import_ import imported
from careway.evaluate.run import run
from careway.export.text.same import difference
from careway.format.format import format_source
from careway.ingest.read import read_timelines
from careway.ir.from_json import core_from_json
from careway.ir.json_codec import JsonValue, encode
from careway.ir.nodes import Guideline
from careway.ir.to_json import core_to_json
from careway.pipeline import compile_source
from export.random_guidelines import guidelines
from support.tree import ROOT

TEXTS = [path for path in sorted(ROOT.rglob("*.care")) if not path.is_relative_to(ROOT / ".venv")]


def core_of(text: str) -> Guideline | None:
    return compile_source(Source("text", text)).core


def again(core: Guideline) -> Guideline:
    """The core of the text that is printed of a core, which is laid out already."""
    text = imported(core_from_json(core_to_json(core)))
    assert format_source(Source("text", text)) == (text, ())
    made = core_of(text)
    assert made is not None
    return made


def compiling() -> list[Path]:
    return [path for path in TEXTS if core_of(path.read_text(encoding="utf-8")) is not None]


def test_every_guideline_of_this_house_comes_back() -> None:
    found = compiling()
    assert len(found) >= 25
    for path in found:
        laid_out, _ = format_source(Source("text", path.read_text(encoding="utf-8")))
        core = core_of(laid_out or "")
        assert core is not None
        assert difference(core, again(core), exact=True) is None, path


@given(guidelines())
def test_any_guideline_comes_back(text: str) -> None:
    laid_out, mistakes = format_source(Source("text", text))
    assert laid_out is not None, [one.title for one in mistakes]
    core = core_of(laid_out)
    assume(core is not None)
    assert core is not None
    assert difference(core, again(core), exact=True) is None


@pytest.mark.parametrize("topic", ["azathioprine", "clozapine"])
def test_what_comes_back_decides_the_same(topic: str) -> None:
    (path,) = (ROOT / "guideline" / topic).glob("*.care")
    core = core_of(path.read_text(encoding="utf-8"))
    assert core is not None
    other = again(core)
    patients = sorted((ROOT / "examples" / topic).glob("*.yaml"))
    assert len(patients) >= 9
    for patient in patients:
        for timeline in read_timelines(str(patient), patient.read_bytes(), core.vocabulary).timelines:
            one, two = (without_lines(encode(run(guideline, timeline))) for guideline in (core, other))
            assert one == two, patient.name


def without_lines(value: JsonValue) -> JsonValue:
    """A result without the lines of the text and its hash; the line of a record (a place in the timeline) stays."""
    if isinstance(value, list):
        return [without_lines(one) for one in value]
    if isinstance(value, dict):
        record = "record" in value
        return {k: without_lines(v) for k, v in value.items() if (k != "line" or record) and k != "sha256"}
    return value
