"""A comparison as Markdown for a pull request: a table by rule, then the patients.

It stays below what GitHub takes as one comment (65,536 characters): a list that would not fit is cut, and how much was
left out is said. No text of a guideline or timeline can become markup or a mention.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from careway.base.rendering import visible
from careway.differences import sentences
from careway.differences.change import Change
from careway.differences.document import Compared, Difference, asked
from careway.differences.of_patients import ForWhom, Refusal, Unlike

MOST = 60_000
_PATIENTS = 20
_SHIFTS = 6
_LONGEST = 600
"""Characters of one cell."""
_SPACE = re.compile(r"\s+")
_QUOTED = re.compile(r"`([^`]*)`")
_MARKS = str.maketrans(
    {one: f"\\{one}" for one in "\\|*_[]#~"} | {"<": "&lt;", ">": "&gt;", "@": "&#64;", "&": "&amp;"}
)


def markdown(found: Difference) -> str:
    """The whole comparison."""
    text = _Text()
    text.add(f"### {_name(found.old)} → {_name(found.new)}", "")
    if not found.differs:
        text.add("Nothing that runs has changed.", "")
    if found.changes:
        text.add("#### By rule", "")
        text.table(("rule", "what changed"), (_change(one) for one in found.changes))
    if found.for_whom is not None:
        _patients(found.for_whom, asked(found.patients), text)
    if found.wording:
        text.add("<details><summary>Wording only</summary>", "")
        text.table(("of", "what reads differently"), (_change(one) for one in found.wording))
        text.add("</details>", "")
    return "\n".join(text.lines).rstrip() + "\n"


class _Text:
    """Lines, as many as there is room for."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.length = 0

    def add(self, *lines: str) -> None:
        self.lines += lines
        self.length += sum(len(line) + 1 for line in lines)

    def table(self, heading: Sequence[str], rows: Iterable[Sequence[str]], most: int = 10_000) -> None:
        every = [f"| {' | '.join(row)} |" for row in rows]
        self.add(f"| {' | '.join(heading)} |", "|" + "---|" * len(heading))
        for place, row in enumerate(every):
            if place >= most or self.length + len(row) > MOST - 200:
                self.add("", f"… and {len(every) - place} more.")
                break
            self.add(row)
        self.add("")


def _name(one: Compared) -> str:
    population = f" with {one.population}" if one.population is not None else ""
    return f"{_plain(one.name)} ({_plain(one.version)}){_plain(population)}"


def _change(one: Change) -> tuple[str, str]:
    head = f"{_plain(one.what)}{f' **{_plain(one.name)}**' if one.name else ''}"
    said = [one.sort.value] if one.sort.value != "changed" else []
    said += list(one.sentences)
    reaches = sentences.reaches(one)
    return head, _cell("; ".join([*said, *([reaches] if reaches else [])]))


def _patients(found: ForWhom, who: str, text: _Text) -> None:
    text.add("#### For whom", "", f"{_cell(sentences.headline(found))} ({_plain(who)}).", "")
    if found.rules:
        rows = (
            (_plain(sentences.subject(one.part, one.rule)), _cell(sentences.rule(one, names=False)))
            for one in found.rules
            if not one.follows
        )
        text.table(("what", "how many"), rows)
        text.table(("patient", "what is different"), (_unlike(one) for one in found.unlike), _PATIENTS)
    if sentences.following(found):
        text.add(sentences.following(found), "")
    for refusals, which in ((found.refused_by_old, "old"), (found.refused_by_new, "new")):
        if refusals:
            text.add(f"{_refused(refusals, which)}", "")
    if found.other_records:
        text.add(f"{_plain(sentences.others(found))}", "")


def _unlike(one: Unlike) -> tuple[str, str]:
    own = sentences.own(one.shifts)
    told = [sentences.shift(shift) for shift in own[:_SHIFTS]]
    more = len(own) - len(told)
    return _plain(one.patient), _cell("; ".join([*told, *([f"{more} more"] if more > 0 else [])]))


def _refused(refusals: Sequence[Refusal], which: str) -> str:
    return _cell(sentences.refused(refusals, which))


def _cell(text: str) -> str:
    """A sentence in a cell: what is quoted as code, the rest as it is, without markup."""
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …"
    if short.count("`") % 2:
        short += "`"
    parts = _QUOTED.split(short)
    return "".join(_code(part) if place % 2 else _plain(part) for place, part in enumerate(parts))


def _code(text: str) -> str:
    """A part of a rule as code, in which only the sign that ends a cell must be marked."""
    return f"`{visible(' '.join(text.split())).replace('|', chr(92) + '|')}`" if text.strip() else ""


def _plain(text: str) -> str:
    return visible(_SPACE.sub(" ", text)).translate(_MARKS)
