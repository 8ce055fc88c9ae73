"""The one layout of a guideline's text. What comes in is a tree and the text that it was read from; comments and the
author's blank lines between statements are taken from the text, all else from the tree."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from careway.base.diagnostics import Diagnostic
from careway.base.source import Source
from careway.format.sheet import Line
from careway.format.statements import statement
from careway.syntax.declarations import ConceptNode, DefineNode, GroupNode, ParameterNode, SourceNode
from careway.syntax.parse import parse
from careway.syntax.rules import BackgroundNode, PathwayNode
from careway.syntax.tree import Comment, Top, Tree

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


def format_source(source: Source) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """The text in its one layout, or the mistakes that keep it from being read."""
    parsed = parse(source)
    if parsed.diagnostics:
        return None, parsed.diagnostics
    return format_tree(parsed.tree, source), ()


@dataclass(slots=True)
class _Block:
    """A statement or a comment between statements: its lines, and the stretch of the source that it takes up."""

    lines: list[str]
    start: int
    end: int
    node: Top | None


@dataclass(slots=True)
class _Written:
    """A line of a statement with the comments that go with it: above it, and behind it."""

    line: Line
    above: list[str] = field(default_factory=list)
    behind: str | None = None
    below: list[str] = field(default_factory=list)


def format_tree(tree: Tree, source: Source) -> str:
    """The text of a tree that was read from `source`."""
    blocks: list[_Block] = []
    comments = sorted(tree.comments, key=lambda each: each.span.start)
    place = 0
    for index, node in enumerate(tree.statements):
        while place < len(comments) and comments[place].span.start < node.span.start:
            blocks.append(_alone(comments[place]))
            place += 1
        following = tree.statements[index + 1].span.start if index + 1 < len(tree.statements) else len(source.text)
        own: list[Comment] = []
        while place < len(comments) and comments[place].span.start < following and _belongs(comments[place], source):
            own.append(comments[place])
            place += 1
        blocks.append(_statement_block(node, own))
    blocks += [_alone(comment) for comment in comments[place:]]
    return _joined(blocks, source.text)


def _alone(comment: Comment) -> _Block:
    return _Block([comment.text], comment.span.start, comment.span.end, None)


def _belongs(comment: Comment, source: Source) -> bool:
    """Whether a comment is part of the statement before it: it stands behind something, or is indented."""
    return not comment.own_line or source.position(comment.span.start)[1] > 1


def _statement_block(node: Top, comments: list[Comment]) -> _Block:
    inside = any(comment.span.start < node.span.end for comment in comments)
    written = [_Written(line) for line in statement(node, one_line=not inside)]
    starts = [each.line.start for each in written]
    for comment in comments:
        index = max(0, bisect_right(starts, comment.span.start) - 1)
        here = written[index]
        if comment.own_line and index + 1 < len(written):
            written[index + 1].above.append(comment.text)
        elif comment.own_line:
            here.below.append(comment.text)
        else:
            if here.behind is not None:
                # two comments for one line: the one before moves above it
                here.above.append(here.behind)
            here.behind = comment.text
    lines: list[str] = []
    for each in written:
        indent = " " * each.line.indent
        lines += [f"{indent}{text}" for text in each.above]
        lines.append(f"{indent}{each.line.text}" + ("" if each.behind is None else f"  {each.behind}"))
        lines += [f"{indent or '  '}{text}" for text in each.below]
    end = max([node.span.end, *(comment.span.end for comment in comments)])
    return _Block(lines, node.span.start, end, node)


def _joined(blocks: list[_Block], text: str) -> str:
    result: list[str] = []
    previous: Top | None = None
    for index, block in enumerate(blocks):
        if index and (_gap(blocks[index - 1], block, text) or _wants_gap(blocks, index, previous, text)):
            result.append("")
        result += block.lines
        previous = block.node or previous
    return "\n".join(result) + "\n" if result else ""


def _gap(before: _Block, after: _Block, text: str) -> bool:
    return _BLANK_LINE.search(text[before.end : after.start]) is not None


def _wants_gap(blocks: list[_Block], index: int, previous: Top | None, text: str) -> bool:
    """Whether a blank line is due before a block: it leads to a statement of another kind, and the author left none
    on the way."""
    if previous is None or blocks[index - 1].node is None:
        return False
    following = index
    while following < len(blocks) and blocks[following].node is None:
        following += 1
    if following == len(blocks):
        return False
    on_the_way = any(_gap(blocks[each], blocks[each + 1], text) for each in range(index - 1, following))
    node = blocks[following].node
    return not on_the_way and node is not None and not _run_on(previous, node)


def _run_on(before: Top, after: Top) -> bool:
    """Whether two statements stand together without a blank line."""
    if isinstance(before, ConceptNode) and isinstance(after, ConceptNode):
        return before.kind is after.kind
    if isinstance(before, GroupNode) and isinstance(after, GroupNode):
        return before.kind is after.kind
    compact = SourceNode | ParameterNode | DefineNode | BackgroundNode | PathwayNode
    return type(before) is type(after) and isinstance(before, compact)
