"""The line above each rule: how many cases name it, and what came of them. Cases run in a process of their own."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from careway.base.record import record

ENDINGS = (".cases.yaml", ".cases.yml")
_TRIAL = (sys.executable, "-P", "-m", "careway.lsp.trial")
"""`-P`: nothing is imported from the folder that the editor stands in, which may hold anybody's files."""


@record
class Texts:
    """A guideline's text and that of the cases beside it, each with the name of its file."""

    guideline: tuple[str, str]
    cases: tuple[str, str]

    def question(self, rule: str | None) -> bytes:
        """What the other process is asked."""
        sides = {key: {"name": name, "text": text} for key, (name, text) in self.sides}
        return json.dumps({**sides, "rule": rule}).encode()

    @property
    def sides(self) -> tuple[tuple[str, tuple[str, str]], ...]:
        """Both texts by what they are."""
        return ("guideline", self.guideline), ("cases", self.cases)


def cases_beside(path: Path) -> Path | None:
    """The cases file beside a guideline; `None` where there is none."""
    found = (path.with_name(f"{path.stem}{ending}") for ending in ENDINGS)
    return next((one for one in found if one.is_file()), None)


@dataclass
class Lenses:
    """What is known of the cases of each guideline. One process runs at a time, so that typing keeps its share."""

    counts: dict[str, tuple[tuple[str, tuple[str, ...]], dict[str, int]]] = field(default_factory=dict)
    """By file: the cases' text and the names of the rules for which it was counted, and the counts."""
    outcomes: dict[tuple[str, str], tuple[Texts, int, int]] = field(default_factory=dict)
    """By file and rule: the texts that were run, how many cases there were and how many of them fail."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def counted(self, uri: str, texts: Texts, rules: tuple[str, ...]) -> dict[str, int]:
        """How many cases name each rule; what was last known while the guideline has errors."""
        key = (texts.cases[1], rules)
        known = self.counts.get(uri)
        if known is not None and known[0] == key:
            return known[1]
        answer = await self._asked(texts, None)
        counts = answer.get("counts")
        if isinstance(counts, dict):
            self.counts[uri] = (key, counts)
            return counts
        return {} if known is None else known[1]

    async def run(self, uri: str, texts: Texts, rule: str) -> dict[str, Any]:
        """Run the cases that name a rule: `cases` and `failed`, or `why` they cannot be run."""
        answer = await self._asked(texts, rule)
        if "failed" in answer:
            self.outcomes[uri, rule] = (texts, answer["cases"], len(answer["failed"]))
        return answer

    def title(self, uri: str, texts: Texts, rule: str, count: int) -> str:
        """What the line says; an outcome is told only of the texts as they are."""
        known = self.outcomes.get((uri, rule))
        if known is None or known[0] != texts:
            return f"{_cases(count)}: run"
        _, cases, failed = known
        return f"{failed} of {_cases(cases)} fail" if failed else f"{_cases(cases)}, all pass"

    async def _asked(self, texts: Texts, rule: str | None) -> dict[str, Any]:
        async with self.lock:
            process = await asyncio.create_subprocess_exec(
                *_TRIAL,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                out, _ = await process.communicate(texts.question(rule))
            finally:
                if process.returncode is None:
                    process.kill()
            try:
                answer = json.loads(out)
            except ValueError:
                return {"why": "the cases could not be run: careway has a bug there; `careway test` says more"}
        return answer if isinstance(answer, dict) else {}


def _cases(count: int) -> str:
    return f"{count} case{'' if count == 1 else 's'}"
