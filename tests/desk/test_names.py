"""Where a name is declared, where else it stands, and another name for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careway.base.diagnostics import Severity
from careway.base.source import Span
from careway.check.scope import Sort
from careway.desk.names import Refused, Renamed, applied, definition, named_at, occurrences, rename, stands_there
from careway.desk.view import View, look
from careway.syntax.expressions import Name
from careway.syntax.table import table
from desk.marked import GUIDELINES, at_cursor, read
from support.checking import BASE

VIEWS = [read(path) for path in GUIDELINES]


def renamed(fragment: str, new: str) -> str:
    """Why a name at the cursor cannot be changed; or the text with the new one."""
    view, offset = at_cursor(fragment)
    found = rename(view, offset, new)
    return found.why if isinstance(found, Refused) else applied(view.text, found.edits)


@pytest.mark.parametrize(
    ("fragment", "declared"),
    [
        ("stop x [1]\n  when A|LT > ULN\n", "lab ALT"),
        ("stop x [1]\n  when ALT| > ULN\n", "lab ALT"),  # right behind it
        ("stop x [|2]\n  when ALT > ULN\n", "source 2"),
        ("stop x [1]\n  when ALT > 3 × its base|line\n", "define baseline"),
        ("caution x [1]\n  when nausea present\n  only in treat|ment\n", "step treatment"),
        ("panel p = ALT, A|ST\n", "lab AST"),
        ("stop x [1]\n  when any of liver_symp|toms present\n", "group liver_symptoms"),
        ("parameter top = 3 U/L\nset kids\n  to|p = 2 U/L\n", "parameter top"),
        ("stop x [1]\n  when A|LT > 3 U/L within 3 days\n", "lab ALT"),
        ("stop x [1]\n  when ALT > ULN and mista\n  advise stop azathio|prine\n", "drug azathioprine"),
        ("stop x [1]\n  when AL|T > (3 ×\n", "lab ALT"),  # what is not understood is not lost
    ],
)
def test_a_name_leads_to_its_declaration(fragment: str, declared: str) -> None:
    view, offset = at_cursor(fragment)
    span = definition(view, offset)
    assert span is not None
    line = view.text[view.text.rfind("\n", 0, span.start) + 1 : span.end]
    assert line == declared


@pytest.mark.parametrize(
    "fragment",
    [
        "st|op x [1]\n  when ALT > ULN\n",
        "stop x [1]\n  when ALT > 3|00 U/L\n",
        "# A|LT\n",
        'stop x [1]\n  when "A|LT" (\n',
    ],
)
def test_what_is_no_name_leads_nowhere(fragment: str) -> None:
    view, offset = at_cursor(fragment)
    assert definition(view, offset) is None
    assert occurrences(view, offset) == ()


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.source.name)
def test_every_definition_found_is_one_whose_name_stands_there(view: View) -> None:
    assert view.references
    for one in view.references:
        found = named_at(view, one.span.start)
        assert found is not None
        own = found.declaration
        assert view.text[one.span.start : one.span.end] == own.name
        unnamed = own.sort is Sort.MONITOR and view.text[own.span.start : own.span.end] != own.name
        assert unnamed or view.text[own.span.start : own.span.end] == own.name


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.source.name)
def test_no_name_is_missed(view: View) -> None:
    """Each `Name` of the tree that spells a declared name is found, but for words that are no names of the kind."""
    found = {one.span for one in view.references} | set(view.declarations)
    names = {name for table in view.checking.scope.spaces.values() for name in table}
    missed = [name for name in _names(view) if name.text in names and name.span not in found]
    assert missed == []


def _names(view: View) -> list[Name]:
    out: list[Name] = []
    stack: list[object] = list(view.parsed.tree.statements)
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(node)
        elif isinstance(node, Name):
            out.append(node)
        else:
            stack.extend(getattr(node, name) for name in getattr(node, "__match_args__", ()))
    return out


def test_a_name_is_changed_wherever_it_stands_and_in_no_text_or_comment() -> None:
    text = renamed('# nausea\ncaution x "nausea" [1]\n  when nau|sea present\n', "queasiness")
    assert "symptom queasiness" in text
    assert "group liver_symptoms = queasiness, vomiting" in text
    assert "when queasiness present" in text
    assert '# nausea\ncaution x "nausea" [1]' in text


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("AST", "`AST` is taken: it is a lab"),
        ("treatment", "`treatment` is taken: it is a step"),
        ("when", "`when` is a word of the language"),
        ("two words", "a name is one word of letters, digits and _, and begins with a letter"),
        ("3ALT", "a name is one word of letters, digits and _, and begins with a letter"),
        ("", "a name is one word of letters, digits and _, and begins with a letter"),
        ("alt\nlab", "a name is one word of letters, digits and _, and begins with a letter"),
        ("mg", "with `mg` the guideline would have an error: `mg` cannot be a name: it is read as a unit"),
        ("ULN", "`ULN` is a word of the language"),
        ("sex", "with `sex` the guideline would have an error: `sex` cannot be a name: it means the patient's sex"),
    ],
)
def test_a_name_that_cannot_be_is_refused(new: str, why: str) -> None:
    assert renamed("stop x [1]\n  when A|LT > ULN\n  advise stop azathioprine\n", new) == why


def test_nothing_is_renamed_while_there_are_errors() -> None:
    why = renamed("stop x [1]\n  when A|LT > nonsense\n", "SGPT")
    assert why == "mend the errors first: a name in what is not understood would be missed"


def test_what_has_no_name_of_its_own_says_how_to_give_it_one() -> None:
    fragment = "monitor ALT, AST [1]\n  from restart\n  weekly\nstop x [1]\n  when ALT_A|ST is late\n"
    assert renamed(fragment, "tests") == "this monitor has no name of its own; give it one with `as NAME`"
    view, offset = at_cursor(fragment)
    found = definition(view, offset)
    assert found is not None and view.text[found.start :].startswith("ALT, AST [1]")


def test_the_target_of_a_monitor_without_a_name_is_the_lab() -> None:
    view, offset = at_cursor("monitor A|LT [1]\n  from restart\n  weekly\n")
    found = named_at(view, offset)
    assert found is not None and found.declaration.sort is Sort.CONCEPT


_DECLARED = [
    (view, span)
    for view in (VIEWS[2], look(BASE))
    for span, one in view.declarations.items()
    if stands_there(view, one) and one.name not in table().lexer.keywords
]


@given(st.sampled_from(_DECLARED), st.sampled_from(["zz_9", "été", "X"]))
def test_there_and_back_is_the_same_text(one: tuple[View, Span], new: str) -> None:
    view, span = one
    start = span.start
    old = view.declarations[span].name
    there = rename(view, start, new)
    assert isinstance(there, Renamed), there
    after = look(applied(view.text, there.edits), view.source.name)
    assert not any(found.severity is Severity.ERROR for found in after.diagnostics)
    moved = start + sum(len(new) - len(old) for edit in there.edits if edit.span.start < start)
    back = rename(after, moved, old)
    assert isinstance(back, Renamed), back
    assert applied(after.text, back.edits) == view.text


@given(st.data())
def test_on_a_broken_text_names_are_still_found(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(BASE)))
    text = BASE[:start] + data.draw(st.sampled_from(["(", '"', "zz", "\n", "- "])) + BASE[start:]
    view = look(text)
    offset = data.draw(st.integers(0, len(text)))
    for span in occurrences(view, offset):
        assert span.start < span.end <= len(text)
