"""What of a run is compared with another run of the same patient, and how the two differ.

In: two results. Out: shifts, each of one rule: earlier, later, new, gone, or otherwise. What happened over the whole
course is compared by its dates, what holds at the end as it stands then. Exchanging the two results exchanges earlier
with later and new with gone, and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from enum import Enum

from careway.base.record import record
from careway.evaluate.result import Admission, Kind, Phase, Result, Standing


class Part(Enum):
    """What of an outcome is compared, what weighs most for a patient first."""

    STOPPED = "stopped"
    """The first stop, by whichever rule; the rule is empty."""
    STOP = "stop"
    ELIGIBILITY = "eligibility"
    STEP = "step"
    FINISHED = "finished"
    CAUTION = "caution"
    ADVICE = "advice"
    UNDECIDED = "undecided"
    DUE = "due"
    MISSED = "missed"
    DEVIATION = "deviation"


class How(Enum):
    """How the new outcome differs from the old one."""

    EARLIER = "earlier"
    LATER = "later"
    NEW = "new"
    GONE = "gone"
    OTHER = "otherwise"

    @property
    def mirrored(self) -> How:
        """The same seen from the other side."""
        return _MIRRORED.get(self, self)


_MIRRORED = {How.EARLIER: How.LATER, How.LATER: How.EARLIER, How.NEW: How.GONE, How.GONE: How.NEW}

Key = tuple[Part, str]


@record
class Outcome:
    """What a run says of a patient, as far as it is compared. `dated` holds, for each rule, the dates on which it
    happened; `held` what it says at the end, in words. `begun` is the first date of a step (None: not begun)."""

    begun: str | None
    dated: tuple[tuple[Key, tuple[str, ...]], ...]
    held: tuple[tuple[Key, tuple[str, ...]], ...]


@record
class Shift:
    """One difference between two outcomes: of what, by which rule, how, by how many days (earlier or later; 0: at
    another time of the same day), and both sides in words (empty: nothing)."""

    part: Part
    rule: str
    how: How
    days: int | None
    old: str
    new: str
    follows: bool = False
    """Whether it is no more than follows from another stop: after a stop there are no steps, dates or cautions."""


def outcome(result: Result, names: Mapping[str, str] | None = None) -> Outcome:
    """What a result says, as far as it is compared; `names` are other names for its rules."""
    called = names or {}
    dated: dict[Key, list[str]] = {}
    held: dict[Key, set[str]] = {}

    def happened(part: Part, rule: str, at: str) -> None:
        dated.setdefault((part, called.get(rule, rule)), []).append(at)

    def holds(part: Part, rule: str, text: str) -> None:
        held.setdefault((part, called.get(rule, rule)), set()).add(text)

    for entry in result.log:
        if entry.kind is Kind.STOP:
            happened(Part.STOP, entry.rule, entry.at)
            if (Part.STOPPED, "") not in dated:
                happened(Part.STOPPED, "", entry.at)
                holds(Part.STOPPED, "", called.get(entry.rule, entry.rule))
        elif entry.kind is Kind.CAUTION:
            happened(Part.CAUTION, entry.rule, entry.at)
    for pathway in result.pathways:
        for stay in pathway.stays:
            happened(Part.STEP, stay.step, stay.since)
        if pathway.phase is Phase.FINISHED and pathway.since is not None:
            happened(Part.FINISHED, pathway.pathway, pathway.since)
    for item in result.occasions:
        if item.due:
            happened(Part.DUE, item.rule, item.due)
        if item.standing is Standing.MISSED:
            happened(Part.MISSED, item.rule, item.due)
    if result.eligibility.reasons:
        holds(Part.ELIGIBILITY, "", _ADMISSIONS[result.eligibility.admission])
    for said in result.advice:
        holds(Part.ADVICE, said.rule, said.text)
    for open_ in result.undecided:
        holds(Part.UNDECIDED, open_.rule, open_.what)
    for deviation in result.deviations:
        happened(Part.DEVIATION, deviation.rule, deviation.since)
    begun = min((dates[0] for (part, _), dates in dated.items() if part is Part.STEP), default=None)
    return Outcome(
        begun,
        tuple((key, tuple(sorted(dates))) for key, dates in sorted(dated.items(), key=_by_name)),
        tuple((key, tuple(sorted(texts))) for key, texts in sorted(held.items(), key=_by_name)),
    )


_ADMISSIONS = {
    Admission.ELIGIBLE: "eligible",
    Admission.NOT_ELIGIBLE: "not eligible",
    Admission.UNDECIDED: "cannot decide",
}
_ORDER = {part: place for place, part in enumerate(Part)}
_CAUSES = (Part.STOPPED, Part.STOP, Part.ELIGIBILITY)
_COUNTED = (Part.DUE, Part.MISSED, Part.DEVIATION)
"""Of which there are many in a course: told by their number, not by their first date."""


def _by_name(item: tuple[Key, object]) -> tuple[int, str]:
    (part, rule), _ = item
    return _ORDER[part], rule


def shifts(old: Outcome, new: Outcome) -> tuple[Shift, ...]:
    """How the new outcome differs from the old one, what weighs most first."""
    found = list(_dated(dict(old.dated), dict(new.dated)))
    found += _held(dict(old.held), dict(new.held), {shift.part for shift in found if not shift.rule})
    if any(shift.part is Part.STOPPED for shift in found):
        # Where the protocol itself begins otherwise, that is the cause, and the stop what follows.
        causes = _CAUSES if old.begun == new.begun else (*_CAUSES, Part.STEP)
        found = [replace(one, follows=one.part not in causes) for one in found]
    return tuple(sorted(found, key=lambda shift: (_ORDER[shift.part], shift.rule)))


def _dated(old: Mapping[Key, tuple[str, ...]], new: Mapping[Key, tuple[str, ...]]) -> Iterable[Shift]:
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key, ()), new.get(key, ())
        if before == after:
            continue
        part, rule = key
        if part in _COUNTED:
            yield _counted(part, rule, before, after)
        elif not before or not after:
            yield Shift(part, rule, How.GONE if before else How.NEW, None, _first(before), _first(after))
        elif before[0] != after[0]:
            days = _day(after[0]) - _day(before[0])
            how = How.EARLIER if (days, after[0]) < (0, before[0]) else How.LATER
            yield Shift(part, rule, how, abs(days), before[0], after[0])
        else:
            yield Shift(part, rule, How.OTHER, None, _times(before), _times(after))


def _counted(part: Part, rule: str, old: tuple[str, ...], new: tuple[str, ...]) -> Shift:
    """Dates of which there are many: new ones only, gone ones only, or both."""
    gone, come = [one for one in old if one not in new], [one for one in new if one not in old]
    how = How.OTHER if bool(gone) == bool(come) else How.GONE if gone else How.NEW
    return Shift(part, rule, how, None, _times(old), _times(new))


def _held(old: Mapping[Key, tuple[str, ...]], new: Mapping[Key, tuple[str, ...]], told: set[Part]) -> Iterable[Shift]:
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key, ()), new.get(key, ())
        part, rule = key
        if before != after and part not in told:
            how = How.OTHER if before and after else How.GONE if before else How.NEW
            yield Shift(part, rule, how, None, "; ".join(before), "; ".join(after))


def _first(dates: tuple[str, ...]) -> str:
    return dates[0] if dates else ""


def _times(dates: tuple[str, ...]) -> str:
    """Dates in words: themselves while they are few, else their number and their ends."""
    if len(dates) <= 3:
        return ", ".join(dates)
    return f"{len(dates)} times, {dates[0]} to {dates[-1]}"


def _day(at: str) -> int:
    """The day of a date of the log, which may bear a time of day or be the first of a span."""
    return date.fromisoformat(at[:10]).toordinal()


def telling(every: tuple[Shift, ...]) -> tuple[int, ...]:
    """How telling the differences of a patient are: less is more, so that sorting puts the most telling first."""
    weights = [0] * len(_ORDER)
    for shift in every:
        weights[_ORDER[shift.part]] -= 1000 if shift.how in (How.NEW, How.GONE) else 1 + min(shift.days or 0, 998)
    return tuple(weights)
