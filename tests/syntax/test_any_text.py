"""No text makes an exception, and every place that a message points at lies in the text."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from careway.base.source import Source
from careway.format.format import format_tree
from careway.syntax.parse import parse
from careway.syntax.table import table
from careway.syntax.tree import Tree
from format.random_trees import trees

EXAMPLES = [
    path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[1] / "data/parse").glob("*.care"))
]
WORDS = [
    *sorted(table().lexer.keywords),
    "ALT",
    "b",
    "3",
    "1.5",
    "U/L",
    '"c"',
    '"',
    "(",
    ")",
    "[1]",
    ",",
    "- ",
    "\n",
    "\n  ",
    "\n    - ",
]


def _holds(text: str) -> None:
    for each in parse(Source("test.care", text)).diagnostics:
        assert 0 <= each.label.span.start <= each.label.span.end <= len(text)
        assert each.code.startswith("CW1") and each.title


@given(st.text(max_size=200))
def test_any_characters(text: str) -> None:
    _holds(text)


@given(st.lists(st.sampled_from(WORDS), max_size=40))
def test_any_words(words: list[str]) -> None:
    _holds(" ".join(words))


@given(
    st.sampled_from(["stop a", "step a", "define a when", "define a =", "monitor a", "lab a"]),
    st.lists(st.sampled_from(WORDS), max_size=20),
)
def test_any_words_of_a_statement(head: str, words: list[str]) -> None:
    _holds(f"{head}\n  {' '.join(words)}")


@given(st.sampled_from(EXAMPLES), st.data())
def test_mutations_of_guidelines(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        put = data.draw(
            st.sampled_from(["", "\n", " ", "\t", "-", '"', "(", ")", "#", "0", ":", "when", "and", "\x00", "é"])
        )
        text = text[:start] + put + text[end:]
    _holds(text)


@given(trees, st.data())
def test_mutations_of_random_statements(tree: Tree, data: st.DataObject) -> None:
    text = format_tree(tree, Source("random", ""))
    start = data.draw(st.integers(0, len(text)))
    end = min(len(text), start + data.draw(st.integers(0, 6)))
    _holds(text[:start] + data.draw(st.sampled_from(WORDS)) + text[end:])
