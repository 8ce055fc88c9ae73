"""What the cases show of a guideline, and boundary patients for them, for any editor that asks.

The requests `careway/cover` and `careway/boundaryPatients` answer what an editor shows. They may take minutes: they are
no commands, because only requests of their own can be cancelled. The command `careway.keepCases` asks the editor to put
cases at the end of the cases file, where the author sees them before they are saved. What cannot be is said as `why`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from careway.base.source import Span
from careway.desk.boundaries import with_case
from careway.desk.cases import Unusable
from careway.desk.positions import Lines, Unit
from careway.lsp import shapes
from careway.lsp.apart import Apart
from careway.lsp.lens import ENDINGS, cases_beside

if TYPE_CHECKING:
    from careway.lsp.server import Server

COVER = "careway/cover"
PATIENTS = "careway/boundaryPatients"
KEEP = "careway.keepCases"
NO_CASES = "there are no cases beside this guideline"
_MOST = 20
"""How many patients are offered where the editor does not say."""


def register(server: Server) -> None:
    """Let the server answer these."""
    apart = Apart()  # one of its own: the cases of a rule are not to wait for patients

    @server.feature(COVER)
    async def cover(params: Any) -> dict[str, Any]:
        uri = str(params.uri)
        texts = server.texts(uri)
        if texts.cases is None:
            return {"why": NO_CASES}
        _, lines = server.view(uri)
        answer = await apart.asked(texts.asking("cover"))
        for mark in answer.get("marks", ()):
            mark["range"] = _as_json(shapes.range_of(lines, Span(mark.pop("start"), mark.pop("end"))))
        return answer

    @server.feature(PATIENTS)
    async def patients(params: Any) -> dict[str, Any]:
        rule, most = getattr(params, "rule", None), getattr(params, "most", _MOST)
        return await apart.asked(server.texts(str(params.uri)).asking("patients", rule=rule, most=most))

    @server.command(KEEP)
    async def keep(uri: str, cases: list[str]) -> dict[str, Any]:
        path = to_fs_path(uri)
        if path is None:
            return {"why": "save the guideline first: its cases stand in a file beside it"}
        beside, texts = cases_beside(Path(path)), server.texts(uri)
        if beside is not None and texts.cases is None:
            return {"why": f"{beside.name} cannot be read"}
        target = beside or Path(path).with_name(Path(path).stem + ENDINGS[0])
        before = None if texts.cases is None else texts.cases[1]
        text = before
        for case in cases:
            found = with_case(server.view(uri)[0], target.name, text, case)
            if isinstance(found, Unusable):
                return {"why": found.why}
            text = found
        address = from_fs_path(str(target)) or target.as_uri()
        edit = _edit(server.view(uri)[1].unit, address, before, text or "")
        applied = await server.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, "Keep cases"))
        if not applied.applied:
            return {"why": applied.failure_reason or f"the editor did not change {target.name}"}
        return {"uri": address, "kept": len(cases)}


def _edit(unit: Unit, address: str, before: str | None, after: str) -> types.WorkspaceEdit:
    """The end of a file anew; a new file where there was none."""
    kept = "" if before is None else before.rstrip("\n")
    assert after.startswith(kept)
    place = shapes.range_of(Lines(before or "", unit), Span(len(kept), len(before or "")))
    edit = types.TextDocumentEdit(
        types.OptionalVersionedTextDocumentIdentifier(address), [types.TextEdit(place, after[len(kept) :])]
    )
    return types.WorkspaceEdit(document_changes=[*([types.CreateFile(address)] if before is None else []), edit])


def _as_json(range_: types.Range) -> dict[str, dict[str, int]]:
    ends = {"start": range_.start, "end": range_.end}
    return {name: {"line": end.line, "character": end.character} for name, end in ends.items()}
