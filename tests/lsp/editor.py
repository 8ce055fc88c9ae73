"""An editor in a few lines: the server in a process of its own, spoken to as an editor does."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

_PATIENCE = 20
"""Seconds until a test gives up; none depends on how long an answer takes."""


class Editor(LanguageClient):
    """A client that keeps what the server sends by itself."""

    def __init__(self) -> None:
        super().__init__("editor", "1")
        self.findings: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self.messages: list[str] = []
        self.refreshed = 0
        self.edits: list[types.WorkspaceEdit] = []
        self.takes_edits = True

    async def open(self, path: Path, text: str) -> str:
        """Open a text; its address."""
        uri = path.as_uri()
        self.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "careway", 1, text)))
        return uri

    def type(self, uri: str, version: int, text: str) -> None:
        """Change a text."""
        self.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    async def found(self, version: int | None = None) -> list[types.Diagnostic]:
        """The next findings, those of a version."""
        while True:
            sent = await asyncio.wait_for(self.findings.get(), _PATIENCE)
            if version is None or sent.version == version:
                return list(sent.diagnostics)


@asynccontextmanager
async def editor(
    encodings: list[types.PositionEncodingKind | str] | None = None, folder: Path | None = None
) -> AsyncIterator[Editor]:
    """An editor with the server started in a folder and greeted, and sent away in the end."""
    client = Editor()

    def published(params: types.PublishDiagnosticsParams) -> None:
        client.findings.put_nowait(params)

    def shown(params: types.ShowMessageParams) -> None:
        client.messages.append(params.message)

    def applied(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        client.edits.append(params.edit)
        return types.ApplyWorkspaceEditResult(client.takes_edits)

    def refresh(params: None) -> None:
        client.refreshed += 1

    client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(published)
    client.feature(types.WINDOW_SHOW_MESSAGE)(shown)
    client.feature(types.WORKSPACE_CODE_LENS_REFRESH)(refresh)
    client.feature(types.WORKSPACE_APPLY_EDIT)(applied)
    await client.start_io(sys.executable, "-P", "-m", "careway", "lsp", "--stdio", cwd=folder)
    try:
        general = None if encodings is None else types.GeneralClientCapabilities(position_encodings=encodings)
        refreshing = types.CodeLensWorkspaceClientCapabilities(refresh_support=True)
        workspace = types.WorkspaceClientCapabilities(code_lens=refreshing)
        capabilities = types.ClientCapabilities(general=general, workspace=workspace)
        await client.initialize_async(types.InitializeParams(capabilities))
        client.initialized(types.InitializedParams())
        yield client
        await client.shutdown_async(None)
    finally:
        client.exit(None)
        await client.stop()  # type: ignore[no-untyped-call]


def session(
    steps: Callable[[Editor], Coroutine[Any, Any, None]],
    encodings: list[types.PositionEncodingKind | str] | None = None,
    folder: Path | None = None,
) -> None:
    """Run the steps of a test with an editor."""

    async def run() -> None:
        async with editor(encodings, folder) as client:
            await asyncio.wait_for(steps(client), _PATIENCE)

    asyncio.run(run())
