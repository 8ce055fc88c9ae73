"""The words and patterns of the grammar, as its parse table has them: all that is coloured comes from here."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from careway.base.record import record
from careway.kept import cache_folder
from careway.resources import data
from careway.syntax.table import load

_LISTED = re.compile(r"\(\?:([A-Za-z|]+)\)")
_PHRASE = re.compile(r"([a-z]+(?:\\s\+[a-z]+)+)\\b")

_LETTERS = "A-Za-z_\\u00AA\\u00B5\\u00BA\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF"
_LETTERS += "\\u2C00-\\u2FEF\\u3005-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF"
_IN_NAMES = _LETTERS + "0-9\\u0300-\\u036F"
_BLANKS = " \\t\\r\\u00A0\\u2000-\\u200A\\u202F\\u3000"

NAME = f"[{_LETTERS}][{_IN_NAMES}]*"
ENDS = f"(?![{_IN_NAMES}])"
"""Behind a word: it goes on no further."""
BLANK = f"[{_BLANKS}]"
NEITHER_BLANK = f"[^{_BLANKS}\\n]"


@record
class Vocabulary:
    """The language as words.

    `words` are those of each terminal, `phrases` the terminals of several words, and `patterns` all others.
    `statements` are the terminals that can begin a statement; `declares` are those of them that declare the name behind
    them, each with the terminals that may stand in its place. `behind` are the terminals that may follow a terminal:
    some of them only seem so.
    """

    words: dict[str, frozenset[str]]
    phrases: dict[str, str]
    patterns: dict[str, str]
    statements: frozenset[str]
    declares: dict[str, frozenset[str]]
    behind: dict[str, frozenset[str]]

    def of(self, *terminals: str) -> frozenset[str]:
        """The words of terminals."""
        return frozenset[str]().union(*(self.words.get(terminal, ()) for terminal in terminals))

    @property
    def keywords(self) -> frozenset[str]:
        """Every word of the language that can stand alone."""
        return self.of(*self.words)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of Careway's grammar."""
    grammar = data("grammar", "careway.lark").read_text(encoding="utf-8")
    return taken_from(load(grammar, cache_folder()))


def taken_from(table: dict[str, Any]) -> Vocabulary:
    """The vocabulary of a parse table."""
    words: dict[str, frozenset[str]] = {}
    phrases: dict[str, str] = {}
    patterns: dict[str, str] = {}
    for name, kind, value, _ in table["terminals"]:
        listed = _LISTED.fullmatch(value)
        if kind == "str" and value.isalpha():
            words[name] = frozenset((value,))
        elif listed is not None:
            words[name] = frozenset(listed[1].split("|"))
        elif _PHRASE.fullmatch(value) is not None:
            phrases[name] = portable(value)
        else:
            patterns[name] = re.escape(value) if kind == "str" else portable(value)
    # the one terminal that is a word and signs
    times = patterns["TIMES"].removeprefix("(?:").removesuffix(")").split("|")
    words["TIMES"] = frozenset(filter(str.isalpha, times))
    patterns["TIMES"] = f"(?:{'|'.join(sorted(set(times) - words['TIMES']))})"
    states: list[dict[str, int]] = table["states"]
    begins = {kind: after for kind, after in states[table["start"]].items() if kind in words and after >= 0}
    declares = {
        kind: frozenset(states[after])
        for kind, after in begins.items()
        # a name that a comma may follow is one of several that are declared elsewhere
        if states[after].get("NAME", -1) >= 0 and "COMMA" not in states[states[after]["NAME"]]
    }
    return Vocabulary(words, phrases, patterns, frozenset(begins), declares, _behind(states))


def _behind(states: list[dict[str, int]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for state in states:
        for kind, after in state.items():
            if after >= 0:
                found.setdefault(kind, set()).update(states[after])
    return {kind: frozenset(kinds) for kind, kinds in found.items()}


def portable(pattern: str) -> str:
    """A pattern of the grammar such that Python and the engine of editors (Oniguruma) read it alike: they differ in
    what they count as letters, digits and space, and editors see one line at a time."""
    pattern = pattern.replace(r"\s+", f"{BLANK}+").replace(r"\s", f"{_BLANKS}\\n")
    return pattern.replace(r"\b", ENDS).replace(r"\w", _IN_NAMES).replace(r"\d", "[0-9]")
