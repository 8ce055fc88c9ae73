"""The command line run in this process as its entry point runs it: exit code, output and errors as texts."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from unittest import mock

from careway.cli.main import main


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command gave."""

    code: int
    out: str
    err: str


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def careway(*arguments: object, stdin: bytes = b"", terminal: bool = False) -> Ran:
    """Run `careway` with these arguments."""
    kind = _Terminal if terminal else io.TextIOWrapper
    out, err = (kind(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with mock.patch.multiple(sys, stdout=out, stderr=err, stdin=io.TextIOWrapper(io.BytesIO(stdin))):
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as left:
            code = left.code if isinstance(left.code, int) else 1
    texts = []
    for stream in (out, err):
        stream.flush()
        raw = stream.detach()
        assert isinstance(raw, io.BytesIO)
        texts.append(raw.getvalue().decode())
    return Ran(code, *texts)
