"""Places in a text as a browser counts them, and what is said of them: findings and edits in the page's shapes."""

from __future__ import annotations

from careway.base import diagnostics
from careway.base.source import Source, Span
from careway.desk.findings import fix_title, said
from careway.desk.positions import Units
from careway.studio.answers import Edit, Finding, Place


class Places:
    """The places of one text."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._units = Units(source.text)

    def of(self, span: Span) -> Place:
        """The place of a stretch."""
        return Place(self._units.place(span.start), self._units.place(span.end))

    def offset(self, place: int) -> int:
        """The offset that a place in the page is."""
        return self._units.offset(place)

    def line(self, span: Span) -> int:
        """The line on which a stretch begins."""
        return self._source.position(span.start)[0]

    def edit(self, edit: diagnostics.Edit, label: str | None = None) -> Edit:
        """An edit, by what it does."""
        return Edit(self.of(edit.span), edit.text, fix_title(edit) if label is None else label)

    def finding(self, found: diagnostics.Diagnostic) -> Finding:
        """What is wrong, and behind what to write instead, the other places that make it so."""
        line, column = self._source.position(found.label.span.start)
        because = (f"line {self.line(one.span)}: {one.text or 'because of this'}" for one in found.because)
        return Finding(
            found.code,
            found.severity.value,
            said(found),
            "\n".join((*((found.help,) if found.help else ()), *because)),
            self.of(found.label.span),
            line,
            column,
            None if found.edit is None else self.edit(found.edit),
        )
