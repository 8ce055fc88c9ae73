"""Random values of any dataclass of the core or of a result, built from the very shapes that the codec follows.

They are well typed and mean nothing: names do not resolve, units do not agree.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

from hypothesis import strategies as st

from careway.ir.json_shapes import Choice, Many, OneOf, Record, Row, Scalar, Shape, fields_of

DrawFn = Callable[[st.SearchStrategy[Any]], Any]

_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)
_SCALARS: dict[type, st.SearchStrategy[Any]] = {
    str: _TEXTS,
    int: st.integers(-(10**17), 10**17),
    bool: st.booleans(),
    Fraction: st.fractions(max_denominator=10**12) | st.decimals(-(10**9), 10**9, places=4).map(Fraction),
    datetime.date: st.dates(),
}


@cache
def _least(shape: Shape, above: frozenset[type]) -> int:
    match shape:
        case Record(type=type_):
            if type_ in above:
                return 1000
            return 1 + max((_least(inner, above | {type_}) for _, inner in fields_of(type_)), default=0)
        case OneOf():
            if shape.nullable or shape.others:
                return 0
            return min(_least(Record(record), above) for record in shape.records)
        case Row(items=items):
            return max(_least(item, above) for item in items)
        case _:
            return 0


@st.composite
def nodes(draw: DrawFn, type_: type, depth: int = 6) -> Any:
    """An object of this class, with at most about `depth` objects inside each other."""
    return _draw(draw, Record(type_), depth)


def _draw(draw: DrawFn, shape: Shape, depth: int) -> Any:
    match shape:
        case Scalar(type=type_):
            return draw(_SCALARS[type_])
        case Choice(type=type_):
            return draw(st.sampled_from(list(type_)))
        case Many(item=item):
            room = depth > 0 and _least(item, frozenset()) <= depth
            return tuple(
                _draw(draw, item, depth) for _ in range(draw(st.integers(0, 2 if depth < 5 else 1)) if room else 0)
            )
        case Row(items=items):
            return tuple(_draw(draw, item, depth) for item in items)
        case Record(type=type_):
            return type_(**{name: _draw(draw, inner, depth - 1) for name, inner in fields_of(type_)})
        case OneOf():
            least = {record: _least(Record(record), frozenset()) for record in shape.records}
            fitting = [record for record in shape.records if least[record] <= depth]
            choices: list[Shape | None] = [*map(Record, fitting), *shape.others]
            choices += [None] if shape.nullable else []
            choices = choices or [Record(min(shape.records, key=least.__getitem__))]
            chosen = draw(st.sampled_from(choices))
            return None if chosen is None else _draw(draw, chosen, depth)
