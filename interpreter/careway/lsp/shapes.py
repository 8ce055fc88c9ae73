"""What the desk says, in the shapes of the language server protocol: positions, severities, kinds, Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lsprotocol import types

from careway.base.diagnostics import Diagnostic, Edit, Label, Severity
from careway.base.source import Span
from careway.check.scope import Sort
from careway.desk.colours import Colour, Coloured
from careway.desk.completion import Offer, Offers, What
from careway.desk.findings import said
from careway.desk.hover import Hover
from careway.desk.outline import Entry
from careway.desk.positions import Lines, Position
from careway.resources import data

LEGEND = types.SemanticTokensLegend([colour.value for colour in Colour], ["declaration"])
_COLOURS = {colour: index for index, colour in enumerate(Colour)}
_SEVERITY = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
}
_SYMBOLS = {
    None: types.SymbolKind.Namespace,
    Sort.CONCEPT: types.SymbolKind.Variable,
    Sort.GROUP: types.SymbolKind.Array,
    Sort.PARAMETER: types.SymbolKind.Constant,
    Sort.DEFINITION: types.SymbolKind.Function,
    Sort.STEP: types.SymbolKind.Class,
    Sort.STOP: types.SymbolKind.Event,
    Sort.CAUTION: types.SymbolKind.Event,
    Sort.MONITOR: types.SymbolKind.Method,
    Sort.TASK: types.SymbolKind.Method,
    Sort.ELIGIBILITY: types.SymbolKind.Boolean,
    Sort.INVARIANT: types.SymbolKind.Interface,
    Sort.SOURCE: types.SymbolKind.File,
    Sort.SET: types.SymbolKind.Enum,
    Sort.PATHWAY: types.SymbolKind.Module,
}
_KINDS = {
    What.WORD: types.CompletionItemKind.Keyword,
    What.VALUE: types.CompletionItemKind.EnumMember,
    What.UNIT: types.CompletionItemKind.Unit,
}
_NAMES = {
    Sort.CONCEPT: types.CompletionItemKind.Variable,
    Sort.GROUP: types.CompletionItemKind.Struct,
    Sort.PARAMETER: types.CompletionItemKind.Constant,
    Sort.DEFINITION: types.CompletionItemKind.Function,
    Sort.STEP: types.CompletionItemKind.Class,
    Sort.SOURCE: types.CompletionItemKind.Reference,
}
_SPECIAL = "\\`*_{}[]<>()#+-!|~&"


def position(one: Position) -> types.Position:
    """A position."""
    return types.Position(one.line, one.column)


def range_of(lines: Lines, span: Span) -> types.Range:
    """A stretch of the text."""
    start, end = lines.around(span)
    return types.Range(position(start), position(end))


def text_edit(lines: Lines, edit: Edit) -> types.TextEdit:
    """A replacement."""
    return types.TextEdit(range_of(lines, edit.span), edit.text)


def diagnostic(found: Diagnostic, lines: Lines, uri: str) -> types.Diagnostic:
    """A finding: what is wrong, what to write instead, the other place that makes it so, and the page on its code."""
    message = said(found)
    if found.help:
        message += f"\n{found.help}"
    page = _page(found.code)
    return types.Diagnostic(
        range=range_of(lines, found.label.span),
        message=message,
        severity=_SEVERITY[found.severity],
        code=found.code,
        code_description=None if page is None else types.CodeDescription(page),
        source="careway",
        related_information=[_related(label, lines, uri) for label in found.because] or None,
    )


def _related(label: Label, lines: Lines, uri: str) -> types.DiagnosticRelatedInformation:
    return types.DiagnosticRelatedInformation(
        types.Location(uri, range_of(lines, label.span)), label.text or "because of this"
    )


def _page(code: str) -> str | None:
    """The page of `careway explain` on a code, as it lies beside the program."""
    page = data("grammar", "explain", f"{code}.md")
    return page.as_uri() if isinstance(page, Path) and page.is_file() else None


def markdown(told: Hover) -> str:
    """What is said of a name. The author's texts are shown as they are written, and never as markup."""
    title = "" if told.title is None else f": {_plain(told.title)}"
    head = f"**{_plain(told.name)}** · {_plain(told.described)}{title}"
    return "\n\n".join((head, "\n".join(f"- {_plain(line)}" for line in told.lines))).rstrip()


def _plain(text: str) -> str:
    return "".join(f"\\{sign}" if sign in _SPECIAL else sign for sign in " ".join(text.split()))


def symbol(entry: Entry, lines: Lines) -> types.DocumentSymbol:
    """A statement of the outline."""
    return types.DocumentSymbol(
        name=entry.name,
        detail=entry.detail or None,
        kind=_SYMBOLS[entry.sort],
        range=range_of(lines, entry.span),
        selection_range=range_of(lines, entry.place),
        children=[symbol(inner, lines) for inner in entry.inside],
    )


def items(offers: Offers, lines: Lines) -> list[types.CompletionItem]:
    """What may be written, in the order of the desk."""
    place = range_of(lines, offers.span)
    return [
        types.CompletionItem(
            label=offer.text,
            kind=_kind(offer),
            detail=offer.detail or None,
            sort_text=f"{index:04d}",
            filter_text=offer.text,
            text_edit=types.TextEdit(place, offer.text),
        )
        for index, offer in enumerate(offers.offers)
    ]


def _kind(offer: Offer) -> types.CompletionItemKind:
    if offer.what is not What.NAME:
        return _KINDS[offer.what]
    return _NAMES.get(offer.sort, types.CompletionItemKind.Event) if offer.sort else types.CompletionItemKind.Variable


def tokens(coloured: tuple[Coloured, ...], lines: Lines) -> list[int]:
    """Names by what they are, each told from the one before, as the protocol has it."""
    return [number for token in _relative(coloured, lines) for number in token]


def _relative(coloured: tuple[Coloured, ...], lines: Lines) -> Iterator[tuple[int, int, int, int, int]]:
    line = column = 0
    for one in coloured:
        start, end = lines.around(one.span)
        moved = start.line - line
        yield (
            moved,
            start.column - (0 if moved else column),
            end.column - start.column,
            _COLOURS[one.colour],
            int(one.declares),
        )
        line, column = start.line, start.column
