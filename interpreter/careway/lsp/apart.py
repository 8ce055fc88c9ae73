"""Cases and patients in a process of their own (`trial`), so that they hold up no typing."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from careway.base.record import record

_TRIAL = (sys.executable, "-P", "-m", "careway.lsp.trial")
"""`-P`: nothing is imported from the folder that the editor stands in, which may hold anybody's files."""

Named = tuple[str, str]
"""The name of a file and its text."""


@record
class Texts:
    """A guideline's text and that of the cases beside it, as they are in the editor; no cases where there are none."""

    guideline: Named
    cases: Named | None

    def asking(self, what: str, **more: object) -> dict[str, Any]:
        """What the other process is asked."""
        sides = {"guideline": self.guideline} | ({} if self.cases is None else {"cases": self.cases})
        return {"ask": what, **more, **{key: {"name": name, "text": text} for key, (name, text) in sides.items()}}


class Apart:
    """Asks the other process, one question at a time, so that typing keeps its share of the machine."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    async def asked(self, question: dict[str, Any]) -> dict[str, Any]:
        """The answer; `why` there is none. Whoever no longer waits for it ends the process."""
        async with self._lock:
            process = await asyncio.create_subprocess_exec(
                *_TRIAL,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                out, _ = await process.communicate(json.dumps(question).encode())
            finally:
                if process.returncode is None:
                    process.kill()
            try:
                answer = json.loads(out)
            except ValueError:
                return {"why": "the cases could not be run: careway has a bug there; `careway test` says more"}
        return answer if isinstance(answer, dict) else {}
