"""The plans in CPG's layers: the pathway, its strategies, a recommendation for each rule, and the schedules.

Two plans lead to the same actions, with the same ids: the pathway, layer by layer, and one flat plan of all
recommendations, for engines that apply one plan at a time. The schedules are plans of their own that neither applies:
their phases are standing orders, to be placed once when a monitor begins; the recommendations say what is due now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from careway.base.record import record
from careway.export import names
from careway.export.fhir.actions import action, condition, process
from careway.export.fhir.activities import wanted
from careway.export.fhir.elements import TERMINOLOGY, Element, JsonValue, Resource, coding, concept, element
from careway.export.fhir.metadata import About, Export, assumptions, canonical, citations, composed_of, head, standing
from careway.export.fhir.recommendations import Recommendation, Recommending
from careway.export.fhir.schedules import in_words, stretches
from careway.ir.nodes import Guideline, Heading, Monitor, Pathway, Step

_CPG = "http://hl7.org/fhir/uv/cpg/StructureDefinition/cpg"
_CARE = "guideline-based-care"
_FOLLOW_UP = "monitor-and-follow-up-of-patient"
_ALERTS = "alerts-reminders-education"

PATHWAY = "pathway"
RECOMMENDATIONS = "recommendations"
"""The ids of the two plans that an engine applies, after the guideline's."""


@record
class Strategy:
    """Recommendations that belong together, and the definition that must hold for them, if any."""

    place: tuple[str, ...]
    name: tuple[str, ...]
    title: str
    description: str
    process: str
    members: tuple[Recommendation, ...]
    heading: Heading | None = None
    when: str | None = None
    pathway: str | None = None


class Planning:
    """The plans of one guideline."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.core = export.core
        self.recommending = Recommending(export)
        self.strategies = tuple(_strategies(self.recommending))
        self.recommendations = tuple(one for strategy in self.strategies for one in strategy.members)

    def definitions(self) -> tuple[str, ...]:
        """The definitions of the library that the plans ask for, each Boolean and never null."""
        asked = [*_asked(self._flat()), *(one for plan in (self._pathway(),) for one in _asked(plan))]
        return tuple(dict.fromkeys(asked))

    def plans(self) -> Iterator[Resource]:
        """All plans: the outer ones first."""
        yield self._pathway()
        yield self._flat()
        yield from map(self._strategy, self.strategies)
        yield from map(self._recommendation, self.recommendations)
        yield from (self._schedule(monitor, step) for monitor, step in monitors(self.core))

    # --- the two plans to apply ------------------------------------------------------------------------------------

    def _pathway(self) -> Resource:
        about = self._about((PATHWAY,), (PATHWAY,), self.core.title, self._summary(), f"{_CPG}-pathwaydefinition")
        grouped = len(self.core.pathways) > 1
        actions = [self._enter(one) for one in self.strategies if not (grouped and one.pathway)]
        for pathway in self.core.pathways if grouped else ():
            inside = [self._enter(one) for one in self.strategies if one.pathway == pathway.name]
            actions.append(self._group(pathway, inside))
        parts = [self._resource(*one.place, "strategy") for one in self.strategies]
        parts.append(self._resource(RECOMMENDATIONS))
        related = [
            *citations(self.export, (source.key for source in self.core.sources)),
            *composed_of(self.export, "PlanDefinition", parts),
            *(
                composed_of(
                    self.export,
                    "PlanDefinition",
                    [self._resource("schedule", self._part(one.heading.name)) for one, _ in monitors(self.core)],
                )
            ),
        ]
        return self._plan(about, "clinical-protocol", related, actions)

    def _flat(self) -> Resource:
        about = self._about(
            (RECOMMENDATIONS,),
            (RECOMMENDATIONS,),
            f"All recommendations of: {self.core.title}",
            "Every action of the guideline in one plan: those whose condition holds are what the guideline says now.",
            f"{_CPG}-computableplandefinition",
        )
        actions = [one for recommendation in self.recommendations for one in recommendation.actions]
        related = citations(self.export, (source.key for source in self.core.sources))
        return self._plan(about, "eca-rule", related, actions)

    # --- the layers ------------------------------------------------------------------------------------------------

    def _enter(self, strategy: Strategy) -> Element:
        when = condition(self.export, self.recommending.library, strategy.when) if strategy.when else None
        return action(
            self.export,
            self._id("strategy", *strategy.place),
            strategy.title,
            description=strategy.description,
            code=process(strategy.process),
            when=when,
            definition=canonical(self.export, "PlanDefinition", self._resource(*strategy.place, "strategy")),
        )

    def _group(self, pathway: Pathway, inside: Sequence[Element]) -> Element:
        return action(
            self.export,
            self._id("pathway", self._part(pathway.name)),
            pathway.title,
            description=f"The steps of {pathway.title}; one of them is active at a time.",
            code=process(_CARE),
            actions=inside,
        )

    def _strategy(self, strategy: Strategy) -> Resource:
        about = self._about(
            (*strategy.place, "strategy"),
            (*strategy.name, "strategy"),
            strategy.title,
            strategy.description,
            f"{_CPG}-strategydefinition",
        )
        actions = [
            action(
                self.export,
                self._id("rule", *one.place),
                one.title,
                description=one.description,
                code=process(strategy.process),
                definition=canonical(self.export, "PlanDefinition", self._resource(*one.place)),
            )
            for one in strategy.members
        ]
        related = composed_of(self.export, "PlanDefinition", [self._resource(*one.place) for one in strategy.members])
        return self._plan(about, "workflow-definition", [*self._evidence(strategy.heading), *related], actions)

    def _recommendation(self, one: Recommendation) -> Resource:
        about = self._about(one.place, one.name, one.title, one.description, f"{_CPG}-recommendationdefinition")
        return self._plan(about, "eca-rule", self._evidence(one.heading), one.actions)

    def _schedule(self, monitor: Monitor, step: str | None) -> Resource:
        """A monitor's phases as standing orders, one after another."""
        part = self._part(monitor.heading.name)
        text = in_words(self.core, monitor, step)
        phases: list[Element] = []
        for number, one in enumerate(stretches(self.core, monitor), 1):
            phase_id = self._id("schedule", part, f"phase-{number}")
            made = wanted(self.export, monitor.targets)
            ends = condition(self.export, self.recommending.library, one.ends_when, "stop") if one.ends_when else None
            urls = [canonical(self.export, "ActivityDefinition", activity.resource_id) for activity in made]
            orders = [
                action(
                    self.export,
                    self._id("schedule", part, f"phase-{number}", str(turn)),
                    activity.title,
                    definition=url,
                )
                for turn, (activity, url) in enumerate(zip(made, urls, strict=True), 1)
            ]
            phases.append(
                action(
                    self.export,
                    phase_id,
                    f"{monitor.heading.title}: {one.text}",
                    when=ends,
                    after=self._id("schedule", part, f"phase-{number - 1}") if number > 1 else None,
                    timing=one.timing,
                    definition=urls[0] if len(urls) == 1 else None,
                    actions=orders if len(urls) > 1 else (),
                )
            )
        top = action(
            self.export,
            self._id("schedule", part),
            monitor.heading.title,
            text=text,
            heading=monitor.heading,
            actions=phases,
        )
        title = f"Schedule: {monitor.heading.title}"
        profile = f"{_CPG}-computableplandefinition"
        about = self._about(("schedule", part), ("schedule", monitor.heading.name), title, text, profile)
        return self._plan(about, "workflow-definition", self._evidence(monitor.heading), [top])

    # --- parts -----------------------------------------------------------------------------------------------------

    def _plan(self, about: About, kind: str, related: Sequence[Element], actions: Sequence[Element]) -> Resource:
        uses_library = any(True for _ in _asked({"action": list(actions)}))
        return (
            head(self.export, about)
            | {"type": concept([coding(f"{TERMINOLOGY}/plan-definition-type", kind)])}
            | standing(self.export, about)
            | element(
                relatedArtifact=list(related),
                library=[canonical(self.export, "Library", self.recommending.library)] if uses_library else None,
                action=list(actions),
            )
        )

    def _about(
        self, place: tuple[str, ...], name: tuple[str, ...], title: str, description: str, profile: str
    ) -> About:
        return About("PlanDefinition", self._resource(*place), name, title, description, (profile,))

    def _evidence(self, heading: Heading | None) -> list[Element]:
        return [*citations(self.export, heading.cites), *assumptions(heading)] if heading is not None else []

    def _summary(self) -> str:
        parts = [self.core.title]
        parts += [f"{one.text} [{', '.join(one.cites)}]." for one in self.core.background]
        return "\n\n".join(parts)

    def _resource(self, *place: str) -> str:
        return self.export.identity.resource(*place)

    def _part(self, name: str) -> str:
        return self.export.identity.part(name)

    def _id(self, *parts: str) -> str:
        return self.export.identity.action(*parts)


