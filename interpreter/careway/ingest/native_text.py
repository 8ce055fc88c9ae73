"""Records to Careway's own form as text: what `native` reads, written one line an encounter.

In: what is said of one patient, each record with its texts as they are to stand. Out: YAML, and reading it back gives
those records. Records of one time share a line; one that corrects another has a line of its own, below the record that
it corrects, so that a reader sees what was known first.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from careway.base.record import record

_PLAIN = re.compile(r"[A-Za-z0-9_<.+](?:[A-Za-z0-9_<>=.+*/%()^ -]|(?<=[0-9]):(?=[0-9]))*", re.ASCII)
"""What may stand in a line of YAML without quotes."""
_ABOVE = re.compile(r">=? ?[0-9][0-9.]* ?[A-Za-z%/][A-Za-z0-9*/%^]*", re.ASCII)
"""A result that begins with a sign of YAML's own, which the reader of timelines takes as a clinician writes it."""
_NULLS = ("", "~", "null")


@record
class Said:
    """One record. `concept` is a name of the vocabulary, or a group of which `absent` or `not taken` is said; `value`,
    `range` and all times are written as docs/timelines.md has them. `id` holds no `/`."""

    at: str
    concept: str
    value: str
    range: str | None = None
    until: str | None = None
    known: str | None = None
    id: str | None = None
    status: str | None = None
    corrects: str | None = None


@record
class Retracted:
    """The record of that id was entered in error, which was found `at` that time (or `known` later)."""

    at: str
    retracts: str
    known: str | None = None


@record
class Overridden:
    """A rule of the guideline was not followed, for a reason."""

    at: str
    rule: str
    reason: str
    known: str | None = None


@record
class Written:
    """All that is said of one patient. The order of the records carries no meaning; `patient` is a pseudonym, `note` a
    remark that stands above the records."""

    patient: str
    records: tuple[Said, ...]
    born: str | None = None
    sex: str | None = None
    zone: str | None = None
    population: str | None = None
    died: str | None = None
    retractions: tuple[Retracted, ...] = ()
    overrides: tuple[Overridden, ...] = ()
    note: str | None = None


def native_text(written: Written) -> str:
    """The YAML text of what is said of one patient, its events in the order of their times.

    There must be at least one record, retraction or override: a timeline without any cannot be read.
    """
    lines = [f"# {line}".rstrip() for line in (written.note or "").splitlines()]
    top = (
        ("patient", written.patient),
        ("born", written.born),
        ("died", written.died),
        ("sex", written.sex),
        ("zone", written.zone),
        ("set", written.population),
    )
    lines += [f"{key}: {scalar(value)}" for key, value in top if value is not None]
    lines.append("events:")
    lines += [f"  - {line}" for line in event_lines(written)]
    return "\n".join(lines) + "\n"


def event_lines(written: Written) -> list[str]:
    """The events of a patient, each as one line of YAML without the dash before it, in the order of their times."""
    found = [(key[0], 0, key[1] or "", _encounter(key, records)) for key, records in _encounters(written.records)]
    found += [
        (said.at, 1, said.known or "", _line(_texts(at=said.at, known=said.known, retracts=said.retracts)))
        for said in written.retractions
    ]
    found += [
        (one.at, 2, one.known or "", _line(_texts(at=one.at, known=one.known, override=one.rule, reason=one.reason)))
        for one in written.overrides
    ]
    return [line for *_, line in sorted(found, key=lambda one: one[:3])]


def scalar(text: str) -> str:
    """A text as YAML: as it is where that is safe, in quotes where not."""
    if text.lower() not in _NULLS and not text.endswith(" ") and (_PLAIN.fullmatch(text) or _ABOVE.fullmatch(text)):
        return text
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


Key = tuple[str, str | None, str | None, int]
"""What the records of one line share: when they happened, when they became known, what they correct, and how often
each name was said of that time before, as a line says a name only once."""


def _encounters(records: Iterable[Said]) -> Iterable[tuple[Key, list[Said]]]:
    """The records that share a line."""
    lines: dict[Key, list[Said]] = {}
    numbers: Counter[tuple[str, str | None, str | None, str]] = Counter()
    for said in records:
        shared = (said.at, said.known, said.corrects)
        lines.setdefault((*shared, numbers[*shared, said.concept]), []).append(said)
        numbers[*shared, said.concept] += 1
    return lines.items()


def _encounter(key: Key, records: Iterable[Said]) -> str:
    at, known, corrects, _ = key
    return _line([*_texts(at=at, known=known, corrects=corrects), *((said.concept, _value(said)) for said in records)])


def _value(said: Said) -> str:
    """The value of a record as YAML, at length where more than its value is said."""
    more = _texts(range=said.range, until=said.until, status=said.status, id=said.id)
    return scalar(said.value) if not more else _line([*_texts(value=said.value), *more])


def _texts(**texts: str | None) -> list[tuple[str, str]]:
    return [(key, scalar(text)) for key, text in texts.items() if text is not None]


def _line(pairs: Iterable[tuple[str, str]]) -> str:
    return "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"
