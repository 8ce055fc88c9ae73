"""Criteria as a clinician reads them: nested lists of sentences, limits in columns, definitions and advice.

What a guideline defines by name is spelled out where a rule asks it, so that no rule has to be read with another page
open.
"""

from __future__ import annotations

from careway.base.record import record
from careway.ir import expressions as e
from careway.ir import wording
from careway.ir.nodes import Action, AdviseDose, Definition
from careway.ir.sentences import DEEPEST, IS, Sentences, holds_others, with_unit
from careway.ir.wording import joined, plain, several
from careway.model.quantity import show
from careway.model.timeline import Presence
from careway.model.vocabulary import Concept


@record
class Said:
    """A sentence, and the criteria below it, if it is a list of them (`all of these`)."""

    text: str
    below: tuple[Said, ...] = ()


@record
class Limit:
    """A leaf of a criterion in columns: of what, which limit (with its unit), and which records count."""

    of: str
    limit: str
    window: str


class Spoken(Sentences):
    """Says the criteria of one guideline as lists and in columns."""

    # --- lists -------------------------------------------------------------------------------------------------------

    def tree(self, node: e.Criterion) -> Said:
        """A criterion as a nested list; what the guideline defines by name is spelled out where it is asked."""
        return self._tree(node, 0)

    def _tree(self, node: e.Criterion, depth: int) -> Said:
        if depth > DEEPEST:
            return Said(self.line(node))
        match node:
            case e.All() | e.AnyOf() | e.AtLeast():
                return self._list(node, depth)
            case e.Not(item=e.AnyOf() as inner):
                found = self._list(inner, depth)
                return Said("none of these:", found.below) if found.below else Said(f"not so: {found.text}")
            case e.Not(item=e.All() | e.AtLeast() | e.HeldFor() | e.DefinedCriterion() as inner):
                found = self._tree(inner, depth + 1)
                return Said(f"not so: {found.text}", found.below)
            case e.HeldFor():
                found = self._tree(node.criterion, depth + 1)
                return Said(f"for at least {self.length(node.duration)} without a break: {found.text}", found.below)
            case e.DefinedCriterion():
                body = self._defined[node.name].body if node.name in self._defined else None
                if not isinstance(body, e.Criterion):
                    return Said(plain(node.name))
                found = self._tree(body, depth + 1)
                return Said(f"{plain(node.name)}, that is: {found.text}", found.below)
            case _:
                return Said(self.line(node))

    def _list(self, node: e.All | e.AnyOf | e.AtLeast, depth: int) -> Said:
        below = tuple(
            Said(said) if one else self._tree(item, depth + 1) for said, item, one in self._members(node, depth)
        )
        if isinstance(node, e.AtLeast):
            return Said(f"at least {node.count} of these:", below)
        if len(below) == 1:
            return below[0]
        return Said("all of these:" if isinstance(node, e.All) else "any of these:", below)

    # --- columns -----------------------------------------------------------------------------------------------------

    def limits(self, node: e.Criterion) -> list[Limit]:
        """The leaves of a criterion in columns, each once, those of definitions too."""
        found: dict[Limit, None] = {}
        for leaves, word in self._leaves(node):
            for _, names, items in self._folded(leaves, self.line):
                one = self._limit(items[0])
                if len(names) > 1:
                    one = Limit(one.of.replace(names[0], several(names, word), 1), one.limit, one.window)
                found[one] = None
        return list(found)

    def _leaves(self, node: e.Criterion) -> list[tuple[list[e.Criterion], str]]:
        """The leaves, those of a list together, and how they are joined. What is denied, or has to last, is one leaf:
        its limits alone would say something else."""
        lists: list[tuple[list[e.Criterion], str]] = []
        todo: list[e.Criterion] = [node]
        seen: set[str] = set()
        while todo:
            one = todo.pop(0)
            match one:
                case e.All() | e.AnyOf() | e.AtLeast():
                    flat = self.flat(one)
                    lists.append(
                        ([item for item in flat if not holds_others(item)], "and" if isinstance(one, e.All) else "or")
                    )
                    todo += [item for item in flat if holds_others(item)]
                case e.DefinedCriterion():
                    body = self._defined[one.name].body if one.name in self._defined else None
                    if one.name not in seen and isinstance(body, e.Criterion):
                        seen.add(one.name)
                        todo.append(body)
                case _:
                    lists.append(([one], "or"))
        return lists

    def _limit(self, node: e.Criterion) -> Limit:
        match node:
            case e.Compare():
                limit = f"{IS[node.comparison]} {with_unit(self._right(node), node)}"
                return Limit(self._of(node.left), limit, self._records(node.left))
            case e.Found():
                presence = "present" if node.presence is Presence.PRESENT else "absent"
                return Limit(
                    self.name(node.concept), presence, self._window(node.window) or self._current(node.concept)
                )
            case e.Answered():
                values = several((plain(one) for one in node.values), "or")
                return Limit(self.name(node.concept), values, self._window(node.window) or self._current(node.concept))
            case _:
                return Limit(self.line(node), "", "")

    def _of(self, node: e.Value) -> str:
        match node:
            case e.ValueOf() if node.selection.series.where is None:
                pick = "" if node.selection.current else f"{node.selection.pick.value} "
                return f"{pick}{plain(node.selection.series.concept)}"
            case _:
                return self.value(node)

    def _records(self, node: e.Value) -> str:
        match node:
            case e.ValueOf() if node.selection.series.where is None:
                one = node.selection
                return self._window(one.series.window) or (self._current(one.series.concept) if one.current else "")
            case e.CurrentDose():
                return "dose in force"
            case _:
                return ""

    def _current(self, concept: str) -> str:
        one = self._concepts.get(concept)
        if one is None:
            return ""
        return "last record" if one.current_for is None else f"last record, at most {one.current_for} old"

    # --- advice ------------------------------------------------------------------------------------------------------

    def advised(self, action: Action) -> str:
        """A piece of advice, its doses with the values that parameters have."""
        match action:
            case AdviseDose():
                low, high = (None if bound is None else self.value(bound) for bound in (action.low, action.high))
                dose = wording.dose(low, high, action.low_open, action.high_open)
                shortest, longest = (None, None) if action.over is None else action.over
                over = "" if shortest is None else f"over {shortest}"
                over += "" if shortest == longest else f" to {longest}"
                return joined(action.change.value, plain(action.drug), wording.towards(action.change), dose, over)
            case _:
                return wording.advised(self._vocabulary, action)

    # --- definitions -------------------------------------------------------------------------------------------------

    def defined(self, one: Definition) -> Said:
        """What a name stands for."""
        match one.body:
            case e.FirstTime() as first:
                found = self.tree(first.criterion)
                window = self._window(first.window)
                head = joined("the first moment", window, "at which this is so:" if found.below else "at which")
                return Said(joined(head, found.text), found.below)
            case body if isinstance(body, e.Criterion):
                return self.tree(body)
            case body if isinstance(body, e.Value):
                unit = body.unit
                said = self.value(body)
                return Said(said if unit == "1" or unit in said else f"{said}, in {unit}")
            case body:
                return Said(self.time(body))


def normal(one: Concept) -> str:
    """The normal range in words: `up to 40 U/L`, `13 g/dL to 17 g/dL (male)`."""
    unit = one.unit or "1"
    ranges = []
    for each in one.normal:
        of = "" if each.sex is None else f" ({each.sex.value})"
        if each.low is None and each.high is not None:
            ranges.append(f"up to {show(each.high, unit)}{of}")
        elif each.low is not None and each.high is None:
            ranges.append(f"at least {show(each.low, unit)}{of}")
        elif each.low is not None and each.high is not None:
            ranges.append(f"{show(each.low, unit)} to {show(each.high, unit)}{of}")
    return "; ".join(ranges)
