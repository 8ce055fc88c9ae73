"""Deviations: at the end of each day, the drugs as recorded against the advice of steps and stops."""

from __future__ import annotations

from naive.evaluator import numbers as n
from naive.evaluator.chart import Node
from naive.evaluator.course import NOT_BEGUN, Course
from naive.evaluator.criteria import Judge
from naive.evaluator.times import NotRead, by_clock, shift_day

UNFIT = "begun although not eligible"
Difference = tuple[str, str, str]
"""The rule, the drug, and what is not as advised."""


class Deviations:
    """Which differences there are, day after day. Kept: those of the day before, and since when advice has held."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.now: dict[Difference, object] = {}
        self.since: dict[tuple[str, int, int], int] = {}

    def look(self) -> None:
        """Since which day advice that gives time for a change has held, in this stay in its step."""
        found = {}
        for rule, entered, advice in self._timed():
            found[rule, entered, id(advice)] = self.since.get((rule, entered, id(advice)), self.course.judge().today)
        self.since = found

    def end_of_day(self, instant: int) -> None:
        """Judge a day at its end."""
        course = self.course
        course.now = instant
        self.look()
        judge = course.judge()
        found: dict[Difference, object] = {}
        for rule, _, node in self._speaking():
            for advice, drugs in holding(judge, node["advice"]):
                found |= self._differences(judge, rule, advice, drugs)
                course.partly |= {rule} if 0 < len(drugs) < len(drugs_of(advice)) else set()
        found |= self._unfit()
        other = {key for key in set(found) & set(self.now) if found[key] != self.now[key]}
        for rule, _, _ in sorted(set(self.now) - set(found) | other):
            course.say("deviation ended", rule)
        for rule, _, _ in sorted(set(found) - set(self.now) | other):
            course.say("deviation", rule)
        self.now = found

    def _timed(self) -> list[tuple[str, int, Node]]:
        found = []
        for rule, entered, node in self._speaking():
            if any(advice["action"].get("over") for advice in node["advice"]):
                found += [(rule, entered, advice) for advice, _ in holding(self.course.judge(), node["advice"])]
        return found

    def _speaking(self) -> list[tuple[str, int, Node]]:
        """Steps that are active, with the entry to them, the stop in force, and what is advised after it."""
        course = self.course
        found = [(path.step, path.entered) for path in course.paths if path.step is not None]
        if course.stop is not None:
            name, at, _ = course.stop
            found += [(rule, at) for rule in course.core["stops"] if rule["heading"]["name"] == name]
            found += [(rule, at) for rule in course.core["after_stop"] if not rule["stops"] or name in rule["stops"]]
        return [(rule["heading"]["name"], at, rule) for rule, at in found]

    def _unfit(self) -> dict[Difference, object]:
        """A pathway that began although the patient is not eligible, or before that was decided."""
        course = self.course
        if course.admission == "eligible":
            return {}
        return {(UNFIT, path.node["name"], ""): None for path in course.paths if path.phase != NOT_BEGUN}

    def _differences(self, judge: Judge, rule: str, advice: Node, drugs: list[str]) -> dict[Difference, object]:
        """How the drugs of a piece of advice are not taken as it says, each with the doses that show it."""
        action = advice["action"]
        if action["node"] == "advise_drug":
            wrong = {"hold": True, "stop": True, "avoid": True, "continue": False}.get(action["order"])
            found = [drug for drug in drugs if wrong is not None and judge.taking(drug) is wrong]
            return {(rule, drug, action["order"]): judge.dose(drug) for drug in found}
        if action["node"] != "advise_dose" or not drugs:
            return {}
        drug = action["drug"]
        dose = judge.dose(drug)
        low = None if action["low"] is None else judge.value(action["low"])
        high = None if action["high"] is None else judge.value(action["high"])
        below = n.compare("<=" if action["low_open"] else "<", dose, low)
        above = n.compare(">=" if action["high_open"] else ">", dose, high)
        late = below and not self._time_left(judge, rule, advice)
        if judge.taking(drug) is False or late or above:
            return {(rule, drug, action["change"]): (judge.taking(drug), dose, low, high)}
        return {}

    def _time_left(self, judge: Judge, rule: str, advice: Node) -> bool:
        """Whether the longest time that a change may take has not passed yet."""
        if advice["action"]["over"] is None:
            return False
        longest = advice["action"]["over"][1]
        if by_clock(longest):
            raise NotRead("a change over hours")
        [since] = [day for (name, _, one), day in self.since.items() if (name, one) == (rule, id(advice))]
        return judge.today <= shift_day(since, longest)


def holding(judge: Judge, advice: list[Node]) -> list[tuple[Node, list[str]]]:
    """The advice of a rule that holds, each with the drugs of which no later advice says how to take them."""
    held = [one for one in advice if one["when"] is None or judge.truth(one["when"])]
    found = []
    for place, one in enumerate(held):
        later = {drug for other in held[place + 1 :] if not _avoids(other) for drug in drugs_of(other)}
        found.append((one, [drug for drug in drugs_of(one) if _avoids(one) or drug not in later]))
    return found


def drugs_of(advice: Node) -> list[str]:
    """The drugs that advice is about: not those to choose from."""
    action = advice["action"]
    found: list[str] = {"advise_dose": [action.get("drug")], "advise_drug": action.get("drugs")}.get(action["node"], [])
    return found


def _avoids(advice: Node) -> bool:
    return bool(advice["action"].get("order") == "avoid")
