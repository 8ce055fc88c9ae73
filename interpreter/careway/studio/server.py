"""The web server of `careway studio`: its page, and the answers to what the page asks, on this machine alone.

What is served is read before it starts: no path of a request ever becomes a path on the disk. Nothing is logged.
"""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import sys
from collections.abc import Coroutine
from importlib.resources import files
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from careway.studio.ask import Asking
from careway.studio.entry import Entry, user_of
from careway.studio.folder import Folder
from careway.studio.guard import ASK, ENTER, Guard
from careway.studio.workers import Workers

HERE = "127.0.0.1"
"""Not `localhost`, which may be `::1` as well, where another user's server may listen at the same port."""
MOST_ASKED = 20_000_000
"""Bytes of a question: three texts as large as a file may be, as JSON."""
_START = "index.html"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".svg": "image/svg+xml",
}
_LAST_ANSWERS = 2
"""Seconds that answers have left when the studio is ended."""


class NotBuilt(Exception):
    """The page is not there: it is built in a checkout, and comes with an installed package."""


class Studio:
    """The studio of one folder: it listens from the beginning, and answers when it runs."""

    def __init__(self, folder: Path, port: int) -> None:
        """`port` 0 takes any that is free. Raises `NotBuilt`, and `OSError` where the port is taken."""
        self._page = page()
        self._asking = Asking(Folder(folder))
        self._entry = Entry()
        self._socket = _listening(port)
        self._port: int = self._socket.getsockname()[1]

    @property
    def address(self) -> str:
        """The address of the page, to be read by nobody but the user."""
        return f"http://{self._authority}/#token={self._entry.token}"

    def address_once(self) -> str:
        """An address of the page for a browser that is to be opened; it works once."""
        return f"http://{self._authority}/#ticket={self._entry.ticket()}"

    def run(self) -> None:
        """Answer until Ctrl-C, which raises `KeyboardInterrupt` when all is at an end."""
        logging.getLogger("uvicorn.error").disabled = True  # it would write tracebacks; the guard says what was wrong
        config = uvicorn.Config(
            Guard(self._application(), self._authority, self._entry),
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=_LAST_ANSWERS,
        )
        uvicorn.Server(config).run(sockets=[self._socket])

    @property
    def _authority(self) -> str:
        return f"{HERE}:{self._port}"

    def _application(self) -> Starlette:
        workers = Workers(self._asking)

        def given(name: str) -> Route:
            data, type_ = self._page[name]

            async def give(request: Request) -> Response:
                return Response(data, media_type=type_)

            return Route("/" if name == _START else f"/{name}", give, methods=["GET"])

        async def ask(request: Request) -> Response:
            question = await _text_of(request)
            if isinstance(question, Response):
                return question
            return await _unless_gone(request, workers.answered(question))

        async def enter(request: Request) -> Response:
            asked = await _text_of(request)
            if isinstance(asked, Response):
                return asked
            user = None if request.client is None else user_of(request.client.port, self._port)
            token = self._entry.redeem(_ticket_in(asked), user)
            if token is None:
                return PlainTextResponse("This address has been used. Open the one that careway studio printed.", 401)
            return Response(json.dumps({"token": token}), media_type="application/json")

        asked = [Route(ASK, ask, methods=["POST"]), Route(ENTER, enter, methods=["POST"])]
        application = Starlette(routes=[*asked, *map(given, self._page)])
        application.router.redirect_slashes = False
        return application


def page() -> dict[str, tuple[bytes, str]]:
    """The files of the page by name, with their types; raises `NotBuilt`."""
    assets = files("careway.studio") / "assets"
    found = [one for one in assets.iterdir() if one.is_file()] if assets.is_dir() else []
    given = {
        one.name: (one.read_bytes(), _TYPES.get(Path(one.name).suffix, "application/octet-stream")) for one in found
    }
    if _START not in given:
        raise NotBuilt
    return given


def _listening(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HERE, port))
        listening.listen()
    except BaseException:
        listening.close()
        raise
    return listening


async def _text_of(request: Request) -> str | Response:
    """What a request says, read no further than its limit."""
    data = bytearray()
    try:
        async for part in request.stream():
            data += part
            if len(data) > MOST_ASKED:
                return PlainTextResponse(f"This is larger than {MOST_ASKED // 1_000_000} MB.", 413)
        return data.decode()
    except ClientDisconnect:
        return Response(status_code=400)
    except UnicodeDecodeError:
        return PlainTextResponse("A question is in UTF-8.", 400)


async def _unless_gone(request: Request, answer: Coroutine[None, None, bytes]) -> Response:
    """The answer, which is given up where whoever asked has gone."""
    working = asyncio.ensure_future(answer)
    gone = asyncio.ensure_future(request.receive())  # all has been read: what comes next is the end of the connection
    try:
        await asyncio.wait((working, gone), return_when=asyncio.FIRST_COMPLETED)
        return (
            Response(working.result(), media_type="application/json") if working.done() else Response(status_code=400)
        )
    finally:
        gone.cancel()
        working.cancel()


def _ticket_in(text: str) -> str:
    try:
        asked = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    ticket = asked.get("ticket") if isinstance(asked, dict) else None
    return ticket if isinstance(ticket, str) else ""
