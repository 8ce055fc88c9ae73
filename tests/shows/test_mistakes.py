"""Ten mistakes in one guideline: all told in one go, and each mended by its message alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from careway.base.source import Source
from careway.pipeline import compile_source
from support.command import careway

MISTAKES = Path(__file__).resolve().parents[2] / "examples" / "mistakes"
GOLDEN = Path(__file__).parent / "goldens" / "ten-mistakes.out"
KINDS = ["CW207", "CW200", "CW100", "CW341", "CW204", "CW206", "CW300", "CW214", "CW190", "CW203"]


@pytest.fixture(autouse=True)
def beside_the_examples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths in messages do not depend on where the project is."""
    monkeypatch.chdir(MISTAKES)


def test_all_ten_are_told_at_once(update: bool) -> None:
    ran = careway("check", "ten-mistakes.care")
    assert (ran.code, ran.err) == (1, "")
    if update:
        GOLDEN.parent.mkdir(exist_ok=True)
        GOLDEN.write_text(ran.out, encoding="utf-8")
    assert ran.out == GOLDEN.read_text(encoding="utf-8")


def test_they_are_ten_different_errors_and_nothing_else() -> None:
    told = json.loads(careway("check", "--json", "ten-mistakes.care").out)
    found = [one for file in told["files"] for one in file["diagnostics"]]
    assert [one["code"] for one in found] == KINDS
    assert {one["severity"] for one in found} == {"error"}
    assert all(one["help"] for one in found)


def texts() -> tuple[list[str], list[str], list[int]]:
    """The lines of both files, and those (from 0) in which they differ, their first comment aside."""
    wrong, mended = (
        Path(name).read_text(encoding="utf-8").splitlines() for name in ("ten-mistakes.care", "mended.care")
    )
    pairs = enumerate(zip(wrong, mended, strict=True))
    return wrong, mended, [number for number, (old, new) in pairs if old != new and not old.startswith("#")]


def test_following_the_ten_messages_mends_it() -> None:
    assert len(texts()[2]) == 10
    ran = careway("check", "--strict", "mended.care")
    assert (ran.code, ran.out, ran.err) == (0, "mended.care: fine\n", "")
    assert careway("fmt", "--check", "mended.care").code == 0


def test_mending_one_leaves_the_nine_others() -> None:
    wrong, mended, changed = texts()
    for number in changed:
        lines = [*wrong[:number], mended[number], *wrong[number + 1 :]]
        found = compile_source(Source("mended.care", "\n".join(lines) + "\n")).diagnostics
        assert len(found) == 9, mended[number]
        assert {one.code for one in found} < set(KINDS)
