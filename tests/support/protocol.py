"""What page and studio say to one another, as types of TypeScript, written from the records of `careway.studio`.

`make schemas` writes editors/studio/src/protocol.ts; a test holds it current.
"""

from __future__ import annotations

import datetime
import inspect
from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import assert_never, get_args, get_type_hints

from careway.ir.json_shapes import Choice, Many, OneOf, Record, Row, Scalar, Shape, fields_of, node_name
from careway.studio import answers, answers_of_patient, questions
from careway.studio.ask import OF_FOLDER, OF_TEXTS, asked_by

FILE = Path(__file__).parents[2] / "editors" / "studio" / "src" / "protocol.ts"
_SCALARS = {str: "string", int: "number", bool: "boolean", Fraction: "string", datetime.date: "string"}
_WIDEST = 116


def written() -> str:
    """The text of the file."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "// Written from the records of interpreter/careway/studio by `make schemas`; do not edit."
    for module in (questions, answers, answers_of_patient):
        for _, one in inspect.getmembers(module, inspect.isclass):
            if one.__module__ == module.__name__:
                yield ""
                yield from _declared(one)
    yield ""
    yield "/** What each question may be answered with. */"
    yield "export interface Answers {"
    for function in (*OF_TEXTS, *OF_FOLDER):
        given = get_type_hints(function)["return"]
        union = " | ".join(_tagged(one) for one in get_args(given) or (given,))
        yield f"  {node_name(asked_by(function))}: {union};"
    yield "}"
    yield ""
    yield "/** The fields of each question. */"
    yield "export interface Questions {"
    for function in (*OF_TEXTS, *OF_FOLDER):
        asked = asked_by(function)
        yield f"  {node_name(asked)}: {asked.__name__};"
    yield "}"


def _declared(one: type) -> Iterator[str]:
    yield from _told(one)
    if issubclass(one, Enum):
        yield f"export type {one.__name__} = {' | '.join(_quoted(str(member.value)) for member in one)};"
    else:
        yield f"export interface {one.__name__} {{"
        yield from _fields(one)
        yield "}"


def _fields(one: type) -> Iterator[str]:
    for name, shape in fields_of(one):
        yield f"  readonly {name}: {_type(shape)};"


def _told(one: type) -> Iterator[str]:
    words = " ".join((inspect.getdoc(one) or "").split())
    line = ""
    lines = []
    for word in words.split():
        if len(line) + len(word) > _WIDEST:
            lines.append(line.rstrip())
            line = ""
        line += f"{word} "
    yield "/**"
    yield from (f" * {text}" for text in (*lines, line.rstrip()))
    yield " */"


def _type(shape: Shape) -> str:
    match shape:
        case Scalar(type=type_):
            return _SCALARS[type_]
        case Choice(type=type_) | Record(type=type_):
            return type_.__name__
        case Many(item=item):
            inner = _type(item)
            return f"readonly ({inner})[]" if " " in inner else f"readonly {inner}[]"
        case Row(items=items):
            return f"readonly [{', '.join(_type(item) for item in items)}]"
        case OneOf(records=records, others=others, nullable=nullable):
            parts = [_tagged(one) if shape.tagged else one.__name__ for one in records]
            parts += [_type(other) for other in others]
            return " | ".join([*parts, *(["null"] if nullable else [])])
        case _:
            assert_never(shape)


def _tagged(one: type) -> str:
    return f"({{ readonly node: {_quoted(node_name(one))} }} & {one.__name__})"


def _quoted(text: str) -> str:
    return f'"{text}"'


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
    print("wrote editors/studio/src/protocol.ts")
