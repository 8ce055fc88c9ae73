"""Numbers and times at an instant: what each value node and each time node gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import inf
from typing import Any

from naive.evaluator import numbers as n
from naive.evaluator.chart import Chart, Node, Picked
from naive.evaluator.drugs import Drugs
from naive.evaluator.numbers import Range
from naive.evaluator.reading import Record, begins
from naive.evaluator.times import NOT_YET, UNCLEAR, Time, When


class Values(Drugs, Chart):
    """Values and times."""

    def value(self, node: Node) -> Range | None:
        """The number of a value node."""
        match node["node"]:
            case "literal":
                return n.point(Fraction(node["value"]))
            case "parameter_value":
                return n.point(Fraction(self.parameters[node["name"]]["value"]) * Fraction(node["factor"]))
            case "value_of":
                return self._value_of(node["selection"])
            case "limit_of":
                return self._limit_of(node["edge"], node["selection"])
            case "candidate_value":
                assert self.at_hand is not None
                return self.at_hand.number
            case "candidate_limit":
                return self.limit(node["edge"], node["concept"], self.at_hand)
            case "current_dose":
                return self.dose(node["drug"])
            case "count_of":
                found = [belongs for _, belongs in self.belonging(node["series"])]
                return Range(Fraction(found.count(True)), Fraction(len(found)))
            case "arithmetic":
                return n.reckon(node["operator"], self.value(node["left"]), self.value(node["right"]))
            case "convert":
                return n.reckon("×", self.value(node["value"]), n.point(Fraction(node["factor"])))
            case "defined_value":
                return self.defined(node["name"], type(self).value)
        raise AssertionError(node["node"])

    def defined(self, name: str, ask: Callable[[Any, Node], Any]) -> Any:
        """What a definition says: the same wherever it is asked for, also of a record at hand."""
        if name not in self.answers:
            outer, self.at_hand = self.at_hand, None
            self.answers[name] = ask(self, self.definitions[name])
            self.at_hand = outer
        return self.answers[name]

    def _value_of(self, selection: Node) -> Range | None:
        concept = selection["series"]["concept"]
        if selection["pick"] in ("highest", "lowest"):
            return self._extreme(selection)
        picked = self.selected(selection)
        if picked.what != "records":
            return None
        if selection["current"] and not all(self.current(record) for record in picked.records):
            return None
        return self.worst(concept, picked.records)

    def _extreme(self, selection: Node) -> Range | None:
        """The highest (or lowest): at least the highest of those that belong for certain."""
        found = self._numbered(selection["series"])
        turned = [n.negative if selection["pick"] == "lowest" else (lambda value: value)][0]
        sure = [turned(record.number) for record, belongs in found if belongs and record.number is not None]
        every = [turned(record.number) for record, _ in found if record.number is not None]
        if not any(belongs for _, belongs in found):
            return None
        low = n.highest(sure) if sure else n.NOTHING_KNOWN
        high = n.highest(every) if len(every) == len(found) else n.NOTHING_KNOWN
        return n.known(turned(replace(low, high=high.high, high_open=high.high_open)))

    def _numbered(self, series: Node) -> list[tuple[Record, bool | None]]:
        """The records of a series that may have a number: not the stops of a drug."""
        return [(record, belongs) for record, belongs in self.belonging(series) if record.says != "off"]

    def _limit_of(self, edge: str, selection: Node) -> Range | None:
        concept = selection["series"]["concept"]
        extreme = selection["pick"] in ("highest", "lowest")
        picked = self._at_extreme(selection) if extreme else self.selected(selection)
        if picked.what == "none":
            return self.limit(edge, concept, None)
        records = self._worse(concept, picked.records)
        if picked.what == "unclear":  # that of each record that it may be
            records = tuple(record for record, _ in self.belonging(selection["series"]))
        limits = {self.limit(edge, concept, record) for record in records}
        if picked.what == "unclear" or None in limits:
            return limits.pop() if len(limits) == 1 else None
        known = [limit for limit in limits if limit is not None]
        return min(known, key=lambda one: one.low) if edge == "ULN" else max(known, key=lambda one: one.low)

    def _worse(self, concept: str, records: tuple[Record, ...]) -> tuple[Record, ...]:
        """Of records that cannot be put in order, those that may be the worse."""
        if any(record.number is None for record in records):
            return records
        lower = self.worse_when_lower(concept)
        kept = []
        for record in records:
            beaten = [n.compare("<" if lower else ">", other.number, record.number) is True for other in records]
            if not any(beaten):
                kept.append(record)
        return tuple(kept)

    def _at_extreme(self, selection: Node) -> Picked:
        """The record with the highest (or lowest) number; of equal ones the last."""
        found = self._numbered(selection["series"])
        if not found:
            return Picked("none")
        lower = selection["pick"] == "lowest"
        if any(not belongs or record.number is None for record, belongs in found):
            return Picked("unclear")
        if any((record.number.low == -inf) if lower else (record.number.high == inf) for record, _ in found):
            return Picked("unclear")
        records = [record for record, _ in found]
        best = n.lowest(r.number for r in records) if lower else n.highest(r.number for r in records)
        equal = [(record, True) for record in records if record.number == best]
        return self.pick("last", equal) if equal else Picked("unclear")

    def moment(self, node: Node) -> Time:
        """When a time node says."""
        match node["node"]:
            case "time_of":
                return self._time_of(node["selection"])
            case "drug_change":
                return self.change(node["drug"], node["edge"], node["pick"], node["window"])
            case "step_entry":
                entries = self.course.entries(node["step"])
                return NOT_YET if not entries else entries[0 if node["pick"] == "first" else -1]
            case "first_time":
                return self._first_time(node)
            case "shifted":
                at = self.moment(node["time"])
                length = self.length(node["duration"])
                return at if isinstance(at, str) else self.calendar.shift(at, length, node["sign"])
            case "birth":
                return UNCLEAR if self.patient.born is None else self.patient.born
            case "defined_time":
                return self.defined(node["name"], type(self).moment)
        raise AssertionError(node["node"])

    def _time_of(self, selection: Node) -> Time:
        concept = selection["series"]["concept"]
        extreme = selection["pick"] in ("highest", "lowest")
        picked = self._at_extreme(selection) if extreme else self.selected(selection)
        if picked.what == "none":
            return NOT_YET
        return _one({record.when for record in self._worse(concept, picked.records)})

    def _first_time(self, node: Node) -> Time:
        unknown = False
        for instant in self.looked_at(node["criterion"]):
            at = self.calendar.stands_for(instant)
            [inside] = self.inside(node["window"], [at])
            if inside is False:
                continue
            holds = self.was(node["criterion"], instant)
            if holds:
                return at if inside else UNCLEAR
            unknown = unknown or holds is None
        return UNCLEAR if unknown else NOT_YET

    def looked_at(self, criterion: Node) -> list[int]:
        """The instants of a look back: from the first record of anything that the criterion asks for."""
        asked = self.asked_for(criterion)
        happened = [begins(self.calendar, record.when) for record in self.records if record.concept in asked]
        if not happened:
            return []
        return [instant for instant in self.instants if min(happened) <= instant <= self.now]

    def asked_for(self, node: object) -> set[str]:
        """The concepts that a node asks for, through definitions too."""
        if isinstance(node, list):
            return {name for item in node for name in self.asked_for(item)}
        if not isinstance(node, dict):
            return set()
        found = {str(node[key]) for key in ("concept", "drug") if key in node}
        if str(node.get("node")).startswith("defined_"):
            found |= self.asked_for(self.definitions[node["name"]])
        return found | {name for item in node.values() for name in self.asked_for(item)}


def _one(moments: set[When]) -> Time:
    """One moment, or the span in which that of several lies."""
    if not moments:
        return UNCLEAR
    return When(
        min(when.first for when in moments),
        max(when.last for when in moments),
        min(when.day for when in moments),
        max(when.last_day for when in moments),
    )
