"""The value of one record in its concept's unit: which unit was meant, the exact conversion, and what is refused.

A unit is never assumed. A text that may stand for two units (`Mg/dL`: megagram or milligram?) is used only where
exactly one of them measures what the concept measures. A drug whose dose cannot be read is taken at an unknown dose:
it is never left out, and never 0.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import assert_never

from careway.base.record import record
from careway.ingest.chart import Limits, Missing, Number, Word, Written
from careway.model.conversion import By, linear
from careway.model.quantity import Span, exactly, show, show_number
from careway.model.timeline import Answer, Dose, Finding, Measured, NoValue, Off, Presence, Value
from careway.model.units import aliases, kind_of, parse_unit
from careway.model.vocabulary import Concept, Kind

_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,30})?(?:[eE][+-]?\d)?")
_WRITTEN = re.compile(
    r"(<=|>=|<|>|≤|≥)?\s*([+-]?\d[\d.]*(?:[eE][+-]?\d+)?)(?:\s*(?:to|-|–)\s*(\d[\d.]*))?\s*(.*)", re.DOTALL
)
_GOES_ON = re.compile(r",?\d[\d.,]*")
_POWER_OF_TEN = re.compile(r"10[*^Ee(³⁶⁹]")
_COMPARATORS = {"≤": "<=", "≥": ">="}

OFF_WORDS = ("stopped", "held", "paused", "not taken")
"""What a timeline says of a drug that is not taken from then on."""
TAKEN = "taken"
UNKNOWN_DOSE = "dose not known"
UNKNOWN_UNIT = "its unit is not one that is known"
_ANNOTATION = re.compile(r"\{[^{}]*\}?")
_COUNTED = frozenset(
    ("tablet", "tablets", "tab", "tbl", "capsule", "capsules", "cap", "dose", "doses", "puff", "drop", "drops",
     "ampule", "patch", "spray", "unit", "units", "inr", "ratio", "score", "count", "cell", "cells", "rbc", "wbc")
)  # fmt: skip
"""What annotations of units (`{tablet}`) may say to be shown."""
_PRESENT = {"present": Presence.PRESENT, "yes": Presence.PRESENT, "absent": Presence.ABSENT, "no": Presence.ABSENT}
_EMPTY = ("", "null", "~", "no value")


@record
class Reading:
    """How a number in a written unit becomes one in the concept's: times `factor`, plus `shift`. `note` says what was
    read or converted, where that was more than nothing."""

    factor: Fraction
    shift: Fraction = Fraction(0)
    note: str | None = None


@record
class Used:
    """A value that can be used, with remarks on how it was read."""

    value: Value
    notes: tuple[str, ...] = ()


@record
class Unusable:
    """Why a value cannot be used."""

    reason: str


def write_down(text: str) -> Written:
    """Splits a written value into its number and unit, where it has these."""
    text = text.strip()
    if text.lower() in _EMPTY:
        return Missing("reported without a value")
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return Word(text)
    comparator, digits, until, unit = match.groups()
    # `1 500 /uL` and `1,5 mg/dL` are numbers that went on: they are kept whole, to be refused as they stand.
    more = None if until is not None or _POWER_OF_TEN.match(unit) or unit.startswith("1/") else _GOES_ON.match(unit)
    if more is not None:
        digits, unit = f"{digits}{'' if unit[0] == ',' else ' '}{more[0]}", unit[more.end() :]
    return Number(_COMPARATORS.get(comparator, comparator or ""), digits, unit.strip() or None, until)


def as_shown(value: Written) -> str:
    """A value as the report shows it: `>1000 U/L`; nothing for a text, which might say more than it should."""
    if not isinstance(value, Number):
        return ""
    shown = None if value.unit in (None, "1") else shown_unit(value.unit or "")
    return f"{_amount(value)}{'' if shown is None else f' {shown}'}"


def shown_unit(unit: str) -> str | None:
    """A unit as a message may repeat it: without annotations that could say anything, and not at all where it is a
    text of several words or a long one."""
    if (any(character.isspace() for character in unit) or len(unit) > 20) and not is_known(unit):
        return None
    return _ANNOTATION.sub(lambda found: found[0] if found[0][1:-1].lower() in _COUNTED else "{…}", unit[:40])


def is_known(unit: str) -> bool:
    """Whether a text is a unit: one of UCUM, or another spelling of one."""
    return parse_unit(unit) is not None or bool(aliases(unit))


def _amount(value: Number) -> str:
    digits = value.digits if len(value.digits) <= 24 else f"{value.digits[:24]}…"
    return f"{value.comparator}{digits}{f' to {value.until}' if value.until else ''}"


def read_value(written: Written, concept: Concept, limits: Limits | None = None) -> Used | Unusable:
    """The value of a record of that concept, or why it cannot be used."""
    match concept.kind:
        case Kind.LAB | Kind.VITAL:
            return _result(written, concept, limits)
        case Kind.DRUG:
            return _dose(written, concept)
        case Kind.SYMPTOM | Kind.CONDITION:
            presence = _PRESENT.get(written.text.lower()) if isinstance(written, Word) else None
            return Unusable("write present or absent") if presence is None else Used(Finding(presence))
        case Kind.TEST | Kind.QUESTION:
            return _answer(written, concept)


def reading(unit: str | None, concept: Concept) -> Reading | str:
    """How a number in that unit is read for that concept, or the reason in words why it cannot be."""
    target = concept.unit or "1"
    if unit is None:
        if target == "1":
            return Reading(Fraction(1))
        return f"it has no unit: write it, for example {concept.name}: 31 {target}"
    if unit == target:
        return Reading(Fraction(1))
    found: dict[tuple[Fraction, Fraction], Reading] = {}
    for candidate in _candidates(unit, target):
        one = _convert(candidate, concept, target)
        if one is not None:
            said = one.note
            if parse_unit(unit) is None or candidate != unit:
                said = f"{shown_unit(unit)} read as {shown_unit(candidate)}" + (
                    f", {said.removeprefix(f'{shown_unit(candidate)} ')}" if said else ""
                )
            found.setdefault((one.factor, one.shift), Reading(one.factor, one.shift, said))
    if len(found) == 1:
        return next(iter(found.values()))
    shown = shown_unit(unit)
    if found:
        return f"the unit {shown} can be read in two ways: write {target}"
    if shown is None:
        return f"{UNKNOWN_UNIT}: {concept.name} is in {target}"
    if not is_known(unit):
        return f"the unit {shown} is not known: {concept.name} is in {target}"
    return f"{shown} does not measure what {concept.name} measures, which is in {target} ({kind_of(target)})"


def _candidates(unit: str, target: str) -> list[str]:
    found = [unit, *aliases(unit)]
    if kind_of(target) == "temperature" and unit in ("C", "F"):
        found = ["Cel" if unit == "C" else "[degF]"]
    return [candidate for candidate in dict.fromkeys(found) if parse_unit(candidate) is not None]


def _convert(unit: str, concept: Concept, target: str) -> Reading | None:
    found = linear(unit, target, concept.molar_mass)
    if found is None:
        return None
    match found.by:
        case By.UNIT:
            same = found.factor == 1 and found.shift == 0
            note = None if same else f"converted to {target}"
        case By.ENZYME:
            note = f"{shown_unit(unit)} read as {shown_unit(found.read_as or '')}: enzyme activity"
        case By.MOLAR_MASS:
            note = f"converted to {target} by the molar mass {concept.molar_mass}"
        case _:
            assert_never(found.by)
    return Reading(found.factor, found.shift, note)


def _number(digits: str) -> Fraction | None:
    return Fraction(digits) if _NUMBER.fullmatch(digits) else None


def _malformed(written: Number) -> str | None:
    if written.unusable is not None:
        return written.unusable
    if "," in written.digits:
        return "write the number with a decimal point and without separators: 1.5, 1500"
    if " " in written.digits:
        return "write the number without spaces: 1500"
    if _number(written.digits) is None:
        return "its number cannot be read: write it in plain decimals, with at most 15 digits before the point"
    return None


def _result(written: Written, concept: Concept, limits: Limits | None) -> Used | Unusable:
    if isinstance(written, Missing):
        return Used(NoValue(written.reason))
    if isinstance(written, Word):
        if any(character.isdigit() for character in written.text):
            return Unusable(f"it is not a number with a unit: write it as 31 {concept.unit or '1'}")
        return Used(NoValue("reported in words"), ("reported in words: counts as a result without a value",))
    wrong = _malformed(written)
    if wrong is None and written.until is not None:
        wrong = "a result is one number, not a range of two"
    read = reading(written.unit, concept)
    if wrong is not None or isinstance(read, str):
        return Unusable(wrong if wrong is not None else str(read))
    number = _number(written.digits)
    assert number is not None
    value = number * read.factor + read.shift
    floor = Fraction(0) if concept.kind is Kind.LAB and not (concept.plausible and concept.plausible[0] < 0) else None
    if floor is not None and value < floor:
        return Unusable("a negative result is not possible")
    span = _span(written.comparator, value, floor)
    if concept.plausible is not None:
        low, high = concept.plausible
        below = span.high is not None and (span.high < low or (span.high == low and span.high_open))
        above = span.low is not None and (span.low > high or (span.low == high and span.low_open))
        if below or above:
            unit = concept.unit or "1"
            return Unusable(f"it lies outside what is plausible ({show_number(low)} to {show(high, unit)})")
    notes = () if read.note is None else (read.note,)
    own_low, own_high, remark = _limits(limits, concept, written.unit)
    if remark is not None:
        notes = (*notes, remark)
    return Used(Measured(span, as_shown(written), own_low, own_high), notes)


def _span(comparator: str, value: Fraction, floor: Fraction | None) -> Span:
    match comparator:
        case "<":
            return Span(floor, value, high_open=True) if value != floor else Span(None, value, high_open=True)
        case "<=":
            return Span(floor, value)
        case ">":
            return Span(value, None, low_open=True)
        case ">=":
            return Span(value, None)
        case _:
            return exactly(value)


def _limits(
    limits: Limits | None, concept: Concept, unit: str | None
) -> tuple[Fraction | None, Fraction | None, str | None]:
    """The reference range of a result in the concept's unit, and why one that it brings is not used."""
    if limits is None:
        return None, None, None
    if limits.note is not None:
        return None, None, f"reference range not used: {limits.note}"
    ends: list[Fraction | None] = []
    for end in (limits.low, limits.high):
        if end is None:
            ends.append(None)
            continue
        number = _number(end.digits)
        read = reading(end.unit if end.unit is not None else unit, concept)
        if number is None or isinstance(read, str) or end.comparator or end.unusable is not None:
            return None, None, "reference range not used: it cannot be read"
        ends.append(number * read.factor + read.shift)
    low, high = ends
    if low is not None and high is not None and low >= high:
        return None, None, "reference range not used: its low limit is not below its high limit"
    if high is not None and high <= 0 and concept.kind is Kind.LAB:
        return None, None, "reference range not used: its high limit is not above 0"
    return low, high, None


