"""The conformance kit: whole, the same each time, valid, run from its files alone; a planted change is found."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from careway.cli.scaffold import files
from careway.replay.conformance_kit import differing
from support.command import careway
from support.schemas import FOLDER
from support.tree import ROOT

Json = Any


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kit of the guidelines that come with Careway."""
    folder = tmp_path_factory.mktemp("kit") / "kit"
    written = careway("conformance", "-o", folder)
    assert (written.code, written.err) == (0, "")
    return folder


@pytest.fixture
def protocol(tmp_path: Path) -> Path:
    """A small guideline with its case."""
    folder = tmp_path / "protocol"
    folder.mkdir()
    for name, text in files("protocol", "Protocol").items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "protocol.care"


@pytest.fixture
def small(protocol: Path, tmp_path: Path) -> Path:
    """The kit of the small guideline."""
    assert careway("conformance", protocol, "-o", tmp_path / "kit").code == 0
    return tmp_path / "kit"


def read(path: Path) -> Json:
    return json.loads(path.read_text(encoding="utf-8"))


def case_files(kit: Path) -> Iterator[Path]:
    for guideline in read(kit / "index.json")["guidelines"]:
        for case in guideline["cases"]:
            yield kit / case["file"]


def change(kit: Path, edit: Callable[[Json], object], name: str = "protocol/cases/001.json") -> None:
    document = read(kit / name)
    edit(document)
    (kit / name).write_text(json.dumps(document), encoding="utf-8")


# --- the kit -------------------------------------------------------------------------------------------------------


def test_this_engine_says_what_its_kit_expects(shipped: Path) -> None:
    ran = careway("conformance", "--run", shipped)
    cases = len([*case_files(shipped)])
    assert cases >= 500
    assert (ran.code, ran.out, ran.err) == (0, f"2 guidelines, {cases} cases: all as expected\n", "")


def test_the_index_lists_every_file_with_its_hash(shipped: Path) -> None:
    index = read(shipped / "index.json")
    listed = {"index.json", "README.md"}
    for guideline in index["guidelines"]:
        core = read(shipped / guideline["core"])
        assert (core["id"], core["sha256"], core["format"]) == (
            guideline["id"],
            guideline["text_sha256"],
            index["core_format"],
        )
        for name, hashed in [
            (guideline["core"], guideline["core_sha256"]),
            *((case["file"], case["sha256"]) for case in guideline["cases"]),
        ]:
            assert sha256((shipped / name).read_bytes()).hexdigest() == hashed
            listed.add(name)
    assert {str(path.relative_to(shipped)) for path in shipped.rglob("*") if path.is_file()} == listed
    assert index["cases"] == len([*case_files(shipped)])


def test_every_case_fits_the_published_schema(shipped: Path) -> None:
    schemas = [read(FOLDER / f"{name}.schema.json") for name in ("conformance", "timeline")]
    registry: Registry[Any] = Registry().with_resources((one["$id"], Resource.from_contents(one)) for one in schemas)
    schema = Draft202012Validator(schemas[0], registry=registry)
    said: set[str] = set()
    for path in case_files(shipped):
        document = read(path)
        schema.validate(document)
        said |= {key for key, value in document["expected"].items() if value}
        said |= {"parameters"} if document["parameters"] else set()
        said |= {"population"} if document["population"] else set()
    whole = {*schemas[0]["$defs"]["expected"]["properties"], "population"}
    assert whole <= said  # each kind of answer is asked for somewhere


def test_a_timeline_of_the_kit_runs_by_itself(shipped: Path, tmp_path: Path) -> None:
    for path in random.Random(1).sample([*case_files(shipped)], 12):
        case = read(path)
        timeline = tmp_path / "timeline.json"
        timeline.write_text(json.dumps(case["timeline"]), encoding="utf-8")
        options = ["--set", case["population"]] if case["population"] else []
        if case["parameters"]:
            continue
        ran = careway("run", path.parents[1] / "core.json", timeline, "--as-of", case["as_of"], *options, "--json")
        assert ran.code == 0
        result = json.loads(ran.out)
        assert [one["step"] for one in result["pathways"]] == [one["step"] for one in case["expected"]["pathways"]]
        assert [[one["at"], one["kind"], one["rule"]] for one in result["log"]] == [
            [one["at"], one["kind"], one["rule"]] for one in case["expected"]["log"]
        ]


