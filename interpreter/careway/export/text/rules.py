"""Eligibility, stops, cautions, what follows a stop, claims, and the steps of pathways as text."""

from __future__ import annotations

from careway.export.text import criteria, times
from careway.export.text.advice import advised, claimed
from careway.export.text.evidence import cites, head, notes, own_cites
from careway.export.text.layout import lines
from careway.export.text.scene import Place, Scene, Unsaid, unsaid
from careway.export.text.schedules import monitor, task
from careway.export.text.written import duration, plain_name, quoted
from careway.ir.expressions import Criterion
from careway.ir.nodes import AfterStop, Caution, Eligibility, Invariant, Pathway, Step, Stop, Transition
from careway.model.terms import EligibilityKind


def eligibility(scene: Scene, one: Eligibility) -> list[str]:
    """`eligible` or `exclude`."""
    place = Place(one.heading.name)
    keyword = "eligible" if one.kind is EligibilityKind.ELIGIBLE else "exclude"
    made = [head(keyword, one.heading, one.heading.cites), *_when(scene, place, one.when)]
    if one.otherwise is not None:
        made.append(f"  otherwise {quoted(place, one.otherwise)}")
    return made + notes(one.heading)


def _when(scene: Scene, place: Place, when: Criterion) -> list[str]:
    return lines(2, f"when {criteria.criterion(scene, place, when)}")


def stop(scene: Scene, one: Stop) -> list[str]:
    """`stop`, its criterion and its advice."""
    place = Place(one.heading.name)
    made = [head("stop", one.heading, one.heading.cites), *_when(scene, place, one.when)]
    made += [line for advice in advised(scene, place, one.advice, one.heading.cites) for line in advice]
    return made + notes(one.heading)


def caution(scene: Scene, one: Caution) -> list[str]:
    """`caution`, its criterion and its advice."""
    place = Place(one.heading.name)
    made = [head("caution", one.heading, one.heading.cites), *_when(scene, place, one.when)]
    made += [line for advice in advised(scene, place, one.advice, one.heading.cites) for line in advice]
    if one.only_in:
        made.append(f"  only in {', '.join(plain_name(place, step) for step in one.only_in)}")
    return made + notes(one.heading)


def invariant(scene: Scene, one: Invariant) -> list[str]:
    """`always` or `never`, its advice and its criterion."""
    place = Place(one.heading.name)
    made = [head(one.kind.value, one.heading, one.heading.cites)]
    made += lines(2, f"advise {claimed(scene, place, one.advice)}") if one.advice is not None else []
    made += _when(scene, place, one.when) if one.when is not None else []
    if one.only_in:
        made.append(f"  only in {', '.join(plain_name(place, step) for step in one.only_in)}")
    return made + notes(one.heading)


def after_stop(scene: Scene, one: AfterStop) -> list[str]:
    """`after stop`; it has neither a name nor a title of its own."""
    place = Place(one.heading.name)
    stops = f" of {', '.join(plain_name(place, name) for name in one.stops)}" if one.stops else ""
    named = "_".join(("after_stop_of", *one.stops)) if one.stops else "after_stop"
    listed = ", ".join(name.replace("_", " ") for name in one.stops)
    title = f"After {listed}" if one.stops else "After a stop"
    if one.heading.title != title or not one.heading.name.startswith(named):
        raise unsaid(place, one, f'it is called {named!r} and titled "{title}"; neither is the author\'s to choose')
    made = [f"after stop{stops}{cites(one.heading.cites)}"]
    made += [line for advice in advised(scene, place, one.advice, one.heading.cites) for line in advice]
    return made + notes(one.heading)


def pathway(scene: Scene, one: Pathway, first: bool) -> list[str]:
    """The line before the steps of a pathway; none for the one that needs no name."""
    place = Place(f"pathway {one.name}")
    if one.name != "main":
        return [f"pathway {plain_name(place, one.name)} {quoted(place, one.title)}"]
    if not first or one.title != scene.core.title:
        raise Unsaid(place.rule, "pathway", "`main` is the first one, and has the title of the guideline")
    return []


def step(scene: Scene, one: Step) -> list[str]:
    """A step with what stands in it, by line."""
    place = Place(one.heading.name)
    cited = one.heading.cites
    parts: list[tuple[int, object, list[str]]] = []
    for advice, text in zip(one.advice, advised(scene, place, one.advice, cited), strict=True):
        parts.append((advice.line, None, text))
    for inner in one.monitors:
        own = own_cites(inner.heading.name, inner, inner.heading.cites, cited)
        parts.append((inner.heading.line, inner, monitor(scene, inner, own, 2)))
    for wanted in one.tasks:
        own = own_cites(wanted.heading.name, wanted, wanted.heading.cites, cited)
        parts.append((wanted.heading.line, wanted, task(scene, wanted, own, 2)))
    for way in one.transitions:
        parts.append((way.line, way, lines(2, _transition(scene, place, way, cited))))
    parts.sort(key=lambda part: part[0])
    if one.begin is not None:
        _put_in(scene, parts, one.begin, lines(2, f"begin at {times.whole(scene, place, one.begin)}"))
    if one.begin_again is not None:
        again = lines(2, f"begin again when {criteria.criterion(scene, place, one.begin_again)}")
        _put_in(scene, parts, one.begin_again, again)
    made = [head("step", one.heading, cited)]
    nested = next(
        (i for i, part in enumerate(parts) if part[2][0].lstrip().startswith(("monitor", "task"))), len(parts)
    )
    for index, (_, _, text) in enumerate(parts):
        made += notes(one.heading) if index == nested else []  # after a monitor they would be the monitor's
        made += text
    return made + (notes(one.heading) if nested == len(parts) else [])


def _put_in(scene: Scene, parts: list[tuple[int, object, list[str]]], node: object, text: list[str]) -> None:
    """Puts a clause without a line first, or behind what was asked for before it."""
    before = [i for i, (_, other, _) in enumerate(parts) if other is not None and scene.asked_after(node, other)]
    parts.insert(before[-1] + 1 if before else 0, (0, node, text))


def _transition(scene: Scene, place: Place, way: Transition, cited: tuple[str, ...]) -> str:
    if way.to is None and way.back:
        raise unsaid(place, way, "the end of a pathway is not a way back")
    to = "finish" if way.to is None else f"{'back' if way.back else 'go'} to {plain_name(place, way.to)}"
    after = f" after {duration(way.after)}" if way.after is not None else ""
    without = f" without {criteria.criterion(scene, place, way.without)}" if way.without is not None else ""
    when = f" when {criteria.criterion(scene, place, way.when)}" if way.when is not None else ""
    if way.without is not None and way.after is None:
        raise unsaid(place, way, "`without` needs a length of time")
    return f"{to}{after}{without}{when}{own_cites(place.rule, way, way.cites, cited)}"
