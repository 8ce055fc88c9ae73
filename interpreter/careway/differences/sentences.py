"""For whom something is different, in sentences: `4 patients earlier, by 9 days in the median (2 to 21)`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from careway.differences.change import Change, Sort
from careway.differences.of_patients import Days, ForRule, ForWhom, Group, Refusal
from careway.differences.outcomes import How, Part, Shift
from careway.ir import wording
from careway.model.quantity import show_number

_NAMED = 6
"""So many patients are named; the others are counted."""
_SUBJECTS = {
    Part.STOPPED: "the first stop, by any rule",
    Part.STOP: "stop",
    Part.ELIGIBILITY: "eligibility",
    Part.STEP: "step",
    Part.FINISHED: "end of",
    Part.CAUTION: "caution",
    Part.ADVICE: "advice at the end by",
    Part.UNDECIDED: "cannot decide at the end:",
    Part.DUE: "due dates of",
    Part.MISSED: "missed occasions of",
    Part.DEVIATION: "deviations from",
}
_HOW = {How.EARLIER: "earlier", How.LATER: "later", How.NEW: "newly", How.GONE: "no longer", How.OTHER: "otherwise"}
_OTHERS: Mapping[tuple[Part, How], str] = {
    (Part.STOPPED, How.OTHER): "by another rule on the same day",
    (Part.STOP, How.OTHER): "at other times after the first",
    (Part.STEP, How.OTHER): "at other times after the first",
    (Part.CAUTION, How.OTHER): "at other times after the first",
    (Part.ELIGIBILITY, How.OTHER): "otherwise",
    (Part.ADVICE, How.OTHER): "other advice",
    (Part.DUE, How.NEW): "more dates",
    (Part.DUE, How.GONE): "fewer dates",
    (Part.DUE, How.OTHER): "other dates",
    (Part.MISSED, How.NEW): "more are missed",
    (Part.MISSED, How.GONE): "fewer are missed",
    (Part.MISSED, How.OTHER): "others are missed",
    (Part.DEVIATION, How.NEW): "more",
    (Part.DEVIATION, How.GONE): "fewer",
    (Part.DEVIATION, How.OTHER): "others",
}


def count(number: int, one: str, many: str | None = None) -> str:
    """A number of things: `1 patient`, `4 patients`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def subject(part: Part, rule: str) -> str:
    """What is different: `stop rise_with_symptoms`."""
    return wording.joined(_SUBJECTS[part], rule)


def how(part: Part, way: How) -> str:
    """How it is different: `earlier`, `more dates`."""
    return _OTHERS.get((part, way), _HOW[way])


def by_days(days: Days) -> str:
    """By how many days: `by 9 days in the median (2 to 21)`."""
    if days.most == 0:
        return "on the same day"
    told = "1 day" if days.median == 1 else f"{show_number(days.median)} days"
    if days.least == days.most:
        return f"by {told}"
    return f"by {told} in the median ({days.least} to {days.most})"


def named(patients: Sequence[str]) -> str:
    """Patients by name, as many as can be read."""
    shown = ", ".join(patients[:_NAMED])
    more = len(patients) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def group(part: Part, one: Group, names: bool = True) -> str:
    """Patients who are concerned in the same way."""
    told = f"{count(len(one.patients), 'patient')} {how(part, one.how)}"
    if one.said is not None:
        told += f" ({one.said})"
    if one.days is not None:
        told += f", {by_days(one.days)}"
    return f"{told}: {named(one.patients)}" if names else told


def rule(one: ForRule, names: bool = True) -> str:
    """How a rule's part of the outcome changed, for all who are concerned."""
    return "; ".join(group(one.part, each, names) for each in one.groups)


