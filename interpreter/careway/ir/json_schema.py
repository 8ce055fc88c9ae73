"""The JSON Schema (draft 2020-12) of a dataclass, from the shapes that the codec follows and the classes' own words.

A development tool: the published schemas under grammar/schema are written with it, and a test holds them current.
Readers do not need them; they check by themselves and say more.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from datetime import date
from enum import Enum
from fractions import Fraction

from careway.ir.json_codec import MAX_NUMBER, JsonValue
from careway.ir.json_shapes import NODE, Choice, Many, OneOf, Record, Row, Scalar, Shape, fields_of, node_name, shape_of

_NUMBER: dict[str, JsonValue] = {
    "description": 'An exact number as a text: "93", "0.3" or "1/3".',
    "type": "string",
    "pattern": r"^-?([0-9]+(\.[0-9]+)?|[0-9]+/0*[1-9][0-9]*)$",
    "maxLength": MAX_NUMBER,
}
_DATE: dict[str, JsonValue] = {
    "description": "A date such as 2025-04-20.",
    "type": "string",
    "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
}
_TEXT: dict[str, JsonValue] = {
    "description": "A text without control characters other than tab and line end.",
    "type": "string",
    "pattern": r"^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f]*$",
}

_SCALARS = {Fraction: ("number", _NUMBER), date: ("date", _DATE), str: ("text", _TEXT)}


def schema_of(
    type_: type, identifier: str, format_name: str, families: Mapping[str, object] | None = None
) -> dict[str, JsonValue]:
    """The schema of a document: its id, the one value that its `format` may have, and names for some unions."""
    definitions: dict[str, JsonValue] = {}
    family_names = {frozenset(_records(family)): name for name, family in (families or {}).items()}
    names: dict[str, tuple[type, bool]] = {}
    waiting: list[tuple[str, type, bool]] = []

    def refer(name: str, class_: type, tagged: bool) -> JsonValue:
        if names.setdefault(name, (class_, tagged)) != (class_, tagged):
            raise TypeError(f"two classes would be called {name}")
        if name not in definitions:
            definitions[name] = {}  # keeps its place in the order of first mention
            waiting.append((name, class_, tagged))
        return {"$ref": f"#/$defs/{name}"}

    def scalar(class_: type) -> JsonValue:
        if class_ in (int, bool):
            return {"type": "boolean" if class_ is bool else "integer"}
        name, said = (
            ("number", _NUMBER) if class_ is Fraction else ("date", _DATE) if class_ is date else ("text", _TEXT)
        )
        definitions[name] = said
        return {"$ref": f"#/$defs/{name}"}

    def schema(shape: Shape) -> JsonValue:
        match shape:
            case Scalar():
                return scalar(shape.type)
            case Choice():
                return refer(node_name(shape.type), shape.type, False)
            case Many():
                return {"type": "array", "items": schema(shape.item)}
            case Row():
                items: list[JsonValue] = [schema(item) for item in shape.items]
                return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
            case Record():
                return refer(node_name(shape.type), shape.type, False)
            case OneOf():
                return one_of(shape)

    def tagged_record(class_: type) -> JsonValue:
        return refer(f"{node_name(class_)}_node", class_, True)

    def one_of(shape: OneOf) -> JsonValue:
        choices: list[JsonValue] = []
        family = family_names.get(frozenset(shape.records))
        if family is not None:
            if family not in definitions:
                definitions[family] = {}
                definitions[family] = {"oneOf": [tagged_record(record) for record in shape.records]}
            choices.append({"$ref": f"#/$defs/{family}"})
        elif shape.tagged:
            choices += [tagged_record(record) for record in shape.records]
        else:
            choices += [refer(node_name(record), record, False) for record in shape.records]
        choices += [schema(other) for other in shape.others]
        if shape.nullable:
            choices.append({"type": "null"})
        return choices[0] if len(choices) == 1 else {"oneOf": choices}

    def record_schema(class_: type, tagged: bool) -> dict[str, JsonValue]:
        properties: dict[str, JsonValue] = {NODE: {"const": node_name(class_)}} if tagged else {}
        properties |= {name: schema(shape) for name, shape in fields_of(class_)}
        return {
            "description": _words(class_),
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    root = record_schema(type_, False)
    properties = root["properties"]
    assert isinstance(properties, dict)
    properties["format"] = {"const": format_name}
    while waiting:
        name, class_, tagged = waiting.pop(0)
        if issubclass(class_, Enum):
            definitions[name] = {"description": _words(class_), "enum": [member.value for member in class_]}
        else:
            definitions[name] = record_schema(class_, tagged)
    head: dict[str, JsonValue] = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": identifier}
    return {**head, "title": format_name, **root, "$defs": definitions}


def _records(family: object) -> tuple[type, ...]:
    shape = shape_of(family)
    return shape.records if isinstance(shape, OneOf) else ()


def _words(class_: type) -> str:
    return " ".join(inspect.cleandoc(class_.__doc__ or "").split())
