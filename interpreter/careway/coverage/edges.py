"""The edges of a guideline: its limits and stretches of time, each with the two sides on which a case can stand.

In: a part of the core. Out: an `Edge` for each number that is compared, each stretch that is counted and each window
that has a length. A limit has "exactly at it" and "the next step beyond it", a stretch its last day on one side and the
first on the other. What a side is missing is said in words here; `probes` looks whether a run stood there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum

from careway.base.record import record
from careway.ir import expressions as e
from careway.ir import wording
from careway.ir.nodes import Definition, Interruption, Monitor, Task, Transition, Within
from careway.ir.reads import walk
from careway.model.terms import Comparison
from careway.model.time import Duration
from careway.model.vocabulary import Concept


class Side(Enum):
    """A place beside an edge."""

    AT = "at"
    BESIDE = "beside"
    FIRST_INSIDE = "first inside"
    BEFORE = "before"
    LAST_INSIDE = "last inside"
    AFTER = "after"


# --- what has an edge ------------------------------------------------------------------------------------------------


@record
class Limit:
    """A comparison of two numbers; `whole` where it counts things. `each`: asked of each record of these."""

    node: e.Compare
    whole: bool
    each: e.Series | None


@record
class Stretch:
    """The time since a moment, or for which something has been so."""

    node: e.Elapsed | e.Taking | e.Paused | e.HeldFor


@record
class Order:
    """Two times, one before the other."""

    node: e.Precedes


@record
class Fringe:
    """One end of a window that has a length, and whose moments it takes in."""

    bound: e.Bound
    ending: bool
    of: e.Series | e.DrugChange | e.FirstTime


@record
class Validity:
    """How long a record of a concept speaks for the present."""

    concept: Concept


@record
class Clock:
    """The time after which a way on is open."""

    way: Transition


@record
class Allowance:
    """How far from its day a result of a monitor may be: on one side."""

    monitor: Monitor
    ending: bool


@record
class Pause:
    """How long a pause of a drug must be to change a schedule."""

    monitor: Monitor
    interruption: Interruption


@record
class Deadline:
    """The time within which a task is to be done."""

    task: Task


Edged = Limit | Stretch | Order | Fringe | Validity | Clock | Allowance | Pause | Deadline


@record
class Edge:
    """An edge, the node of the text that it belongs to, what is spoken of, and for each side what is lacking."""

    edged: Edged
    node: object
    subject: str
    sides: tuple[tuple[Side, str], ...]


# --- finding them ----------------------------------------------------------------------------------------------------


def edges_below(node: object, definitions: Mapping[str, Definition]) -> Iterator[Edge]:
    """The edges of a criterion, a number or a time, not through definitions."""
    each: dict[int, e.Series] = {}
    for part in walk(node):
        if isinstance(part, e.Series) and part.where is not None:
            each |= {id(inner): part for inner in walk(part.where) if isinstance(inner, e.Compare)}
    for part in {id(part): part for part in walk(node)}.values():  # a selection may stand in two places
        match part:
            case e.Compare():
                yield _limit(part, _counts(part, definitions), each.get(id(part)))
            case e.Elapsed() | e.HeldFor():
                yield _stretch(part, part.duration, wording.criterion(part))
            case e.Taking(at_least=length) | e.Paused(at_least=length) if length is not None:
                yield _stretch(part, length, wording.criterion(part))
            case e.Precedes():
                yield _order(part)
            case e.Found(concept=concept, window=window) | e.Answered(concept=concept, window=window):
                yield from _fringes(window, e.Series(concept, None, window), part, wording.criterion(part))
            case e.Series(window=window):
                yield from _fringes(window, part, part, wording.series(part))
            case e.DrugChange(window=window) | e.FirstTime(window=window):
                yield from _fringes(window, part, part, wording.time(part))
            case _:
                pass


def _counts(node: object, definitions: Mapping[str, Definition]) -> bool:
    for part in walk(node):
        if isinstance(part, e.CountOf):
            return True
        if isinstance(part, e.DefinedValue) and _counts(definitions[part.name].body, definitions):
            return True
    return False


_BESIDE = {
    Comparison.AT_LEAST: "below",
    Comparison.BELOW: "below",
    Comparison.ABOVE: "above",
    Comparison.AT_MOST: "above",
    Comparison.EQUAL: "beside",
}


def _limit(node: e.Compare, whole: bool, each: e.Series | None) -> Edge:
    who = "record" if each is not None else "case"
    sides = (
        (Side.AT, f"no {who} exactly at the limit"),
        (Side.BESIDE, f"no {who} just {_BESIDE[node.comparison]} the limit"),
    )
    return Edge(Limit(node, whole, each), node, wording.criterion(node), sides)


def _stretch(node: e.Elapsed | e.Taking | e.Paused | e.HeldFor, length: e.Length, subject: str) -> Edge:
    more = isinstance(node, e.Elapsed) and node.comparison in (Comparison.ABOVE, Comparison.AT_MOST)
    return Edge(Stretch(node), node, subject, passing(length, more))


def passing(length: e.Length, more: bool = False) -> tuple[tuple[Side, str], ...]:
    """The two sides of a stretch of time that passes; `more`: it must be longer than its length."""
    said, one = wording.length(length), _unit(length)
    if more:
        return ((Side.AT, f"no case {one} past {said}"), (Side.BESIDE, f"no case at exactly {said}"))
    return ((Side.AT, f"no case at exactly {said}"), (Side.BESIDE, f"no case {one} short of {said}"))


def _unit(length: e.Length) -> str:
    """The step in which a stretch of time is looked at."""
    return f"one {length.unit.value}" if isinstance(length, Duration) and length.by_clock else "one day"


def _order(node: e.Precedes) -> Edge:
    earlier, later = wording.time(node.earlier), wording.time(node.later)
    same = "no case with both on one day"
    if node.on_day:
        sides = ((Side.AT, same), (Side.BESIDE, f"no case with {later} on the day before {earlier}"))
    else:
        sides = ((Side.AT, f"no case with {later} on the day after {earlier}"), (Side.BESIDE, same))
    return Edge(Order(node), node, wording.criterion(node), sides)


def _fringes(
    window: e.Window | None, of: e.Series | e.DrugChange | e.FirstTime, node: object, subject: str
) -> Iterator[Edge]:
    if window is None:
        return
    for bound, ending in ((window.start, False), (window.end, True)):
        if bound is None or bound.offset is None:
            continue
        yield Edge(Fringe(bound, ending, of), node, subject, _ends(what_of(of), bound.offset, ending))


def what_of(of: e.Series | e.DrugChange | e.FirstTime) -> str:
    """What a window takes in, in a word or two."""
    match of:
        case e.Series():
            return f"record of {wording.plain(of.concept)}"
        case e.DrugChange():
            return f"{of.edge.value} of {wording.plain(of.drug)}"
        case e.FirstTime():
            return "beginning of it"


def _ends(what: str, length: e.Length, ending: bool) -> tuple[tuple[Side, str], ...]:
    one = _unit(length).removeprefix("one ")
    if ending:
        return (
            (Side.LAST_INSIDE, f"no {what} on the last {one} that counts"),
            (Side.AFTER, f"no {what} on the {one} after the last that counts"),
        )
    return (
        (Side.FIRST_INSIDE, f"no {what} on the first {one} that counts"),
        (Side.BEFORE, f"no {what} on the {one} before the first that counts"),
    )


def validity_edge(concept: Concept) -> Edge | None:
    """The edge of how long a concept's records count."""
    if concept.current_for is None:
        return None
    sides = (
        (Side.LAST_INSIDE, "no case on the last day on which a record still counts"),
        (Side.AFTER, "no case on the first day on which it no longer does"),
    )
    return Edge(Validity(concept), concept, f"{wording.plain(concept.name)} current for {concept.current_for}", sides)


