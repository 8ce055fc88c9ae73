"""Nodes of the core in a clinician's words: durations, values, windows, times, criteria and advice.

The words explain and are never run; what runs is the definition of the Library that an action names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import assert_never

from careway.ir import expressions as e
from careway.ir.nodes import (
    Action,
    AdviseConsider,
    AdviseDose,
    AdviseDrug,
    AdviseOrder,
    AdviseRefer,
    AdviseText,
    Claimed,
    ClaimedDose,
    ClaimedOrders,
    Invariant,
)
from careway.model.quantity import show
from careway.model.terms import Comparison, DoseChange, MonitorState
from careway.model.time import Duration
from careway.model.timeline import Presence
from careway.model.vocabulary import Concept, Kind, Vocabulary


def plain(name: str) -> str:
    """A name as words."""
    return name.replace("_", " ")


def several(names: Iterable[str], last: str = "and") -> str:
    """Names in a row: `ALT, AST and ALP`."""
    every = list(names)
    return f"{', '.join(every[:-1])} {last} {every[-1]}" if len(every) > 1 else "".join(every)


def called(concept: Concept) -> str:
    """A concept by its title, and by its short name where that says something else."""
    title = concept.title or plain(concept.name)
    if concept.kind is Kind.QUESTION:
        return f'the answer to "{title}"'
    name = plain(concept.name).lower()
    said = title.lower() == name or f"({name})" in title.lower()
    return title if said else f"{title} ({plain(concept.name)})"


def length(value: e.Length) -> str:
    """A duration; one that a parameter holds by the parameter's name, marked, since it stands where a number would."""
    return str(value) if isinstance(value, Duration) else f"`{plain(value.name)}`"


def stretch(comparison: Comparison) -> str:
    """A comparison as a clinician says it: `at least`."""
    return _COMPARISONS[comparison]


_COMPARISONS = {
    Comparison.AT_LEAST: "at least",
    Comparison.ABOVE: "more than",
    Comparison.AT_MOST: "at most",
    Comparison.BELOW: "less than",
    Comparison.EQUAL: "exactly",
}


def window(
    node: e.Window | None,
    of_time: Callable[[e.Time], str] | None = None,
    of_length: Callable[[e.Length], str] | None = None,
) -> str:
    """A window: `within 7 days`, `on or before restart`; empty for none. Its times and lengths are said as elsewhere
    here, or as whoever asks says them."""
    if node is None:
        return ""
    when, long = of_time or time, of_length or length
    start, end = node.start, node.end
    if start is not None and start.offset is not None:
        if start.time is None:
            return f"within {long(start.offset)}"
        both = end is not None and end.offset is not None
        return f"within {long(start.offset)} {'of' if both else 'before'} {when(start.time)}"
    if end is not None and end.offset is not None and end.time is not None:
        return f"within {long(end.offset)} after {when(end.time)}"
    parts = []
    if start is not None and start.time is not None:
        word = ("since" if start.by_day else "from") if start.inclusive else "after"
        parts.append(f"{word} {when(start.time)}")
    if end is not None and end.time is not None:
        parts.append(f"{'on or before' if end.inclusive else 'before'} {when(end.time)}")
    return " and ".join(parts)


def time(node: e.Time) -> str:
    """A time."""
    match node:
        case e.DefinedTime():
            return plain(node.name)
        case e.TimeOf():
            return selection(node.selection)
        case e.DrugChange():
            return joined(node.pick.value, node.edge.value, "of", plain(node.drug), window(node.window))
        case e.StepEntry():
            return f"{node.pick.value} entry to {plain(node.step)}"
        case e.FirstTime():
            return joined(f"first time ({criterion(node.criterion)})", window(node.window))
        case e.Shifted():
            return f"{length(node.duration)} {'after' if node.sign > 0 else 'before'} {time(node.time)}"
        case e.Birth():
            return "birth"
        case _:
            assert_never(node)


def selection(node: e.Selection) -> str:
    """A selected record: `last ALT before restart`."""
    return f"{node.pick.value} {series(node.series)}"


