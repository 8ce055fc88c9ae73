"""`careway studio` as a program on a folder: its address for a browser, and requests to it as anybody may make them."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support.tree import ROOT

PATIENT = "Mrs Adelaide Quux"
"""What must never be seen outside of the page."""
QUESTION = b'{"question":{"node":"list_files"}}'
_ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)/#token=([\w-]+)\n")
_THIS = (sys.executable, "-P", "-m", "careway")
_PATIENCE = 60
"""Seconds until a test gives up; none depends on how long an answer takes."""


@dataclass
class Answer:
    """What came back: a status, headers by their names in small letters, and bytes."""

    status: int
    headers: dict[str, str]
    data: bytes

    @property
    def answer(self) -> dict[str, Any]:
        """The answer to a question."""
        found: dict[str, Any] = json.loads(self.data)["answer"]
        return found


@dataclass
class Server:
    """A studio that runs."""

    process: subprocess.Popen[str]
    port: int
    token: str

    @property
    def address(self) -> str:
        """The address that it has printed."""
        return f"http://127.0.0.1:{self.port}/#token={self.token}"

    @property
    def headers(self) -> dict[str, str]:
        """What the page of the studio sends with a question."""
        origin = f"http://127.0.0.1:{self.port}"
        return {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", "Origin": origin}

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str | None] | None = None
    ) -> Answer:
        """Send a request; a header that is None is left out, also `Host`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        try:
            given = {"Host": f"127.0.0.1:{self.port}", **(headers or {})}
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in given.items():
                if value is not None:
                    connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders()
            if body:
                with suppress(BrokenPipeError, ConnectionResetError):  # the answer may come before all was sent
                    connection.send(body)
            got = connection.getresponse()
            return Answer(got.status, {name.lower(): value for name, value in got.getheaders()}, got.read())
        finally:
            connection.close()

    def ask(self, node: str, /, **fields: object) -> dict[str, Any]:
        """The answer to a question of the page."""
        body = json.dumps({"question": {"node": node, **fields}}).encode()
        got = self.request("POST", "/ask", body, dict(self.headers))
        assert got.status == 200, got.data
        return got.answer

    def end(self) -> tuple[int, str]:
        """End it as Ctrl-C does: its exit code, and what it has said on both streams since it began."""
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=_PATIENCE)
        return self.process.returncode, out + err


@contextmanager
def serving(folder: Path, *options: str, program: Sequence[str | Path] = _THIS, **environment: str) -> Iterator[Server]:
    """A studio of a folder; `program` is another `careway` than that of the checkout."""
    process = subprocess.Popen(
        [*map(str, program), "studio", str(folder), *(options or ("--no-browser",))],
        env={**os.environ, "PYTHONPATH": str(ROOT / "interpreter"), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            found = _ADDRESS.fullmatch(line)
            if found is not None:
                said += [process.stdout.readline() for _ in range(2)]  # how it is ended, and the notice
                yield Server(process, int(found[1]), found[2])
                return
        _, err = process.communicate(timeout=_PATIENCE)
        raise AssertionError(f"it did not begin: {''.join(said)}{err}")
    finally:
        process.kill()
        process.communicate()


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of the page of a folder, as a user reads it."""
    with serving(folder) as server:
        yield server.address
