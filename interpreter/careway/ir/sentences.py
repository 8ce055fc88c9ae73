"""Criteria as a clinician says them: sentences for values, times and windows too.

`wording` writes a criterion in one exact line, for comments, findings and comparisons; here the same values, times and
windows stand in sentences for somebody who has never seen the language. Criteria that differ only in which concept they
speak of are said as one: the core spells `any of ALT, AST > ULN` out, and nobody reads it twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import assert_never

from careway.ir import expressions as e
from careway.ir import wording
from careway.ir.nodes import Definition, Guideline, Parameter, ParameterSet
from careway.ir.wording import joined, plain, several
from careway.model.terms import Comparison, MonitorState
from careway.model.timeline import Presence
from careway.model.vocabulary import Kind

DEEPEST = 30
"""Below this depth a criterion is said in one line: no reader follows, and no stack runs out."""

IS = {
    Comparison.AT_LEAST: "at least",
    Comparison.ABOVE: "above",
    Comparison.AT_MOST: "at most",
    Comparison.BELOW: "below",
    Comparison.EQUAL: "exactly",
}
_SIGNS = ((">=", "≥"), ("<=", "≤"))


class Sentences:
    """Says the criteria of one guideline in sentences."""

    def __init__(self, core: Guideline) -> None:
        self._concepts = {one.name: one for one in core.vocabulary.concepts}
        self._defined = {one.name: one for one in core.definitions}
        self._parameters = {one.name: _held(one, core.sets) for one in core.parameters}
        self._vocabulary = core.vocabulary
        self._steps = {one.heading.name: one.heading.title for path in core.pathways for one in path.steps}
        monitors = (*core.monitors, *(one for path in core.pathways for step in path.steps for one in step.monitors))
        self._monitors = {one.heading.name: one.heading.title for one in monitors}
        self._selected_by = names_of_results(core)
        self._of_each = {f"{plain(one.shown)} of ": plain(one.shown) for one in core.definitions if " of " in one.name}

    # --- names -------------------------------------------------------------------------------------------------------

    def name(self, concept: str) -> str:
        """A concept as a sentence speaks of it: a lab by its short name, a finding or a test by its title."""
        one = self._concepts.get(concept)
        if one is None or one.kind.measured or one.kind is Kind.DRUG:
            return plain(concept)
        return f'the answer to "{one.title}"' if one.kind is Kind.QUESTION else one.title or plain(concept)

    def step(self, name: str) -> str:
        """A step by its title."""
        return f'"{self._steps[name]}"' if name in self._steps else plain(name)

    # --- values and times --------------------------------------------------------------------------------------------

    def value(self, node: e.Value, beside: e.Selection | None = None) -> str:
        """A number, with its unit where the guideline gives it; what a site may set with the value that it has. The
        limit of a result that stands `beside` it is `its ULN`."""
        return self._value(node, beside, 0)

    def _value(self, node: e.Value, beside: e.Selection | None, depth: int) -> str:
        if depth > DEEPEST:
            return _signs(wording.value(node))
        match node:
            case e.ParameterValue():
                held = self._parameters.get(node.name)
                return plain(node.name) if held is None else f"{plain(node.name)} ({held})"
            case e.ValueOf(selection=one):
                dose = " dose" if self._is_drug(one.series.concept) else ""
                return f"{plain(one.series.concept)}{dose}" if wording.is_bare(one) else self._selected(one, dose)
            case e.LimitOf(selection=one):
                if one == beside:
                    return f"its {node.edge.value}"
                return wording.value(node, None, lambda one: self._selected_by.get(one) or self._selected(one))
            case e.CountOf():
                return f"the number of records of {self._series(node.series)}"
            case e.Arithmetic():
                left, right = (
                    f"({said})" if isinstance(side, e.Arithmetic) else said
                    for side, said in ((side, self._value(side, beside, depth + 1)) for side in (node.left, node.right))
                )
                return f"{left} {node.operator.value} {right}"
            case e.Convert():
                return self._value(node.value, beside, depth + 1)
            case _:
                return wording.value(node)

    def _is_drug(self, name: str) -> bool:
        one = self._concepts.get(name)
        return one is not None and one.kind is Kind.DRUG

    def _selected(self, node: e.Selection, what: str = "") -> str:
        return f"{node.pick.value} {self._series(node.series, what)}"

    def length(self, node: e.Length) -> str:
        """A length of time; one that a parameter gives by its name, with the value that it has."""
        if isinstance(node, e.ParameterDuration):
            held = self._parameters.get(node.name)
            return plain(node.name) if held is None else f"{plain(node.name)} ({held})"
        return wording.length(node)

    def time(self, node: e.Time) -> str:
        """A time."""
        match node:
            case e.TimeOf():
                return self._selected(node.selection, " dose" if self._is_drug(node.selection.series.concept) else "")
            case e.Shifted():
                return f"{self.length(node.duration)} {'after' if node.sign > 0 else 'before'} {self.time(node.time)}"
            case e.StepEntry():
                return f"the {node.pick.value} entry to the step {self.step(node.step)}"
            case e.DrugChange():
                change = f"{node.pick.value} {node.edge.value} of {plain(node.drug)}"
                return joined(change, self._window(node.window))
            case e.FirstTime():
                said = self.line(node.criterion)
                said = f"({said})" if _several(node.criterion) else said
                return joined(f"the first moment at which {said}", self._window(node.window))
            case _:
                return _signs(wording.time(node))

    # --- one line ----------------------------------------------------------------------------------------------------

    def line(self, node: e.Criterion) -> str:
        """A criterion in one line."""
        return self._line(node, 0)

    def _line(self, node: e.Criterion, depth: int) -> str:
        if depth > DEEPEST:
            return _signs(wording.criterion(node))
        match node:
            case e.All() | e.AnyOf() | e.AtLeast():
                return self._joined(node, depth)
            case e.HeldFor():
                inner = self._line(node.criterion, depth + 1)
                return f"for at least {self.length(node.duration)} without a break: {inner}"
            case e.Not():
                return self._denied(node.item, depth)
            case _:
                return self._leaf(node, True)

    def _joined(self, node: e.All | e.AnyOf | e.AtLeast, depth: int) -> str:
        members = self._members(node, depth + 1)
        alone = len(members) == 1
        parts = [f"({said})" if not alone and (one or _several(item)) else said for said, item, one in members]
        if isinstance(node, e.AtLeast):
            return f"at least {node.count} of these: {'; '.join(parts)}"
        if len(parts) == 1:
            return parts[0]
        word = "and" if isinstance(node, e.All) else "or"
        plainly = len(parts) == 2 and not any("; " in part for part in parts)
        return f" {word} ".join(parts) if plainly else f"; {word} ".join(parts)

    def _denied(self, item: e.Criterion, depth: int) -> str:
        match item:
            case e.Not():
                return self._line(item.item, depth + 1)
            case e.All() | e.AnyOf() | e.AtLeast() | e.HeldFor():
                return f"it is not so that ({self._line(item, depth + 1)})"
            case _:
                return self._leaf(item, False)

    def _leaf(self, node: e.Criterion, holds: bool) -> str:
        """A criterion without others in it, or that it does not hold."""
        is_ = "is" if holds else "is not"
        match node:
            case e.Compare():
                return f"{self.value(node.left)} {is_} {IS[node.comparison]} {self._right(node)}"
            case e.Found():
                presence = "present" if node.presence is Presence.PRESENT else "absent"
                return joined(self.name(node.concept), is_, presence, self._window(node.window))
            case e.Taking():
                return joined(plain(node.drug), is_, "being taken", self._for(node.at_least))
            case e.Paused():
                return joined(plain(node.drug), is_, "paused", self._for(node.at_least))
            case e.Answered():
                values = several((plain(one) for one in node.values), "or")
                return joined(self.name(node.concept), is_, values, self._window(node.window))
            case e.Recorded():
                return self._recorded(node, holds)
            case e.Exists():
                few = "a record" if node.count == 1 else f"{node.count} records"
                there = "there is" if holds and node.count == 1 else "there are at least" if holds else "there is not"
                if not holds and node.count > 1:
                    there = "there are not"
                return f"{there} {few} of {self._series(node.series)}"
            case e.InARow():
                return f"{'' if holds else 'it is not so that '}{self._row(node)}"
            case e.Elapsed():
                since = self.time(node.since)
                ago = f"{wording.stretch(node.comparison)} {self.length(node.duration)}"
                return f"age {is_} {ago}" if isinstance(node.since, e.Birth) else f"it {is_} {ago} since {since}"
            case e.Happened():
                return f"{self.time(node.time)} has {'' if holds else 'not '}happened"
            case e.Precedes():
                on = "on or " if node.on_day else ""
                if isinstance(node.earlier, e.Shifted) and not isinstance(node.later, e.Shifted):
                    return f"{self.time(node.later)} {is_} {on}after the day {self.time(node.earlier)}"
                return f"{self.time(node.earlier)} {is_} {on}before {self.time(node.later)}"
            case e.SexIs():
                return f"sex {is_} {several((one.value for one in node.values), 'or')}"
            case e.InStep():
                names = several(map(self.step, node.steps), "or")
                return f"the patient {is_} in the step {names}"
            case e.Monitoring():
                title = self._monitors.get(node.monitor, plain(node.monitor))
                return f'the schedule "{title}" {self._state(node, holds)}'
            case e.DefinedCriterion():
                return plain(node.name) if holds else f"not {plain(node.name)}"
            case e.All() | e.AnyOf() | e.AtLeast() | e.Not() | e.HeldFor():
                return self._line(node if holds else e.Not(node), DEEPEST + 1)
            case _:
                assert_never(node)

    def _row(self, node: e.InARow) -> str:
        name = self.name(node.series.concept)
        said = "" if node.series.where is None else self._line(node.series.where, DEEPEST - 2)
        said = said.removeprefix(name).strip() if said.startswith(f"{name} is") else f"is one where {said}"
        return joined("each of the last", str(node.count), name, "records", self._window(node.series.window), said)

    def _state(self, node: e.Monitoring, holds: bool) -> str:
        match node.state:
            case MonitorState.MISSED:
                dates = "a missed date" if node.count == 1 else f"at least {node.count} missed dates"
                return f"has {dates}" if holds else f"does not have {dates}"
            case MonitorState.LATE:
                return "is late" if holds else "is not late"
            case MonitorState.COMPLETE:
                return "has run to its end" if holds else "has not run to its end"
            case _:
                assert_never(node.state)

    def _recorded(self, node: e.Recorded, holds: bool) -> str:
        times = f"at least {node.count} times" if node.count > 1 else ""
        bare = e.Series(node.series.concept, node.series.where)
        window = self._window(node.series.window)
        return joined(self._series(bare), "is recorded" if holds else "is not recorded", times, window)

    def _series(self, node: e.Series, what: str = "") -> str:
        """Records of a concept: `ALT that is at least 3 × its ULN within 7 days`."""
        name = self.name(node.concept)
        said = "" if node.where is None else self._line(node.where, DEEPEST - 2)
        if said:
            said = f"that {said.removeprefix(name).strip()}" if said.startswith(f"{name} is") else f"where {said}"
        return joined(f"{name}{what}", said, self._window(node.window))

    def _right(self, node: e.Compare) -> str:
        said = self.value(node.right, result_of(node.left, self._defined))
        of = _concept_of(node.left)
        return said if of is None else self._own(said, plain(of))

    def _own(self, said: str, name: str) -> str:
        """`3 × baseline of ALT` of an ALT: `3 × its baseline`."""
        for of, shown in self._of_each.items():
            said = re.sub(rf"(?<!\w){re.escape(of + name)}(?!\w)", f"its {shown}", said)
        return said

    def _window(self, node: e.Window | None) -> str:
        return wording.window(node, self.time, self.length)

    def _for(self, at_least: e.Length | None) -> str:
        return "" if at_least is None else f"for at least {self.length(at_least)}"

    # --- members -----------------------------------------------------------------------------------------------------

    def _members(self, node: e.All | e.AnyOf | e.AtLeast, depth: int) -> list[tuple[str, e.Criterion, bool]]:
        """The members of a list: each in a line, its node, and whether several are said as one."""
        every = self.flat(node)
        if isinstance(node, e.AtLeast):  # each counts for itself
            return [(self._line(item, depth + 1), item, False) for item in every]
        together, row = ("or", "") if isinstance(node, e.AnyOf) else ("and", "each of ")
        return [
            (self._line(items[0], depth + 1), items[0], False)
            if len(items) == 1
            else (f"{row}{_together(sentence, names, together)}", items[0], True)
            for sentence, names, items in self._folded(every, lambda one: self._line(one, depth + 1))
        ]

    def flat(self, node: e.All | e.AnyOf | e.AtLeast) -> list[e.Criterion]:
        """The members of a list, with those of a list of the same kind inside it."""
        found: list[e.Criterion] = []
        todo = list(reversed(node.items))
        while todo:
            item = todo.pop()
            if not isinstance(node, e.AtLeast) and type(item) is type(node) and isinstance(item, e.All | e.AnyOf):
                todo += reversed(item.items)
            else:
                found.append(item)
        return found

    def _folded(
        self, items: Sequence[e.Criterion], said: Callable[[e.Criterion], str]
    ) -> list[tuple[str, list[str], list[e.Criterion]]]:
        """Members that differ only in which concept they speak of, together."""
        kept: dict[str, tuple[str, list[str], list[e.Criterion]]] = {}
        for item in items:
            sentence = said(item)
            name = "" if _several(item) or isinstance(item, e.Not) else self._subject(item, sentence)
            template = _template(sentence, name) if name else None
            key = sentence if template is None else template
            _, names, every = kept.setdefault(key, (key, [], []))
            if name not in names:
                names.append(name)
                every.append(item)
        return list(kept.values())

    def _subject(self, item: e.Criterion, sentence: str) -> str:
        """The one concept with which a sentence begins; empty where another thing does."""
        match item:
            case e.Compare():
                of = _concept_of(item.left)
                name = "" if of is None else plain(of)
            case e.Found() | e.Answered():
                name = self.name(item.concept)
            case e.Taking() | e.Paused():
                name = plain(item.drug)
            case e.Recorded():
                name = self.name(item.series.concept)
            case _:
                name = ""
        return name if name and name in sentence else ""


def names_of_results(core: Guideline) -> dict[e.Selection, str]:
    """The results that definitions name: the highest ALP within 3 days of the injury is `injury ALP`."""
    defined = ((one.body, plain(one.shown)) for one in reversed(core.definitions))
    return {body.selection: name for body, name in defined if isinstance(body, e.ValueOf)}


def result_of(node: e.Value, defined: Mapping[str, Definition]) -> e.Selection | None:
    """The one result whose number a value is, by itself or by the name of a definition."""
    body = defined[node.name].body if isinstance(node, e.DefinedValue) and node.name in defined else node
    return body.selection if isinstance(body, e.ValueOf) else None


def _several(node: e.Criterion) -> bool:
    return isinstance(node, e.All | e.AnyOf | e.AtLeast | e.HeldFor)


def holds_others(node: e.Criterion) -> bool:
    """Whether other criteria stand in it, or behind its name."""
    if isinstance(node, e.Not):
        return holds_others(node.item)
    return _several(node) or isinstance(node, e.DefinedCriterion)


def _concept_of(node: e.Value) -> str | None:
    match node:
        case e.ValueOf() | e.LimitOf():
            return node.selection.series.concept
        case e.CandidateValue():
            return node.concept
        case _:
            return None


def _template(sentence: str, name: str) -> str | None:
    """A sentence with a place for the concept that it speaks of; None where it speaks of it in another way too."""
    found = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "\0", sentence)
    return found if found.count("\0") == 1 else None


def _together(template: str, names: Iterable[str], word: str) -> str:
    return template.replace("\0", several(names, word))


def with_unit(said: str, node: e.Compare) -> str:
    unit = node.right.unit
    return said if unit == "1" or unit in said else f"{said} ({unit})"


def _held(one: Parameter, sets: Sequence[ParameterSet]) -> str:
    """The value of a parameter, and the others that sets give it: `1500 /uL; 1000 /uL with ethnic neutropenia`."""
    others = [
        f"{setting.value} with {plain(each.name)}"
        for each in sets
        for setting in each.settings
        if setting.parameter == one.name and setting.value != one.value
    ]
    return "; ".join((str(one.value), *others))


def _signs(said: str) -> str:
    for sign, better in _SIGNS:
        said = said.replace(f" {sign} ", f" {better} ")
    return said
