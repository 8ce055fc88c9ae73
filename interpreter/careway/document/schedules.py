"""The schedules: what is due how often, as a calendar of the first year and as a table of phases.

The calendar counts weeks from the schedule's start, a month as a twelfth of a year: it shows the rhythm. The dates of a
patient are counted on the calendar, and `careway run` names them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from careway.document.blocks import Block, Calendar, Entry, Item, Row, Section, Table, Words
from careway.document.decisions import targets
from careway.document.statements import Statements, anchor, entry, item, listing, only_in, sentence
from careway.ir import expressions as e
from careway.ir import wording
from careway.ir.nodes import Every, Guideline, Interval, Monitor, Phase, TimesPer
from careway.ir.spoken import Spoken
from careway.model.terms import Gap
from careway.model.time import Duration, TimeUnit

_WEEKS = 52
_DAYS = {TimeUnit.DAY: 1, TimeUnit.WEEK: 7, TimeUnit.YEAR: 365}
_MONTHS, _ROUND = 12, 6
_RHYTHMS = {TimeUnit.DAY: "daily", TimeUnit.WEEK: "weekly", TimeUnit.MONTH: "monthly", TimeUnit.YEAR: "yearly"}
_GAPS = {
    Gap.CONTINUE: "goes on by the calendar",
    Gap.SUSPEND: "stands still for that time",
    Gap.RESTART: "starts anew",
}


def schedules(core: Guideline, spoken: Spoken) -> Section:
    """Every schedule, those of steps too."""
    inside = [(one, step.heading.name) for path in core.pathways for step in path.steps for one in step.monitors]
    entries = [_monitor(core, spoken, one, step) for one, step in (*((one, None) for one in core.monitors), *inside)]
    if not entries:
        return Section("schedule", "Schedule", (Words("There is no schedule."),))
    said = "A schedule says what is due when; results count within the days allowed around a date."
    said += " A stop ends them all." if core.stops else ""
    return Section("schedule", "Schedule", (Words(said),), tuple(entries))


def _monitor(core: Guideline, spoken: Spoken, one: Monitor, step: str | None) -> Entry:
    heading = one.heading
    of = Statements(anchor("monitor", heading.name), heading.name)
    start = f"the entry to the step {spoken.step(step or '')}" if one.start is None else spoken.time(one.start)
    due = wording.several(targets(core, one.targets))
    items = [Item(f"Due: {due}"), Item(f"Counted from: {start}")]
    if one.from_last_result:
        items.append(Item("Each date is counted from the result before it"))
    if step is not None:
        items.append(Item(f"Lasts as long as the step {spoken.step(step)}"))
    if one.only_in:
        items.append(Item(f"{only_in(spoken, one.only_in)} On return the schedule {_GAPS[one.on_return]}"))
    for pause in one.interruptions:
        long = f"{wording.stretch(pause.comparison)} {spoken.length(pause.length)}"
        said = f"After {wording.plain(pause.drug)} was paused for {long}, the schedule {_GAPS[pause.effect]}"
        items.append(Item(said))
    blocks: list[Block] = [*listing(of.add(one_item, heading.line) for one_item in items)]
    blocks.append(_phases(one, spoken))
    weeks = tuple(_weeks(core, one))
    if any(weeks):
        blocks.append(Calendar(_caption(one, start, spoken), weeks))
    return entry("monitor", heading, one, blocks)


def _phases(one: Monitor, spoken: Spoken) -> Table:
    rows = []
    for place, phase in enumerate(one.phases, 1):
        ends = Item("as long as the schedule lasts")
        if phase.length is not None:
            ends = Item(f"for {spoken.length(phase.length)}")
        elif phase.until is not None:
            ends = Item(*_until(spoken, phase.until))
        cells = (Item(str(place)), Item(rhythm(phase.interval)), ends, Item(_tolerance(one)), Item(_late(one)))
        rows.append(Row(str(place), cells, anchor("phase", one.heading.name, str(place))))
    head = ("Phase", "How often", "How long", "A result counts", "Late")
    caption = f"Phases of: {one.heading.title or wording.plain(one.heading.name)}"
    return Table(f"phases of {one.heading.name}", caption, head, tuple(rows))


def _until(spoken: Spoken, criterion: e.Criterion) -> tuple[str, tuple[Item, ...]]:
    said = item(spoken.tree(criterion), "until")
    return said.text[:1].lower() + said.text[1:], said.below


def rhythm(interval: Interval) -> str:
    """How often: `weekly`, `twice monthly`, `every 2 weeks`."""
    period = interval.period
    often = _RHYTHMS.get(period.unit) if period.amount == 1 else None
    match interval:
        case Every():
            return often or f"every {period}"
        case TimesPer():
            return f"{'twice' if interval.count == 2 else f'{interval.count} times'} {often or f'every {period}'}"
        case _:
            assert_never(interval)


def _tolerance(one: Monitor) -> str:
    if one.before == one.after:
        return f"up to {one.before} before or after its date" if one.before.amount else "on its date"
    sides = [f"{days} {side}" for days, side in ((one.before, "before"), (one.after, "after")) if days.amount]
    return f"up to {wording.several(sides, 'or')} its date"


def _late(one: Monitor) -> str:
    return f"{one.late} after its date" if one.late.amount else "from the day after its date"


# --- the calendar ----------------------------------------------------------------------------------------------------


def _days(given: Duration) -> int | None:
    """A length in days, as the calendar shows it; None for hours and minutes."""
    if given.unit is TimeUnit.MONTH:
        return (given.amount * 365 + _ROUND) // _MONTHS
    of = _DAYS.get(given.unit)
    return None if of is None else given.amount * of


def _held(core: Guideline, given: e.Length | None) -> Duration | None:
    if given is None or isinstance(given, Duration):
        return given
    held = next(one.value for one in core.parameters if one.name == given.name)
    return held if isinstance(held, Duration) else None


def _weeks(core: Guideline, one: Monitor) -> Iterator[int]:
    counted = [0] * _WEEKS
    for day in _occasions(core, one):
        counted[(day - 1) // 7] += 1
    yield from counted


def _occasions(core: Guideline, one: Monitor) -> Iterator[int]:
    """The days after the start on which something is due, in the weeks shown. A phase that ends when something is so is
    shown as if that came not."""
    start, last = 0, _WEEKS * 7
    for phase in one.phases:
        end = _end(core, phase, start, last)
        place = 1
        while True:
            due = _due(phase.interval, place)
            if due is None or start + due > end:
                break
            if start + due > 0:
                yield start + due
            place += 1
        if end >= last:
            return
        start = end


def _end(core: Guideline, phase: Phase, start: int, last: int) -> int:
    held = _held(core, phase.length)
    days = None if held is None else _days(held)
    return last if days is None else min(start + days, last)


def _due(interval: Interval, place: int) -> int | None:
    """The day of the occasion of this place in a phase, the first being 1."""
    period = _days(interval.period)
    if not period:
        return None
    match interval:
        case Every():
            return _days(Duration(place * interval.period.amount, interval.period.unit))
        case TimesPer():
            whole, part = divmod(place, interval.count)
            past = _days(Duration(whole * interval.period.amount, interval.period.unit))
            return None if past is None else past + part * period // interval.count
        case _:
            assert_never(interval)


def _caption(one: Monitor, start: str, spoken: Spoken) -> str:
    said = f"The first year of: {one.heading.title or wording.plain(one.heading.name)}. "
    said += f"How many are due in each week from {start}, a month drawn as a twelfth of a year"
    until = [phase for phase in one.phases if phase.until is not None]
    if until:
        said += f", as long as this does not come: {spoken.line(until[0].until)}" if until[0].until is not None else ""
    return sentence(f"{said}.")
