"""Mutants held against cases: which case notices each, and that none does.

In: a core and its cases, all of which pass on it. Out, for a mutant: the first case that fails on the mutated core, and
how. Cases are tried in an order that finds it soon: those that noticed another mutant of the same rule, those that name
the rule or a rule that rests on it, those whose log names it, and the rest in the order of the file. The order depends
on nothing but guideline and cases, so that equal runs give equal reports.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType

from careway.base.record import record
from careway.cases.judge import judge
from careway.cases.nodes import Case, Entries, Expectation, Listed, PerName, StopWanted
from careway.cases.run import Outcome, run_case
from careway.evaluate.result import Result
from careway.evaluate.run import RunError, run
from careway.ingest.read import read_timelines
from careway.ir import expressions as ex
from careway.ir.nodes import Guideline
from careway.model.timeline import Timeline
from careway.model.vocabulary import Vocabulary
from careway.mutants.generate import is_good
from careway.mutants.mutant import Mutant, mutated
from careway.mutants.spots import owner_of, spots

LONGEST = 60
"""Seconds that one case may take on a mutated core; one that takes longer has been noticed."""


@record
class Noticed:
    """The case that notices a mutant, and how: the expectation that is not met, or that the run breaks off."""

    case: str
    how: str


class TooLong(Exception):
    """A run on a mutated core does not end."""


class Trial:
    """The cases of a guideline, made ready to be run on many mutated cores."""

    def __init__(self, core: Guideline, cases: Sequence[Case]) -> None:
        self.core = core
        self.cases = [case for case in cases if case.skip is None]
        self.failing: list[str] = []
        self.results: list[Result | None] = []
        self._timelines: list[Timeline] = []
        self._named: list[frozenset[str]] = []
        self._logged: list[frozenset[str]] = []
        for case in self.cases:
            report = run_case(case, core)
            if report.outcome is not Outcome.PASSED:
                self.failing.append(case.name)
            self.results.append(report.result)
            self._timelines.append(_timeline(case, core.vocabulary))
            self._named.append(frozenset(name for one in case.expectations for name in names_in(one)))
            log = () if report.result is None else report.result.log
            self._logged.append(frozenset(entry.rule for entry in log))
        self._rest_on = rests_on(core)
        self.keen: list[int] = []
        """The cases that noticed a mutant so far, the last one first: whoever turns to another rule empties it."""

    def touching(self, rule: str) -> list[int]:
        """The cases by their numbers, those most likely to notice a change of this rule first."""
        rules = self._rest_on.get(rule, frozenset()) | {rule}

        def nearness(number: int) -> int:
            named, logged = self._named[number], self._logged[number]
            near = (rule in named, bool(rules & named), rule in logged, bool(rules & logged), True)
            return near.index(True)

        return sorted(range(len(self.cases)), key=lambda number: (nearness(number), number))

    def noticed(self, mutant: Mutant) -> Noticed | None:
        """The first case that notices the mutant; None where no case does."""
        core = mutated(self.core, mutant)
        tried = set()
        for number in (*self.keen, *self.touching(mutant.rule)):
            if number in tried:
                continue
            tried.add(number)
            how = self._fails(number, core)
            if how is not None:
                self.keen = [number, *(other for other in self.keen if other != number)]
                return Noticed(self.cases[number].name, how)
        return None

    def is_mutant(self, mutant: Mutant) -> bool:
        """Whether the change makes a good core."""
        return is_good(mutated(self.core, mutant))

    def _fails(self, number: int, core: Guideline) -> str | None:
        case, timeline = self.cases[number], self._timelines[number]
        try:
            with limited():
                if core.vocabulary is not self.core.vocabulary:
                    timeline = _timeline(case, core.vocabulary)
                result = run(
                    core,
                    timeline,
                    as_of=case.as_of,
                    population=case.population,
                    parameters=dict(case.parameters) or None,
                )
                failures = judge(case.expectations, result)
        except TooLong:
            return "the run no longer ends"
        except RunError as error:
            return str(error)
        except Exception as error:  # a core that the engine cannot run is not one that could go unnoticed
            return f"the run breaks off ({type(error).__name__})"
        return (
            None if not failures else f"{failures[0].key}: expected {failures[0].expected}, found {failures[0].found}"
        )


def _timeline(case: Case, vocabulary: Vocabulary) -> Timeline:
    read = read_timelines("case.yaml", case.document.text.encode(), vocabulary)
    if not read.timelines:
        raise RunError("the records can no longer be read")
    return read.timelines[0]


def names_in(one: Expectation) -> Iterator[str]:
    """The names of rules that an expectation asks about."""
    wanted = one.wanted
    match wanted:
        case StopWanted(rule=rule, also=also):
            yield from (rule, *(also or ())) if rule is not None else ()
        case Listed(items=items):
            yield from items
        case PerName(pairs=pairs):
            for name, items in pairs:
                yield from (name, *items)
        case Entries(entries=entries):
            yield from (entry.rule for entry in entries if entry.rule is not None)
        case _:
            pass


def rests_on(core: Guideline) -> Mapping[str, frozenset[str]]:
    """For each definition, parameter, concept and group, the rules that speak of it, through definitions too."""
    above: dict[str, set[str]] = {}
    for spot in spots(core):
        owner, _ = owner_of((*spot.above, spot.node))
        for name in _spoken_of(spot.node):
            if owner and owner != name:
                above.setdefault(name, set()).add(owner)
    found: dict[str, frozenset[str]] = {}
    for name in above:
        reached: set[str] = set()
        stack = [name]
        while stack:
            for owner in above.get(stack.pop(), ()):
                if owner not in reached:
                    reached.add(owner)
                    stack.append(owner)
        found[name] = frozenset(reached)
    return found


def _spoken_of(node: object) -> Iterator[str]:
    match node:
        case (
            ex.DefinedCriterion() | ex.DefinedTime() | ex.DefinedValue() | ex.ParameterValue() | ex.ParameterDuration()
        ):
            yield node.name
        case ex.Series() | ex.Found() | ex.Answered() | ex.CandidateLimit():
            yield node.concept
        case ex.Taking() | ex.Paused() | ex.CurrentDose() | ex.DrugChange():
            yield node.drug
        case ex.Monitoring():
            yield node.monitor
        case _:
            yield from getattr(node, "targets", ())


@contextmanager
def limited(seconds: int = LONGEST) -> Iterator[None]:
    """Break off what takes too long, where the system has alarms and this is the main thread."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
