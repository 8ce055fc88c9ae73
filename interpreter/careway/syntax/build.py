"""From what the parser has read to nodes: which function makes the node of a rule, and what a single token is."""

from __future__ import annotations

from unicodedata import normalize

from careway.base.source import Span
from careway.syntax import build_conditions, build_operands, build_rules, build_statements
from careway.syntax.build_operands import Handler, Sign
from careway.syntax.expressions import Name, Text

_MODULES = (build_statements, build_rules, build_conditions, build_operands)

_HANDLERS: dict[str, Handler] = {
    "set": build_statements.set_,
    "ref_of": build_operands.ref,
    "its_limit": build_operands.limit,
    "limit_of": build_operands.limit,
    "dose_binary": build_operands.binary,
    "dose_range_closed": build_rules.dose_range,
}
"""The rules whose functions have another name than they, and all others once they were looked up."""

NESTING = frozenset(
    ("paren", "bulleted", "chain", "negation", "binary", "dose_binary", "moved", "within_of", "relative", "first_time")
)
"""The rules that can stand inside themselves. What is flat however long (a chain, a list of names) is not here."""


def handler(rule: str) -> Handler:
    """The function that makes the node of a rule: that of the same name."""
    found = _HANDLERS.get(rule)
    if found is None:
        made: Handler = next(getattr(module, rule) for module in _MODULES if hasattr(module, rule))
        found = _HANDLERS[rule] = made
    return found


def leaf(kind: str, text: str, span: Span) -> Name | Text | Sign:
    """A token: a name, a text without its quotes, or a word or sign of the language."""
    if kind == "NAME":
        return Name(text if text.isascii() else normalize("NFC", text), span)
    if kind == "TEXT":
        return Text(text[1:-1], span)
    return Sign(kind, text, span)
