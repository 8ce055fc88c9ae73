"""The Node chain: translated, executed and applied as asked, whatever becomes of one patient; and said when absent."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from careway.replay import chain as chain_module
from careway.replay.chain import Chain, NoChain, find_chain
from careway.replay.engine import Answer, Replay, ReplayError, request
from careway.replay.translation import Translation, translate
from replay.chain_data import AS_OF, SOURCES, VALUE_SETS, patient

NODE = Path(chain_module.__file__).parent / "node"


@pytest.fixture(scope="module")
def chain() -> Chain:
    return find_chain()


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def translated(chain: Chain, cache: Path) -> Translation:
    return translate(chain, SOURCES, "Small", folder=cache)


@pytest.fixture(scope="module")
def setup(translated: Translation) -> dict[str, Any]:
    elm = {name: json.loads(text) for name, text in translated.elm.items()}
    return {"main": "Small", "elm": elm, "valueSets": VALUE_SETS, "tellsValues": True}


@pytest.fixture(scope="module")
def ask(chain: Chain, setup: dict[str, Any]) -> Callable[..., Mapping[str, Any]]:
    def one(bundle: str, definitions: list[str] | None = None, **parameters: str) -> Mapping[str, Any]:
        with Replay(chain, "execute.mjs", setup, 1) as replay:
            (answer,) = replay.ask([request(bundle, AS_OF, parameters, definitions)])
        assert answer.error is None
        assert answer.values is not None
        return answer.values

    return one


# --- translating ----------------------------------------------------------------------------------------------------


def test_libraries_are_translated_with_those_that_they_include_and_nothing_to_say(translated: Translation) -> None:
    assert set(translated.elm) == {"Small", "Reading"}
    assert translated.findings == ()
    names = [one["name"] for one in json.loads(translated.elm["Small"])["library"]["statements"]["def"]]
    assert {"high", "high holds", "rows"} <= set(names)


@pytest.mark.parametrize(
    ("written", "instead", "severity", "message"),
    [
        ('Max("ALT") >= "limit"', 'Max("ALTs") >= "limit"', "error", "Could not resolve identifier ALTs"),
        ('Max("ALT") >= "limit"', "Max(\"ALT\") >= 'x'", "error", "Could not resolve call to operator"),
        ("5 'mg'", "5 'mgg'", "error", "mgg"),
        ("[Observation] O\n", '[Observation: code in "ALT codes"] O\n', "warning", "membership operator"),
    ],
)
def test_what_is_wrong_is_found_with_its_place(
    chain: Chain, cache: Path, written: str, instead: str, severity: str, message: str
) -> None:
    text = SOURCES["Small"].replace(written, instead)
    assert text != SOURCES["Small"]
    line = next(number for number, one in enumerate(text.splitlines(), 1) if instead.strip() in one)
    found = translate(chain, {**SOURCES, "Small": text}, "Small", folder=cache).findings
    assert [(one.severity, one.library, one.line) for one in found if message in one.message] == [
        (severity, "Small", line)
    ]


def test_an_error_in_an_included_library_is_found_there_and_once(chain: Chain, cache: Path) -> None:
    text = SOURCES["Reading"].replace("as FHIR.Quantity", "as FHIR.Quantities")
    found = translate(chain, {**SOURCES, "Reading": text}, "Small", folder=cache).findings
    assert [one.library for one in found if "Quantities" in one.message] == ["Reading"]


def test_a_translation_is_kept_until_a_text_changes(chain: Chain, tmp_path: Path) -> None:
    first = translate(chain, SOURCES, "Small", folder=tmp_path)
    nobody = Chain("/nowhere/node", chain.folder, chain.digest)
    assert translate(nobody, SOURCES, "Small", folder=tmp_path) == first
    with pytest.raises(ReplayError, match=r"translate\.mjs gave no answer"):
        translate(nobody, {**SOURCES, "Small": SOURCES["Small"] + " "}, "Small", folder=tmp_path)


def test_places_come_into_the_elm_only_when_asked_for(chain: Chain, cache: Path, translated: Translation) -> None:
    assert '"locator"' not in translated.elm["Small"]
    assert '"locator"' in translate(chain, SOURCES, "Small", locators=True, folder=cache).elm["Small"]


# --- executing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("alts", "high"), [([600], True), ([500], True), ([499.999], False), ([], None)])
def test_truths_come_back_in_all_three_values(
    ask: Callable[..., Mapping[str, Any]], alts: list[float], high: bool | None
) -> None:
    values = ask(patient(*alts), ["high", "high holds"])
    assert values == {"high": high, "high holds": high is True}


def test_codes_outside_a_value_set_are_not_retrieved(ask: Callable[..., Mapping[str, Any]]) -> None:
    assert ask(patient(600, code="ast"), ["ALT"]) == {"ALT": []}


def test_the_instant_of_the_question_is_the_only_now(ask: Callable[..., Mapping[str, Any]]) -> None:
    values = ask(patient(), ["day", "now", "is now"])
    assert values == {"day": "2025-04-20", "now": AS_OF, "is now": True}


def test_parameters_are_given_as_text_of_the_declared_type(ask: Callable[..., Mapping[str, Any]]) -> None:
    assert ask(patient(400), ["high", "called"], limit="399.5", name="x") == {"high": True, "called": "x"}


def test_values_come_back_as_plain_json(ask: Callable[..., Mapping[str, Any]]) -> None:
    values = ask(patient(1.5))
    assert values["rows"] == [
        {"due": "2025-04-20", "standing": "done"},
        {"due": "2025-04-21", "standing": "coming"},
    ]
    assert values["dose"] == {"value": 5, "unit": "mg"}
    assert values["ALT"] == [Decimal("1.5")]
    assert values["Records"] == [{"resource": "Observation"}]


def test_patients_are_answered_in_order_and_apart(chain: Chain, setup: dict[str, Any]) -> None:
    asked = [request(patient(number), AS_OF, {}, ["ALT"]) for number in range(40)]
    with Replay(chain, "execute.mjs", setup, 2) as replay:
        answers = list(replay.ask(asked))
    assert [answer.values for answer in answers] == [{"ALT": [number]} for number in range(40)]


def test_whoever_stops_asking_waits_for_no_more(chain: Chain, setup: dict[str, Any]) -> None:
    made = 0

    def endless() -> Iterator[str]:
        nonlocal made
        while True:
            made += 1
            yield request(patient(made), AS_OF, {}, ["ALT"])

    with Replay(chain, "execute.mjs", setup, 2) as replay:
        first = next(iter(replay.ask(endless())))
    assert first.values == {"ALT": [1]}
    assert made < 50


def test_what_fails_for_one_patient_fails_for_that_one_only(chain: Chain, setup: dict[str, Any]) -> None:
    asked = [
        request(patient(1, 2), AS_OF, {}, ["one", "ALT"]),
        request(patient(1), AS_OF, {"unheard of": "1"}),
        request(patient(1), AS_OF, {}, ["nothing"]),
        request('{"resourceType": "Bundle"}', AS_OF, {}),
        request(patient(1), "yesterday", {}),
        request(patient(7), AS_OF, {}, ["one"]),
    ]
    with Replay(chain, "execute.mjs", setup, 1) as replay:
        answers = list(replay.ask(asked))
    assert answers[0].values == {"ALT": [1, 2]}
    assert set(answers[0].failed) == {"one"}
    assert answers[1].error == "there is no parameter unheard of"
    assert answers[2].failed == {"nothing": "there is no definition nothing"}
    assert answers[3].error is not None
    assert answers[4].error == "asOf is no date and time with an offset"
    assert answers[5] == Answer({"one": 7})


def test_errors_hold_nothing_of_a_patient_unless_it_is_an_authors_case(chain: Chain, setup: dict[str, Any]) -> None:
    asked = [request(patient("fortytwo", "Smith"), AS_OF, {}, ["high", "one", "ALT"])] * 2
    with Replay(chain, "execute.mjs", {**setup, "tellsValues": False}, 1) as replay:
        for answer in replay.ask(asked):
            assert answer.failed
            assert not re.search("fortytwo|Smith", str(answer.failed) + str(answer.error))


def test_a_process_that_dies_costs_one_answer(chain: Chain, setup: dict[str, Any], tmp_path: Path) -> None:
    scripts = tmp_path / "scripts"
    shutil.copytree(NODE, scripts, ignore=shutil.ignore_patterns("node_modules"))
    (scripts / "node_modules").symlink_to(chain.folder / "node_modules")
    text = (scripts / "evaluate.mjs").read_text(encoding="utf-8")
    dying = text.replace("const now =", 'if (asOf === "die") process.exit(1);\n  const now =')
    assert dying != text
    (scripts / "evaluate.mjs").write_text(dying, encoding="utf-8")
    asked = [request(patient(1), as_of, {}, ["ALT"]) for as_of in (AS_OF, "die", AS_OF)]
    with Replay(Chain(chain.node, scripts, b""), "execute.mjs", setup, 1) as replay:
        answers = list(replay.ask(asked))
    assert [answer.values for answer in answers] == [{"ALT": [1]}, None, {"ALT": [1]}]
    assert answers[1].error == "the engine gave no answer"


def test_a_library_that_is_not_there_cannot_be_set_up(chain: Chain, setup: dict[str, Any]) -> None:
    with (
        Replay(chain, "execute.mjs", {**setup, "main": "Large"}, 1) as replay,
        pytest.raises(ReplayError, match="there is no library Large"),
    ):
        list(replay.ask([request(patient(), AS_OF, {})]))


# --- applying -------------------------------------------------------------------------------------------------------


def action(name: str, condition: str | None = None, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"id": name, **more}
    if condition is not None:
        expression = {"language": "text/cql", "expression": condition}
        made["condition"] = [{"kind": "applicability", "expression": expression}]
    return made


def plan(name: str, *actions: dict[str, Any]) -> dict[str, Any]:
    url = f"urn:careway:small:PlanDefinition:{name}"
    library = ["urn:careway:small:Library:Small"]
    return {"resourceType": "PlanDefinition", "url": url, "status": "draft", "library": library, "action": [*actions]}


PLANS = [
    plan(
        "all",
        action("warn", "high holds", action=[action("inner"), action("unknown", "high")]),
        action("rules", definitionCanonical="urn:careway:small:PlanDefinition:rules"),
    ),
    plan("rules", action("raised", "high"), action("always")),
]


@pytest.mark.parametrize(
    ("alts", "applied"),
    [
        ([600], ["all:inner", "all:rules", "all:unknown", "all:warn", "rules:always", "rules:raised"]),
        ([400], ["all:rules", "rules:always"]),
        ([], ["all:rules", "rules:always"]),
    ],
)
def test_the_actions_that_apply_are_told_through_all_plans(
    chain: Chain, setup: dict[str, Any], alts: list[int], applied: list[str]
) -> None:
    first = {**setup, "plans": [PLANS[0]["url"]], "resources": PLANS}
    with Replay(chain, "apply.mjs", first, 1) as replay:
        (answer,) = replay.ask([request(patient(*alts), AS_OF, {}, ["ALT"])])
    assert answer.error is None
    assert answer.values == {"ALT": alts}
    assert answer.actions is not None
    assert sorted(f"{url.split(':')[-1]}:{action}" for url, action in answer.actions) == applied


def test_an_action_whose_condition_cannot_be_computed_is_no_quiet_no(chain: Chain, setup: dict[str, Any]) -> None:
    plans = [plan("all", action("a", "one"))]
    with Replay(chain, "apply.mjs", {**setup, "plans": [plans[0]["url"]], "resources": plans}, 1) as replay:
        (answer,) = replay.ask([request(patient(1, 2), AS_OF, {}, ["ALT"])])
    assert (answer.values, answer.actions) == ({"ALT": [1, 2]}, None)
    assert answer.unapplied is not None


# --- the chain itself -----------------------------------------------------------------------------------------------


def test_the_packages_are_pinned_and_no_registry_is_named() -> None:
    package = json.loads((NODE / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((NODE / "package-lock.json").read_text(encoding="utf-8"))
    assert package["private"] is True
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in package["dependencies"].values())
    assert lock["packages"][""]["dependencies"] == package["dependencies"]
    others = [one for name, one in lock["packages"].items() if name]
    assert len(others) > 20
    assert all("resolved" not in one and one["integrity"].startswith("sha512-") for one in others)
    assert "omit-lockfile-registry-resolved=true" in (NODE / ".npmrc").read_text(encoding="utf-8").splitlines()


def test_without_node_it_is_said_what_is_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoChain, match="other engines need Node 20 or newer"):
        find_chain()


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Careway's scripts in a folder without packages, and an empty cache folder."""
    scripts = tmp_path / "scripts"
    shutil.copytree(NODE, scripts, ignore=shutil.ignore_patterns("node_modules"))
    monkeypatch.setattr(chain_module, "_HERE", scripts)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return scripts


