"""Slips in conditions, values and times: what an author might have written in place of each node of an expression."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from careway.ir import expressions as ex
from careway.ir import wording
from careway.ir.nodes import Step
from careway.model.terms import DrugEdge, Edge, MonitorState, Operator, Pick
from careway.model.time import Duration
from careway.model.timeline import Presence
from careway.model.vocabulary import Kind
from careway.mutants.change import Change, Scene
from careway.mutants.mutant import Path, Sort
from careway.mutants.slips import STRICTER, beside, durations_beside, in_another_time_unit, in_another_unit
from careway.mutants.spots import Spot, words_of

_OTHER_PICK = {Pick.FIRST: Pick.LAST, Pick.LAST: Pick.FIRST, Pick.HIGHEST: Pick.LOWEST, Pick.LOWEST: Pick.HIGHEST}
_NEGATED = (
    ex.Compare, ex.Taking, ex.Paused, ex.Answered, ex.Recorded, ex.Exists, ex.InARow, ex.HeldFor, ex.Elapsed,
    ex.Happened, ex.Precedes, ex.SexIs, ex.InStep, ex.Monitoring, ex.DefinedCriterion,
)  # fmt: skip


def comparison(spot: Spot, scene: Scene) -> Iterator[Change]:
    """`>=` for `>`, and so on."""
    node = spot.node
    if isinstance(node, ex.Compare | ex.Elapsed):
        other = STRICTER[node.comparison]
        yield Change(
            Sort.COMPARISON, other, f"{node.comparison.value} becomes {other.value}", ("comparison",), in_phrase=True
        )


def number(spot: Spot, scene: Scene) -> Iterator[Change]:
    """A number one step below or above, or read in another unit."""
    node = spot.node
    if not isinstance(node, ex.Literal):
        return
    shown = wording.value(node)
    for one in beside(node.value, node.written):
        new = ex.Literal(one.value, node.unit, one.written)
        yield Change(Sort.NUMBER, new, f"{shown} becomes {one.written}", in_phrase=True)
    if node.unit != "1":
        other = in_another_unit(node.value, node.unit, node.written, scene.concept_near(spot))
        if other is not None:
            new = ex.Literal(other.value, node.unit, other.written)
            yield Change(Sort.UNIT, new, f"{shown} becomes {other.written}", in_phrase=True)


def arithmetic(spot: Spot, scene: Scene) -> Iterator[Change]:
    """Plus for minus."""
    node = spot.node
    other = {Operator.ADD: Operator.SUBTRACT, Operator.SUBTRACT: Operator.ADD}
    if isinstance(node, ex.Arithmetic) and node.operator in other:
        yield Change(
            Sort.NUMBER,
            other[node.operator],
            f"{node.operator.value} becomes {other[node.operator].value}",
            ("operator",),
            in_phrase=True,
        )


def limit(spot: Spot, scene: Scene) -> Iterator[Change]:
    """The lower limit of normal for the upper one."""
    node = spot.node
    if isinstance(node, ex.LimitOf | ex.CandidateLimit):
        other = Edge.LLN if node.edge is Edge.ULN else Edge.ULN
        yield Change(Sort.LIMIT, other, f"{node.edge.value} becomes {other.value}", ("edge",), in_phrase=True)


def joined(spot: Spot, scene: Scene) -> Iterator[Change]:
    """One clause left out; `all of` for `any of`; one more or less asked for."""
    node = spot.node
    if not isinstance(node, ex.All | ex.AnyOf | ex.AtLeast) or len(node.items) < 2:
        return
    for index, item in enumerate(node.items):
        rest = (*node.items[:index], *node.items[index + 1 :])
        words = words_of(item)
        how = (
            f"`{words}` is left out" if words is not None else f"condition {index + 1} of {len(node.items)} is left out"
        )
        if isinstance(node, ex.AtLeast):
            yield Change(Sort.LOGIC, replace(node, items=rest), how, about=item)
        else:
            yield Change(Sort.LOGIC, rest[0] if len(rest) == 1 else replace(node, items=rest), how, about=item)
    several = len(node.items)
    match node:
        case ex.All(items=items):
            yield Change(Sort.LOGIC, ex.AnyOf(items), f"`all of` {several} conditions becomes `any of`")
        case ex.AnyOf(items=items):
            yield Change(Sort.LOGIC, ex.All(items), f"`any of` {several} conditions becomes `all of`")
        case ex.AtLeast(count=count):
            for near in (count - 1, count + 1):
                how = f"at least {count} of {several} conditions becomes at least {near}"
                yield Change(Sort.COUNT, near, how, ("count",))


def negation(spot: Spot, scene: Scene) -> Iterator[Change]:
    """`not` left out or added; `absent` for `present`."""
    node = spot.node
    match node:
        case ex.Not(item=item):
            yield Change(Sort.NEGATION, item, "`not` is left out", in_phrase=True)
        case ex.Found(presence=presence):
            other = Presence.ABSENT if presence is Presence.PRESENT else Presence.PRESENT
            how = f"{presence.value} becomes {other.value}"
            yield Change(Sort.NEGATION, other, how, ("presence",), in_phrase=True)
        case _ if isinstance(node, _NEGATED) and not isinstance(spot.parent, ex.Not):
            yield Change(Sort.NEGATION, ex.Not(node), "`not` is added", in_phrase=True)


def window(spot: Spot, scene: Scene) -> Iterator[Change]:
    """A window left out, and its ends with the day itself or without."""
    node = spot.node
    if isinstance(node, ex.Series | ex.Found | ex.Answered | ex.DrugChange | ex.FirstTime) and node.window is not None:
        words = wording.window(node.window)
        how = f"`{words}` is left out" if words else "the window is left out"
        yield Change(Sort.WINDOW, None, how, ("window",), in_phrase=True)
    if isinstance(node, ex.Bound) and node.time is not None and node.offset is None:
        day = f"the day of {wording.time(node.time)}"
        if node.inclusive:
            new = replace(node, inclusive=False, by_day=False)
            yield Change(Sort.WINDOW, new, f"{day} itself no longer counts", in_phrase=True)
        else:
            new = replace(node, inclusive=True, by_day=True)
            yield Change(Sort.WINDOW, new, f"{day} itself counts too", in_phrase=True)


def length(spot: Spot, scene: Scene) -> Iterator[Change]:
    """A length of time in a condition a step shorter or longer, in another unit, or left out."""
    node, parent = spot.node, spot.parent
    if isinstance(node, Duration) and type(parent).__module__ == ex.__name__ and not _around(spot.above[-2]):
        for near in _near(node):
            yield Change(Sort.WINDOW, near, f"{node} becomes {near}", in_phrase=True)
    match node:
        case ex.Window(start=ex.Bound() as start, end=ex.Bound() as end) if _around(node):
            assert isinstance(start.offset, Duration)
            for near in _near(start.offset):
                new = ex.Window(replace(start, offset=near), replace(end, offset=near))
                yield Change(Sort.WINDOW, new, f"{start.offset} becomes {near}", in_phrase=True)
        case ex.Taking(at_least=given) | ex.Paused(at_least=given) if given is not None:
            how = f"`at least {wording.length(given)}` is left out"
            yield Change(Sort.WINDOW, None, how, ("at_least",), in_phrase=True)
        case ex.HeldFor(criterion=criterion):
            how = f"`for at least {wording.length(node.duration)}` is left out"
            yield Change(Sort.WINDOW, criterion, how)
        case _:
            pass


def _around(node: object) -> bool:
    """Whether a window reaches as far before a time as after it: the author wrote one length."""
    if not isinstance(node, ex.Window) or node.start is None or node.end is None:
        return False
    return isinstance(node.start.offset, Duration) and node.start.offset == node.end.offset


def _near(duration: Duration) -> Iterator[Duration]:
    yield from durations_beside(duration)
    other = in_another_time_unit(duration)
    if other is not None:
        yield other


def chosen(spot: Spot, scene: Scene) -> Iterator[Change]:
    """The first record for the last, the lowest for the highest; a result however old; one without its condition."""
    node = spot.node
    if isinstance(node, ex.Selection):
        called = wording.plain(node.series.concept)
        if not _only_whether(spot) or node.series.where is not None:
            other = _OTHER_PICK[node.pick]
            how = f"the {node.pick.value} {called} becomes the {other.value}"
            yield Change(Sort.CHOICE, other, how, ("pick",), in_phrase=True)
        if node.current and scene.concepts[node.series.concept].current_for is not None:
            how = f"{called} speaks for the present however old it is"
            yield Change(Sort.CHOICE, False, how, ("current",))
        yield from _unasked(node.series, called, ("series", "where"))
    elif isinstance(node, ex.CountOf):
        yield from _unasked(node.series, wording.plain(node.series.concept), ("series", "where"))


def _unasked(series: ex.Series, called: str, path: Path) -> Iterator[Change]:
    if series.where is not None:
        how = f"`{wording.criterion(series.where)}` is no longer asked of {called}"
        yield Change(Sort.CHOICE, None, how, path, in_phrase=True)


def _only_whether(spot: Spot) -> bool:
    """Whether it is only asked if a time has come: the first such time and the last come at once."""
    holders = (*spot.above, spot.node)
    time = len(holders) - (2 if isinstance(spot.node, ex.Selection) else 1)
    holder = holders[time - 1]
    return isinstance(holder, ex.Happened) or (isinstance(holder, Step) and holder.begin is holders[time])


def moment(spot: Spot, scene: Scene) -> Iterator[Change]:
    """The first change of a drug, or entry to a step, for the last; started for stopped; before for after."""
    node = spot.node
    if isinstance(node, ex.DrugChange | ex.StepEntry) and not _only_whether(spot):
        other = _OTHER_PICK[node.pick]
        yield Change(Sort.CHOICE, other, f"{node.pick.value} becomes {other.value}", ("pick",), in_phrase=True)
    match node:
        case ex.DrugChange(edge=edge):
            swapped = DrugEdge.STOP if edge is DrugEdge.START else DrugEdge.START
            yield Change(Sort.CHOICE, swapped, f"{edge.value} becomes {swapped.value}", ("edge",), in_phrase=True)
        case ex.Precedes(on_day=on_day):
            how = "the same day no longer counts" if on_day else "the same day counts too"
            yield Change(Sort.WINDOW, not on_day, how, ("on_day",), in_phrase=True)
        case ex.Shifted(time=time, sign=sign):
            how = "after becomes before" if sign > 0 else "before becomes after"
            yield Change(Sort.WINDOW, -sign, how, ("sign",), in_phrase=True)
            how = f"`{wording.length(node.duration)}` is left out"
            yield Change(Sort.WINDOW, time, how, in_phrase=True)
        case _:
            pass


def counted(spot: Spot, scene: Scene) -> Iterator[Change]:
    """A number of results or of missed occasions one lower or higher; late for missed."""
    node = spot.node
    if isinstance(node, ex.Recorded | ex.Exists | ex.InARow) or (
        isinstance(node, ex.Monitoring) and node.state is MonitorState.MISSED
    ):
        for near in (node.count - 1, node.count + 1):
            if near >= 1:
                yield Change(Sort.COUNT, near, f"{node.count} becomes {near}", ("count",), True)
    if isinstance(node, ex.Monitoring) and node.state is not MonitorState.COMPLETE:
        other = MonitorState.LATE if node.state is MonitorState.MISSED else MonitorState.MISSED
        yield Change(Sort.CHOICE, other, f"{node.state.value} becomes {other.value}", ("state",), True)


def listed(spot: Spot, scene: Scene) -> Iterator[Change]:
    """An answer, a sex or a step left out of those that count, or an answer added."""
    node = spot.node
    match node:
        case ex.Answered(concept=concept, values=values):
            for value in values if len(values) > 1 else ():
                rest = tuple(one for one in values if one != value)
                yield Change(Sort.CHOICE, rest, f"`{wording.plain(value)}` no longer counts", ("values",), True)
            others = [one for one in scene.concepts[concept].values if one not in values]
            if len(others) > 1 or (others and scene.concepts[concept].kind is not Kind.QUESTION and len(values) > 1):
                yield Change(
                    Sort.CHOICE, (*values, others[0]), f"`{wording.plain(others[0])}` counts too", ("values",), True
                )
        case ex.SexIs(values=sexes) if len(sexes) > 1:
            for sex in sexes:
                rest_ = tuple(one for one in sexes if one is not sex)
                yield Change(Sort.CHOICE, rest_, f"`{sex.value}` no longer counts", ("values",), True)
        case ex.InStep(steps=steps) if len(steps) > 1:
            for step in steps:
                left = tuple(one for one in steps if one != step)
                yield Change(Sort.CHOICE, left, f"`{wording.plain(step)}` no longer counts", ("steps",), True)
        case _:
            pass


OPERATORS = (
    comparison,
    number,
    arithmetic,
    limit,
    joined,
    negation,
    window,
    length,
    chosen,
    moment,
    counted,
    listed,
)
