"""For whom two guidelines differ: what is different for each patient, gathered by rule.

In: the patients compared, in any order. Out: for each rule how many are concerned and how, with exact medians and the
patients by name; and the patients themselves, the most telling first. The order of the patients does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from careway.base.record import record
from careway.differences.outcomes import How, Part, Shift, telling
from careway.differences.sides import Compared


@record
class Days:
    """By how many days, over several patients: the median (of an even number the middle of the two), and the ends."""

    median: Fraction
    least: int
    most: int


@record
class Group:
    """The patients for whom a rule speaks otherwise in the same way. `said` is what became what, where that is
    told apart (`eligible → cannot decide`)."""

    how: How
    patients: tuple[str, ...]
    days: Days | None
    said: str | None


@record
class ForRule:
    """How one part of the outcome changed, by one rule (empty: of the whole patient). `follows`: for the patients who
    stop otherwise, from which it follows; they are told apart from all others."""

    part: Part
    rule: str
    follows: bool
    groups: tuple[Group, ...]


@record
class Unlike:
    """A patient for whom something is different."""

    patient: str
    file: str
    shifts: tuple[Shift, ...]


@record
class Refusal:
    """A timeline that one of the two cannot run, and why."""

    patient: str
    file: str
    reason: str


@record
class ForWhom:
    """For whom two guidelines differ. `patients` is how many were asked about, `compared` how many both can run;
    `refused_by_old` and `refused_by_new` are the others; `other_records` those of whose records only one of the two
    can use all."""

    patients: int
    compared: int
    rules: tuple[ForRule, ...]
    unlike: tuple[Unlike, ...]
    refused_by_old: tuple[Refusal, ...]
    refused_by_new: tuple[Refusal, ...]
    other_records: tuple[str, ...]


def for_whom(every: Iterable[Compared]) -> ForWhom:
    """What is different for which patients."""
    patients = sorted(every, key=lambda one: (in_order(one.patient), one.file))
    both = [one for one in patients if one.old_refuses is None and one.new_refuses is None]
    unlike = [Unlike(one.patient, one.file, one.shifts) for one in both if one.shifts]
    unlike.sort(key=lambda one: telling(one.shifts))
    return ForWhom(
        len(patients),
        len(both),
        _by_rule(both),
        tuple(unlike),
        tuple(Refusal(one.patient, one.file, one.old_refuses) for one in patients if one.old_refuses is not None),
        tuple(Refusal(one.patient, one.file, one.new_refuses) for one in patients if one.new_refuses is not None),
        tuple(one.patient for one in both if one.unused),
    )


def in_order(label: str) -> tuple[tuple[int, str], ...]:
    """The order in which a person lists labels: `p2` before `p10`."""
    parts: list[tuple[int, str]] = []
    digits = ""
    for character in [*label, ""]:
        if character.isascii() and character.isdigit():
            digits += character
            continue
        if digits:
            parts.append((int(digits[:100]), digits))
            digits = ""
        parts.append((-1, character))
    return tuple(parts)


def _by_rule(patients: Sequence[Compared]) -> tuple[ForRule, ...]:
    found: dict[tuple[Part, str, bool], dict[tuple[How, str], list[tuple[str, int | None]]]] = {}
    for one in patients:
        for shift in one.shifts:
            groups = found.setdefault((shift.part, shift.rule, shift.follows), {})
            groups.setdefault((shift.how, _said(shift)), []).append((one.patient, shift.days))
    order = {part: place for place, part in enumerate(Part)}
    return tuple(
        ForRule(part, rule, follows, _groups(groups))
        for (part, rule, follows), groups in sorted(
            found.items(), key=lambda item: (item[0][2], order[item[0][0]], item[0][1])
        )
    )


def _said(shift: Shift) -> str:
    """What became what, of the few parts where a patient's own course does not stand in it."""
    apart = shift.part is Part.ELIGIBILITY or (shift.part is Part.STOPPED and shift.how is How.OTHER)
    return f"{shift.old or 'no rule'} → {shift.new or 'no rule'}" if apart else ""


def _groups(groups: dict[tuple[How, str], list[tuple[str, int | None]]]) -> tuple[Group, ...]:
    order = {how: place for place, how in enumerate(How)}
    return tuple(
        Group(how, tuple(label for label, _ in members), spread(days for _, days in members), said or None)
        for (how, said), members in sorted(groups.items(), key=lambda item: (order[item[0][0]], item[0][1]))
    )


def spread(days: Iterable[int | None]) -> Days | None:
    """The median and the ends of the numbers of days that are known; None where none is."""
    ordered = sorted(one for one in days if one is not None)
    if not ordered:
        return None
    middle = len(ordered) // 2
    median = Fraction(ordered[middle]) if len(ordered) % 2 else Fraction(ordered[middle - 1] + ordered[middle], 2)
    return Days(median, ordered[0], ordered[-1])
