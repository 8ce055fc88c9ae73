"""The language server as an editor meets it: over standard input and output, in a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from careway.base.source import Source
from careway.desk.view import look
from careway.format.format import format_source
from lsp.editor import Editor, session
from support.checking import BASE
from support.command import careway

STOP = "\nstop rise [1]\n  when ALT >= 3 × ULN\n  advise stop azathioprine\n"
CASES = """\
guideline: small.care
cases:
- case: at the limit
  events:
  - {at: 2025-03-08, azathioprine: 50 mg/day}
  - {at: 2025-03-15, ALT: 120 U/L}
  expect: {stop: rise}
- case: below it
  events:
  - {at: 2025-03-08, azathioprine: 50 mg/day}
  - {at: 2025-03-15, ALT: 119 U/L}
  expect: {stop: none, not undecided: [rise]}
"""


def at(text: str, mark: str, beyond: int = 0) -> types.Position:
    """The position of a mark in a text, as an editor counts: UTF-16 units."""
    offset = text.index(mark) + beyond
    start = text.rfind("\n", 0, offset) + 1
    return types.Position(text.count("\n", 0, offset), len(text[start:offset].encode("utf-16-le")) // 2)


def applied(text: str, edits: list[types.TextEdit]) -> str:
    """The text with edits applied as an editor does."""
    lines = text.split("\n")

    def offset(position: types.Position) -> int:
        line = lines[position.line].encode("utf-16-le")
        return sum(len(one) + 1 for one in lines[: position.line]) + len(
            line[: 2 * position.character].decode("utf-16-le")
        )

    for edit in sorted(edits, key=lambda one: (one.range.start.line, one.range.start.character), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text


def test_from_opening_to_closing(tmp_path: Path) -> None:
    good = BASE + STOP
    bad = good.replace("when ALT >= 3 × ULN", "when  ALTT >= 3 × ULN").replace("stop rise", 'stop rise "😀 ≥"')

    async def steps(editor: Editor) -> None:
        uri = await editor.open(tmp_path / "small.care", good)
        document = types.TextDocumentIdentifier(uri)
        assert await editor.found() == []

        editor.type(uri, 2, bad)
        (mistake,) = await editor.found(2)
        assert (mistake.code, mistake.severity, mistake.source) == ("CW200", types.DiagnosticSeverity.Error, "careway")
        assert (
            mistake.message == "`ALTT` is not declared. expected a lab, a number or a name for one\ndid you mean `ALT`?"
        )
        assert mistake.range == types.Range(at(bad, "ALTT"), at(bad, "ALTT", 4))
        assert mistake.code_description is not None
        assert Path(mistake.code_description.href).name == "CW200.md"

        actions = await editor.text_document_code_action_async(
            types.CodeActionParams(document, mistake.range, types.CodeActionContext([mistake]))
        )
        (action,) = actions or []
        assert isinstance(action, types.CodeAction) and action.edit is not None and action.edit.changes is not None
        assert action.title == "Write `ALT`"
        mended = applied(bad, list(action.edit.changes[uri]))
        assert mended == bad.replace("ALTT", "ALT")

        editor.type(uri, 3, mended)
        assert await editor.found(3) == []
        edits = await editor.text_document_formatting_async(
            types.DocumentFormattingParams(document, types.FormattingOptions(2, True))
        )
        laid_out, _ = format_source(Source("small.care", mended))
        assert applied(mended, list(edits or [])) == laid_out != mended

        place = at(mended, "ALT >= 3")
        said = await editor.text_document_hover_async(types.HoverParams(document, place))
        assert said is not None and isinstance(said.contents, types.MarkupContent)
        assert said.contents.value == "**ALT** · a lab\n\n- in U/L\n- normal up to 40 U/L"

        found = await editor.text_document_definition_async(types.DefinitionParams(document, place))
        assert isinstance(found, types.Location)
        assert found.range.start == at(mended, "lab ALT", 4)

        everywhere = await editor.text_document_references_async(
            types.ReferenceParams(types.ReferenceContext(True), document, place)
        )
        assert len(everywhere or []) == 3

        edit = await editor.text_document_rename_async(
            types.RenameParams(text_document=document, position=place, new_name="SGPT")
        )
        assert edit is not None and edit.changes is not None
        renamed = applied(mended, list(edit.changes[uri]))
        assert "SGPT >= 3 × ULN" in renamed and "lab SGPT in U/L" in renamed and "ALT" not in renamed
        with pytest.raises(JsonRpcException, match="`AST` is taken: it is a lab"):
            await editor.text_document_rename_async(
                types.RenameParams(text_document=document, position=place, new_name="AST")
            )

        begun = mended + "caution new [1]\n  when 'x' ≥ \n".replace("'x'", "ALT")
        editor.type(uri, 4, begun)
        offered = await editor.text_document_completion_async(types.CompletionParams(document, at(begun, "ALT ≥ ", 6)))
        assert isinstance(offered, list)
        labels = [one.label for one in offered]
        assert {"AST", "ULN", "last"} <= set(labels) and not {"nausea", "bilirubin"} & set(labels)

        editor.text_document_did_close(types.DidCloseTextDocumentParams(document))
        assert await editor.found(None) is not None
        assert editor.messages == []

    session(steps)


def test_what_an_editor_shows_of_a_whole_text(tmp_path: Path) -> None:
    text = BASE + STOP

    async def steps(editor: Editor) -> None:
        uri = await editor.open(tmp_path / "small.care", text)
        document = types.TextDocumentIdentifier(uri)
        symbols = await editor.text_document_document_symbol_async(types.DocumentSymbolParams(document))
        names = {one.name: one for one in symbols or []}
        assert names["rise"].kind is types.SymbolKind.Event
        folds = await editor.text_document_folding_range_async(types.FoldingRangeParams(document))
        rise = text.count("\n", 0, text.index("stop rise"))
        assert types.FoldingRange(rise, rise + 2) in (folds or [])
        painted = await editor.text_document_semantic_tokens_full_async(types.SemanticTokensParams(document))
        assert painted is not None and len(painted.data) % 5 == 0
        line = column = 0
        words = []
        rows = text.split("\n")
        for start in range(0, len(painted.data), 5):
            down, right, length, _, declares = painted.data[start : start + 5]
            line, column = line + down, right if down else column + right
            words.append((rows[line][column : column + length], declares))
        assert ("ALT", 1) in words and ("ALT", 0) in words and ("rise", 1) in words
        marks = await editor.text_document_document_highlight_async(
            types.DocumentHighlightParams(document, at(text, "restart"))
        )
        assert len(marks or []) == 3

    session(steps)


def test_columns_are_counted_as_agreed(tmp_path: Path) -> None:
    text = BASE + '\nstop rise "😀" [1] when ALTT >= 3 × ULN\n  advise stop azathioprine\n'
    column = text.split("\n")[-3].index("ALTT")

    async def steps(editor: Editor) -> None:
        await editor.open(tmp_path / "small.care", text)
        (mistake,) = await editor.found()
        assert mistake.range.start.character == column

    session(steps, encodings=[types.PositionEncodingKind.Utf32])


def test_the_cases_of_a_rule_run_from_the_line_above_it(tmp_path: Path) -> None:
    text = BASE + STOP
    (tmp_path / "small.cases.yaml").write_text(CASES, encoding="utf-8")

    async def steps(editor: Editor) -> None:
        uri = await editor.open(tmp_path / "small.care", text)
        document = types.TextDocumentIdentifier(uri)

        async def titles() -> list[str]:
            found = await editor.text_document_code_lens_async(types.CodeLensParams(document))
            return [one.command.title for one in found or [] if one.command is not None]

        async def run() -> object:
            return await editor.workspace_execute_command_async(
                types.ExecuteCommandParams("careway.runCases", [uri, "rise"])
            )

        assert await titles() == ["2 cases: run"]
        assert await run() == {"cases": 2, "failed": []}
        assert editor.refreshed == 1
        assert await titles() == ["2 cases, all pass"]

        editor.type(uri, 2, text.replace("3 × ULN", "4 × ULN"))
        assert await titles() == ["2 cases: run"]  # the outcome was of another text
        assert await run() == {"cases": 2, "failed": ["at the limit"]}
        assert await titles() == ["1 of 2 cases fail"]
        assert editor.messages == ["rise: 1 of 2 fail: at the limit"]

        broken = text.replace("3 × ULN", "3 ×")
        editor.type(uri, 3, broken)
        assert await titles() == ["2 cases: run"]  # the counts are those last known
        assert await run() == {"why": "the guideline has errors: mend them, then its cases can be run"}

        editor.type(uri, 4, text)
        await editor.text_document_rename_async(
            types.RenameParams(text_document=document, position=at(text, "rise"), new_name="high")
        )
        assert editor.messages[-1].startswith("small.cases.yaml still says rise in 2 places; write high there too")

    session(steps)


def test_nothing_of_the_folder_that_the_editor_stands_in_is_run(tmp_path: Path) -> None:
    (tmp_path / "small.cases.yaml").write_text(CASES, encoding="utf-8")
    (tmp_path / "json.py").write_text("raise SystemExit('this must not run')\n", encoding="utf-8")

    async def steps(editor: Editor) -> None:
        uri = await editor.open(tmp_path / "small.care", BASE + STOP)
        found = await editor.workspace_execute_command_async(
            types.ExecuteCommandParams("careway.runCases", [uri, "rise"])
        )
        assert found == {"cases": 2, "failed": []}

    session(steps, folder=tmp_path)


def test_cases_that_are_no_text_are_left_to_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "small.cases.yaml").write_bytes(b"guideline: \xff\xfe")

    async def steps(editor: Editor) -> None:
        uri = await editor.open(tmp_path / "small.care", BASE + STOP)
        document = types.TextDocumentIdentifier(uri)
        assert not await editor.text_document_code_lens_async(types.CodeLensParams(document))
        assert editor.messages == []

    session(steps)


def test_findings_come_on_a_text_that_no_guideline_is(tmp_path: Path) -> None:
    async def steps(editor: Editor) -> None:
        uri = await editor.open(tmp_path / "small.care", "\x00 ≥ (((\r\n😀 'lab\r")
        assert await editor.found()
        assert (
            await editor.text_document_hover_async(
                types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(1, 1))
            )
            is None
        )
        editor.type(uri, 2, "")
        assert [one.code for one in await editor.found(2)] == [one.code for one in look("").diagnostics]

    session(steps)


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("careway.cli.lsp.find_spec", lambda name: None)
    ran = careway("lsp")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "error: careway lsp needs pygls: install careway[lsp]\n"
