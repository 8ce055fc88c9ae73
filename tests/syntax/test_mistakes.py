"""Mistakes in the author's words: each example of the file gives its code, each page is true, all are found at once."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from careway.base.rendering import render
from careway.base.source import Source
from careway.resources import data
from careway.syntax.parse import Parsed, parse

FILE = tomllib.loads(data("grammar", "syntax-errors.toml").read_text(encoding="utf-8"))
WRONG = [(entry["code"], wrong) for entry in FILE["mistake"] for wrong in entry["wrong"]]
CODES = sorted({entry["code"] for entry in FILE["mistake"]} | set(FILE["fixed"]))
PAGES = Path(__file__).parents[2] / "grammar/explain"
DATA = Path(__file__).parents[1] / "data/syntax"

_BLOCK = re.compile(r"```care-part\n(.*?)\n```", re.DOTALL)
# their examples would be a megabyte, and a character that cannot be seen
_WITHOUT_EXAMPLE = {"CW101", "CW102"}


def read(text: str) -> Parsed:
    return parse(Source("test.care", text))


def codes(text: str) -> list[str]:
    return [each.code for each in read(text).diagnostics]


@pytest.mark.parametrize(("code", "wrong"), WRONG)
def test_each_example_is_told_as_what_it_is(code: str, wrong: str) -> None:
    assert codes(wrong) == [code]


def test_there_is_a_page_for_every_code_and_a_code_for_every_page() -> None:
    assert {page.stem for page in PAGES.glob("CW1*.md")} == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_the_page_is_true(code: str) -> None:
    page = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {code}: ")
    if code in _WITHOUT_EXAMPLE:
        return
    wrong, right = _BLOCK.findall(page)
    assert codes(wrong) == [code]
    assert codes(right) == []


@pytest.mark.parametrize("code", sorted(set(CODES) - _WITHOUT_EXAMPLE))
def test_an_edit_mends_its_mistake(code: str) -> None:
    wrong = _BLOCK.findall((PAGES / f"{code}.md").read_text(encoding="utf-8"))[0]
    (told,) = read(wrong).diagnostics
    if told.edit is not None:
        mended = wrong[: told.edit.span.start] + told.edit.text + wrong[told.edit.span.end :]
        after = read(mended).diagnostics
        # the next quote of a pair, say, may be the next mistake, never the same one again
        assert all((each.code, each.label.span) != (told.code, told.label.span) for each in after)


@pytest.mark.parametrize("code", CODES)
def test_every_message_is_one_sentence_with_all_its_places_filled(code: str) -> None:
    if code in _WITHOUT_EXAMPLE:
        return
    wrong = _BLOCK.findall((PAGES / f"{code}.md").read_text(encoding="utf-8"))[0]
    (told,) = read(wrong).diagnostics
    assert told.help
    assert not re.search(r"\{(found|after|meant|expected|statements?|clauses)\}", told.title + told.help)
    assert not told.title.endswith(".")
    assert told.label.span.start < told.label.span.end <= len(wrong)


@pytest.mark.parametrize("file", sorted(DATA.glob("*.care")), ids=lambda path: path.stem)
def test_all_mistakes_of_a_file_are_told(file: Path, update: bool) -> None:
    source = Source(file.name, file.read_text(encoding="utf-8"))
    told = "\n".join(render(each, source) for each in parse(source).diagnostics)
    golden = file.with_suffix(".out")
    if update:
        golden.write_text(told, encoding="utf-8")
    assert told == golden.read_text(encoding="utf-8")


def test_no_golden_is_left_over() -> None:
    assert {file.stem for file in DATA.glob("*.out")} == {file.stem for file in DATA.glob("*.care")} != set()


def test_a_mistake_leaves_the_rest_of_its_statement() -> None:
    parsed = read("step a\n  begin at b\n  advice c\n  go to d when\n  finish when e\nlab f in U/L\n")
    assert [each.code for each in parsed.diagnostics] == ["CW100", "CW175"]
    step, _ = parsed.tree.statements
    assert len(step.clauses) == 2  # type: ignore[union-attr]
    assert parsed.damaged == {"a"}
    assert parsed.damaged_kinds == {"step"}


def test_a_statement_that_cannot_be_saved_is_named() -> None:
    parsed = read("parameter a =\nparameter b = 3 days\nmonitor c as d [\n")
    assert parsed.damaged == {"a", "c", "d"}
    assert len(parsed.tree.statements) == 1


def test_mistakes_come_in_the_order_of_the_text() -> None:
    found = read("stop a\n  when\nlab b in\n when c\nfoo d\n").diagnostics
    places = [each.label.span.start for each in found]
    assert len(found) > 2 and places == sorted(places)


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("advice stop b", "advise"),
        ("go too b", "to"),
        ("advise stop b wehn c", "when"),
        ("bakc to b", "back"),
        ("advise increase b too 3 mg", "to"),
        ("ADVISE stop b", "advise"),
    ],
)
def test_a_misspelled_word_is_recognised(wrong: str, meant: str) -> None:
    (told,) = read(f"step a\n  {wrong}\n").diagnostics
    assert told.edit is not None and told.edit.text == meant


# --- limits ---


def test_limits_have_messages_of_their_own() -> None:
    assert codes("x" * 1_000_001) == ["CW101"]
    assert codes("é" * 600_000) == ["CW101"]
    assert codes("define a when " + "(" * 101 + "b" + ")" * 101) == ["CW115"]
    assert codes("define a = " + " + ".join(["b"] * 200)) == ["CW115"]
    assert codes("define a when " + "not " * 200 + "b") == ["CW115"]
    assert codes("define a = " + "3 days after " * 200 + "b") == ["CW115"]
    deep = "".join(f"\n{' ' * (2 * level + 2)}- all of" for level in range(150))
    assert codes(f"define a when all of{deep}\n{' ' * 400}- b") == ["CW115"]
    assert codes("lab " + "a" * 101) == ["CW113"]
    assert codes("parameter a = 1234567890123456 U/L") == ["CW112"]
    assert codes("parameter a = 0.0000001 U/L") == ["CW112"]


def test_what_is_long_but_flat_is_read() -> None:
    assert codes("define a when " + " and ".join(["b"] * 5000)) == []
    assert codes("panel a = " + ", ".join(["b"] * 5000)) == []
    assert codes("define a when " + "(" * 60 + "b" + ")" * 60) == []


def test_characters_that_cannot_be_seen_are_named() -> None:
    for character, shown in (("\x00", "U+0000"), ("\u202e", "U+202E"), ("\u2028", "U+2028"), ("\ud800", "U+D800")):
        (told,) = read(f'lab a "b{character}c" in U/L').diagnostics
        assert told.code == "CW102" and shown in told.title
