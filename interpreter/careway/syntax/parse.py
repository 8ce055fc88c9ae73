"""Text to tree: each statement by itself, every mistake of the text in one go, no exception whatever the text.

What comes in is any text; what goes out is the tree of all that was understood, and what was not, so that a later
stage can keep silent about it.
"""

from __future__ import annotations

import re

from careway.base.diagnostics import Diagnostic
from careway.base.record import record
from careway.base.source import Source, Span
from careway.syntax.clauses import CLAUSE_WORDS, CLAUSES
from careway.syntax.statements import Chunk, split
from careway.syntax.tree import Top, Tree

SIZE_LIMIT = 1_000_000

_WORD = re.compile(r"[^\W\d]\w*")
_DECLARED = re.compile(r"\A\w+\s+([^\W\d]\w*)")
_DECLARED_AS = re.compile(r"^\s*(?:monitor|task)\b.*\bas\s+([^\W\d]\w*)", re.MULTILINE)
# Control characters, and those that change the direction of a text, so that it reads otherwise than it means.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


@record
class Parsed:
    """The tree of what was understood and the mistakes found. `damaged` holds the names that statements with mistakes
    declare, `damaged_kinds` the first words of these statements (`guideline`, `step`)."""

    tree: Tree
    diagnostics: tuple[Diagnostic, ...]
    damaged: frozenset[str]
    damaged_kinds: frozenset[str] = frozenset()


def parse(source: Source) -> Parsed:
    """The tree of a guideline's text."""
    from careway.syntax import explain

    text = source.text
    if len(text) > SIZE_LIMIT or len(text.encode("utf-8", "replace")) > SIZE_LIMIT:
        return Parsed(Tree(()), (explain.simple("CW101", Span(0, 0)),), frozenset(), frozenset(CLAUSES))
    found: list[Diagnostic] = []
    text = _without_controls(text, found)
    chunks, comments = split(text)
    pieces = _joined(text, chunks, found)
    statements: list[Top] = []
    damaged: set[str] = set()
    kinds: set[str] = set()
    if pieces:
        from careway.syntax.recovery import read_statement
        from careway.syntax.table import table

        loaded = table()
        for span, sound in pieces:
            part = text[span.start : span.end]
            reading = read_statement(loaded, part, span.start)
            found += reading.diagnostics
            if reading.node is not None:
                statements.append(reading.node)
            if not reading.whole or not sound:
                damaged.update(_DECLARED.findall(part), _DECLARED_AS.findall(part))
                first = _WORD.match(part)
                kinds |= {first.group()} if first is not None else set()
    found.sort(key=lambda each: each.label.span.start)
    return Parsed(Tree(tuple(statements), comments), tuple(found), frozenset(damaged), frozenset(kinds))


def _without_controls(text: str, found: list[Diagnostic]) -> str:
    """The text with each character that cannot be meant as text made a space."""
    from careway.syntax import explain

    if text.startswith("\ufeff"):
        # a byte order mark at the very beginning is an editor's, not the author's; the first line begins after it
        text = "\n" + text[1:]
    if _CONTROL.search(text) is None:
        return text
    for match in list(_CONTROL.finditer(text))[:10]:
        found.append(explain.simple("CW102", Span(match.start(), match.end()), f"U+{ord(match.group()):04X}"))
    return _CONTROL.sub(" ", text)


def _joined(text: str, chunks: tuple[Chunk, ...], found: list[Diagnostic]) -> list[tuple[Span, bool]]:
    """The statements; a clause that stands at the left margin is read with the statement above it, as it is meant."""
    from careway.syntax import explain

    pieces: list[tuple[Span, bool]] = []
    for index, chunk in enumerate(chunks):
        if chunk.blank:
            continue
        span = chunk.span
        if index == 0 and text[span.start : span.end].strip():
            inside = text[span.start : span.end]
            lead = len(inside) - len(inside.lstrip())
            found.append(explain.simple("CW103", Span(span.start + lead, span.start + len(inside.rstrip()))))
            continue
        word = _WORD.match(text, span.start)
        shown = word.group() if word is not None else text[span.start]
        if pieces and (shown in CLAUSE_WORDS or word is None):
            found.append(explain.simple("CW104", Span(span.start, span.start + len(shown)), shown))
            pieces[-1] = (Span(pieces[-1][0].start, span.end), False)
        else:
            pieces.append((span, True))
    return pieces
