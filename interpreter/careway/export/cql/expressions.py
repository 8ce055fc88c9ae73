"""The expressions of the core in CQL: criteria, numbers, times and selections, node by node.

Each is an expression of one variable, `at`: the instant at which it is asked, the instant up to which records are
known, and the steps entered so far. Its truth is true, false or null, as the records library says.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cached_property
from typing import assert_never

from careway.export.cql.prelude import TYPES
from careway.export.cql.spelling import RECORDS, call, decimal, duration, listed, name, text, truth
from careway.export.cql.unit_rows import UnitRow, result_units
from careway.ir import expressions as e
from careway.ir.nodes import Guideline
from careway.ir.reads import Reads, definition_reads, reads_of
from careway.model.quantity import Quantity
from careway.model.terms import Comparison, DrugEdge, Edge, MonitorState, Operator, Pick
from careway.model.time import Duration
from careway.model.timeline import Presence
from careway.model.vocabulary import Concept, Worse

AT = "at"
_ARITHMETIC = {
    Operator.ADD: "Plus",
    Operator.SUBTRACT: "Minus",
    Operator.MULTIPLY: "Times",
    Operator.DIVIDE: "Over",
}


def at_name(of: str) -> str:
    """The function that gives what a name means at an instant."""
    return f"{of} at"


def asked(of: str, when: str = AT) -> str:
    """A call of such a function."""
    return f"{name(at_name(of))}({when})"


def instant(now: str, told: str, stays: str) -> str:
    """What is asked at an instant, of records known up to another, after these stays in steps."""
    return call("As Known", now, told, stays)


def records_of(concept: str) -> str:
    """The definition of a concept's records."""
    return name(f"Records of {concept}")


def limit_of(edge: Edge, concept: str) -> str:
    """The definition of a concept's declared limit."""
    return name(f"{edge.value} of {concept}")


