"""Diagnostics as text and as JSON: places, several labels, tabs, long lines, and nothing that a terminal would obey."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from careway.base.diagnostics import Diagnostic, Edit, Label, Severity
from careway.base.rendering import render, to_json, visible
from careway.base.source import Source, Span


def found(text: str, word: str, *others: tuple[str, str], label: str = "here", **more: object) -> Diagnostic:
    def span(of: str) -> Span:
        return Span(text.index(of), text.index(of) + len(of))

    because = tuple(Label(span(of), words) for of, words in others)
    return Diagnostic("CW200", Severity.ERROR, "a title", Label(span(word), label), because, **more)  # type: ignore[arg-type]


def shown(text: str, *args: str | tuple[str, str], **more: str) -> list[str]:
    word, *others = args
    assert isinstance(word, str)
    pairs = [other for other in others if isinstance(other, tuple)]
    return render(found(text, word, *pairs, **more), Source("a.care", text)).splitlines()


def test_two_labels_on_one_line() -> None:
    assert shown("when ALT >= 3 mg/dL\n", "3 mg/dL", ("ALT", "in U/L"))[:4] == [
        "error[CW200] a.care:1:13  a title",
        "    1 | when ALT >= 3 mg/dL",
        "      |      ---    ^^^^^^^ here",
        "      |      in U/L",
    ]


def test_labels_on_other_lines_stand_in_the_order_of_the_text() -> None:
    lines = shown("lab ALT\n\n\n\nwhen ALB\n", "ALB", ("ALT", "declared"))
    assert lines[1:6] == [
        "    1 | lab ALT",
        "      |     --- declared",
        "  ...",
        "    5 | when ALB",
        "      |      ^^^ here",
    ]


def test_a_tab_takes_the_room_to_the_next_stop() -> None:
    assert shown("\tALT", "ALT")[1:3] == ["    1 |     ALT", "      |     ^^^ here"]
    assert shown("ab\tALT", "ALT")[1:3] == ["    1 | ab  ALT", "      |     ^^^ here"]


def test_a_place_at_the_end_of_the_text_has_a_caret() -> None:
    one = Diagnostic("CW200", Severity.ERROR, "a title", Label(Span(7, 7)))
    assert render(one, Source("a.care", "lab ALT")).splitlines()[2] == "      |        ^"


def test_a_place_past_the_end_is_shown_at_the_end() -> None:
    one = Diagnostic("CW200", Severity.ERROR, "a title", Label(Span(70, 90)))
    assert render(one, Source("a.care", "lab ALT")).splitlines()[0].startswith("error[CW200] a.care:1:8")


def test_a_place_over_several_lines_is_marked_on_its_first() -> None:
    one = Diagnostic("CW200", Severity.ERROR, "a title", Label(Span(0, 12)))
    assert render(one, Source("a.care", "lab ALT\nlab AST\n")).splitlines()[2] == "      | ^^^^^^^"


def test_a_long_line_is_cut_around_the_place() -> None:
    text = "x " * 500 + "ALT" + " y" * 500
    line, carets = shown(text, "ALT")[1:3]
    assert len(line) < 200
    assert line[carets.index("^") : carets.index("^") + 3] == "ALT"


def test_escapes_in_the_text_are_shown_and_not_sent() -> None:
    lines = "\n".join(shown("lab \x1b[31mALT", "ALT", label="\x1b]0;x\x07"))
    assert "\x1b" not in lines
    assert "␛[31mALT" in lines


def test_bidirectional_controls_are_shown() -> None:
    assert visible("a\u202eb\u2066") == "a\ufffdb\ufffd"
    assert visible("α × β") == "α × β"


def test_colour_is_the_callers() -> None:
    text = render(
        found("lab ALT", "ALT", help="do this"), Source("a", "lab ALT"), lambda role, word: f"<{role}:{word}>"
    )
    assert "<error:error[CW200]>" in text
    assert "<first:^^^>" in text
    assert "<help:help:>" in text


def test_json_has_lines_and_columns_from_one() -> None:
    text = "lab ALT\nlab AST\n"
    one = found(text, "AST", ("ALT", "there"), help="so", edit=Edit(Span(12, 15), "ALP"))
    assert to_json(one, Source("a", text)) == {
        "code": "CW200",
        "severity": "error",
        "title": "a title",
        "line": 2,
        "column": 5,
        "endLine": 2,
        "endColumn": 8,
        "label": "here",
        "because": [{"line": 1, "column": 5, "endLine": 1, "endColumn": 8, "label": "there"}],
        "help": "so",
        "edit": {"line": 2, "column": 5, "endLine": 2, "endColumn": 8, "text": "ALP"},
    }


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70), st.text(max_size=8)), min_size=1, max_size=4),
)
def test_any_text_and_any_places_can_be_shown(text: str, places: list[tuple[int, int, str]]) -> None:
    labels = [Label(Span(min(a, b), max(a, b)), words) for a, b, words in places]
    one = Diagnostic("CW200", Severity.WARNING, text, labels[0], tuple(labels[1:]), help=text)
    out = render(one, Source(text, text))
    assert all(character.isprintable() or character == "\n" for character in out)
    json.dumps(to_json(one, Source(text, text)))
