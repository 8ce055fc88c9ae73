"""Formatting changes nothing that was said: laws on random trees, and on random comments between their lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from careway.base.source import Source
from careway.format.format import format_source, format_tree
from careway.syntax.parse import parse
from careway.syntax.tree import Tree
from format.random_trees import trees


@given(trees)
def test_a_formatted_tree_reads_as_the_same_tree_and_formats_the_same(tree: Tree) -> None:
    text = format_tree(tree, Source("random", ""))
    parsed = parse(Source("random", text))
    assert [each.title for each in parsed.diagnostics] == []
    assert parsed.tree == tree
    assert format_source(Source("random", text)) == (text, ())


@given(trees, st.data())
def test_comments_survive(tree: Tree, data: st.DataObject) -> None:
    lines = format_tree(tree, Source("random", "")).splitlines()
    with_comments: list[str] = []
    for number, line in enumerate(lines):
        if data.draw(st.booleans()):
            with_comments.append(data.draw(st.sampled_from(("", "  ", "      "))) + f"# above {number}")
        behind = line.strip() and data.draw(st.booleans())
        with_comments.append(line + (f" #behind {number}" if behind else ""))
    if data.draw(st.booleans()):
        with_comments.append("  # at the end")
    text = "\n".join(with_comments)
    wanted = sorted(comment.text for comment in parse(Source("random", text)).tree.comments)
    formatted, mistakes = format_source(Source("random", text))
    assert mistakes == () and formatted is not None
    parsed = parse(Source("random", formatted))
    assert parsed.tree == tree
    assert sorted(comment.text for comment in parsed.tree.comments) == wanted
    assert format_source(Source("random", formatted)) == (formatted, ())
