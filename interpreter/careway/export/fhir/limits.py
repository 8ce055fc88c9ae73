"""What the FHIR export cannot say, or says otherwise, by rule; the resources say the same in words.

The logic itself is in the library: these are limits of the resources around it. What the CQL cannot say is in the CQL
export's own report.
"""

from __future__ import annotations

from collections.abc import Iterator

from careway.export import claims, names
from careway.export.fhir.doses import dose
from careway.export.fhir.plans import monitors
from careway.export.fhir.release import Release
from careway.export.fhir.schedules import unsaid
from careway.export.report import Extent, Limit
from careway.ir.nodes import (
    Advice,
    AdviseConsider,
    AdviseDose,
    AdviseDrug,
    AdviseRefer,
    Guideline,
    Step,
    Task,
)
from careway.ir.wording import called, length, plain
from careway.model.terms import DrugOrder


def limits(core: Guideline, release: Release) -> tuple[Limit, ...]:
    """Everything that this release of FHIR cannot say of a guideline, in the order of the guideline."""
    found = [*_whole(core, release), *claims.unsaid(core, release.target)]
    for rule, line, extent, text in [*_steps(core), *_schedules(core), *_tasks(core), *_advice(core)]:
        found.append(Limit(rule, line, release.target, extent, text))
    return tuple(sorted(found, key=lambda limit: limit.line))


def _whole(core: Guideline, release: Release) -> Iterator[Limit]:
    def limit(extent: Extent, text: str) -> Limit:
        return Limit(core.id, 1, release.target, extent, text)

    yield limit(
        Extent.NOT_AT_ALL,
        "A plan says what holds at the instant for which it is applied. The dated log, what had been decided on data "
        "that were corrected later, and the deviations between advice and what happened are not part of it.",
    )
    if release is Release.R5:
        yield limit(
            Extent.DIFFERENTLY,
            "The library reads records of FHIR R4 (4.0.1): the resources of this package are R5, and an engine runs "
            "them on R4 records.",
        )
    for concept in core.vocabulary.concepts:
        if not concept.codes:
            yield Limit(
                concept.name,
                concept.line,
                release.target,
                Extent.IN_PART,
                f"{called(concept)} has no code of a published system: records are found only under the guideline's "
                "own code, to which the hospital has to map them.",
            )
    for one in core.sets:
        yield Limit(
            one.name,
            one.line,
            release.target,
            Extent.DIFFERENTLY,
            f'The parameter set "{one.title}" is no resource of its own: it is chosen by the parameter '
            f"`{names.POPULATION}` of the library, and the engine has to give it for each patient.",
        )


_Found = Iterator[tuple[str, int, Extent, str]]


def _steps(core: Guideline) -> _Found:
    for pathway in core.pathways:
        for step in pathway.steps:
            name, line = step.heading.name, step.heading.line
            if step.transitions:
                yield (
                    name,
                    line,
                    Extent.DIFFERENTLY,
                    "Which step is active is worked out by the library; the plan has the ways to other steps as words "
                    "only, and no action says that one of them cannot be decided.",
                )
            for one in step.transitions:
                if one.without is not None and one.after is not None:
                    yield (
                        name,
                        one.line,
                        Extent.DIFFERENTLY,
                        f"The clock of `after {length(one.after)} without ...`, which starts anew each time, stands in "
                        "the plan as words only.",
                    )
            yield from _beginnings(step)


def _beginnings(step: Step) -> _Found:
    if step.begin is not None or step.begin_again is not None:
        yield (
            step.heading.name,
            step.heading.line,
            Extent.DIFFERENTLY,
            "When the pathway begins here is worked out by the library; no action says that this time is unclear.",
        )


def _schedules(core: Guideline) -> _Found:
    for monitor, _ in monitors(core):
        for text in unsaid(core, monitor):
            yield monitor.heading.name, monitor.heading.line, Extent.DIFFERENTLY, f"{text}."
        yield (
            monitor.heading.name,
            monitor.heading.line,
            Extent.IN_PART,
            "The plan of the schedule has no date from which it counts: it is placed when the monitor begins. Whether "
            "an occasion is due or was missed is worked out by the library.",
        )


def _tasks(core: Guideline) -> _Found:
    inside = [task for pathway in core.pathways for step in pathway.steps for task in step.tasks]
    for task in [*inside, *core.tasks]:
        yield from _task(task)


def _task(task: Task) -> _Found:
    yield (
        task.heading.name,
        task.heading.line,
        Extent.IN_PART,
        "The deadline of the task stands in the plan as words, and no action says that it is unclear whether it was "
        "done in time; the library has its standing as text.",
    )


def _advice(core: Guideline) -> _Found:
    for name, advice in _advised(core):
        for one in advice:
            yield from ((name, one.line, extent, text) for extent, text in _said_otherwise(core, one))


def _advised(core: Guideline) -> Iterator[tuple[str, tuple[Advice, ...]]]:
    for pathway in core.pathways:
        yield from ((step.heading.name, step.advice) for step in pathway.steps)
    yield from ((stop.heading.name, stop.advice) for stop in core.stops)
    yield from ((caution.heading.name, caution.advice) for caution in core.cautions)
    yield from ((after.heading.name, after.advice) for after in core.after_stop)


def _said_otherwise(core: Guideline, advice: Advice) -> Iterator[tuple[Extent, str]]:
    match advice.action:
        case AdviseDose() as advised:
            said = dose(core, advised)
            if said.unsaid is not None:
                yield (
                    Extent.IN_PART,
                    f"The dose `{said.text}` stands in the order as words, without a number: {said.unsaid}.",
                )
            if advised.over is not None:
                yield Extent.DIFFERENTLY, "The time over which the dose is changed stands in the order as words."
        case AdviseDrug(order=DrugOrder.AVOID | DrugOrder.CONTINUE) as ordered:
            drugs = ", ".join(map(plain, ordered.drugs))
            yield (
                Extent.DIFFERENTLY,
                f"`{ordered.order.value} {drugs}` is a message and no order: an engine that does not look at "
                "`doNotPerform` would propose the drug.",
            )
        case AdviseConsider():
            yield (
                Extent.DIFFERENTLY,
                "The drugs to consider are one message and no orders: an engine that does not look at "
                "`selectionBehavior` would propose all of them.",
            )
        case AdviseRefer(to=to):
            yield (
                Extent.DIFFERENTLY,
                f"The service to refer to, {plain(to)}, has no code in the guideline.",
            )
        case _:
            pass
