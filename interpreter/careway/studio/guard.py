"""What stands before every answer of the studio's server: who may ask what, and what a browser may do with the answer.

A page of another site can make a browser send requests to this machine, under a name of its own (DNS rebinding) too; so
the server answers under one name only, takes questions from its own page only, and tells the browser so.
"""

from __future__ import annotations

import sys

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from careway.base.bugs import said_of
from careway.studio.entry import Entry

ASK, ENTER = "/ask", "/enter"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
_RAW = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


class Guard:
    """Lets through what may be answered, and puts the same headers on every answer."""

    def __init__(self, app: ASGIApp, authority: str, entry: Entry) -> None:
        self._app, self._entry = app, entry
        self._authority = authority.encode()
        self._origin = f"http://{authority}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say why not."""
        if scope["type"] != "http":
            return
        begun = False

        async def send_with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message = {**message, "headers": [*message["headers"], *_RAW]}
            await send(message)

        refused = self._refused(scope)
        try:
            await (self._app if refused is None else refused)(scope, receive, send_with_headers)
        except Exception as error:
            print(said_of(error), file=sys.stderr, flush=True)
            if not begun:
                await PlainTextResponse(said_of(error), 500)(scope, receive, send_with_headers)

    def _refused(self, scope: Scope) -> PlainTextResponse | None:
        def all_of(name: bytes) -> list[bytes]:
            return [value for key, value in scope["headers"] if key == name]

        if all_of(b"host") != [self._authority]:
            return PlainTextResponse("The studio does not answer under this name.", 403)
        posted = scope["method"] == "POST"
        if all_of(b"origin") not in ([self._origin], *([] if posted else [[]])):
            return PlainTextResponse("The studio answers its own page only.", 403)
        if not posted:
            return None
        if scope["path"] == ASK and not any(map(self._entry.knows, all_of(b"authorization")[:1])):
            return PlainTextResponse("Open the address that careway studio has printed.", 401)
        if all_of(b"content-type") != [b"application/json"]:
            return PlainTextResponse("A question is JSON.", 415)
        return None
