"""A verification as rows, the summary first, and as plain values for JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from careway.base.record import record
from careway.export.names import STOPPED_BY
from careway.replay.answers import NOT_EXPORTED, NotSaid, Said, Theirs
from careway.replay.compare import Compared, Verdict
from careway.replay.plans import Applied
from careway.replay.questions import Kind, Question
from careway.replay.verify import Verification

FORMAT = "careway-verify/1"
EXECUTION, APPLY = "cql-execution", "encender"
EVERY_CASE = "in every case"


@record
class Row:
    """One comparison as shown: the case, the rule, what was asked of which engine, and both answers."""

    case: str
    rule: str
    what: str
    engine: str
    ours: str
    theirs: str
    verdict: Verdict
    reason: str | None


def summary(found: Verification) -> tuple[str, ...]:
    """What came of it, in a few lines."""
    core = found.core
    severities = Counter(one.severity for one in found.findings)
    lines = [
        f"{core.id} {core.version}: {_many(found.cases, 'case')}",
        f"translator: {_many(severities['error'], 'error')}, {_many(severities['warning'], 'warning')}",
    ]
    for engine, what, told in (
        (EXECUTION, "definition", found.compared),
        (APPLY, "action", found.applied),
    ):
        verdicts = Counter(one.verdict for one in told)
        lines.append(f"{engine}: {_verdicts(len(told), what, verdicts) if told else 'not run'}")
    return tuple(lines)


def _verdicts(count: int, what: str, verdicts: Counter[Verdict]) -> str:
    return (
        f"{_many(count, f'{what} compared', f'{what}s compared')}, {verdicts[Verdict.AGREE]} agree, "
        f"{_many(verdicts[Verdict.EXPLAINED], 'known limit')}, {verdicts[Verdict.DISAGREE]} unexplained"
    )


def _many(count: int, one: str, several: str | None = None) -> str:
    return f"{count} {one if count == 1 else several or f'{one}s'}"


def rows(found: Verification, *, everything: bool = False) -> tuple[Row, ...]:
    """The comparisons that differ (or all), case by case as they stand in the file.

    Unless all are asked for, what has the same reason in every case stands there once: a definition that is not
    exported, and the actions of a case whose plans could not be applied.
    """
    if everything:
        return (*map(_compared, found.compared), *map(_applied, found.applied))
    compared = [one for one in found.compared if one.verdict is not Verdict.AGREE]
    applied = [one for one in found.applied if one.verdict is not Verdict.AGREE]
    missing = {one.question.definition: one for one in compared if one.theirs == NOT_EXPORTED}
    told = [replace(_compared(one), case=EVERY_CASE, ours="") for one in missing.values()]
    told += [_compared(one) for one in compared if one.theirs != NOT_EXPORTED]
    told += [_applied(one) for one in applied if one.applied is not None]
    failed: dict[str, list[Applied]] = {}
    for one in applied:
        if one.applied is None:
            failed.setdefault(one.case, []).append(one)
    for actions in failed.values():
        told.append(replace(_applied(actions[0]), rule="$apply", what=_many(len(actions), "action"), ours=""))
    order = {case: place for place, case in enumerate(dict.fromkeys((EVERY_CASE, *(row.case for row in told))))}
    return tuple(sorted(told, key=lambda row: order[row.case]))


def _compared(one: Compared) -> Row:
    question = one.question
    ours, theirs = _what_differs(one.ours, one.theirs)
    return Row(
        one.case,
        question.rule,
        question.definition,
        EXECUTION,
        shown(ours, question),
        shown(theirs, question),
        one.verdict,
        one.reason,
    )


def _what_differs(ours: Said, theirs: Theirs) -> tuple[Said, Theirs]:
    """Of two lists of occasions only those that the other has not; else both as they are."""
    if not isinstance(ours, tuple) or not isinstance(theirs, tuple) or ours == theirs:
        return ours, theirs
    return tuple(one for one in ours if one not in theirs), tuple(one for one in theirs if one not in ours)


def _applied(one: Applied) -> Row:
    applies = {True: "applies", False: "does not apply", None: "cannot be said"}
    plan = one.plan.rpartition(":")[2]
    return Row(one.case, plan, one.action, APPLY, applies[one.expected], applies[one.applied], one.verdict, one.reason)


def shown(value: Theirs, question: Question) -> str:
    """An answer in words. Where a text is asked for, null is none and not unknown."""
    if isinstance(value, NotSaid):
        return value.why
    if value is None:
        names_something = question.kind in (Kind.STEP, Kind.TASK) or question.definition == STOPPED_BY
        return "none" if names_something else "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    return ", ".join(f"{due} {standing}" for due, standing in value) or "none"


def document(found: Verification, engines: dict[str, str], *, everything: bool = False) -> dict[str, Any]:
    """The verification as plain values: always the same for the same guideline, cases and engines."""
    core = found.core
    told: Sequence[Compared | Applied] = [*found.compared, *found.applied]
    verdicts = Counter(one.verdict for one in told)
    return {
        "format": FORMAT,
        "guideline": {"id": core.id, "version": core.version, "sha256": core.sha256},
        "engines": engines,
        "cases": found.cases,
        "compared": len(told),
        "agree": verdicts[Verdict.AGREE],
        "explained": verdicts[Verdict.EXPLAINED],
        "unexplained": found.unexplained,
        "findings": [
            {
                "severity": one.severity,
                "library": one.library,
                "line": one.line,
                "column": one.column,
                "message": one.message,
            }
            for one in found.findings
        ],
        "rows": [
            {
                "case": row.case,
                "rule": row.rule,
                "asked": row.what,
                "engine": row.engine,
                "ours": row.ours,
                "theirs": row.theirs,
                "verdict": row.verdict.value,
                "reason": row.reason,
            }
            for row in rows(found, everything=everything)
        ],
    }
