"""The published schema of timelines and the reader: what one refuses for its form, the other refuses too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from careway.base.source import Source
from careway.ingest.document import Fields, Items, Scalar, Tree
from careway.ingest.yaml_tree import yaml_tree
from ingest.vocabulary import read

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "grammar" / "schema" / "timeline.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
EXAMPLES = sorted((ROOT / "examples").rglob("*.yaml"))

# What a schema cannot say: a date that the calendar lacks, a zone that does not exist, an id that stands twice.
BEYOND = {"CW511", "CW519"}

SOUND: dict[str, Any] = {
    "careway": "timeline/1",
    "patient": "p",
    "born": "1985-06",
    "sex": "female",
    "zone": "Europe/Berlin",
    "set": "a_set",
    "events": [
        {"at": "2025-03-15", "ALT": "31 U/L", "nausea": "absent", "INR": 1.1, "AST": None},
        {"at": "2025-03-15T09:30+01:00", "known": "2025-03-16", "ALT": {"value": "31 U/L", "range": "10 to 40 U/L"}},
        {"at": "2025-03-16", "id": "v1", "status": "final", "ALT": {"value": None, "status": "preliminary"}},
        {"at": "2025-03-17", "corrects": "v1", "note": "n", "source": "s", "ALT": "33 U/L"},
        {"at": "2025-03-18", "retracts": "v1", "known": "2025-03-19", "id": "v2"},
        {"at": "2025-03-08", "until": "2025-06", "azathioprine": "50 mg/day"},
        {"at": "2025-04-22", "override": "rule", "reason": "why", "note": "n"},
    ],
}
ODD: list[Any] = [
    None, "", " ", "x", "2025-03-15", "2025-3-1", "a b", "r1/ALT", "/", 5, -1, 2025, 1.5, True,
    [], ["x"], {}, {"value": "1"},
    {"value": []}, {"value": 1, "odd": 2}, {"range": "1"}, "final", "female", "timeline/1", "x" * 101,
    "2025-03-15T10:00Z",
]  # fmt: skip
KEYS = ["at", "until", "known", "status", "id", "corrects", "retracts", "override", "reason", "note", "source", "ALT",
        "patient", "events", "sex", "born", "value", "range", "odd name", "1x", "<<x", "é"]  # fmt: skip


def plain(tree: Tree | None) -> Any:
    """A tree as JSON has it, every scalar a text."""
    match tree:
        case Fields(pairs):
            return {key.text: plain(value) for key, value in pairs}
        case Items(items):
            return [plain(item) for item in items]
        case Scalar(text, is_null):
            return None if is_null else text
    return None


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a document: its container and its key."""
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places(value[key])


def agree(document: Any) -> None:
    text = json.dumps(document)
    found = {one.code for one in read(text, "timeline.json").diagnostics}
    assert VALIDATOR.is_valid(document) is not bool(found - BEYOND), (found, text)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == "urn:careway:schema:timeline:1"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_example_validates(path: Path) -> None:
    tree, wrong = yaml_tree(Source(path.name, path.read_text(encoding="utf-8")))
    assert wrong == ()
    assert list(VALIDATOR.iter_errors(plain(tree))) == []
    assert read(path.read_bytes(), path.name).diagnostics == ()


def test_the_json_example_validates() -> None:
    text = (ROOT / "examples" / "formats" / "encounters.json").read_text(encoding="utf-8")
    assert VALIDATOR.is_valid(json.loads(text))
    assert len(EXAMPLES) >= 1


def test_sound_documents() -> None:
    agree(SOUND)
    assert VALIDATOR.is_valid(SOUND)


def test_each_thing_left_out_put_in_or_replaced() -> None:
    count = 0
    for number in range(sum(1 for _ in places(SOUND))):
        for change in [None, *range(len(ODD))]:
            document = deepcopy(SOUND)
            container, key = list(places(document))[number]
            if change is None:
                del container[key]
            else:
                container[key] = ODD[change]
            agree(document)
            count += 1
    assert count > 500


def test_each_key_added_everywhere() -> None:
    containers = [SOUND, *(event for event in SOUND["events"]), SOUND["events"][1]["ALT"]]
    for number in range(len(containers)):
        for key in KEYS:
            for value in ("x", "2025-03-15", ["x"], None, {"value": "1 U/L"}):
                document = deepcopy(SOUND)
                target = [document, *document["events"], document["events"][1]["ALT"]][number]
                target.setdefault(key, value)
                agree(document)


VALUES = st.recursive(
    st.sampled_from(ODD),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5), st.lists(VALUES, max_size=2))
def test_any_event_is_judged_alike(event: dict[str, Any], more: list[Any]) -> None:
    agree({"patient": "p", "events": [{"at": "2025-03-15", **event}, *more]})
