"""The shape of a dataclass in JSON, read off its type hints once: what the codec and the schemas both follow.

A dataclass is an object with its fields by name, in the order in which they are declared. Only where several
dataclasses may stand does the object begin with `node`, the name of its class in snake case; everywhere else the
place itself says what it is.
"""

from __future__ import annotations

import datetime
import re
import types
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Annotated, Union, get_args, get_origin, get_type_hints

from careway.base.record import record

NODE = "node"
"""The field that names the class of an object where several may stand."""
AS_IT_IS = "as it is"
"""The mark of a text in which control characters may stand: `Annotated[str, AS_IT_IS]`."""


@record
class Scalar:
    """A text, a whole number, yes or no, an exact number or a date. `as_it_is`: a text that may hold any character."""

    type: type
    as_it_is: bool = False


@record
class Choice:
    """One member of an enum, written as its value."""

    type: type[Enum]


@record
class Many:
    """A list of any length."""

    item: Shape


@record
class Row:
    """A list with a place for each of these."""

    items: tuple[Shape, ...]


@record
class Record:
    """A dataclass."""

    type: type


@record
class OneOf:
    """One of several things. More than one dataclass among them are told apart by `node`."""

    records: tuple[type, ...]
    others: tuple[Scalar | Choice | Many | Row, ...]
    nullable: bool

    @property
    def tagged(self) -> bool:
        """Whether its objects name their class."""
        return len(self.records) > 1


Shape = Scalar | Choice | Many | Row | Record | OneOf

SCALARS = (str, int, bool, Fraction, datetime.date)


@cache
def node_name(type_: type) -> str:
    """The name of a class in JSON: `AnyOf` is `any_of`, `InARow` is `in_a_row`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type_.__name__).lower()


@cache
def fields_of(type_: type) -> tuple[tuple[str, Shape], ...]:
    """The fields of a dataclass with their shapes, in the order in which they are declared."""
    hints = get_type_hints(type_, include_extras=True)
    return tuple((field.name, shape_of(hints[field.name])) for field in fields(type_))


@cache
def by_node_name(records: tuple[type, ...]) -> dict[str, type]:
    """The classes that may stand at a place, by their names in JSON."""
    return {node_name(record): record for record in records}


def shape_of(hint: object) -> Shape:
    """The shape that a type hint asks for; a hint outside the few that the core uses is a mistake of ours."""
    origin = get_origin(hint)
    if origin is Union or origin is types.UnionType:
        return _one_of(get_args(hint))
    if origin is tuple:
        items = get_args(hint)
        if len(items) == 2 and items[1] is Ellipsis:
            return Many(shape_of(items[0]))
        return Row(tuple(shape_of(item) for item in items))
    if origin is Annotated and get_args(hint) == (str, AS_IT_IS):
        return Scalar(str, True)
    if isinstance(hint, type):
        if hint in SCALARS:
            return Scalar(hint)
        if issubclass(hint, Enum):
            return Choice(hint)
        if is_dataclass(hint):
            return Record(hint)
    raise TypeError(f"no JSON is defined for the type {hint!r}")


def _one_of(members: tuple[object, ...]) -> Shape:
    nullable = types.NoneType in members
    records: list[type] = []
    others: list[Scalar | Choice | Many | Row] = []
    for member in members:
        if member is types.NoneType:
            continue
        shape = shape_of(member)
        match shape:
            case Record(type=type_):
                records.append(type_)
            case OneOf():
                raise TypeError("unions are flat")  # Python flattens them
            case _:
                others.append(shape)
    written = [_json_kind(other) for other in others]
    if len(set(written)) < len(written):
        raise TypeError("two members of a union are written alike, so JSON could not tell them apart")
    return OneOf(tuple(records), tuple(others), nullable)


def _json_kind(shape: Scalar | Choice | Many | Row) -> str:
    match shape:
        case Scalar(type=type_) if type_ in (bool, int):
            return type_.__name__
        case Scalar() | Choice():
            return "text"
        case Many() | Row():
            return "list"
