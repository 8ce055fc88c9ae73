"""The codec: what is written is read back the same, and nothing else is read."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careway.base.record import record
from careway.evaluate.result import Result
from careway.ir.expressions import Literal, Not
from careway.ir.from_json import core_from_json
from careway.ir.json_codec import MAX_NESTING, Malformed, decode, encode, number_text, parse, read, write
from careway.ir.json_shapes import AS_IT_IS
from careway.ir.nodes import FORMAT, Guideline
from careway.ir.to_json import core_to_json
from support.random_nodes import nodes
from support.sample_core import CORE


def refused(text: str) -> Malformed:
    with pytest.raises(Malformed) as caught:
        core_from_json(text)
    return caught.value


@given(nodes(Guideline, 5))
def test_a_core_comes_back_the_same(core: Guideline) -> None:
    text = write(core)
    back = decode(Guideline, parse(text))
    assert back == core
    assert write(back) == text


@given(nodes(Result, 4))
def test_a_result_comes_back_the_same(result: Result) -> None:
    assert decode(Result, parse(write(result))) == result


def test_the_sample_comes_back_through_the_front_door() -> None:
    text = core_to_json(CORE)
    assert core_from_json(text) == CORE
    assert core_from_json("\ufeff" + text) == CORE


def test_nodes_are_named_only_where_several_may_stand() -> None:
    document: Any = encode(CORE)
    stop = document["stops"][0]
    assert stop["when"]["node"] == "all"
    assert "node" not in stop["heading"]
    assert stop["when"]["items"][0]["node"] == "any_of"


@given(st.fractions())
def test_numbers_are_exact_texts(value: Fraction) -> None:
    assert Fraction(number_text(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(93), "93"),
        (Fraction(3, 10), "0.3"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-7, 6), "-7/6"),
        (Fraction(1, 10**31), f"1/1{'0' * 31}"),
        (Fraction(0), "0"),
    ],
)
def test_how_numbers_are_written(value: Fraction, text: str) -> None:
    assert number_text(value) == text


# --- refusals ------------------------------------------------------------------------------------------------------


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, (*path, index))


def shown(path: tuple[str | int, ...]) -> str:
    return "$" + "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)


SAMPLE = json.loads(core_to_json(CORE))
FIELDS = [path for path in places(SAMPLE) if path and isinstance(path[-1], str)]


def at(document: Any, path: tuple[str | int, ...]) -> Any:
    for key in path:
        document = document[key]
    return document


OBJECTS = [path for path in places(SAMPLE) if isinstance(at(SAMPLE, path), dict)]
GONE = object()


@contextmanager
def put(path: tuple[str | int, ...], value: object) -> Iterator[None]:
    """The sample with another value at one place, for a moment (a copy of it for each place takes too long)."""
    holder, key = at(SAMPLE, path[:-1]), path[-1]
    before = dict(holder) if isinstance(holder, dict) else None
    if value is GONE:
        del holder[key]
    else:
        holder[key] = value
    yield
    if before is not None:
        holder.clear()
        holder.update(before)


def refusal() -> Malformed:
    with pytest.raises(Malformed) as caught:
        decode(Guideline, SAMPLE)
    return caught.value


def test_every_field_is_missed_by_name() -> None:
    for path in FIELDS:
        with put(path, GONE):
            error = refusal()
        assert f'"{path[-1]}"' in error.message
        assert (error.code, error.path) == ("CW603", shown(path[:-1]))


def test_a_field_that_nobody_knows_is_refused_by_name_in_every_object() -> None:
    for path in OBJECTS:
        with put((*path, "surprise"), None):
            error = refusal()
        assert (error.code, error.path) == ("CW604", shown((*path, "surprise")))


WRONG: tuple[object, ...] = (
    parse("1.5"),
    parse("NaN"),
    {"odd": 1},
    [[[]]],
    True,
    "\u0000",
    parse("-1" + "0" * 30),
    None,
)


def test_a_wrong_type_is_refused_at_its_place() -> None:
    for number, path in enumerate(FIELDS):
        wrong = WRONG[number % len(WRONG)]
        if type(wrong) is type(at(SAMPLE, path)) and not isinstance(wrong, str | dict | list):
            continue
        with put(path, wrong):
            try:
                core = decode(Guideline, SAMPLE)
            except Malformed as error:
                assert error.path.startswith(shown(path)) or (path[-1] == "node" and error.path == shown(path[:-1]))
                assert error.code in ("CW603", "CW604", "CW605", "CW606")
            else:  # null is a value of some fields that had another
                assert wrong is None
                assert encode(core) == SAMPLE


@pytest.mark.parametrize(
    ("change", "code", "path", "words"),
    [
        (lambda d: d.update(format="careway-core/3"), "CW602", "$.format", 'this Careway reads "careway-core/2"'),
        (lambda d: d.update(format=1), "CW602", "$.format", "not a text"),
        (lambda d: d["stops"][0]["when"].update(node="al"), "CW605", "$.stops[0].when.node", '"al" cannot stand here'),
        (lambda d: d["definitions"][0]["body"].update(edge="begin"), "CW606", "$.definitions[0].body.edge", "start"),
        (lambda d: d.update(date="2025-02-30"), "CW606", "$.date", "no such date"),
        (lambda d: d.update(date="20250420"), "CW606", "$.date", "a date such as 2025-04-20"),
        (lambda d: d["sources"][0].update(title="\ud800"), "CW606", "$.sources[0].title", "half of one"),
        (
            lambda d: d["parameters"][0]["value"].update(value="1/0"),
            "CW606",
            "$.parameters[0].value.value",
            "exact number",
        ),
        (
            lambda d: d["parameters"][0]["value"].update(value="9" * 500),
            "CW606",
            "$.parameters[0].value.value",
            "exact number",
        ),
        (lambda d: d["vocabulary"]["concepts"][0].update(plausible=["0"]), "CW606", None, "a list of 2 is expected"),
        (lambda d: d["stops"][0]["when"]["items"].clear(), "CW608", "$", "stops[0].when: items: there is none"),
    ],
)
def test_what_is_refused(change: Any, code: str, path: str | None, words: str) -> None:
    document = copy.deepcopy(SAMPLE)
    change(document)
    error = refused(json.dumps(document))
    assert error.code == code
    assert path is None or error.path == path
    assert words in error.message


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "CW600"),
        ("{", "CW600"),
        ("[1, 2", "CW600"),
        ('{"format": "careway-core/2"} {}', "CW600"),
        ("null", "CW606"),
        ("[]", "CW606"),
        ("{}", "CW602"),
        ('{"format": "careway-core/2", "format": "careway-core/2"}', "CW607"),
        ("[" * 100_000, "CW601"),
        ('{"a":' * 100_000, "CW601"),
        ("9" * 10_000, "CW606"),
        ("NaN", "CW606"),
        ('"\x00"', "CW600"),
    ],
)
def test_texts_that_are_no_core(text: str, code: str) -> None:
    assert refused(text).code == code


def test_a_syntax_error_says_where() -> None:
    error = refused('{\n  "format": oops\n}')
    assert "line 2, column 13" in error.message
    assert error.offset == 14


def test_nesting_has_a_limit_both_ways() -> None:
    def nested(levels: int) -> dict[str, Any]:
        value: dict[str, Any] = {"node": "defined_criterion", "name": "held"}
        for _ in range(levels):
            value = {"node": "not", "item": value}
        return value

    document = copy.deepcopy(SAMPLE)
    document["stops"][0]["when"] = nested(150)
    core = core_from_json(json.dumps(document))
    assert json.loads(core_to_json(core)) == document
    document["stops"][0]["when"] = nested(MAX_NESTING)
    error = refused(json.dumps(document))
    assert (error.code, error.message) == ("CW601", "nested deeper than 200 levels")

    item = core.stops[0].when
    for _ in range(60):
        item = Not(item)
    with pytest.raises(ValueError, match="nested deeper"):
        encode(Not(item))


def test_a_text_too_large_is_not_even_parsed() -> None:
    assert refused(" " * 32_000_001).code == "CW601"


def test_no_message_repeats_a_value() -> None:
    for number, path in enumerate(FIELDS):
        with put(path, ({"Jane Doe": "Jane Doe"}, [["Jane Doe"]], {"node": "not", "item": "Jane Doe"})[number % 3]):
            assert "Jane Doe" not in refusal().message


@given(
    st.text()
    | st.recursive(st.none() | st.text() | st.integers(), lambda s: st.lists(s) | st.dictionaries(st.text(), s)).map(
        json.dumps
    )
)
def test_any_text_is_read_or_refused(text: str) -> None:
    refused(text)


def test_what_does_not_fit_is_our_own_mistake() -> None:
    with pytest.raises(TypeError):
        encode(Literal(3, "U/L", "3"))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        encode(Literal(Fraction(3), "U/L", None))  # type: ignore[arg-type]


def test_reading_asks_for_the_format_by_name() -> None:
    with pytest.raises(Malformed, match="careway-result/1"):
        read(Result, json.dumps({"format": FORMAT}), "careway-result/1")


@record
class Page:
    """A name, and a text that somebody is writing."""

    name: str
    text: Annotated[str, AS_IT_IS]


def test_a_text_as_it_is_holds_any_whole_character_and_other_texts_do_not() -> None:
    value: Any = {"name": "a", "text": "\x00\x1b≥😀\ud83d"}
    assert decode(Page, value) == Page("a", "\x00\x1b≥😀\ufffd")
    with pytest.raises(Malformed, match="a control character"):
        decode(Page, {**value, "name": "a\x1b"})
