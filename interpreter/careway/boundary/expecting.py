"""What a case expects of a rule: whether it expects anything, and what a new case of that rule should expect.

In: the expectations of a case, or a result. Out: whether a rule is among what they are about; or the few things that a
result says of the rule, as keys and plain values of a cases file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from careway.boundary.points import Ruling, Sort
from careway.cases.judge import NOTHING
from careway.cases.nodes import Case, Count, Entries, Expectation, Key, Listed, PerName, StopWanted, Word
from careway.cases.written import Plain, expectations_of
from careway.evaluate.result import Result
from careway.ir.nodes import Advice
from careway.model.truth import TRUE, UNKNOWN, Truth

_ABOUT: dict[Sort, tuple[Key, ...]] = {
    Sort.ELIGIBILITY: (Key.ELIGIBLE,),
    Sort.STOP: (Key.STOP,),
    Sort.CAUTION: (),
    Sort.WAY: (Key.STEP, Key.PHASE),
    Sort.ADVICE: (Key.ADVICE, Key.NOT_ADVICE),
    Sort.AGAIN: (Key.STEP, Key.PHASE),
    Sort.SCHEDULE: (),
}
_NAMED = (Key.UNDECIDED, Key.NOT_UNDECIDED, Key.CAUTIONS, Key.NOT_CAUTIONS)


def expects(case: Case, ruling: Ruling) -> bool:
    """Whether a case expects something of a rule."""
    if ruling.sort is Sort.SCHEDULE:
        return speaks_of(case, ruling.heading.name)
    return any(_about(one, ruling) for one in case.expectations)


def _about(one: Expectation, ruling: Ruling) -> bool:
    name = ruling.heading.name
    if one.key in _ABOUT[ruling.sort]:
        return True
    wanted = one.wanted
    match wanted:
        case Listed(items=items):
            if one.key in (Key.CAUTIONS, Key.NOT_CAUTIONS) and ruling.sort is not Sort.CAUTION:
                return False
            return one.key in _NAMED and (not items or name in items)
        case Entries(entries=entries):
            return any(entry.rule == name for entry in entries)
        case PerName(pairs=pairs):
            return one.key in (Key.WANTED, Key.FLIPS) and any(named == name for named, _ in pairs)
        case Word() | StopWanted() | Count():
            return False
        case _:
            assert_never(wanted)


def wanted(ruling: Ruling, result: Result, truth: Truth, said: str | None) -> tuple[tuple[str, Plain], ...]:
    """What a case of a rule expects, as the result has it: where the patient stands, the rule, and whether it can be
    decided. `said` is what a piece of advice says where it is given."""
    found = dict(_wanted(ruling, result, truth, said, dict(expectations_of(result))))
    return tuple(found.items())


def _wanted(
    ruling: Ruling, result: Result, truth: Truth, said: str | None, every: dict[str, Plain]
) -> Iterator[tuple[str, Plain]]:
    name = ruling.heading.name
    keys = [Key.STOP, Key.STEP, Key.PHASE]
    match ruling.sort:
        case Sort.ELIGIBILITY:
            keys = [Key.ELIGIBLE]
        case Sort.CAUTION:
            warned = any(caution.rule == name for caution in result.cautions)
            yield (Key.CAUTIONS if warned else Key.NOT_CAUTIONS).value, (name,)
            keys = []
        case Sort.ADVICE:
            if said is not None:
                yield (Key.ADVICE if truth is TRUE else Key.NOT_ADVICE).value, (said,)
        case Sort.SCHEDULE:
            told = False
            for key in _DATED:
                value = every.get(key.value)
                if isinstance(value, Mapping) and name in value:
                    told = True
                    yield key.value, {name: value[name]}
            if not told:
                yield Key.NEXT.value, {name: NOTHING}
        case Sort.STOP | Sort.WAY | Sort.AGAIN:
            pass
        case _:
            assert_never(ruling.sort)
    for key in keys:
        if key.value in every:
            yield key.value, every[key.value]
    undecided = any(one.rule == name for one in result.undecided)
    if undecided or (truth is UNKNOWN and ruling.sort is Sort.ELIGIBILITY):
        if undecided:
            yield Key.UNDECIDED.value, (name,)
    elif ruling.sort in (Sort.STOP, Sort.WAY, Sort.CAUTION):
        yield Key.NOT_UNDECIDED.value, (name,)


def advised(ruling: Ruling, result: Result) -> str | None:
    """What a piece of advice says in a result in which it is given."""
    if not isinstance(ruling.owner, tuple) or not isinstance(ruling.owner[1], Advice):
        return None
    line = ruling.owner[1].line
    stop = result.stop.advice if result.stop is not None else ()
    said = [*result.advice, *stop, *(one for caution in result.cautions for one in caution.advice)]
    return next((one.text for one in said if one.line == line and one.rule == ruling.heading.name), None)


def logged(case: Case, rule: str) -> set[str]:
    """The days of which a case expects an entry in the log of a rule, or none."""
    return {
        entry.at[:10]
        for one in case.expectations
        if isinstance(one.wanted, Entries)
        for entry in one.wanted.entries
        if entry.rule == rule
    }


def speaks_of(case: Case, name: str) -> bool:
    """Whether a case expects something of a monitor or a task."""
    for one in case.expectations:
        wanted = one.wanted
        if isinstance(wanted, PerName) and one.key in _DATED and any(named == name for named, _ in wanted.pairs):
            return True
        if isinstance(wanted, Entries) and any(entry.rule == name for entry in wanted.entries):
            return True
        if isinstance(wanted, Listed) and one.key in (Key.UNDECIDED, Key.NOT_UNDECIDED) and name in wanted.items:
            return True
    return False


_DATED = (Key.MISSED, Key.LATE, Key.DUE, Key.DONE, Key.NEXT, Key.TASKS)
