"""Cases run and patients looked for in a process of their own: `python -m careway.lsp.trial`.

In, on standard input: one JSON object with the texts and what is asked. Out, on standard output: one JSON object, its
places offsets. The process ends by itself; whoever no longer needs the answer ends it.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from careway.base.source import Source
from careway.desk.boundaries import offered
from careway.desk.cases import Unusable, counted, tried
from careway.desk.cover import cover
from careway.desk.view import View


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """The counts of all rules, what came of the cases of one, what the cases show, or boundary patients."""
    guideline, cases = _source(question["guideline"]), _source(question["cases"]) if "cases" in question else None
    match question["ask"], cases:
        case ("counts", Source()):
            counts = counted(guideline, cases)
            return _refused(counts) if isinstance(counts, Unusable) else {"counts": counts}
        case ("rule", Source()):
            came = tried(guideline, cases, question["rule"])
            return _refused(came) if isinstance(came, Unusable) else {"cases": came.cases, "failed": list(came.failed)}
        case ("cover", Source()):
            return _cover(guideline, cases)
        case _:
            return _patients(guideline, cases, question["rule"], question["most"])


def _source(side: dict[str, str]) -> Source:
    return Source(side["name"], side["text"])


def _refused(found: Unusable) -> dict[str, Any]:
    return {"why": found.why}


def _cover(guideline: Source, cases: Source) -> dict[str, Any]:
    found = cover(View(guideline), cases)
    if isinstance(found, Unusable):
        return _refused(found)
    marks = [
        {"start": one.span.start, "end": one.span.end, "shade": one.shade.value, "told": list(one.lacks)}
        for one in found.marks
    ]
    return {"met": found.tally.met, "of": found.tally.of, "marks": marks}


def _patients(guideline: Source, cases: Source | None, rule: str | None, most: int) -> dict[str, Any]:
    found = offered(View(guideline), cases, rule, most)
    if isinstance(found, Unusable):
        return _refused(found)
    patients = [
        {"rule": one.rule, "title": one.title, "line": one.line, "name": one.name, "case": one.text}
        for one in found.offers
    ]
    left = [{"line": one.line, "sentence": one.sentence, "never": one.never} for one in found.left]
    return {"patients": patients, "left": left, "more": found.more}


def main() -> None:
    """Answer the question on standard input."""
    sys.stdout.write(json.dumps(answer(json.loads(sys.stdin.buffer.read()))))


if __name__ == "__main__":
    main()
