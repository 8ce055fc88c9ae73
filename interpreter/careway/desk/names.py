"""Names in a text: what one stands for, where it is declared, where else it stands, and another name for it."""

from __future__ import annotations

import re

from careway.base.diagnostics import Edit, Severity
from careway.base.record import record
from careway.base.source import Source, Span
from careway.check.scope import Declaration, Space
from careway.desk.view import View
from careway.syntax.lexer import NAME_LIMIT
from careway.syntax.schedules import MonitorNode, TaskNode
from careway.syntax.table import table

_NAME = re.compile(r"[^\W\d]\w*\Z")
_TOKEN = re.compile(r'"[^"\n]*"?|#[^\n]*|\w+')


@record
class Named:
    """A name in the text and the declaration that it stands for."""

    span: Span
    declaration: Declaration


@record
class Renamed:
    """The edits that give something another name."""

    edits: tuple[Edit, ...]


@record
class Refused:
    """Why a name cannot be given."""

    why: str


def named_at(view: View, offset: int) -> Named | None:
    """The name at an offset (or right before it) and what it stands for."""
    for end in (False, True):
        for span, declaration in view.declarations.items():
            if _holds(span, offset, end) and stands_there(view, declaration):
                return Named(span, declaration)
        for one in view.references:
            if _holds(one.span, offset, end) and one.declared in view.declarations:
                return Named(one.span, view.declarations[one.declared])
    return _in_what_is_not_understood(view, offset)


def _in_what_is_not_understood(view: View, offset: int) -> Named | None:
    """A declared name in a statement with a mistake of form, which was not resolved: it is the word that tells."""
    chunk = next((one.span for one in view.chunks if one.span.start <= offset <= one.span.end), None)
    if chunk is None or not any(_holds(chunk, one.label.span.start, False) for one in view.parsed.diagnostics):
        return None
    start = view.text.rfind("\n", 0, offset) + 1
    for match in _TOKEN.finditer(view.text, start, chunk.end):
        if match.start() > offset:
            break
        if match.end() >= offset and match.group()[0] not in '"#':
            found = view.checking.scope.anywhere(match.group())
            return None if found is None else Named(Span(match.start(), match.end()), found)
    return None


def stands_there(view: View, declaration: Declaration) -> bool:
    """Whether the declared name is written where it is declared: a monitor's may be made of its targets."""
    if isinstance(declaration.node, MonitorNode | TaskNode) and declaration.node.name is None:
        return False
    return view.text[declaration.span.start : declaration.span.end] == declaration.name


def definition(view: View, offset: int) -> Span | None:
    """Where the name at an offset is declared."""
    found = named_at(view, offset)
    return None if found is None else found.declaration.span


def occurrences(view: View, offset: int, declaration: bool = True) -> tuple[Span, ...]:
    """Every place at which the name at an offset stands, its declaration among them if that is asked for."""
    found = named_at(view, offset)
    if found is None:
        return ()
    own = found.declaration.span
    places = {one.span for one in view.references if one.declared == own}
    if declaration and stands_there(view, found.declaration):
        places.add(own)
    elif not declaration:
        places.discard(own)
    return tuple(sorted(places, key=lambda one: one.start))


def renameable(view: View, offset: int) -> Named | Refused:
    """The name at an offset, where it may be given another."""
    found = named_at(view, offset)
    if found is None:
        return Refused("there is no name here that the guideline declares")
    if not stands_there(view, found.declaration):
        return Refused(f"this {found.declaration.sort.value} has no name of its own; give it one with `as NAME`")
    if any(one.severity is Severity.ERROR for one in view.diagnostics):
        return Refused("mend the errors first: a name in what is not understood would be missed")
    return found


def rename(view: View, offset: int, new: str) -> Renamed | Refused:
    """The edits that give the name at an offset a new name everywhere, or why that cannot be.

    The text with the new name is checked before it is given out: it must refer to the same things at the same places.
    """
    found = renameable(view, offset)
    if isinstance(found, Refused):
        return found
    old = found.declaration.name
    if new == old:
        return Renamed(())
    refused = _unfit(view, found.declaration, new)
    if refused is not None:
        return refused
    edits = tuple(Edit(span, new) for span in occurrences(view, offset))
    after = View(Source(view.source.name, applied(view.text, edits)))
    if any(one.severity is Severity.ERROR for one in after.diagnostics):
        error = next(one for one in after.diagnostics if one.severity is Severity.ERROR)
        return Refused(f"with `{new}` the guideline would have an error: {error.title}")
    wanted = [(new if declared == found.declaration.span else name, line) for name, line, declared in _pattern(view)]
    if [(name, line) for name, line, _ in _pattern(after)] != wanted:
        return Refused(f"`{new}` would be read as something else somewhere in this guideline")
    return Renamed(edits)


def applied(text: str, edits: tuple[Edit, ...]) -> str:
    """The text with edits that do not overlap."""
    for edit in sorted(edits, key=lambda one: one.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


def _holds(span: Span, offset: int, end: bool) -> bool:
    return span.end == offset if end else span.start <= offset < span.end


def _unfit(view: View, declaration: Declaration, new: str) -> Refused | None:
    space = next(each for each, names in view.checking.scope.spaces.items() if declaration in names.values())
    if space is Space.SOURCE and new.isdecimal() and len(new) <= 4:
        pass
    elif _NAME.match(new) is None or len(new) > NAME_LIMIT:
        return Refused("a name is one word of letters, digits and _, and begins with a letter")
    if new in table().lexer.keywords:
        return Refused(f"`{new}` is a word of the language")
    for names in view.checking.scope.spaces.values():
        taken = names.get(new)
        if taken is not None:
            return Refused(f"`{new}` is taken: it is {taken.described}")
    return None


def _pattern(view: View) -> list[tuple[str, int, Span]]:
    """Every reference by what it names and on which line, and where that is declared."""
    return [(one.name, view.source.position(one.span.start)[0], one.declared) for one in view.references]