def test_the_same_bytes_each_time_and_the_old_kit_is_replaced(protocol: Path, small: Path) -> None:
    before = {path.relative_to(small): path.read_bytes() for path in small.rglob("*") if path.is_file()}
    (small / "protocol" / "cases" / "009.json").write_text("{}", encoding="utf-8")
    again = careway("conformance", protocol, "-o", small)
    assert (again.code, again.out) == (0, f"{small}: 4 cases\n")
    assert {path.relative_to(small): path.read_bytes() for path in small.rglob("*") if path.is_file()} == before


def test_what_is_not_a_kit_is_left_as_it_is(protocol: Path) -> None:
    refused = careway("conformance", protocol, "-o", protocol.parent)
    assert refused.code == 2 and "holds something else" in refused.err
    assert protocol.is_file()


def test_parameters_of_a_case_come_along(protocol: Path, tmp_path: Path) -> None:
    text = protocol.read_text(encoding="utf-8")
    text += '\nparameter limit "limit" = 300 U/L\nparameter wait = 3 days\n'
    text += "caution high [1]\n  when ALT >= limit and at least wait since last ALT\n  advise order ALT\n"
    protocol.write_text(text, encoding="utf-8")
    protocol.with_suffix(".cases.yaml").write_text(
        "guideline: protocol.care\ncases:\n"
        "  - case: lower\n    parameters: {limit: 0.1 kU/L, wait: 1 week}\n    as of: 2025-01-09\n"
        "    events: [{at: 2025-01-01, ALT: 120 U/L}]\n    expect: {cautions: high}\n",
        encoding="utf-8",
    )
    kit = tmp_path / "kit"
    assert careway("conformance", protocol, "-o", kit).code == 0
    case = read(kit / "protocol" / "cases" / "001.json")
    assert case["parameters"] == [
        {"parameter": "limit", "value": {"node": "quantity", "value": "100", "unit": "U/L"}},
        {"parameter": "wait", "value": {"node": "duration", "amount": 1, "unit": "week"}},
    ]
    assert careway("conformance", "--run", kit).code == 0
    change(kit, lambda document: document["parameters"].clear())
    assert careway("conformance", "--run", kit).code == 1


def test_a_case_that_fails_makes_no_kit(protocol: Path, tmp_path: Path) -> None:
    cases = protocol.with_suffix(".cases.yaml")
    cases.write_text(
        "guideline: protocol.care\ncases:\n  - case: it fails\n    events: [{at: 2025-01-01, ALT: 120 U/L}]\n"
        "    expect: {stop: rise}\n",
        encoding="utf-8",
    )
    refused = careway("conformance", protocol, "-o", tmp_path / "none")
    assert refused.code == 2 and "does not pass" in refused.err
    cases.unlink()
    refused = careway("conformance", protocol, "-o", tmp_path / "none")
    assert refused.code == 2 and "no case" in refused.err
    assert not (tmp_path / "none").exists()


# --- a change is found ---------------------------------------------------------------------------------------------


def _no_stay(document: Json) -> None:
    document["expected"]["pathways"][0]["stays"].clear()


