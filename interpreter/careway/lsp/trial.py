"""Cases, run in a process of their own: `python -m careway.lsp.trial`, so that they hold up no typing.

In, on standard input: one JSON object with the texts. Out, on standard output: one JSON object. The process ends by
itself; whoever no longer needs the answer ends it.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from careway.base.source import Source
from careway.desk.cases import Unusable, counted, tried


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """The counts of all rules, or what came of the cases of one."""
    guideline = Source(question["guideline"]["name"], question["guideline"]["text"])
    cases = Source(question["cases"]["name"], question["cases"]["text"])
    rule = question.get("rule")
    if rule is None:
        counts = counted(guideline, cases)
        return {"why": counts.why} if isinstance(counts, Unusable) else {"counts": counts}
    found = tried(guideline, cases, rule)
    return {"why": found.why} if isinstance(found, Unusable) else {"cases": found.cases, "failed": list(found.failed)}


def main() -> None:
    """Answer the question on standard input."""
    sys.stdout.write(json.dumps(answer(json.loads(sys.stdin.buffer.read()))))


if __name__ == "__main__":
    main()
