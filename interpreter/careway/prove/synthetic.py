"""Synthetic patients of the guideline under proof, each run once: for counting, and where the solver finds nobody."""

from __future__ import annotations

from functools import cached_property

from careway.evaluate.result import Kind, Result
from careway.evaluate.run import run
from careway.ingest.native_text import native_text
from careway.ingest.read import read_timelines
from careway.ir.nodes import Guideline
from careway.model.timeline import Timeline
from careway.prove.finding import Witness
from careway.synth.patients import patients

PATIENTS = 40
SEED = 1


class Synthetic:
    """So many synthetic patients of a guideline, drawn and run when they are first asked for."""

    def __init__(self, core: Guideline, population: str | None) -> None:
        self._core = core
        self._population = population

    @cached_property
    def people(self) -> list[tuple[str, Timeline, Result]]:
        """Each patient's text and timeline, and what the guideline says of them in the end."""
        found = []
        for one in patients(self._core, PATIENTS, SEED, population=self._population):
            text = native_text(one)
            for timeline in read_timelines("synthetic.yaml", text.encode(), self._core.vocabulary).timelines:
                found.append((text, timeline, run(self._core, timeline)))
        return found

    def undecided(self, rule: str) -> list[tuple[str, str, tuple[str, ...]]]:
        """The patients in whom a stop was undecided at the end of some day: text, day, and what would decide it."""
        found = []
        for text, timeline, result in self.people:
            days = [entry.at[:10] for entry in result.log if entry.kind is Kind.UNDECIDED and entry.rule == rule]
            for day in days:
                open_ = [one for one in run(self._core, timeline, as_of=day).undecided if one.rule == rule]
                if open_:
                    found.append((text, day, tuple(wanted.what for wanted in open_[0].wanted)))
                    break
        return found

    def given(self, rule: str) -> Witness | None:
        """A patient of whom the log tells that a caution was given."""
        for text, _, result in self.people:
            for entry in result.log:
                if entry.kind is Kind.CAUTION and entry.rule == rule:
                    return Witness("it is given", text, entry.at[:10], entry.text)
        return None
