"""The language server: what an editor asks over standard input and output, answered by the desk.

The whole text is sent at each change (`Full`), so that this house's own lines and columns are the only ones there are:
libraries differ in what ends a line. Findings are worked out when typing pauses for a moment.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from careway.base.source import Source
from careway.check.scope import Declaration, Sort
from careway.desk.colours import coloured
from careway.desk.completion import completion
from careway.desk.findings import fix_title
from careway.desk.hover import hover
from careway.desk.layout import laid_out
from careway.desk.names import Refused, definition, named_at, occurrences, rename, renameable
from careway.desk.outline import folds, outline
from careway.desk.positions import Lines, Position, Unit
from careway.desk.view import View
from careway.lsp import of_cases, shapes
from careway.lsp.apart import Texts
from careway.lsp.lens import Lenses, cases_beside
from careway.version import VERSION

RUN_CASES = "careway.runCases"
_PAUSE = 0.05
"""How many seconds after a change the findings are worked out, unless there is another change."""
_REQUEST_FAILED = -32803
_RULES = (Sort.STEP, Sort.STOP, Sort.CAUTION, Sort.MONITOR, Sort.TASK, Sort.ELIGIBILITY)
_NAMED_AT_MOST = 5


class Server(LanguageServer):
    """The server with what it holds: a view of each open text."""

    def __init__(self) -> None:
        super().__init__("careway", VERSION, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.views: dict[str, tuple[View, Lines]] = {}
        self.lenses = Lenses()

    def view(self, uri: str) -> tuple[View, Lines]:
        """The view of a text as it is now, and its lines as the editor counts them."""
        text = self.workspace.get_text_document(uri).source
        known = self.views.get(uri)
        if known is None or known[0].text != text:
            agreed = self.workspace.position_encoding or Unit.UTF16.value  # a member of an enumeration, or its text
            unit = Unit(str(getattr(agreed, "value", agreed)))
            known = self.views[uri] = (View(Source(_file_name(uri), text)), Lines(text, unit))
        return known

    def at(self, uri: str, position: types.Position) -> tuple[View, Lines, int]:
        """The view of a text, its lines, and the offset of a position."""
        view, lines = self.view(uri)
        return view, lines, lines.offset(Position(position.line, position.character))

    def publish(self, uri: str) -> None:
        """Send the findings of a text."""
        view, lines = self.view(uri)
        found = [shapes.diagnostic(one, lines, uri) for one in view.diagnostics]
        version = self.workspace.get_text_document(uri).version
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version))

    def say(self, text: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """Show a message to the author."""
        self.window_show_message(types.ShowMessageParams(kind, text))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """A mistake of Careway's own: its kind, and nothing of the text. What is refused is no mistake."""
        if isinstance(error, JsonRpcException):
            return
        self.say(f"careway has a bug: {type(error).__name__}. Please report what you did.", types.MessageType.Error)

    def texts(self, uri: str) -> Texts:
        """The guideline's text and that of the cases beside it, as they are in the editor."""
        path = to_fs_path(uri)
        beside = None if path is None else cases_beside(Path(path))
        cases: tuple[str, str] | None = None
        if beside is not None:
            with suppress(OSError, UnicodeDecodeError):  # `careway test` says what is wrong with the file
                cases = (beside.name, self.workspace.get_text_document(beside.as_uri()).source)
        return Texts((_file_name(uri), self.view(uri)[0].text), cases)


def _file_name(uri: str) -> str:
    path = to_fs_path(uri)
    return Path(path).name if path else "guideline.care"


def make() -> Server:
    """A server that answers all that the desk can."""
    server = Server()
    _documents(server)
    _reading(server)
    _writing(server)
    _cases(server)
    of_cases.register(server)
    return server


