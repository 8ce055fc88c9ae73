"""Which actions of the exported PlanDefinitions should apply, from what Careway says; against what $apply made of them.

An action applies where each of its conditions is true and what it stands in applies: unknown is not true. What Careway
says of a condition is what it says of the definition that the condition names, so that an action differs where its
definition does, or where the plan asks for the wrong one or hangs in the wrong place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from careway.base.record import record
from careway.replay.compare import Compared, Verdict
from careway.replay.engine import Answer

Resource = Mapping[str, Any]
_DEEPEST = 20


@record
class Applied:
    """One action for one case: whether it should apply by Careway (None: its condition is nothing that Careway says),
    whether it did (None: the engine failed), and the reason of a difference that is explained."""

    case: str
    plan: str
    action: str
    expected: bool | None
    applied: bool | None
    verdict: Verdict
    reason: str | None = None


@record
class Place:
    """An action in a plan, and the definitions that must be true for it, those of what it stands in too."""

    plan: str
    action: str
    conditions: tuple[str, ...]


class Plans:
    """The plans of one export: those to apply (`top`, by address), and every action that they lead to."""

    def __init__(self, resources: Iterable[Resource], top: Iterable[str]) -> None:
        self.resources = [one for one in resources if one["resourceType"] in _READ]
        by_url = {one["url"]: one for one in self.resources if one["resourceType"] == "PlanDefinition"}
        self.top = tuple(top)
        self.places = tuple(place for url in self.top for place in _places(by_url, by_url[url], (), 0))

    def compare(self, case: str, compared: Iterable[Compared], answer: Answer) -> tuple[Applied, ...]:
        """Every action of one case, given how its definitions compared."""
        known = {one.question.definition: one for one in compared}
        meant = {(place.plan, place.action) for place in self.places}
        strangers = sorted((answer.actions or frozenset()) - meant)
        found = [self._one(case, place, known, answer) for place in self.places]
        return (
            *found,
            *(Applied(case, plan, action, False, True, Verdict.DISAGREE) for plan, action in strangers),
        )

    def _one(self, case: str, place: Place, known: Mapping[str, Compared], answer: Answer) -> Applied:
        expected: bool | None = all(name in known and known[name].ours is True for name in place.conditions)
        if any(name not in known for name in place.conditions):
            expected = None
        if answer.actions is None:
            why = f"error: {answer.unapplied or answer.error}"
            return Applied(case, place.plan, place.action, expected, None, Verdict.DISAGREE, why)
        applied = (place.plan, place.action) in answer.actions
        verdict, reason = Verdict.AGREE if expected is applied else Verdict.DISAGREE, None
        if verdict is Verdict.DISAGREE:
            because = [known[name] for name in place.conditions if name in known]
            explained = [one for one in because if one.verdict is Verdict.EXPLAINED]
            theirs = all(one.theirs is True for one in because)
            if explained and len(because) == len(place.conditions) and theirs is applied:
                verdict, reason = Verdict.EXPLAINED, f"follows from `{explained[0].question.definition}`"
        return Applied(case, place.plan, place.action, expected, applied, verdict, reason)


_READ = ("PlanDefinition", "ActivityDefinition", "Library", "Questionnaire")


def _places(plans: Mapping[str, Resource], plan: Resource, outer: tuple[str, ...], depth: int) -> Iterator[Place]:
    if depth < _DEEPEST:  # a plan that leads to itself has been told of enough by then
        yield from _within(plans, plan, plan.get("action", ()), outer, depth)


def _within(
    plans: Mapping[str, Resource], plan: Resource, actions: Iterable[Any], outer: tuple[str, ...], depth: int
) -> Iterator[Place]:
    for action in actions:
        own = tuple(
            one["expression"]["expression"] for one in action.get("condition", ()) if one.get("kind") == "applicability"
        )
        conditions = tuple(dict.fromkeys((*outer, *own)))
        yield Place(plan["url"], action["id"], conditions)
        inner = plans.get(str(action.get("definitionCanonical", "")).partition("|")[0])
        if inner is not None:
            yield from _places(plans, inner, conditions, depth + 1)
        yield from _within(plans, plan, action.get("action", ()), conditions, depth)