def test_in_a_checkout_the_make_target_is_named(bare: Path) -> None:
    with pytest.raises(NoChain, match="run: make replay"):
        find_chain()


def test_packages_of_another_version_are_as_good_as_none(bare: Path) -> None:
    lock = json.loads((bare / "package-lock.json").read_text(encoding="utf-8"))
    (bare / "node_modules").mkdir()
    hidden = bare / "node_modules" / ".package-lock.json"
    hidden.write_text(json.dumps(lock), encoding="utf-8")
    assert find_chain().folder == bare
    lock["packages"]["node_modules/cql-execution"]["version"] = "3.3.1"
    hidden.write_text(json.dumps(lock), encoding="utf-8")
    with pytest.raises(NoChain, match="not as pinned"):
        find_chain()


def test_an_installed_package_finds_its_packages_in_the_cache_folder(
    bare: Path, monkeypatch: pytest.MonkeyPatch, chain: Chain
) -> None:
    monkeypatch.setattr(chain_module, "data", lambda *_: bare / "no Makefile")
    with pytest.raises(NoChain, match="run: npm ci --prefix") as missing:
        find_chain()
    named = re.search(r'--prefix "(.+)"', str(missing.value))
    assert named is not None
    folder = Path(named[1])
    assert (folder / "package-lock.json").read_bytes() == (NODE / "package-lock.json").read_bytes()
    (folder / "node_modules").symlink_to(chain.folder / "node_modules")  # what npm would do
    found = find_chain()
    assert found.folder == folder
    assert translate(found, SOURCES, "Small").findings == ()
