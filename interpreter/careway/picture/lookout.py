"""Looks on at a run and keeps what each lab and dose was compared with, as it was at the time.

In: a run, as its observer. Out: for each comparison the values of its other side (3 × the baseline, 300 U/L), each from
the instant at which the run's own judge gave it: so the lines of the picture are those that the rules saw, whatever
they are made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import assert_never

from careway.base.record import record
from careway.evaluate.engine import Engine
from careway.evaluate.judge import CRITERIA, VALUES, Judge
from careway.evaluate.observer import Observer
from careway.ir import expressions as e
from careway.ir import wording
from careway.ir.nodes import Guideline, Heading, Transition
from careway.ir.sentences import names_of_results, result_of
from careway.model.quantity import Span
from careway.model.terms import Comparison
from careway.model.time import Instant, When
from careway.model.timeline import Event
from careway.model.truth import Truth
from careway.model.vocabulary import Concept

_TURNED = {
    Comparison.AT_LEAST: Comparison.AT_MOST,
    Comparison.ABOVE: Comparison.BELOW,
    Comparison.AT_MOST: Comparison.AT_LEAST,
    Comparison.BELOW: Comparison.ABOVE,
    Comparison.EQUAL: Comparison.EQUAL,
}
_OWN = re.compile(r"\bits (ULN|LLN)\b")


class Speaks(Enum):
    """When a rule is asked: until a pathway has begun, in steps, after a pathway was left, or always."""

    BEFORE = "before"
    IN_STEPS = "in steps"
    AFTER = "after"
    ALWAYS = "always"


@record
class Speaker:
    """A rule that compares: its heading, when it speaks, and in which steps (empty: in any)."""

    heading: Heading
    when: Speaks
    steps: tuple[str, ...] = ()


@record
class Compared:
    """A number of a patient (`concept`) beside what it is compared with. `of_record`: it is asked of one record."""

    concept: str
    comparison: Comparison
    limit: e.Value
    label: str
    of_record: bool


@dataclass(slots=True)
class Course:
    """What one comparison of one rule had on its other side, from each instant on (None: it was not known)."""

    speaker: Speaker
    compared: Compared
    values: list[tuple[Instant, Span | None]] = field(default_factory=list)

    def note(self, instant: Instant, value: Span | None) -> None:
        """Take a value down, where it is another than before; of one instant the last."""
        if self.values and self.values[-1][0] == instant:
            self.values.pop()
        if not self.values or self.values[-1][1] != value:
            self.values.append((instant, value))


class Lookout(Observer):
    """Looks on at one run of a guideline."""

    def __init__(self, core: Guideline) -> None:
        self.core = core
        self.engine: Engine | None = None
        """The engine, once the run has ended."""
        self._concepts = {concept.name: concept for concept in core.vocabulary.concepts}
        self._definitions = {definition.name: definition for definition in core.definitions}
        self._named = names_of_results(core)
        self._courses: dict[int, list[Course]] = {}
        for speaker, root, criterion in _rules(core):
            found = [Course(speaker, one) for one in self._comparisons(criterion)]
            self._courses.setdefault(id(root), []).extend(found)

    @property
    def courses(self) -> list[Course]:
        """All comparisons, in the order of the rules."""
        return [course for courses in self._courses.values() for course in courses]

    # --- what it is told --------------------------------------------------------------------------------------------

    def judged(self, judge: Judge, node: e.Criterion, result: Truth) -> None:
        self._note(judge, id(node))

    def way_judged(self, judge: Judge, way: Transition, since: When, after: Truth | None, result: Truth) -> None:
        self._note(judge, id(way))

    def ended(self, engine: Engine) -> None:
        self.engine = engine

    def _note(self, judge: Judge, root: int) -> None:
        courses = self._courses.get(root)
        if not courses:
            return
        with judge.apart():
            for course in courses:
                compared = course.compared
                judge.at_hand = _last(judge, compared.concept) if compared.of_record else None
                if compared.of_record and judge.at_hand is None:
                    continue
                course.note(judge.now, judge.value(compared.limit))

    # --- which comparisons a criterion holds ------------------------------------------------------------------------

    def _comparisons(self, criterion: e.Criterion) -> Iterator[Compared]:
        stack: list[e.Criterion] = [criterion]
        while stack:
            node = stack.pop()
            match node:
                case e.All() | e.AnyOf() | e.AtLeast():
                    stack += reversed(node.items)
                case e.Not():
                    stack.append(node.item)
                case e.HeldFor():
                    stack.append(node.criterion)
                case e.DefinedCriterion():
                    body = self._definitions[node.name].body
                    assert isinstance(body, CRITERIA)
                    stack.append(body)
                case e.Exists() | e.InARow():
                    if node.series.where is not None:
                        stack.append(node.series.where)
                case e.Compare():
                    yield from self._of(node)
                case (
                    e.Found() | e.Taking() | e.Paused() | e.Answered() | e.Recorded() | e.Elapsed() | e.Happened()
                ) | (e.Precedes() | e.SexIs() | e.InStep() | e.Monitoring()):
                    pass
                case _:
                    assert_never(node)

    def _of(self, node: e.Compare) -> Iterator[Compared]:
        left, right = self._measured(node.left), self._measured(node.right)
        if left is not None and (right is None or left[1] or not right[1]):
            yield self._beside(left[0], node.comparison, node.left, node.right)
        elif right is not None:
            yield self._beside(right[0], _TURNED[node.comparison], node.right, node.left)

    def _beside(self, concept: str, comparison: Comparison, number: e.Value, limit: e.Value) -> Compared:
        beside = result_of(number, self._definitions)
        said = wording.value(limit, beside, lambda one: self._named.get(one) or wording.selection(one))
        label = _OWN.sub(r"\1", said.removesuffix(f" of {wording.plain(concept)}"))
        return Compared(concept, comparison, limit, label, isinstance(number, e.CandidateValue))

    def _measured(self, node: e.Value) -> tuple[str, bool] | None:
        """Of which lab, vital or drug a number is, and whether it is the last one."""
        while True:
            match node:
                case e.Convert():
                    node = node.value
                case e.DefinedValue():
                    body = self._definitions[node.name].body
                    assert isinstance(body, VALUES)
                    node = body
                case e.ValueOf():
                    series = node.selection.series
                    plain = series.window is None and series.where is None
                    return (series.concept, plain) if self._drawn(self._concepts[series.concept]) else None
                case e.CurrentDose():
                    return node.drug, True
                case e.CandidateValue():
                    return (node.concept, True) if self._drawn(self._concepts[node.concept]) else None
                case _:
                    return None

    @staticmethod
    def _drawn(concept: Concept) -> bool:
        return concept.unit is not None


def _last(judge: Judge, concept: str) -> Event | None:
    records = judge.chart.records[concept]
    seen = records.count(judge.now)
    return records.events[seen - 1] if seen else None


def _rules(core: Guideline) -> Iterator[tuple[Speaker, object, e.Criterion]]:
    """Each rule that a picture shows the limits of, with what an observer is told of it by, and its criterion."""
    for stop in core.stops:
        yield Speaker(stop.heading, Speaks.IN_STEPS), stop.when, stop.when
    for caution in core.cautions:
        when = Speaks.IN_STEPS if caution.only_in else Speaks.ALWAYS
        yield Speaker(caution.heading, when, caution.only_in), caution.when, caution.when
    for pathway in core.pathways:
        for step in pathway.steps:
            here = Speaker(step.heading, Speaks.IN_STEPS, (step.heading.name,))
            if step.begin_again is not None:
                yield Speaker(step.heading, Speaks.AFTER), step.begin_again, step.begin_again
            for way in step.transitions:
                for criterion in (way.when, way.without):
                    if criterion is not None:
                        yield here, way, criterion
    for rule in core.eligibility:
        yield Speaker(rule.heading, Speaks.BEFORE), rule.when, rule.when
