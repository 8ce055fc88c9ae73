"""Stops that a worse value undoes: a patient whom a stop protects, and who would go on with a worse result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from careway.ir import expressions as e
from careway.ir import wording
from careway.ir.reads import walk
from careway.model.terms import FindingKind
from careway.model.vocabulary import Worse
from careway.prove.finding import Said, Shown, Unsettled
from careway.prove.inquiry import Inquiry, Judged
from careway.prove.person import Person, day_text
from careway.prove.seek import Answer, Found, Impossible, Open, seek
from careway.prove.situation import Situation
from careway.prove.symbols import Bit, no


def reversals(inquiry: Inquiry) -> Iterator[Said]:
    """Whether each stop, once it fires, would fire with a worse result of each lab that it speaks of."""
    for judged in inquiry.stops():
        for concept in _labs(inquiry, judged):
            yield _said(inquiry, judged, concept, inquiry.first(_answers(inquiry, judged, concept)))


def _labs(inquiry: Inquiry, judged: Judged) -> list[str]:
    """The labs whose numbers a stop reads."""
    bodies = {one.name: one.body for one in inquiry.core.definitions}
    roots = [judged.when, *(bodies[name] for name in sorted(inquiry.reads_of(judged.when).definitions))]
    read = {
        node.series.concept if isinstance(node, e.Selection) else node.concept
        for root in roots
        for node in walk(root)
        if isinstance(node, e.Selection | e.CandidateValue)
    }
    return [one.name for one in inquiry.core.vocabulary.concepts if one.name in read and one.kind.measured]


def _answers(inquiry: Inquiry, judged: Judged, concept: str) -> Iterator[Answer]:
    """A patient whose last result, taken after the beginning, is replaced by a worse one."""
    worse = inquiry.core.vocabulary.concepts
    direction = next(one.worse for one in worse if one.name == concept)
    for situation in inquiry.anywhere(judged, own_ranges=False):
        slots = situation.patient.records(concept)
        for place, slot in enumerate(slots):
            changed = situation.patient.real(f"a worse {concept}")
            here = situation.here
            instead = replace(slot, value=changed)
            would = situation.with_records(concept, [*slots[:place], instead, *slots[place + 1 :]])
            last = [no(here.visible(later)) for later in slots[place + 1 : place + 2]]
            fits = situation.patient.fitting(concept, changed)
            goal: list[Bit] = [
                here.visible(slot),
                *last,
                fits,
                changed > slot.value if direction is Worse.HIGHER else changed < slot.value,
                here.criterion(judged.when).true,
                no(would.criterion(judged.when).true),
                *(slot.day > day for day in situation.entered[:1]),
            ]

            def holds(person: Person, day: int, situation: Situation = situation) -> bool:
                worse_one = worsened(inquiry, person, concept, judged, day)
                result = inquiry.evaluator.result(person, day)
                return (
                    worse_one is not None
                    and result is not None
                    and inquiry.fits(situation, result)
                    and judged.in_force(result, day_text(day))
                )

            yield seek(situation, goal, holds, inquiry.evaluator)


def worsened(inquiry: Inquiry, person: Person, concept: str, judged: Judged, day: int) -> Person | None:
    """The patient with a worse last result for whom the stop does not fire; None where it fires with all that are
    tried."""
    declared = next(one for one in inquiry.core.vocabulary.concepts if one.name == concept)
    mine = [fact for fact in person.facts if fact.concept == concept and fact.day <= day]
    if not mine or mine[-1].number is None:
        return None
    last = mine[-1]
    for factor in (101, 110, 125, 150, 200, 300, 500, 1000):
        assert last.number is not None
        number = last.number * factor / 100 if declared.worse is Worse.HIGHER else last.number * 100 / factor
        number = number if declared.worse is Worse.HIGHER else Fraction(round(number * 1000), 1000)
        changed = replace(
            person, facts=tuple(replace(fact, number=number) if fact is last else fact for fact in person.facts)
        )
        result = inquiry.evaluator.result(changed, day)
        if result is not None and not judged.in_force(result, day_text(day)) and result.stop is None:
            return changed
    return None


def _said(inquiry: Inquiry, judged: Judged, concept: str, answer: Answer) -> Said:
    name = wording.plain(concept)
    match answer:
        case Found():
            other = worsened(inquiry, answer.person, concept, judged, answer.day)
            assert other is not None
            sentence = f"a worse {name} undoes {judged.name}: the stop fires, and would not with a worse result"
            witnesses = (
                inquiry.witness(answer, "the stop fires", f"stop {judged.name}"),
                inquiry.witness(Found(other, answer.day), f"a worse {name}", "no stop"),
            )
            return inquiry.finding(FindingKind.REVERSAL, judged.heading, judged.line, sentence, (), witnesses)
        case Impossible():
            sentence = f"a worse {name} never undoes {judged.name}"
            return Shown(FindingKind.REVERSAL, judged.heading.name, judged.line, sentence)
        case Open():
            sentence = f"whether a worse {name} undoes {judged.name}: {answer.why}"
            return Unsettled(FindingKind.REVERSAL, judged.heading.name, judged.line, sentence)
