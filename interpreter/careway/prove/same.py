"""Whether two guidelines say the same of every patient: a proof, with its reason in words, or none.

In: two cores that differ a little. Out: the reason why every run of the two is the same, within bounds that it names;
None where that is not so or could not be shown. Rule by rule: where each expression that differs, or rests on something
that does, has the same truth, number or time in both wherever it is judged, no run can part from the other, since both
have come the same way so far. What the formulas leave open (hours, `for at least`, `first time`, a monitor's state) is
the same in both only where nothing below it has changed; order within a day is never relied on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil
from typing import Any, get_args

import z3

from careway.base.record import record
from careway.differences.bare import same
from careway.evaluate.run import resolve
from careway.ir import expressions as e
from careway.ir import nodes as n
from careway.ir import wording
from careway.ir.reads import walk
from careway.model.quantity import Quantity
from careway.model.time import Duration
from careway.model.vocabulary import Concept
from careway.prove.alone import answer
from careway.prove.free import Decision, differ
from careway.prove.meaning import Meaning
from careway.prove.pairs import ANYWHERE, Apart, Asked, Question, Settled, Unlike, questions
from careway.prove.symbols import Bit, both, either, no, some

RECORDS = 4
_MOST = 8
_EFFORT = 30_000_000
"""How long the solver works on one question, in its own steps: the same on every machine."""
_READ = ("current_for", "normal", "absent_unless_recorded")
"""What of a concept the formulas read as it is declared."""
_VALUES, _TIMES = get_args(e.Value), get_args(e.Time)
_COUNTING = (e.Recorded, e.Exists, e.InARow)


def equivalent(old: n.Guideline, new: n.Guideline, mutant: object = None) -> str | None:
    """Why the two say the same of every patient; None where that is not shown."""
    try:
        return _Proof(old, new).reason()
    except Unlike:
        return None


@record
class Names:
    """What a guideline reads a patient with, by name."""

    concepts: Mapping[str, Concept]
    definitions: Mapping[str, n.Definition]
    parameters: Mapping[str, Quantity | Duration]


def names_of(core: n.Guideline, population: str | None) -> Names:
    """What a guideline reads a patient with, for one population."""
    return Names(
        {concept.name: concept for concept in core.vocabulary.concepts},
        {definition.name: definition for definition in core.definitions},
        resolve(core, population, {}),
    )


class Comparison:
    """Two guidelines with the parameters of one population: which of their names mean something else, and which of
    their expressions may."""

    def __init__(self, old: n.Guideline, new: n.Guideline, population: str | None) -> None:
        self.old, self.new = old, new
        self.reads, self.other = names_of(old, population), names_of(new, population)
        self.concepts = _changed_concepts(old, new)
        mine, theirs = self.reads.parameters, self.other.parameters
        self.parameters = {name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name)}
        self.definitions: set[str] = set()
        """Definitions that say, or may say, something else."""
        self._by_order: set[str] = set()

    def touched(self, *roots: object) -> bool:
        """Whether nodes speak of something that means, or may mean, something else."""
        for root in roots:
            for node in walk(root):
                match node:
                    case e.DefinedCriterion(name=name) | e.DefinedValue(name=name) | e.DefinedTime(name=name):
                        if name in self.definitions:
                            return True
                    case e.ParameterValue(name=name) | e.ParameterDuration(name=name):
                        if name in self.parameters:
                            return True
                    case e.Taking(drug=name) | e.Paused(drug=name) | e.CurrentDose(drug=name) | e.DrugChange(drug=name):
                        if name in self.concepts:
                            return True
                    case _:
                        if getattr(node, "concept", None) in self.concepts:
                            return True
        return False

    def unlike(self, old: object, new: object) -> bool:
        """Whether two expressions say, or may say, something else."""
        return not same(old, new) or self.touched(old, new)

    def rests_on_order(self, old: object, new: object) -> bool:
        """Whether two expressions may differ by the order of records within a day, which the formulas do not know."""
        named = {getattr(node, "name", None) for node in walk((old, new))}
        return _within_a_day(old, new) or bool(named & self._by_order)

    def changes(self, old: n.Definition, new: n.Definition) -> None:
        """Keep in mind that a definition says, or may say, something else."""
        self.definitions.add(old.name)
        if self.rests_on_order(old.body, new.body):
            self._by_order.add(old.name)

    def definitions_in_order(self) -> Iterator[tuple[n.Definition, n.Definition]]:
        """The definitions of both, those that others use first."""
        for name, definition in self.other.definitions.items():
            if name in self.reads.definitions:
                yield self.reads.definitions[name], definition
            else:
                self.definitions.add(name)


def _changed_concepts(old: n.Guideline, new: n.Guideline) -> set[str]:
    """The concepts that are read in another way; Unlike where that is not only in what the formulas read."""
    if old.vocabulary is new.vocabulary:
        return set()
    mine = {concept.name: concept for concept in old.vocabulary.concepts}
    theirs = {concept.name: concept for concept in new.vocabulary.concepts}
    if list(mine) != list(theirs) or not same(old.vocabulary.groups, new.vocabulary.groups):
        raise Unlike
    changed = {name for name in mine if not same(mine[name], theirs[name])}
    for name in changed:
        for field in mine[name].__match_args__:
            if field not in (*_READ, "title", "line") and getattr(mine[name], field) != getattr(theirs[name], field):
                raise Unlike
    for node in walk(old):
        match node:
            case n.AdviseDose(drug=drug) | n.Interruption(drug=drug):
                spoken = {drug}
            case n.AdviseDrug(drugs=drugs) | n.AdviseConsider(drugs=drugs):
                spoken = set(drugs)
            case _:
                continue
        if spoken & changed:
            raise Unlike  # what was taken is held against advice, whichever rule asks for it
    return changed


class _Proof:
    """The proof that two guidelines say the same, as far as it goes."""

    def __init__(self, old: n.Guideline, new: n.Guideline) -> None:
        self.old, self.new = old, new
        self.shown: dict[str, None] = {}
        self.apart: dict[str, None] = {}
        self.settled: dict[str, None] = {}
        self.most = RECORDS
        self.declared = False

    def reason(self) -> str:
        """Why the two say the same; Unlike where that is not shown."""
        if [one.name for one in self.old.sets] != [one.name for one in self.new.sets]:
            raise Unlike
        asked = list(questions(self.old, self.new))
        for population in (None, *(one.name for one in self.old.sets)):
            self._compare(Comparison(self.old, self.new, population), asked)
        return self._words()

    def _words(self) -> str:
        if not self.shown and not self.apart:
            return wording.several(self.settled) or "nothing that is decided rests on it"
        several = len(self.shown) > 1
        said = [f"{wording.several(self.shown)} {'say' if several else 'says'} the same"] if self.shown else []
        said += [f"{rule} is never true together with what it is looked at before or after" for rule in self.apart]
        declared = ", with the parameters as declared" if self.declared else ""
        whom = f"every patient with up to {self.most} records of each kind, at most one a day and known by its date"
        return f"for {whom}{declared}, {' and '.join([*said, *self.settled])}"

    def _compare(self, comparison: Comparison, asked: list[Question]) -> None:
        for length in _lengths(self.old):
            if comparison.touched(length):
                raise Unlike
        for definition, other in comparison.definitions_in_order():
            one, two = definition.body, other.body
            if not comparison.unlike(one, two):
                continue
            if self._same(comparison, Asked(definition.name, one, two, ANYWHERE)):
                self.shown[definition.shown] = None
            else:
                comparison.changes(definition, other)
        for question in asked:
            match question:
                case Asked() if not comparison.unlike(question.old, question.new):
                    continue
                case Asked():
                    if not self._same(comparison, question):
                        raise Unlike
                    self.shown[question.rule] = None
                case Settled():
                    self.settled[f"{question.why} ({question.rule})"] = None
                case Apart():
                    if not self._never_both(comparison, question):
                        raise Unlike
                    self.apart[question.rule] = None

    def _same(self, comparison: Comparison, asked: Asked) -> bool:
        """Whether two expressions are shown to say the same wherever they are judged."""
        if comparison.rests_on_order(asked.old, asked.new):
            return False
        inner = _inner(asked.old, asked.new)
        if inner is not None:
            return self._same(comparison, Asked(asked.rule, *inner, ANYWHERE))
        bodies = _with_definitions(comparison, (asked.old, *asked.place.over), asked.new)
        if any(_is_open(node) and comparison.touched(node) for node in walk(bodies)):
            return False
        decision = self._decision(comparison, bodies)
        here, there = decision.here, decision.here.as_read_by(comparison.other)
        return _impossible(decision, asked, [some(apart(asked, here, there))])

    def _never_both(self, comparison: Comparison, asked: Apart) -> bool:
        decision = self._decision(comparison, _with_definitions(comparison, asked.one, asked.other))
        both_true = both(*(decision.here.criterion(node).true for node in (asked.one, asked.other)))
        return _impossible(decision, asked, [both_true])

    def _decision(self, comparison: Comparison, bodies: tuple[object, ...]) -> Decision:
        nodes = list(walk(bodies))
        counts = [node.count for node in nodes if isinstance(node, _COUNTING)]
        if any(isinstance(node, e.CountOf) for node in nodes):
            counts += [ceil(node.value) for node in nodes if isinstance(node, e.Literal) and node.unit == "1"]
        most = max([RECORDS, *(count + 2 for count in counts)])
        if most > _MOST:
            raise Unlike
        self.most = max(self.most, most)
        self.declared = self.declared or any(isinstance(node, e.ParameterValue | e.ParameterDuration) for node in nodes)
        return Decision(self.old, comparison.reads.parameters, most)


def _lengths(core: n.Guideline) -> Iterator[e.Length]:
    """The lengths of time outside of expressions."""
    for node in walk(core):
        match node:
            case n.Phase(length=length) | n.Interruption(length=length) | n.Transition(after=length):
                if length is not None:
                    yield length
            case _:
                pass


def _with_definitions(comparison: Comparison, old: object, new: object) -> tuple[object, ...]:
    """Two expressions and all definitions that they rest on."""
    found: list[object] = [old, new]
    seen: set[tuple[int, str]] = set()
    stack: list[tuple[object, Names]] = [(old, comparison.reads), (new, comparison.other)]
    while stack:
        root, names = stack.pop()
        for node in walk(root):
            if isinstance(node, e.DefinedCriterion | e.DefinedValue | e.DefinedTime):
                key = (id(names), node.name)
                if key not in seen:
                    seen.add(key)
                    body = names.definitions[node.name].body
                    found.append(body)
                    stack.append((body, names))
    return tuple(found)


def _is_open(node: object) -> bool:
    """Whether the formulas do not say exactly what a node means."""
    if isinstance(node, e.HeldFor | e.FirstTime):
        return True
    return any(isinstance(part, Duration) and part.by_clock for part in _parts(node))


def _parts(node: object) -> Iterator[object]:
    for name in getattr(node, "__match_args__", ()):
        yield getattr(node, name)


def _within_a_day(old: object, new: object) -> bool:
    """Whether two expressions differ in whether the very day counts: that rests on the order of records within it."""
    return _edges(old) != _edges(new) and len(_edges(old)) == len(_edges(new))


def _edges(root: object) -> list[object]:
    found: list[object] = []
    for node in walk(root):
        match node:
            case e.Bound():
                found.append((node.inclusive, node.by_day))
            case e.Precedes():
                found.append(node.on_day)
            case _:
                pass
    return found


def _inner(old: Any, new: Any) -> tuple[Any, Any] | None:
    """Where only the criterion of a `first time` or `for at least` differs: its two forms."""
    if any(isinstance(node, e.CandidateValue | e.CandidateLimit) for node in walk((old, new))):
        return None  # it may speak of the record at hand
    while type(old) is type(new) and not isinstance(old, tuple):
        different = [(one, two) for one, two in zip(_parts(old), _parts(new), strict=True) if one is not two]
        if len(different) != 1:
            return None
        one, two = different[0]
        if isinstance(old, e.HeldFor | e.FirstTime) and one is old.criterion:
            return one, two
        if isinstance(one, tuple) and isinstance(two, tuple) and len(one) == len(two):
            items = [(a, b) for a, b in zip(one, two, strict=True) if a is not b]
            if len(items) != 1:
                return None
            one, two = items[0]
        old, new = one, two
    return None


def apart(asked: Asked, here: Meaning, there: Meaning) -> tuple[Bit, Bit]:
    """That two expressions say something else: of truth that it is so, of a number that it is another, of a time that
    it has come; and that what one knows is unknown to the other."""
    old, new = asked.old, asked.new
    alone = no(some(here.criterion(node).true for node in asked.place.over))
    if isinstance(old, _VALUES):
        one, other = here.value(old), there.value(new)
        low = both(one.has_low, other.has_low, one.low != other.low)
        high = both(one.has_high, other.has_high, one.high != other.high)
        known = either(differ(one.has_low, other.has_low), differ(one.has_high, other.has_high))
        return both(alone, either(low, high)), both(alone, known)
    if isinstance(old, _TIMES):
        moment, twin = here.moment(old), there.moment(new)
        days = both(moment.come, twin.come, moment.day != twin.day)
        return either(differ(moment.come, twin.come), days), differ(moment.unclear, twin.unclear)
    truth, second = here.criterion(old), there.criterion(new)
    return both(alone, differ(truth.true, second.true)), differ(truth.unknown, second.unknown)


def _impossible(decision: Decision, asked: Asked | Apart, goal: list[Bit]) -> bool:
    """Whether nobody is as the goal says: of all patients, or of those for whom the rule is judged."""
    solver = z3.Solver()
    solver.add(*(_open(item) for item in goal), *(_open(item) for item in decision.patient.facts))
    told = len(decision.patient.facts)
    if answer(solver, _EFFORT) == z3.unsat:
        return True
    if asked.place == ANYWHERE:
        return False
    for premises in (decision.premises, decision.silence):
        solver.add(*(_open(item) for item in premises(asked.place)))
        solver.add(*(_open(item) for item in decision.patient.facts[told:]))
        told = len(decision.patient.facts)
        if answer(solver, _EFFORT) == z3.unsat:
            return True
    return False


def _open(item: Bit) -> Bit:
    return z3.BoolVal(item) if isinstance(item, bool) else item
