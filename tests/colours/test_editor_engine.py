"""An editor that runs the kept grammar colours as Pygments does, character by character."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from careway.colours.kinds import Kind
from careway.syntax.table import table
from colours.coloured import by_pygments
from colours.corpus import ALL, GRAMMAR
from colours.editor import EDITOR, by_an_editor, scopes

LITERALS = (
    "1",
    "2.5",
    "10*3/uL",
    "[IU]/L",
    "mg/day",
    "µg",
    "1742-6",
    "2025-04-20",
    "1.0.0",
    "[1]",
    "ALT",
    "naïve",
    "Ärger",
)
STRANGE = ("😀", "'", "\u0301", "\u00a0", "“", "  - ", "\n  ", *'"#[](),=<>≥≤×*/+-;.\t\n')
PIECES = st.sampled_from([*sorted(table().lexer.keywords), *LITERALS, *STRANGE])


def test_editors_and_pygments_colour_alike() -> None:
    texts = [path.read_text(encoding="utf-8") for path in ALL]
    assert len(texts) > 50
    for path, text, editor in zip(ALL, texts, by_an_editor(texts), strict=True):
        assert editor == by_pygments(text), path


def test_they_colour_alike_whatever_the_text() -> None:
    texts: list[str] = []

    @given(st.lists(st.tuples(PIECES, st.sampled_from(["", " ", " "])), max_size=40))
    def draw(pieces: list[tuple[str, str]]) -> None:
        texts.append("".join(part for piece in pieces for part in piece))

    draw()
    for text, editor in zip(texts, by_an_editor(texts), strict=True):
        assert editor == by_pygments(text), text


def test_a_guideline_in_markdown_is_coloured_and_nothing_around_it() -> None:
    for fence in ("```care", "```care-part", "~~~careway title"):
        close = fence[:3]
        text = f"stop here\n\n{fence}\nstop rise [1]\n  when ALT >= 3 × ULN\n{close}\nstop there\n"
        (found,) = scopes([text], EDITOR / "markdown.tmLanguage.json", GRAMMAR)
        coloured = {(line, start, end): scope for line, start, end, scope in found}
        assert coloured[3, 0, 4] == Kind.STATEMENT.scope
        assert coloured[3, 5, 9] == Kind.DECLARED.scope
        assert coloured[4, 7, 10] == Kind.NAME.scope
        assert [scope for (line, _, _), scope in coloured.items() if line in (0, 6)] == ["", ""]
    (plain,) = scopes(["```text\nstop rise\n```"], EDITOR / "markdown.tmLanguage.json", GRAMMAR)
    assert {scope for _, _, _, scope in plain} == {""}
