"""The vocabulary, the parameters and their sets as text."""

from __future__ import annotations

from fractions import Fraction

from careway.export.text.scene import Place, Scene, Unsaid
from careway.export.text.written import amount, plain_name, quantity, quoted
from careway.ir.nodes import Parameter, ParameterSet
from careway.model.vocabulary import Concept, Group, Kind, NormalRange, Worse


def concept(scene: Scene, one: Concept) -> list[str]:
    """`lab ALT "..." in U/L` and its clauses."""
    place = Place(f"{one.kind.value} {one.name}")
    unit = f" in {one.unit}" if one.unit is not None else ""
    clauses = [f"code {code.system.value} {code.code}" for code in one.codes]
    clauses += [_normal(scene, place, one, normal) for normal in one.normal]
    if one.molar_mass is not None:
        clauses.append(f"molar mass {quantity(scene, place, one, one.molar_mass)}")
    if one.plausible is not None:
        low, high = (_amount(scene, place, one, end) for end in one.plausible)
        clauses.append(f"plausible {low} to {high}")
    if one.current_for is not None:
        clauses.append(f"current for {one.current_for}")
    if one.absent_unless_recorded:
        clauses.append("absent unless recorded")
    if one.worse is Worse.LOWER:
        clauses.append("worse when lower")
    if one.kind is Kind.TEST:
        clauses.append(f"values {', '.join(plain_name(place, value) for value in one.values)}")
    elif one.kind is Kind.QUESTION and one.values != ("yes", "no"):
        raise Unsaid(place.rule, "concept", "a question is answered yes or no; with other answers it is a test")
    declared = f"{one.kind.value} {plain_name(place, one.name)} {quoted(place, one.title)}{unit}"
    return [declared, *(f"  {clause}" for clause in clauses)]


def _amount(scene: Scene, place: Place, one: Concept, value: Fraction) -> str:
    return amount(scene, place, one, value, one.unit or "1")[0]


def _normal(scene: Scene, place: Place, one: Concept, normal: NormalRange) -> str:
    whom = f" for {normal.sex.value}" if normal.sex is not None else ""
    low = _amount(scene, place, one, normal.low) if normal.low is not None else None
    high = _amount(scene, place, one, normal.high) if normal.high is not None else None
    if low is not None and high is not None:
        return f"normal from {low} to {high}{whom}"
    return f"normal up to {high}{whom}" if high is not None else f"normal at least {low}{whom}"


def group(one: Group) -> list[str]:
    """`panel liver_tests "liver tests" = ALT, AST`."""
    place = Place(f"{one.kind.value} {one.name}")
    members = ", ".join(plain_name(place, member) for member in one.members)
    return [f"{one.kind.value} {plain_name(place, one.name)} {quoted(place, one.title)} = {members}"]


def parameter(scene: Scene, one: Parameter) -> list[str]:
    """`parameter limit "..." = 300 U/L`."""
    place = Place(f"parameter {one.name}")
    value = quantity(scene, place, one, one.value)
    return [f"parameter {plain_name(place, one.name)} {quoted(place, one.title)} = {value}"]


def parameter_set(scene: Scene, one: ParameterSet) -> list[str]:
    """`set children "..."` and its settings."""
    place = Place(f"set {one.name}")
    made = [f"set {plain_name(place, one.name)} {quoted(place, one.title)}"]
    for setting in one.settings:
        made.append(f"  {plain_name(place, setting.parameter)} = {quantity(scene, place, setting, setting.value)}")
    return made
