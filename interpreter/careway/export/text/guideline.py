"""A whole core as text: what comes in is a core, what goes out is a guideline that compiles to it again.

The statements stand in the order of the lines that the core names. What the core no longer has (comments, the author's
layout, definitions `of lab` that nothing asks for) is gone; all else comes back, but for the numbers of lines and the
hash of the text. What the language cannot say is refused as `Unsaid`.
"""

from __future__ import annotations

from collections.abc import Iterable

from careway.export.text import evidence, rules, schedules, vocabulary
from careway.export.text.definitions import definitions
from careway.export.text.layout import lines
from careway.export.text.scene import Scene, scene_of
from careway.ir.nodes import Guideline

Statement = tuple[int, list[str]]


def text_of(core: Guideline) -> str:
    """The text of a core; raises `Unsaid`."""
    scene = scene_of(core)
    said = core.vocabulary
    families: list[list[Statement]] = [
        [(one.line, evidence.source(one)) for one in core.sources],
        [(one.line, vocabulary.parameter(scene, one)) for one in core.parameters],
        [(one.line, vocabulary.parameter_set(scene, one)) for one in core.sets],
        [(one.line, vocabulary.concept(scene, one)) for one in said.concepts],
        [(one.line, vocabulary.group(one)) for one in said.groups],
        [(line, lines(0, text)) for line, text in definitions(scene)],
        [(one.heading.line, rules.eligibility(scene, one)) for one in core.eligibility],
        _steps(scene),
        [(one.heading.line, schedules.monitor(scene, one, evidence.cites(one.heading.cites))) for one in core.monitors],
        [(one.heading.line, schedules.task(scene, one, evidence.cites(one.heading.cites))) for one in core.tasks],
        [(one.heading.line, rules.stop(scene, one)) for one in core.stops],
        [(one.heading.line, rules.caution(scene, one)) for one in core.cautions],
        [(one.heading.line, rules.after_stop(scene, one)) for one in core.after_stop],
        [(one.line, evidence.background(one)) for one in core.background],
        [(one.heading.line, rules.invariant(scene, one)) for one in core.invariants],
    ]
    made = evidence.head_of_guideline(scene)
    for _, statement in _by_line(families):
        made += statement
    return "\n".join(made) + "\n"


def _steps(scene: Scene) -> list[Statement]:
    found: list[Statement] = []
    for index, one in enumerate(scene.core.pathways):
        before = rules.pathway(scene, one, index == 0)
        for step in one.steps:
            found.append((step.heading.line, [*before, *rules.step(scene, step)]))
            before = []
    return found


def _by_line(families: list[list[Statement]]) -> Iterable[Statement]:
    """All statements by line, each family in its own order whatever its lines say."""
    waiting = [list(reversed(family)) for family in families if family]
    while waiting:
        first = min(waiting, key=lambda family: family[-1][0])
        yield first.pop()
        waiting = [family for family in waiting if family]