def series(node: e.Series) -> str:
    """Records of a concept: `ALT within 3 days of injury where ALT > ULN`."""
    where = f"where {criterion(node.where)}" if node.where is not None else ""
    return joined(plain(node.concept), window(node.window), where)


def is_bare(node: e.Selection) -> bool:
    """Whether a concept's name alone says which record is meant: the last, while it speaks for the present."""
    return node.current and node.series.where is None and node.series.window is None


def value(
    node: e.Value, beside: e.Selection | None = None, of_selection: Callable[[e.Selection], str] | None = None
) -> str:
    """A number, with its unit where it is one of the guideline. The limit of a result that stands `beside` it, and is
    said there at length, is `its ULN`; that of another names the result, here or as whoever asks names it."""
    match node:
        case e.Literal():
            return node.written or show(node.value, node.unit)
        case e.ParameterValue() | e.DefinedValue():
            return plain(node.name)
        case e.ValueOf():
            return plain(node.selection.series.concept) if is_bare(node.selection) else selection(node.selection)
        case e.LimitOf():
            one = node.selection
            if is_bare(one):
                return f"{node.edge.value} of {plain(one.series.concept)}"
            own = one == beside
            return f"its {node.edge.value}" if own else f"{node.edge.value} of {(of_selection or selection)(one)}"
        case e.CandidateValue():
            return plain(node.concept)
        case e.CandidateLimit():
            return f"its {node.edge.value}"
        case e.CurrentDose():
            return f"{plain(node.drug)} dose"
        case e.CountOf():
            return f"number of {series(node.series)}"
        case e.Arithmetic():
            left, right = (
                f"({said})" if isinstance(side, e.Arithmetic) else said
                for side, said in ((side, value(side, beside, of_selection)) for side in (node.left, node.right))
            )
            return f"{left} {node.operator.value} {right}"
        case e.Convert():
            return value(node.value, beside, of_selection)
        case _:
            assert_never(node)


def criterion(node: e.Criterion) -> str:
    """A criterion in one line: `all of [ALT >= 3 × baseline of ALT; nausea present within 7 days]`."""
    match node:
        case e.All():
            return f"all of [{_listed(node.items)}]"
        case e.AnyOf():
            return f"any of [{_listed(node.items)}]"
        case e.AtLeast():
            return f"at least {node.count} of [{_listed(node.items)}]"
        case e.Not():
            return f"not ({criterion(node.item)})"
        case e.Compare():
            own = node.left.selection if isinstance(node.left, e.ValueOf) else None
            return f"{value(node.left)} {node.comparison.value} {value(node.right, own)}"
        case e.Found():
            presence = "present" if node.presence is Presence.PRESENT else "absent"
            return joined(plain(node.concept), presence, window(node.window))
        case e.Taking():
            return joined(plain(node.drug), "active", _for(node.at_least))
        case e.Paused():
            return joined(plain(node.drug), "paused", _for(node.at_least))
        case e.Answered():
            return joined(
                plain(node.concept), "is", several((plain(one) for one in node.values), "or"), window(node.window)
            )
        case e.Recorded():
            times = f"at least {node.count} times" if node.count > 1 else ""
            return joined(series(node.series), "recorded", times)
        case e.Exists():
            return f"{'at least ' + str(node.count) if node.count > 1 else 'a'} result of {series(node.series)}"
        case e.InARow():
            return f"{node.count} times in a row: {series(node.series)}"
        case e.HeldFor():
            return f"({criterion(node.criterion)}) for at least {length(node.duration)}"
        case e.Elapsed():
            return f"{stretch(node.comparison)} {length(node.duration)} since {time(node.since)}"
        case e.Happened():
            return f"{time(node.time)} has happened"
        case e.Precedes():
            return f"{time(node.earlier)} is {'on or ' if node.on_day else ''}before {time(node.later)}"
        case e.SexIs():
            return f"sex is {several((one.value for one in node.values), 'or')}"
        case e.InStep():
            return f"in step {several(map(plain, node.steps), 'or')}"
        case e.Monitoring():
            return f"{plain(node.monitor)} is {_state(node)}"
        case e.DefinedCriterion():
            return plain(node.name)
        case _:
            assert_never(node)