def _documents(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        if params.text_document.uri.endswith(".care") or params.text_document.language_id == "careway":
            server.publish(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        await asyncio.sleep(_PAUSE)
        document = server.workspace.text_documents.get(uri)
        if document is not None and document.version == params.text_document.version and uri in server.views:
            server.publish(uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        capabilities = server.client_capabilities.workspace
        lens = None if capabilities is None else capabilities.code_lens
        if lens is not None and lens.refresh_support:
            server.workspace_code_lens_refresh(None)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.views.pop(uri, None)
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


def _reading(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hovered(params: types.HoverParams) -> types.Hover | None:
        view, lines, offset = server.at(params.text_document.uri, params.position)
        said = hover(view, offset)
        if said is None:
            return None
        text = types.MarkupContent(types.MarkupKind.Markdown, shapes.markdown(said))
        return types.Hover(text, shapes.range_of(lines, said.span))

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def defined(params: types.DefinitionParams) -> types.Location | None:
        uri = params.text_document.uri
        view, lines, offset = server.at(uri, params.position)
        span = definition(view, offset)
        return None if span is None else types.Location(uri, shapes.range_of(lines, span))

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def referred(params: types.ReferenceParams) -> list[types.Location]:
        uri = params.text_document.uri
        view, lines, offset = server.at(uri, params.position)
        found = occurrences(view, offset, params.context.include_declaration)
        return [types.Location(uri, shapes.range_of(lines, span)) for span in found]

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    def highlighted(params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
        view, lines, offset = server.at(params.text_document.uri, params.position)
        return [types.DocumentHighlight(shapes.range_of(lines, span)) for span in occurrences(view, offset)]

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outlined(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        view, lines = server.view(params.text_document.uri)
        return [shapes.symbol(entry, lines) for entry in outline(view)]

    @server.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
    def folded(params: types.FoldingRangeParams) -> list[types.FoldingRange]:
        view, lines = server.view(params.text_document.uri)
        ends = (lines.around(span) for span in folds(view))
        return [types.FoldingRange(start.line, end.line) for start, end in ends]

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, shapes.LEGEND)
    def painted(params: types.SemanticTokensParams) -> types.SemanticTokens:
        view, lines = server.view(params.text_document.uri)
        return types.SemanticTokens(shapes.tokens(coloured(view), lines))


def _writing(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[" ", "[", "("]))
    def completed(params: types.CompletionParams) -> list[types.CompletionItem]:
        view, lines, offset = server.at(params.text_document.uri, params.position)
        return shapes.items(completion(view, offset), lines)

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def may_be_renamed(params: types.PrepareRenameParams) -> types.Range:
        view, lines, offset = server.at(params.text_document.uri, params.position)
        found = renameable(view, offset)
        if isinstance(found, Refused):
            raise JsonRpcException(found.why, _REQUEST_FAILED)
        return shapes.range_of(lines, found.span)

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    def renamed(params: types.RenameParams) -> types.WorkspaceEdit:
        uri = params.text_document.uri
        view, lines, offset = server.at(uri, params.position)
        found = rename(view, offset, params.new_name)
        if isinstance(found, Refused):
            raise JsonRpcException(found.why, _REQUEST_FAILED)
        named = named_at(view, offset)
        if found.edits and named is not None:
            _say_where_else(server, uri, named.declaration, params.new_name)
        return types.WorkspaceEdit({uri: [shapes.text_edit(lines, edit) for edit in found.edits]})

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    def formatted(params: types.DocumentFormattingParams) -> list[types.TextEdit]:
        view, lines = server.view(params.text_document.uri)
        edit = laid_out(view)
        return [] if edit is None else [shapes.text_edit(lines, edit)]

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    def fixes(params: types.CodeActionParams) -> list[types.CodeAction]:
        uri = params.text_document.uri
        view, lines, start = server.at(uri, params.range.start)
        end = lines.offset(Position(params.range.end.line, params.range.end.character))
        found = []
        for one in view.diagnostics:
            if one.edit is not None and one.label.span.start <= end and start <= one.label.span.end:
                action = types.CodeAction(
                    fix_title(one.edit),
                    kind=types.CodeActionKind.QuickFix,
                    diagnostics=[shapes.diagnostic(one, lines, uri)],
                    is_preferred=True,
                    edit=types.WorkspaceEdit({uri: [shapes.text_edit(lines, one.edit)]}),
                )
                found.append(action)
        return found


def _say_where_else(server: Server, uri: str, declaration: Declaration, new: str) -> None:
    """A name stands in the cases too, which are not changed: a case may be about another time of the guideline."""
    import re

    cases = server.texts(uri).cases
    if cases is None:
        return
    name, text = cases
    times = len(re.findall(rf"(?<!\w){re.escape(declaration.name)}(?!\w)", text))
    if times:
        places = "one place" if times == 1 else f"{times} places"
        server.say(f"{name} still says {declaration.name} in {places}; write {new} there too, where it means this one.")


def _cases(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions())
    async def lenses(params: types.CodeLensParams) -> list[types.CodeLens]:
        uri = params.text_document.uri
        texts = server.texts(uri)
        if texts.cases is None:
            return []
        view, lines = server.view(uri)
        rules = [one for one in view.declarations.values() if one.sort in _RULES]
        counts = await server.lenses.counted(uri, texts, tuple(one.name for one in rules))
        found = []
        for rule in sorted(rules, key=lambda one: one.span.start):
            count = counts.get(rule.name, 0)
            if count:
                title = server.lenses.title(uri, texts, rule.name, count)
                command = types.Command(title, RUN_CASES, arguments=[uri, rule.name])
                found.append(types.CodeLens(shapes.range_of(lines, rule.span), command))
        return found

    @server.command(RUN_CASES)
    async def run(uri: str, rule: str) -> dict[str, Any]:
        texts = server.texts(uri)
        if texts.cases is None:
            answer: dict[str, Any] = {"why": of_cases.NO_CASES}
        else:
            answer = await server.lenses.run(uri, texts, rule)
        if "why" in answer:
            server.say(str(answer["why"]), types.MessageType.Warning)
        elif answer["failed"]:
            failed = answer["failed"]
            more = f" and {len(failed) - _NAMED_AT_MOST} more" if len(failed) > _NAMED_AT_MOST else ""
            named = "; ".join(failed[:_NAMED_AT_MOST])
            server.say(f"{rule}: {len(failed)} of {answer['cases']} fail: {named}{more}", types.MessageType.Warning)
        capabilities = server.client_capabilities.workspace
        lens = None if capabilities is None else capabilities.code_lens
        if lens is not None and lens.refresh_support:
            server.workspace_code_lens_refresh(None)
        return answer


def serve() -> None:
    """Answer an editor over standard input and output until it says to leave."""
    make().start_io()
