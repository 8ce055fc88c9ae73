"""What went wrong, in the author's terms."""

from __future__ import annotations

from careway.base.diagnostics import Diagnostic, Label, Severity
from careway.base.source import Span
from careway.syntax.build_operands import Mistake
from careway.syntax.table import Failure


def simple(code: str, span: Span, found: str = "") -> Diagnostic:
    """The diagnostic of a mistake that needs no parser to be seen."""
    return Diagnostic(code, Severity.ERROR, f"{code} {found}", Label(span))


def explain_mistake(mistake: Mistake) -> Diagnostic:
    return simple(mistake.code, mistake.span, mistake.found)


def explain_failure(failure: Failure, text: str, base: int) -> Diagnostic:
    piece = failure.piece
    span = Span(base + piece.start, base + piece.start + len(piece.text))
    return Diagnostic("CW100", Severity.ERROR, f"this cannot stand here: {piece.text}", Label(span))
