"""One synthetic patient in the making: what is recorded so far, and the evaluator's own view of it.

Records go into the text that will be written and, as they are said, into a running evaluation, so that whoever draws
the patient can ask what the guideline says now. The evaluation is fed with times of day throughout, also where the text
has only dates: it guides the drawing, and what is true of the patient is what a run on the text says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from careway.evaluate.engine import Engine
from careway.evaluate.run import resolve
from careway.evaluate.ticks import needs_clock
from careway.ingest.native_text import Overridden, Retracted, Said, Written
from careway.ingest.values import Used, read_limits, read_value, write_down
from careway.ir import expressions as e
from careway.ir.nodes import Guideline, Monitor
from careway.ir.reads import Reads, definition_reads, walk
from careway.model.quantity import Quantity
from careway.model.time import Calendar, Day, Duration, Instant, show_day
from careway.model.timeline import Event, NoValue, Patient, Retraction, Value
from careway.model.truth import Truth
from careway.model.vocabulary import Concept, Group, GroupKind, Kind, Sex
from careway.synth.courses import Course, Episode
from careway.synth.doses import Dosing, dosings
from careway.synth.measures import Measure, measures

MORNING, EVENING = 8 * 3600, 20 * 3600


class World:
    """What all patients of one guideline share, under one parameter set."""

    def __init__(self, core: Guideline, population: str | None) -> None:
        self.core = core
        self.population = population
        self.parameters: Mapping[str, Quantity | Duration] = resolve(core, population, {})
        self.concepts: dict[str, Concept] = {concept.name: concept for concept in core.vocabulary.concepts}
        self.groups: dict[str, Group] = {group.name: group for group in core.vocabulary.groups}
        self.definitions = {definition.name: definition.body for definition in core.definitions}
        self.reads: dict[str, Reads] = definition_reads(core.definitions)
        self.measures: dict[str, Measure] = measures(core, self.parameters)
        self.dosings: dict[str, Dosing] = dosings(core, self.parameters)
        nodes = list(walk(core))
        self.hourly = any(isinstance(node, Monitor) and needs_clock(node) for node in nodes)
        """Whether a schedule counts in hours."""
        self.by_clock = any(isinstance(node, Duration) and node.by_clock for node in nodes)
        """Whether the guideline speaks of hours at all."""
        self.limited = {node.selection.series.concept for node in nodes if isinstance(node, e.LimitOf)}
        self.limited |= {node.concept for node in nodes if isinstance(node, e.CandidateLimit)}
        """The concepts of which it asks for a limit of the range."""

    def members(self, names: Iterable[str]) -> list[str]:
        """The concepts that names stand for, panels and groups spelled out, each once."""
        found: dict[str, None] = {}
        for name in names:
            for member in self.groups[name].members if name in self.groups else (name,):
                if member in self.concepts:
                    found[member] = None
        return list(found)


@dataclass
class Manner:
    """How a patient's records come about, in chances of a hundred where a number is meant."""

    timed: bool = False
    """Whether records carry times of day."""
    skips: int = 6
    """Visits that are missed."""
    complies: int = 88
    """Advice that is followed."""
    asks: int = 85
    """Questions that are asked when the guideline would know the answer."""
    omits: int = 2
    """Results that are left out of a panel."""
    slips: int = 2
    """Results that are entered wrong, and corrected later."""
    blanks: int = 1
    """Results without a value."""
    late: int = 4
    """Results that become known days later."""
    ranges: bool = False
    """Whether results bring the laboratory's own reference range."""


