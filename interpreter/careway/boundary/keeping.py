"""A confirmed case -> the end of a cases file, its comments and layout as they are.

In: the text of a cases file (none: a new one) and of one case. Out: the text with the case at its end, or why it cannot
stand there. The new text is read back: it must hold the cases that it held, and the new one.
"""

from __future__ import annotations

import textwrap

from careway.base.source import Source
from careway.cases.findings import Findings
from careway.cases.read import read_cases
from careway.cases.suite import Opened, open_suite
from careway.ingest.native_text import scalar
from careway.ir.nodes import Guideline

_INDENTS = ("  ", "", "    ")


class CannotStand(Exception):
    """A case cannot be put at the end of a file; the text says why."""


def kept(text: str | None, case: str, core: Guideline, guideline: str) -> str:
    """The text of a cases file with one case more; raises `CannotStand`."""
    if text is None:
        return f"guideline: {scalar(guideline)}\n\ncases:\n{case}"
    before = _names(text, core)
    if before is None:
        raise CannotStand("the cases file has errors: see careway test")
    plain = textwrap.dedent(case)
    alone = _names(f"guideline: {scalar(guideline)}\ncases:\n{textwrap.indent(plain, _INDENTS[0])}", core)
    if alone is None or len(alone) != 1:
        raise CannotStand("this is not one case of this guideline")
    if alone[0] in before:
        raise CannotStand("there is a case of this name already")
    for indent in _INDENTS:
        found = text.rstrip("\n") + "\n\n" + textwrap.indent(plain, indent)
        after = _names(found, core)
        if after is not None and after[:-1] == before and len(after) == len(before) + 1:
            return found
    raise CannotStand("a case cannot be put at the end of the cases file: its list of cases must stand last there")


def _names(text: str, core: Guideline) -> list[str] | None:
    opened, findings = open_suite(Source("cases", text)), Findings()
    if not isinstance(opened, Opened):
        return None
    cases = read_cases(opened.root, core, findings)
    return None if findings.found else [case.name for case in cases]
