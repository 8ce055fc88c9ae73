"""Patients put before the guideline with an eye on its boundaries, and patients like them, a step further.

In: a patient of the solver and a day. Out: what the guideline says of them and where they stood. `nearby` changes one
thing of a patient: a number by a step, a record or the day itself by one day, a record left out. Which of these stands
where it should is for the guideline's own run to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from careway.base.record import record
from careway.boundary.points import Boundaries, Brink, Question, Ruling
from careway.boundary.standing import NOT_KNOWN, Point, Stand, Watch, step
from careway.coverage.edges import Limit
from careway.evaluate.result import Admission, Result
from careway.evaluate.run import run
from careway.ingest.native_text import Written, native_text
from careway.ingest.read import read_timelines
from careway.model.vocabulary import Kind
from careway.prove.inquiry import Inquiry
from careway.prove.patient import DAY_ZERO
from careway.prove.person import Fact, Person, day_text


@record
class Placed:
    """A patient on a day, what the guideline says of them then, and where they stand."""

    person: Person
    day: int
    result: Result
    stand: Stand


class Stage:
    """Runs patients of one guideline, each once."""

    def __init__(self, inquiry: Inquiry, found: Boundaries) -> None:
        self.inquiry = inquiry
        self.found = found
        self._seen: dict[tuple[Person, int, int], tuple[Result, Watch] | None] = {}

    def written(self, person: Person) -> Written:
        """The patient as records."""
        return replace(self.inquiry.evaluator.text(person), patient="example")

    def run(self, person: Person, day: int, ruling: int) -> tuple[Result, Watch] | None:
        """What the guideline says at the end of a day, and where the patient stood then, for one rule; None where the
        patient cannot be written or a record of theirs is refused."""
        key = (person, day, ruling)
        if key not in self._seen:
            if len(self._seen) > 20_000:
                self._seen.clear()
            self._seen[key] = self._run(person, day, ruling)
        return self._seen[key]

    def _run(self, person: Person, day: int, ruling: int) -> tuple[Result, Watch] | None:
        if not person.facts or day < 1:
            return None
        text = native_text(self.written(person))
        if "≈" in text:
            return None
        read = read_timelines("example.yaml", text.encode(), self.inquiry.core.vocabulary)
        if not read.timelines or read.timelines[0].records.refused:
            return None
        watch = Watch(self.found, (ruling,), DAY_ZERO + day)
        return run(self.inquiry.core, read.timelines[0], as_of=day_text(day), observer=watch), watch

    def of_nothing(self, concepts: frozenset[str], day: int) -> Iterator[Person]:
        """Patients of whom only something else than these concepts is on record. (A case needs a record.)"""
        for concept in self.inquiry.core.vocabulary.concepts:
            if concept.name not in concepts:
                match concept.kind:
                    case Kind.SYMPTOM | Kind.CONDITION | Kind.DRUG:
                        yield Person((Fact(concept.name, day, None, False),))
                    case Kind.TEST | Kind.QUESTION:
                        yield Person((Fact(concept.name, day, None, True, concept.values[0]),))
                    case Kind.LAB | Kind.VITAL:
                        highs = [normal.high for normal in concept.normal if normal.high is not None]
                        if highs:
                            yield Person((Fact(concept.name, day, highs[0]),))

    def placed(self, person: Person, day: int, point: Point) -> Placed | None:
        """The patient, if on that day they stand at a point."""
        shown = self.run(person, day, point.ruling)
        if shown is None:
            return None
        result, watch = shown
        stand = watch.at(point, DAY_ZERO + day)
        ruling = self.found.rulings[point.ruling]
        if stand is None or not fits(ruling, self.inquiry, result):
            return None
        return Placed(person, day, result, stand)


def fits(ruling: Ruling, inquiry: Inquiry, result: Result) -> bool:
    """Whether a result is of a patient about whom a rule of the pathway speaks: one who was eligible."""
    asked = bool(ruling.steps) and bool(inquiry.core.eligibility)
    return not asked or result.eligibility.admission is Admission.ELIGIBLE


# --- patients like another --------------------------------------------------------------------------------------------


def beside(stage: Stage, base: Placed, question: Question, brink: Brink, offset: int) -> Placed | None:
    """A patient like another, so many steps from a boundary. Where more than the boundary settles the question, one for
    whom the rule comes out otherwise is preferred."""
    point = Point(question.ruling, question.gate, brink.place, offset)
    second: Placed | None = None
    for person, day in nearby(stage, base, question, brink):
        found = stage.placed(person, day, point)
        if found is None:
            continue
        fits_well = brink.own or found.stand.truth is not base.stand.truth
        if fits_well and found.stand.settled >= base.stand.settled:
            return found
        second = second or found
    return second


def rounder(stage: Stage, base: Placed) -> Placed:
    """The patient with rounder numbers, where they stand at the same point with them: results that are multiples of
    each other (a baseline and three times it) are rounded together."""
    for place, fact in enumerate(base.person.facts):
        if fact.number is None or fact.number.denominator == 1:
            continue
        whole = Fraction(max(1, round(fact.number)))
        multiples = {
            other: replace(one, number=one.number / fact.number * whole)
            for other, one in enumerate(base.person.facts)
            if one.number is not None
            and one.concept == fact.concept
            and (one.number / fact.number * 2).denominator == 1
        }
        alone = {place: replace(fact, number=whole)}
        for changed in (multiples, alone):
            facts = tuple(changed.get(at, one) for at, one in enumerate(base.person.facts))
            found = stage.placed(replace(base.person, facts=facts), base.day, base.stand.point)
            if found is not None and (found.stand.truth, found.stand.settled) == (base.stand.truth, base.stand.settled):
                base = found
                break
    return base


def unlike(stage: Stage, base: Placed, question: Question, brink: Brink) -> bool:
    """Whether for a patient a step away the rule comes out otherwise."""
    for person, day in nearby(stage, base, question, brink):
        shown = stage.run(person, day, question.ruling)
        for offset in (-1, 1):
            point = Point(question.ruling, question.gate, brink.place, offset)
            truth = None if shown is None else shown[1].beside.get(point, {}).get(DAY_ZERO + day)
            if truth is not None and truth is not base.stand.truth:
                return True
    return False


def not_known(stage: Stage, base: Placed, question: Question) -> Placed | None:
    """A patient like another of whom the question cannot be answered, since something of it is not on record."""
    point = Point(question.ruling, question.gate, NOT_KNOWN, 0)
    concepts = _concepts(stage, question)
    for person in _with_less(base.person, concepts):
        for one in (person,) if person.facts else stage.of_nothing(concepts, base.day):
            found = stage.placed(one, base.day, point)
            if found is not None:
                return found
    return None


def nearby(stage: Stage, base: Placed, question: Question, brink: Brink) -> Iterator[tuple[Person, int]]:
    """Patients like another, one thing changed; what the question asks of first, the latest first."""
    person, day = base.person, base.day
    concepts = _concepts(stage, question)
    order = sorted(range(len(person.facts)), key=lambda place: (person.facts[place].concept not in concepts, -place))
    if isinstance(brink.edge.edged, Limit):
        for place in order:
            fact = person.facts[place]
            if fact.number is not None:
                for number in _steps(fact.number):
                    yield _with(person, place, replace(fact, number=number)), day
        if brink.edge.edged.whole:
            yield from ((one, day) for one in _with_less(person, concepts))
            yield from ((one, day) for one in _with_more(person, concepts, day))
        return
    yield person, day - 1
    yield person, day + 1
    for place in order:
        fact = person.facts[place]
        for moved in (-1, 1):
            later = fact.day + moved
            if later >= 1 and all(one.concept != fact.concept or one.day != later for one in person.facts):
                yield _with(person, place, replace(fact, day=later)), day
    for at in sorted({fact.day for fact in person.facts}, reverse=True):
        for moved in (-1, 1):
            if at + moved >= 1:
                yield _moved(person, lambda fact, at=at: fact.day == at, moved), day
                yield _moved(person, lambda fact, at=at: fact.day <= at, moved), day


def _concepts(stage: Stage, question: Question) -> frozenset[str]:
    return stage.inquiry.reads_of(question.node).concepts


def _steps(number: Fraction) -> Iterator[Fraction]:
    """The number a step down and a step up; where it has decimals, in their last place too."""
    sizes = [step(number)]
    if number.denominator != 1 and sizes[0] >= 1:
        sizes.append(Fraction(1, 10))
    for size in sizes:
        if number - size >= 0:
            yield number - size
        yield number + size


def _with(person: Person, place: int, fact: Fact) -> Person:
    return _sorted(person, (*person.facts[:place], fact, *person.facts[place + 1 :]))


def _sorted(person: Person, facts: tuple[Fact, ...]) -> Person:
    return replace(person, facts=tuple(sorted(facts, key=lambda fact: (fact.day, fact.concept))))


def _moved(person: Person, which: object, days: int) -> Person:
    assert callable(which)
    return _sorted(person, tuple(replace(one, day=one.day + days) if which(one) else one for one in person.facts))


def _with_less(person: Person, concepts: frozenset[str]) -> Iterator[Person]:
    for fact in sorted(person.facts, key=lambda one: (one.concept not in concepts, -one.day)):
        yield replace(person, facts=tuple(one for one in person.facts if one is not fact))
    for concept in sorted(concepts):
        yield replace(person, facts=tuple(one for one in person.facts if one.concept != concept))
    if person.born is not None:
        yield replace(person, born=None)
    if person.sex is not None:
        yield replace(person, sex=None)


def _with_more(person: Person, concepts: frozenset[str], day: int) -> Iterator[Person]:
    for fact in person.facts:
        if fact.concept in concepts:
            for other in range(max(1, fact.day - 2), min(day, fact.day + 2) + 1):
                if all(one.concept != fact.concept or one.day != other for one in person.facts):
                    yield _sorted(person, (*person.facts, replace(fact, day=other)))
