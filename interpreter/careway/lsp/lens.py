"""The line above each rule: how many cases name it, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from careway.lsp.apart import Apart, Named, Texts

ENDINGS = (".cases.yaml", ".cases.yml")


def cases_beside(path: Path) -> Path | None:
    """The cases file beside a guideline; `None` where there is none."""
    found = (path.with_name(f"{path.stem}{ending}") for ending in ENDINGS)
    return next((one for one in found if one.is_file()), None)


@dataclass
class Lenses:
    """What is known of the cases of each guideline."""

    counts: dict[str, tuple[tuple[Named | None, tuple[str, ...]], dict[str, int]]] = field(default_factory=dict)
    """By file: the cases and the names of the rules for which it was counted, and the counts."""
    outcomes: dict[tuple[str, str], tuple[Texts, int, int]] = field(default_factory=dict)
    """By file and rule: the texts that were run, how many cases there were and how many of them fail."""
    apart: Apart = field(default_factory=Apart)

    async def counted(self, uri: str, texts: Texts, rules: tuple[str, ...]) -> dict[str, int]:
        """How many cases name each rule; what was last known while the guideline has errors."""
        key = (texts.cases, rules)
        known = self.counts.get(uri)
        if known is not None and known[0] == key:
            return known[1]
        answer = await self.apart.asked(texts.asking("counts"))
        counts = answer.get("counts")
        if isinstance(counts, dict):
            self.counts[uri] = (key, counts)
            return counts
        return {} if known is None else known[1]

    async def run(self, uri: str, texts: Texts, rule: str) -> dict[str, Any]:
        """Run the cases that name a rule: `cases` and `failed`, or `why` they cannot be run."""
        answer = await self.apart.asked(texts.asking("rule", rule=rule))
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


def _cases(count: int) -> str:
    return f"{count} case{'' if count == 1 else 's'}"
