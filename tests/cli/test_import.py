"""`careway import`: a core becomes a text, whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from support.command import careway
from support.tree import ROOT

GUIDELINES = sorted((ROOT / "guideline").rglob("*.care"))


@pytest.fixture
def core(tmp_path: Path) -> Path:
    path = tmp_path / "core.json"
    assert careway("export", GUIDELINES[0], "-o", path).code == 0
    return path


@pytest.mark.parametrize("guideline", GUIDELINES, ids=lambda path: path.stem)
def test_the_text_is_laid_out_and_gives_the_same_core(guideline: Path, tmp_path: Path) -> None:
    core, text, again = (tmp_path / name for name in ("core.json", "again.care", "again.json"))
    assert careway("export", guideline, "-o", core).code == 0
    assert careway("import", core, "-o", text).code == 0
    assert careway("fmt", "--check", text).code == 0
    assert careway("export", text, "-o", again).code == 0
    assert without_lines(core) == without_lines(again)
    assert careway("import", core).out == text.read_text(encoding="utf-8")
    assert careway("import", again).out == text.read_text(encoding="utf-8")


def without_lines(path: Path) -> Any:
    def cleaned(value: Any) -> Any:
        if isinstance(value, list):
            return [cleaned(one) for one in value]
        if isinstance(value, dict):
            return {key: cleaned(one) for key, one in value.items() if key not in ("line", "sha256")}
        return value

    return cleaned(json.loads(path.read_text(encoding="utf-8")))


def test_a_core_that_cannot_be_said_leaves_no_file(core: Path, tmp_path: Path) -> None:
    document = json.loads(core.read_text(encoding="utf-8"))
    document["stops"][0]["heading"]["title"] = 'the "rise"'
    core.write_text(json.dumps(document), encoding="utf-8")
    target = tmp_path / "no.care"
    ran = careway("import", core, "-o", target)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"error: {core}: the language cannot say this core: rise_with_symptoms: text: ")
    assert not target.exists()


def test_what_is_no_core_is_refused(core: Path, tmp_path: Path) -> None:
    text = careway("import", GUIDELINES[0])
    assert text.code == 2 and "this is no core" in text.err
    damaged = tmp_path / "damaged.json"
    damaged.write_text(core.read_text(encoding="utf-8").replace("careway-core/2", "careway-core/3"), encoding="utf-8")
    refused = careway("import", damaged)
    assert refused.code == 2 and '"careway-core/3"' in refused.err and "$.format" in refused.err
    missing = careway("import", tmp_path / "missing.json")
    assert missing.code == 2 and "no such file" in missing.err
