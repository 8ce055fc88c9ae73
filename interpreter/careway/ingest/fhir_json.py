"""Plain access to FHIR's JSON: whatever is absent or of another form is simply not there. Numbers keep their digits."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from careway.base.diagnostics import Diagnostic
from careway.base.record import record
from careway.base.source import Source, Span
from careway.ingest.chart import Missing, Number, Word, Written
from careway.ingest.document import error
from careway.ingest.moments import Moment, read_moment
from careway.ingest.names import SYSTEMS, Names, shown_code
from careway.ingest.values import UNKNOWN_UNIT, is_known
from careway.model.vocabulary import CodeSystem, Concept

Resource = dict[str, object]


class Digits(str):
    """A number as written, apart from a text."""

    __slots__ = ()


class _TwiceError(Exception):
    pass


class _NotANumberError(Exception):
    pass


def parse(text: str) -> Resource | Diagnostic:
    """The object that a JSON text holds, or what is wrong with it."""
    try:
        found = json.loads(
            text, parse_float=Digits, parse_int=Digits, parse_constant=_constant, object_pairs_hook=_once
        )
    except _TwiceError:
        return error("CW503", "a key stands twice in one place", Span(0, 0))
    except _NotANumberError:
        return error("CW512", "NaN and Infinity are not numbers", Span(0, 0))
    except json.JSONDecodeError as problem:
        return error("CW502", "the text cannot be read as JSON from here", Span(problem.pos, problem.pos + 1))
    except RecursionError:
        return error("CW505", "the file is nested too deeply", Span(0, 0))
    return found if isinstance(found, dict) else error("CW516", "this is not a FHIR bundle", Span(0, 0))


def _constant(_: str) -> object:
    raise _NotANumberError


def _once(pairs: list[tuple[str, object]]) -> Resource:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _TwiceError
            seen.add(key)
    return found


def blank(name: str, text: str, upto: int) -> Source:
    """A source in which places keep their line and column and nothing of the patient can be shown."""
    return Source(name, "".join(one if one == "\n" else " " for one in text[: upto + 1]))


def fields(value: object) -> Resource:
    """The object, or an empty one."""
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[object]:
    """The list, or an empty one."""
    return value if isinstance(value, list) else []


def text(value: object) -> str | None:
    """The text, where there is one."""
    return value.strip() or None if isinstance(value, str) else None


def moment(value: object) -> Moment | None:
    """The date or time, where there is one that can be read."""
    written = text(value)
    found = None if written is None else read_moment(written)
    return found if isinstance(found, Moment) else None


@record
class Coding:
    """A code as a record has it."""

    system: str
    code: str
    display: str


def codings(concept: object) -> list[Coding]:
    """The codes of a CodeableConcept."""
    found = []
    for one in items(fields(concept).get("coding")):
        given = fields(one)
        code = text(given.get("code"))
        if code is not None:
            found.append(Coding(text(given.get("system")) or "", code, text(given.get("display")) or ""))
    return found


def concepts_of(concept: object, names: Names, wanted: Callable[[Concept], bool]) -> list[Concept]:
    """The concepts of the vocabulary that a CodeableConcept stands for, each once."""
    found: dict[str, Concept] = {}
    for coding in codings(concept):
        for one in names.coded(coding.system, coding.code):
            if wanted(one):
                found[one.name] = one
    return list(found.values())


def code_name(concept: object) -> str:
    """A code as the list of unused codes names it; texts and codes of no known system are not shown."""
    given = codings(concept)
    for coding in given:
        system = SYSTEMS.get(coding.system)
        if system is not None:
            return f"{_SYSTEM_NAMES[system]} {shown_code(system, coding.code)}"
    return "a local code" if given else "no code"


def quantity_of(value: object) -> Written | None:
    """The number and unit of a Quantity. Free text in the place of a number, a comparator or a unit is kept from the
    records, because anything may stand there."""
    quantity = fields(value)
    digits = text(quantity.get("value"))
    if digits is None:
        return None
    if not _DIGITS.fullmatch(digits):
        too_long = isinstance(quantity.get("value"), Digits)
        return Missing("its number cannot be read") if too_long else Word("not a number")
    comparator = text(quantity.get("comparator")) or ""
    unit = text(quantity.get("code")) or text(quantity.get("unit"))
    if comparator not in _COMPARATORS:
        return Number("", digits, None, unusable="its comparator is not known")
    if unit is not None and not (is_known(unit) and all(_is_power(run) for run in _LONG_RUN.findall(unit))):
        return Number(comparator, digits, None, unusable=UNKNOWN_UNIT)
    return Number(comparator, digits, unit)


def _is_power(digits: str) -> bool:
    return not digits.strip("0").removeprefix("1")


_DIGITS = re.compile(r"[+-]?\d[\d.]{0,99}(?:[eE][+-]?\d{1,9})?")
_LONG_RUN = re.compile(r"\d{6,}")
_COMPARATORS = ("", "<", "<=", ">", ">=")
_SYSTEM_NAMES = {
    CodeSystem.LOINC: "LOINC",
    CodeSystem.SNOMED: "SNOMED CT",
    CodeSystem.RXNORM: "RxNorm",
    CodeSystem.ATC: "ATC",
    CodeSystem.ICD10: "ICD-10",
}
