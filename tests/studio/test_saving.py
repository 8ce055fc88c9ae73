"""Texts of the studio's folder read and written: a file keeps its form, and nobody's text is lost."""

from __future__ import annotations

import gzip
import os
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from careway.files import Unreadable, write_atomically
from careway.studio.answers import ChangedOnDisk, Opened, Refusal, Saved
from careway.studio.encoding import MOST_BYTES, bytes_of, text_of
from careway.studio.folder import Folder
from careway.studio.questions import ListFiles, Open
from studio.folders import GUIDELINE, TIMELINE, opened, save, sha256


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"caf\xe9\n", "line 1"),
        ("title\n".encode("utf-16"), "UTF-8"),
        (b"one\ntwo\x00\n", "line 2"),
        (b"one\r\ntwo\r\nthree\x0c", "line 3"),
        (b"x" * (MOST_BYTES + 1), "larger than 5 MB"),
        (gzip.compress(b"x" * (MOST_BYTES + 1)), "unpacked"),
        (gzip.compress(b"text")[:-3], "unpacked"),
    ],
    ids=["latin-1", "utf-16", "nul", "form feed", "large", "bomb", "cut"],
)
def test_what_is_no_text_is_refused_with_the_reason(place: Path, data: bytes, said: str) -> None:
    (place / "sample.care").write_bytes(data)
    answer = Folder(place).open(Open("sample.care"))
    assert isinstance(answer, Refusal)
    assert said in answer.why
    assert isinstance(save(Folder(place), "sample.care", "mine", sha256(data)), Refusal)
    assert (place / "sample.care").read_bytes() == data


def test_a_packed_file_is_read_and_not_written(place: Path) -> None:
    data = gzip.compress(TIMELINE.encode())
    (place / "one.json.gz").write_bytes(data)
    there = opened(Folder(place), "one.json.gz")
    assert (there.text, there.sha256) == (TIMELINE, sha256(data))
    assert isinstance(save(Folder(place), "one.json.gz", "mine", there.sha256), Refusal)
    assert (place / "one.json.gz").read_bytes() == data


@pytest.mark.parametrize(
    ("before", "text", "after"),
    [
        (b"a\nb\n", "a\nc\n", b"a\nc\n"),
        (b"a\r\nb\r\n", "a\nc\n", b"a\r\nc\r\n"),
        (b"\xef\xbb\xbfa\r\nb", "a\nc", b"\xef\xbb\xbfa\r\nc"),
        (b"a\rb\r", "a\nc\n", b"a\rc\r"),
        (b"a\r\nb\nc\r\nd", "a\nb\nnew\nc\nd", b"a\r\nb\nnew\r\nc\r\nd"),
        (b"", "a\n", b"a\n"),
        (b"\xef\xbb\xbf", "", b"\xef\xbb\xbf"),
    ],
)
def test_line_ends_and_mark_of_a_file_are_kept(place: Path, before: bytes, text: str, after: bytes) -> None:
    (place / "sample.care").write_bytes(before)
    folder = Folder(place)
    answer = save(folder, "sample.care", text, opened(folder, "sample.care").sha256)
    assert answer == Saved(sha256(after))
    assert (place / "sample.care").read_bytes() == after
    assert opened(folder, "sample.care") == Opened("sample.care", text, sha256(after))


LINES = st.text(st.sampled_from("ab\r\n"), max_size=30)


@given(LINES, st.booleans(), st.text(st.sampled_from("ab\n"), max_size=30))
def test_a_text_saved_as_it_was_opened_gives_the_same_bytes(before: str, mark: bool, text: str) -> None:
    data = (b"\xef\xbb\xbf" if mark else b"") + before.encode()
    assert bytes_of(text_of(data), data) == data
    assert text_of(bytes_of(text, data)) == text


# --- saving -----------------------------------------------------------------------------------------------------------


def test_a_new_file_stands_in_a_folder_that_is_there(place: Path) -> None:
    folder = Folder(place)
    assert save(folder, "patients/two.yaml", TIMELINE, None) == Saved(sha256(TIMELINE.encode()))
    assert (place / "patients" / "two.yaml").read_text() == TIMELINE
    refused = save(folder, "nowhere/two.yaml", TIMELINE, None)
    assert isinstance(refused, Refusal)
    assert "no such folder" in refused.why
    assert not (place / "nowhere").exists()
    assert {one.name for one in (place / "patients").iterdir()} == {"one.yaml", "records.csv", "two.yaml"}


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_the_rights_of_a_file_are_kept(place: Path, mode: int) -> None:
    (place / "sample.care").chmod(mode)
    folder = Folder(place)
    assert isinstance(save(folder, "sample.care", "mine", opened(folder, "sample.care").sha256), Saved)
    assert stat.S_IMODE((place / "sample.care").stat().st_mode) == mode


def test_another_text_on_disk_is_told_and_left(place: Path) -> None:
    folder = Folder(place)
    seen = opened(folder, "sample.care").sha256
    (place / "sample.care").write_text("theirs\n")
    theirs = Opened("sample.care", "theirs\n", sha256(b"theirs\n"))
    assert save(folder, "sample.care", "mine\n", seen) == ChangedOnDisk(theirs)
    assert save(folder, "sample.care", "mine\n", None) == ChangedOnDisk(theirs)
    assert (place / "sample.care").read_text() == "theirs\n"
    (place / "sample.care").unlink()
    assert save(folder, "sample.care", "mine\n", seen) == ChangedOnDisk(None)
    assert not (place / "sample.care").exists()
    assert isinstance(save(folder, "sample.care", "mine\n", None), Saved)


