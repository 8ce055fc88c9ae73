"""A structured text (YAML or JSON) as a tree with places: every scalar is the text as written, nothing is guessed.

`no` stays `no`, `12:30` and `2025-03-15` stay text. Keys that occur twice, anchors, aliases, tags, and anything too
deep or too large are errors of the file.
"""

from __future__ import annotations

from dataclasses import field

from careway.base.diagnostics import Diagnostic, Label, Severity
from careway.base.record import record
from careway.base.source import Span

DEEPEST = 16
MOST_NODES = 300_000


@record
class Scalar:
    """A text as written. `is_null` where the file says that there is nothing (`null`, `~`, or nothing at all)."""

    text: str
    is_null: bool
    span: Span = field(compare=False)


@record
class Items:
    """A list."""

    items: tuple[Tree, ...]
    span: Span = field(compare=False)


@record
class Fields:
    """Keys with their values, in the file's order."""

    pairs: tuple[tuple[Scalar, Tree], ...]
    span: Span = field(compare=False)


Tree = Scalar | Items | Fields


def error(
    code: str, title: str, span: Span, label: str = "", help: str | None = None, because: tuple[Label, ...] = ()
) -> Diagnostic:
    """An error of a file of records."""
    return Diagnostic(code, Severity.ERROR, title, Label(span, label), because, help)


class Grower:
    """Grows a tree from its events, in the order of the text, without recursion."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.tree: Tree | None = None
        self._open: list[tuple[Span, bool, list[Tree]]] = []
        self._nodes = 0

    def start(self, span: Span, is_fields: bool) -> bool:
        """A list or a set of keys begins; False where the text is too deep or too large to go on."""
        if len(self._open) >= DEEPEST:
            self.diagnostics.append(error("CW505", f"lists and keys are nested more than {DEEPEST} deep", span))
            return False
        self._open.append((span, is_fields, []))
        return self._counted(span)

    def scalar(self, text: str, is_null: bool, span: Span) -> bool:
        """A text; False where there are too many."""
        self._add(Scalar(text, is_null, span))
        return self._counted(span)

    def end(self, end: int) -> None:
        """The innermost list or set of keys ends."""
        span, is_fields, children = self._open.pop()
        span = Span(span.start, end)
        self._add(self._fields(children, span) if is_fields else Items(tuple(children), span))

    def _add(self, node: Tree) -> None:
        if self._open:
            self._open[-1][2].append(node)
        else:
            self.tree = node

    def _counted(self, span: Span) -> bool:
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self.diagnostics.append(error("CW501", "the file holds too many values", span))
            return False
        return True

    def _fields(self, children: list[Tree], span: Span) -> Fields:
        pairs: list[tuple[Scalar, Tree]] = []
        seen: dict[str, Span] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, Scalar):
                self.diagnostics.append(error("CW508", "a list or a set of keys cannot be a key", key.span))
                continue
            if key.text == "<<":
                self.diagnostics.append(error("CW504", "a merge key (<<) cannot be used here", key.span))
                continue
            if key.text in seen:
                self.diagnostics.append(
                    error(
                        "CW503",
                        "a key stands twice in one place",
                        key.span,
                        "again here",
                        "keep one of the two; two results of one time are two events",
                        (Label(seen[key.text], "first here"),),
                    )
                )
                continue
            seen[key.text] = key.span
            pairs.append((key, value))
        return Fields(tuple(pairs), span)


def shorten(text: str) -> str:
    """A text from a file, short enough and plain enough to stand in a message."""
    plain = "".join(character if character.isprintable() else "?" for character in text[:40])
    return plain + ("…" if len(text) > 40 else "")
