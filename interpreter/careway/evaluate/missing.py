"""What would decide a rule that is unknown: the smallest set of missing data, and the value at which it would flip.

The criterion is reduced to its undecided atoms, each with the data that it lacks. A set of data decides the rule when,
whatever the atoms that it settles turn out to be, Kleene's tables leave nothing unknown. Atoms are taken as
independent, which can only make a set larger than it need be, never wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import combinations, product
from math import ceil, floor
from typing import assert_never

from careway.base.record import record
from careway.evaluate import phrases
from careway.evaluate.judge import CRITERIA, VALUES, Judge
from careway.evaluate.moment import NotYet, Unclear
from careway.evaluate.reasons import Explainer
from careway.evaluate.result import Wanted
from careway.ir import expressions as e
from careway.ir import wording
from careway.model import truth
from careway.model.quantity import show
from careway.model.terms import Comparison, Operator
from careway.model.timeline import Event
from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth

_MOST_ITEMS = 12
_MOST_TOGETHER = 4
_MOST_ATOMS = 10


@record
class Item:
    """A missing datum: `key` tells it apart, `node` is the value node that lacks it, where it is a number."""

    key: str
    what: str
    why: str
    concept: str | None
    node: e.Value | None = None


@record
class Known:
    """A part of the criterion that is decided."""

    truth: Truth


@record
class Atom:
    """An undecided leaf and the data that it lacks."""

    place: int
    node: e.Criterion
    items: tuple[Item, ...]


@record
class Gate:
    """Parts combined: at least `count` of them (all: their number, any: 1), turned round with `negated`."""

    count: int
    parts: tuple[Part, ...]
    negated: bool


Part = Known | Atom | Gate


@record
class Gap:
    """What would decide a rule, and how it stands in one sentence."""

    wanted: tuple[Wanted, ...]
    sentence: str


class Searcher:
    """Finds what is missing, with the judge and explainer of the instant at hand."""

    def __init__(self, judge: Judge, explainer: Explainer) -> None:
        self.judge = judge
        self.explainer = explainer

    def gap(self, node: e.Criterion, verb: str) -> Gap:
        """What would decide a criterion that is unknown now. `verb` is what follows if it is true (`stops`)."""
        atoms: list[Atom] = []
        part = self._reduce(node, atoms)
        items = _distinct(item for atom in atoms for item in atom.items)
        chosen = self._smallest(part, atoms, items)
        wanted = tuple(self._wanted(part, atoms, item, chosen) for item in chosen)
        return Gap(wanted, self._sentence(atoms, chosen, wanted, verb))

    # --- reduction --------------------------------------------------------------------------------------------------

    def _reduce(self, node: e.Criterion, atoms: list[Atom]) -> Part:
        holds = self.judge.criterion(node)
        if holds is not UNKNOWN:
            return Known(holds)
        match node:
            case e.All():
                return Gate(len(node.items), tuple(self._reduce(item, atoms) for item in node.items), False)
            case e.AnyOf():
                return Gate(1, tuple(self._reduce(item, atoms) for item in node.items), False)
            case e.AtLeast():
                return Gate(node.count, tuple(self._reduce(item, atoms) for item in node.items), False)
            case e.Not():
                return Gate(1, (self._reduce(node.item, atoms),), True)
            case e.DefinedCriterion():
                body = self.judge.definitions[node.name].body
                assert isinstance(body, CRITERIA)
                return self._reduce(body, atoms)
            case e.HeldFor() if self.judge.criterion(node.criterion) is UNKNOWN:
                return self._reduce(node.criterion, atoms)
            case _:
                atom = Atom(len(atoms), node, self._lacks(node))
                atoms.append(atom)
                return atom

    def _lacks(self, node: e.Criterion) -> tuple[Item, ...]:
        """The data that an undecided leaf lacks."""
        match node:
            case e.Compare():
                found = _distinct((*self._lacks_value(node.left), *self._lacks_value(node.right)))
                return found or (self._inexact(node),)
            case e.Found():
                return (self._record(node.concept, node.window),)
            case e.Taking() | e.Paused():
                return (
                    Item(
                        f"drug {node.drug}",
                        f"whether {wording.plain(node.drug)} is taken",
                        f"no current record of {wording.plain(node.drug)}",
                        node.drug,
                    ),
                )
            case e.Answered():
                return (self._record(node.concept, node.window),)
            case e.Exists() | e.InARow():
                return (self._record(node.series.concept, node.series.window),)
            case e.Elapsed():
                return self._lacks_time(node.since)
            case e.Happened():
                return self._lacks_time(node.time)
            case e.Precedes():
                return _distinct((*self._lacks_time(node.earlier), *self._lacks_time(node.later)))
            case e.SexIs():
                return (Item("sex", "the patient's sex", "sex is not recorded", None),)
            case e.HeldFor():
                return (Item(f"course {id(node)}", "results closer together", "the course leaves it open", None),)
            case e.All() | e.AnyOf() | e.AtLeast() | e.Not() | e.DefinedCriterion():
                raise AssertionError("not a leaf")
            case e.Recorded() | e.InStep() | e.Monitoring():
                raise AssertionError("never unknown")
            case _:
                assert_never(node)

    def _record(self, concept: str, window: e.Window | None) -> Item:
        declared = self.judge.chart.concepts[concept]
        name = phrases.called(declared)
        where = wording.window(window)
        held = self.judge.chart.records[concept].count(self.judge.now)
        why = f"{name} not recorded {where}".rstrip() if window is not None or not held else f"no current {name}"
        what = declared.title if declared.values == ("yes", "no") else name
        return Item(f"record {concept} {where}", what, why, concept)

    def _inexact(self, node: e.Compare) -> Item:
        left = self.explainer.number(node.left)
        return Item(f"exact {left.text}", "an exact value", f"{left.text} leaves it open", None)

    def _lacks_value(self, node: e.Value) -> tuple[Item, ...]:
        if self.judge.value(node) is not None:
            return ()
        match node:
            case e.ValueOf():
                return (self._lacks_result(node),)
            case e.DefinedValue():
                body = self.judge.definitions[node.name].body
                assert isinstance(body, VALUES)
                if isinstance(body, e.ValueOf):
                    words = node.name.split(" of ")
                    what = " ".join(wording.plain(word) for word in (words if len(words) == 2 else [node.name]))
                    inner = self._lacks_result(body)
                    return (
                        Item(f"defined {node.name}", what, f"{what} is missing ({inner.why})", inner.concept, node),
                    )
                return self._lacks_value(body)
            case e.LimitOf():
                concept = node.selection.series.concept
                what = f"{node.edge.value} of {wording.plain(concept)}"
                return (Item(f"limit {what}", what, f"no {what} is known", concept, node),)
            case e.Arithmetic():
                return (*self._lacks_value(node.left), *self._lacks_value(node.right))
            case e.Convert():
                return self._lacks_value(node.value)
            case e.CurrentDose():
                what = f"dose of {wording.plain(node.drug)}"
                return (Item(f"dose {node.drug}", what, f"the {what} is not known", node.drug, node),)
            case e.Literal() | e.ParameterValue() | e.CountOf() | e.CandidateValue() | e.CandidateLimit():
                return ()
            case _:
                assert_never(node)

    def _lacks_result(self, node: e.ValueOf) -> Item:
        selection = node.selection
        picked = self.judge.pick(selection)
        if isinstance(picked, Event):
            why = self.explainer.why_no_value(selection, picked)
        else:
            why = self.explainer.why_none(selection, picked)
        declared = self.judge.chart.concepts[selection.series.concept]
        plain_last = selection.series.window is None and selection.series.where is None
        what = phrases.long_name(declared) if plain_last else wording.selection(selection)
        return Item(f"value {wording.selection(selection)}", what, why, declared.name, node)

    def _lacks_time(self, node: e.Time) -> tuple[Item, ...]:
        moment = self.judge.moment(node)
        if isinstance(moment, NotYet):
            return ()
        what = f"the date of {wording.time(node)}"
        why = f"when {wording.time(node)} was is not clear" if isinstance(moment, Unclear) else f"{what} is not exact"
        if isinstance(node, e.Birth):
            what, why = "the date of birth", "the date of birth is not known"
        return (Item(f"time {wording.time(node)}", what, why, None),)

    # --- search -----------------------------------------------------------------------------------------------------

    def _smallest(self, part: Part, atoms: list[Atom], items: tuple[Item, ...]) -> tuple[Item, ...]:
        if len(items) > _MOST_ITEMS:
            return items
        for size in range(1, min(_MOST_TOGETHER, len(items)) + 1):
            for chosen in combinations(items, size):
                if _decides(part, atoms, {item.key for item in chosen}):
                    return chosen
        return items

    def _wanted(self, part: Part, atoms: list[Atom], item: Item, chosen: tuple[Item, ...]) -> Wanted:
        """One missing datum, with the value at which it alone would make the rule true."""
        flips = None
        if item.node is not None:
            for atom in atoms:
                lacks_only = isinstance(atom.node, e.Compare) and {i.key for i in atom.items} == {item.key}
                if lacks_only and _value(part, {atom.place: TRUE}) is TRUE:
                    assert isinstance(atom.node, e.Compare)
                    flips = self._flip(atom.node, item)
                    if flips is not None:
                        break
        return Wanted(item.what, item.why, item.concept, flips)

    def _flip(self, node: e.Compare, item: Item) -> str | None:
        left, right = self._affine(node.left, item), self._affine(node.right, item)
        if left is None or right is None or left[1] == right[1]:
            return None
        slope = left[1] - right[1]
        bound = (right[0] - left[0]) / slope
        comparison = node.comparison if slope > 0 else _TURNED[node.comparison]
        assert item.node is not None
        unit = item.node.unit
        return _bound_text(comparison, bound, unit, self._places(item, bound))

    def _places(self, item: Item, bound: Fraction) -> int:
        """To how many decimals results of this kind are reported here."""
        places = 0
        if item.concept is not None:
            for event in self.judge.chart.records[item.concept].events:
                point = getattr(getattr(event.value, "span", None), "point", None)
                while isinstance(point, Fraction) and places < 4 and (point * 10**places).denominator != 1:
                    places += 1
        for exact in range(places, 4):
            if (bound * 10**exact).denominator == 1:
                return exact
        return places

    def _affine(self, node: e.Value, item: Item) -> tuple[Fraction, Fraction] | None:
        """A number as a + b × the missing one."""
        if node == item.node:
            return Fraction(0), Fraction(1)
        span = self.judge.value(node)
        if span is not None:
            return None if span.point is None else (span.point, Fraction(0))
        match node:
            case e.Arithmetic():
                left, right = self._affine(node.left, item), self._affine(node.right, item)
                if left is None or right is None:
                    return None
                return _combine(node.operator, left, right)
            case e.Convert():
                inner = self._affine(node.value, item)
                return None if inner is None else (inner[0] * node.factor, inner[1] * node.factor)
            case e.DefinedValue():
                body = self.judge.definitions[node.name].body
                assert isinstance(body, VALUES)
                return self._affine(body, item)
            case _:
                return None

    def _sentence(self, atoms: list[Atom], chosen: tuple[Item, ...], wanted: tuple[Wanted, ...], verb: str) -> str:
        parts: list[str] = []
        for item, want in zip(chosen, wanted, strict=True):
            why = want.why
            if want.flips is None:
                parts.append(why)
                continue
            known = next((self._known_side(atom.node, item) for atom in atoms if item in atom.items), "")
            if isinstance(item.node, e.DefinedValue):
                parts.append(f"{known}{verb} if the {want.what} was {want.flips}; {why}")
            else:
                parts.append(f"{why}; {verb} if {want.what} is {want.flips}")
        return _distinct_text(parts)

    def _known_side(self, node: e.Criterion, item: Item) -> str:
        if not isinstance(node, e.Compare):
            return ""
        for side in (node.left, node.right):
            if self.judge.value(side) is not None and not isinstance(side, e.Literal):
                return f"{self.explainer.number(side).text}: "
        return ""


_TURNED = {
    Comparison.AT_LEAST: Comparison.AT_MOST,
    Comparison.ABOVE: Comparison.BELOW,
    Comparison.AT_MOST: Comparison.AT_LEAST,
    Comparison.BELOW: Comparison.ABOVE,
    Comparison.EQUAL: Comparison.EQUAL,
}


def _bound_text(comparison: Comparison, bound: Fraction, unit: str, places: int) -> str:
    """A bound as a clinician reads it, rounded to the decimals in use so that what it says stays true."""
    scale = 10**places
    up, down = Fraction(ceil(bound * scale), scale), Fraction(floor(bound * scale), scale)
    match comparison:
        case Comparison.AT_LEAST:
            return f"{show(up, unit)} or more"
        case Comparison.ABOVE:
            return f"more than {show(down, unit)}"
        case Comparison.AT_MOST:
            return f"{show(down, unit)} or less"
        case Comparison.BELOW:
            return f"less than {show(up, unit)}"
        case Comparison.EQUAL:
            return f"exactly {show(bound, unit)}"
        case _:
            assert_never(comparison)


def _combine(
    operator: Operator, left: tuple[Fraction, Fraction], right: tuple[Fraction, Fraction]
) -> tuple[Fraction, Fraction] | None:
    match operator:
        case Operator.ADD:
            return left[0] + right[0], left[1] + right[1]
        case Operator.SUBTRACT:
            return left[0] - right[0], left[1] - right[1]
        case Operator.MULTIPLY:
            if left[1] and right[1]:
                return None
            if left[1]:
                left, right = right, left
            return left[0] * right[0], left[0] * right[1]
        case Operator.DIVIDE:
            if right[1] or right[0] == 0:
                return None
            return left[0] / right[0], left[1] / right[0]
        case _:
            assert_never(operator)


def _value(part: Part, settled: dict[int, Truth]) -> Truth:
    match part:
        case Known():
            return part.truth
        case Atom():
            return settled.get(part.place, UNKNOWN)
        case Gate():
            result = truth.at_least(part.count, [_value(item, settled) for item in part.parts])
            return truth.negate(result) if part.negated else result
        case _:
            assert_never(part)


def _decides(part: Part, atoms: list[Atom], keys: set[str]) -> bool:
    settled = [atom.place for atom in atoms if all(item.key in keys for item in atom.items)]
    if not settled or len(settled) > _MOST_ATOMS:
        return False
    return all(
        _value(part, dict(zip(settled, outcome, strict=True))) is not UNKNOWN
        for outcome in product((TRUE, FALSE), repeat=len(settled))
    )


def _distinct(items: Iterable[Item]) -> tuple[Item, ...]:
    found: dict[str, Item] = {}
    for item in items:
        found.setdefault(item.key, item)
    return tuple(found.values())


def _distinct_text(parts: list[str]) -> str:
    return "; ".join(dict.fromkeys(parts))
