"""What is kept in the user's cache folder: whatever lies there, the answer is that of a folder that is empty."""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path

import pytest

from careway import compiled as module
from careway import kept, pipeline
from careway.base.rendering import render
from careway.base.source import Source
from careway.compiled import compiled
from careway.ir.to_json import core_to_json
from support.tree import ROOT

GOOD = (ROOT / "guideline" / "clozapine" / "anc_monitoring.care").read_text(encoding="utf-8")
BAD = GOOD.replace("lab ANC", "lab ANX", 1)
Answer = tuple[str | None, list[str]]
FILES_OF_THE_ENGINE = module._engine
KEY = kept.key_of(b"all", b"that counts")


@pytest.fixture(autouse=True)
def _one_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine whose files stay as they are, also while someone works on them."""
    monkeypatch.setattr(module, "_engine_at_first", lambda: b"engine")
    monkeypatch.setattr(module, "_engine", lambda: b"engine")


def outcome(text: str, folder: Path) -> Answer:
    source = Source("x.care", text)
    made = compiled(source, folder)
    return core_to_json(made.core) if made.core else None, [render(one, source) for one in made.diagnostics]


@pytest.fixture(scope="module")
def expected() -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for text in (GOOD, BAD):
        source = Source("x.care", text)
        made = pipeline.compile_source(source)
        answers[text] = (
            core_to_json(made.core) if made.core else None,
            [render(one, source) for one in made.diagnostics],
        )
    assert answers[GOOD][0] is not None
    assert answers[BAD][0] is None and answers[BAD][1]
    return answers


def forbid(patch: pytest.MonkeyPatch) -> None:
    def refuse(_: Source) -> None:
        raise AssertionError("compiled anew")

    patch.setattr(pipeline, "compile_source", refuse)


@pytest.mark.parametrize("text", [GOOD, BAD], ids=["good", "bad"])
def test_a_kept_answer_is_the_answer(
    text: str, tmp_path: Path, expected: dict[str, Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert outcome(text, tmp_path / "new" / "folder") == expected[text]
    forbid(monkeypatch)
    assert outcome(text, tmp_path / "new" / "folder") == expected[text]


def test_a_changed_text_is_compiled_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome(GOOD, tmp_path)
    forbid(monkeypatch)
    for changed in (GOOD + "\n", GOOD.replace("a", "á", 1), GOOD[:-1]):
        with pytest.raises(AssertionError, match="compiled anew"):
            outcome(changed, tmp_path)


def test_a_changed_engine_compiles_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome(GOOD, tmp_path)
    forbid(monkeypatch)
    for name, value in (("_engine_at_first", lambda: b"another"), ("VERSION", "0.0.0")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, value)
            with pytest.raises(AssertionError, match="compiled anew"):
                outcome(GOOD, tmp_path)
    monkeypatch.setattr(sys, "version", "another Python")
    with pytest.raises(AssertionError, match="compiled anew"):
        outcome(GOOD, tmp_path)


def test_the_engine_is_known_by_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "interpreter" / "careway"
    files = [package / room / "a.py" for room in ("base", "model", "ir", "syntax", "check")]
    files += [package / "pipeline.py", package / "compiled.py", tmp_path / "grammar" / "careway.lark"]
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("1")
    monkeypatch.setattr(module, "__file__", str(package / "compiled.py"))
    seen = {FILES_OF_THE_ENGINE()}
    for file in files:
        file.write_text("22")
        seen.add(FILES_OF_THE_ENGINE())
    (package / "check" / "b.py").write_text("")
    seen.add(FILES_OF_THE_ENGINE())
    assert None not in seen
    assert len(seen) == len(files) + 2
    (package / "pipeline.py").unlink()
    assert FILES_OF_THE_ENGINE() is None


def test_nothing_is_kept_where_the_engine_changed_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_engine_at_first", lambda: b"before the change")
    outcome(GOOD, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_kept_where_the_engine_is_not_files(
    tmp_path: Path, expected: dict[str, Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_engine_at_first", lambda: None)
    assert outcome(GOOD, tmp_path) == expected[GOOD]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("body", [b"", b"\x00", b"\xff" * 9, b"\0\0\0\0\0\0\0\x01.N", b"garbage" * 99])
def test_a_content_that_is_none_is_made_anew(body: bytes, tmp_path: Path, expected: dict[str, Answer]) -> None:
    outcome(GOOD, tmp_path)
    (file,) = tmp_path.iterdir()
    key = file.read_bytes()[:32]
    kept.keep(tmp_path, "guideline", key, body, 9)
    assert outcome(GOOD, tmp_path) == expected[GOOD]


class _Planted:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (os.mkdir, ("planted",))


def test_a_content_can_make_nothing_but_guidelines(
    tmp_path: Path, expected: dict[str, Answer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "cache"
    outcome(GOOD, folder)
    (file,) = folder.iterdir()
    key = file.read_bytes()[:32]
    planted, findings = pickle.dumps(_Planted()), pickle.dumps(())
    for first, second in ((planted, b""), (findings, planted)):
        kept.keep(folder, "guideline", key, len(first).to_bytes(8, "big") + first + second, 9)
        assert outcome(GOOD, folder) == expected[GOOD]
    assert not (tmp_path / "planted").exists()


def test_a_folder_that_cannot_be_used_does_not_matter(tmp_path: Path, expected: dict[str, Answer]) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    for folder in (file, file / "below", tmp_path / "\0" / "x"):
        assert outcome(GOOD, folder) == expected[GOOD]


def test_what_was_kept_is_read_under_its_key_only(tmp_path: Path) -> None:
    kept.keep(tmp_path, "part", KEY, b"content", 9)
    assert kept.read(tmp_path, "part", KEY) == b"content"
    assert kept.read(tmp_path, "part", kept.key_of(b"all", b"that counts", b"")) is None
    assert kept.read(tmp_path, "other", KEY) is None
    assert kept.read(None, "part", KEY) is None
    assert kept.key_of(b"ab", b"c") != kept.key_of(b"a", b"bc")


def test_a_file_cut_short_or_changed_is_not_read(tmp_path: Path) -> None:
    kept.keep(tmp_path, "part", KEY, b"content" * 9, 9)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for changed in (b"", whole[:-1], whole[:40], whole[:32], whole[:-1] + b"\x00", whole + b"x", b"garbage" * 99):
        file.write_bytes(changed)
        assert kept.read(tmp_path, "part", KEY) is None
    file.write_bytes(whole)
    assert kept.read(tmp_path, "part", KEY) == b"content" * 9


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    (tmp_path / "other-1").write_text("stays")
    (tmp_path / "part-1.123").write_text("never finished")
    os.utime(tmp_path / "part-1.123", ns=(0, 0))
    keys = [kept.key_of(str(number).encode()) for number in range(6)]
    for number, key in enumerate(keys):
        kept.keep(tmp_path, "part", key, b"", 3)
        os.utime(tmp_path / kept._name("part", key), ns=(number + 1, number + 1))
    kept.keep(tmp_path, "part", KEY, b"", 3)
    assert [kept.read(tmp_path, "part", key) for key in keys] == [None] * 4 + [b""] * 2
    assert len(list(tmp_path.iterdir())) == 4


def test_what_others_could_have_written_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    kept.keep(folder, "part", KEY, b"content", 9)
    (file,) = folder.iterdir()
    if os.name == "nt":
        return
    assert (folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)
    for place, modes in ((file, (0o620, 0o602)), (folder, (0o720, 0o702, 0o777))):
        usual = place.stat().st_mode & 0o777
        for mode in modes:
            place.chmod(mode)
            assert kept.read(folder, "part", KEY) is None
        place.chmod(usual)
        assert kept.read(folder, "part", KEY) == b"content"


def test_what_is_another_users_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.keep(tmp_path, "part", KEY, b"content", 9)
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1, raising=False)
    assert kept.read(tmp_path, "part", KEY) is None


def test_the_folder_is_the_users_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert kept.cache_folder() == tmp_path / "careway"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.delenv("LOCALAPPDATA", raising=False)
    folder = kept.cache_folder()
    assert folder is not None and folder.is_relative_to(Path.home())
