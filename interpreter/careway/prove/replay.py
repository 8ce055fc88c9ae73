"""A patient whom the solver found, put before the evaluator: what it says of them decides whether a finding is one.

A claim is a function of a patient and a day. `smallest` makes the patient of a claim that holds as plain as it stays
so: records that do not matter are left out, numbers become round.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from careway.evaluate.result import Result
from careway.evaluate.run import run
from careway.ingest.native_text import Written, native_text
from careway.ingest.read import read_timelines
from careway.ir.nodes import Guideline
from careway.model.quantity import show_number
from careway.prove.person import Fact, Person, day_text, written

Claim = Callable[[Person, int], bool]
LABEL = "witness"


class Evaluator:
    """Runs a guideline on patients of the solver, with the values of one population."""

    def __init__(self, core: Guideline, population: str | None) -> None:
        self.core = core
        self.population = population
        self.concepts = {concept.name: concept for concept in core.vocabulary.concepts}

    def text(self, person: Person) -> Written:
        """The patient as records."""
        return written(person, self.concepts, LABEL, self.population)

    def result(self, person: Person, day: int, core: Guideline | None = None) -> Result | None:
        """What the guideline says at the end of a day; None where the patient cannot be written or a record of theirs
        is refused. `core` is another guideline with the same vocabulary."""
        if not person.facts or not all(_ends(number) for fact in person.facts for number in _numbers(fact)):
            return None
        read = read_timelines("witness.yaml", native_text(self.text(person)).encode(), self.core.vocabulary)
        if not read.timelines or read.timelines[0].records.refused:
            return None
        return run(core or self.core, read.timelines[0], as_of=day_text(day))


def _numbers(fact: Fact) -> Iterator[Fraction]:
    for number in (fact.number, fact.high, fact.low):
        if number is not None:
            yield number


def _ends(number: Fraction) -> bool:
    return not show_number(number).startswith("≈")


def rounded(person: Person) -> Person:
    """The patient with every number that has no end in decimals cut to three places."""

    def cut(number: Fraction | None) -> Fraction | None:
        return number if number is None or _ends(number) else Fraction(round(number * 1000), 1000)

    facts = [replace(fact, number=cut(fact.number), high=cut(fact.high), low=cut(fact.low)) for fact in person.facts]
    return replace(person, facts=tuple(facts))


def smallest(person: Person, day: int, claim: Claim) -> Person:
    """The patient of a claim without what it does not need, with round numbers where those will do."""
    for simpler in (replace(person, sex=None), replace(person, born=None)):
        if simpler != person and claim(simpler, day):
            person = simpler
    for fact in reversed(person.facts):
        without = replace(person, facts=tuple(one for one in person.facts if one is not fact))
        if claim(without, day):
            person = without
    for place in range(len(person.facts)):
        for plainer in _plainer(person.facts[place]):
            facts = (*person.facts[:place], plainer, *person.facts[place + 1 :])
            changed = replace(person, facts=facts)
            if claim(changed, day):
                person = changed
                break
    return person


def _plainer(fact: Fact) -> Iterator[Fact]:
    """The fact with a plainer number, the plainest first."""
    if fact.high is not None or fact.low is not None:
        yield replace(fact, high=None, low=None, number=_round(fact.number, 0))
        yield replace(fact, high=None, low=None)
        yield replace(fact, low=None, high=_round(fact.high, 0), number=_round(fact.number, 0))
        yield replace(fact, low=None)
    if fact.number is not None:
        for places in (-1, 0, 1, 2):
            number = _round(fact.number, places)
            if number != fact.number and number != 0:
                yield replace(fact, number=number)


def _round(number: Fraction | None, places: int) -> Fraction | None:
    return None if number is None else Fraction(round(number * Fraction(10) ** places)) / Fraction(10) ** places
