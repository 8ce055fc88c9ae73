"""docs/core-format.md held against the classes: every node, field, type and word of the core is on the page and no
other, its example is a core that runs, and what it says is refused is refused by name and place."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

import pytest

from careway.cli.import_ import imported
from careway.evaluate.run import run
from careway.ingest.read import read_timelines
from careway.ir.from_json import core_from_json
from careway.ir.json_codec import Malformed
from careway.ir.json_shapes import Choice, Many, OneOf, Record, Row, Scalar, Shape, fields_of, node_name, shape_of
from careway.ir.nodes import FORMAT, Guideline
from support.sample_core import CORE
from support.schemas import FAMILIES
from support.tree import ROOT

PAGE = (ROOT / "docs" / "core-format.md").read_text(encoding="utf-8")
_SECTION = re.compile(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| `(\w+)` \| (.*?) \| (.+?) \|$", re.MULTILINE)
_UNIONS = {
    frozenset(found.records): name
    for name, found in ((k, shape_of(v)) for k, v in FAMILIES.items())
    if isinstance(found, OneOf)
}
_PLAIN = {str: "text", int: "whole number", bool: "true or false"}


def classes() -> list[type]:
    """Every class that a core is made of."""
    found: list[type] = []
    waiting: list[type] = [Guideline]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.append(one)
            waiting += [inner for _, shape in fields_of(one) for inner in inside(shape)]
    return found


def inside(shape: Shape) -> Iterator[type]:
    match shape:
        case Many(item=item):
            yield from inside(item)
        case Row(items=items):
            for item in items:
                yield from inside(item)
        case Record(type=type_):
            yield type_
        case OneOf(records=records, others=others):
            yield from records
            for other in others:
                yield from inside(other)
        case Scalar() | Choice():
            pass


def words(shape: Shape) -> str:
    """What a field is, as the page says it."""
    match shape:
        case Scalar(type=type_):
            return _PLAIN.get(type_) or ("number" if type_.__name__ == "Fraction" else "date")
        case Choice(type=type_):
            return ", ".join(f"`{member.value}`" for member in members(type_))
        case Many(item=item):
            return f"list of {words(item)}"
        case Row(items=items):
            return f"[{', '.join(words(item) for item in items)}]"
        case Record(type=type_):
            return f"`{node_name(type_)}`"
        case OneOf(records=records, others=others, nullable=nullable):
            union = _UNIONS.get(frozenset(records)) if len(records) > 1 else None
            parts = [union] if union is not None else [f"`{node_name(one)}`" for one in records]
            return " or ".join([*parts, *(words(one) for one in others)]) + (" or null" if nullable else "")


def members(type_: type[Enum]) -> list[Enum]:
    return [*type_]


SECTIONS = {
    name: {field: (type_, said) for field, type_, said in _ROW.findall(text)} for name, text in _SECTION.findall(PAGE)
}


def test_the_page_has_every_node_and_no_other() -> None:
    names = [name for name, _ in _SECTION.findall(PAGE)]
    assert len(names) == len(set(names))
    assert set(names) == {node_name(one) for one in classes()}
    assert len(names) >= 70


@pytest.mark.parametrize("class_", classes(), ids=node_name)
def test_the_page_has_every_field_with_its_type_and_says_something_of_it(class_: type) -> None:
    rows = SECTIONS[node_name(class_)]
    assert {name: said for name, (said, _) in rows.items()} == {name: words(shape) for name, shape in fields_of(class_)}
    assert all(meaning.strip() for _, meaning in rows.values())
    (text,) = (text for name, text in _SECTION.findall(PAGE) if name == node_name(class_))
    assert len(text.strip().partition("\n|")[0]) > 15, "a sentence on what it is"


def test_the_page_says_the_version() -> None:
    assert f'"format": "{FORMAT}"' in PAGE
    schema = json.loads((ROOT / "grammar" / "schema" / "core.schema.json").read_text(encoding="utf-8"))
    assert f"`{schema['$id']}`" in PAGE
    assert schema["$id"].rpartition(":")[2] == FORMAT.rpartition("/")[2]


def block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def test_the_example_is_a_core_and_comes_back_as_its_text() -> None:
    assert imported(core_from_json(block("json"))) == block("care")


def test_the_example_runs_as_the_page_says() -> None:
    core = core_from_json(block("json"))
    (timeline,) = read_timelines("example.yaml", block("yaml").encode(), core.vocabulary).timelines
    result = run(core, timeline, as_of="2025-03-22")
    assert (result.eligibility.admission.value, result.stop and (result.stop.rule, result.stop.at)) == (
        "eligible",
        ("rise", "2025-03-22"),
    )
    (pathway,) = result.pathways
    assert [(stay.step, stay.since, stay.until) for stay in pathway.stays] == [
        ("treatment", "2025-03-08", "2025-03-22")
    ]
    done = [(one.at, one.rule) for one in result.log if one.kind.value == "done"]
    assert done == [("2025-03-15", "liver"), ("2025-03-22", "liver")]


SAMPLE = json.loads(block("json"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(format="careway-core/3"), ('"careway-core/3"', "$.format")),
        (lambda d: d["stops"][0]["when"].update(node="nearly"), ('"nearly"', "$.stops[0].when.node")),
        (lambda d: d["stops"][0].update(urgency="high"), ("$.stops[0].urgency", "no such field")),
        (lambda d: d["stops"][0]["when"].update(comparison="=>"), ('"=>"', "$.stops[0].when.comparison")),
        (lambda d: d.update(status="final"), ('"final"', "$.status")),
        (lambda d: d["monitors"][0].update(on_return=3), ("a number", "$.monitors[0].on_return")),
        (lambda d: d["stops"][0].pop("advice"), ('"advice"', "$.stops[0]")),
        (lambda d: d["definitions"].reverse(), ("asked for before it is defined", "definitions[0]")),
    ],
)
def test_what_is_not_known_is_refused_by_name_and_place(change: Callable[[Any], object], said: tuple[str, str]) -> None:
    document = copy.deepcopy(SAMPLE)
    change(document)
    with pytest.raises(Malformed) as refused:
        core_from_json(json.dumps(document))
    assert all(part in str(refused.value) for part in said)


def test_a_core_of_the_tests_is_of_the_same_format() -> None:
    assert CORE.format == SAMPLE["format"] == FORMAT
