"""The rules of a guideline in one list, each with its kind in words and its place; and what differs between two.

A step is its own beginning, advice and ways; the monitors and tasks inside it are rules of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from careway.base.record import record
from careway.differences import schedules
from careway.differences.bare import same
from careway.differences.conditions import criteria, details, matched, nodes, optional, quoted
from careway.differences.order import moved
from careway.ir import wording
from careway.ir.nodes import (
    Advice,
    AfterStop,
    Caution,
    Eligibility,
    Guideline,
    Heading,
    Monitor,
    Step,
    Stop,
    Task,
    Transition,
)
from careway.model.terms import EligibilityKind
from careway.model.vocabulary import Vocabulary

RuleNode = Eligibility | Step | Monitor | Task | Stop | Caution | AfterStop

_WORDS: dict[type, str] = {
    Step: "step",
    Monitor: "monitor",
    Task: "task",
    Stop: "stop",
    Caution: "caution",
    AfterStop: "after a stop",
}
_KINDS = {EligibilityKind.ELIGIBLE: "asked for", EligibilityKind.EXCLUDED: "keeps the patient out"}


@record
class Rule:
    """A rule: its kind in words, its heading, its node, and the pathway or step that it stands in (empty: the top)."""

    what: str
    heading: Heading
    node: RuleNode
    place: str

    @property
    def own(self) -> object:
        """The node without what stands in it as a rule of its own."""
        if isinstance(self.node, Step):
            step = self.node
            return (step.heading, step.begin, step.begin_again, step.advice, step.transitions)
        return self.node


def rules(core: Guideline) -> tuple[Rule, ...]:
    """Every rule of a guideline, in the order of the core."""
    return tuple(_rules(core))


def _rules(core: Guideline) -> Iterator[Rule]:
    for one in core.eligibility:
        yield Rule("eligibility", one.heading, one, "")
    for pathway in core.pathways:
        for step in pathway.steps:
            yield _rule(step, pathway.name)
            inside: tuple[Monitor | Task, ...] = (*step.monitors, *step.tasks)
            yield from (_rule(item, step.heading.name) for item in inside)
    top: tuple[Iterable[Monitor | Task | Stop | Caution | AfterStop], ...]
    top = (core.monitors, core.tasks, core.stops, core.cautions, core.after_stop)
    for family in top:
        yield from (_rule(item, "") for item in family)


def _rule(node: Step | Monitor | Task | Stop | Caution | AfterStop, place: str) -> Rule:
    return Rule(_WORDS[type(node)], node.heading, node, place)


def running(old: Rule, new: Rule, before: Vocabulary, after: Vocabulary) -> list[str]:
    """What differs between two rules of one name that an engine notices; empty where it does the same with both."""
    found = _moved(old, new)
    if same(old.own, new.own):
        return found
    found += _running(old.node, new.node, before, after)
    if len(found) == 0:  # nothing may be lost for want of words
        found += details(old.own, new.own)
    return found


def _moved(old: Rule, new: Rule) -> list[str]:
    if old.place == new.place:
        return []
    ends = ("at the top" if not rule.place else f"in {wording.plain(rule.place)}" for rule in (old, new))
    return [f"stood {' and stands now '.join(ends)}"]


def _running(old: RuleNode, new: RuleNode, before: Vocabulary, after: Vocabulary) -> list[str]:
    match old, new:
        case Eligibility(), Eligibility():
            kind = [] if old.kind is new.kind else [f"{_KINDS[old.kind]} → {_KINDS[new.kind]}"]
            return kind + criteria(old.when, new.when)
        case Stop(), Stop():
            return criteria(old.when, new.when) + advice(old.advice, new.advice, before, after)
        case Caution(), Caution():
            applies = schedules.only_in(old.only_in, new.only_in)
            return criteria(old.when, new.when) + advice(old.advice, new.advice, before, after) + applies
        case AfterStop(), AfterStop():
            of = []
            if set(old.stops) != set(new.stops):
                ends = (wording.several(map(wording.plain, one.stops), "or") or "any stop" for one in (old, new))
                of = [f"after {' → after '.join(ends)}"]
            return of + advice(old.advice, new.advice, before, after)
        case Monitor(), Monitor():
            return schedules.monitors(old, new)
        case Task(), Task():
            return schedules.tasks(old, new)
        case Step(), Step():
            return _steps(old, new, before, after)
        case _:
            return []


def _steps(old: Step, new: Step, before: Vocabulary, after: Vocabulary) -> list[str]:
    found = schedules.moments(old.begin, new.begin, "begins at", "does not begin by itself")
    found += optional(old.begin_again, new.begin_again, "begins again when {} now", "no longer begins again when {}")
    found += advice(old.advice, new.advice, before, after)
    return found + ways(old.transitions, new.transitions)


def ways(old: Sequence[Transition], new: Sequence[Transition]) -> list[str]:
    """What differs between the ways out of a step; their order counts, as the first that is open is taken."""
    targets = list(dict.fromkeys(way.to for way in (*old, *new)))
    found: list[str] = []
    kept: list[tuple[Transition, Transition]] = []
    for to in targets:
        before, after = ([way for way in ways if way.to == to] for ways in (old, new))
        pairs, gone, come = matched(before, after, schedules.transition)
        if len(gone) == len(come) == 1:  # the one way there was, however much it changed
            pairs, gone, come = [*pairs, (gone[0], come[0])], [], []
        for one, other in pairs:
            said = schedules.transitions(one, other)
            found += said or details(one, other)
        found += [f"no longer goes {quoted(schedules.transition(way))}" for way in gone]
        found += [f"now goes {quoted(schedules.transition(way))}" for way in come]
        kept += pairs
        for way in before:
            twin = next((one for one in after if same(way, one)), None)
            if twin is not None:
                kept.append((way, twin))
    partner = {id(one): other for one, other in kept}
    order = [id(partner[id(way)]) for way in old if id(way) in partner]
    words = {id(way): quoted(schedules.transition(way)) for way in new}
    for here, side, beside in moved(order, [id(way) for way in new if id(way) in order]):
        found.append(f"{words[here]} is tried {side} {words[beside]} now")
    return found


def advice(old: Sequence[Advice], new: Sequence[Advice], before: Vocabulary, after: Vocabulary) -> list[str]:
    """What differs between what two rules advise."""
    words = {id(one): _advised(vocabulary, one) for every, vocabulary in ((old, before), (new, after)) for one in every}
    pairs, gone, come = matched(old, new, lambda one: words[id(one)])
    found: list[str] = []
    for one, other in pairs:
        if same(one.action, other.action):
            said = wording.advised(after, other.action)
            found += [f"{quoted(said)}: {what}" for what in optional(one.when, other.when)]
        else:
            found += [f"advises {what}" for what in nodes(one, other, words[id(one)], words[id(other)])]
    found += [f"no longer advises {quoted(words[id(one)])}" for one in gone]
    found += [f"now advises {quoted(words[id(one)])}" for one in come]
    return found


def _advised(vocabulary: Vocabulary, one: Advice) -> str:
    when = "" if one.when is None else f"when {wording.criterion(one.when)}"
    return wording.joined(wording.advised(vocabulary, one.action), when)


def told(rule: Rule, vocabulary: Vocabulary) -> list[str]:
    """A rule that stands on one side only, in sentences."""
    node = rule.node
    inside = [f"in {wording.plain(rule.place)}"] if rule.place and not isinstance(node, Step) else []
    match node:
        case Eligibility():
            return [f"{_KINDS[node.kind]}: {quoted(wording.criterion(node.when))}"]
        case Stop():
            return [f"when {quoted(wording.criterion(node.when))}", *_advises(node.advice, vocabulary)]
        case Caution():
            applies = [schedules.steps(node.only_in)] if node.only_in else []
            return [f"when {quoted(wording.criterion(node.when))}", *_advises(node.advice, vocabulary), *applies]
        case AfterStop():
            of = wording.several(map(wording.plain, node.stops), "or") or "any stop"
            return [f"after {of}", *_advises(node.advice, vocabulary)]
        case Monitor():
            start = "counted from the entry to the step" if node.start is None else f"from {wording.time(node.start)}"
            said = f"{wording.several(map(wording.plain, node.targets))}: {schedules.phases(node.phases)}"
            return [f"{said}, {start}", *inside]
        case Task():
            said = f"{node.verb.value} {wording.several(map(wording.plain, node.targets))}"
            return [f"{said} {schedules.deadline(node.deadline)}", *inside]
        case Step():
            begin = [] if node.begin is None else [f"begins at {quoted(wording.time(node.begin))}"]
            goes = [f"goes {quoted(schedules.transition(way))}" for way in node.transitions]
            return [*begin, *_advises(node.advice, vocabulary), *goes]


def _advises(every: Sequence[Advice], vocabulary: Vocabulary) -> list[str]:
    return [f"advises {quoted(_advised(vocabulary, one))}" for one in every]
