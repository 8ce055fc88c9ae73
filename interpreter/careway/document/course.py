"""For whom the guideline is, and its course: the chart of the steps, and each step with its advice and its ways on."""

from __future__ import annotations

from collections.abc import Iterator

from careway.document.blocks import Arrow, Block, Chart, Entry, Item, Link, Node, Section, Words
from careway.document.statements import Statements, anchor, entry, item, listing, sentence
from careway.ir import wording
from careway.ir.expressions import DefinedCriterion, Found
from careway.ir.nodes import Guideline, Pathway, Step, Transition
from careway.ir.spoken import Spoken
from careway.model.terms import EligibilityKind
from careway.model.timeline import Presence

_MOST_IN_WORDS = 8
"""Ways of a course up to which they stand in words at their arrows; with more, their numbers do."""
_LONGEST = 140
"""Characters of a condition that can stand at an arrow; a longer one is read in the list."""


def for_whom(core: Guideline, spoken: Spoken) -> Section:
    """Who may enter, and what is said where somebody may not."""
    entries = []
    for rule in core.eligibility:
        of = Statements(anchor("eligibility", rule.heading.name), rule.heading.name)
        lead = "needed:" if rule.kind is EligibilityKind.ELIGIBLE else "keeps the patient out:"
        items = [of.add(item(spoken.tree(rule.when), lead), rule.heading.line)]
        if rule.otherwise is not None:
            items.append(of.add(Item(f"Otherwise it is said: “{rule.otherwise}”"), rule.heading.line))
        kind = "" if rule.kind is EligibilityKind.ELIGIBLE else "Not with: "
        entries.append(entry("eligibility", rule.heading, rule, listing(items), kind + rule.heading.title))
    said = "No criteria: everybody may enter." if not entries else (
        "Every point must be met; where one cannot be decided, neither can whether the patient may enter."
    )  # fmt: skip
    return Section("for-whom", "For whom", (Words(said),), tuple(entries))


def course(core: Guideline, spoken: Spoken) -> Section:
    """The steps of every pathway."""
    blocks: list[Block] = []
    entries: list[Entry] = []
    for path in core.pathways:
        if len(core.pathways) > 1:
            blocks.append(Words(sentence(f"{path.title or wording.plain(path.name)}:"), strong=True))
        blocks += _chart(core, path, spoken)
        entries += [
            _step(
                bool(core.stops),
                step,
                f"{place}. {step.heading.title or wording.plain(step.heading.name)}",
                path,
                spoken,
            )
            for place, step in enumerate(path.steps, 1)
        ]
    if not entries:
        blocks.append(Words("There are no steps."))
    return Section("course", "The course, step by step", tuple(blocks), tuple(entries))


def _numbers(path: Pathway) -> dict[str, int]:
    return {step.heading.name: place for place, step in enumerate(path.steps, 1)}


def _chart(core: Guideline, path: Pathway, spoken: Spoken) -> Iterator[Block]:
    """The chart of a pathway, how it is read, and the same in an ordered list."""
    if not path.steps:
        return
    numbers = _numbers(path)
    title = path.title or wording.plain(path.name)
    ways = sum(len(step.transitions) for step in path.steps)
    in_words = ways <= _MOST_IN_WORDS
    nodes: list[Node] = []
    arrows: list[Arrow] = []
    items: list[Item] = []
    for place, step in enumerate(path.steps, 1):
        name = step.heading.name
        if step.begin is not None:
            nodes.append(Node(f"begin-{name}", f"Begins at: {spoken.time(step.begin)}", None, ends=True))
            arrows.append(Arrow(f"begin-{name}", name, ""))
        nodes.append(Node(name, f"{place}. {step.heading.title}", anchor("step", name)))
        together: dict[str, list[str]] = {}
        for number, way in enumerate(step.transitions, 1):
            said = _condition(way, spoken)
            short = in_words and len(said) <= _LONGEST
            label = f"{place}.{number} {said}" if short else f"{place}.{number}"
            if in_words:
                arrows.append(Arrow(name, way.to or "end", label))
            else:
                together.setdefault(way.to or "end", []).append(label)
        arrows += [Arrow(name, to, ", ".join(labels)) for to, labels in together.items()]
        below = [
            Item(f"{place}.{number} {_way(way, numbers, spoken)}") for number, way in enumerate(step.transitions, 1)
        ]
        begins = [] if step.begin is None else [Item(f"Begins at: {spoken.time(step.begin)}")]
        stays = [] if below else [Item("No way on: it lasts until a stop")]
        where = (Link("read the step", anchor("step", name)),)
        items.append(Item(step.heading.title, (*begins, *below, *stays), links=where))
    if any(way.to is None for step in path.steps for way in step.transitions):
        nodes.append(Node("end", "The pathway is complete", None, ends=True))
    yield Chart(f"The course of: {title}", tuple(nodes), tuple(arrows))
    how = "The number at an arrow is that of the way on in the list below; where several hold, the first is taken."
    stop = " From every step a stop ends the course (see: When to stop)." if core.stops else ""
    yield Words(how + stop)
    yield from listing(items, ordered=True)