def way_edge(way: Transition) -> Edge | None:
    """The edge of the time after which a way on is open."""
    if way.after is None:
        return None
    return Edge(Clock(way), way, f"after {wording.length(way.after)}", passing(way.after))


def monitor_edges(monitor: Monitor) -> Iterator[Edge]:
    """The edges of the days allowed, and of the pauses that change the schedule."""
    if not monitor.from_last_result:
        sides = (
            (Side.FIRST_INSIDE, "no result on the first day that counts for an occasion"),
            (Side.BEFORE, "no result on the day before the first that counts"),
        )
        yield Edge(Allowance(monitor, False), monitor, _allowed(monitor.before, "before"), sides)
    sides = (
        (Side.LAST_INSIDE, "no result on the last day that counts for an occasion"),
        (Side.AFTER, "no result on the day after the last that counts"),
    )
    yield Edge(Allowance(monitor, True), monitor, _allowed(monitor.after, "after"), sides)
    for item in monitor.interruptions:
        more = item.comparison in (Comparison.ABOVE, Comparison.AT_MOST)
        said, drug = wording.length(item.length), wording.plain(item.drug)
        subject = f"{item.effect.value} after {drug} paused {wording.stretch(item.comparison)} {said}"
        beside = "longer" if more else "shorter"
        paused = (
            (Side.AT, f"no pause of exactly {said}"),
            (Side.BESIDE, f"no pause one day {beside} than {said}"),
        )
        yield Edge(Pause(monitor, item), item, subject, paused)


def _allowed(length: Duration, word: str) -> str:
    return f"{length} {word} the due day" if length.amount else f"no days allowed {word} the due day"


def task_edge(task: Task) -> Edge | None:
    """The edge of a task's deadline, where it has a length."""
    if not isinstance(task.deadline, Within):
        return None
    length = task.deadline.length
    subject = f"within {length} of {wording.time(task.deadline.of)}"
    sides = (
        (Side.LAST_INSIDE, f"no result in the last {_unit(length).removeprefix('one ')} that is in time"),
        (Side.AFTER, f"no result in the first {_unit(length).removeprefix('one ')} that is too late"),
    )
    return Edge(Deadline(task), task, subject, sides)
