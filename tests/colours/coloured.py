"""What the Pygments lexer gives for each character of a text."""

from __future__ import annotations

from pygments.token import string_to_tokentype

from careway.colours.kinds import Kind
from careway.colours.lexer import CarewayLexer

_TOKENS = {string_to_tokentype(kind.token): kind for kind in Kind}


def by_pygments(text: str) -> list[Kind]:
    """The kind of each character, as Pygments has it."""
    found: list[Kind] = []
    for place, token, value in CarewayLexer().get_tokens_unprocessed(text):
        assert place == len(found)
        found += [_TOKENS[token]] * len(value)
    assert len(found) == len(text)
    return found