class Life:
    """A patient's records so far, and what the guideline says of them."""

    def __init__(self, world: World, random: Random, manner: Manner, patient: Patient, day: Day) -> None:
        self.world = world
        self.random = random
        self.manner = manner
        self.patient = patient
        self.calendar = Calendar()
        self.engine = Engine(world.core, patient, self.calendar, world.parameters)
        self.judge = self.engine.judge
        self.records: list[Said] = []
        self.retractions: list[Retracted] = []
        self.overrides: list[Overridden] = []
        self.first_day = day
        self.day: Day = day
        self.now: Instant = self._at(MORNING)
        self.doses: dict[str, Fraction | None] = {}
        """The dose of each drug that is taken; None: it is not known."""
        self.last_doses: dict[str, Fraction | None] = {}
        self.said_on: dict[str, Day] = {}
        """The day on which each concept was last recorded."""
        self.units: dict[str, tuple[str, Fraction, int]] = {}
        """Concepts that this patient's laboratory reports in another unit: the unit, how much of it one of the
        concept's own is, and the decimals."""
        self.limits: dict[str, str] = {}
        self.shunned: Counter[str] = Counter()
        """How many of the coming occasions of a monitor the patient will miss."""
        self._courses: dict[str, Course] = {}
        self._numbers = 0

    # --- time -------------------------------------------------------------------------------------------------------

    def _at(self, seconds: int) -> Instant:
        return self.calendar.start_of(self.day) + seconds

    def go(self, day: Day) -> None:
        """Go on to the morning of a later day; the evaluation has seen everything before it."""
        if day <= self.day:
            return
        self.day = day
        self.engine.advance(self.calendar.start_of(day))
        self.now = self._at(MORNING) + 60 * self.random.randrange(0, 180, 5)

    def go_at(self, instant: Instant) -> None:
        """Go on to a later instant, which is the time of a visit."""
        if instant > self.now:
            self.engine.advance(instant - 1)
            self.day, self.now = self.calendar.day_of(instant), instant

    def look(self) -> None:
        """Let the evaluation see what has been said so far; what is said after it is said later that day."""
        self.engine.advance(self.now)
        self.now = min(self.now + 60 * self.random.randrange(20, 90, 5), self._at(EVENING) + self.now % 3600)
        reached = self.engine.reached
        if reached is not None and self.now <= reached:
            self.now = reached + 60

    # --- questions to the evaluation --------------------------------------------------------------------------------

    def truth(self, node: e.Criterion) -> Truth:
        """Whether a criterion of the core holds, as of the last look."""
        return self.judge.criterion(node)

    def taking(self, drug: str) -> bool:
        """Whether the patient takes a drug."""
        return drug in self.doses

    @property
    def active(self) -> bool:
        """Whether a step is active."""
        return self.engine.active()

    # --- records ----------------------------------------------------------------------------------------------------

    def say(
        self,
        concept: str,
        value: str,
        *,
        range: str | None = None,
        known_after: int = 0,
        id: str | None = None,
    ) -> str:
        """Record something now, and give the key of the record. `known_after`: after so many days it becomes known."""
        at = self._written(self.now)
        known = show_day(self.day + known_after) if known_after else None
        self.records.append(Said(at, concept, value, range, None, known, id))
        usable = self.now if not known_after else self.calendar.start_of(self.day + known_after) + MORNING
        key = ""
        for name in self.world.members([concept]):
            key = self._take_in(name, value, range, usable, None)
            self.said_on[name] = self.day
        return key

    def correct(self, key: str, id: str, concept: str, value: str, at: Instant, after: int) -> None:
        """Correct a record so many days after its own."""
        known = self.calendar.day_of(at) + after
        self.records.append(Said(self._written(at), concept, value, known=show_day(known), corrects=id))
        self._take_in(concept, value, None, self.calendar.start_of(known) + MORNING, key, at)

    def retract(self, key: str, id: str, after: int) -> None:
        """Take a record back so many days from now."""
        day = self.day + after
        self.retractions.append(Retracted(show_day(day), id))
        when = self.calendar.on_day(day)
        entry = Retraction(f"retraction of {key}", key, when.first + MORNING, when)
        self.engine.enqueue(entry, entry.known)

    def override(self, rule: str, reason: str) -> None:
        """Record that a rule is not followed."""
        self.overrides.append(Overridden(self._written(self.now), rule, reason))

    def _written(self, instant: Instant) -> str:
        if not self.manner.timed:
            return show_day(self.calendar.day_of(instant))
        return self.calendar.show_instant(instant - instant % 60).replace(" ", "T")

    def _take_in(
        self, name: str, value: str, range: str | None, usable: Instant, replaces: str | None, at: Instant | None = None
    ) -> str:
        concept = self.world.concepts[name]
        limits = None if range is None else read_limits(range)
        read = read_value(write_down(value), concept, limits)
        meant: Value = read.value if isinstance(read, Used) else NoValue(read.reason)
        self._numbers += 1
        key = f"{name} {self._numbers}"
        at = self.now if at is None else at
        event = Event(key, name, self.calendar.at(at), max(usable, at), meant, replaces=replaces)
        self.engine.enqueue(event, event.known)
        return key

    # --- results ----------------------------------------------------------------------------------------------------

    def course(self, name: str) -> Course:
        """The course of a lab or vital in this patient."""
        course = self._courses.get(name)
        if course is None:
            measure = self.world.measures[name]
            part = Fraction(self.random.randrange(15, 76), 100)
            course = self._courses[name] = Course(measure.low + (measure.high - measure.low) * part)
        return course

    def drawn(self, name: str) -> Fraction:
        """What a laboratory would report today."""
        return self.world.measures[name].rounded(self._found(name))

    def _found(self, name: str) -> Fraction:
        """The level of today, as it varies from day to day in anybody."""
        measure, course = self.world.measures[name], self.course(name)
        level = course.level(self.day)
        width = max((measure.high - measure.low) / 6, abs(level - course.healthy) / 20)
        swing = self.random.randrange(-50, 51) + self.random.randrange(-50, 51)
        return measure.confined(level + width * Fraction(swing, 100))

    def result(self, name: str, value: Fraction | None = None, *, known_after: int = 0, id: str | None = None) -> str:
        """Record a result of today: the one given, or what would be found."""
        measure = self.world.measures[name]
        found = self._found(name) if value is None else value
        text = measure.text(measure.rounded(found) if value is None else value)
        if name in self.units:
            unit, factor, places = self.units[name]
            number = _fixed(found * factor, places)
            # A value that is meant exactly is not rounded away: it is then reported in the guideline's own unit.
            if value is None or Fraction(number) == found * factor:
                text = f"{number} {unit}"
        limits = self.limits.get(name) if name not in self.units else None
        return self.say(name, text, range=limits, known_after=known_after, id=id)

    def reach(self, name: str, value: Fraction) -> None:
        """Let a lab be at a value today, rising to it over the days before and waning after it; what moves with it
        moves too."""
        course, random = self.course(name), self.random
        measure = self.world.measures[name]
        start = max(self.said_on.get(name, self.day - 10), self.day - 21)
        half = random.randrange(4, 12)
        course.begin(Episode(min(start, self.day - 1), self.day, value, half))
        if measure.high <= 0:
            return
        for peer in measure.peers:
            if (
                self.said_on.get(peer) == self.day
                and self._courses[peer].level(self.day) != self._courses[peer].healthy
            ):
                continue
            other, share = self.course(peer), Fraction(random.randrange(35, 95), 100)
            level = other.healthy + (value - course.healthy) * share
            other.begin(Episode(min(start, self.day - 1), self.day, level, half))

    def drift(self, name: str, value: Fraction, days: int) -> None:
        """Let a lab be on its way to a value that it reaches in some days."""
        half = self.random.randrange(5, 13)
        self.course(name).begin(Episode(self.day - self.random.randrange(1, 4), self.day + days, value, half))

    def with_it(self, name: str, likely: int, peers_likely: int) -> None:
        """Record what a laboratory reports along with a result, the rest of its panels and what moves with it: with
        which chances of a hundred."""
        peers = self.world.measures[name].peers
        for group in self.world.groups.values():
            if group.kind is not GroupKind.PANEL or name not in group.members:
                continue
            for other in group.members:
                chance = peers_likely if other in peers else likely
                open_still = other in self.world.measures and self.said_on.get(other) != self.day
                if open_still and self.random.randrange(100) < chance:
                    self.result(other)

    # --- drugs, findings, answers -----------------------------------------------------------------------------------

    def give(self, drug: str, dose: Fraction | None) -> None:
        """Record that a drug is taken at a dose from now on."""
        self.say(drug, self.world.dosings[drug].text(dose))
        self.doses[drug] = self.last_doses[drug] = dose

    def take_away(self, drug: str, word: str) -> None:
        """Record that a drug is not taken from now on."""
        self.say(drug, word)
        self.doses.pop(drug, None)

    def find(self, names: Iterable[str], present: frozenset[str] = frozenset()) -> None:
        """Record findings as asked for now: by the name of their group where none is present and all are asked."""
        asked = list(dict.fromkeys(names))
        if not present.intersection(asked):
            for group in self.world.groups.values():
                findings = all(self.world.concepts[name].kind in FINDINGS for name in group.members)
                if findings and len(group.members) > 1 and set(group.members) <= set(asked):
                    self.say(group.name, "absent")
                    asked = [name for name in asked if name not in group.members]
        for name in asked:
            self.say(name, "present" if name in present else "absent")

    # --- what it comes to -------------------------------------------------------------------------------------------

    def written(self, label: str, born: str | None, zone: str | None) -> Written:
        """All that has been said of the patient."""
        sex = self.patient.sex
        return Written(
            patient=label,
            records=tuple(self.records),
            born=born,
            sex=sex.value if isinstance(sex, Sex) else None,
            zone=zone,
            population=self.world.population,
            retractions=tuple(self.retractions),
            overrides=tuple(self.overrides),
        )


FINDINGS = (Kind.SYMPTOM, Kind.CONDITION)
ANSWERS = (Kind.TEST, Kind.QUESTION)


def _fixed(value: Fraction, places: int) -> str:
    """A number rounded to so many decimals."""
    digits = str(round(value * 10**places)).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits
