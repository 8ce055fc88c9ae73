"""What is said of a name, the outline of a text, what folds, and names by what they are."""

from __future__ import annotations

from itertools import pairwise

import pytest

from careway.check.scope import Sort
from careway.desk.colours import Colour, coloured
from careway.desk.hover import hover
from careway.desk.outline import Entry, folds, outline
from careway.desk.view import View, look
from desk.marked import GUIDELINES, at_cursor, read
from support.checking import BASE

AZATHIOPRINE = read(GUIDELINES[0])
VIEWS = [read(path) for path in GUIDELINES]


def said(fragment: str) -> tuple[str, str | None, tuple[str, ...]]:
    """What is said at the cursor of a fragment: what it is, its title, the lines."""
    found = hover(*at_cursor(fragment))
    assert found is not None
    return found.described, found.title, found.lines


def test_a_lab_with_all_that_is_declared_of_it() -> None:
    fragment = (
        'lab CK "creatine kinase" in U/L code loinc 2157-6 normal up to 170 U/L for female\n'
        "  normal from 10 to 190 U/L for male\n  current for 14 days\n  plausible 0 to 90000 U/L\n"
        "stop x [1]\n  when C|K > ULN\n"
    )
    assert said(fragment) == (
        "a lab",
        "creatine kinase",
        (
            "in U/L",
            "normal up to 170 U/L for female",
            "normal from 10 to 190 U/L for male",
            "a record speaks for the present for 14 days",
            "plausible from 0 to 90000 U/L",
            "loinc 2157-6",
        ),
    )


def test_a_drug_a_test_and_a_group() -> None:
    assert said("drug z in mg/day\n  absent unless recorded\nstop x [1]\n  when z| active\n")[2] == (
        "doses in mg/day",
        "not taken unless recorded",
    )
    assert said("stop x [1]\n  when TP|MT is normal\n")[2] == ("one of normal, intermediate, deficient",)
    assert said("stop x [1]\n  when any of liver_|symptoms present\n")[2] == ("nausea and vomiting",)


def test_a_definition_in_words_for_each_that_it_is_asked_of() -> None:
    assert said("stop x [1]\n  when bilirubin > its base|line\n")[2] == (
        "baseline of ALT: last ALT on or before restart",
        "baseline of AST: last AST on or before restart",
        "baseline of bilirubin: last bilirubin on or before restart",
    )
    assert said("stop x [1]\n  when resta|rt has happened\n")[2] == ("last start of azathioprine",)
    assert said("define ill when any of ALT, AST > 2 × ULN\nstop x [1]\n  when i|ll\n")[2] == (
        "any of [ALT > 2 × ULN of ALT; AST > 2 × ULN of AST]",
    )


def test_a_rule_with_its_sources_and_readings() -> None:
    fragment = (
        'stop hi|gh "Far too high" [2]\n  when ALT > 10 × ULN\n  advise stop azathioprine\n  strength strong\n'
        '  assuming "the limit is the laboratory\'s"\n  accepted overlap because "either stops"\n'
    )
    assert said(fragment) == (
        "a stop",
        "Far too high",
        (
            "[2] Another guideline; indirect: written for another drug",
            "strength: strong",
            "Read as: the limit is the laboratory's",
            "Accepted because: either stops",
        ),
    )


def test_a_source_and_a_parameter() -> None:
    assert said("stop x [|2]\n  when ALT > ULN\n") == (
        "a source",
        "Another guideline",
        ("indirect: written for another drug",),
    )
    fragment = "parameter top = 300 U/L\nset kids\n  top = 200 U/L\nstop x [1]\n  when ALT > to|p\n"
    assert said(fragment)[2] == ("300 U/L", "200 U/L in the set kids")


def test_a_text_with_a_mistake_is_explained_all_the_same() -> None:
    assert said("stop x [1]\n  when AL|T > 3 × \n")[0] == "a lab"
    assert said("stop x [1]\n  when AL|T > nonsense\n")[2] == ("in U/L", "normal up to 40 U/L")


def test_nothing_is_said_of_a_word_of_the_language() -> None:
    assert hover(*at_cursor("stop x [1]\n  wh|en ALT > ULN\n")) is None


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.source.name)
def test_whatever_is_declared_has_something_to_be_said_of_it(view: View) -> None:
    for span, one in view.declarations.items():
        found = hover(view, span.start)
        assert found is not None
        assert found.lines or found.title or one.sort is Sort.CONCEPT, one.name


# --- outline and folding ---------------------------------------------------------------------------------------------


def _every(entries: tuple[Entry, ...]) -> list[Entry]:
    return [found for entry in entries for found in (entry, *_every(entry.inside))]


def test_the_outline_has_every_statement_by_its_name() -> None:
    view = look(BASE + "\nafter stop [1]\n  consider allopurinol\n")
    found = [(entry.name, entry.detail) for entry in outline(view)]
    assert found[0] == ("example", "guideline")
    assert ("ALT", "lab") in found
    assert ("treatment", "Treatment") in found
    assert found[-1] == ("stop", "after")


def test_the_monitors_of_a_step_stand_inside_it() -> None:
    text = 'step s "S" [1]\n  begin at restart\n  monitor ALT "Liver" as liver [1]\n    from restart\n    weekly\n'
    (step,) = [entry for entry in outline(look(f"{BASE}\n{text}")) if entry.name == "s"]
    assert [(inner.name, inner.detail, inner.sort) for inner in step.inside] == [("liver", "Liver", Sort.MONITOR)]


def test_a_statement_that_is_not_understood_is_in_the_outline_too() -> None:
    assert [entry.name for entry in outline(look("lab ALT in U/L\nstop high [\n"))] == ["ALT", "high"]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.source.name)
def test_a_name_lies_in_its_entry_and_entries_lie_in_order(view: View) -> None:
    entries = outline(view)
    assert len(entries) == len(view.chunks)
    for entry in _every(entries):
        assert entry.name and entry.span.start <= entry.place.start <= entry.place.end <= entry.span.end
    ends = [(entry.span.start, entry.span.end) for entry in entries]
    assert all(before[1] <= after[0] for before, after in pairwise(ends))


def test_statements_fold_and_so_do_comments() -> None:
    text = "# one\n# two\n\nlab ALT in U/L\n  code loinc 1742-6\n\n# alone\nlab AST in U/L\n"
    shown = [text[span.start : span.end] for span in folds(look(text))]
    assert shown == ["# one\n# two", "lab ALT in U/L\n  code loinc 1742-6"]


# --- colours ---------------------------------------------------------------------------------------------------------


def test_names_are_coloured_by_what_they_are() -> None:
    view, _ = at_cursor("stop x [1]\n  when ALT > its baseline and nausea present\n  advise stop azathioprine|\n")
    start = view.text.index("stop x")
    found = {view.text[one.span.start : one.span.end]: one for one in coloured(view) if one.span.start > start}
    assert {name: one.colour for name, one in found.items()} == {
        "x": Colour.RULE,
        "1": Colour.SOURCE,
        "ALT": Colour.MEASURED,
        "baseline": Colour.DEFINITION,
        "nausea": Colour.FINDING,
        "azathioprine": Colour.DRUG,
    }
    assert [name for name, one in found.items() if one.declares] == ["x"]


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.source.name)
def test_no_two_colours_on_one_place(view: View) -> None:
    spans = [one.span for one in coloured(view)]
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert len(spans) > 100
