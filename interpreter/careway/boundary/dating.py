"""Patients beside the dates of schedules and tasks whom no case holds yet, each as a case.

In: a stretch of a schedule or a task, and a patient of the solver with whom it begins. The occasions before are done on
their due days with ordinary results, and one result stands on the day that is looked at. Out: cases, or why there is
none: the stretch is counted in hours, the step is left before, no patient was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from careway.base.record import record
from careway.boundary.expecting import speaks_of
from careway.boundary.occasions import Calendar, Dated, Place, Window, dated, deadline
from careway.boundary.points import stretch
from careway.boundary.reading import passes
from careway.boundary.said import Left, Offer, Said
from careway.cases.nodes import Case, Key
from careway.cases.run import Outcome, run_case
from careway.cases.written import Plain, case_text, expectations_of
from careway.evaluate.result import Admission, Kind, Result
from careway.evaluate.run import run
from careway.ingest.native_text import native_text
from careway.ingest.read import read_timelines
from careway.ir import wording
from careway.ir.expressions import Literal
from careway.ir.nodes import Before, Monitor, Task, Within
from careway.ir.reads import walk
from careway.model.quantity import Quantity
from careway.model.time import Day
from careway.model.vocabulary import Concept
from careway.model.vocabulary import Kind as ConceptKind
from careway.prove.inquiry import Inquiry
from careway.prove.patient import DAY_ZERO
from careway.prove.person import Fact, Person, day_text
from careway.prove.seek import Found, Impossible, seek
from careway.prove.situation import Situation
from careway.prove.symbols import Bit, both, no

_MOST_OCCASIONS = 60
_LONGEST = 800
"""Days after the beginning within which an occasion is looked for."""


@record
class _Begun:
    """A patient with whom a stretch or task begins, and the day."""

    person: Person
    day: int


@record
class _Reached:
    """A patient who has come to an occasion or a deadline, with its days (counted as the patient's are); and the day on
    which it began."""

    person: Person
    window: Window
    since: int


class Dating:
    """Offers what is missing beside the dates of one guideline."""

    def __init__(self, inquiry: Inquiry, cases: Iterable[Case], only: Callable[[str], bool]) -> None:
        self.inquiry = inquiry
        self.dated = tuple(one for one in dated(inquiry.core) if only(one.heading.name))
        self._panels = {group.name: group.members for group in inquiry.core.vocabulary.groups}
        self._known: set[tuple[int, Place]] = set()
        for case in cases:
            self._take_in(case)

    def _take_in(self, case: Case) -> None:
        asked_of = [place for place, one in enumerate(self.dated) if speaks_of(case, one.heading.name)]
        if not asked_of:
            return
        calendar = Calendar()
        if run_case(case, self.inquiry.core, calendar).outcome is Outcome.PASSED:
            self._known |= {(at, place) for at in asked_of for place in calendar.stood(self.dated[at])}

    def offers(self) -> Iterator[Said]:
        """What is missing, in the order of the text."""
        for at, one in enumerate(self.dated):
            missing = [place for place in one.places if (at, place) not in self._known]
            if not missing:
                continue
            reached = self._reached(one)
            if isinstance(reached, Left):
                yield reached
                continue
            days: set[Day | None] = set()
            for place in one.places:
                day = reached.window.day(place)
                begun = isinstance(one.what, Task) and isinstance(one.what.deadline, Within)
                if day is not None and begun and day <= reached.since:
                    continue  # before the task is open
                if place in missing and day not in days:
                    days.add(day)
                    yield self._offer(one, at, place, reached)

    # --- the patient -------------------------------------------------------------------------------------------------

    def _reached(self, one: Dated) -> _Reached | Left:
        begun = self._begun(one)
        if isinstance(begun, Left):
            return begun
        if isinstance(one.what, Task):
            window = self._due(one, begun)
            return (
                self._left(one, "its deadline is not one day")
                if window is None
                else _Reached(begun.person, window, begun.day)
            )
        found: _Reached | Left | None = None
        for number in (None, *self._numbers(one)):
            walked = self._walked(one, begun, number)
            if isinstance(walked, _Reached):
                return walked
            found = found or walked
        assert found is not None
        return found

    def _numbers(self, one: Dated) -> Iterator[Fraction]:
        """Results that may end a stretch: the numbers that the guideline compares with, and above them."""
        if not isinstance(one.what, Monitor) or all(phase.until is None for phase in one.what.phases):
            return
        units = {self.inquiry.evaluator.concepts[name].unit for name in self._members(one)} - {None, "1"}
        named = {node.value for node in walk(self.inquiry.core) if isinstance(node, Literal) and node.unit in units}
        given = self.inquiry.bounds.parameters.values()
        named |= {value.value for value in given if isinstance(value, Quantity) and value.unit in units}
        yield from sorted({value * factor for value in named for factor in (1, 2, 4) if value > 0})

    def _begun(self, one: Dated) -> _Begun | Left:
        because: list[tuple[str, int]] = []
        open_: str | None = None
        for situation in self._situations(one):
            answer = seek(situation, self._goal(situation, one), self._holds(one), self.inquiry.evaluator)
            if isinstance(answer, Found):
                return _Begun(answer.person, answer.day)
            if isinstance(answer, Impossible):
                because += answer.because
            else:
                open_ = answer.why
        if open_ is not None:
            return self._left(one, open_)
        said = wording.several(dict.fromkeys(f"{rule} (line {line})" for rule, line in because))
        return self._left(one, f"it never begins{f', because of {said}' if said else ''}", never=True)

    def _situations(self, one: Dated) -> Iterator[Situation]:
        routes = self.inquiry.routes(one.steps, through=True)
        if not routes:
            yield self.inquiry.situation(None)
        if not one.steps:
            routes = [route for route in routes if len(route.steps) == 1]
        for route in routes:
            yield self.inquiry.situation(route)

    def _goal(self, situation: Situation, one: Dated) -> list[Bit]:
        here = situation.here
        goal = [no(here.criterion(stop.when).true) for stop in self.inquiry.core.stops] if situation.entered else []
        anchor = None
        if isinstance(one.what, Monitor):
            anchor = one.what.start
        else:
            anchor = one.what.deadline.time if isinstance(one.what.deadline, Before) else one.what.deadline.of
            if one.what.when is not None:
                goal.append(here.criterion(one.what.when).true)
        if anchor is not None:
            moment = here.moment(anchor)
            goal.append(both(moment.come, moment.day == situation.now))
        elif situation.entered:
            goal.append(situation.now == situation.entered[situation.place])
        return goal

    def _holds(self, one: Dated) -> Callable[[Person, int], bool]:
        def holds(person: Person, day: int) -> bool:
            ran = self._run(person, day)
            if ran is None:
                return False
            result, calendar = ran
            if self.inquiry.core.eligibility and result.eligibility.admission is not Admission.ELIGIBLE:
                return False
            if isinstance(one.what, Task):
                return any(deadline(errand) is not None for errand in calendar.errands(one.what))
            return calendar.running(one.what) is not None

        return holds

    def _due(self, one: Dated, begun: _Begun) -> Window | None:
        assert isinstance(one.what, Task)
        ran = self._run(begun.person, begun.day)
        errands = [] if ran is None else ran[1].errands(one.what)
        windows = [window for errand in errands if (window := deadline(errand)) is not None]
        return _counted(windows[-1]) if windows else None

    def _walked(self, one: Dated, begun: _Begun, number: Fraction | None) -> _Reached | Left:
        """The patient with every occasion done on its due day, up to the first of the stretch; `number`: with that
        result."""
        assert isinstance(one.what, Monitor)
        person, day = begun.person, begun.day
        for _ in range(_MOST_OCCASIONS):
            ran = self._run(person, day)
            schedule = None if ran is None else ran[1].running(one.what)
            if ran is None or schedule is None:
                return self._left(one, "the schedule had ended before its first occasion")
            if schedule.ticks.by_clock:
                return self._left(one, "it is counted in hours or minutes; patients are sought by day")
            here = ran[1].of(one)
            if here:
                return _Reached(person, _counted(here[0].window), begun.day)
            if schedule.waiting:
                due = schedule.waiting[0].due - DAY_ZERO
                if due >= day or not schedule.waiting[0].found:
                    person, day = self._with(person, schedule.members, due, number), max(due, day)
                    continue
            following = schedule.upcoming()
            if following is None or following.earliest - DAY_ZERO > begun.day + _LONGEST:
                return self._left(one, "no patient was found who comes to it")
            day = max(day, following.earliest - DAY_ZERO)
        return self._left(one, f"no patient was found who comes to it within {_MOST_OCCASIONS} occasions")

    def _with(self, person: Person, members: Iterable[str], day: int, number: Fraction | None = None) -> Person:
        """The patient with an ordinary result of each member on a day; or with that number."""
        there = {(fact.concept, fact.day) for fact in person.facts}
        more = [self._ordinary(person, name, day, number) for name in members if (name, day) not in there]
        facts = sorted((*person.facts, *more), key=lambda fact: (fact.day, fact.concept))
        return replace(person, facts=tuple(facts))

    def _ordinary(self, person: Person, name: str, day: int, number: Fraction | None) -> Fact:
        concept = self.inquiry.evaluator.concepts[name]
        before = [fact for fact in person.facts if fact.concept == name and fact.day <= day]
        match concept.kind:
            case ConceptKind.LAB | ConceptKind.VITAL:
                number = _normal(concept) if number is None else number
                if number is None:
                    number = before[-1].number if before else _plausible(concept)
                return Fact(name, day, number)
            case ConceptKind.TEST | ConceptKind.QUESTION:
                answer = "no" if "no" in concept.values else concept.values[0]
                return Fact(name, day, None, True, before[-1].answer if before else answer)
            case ConceptKind.SYMPTOM | ConceptKind.CONDITION:
                return Fact(name, day, None, False)
            case ConceptKind.DRUG:
                return before[-1] if before else Fact(name, day, None, True)

    def _run(self, person: Person, day: int) -> tuple[Result, Calendar] | None:
        if not person.facts or day < 1:
            return None
        text = native_text(self.inquiry.evaluator.text(person))
        if "≈" in text:
            return None
        read = read_timelines("example.yaml", text.encode(), self.inquiry.core.vocabulary)
        if not read.timelines or read.timelines[0].records.refused:
            return None
        calendar = Calendar()
        result = run(self.inquiry.core, read.timelines[0], as_of=day_text(day), observer=calendar)
        return result, calendar

    # --- the case ----------------------------------------------------------------------------------------------------

    def _offer(self, one: Dated, at: int, place: Place, reached: _Reached) -> Said:
        day = reached.window.day(place)
        members = self._members(one)
        bare = _without(one.what, reached, members) if isinstance(one.what, Task) else reached.person
        person = bare if day is None else self._with(bare, members, day)
        end = max(reached.window.last + 1, reached.window.due + 1)
        ran = self._run(person, end)
        if ran is None or place not in set(ran[1].stood(one)):
            return self._left(one, f"{place.value}: no patient was found")
        result = ran[0]
        due = day_text(reached.window.due)
        name = f"{_called(one)}, due {due}: {_when(place, day)}: {_came(one, result, due)}"
        text = case_text(
            name,
            replace(self.inquiry.evaluator.text(person), patient="example"),
            day_text(end),
            _wanted(one, result, due),
        )
        if not passes(text, self.inquiry.core, lambda case: speaks_of(case, one.heading.name)):
            return self._left(one, f"{place.value}: a case cannot say what is so here")
        made = f"{one.heading.name}:{'task' if isinstance(one.what, Task) else one.phase + 1}:{place.name.lower()}"
        return Offer(made, one.heading.name, one.heading.title, one.heading.line, name, text)

    def _members(self, one: Dated) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for target in one.what.targets for name in self._panels.get(target, (target,))))

    def _left(self, one: Dated, why: str, *, never: bool = False) -> Left:
        return Left(one.heading.name, one.heading.line, f"{_called(one)}: {why}", never)


def _counted(window: Window) -> Window:
    """The days of a window as a patient's are counted."""
    return Window(window.earliest - DAY_ZERO, window.due - DAY_ZERO, window.last - DAY_ZERO)


def _without(task: Task, reached: _Reached, members: Iterable[str]) -> Person:
    """The patient without results that may do a task."""
    names = set(members)
    since = 0 if isinstance(task.deadline, Before) else reached.since
    kept = (one for one in reached.person.facts if one.concept not in names or one.day <= since)
    return replace(reached.person, facts=tuple(kept))


def _normal(concept: Concept) -> Fraction | None:
    """An ordinary result, as far as the guideline declares what is normal."""
    for normal in sorted(concept.normal, key=lambda one: one.sex is not None):
        if normal.high is not None and normal.low is not None:
            return _round((normal.high + normal.low) / 2)
        if normal.high is not None:
            return _round(normal.high * 3 / 4)
        if normal.low is not None:
            return _round(normal.low * 3 / 2)
    return None


def _plausible(concept: Concept) -> Fraction:
    return _round(sum(concept.plausible, Fraction(0)) / 2) if concept.plausible is not None else Fraction(1)


def _round(number: Fraction) -> Fraction:
    return Fraction(round(number)) if number >= 20 else Fraction(round(number * 10), 10)


# --- in words --------------------------------------------------------------------------------------------------------


def _called(one: Dated) -> str:
    what = wording.plain(one.heading.name)
    if isinstance(one.what, Task) or len(one.what.phases) == 1:
        return what
    return f"{what}, first of `{stretch(one.what.phases[one.phase])}`"


def _when(place: Place, day: int | None) -> str:
    return "never done" if day is None else f"done on {day_text(day)}, {place.value}"


def _came(one: Dated, result: Result, due: str) -> str:
    """What became of an occasion or task, in a word."""
    entries = _entries(one, result, due)
    if entries:
        return entries[-1][1].removeprefix("task ")
    undecided = any(gap.rule == one.heading.name for gap in result.undecided)
    return "cannot be said" if undecided else "open"


def _entries(one: Dated, result: Result, due: str) -> list[tuple[str, str]]:
    """The log's entries on what became of it, each with its day."""
    kinds = (Kind.DONE, Kind.LATE, Kind.MISSED, Kind.TASK_DONE, Kind.TASK_MISSED)
    mine = [entry for entry in result.log if entry.rule == one.heading.name and entry.kind in kinds]
    if isinstance(one.what, Monitor):
        mine = [entry for entry in mine if f"due {due}" in entry.text]
    return [(entry.at[:10], entry.kind.value) for entry in mine]


def _wanted(one: Dated, result: Result, due: str) -> tuple[tuple[str, Plain], ...]:
    name = one.heading.name
    found: dict[str, Plain] = {}
    for key, value in expectations_of(result):
        if key in (Key.MISSED.value, Key.LATE.value, Key.TASKS.value) and isinstance(value, dict) and name in value:
            found[key] = {name: value[name]}
    if isinstance(one.what, Task):
        found.pop(Key.MISSED.value, None)
        found.pop(Key.LATE.value, None)
    if any(gap.rule == name for gap in result.undecided):
        found[Key.UNDECIDED.value] = (name,)
    entries = [f"{at} {kind} {name}" for at, kind in _entries(one, result, due)]
    if entries:
        found[Key.LOG.value] = tuple(entries)
    return tuple(found.items())
