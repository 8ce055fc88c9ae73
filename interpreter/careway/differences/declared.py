"""What differs between two vocabularies' concepts and groups, two parameters, two parameter sets: in sentences.

Titles and lines are not looked at here; they read differently and run the same.
"""

from __future__ import annotations

from careway.differences.bare import same
from careway.differences.conditions import criteria, details, nodes
from careway.ir import expressions as e
from careway.ir import wording
from careway.ir.nodes import Definition, Parameter, ParameterSet
from careway.model.quantity import Quantity, show, show_number
from careway.model.time import Duration
from careway.model.vocabulary import Concept, Group, GroupKind, NormalRange


def concepts(old: Concept, new: Concept) -> list[str]:
    """What differs between two declarations of a concept."""
    found: list[str] = []
    if old.kind is not new.kind:
        found.append(f"{old.kind.value} → {new.kind.value}")
    if old.unit != new.unit:
        found.append(f"in {old.unit or 'no unit'} → in {new.unit or 'no unit'}")
    before, after = ({f"{code.system.value} {code.code}" for code in one.codes} for one in (old, new))
    found += [f"code {code} is dropped" for code in sorted(before - after)]
    found += [f"code {code} is added" for code in sorted(after - before)]
    if set(old.normal) != set(new.normal):
        found.append(f"{_normal(old)} → {_normal(new)}")
    if old.molar_mass != new.molar_mass:
        found.append(f"molar mass {_or_none(old.molar_mass)} → {_or_none(new.molar_mass)}")
    if old.plausible != new.plausible:
        found.append(f"plausible {_plausible(old)} → {_plausible(new)}")
    if old.current_for != new.current_for:
        found.append(f"current for {_current(old)} → {_current(new)}")
    if old.absent_unless_recorded != new.absent_unless_recorded:
        nothing = {True: "absent", False: "unknown"}
        found.append(f"without a record: {nothing[old.absent_unless_recorded]} → {nothing[new.absent_unless_recorded]}")
    if old.worse is not new.worse:
        found.append(f"worse when {old.worse.value} → worse when {new.worse.value}")
    if set(old.values) != set(new.values):
        found.append(f"answers {', '.join(old.values) or 'any'} → {', '.join(new.values) or 'any'}")
    return found if found or same(old, new) else details(old, new)


def _normal(concept: Concept) -> str:
    ranges = [_range(one, concept.unit or "1") for one in concept.normal]
    return f"normal {wording.several(ranges)}" if ranges else "no normal range"


def _range(one: NormalRange, unit: str) -> str:
    of = "" if one.sex is None else f" ({one.sex.value})"
    if one.low is None:
        return f"up to {show(one.high, unit)}{of}" if one.high is not None else f"without limits{of}"
    if one.high is None:
        return f"from {show(one.low, unit)}{of}"
    return f"{show_number(one.low)} to {show(one.high, unit)}{of}"


def _plausible(concept: Concept) -> str:
    if concept.plausible is None:
        return "at any value"
    low, high = concept.plausible
    return f"{show_number(low)} to {show(high, concept.unit or '1')}"


def _current(concept: Concept) -> str:
    return "any time" if concept.current_for is None else str(concept.current_for)


def _or_none(value: Quantity | None) -> str:
    return "not declared" if value is None else str(value)


def groups(old: Group, new: Group) -> list[str]:
    """What differs between two groups or panels."""
    kinds = {GroupKind.PANEL: "a panel", GroupKind.GROUP: "a group"}
    kind = [] if old.kind is new.kind else [f"{kinds[old.kind]} → {kinds[new.kind]}"]
    return [
        *kind,
        *(f"without {wording.plain(name)}" for name in old.members if name not in new.members),
        *(f"with {wording.plain(name)}" for name in new.members if name not in old.members),
    ]


def parameters(old: Parameter, new: Parameter) -> list[str]:
    """What differs between two values of a parameter."""
    return values(old.value, new.value)


def values(old: Quantity | Duration | None, new: Quantity | Duration | None) -> list[str]:
    """What a parameter is set to, before and after; None: not set."""
    if old == new:
        return []
    before, after = (_set_to(value) for value in (old, new))
    return [f"{before} → {after}"] if before != after else details(old, new)


def _set_to(value: Quantity | Duration | None) -> str:
    return "the parameter's own value" if value is None else str(value)


def sets(old: ParameterSet, new: ParameterSet) -> list[str]:
    """What differs between two parameter sets."""
    before, after = ({one.parameter: one.value for one in every.settings} for every in (old, new))
    names = dict.fromkeys([*before, *after])
    return [f"{wording.plain(name)}: {said}" for name in names for said in values(before.get(name), after.get(name))]


def definitions(old: Definition, new: Definition) -> list[str]:
    """What differs between two definitions of a name."""
    if same(old.body, new.body):
        return []
    before, after = old.body, new.body
    if isinstance(before, _CRITERIA) and isinstance(after, _CRITERIA):
        return criteria(before, after) or details(before, after)
    return nodes(before, after, body(old), body(new)) or details(before, after)


_CRITERIA = e.Criterion


def body(one: Definition) -> str:
    """What a name is defined as, in words."""
    if isinstance(one.body, e.Criterion):
        return wording.criterion(one.body)
    return wording.value(one.body) if isinstance(one.body, e.Value) else wording.time(one.body)
