"""Plain values to JSON and back, for the core and for results: one spelling for every field.

Numbers of a guideline or patient are texts (`"93"`, `"0.3"`, `"1/3"`), so that no reader turns them into floats.
Reading trusts nothing: whatever is not exactly as it is written here is refused with the place and the reason. A
message names the field, the node or the word of a closed set that is not known, and repeats no other value from the
file; it may be a patient's.
"""

from __future__ import annotations

import datetime
import re
from enum import Enum
from fractions import Fraction
from typing import TypeAlias, TypeVar, cast

from careway.ir.json_shapes import (
    NODE,
    Choice,
    Many,
    OneOf,
    Record,
    Row,
    Scalar,
    Shape,
    by_node_name,
    fields_of,
    node_name,
)

JsonValue: TypeAlias = "bool | int | str | list[JsonValue] | dict[str, JsonValue] | None"
Path: TypeAlias = "tuple[Path, str | int] | None"
T = TypeVar("T")

MAX_NESTING = 200
"""Objects inside objects. The language allows 100 levels of brackets and bullets, each one object here."""
MAX_CHARACTERS = 32_000_000
"""About ten times what the largest guideline text (1 MB) becomes."""
MAX_NUMBER = 400
"""Characters of an exact number."""
_MAX_DECIMALS = 30
_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?|\d+/0*[1-9]\d*)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_HALF = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class Malformed(Exception):
    """A JSON text is not what it should be: where (`$.definitions[3].body`), why, and under which code."""

    def __init__(self, code: str, path: str, message: str, offset: int | None = None) -> None:
        super().__init__(f"{path}: {message}")
        self.code = code
        self.path = path
        self.message = message
        self.offset = offset
        """Where in the text, for a text that is no JSON at all."""


# --- writing -------------------------------------------------------------------------------------------------------


def write(value: object) -> str:
    """The JSON text of a dataclass, the same on every machine."""
    import json

    return json.dumps(encode(value), ensure_ascii=False, indent=2) + "\n"


def encode(value: object) -> JsonValue:
    """The plain JSON value of a dataclass."""
    return _encode(value, Record(type(value)), 0)


def _encode(value: object, shape: Shape, depth: int) -> JsonValue:
    match shape:
        case Scalar():
            return _encode_scalar(value, shape.type)
        case Choice():
            return _text_of(value) if type(value) is shape.type else _unfit(value)
        case Many():
            item = shape.item
            return [_encode(one, item, depth) for one in _tuple(value)]
        case Row():
            return [_encode(one, item, depth) for one, item in zip(_tuple(value), shape.items, strict=True)]
        case Record():
            return _encode_fields(value, {}, depth) if type(value) is shape.type else _unfit(value)
        case OneOf():
            if value is None and shape.nullable:
                return None
            type_: type = type(value)
            if type_ in shape.records:
                return _encode_fields(value, {NODE: node_name(type_)} if shape.tagged else {}, depth)
            for other in shape.others:
                if _fits(value, other):
                    return _encode(value, other, depth)
            return _unfit(value)


def _text_of(choice: Enum) -> str:
    return cast("str", choice.value)


def _encode_fields(value: object, into: dict[str, JsonValue], depth: int) -> JsonValue:
    if depth >= MAX_NESTING:
        raise ValueError(f"nested deeper than {MAX_NESTING} levels")
    type_: type = type(value)
    for name, shape in fields_of(type_):
        into[name] = _encode(getattr(value, name), shape, depth + 1)
    return into


