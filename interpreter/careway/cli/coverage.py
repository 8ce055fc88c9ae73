"""`careway test --coverage`: what the cases of guidelines show of them, on the terminal, as a page, and as JSON.

Guidelines are compiled anew and not taken from the cache, because only then it is known where in the text each of their
nodes stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from careway.base.source import Source, Span
from careway.cli.layout import Line, paragraph, write
from careway.cli.terminal import Screen, Tone
from careway.coverage.document import Covered, document
from careway.coverage.gaps import gaps
from careway.coverage.measure import CaseAt, Coverage, Tally, UnitMeasured
from careway.coverage.page import PageOf, page
from careway.coverage.planning import plan
from careway.coverage.proving import measured_fairly
from careway.coverage.recorder import Recorder
from careway.pipeline import compile_source

if TYPE_CHECKING:
    from careway.cases.nodes import Case
    from careway.cases.suite import Suite
    from careway.cli.guidelines import Loaded
    from careway.ir.nodes import Guideline


class Watched:
    """One guideline: its core with the places of its nodes, and what its cases have shown so far."""

    def __init__(self, loaded: Loaded, core: Guideline) -> None:
        self.source: Source | None = None
        self.core = core
        self._span: Callable[[object], Span | None] = lambda node: None
        self._file = loaded.source.name
        made = compile_source(loaded.source) if not _is_json(loaded.source) else None
        if made is not None and made.core is not None:
            self.source, self.core, self._span = loaded.source, made.core, made.origins.span
        self.coverage = Coverage(plan(self.core, self._line))
        self._recorders: list[tuple[Case, Recorder]] = []
        self._cases = 0

    def _line(self, node: object) -> int | None:
        span = self._span(node)
        return None if span is None or self.source is None else self.source.position(span.start)[0]

    def watching(self, case: Case) -> Recorder:
        """Who looks on at a case's run."""
        recorder = self.coverage.recorder()
        self._recorders.append((case, recorder))
        return recorder

    def take_in(self, suite: Suite) -> None:
        """Take in what the cases of a file showed; those that were not run showed nothing."""
        for (case, recorder), report in zip(self._recorders, suite.reports, strict=True):
            if report.result is not None:
                line = suite.source.position(case.span.start)[0]
                self.coverage.take_in(CaseAt(case.name, suite.source.name, line), recorder, report.result)
                self._cases += 1
        self._recorders = []

    def covered(self) -> Covered:
        """How far the guideline is covered."""
        return Covered(self._file, self.core.id, self._cases, measured_fairly(self.coverage, self.core))

    def for_page(self) -> PageOf:
        """The guideline for the page."""
        return PageOf(self.covered(), self.source, self._span)


def _is_json(source: Source) -> bool:
    return source.name.endswith(".json") or source.text.lstrip("\ufeff \t\r\n").startswith("{")


class Watching:
    """The guidelines whose cases are watched, each once, in the order in which they were met."""

    def __init__(self) -> None:
        self._watched: dict[Path, Watched] = {}

    def of(self, path: Path, loaded: Loaded) -> Watched | None:
        """The guideline at a path; None where it cannot run."""
        place = path.resolve()
        if place not in self._watched and loaded.core is not None:
            self._watched[place] = Watched(loaded, loaded.core)
        return self._watched.get(place)

    def covered(self) -> list[Covered]:
        """How far each guideline is covered."""
        return [one.covered() for one in self._watched.values()]

    def document(self) -> dict[str, Any]:
        """The published form."""
        return document(self.covered())

    def page(self) -> str:
        """The page."""
        return page([one.for_page() for one in self._watched.values()])


def tell(covered: Iterable[Covered], screen: Screen) -> None:
    """Say by rule what the cases show and what they do not."""
    for one in covered:
        found = one.measured
        screen.write()
        cases = f"{one.cases} case{'' if one.cases == 1 else 's'}"
        screen.write(f"{one.file}: {cases}", Tone.HEADING)
        for unit in found.units:
            _tell_unit(unit, screen)
        counted = "; ".join(f"{group.value} {_of(tally)}" for group, tally in found.by_group() if tally.of)
        tone = Tone.GOOD if found.tally.met == found.tally.of else Tone.WARNING
        write(paragraph(f"{_of(found.tally)} objectives met, {found.tally.percent} %: {counted}", screen.width), screen)
        if tone is Tone.GOOD:
            screen.write("nothing is missing", tone)


def _of(tally: Tally) -> str:
    return f"{tally.met} of {tally.of}"


def _tell_unit(measured: UnitMeasured, screen: Screen) -> None:
    unit, tally = measured.unit, measured.tally
    tone = Tone.PLAIN if tally.met == tally.of else Tone.WARNING
    told = f"{tally.percent:>4} %  {unit.sort} {unit.name} (line {unit.line}): {_of(tally)}"
    write([Line(line.text, tone) for line in _hanging(told, screen.width, 8)], screen)
    for gap in gaps(measured):
        write(paragraph(f"line {gap.line}: {gap.sentence}", screen.width, " " * 8, " " * 10), screen)
    for one in measured.judged:
        if one.impossible is not None:
            said = f"line {one.objective.line}: {one.objective.subject}: cannot be: {one.impossible}"
            write(paragraph(said, screen.width, " " * 8, " " * 10), screen)


def _hanging(text: str, width: int, indent: int) -> list[Line]:
    """A line whose first column is kept, wrapped under itself."""
    lead = len(text) - len(text.lstrip())
    return paragraph(text.lstrip(), width, " " * lead, " " * indent)
