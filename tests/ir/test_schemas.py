"""The published schemas: current, valid, and of one mind with the reader."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from careway.base.diagnostics import Diagnostic, Edit, Label, Severity
from careway.base.rendering import to_json
from careway.base.source import Source, Span
from careway.evaluate.result import FORMAT as RESULT_FORMAT
from careway.evaluate.result import Result
from careway.ir.json_codec import JsonValue, Malformed, decode, encode, parse
from careway.ir.nodes import FORMAT as CORE_FORMAT
from careway.ir.nodes import Guideline
from support.random_nodes import nodes
from support.sample_core import CORE
from support.schemas import FOLDER, written

WRITTEN = written()


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((FOLDER / name).read_text(encoding="utf-8")))


CORE_SCHEMA = validator("core.schema.json")
RESULT_SCHEMA = validator("result.schema.json")


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_the_schema_in_the_folder_is_the_one_of_the_code(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == WRITTEN[name], "run make schemas"


def test_every_schema_is_one_and_has_an_id_of_its_own() -> None:
    ids = set()
    for path in sorted(FOLDER.glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
        number = CORE_FORMAT.rpartition("/")[2] if path.name == "core.schema.json" else "1"
        assert schema["$id"] == f"urn:careway:schema:{path.name.removesuffix('.schema.json')}:{number}"
        ids.add(schema["$id"])
    assert len(ids) >= 3


def test_every_class_says_what_it_is() -> None:
    for text in WRITTEN.values():
        for name, definition in json.loads(text)["$defs"].items():
            assert "oneOf" in definition or definition["description"].endswith("."), name


@given(nodes(Guideline, 4))
def test_every_core_that_is_written_fits(core: Guideline) -> None:
    CORE_SCHEMA.validate(encode(replace(core, format=CORE_FORMAT)))


@given(nodes(Result, 4))
def test_every_result_that_is_written_fits(result: Result) -> None:
    RESULT_SCHEMA.validate(encode(replace(result, format=RESULT_FORMAT)))


def test_the_sample_fits() -> None:
    CORE_SCHEMA.validate(encode(CORE))


SAMPLE: Any = encode(CORE)
WRONG = st.sampled_from(
    ["", "1/0", "01/02", "0x1", "2025-4-2", "\u0007", "nobody", 7, True, None, [], {}, {"node": "not"}, ["a", "b"]]
)


def reader_takes(value: JsonValue) -> bool:
    try:
        decode(Guideline, parse(json.dumps(value)))
    except Malformed:
        return False
    return True


@given(st.data())
def test_schema_and_reader_take_and_refuse_the_same(data: st.DataObject) -> None:
    """Wherever one value of the sample is changed, dropped or added; but only the reader knows that no month has 31
    days too many, and that a text may have another format."""
    document = json.loads(json.dumps(SAMPLE))
    holder = document
    while True:
        keys: list[Any] = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        key = data.draw(st.sampled_from(keys))
        inner = holder[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.integers(0, 5)) == 0:
            break
        holder = inner
    change = data.draw(st.sampled_from(["change", "change", "drop", "add"]))
    if change == "change":
        holder[key] = data.draw(WRONG)
    elif change == "drop":
        del holder[key]
    elif isinstance(holder, dict):
        holder["surprise"] = 1
    else:
        holder.append(data.draw(WRONG))
    if document.get("format") == SAMPLE["format"]:
        assert CORE_SCHEMA.is_valid(document) == reader_takes(document)


def test_findings_fit_their_schema() -> None:
    source = Source("a.care", "stop x\n  when ALT > 3\n")
    finding = Diagnostic(
        "CW203",
        Severity.ERROR,
        "these cannot be compared",
        Label(Span(14, 21), "a number"),
        (Label(Span(0, 4)),),
        "write a unit",
        Edit(Span(20, 21), "3 U/L"),
    )
    bare = Diagnostic("CW301", Severity.WARNING, "never used", Label(Span(0, 4)))
    document = {
        "format": "careway-diagnostics/1",
        "files": [
            {
                "file": source.name,
                "sha256": "0" * 64,
                "diagnostics": [to_json(finding, source), to_json(bare, source)],
            }
        ],
    }
    validator("diagnostics.schema.json").validate(document)
