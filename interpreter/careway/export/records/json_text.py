"""FHIR's JSON as text: the digits of a number exactly as they are, the same bytes each time.

In: plain dicts, lists, texts, whole numbers and `Decimal`s (clinical numbers). `json.dumps` can write no `Decimal`
without making a float of it, so the few lines that lay out a value stand here.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TypeAlias

Json: TypeAlias = "str | int | bool | Decimal | list[Json] | dict[str, Json]"
Resource: TypeAlias = "dict[str, Json]"


def json_text(value: Json) -> str:
    """The value as JSON text, two blanks a level, with a line break at the end."""
    parts: list[str] = []
    _write(value, "\n", parts)
    parts.append("\n")
    return "".join(parts)


def _write(value: Json, margin: str, parts: list[str]) -> None:
    # How deep a resource nests is fixed by its shape (about ten levels), not by the records.
    match value:
        case dict():
            _members([(f"{_text(key)}: ", one) for key, one in value.items()], "{}", margin, parts)
        case list():
            _members([("", one) for one in value], "[]", margin, parts)
        case bool():
            parts.append("true" if value else "false")
        case int():
            parts.append(str(value))
        case Decimal():
            parts.append(f"{value:f}")
        case _:
            parts.append(_text(value))


def _members(members: list[tuple[str, Json]], brackets: str, margin: str, parts: list[str]) -> None:
    inner = f"{margin}  "
    parts.append(brackets[0])
    for number, (key, one) in enumerate(members):
        parts.append(f"{',' if number else ''}{inner}{key}")
        _write(one, inner, parts)
    parts.append(f"{margin if members else ''}{brackets[1]}")


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
