"""A result to what a cases file expects of it, and a patient with these expectations to the text of one case.

In: a result, or two of them that differ. Out: expectations as keys and plain values (`expectations_of`, and for two
results what tells them apart: `telling`), and a case as YAML to stand under `cases:` (`case_text`). Everything is held
to the result by the same judge that runs the cases, so that what is written is so; what a cases file cannot say (a task
without a date) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import assert_never

from careway.base.source import NOWHERE
from careway.cases.expect import TASK_STATES
from careway.cases.judge import NOTHING, advice_of, due_dates, judge, task_states
from careway.cases.nodes import Count, Entries, EntryWanted, Expectation, Key, Listed, PerName, StopWanted, Wanted, Word
from careway.evaluate.result import Admission, Kind, PathwayState, Phase, Result, Standing
from careway.ingest.native_text import Written, event_lines, scalar

Plain = str | tuple[str, ...] | Mapping[str, str | tuple[str, ...]]
"""What stands behind a key: a text, a list of texts, or names with a text or a list each."""

_WIDEST = 120
_ENOUGH = 2
"""How many things a case asks that tell two results apart."""
_DATE = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?", re.ASCII)
_ADMITTED = {Admission.ELIGIBLE: "yes", Admission.NOT_ELIGIBLE: "no", Admission.UNDECIDED: "cannot decide"}
_AHEAD = (Standing.COMING, Standing.OPEN, Standing.DUE)
_NAMELESS = (Kind.ELIGIBLE, Kind.CORRECTION)
"""Log entries whose rule may be none of the guideline's."""
_NOT_SAID = (Kind.OVERRIDE,)
"""Log entries that repeat the records."""

_Pairs = Iterable[tuple[Key, Wanted]]


def expectations_of(result: Result) -> tuple[tuple[str, Plain], ...]:
    """What a result says, as a cases file would expect it: where the patient stands, what is advised, by which rules,
    what differs, is missed, late, due and comes next, and what cannot be decided."""
    wanted = [*_standing(result), *_rules(result), *_said(result), *_dates(result, _named(result), _tasks(result))]
    return _plain(_so(wanted, result))


def telling(result: Result, other: Result) -> tuple[tuple[str, Plain], ...]:
    """What a case expects that `result` meets and `other` does not, after where the patient stands, if that does not
    tell the two apart already. The log is asked only where nothing else does, and then the data wanted and what was
    done; the words of reasons never are. Empty where nothing tells them apart."""
    standing = _so(_standing(result), result)
    if any(judge([one, *_refusing(other)], other) for one in standing):
        return _plain(standing)
    names, tasks = _named(result) | _named(other), _tasks(result) | _tasks(other)
    dates = _dates(result, names, tasks, empty=True)
    said = [*_rules(result), *_said(result), *dates, *_without(result, other)]
    for asked in (said, _by_rule(result, other), _log(result, other), [*_gaps(result), *_done(result, names)]):
        apart = [one for one in _so(asked, result) if judge([one, *_refusing(other)], other)]
        if apart:
            return _plain([*standing, *apart[:_ENOUGH]])
    return ()


def case_text(
    name: str,
    written: Written,
    as_of: str | None,
    expectations: Iterable[tuple[str, Plain]],
    parameters: Iterable[tuple[str, str]] = (),
) -> str:
    """One case, indented to stand under `cases:`; `parameters` are single ones with their values as written."""
    lines = [f"  - case: {scalar(name)}"]
    head = (
        ("born", written.born),
        ("died", written.died),
        ("sex", written.sex),
        ("zone", written.zone),
        ("set", written.population),
    )
    lines += [f"    {key}: {scalar(value)}" for key, value in head if value is not None]
    given = dict(parameters)
    if given:
        lines.append(f"    parameters: {_flow(given)}")
    lines += ["    events:", *(f"      - {line}" for line in event_lines(written))]
    if as_of is not None:
        lines.append(f"    as of: {scalar(as_of.replace(' ', 'T'))}")
    expected = dict(expectations)
    whole = "{" + ", ".join(f"{key}: {_flow(value)}" for key, value in expected.items()) + "}"
    if len(whole) + len("    expect: ") <= _WIDEST:
        lines.append(f"    expect: {whole}")
    else:
        lines += ["    expect:", *(line for key, value in expected.items() for line in _block(key, value))]
    return "\n".join(lines) + "\n"


# --- what is so -------------------------------------------------------------------------------------------------------


