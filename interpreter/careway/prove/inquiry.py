"""What every question asks with: the guideline, its rules as criteria that are judged somewhere, the situations in
which they are judged, and the evaluator that confirms a patient."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cached_property
from itertools import pairwise

from careway.base.record import record
from careway.evaluate.result import Admission, Kind, Result
from careway.ingest.native_text import native_text
from careway.ir import expressions as e
from careway.ir import wording
from careway.ir.nodes import Advice, Guideline, Heading, Step, Stop, Transition
from careway.ir.reads import Reads, definition_reads, reads_of
from careway.model.quantity import Quantity
from careway.model.terms import FindingKind
from careway.model.time import Duration
from careway.prove.finding import Finding, Witness
from careway.prove.person import Person, day_text
from careway.prove.replay import Evaluator
from careway.prove.seek import Answer, Found, Impossible, Open, seek
from careway.prove.situation import RECORDS, Bounds, Route, Situation, routes
from careway.prove.symbols import Bit
from careway.prove.synthetic import Synthetic


@record
class Judged:
    """A criterion that decides something: of a stop, a caution, an eligibility rule, a way out of a step, a piece of
    advice. `steps` are the steps in which it is judged; none: it is judged wherever the patient stands."""

    heading: Heading
    what: str
    """In words: `stop`, `caution`, `the way to escalation`."""
    node: object
    when: e.Criterion
    line: int
    steps: tuple[str, ...]
    in_force: Callable[[Result, str], bool]
    """Whether a result says that it holds, as decided on a day."""

    @property
    def name(self) -> str:
        """How it is called: by its rule, and by what of the rule it is."""
        own = self.what in ("stop", "caution", "eligibility")
        return self.heading.name if own else f"{self.what} of {self.heading.name}"


@record
class Place:
    """Where a node stands in the text: from which character to which, and on which line."""

    start: int
    end: int
    line: int


Where = Callable[[object], Place | None]
"""Where a node of the core stands in the text that it was made from, if that is known."""


MORE_RECORDS = 7
"""How many records of each concept a patient may have where fewer show nothing."""
_LEFT_OPEN = {
    "HeldFor": "`for at least`",
    "FirstTime": "`first time`",
    "Monitoring": "what a monitor says (missed, late, complete)",
    "Transition": "`after ... without`, once its clock has begun anew",
    "Bound": "windows of hours",
    "Elapsed": "hours since a time",
    "Taking": "a drug taken for hours",
    "Paused": "a drug paused for hours",
    "Concept": "results that are current for hours",
}
"""What is left open, in the author's words."""


