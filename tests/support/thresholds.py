"""Each number and each comparison of a guideline's text, changed by one step: what its cases must notice.

A number is changed by one in its last place, up and down; a comparison is made strict or not strict; a rhythm said in a
word (`weekly`) by the smallest change that its phrase allows. What only names or cites is left alone.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum


class Sort(Enum):
    """What is changed."""

    COMPARISON = "comparison"
    QUANTITY = "quantity"
    DURATION = "duration"
    FACTOR = "factor"
    COUNT = "count"
    RHYTHM = "rhythm"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a text: at an offset, one piece of text for another."""

    sort: Sort
    start: int
    old: str
    new: str

    def applied(self, text: str) -> str:
        """The text with the change made."""
        return text[: self.start] + self.new + text[self.start + len(self.old) :]

    def place(self, text: str) -> str:
        """Its line and column, and what is written there instead."""
        column = self.start - text.rfind("\n", 0, self.start)
        return f"{text.count(chr(10), 0, self.start) + 1}:{column} {self.new}"

    def named(self, text: str) -> str:
        """The line that is changed, and how."""
        begin = text.rfind("\n", 0, self.start) + 1
        end = text.find("\n", self.start)
        before, after = text[begin : self.start], text[self.start + len(self.old) : end]
        return f"{text.count(chr(10), 0, self.start) + 1}: {before.lstrip()}{{{self.old} → {self.new}}}{after}"

    def rank(self, text: str) -> str:
        """A place in an order that looks random, and stays the same while the line does."""
        begin = text.rfind("\n", 0, self.start) + 1
        line = text[begin : text.find("\n", self.start)]
        return hashlib.sha256(f"{line}|{self.start - begin}|{self.new}".encode()).hexdigest()


# Texts, comments, citations, codes and what identifies the guideline or a source have no clinical meaning to change,
# and a unit is changed by nobody.
_SILENT = re.compile(
    r'"[^"\n]*"|#[^\n]*|\[[\d, ]+\]|\bcode \w+ \S+|^source \d+|\b(?:version|date) [\d.-]+|\bin \d\S*', re.MULTILINE
)
_PERIOD = r" (?:hour|day|week|month|year)s?\b"
_PART = re.compile(
    r"(?P<comparison>>=|<=|>|<)"
    r"|(?P<rhythm>(?<!times )\b(?:daily|weekly|monthly|twice monthly)\b)"
    r"|(?P<number>(?<![\w.*])\d+(?:\.\d+)?)"
    rf"(?:(?=(?P<duration>{_PERIOD}| to \d+{_PERIOD}))|(?=(?P<factor> ×|/\d))"
    r"|(?=(?P<quantity> to \d| /?[A-Za-z]+/| /?u?[A-Z])))?"
)
_NUMBERS = (Sort.DURATION, Sort.FACTOR, Sort.QUANTITY)
_STRICTER = {">=": ">", "<=": "<", ">": ">=", "<": "<="}
_RHYTHMS = {
    "daily": ("every 2 days", "2 times daily"),
    "weekly": ("every 6 days", "every 8 days"),
    "monthly": ("every 2 months", "twice monthly"),
    "twice monthly": ("monthly", "3 times monthly"),
}


def changes(text: str) -> Iterator[Change]:
    """Every change that a guideline's cases must notice, in the order of the text."""
    speaking = _SILENT.sub(lambda found: " " * len(found.group()), text)
    for found in _PART.finditer(speaking):
        if found["comparison"]:
            yield Change(Sort.COMPARISON, found.start(), found.group(), _STRICTER[found.group()])
        elif found["rhythm"]:
            for new in _RHYTHMS[found.group()]:
                yield Change(Sort.RHYTHM, found.start(), found.group(), new)
        else:
            old = found["number"]
            sort = next((sort for sort in _NUMBERS if found[sort.value]), Sort.COUNT)
            step = Decimal(1).scaleb(-len(old.partition(".")[2]))
            for number in (Decimal(old) - step, Decimal(old) + step):
                if number >= 0:
                    yield Change(sort, found.start(), old, str(number))


def sample(text: str) -> list[Change]:
    """One change of each sort, always the same ones."""
    first: dict[Sort, Change] = {}
    for change in sorted(changes(text), key=lambda change: change.rank(text)):
        first.setdefault(change.sort, change)
    return list(first.values())
