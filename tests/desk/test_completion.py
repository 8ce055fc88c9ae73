"""What may be written at a place: a table of what an author relies on, and that nothing is missing or wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careway.base.diagnostics import Severity
from careway.desk.completion import What, completion
from careway.desk.view import View, look
from careway.syntax.standing import standing
from careway.syntax.table import table
from desk.marked import GUIDELINES, offered, offers, read
from support.checking import BASE

RICH = BASE.replace("lab bilirubin in mg/dL\n", "lab bilirubin in mg/dL\n  molar mass 584.66 g/mol\n") + (
    "parameter limit = 300 U/L\nparameter washout = 30 days\nparameter high_dose = 100 mg/day\n"
    "panel liver_tests = ALT, AST\nset children\n  limit = 200 U/L\n"
    "define usual_dose = highest azathioprine dose before restart\n"
    "define raised when any of ALT, AST > ULN\n"
    "step later [1]\n  advise continue azathioprine\n"
    "pathway other\nstep elsewhere [1]\n  begin at restart\n"
    "monitor ALT as alt_monitor [1]\n  from restart\n  weekly\n"
    "stop too_high [1]\n  when ALT >= limit\n  advise stop azathioprine\n"
)

TABLE = [
    # statements begin at the left margin
    ("|", ["lab", "step", "stop", "define", "after stop"], ["when", "ALT", "advise"]),
    ("la|", ["lab"], ["ALT"]),
    # clauses by their statement, and by the kind of what is declared
    (
        "lab CK in U/L\n  |",
        ["normal up to", "code", "current for", "plausible"],
        ["values", "in", "advise", "absent unless recorded"],
    ),
    ("symptom itch\n  |", ["code", "current for", "absent unless recorded"], ["normal up to", "values", "worse when"]),
    ("test HLA\n  |", ["values", "code"], ["normal up to", "molar mass"]),
    ("lab CK in U/L\n  current for 3 days\n  |", ["code"], ["current for"]),
    ("stop x [1]\n  |", ["when", "assuming", "strength"], ["begin", "only in", "go to"]),
    ("step x [1]\n  |", ["begin at", "go to", "advise", "monitor", "finish"], ["when", "only in"]),
    ("monitor ALT [1]\n  |", ["from", "weekly", "allow", "late after", "only in"], ["advise", "when"]),
    # names by what they are
    ("stop x [|", ["1", "2"], ["ALT"]),
    ("stop x [1, |", ["2"], ["1"]),
    ("step x [1]\n  go to |", ["elsewhere"], ["treatment", "too_high", "x", "ALT"]),
    ("pathway third\nstep x [1]\n  begin at entry to |", ["treatment", "elsewhere"], ["too_high", "restart"]),
    ("caution x [1]\n  when nausea present\n  only in |", ["treatment", "later"], ["nausea", "too_high"]),
    ("after stop of |", ["too_high"], ["treatment", "ALT"]),
    ("stop x [1]\n  advise |", ["azathioprine", "stop", "order", "increase"], ["ALT", "nausea", "usual_dose"]),
    ("stop x [1]\n  advise stop |", ["azathioprine", "allopurinol"], ["ALT", "liver_tests"]),
    ("stop x [1]\n  advise order |", ["ALT", "TPMT", "liver_tests", "causes_excluded"], ["azathioprine", "nausea"]),
    (
        "stop x [1]\n  advise azathioprine |",
        ["usual_dose", "high_dose", "below", "at most"],
        ["limit", "ALT", "washout"],
    ),
    ("stop x [1]\n  consider |", ["allopurinol"], ["ALT", "nausea"]),
    ("monitor |", ["ALT", "liver_tests", "TPMT", "nausea"], ["azathioprine", "restart"]),
    ("task check |", ["TPMT", "liver_tests"], ["azathioprine"]),
    ("panel both = ALT, |", ["AST", "bilirubin"], ["ALT", "both", "azathioprine", "nausea"]),
    ("set elderly\n  |", ["limit", "washout"], ["ALT"]),
    ("set elderly\n  limit = 1 U/L\n  |", ["washout"], ["limit"]),
    ("define x = last start of |", ["azathioprine"], ["ALT", "nausea"]),
    ("define x = highest |", ["ALT", "azathioprine dose"], ["nausea", "TPMT", "azathioprine"]),
    ("define x = baseline of |", ["ALT", "AST", "bilirubin"], ["azathioprine", "nausea", "liver_tests"]),
    ("define x of lab = last |", ["lab"], []),
    ("define loop = |", ["restart", "ALT", "usual_dose"], ["loop", "nausea", "treatment", "raised"]),
    # conditions
    (
        "stop x [1]\n  when |",
        ["ALT", "nausea", "raised", "any of", "not", "at least"],
        ["treatment", "limit", "liver_tests", "its"],
    ),
    ("stop x [1]\n  when ALT |", ["recorded"], ["present", "active", "dose", "is", "advise", "and"]),
    ("stop x [1]\n  when nausea |", ["present", "absent", "recorded"], ["active", "is", "dose", "has happened"]),
    ("stop x [1]\n  when azathioprine |", ["active", "paused", "dose"], ["present", "is"]),
    ("stop x [1]\n  when TPMT |", ["is"], ["present", "active", "has happened"]),
    ("stop x [1]\n  when causes_excluded |", ["and", "or", "advise", "is"], ["present", "active"]),
    ("stop x [1]\n  when raised |", ["and", "or"], ["present", "is", "recorded"]),
    ("stop x [1]\n  when restart |", ["has happened", "has not happened", "is"], ["present", "recorded", "and"]),
    ("stop x [1]\n  when TPMT is |", ["normal", "deficient", "not", "one of"], ["before", "late", "yes", "ALT"]),
    ("stop x [1]\n  when restart is |", ["before", "on or after"], ["late", "not", "normal"]),
    ("stop x [1]\n  when alt_monitor is |", ["late", "missed", "complete"], ["before", "normal"]),
    ("stop x [1]\n  when sex is |", ["female", "male"], ["normal", "before"]),
    ("stop x [1]\n  when any of ALT, |", ["AST", "bilirubin"], ["ALT", "nausea", "liver_tests"]),
    ("stop x [1]\n  when any of nausea, |", ["vomiting"], ["AST", "azathioprine"]),
    ("stop x [1]\n  when all of\n    - ALT > ULN\n    - |", ["nausea", "raised", "none of"], ["advise"]),
    ("monitor ALT [1]\n  from |", ["restart", "the last result", "last"], ["its", "ULN", "age", "ALT", "washout"]),
    ("define x = |", ["last", "restart"], ["its"]),
    # values by what they are compared with
    (
        "stop x [1]\n  when ALT >= |",
        ["limit", "AST", "ULN", "its", "last"],
        ["washout", "high_dose", "bilirubin", "nausea", "age"],
    ),
    ("stop x [1]\n  when ALT > 3 × |", ["limit", "ULN"], ["washout", "bilirubin"]),
    ("stop x [1]\n  when ALT > 3 × its |", ["baseline", "ULN"], ["restart", "limit"]),
    ("stop x [1]\n  when azathioprine dose > |", ["high_dose", "usual_dose"], ["limit", "ALT"]),
    ("stop x [1]\n  when ALT > 3 × ULN or > |", ["limit"], ["high_dose", "bilirubin"]),
    ("stop x [1]\n  when nausea present within |", ["washout"], ["limit", "restart"]),
    ("stop x [1]\n  when nausea present since |", ["restart"], ["washout", "limit", "ALT", "raised"]),
    ("stop x [1]\n  when age >= |", [], ["limit", "ALT", "ULN"]),
    # units by what is measured
    ("stop x [1]\n  when ALT >= 300 |", ["U/L"], ["mg/dL", "days", "mg/day"]),
    ("stop x [1]\n  when bilirubin >= 3 |", ["mg/dL", "umol/L"], ["U/L", "days"]),
    ("stop x [1]\n  when bilirubin >= 3 mg/|", ["mg/dL", "mg/L"], ["U/L"]),
    ("stop x [1]\n  when age >= 65 |", ["years"], ["U/L", "mg/dL"]),
    ("stop x [1]\n  when nausea present within 7 |", ["days", "weeks"], ["U/L", "day"]),
    ("stop x [1]\n  when nausea present within 1 |", ["day", "week"], ["days"]),
    ("stop x [1]\n  advise azathioprine 50 |", ["mg/day", "to"], ["U/L", "mg/dL", "days"]),
    ("drug other in |", ["mg/day"], ["U/L"]),
    ("lab other in |", ["U/L", "mg/dL"], ["mg/day"]),
    ("lab CK in U/L\n  normal up to 40 |", ["U/L"], ["mg/dL", "days"]),
    ("lab CK in U/L\n  molar mass 12 |", ["g/mol"], ["U/L"]),
    ("set elderly\n  limit = 200 |", ["U/L"], ["mg/dL"]),
    # words of closed sets
    ("lab CK in U/L\n  code |", ["loinc", "snomed"], ["ALT"]),
    ("lab CK in U/L\n  normal up to 40 U/L for |", ["female", "male"], ["3"]),
    ("stop x [1]\n  strength |", ["strong", "conditional"], ["high"]),
    ("source 9 |", ["guideline", "research"], ["ALT"]),
    ("stop x [1]\n  accepted |", ["overlap", "because"], ["ALT"]),
]


@pytest.mark.parametrize(("fragment", "among", "never"), TABLE, ids=[row[0] for row in TABLE])
def test_what_is_offered(fragment: str, among: list[str], never: list[str]) -> None:
    found = offered(fragment, RICH)
    assert set(among) <= set(found)
    assert not set(never) & set(found)


@pytest.mark.parametrize(
    "fragment",
    [
        "# a comm|",
        'stop x "a titl|',
        "stop x [1]\n  when ALT >= 30|",
        "lab |",
        "step |",
        "define |",
        "lab CK in U/L\n  code loinc 17|",
    ],
)
def test_where_the_author_has_a_free_hand_nothing_is_offered(fragment: str) -> None:
    assert offered(fragment, RICH) == []


def test_a_mistake_in_a_clause_above_does_not_matter() -> None:
    assert "azathioprine" in offered("stop x [1]\n  wen ALT > 3\n  advise stop |")
    assert "treatment" in offered("step x [1]\n  begin at at\n  go to |")


def test_what_is_offered_takes_the_place_of_the_word_that_was_begun() -> None:
    found = offers("stop x [1]\n  when bilirubin >= 3 mg/d|")
    assert found.span.end - found.span.start == len("mg/d")
    found = offers("stop x [1]\n  when naus|")
    assert found.span.end - found.span.start == len("naus")


def test_a_name_comes_before_words_and_a_clause_before_what_goes_on() -> None:
    assert offered("stop x [1]\n  when |")[0] == "ALT"
    assert offered("stop x [1]\n  when ALT > ULN\n  |")[0] == "accepted"


def test_a_bullet_is_known_by_its_column() -> None:
    inside = offered("stop x [1]\n  when all of\n    - nausea present\n    - |")
    behind = offered("stop x [1]\n  when all of\n    - nausea present\n  |")
    assert "vomiting" in inside and "advise" not in inside
    assert "advise" in behind


@pytest.mark.parametrize("path", GUIDELINES, ids=lambda path: path.stem)
def test_every_word_of_a_guideline_was_on_offer_where_it_stands(path: Path) -> None:
    view = read(path)
    named = {one.span.start for one in view.references}
    missing = []
    looked_at = 0
    for chunk in view.chunks:
        here = standing(table(), view.text[chunk.span.start : chunk.span.end])
        assert here is not None
        for piece in here.pieces:
            place = chunk.span.start + piece.start
            if piece.kind in _FREE or piece.text == "x" or (piece.kind == "NAME" and place not in named):
                continue
            if piece.kind not in ("NAME", "UNIT") and not piece.text.replace(" ", "").isalpha():
                continue
            looked_at += 1
            found = [offer.text for offer in completion(view, place).offers]
            if not any(offer == piece.text or offer.startswith(f"{piece.text} ") for offer in found):
                missing.append((view.source.position(place), piece.text))
    assert looked_at > 400
    assert missing == []


_FREE = ("TEXT", "CODE", "NUMBER", "DATE", "VERSION", "OPEN", "BULLET", "CLOSE")
_NODES = read(GUIDELINES[2])
_PLACES = sorted({one.span for one in _NODES.references}, key=lambda one: one.start)
_WRONG_SORT = {"CW200", "CW208", "CW209", "CW210", "CW222", "CW226", "CW300", "CW100", "CW177"}


@given(st.data())
def test_no_name_is_offered_that_the_checker_refuses_for_what_it_is(data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(_PLACES))
    names = [offer.text for offer in completion(_NODES, place.start).offers if offer.what is What.NAME]
    name = data.draw(st.sampled_from(names))
    changed: View = look(_NODES.text[: place.start] + name + _NODES.text[place.end :])
    errors = {one.code for one in changed.diagnostics if one.severity is Severity.ERROR}
    assert not errors & _WRONG_SORT


@given(st.data())
def test_whatever_is_asked_there_is_an_answer(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(RICH)))
    cut = data.draw(st.integers(start, min(len(RICH), start + 60)))
    text = RICH[:start] + data.draw(st.sampled_from(["", "(", "[", '"', "- ", "of ", "×", "😀"])) + RICH[cut:]
    offset = data.draw(st.integers(0, len(text)))
    found = completion(look(text), offset)
    assert found.span.end == offset
    assert len({offer.text for offer in found.offers}) == len(found.offers)
