"""From the parser's tree of one statement to its nodes, bottom up and without recursion."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

from careway.base.source import Span
from careway.syntax import build_conditions, build_operands, build_rules, build_statements
from careway.syntax.build_operands import Handler, Mistake, Sign
from careway.syntax.lexer import DEPTH_LIMIT
from careway.syntax.nodes import Name, Text, Top

_MODULES = (build_statements, build_rules, build_conditions, build_operands)

_SAME = {
    "set": build_statements.set_,
    "ref_of": build_operands.ref,
    "its_limit": build_operands.limit,
    "limit_of": build_operands.limit,
    "dose_binary": build_operands.binary,
    "dose_range_closed": build_rules.dose_range,
}

# The rules that can stand inside themselves. What is flat however long (a chain, a list of names) is not here.
_NESTING = frozenset(
    ("paren", "bulleted", "chain", "negation", "binary", "dose_binary", "moved", "within_of", "relative", "first_time")
)


def _handler(rule: str) -> Handler:
    found = _SAME.get(rule)
    if found is None:
        found = next(getattr(module, rule) for module in _MODULES if hasattr(module, rule))
        _SAME[rule] = found
    result: Handler = found
    return result


def build(tree: Any, base: int) -> Top:
    """The node of a parsed statement that begins at offset `base`; raises `Mistake`."""
    # each entry: a tree, its children still to come, the nodes made so far, the deepest of these
    root: list[Any] = []
    stack: list[tuple[Any, Any, list[Any]]] = [(None, iter((tree,)), root)]
    depths = [0]
    while True:
        current, children, made = stack[-1]
        child = next(children, stack)
        if child is stack:
            if current is None:
                break
            stack.pop()
            rule = str(current.data).partition("{")[0]
            depth = depths.pop() + (rule in _NESTING)
            span = Span(base + current.meta.start_pos, base + current.meta.end_pos)
            if depth > DEPTH_LIMIT:
                raise Mistake("CW115", span)
            depths[-1] = max(depths[-1], depth)
            stack[-1][2].append(_handler(rule)(made, span))
        elif child is None:
            continue
        elif hasattr(child, "children"):
            stack.append((child, iter(child.children), []))
            depths.append(0)
        else:
            made.append(_leaf(child, base))
    result: Top = root[0]
    return result


def _leaf(token: Any, base: int) -> Name | Text | Sign:
    span = Span(base + token.start_pos, base + token.end_pos)
    text = str(token)
    if token.type == "NAME":
        return Name(text if text.isascii() else normalize("NFC", text), span)
    if token.type == "TEXT":
        return Text(text[1:-1], span)
    return Sign(token.type, text, span)
