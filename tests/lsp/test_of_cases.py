"""What the cases show, and boundary patients that join them, as an editor asks for both."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from lsp.editor import Editor, session
from lsp.test_end_to_end import CASES, STOP, applied
from support.checking import BASE, ROOT
from support.command import careway

GUIDELINE = BASE + STOP.replace("stop rise", 'stop rise "😀"')


async def asked(editor: Editor, method: str, **params: object) -> dict[str, Any]:
    """What the server answers to a request of its own, as plain values."""
    answer = await editor.protocol.send_request_async(method, params)
    found: dict[str, Any] = plain(answer)
    return found


def plain(value: Any) -> Any:
    """The JSON value of an answer of no known shape."""
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


async def keep(editor: Editor, uri: str, *cases: object) -> dict[str, Any]:
    """What the server answers where cases are to be kept."""
    answer = await editor.workspace_execute_command_async(
        types.ExecuteCommandParams("careway.keepCases", [uri, list(cases)])
    )
    found: dict[str, Any] = plain(answer)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A guideline with cases beside it."""
    (tmp_path / "small.care").write_text(GUIDELINE, encoding="utf-8")
    (tmp_path / "small.cases.yaml").write_text(CASES, encoding="utf-8")
    return tmp_path


def test_what_the_cases_show_is_told_by_place(folder: Path) -> None:
    lines = GUIDELINE.split("\n")

    def cut(mark: dict[str, Any]) -> str:
        start, end = mark["range"]["start"], mark["range"]["end"]
        assert start["line"] == end["line"]
        line: bytes = lines[start["line"]].encode("utf-16-le")
        return line[2 * start["character"] : 2 * end["character"]].decode("utf-16-le")

    async def steps(editor: Editor) -> None:
        uri = await editor.open(folder / "small.care", GUIDELINE)
        found = await asked(editor, "careway/cover", uri=uri)
        assert 0 < found["met"] < found["of"]
        marks = {
            cut(one): one for one in found["marks"] if one["range"]["start"]["line"] == one["range"]["end"]["line"]
        }
        assert marks["ALT >= 3 × ULN"]["shade"] == "all"
        assert marks['stop rise "😀" [1]']["shade"] == "all"
        never = marks["advise continue azathioprine when all of"]
        assert (never["shade"], never["told"]) == ("nothing", ["`continue azathioprine`: never advised"])

        editor.type(uri, 2, GUIDELINE + "stop x\n")
        found = await asked(editor, "careway/cover", uri=uri)
        assert found == {"why": "the guideline has errors: mend them, then its cases can be run"}

    session(steps)


def test_a_patient_who_is_chosen_joins_the_cases(folder: Path) -> None:
    async def steps(editor: Editor) -> None:
        uri = await editor.open(folder / "small.care", GUIDELINE)
        found = await asked(editor, "careway/boundaryPatients", uri=uri, rule="rise", most=9)
        assert found["more"] is False and found["left"] == []
        assert [one["rule"] for one in found["patients"]] == ["rise", "rise"]
        above, unknown = found["patients"]
        assert above["name"].startswith("ALT >= 3 × ULN of ALT: 121 U/L, just above the limit")
        kept = await keep(editor, uri, above["case"], unknown["case"])
        assert kept == {"uri": (folder / "small.cases.yaml").as_uri(), "kept": 2}
        (edit,) = editor.edits
        (change,) = edit.document_changes or []
        assert isinstance(change, types.TextDocumentEdit)
        after = applied(CASES, [one for one in change.edits if isinstance(one, types.TextEdit)])
        assert after.startswith(CASES) and above["name"] in after
        (folder / "small.cases.yaml").write_text(after, encoding="utf-8")
        assert careway("test", folder).out == "4 cases, 0 failed\n"
        again = await keep(editor, uri, above["case"], above["case"])
        assert again == {"why": "there is a case of this name already"}

    session(steps)


def test_where_there_are_no_cases_a_file_of_them_is_begun(tmp_path: Path) -> None:
    (tmp_path / "small.care").write_text(GUIDELINE, encoding="utf-8")

    async def steps(editor: Editor) -> None:
        uri = await editor.open(tmp_path / "small.care", GUIDELINE)
        assert await asked(editor, "careway/cover", uri=uri) == {"why": "there are no cases beside this guideline"}
        found = await asked(editor, "careway/boundaryPatients", uri=uri, rule="rise", most=1)
        assert found["more"] is True
        (patient,) = found["patients"]
        await keep(editor, uri, patient["case"])
        made, change = editor.edits[0].document_changes or []
        assert isinstance(made, types.CreateFile) and isinstance(change, types.TextDocumentEdit)
        assert made.uri == change.text_document.uri == (tmp_path / "small.cases.yaml").as_uri()
        (edit,) = change.edits
        assert isinstance(edit, types.TextEdit)
        (tmp_path / "small.cases.yaml").write_text(edit.new_text, encoding="utf-8")
        assert careway("test", tmp_path).out == "1 case, 0 failed\n"

        editor.takes_edits = False
        refused = await keep(editor, uri, patient["case"])
        assert "why" in refused

    session(steps)


def test_cases_that_cannot_be_read_are_left_as_they_are(folder: Path) -> None:
    (folder / "small.cases.yaml").write_bytes(b"\xff\xfe")

    async def steps(editor: Editor) -> None:
        uri = await editor.open(folder / "small.care", GUIDELINE)
        assert await keep(editor, uri, "x") == {"why": "small.cases.yaml cannot be read"}
        assert editor.edits == []

    session(steps)


def test_what_is_no_longer_waited_for_holds_up_nothing(folder: Path) -> None:
    large = ROOT / "guideline/azathioprine/reintroduction.care"

    async def steps(editor: Editor) -> None:
        uri = await editor.open(large, large.read_text(encoding="utf-8"))
        looking = asyncio.ensure_future(asked(editor, "careway/boundaryPatients", uri=uri))
        await asyncio.sleep(0)
        (id_,) = editor.protocol._request_futures
        editor.protocol.notify("$/cancelRequest", types.CancelParams(id_))
        with pytest.raises((JsonRpcException, asyncio.CancelledError)):
            await looking
        small = await editor.open(folder / "small.care", GUIDELINE)
        assert "met" in await asked(editor, "careway/cover", uri=small)

    session(steps)
