"""Criteria at an instant: true, false or unknown (None)."""

from __future__ import annotations

from naive.evaluator import numbers as n
from naive.evaluator.chart import Node
from naive.evaluator.numbers import Truth
from naive.evaluator.reading import Record
from naive.evaluator.times import NOT_YET, compare_elapsed, has_come, in_order, reaches
from naive.evaluator.values import Values


class Judge(Values):
    """All that can be asked at an instant."""

    def truth(self, node: Node) -> Truth:
        """Whether a criterion holds."""
        match node["node"]:
            case "all":
                return n.all_of([self.truth(item) for item in node["items"]])
            case "any_of":
                return n.any_of([self.truth(item) for item in node["items"]])
            case "at_least":
                return n.at_least(node["count"], [self.truth(item) for item in node["items"]])
            case "not":
                return n.not_(self.truth(node["item"]))
            case "compare":
                return n.compare(node["comparison"], self.value(node["left"]), self.value(node["right"]))
            case "found":
                present = self._present(node)
                return present if node["presence"] == "present" else n.not_(present)
            case "taking":
                return self.taking_for(node)
            case "paused":
                return self.paused(node)
            case "answered":
                return self._answered(node)
            case "recorded":
                sure = [record for record, belongs in self.belonging(node["series"]) if belongs]
                return len([record for record in sure if record.says != "nothing"]) >= node["count"]
            case "exists":
                return self._exists(node)
            case "in_a_row":
                return self._in_a_row(node)
            case "held_for":
                return self._held_for(node)
            case "elapsed":
                return self._elapsed(node)
            case "happened":
                return has_come(self.moment(node["time"]), self.now, self.today)
            case "precedes":
                return self._precedes(node)
            case "sex_is":
                return None if self.patient.sex is None else self.patient.sex in node["values"]
            case "in_step":
                return bool(set(node["steps"]) & self.course.active())
            case "monitoring":
                missed, late, complete = self.course.monitor(node["monitor"])
                return {"missed": missed >= node["count"], "late": late, "complete": complete}[node["state"]]
            case "defined_criterion":
                return self.defined(node["name"], type(self).truth)
        raise AssertionError(node["node"])

    def _present(self, node: Node) -> Truth:
        concept, window = node["concept"], node["window"]
        if window is None and self.at_hand is not None and self.at_hand.concept == concept:
            return _says(self.at_hand)
        absent = False if self.concepts[concept]["absent_unless_recorded"] else None
        if window is not None:
            inside = self.lying(concept, window)
            if any(is_in and _says(record) for record, is_in in inside):
                return True
            if any(_says(record) is not False for record, is_in in inside):
                return None
            return False if any(is_in for _, is_in in inside) else absent
        records = self.pick("last", [(record, True) for record in self.of(concept)]).records
        if not records:
            return absent
        return n.any_of([self._still_present(record) for record in records])

    def _still_present(self, record: Record) -> Truth:
        if not self.current(record):
            return None
        if record.until is not None and self.now > record.until.last:
            return False
        return _says(record)

    def _answered(self, node: Node) -> Truth:
        concept, window = node["concept"], node["window"]
        if window is None and self.at_hand is not None and self.at_hand.concept == concept:
            return _answer(self.at_hand, node)
        series = {"concept": concept, "where": None, "window": window}
        picked = self.pick("last", self.belonging(series))
        if window is None and not all(self.current(record) for record in picked.records):
            return None
        answers = {record.says for record in picked.records}
        return _answer(picked.records[0], node) if len(answers) == 1 else None

    def _exists(self, node: Node) -> Truth:
        series = node["series"]
        found = []
        for record, inside in self.lying(series["concept"], series["window"]):
            found.append(n.all_of([inside, self.satisfies(series["where"], record)]))
        return n.at_least(node["count"], found) if found else None

    def _in_a_row(self, node: Node) -> Truth:
        series, count = node["series"], node["count"]
        found = []
        for record, inside in self.lying(series["concept"], series["window"]):
            holds = self.satisfies(series["where"], record)
            found.append((record, holds if inside or holds is False else None))
        if len(found) < count:
            return False if any(holds is False for _, holds in found) else None
        sure, perhaps = [], []
        for record, holds in found:
            later = [other for other, _ in found if in_order(record.when, other.when)]
            not_before = [other for other, _ in found if not in_order(other.when, record.when)]
            if len(not_before) <= count:
                sure.append(holds)
            if len(later) < count:
                perhaps.append(holds)
        if False in sure:
            return False
        return True if all(perhaps) else None

    def _held_for(self, node: Node) -> Truth:
        """True since when for certain, and since when perhaps: both must be long enough, or not."""
        sure = possible = None
        for instant in reversed(self.looked_at(node["criterion"])):
            holds = self.was(node["criterion"], instant)
            if holds is False:
                break
            if holds and sure == possible:
                sure = instant
            possible = instant
        else:
            if possible is None:
                return None
        if possible is None:
            return False
        answers = [self._since(node, instant) for instant in (sure, possible) if instant is not None]
        if answers[-1] is False:
            return False
        return answers[0] if sure is not None and (answers[0] or sure == possible) else None

    def _since(self, node: Node, instant: int) -> Truth:
        at = self.calendar.stands_for(instant)
        return compare_elapsed(">=", self.length(node["duration"]), at, self.now, self.today)

    def _elapsed(self, node: Node) -> Truth:
        since = self.moment(node["since"])
        come = has_come(since, self.now, self.today)
        if isinstance(since, str) or come is False:
            return come
        length = self.length(node["duration"])
        return n.all_of([come, compare_elapsed(node["comparison"], length, since, self.now, self.today)])

    def _precedes(self, node: Node) -> Truth:
        earlier, later = self.moment(node["earlier"]), self.moment(node["later"])
        if earlier == NOT_YET:
            return False
        if isinstance(earlier, str) or (isinstance(later, str) and later != NOT_YET):
            return None
        if isinstance(later, str):
            return True
        days = node["on_day"] or not (earlier.exact and later.exact)
        return reaches(later, earlier, node["on_day"], days)


def _says(record: Record) -> Truth:
    return {"present": True, "absent": False}.get(record.says)


def _answer(record: Record, node: Node) -> Truth:
    return None if record.says == "nothing" else record.says in node["values"]
