"""The coverage of guidelines as one HTML page: their texts with what the cases show of each part.

In: guidelines as measured, with their texts and where the nodes of their cores stand. Out: a page that needs nothing
else: no script, no network. A mark says by its line and its sign, and not by colour alone, whether all, some or nothing
of what could be shown is shown; behind each line stands what it is, and which case shows it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from careway.base.markup import safe, whole_page
from careway.base.record import record
from careway.base.source import Source, Span
from careway.coverage.document import Covered
from careway.coverage.gaps import gaps
from careway.coverage.marks import Piece, Shade, SpanOf, how_much, pieces_of
from careway.coverage.measure import Judged, Tally, UnitMeasured, tally
from careway.coverage.page_style import STYLE

_SHOWN = {Shade.ALL: ("✓", "shown"), Shade.SOME: ("◐", "shown in part"), Shade.NOTHING: ("✗", "not shown")}
"""The sign of a mark, and the word for it; its class is that of how much is shown."""


@record
class PageOf:
    """A guideline for the page: what was measured, its text (None: a core without one), and where a node stands."""

    covered: Covered
    source: Source | None
    span: SpanOf


def page(guidelines: Sequence[PageOf]) -> str:
    """The page."""
    title = "Coverage: " + ", ".join(one.covered.guideline for one in guidelines)
    body = "\n".join(_guideline(one, number) for number, one in enumerate(guidelines, 1))
    return whole_page(title, STYLE, body)


def _guideline(one: PageOf, number: int) -> str:
    covered, measured = one.covered, one.covered.measured
    key = f"g{number}"
    parts = [
        "<header>",
        f"<h1>{safe(covered.guideline)}</h1>",
        f"<p>{safe(covered.file)}: {_count(covered.cases, 'case')}</p>",
        f'<p class="total"><strong>{measured.tally.percent} %</strong> '
        f"{measured.tally.met} of {measured.tally.of} objectives met {_bar(measured.tally)}</p>",
        "<ul class='groups'>",
        *(f"<li>{group.value}: {one.met} of {one.of}</li>" for group, one in measured.by_group()),
        "</ul>",
        _legend(),
        "</header>",
        "<h2>By rule</h2>",
        *(_unit(unit, key, one.source is not None) for unit in measured.units),
    ]
    if one.source is None:
        parts.append("<p>This guideline was given as a core in JSON, so there is no text to show.</p>")
    else:
        parts += ["<h2>The text</h2>", _lines(one, one.source, key)]
    return f"<main>\n{chr(10).join(parts)}\n</main>"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _bar(one: Tally) -> str:
    return f'<progress max="{max(one.of, 1)}" value="{one.met if one.of else 1}">{one.percent} %</progress>'


def _legend() -> str:
    marks = ", ".join(f'<mark class="{shade.value}">{word} {sign}</mark>' for shade, (sign, word) in _SHOWN.items())
    return f"<p class='legend'>In the text: {marks}. Open a line to see what its cases show and what is missing.</p>"


# --- by rule ---------------------------------------------------------------------------------------------------------


def _unit(measured: UnitMeasured, key: str, linked: bool) -> str:
    unit, counted = measured.unit, measured.tally
    name = f"{safe(unit.sort)} <strong>{safe(unit.name)}</strong>"
    head = f"{name} {_line_link(unit.line, key, linked)}: {counted.met} of {counted.of} ({counted.percent} %)"
    shade = how_much(measured.judged)
    items = [f"<li>{_line_link(gap.line, key, linked)}: {_said(gap.sentence)}</li>" for gap in gaps(measured)]
    items += [
        f"<li>cannot be: {_said(one.objective.subject)} ({safe(one.impossible)})</li>"
        for one in measured.judged
        if one.impossible is not None
    ]
    below = f"\n<ul>\n{chr(10).join(items)}\n</ul>" if items else ""
    return f'<section class="{shade.value}"><p><span class="sign">{_SHOWN[shade][0]}</span> {head}</p>{below}</section>'


def _line_link(line: int, key: str, linked: bool) -> str:
    return f'<a href="#{key}-{line}">line {line}</a>' if linked else f"line {line}"


def _said(text: str) -> str:
    """A text in which what stands between backticks is code."""
    parts = safe(text).split("`")
    return "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))


# --- the text --------------------------------------------------------------------------------------------------------


def _lines(one: PageOf, source: Source, key: str) -> str:
    judged = one.covered.measured.judged
    of_line: dict[int, list[Judged]] = {}
    for item in judged:
        of_line.setdefault(item.objective.line, []).append(item)
    pieces = pieces_of(judged, one.span)
    ends = [piece.span.end for piece in pieces]
    rows = []
    offset = 0
    for number, text in enumerate(source.text.split("\n"), 1):
        span = Span(offset, offset + len(text))
        offset = span.end + 1
        inner = _marked(source.text, span, pieces[bisect_right(ends, span.start) :])
        rows.append(_row(number, inner, of_line.get(number, []), key))
    return f'<div class="text">\n{chr(10).join(rows)}\n</div>'


def _marked(text: str, line: Span, pieces: Iterable[Piece]) -> str:
    """A line of the text with its marks."""
    out: list[str] = []
    at = line.start
    for piece in pieces:
        start, end = max(piece.span.start, at), min(piece.span.end, line.end)
        if start >= end:
            break
        if piece.span.start < line.start:  # its indentation is not part of it
            start += len(text[start:end]) - len(text[start:end].lstrip())
        out.append(safe(text[at:start]))
        shade = piece.shade
        sign, word = _SHOWN[shade]
        last = piece.span.end <= line.end
        ending = f'<span class="sign" aria-label="{word}">{sign}</span>' if last and shade is not Shade.ALL else ""
        out.append(f'<mark class="{shade.value}" title="{word}">{safe(text[start:end])}{ending}</mark>')
        at = end
    out.append(safe(text[at : line.end].rstrip("\r")))
    return "".join(out)


def _row(number: int, inner: str, judged: list[Judged], key: str) -> str:
    where = f'id="{key}-{number}"'
    if not judged:
        return f'<div class="line" {where}><span class="number">{number}</span><code>{inner}</code></div>'
    shade = how_much(judged)
    by_subject: dict[str, list[Judged]] = {}
    for one in judged:
        by_subject.setdefault(one.objective.subject, []).append(one)
    items = "\n".join(_subject(subject, of_it) for subject, of_it in by_subject.items())
    counted = tally(judged)
    return (
        f'<details {where}><summary class="line {shade.value}"><span class="number">'
        f'<span class="sign" title="{counted.met} of {counted.of}">{_SHOWN[shade][0]}</span> {number}</span>'
        f"<code>{inner}</code></summary>\n<ul>\n{items}\n</ul></details>"
    )


def _subject(subject: str, judged: list[Judged]) -> str:
    """One question of a line: what is missing, then what is shown."""
    inner = "\n".join(_item(one) for one in sorted(judged, key=lambda one: one.case is not None))
    return f"<li>{_said(subject)}\n<ul>\n{inner}\n</ul></li>"


def _item(one: Judged) -> str:
    objective = one.objective
    if one.case is not None:
        file = one.case.file.replace("\\", "/").rsplit("/", 1)[-1]
        case = f"{safe(one.case.name)} <small>({safe(file)}, line {one.case.line})</small>"
        return f'<li><span class="sign all">✓</span> {safe(objective.aspect)}: {case}</li>'
    if one.impossible is not None:
        return f"<li>cannot be {safe(objective.aspect)}: {_said(one.impossible)}</li>"
    return f'<li><span class="sign nothing">✗</span> {_said(objective.lacks)}</li>'
