"""A recommendation for each rule: what is to be done, when its definition in the library says so.

Each rule that can be unknown has an action of its own for that: `X cannot be decided`, with the data to obtain. Many
engines take an unknown condition for one that does not hold, and a stop that cannot be decided must never look like no
stop.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from careway.base.record import record
from careway.export import names
from careway.export.fhir.actions import action, condition, doing
from careway.export.fhir.activities import Activity, activities, wanted
from careway.export.fhir.elements import Element
from careway.export.fhir.libraries import library_id, requirements
from careway.export.fhir.metadata import Export
from careway.export.fhir.schedules import in_words
from careway.ir.expressions import Criterion
from careway.ir.nodes import (
    Advice,
    AfterStop,
    Before,
    Caution,
    Heading,
    Monitor,
    Step,
    Stop,
    Task,
    Transition,
    Within,
)
from careway.ir.reads import definition_reads, reads_of
from careway.ir.wording import called, criterion, length, plain, several, time
from careway.model.terms import EligibilityKind, TaskVerb

_VERBS = {TaskVerb.REPEAT: "Repeat", TaskVerb.CHECK: "Check", TaskVerb.RECORD: "Record"}


@record
class Recommendation:
    """One rule as actions. `place` is its kind and name, as they stand in ids; `activities` is what it may ask for;
    `step` the step that it stands in, where it is a monitor or task of one."""

    place: tuple[str, ...]
    name: tuple[str, ...]
    title: str
    description: str
    heading: Heading | None
    actions: tuple[Element, ...]
    activities: tuple[Activity, ...]
    step: str | None = None


class Recommending:
    """Makes the recommendations of one guideline."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.core = export.core
        self.library = library_id(export.core, export.identity)
        self._reads = definition_reads(export.core.definitions)

    def eligibility(self) -> Iterator[Recommendation]:
        """Whether the patient may enter at all, then each rule of it."""
        rules = self.core.eligibility
        if not rules:
            return
        kept_out = [f"{rule.heading.title}: {rule.otherwise}" for rule in rules if rule.otherwise]
        every = tuple(rule.when for rule in rules)
        told = [
            f"{'Needed' if rule.kind is EligibilityKind.ELIGIBLE else 'Must not be'}: {rule.heading.title}"
            for rule in rules
        ]
        actions = (
            self._said("Eligible for the protocol", names.ELIGIBLE, "All criteria are met.", "eligibility", "eligible"),
            self._said(
                "Not eligible for the protocol",
                names.NOT_ELIGIBLE,
                "Do not follow the protocol. " + (" ".join(kept_out) or "A criterion is not met."),
                "eligibility",
                "not-eligible",
            ),
            self._undecided("Eligibility", names.ELIGIBILITY_UNDECIDED, every, "eligibility"),
        )
        described = "Who may enter the protocol. " + "; ".join(told) + "."
        yield Recommendation(("eligibility",), ("eligibility",), "Eligibility", described, None, actions, ())
        for rule in rules:
            place = ("criterion", self._part(rule.heading.name))
            undecided = self._undecided(
                rule.heading.title, names.undecided(rule.heading.name), (rule.when,), *place, heading=rule.heading
            )
            word = "Needed to enter" if rule.kind is EligibilityKind.ELIGIBLE else "Keeps the patient out"
            text = f"{word}: {criterion(rule.when)}."
            yield self._made(place, rule.heading, text, (undecided,), ())

    def step(self, step: Step) -> Recommendation:
        """What is advised in a step."""
        place = ("step", self._part(step.heading.name))
        advised, made = self._advised(place, step.heading.name, step.advice)
        inside = names.in_step(step.heading.name)
        top = action(
            self.export,
            self._id(*place),
            step.heading.title,
            heading=step.heading,
            when=self._when(inside),
            actions=advised,
        )
        return self._made(place, step.heading, self.describe(step), (top,), made)

    def stop(self, stop: Stop) -> Recommendation:
        """A stop: in force, or not to be decided."""
        return self._rule(("stop", self._part(stop.heading.name)), stop.heading, stop.when, stop.advice, "Stop")

    def caution(self, caution: Caution) -> Recommendation:
        """A caution: in force, or not to be decided."""
        return self._rule(
            ("caution", self._part(caution.heading.name)), caution.heading, caution.when, caution.advice, "Caution"
        )

    def after_stop(self, after: AfterStop) -> Recommendation:
        """What is advised once a stop has fired."""
        place = ("after", self._part(after.heading.name))
        advised, made = self._advised(place, after.heading.name, after.advice)
        which = several((plain(one) for one in after.stops), "or") or "any stop"
        return self._made(place, after.heading, f"Holds after {which}.", tuple(advised), made)

    def monitor(self, monitor: Monitor, step: str | None) -> Recommendation:
        """Whether an occasion of a monitor is due, or was missed."""
        text = in_words(self.core, monitor, step)
        return self._dated("monitor", monitor.heading, monitor.targets, text, step)

    def task(self, task: Task, step: str | None) -> Recommendation:
        """Whether a task is open, or was missed."""
        text = f"{_VERBS[task.verb]} {several(map(plain, task.targets))} {_deadline(task)}."
        if task.when is not None:
            text += f" Only when {criterion(task.when)}."
        if task.only_in:
            text += f" Only in {several(map(plain, task.only_in), 'or')}."
        return self._dated("task", task.heading, task.targets, text, step)

    def describe(self, step: Step) -> str:
        """A step in words: how it is entered and left. The library computes it."""
        parts = []
        if step.begin is not None:
            parts.append(f"Begins at {time(step.begin)}.")
        if step.begin_again is not None:
            parts.append(f"Begins again when {criterion(step.begin_again)}.")
        parts += [f"{_transition(one)}." for one in step.transitions]
        return " ".join([f"The patient is in the step {step.heading.title}.", *parts])

    # --- parts -----------------------------------------------------------------------------------------------------

    def _rule(
        self, place: tuple[str, ...], heading: Heading, when: Criterion, advice: Sequence[Advice], word: str
    ) -> Recommendation:
        advised, made = self._advised(place, heading.name, advice)
        top = action(
            self.export,
            self._id(*place),
            f"{word}: {heading.title}",
            heading=heading,
            when=self._when(names.holds(heading.name)),
            actions=advised,
        )
        undecided = self._undecided(heading.title, names.undecided(heading.name), (when,), *place, heading=heading)
        return self._made(place, heading, f"{word} when {criterion(when)}.", (top, undecided), made)

    def _advised(
        self, place: tuple[str, ...], rule: str, advice: Sequence[Advice]
    ) -> tuple[list[Element], tuple[Activity, ...]]:
        actions: list[Element] = []
        every: list[Activity] = []
        for number, one in enumerate(advice, 1):
            here = (*place, f"advice-{number}")
            made = activities(self.export, here, one.action)
            every += made
            text = f"When {criterion(one.when)}." if one.when is not None else None
            holds = self._when(names.advice(rule, number))
            actions.append(doing(self.export, self._id(*here), made, cites=one.cites, when=holds, text=text))
            if one.when is not None:
                title = "; ".join(dict.fromkeys(activity.title for activity in made))
                name = names.advice_undecided(rule, number)
                actions.append(self._undecided(title, name, (one.when,), *here))
        return actions, tuple(every)

    def _dated(
        self, kind: str, heading: Heading, targets: Sequence[str], text: str, step: str | None
    ) -> Recommendation:
        place = (kind, self._part(heading.name))
        made = wanted(self.export, targets)
        due = doing(self.export, self._id(*place, "due"), made, when=self._when(names.is_due(heading.name)))
        due = {**due, "title": f"Due: {heading.title}", "textEquivalent": text}
        missed = action(
            self.export,
            self._id(*place, "missed"),
            f"Missed: {heading.title}",
            text=f"It was not done in time. {text}",
            heading=heading,
            when=self._when(names.is_missed(heading.name)),
        )
        found = self._made(place, heading, text, (due, missed), made)
        return Recommendation(
            found.place,
            found.name,
            found.title,
            found.description,
            found.heading,
            found.actions,
            found.activities,
            step,
        )

    def _undecided(
        self, title: str, definition: str, read: tuple[Criterion, ...], *place: str, heading: Heading | None = None
    ) -> Element:
        needed = reads_of(read, self._reads)
        concepts = [one for one in self.core.vocabulary.concepts if one.name in needed.concepts]
        if concepts:
            obtain = (
                f"Obtain and record what is missing, out of date or unreadable of: {several(map(called, concepts))}."
            )
        else:
            obtain = "Find out where the patient stands in the protocol."
        return action(
            self.export,
            self._id(*place, "undecided"),
            f"Cannot be decided: {title}",
            description=obtain,
            text=f"It is not known whether this applies. {obtain} Until then it counts neither as so nor as not so.",
            heading=heading,
            when=self._when(definition),
            inputs=requirements(self.export.release, self.core, concepts),
        )

    def _said(self, title: str, definition: str, text: str, *place: str) -> Element:
        return action(self.export, self._id(*place), title, text=text, when=self._when(definition))

    def _made(
        self,
        place: tuple[str, ...],
        heading: Heading,
        description: str,
        actions: tuple[Element, ...],
        made: tuple[Activity, ...],
    ) -> Recommendation:
        return Recommendation(place, (place[0], heading.name), heading.title, description, heading, actions, made)

    def _when(self, definition: str) -> Element:
        return condition(self.export, self.library, definition)

    def _part(self, name: str) -> str:
        return self.export.identity.part(name)

    def _id(self, *parts: str) -> str:
        return self.export.identity.action(*parts)


def _transition(one: Transition) -> str:
    where = f"{'Back' if one.back else 'On'} to {plain(one.to)}" if one.to is not None else "Ends"
    if one.after is not None:
        where += f" after {length(one.after)}"
    if one.without is not None:
        where += f" without ({criterion(one.without)})"
    if one.when is not None:
        where += f" when {criterion(one.when)}"
    return where


def _deadline(task: Task) -> str:
    match task.deadline:
        case Within():
            return f"within {length(task.deadline.length)} of {time(task.deadline.of)}"
        case Before():
            return f"before {time(task.deadline.time)}"