PLANTED: dict[str, tuple[Callable[[Json], object], str, str]] = {
    "another step": (
        lambda d: d["expected"]["pathways"][0].update(step="other", phase="finished"),
        "expected.pathways[main].phase",
        "    expected  other\n    found     treatment\n",
    ),
    "a stay less": (_no_stay, "expected.pathways[main].stays", "(nothing more)"),
    "a stop": (
        lambda d: d["expected"].update(stop={"rule": "rise", "at": "2025-03-08", "also": []}),
        "expected.stop",
        "rule rise, at 2025-03-08",
    ),
    "another day": (lambda d: d["expected"].update(as_of="2025-03-01"), "expected.as_of", "2025-03-01"),
    "another admission": (
        lambda d: d["expected"].update(admission="not eligible"),
        "expected.admission",
        "not eligible",
    ),
    "one entry less": (lambda d: d["expected"]["log"].pop(), "expected.log", "(nothing more)"),
    "one occasion twice": (
        lambda d: d["expected"]["occasions"].append(d["expected"]["occasions"][0]),
        "expected.occasions",
        "(not there)",
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_change_is_shown(name: str, small: Path) -> None:
    edit, place, shown = PLANTED[name]
    before = read(small / "protocol" / "cases" / "001.json")
    change(small, edit)
    assert read(small / "protocol" / "cases" / "001.json") != before
    ran = careway("conformance", "--run", small)
    assert ran.code == 1
    assert ran.out.startswith(f"protocol/cases/001.json   {before['name']}\n  {place}\n")
    assert shown in ran.out
    assert ran.out.endswith("1 guideline, 4 cases: 1 not as expected\n")


def test_the_order_of_lists_says_nothing(small: Path) -> None:
    change(small, lambda document: document["expected"]["log"].reverse())
    assert careway("conformance", "--run", small).code == 0


REFUSED: dict[str, tuple[str, Callable[[Json], object], str]] = {
    "another format of cases": (
        "protocol/cases/001.json",
        lambda d: d.update(format="careway-conformance-case/2"),
        "format",
    ),
    "an unknown field": (
        "protocol/cases/001.json",
        lambda d: d["expected"].update(surprise=1),
        "$.expected.surprise: there is no such field",
    ),
    "an unknown word": (
        "protocol/cases/001.json",
        lambda d: d["expected"].update(admission="perhaps"),
        '$.expected.admission: "perhaps" is not known here; one of these is expected: eligible,',
    ),
    "no timeline": ("protocol/cases/001.json", lambda d: d.pop("timeline"), '"timeline" is missing'),
    "a timeline that cannot be used": (
        "protocol/cases/001.json",
        lambda d: d["timeline"].update(events=[]),
        "the timeline cannot be used",
    ),
    "an unknown set": ("protocol/cases/001.json", lambda d: d.update(population="none"), "no parameter set"),
    "another guideline": ("protocol/cases/001.json", lambda d: d.update(guideline="other"), "is for other"),
    "another core": ("protocol/core.json", lambda d: d.update(format="careway-core/3"), "careway-core/3"),
    "another kit": ("index.json", lambda d: d.update(format="careway-conformance/2"), "index.json: the format"),
    "no guideline": ("index.json", lambda d: d.update(guidelines=[]), "no guideline is listed"),
    "a file's name that is none": (
        "index.json",
        lambda d: d["guidelines"][0].update(core="a\0b"),
        "cannot be a file's name",
    ),
    "a file elsewhere": (
        "index.json",
        lambda d: d["guidelines"][0].update(core="../protocol/protocol.care"),
        "lies in the kit's folder",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_kit_that_cannot_be_read_is_refused(name: str, small: Path) -> None:
    file, edit, said = REFUSED[name]
    change(small, edit, file)
    ran = careway("conformance", "--run", small)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_a_key_that_stands_twice_is_refused(small: Path) -> None:
    case = small / "protocol" / "cases" / "001.json"
    text = case.read_text(encoding="utf-8")
    for key in ("name", "events", "rule", "as_of"):
        assert f'"{key}"' in text
        case.write_text(text.replace(f'"{key}"', f'"{key}": "x", "{key}"', 1), encoding="utf-8")
        ran = careway("conformance", "--run", small)
        assert ran.code == 2 and "twice" in ran.err


def test_a_number_in_a_timeline_is_read_as_it_is_written(small: Path) -> None:
    case = small / "protocol" / "cases" / "001.json"
    document = read(case)
    document["timeline"]["events"] += [{"at": document["as_of"], "ALT": 1.5}, {"at": "1e3", "ALT": True}]
    case.write_text(json.dumps(document), encoding="utf-8")
    ran = careway("conformance", "--run", small)
    assert ran.code == 2 and "the timeline cannot be used" in ran.err


def test_what_is_asked_must_be_clear(small: Path) -> None:
    assert careway("conformance").code == 2
    assert careway("conformance", "--run", small, "-o", small).code == 2
    assert careway("conformance", "--run", small, ROOT / "guideline").code == 2
    assert careway("conformance", "--run", small / "nowhere").code == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_what_is_the_same_does_not_differ(value: Json) -> None:
    assert [*differing("expected", value, value)] == []


@given(st.lists(JSON, max_size=5), st.randoms(use_true_random=False))
def test_only_the_order_of_stays_counts(values: list[Json], shuffler: random.Random) -> None:
    shuffled = shuffler.sample(values, len(values))
    assert [*differing("expected.log", values, shuffled)] == []
    lines = [json.dumps(value, sort_keys=True) for value in values]
    if lines != [json.dumps(value, sort_keys=True) for value in shuffled] and len({*map(str, values)}) == len(values):
        assert [*differing("expected.stays", values, shuffled)] != []
