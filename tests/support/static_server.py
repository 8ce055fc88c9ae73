"""A plain file server of this machine, as anybody has one, which notes what it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from support.browser import HERE


@dataclass
class Served:
    """A folder that is served: its address, and what was asked: the method, the path, and how much came with it."""

    address: str
    asked: list[tuple[str, str, int]]


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Serve a folder."""
    asked: list[tuple[str, str, int]] = []

    class Noting(SimpleHTTPRequestHandler):
        def log_request(self, code: object = "-", size: object = "-") -> None:
            asked.append((self.command, self.path, int(self.headers.get("Content-Length") or 0)))

        def log_error(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer((HERE, 0), partial(Noting, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Served(f"http://{HERE}:{server.server_port}/", asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