class Inquiry:
    """A guideline under proof, with the values of one population."""

    def __init__(
        self,
        core: Guideline,
        parameters: Mapping[str, Quantity | Duration],
        population: str | None = None,
        where: Where = lambda node: None,
        records: int = RECORDS,
        only: str | None = None,
    ) -> None:
        self._only = only
        self.core = core
        self.where = where
        self.bounds = Bounds(parameters, population, records)
        self.evaluator = Evaluator(core, population)
        self.reads = definition_reads(core.definitions)
        self.steps = {step.heading.name: step for pathway in core.pathways for step in pathway.steps}
        self.synthetic = Synthetic(core, population)
        self._situations: dict[object, Situation] = {}

    def asks(self, *names: str) -> bool:
        """Whether anything is asked of a rule of these names."""
        return self._only is None or any(fnmatchcase(name, self._only) for name in names)

    # --- rules -------------------------------------------------------------------------------------------------------

    def stops(self) -> list[Judged]:
        """The stops."""
        return [
            Judged(stop.heading, "stop", stop, stop.when, stop.heading.line, tuple(self.steps), _stopped(stop.heading))
            for stop in self.core.stops
            if self.asks(stop.heading.name)
        ]

    def cautions(self) -> list[Judged]:
        """The cautions."""
        return [
            Judged(item.heading, "caution", item, item.when, item.heading.line, item.only_in, _warned(item.heading))
            for item in self.core.cautions
            if self.asks(item.heading.name)
        ]

    def ways(self, step: Step) -> list[Judged]:
        """The transitions of a step that name a condition."""
        return [
            Judged(
                step.heading,
                f"the way to {wording.plain(item.to)}" if item.to is not None else "the end",
                item,
                item.when,
                item.line,
                (step.heading.name,),
                _moved(step, item),
            )
            for item in step.transitions
            if item.when is not None
        ]

    def advice(self, step: Step) -> list[Judged]:
        """The advice of a step that names a condition."""
        return [
            Judged(
                step.heading, "advice", item, item.when, item.line, (step.heading.name,), _advised(step.heading, item)
            )
            for item in step.advice
            if item.when is not None
        ]

    def all_judged(self) -> list[Judged]:
        """Everything that is judged while the protocol runs."""
        found = [*self.stops(), *self.cautions()]
        for step in self.steps.values():
            if self.asks(step.heading.name):
                found += [*self.ways(step), *self.advice(step)]
        return found

    def reads_of(self, *nodes: object) -> Reads:
        """What nodes read, through definitions too."""
        return reads_of(nodes, self.reads)

    # --- situations --------------------------------------------------------------------------------------------------

    def situation(
        self, route: Route | None, *, own_ranges: bool = True, eligible: bool = True, stop: Stop | None = None
    ) -> Situation:
        """A decision at the end of a route, or after a stop there, made once. Without a route: of any patient."""
        steps = None if route is None else tuple(step.heading.name for step in route.steps)
        key = (steps, own_ranges, eligible, None if stop is None else stop.heading.name)
        if key not in self._situations:
            bounds = Bounds(self.bounds.parameters, self.bounds.population, self.bounds.records, own_ranges)
            self._situations[key] = Situation(self.core, bounds, route, eligible, stop)
        return self._situations[key]

    def anywhere(self, judged: Judged, *, own_ranges: bool = True) -> list[Situation]:
        """The situations that stand for all in which a rule is judged. One that asks nothing of the steps is judged in
        the first, of which no later one has more patients."""
        asks = self.reads_of(judged.when).state
        if not judged.steps and not asks:
            return [self.situation(None, own_ranges=own_ranges)]
        return [self.situation(route, own_ranges=own_ranges) for route in self.routes(judged.steps, through=asks)]

    def routes(self, steps: Sequence[str], *, through: bool) -> list[Route]:
        """Routes to steps (none named: to any), the shortest first; else (`through` not set) only the beginnings."""
        found = [route for step in steps or tuple(self.steps) for route in routes(self.core, step)]
        if not through:
            firsts = {route.steps[0].heading.name: Route(route.pathway, route.steps[:1]) for route in found}
            return list(firsts.values())
        return sorted(found, key=lambda route: len(route.steps))

    @cached_property
    def wider(self) -> Inquiry:
        """The same guideline with patients of more records: a rule that fires for nobody may want more of them."""
        return Inquiry(self.core, self.bounds.parameters, self.bounds.population, self.where, MORE_RECORDS, self._only)

    def left_open(self) -> set[str]:
        """What the formulas of all situations so far do not say exactly."""
        names = {name for situation in self._situations.values() for name in situation.patient.left_open}
        return {_LEFT_OPEN.get(name, name) for name in names}

    # --- answers -----------------------------------------------------------------------------------------------------

    def seek(
        self,
        situation: Situation,
        goal: Sequence[Bit],
        claim: Callable[[Result, str], bool],
        core: Guideline | None = None,
    ) -> Answer:
        """A patient for whom the goal holds, confirmed by what the evaluator says at the end of the day (of `core`,
        where that says more than the guideline itself)."""

        def holds(person: Person, day: int) -> bool:
            result = self.evaluator.result(person, day, core)
            return result is not None and self.fits(situation, result) and claim(result, day_text(day))

        return seek(situation, goal, holds, self.evaluator)

    def fits(self, situation: Situation, result: Result) -> bool:
        """Whether a result is of a patient of the situation: eligible, where it is about those who are."""
        asked = situation.route is not None and situation.eligible
        return not asked or result.eligibility.admission is Admission.ELIGIBLE

    def first(self, answers: Iterator[Answer]) -> Answer:
        """The first patient found; else that there is none in any situation; else why it is open."""
        because: list[tuple[str, int]] = []
        open_: Open | None = None
        for answer in answers:
            match answer:
                case Found():
                    return answer
                case Impossible():
                    because = because or list(answer.because)
                case Open():
                    open_ = open_ or answer
        return open_ or Impossible(tuple(dict.fromkeys(because)))

    def witness(self, found: Found, shows: str, says: str) -> Witness:
        """A patient found, as records."""
        return Witness(shows, native_text(self.evaluator.text(found.person)), day_text(found.day), says)

    def finding(
        self,
        kind: FindingKind,
        heading: Heading,
        line: int,
        sentence: str,
        because: tuple[tuple[str, int], ...] = (),
        witnesses: tuple[Witness, ...] = (),
    ) -> Finding:
        """A finding, accepted where its rule says so."""
        accepted = next((item.because for item in heading.accepted if item.kind in (None, kind)), None)
        return Finding(kind, heading.name, heading.title, line, sentence, because, witnesses, accepted)


def _stopped(heading: Heading) -> Callable[[Result, str], bool]:
    def holds(result: Result, day: str) -> bool:
        stop = result.stop
        return stop is not None and stop.at[:10] == day and heading.name in (stop.rule, *stop.also)

    return holds


def _warned(heading: Heading) -> Callable[[Result, str], bool]:
    def holds(result: Result, day: str) -> bool:
        return any(caution.rule == heading.name for caution in result.cautions)

    return holds


def _moved(step: Step, item: Transition) -> Callable[[Result, str], bool]:
    def holds(result: Result, day: str) -> bool:
        kind = Kind.FINISHED if item.to is None else Kind.STEP
        rule = step.heading.name if item.to is None else item.to
        if not any(entry.kind is kind and entry.rule == rule and entry.at[:10] == day for entry in result.log):
            return False
        stays = [[stay.step for stay in pathway.stays] for pathway in result.pathways]
        return item.to is None or any((step.heading.name, item.to) in pairwise(names) for names in stays)

    return holds


def _advised(heading: Heading, item: Advice) -> Callable[[Result, str], bool]:
    def holds(result: Result, day: str) -> bool:
        return any(said.rule == heading.name and said.line == item.line for said in result.advice)

    return holds
