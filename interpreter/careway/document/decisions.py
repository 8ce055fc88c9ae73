"""When to stop, what to watch for, what to do once and what after a stop: the rules that speak from every step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from careway.document.blocks import Block, Entry, Item, Link, Row, Section, Table, Words
from careway.document.statements import Statements, anchor, entry, item, listing, only_in, sentence
from careway.ir import wording
from careway.ir.nodes import Before, Guideline, Heading, Stop, Task, Within
from careway.ir.spoken import Spoken
from careway.model.terms import TaskVerb

_VERBS = {TaskVerb.REPEAT: "repeat", TaskVerb.CHECK: "have on record", TaskVerb.RECORD: "put on record"}


def stops(core: Guideline, spoken: Spoken) -> Section:
    """The stop criteria, as a table of limits and each in full."""
    if not core.stops:
        return Section("stops", "When to stop", (Words("There is no stop criterion."),))
    said = "Each of them alone ends every step, schedule and advice at once."
    note = "The table lists every limit once; how they are combined stands in each criterion below it."
    entries = [_rule(spoken, "stop", one) for one in core.stops]
    return Section("stops", "When to stop", (Words(said), Words(note), _limits(core, spoken)), tuple(entries))


def _limits(core: Guideline, spoken: Spoken) -> Table:
    rows = []
    for stop in core.stops:
        heading = stop.heading
        for place, limit in enumerate(spoken.limits(stop.when), 1):
            cells = (
                Item(heading.title, links=(Link("in full", anchor("stop", heading.name)),)),
                Item(sentence(limit.of)),
                Item(limit.limit or "is so"),
                Item(limit.window or "now"),
                Item(_evidence(heading), cites=heading.cites),
            )
            where = anchor("limit", heading.name, str(place))
            rows.append(Row(f"{heading.name} {limit.of} {place}", cells, where))
    head = ("Stop", "Criterion", "Threshold", "Which records", "Evidence")
    return Table("limits", "Stop criteria", head, tuple(rows))


def _evidence(heading: Heading) -> str:
    graded = [one.value for one in (heading.strength, heading.certainty) if one is not None]
    return ", ".join(graded) if graded else "" if heading.cites else "none cited"


def _rule(spoken: Spoken, what: str, one: Stop) -> Entry:
    of = Statements(anchor(what, one.heading.name), one.heading.name)
    items = [of.add(item(spoken.tree(one.when), "when"), one.heading.line)]
    return entry(what, one.heading, one, (*listing(items), *_advised(spoken, of, one)))


def _advised(spoken: Spoken, of: Statements, one: Stop) -> Sequence[Block]:
    items = of.advice(spoken, one.advice)
    return (Words("Then", strong=True), *listing(items)) if items else ()


def cautions(core: Guideline, spoken: Spoken) -> Section:
    """What warns, and what it advises."""
    entries = []
    for one in core.cautions:
        of = Statements(anchor("caution", one.heading.name), one.heading.name)
        items = [of.add(item(spoken.tree(one.when), "when"), one.heading.line)]
        blocks: list[Block] = [*listing(items)]
        if one.only_in:
            blocks.append(Words(only_in(spoken, one.only_in)))
        advised = of.advice(spoken, one.advice)
        if advised:
            blocks += [Words("Then", strong=True), *listing(advised)]
        entries.append(entry("caution", one.heading, one, blocks))
    said = "A caution warns while its criterion holds, and ends nothing." if entries else "There is no caution."
    return Section("cautions", "Cautions", (Words(said),), tuple(entries))


def tasks(core: Guideline, spoken: Spoken) -> Section:
    """What is due once, with its deadline."""
    inside = [(one, step.heading.name) for path in core.pathways for step in path.steps for one in step.tasks]
    entries = [_task(core, spoken, one, step) for one, step in (*((one, None) for one in core.tasks), *inside)]
    said = "Each is due once." if entries else "There is no task."
    return Section("tasks", "Tasks with a deadline", (Words(said),), tuple(entries))


def _task(core: Guideline, spoken: Spoken, one: Task, step: str | None) -> Entry:
    heading = one.heading
    of = Statements(anchor("task", heading.name), heading.name)
    what = sentence(f"{_VERBS[one.verb]}: {wording.several(targets(core, one.targets))}")
    items = [of.add(Item(what), heading.line), of.add(Item(f"Due {_deadline(one, spoken)}"), heading.line)]
    if one.when is not None:
        items.append(of.add(item(spoken.tree(one.when), "only while"), heading.line))
    if step is not None:
        items.append(of.add(Item(f"In the step {spoken.step(step)}"), heading.line))
    if one.only_in:
        items.append(of.add(Item(only_in(spoken, one.only_in)), heading.line))
    return entry("task", heading, one, listing(items))


def _deadline(one: Task, spoken: Spoken) -> str:
    match one.deadline:
        case Within(length=long, of=time):
            since = "at or after it" if one.verb is TaskVerb.CHECK else "after it"
            return f"within {spoken.length(long)} of: {spoken.time(time)} (a record {since} counts)"
        case Before(time=time):
            return f"before: {spoken.time(time)} (any record up to then counts)"
        case _:
            assert_never(one.deadline)


def targets(core: Guideline, names: Sequence[str]) -> list[str]:
    """What is asked for, with the members of a panel."""
    groups = {one.name: one for one in core.vocabulary.groups}
    concepts = {one.name: one for one in core.vocabulary.concepts}
    found = []
    for name in names:
        if name in groups:
            members = wording.several(map(wording.plain, groups[name].members))
            found.append(f"{groups[name].title or wording.plain(name)} ({members})")
        else:
            found.append(wording.called(concepts[name]))
    return found


def after_stops(core: Guideline, spoken: Spoken) -> Section:
    """What is advised once a stop has spoken."""
    titles = {stop.heading.name: stop.heading.title for stop in core.stops}
    entries = []
    for one in core.after_stop:
        of = Statements(anchor("after a stop", one.heading.name), one.heading.name)
        which = wording.several((f'"{titles[name]}"' for name in one.stops), "or")
        title = f"After the stop {which}" if one.stops else "After any stop"
        entries.append(entry("after a stop", one.heading, one, listing(of.advice(spoken, one.advice)), title))
    said = "What holds once a stop has ended the course." if entries else "The guideline says nothing of it."
    return Section("after-a-stop", "After a stop, and alternatives", (Words(said),), tuple(entries))