class Phrases:
    """Spells the expressions of one core."""

    def __init__(self, core: Guideline) -> None:
        self.core = core
        self.concepts: dict[str, Concept] = {concept.name: concept for concept in core.vocabulary.concepts}
        self._reads = definition_reads(core.definitions)
        self.parameters = {parameter.name: parameter for parameter in core.parameters}
        self._hand: tuple[str, str] | None = None
        """The concept and the alias of the record at hand, inside a series' own criterion."""
        self._lifted: list[tuple[str, str]] | None = None
        """What does not depend on the record at hand, with its type: it is asked once and not of each record."""
        self.parts: dict[str, str] = {}
        """Functions that the expressions need: the series, by name, each with its text."""
        self.looks: dict[str, e.Criterion] = {}
        """The criteria that are asked of the past, by name."""

    # --- lengths ----------------------------------------------------------------------------------------------------

    def length(self, length: e.Length) -> str:
        """A duration, also one that a parameter holds."""
        return duration(length) if isinstance(length, Duration) else name(f"Value of {length.name}")

    def by_clock(self, length: e.Length) -> bool:
        """Whether a duration is counted by the clock."""
        if isinstance(length, Duration):
            return length.by_clock
        value = self.parameters[length.name].value
        return isinstance(value, Duration) and value.by_clock

    # --- selections -------------------------------------------------------------------------------------------------

    def known(self, concept: str) -> str:
        """The records of a concept that are known."""
        return call("Known At", records_of(concept), AT)

    def series(self, series: e.Series) -> str:
        """The records of a series, each with whether it belongs to it."""
        if series.window is None and series.where is None:
            return self.known(series.concept)

        def inside() -> str:
            parts = self._inside(series.window, "R.first", "R.last")
            if series.where is not None:
                parts.append(self.criterion(series.where))
            return f"({self.known(series.concept)}) R\n  return all {call('If', 'R', _both(parts))}"

        return self._of_each(series.concept, "R", inside, f"records of {series.concept}")

    def _of_each(self, concept: str, alias: str, spell: Callable[[], str], called: str) -> str:
        """A query of records as a function of its own, whose operands are what does not depend on the record."""
        outer = self._hand, self._lifted
        self._hand, self._lifted = (concept, alias), []
        body = spell()
        lifted = self._lifted
        self._hand, self._lifted = outer
        operands = "".join(f", given{number} {TYPES[kind]}" for number, (_, kind) in enumerate(lifted, 1))
        text = f"({AT} {TYPES['At']}{operands}):\n  {body}"
        key = next((key for key, known in self.parts.items() if known == text), None)
        if key is None:
            key = f"{called}, {len(self.parts) + 1}"
            self.parts[key] = text
        return f"{name(key)}({', '.join((AT, *(spelled for spelled, _ in lifted)))})"

    def _lift(self, kind: str, spell: Callable[[], str]) -> str:
        """The operand that stands for an expression which does not depend on the record at hand."""
        if self._lifted is None:
            return spell()
        outer = self._hand, self._lifted
        self._hand, self._lifted = None, None
        spelled = spell()
        self._hand, self._lifted = outer
        lifted = outer[1]
        assert lifted is not None
        if (spelled, kind) not in lifted:
            lifted.append((spelled, kind))
        return f"given{lifted.index((spelled, kind)) + 1}"

    def _inside(self, window: e.Window | None, first: str, last: str) -> list[str]:
        """Whether a time lies in a window: one condition for each bound."""
        parts = []
        if window is not None and window.start is not None:
            parts.append(self._bound(window.start, "From", first, last))
        end = None if window is None else window.end
        if end is not None and not (end.time is None and end.offset is None):
            parts.append(self._bound(end, "Until", first, last))
        return parts

    def _bound(self, bound: e.Bound, function: str, first: str, last: str) -> str:
        moment = self._lift("Moment", lambda: self._bound_moment(bound))
        if bound.offset is not None and self.by_clock(bound.offset):
            return call(f"{function} By Clock", first, last, moment)
        by_day = bound.by_day or bound.offset is not None
        return call(function, first, last, moment, truth(bound.inclusive), truth(by_day))

    def _bound_moment(self, bound: e.Bound) -> str:
        moment = self.now() if bound.time is None else self.time(bound.time)
        if bound.offset is None:
            return moment
        return self._moved(moment, bound.offset, bound.sign > 0 and bound.time is not None)

    def _moved(self, moment: str, length: e.Length, later: bool) -> str:
        kind = "Clock" if self.by_clock(length) else "Days"
        return call(f"{kind} {'After' if later else 'Before'}", moment, self.length(length))

    def now(self) -> str:
        """Now, as a time."""
        return call("At", f"{AT}.now", f"{AT}.now")

    def tied(self, selection: e.Selection) -> str:
        """The records that may be the first or the last of a series."""
        return call("Latest" if selection.pick is Pick.LAST else "Earliest", self.series(selection.series))

    def picked(self, selection: e.Selection) -> str:
        """The record that is meant, as a list of at most one; null where that is unclear."""
        match selection.pick:
            case Pick.HIGHEST:
                return call("Record Of Highest", self.series(selection.series))
            case Pick.LOWEST:
                return call("Record Of Lowest", self.series(selection.series))
            case _:
                return call(self._worse(selection.series.concept), self.tied(selection))

    def _lower_is_worse(self, concept: str) -> bool:
        return self.concepts[concept].worse is Worse.LOWER

    def _worse(self, concept: str) -> str:
        return "Worse Lower" if self._lower_is_worse(concept) else "Worse Higher"

    # --- numbers ----------------------------------------------------------------------------------------------------

    def value(self, node: e.Value) -> str:
        """A number."""
        if self._lifted is not None and not isinstance(node, e.Literal) and not self._is_of_record(node):
            return self._lift("Number", lambda: self._value(node))
        return self._value(node)

    def _is_of_record(self, node: object) -> bool:
        """Whether a node depends on the record at hand."""
        match node:
            case e.CandidateValue() | e.CandidateLimit():
                return True
            case e.Found() | e.Answered():
                return self._hand is not None and node.concept == self._hand[0] and node.window is None
            case e.Series():
                return False
            case tuple():
                return any(map(self._is_of_record, node))
            case _:
                fields = getattr(node, "__match_args__", ())
                return any(self._is_of_record(getattr(node, field)) for field in fields)

    def _value(self, node: e.Value) -> str:
        match node:
            case e.Literal():
                return call("Exactly", decimal(node.value))
            case e.ParameterValue():
                return self._scaled(call("Exactly", name(f"Value of {node.name}")), node.factor)
            case e.ValueOf():
                return self._value_of(node.selection)
            case e.LimitOf():
                concept = node.selection.series.concept
                picked, series = self.picked(node.selection), self.series(node.selection.series)
                return call(f"{node.edge.value} Of", picked, series, limit_of(node.edge, concept))
            case e.CandidateValue():
                return call("Number Of", self._at_hand())
            case e.CandidateLimit():
                own = f"{self._at_hand()}.{node.edge.value.lower()}"
                return call("Limit", own, limit_of(node.edge, node.concept))
            case e.CurrentDose():
                return call("Dose Now", asked(f"taking {node.drug}"), asked(f"course of {node.drug}"))
            case e.CountOf():
                return call("Number Of Records", self.series(node.series))
            case e.Arithmetic():
                return call(_ARITHMETIC[node.operator], self.value(node.left), self.value(node.right))
            case e.Convert():
                return self._scaled(self.value(node.value), node.factor)
            case e.DefinedValue():
                return asked(node.name)
            case _:
                assert_never(node)

    def _at_hand(self) -> str:
        assert self._hand is not None
        return self._hand[1]

    def _scaled(self, number: str, factor: Fraction) -> str:
        if factor == 1:
            return number
        return call("Scaled", number, decimal(Fraction(factor.numerator)), decimal(Fraction(factor.denominator)))

    def _value_of(self, selection: e.Selection) -> str:
        concept = self.concepts[selection.series.concept]
        match selection.pick:
            case Pick.HIGHEST:
                return call("Value Of Highest", self.series(selection.series))
            case Pick.LOWEST:
                return call("Value Of Lowest", self.series(selection.series))
            case _:
                pass
        lower = truth(self._lower_is_worse(concept.name))
        if selection == e.Selection(Pick.LAST, e.Series(concept.name), True):
            return asked(f"last {concept.name}")
        if not selection.current or concept.current_for is None:
            return call("Value Of Tied", self.tied(selection), lower)
        return self.current_value(selection)

    def current_value(self, selection: e.Selection) -> str:
        """The number of a record that must still speak for the present."""
        concept = self.concepts[selection.series.concept]
        lower = truth(self._lower_is_worse(concept.name))
        if concept.current_for is None:
            return call("Value Of Tied", self.tied(selection), lower)
        length, clock = duration(concept.current_for), truth(concept.current_for.by_clock)
        tied = self.tied(selection)
        return call("Current Value", tied, lower, f"{AT}.now", length, clock)

    # --- times ------------------------------------------------------------------------------------------------------

    def time(self, node: e.Time) -> str:
        """A moment, not yet, or unclear."""
        match node:
            case e.TimeOf():
                return call("Time Of", self.picked(node.selection))
            case e.DrugChange():
                changes = call("Starts" if node.edge is DrugEdge.START else "Stops", asked(f"spells of {node.drug}"))
                if node.window is not None:
                    changes = self._changes(node, changes)
                return call("First Change" if node.pick is Pick.FIRST else "Last Change", changes)
            case e.StepEntry():
                return call("First Entry" if node.pick is Pick.FIRST else "Last Entry", AT, text(node.step))
            case e.FirstTime():
                return call("First True", self.history(node.criterion, node.window))
            case e.Shifted():
                return self._moved(self.time(node.time), node.duration, node.sign > 0)
            case e.Birth():
                return name("Birth")
            case e.DefinedTime():
                return asked(node.name)
            case _:
                assert_never(node)

    def _changes(self, node: e.DrugChange, changes: str) -> str:
        """The starts or stops of a drug, each with whether it lies in the window."""

        def inside() -> str:
            fits = _both(self._inside(node.window, "C.first", "C.last"))
            return f"({changes}) C\n  return all Tuple {{ first: C.first, last: C.last, inside: {fits} }}"

        return self._of_each(node.drug, "C", inside, f"{node.edge.value}s of {node.drug}")

    def history(self, criterion: e.Criterion, window: e.Window | None) -> str:
        """The truth of a criterion at each instant up to now, on what is known now."""
        past = instant("L", f"{AT}.told", f"{AT}.stays")
        key = self.looked_at(criterion)
        reads = reads_of((criterion,), self._reads).concepts
        known = [records_of(concept.name) for concept in self.core.vocabulary.concepts if concept.name in reads]

        def looks() -> str:
            # Judged from the first record of what it reads: before that nothing was asked of it.
            first = self._lift("Time", lambda: call("First Seen", listed(known), AT) if known else "null")
            own = [f'{RECORDS}."Day Or Instant"(L.now).{end}' for end in ("first", "last")]
            inside = _both(self._inside(window, own[0], own[1]))
            every = name("Instants")
            if window is not None and window.start is not None and window.start.time is not None:
                bound = window.start
                every = call("With Opening", every, self._lift("Moment", lambda: self._bound_moment(bound)))
            return (
                f"(({every}) L\n    where L >= {first} and L <= {AT}.now\n"
                f"    return all Tuple {{ now: L, truth: {asked(key, past)}, inside: true }}) L\n"
                f"  return all Tuple {{ now: L.now, truth: L.truth, inside: {inside} }}"
            )

        return self._of_each("", "L", looks, f"history of {key}")

    def looked_at(self, criterion: e.Criterion) -> str:
        """The name of a criterion that is asked of the past; it becomes a function of its own."""
        for key, known in self.looks.items():
            if known == criterion:
                return key
        key = f"look {len(self.looks) + 1}"
        self.looks[key] = criterion
        return key

    # --- criteria ---------------------------------------------------------------------------------------------------

    def criterion(self, node: e.Criterion) -> str:
        """A truth."""
        if self._lifted is not None and not self._is_of_record(node):
            return self._lift("Truth", lambda: self._criterion(node))
        return self._criterion(node)

    def _criterion(self, node: e.Criterion) -> str:
        match node:
            case e.All():
                return _joined("and", [self.criterion(item) for item in node.items])
            case e.AnyOf():
                return _joined("or", [self.criterion(item) for item in node.items])
            case e.AtLeast():
                items = ",\n".join(self.criterion(item) for item in node.items)
                return call("At Least", str(node.count), "{ " + items + " }")
            case e.Not():
                return f"(not {self.criterion(node.item)})"
            case e.Compare():
                return self._compare(node)
            case e.Found():
                present = self._present(node)
                return present if node.presence is Presence.PRESENT else f"(not {present})"
            case e.Taking():
                return self._for(node.drug, "Taking For", f"taking {node.drug}", node.at_least)
            case e.Paused():
                return self._for(node.drug, "Paused For", f"paused {node.drug}", node.at_least)
            case e.Answered():
                return self._answered(node)
            case e.Recorded():
                return call("Recorded", self.series(node.series), str(node.count))
            case e.Exists():
                return self._exists(node)
            case e.InARow():
                return self._in_a_row(node)
            case e.HeldFor():
                length, clock = self.length(node.duration), truth(self.by_clock(node.duration))
                return call("Held For", self.history(node.criterion, None), f"{AT}.now", length, clock)
            case e.Elapsed():
                return self._elapsed(node)
            case e.Happened():
                return call("Has Come", self.time(node.time), f"{AT}.now")
            case e.Precedes():
                return call("Precedes", self.time(node.earlier), self.time(node.later), truth(node.on_day))
            case e.SexIs():
                # `null in {...}` is false in some engines.
                sexes = listed(text(sex.value) for sex in node.values)
                return f"(if {name('Sex')} is null then null else {name('Sex')} in {sexes})"
            case e.InStep():
                return call("In Step", AT, listed(map(text, node.steps)))
            case e.Monitoring():
                return self._monitoring(node)
            case e.DefinedCriterion():
                return asked(node.name)
            case _:
                assert_never(node)

    def _compare(self, node: e.Compare) -> str:
        left, right = self.value(node.left), self.value(node.right)
        about = " About" if self._rests_on_quotients(node) else ""
        match node.comparison:
            case Comparison.AT_LEAST:
                return call(f"Reaches{about}", left, right)
            case Comparison.ABOVE:
                return call(f"Exceeds{about}", left, right)
            case Comparison.AT_MOST:
                return call(f"Reaches{about}", right, left)
            case Comparison.BELOW:
                return call(f"Exceeds{about}", right, left)
            case Comparison.EQUAL:
                return call(f"Equals{about}", left, right)
            case _:
                assert_never(node.comparison)

    def _rests_on_quotients(self, node: e.Compare) -> bool:
        """Whether a number in it may come in a unit whose conversion has no end as a decimal."""
        return not self._inexact.isdisjoint(reads_of((node,), self._reads).concepts)

    @cached_property
    def _inexact(self) -> frozenset[str]:
        return frozenset(
            concept.name
            for concept in self.core.vocabulary.concepts
            if concept.kind.measured and any(_has_no_end(row) for row in result_units(concept))
        )

    @cached_property
    def _reads(self) -> dict[str, Reads]:
        return definition_reads(self.core.definitions)

    def _present(self, node: e.Found) -> str:
        if self._hand is not None and self._hand[0] == node.concept and node.window is None:
            return call("Is Present", self._hand[1])
        concept = self.concepts[node.concept]
        otherwise = "false" if concept.absent_unless_recorded else "null"
        if node.window is not None:
            return call("Present Inside", self.series(e.Series(node.concept, None, node.window)), otherwise)
        known = self.known(node.concept)
        if concept.current_for is None:
            return call("Present", known, f"{AT}.now", otherwise, "null", "false")
        length, clock = duration(concept.current_for), truth(concept.current_for.by_clock)
        return call("Present", known, f"{AT}.now", otherwise, length, clock)

    def _for(self, drug: str, function: str, state: str, at_least: e.Length | None) -> str:
        if at_least is None:
            return asked(state)
        length, clock = self.length(at_least), truth(self.by_clock(at_least))
        return call(function, asked(state), asked(f"spells of {drug}"), f"{AT}.now", length, clock)

    def taking(self, drug: Concept) -> str:
        """Whether a drug is being taken now."""
        otherwise = "false" if drug.absent_unless_recorded else "null"
        current = "true"
        if drug.current_for is not None:
            length, clock = duration(drug.current_for), truth(drug.current_for.by_clock)
            last = "{ Last(" + asked(f"course of {drug.name}") + ") }"
            current = call("Is Current", last, f"{AT}.now", length, clock)
        return call("Is Taking", asked(f"course of {drug.name}"), asked(f"spells of {drug.name}"), otherwise, current)

    def _answered(self, node: e.Answered) -> str:
        values = listed(map(text, node.values))
        if self._hand is not None and self._hand[0] == node.concept and node.window is None:
            return call("Is Answer", self._hand[1], values)
        concept = self.concepts[node.concept]
        tied = call("Latest", self.series(e.Series(node.concept, None, node.window)))
        current = "true"
        if node.window is None and concept.current_for is not None:
            length, clock = duration(concept.current_for), truth(concept.current_for.by_clock)
            current = call("Is Current", tied, f"{AT}.now", length, clock)
        return call("Answered", tied, values, current)

    def _exists(self, node: e.Exists) -> str:
        where = node.series.where
        series = self._lift("Records", lambda: self.series(e.Series(node.series.concept, None, node.series.window)))

        def judged() -> str:
            source = self._lift("Records", lambda: series)
            satisfied = "" if where is None else f" and {self.criterion(where)}"
            return f"({source}) R\n  where R.inside is null or R.inside\n  return all (R.inside{satisfied})"

        return call("Some", str(node.count), self._of_each(node.series.concept, "R", judged, "judged"))

    def _in_a_row(self, node: e.InARow) -> str:
        where = node.series.where
        series = self._lift("Records", lambda: self.series(e.Series(node.series.concept, None, node.series.window)))

        def judged() -> str:
            source = self._lift("Records", lambda: series)
            satisfied = "true" if where is None else self.criterion(where)
            fields = ", ".join(f"{field}: R.{field}" for field in ("id", "rank", "order", "orderLast", "inside"))
            return f"({source}) R\n  return all Tuple {{ {fields}, satisfied: {satisfied} }}"

        return call("In A Row", self._of_each(node.series.concept, "R", judged, "judged"), str(node.count))

    def _elapsed(self, node: e.Elapsed) -> str:
        since, length, clock = self.time(node.since), self.length(node.duration), truth(self.by_clock(node.duration))

        def passed(more: bool) -> str:
            return call("Passed Since", since, f"{AT}.now", length, truth(more), clock)

        match node.comparison:
            case Comparison.AT_LEAST:
                return passed(False)
            case Comparison.ABOVE:
                return passed(True)
            case Comparison.BELOW:
                return call("Not Passed Since", since, f"{AT}.now", length, "false", clock)
            case Comparison.AT_MOST:
                return call("Not Passed Since", since, f"{AT}.now", length, "true", clock)
            case Comparison.EQUAL:
                return f"({passed(False)} and not {passed(True)})"
            case _:
                assert_never(node.comparison)

    def _monitoring(self, node: e.Monitoring) -> str:
        match node.state:
            case MonitorState.MISSED:
                return f"({asked(f'missed of {node.monitor}')} >= {node.count})"
            case MonitorState.LATE:
                return asked(f"late of {node.monitor}")
            case MonitorState.COMPLETE:
                return asked(f"complete of {node.monitor}")
            case _:
                assert_never(node.state)

    # --- definitions ------------------------------------------------------------------------------------------------

    def body(self, body: e.Criterion | e.Value | e.Time) -> str:
        """The body of a definition."""
        if isinstance(body, e.Value):
            return self.value(body)
        if isinstance(body, e.Time):
            return self.time(body)
        return self.criterion(body)

    def parameter(self, parameter: str) -> str:
        """The spelled default of a parameter."""
        return parameter_value(self.parameters[parameter].value)


def parameter_value(value: Quantity | Duration) -> str:
    """The value of a parameter in CQL."""
    return duration(value) if isinstance(value, Duration) else decimal(value.value)


def _has_no_end(row: UnitRow) -> bool:
    return any((number * 10**15).denominator != 1 for number in (row.factor, row.shift))


def _both(parts: list[str]) -> str:
    return " and ".join(parts) if parts else "true"


def _joined(operator: str, parts: list[str]) -> str:
    if not parts:
        return "true" if operator == "and" else "false"
    if len(parts) == 1:
        return parts[0]
    inner = f"\n{operator} ".join(parts)
    return "(" + inner.replace("\n", "\n  ") + ")"


__all__ = ["AT", "RECORDS", "Phrases", "asked", "at_name", "limit_of", "parameter_value", "records_of"]
