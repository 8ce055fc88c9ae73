"""What two guidelines must agree on for every run of theirs to be the same: their expressions, in pairs.

In: two cores. Out: questions (`Asked`: two criteria, values or times that must say the same wherever they are judged;
`Apart`: two criteria that must never be true at once; `Settled`: what needs no solver), or `Unlike`, where the two
differ in something that is no expression and of which nothing can be shown. What runs the same in both and rests on
nothing that has changed is left out by whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from typing import Any

from careway.base.record import record
from careway.differences.bare import same, wording_fields
from careway.ir import expressions as e
from careway.ir import nodes as n
from careway.ir.regimen import regimen
from careway.model.time import Duration, TimeUnit

NEVER = e.AnyOf(())
ALWAYS = e.All(())


@record
class Place:
    """Where an expression is judged: while one of these steps is active (None: wherever the patient stands), while none
    of `before` is true, all of `sure` are and none of `given` is false, and at the earliest so long after the step was
    entered. While one of `over` is true it does not matter whether this is true: later advice has taken its place.
    `unbegun`: no pathway had begun before this day."""

    steps: tuple[str, ...] | None = None
    before: tuple[e.Criterion, ...] = ()
    sure: tuple[e.Criterion, ...] = ()
    given: tuple[e.Criterion, ...] = ()
    wait: e.Length | None = None
    over: tuple[e.Criterion, ...] = ()
    unbegun: bool = False


ANYWHERE = Place()
_BEFORE = Place(unbegun=True)


@record
class Asked:
    """Two expressions of one rule that must say the same: criteria, values or times."""

    rule: str
    old: Any
    new: Any
    place: Place


@record
class Apart:
    """Two criteria of which never both may be true: rules that are looked at in another order."""

    rule: str
    one: e.Criterion
    other: e.Criterion
    place: Place


@record
class Settled:
    """What of a rule differs and plainly makes no difference, and why."""

    rule: str
    why: str


Question = Asked | Apart | Settled


class Unlike(Exception):
    """The two differ in something of which nothing can be shown."""


def questions(old: n.Guideline, new: n.Guideline) -> Iterator[Question]:
    """All that the two must agree on; Unlike where they surely or possibly do not."""
    for name in ("effective_from", "effective_until"):
        if getattr(old, name) != getattr(new, name):
            raise Unlike
    steps = tuple(step.heading.name for pathway in old.pathways for step in pathway.steps)
    stops = tuple(stop.when for stop in old.stops)
    yield from _eligibility(old, new)
    yield from _stops(old, new, Place(steps))
    for caution, other in _matched(old.cautions, new.cautions):
        yield from _caution(caution, other, Place(steps, stops))
    for after, other in _alike(old.after_stop, new.after_stop):
        yield from _after_stop(after, other, {stop.heading.name for stop in old.stops})
    for monitor, other in _alike(old.monitors, new.monitors):
        yield from _monitor(monitor, other, ANYWHERE)
    for task, other in _alike(old.tasks, new.tasks):
        yield from _task(task, other, ANYWHERE)
    for pathway, other in _alike(old.pathways, new.pathways):
        for step, twin in _alike(pathway.steps, other.steps):
            yield from _step(step, twin, stops, pathway)


# --- lists of rules --------------------------------------------------------------------------------------------------


def _alike(old: Sequence[Any], new: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """The rules of two lists in pairs; there must be as many of the same names."""
    if len(old) != len(new) or any(_name(one) != _name(other) for one, other in zip(old, new, strict=True)):
        raise Unlike
    return zip(old, new, strict=True)


def _name(node: Any) -> str:
    heading = getattr(node, "heading", None)
    return str(heading.name) if heading is not None else str(getattr(node, "name", ""))


def _matched(old: Sequence[Any], new: Sequence[Any]) -> Iterator[tuple[Any, Any | None]]:
    """The rules of a list, each with the one of the same name in a list from which some were left out."""
    by_name = {_name(one): one for one in new}
    left = [_name(one) for one in old if _name(one) in by_name]
    if left != [_name(one) for one in new]:
        raise Unlike
    return ((one, by_name.get(_name(one))) for one in old)


def _kept(old: Sequence[Any], new: Sequence[Any]) -> list[tuple[Any, Any | None]]:
    """The items of a list without names, each with its own in a list from which one may have been left out."""
    if len(old) == len(new):
        return list(zip(old, new, strict=True))
    if len(old) != len(new) + 1:
        raise Unlike
    for place in range(len(old)):
        rest = (*old[:place], *old[place + 1 :])
        if all(same(one, twin) for one, twin in zip(rest, new, strict=True)):
            return [(one, None if index == place else one) for index, one in enumerate(old)]
    raise Unlike


def _rest(old: Any, new: Any, *but: str) -> None:
    """The fields beside these must run the same."""
    if type(old) is not type(new):
        raise Unlike
    shown = wording_fields(type(old))
    for field in fields(old):
        name = field.name
        if name not in but and name not in shown and not same(getattr(old, name), getattr(new, name)):
            raise Unlike


def _pair(rule: str, old: Any, new: Any, place: Place, missing: e.Criterion = ALWAYS) -> Iterator[Asked]:
    """Two expressions; a criterion that is not there is `missing`."""
    if old is None and new is None:
        return
    yield Asked(rule, missing if old is None else old, missing if new is None else new, place)


# --- rules -----------------------------------------------------------------------------------------------------------


def _eligibility(old: n.Guideline, new: n.Guideline) -> Iterator[Question]:
    for rule, other in _alike(old.eligibility, new.eligibility):
        _rest(rule, other, "when")
        yield from _pair(_name(rule), rule.when, other.when, _BEFORE)


def _stops(old: n.Guideline, new: n.Guideline, place: Place) -> Iterator[Question]:
    by_name = {_name(stop): stop for stop in new.stops}
    names, others = [_name(stop) for stop in old.stops], [_name(stop) for stop in new.stops]
    if sorted(names) == sorted(others):
        for index, stop in enumerate(old.stops):
            for later in old.stops[index + 1 :]:
                if others.index(_name(later)) < others.index(_name(stop)):
                    yield Apart(_name(stop), stop.when, later.when, place)
    elif [name for name in names if name in by_name] != others:
        raise Unlike
    for stop in old.stops:
        twin = by_name.get(_name(stop))
        yield from _pair(_name(stop), stop.when, NEVER if twin is None else twin.when, place)
        if twin is not None:
            _rest(stop, twin, "when", "advice")
            yield from _advice(_name(stop), stop.advice, twin.advice, ANYWHERE)


def _caution(old: n.Caution, new: n.Caution | None, place: Place) -> Iterator[Question]:
    rule = _name(old)

    def within(steps: Sequence[str]) -> Place:
        return Place(tuple(steps), place.before) if steps else ANYWHERE

    if new is None:
        yield Asked(rule, old.when, NEVER, within(old.only_in))
        return
    _rest(old, new, "when", "only_in", "advice")
    yield Asked(rule, old.when, new.when, within(old.only_in))
    if set(old.only_in) != set(new.only_in):
        if old.only_in and new.only_in:
            more = sorted(set(old.only_in) ^ set(new.only_in))
            elsewhere = within(more)
        else:
            elsewhere = ANYWHERE
        yield Asked(rule, old.when, NEVER, elsewhere)
        yield Asked(rule, NEVER, new.when, elsewhere)
    yield from _advice(rule, old.advice, new.advice, Place(within(old.only_in).steps, sure=(old.when,)))


def _after_stop(old: n.AfterStop, new: n.AfterStop, every: set[str]) -> Iterator[Question]:
    _rest(old, new, "stops", "advice")
    if (set(old.stops) or every) != (set(new.stops) or every):
        raise Unlike
    if set(old.stops) != set(new.stops):
        yield Settled(_name(old), "those are all the stops")
    yield from _advice(_name(old), old.advice, new.advice, ANYWHERE)


def _advice(rule: str, old: Sequence[n.Advice], new: Sequence[n.Advice], place: Place) -> Iterator[Question]:
    kept = _kept(old, new)
    for index, (advice, other) in enumerate(kept):
        over = tuple(
            later.when or ALWAYS
            for later, twin in kept[index + 1 :]
            if twin is not None and _takes_its_place(later.action, advice.action)
        )
        here = replace(place, wait=None, over=over)
        if other is None:
            yield Asked(rule, advice.when or ALWAYS, NEVER, here)
            continue
        _rest(advice, other, "action", "when")
        yield from _pair(rule, advice.when, other.when, here)
        given = place.given if advice.when is None else (*place.given, advice.when)
        yield from _action(rule, advice.action, other.action, replace(here, given=given))


def _takes_its_place(later: n.Action, action: n.Action) -> bool:
    """Whether later advice of a rule takes the place of this, where both hold: it says how the same drugs are taken."""
    drugs = set(regimen(action))
    return bool(drugs) and drugs <= set(regimen(later))


def _action(rule: str, old: n.Action, new: n.Action, place: Place) -> Iterator[Question]:
    if not isinstance(old, n.AdviseDose) or not isinstance(new, n.AdviseDose):
        if not same(old, new):
            raise Unlike
        return
    _rest(old, new, "low", "high")
    for end, other in ((old.low, new.low), (old.high, new.high)):
        if (end is None) != (other is None):
            raise Unlike
        yield from _pair(rule, end, other, place)


def _step(old: n.Step, new: n.Step, stops: tuple[e.Criterion, ...], pathway: n.Pathway) -> Iterator[Question]:
    rule = _name(old)
    here = Place((rule,), stops)
    before_stops = Place((rule,))  # at an instant, monitors and tasks are looked at before stops
    _rest(old, new, "begin", "begin_again", "advice", "monitors", "tasks", "transitions")
    begin, other = (None if step.begin is None else e.Happened(step.begin) for step in (old, new))
    yield from _pair(rule, begin, other, ANYWHERE, NEVER)
    yield from _pair(rule, old.begin_again, new.begin_again, ANYWHERE, NEVER)
    yield from _advice(rule, old.advice, new.advice, here)
    for monitor, twin in _alike(old.monitors, new.monitors):
        yield from _monitor(monitor, twin, before_stops)
    for task, twin in _alike(old.tasks, new.tasks):
        yield from _task(task, twin, before_stops)
    yield from _ways(old, new, here, pathway)


def _ways(step: n.Step, twin: n.Step, here: Place, pathway: n.Pathway) -> Iterator[Question]:
    rule, old, new = _name(step), step.transitions, twin.transitions
    if len(old) == len(new) and any(one is not two and one in new for one, two in zip(old, new, strict=True)):
        order = [new.index(way) if way in new else -1 for way in old]
        if -1 in order:
            raise Unlike
        for index, way in enumerate(old):
            for later in range(index + 1, len(old)):
                if order[later] < order[index]:
                    yield Apart(rule, way.when or ALWAYS, old[later].when or ALWAYS, here)
        new = old  # each way itself is the same
    passed: tuple[e.Criterion, ...] = ()
    for way, other in _kept(old, new):
        place = replace(here, before=(*here.before, *passed), wait=way.after)
        if other is None:
            if way.when is None:
                raise Unlike
            yield Asked(rule, way.when, NEVER, place)
        else:
            _rest(way, other, "when", "without")
            yield from _pair(rule, way.when, other.when, place)
            yield from _pair(rule, way.without, other.without, here, NEVER)
        alone = way.after is None and way.without is None
        if way.when is not None and alone and rule not in _reached(way.to, pathway):
            passed = (*passed, way.when)


def _reached(step: str | None, pathway: n.Pathway) -> set[str]:
    """The steps that lie on the ways on from one, itself among them. (A way back to a step that was left at the same
    instant is not taken though it is true.)"""
    targets = {_name(one): {way.to for way in one.transitions if way.to is not None} for one in pathway.steps}
    found: set[str] = set()
    stack = [] if step is None else [step]
    while stack:
        one = stack.pop()
        if one not in found:
            found.add(one)
            stack += sorted(targets.get(one, ()))
    return found


# --- schedules and tasks ---------------------------------------------------------------------------------------------


def _monitor(old: n.Monitor, new: n.Monitor, place: Place) -> Iterator[Question]:
    rule = _name(old)
    looked_at = ["start", "phases"]
    if old.late != new.late and _never_late(old) and _never_late(new):
        looked_at.append("late")
        yield Settled(rule, "what is due is missed before it would be late")
    allowed = ("before", "after", "late")
    by_calendar = not old.from_last_result and not new.from_last_result
    if (
        by_calendar
        and _every_day(old)
        and _every_day(new)
        and any(getattr(old, one) != getattr(new, one) for one in allowed)
    ):
        looked_at += allowed
        yield Settled(rule, "with something due each day, a result counts for its own day alone")
    if old.from_last_result != new.from_last_result and all(
        _every_day(one) and not _days(one.after) for one in (old, new)
    ):
        looked_at.append("from_last_result")
        yield Settled(rule, "the day after a result, and after a day without one, is the next day of the calendar")
    _rest(old, new, *looked_at)
    if (old.start is None) != (new.start is None) or len(old.phases) != len(new.phases):
        raise Unlike
    yield from _pair(rule, old.start, new.start, ANYWHERE)
    for phase, other in zip(old.phases, new.phases, strict=True):
        _rest(phase, other, "until")
        yield from _pair(rule, phase.until, other.until, place, NEVER)


def _never_late(monitor: n.Monitor) -> bool:
    """Whether an occasion is missed before it would be late."""
    late, after = _days(monitor.late), _days(monitor.after)
    return late is not None and after is not None and late >= after


def _every_day(monitor: n.Monitor) -> bool:
    """Whether each day is an occasion of its own from the anchor on, so that the windows before and after each are cut
    off at once."""
    if monitor.only_in or monitor.interruptions or len(monitor.phases) != 1:
        return False
    (phase,) = monitor.phases
    lengths = (monitor.before, monitor.after, monitor.late)
    daily = phase.interval == n.Every(Duration(1, TimeUnit.DAY)) and phase.length is None
    return daily and all(_days(length) is not None for length in lengths)


def _days(duration: Duration) -> int | None:
    return {TimeUnit.DAY: 1, TimeUnit.WEEK: 7}.get(duration.unit, 0) * duration.amount or (
        0 if duration.amount == 0 else None
    )


def _task(old: n.Task, new: n.Task, place: Place) -> Iterator[Question]:
    rule = _name(old)
    _rest(old, new, "when", "deadline")
    yield from _pair(rule, old.when, new.when, place if not old.only_in else Place(old.only_in))
    match old.deadline, new.deadline:
        case n.Within() as one, n.Within() as other:
            if one.length != other.length:
                raise Unlike
            yield from _pair(rule, one.of, other.of, ANYWHERE)
        case n.Before() as before, n.Before() as twin:
            yield from _pair(rule, before.time, twin.time, ANYWHERE)
        case _:
            raise Unlike
