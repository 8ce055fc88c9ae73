"""What may be written at a place: words of the language by where the parser stands, names by what fits, units by what
is measured. What the checker would refuse is left out where the words before tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from careway.base.record import record
from careway.base.source import Span
from careway.check.scope import Sort
from careway.desk.before import Before
from careway.desk.fitting import fitting
from careway.desk.saying import may_be_said
from careway.desk.units import units
from careway.desk.view import View
from careway.model.vocabulary import Kind
from careway.syntax.clauses import OWN_CLAUSES
from careway.syntax.standing import Standing, standing
from careway.syntax.table import table

_CLAUSE = re.compile(r"(?m)^[^\S\n]+(\w+)")
_WORD = re.compile(r"[^\W\d]\w*\Z|\Z")
_WHOLE_WORD = re.compile(r"\A\w*")
_UNIT = re.compile(r"(?:(?<![\w.])\d+(?:\.\d+)?[ ]?|\bin[ ]+)([^\s,()\"#\d][^\s,()\"#]*)?\Z")
_PHRASES = {"FIRST_TIME": "first time", "ON_OR_BEFORE": "on or before", "ON_OR_AFTER": "on or after"}
_PERIODS = ("day", "week", "month", "year", "hour", "minute")
_LONGEST_PHRASE, _FEW = 4, 3
_COMPARING = frozenset(("COMPARISON", "EQUALS", "PLUS", "MINUS", "TIMES", "SLASH"))
_KINDS = {kind.value: kind for kind in Kind}
_ONCE = {
    **dict.fromkeys(("title", "disclaimer", "version", "status", "date", "effective"), ("guideline",)),
    **dict.fromkeys(("by", "in", "indirect", "url"), ("source",)),
    **dict.fromkeys(("molar", "plausible", "current", "absent", "worse", "values"), tuple(kind.value for kind in Kind)),
}
"""Clauses that may stand but once in their statement."""
_CLAUSE_KINDS = {
    "normal": (Kind.LAB, Kind.VITAL),
    "molar": (Kind.LAB, Kind.VITAL, Kind.DRUG),
    "plausible": (Kind.LAB, Kind.VITAL, Kind.DRUG),
    "worse": (Kind.LAB, Kind.VITAL),
    "values": (Kind.TEST, Kind.QUESTION),
    "in": (Kind.LAB, Kind.VITAL, Kind.DRUG),
    "absent": (Kind.DRUG, Kind.SYMPTOM, Kind.CONDITION),
}


class What(Enum):
    """What is offered."""

    WORD = "word of the language"
    NAME = "name"
    VALUE = "one of a few words"
    UNIT = "unit"


@record
class Offer:
    """Something that may be written, and what it is in a few words; `sort` where it is a name."""

    text: str
    what: What
    detail: str
    sort: Sort | None = None


@record
class Offers:
    """What may stand in the place of `span`, which holds what is written of it so far; the likeliest first."""

    span: Span
    offers: tuple[Offer, ...]


def completion(view: View, offset: int) -> Offers:
    """What may be written at an offset."""
    text = view.text
    line = text[text.rfind("\n", 0, offset) + 1 : offset]
    nothing = Offers(Span(offset, offset), ())
    if _in_text_or_comment(line):
        return nothing
    measured = _UNIT.search(line)
    if measured is not None:
        written = measured.group(1) or ""
        if not written and not line[-1:].isspace():
            return nothing
        found = _measured(view, Span(offset - len(written), offset))
        if found is not None:
            return found
    word = _WORD.search(line)
    written = "" if word is None else word.group()
    if line[: len(line) - len(written)][-1:].isdigit():
        return nothing
    place = Span(offset - len(written), offset)
    here = _standing(view, place.start)
    if here is None:
        return nothing
    return Offers(place, tuple({one.text: one for one in _offers(view, here, place.start)}.values()))


def _measured(view: View, place: Span) -> Offers | None:
    """Units of what is measured, and of time, behind a number; `None` where none may stand."""
    here = _standing(view, place.start)
    if here is None or not here.expected & {"UNIT", "TIME_UNIT"}:
        return None
    before = Before(view.checking, here.pieces)
    offers: list[Offer] = []
    subject = before.subject() if before.kind(2) in _COMPARING else None
    compared = subject is not None and (subject.unit is not None or subject.concept is not None)
    if "UNIT" in here.expected:
        offers += [Offer(unit, What.UNIT, detail) for unit, detail in units(before)]
    if "TIME_UNIT" in here.expected and not compared and before.dosed() is None:
        offers += [Offer(one, What.UNIT, "length of time") for one in _periods(before)]
    offers += _words(view, here, before, place.start) if before.kind(1) == "NUMBER" else ()
    return Offers(place, tuple({one.text: one for one in offers}.values()))


def _periods(before: Before) -> tuple[str, ...]:
    return _PERIODS if before.text(1) == "1" else tuple(f"{period}s" for period in _PERIODS)


def _offers(view: View, here: Standing, place: int) -> Iterator[Offer]:
    before = Before(view.checking, here.pieces, _following(view.text, place))
    begins_line = _begins_line(view.text, place)
    words = list(_words(view, here, before, place))
    names: list[Offer] = []
    if "NAME" in here.expected or _cites(here):
        for fit in fitting(before):
            if fit.declaration is None:
                names.append(Offer(fit.text, What.VALUE, fit.detail))
            else:
                names.append(Offer(fit.text, What.NAME, fit.detail, fit.declaration.sort))
    yield from [*words, *names] if begins_line else [*names, *words]


def _cites(here: Standing) -> bool:
    return bool(here.pieces) and "NUMBER" in here.expected and here.pieces[-1].text in ("[", ",")


# --- words of the language -------------------------------------------------------------------------------------------


def _words(view: View, here: Standing, before: Before, place: int) -> Iterator[Offer]:
    begins_line = _begins_line(view.text, place)
    own = OWN_CLAUSES.get(before.statement, frozenset())
    given = _given(view, _statement(view, place) or 0, place, before.statement) if begins_line else set()
    kind_of_concept = _KINDS.get(before.statement)
    listed: list[tuple[bool, str]] = []
    for kind in sorted(here.expected - {"TIME_UNIT"}):
        if not may_be_said(before, kind):
            continue
        for word in here.words_of(kind) or ((_PHRASES[kind],) if kind in _PHRASES else ()):
            if not word.replace(" ", "").isalpha() or word == "x" or word in given:
                continue
            if kind_of_concept is not None and kind_of_concept not in _CLAUSE_KINDS.get(word, tuple(Kind)):
                continue
            # a clause usually begins a line, and what goes on with a clause usually does not
            last = (word in own) is not begins_line and word != "when"
            listed += [(last, phrase) for phrase in ([word] if kind in _PHRASES else _phrases(here, kind, word))]
    for last, phrase in sorted(listed, key=lambda one: (one[0], one[1].casefold())):
        yield Offer(phrase, What.WORD, "" if last is begins_line else "clause" if begins_line else "")


def _phrases(here: Standing, kind: str, word: str, length: int = 1, branched: bool = False) -> list[str]:
    """A word, with those that can only be the next ones (`absent unless recorded`), or each of a few (`at least`)."""
    following = here.and_then(kind)
    if following is None or length == _LONGEST_PHRASE:
        return [word]
    nexts = [(kind, following.words_of(kind)) for kind in sorted(following.expected)]
    plain = all(len(words) == 1 and words[0].isalpha() for _, words in nexts)
    if not plain or len(nexts) > (1 if branched or length > 1 else _FEW):
        return [word]
    branches = branched or len(nexts) > 1
    rests = (_phrases(following, kind, words[0], length + 1, branches) for kind, words in nexts)
    return [f"{word} {rest}" for found in rests for rest in found]


def _given(view: View, start: int, place: int, statement: str) -> set[str]:
    """The clauses that the statement already has, on other lines than that of the place, and may have but once."""
    chunk = next((one for one in view.chunks if one.span.start == start), None)
    end = start if chunk is None else chunk.span.end
    clauses = (match for match in _CLAUSE.finditer(view.text, start, end) if match.start(1) != place)
    return {match.group(1) for match in clauses if statement in _ONCE.get(match.group(1), ())}


# --- where -----------------------------------------------------------------------------------------------------------


def _statement(view: View, offset: int) -> int | None:
    """Where the statement begins that an offset is in; the offset itself at the left margin, where one may begin."""
    if offset == 0 or view.text[offset - 1] == "\n":
        return offset
    return next((chunk.span.start for chunk in reversed(view.chunks) if chunk.span.start < offset), None)


def _standing(view: View, offset: int) -> Standing | None:
    """Where the parser stands at an offset; `None` where what is being written has a mistake before it."""
    start = _statement(view, offset)
    return None if start is None else standing(table(), view.text[start:offset])


def _following(text: str, place: int) -> str:
    """The rest of the line behind the word at a place."""
    end = text.find("\n", place)
    rest = text[place:] if end < 0 else text[place:end]
    return _WHOLE_WORD.sub("", rest, count=1).strip()


def _begins_line(text: str, offset: int) -> bool:
    return not text[text.rfind("\n", 0, offset) + 1 : offset].strip(" \t")


def _in_text_or_comment(line: str) -> bool:
    outside = True
    for character in line:
        if character == '"':
            outside = not outside
        elif character == "#" and outside:
            return True
    return not outside