def headline(found: ForWhom) -> str:
    """The one sentence that says for how many something is different, and for how many a stop."""
    of = f"{len(found.unlike)} of {count(found.compared, 'patient')}"
    if not found.unlike:
        return f"nothing is decided otherwise for any of {count(found.compared, 'patient')}"
    said = f"something is different for {of}"
    stops = next((one for one in found.rules if one.part is Part.STOPPED), None)
    if stops is None:
        return f"{said}; every stop stays as it was"
    return f"{said}; {'; '.join(_stops(each) for each in stops.groups)}"


def _stops(one: Group) -> str:
    number = len(one.patients)
    verb = {
        How.EARLIER: "stops earlier" if number == 1 else "stop earlier",
        How.LATER: "stops later" if number == 1 else "stop later",
        How.NEW: "stops newly" if number == 1 else "stop newly",
        How.GONE: "no longer stops" if number == 1 else "no longer stop",
        How.OTHER: "is stopped by another rule" if number == 1 else "are stopped by another rule",
    }[one.how]
    told = f"{number} {verb}"
    if one.said is not None:
        told += f" ({one.said})"
    return told if one.days is None else f"{told}, {by_days(one.days)}"


def shift(one: Shift) -> str:
    """What is different for one patient: `stop rise_with_symptoms 9 days earlier: 2025-04-20 → 2025-04-11`."""
    ends = f"{one.old or 'none'} → {one.new or 'none'}"
    told = how(one.part, one.how)
    if one.days:
        told = f"{count(one.days, 'day')} {told}"
    return f"{subject(one.part, one.rule)}, {told}: {ends}"


def own(shifts: Sequence[Shift]) -> list[Shift]:
    """What is different for a patient, without what follows from another stop or says the same again."""
    by_rule = {(one.how, one.old, one.new) for one in shifts if one.part is Part.STOP}
    return [
        one
        for one in shifts
        if not one.follows and not (one.part is Part.STOPPED and (one.how, one.old, one.new) in by_rule)
    ]


def following(found: ForWhom) -> str:
    """That more is different which only follows from another stop; empty where nothing does."""
    if not any(one.follows for one in found.rules):
        return ""
    return "What follows from another stop (steps, cautions, advice, dates) is not listed here."


_SORTS = {
    Sort.ADDED: "added",
    Sort.REMOVED: "removed",
    Sort.RENAMED: "renamed",
    Sort.MOVED: "moved",
    Sort.CHANGED: "changed",
}


def change(one: Change) -> str:
    """What became of a rule, in a few words: `stop rise_with_symptoms: changed`."""
    return f"{wording.joined(one.what, one.name)}: {_SORTS[one.sort]}"


def place(one: Change) -> str:
    """Where a change stands in the texts: `line 210`, `line 210, before 208`."""
    if one.new_line is None:
        return f"line {one.old_line} before" if one.old_line is not None else ""
    if one.old_line is None or one.old_line == one.new_line:
        return f"line {one.new_line}"
    return f"line {one.new_line}, before {one.old_line}"


def reaches(one: Change, most: int = 8) -> str:
    """The rules that a change reaches, as many as can be read."""
    if not one.reaches:
        return ""
    more = len(one.reaches) - most
    shown = [*one.reaches[:most], *([f"{more} more"] if more > 0 else [])]
    return f"reaches {wording.several(shown)}"


def refused(refusals: Sequence[Refusal], which: str) -> str:
    """The timelines that one of the two cannot run, and the reasons, each once."""
    reasons = list(dict.fromkeys(one.reason for one in refusals))
    who = named([one.patient or one.file for one in refusals])
    told = f"{count(len(refusals), 'timeline')} cannot be run by the {which} guideline"
    return f"{told} and {_are(len(refusals))} not compared: {who} ({'; '.join(reasons)})"


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def others(found: ForWhom) -> str:
    """The patients of whose records only one of the two can use all."""
    number = len(found.other_records)
    has = "has" if number == 1 else "have"
    return f"{count(number, 'patient')} {has} records that only one of the two can use: {named(found.other_records)}"
