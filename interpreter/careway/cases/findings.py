"""The mistakes found in a cases file, collected as diagnostics: one way to word them and to look up names."""

from __future__ import annotations

from collections.abc import Iterable

from careway.base.diagnostics import Diagnostic, Label, Severity
from careway.base.source import Span
from careway.base.suggestions import nearest


class Findings:
    """Diagnostics of one file, in the order in which they were found."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def error(self, code: str, span: Span, title: str, help_: str | None = None) -> None:
        """Note a mistake."""
        finding = Diagnostic(code, Severity.ERROR, title, Label(span), (), help_)
        if finding not in self.found:  # a slip in what the rows of a case share is found once for each row
            self.found.append(finding)

    def unknown(self, what: str, name: str, span: Span, known: Iterable[str]) -> None:
        """Note a name that means nothing here, with the nearest that does."""
        names = list(known)
        meant = nearest(name, names)
        if meant is not None:
            help_ = f"did you mean {meant}?"
        elif names:
            help_ = f"these can stand here: {', '.join(names)}"
        else:
            help_ = "there is none here"
        article = "an" if what[0] in "aeiou" else "a"
        self.error("CW701", span, f"{name} is not {article} {what}", help_)