def _so(wanted: _Pairs, result: Result) -> list[Expectation]:
    """Those that the judge finds met. (One that a cases file cannot say exactly is not: it is left out.)"""
    found = [Expectation(key, one, NOWHERE) for key, one in wanted]
    refusing = _refusing(result)
    return [one for one in found if not judge([one, *refusing], result)]


def _refusing(result: Result) -> tuple[Expectation, ...]:
    """What keeps the judge from finding fault with the records of a result."""
    return (Expectation(Key.REFUSED, Count(len(result.records.refused)), NOWHERE),)


def _standing(result: Result) -> Iterator[tuple[Key, Wanted]]:
    if result.records.refused:
        yield Key.REFUSED, Count(len(result.records.refused))
    if result.eligibility.reasons:
        yield Key.ELIGIBLE, Word(_ADMITTED[result.eligibility.admission])
    yield from _steps(result.pathways)
    stop = result.stop
    yield Key.STOP, StopWanted(None, None, None) if stop is None else StopWanted(stop.rule, stop.at, stop.also)


def _steps(pathways: Sequence[PathwayState]) -> Iterator[tuple[Key, Wanted]]:
    if not pathways:
        return
    phases = {pathway.phase for pathway in pathways}
    if phases != {Phase.ACTIVE} and len(phases) == 1:
        yield Key.PHASE, Word(pathways[0].phase.value)
    elif len(pathways) == 1:
        yield Key.STEP, Listed((pathways[0].step or NOTHING,))
    else:
        yield Key.STEP, PerName(tuple((one.pathway, (one.step or NOTHING,)) for one in pathways))


def _rules(result: Result) -> Iterator[tuple[Key, Wanted]]:
    yield Key.UNDECIDED, Listed(tuple(dict.fromkeys(one.rule for one in result.undecided)))
    yield Key.CAUTIONS, Listed(tuple(one.rule for one in result.cautions))


def _said(result: Result) -> Iterator[tuple[Key, Wanted]]:
    yield Key.ADVICE, Listed(tuple(dict.fromkeys(one.text for one in advice_of(result) if one.text)))
    yield Key.DEVIATIONS, Listed(tuple(dict.fromkeys(f"{one.rule}: {one.text}" for one in result.deviations)))


def _without(result: Result, other: Result) -> Iterator[tuple[Key, Wanted]]:
    """What the other says beside all that this one says."""
    pairs = zip((*_rules(result), *_said(result)), (*_rules(other), *_said(other)), strict=True)
    for (key, mine), (_, theirs) in pairs:
        assert isinstance(mine, Listed) and isinstance(theirs, Listed)
        more = tuple(item for item in theirs.items if item not in mine.items)
        if more and mine.items:
            yield Key(f"not {key.value}"), Listed(more)


def _by_rule(result: Result, other: Result) -> Iterator[tuple[Key, Wanted]]:
    """The advice of single rules, where another rule gives the same."""
    mine, theirs = _advised(result), _advised(other)
    for rule, texts in mine.items():
        yield Key.ADVICE, PerName(((rule, texts),))
    for rule, texts in theirs.items():
        more = tuple(text for text in texts if text not in mine.get(rule, ()))
        if more:
            yield Key.NOT_ADVICE, PerName(((rule, more),))


def _advised(result: Result) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for said in advice_of(result):
        if said.text:
            found[said.rule] = (*found.get(said.rule, ()), said.text)
    return found


def _named(result: Result) -> set[str]:
    """The monitors and tasks of which a result says anything."""
    spoken = (Kind.DUE, Kind.DONE, Kind.LATE, Kind.MISSED, Kind.TASK, Kind.TASK_DONE, Kind.TASK_MISSED)
    return {one.rule for one in result.occasions} | {entry.rule for entry in result.log if entry.kind in spoken}


def _dates(
    result: Result, names: Iterable[str], tasks: set[str], *, empty: bool = False
) -> Iterator[tuple[Key, Wanted]]:
    """The due dates of each name by where they stand; with `empty`, also that there is none."""
    for name in sorted(names):
        for key in (Key.MISSED, Key.LATE, Key.DUE):
            yield from _when(key, name, due_dates(key, name, result), empty)
        ahead = sorted(one.due for one in result.occasions if one.rule == name and one.standing in _AHEAD)
        yield from _when(Key.NEXT, name, ahead[:1], empty)
        if name in tasks:
            states = [state for state in task_states(name, result) if state in TASK_STATES]
            yield Key.TASKS, PerName(((name, (states[-1] if states else NOTHING,)),))


