"""How decisions move under disturbances, in the sentences of a report."""

from __future__ import annotations

from collections.abc import Sequence

from careway.differences import sentences
from careway.differences.sentences import count
from careway.ir import wording
from careway.model.quantity import show_number
from careway.robustness.disturbances import ERRORS, factor, since_the_begin
from careway.robustness.document import ForRule, Moved, Robustness, Trying, Under

_LISTED = 3


def moved(rule: ForRule, one: Moved) -> str:
    """The patients for whom a rule decides otherwise: `3 later, by 7 days in the median (5 to 14)`."""
    told = f"{len(one.patients)} {sentences.how(rule.part, one.how)}"
    return told if one.days is None else f"{told}, {sentences.by_days(one.days)}"


def under(rule: ForRule, one: Under) -> str:
    """A rule under one disturbance: all who decide otherwise, and for whom it is worst."""
    told = "; ".join(moved(rule, each) for each in one.moved)
    worst = one.moved[0].worst
    ends = f"{worst.shift.old or 'none'} → {worst.shift.new or 'none'}"
    what = "" if worst.said == one.disturbance.value else f", {worst.said}"
    return f"{told} (worst: {worst.patient}{what}: {ends})"


def heading(rule: ForRule, tried: int) -> str:
    """A rule, and for how many it decides something on the records as they are."""
    who = f"{rule.spoke} of {count(tried, 'patient')} on the records as they are"
    return f"{sentences.subject(rule.part, rule.rule)}: {who}"


def steady(rule: ForRule) -> str:
    """That a rule decides the same for everybody under the other disturbances; empty where there are none."""
    same = [one.disturbance.value for one in rule.under if not one.moved and one.patients]
    if not same:
        return ""
    if len(same) > _LISTED:
        return f"the same for everybody under the {len(same)} others"
    return f"the same for everybody under: {', '.join(same)}"


def done(found: Robustness) -> list[tuple[str, str]]:
    """What was done to the records, and on how many; the errors of a laboratory together."""
    rows = []
    for since, name in ((False, "laboratory reads high or low"), (True, "high or low since the begin")):
        errors = [one for one in found.disturbances if one.disturbance in ERRORS]
        of = [one for one in errors if since_the_begin(one.disturbance) is since]
        which = "each laboratory value after the begin" if since else "each laboratory value"
        times = wording.several((show_number(factor(one.disturbance)) for one in of), "or")
        rows.append((name, f"{which} times {times}, to as many places as written ({_tried(of)})"))
    others = [one for one in found.disturbances if one.disturbance not in ERRORS]
    return rows + [(one.disturbance.value, f"{one.meaning} ({_tried([one])})") for one in others]


def _tried(every: Sequence[Trying]) -> str:
    patients = max((one.patients for one in every), default=0)
    told = f"{count(patients, 'patient')}, {count(sum(one.variants for one in every), 'variant')}"
    refused = sum(one.refused for one in every)
    return f"{told}; {refused} with a value that Careway refused to read" if refused else told


def headline(found: Robustness) -> str:
    """The one sentence that says how many decisions move at all."""
    moving = [rule for rule in found.rules if any(one.moved for one in rule.under)]
    variants = sum(one.variants for one in found.disturbances)
    tried = f"{count(found.tried, 'patient')}, for {found.begun} of whom the protocol begins"
    told = f"{tried}, in {count(variants, 'variant')} of their records"
    if not moving:
        return f"{told}: every decision stays as it was"
    return f"{told}: {count(len(moving), 'decision')} of {len(found.rules)} {'moves' if len(moving) == 1 else 'move'}"
