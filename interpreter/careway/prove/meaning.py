"""What the nodes of the core mean, as formulas over a patient's unknowns: docs/meaning.md, sections 2 to 4.

It says what `evaluate.judge` says, for a whole class of patients at once; a test holds the two together on random
timelines. What is not said here exactly (hours, `for at least`, `first time`, the state of a monitor) is left open:
then more patients are thought possible than there are, so that what is proved is so, and a witness is always replayed.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeVar, assert_never

import z3

from careway.ir import expressions as e
from careway.model.quantity import Quantity
from careway.model.terms import Comparison, DrugEdge, Edge, Operator, Pick
from careway.model.timeline import Presence
from careway.model.vocabulary import Kind
from careway.prove import symbols as s
from careway.prove.patient import SEXES, Slot
from careway.prove.selecting import Selecting
from careway.prove.symbols import Between, Bit, Kleene, Moment, both, either, no, number

T = TypeVar("T")


class Meaning(Selecting):
    """The meaning of nodes at the end of the day `now`. What a definition means is said once."""

    # --- criteria ----------------------------------------------------------------------------------------------------

    def criterion(self, node: e.Criterion) -> Kleene:
        """Whether a criterion holds now."""
        settled = self.settled.get(id(node))
        return self._criterion(node) if settled is None else settled

    def _criterion(self, node: e.Criterion) -> Kleene:
        match node:
            case e.All():
                return s.all_of([self.criterion(item) for item in node.items])
            case e.AnyOf():
                return s.any_of([self.criterion(item) for item in node.items])
            case e.AtLeast():
                return s.so_many_of(node.count, [self.criterion(item) for item in node.items])
            case e.Not():
                return s.negate(self.criterion(node.item))
            case e.Compare():
                return compare(node.comparison, self.value(node.left), self.value(node.right))
            case e.Found():
                hand = self._asked_of_record(node.concept, node.window)
                present = self._present(node) if hand is None else s.of(hand.says)
                return present if node.presence is Presence.PRESENT else s.negate(present)
            case e.Taking():
                return self.taking(node, node.drug, node.at_least)
            case e.Paused():
                return self.paused(node, node.drug, node.at_least)
            case e.Answered():
                return self._answered(node)
            case e.Recorded():
                drug = self._is_drug(node.series.concept)
                members = self.members(node.series)
                return s.of(s.at_least(node.count, [both(one.true, drug or slot.known) for one, slot in members]))
            case e.Exists():
                return self._exists(node)
            case e.InARow():
                return self._in_a_row(node)
            case e.Elapsed():
                return self._elapsed(node)
            case e.Happened():
                moment = self.moment(node.time)
                come = moment.day <= self.now
                return Kleene(both(moment.come, come), either(moment.not_yet, both(moment.come, no(come))))
            case e.Precedes():
                return self._precedes(node)
            case e.SexIs():
                sex = self.patient.sex
                return Kleene(
                    s.some(sex == SEXES.index(one) for one in node.values),
                    both(sex != 0, *(sex != SEXES.index(one) for one in node.values)),
                )
            case e.InStep():
                return s.of(s.some(self.position.active(step) for step in node.steps))
            case e.HeldFor():
                now = self.criterion(node.criterion)
                open_ = self.unread(node)
                return Kleene(both(open_.true, now.true), either(open_.false, now.false))
            case e.Monitoring():
                return s.of(self.unread(node).true)
            case e.DefinedCriterion():
                return self._defined(node.name, self.criterion)
            case _:
                assert_never(node)

    def _defined(self, name: str, ask: Callable[[Any], T]) -> T:
        """What a definition says: it does not speak of the record at hand."""
        found = self._said.get(name)
        if found is None:
            hand, self.at_hand = self.at_hand, None
            try:
                found = self._said[name] = ask(self.reading.definitions[name].body)
            finally:
                self.at_hand = hand
        result: T = found
        return result

    def _asked_of_record(self, concept: str, window: e.Window | None) -> Slot | None:
        hand = self.at_hand
        return hand if hand is not None and window is None and hand.concept == concept else None

    def _present(self, node: e.Found) -> Kleene:
        declared = self.reading.concepts[node.concept]
        nothing: Bit = declared.absent_unless_recorded
        if node.window is None:
            last = self.in_force(node.concept)
            current = [(both(condition, self.current(slot, declared)), slot) for condition, slot in last.choices]
            return Kleene(
                s.some(both(condition, slot.says) for condition, slot in current),
                either(
                    both(no(last.found), nothing), s.some(both(condition, no(slot.says)) for condition, slot in current)
                ),
            )
        members = self.members(e.Series(node.concept, None, node.window))
        present = s.some(both(truth.true, slot.says) for truth, slot in members)
        absent = s.some(both(truth.true, no(slot.says)) for truth, slot in members)
        possible = s.some(truth.unknown for truth, _ in members)
        return Kleene(present, both(no(present), no(possible), either(absent, nothing)))

    def _answered(self, node: e.Answered) -> Kleene:
        declared = self.reading.concepts[node.concept]
        wanted = [declared.values.index(value) for value in node.values if value in declared.values]

        def says(slot: Slot) -> Bit:
            return s.some(slot.answer == value for value in wanted)

        hand = self._asked_of_record(node.concept, node.window)
        if hand is not None:
            return s.of(says(hand))
        last = self.pick(e.Selection(Pick.LAST, e.Series(node.concept, None, node.window)))
        choices = [
            (both(condition, self.current(slot, declared)) if node.window is None else condition, slot)
            for condition, slot in last.choices
        ]
        return Kleene(
            s.some(both(condition, says(slot)) for condition, slot in choices),
            s.some(both(condition, no(says(slot))) for condition, slot in choices),
        )

    def _exists(self, node: e.Exists) -> Kleene:
        series = e.Series(node.series.concept, None, node.series.window)
        members = self.members(series)
        where = node.series.where
        judged = [truth if where is None else s.all_of((truth, self.candidate(where, slot))) for truth, slot in members]
        any_there = s.some(no(truth.false) for truth, _ in members)
        found = s.so_many_of(node.count, judged)
        return Kleene(both(any_there, found.true), both(any_there, found.false))

    def _in_a_row(self, node: e.InARow) -> Kleene:
        series = e.Series(node.series.concept, None, node.series.window)
        members = list(reversed(self.members(series)))
        where = node.series.where
        counted: list[Bit] = []
        true: list[Bit] = []
        false: list[Bit] = []
        for truth, slot in members:
            asked = both(no(truth.false), no(s.at_least(node.count, counted)))
            satisfied = s.YES if where is None else self.candidate(where, slot)
            true.append(either(no(asked), both(truth.true, satisfied.true)))
            false.append(both(asked, satisfied.false))
            counted.append(no(truth.false))
        return Kleene(both(s.at_least(node.count, counted), *true), s.some(false))

    def _elapsed(self, node: e.Elapsed) -> Kleene:
        since, length = self.moment(node.since), self.length(node.duration)
        come = both(since.come, since.day <= self.now)
        too_soon = either(since.not_yet, both(since.come, since.day > self.now))
        if length.by_clock:
            open_ = self.unread(node)
            return Kleene(both(come, open_.true), either(too_soon, both(come, open_.false)))
        end = self.patient.shifted(since.day, length, 1)
        passed = {
            Comparison.AT_LEAST: self.now >= end,
            Comparison.ABOVE: self.now > end,
            Comparison.AT_MOST: self.now <= end,
            Comparison.BELOW: self.now < end,
            Comparison.EQUAL: self.now == end,
        }[node.comparison]
        return Kleene(both(come, passed), either(too_soon, both(come, no(passed))))

    def _precedes(self, node: e.Precedes) -> Kleene:
        earlier, later = self.moment(node.earlier), self.moment(node.later)
        before = earlier.day <= later.day if node.on_day else earlier.day < later.day
        return Kleene(
            both(earlier.come, either(later.not_yet, both(later.come, before))),
            either(earlier.not_yet, both(earlier.come, later.come, no(before))),
        )

    # --- values ------------------------------------------------------------------------------------------------------

    def value(self, node: e.Value) -> Between:
        """The number of a value node now."""
        match node:
            case e.Literal():
                return s.known(number(node.value))
            case e.ParameterValue():
                parameter = self.reading.parameters[node.name]
                assert isinstance(parameter, Quantity)
                return s.known(number(parameter.value * node.factor))
            case e.ValueOf():
                return self._value_of(node.selection)
            case e.LimitOf():
                return self._limit_of(node)
            case e.CandidateValue():
                assert self.at_hand is not None
                return self._number_of(self.at_hand)
            case e.CandidateLimit():
                return self.limit(node.edge, node.concept, self.at_hand)
            case e.CurrentDose():
                return self._dose(node)
            case e.CountOf():
                return self._count(node.series)
            case e.Arithmetic():
                return self._combined(node)
            case e.Convert():
                return s.scale(self.value(node.value), node.factor)
            case e.DefinedValue():
                return self._defined(node.name, self.value)
            case _:
                assert_never(node)

    def _number_of(self, slot: Slot) -> Between:
        return s.known(slot.value, both(slot.says, slot.known) if self._is_drug(slot.concept) else slot.known)

    def _is_drug(self, concept: str) -> bool:
        return self.reading.concepts[concept].kind is Kind.DRUG

    def _value_of(self, selection: e.Selection) -> Between:
        if selection.pick in (Pick.HIGHEST, Pick.LOWEST):
            return self._extreme_value(selection)
        concept = self.reading.concepts[selection.series.concept]
        choices = []
        for condition, slot in self.pick(selection).choices:
            current = self.current(slot, concept) if selection.current else True
            choices.append((both(condition, current), self._number_of(slot)))
        return s.pick(choices)

    def _extreme_value(self, selection: e.Selection) -> Between:
        """The highest (or lowest) number within the bounds that the surely belonging records and the others set."""
        sign = Fraction(1 if selection.pick is Pick.HIGHEST else -1)
        sure, possible, open_ = [], [], []
        for truth, slot in self.members(selection.series):
            counts = slot.says if self._is_drug(slot.concept) else True
            value = s.scale(self._number_of(slot), sign)
            sure.append((both(truth.true, counts), value))
            possible.append((both(no(truth.false), counts), value))
            open_.append(both(no(truth.false), counts, no(value.has_high)))
        any_sure = s.some(condition for condition, _ in sure)
        low, has_low = _maximum(self, sure)
        high, has_high = _maximum(self, possible)
        found = Between(both(any_sure, has_low), low, both(any_sure, has_high, no(s.some(open_))), high)
        return s.scale(found, sign) if sign < 0 else found

    def _limit_of(self, node: e.LimitOf) -> Between:
        """The limit that goes with the record meant; where it is unclear which that is, the one that all have that it
        may be, if they have one."""
        picked = self.pick(node.selection)
        concept = node.selection.series.concept
        may_be = [(no(truth.false), slot) for truth, slot in self.members(node.selection.series)]
        limits = [(condition, self.limit(node.edge, concept, slot)) for condition, slot in may_be]
        before: Bit = True
        firsts: list[tuple[Bit, Between]] = []
        for condition, limit in limits:
            firsts.append((both(before, condition), limit))
            before = both(before, no(condition))
        first = s.pick(firsts)
        same = s.every(
            either(no(condition), both(limit.has_low, limit.low == first.low)) for condition, limit in limits
        )
        choices = [(condition, self.limit(node.edge, concept, slot)) for condition, slot in picked.choices]
        choices.append((both(picked.unclear, same), first))
        choices.append((both(no(picked.found), no(picked.unclear)), self.limit(node.edge, concept, None)))
        return s.pick(choices)

    def limit(self, edge: Edge, concept: str, slot: Slot | None) -> Between:
        """The ULN or LLN: that of the result's own reference range, else the one declared."""
        declared = self._declared(edge, concept)
        if slot is None:
            return declared
        has, own = (slot.has_high, slot.high) if edge is Edge.ULN else (slot.has_low, slot.low)
        if has is False:
            return declared
        return s.pick([(has, s.known(own)), (no(has), declared)])

    def _declared(self, edge: Edge, concept: str) -> Between:
        general: Between = s.NOTHING
        by_sex: list[tuple[Bit, Between]] = []
        for normal in self.reading.concepts[concept].normal:
            bound = normal.high if edge is Edge.ULN else normal.low
            if bound is None:
                continue
            if normal.sex is None:
                general = s.known(number(bound))
            else:
                by_sex.append((self.patient.sex == SEXES.index(normal.sex), s.known(number(bound))))
        if not by_sex:
            return general
        return s.pick([*by_sex, (no(s.some(condition for condition, _ in by_sex)), general)])

    def _dose(self, node: e.CurrentDose) -> Between:
        active = self.taking(node, node.drug)
        choices = [
            (both(active.true, condition), self._number_of(slot))
            for condition, slot in self.in_force(node.drug).choices
        ]
        return s.pick([*choices, (active.false, s.known(number(0)))])

    def _count(self, series: e.Series) -> Between:
        members = [truth for truth, _ in self.members(series)]
        low = z3.Sum([z3.If(_bool(truth.true), number(1), number(0)) for truth in members])
        if all(truth.unknown is False for truth in members):
            return s.known(low)
        high = z3.Sum([z3.If(_bool(no(truth.false)), number(1), number(0)) for truth in members])
        return Between(True, low, True, high)

    def _combined(self, node: e.Arithmetic) -> Between:
        left, right = self.value(node.left), self.value(node.right)
        match node.operator:
            case Operator.ADD:
                return s.add(left, right)
            case Operator.SUBTRACT:
                return s.add(left, s.minus(right))
            case Operator.MULTIPLY:
                for item, constant in ((left, right), (right, left)):
                    factor = _constant(constant)
                    if factor is not None:
                        return s.scale(item, factor)
                return self._nonlinear(left, right, lambda result: result == left.low * right.low, True)
            case Operator.DIVIDE:
                factor = _constant(right)
                if factor is not None:
                    return s.NOTHING if factor == 0 else s.scale(left, 1 / factor)
                return self._nonlinear(left, right, lambda result: result * right.low == left.low, right.low != 0)
            case _:
                assert_never(node.operator)

    def _nonlinear(self, left: Between, right: Between, fact: Callable[[s.Term], Bit], fine: Bit) -> Between:
        """The product or quotient of two numbers that are both unknowns; of spans nothing is said."""
        result = self.patient.real("result")
        if left.exact and right.exact:
            condition = both(left.has_low, right.has_low, fine)
            self.patient.facts.append(z3.Implies(_bool(condition), fact(result)))
            return s.known(result, condition)
        upper = self.patient.real("result")
        self.patient.left_open.add("arithmetic with a range")
        self.patient.facts.append(result <= upper)
        return Between(self.patient.bit("low"), result, self.patient.bit("high"), upper)

    # --- times -------------------------------------------------------------------------------------------------------

    def moment(self, node: e.Time) -> Moment:
        """When a time node says, as far as it is known now."""
        match node:
            case e.TimeOf():
                picked = self.pick(node.selection)
                choices = [(s.of(condition), slot.day) for condition, slot in picked.choices]
                found = s.first_of(choices)
                return Moment(found.come, found.day, picked.unclear)
            case e.DrugChange():
                return self._drug_change(node)
            case e.StepEntry():
                return self.position.entry(node.step, node.pick)
            case e.FirstTime():
                open_ = self.unread(node)
                day = self.unread_day(node)
                self.patient.facts.append(day <= self.now)
                return Moment(open_.true, day, open_.false)
            case e.Shifted():
                base, length = self.moment(node.time), self.length(node.duration)
                if not length.by_clock:
                    return Moment(base.come, self.patient.shifted(base.day, length, node.sign), base.unclear)
                self.patient.left_open.add("hours")
                day = self.unread_day(node)
                return Moment(base.come, day, base.unclear)
            case e.Birth():
                known = self.patient.born_known
                return Moment(known, self.patient.born, no(known))
            case e.DefinedTime():
                return self._defined(node.name, self.moment)
            case _:
                assert_never(node)

    def _drug_change(self, node: e.DrugChange) -> Moment:
        changes = self.changes(node.drug, start=node.edge is DrugEdge.START)
        if node.pick is not Pick.FIRST:
            changes.reverse()
        return s.first_of(
            [(s.all_of((s.of(condition), self.inside(node.window, slot.day))), slot.day) for condition, slot in changes]
        )


