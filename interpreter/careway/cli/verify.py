"""`careway export --verify`: the cases of a guideline through other engines, and what came of it as a table."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from careway.base.source import Source
from careway.cli import exits
from careway.cli.guidelines import show
from careway.cli.layout import Line, table, write
from careway.cli.terminal import Screen, Tone, write_document
from careway.files import CASES_ENDINGS, find, read_text

if TYPE_CHECKING:
    from careway.cases.suite import Suite
    from careway.ir.nodes import Guideline
    from careway.replay.cases import Replayed
    from careway.replay.table import Row
    from careway.replay.verify import Exported, Verification


class Unverified(Exception):
    """The cases cannot be replayed; the text says why, and what to do."""


def verified(path: Path, core: Guideline, exported: Exported, only: str | None, said: Screen) -> Verification:
    """The cases beside a guideline, replayed. Raises `Unverified` where there is no chain, or no case to be run."""
    from careway.replay.chain import NoChain, find_chain
    from careway.replay.engine import ReplayError
    from careway.replay.verify import verify

    cases = _cases(path, core, only, said)
    try:
        return verify(find_chain(), core, exported, cases)
    except (NoChain, ReplayError) as error:
        raise Unverified(str(error)) from None


def _cases(path: Path, core: Guideline, only: str | None, said: Screen) -> list[Replayed]:
    from careway.cases.run import Outcome
    from careway.cases.suite import Suite, open_suite, run_suite
    from careway.replay.cases import situations

    found: list[Replayed] = []
    wrong = False
    for file in find([str(path.parent)], CASES_ENDINGS):
        opened = open_suite(Source(str(file), read_text(file)))
        if isinstance(opened, Suite):
            if file.parent == path.parent:
                show(opened.diagnostics, opened.source, said)
                wrong = True
            continue
        if (file.parent / opened.guideline.text).resolve() != path.resolve():
            continue
        suite = run_suite(opened, core, only)
        invalid = [report for report in suite.reports if report.outcome is Outcome.INVALID]
        if suite.diagnostics or invalid:
            _tell(suite, said)
            wrong = True
            continue
        found += situations(suite, core)
    if wrong:
        raise Unverified("the cases cannot be run: see above, and careway test")
    if not found and only is not None:
        raise Unverified(f"no case of {path} has {only!r} in its name")
    if not found:
        raise Unverified(f"{path}: no case to replay; cases stand beside the guideline in {path.stem}.cases.yaml")
    return found


def _tell(suite: Suite, said: Screen) -> None:
    show(suite.diagnostics, suite.source, said)
    for report in suite.reports:
        show(report.diagnostics, suite.source, said)


def exit_code(found: Verification) -> int:
    """1 where anything disagrees without a reason."""
    return exits.FINDINGS if found.unexplained else exits.FINE


def tell(found: Verification, screen: Screen, *, everything: bool, as_json: bool) -> None:
    """Print a verification: the summary, what the translator found, then what differs (or everything)."""
    from careway.replay.chain import pinned
    from careway.replay.compare import Verdict
    from careway.replay.table import document, rows, summary

    if as_json:
        values = document(found, pinned(), everything=everything)
        write_document(json.dumps(values, ensure_ascii=False, indent=2) + "\n")
        return
    for line in summary(found):
        screen.write(line, Tone.STOP if found.unexplained else Tone.GOOD)
    for finding in found.findings:
        place = f"{finding.library}:{finding.line}:{finding.column}"
        screen.write(f"{finding.severity}: {place}: {finding.message}", Tone.WARNING)
    told = rows(found, everything=everything)
    if told:
        screen.write()
        screen.write("By case: what was asked, what Careway says, what the other engine says, the reason")
    for case, of_case in groupby(told, key=lambda row: row.case):
        screen.write()
        screen.write(case, Tone.HEADING)
        listed = [*of_case]
        for verdict in (Verdict.DISAGREE, Verdict.EXPLAINED, Verdict.AGREE):
            cells = [_cells(row) for row in listed if row.verdict is verdict]
            write([Line(line.text, _TONES[verdict.name]) for line in table(cells, screen.width)], screen)


_TONES = {"AGREE": Tone.PLAIN, "EXPLAINED": Tone.FAINT, "DISAGREE": Tone.STOP}


def _cells(row: Row) -> tuple[str, ...]:
    asked = f"{row.what} ({row.rule}, {row.engine})" if row.engine != "cql-execution" else row.what
    return row.verdict.value, asked, row.ours, row.theirs, row.reason or ""
