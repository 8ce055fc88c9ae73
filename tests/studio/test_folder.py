"""The studio's folder: what is listed, and that no name and no link leads out of it."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careway.studio import folder as folder_module
from careway.studio.answers import FileKind, Refusal, Saved
from careway.studio.encoding import MOST_BYTES
from careway.studio.folder import Folder
from careway.studio.questions import ListFiles, Open, Save, Text
from studio.folders import GUIDELINE, everything, opened, save, sha256


def names(place: Path) -> dict[str, FileKind]:
    return {one.name: one.kind for one in Folder(place).list_files(ListFiles()).files}


# --- the list ---------------------------------------------------------------------------------------------------------


def test_the_list_has_guidelines_cases_and_timelines_of_all_folders(place: Path) -> None:
    assert names(place) == {
        "sample.care": FileKind.GUIDELINE,
        "sample.cases.yaml": FileKind.CASES,
        "patients/one.yaml": FileKind.TIMELINE,
        "patients/records.csv": FileKind.TIMELINE,
    }
    listed = Folder(place).list_files(ListFiles())
    assert listed.folder == "desk"
    assert listed.note is None
    assert {one.sha256 for one in listed.files if one.name == "sample.care"} == {sha256(GUIDELINE.encode())}


def test_what_tools_have_made_and_what_is_no_record_is_not_listed(place: Path) -> None:
    before = names(place)
    for hidden in (".git", ".venv", "node_modules", "patients/node_modules", "__pycache__"):
        (place / hidden).mkdir()
        (place / hidden / "x.care").write_text(GUIDELINE)
    (place / ".hidden.care").write_text(GUIDELINE)
    (place / "package.json").write_text('{"name": "x"}')
    (place / "settings.yml").write_text("theme: dark\n")
    (place / "README.md").write_text("# Read me")
    assert names(place) == before
    (place / "bundle.json").write_text('{"resourceType": "Bundle"}')
    (place / "packed.json.gz").write_bytes(gzip.compress(b'{"resourceType": "Bundle"}'))
    assert names(place) == before | {"bundle.json": FileKind.TIMELINE, "packed.json.gz": FileKind.TIMELINE}


def test_a_list_is_bounded_and_says_so(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "MOST_FILES", 2)
    listed = Folder(place).list_files(ListFiles())
    assert [one.name for one in listed.files] == ["sample.care", "sample.cases.yaml"]
    assert listed.note is not None
    assert "the first 2 files" in listed.note


def test_a_folder_of_too_many_other_files_is_not_searched_for_ever(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_module, "_MOST_LOOKED_AT", 2)
    listed = Folder(place).list_files(ListFiles())
    assert listed.note is not None
    assert {one.name for one in listed.files} == {"sample.care", "sample.cases.yaml"}


def test_what_cannot_be_listed_is_counted(place: Path) -> None:
    (place / "large.csv").write_bytes(b"x" * (MOST_BYTES + 1))
    (place / "back\\slash.care").write_text(GUIDELINE)
    (place / "out.care").symlink_to(place.parent / "secret.care")
    os.mkfifo(place / "pipe.care")
    listed = Folder(place).list_files(ListFiles())
    assert len(listed.files) == 4
    assert listed.note is not None
    assert listed.note.startswith("4 files are left out")


def test_a_change_is_seen_in_the_next_list_however_fast_it_came(place: Path) -> None:
    """Also one of the same length within the same tick of the clock, or with its time set back."""
    folder, path = Folder(place), place / "sample.care"
    for text in ("one", "two", "six"):
        path.write_text(text)
        os.utime(path, ns=(10**18, 10**18))
        (seen,) = (one for one in folder.list_files(ListFiles()).files if one.name == "sample.care")
        assert seen.sha256 == sha256(text.encode())


# --- names ------------------------------------------------------------------------------------------------------------

OUTSIDE = (
    "",
    ".",
    "..",
    "/",
    "../secret.care",
    "patients/../../secret.care",
    "patients/../sample.care",
    "./sample.care",
    "patients//one.yaml",
    "/etc/x.yaml",
    "//server/share/x.care",
    "C:/x.care",
    "C:x.care",
    "..\\secret.care",
    "patients\\..\\..\\secret.care",
    "sample.care\0.yaml",
    "sample.care:stream.care",
    "%2e%2e/secret.care",
    "sample.care/",
    "sample.care/x.care",
    "nul.care",
    "NUL.cases.yaml",
    "con.care",
    "COM1.care",
    "lpt9.care",
    "aux/x.care",
    "aux .care",
    "folder./x.care",
    "folder /x.care",
    ".git/x.care",
    "patients/.hidden.yaml",
    "node_modules/x.care",
    "sample.txt",
    "sample",
    ".care",
    "~/x.care",
    "x\n.care",
    "\u2028.care",
    "\ud800.care",
    "a" * 600 + ".care",
)


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_name_leads_out_or_to_what_is_not_the_studios(place: Path, name: str) -> None:
    (place / "%2e%2e").mkdir(exist_ok=True)
    before = everything(place)
    folder = Folder(place)
    assert isinstance(folder.open(Open(name)), Refusal)
    for expected in (None, sha256(b"secret"), sha256(GUIDELINE.encode())):
        assert not isinstance(save(folder, name, "mine", expected), Saved) or name == "%2e%2e/secret.care"
    after = everything(place)
    after.pop("desk/%2e%2e/secret.care", None)  # a name as any other: nothing is unescaped
    assert after == before


@given(st.text(st.sampled_from("./\\:~ %2e\0\nabc.careyml-"), max_size=30))
def test_no_name_at_all_leads_out(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    top = tmp_path_factory.mktemp("top")
    inside = top / "desk"
    inside.mkdir()
    (top / "secret.care").write_text("secret")
    Folder(inside).save(Save(Text(name, "mine"), None))
    answer = Folder(inside).open(Open("../secret.care"))
    assert isinstance(answer, Refusal)
    assert {one.name for one in top.iterdir()} == {"desk", "secret.care"}
    assert (top / "secret.care").read_text() == "secret"


def test_links_that_lead_out_are_refused_and_others_followed(place: Path) -> None:
    outside = place.parent / "elsewhere"
    outside.mkdir()
    (outside / "x.care").write_text("outside")
    (place / "out").symlink_to(outside)
    (place / "file.care").symlink_to(place.parent / "secret.care")
    (place / "new.care").symlink_to(place.parent / "not-yet.care")
    (place / "round.care").symlink_to(place / "round.care")
    (place / ".hidden").mkdir()
    (place / ".hidden" / "x.care").write_text("hidden")
    (place / "hidden.care").symlink_to(place / ".hidden" / "x.care")
    (place / "again.care").symlink_to(place / "sample.care")
    before = everything(place)
    folder = Folder(place)
    for name in ("out/x.care", "out/new.care", "file.care", "new.care", "round.care", "hidden.care"):
        assert isinstance(folder.open(Open(name)), Refusal), name
        for expected in (None, sha256(b"secret"), sha256(b"outside"), sha256(b"hidden")):
            assert isinstance(save(folder, name, "mine", expected), Refusal), name
    assert everything(place) == before
    there = opened(folder, "again.care")
    assert isinstance(save(folder, "again.care", "mine\n", there.sha256), Saved)
    assert (place / "again.care").is_symlink()
    assert (place / "sample.care").read_text() == "mine\n"


def test_a_pipe_is_not_waited_for(place: Path) -> None:
    os.mkfifo(place / "pipe.care")
    assert isinstance(Folder(place).open(Open("pipe.care")), Refusal)
    assert isinstance(save(Folder(place), "pipe.care", "mine", None), Refusal)
    (place / "folder.care").mkdir()
    assert isinstance(Folder(place).open(Open("folder.care")), Refusal)
    assert isinstance(save(Folder(place), "folder.care", "mine", None), Refusal)
