"""A result held against what a case expects: what was expected, what was found, for everything that differs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import assert_never

from careway.base.record import record
from careway.base.source import Span
from careway.cases.nodes import Count, Entries, EntryWanted, Expectation, Key, Listed, PerName, StopWanted, Word
from careway.evaluate.result import Kind, Reason, Result, Said, Standing, Undecided

_ELIGIBLE = {"yes": "eligible", "no": "not eligible", "cannot decide": "cannot decide"}
_ELIGIBLE_WORD = {value: key for key, value in _ELIGIBLE.items()}
_STANDING = {Key.MISSED: Standing.MISSED, Key.LATE: Standing.LATE, Key.DUE: Standing.DUE}
NOTHING = "none"


@record
class Failure:
    """What one expectation wanted and what was found, in words; `rules` are the rules that it is about."""

    key: str
    expected: str
    found: str
    rules: tuple[str, ...]
    span: Span

    @property
    def sentence(self) -> str:
        """Both in one sentence."""
        return f"{self.key}: expected {self.expected}, found {self.found}"


def judge(expectations: Sequence[Expectation], result: Result) -> list[Failure]:
    """The expectations that the result does not meet."""
    failures = [failure for one in expectations for failure in _judge(one, result)]
    told = {one.key for one in expectations}
    if Key.REFUSED not in told and result.records.refused:
        failures.append(_refused(result, expectations))
    return failures


def _refused(result: Result, expectations: Sequence[Expectation]) -> Failure:
    """A record that cannot be used makes a case say something else than it seems to."""
    first = result.records.refused[0]
    found = f"{len(result.records.refused)} refused: {first.record}: {first.reason}"
    span = expectations[0].span if expectations else Span(0, 0)
    return Failure(Key.REFUSED.value, "0 (or say `refused:` with their number)", found, (), span)


def _judge(one: Expectation, result: Result) -> list[Failure]:
    wanted = one.wanted
    match wanted:
        case Word():
            return _word(one, wanted, result)
        case StopWanted():
            return _stop(one, wanted, result)
        case Count():
            number = len(result.records.refused) if one.key is Key.REFUSED else result.records.used
            return [] if number == wanted.number else [_failure(one, str(wanted.number), str(number))]
        case Entries():
            return _entries(one, wanted, result)
        case Listed():
            return _listed(one, wanted, result)
        case PerName():
            return [failure for name, items in wanted.pairs for failure in _per_name(one, name, items, result)]
        case _:
            assert_never(wanted)


def _failure(one: Expectation, expected: str, found: str, *rules: str) -> Failure:
    return Failure(one.key.value, expected, found, rules, one.span)


def _list(items: Iterable[str]) -> str:
    return ", ".join(items) or NOTHING


def _word(one: Expectation, wanted: Word, result: Result) -> list[Failure]:
    if one.key is Key.ELIGIBLE:
        found = _ELIGIBLE_WORD[result.eligibility.admission.value]
        because = f" ({result.eligibility.because})" if result.eligibility.because else ""
        return [] if found == wanted.word else [_failure(one, wanted.word, found + because)]
    phases = [pathway.phase.value for pathway in result.pathways]
    right = all(phase == wanted.word for phase in phases) and phases
    return [] if right else [_failure(one, wanted.word, _list(phases))]


def _stop(one: Expectation, wanted: StopWanted, result: Result) -> list[Failure]:
    stop = result.stop
    if stop is None:
        return [] if wanted.rule is None else [_failure(one, wanted.rule, NOTHING, wanted.rule)]
    found = f"{stop.rule} on {stop.at}"
    if wanted.rule is None:
        return [_failure(one, NOTHING, found, stop.rule)]
    if wanted.rule != stop.rule or (wanted.on is not None and not stop.at.startswith(wanted.on)):
        expected = wanted.rule if wanted.on is None else f"{wanted.rule} on {wanted.on}"
        return [_failure(one, expected, found, wanted.rule, stop.rule)]
    if wanted.also is None:
        return []
    right = set(wanted.also) <= set(stop.also) if wanted.also else not stop.also
    also = f"{wanted.rule}, also {_list(wanted.also)}"
    return [] if right else [_failure(one, also, f"{found}, also {_list(stop.also)}", stop.rule)]


def _entries(one: Expectation, wanted: Entries, result: Result) -> list[Failure]:
    failures = []
    for entry in wanted.entries:
        there = any(
            found.at.startswith(entry.at) and found.kind.value == entry.kind and entry.rule in (None, found.rule)
            for found in result.log
        )
        if one.key is Key.LOG and not there:
            failures.append(_failure(one, str(entry), _nearest_entries(entry, result), entry.rule or ""))
        if one.key is Key.NOT_LOG and there:
            failures.append(_failure(one, f"no entry: {entry}", "this entry", entry.rule or ""))
    if not wanted.entries and one.key is Key.LOG and result.log:
        failures.append(_failure(one, NOTHING, f"{len(result.log)} entries"))
    return failures


def _nearest_entries(entry: EntryWanted, result: Result) -> str:
    same_rule = [f"{found.at} {found.kind.value}" for found in result.log if found.rule == entry.rule]
    same_kind = [f"{found.at} {found.rule}" for found in result.log if found.kind.value == entry.kind]
    if same_rule:
        return f"of {entry.rule}: {_list(same_rule[:6])}"
    return f"{entry.kind}: {_list(same_kind[:6])}"


def _listed(one: Expectation, wanted: Listed, result: Result) -> list[Failure]:
    match one.key:
        case Key.STEP:
            return _step(one, wanted.items[0], [pathway.step for pathway in result.pathways])
        case Key.UNDECIDED | Key.NOT_UNDECIDED:
            return _names(one, wanted, [item.rule for item in result.undecided])
        case Key.CAUTIONS | Key.NOT_CAUTIONS:
            return _names(one, wanted, [item.rule for item in result.cautions])
        case Key.ADVICE | Key.NOT_ADVICE:
            return _texts(one, wanted, [said.text for said in advice_of(result)])
        case Key.DEVIATIONS | Key.NOT_DEVIATIONS:
            found = [f"{item.rule}: {item.text}" for item in result.deviations]
            return _texts(one, wanted, found)
        case Key.REASONS:
            return _texts(one, wanted, list(reasons_of(result)))
        case _:
            raise AssertionError(one.key)


def _step(one: Expectation, wanted: str, steps: list[str | None]) -> list[Failure]:
    right = all(step is None for step in steps) if wanted == NOTHING else wanted in steps
    return [] if right else [_failure(one, wanted, _list(step or NOTHING for step in steps), wanted)]


def _negated(key: Key) -> bool:
    return key in (Key.NOT_UNDECIDED, Key.NOT_CAUTIONS, Key.NOT_ADVICE, Key.NOT_DEVIATIONS)


def _names(one: Expectation, wanted: Listed, found: list[str]) -> list[Failure]:
    if _negated(one.key):
        wrong = [name for name in wanted.items if name in found]
        return [_failure(one, f"without {_list(wrong)}", _list(found), *wrong)] if wrong else []
    missing = [name for name in wanted.items if name not in found]
    if missing or (not wanted.items and found):
        return [_failure(one, _list(wanted.items), _list(found), *(missing or found))]
    return []


def _texts(one: Expectation, wanted: Listed, found: list[str], rule: str | None = None) -> list[Failure]:
    of, rules = ("", ()) if rule is None else (f"{rule}: ", (rule,))
    if _negated(one.key):
        wrong = [text for text in wanted.items if any(contains(item, text) for item in found)]
        return [_failure(one, f"{of}without {_quoted(wrong)}", _quoted(found), *rules)] if wrong else []
    missing = [text for text in wanted.items if not any(contains(item, text) for item in found)]
    if missing or (not wanted.items and found):
        return [_failure(one, f"{of}{_quoted(missing)}", _quoted(found), *rules)]
    return []


def _quoted(texts: Sequence[str]) -> str:
    return "; ".join(f"'{text}'" for text in texts) or NOTHING


def contains(text: str, part: str) -> bool:
    """Whether a text contains another, whatever the case of letters and the spaces."""
    return " ".join(part.casefold().split()) in " ".join(text.casefold().split())


def advice_of(result: Result) -> list[Said]:
    """All advice in force: of steps, of the stop, of cautions and after a stop."""
    stop = result.stop.advice if result.stop is not None else ()
    return list(dict.fromkeys([*result.advice, *stop, *(said for one in result.cautions for said in one.advice)]))


def reasons_of(result: Result) -> Iterable[str]:
    """The texts of all reasons of the stop in force, or of the cautions where there is none."""
    decisions = (result.stop,) if result.stop is not None else result.cautions
    stack: list[Reason] = [decision.reason for decision in decisions]
    while stack:
        reason = stack.pop()
        yield reason.text
        stack += reason.parts


def _per_name(one: Expectation, name: str, items: tuple[str, ...], result: Result) -> list[Failure]:
    match one.key:
        case Key.STEP:
            steps = [pathway.step for pathway in result.pathways if pathway.pathway == name]
            return _step(one, items[0] if items else NOTHING, steps)
        case Key.WANTED | Key.FLIPS:
            return _undecided(one, name, items, result)
        case Key.ADVICE | Key.NOT_ADVICE:
            return _texts(one, Listed(items), [said.text for said in advice_of(result) if said.rule == name], name)
        case Key.MISSED | Key.LATE | Key.DUE | Key.DONE:
            found = due_dates(one.key, name, result)
            if len(items) == len(found) and all(map(str.startswith, found, sorted(items))):
                return []
            return [_failure(one, f"{name} {_list(items)}", _list(found), name)]
        case Key.NEXT:
            open_ = (Standing.COMING, Standing.OPEN, Standing.DUE)
            dates = sorted(item.due for item in result.occasions if item.rule == name and item.standing in open_)
            right = not dates if not items else bool(dates) and dates[0].startswith(items[0])
            return [] if right else [_failure(one, f"{name} {_list(items)}", _list(dates[:1]), name)]
        case Key.TASKS:
            states = task_states(name, result)
            right = items[0] in states or (items[0] == NOTHING and not states)
            return [] if right else [_failure(one, f"{name} {items[0]}", _list(states), name)]
        case _:
            raise AssertionError(one.key)


def _undecided(one: Expectation, name: str, items: tuple[str, ...], result: Result) -> list[Failure]:
    rules: list[Undecided] = [item for item in result.undecided if item.rule == name]
    if not rules:
        return [_failure(one, f"{name} undecided", f"undecided: {_list(item.rule for item in result.undecided)}", name)]
    if one.key is Key.FLIPS:
        found = [wanted.flips for item in rules for wanted in item.wanted if wanted.flips]
    else:
        found = [f"{wanted.what} ({wanted.concept})" for item in rules for wanted in item.wanted]
    missing = [text for text in items if not any(contains(other, text) for other in found)]
    if missing or (not items and found):
        return [_failure(one, f"{name}: {_quoted(missing)}", _quoted(found), name)]
    return []


def due_dates(key: Key, name: str, result: Result) -> list[str]:
    """The due dates of a monitor's or task's occasions that stand so (or, for done, were completed), in order."""
    if key is Key.DONE:
        logged = [entry for entry in result.log if entry.rule == name and entry.kind in (Kind.DONE, Kind.TASK_DONE)]
        done = {_due_of(entry.text) or entry.at for entry in logged}
        return sorted(
            done | {one.due for one in result.occasions if one.rule == name and one.standing is Standing.DONE}
        )
    standing = _STANDING[key]
    return sorted(item.due for item in result.occasions if item.rule == name and item.standing is standing)


def _due_of(text: str) -> str | None:
    """The due date in the text of a log entry (`liver tests (due 2025-03-15)`)."""
    found = re.search(r"\bdue (\d{4}-\d\d-\d\d(?: \d\d:\d\d)?)", text)
    return found[1] if found else None


def task_states(name: str, result: Result) -> list[str]:
    """Where the instances of a task stand, the latest last: as occasions, else as the log has them."""
    states = [item.standing.value for item in result.occasions if item.rule == name]
    if any(item.rule == name for item in result.undecided):
        states.append("undecided")
    words = {Kind.TASK_DONE: "done", Kind.TASK_MISSED: "missed"}
    states += [words[entry.kind] for entry in result.log if entry.rule == name and entry.kind in words]
    return list(dict.fromkeys(states))
