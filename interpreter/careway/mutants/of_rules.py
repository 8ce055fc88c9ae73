"""Slips in rules: one left out or in another order, and what its advice, its ways and its steps might have said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from careway.ir import nodes as n
from careway.ir import wording
from careway.model.terms import DoseChange, DrugOrder, EligibilityKind
from careway.mutants.change import Change, Scene
from careway.mutants.mutant import Sort
from careway.mutants.spots import Spot

_KINDS = {
    "eligibility": "rule of eligibility",
    "stops": "stop",
    "cautions": "caution",
    "after_stop": "advice after a stop",
    "monitors": "monitor",
    "tasks": "task",
}
_OTHER_ORDER = {
    DrugOrder.STOP: DrugOrder.HOLD,
    DrugOrder.HOLD: DrugOrder.CONTINUE,
    DrugOrder.CONTINUE: DrugOrder.HOLD,
    DrugOrder.RESUME: DrugOrder.HOLD,
    DrugOrder.START: DrugOrder.CONTINUE,
    DrugOrder.AVOID: DrugOrder.CONTINUE,
}
_OTHER_CHANGE = {
    DoseChange.INCREASE: DoseChange.REDUCE,
    DoseChange.REDUCE: DoseChange.INCREASE,
    DoseChange.START: DoseChange.GIVE,
}


def without(items: tuple[Any, ...], index: int) -> tuple[Any, ...]:
    """A list without one of its items."""
    return (*items[:index], *items[index + 1 :])


def swapped(items: tuple[Any, ...], index: int) -> tuple[Any, ...]:
    """A list with one item and the next in the other order."""
    return (*items[:index], items[index + 1], items[index], *items[index + 2 :])


def left_out(spot: Spot, scene: Scene) -> Iterator[Change]:
    """A whole rule left out; two stops in the other order."""
    node = spot.node
    if not isinstance(node, n.Guideline | n.Step):
        return
    for field, kind in _KINDS.items():
        rules = getattr(node, field, ())
        for index, rule in enumerate(rules):
            yield Change(Sort.RULE, without(rules, index), f"the {kind} is left out", (field,), about=rule)
    if isinstance(node, n.Guideline):
        for index, stop in enumerate(node.stops[:-1]):
            after = node.stops[index + 1].heading.name
            how = f"{after} is looked at before it"
            yield Change(Sort.RULE, swapped(node.stops, index), how, ("stops",), about=stop)


def admission(spot: Spot, scene: Scene) -> Iterator[Change]:
    """`exclude` for `eligible`."""
    node = spot.node
    if isinstance(node, n.Eligibility):
        eligible = node.kind is EligibilityKind.ELIGIBLE
        other = EligibilityKind.EXCLUDED if eligible else EligibilityKind.ELIGIBLE
        how = "`eligible` becomes `exclude`" if eligible else "`exclude` becomes `eligible`"
        yield Change(Sort.RULE, other, how, ("kind",))


def reach(spot: Spot, scene: Scene) -> Iterator[Change]:
    """A step left out of those in which a rule holds, or no step named; a stop left out of those it follows."""
    node = spot.node
    for field in ("only_in", "stops") if isinstance(node, n.Caution | n.Monitor | n.Task | n.AfterStop) else ():
        names = getattr(node, field, ())
        for index, name in enumerate(names) if len(names) > 1 else ():
            how = f"it no longer holds {'in' if field == 'only_in' else 'after'} {name}"
            yield Change(Sort.RULE, without(names, index), how, (field,))
        if names:
            how = "it holds in every step" if field == "only_in" else "it holds after every stop"
            yield Change(Sort.RULE, (), how, (field,))


def advised(spot: Spot, scene: Scene) -> Iterator[Change]:
    """A piece of advice left out, or without its condition."""
    node = spot.node
    if isinstance(node, n.Step | n.Stop | n.Caution | n.AfterStop):
        for index, advice in enumerate(node.advice):
            how = f"the advice `{wording.advised(scene.core.vocabulary, advice.action)}` is left out"
            yield Change(Sort.ADVICE, without(node.advice, index), how, ("advice",), about=advice)
    if isinstance(node, n.Advice | n.Task) and node.when is not None:
        condition = wording.criterion(node.when)
        if isinstance(node, n.Advice):
            how = f"`{wording.advised(scene.core.vocabulary, node.action)}` is advised whether or not {condition}"
        else:
            how = f"it is due whether or not {condition}"
        yield Change(Sort.ADVICE, None, how, ("when",))


def ordered(spot: Spot, scene: Scene) -> Iterator[Change]:
    """Hold for stop, reduce for increase; a drug or a test left out."""
    node = spot.node
    match node:
        case n.AdviseDrug(order=order, drugs=drugs):
            other = _OTHER_ORDER[order]
            how = f"{order.value} {wording.several(map(wording.plain, drugs))} becomes {other.value}"
            yield Change(Sort.ADVICE, other, how, ("order",))
            yield from _fewer(drugs, "drugs", f"{order.value}")
        case n.AdviseConsider(drugs=drugs):
            yield from _fewer(drugs, "drugs", "consider")
        case n.AdviseOrder(concepts=concepts):
            yield from _fewer(concepts, "concepts", "order")
        case n.AdviseDose(change=change) if change in _OTHER_CHANGE:
            turned = _OTHER_CHANGE[change]
            yield Change(
                Sort.DOSE, turned, f"{change.value} {wording.plain(node.drug)} becomes {turned.value}", ("change",)
            )
        case _:
            pass


def _fewer(names: tuple[str, ...], field: str, verb: str) -> Iterator[Change]:
    for index, name in enumerate(names) if len(names) > 1 else ():
        how = f"{wording.plain(name)} is left out of `{verb} {wording.several(map(wording.plain, names))}`"
        yield Change(Sort.ADVICE, without(names, index), how, (field,))


def dosed(spot: Spot, scene: Scene) -> Iterator[Change]:
    """The end of a range of doses itself meant or not, or left open."""
    node = spot.node
    if not isinstance(node, n.AdviseDose) or node.low == node.high:
        return
    others = []
    if node.low is not None:
        others += [replace(node, low_open=not node.low_open), replace(node, low=None, low_open=False)]
    if node.high is not None:
        others += [replace(node, high_open=not node.high_open), replace(node, high=None, high_open=False)]
    for other in others:
        if other.low is None and other.high is None:
            continue
        yield Change(Sort.DOSE, other, f"`{_dose(node)}` becomes `{_dose(other)}`")


def _dose(node: n.AdviseDose) -> str:
    low, high = (None if one is None else wording.value(one) for one in (node.low, node.high))
    return f"{node.change.value} {wording.plain(node.drug)} {wording.dose(low, high, node.low_open, node.high_open)}"


def ways(spot: Spot, scene: Scene) -> Iterator[Change]:
    """A way to another step left out, looked at in another order, or leading elsewhere."""
    node = spot.node
    if not isinstance(node, n.Step):
        return
    steps = next((p.steps for p in scene.core.pathways if any(one is node for one in p.steps)), ())
    names = [step.heading.name for step in steps]
    for index, way in enumerate(node.transitions):
        rest = without(node.transitions, index)
        yield Change(Sort.WAY, rest, f"the way to {_goal(way.to)} is left out", ("transitions",), about=way)
        if index + 1 < len(node.transitions) and node.transitions[index + 1].to != way.to:
            how = f"the way to {_goal(node.transitions[index + 1].to)} is looked at before the way to {_goal(way.to)}"
            yield Change(Sort.WAY, swapped(node.transitions, index), how, ("transitions",), about=way)
        other = _elsewhere(way.to, node.heading.name, names)
        if other != way.to:
            turned = (*node.transitions[:index], replace(way, to=other), *node.transitions[index + 1 :])
            how = f"the way to {_goal(way.to)} leads to {_goal(other)}"
            yield Change(Sort.WAY, turned, how, ("transitions",), about=way)
    if node.begin_again is not None:
        yield Change(Sort.WAY, None, "`begin again` is left out", ("begin_again",))


def _elsewhere(to: str | None, here: str, names: list[str]) -> str | None:
    """The step after the one that is meant (or the one before it): one step too far."""
    others = [name for name in names if name not in (here, to)]
    if to is None or not others:
        return others[-1] if others else None
    later = [name for name in others if names.index(name) > names.index(to)]
    return later[0] if later else others[-1]


def _goal(step: str | None) -> str:
    return "the end" if step is None else step


def way(spot: Spot, scene: Scene) -> Iterator[Change]:
    """A way without its wait, its condition, or what interrupts the wait."""
    node = spot.node
    if not isinstance(node, n.Transition):
        return
    said = {"after": node.after, "when": node.when, "without": node.without}
    texts = {
        "after": "" if node.after is None else f"after {wording.length(node.after)}",
        "when": "" if node.when is None else f"when {wording.criterion(node.when)}",
        "without": "" if node.without is None else f"without {wording.criterion(node.without)}",
    }
    for field, value in said.items():
        if value is not None:
            how = f"`{texts[field]}` is left out of the way to {_goal(node.to)}"
            yield Change(Sort.WAY, None, how, (field,))


OPERATORS = (left_out, admission, reach, advised, ordered, dosed, ways, way)