def monitors(core: Guideline) -> Iterator[tuple[Monitor, str | None]]:
    """Every monitor, with the step that it stands in."""
    for step in _steps(core):
        yield from ((one, step.heading.name) for one in step.monitors)
    yield from ((one, None) for one in core.monitors)


def _steps(core: Guideline) -> Iterator[Step]:
    yield from (step for pathway in core.pathways for step in pathway.steps)


def _strategies(make: Recommending) -> Iterator[Strategy]:
    core = make.core
    yield from _of("eligibility", "Eligibility", "Who may enter the protocol.", _CARE, make.eligibility())
    for pathway in core.pathways:
        for step in pathway.steps:
            name = step.heading.name
            members = [make.step(step)]
            members += [make.monitor(one, name) for one in step.monitors]
            members += [make.task(one, name) for one in step.tasks]
            yield Strategy(
                ("step", make.export.identity.part(name)),
                ("step", name),
                step.heading.title,
                make.describe(step),
                _CARE,
                tuple(members),
                step.heading,
                names.in_step(name),
                pathway.name,
            )
    yield from _of("stops", "Stops", "What ends the protocol at once.", _CARE, map(make.stop, core.stops))
    yield from _of("after-stop", "After a stop", "What is advised then.", _CARE, map(make.after_stop, core.after_stop))
    yield from _of("cautions", "Cautions", "What is to be watched.", _ALERTS, map(make.caution, core.cautions))
    of_all = (make.monitor(one, None) for one in core.monitors)
    yield from _of("monitoring", "Monitoring", "What is due by a schedule.", _FOLLOW_UP, of_all)
    yield from _of("tasks", "Tasks", "What is due once.", _FOLLOW_UP, (make.task(one, None) for one in core.tasks))


def _of(kind: str, title: str, description: str, work: str, members: Iterable[Recommendation]) -> Iterator[Strategy]:
    found = tuple(members)
    if found:
        yield Strategy((kind,), (kind,), title, description, work, found)


def _asked(node: JsonValue) -> Iterator[str]:
    """The definitions that the conditions of a plan's actions name."""
    stack: list[JsonValue] = [node]
    while stack:
        item = stack.pop()
        if not isinstance(item, dict):
            continue
        for one in reversed(_elements(item.get("action"))):
            stack.append(one)
        for one in _elements(item.get("condition")):
            named = one["expression"]
            if isinstance(named, dict) and isinstance(named["expression"], str):
                yield named["expression"]


def _elements(value: JsonValue | None) -> list[Element]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
