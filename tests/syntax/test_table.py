"""The kept parse table: whatever lies in the cache folder, the grammar is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from careway.resources import data
from careway.syntax import analysis, table
from careway.syntax.expressions import Name
from careway.syntax.rules import PathwayNode

GRAMMAR = data("grammar", "careway.lark").read_text(encoding="utf-8")
SMALL = '?statement: pathway\npathway: "pathway" NAME\nNAME: /[a-z]+/\n'


def _works(folder: Path | None, grammar: str = SMALL) -> bool:
    node = table.Table(table.load(grammar, folder)).parse("pathway b")
    return bool(node == PathwayNode(Name("b"), None))


def _kept(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_it_is_kept_and_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _works(tmp_path / "new" / "folder")
    assert _kept(tmp_path / "new" / "folder").stat().st_size > 100
    monkeypatch.setattr(analysis, "analyse", None)
    assert _works(tmp_path / "new" / "folder")


@pytest.mark.parametrize("garbage", [b"", b"\x00", b"garbage" * 100])
def test_garbage_does_not_matter(tmp_path: Path, garbage: bytes) -> None:
    assert _works(tmp_path)
    _kept(tmp_path).write_bytes(garbage)
    assert _works(tmp_path)


def test_a_file_cut_short_or_changed_does_not_matter(tmp_path: Path) -> None:
    assert _works(tmp_path)
    file = _kept(tmp_path)
    whole = file.read_bytes()
    for changed in (whole[:-1], whole[: len(whole) // 2], whole[:40], whole[:-1] + b"\x00", whole + b"x"):
        file.write_bytes(changed)
        assert _works(tmp_path)


def test_another_grammar_has_another_file(tmp_path: Path) -> None:
    assert _works(tmp_path)
    assert _works(tmp_path, SMALL + "// changed\n")
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_cannot_be_written_does_not_matter(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    assert _works(file)
    assert _works(file / "below")
    assert _works(None)