def compare(comparison: Comparison, left: Between, right: Between) -> Kleene:
    """Two numbers compared."""
    match comparison:
        case Comparison.AT_LEAST:
            return s.reaches(left, right)
        case Comparison.ABOVE:
            return s.exceeds(left, right)
        case Comparison.AT_MOST:
            return s.reaches(right, left)
        case Comparison.BELOW:
            return s.exceeds(right, left)
        case Comparison.EQUAL:
            return s.all_of((s.reaches(left, right), s.reaches(right, left)))
        case _:
            assert_never(comparison)


def _maximum(meaning: Meaning, items: list[tuple[Bit, Between]]) -> tuple[s.Term, Bit]:
    """The highest of the numbers that are there and known, and whether there is any."""
    counted = [(both(condition, item.has_low), item.low) for condition, item in items]
    highest = meaning.patient.real("highest")
    any_there = s.some(condition for condition, _ in counted)
    facts = [z3.Implies(_bool(condition), highest >= value) for condition, value in counted]
    one = s.some(both(condition, highest == value) for condition, value in counted)
    meaning.patient.facts += [*facts, either(no(any_there), one)]
    return highest, any_there


def _bool(item: Bit) -> Bit:
    return z3.BoolVal(item) if isinstance(item, bool) else item


def _constant(item: Between) -> Fraction | None:
    if item.exact and item.has_low is True and z3.is_rational_value(item.low):
        return Fraction(item.low.numerator_as_long(), item.low.denominator_as_long())
    return None