def _tasks(result: Result) -> set[str]:
    """The tasks. Of what is due they are told by their one date: an occasion of a monitor is missed a day after it."""
    spoken = (Kind.TASK, Kind.TASK_DONE, Kind.TASK_MISSED)
    logged = {entry.rule for entry in result.log if entry.kind in spoken}
    return logged | {one.rule for one in result.occasions if one.missed is None or one.due in ("", one.missed)}


def _when(key: Key, name: str, dates: Sequence[str], empty: bool) -> Iterator[tuple[Key, Wanted]]:
    days = tuple(found[0] if (found := _DATE.match(date)) else "" for date in dates)
    if "" not in days and (days or empty):
        yield key, PerName(((name, days),))


def _done(result: Result, names: Iterable[str]) -> Iterator[tuple[Key, Wanted]]:
    for name in sorted(names):
        yield from _when(Key.DONE, name, due_dates(Key.DONE, name, result), empty=True)


def _log(result: Result, other: Result) -> Iterator[tuple[Key, Wanted]]:
    """The first entries that only one of the two has."""
    mine, theirs = _entries(result), _entries(other)
    for key, own, others in ((Key.LOG, mine, theirs), (Key.NOT_LOG, theirs, mine)):
        only = [entry for entry in own if entry not in others]
        if only:
            yield key, Entries((only[0],))


def _entries(result: Result) -> dict[EntryWanted, None]:
    found: dict[EntryWanted, None] = {}
    for entry in result.log:
        at = _DATE.match(entry.at)
        if at is not None and entry.kind not in _NOT_SAID:
            rule = None if entry.kind in _NAMELESS else entry.rule
            found[EntryWanted(at[0], entry.kind.value, rule)] = None
    return found


def _gaps(result: Result) -> Iterator[tuple[Key, Wanted]]:
    for rule in dict.fromkeys(one.rule for one in result.undecided):
        wanted = [item for one in result.undecided if one.rule == rule for item in one.wanted]
        what = tuple(dict.fromkeys(item.what for item in wanted if item.what))
        yield Key.WANTED, PerName(((rule, what),))
        flips = tuple(dict.fromkeys(item.flips for item in wanted if item.flips))
        yield Key.FLIPS, PerName(((rule, flips),))


# --- as plain values --------------------------------------------------------------------------------------------------


def _plain(expectations: Iterable[Expectation]) -> tuple[tuple[str, Plain], ...]:
    """Keys and values as they are written; what is asked of several names under one key stands together."""
    found: dict[str, Plain] = {}
    for one in expectations:
        key, value = one.key.value, _value(one)
        before = found.get(key)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            found[key] = {**before, **value}
        elif isinstance(before, tuple) and isinstance(value, tuple):
            found[key] = before + value
        else:
            found[key] = value
    return tuple(found.items())


def _value(one: Expectation) -> Plain:
    wanted = one.wanted
    match wanted:
        case Word(word=word):
            return word
        case Count(number=number):
            return str(number)
        case Listed(items=items):
            if one.key is Key.STEP:
                return items[0]
            return items or NOTHING
        case Entries(entries=entries):
            return tuple(str(entry) for entry in entries)
        case StopWanted(rule=rule):
            if rule is None:
                return NOTHING
            stop = {"rule": rule, "on": wanted.on, "also": wanted.also or NOTHING}
            return {key: value for key, value in stop.items() if value is not None}
        case PerName(pairs=pairs):
            single = one.key in (Key.STEP, Key.NEXT, Key.TASKS)
            return {name: (items[0] if items else NOTHING) if single else items or NOTHING for name, items in pairs}
        case _:
            assert_never(wanted)


def _flow(value: Plain) -> str:
    """A value on one line of YAML."""
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(scalar(item) for item in value) + "]"
    return "{" + ", ".join(f"{scalar(key)}: {_flow(item)}" for key, item in value.items()) + "}"


def _block(key: str, value: Plain) -> Iterator[str]:
    """A key and its value below `expect:`, on one line where it fits."""
    line = f"      {key}: {_flow(value)}"
    if len(line) <= _WIDEST or isinstance(value, str):
        yield line
    elif isinstance(value, tuple):
        yield f"      {key}:"
        yield from (f"        - {scalar(item)}" for item in value)
    else:
        yield f"      {key}:"
        for name, item in value.items():
            if isinstance(item, str) or len(name) + len(_flow(item)) + 10 <= _WIDEST:
                yield f"        {scalar(name)}: {_flow(item)}"
            else:
                yield f"        {scalar(name)}:"
                yield from (f"          - {scalar(one)}" for one in item)
