"""What changed between two guidelines, by rule: from two cores, in sentences.

Rules and declarations are matched by name. One that is gone, with another just like it come, was renamed: the old core
is read with the new name before anything is compared, so that no rule that merely mentions it seems to have changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from careway.base.record import record
from careway.differences import declared
from careway.differences.bare import same
from careway.differences.change import Change, Changes, Sort
from careway.differences.conditions import folded
from careway.differences.order import moved
from careway.differences.reach import reach
from careway.differences.renamed import rename, renamings
from careway.differences.rules import Rule, rules, running, told
from careway.differences.written import of_claims, of_guideline, of_rule
from careway.ir import wording
from careway.ir.nodes import Definition, Guideline, Parameter
from careway.model.vocabulary import Concept, Group, GroupKind, Kind


def compare(old: Guideline, new: Guideline) -> Changes:
    """All that changed from the old guideline to the new one."""
    names = renamings(old, new)
    return _Comparison(rename(old, names), new, names).changes()


def compare_sets(core: Guideline, old: str | None, new: str | None) -> Changes:
    """What changes for a population: the parameters that two sets of one guideline set differently (None: the values
    that the parameters have themselves)."""
    before, after = (_values(core, name) for name in (old, new))
    reached = reach(core).parameters
    found = [
        Change(
            "parameter",
            one.name,
            one.title,
            Sort.CHANGED,
            tuple(declared.values(before[one.name], after[one.name])),
            tuple(reached.get(one.name, ())),
            one.line,
            one.line,
        )
        for one in core.parameters
        if before[one.name] != after[one.name]
    ]
    return Changes(tuple(found), ())


def _values(core: Guideline, name: str | None) -> dict[str, Any]:
    own: dict[str, Any] = {one.name: one.value for one in core.parameters}
    chosen = next((one.settings for one in core.sets if one.name == name), ())
    return own | {setting.parameter: setting.value for setting in chosen}


@record
class _Said:
    """How declarations of one kind are told: what they are called, and the words for one and for two of them."""

    what: Callable[[Any], str]
    alone: Callable[[Any], list[str]]
    both: Callable[[Any, Any], list[str]]


class _Comparison:
    def __init__(self, old: Guideline, new: Guideline, names: Mapping[str, str]) -> None:
        self.old, self.new, self.names = old, new, names
        self.running: list[Change] = []
        self.wording: list[Change] = []
        self.reach_old, self.reach_new = reach(old), reach(new)
        concepts = (*old.vocabulary.concepts, *new.vocabulary.concepts)
        self.concepts = tuple(dict.fromkeys(one.name for one in concepts))

    def changes(self) -> Changes:
        for before, after in self.names.items():
            said = (f"{before} is called {after} now",)
            self.wording.append(Change("name", after, "", Sort.RENAMED, said, (), None, None))
        self._declared()
        self._rules()
        self._claims()
        for what, sentences, runs in of_guideline(self.old, self.new):
            change = Change(what, "", "", Sort.CHANGED, tuple(sentences), (), None, None)
            (self.running if runs else self.wording).append(change)
        self.running.sort(key=self._order)
        self.wording.sort(key=self._order)
        return Changes(tuple(self.running), tuple(self.wording))

    def _order(self, change: Change) -> tuple[int, int]:
        """Rules before what they rest on, each in the order of the text."""
        return _FIRST.get(change.what, 1), change.new_line or change.old_line or 0

    def _declared(self) -> None:
        old, new = self.old, self.new
        concept = _Said(lambda one: str(one.kind.value), _concept_alone, declared.concepts)
        self._family(old.vocabulary.concepts, new.vocabulary.concepts, concept, "concepts")
        group = _Said(lambda one: str(one.kind.value), _group_alone, declared.groups)
        self._family(old.vocabulary.groups, new.vocabulary.groups, group, "concepts")
        parameter = _Said(lambda _: "parameter", _parameter_alone, declared.parameters)
        self._family(old.parameters, new.parameters, parameter, "parameters")
        self._family(old.sets, new.sets, _Said(lambda _: "parameter set", lambda _: [], declared.sets), None)
        definition = _Said(lambda _: "definition", _definition_alone, declared.definitions)
        self._definitions(definition)

    def _definitions(self, said: _Said) -> None:
        """A definition `of` each lab is one for its author: it is told once, under the name that he gave it."""
        at = len(self.running)
        self._family(self.old.definitions, self.new.definitions, said, "definitions")
        shown = {one.name: one.shown for one in (*self.old.definitions, *self.new.definitions)}
        kept: dict[tuple[object, ...], Change] = {}
        for change in self.running[at:]:
            key = (shown[change.name], change.sort, change.old_line, change.new_line)
            first = kept.get(key)
            if first is None:
                kept[key] = change
                continue
            sentences = (*first.sentences, *change.sentences)
            reaches = dict.fromkeys((*first.reaches, *change.reaches))
            name = f"{first.name}, {change.name}"
            kept[key] = Change(
                first.what, name, "", first.sort, sentences, tuple(reaches), first.old_line, first.new_line
            )
        self.running[at:] = [self._folded(change) for change in kept.values()]

    def _family(self, old: Sequence[Any], new: Sequence[Any], words: _Said, reached: str | None) -> None:
        before, after = {one.name: one for one in old}, {one.name: one for one in new}
        for name in dict.fromkeys([*before, *after]):
            one, other = before.get(name), after.get(name)
            here = one if other is None else other
            rules_ = () if reached is None else self._reached(reached, name)
            what, title = words.what(here), getattr(here, "title", "")
            lines = (getattr(one, "line", None), getattr(other, "line", None))
            if one is None or other is None:
                sort = Sort.ADDED if one is None else Sort.REMOVED
                self.running.append(Change(what, name, title, sort, tuple(words.alone(here)), rules_, *lines))
            elif not same(one, other):
                sentences = tuple(words.both(one, other))
                self.running.append(Change(what, name, title, Sort.CHANGED, sentences, rules_, *lines))
            said = [] if one is None or other is None else of_rule(one, other)
            if said:
                self.wording.append(Change(what, name, title, Sort.CHANGED, tuple(said), (), *lines))

    def _reached(self, kind: str, name: str) -> tuple[str, ...]:
        before, after = (getattr(one, kind).get(name, []) for one in (self.reach_old, self.reach_new))
        return tuple(dict.fromkeys([*after, *before]))

    def _rules(self) -> None:
        before = {(rule.what, rule.heading.name): rule for rule in rules(self.old)}
        after = {(rule.what, rule.heading.name): rule for rule in rules(self.new)}
        for key in dict.fromkeys([*before, *after]):
            self._rule(before.get(key), after.get(key))
        for what, families in self._orders():
            for name, side, other in moved(*families):
                rule = after[what, name]
                said = [f"stands {side} {wording.plain(other)} now"]
                self._add(rule, Sort.MOVED, said, before[what, name].heading.line, rule.heading.line)

    def _rule(self, old: Rule | None, new: Rule | None) -> None:
        if old is None or new is None:
            rule = old or new
            assert rule is not None
            vocabulary = (self.new if old is None else self.old).vocabulary
            lines = (None, rule.heading.line) if old is None else (rule.heading.line, None)
            sort = Sort.ADDED if old is None else Sort.REMOVED
            self._add(rule, sort, told(rule, vocabulary) if old is None else [], *lines)
            return
        sentences = running(old, new, self.old.vocabulary, self.new.vocabulary)
        lines_ = (old.heading.line, new.heading.line)
        if sentences:
            self._add(new, Sort.CHANGED, sentences, *lines_)
        said = tuple(of_rule(old.own, new.own))
        if said:
            heading = new.heading
            self.wording.append(Change(new.what, heading.name, heading.title, Sort.CHANGED, said, (), *lines_))

    def _claims(self) -> None:
        """The author's claims of every run: no run rests on them, so they stand with the wording."""
        before, after = ({one.heading.name: one for one in core.invariants} for core in (self.old, self.new))
        for name in dict.fromkeys([*before, *after]):
            old, new = before.get(name), after.get(name)
            here = new or old
            assert here is not None
            sort = Sort.CHANGED if old and new else Sort.REMOVED if old else Sort.ADDED
            sentences = of_claims(old, new) if old and new else [f"`{wording.claim(here)}`"]
            lines = tuple(None if one is None else one.heading.line for one in (old, new))
            if sentences:
                change = Change("claim", name, here.heading.title, sort, tuple(sentences), (), lines[0], lines[1])
                self.wording.append(change)

    def _add(self, rule: Rule, sort: Sort, sentences: Iterable[str], old: int | None, new: int | None) -> None:
        name, title = rule.heading.name, rule.heading.title
        change = Change(rule.what, name, title, sort, tuple(sentences), self._reached("rules", name), old, new)
        self.running.append(self._folded(change))

    def _folded(self, change: Change) -> Change:
        sentences = tuple(folded(change.sentences, self.concepts))
        return Change(
            change.what,
            change.name,
            change.title,
            change.sort,
            sentences,
            change.reaches,
            change.old_line,
            change.new_line,
        )

    def _orders(self) -> list[tuple[str, tuple[list[str], list[str]]]]:
        """The families whose order decides something: which stop speaks first, in which step a pathway begins."""
        stops = tuple([one.heading.name for one in core.stops] for core in (self.old, self.new))
        found: list[tuple[str, tuple[list[str], list[str]]]] = [("stop", (stops[0], stops[1]))]
        before = {one.name: one for one in self.old.pathways}
        for pathway in self.new.pathways:
            if pathway.name in before:
                steps = tuple([one.heading.name for one in every.steps] for every in (before[pathway.name], pathway))
                found.append(("step", (steps[0], steps[1])))
        return found


_FIRST = {
    "name": 0,
    "guideline": 0,
    "definition": 2,
    "parameter": 3,
    "parameter set": 3,
    **{kind.value: 4 for kind in (*Kind, *GroupKind)},
}


def _concept_alone(one: Concept) -> list[str]:
    return [f"in {one.unit}"] if one.unit is not None else []


def _group_alone(one: Group) -> list[str]:
    return [wording.several(map(wording.plain, one.members))]


def _parameter_alone(one: Parameter) -> list[str]:
    return [str(one.value)]


def _definition_alone(one: Definition) -> list[str]:
    return [f"`{declared.body(one)}`"]
