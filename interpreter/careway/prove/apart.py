"""A patient on whom two guidelines part: proposed by the solver where a rule of theirs differs, and run by both.

In: two cores. Out: the patient and the day, or None. The solver looks where `pairs` says that the two must agree; what
they differ in beside that (a schedule's rhythm) is not looked for here. An ordinary patient is preferred: declared
normal limits, eligible, with as few records as will do.
"""

from __future__ import annotations

from collections.abc import Iterator

from careway.differences.outcomes import outcome
from careway.evaluate.result import Admission
from careway.evaluate.run import RunError
from careway.ingest.native_text import Written
from careway.ir.nodes import Guideline
from careway.prove import same
from careway.prove.free import unbegun
from careway.prove.meaning import Meaning
from careway.prove.pairs import Apart, Asked, Settled, Unlike, questions
from careway.prove.person import Person, day_text
from careway.prove.replay import Claim, Evaluator
from careway.prove.same import Comparison
from careway.prove.seek import Effort, Found, seek
from careway.prove.situation import Bounds, Situation, routes
from careway.prove.symbols import Bit, both, no

_EFFORT = Effort(tries=8, steps=20_000_000, alone=True)
_SEARCHES = 5
"""How many searches there are for one."""


def tells_apart(old: Guideline, new: Guideline) -> tuple[Written, str] | None:
    """A patient of whom the two say something else, and the day as of which; None where none was found."""
    populations = (None, *(one.name for one in old.sets if any(one.name == other.name for other in new.sets)))
    left = _SEARCHES
    for population in populations:
        try:
            comparison = Comparison(old, new, population)
        except Unlike:
            return None
        here, there = Evaluator(old, population), Evaluator(new, population)
        for situation, goal in _searches(comparison, population):
            parts = _parting(here, there, situation.route is not None and situation.eligible)
            found = seek(situation, goal, parts, here, _EFFORT)
            if isinstance(found, Found):
                return here.text(found.person), day_text(_earliest(found, parts))
            left -= 1
            if left == 0:
                return None
    return None


def _earliest(found: Found, parts: Claim) -> int:
    """The day of the last record where that will do, else the day on which they part."""
    last = max(fact.day for fact in found.person.facts)
    return last if last < found.day and parts(found.person, last) else found.day


def _searches(comparison: Comparison, population: str | None) -> Iterator[tuple[Situation, list[Bit]]]:
    """Where to look for whom: first for those of whom only one of the two says that something is so."""
    asked = [
        (question, situation)
        for question in _unlike(comparison)
        for situation in _situations(comparison, question, population)
    ]
    for surely in (True, False):
        for question, situation in asked:
            goal = _goal(comparison, situation, question, surely)
            if goal:
                yield situation, goal


def _unlike(comparison: Comparison) -> Iterator[Asked | Apart]:
    """What the two may not agree on, as far as it can be asked."""
    for definition, other in comparison.definitions_in_order():
        if comparison.unlike(definition.body, other.body):
            comparison.changes(definition, other)
    try:
        for question in questions(comparison.old, comparison.new):
            if isinstance(question, Settled):
                continue
            if isinstance(question, Apart) or comparison.unlike(question.old, question.new):
                yield question
    except Unlike:
        return


def _situations(comparison: Comparison, question: Asked | Apart, population: str | None) -> Iterator[Situation]:
    """Where the question is judged, the ordinary situations first."""
    core = comparison.old
    bounds = [Bounds(comparison.reads.parameters, population, own_ranges=own) for own in (False, True)]
    if question.place.steps is None:
        yield from (Situation(core, one, None) for one in bounds)
        return
    ways = sorted((route for step in question.place.steps for route in routes(core, step)), key=lambda r: len(r.steps))
    for route in ways[:2]:
        yield Situation(core, bounds[0], route)
    for route in ways[:1]:
        yield Situation(core, bounds[1], route)
        yield Situation(core, bounds[0], route, eligible=False)


def _goal(comparison: Comparison, situation: Situation, question: Asked | Apart, surely: bool) -> list[Bit]:
    """That the two say something else now; `surely`: that one of them says that it is so, or another number. Empty:
    there is nothing to look for."""
    here = situation.here
    goal = [no(here.criterion(node).true) for node in question.place.before]
    if question.place.unbegun:
        goal += unbegun(comparison.old, Meaning(situation.patient, situation.now - 1))
    goal += [here.criterion(node).true for node in (*question.place.sure, *question.place.given)]
    match question:
        case Asked():
            there = here.as_read_by(comparison.other)
            differ = same.apart(question, here, there)[0 if surely else 1]
            if differ is False:
                return []
            goal.append(differ)
        case Apart():
            if not surely:
                return []
            goal.append(both(*(here.criterion(node).true for node in (question.one, question.other))))
    return goal


def _parting(here: Evaluator, there: Evaluator, eligible: bool) -> Claim:
    """Whether what the two say of a patient differs, of one who is eligible where that is asked."""

    def holds(one: Person, day: int) -> bool:
        try:
            mine, theirs = here.result(one, day), there.result(one, day)
        except RunError:
            return False
        if mine is None or theirs is None or (eligible and mine.eligibility.admission is not Admission.ELIGIBLE):
            return False
        return outcome(mine) != outcome(theirs)

    return holds
