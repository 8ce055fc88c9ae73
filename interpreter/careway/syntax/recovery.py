"""Reads one statement, and goes on after a mistake: the clause in which it lies is blanked and the rest is read again,
so that all mistakes are found in one go and the statement still yields a node where it can."""

from __future__ import annotations

import re

from careway.base.diagnostics import Diagnostic
from careway.base.record import record
from careway.syntax.build_operands import Mistake
from careway.syntax.clauses import CLAUSES
from careway.syntax.completeness import incomplete
from careway.syntax.explain import explain_failure, explain_mistake
from careway.syntax.table import Failure, Table
from careway.syntax.tree import Top

_TRIES = 20
# seen only because the line before was left out
_FOLLOWS = frozenset(("CW182",))
_FIRST_WORD = re.compile(r"[^\S\n]*([^\W\d]\w*)")
_HEAD = re.compile(r'\w+\s+\w+(?:\s*"[^"\n]*")?')
_TAIL_OF_HEAD_NEEDED = frozenset(("define", "parameter", "panel", "group", "task", "source", "background", "monitor"))


@record
class Reading:
    """What was read of a statement; `whole` where nothing had to be left out."""

    node: Top | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def whole(self) -> bool:
        """Whether all of the statement was understood."""
        return self.node is not None and not self.diagnostics


def read_statement(table: Table, text: str, base: int) -> Reading:
    """The node of a statement's text, which begins at offset `base` of the whole, and every mistake in it."""
    found: list[Diagnostic] = []
    head_lost = False
    for _ in range(_TRIES):
        try:
            node: Top = table.parse(text, base)
        except Failure as failure:
            told = explain_failure(failure, text, base)
            if not failure.previous.kind or told in found:
                # no statement begins like this, or nothing was gained by leaving a part out
                found += [] if told in found else [told]
                break
            if not (found and told.code in _FOLLOWS):
                found.append(told)
            place, complete = failure.piece.start, "$END" in failure.expected
            before = failure.previous.start
        except Mistake as mistake:
            told = explain_mistake(mistake)
            if told in found:
                break
            found.append(told)
            place, complete, before = mistake.span.start - base, True, mistake.span.start - base
        else:
            found += [] if found else incomplete(node, text, base)
            return Reading(None if head_lost else node, tuple(found))
        clauses = _clause_starts(text)
        if not complete and _begins_line(text, place) and (place in _first_words(text, clauses) or place >= len(text)):
            place = before
        elif complete and place < len(text) and _begins_line(text, place):
            # a line that no clause of the statement can begin so: a clause of its own all the same
            clauses.append(text.rfind("\n", 0, place) + 1)
        start, end = _clause(clauses, place, len(text))
        if start > 0:
            text = _blanked(text, start, end)
            continue
        shorter = _with_shorter_head(text, end)
        if shorter is None or shorter == text:
            shorter = None if head_lost else _with_other_head(text, end)
            head_lost = True
        if shorter is None or shorter == text:
            break
        text = shorter
    return Reading(None, tuple(found))


def without_clause_at(text: str, place: int) -> str | None:
    """A statement that is being written, without the clause in which a mistake lies: for who asks what may follow at
    its end. `None` where the mistake lies in the clause that the text ends with."""
    last_line = text.rfind("\n") + 1
    clauses = _clause_starts(text)
    if not text[last_line:].strip() and last_line > place:
        clauses.append(last_line)  # a new line, on which anything may begin
    start, end = _clause(clauses, place, len(text))
    if end >= len(text):
        return None
    return _blanked(text, start, end) if start > 0 else _with_shorter_head(text, end)


def _clause_starts(text: str) -> list[int]:
    """The offsets of the lines on which the statement and each of its clauses begin."""
    first = _FIRST_WORD.match(text)
    kind = "" if first is None else first.group(1)
    words = CLAUSES.get(kind, frozenset())
    starts = [0]
    position = text.find("\n") + 1
    while position > 0:
        word = _FIRST_WORD.match(text, position)
        if word is not None and (kind == "set" or word.group(1) in words):
            starts.append(position)
        position = text.find("\n", position) + 1
    return starts


def _first_words(text: str, starts: list[int]) -> set[int]:
    found = (_FIRST_WORD.match(text, start) for start in starts)
    return {match.start(1) for match in found if match is not None}


def _begins_line(text: str, place: int) -> bool:
    return not text[text.rfind("\n", 0, place) + 1 : place].strip()


def _clause(starts: list[int], place: int, length: int) -> tuple[int, int]:
    start = max(each for each in starts if each <= place)
    end = min((each for each in starts if each > start), default=length)
    return start, end


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]


def _with_shorter_head(text: str, end: int) -> str | None:
    """The statement with nothing but its keyword, name and title before the first clause."""
    head = _HEAD.match(text)
    if head is None or text.split(None, 1)[0] in _TAIL_OF_HEAD_NEEDED or head.end() > end:
        return None
    return _blanked(text, head.end(), end)


def _with_other_head(text: str, end: int) -> str | None:
    """The statement under some head, to find mistakes further down; its node is of no use."""
    kind = (text.split(None, 1) or [""])[0]
    head = {"task": "task check x before x", "monitor": "monitor x"}.get(kind, f"{kind} x")
    if kind not in CLAUSES or len(head) > end or not text[end:].strip():
        return None
    return head + _blanked(text, len(head), end)[len(head) :]