def read_limits(text: str) -> Limits:
    """A reference range as written: `10 to 40 U/L`, `up to 40 U/L`, `from 10 U/L`."""
    plain = text.strip()
    for opening, is_high in (("up to", True), ("<=", True), ("≤", True), ("<", True), ("from", False), (">=", False)):
        if plain.startswith(opening):
            end = write_down(plain[len(opening) :])
            if isinstance(end, Number) and end.until is None and not end.comparator:
                return Limits(high=end) if is_high else Limits(low=end)
            return Limits(note="it cannot be read")
    both = write_down(plain)
    if isinstance(both, Number) and both.until is not None and not both.comparator:
        return Limits(Number("", both.digits, both.unit), Number("", both.until, both.unit))
    return Limits(note="write it as 10 to 40 U/L, up to 40 U/L or from 10 U/L")


def _dose(written: Written, concept: Concept) -> Used | Unusable:
    if isinstance(written, Missing):
        return Used(Dose(None, UNKNOWN_DOSE))
    if isinstance(written, Word):
        word = written.text.lower()
        if word in OFF_WORDS or word == "absent":
            return Used(Off("not taken" if word == "absent" else word))
        if word in (TAKEN, "present"):
            return Used(Dose(None, UNKNOWN_DOSE))
        return Unusable(f"write a dose as 50 {concept.unit}, or taken, stopped, held or paused")
    shown = as_shown(written)
    wrong = _malformed(written)
    low = _number(written.digits)
    high = low if written.until is None else _number(written.until)
    if wrong is None and low is not None and low < 0:
        return Unusable("a negative dose is not possible")
    read = reading(written.unit, concept)
    if wrong is not None or low is None or high is None or isinstance(read, str) or high < low:
        why = wrong if wrong is not None else read if isinstance(read, str) else "its number cannot be read"
        legible = written.unusable is None and (written.unit is None or shown_unit(written.unit) is not None)
        return Used(Dose(None, shown if legible else UNKNOWN_DOSE), (f"taken, but the dose is not known: {why}",))
    notes = () if read.note is None else (read.note,)
    if read.factor == 1 and concept.unit is not None:
        shown = as_shown(replace(written, unit=concept.unit))
    if high == 0 and not written.comparator:
        return Used(Off(shown), notes)
    if written.until is not None:
        return Used(Dose(Span(low * read.factor, high * read.factor), shown), notes)
    return Used(Dose(_span(written.comparator, low * read.factor, Fraction(0)), shown), notes)


def _answer(written: Written, concept: Concept) -> Used | Unusable:
    if isinstance(written, Missing):
        return Used(NoValue(written.reason))
    # An answer may begin with a number (`3 or more`): then what stands after it is no unit.
    text = written.text if isinstance(written, Word) else f"{_amount(written)} {written.unit or ''}".strip()
    wanted = _folded(text)
    for value in concept.values:
        if _folded(value) == wanted:
            return Used(Answer(value))
    if not concept.values:
        return Used(Answer(text))
    return Unusable(f"its value is not one of {', '.join(concept.values)}")


def _folded(text: str) -> str:
    return "_".join(text.casefold().replace("-", " ").replace("_", " ").split())
