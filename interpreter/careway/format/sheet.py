"""The lines of a formatted text while they are written, each with the place in the source that it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field

WIDTH = 100


@dataclass(slots=True)
class Line:
    """One line: its indent, its text, the offset in the source of what it begins with, and the places at which it
    may be broken (position in the text, nesting, offset in the source)."""

    indent: int
    start: int
    text: str = ""
    breaks: list[tuple[int, int, int]] = field(default_factory=list)


class Sheet:
    """Lines written one after the other. After a list of bullets whatever follows begins a new line in the bullets'
    column, which is what ends the list."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._glue = True
        self._after_list: int | None = None
        self._nesting = 0

    @property
    def indent(self) -> int:
        """The indent of the line that is being written."""
        return self.lines[-1].indent

    def begin(self, indent: int, start: int) -> None:
        """Begins a line."""
        self.lines.append(Line(indent, start))
        self._glue, self._after_list = True, None

    def add(self, text: str, glue: bool = False) -> None:
        """Writes a word after a space; with `glue`, directly after what is there."""
        if self._after_list is not None:
            self.begin(self._after_list, self.lines[-1].start)
        line = self.lines[-1]
        line.text += text if glue or self._glue else f" {text}"
        self._glue = False

    def opening(self, text: str) -> None:
        """Writes something that what follows is set close to, such as a bracket."""
        self.add(text)
        self._glue = True
        self._nesting += 1

    def closing(self, text: str) -> None:
        """Writes the end of such a thing."""
        self.add(text, glue=True)
        self._nesting -= 1

    def bullet(self, indent: int, start: int) -> None:
        """Begins a line of a list."""
        self.begin(indent, start)
        self.add("- ")
        self._glue = True

    def end_list(self, indent: int) -> None:
        """Ends a list whose bullets stand at this indent."""
        self._after_list = indent

    def resume(self, start: int) -> None:
        """Says where in the source the next word comes from, should it begin a line after a list."""
        if self._after_list is not None:
            self.begin(self._after_list, start)

    def may_break(self, start: int) -> None:
        """Allows the line to be broken before what is written next, which comes from this offset."""
        if self._after_list is None:
            line = self.lines[-1]
            line.breaks.append((len(line.text), self._nesting, start))

    def wrapped(self) -> list[Line]:
        """The lines, those that are too long broken at their outermost places."""
        result: list[Line] = []
        for line in self.lines:
            if line.indent + len(line.text) <= WIDTH or not line.breaks:
                result.append(line)
                continue
            outermost = min(nesting for _, nesting, _ in line.breaks)
            cuts = [(position, start) for position, nesting, start in line.breaks if nesting == outermost]
            ends = [position for position, _ in cuts[1:]] + [len(line.text)]
            result.append(Line(line.indent, line.start, line.text[: cuts[0][0]]))
            for (position, start), end in zip(cuts, ends, strict=True):
                result.append(Line(line.indent + 4, start, line.text[position:end].strip()))
        return result