def _step(stops: bool, step: Step, title: str, path: Pathway, spoken: Spoken) -> Entry:
    name, line = step.heading.name, step.heading.line
    numbers = _numbers(path)
    of = Statements(anchor("step", name), name)
    blocks: list[Block] = []
    begins = []
    if step.begin is not None:
        begins.append(of.add(Item(f"Begins at: {spoken.time(step.begin)}"), line))
    if step.begin_again is not None:
        after = "after a stop, or once the course is complete," if stops else "once the course is complete,"
        again = item(spoken.tree(step.begin_again), f"{after} begins again when")
        begins.append(of.add(again, line))
    blocks += listing(begins)
    advised = of.advice(spoken, step.advice)
    if advised:
        blocks += [Words("What to do", strong=True), *listing(advised)]
    inside = [
        of.add(
            Item(f"{word}: {one.heading.title or wording.plain(one.heading.name)}"),
            one.heading.line,
            links=(Link("read on", anchor(what, one.heading.name)),),
        )
        for word, what, every in (("Schedule", "monitor", step.monitors), ("Task", "task", step.tasks))
        for one in every
    ]
    if inside:
        blocks += [Words("While in this step", strong=True), *listing(inside)]
    ways = [
        of.add(
            _way_item(way, numbers, spoken),
            way.line,
            way.cites,
            (Link("read the step", anchor("step", way.to)),) if way.to is not None else (),
        )
        for way in step.transitions
    ]
    if ways:
        blocks += [Words("Ways on, in this order", strong=True), *listing(ways, ordered=True)]
    else:
        blocks.append(Words("There is no way on: this step lasts until a stop." if stops else "There is no way on."))
    own = (step.begin, step.begin_again, step.advice, step.transitions)
    return entry("step", step.heading, own, blocks, title)


def _to(way: Transition, numbers: dict[str, int], spoken: Spoken) -> str:
    if way.to is None:
        return "the course is complete"
    number = numbers.get(way.to)
    return f"{'back ' if way.back else ''}to step {'' if number is None else f'{number}, '}{spoken.step(way.to)}"


def _waits(way: Transition, spoken: Spoken) -> str:
    if way.after is None:
        return ""
    long = spoken.length(way.after)
    match way.without:
        case None:
            return f"after {long} in the step"
        case DefinedCriterion(name=name):
            return f"after {long} without {wording.plain(name)}"
        case Found(concept=concept, presence=Presence.PRESENT, window=None):
            return f"after {long} without {spoken.name(concept)}"
        case other:
            return f"after {long} in which it is at no time so that {spoken.line(other)}"


def _condition(way: Transition, spoken: Spoken) -> str:
    """What a way asks for, in one line."""
    when = "" if way.when is None else f"when {spoken.line(way.when)}"
    return wording.joined(_waits(way, spoken), when) or "at once"


def _way(way: Transition, numbers: dict[str, int], spoken: Spoken) -> str:
    return sentence(f"{_to(way, numbers, spoken)}: {_condition(way, spoken)}")


def _way_item(way: Transition, numbers: dict[str, int], spoken: Spoken) -> Item:
    """A way with its criterion as a list."""
    head = sentence(_to(way, numbers, spoken))
    waits = _waits(way, spoken)
    without = (item(spoken.tree(way.without)),) if isinstance(way.without, DefinedCriterion) else ()
    if way.when is None:
        return Item(f"{head}: {waits or 'at once'}", without)
    said = spoken.tree(way.when)
    lead = f"{waits}, and when" if waits else "when"
    return Item(f"{head}: {lead} {said.text}", (*(item(one) for one in said.below), *without))
