"""`careway mutate`: what it says of the changes that no case notices, its exit codes, and its JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from careway.mutants.mutant import Sort
from mutants.small import BOUNDARY, REST, TEXT
from support.command import Ran, careway

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "grammar/schema/mutants.schema.json").read_text(encoding="utf-8"))
ONE_SIDED = BOUNDARY.replace("      - {value: 119 U/L, expect: {stop: none}}\n", "")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with a small guideline whose cases notice every change of it."""
    (tmp_path / "small.care").write_text(TEXT, encoding="utf-8")
    write_cases(tmp_path, BOUNDARY + REST)
    return tmp_path


def write_cases(folder: Path, cases: str) -> None:
    (folder / "small.cases.yaml").write_text(f"guideline: small.care\n\ncases:\n{cases}", encoding="utf-8")


def flat(ran: Ran) -> str:
    """The output without its line ends."""
    return " ".join(ran.out.split())


def mutate(*arguments: object) -> Ran:
    return careway("mutate", *arguments, "--jobs", "1")


def test_where_every_change_is_noticed_all_is_fine(small: Path) -> None:
    for target in (small, small / "small.care", small / "small.cases.yaml"):
        ran = mutate(target)
        assert (ran.code, ran.err) == (0, "")
        assert flat(ran).endswith(" 19 changes, 19 noticed, none goes unnoticed (by 6 cases)")


def test_what_no_case_notices_is_said_with_a_case_that_would(small: Path) -> None:
    write_cases(small, ONE_SIDED + REST)
    ran = mutate(small, "--only", "rise")
    assert ran.code == 1
    assert " 9 changes, 8 noticed, 1 not noticed (by 5 cases) nothing notices if" in flat(ran)
    assert (
        "nothing notices if in rise (line 18) `ALT >= 3 × ULN of ALT` becomes `ALT >= 2 × ULN of ALT`\n"
        "this case would:\n\n"
        '  - case: "rise: ALT >= 3 × ULN of ALT, not ALT >= 2 × ULN of ALT"\n'
        "    events:\n" in ran.out
    )


def test_the_case_that_is_shown_can_be_pasted_and_then_notices(small: Path) -> None:
    write_cases(small, ONE_SIDED + REST)
    shown = mutate(small, "--only", "rise").out.split("this case would:\n\n")[1]
    write_cases(small, ONE_SIDED + REST + "\n" + shown)
    assert careway("test", small).code == 0
    assert mutate(small, "--only", "rise").code == 0


def test_no_examples_are_looked_for_where_none_are_wanted(small: Path) -> None:
    write_cases(small, ONE_SIDED + REST)
    ran = mutate(small, "--only", "rise", "--no-examples")
    assert ran.code == 1
    assert "this case would" not in ran.out


def test_a_share_that_is_high_enough_will_do(small: Path) -> None:
    write_cases(small, ONE_SIDED + REST)
    assert mutate(small, "--only", "rise", "--no-examples", "--fail-under", "88").code == 0
    assert mutate(small, "--only", "rise", "--no-examples", "--fail-under", "89").code == 1


def test_verbose_names_the_cases_that_notice(small: Path) -> None:
    ran = mutate(small, "--only", "rise", "-v")
    assert "noticed: rise (line 17): the stop is left out; by an ALT of 3 × ULN (value 120 U/L) (stop: exp" in flat(ran)


def test_the_outcome_as_json_follows_its_schema(small: Path) -> None:
    write_cases(small, ONE_SIDED + REST)
    ran = mutate(small, "--json")
    document = json.loads(ran.out)
    Draft202012Validator.check_schema(SCHEMA)
    assert not list(Draft202012Validator(SCHEMA).iter_errors(document))
    assert SCHEMA["$defs"]["sort"]["enum"] == [sort.value for sort in Sort]
    (told,) = document["guidelines"]
    assert (ran.code, told["mutants"], told["noticed"], len(told["survivors"])) == (1, 19, 17, 2)


def test_a_core_from_json_has_its_lines_too(small: Path) -> None:
    assert careway("export", small / "small.care", "-o", small / "small.json").code == 0
    cases = (small / "small.cases.yaml").read_text(encoding="utf-8").replace("small.care", "small.json")
    (small / "core.cases.yaml").write_text(cases, encoding="utf-8")
    ran = mutate(small / "core.cases.yaml", "-v")
    assert ran.code == 0
    assert "rise (line 17): the stop is left out" in ran.out


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        (BOUNDARY.replace("stop: none", "stop: rise"), "1 case of "),
        (BOUNDARY.replace("stop: none", "stopp: rise"), "stopp is not an expectation"),
        ("  - {case: x, skip: later, events: [{at: 2025-03-08, ALT: 30 U/L}], expect: {stop: none}}\n", "no case"),
    ],
)
def test_cases_that_tell_nothing_are_refused(small: Path, cases: str, said: str) -> None:
    write_cases(small, cases)
    ran = mutate(small)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_without_cases_or_a_guideline_nothing_is_said_to_be_fine(small: Path) -> None:
    assert mutate(small, "--only", "rize").err.endswith("there is no rule, definition or concept rize\n")
    (small / "small.cases.yaml").unlink()
    assert mutate(small).code == 2
    ran = mutate(small / "small.care")
    assert ran.code == 2
    assert "small.care: no cases; write them in small.cases.yaml beside it\n" in ran.err
    assert mutate(small / "nothing").code == 2


def test_one_file_that_is_of_no_use_does_not_keep_the_others_from_being_looked_at(small: Path) -> None:
    (small / "other.cases.yaml").write_text("guideline: none.care\ncases:\n" + BOUNDARY, encoding="utf-8")
    (small / "third.cases.yaml").write_text("cases: [", encoding="utf-8")
    ran = mutate(small)
    assert ran.code == 2
    assert "19 changes, 19 noticed" in flat(ran)
    assert "none.care: no such file" in ran.err
    assert "third.cases.yaml" in ran.err


def test_a_guideline_with_errors_is_not_changed(small: Path) -> None:
    (small / "small.care").write_text(TEXT.replace("ALT >= 3", "ALTT >= 3"), encoding="utf-8")
    ran = mutate(small)
    assert ran.code == 2
    assert "small.care has errors" in ran.err


IDLE = TEXT.replace("when ALT >= 3 × ULN", "when ALT >= 3 × ULN and ALT >= 2 × ULN")


def test_a_change_that_changes_nothing_is_said_to_with_the_reason(small: Path) -> None:
    (small / "small.care").write_text(IDLE, encoding="utf-8")
    said = flat(mutate(small, "--only", "rise", "--no-examples"))
    whom = "for every patient with up to 4 records of each kind, at most one a day and known by its date"
    assert f"changes nothing: rise (line 18): `ALT >= 2 × ULN of ALT` is left out: {whom}, rise says the same" in said
    assert "`ALT >= 3 × ULN of ALT` is left out: for every patient" not in said
    assert "install" not in said


def test_without_the_solver_it_is_said_that_this_cannot_be_shown(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (small / "small.care").write_text(IDLE, encoding="utf-8")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    ran = mutate(small, "--only", "rise", "--no-examples")
    assert ran.code == 1
    assert "changes nothing:" not in flat(ran)
    assert flat(ran).endswith("cannot be shown without the solver z3: install careway[prove]")