def _state(node: e.Monitoring) -> str:
    times = f" at least {node.count} times" if node.state is MonitorState.MISSED and node.count > 1 else ""
    return f"{node.state.value}{times}"


def _for(at_least: e.Length | None) -> str:
    return f"for at least {length(at_least)}" if at_least is not None else ""


def _listed(items: tuple[e.Criterion, ...]) -> str:
    return "; ".join(criterion(item) for item in items)


def joined(*parts: str) -> str:
    """The parts that are not empty, as one phrase."""
    return " ".join(part for part in parts if part)


# --- advice ----------------------------------------------------------------------------------------------------------


def advised(vocabulary: Vocabulary, action: Action) -> str:
    """A piece of advice: `reduce azathioprine to below previous dose`."""
    concepts = {concept.name: concept for concept in vocabulary.concepts}
    match action:
        case AdviseDose():
            over = "" if action.over is None else f" over {_between(action.over)}"
            return joined(action.change.value, plain(action.drug), towards(action.change), f"{_bounds(action)}{over}")
        case AdviseDrug():
            return f"{action.order.value} {several(map(plain, action.drugs))}"
        case AdviseOrder():
            titles = {group.name: group.title for group in vocabulary.groups}
            found = [titles[one] if one in titles else called(concepts[one]) for one in action.concepts]
            return f"obtain {several(found)}"
        case AdviseConsider():
            return f"consider {several(map(plain, action.drugs), 'or')}"
        case AdviseRefer():
            return f"refer to {action.to}"
        case AdviseText():
            return action.text
        case _:
            assert_never(action)


def towards(change: DoseChange) -> str:
    """The word between a drug and its dose: `start azathioprine at`, `reduce azathioprine to`."""
    return _TOWARDS[change]


_TOWARDS = {DoseChange.GIVE: "", DoseChange.START: "at", DoseChange.INCREASE: "to", DoseChange.REDUCE: "to"}


def claimed(advice: Claimed) -> str:
    """What a claim says of advice: `start or increase azathioprine`, `azathioprine above 150 mg/day`."""
    match advice:
        case ClaimedOrders():
            orders = several((order.value for order in advice.orders), "or")
            return f"{orders} {several(map(plain, advice.drugs), 'or')}"
        case ClaimedDose():
            return f"{plain(advice.drug)} {_bounds(advice)}"
        case _:
            assert_never(advice)


def claim(node: Invariant) -> str:
    """A whole claim in one line: `never advise increase azathioprine while ALT > 3 × ULN, in step treatment`."""
    said = "" if node.advice is None else f"advise {claimed(node.advice)}"
    while_ = "" if node.when is None else f"{'while ' if said else ''}{criterion(node.when)}"
    steps = f", in step {several(map(plain, node.only_in), 'or')}" if node.only_in else ""
    return joined(node.kind.value, said, while_) + steps


def _between(lengths: tuple[Duration, Duration]) -> str:
    shortest, longest = lengths
    return str(shortest) if shortest == longest else f"{shortest} to {longest}"


def _bounds(action: AdviseDose | ClaimedDose) -> str:
    low, high = (None if bound is None else value(bound) for bound in (action.low, action.high))
    return dose(low, high, action.low_open, action.high_open)


def dose(low: str | None, high: str | None, low_open: bool, high_open: bool) -> str:
    """A dose advised: `50 mg/day`, `50 to 75 mg/day`, `below 100 mg/day`, `above 50 to below 75 mg/day`."""
    if low is not None and low == high:
        return low
    if low is None:
        return f"{'below' if high_open else 'at most'} {high}"
    if high is None:
        return f"{'above' if low_open else 'at least'} {low}"
    return f"{'above ' if low_open else ''}{low} to {'below ' if high_open else ''}{high}"
