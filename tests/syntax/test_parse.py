"""What texts mean: the tree of each construct, at the places where it could have been read otherwise."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from careway.base.source import Source, Span
from careway.model.terms import Comparison, Edge, Operator, Pick
from careway.model.time import Duration, TimeUnit
from careway.syntax import expressions as x
from careway.syntax import grounds, rules, schedules
from careway.syntax.parse import Parsed, parse

DATA = Path(__file__).parents[1] / "data/parse"


def read(text: str) -> Parsed:
    return parse(Source("test.care", text))


def only(text: str) -> Any:
    parsed = read(text)
    assert [each.title for each in parsed.diagnostics] == []
    (node,) = parsed.tree.statements
    return node


def condition(text: str) -> Any:
    return only(f"define a when {text}").body


def value(text: str) -> Any:
    return only(f"define a = {text}").body


def name(text: str) -> x.Name:
    return x.Name(text)


@pytest.mark.parametrize("file", sorted(DATA.glob("*.care")), ids=lambda path: path.stem)
def test_the_examples_are_read_whole(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    parsed = read(text)
    assert parsed.diagnostics == ()
    assert parsed.damaged == frozenset()
    assert len(parsed.tree.statements) == sum(line[:1].isalpha() for line in text.splitlines())


@pytest.mark.parametrize("file", sorted(DATA.glob("*.care")), ids=lambda path: path.stem)
def test_every_name_lies_where_its_span_says(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    seen = 0
    open_ = list(read(text).tree.statements)
    while open_:
        node: Any = open_.pop()
        if isinstance(node, x.Name | x.Text):
            seen += 1
            assert text[node.span.start : node.span.end].strip('"') == node.text
        elif isinstance(node, tuple):
            open_ += node
        elif is_dataclass(node) and not isinstance(node, Span):
            span = getattr(node, "span", None)
            if span is not None:
                assert 0 <= span.start < span.end <= len(text), node
                assert not text[span.start].isspace() and not text[span.end - 1].isspace(), node
            open_ += [getattr(node, each.name) for each in fields(node)]
    assert seen > 40


# --- units and numbers ---


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("93 U/L", "U/L"),
        ("1500 /uL", "/uL"),
        ("1.5 10*9/L", "10*9/L"),
        ("520 [IU]/L", "[IU]/L"),
        ("50 mg/day", "mg/day"),
        ("50mg/day", "mg/day"),
        ("38.5 Cel", "Cel"),
        ("25 %", "%"),
        ("60 mL/min/{1.73_m2}", "mL/min/{1.73_m2}"),
        ("120 mm[Hg]", "mm[Hg]"),
        ("7.4 [pH]", "[pH]"),
        ("3 {score}", "{score}"),
        ("30 kg/m2", "kg/m2"),
        ("5 umol/L", "umol/L"),
        ("5 µmol/L", "µmol/L"),
    ],
)
def test_a_unit_follows_its_number(written: str, unit: str) -> None:
    node = condition(f"ALT >= {written}").predicate.operand
    assert (node.unit, node.value) == (unit, Decimal(written.removesuffix(unit).strip()))


def test_what_is_no_unit() -> None:
    assert value("1/4") == x.Binary(Operator.DIVIDE, x.Number(Decimal(1), None), x.Number(Decimal(4), None))
    assert (
        value("3 x its baseline") == value("3 × its baseline") == value("3 * its baseline") == value("3x its baseline")
    )
    assert only("stop a\n  when ALT >= 3 [1]").cites == grounds.Cites((name("1"),))
    assert only("stop a\n  when ALT >= 3 [label]").cites == grounds.Cites((name("label"),))
    assert condition("ALT >= 3\n  and b").terms[0].predicate.operand == x.Number(Decimal(3), None)
    dose = only("step a\n  advise b 50 to 75 mg/day").clauses[0].action.dose
    assert (dose.low.unit, dose.high.unit) == (None, "mg/day")
    assert value("3 days") == x.Length(Duration(3, TimeUnit.DAY))
    assert value("1 day") == x.Length(Duration(1, TimeUnit.DAY))


def test_numbers_are_kept_as_written() -> None:
    assert str(value("1.50 U/L").value) == "1.50"
    assert value("-2 mmol/L") == x.Number(Decimal(-2), "mmol/L")
    assert value("3 - 2").operator is Operator.SUBTRACT


def test_a_product_binds_before_a_sum_and_signs_group_to_the_left() -> None:
    sum_ = value("a + b × c - d")
    assert sum_ == x.Binary(
        Operator.SUBTRACT,
        x.Binary(Operator.ADD, _ref("a"), x.Binary(Operator.MULTIPLY, _ref("b"), _ref("c"))),
        _ref("d"),
    )
    assert value("(a + b) × c").left == x.Binary(Operator.ADD, _ref("a"), _ref("b"))


def _ref(text: str) -> x.Ref:
    return x.Ref(name(text))


# --- selections, filters and windows ---


def test_a_comparison_in_a_condition_is_of_the_selection_and_in_a_time_it_is_a_filter() -> None:
    compared = condition("last ANC >= start_limit")
    assert compared.subject == x.Selected(Pick.LAST, name("ANC"), False, None, ())
    assert compared.predicate.comparison is Comparison.AT_LEAST
    chosen = value("first ANC < mild after restart")
    assert chosen.filter == x.Filter(Comparison.BELOW, _ref("mild"), None, ())
    assert chosen.windows == (x.Relative("after", _ref("restart")),)


def test_brackets_make_a_comparison_a_filter() -> None:
    bracketed = condition("(first ANC < mild after restart) has happened")
    assert bracketed.subject == value("first ANC < mild after restart")
    assert condition("(number of ALT > ULN within 30 days) >= 2") == condition(
        "number of ALT > ULN within 30 days >= 2"
    )
    assert condition("(first nausea present) is before b").subject.filter.presence is not None
    assert condition("at least 3 days since first ANC < mild").time.filter is not None


def test_windows_before_and_after_a_comparison() -> None:
    left = condition("highest ALT within 30 days >= 300 U/L")
    assert len(left.subject.windows) == 1 and left.predicate.windows == ()
    right = condition("ALT >= 300 U/L within 30 days")
    assert right.subject == _ref("ALT") and len(right.predicate.windows) == 1
    both = condition("last ALT before b > last AST after c")
    assert both.subject.windows == (x.Relative("before", _ref("b")),)
    assert both.predicate.operand.windows == () and both.predicate.windows == (x.Relative("after", _ref("c")),)
    inside = condition("ALT > (last AST after c)")
    assert inside.predicate.operand.windows == (x.Relative("after", _ref("c")),)


def test_within_takes_the_word_that_follows_it() -> None:
    (window,) = value("last ALT within 7 days before b").windows
    assert window == x.Within(x.Length(Duration(7, TimeUnit.DAY)), "before", _ref("b"))
    first, second = value("last ALT within 7 days since b").windows
    assert (first.relation, second.relation) == (None, "since")
    assert value("last ALT\n  on\n  or before b").windows == (x.Relative("on or before", _ref("b")),)


def test_on_or_before_is_not_on_return() -> None:
    clauses = only("monitor a\n  weekly until ALT > 3\n  on return suspend").clauses
    assert clauses[1] == schedules.OnReturn("suspend")


def test_anaphora_and_limits() -> None:
    assert condition("ALT > its ULN") == condition("ALT > ULN")
    assert value("ULN of ALT") == x.Limit(Edge.ULN, name("ALT"))
    assert value("baseline of ALT") == x.Ref(name("baseline"), name("ALT"))


def test_moved_times() -> None:
    assert value("3 days after restart") == x.Moved(x.Length(Duration(3, TimeUnit.DAY)), False, _ref("restart"))
    assert value("washout before restart") == x.Moved(x.Length(name("washout")), True, _ref("restart"))


# --- conditions ---


def test_a_name_in_brackets_is_a_condition_or_a_value_by_what_follows() -> None:
    assert condition("(b)") == x.Bracketed(x.Named(name("b")))
    assert condition("((b)) > 3").subject == _ref("b")
    assert condition("(b) and c").terms[0] == x.Bracketed(x.Named(name("b")))


def test_a_chain_is_flat_and_keeps_its_words() -> None:
    chain = condition("b and c or >= 3 and not d")
    assert [word.text for word in chain.words] == ["and", "or", "and"]
    assert chain.terms[2] == x.Statement(None, x.Compares(Comparison.AT_LEAST, x.Number(Decimal(3), None), (), None))
    assert chain.terms[3] == x.Negation(x.Named(name("d")))


def test_bullets_nest_by_their_columns() -> None:
    node = (
        only(
            "stop a\n"
            "  when all of\n"
            "    - any of\n"
            "        - b\n"
            "        - c\n"
            "          and d\n"
            "    - at least 2 of x, y, z present\n"
            '  assuming "e"\n'
        )
        .clauses[0]
        .condition
    )
    assert isinstance(node, x.Bulleted) and len(node.items) == 2
    inner = node.items[0]
    assert isinstance(inner, x.Bulleted) and isinstance(inner.items[1], x.Chain)
    assert node.items[1].subject.quantifier.count == 2


def test_a_line_in_the_bullets_column_ends_the_list() -> None:
    chain = condition("b and any of\n    - c\n    - d\n    and e")
    assert [type(term) for term in chain.terms] == [x.Named, x.Bulleted, x.Named]


def test_statements_begin_in_the_first_column_only() -> None:
    parsed = read("step a\n  monitor ALT\n    weekly\nmonitor AST\n  weekly\n")
    assert [type(node) for node in parsed.tree.statements] == [rules.StepNode, schedules.MonitorNode]


def test_notes_belong_to_what_stands_before_them() -> None:
    step = only('step a\n  assuming "1"\n  monitor b\n    weekly\n    assuming "2"\n  finish when c\n  assuming "3"\n')
    own = [clause.text.text for clause in step.clauses if isinstance(clause, grounds.Assuming)]
    assert own == ["1", "3"]
    assert [type(clause) for clause in step.clauses[1].clauses] == [schedules.PhaseLine, grounds.Assuming]


def test_an_acceptance_is_a_note_and_its_kind_may_be_left_out() -> None:
    step = only(
        'step a\n  accepted because "1"\n  monitor b\n    weekly\n    accepted gap because "2"\n  finish when c\n'
    )
    assert step.clauses[0] == grounds.Accepted(None, x.Text("1"))
    assert step.clauses[1].clauses[1] == grounds.Accepted(name("gap"), x.Text("2"))


def test_the_when_of_a_claim_is_the_claims_on_either_side_of_its_advice() -> None:
    before = only("never a\n  when b\n  advise start or stop c, d\n")
    after = only("never a advise start or stop c, d when b")
    assert before.clauses == after.clauses[::-1]
    assert after.clauses[0] == rules.Claim(rules.ClaimedOrders((name("start"), name("stop")), (name("c"), name("d"))))
    dosed = only("always a\n  advise c above 3 mg\n").clauses[0].advice
    assert isinstance(dosed, rules.ClaimedDose) and dosed.dose.low_open


def test_citations_behind_a_when_are_the_rules() -> None:
    assert only("eligible when b [1]").cites == only("eligible [1]\n  when b").cites
    assert only("stop a [1]\n  when b [2]").cites == grounds.Cites((name("1"), name("2")))


def test_a_keyword_is_a_name_where_no_keyword_can_stand() -> None:
    assert only("lab date in U/L").name == name("date")
    assert value("last lab on or before restart").name == name("lab")
    settings = only("set a\n  absent = 3 days\n  current = 4 days\n").settings
    assert [setting.name.text for setting in settings] == ["absent", "current"]


# --- the text around it ---


def test_line_ends_byte_order_mark_and_tabs_change_nothing() -> None:
    text = "stop a [1]\n  when all of\n    - b\n    - c\n"
    expected = read(text).tree
    for same in (text.replace("\n", "\r\n"), "\ufeff" + text, text.replace("    ", "\t\t").replace("  ", "\t")):
        parsed = read(same)
        assert parsed.diagnostics == () and parsed.tree == expected


def test_names_are_composed() -> None:
    assert only("lab größe").name == only("lab gro\u0308ße").name


def test_comments_are_kept_with_their_place() -> None:
    text = '# first\nlab a "x # y" in U/L # second\n  # third\n'
    comments = read(text).tree.comments
    assert [(comment.text, comment.own_line) for comment in comments] == [
        ("# first", True),
        ("# second", False),
        ("# third", True),
    ]
    assert all(text[comment.span.start : comment.span.end] == comment.text for comment in comments)


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment", "   \n\t\n"])
def test_nothing_is_no_mistake(text: str) -> None:
    parsed = read(text)
    assert parsed.tree.statements == () and parsed.diagnostics == ()