def test_a_change_that_cannot_be_shown_is_refused_and_left(place: Path) -> None:
    folder = Folder(place)
    seen = opened(folder, "sample.care").sha256
    (place / "sample.care").write_bytes(b"\xff")
    answer = save(folder, "sample.care", "mine\n", seen)
    assert isinstance(answer, Refusal)
    assert "changed on disk" in answer.why
    assert (place / "sample.care").read_bytes() == b"\xff"


@pytest.mark.parametrize("expected", ["sample.care", None])
def test_a_change_while_the_text_is_being_written_is_noticed(
    place: Path, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program writes after the file was compared, and before the new text has its name."""
    folder, name = Folder(place), expected or "new.care"
    seen = None if expected is None else opened(folder, expected).sha256
    there, written = (place / name), os.fsync

    def meanwhile(handle: int) -> None:
        written(handle)
        there.write_text("theirs\n")

    monkeypatch.setattr(os, "fsync", meanwhile)
    answer = save(folder, name, "mine\n", seen)
    assert answer == ChangedOnDisk(Opened(name, "theirs\n", sha256(b"theirs\n")))
    assert there.read_text() == "theirs\n"
    assert not [one for one in place.iterdir() if one.name.startswith(".")]


def test_a_file_that_is_not_to_be_written_to_is_left(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    folder = Folder(place)
    assert isinstance(save(folder, "sample.care", "mine\n", opened(folder, "sample.care").sha256), Refusal)
    assert (place / "sample.care").read_text() == GUIDELINE


def test_a_text_too_large_to_be_opened_again_is_not_saved(place: Path) -> None:
    folder = Folder(place)
    seen = opened(folder, "sample.care").sha256
    assert isinstance(save(folder, "sample.care", "x" * (MOST_BYTES + 1), seen), Refusal)
    assert (place / "sample.care").read_text() == GUIDELINE


@pytest.mark.parametrize("of", ["system", "python"])
def test_a_new_file_needs_no_links(place: Path, monkeypatch: pytest.MonkeyPatch, of: str) -> None:
    """Neither of the file system, nor of Python, which has none in a browser."""

    def no_links(*_: object) -> None:
        raise PermissionError

    if of == "system":
        monkeypatch.setattr(os, "link", no_links)
    else:
        monkeypatch.delattr(os, "link")
    folder = Folder(place)
    assert isinstance(save(folder, "new.care", "mine\n", None), Saved)
    assert (place / "new.care").read_text() == "mine\n"
    with pytest.raises(Unreadable):
        write_atomically(place / "new.care", b"other", replace=False)
    assert (place / "new.care").read_text() == "mine\n"
    assert not [one for one in place.iterdir() if one.name.startswith(".")]


class NobodysTextIsLost(RuleBasedStateMachine):
    """Two pages on one folder, and other programs that write the same files: whatever is written over was seen.

    A text on disk may only be replaced by someone who has read that very text: the page that names it as `expected`.
    """

    seen: Bundle[tuple[str, str | None]] = Bundle("seen")
    files = st.sampled_from(["a.care", "a.cases.yaml", "sub/b.yaml"])
    texts = st.text(st.sampled_from("xy\n"), max_size=6)

    def __init__(self) -> None:
        super().__init__()
        self.temporary = tempfile.TemporaryDirectory()
        self.place = Path(self.temporary.name) / "desk"
        (self.place / "sub").mkdir(parents=True)
        self.pages = (Folder(self.place), Folder(self.place))
        self.model: dict[str, bytes] = {}

    def teardown(self) -> None:
        self.temporary.cleanup()

    @rule(target=seen, name=files, page=st.integers(0, 1))
    def open_or_list(self, name: str, page: int) -> tuple[str, str | None]:
        listed = {one.name: one.sha256 for one in self.pages[page].list_files(ListFiles()).files}
        answer = self.pages[page].open(Open(name))
        if name not in self.model:
            assert isinstance(answer, Refusal)
            assert name not in listed
            return name, None
        assert isinstance(answer, Opened)
        assert answer.sha256 == sha256(self.model[name])
        assert listed.get(name, answer.sha256) == answer.sha256
        assert answer.text == text_of(self.model[name])
        return name, answer.sha256

    @rule(target=seen, known=seen, text=texts, page=st.integers(0, 1))
    def save(self, known: tuple[str, str | None], text: str, page: int) -> tuple[str, str | None]:
        name, expected = known
        before = self.model.get(name)
        answer = save(self.pages[page], name, text, expected)
        if expected == (None if before is None else sha256(before)):
            assert isinstance(answer, Saved)
            self.model[name] = (self.place / name).read_bytes()
            assert text_of(self.model[name]) == text
            assert answer.sha256 == sha256(self.model[name])
            return name, answer.sha256
        assert isinstance(answer, ChangedOnDisk)
        assert (answer.now is None) == (before is None)
        assert answer.now is None or before is None or answer.now.text == text_of(before)
        return name, None if answer.now is None else answer.now.sha256

    @rule(name=files, text=texts, ends=st.sampled_from(["\n", "\r\n"]), replaced=st.booleans())
    def another_program_writes(self, name: str, text: str, ends: str, replaced: bool) -> None:
        self.model[name] = text.replace("\n", ends).encode()
        if replaced:
            other = self.place / "other.tmp"
            other.write_bytes(self.model[name])
            other.replace(self.place / name)
        else:
            (self.place / name).write_bytes(self.model[name])

    @rule(name=files)
    def another_program_deletes(self, name: str) -> None:
        self.model.pop(name, None)
        (self.place / name).unlink(missing_ok=True)

    @invariant()
    def the_disk_holds_what_was_last_accepted_and_nothing_else(self) -> None:
        found = {one.relative_to(self.place).as_posix() for one in self.place.rglob("*") if one.is_file()}
        assert {name: (self.place / name).read_bytes() for name in found} == self.model


TestNobodysTextIsLost = NobodysTextIsLost.TestCase
