"""Slips in the vocabulary and the parameters: normal limits, how long a result speaks, what is plausible, values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from careway.ir import nodes as n
from careway.ir import wording
from careway.model.quantity import Quantity, show, show_number
from careway.model.time import Duration
from careway.model.vocabulary import Concept, Group, Kind, NormalRange, Worse
from careway.mutants.change import Change, Scene
from careway.mutants.mutant import Sort
from careway.mutants.of_rules import without
from careway.mutants.slips import (
    beside,
    durations_beside,
    in_another_time_unit,
    in_another_unit,
    quantity_beside,
)
from careway.mutants.spots import Spot

_OPENED = (Kind.DRUG, Kind.SYMPTOM, Kind.CONDITION)


def normal(spot: Spot, scene: Scene) -> Iterator[Change]:
    """A declared limit of normal one step beside."""
    node, parent = spot.node, spot.parent
    if not isinstance(node, NormalRange) or not isinstance(parent, Concept) or parent.name not in scene.limited:
        return
    for end, called in (("low", "LLN"), ("high", "ULN")):
        value = getattr(node, end)
        if value is None:
            continue
        unit = parent.unit or "1"
        whose = f" of {node.sex.value} patients" if node.sex is not None else ""
        for one in beside(value, show_number(value)):
            how = f"the {called}{whose}, {show(value, unit)}, becomes {show(one.value, unit)}"
            yield Change(Sort.LIMIT, one.value, how, (end,))


def plausible(spot: Spot, scene: Scene) -> Iterator[Change]:
    """A limit of what is plausible one step beside."""
    node = spot.node
    if not isinstance(node, Concept) or node.plausible is None:
        return
    unit = node.unit or "1"
    for end, called in enumerate(("lowest", "highest")):
        value = node.plausible[end]
        for one in beside(value, show_number(value)):
            new = tuple(one.value if index == end else other for index, other in enumerate(node.plausible))
            how = f"the {called} plausible value, {show(value, unit)}, becomes {show(one.value, unit)}"
            yield Change(Sort.VOCABULARY, new, how, ("plausible",))


def spoken(spot: Spot, scene: Scene) -> Iterator[Change]:
    """How long a record speaks for the present, what nothing recorded means, and which result is the worse."""
    node, parent = spot.node, spot.parent
    if isinstance(node, Duration) and isinstance(parent, Concept) and parent.name in scene.spoken:
        slip = in_another_time_unit(node)
        for other in [*durations_beside(node), *([] if slip is None else [slip])]:
            how = f"a result that speaks for the present for {node} does so for {other}"
            yield Change(Sort.VOCABULARY, other, how)
    if not isinstance(node, Concept) or node.name not in scene.spoken:
        return
    if node.current_for is not None:
        how = "a result speaks for the present however old it is"
        yield Change(Sort.VOCABULARY, None, how, ("current_for",))
    if node.absent_unless_recorded or node.kind in _OPENED:
        missing = "not taken" if node.kind is Kind.DRUG else "absent"
        old, new = (missing, "unknown") if node.absent_unless_recorded else ("unknown", missing)
        how = f"where nothing is recorded, {old} becomes {new}"
        yield Change(Sort.VOCABULARY, not node.absent_unless_recorded, how, ("absent_unless_recorded",))
    if node.kind.measured and node.name in scene.ordered:
        worse = Worse.LOWER if node.worse is Worse.HIGHER else Worse.HIGHER
        how = f"of two results that cannot be put in order the {worse.value} counts, not the {node.worse.value}"
        yield Change(Sort.VOCABULARY, worse, how, ("worse",))


def grouped(spot: Spot, scene: Scene) -> Iterator[Change]:
    """A member left out of a panel or a group."""
    node = spot.node
    if isinstance(node, Group) and len(node.members) > 1:
        for index, name in enumerate(node.members):
            how = f"{wording.plain(name)} is no longer part of it"
            yield Change(Sort.VOCABULARY, without(node.members, index), how, ("members",))


def parameter(spot: Spot, scene: Scene) -> Iterator[Change]:
    """The value of a parameter, of its own or in a set, one step beside or in another unit."""
    node = spot.node
    if not isinstance(node, n.Parameter | n.Setting):
        return
    name = node.name if isinstance(node, n.Parameter) else node.parameter
    for other in _values(node.value):
        yield Change(Sort.NUMBER, other, f"{wording.plain(name)} = {node.value} becomes {other}", ("value",))
    unit = _unit_slip(node.value)
    if unit is not None:
        yield Change(Sort.UNIT, unit[0], f"{wording.plain(name)} = {node.value} becomes {unit[1]}", ("value",))


def _values(value: Quantity | Duration) -> Iterator[Quantity | Duration]:
    yield from durations_beside(value) if isinstance(value, Duration) else quantity_beside(value)


def _unit_slip(value: Quantity | Duration) -> tuple[Any, str] | None:
    if isinstance(value, Duration):
        other = in_another_time_unit(value)
        return None if other is None else (other, str(other))
    if value.unit == "1":
        return None
    number = in_another_unit(value.value, value.unit, str(value), None)
    return None if number is None else (Quantity(number.value, value.unit), number.written)


def sets(spot: Spot, scene: Scene) -> Iterator[Change]:
    """A value left out of a parameter set."""
    node = spot.node
    if isinstance(node, n.ParameterSet):
        own = {one.name: one.value for one in scene.core.parameters}
        for index, setting in enumerate(node.settings):
            if own.get(setting.parameter) != setting.value:
                how = f"{wording.plain(setting.parameter)} = {setting.value} is left out"
                yield Change(Sort.NUMBER, without(node.settings, index), how, ("settings",), about=setting)


OPERATORS = (normal, plausible, spoken, grouped, parameter, sets)