def _encode_scalar(value: object, expected: type) -> JsonValue:
    if type(value) is not expected:
        return _unfit(value)
    if isinstance(value, Fraction):
        return number_text(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return cast("str | int | bool", value)


def _fits(value: object, shape: Scalar | Choice | Many | Row) -> bool:
    match shape:
        case Scalar() | Choice():
            return type(value) is shape.type
        case Many() | Row():
            return isinstance(value, tuple)


def _tuple(value: object) -> tuple[object, ...]:
    if not isinstance(value, tuple):
        raise TypeError(f"a tuple is expected, not {type(value).__name__}")
    return value


def _unfit(value: object) -> JsonValue:
    raise TypeError(f"{type(value).__name__} does not fit its place")


def number_text(value: Fraction) -> str:
    """An exact number: in decimals where they end within 30 places (`"0.3"`), else as a fraction (`"1/3"`)."""
    whole, rest = value.numerator, value.denominator
    if rest == 1:
        return str(whole)
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    if rest != 1 or places > _MAX_DECIMALS:
        return f"{whole}/{value.denominator}"
    digits = str(abs(whole) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if whole < 0 else ''}{digits[:-places]}.{digits[-places:]}"


# --- reading -------------------------------------------------------------------------------------------------------


def read(type_: type[T], text: str, format_name: str) -> T:
    """The dataclass that a JSON text says, of this format and no other; raises `Malformed`."""
    value = parse(text)
    if type(value) is dict:
        found = value.get("format")
        if found is None:
            raise Malformed("CW602", "$", f'this file does not say its format: "format": "{format_name}" is missing')
        if found != format_name:
            said = _quoted(found) if isinstance(found, str) else "not a text"
            raise Malformed("CW602", "$.format", f"the format is {said}; this Careway reads {_quoted(format_name)}")
    return decode(type_, value)


class _Repeated(dict[str, JsonValue]):
    """An object that names a field twice."""

    key = ""


class _NotWhole:
    """A JSON number with a point, an exponent, or far too many digits; NaN and Infinity."""


def parse(text: str) -> JsonValue:
    """The plain values of a JSON text, strict; raises `Malformed`."""
    import json

    if len(text) > MAX_CHARACTERS:
        raise Malformed("CW601", "$", f"the file is too large: more than {MAX_CHARACTERS // 1_000_000} MB")
    try:
        return cast(
            "JsonValue",
            json.loads(
                text.removeprefix("\ufeff"),
                object_pairs_hook=_object,
                parse_int=_whole,
                parse_float=lambda _: _NotWhole(),
                parse_constant=lambda _: _NotWhole(),
            ),
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Malformed("CW600", "$", f"this is not JSON: {error.msg} at {where}", error.pos) from None
    except RecursionError:
        raise Malformed("CW601", "$", f"nested deeper than {MAX_NESTING} levels") from None


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    repeated = _Repeated(value)
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            repeated.key = key
            break
        seen.add(key)
    return repeated


def _whole(digits: str) -> object:
    return int(digits) if len(digits.removeprefix("-")) <= 18 else _NotWhole()


def decode(type_: type[T], value: JsonValue) -> T:
    """The dataclass that a plain JSON value says; raises `Malformed`."""
    return cast("T", _decode(value, Record(type_), None, 0))


def _decode(value: JsonValue, shape: Shape, path: Path, depth: int) -> object:
    match shape:
        case Scalar():
            return _decode_scalar(value, shape, path)
        case Choice():
            return _decode_choice(value, shape.type, path)
        case Many():
            item = shape.item
            return tuple([_decode(one, item, (path, index), depth) for index, one in enumerate(_list(value, path))])
        case Row():
            items = _list(value, path)
            if len(items) != len(shape.items):
                raise _malformed("CW606", path, f"a list of {len(shape.items)} is expected")
            return tuple(
                [
                    _decode(one, item, (path, index), depth)
                    for index, (one, item) in enumerate(zip(items, shape.items, strict=True))
                ]
            )
        case Record():
            return _decode_record(_dict(value, path), shape.type, path, depth, tagged=False)
        case OneOf():
            return _decode_one_of(value, shape, path, depth)


def _decode_one_of(value: JsonValue, shape: OneOf, path: Path, depth: int) -> object:
    if value is None and shape.nullable:
        return None
    if isinstance(value, dict) and shape.records:
        if not shape.tagged:
            return _decode_record(_dict(value, path), shape.records[0], path, depth, tagged=False)
        node = _dict(value, path).get(NODE)
        known = by_node_name(shape.records)
        if node is None:
            raise _malformed("CW603", path, f'the field "{NODE}" is missing; it may be {_listed(known)}')
        if not isinstance(node, str) or node not in known:
            said = _quoted(node) if isinstance(node, str) else "this"
            raise _malformed("CW605", (path, NODE), f"{said} cannot stand here; these can: {_listed(known)}")
        return _decode_record(value, known[node], path, depth, tagged=True)
    for other in shape.others:
        if _written_as(value, other):
            return _decode(value, other, path, depth)
    expected = [*(["an object"] if shape.records else []), *(_in_words(other) for other in shape.others)]
    expected += ["null"] if shape.nullable else []
    raise _malformed("CW606", path, f"{' or '.join(expected)} is expected, not {_kind_of(value)}")


def _decode_record(value: dict[str, JsonValue], type_: type, path: Path, depth: int, *, tagged: bool) -> object:
    if depth >= MAX_NESTING:
        raise _malformed("CW601", path, f"nested deeper than {MAX_NESTING} levels")
    shapes = fields_of(type_)
    if len(value) != len(shapes) + tagged or any(name not in value for name, _ in shapes):
        _refuse_fields(value, [name for name, _ in shapes], path, tagged)
    return type_(**{name: _decode(value[name], shape, (path, name), depth + 1) for name, shape in shapes})


def _refuse_fields(value: dict[str, JsonValue], known: list[str], path: Path, tagged: bool) -> None:
    for name in value:
        if name not in known and not (tagged and name == NODE):
            raise _malformed("CW604", (path, name), f"there is no such field here; the fields are {_listed(known)}")
    missing = [name for name in known if name not in value]
    if missing:
        raise _malformed("CW603", path, f'the field "{missing[0]}" is missing')


def _decode_scalar(value: JsonValue, shape: Scalar, path: Path) -> object:
    expected = shape.type
    if expected is bool or expected is int:
        if type(value) is expected:
            return value
    elif isinstance(value, str):
        if expected is str:
            if shape.as_it_is:
                return _HALF.sub("\ufffd", value)
            if _CONTROL.search(value):
                raise _malformed("CW606", path, "a control character, or half of one, stands in this text")
            return value
        if expected is Fraction:
            if len(value) <= MAX_NUMBER and _NUMBER.fullmatch(value):
                return Fraction(value)
            raise _malformed("CW606", path, 'an exact number is expected, as a text such as "93", "0.3" or "1/3"')
        if _DATE.fullmatch(value):
            try:
                return datetime.date.fromisoformat(value)
            except ValueError:
                raise _malformed("CW606", path, "there is no such date") from None
    raise _malformed("CW606", path, f"{_in_words(shape)} is expected, not {_kind_of(value)}")


def _decode_choice(value: JsonValue, type_: type[Enum], path: Path) -> Enum:
    if isinstance(value, str):
        try:
            return type_(value)
        except ValueError:
            pass
    known = _listed(member.value for member in type_)
    said = _quoted(value) if isinstance(value, str) else _kind_of(value)
    raise _malformed("CW606", path, f"{said} is not known here; one of these is expected: {known}")


def _written_as(value: JsonValue, shape: Scalar | Choice | Many | Row) -> bool:
    match shape:
        case Scalar(type=type_) if type_ in (bool, int):
            return type(value) is type_
        case Scalar() | Choice():
            return isinstance(value, str)
        case Many() | Row():
            return isinstance(value, list)


def _list(value: JsonValue, path: Path) -> list[JsonValue]:
    if isinstance(value, list):
        return value
    raise _malformed("CW606", path, f"a list is expected, not {_kind_of(value)}")


def _dict(value: JsonValue, path: Path) -> dict[str, JsonValue]:
    if not isinstance(value, dict):
        raise _malformed("CW606", path, f"an object is expected, not {_kind_of(value)}")
    if isinstance(value, _Repeated):
        raise _malformed("CW607", (path, value.key), "this field stands twice in the same object")
    return value


# --- words ---------------------------------------------------------------------------------------------------------


def _malformed(code: str, path: Path, message: str) -> Malformed:
    steps: list[str] = []
    while path is not None:
        path, key = path
        steps.append(f"[{key}]" if isinstance(key, int) else f".{_shortened(key)}")
    return Malformed(code, "$" + "".join(reversed(steps)), message)


def _in_words(shape: Scalar | Choice | Many | Row) -> str:
    match shape:
        case Scalar(type=type_):
            if type_ is bool:
                return "true or false"
            if type_ is int:
                return "a whole number"
            if type_ is Fraction:
                return "an exact number as a text"
            return "a date such as 2025-04-20" if type_ is datetime.date else "a text"
        case Choice(type=type_):
            return f"one of {_listed(member.value for member in type_)}"
        case Many() | Row():
            return "a list"


def _kind_of(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int():
            return "a number"
        case str():
            return "a text"
        case list():
            return "a list"
        case dict():
            return "an object"
        case _:
            return "a number with a point, an exponent or more than 18 digits"


def _listed(names: object) -> str:
    return ", ".join(str(name) for name in cast("list[object]", names))


def _shortened(name: str) -> str:
    plain = _CONTROL.sub("?", name).replace("\n", "?")
    return plain if len(plain) <= 40 else plain[:40] + "…"


def _quoted(name: str) -> str:
    return f'"{_shortened(name)}"'
