"""Definitions as text: each as its author wrote it once, also where the core has one for each lab that it is asked of.

Of `baseline of ALT` and `baseline of AST` one text is made: where the two differ, and each names the concept that it
is of, stands the kind (`lab`).
"""

from __future__ import annotations

from collections.abc import Sequence

from careway.export.text import criteria, times, values
from careway.export.text.scene import Place, Scene, Unsaid
from careway.export.text.written import MARK, plain_name
from careway.ir.expressions import Time, Value, ValueOf
from careway.ir.nodes import Definition


def definitions(scene: Scene) -> list[tuple[int, str]]:
    """Each definition with the line on which it stood, in the order of the lines."""
    by_name: dict[str, list[Definition]] = {}
    for one in scene.core.definitions:
        by_name.setdefault(one.shown, []).append(one)
    found = [(min(one.line for one in group), _define(scene, shown, group)) for shown, group in by_name.items()]
    return sorted(found, key=lambda pair: pair[0])


def _define(scene: Scene, shown: str, group: Sequence[Definition]) -> str:
    place = Place(f"definition {shown}")
    concepts = [scene.origin[one.name][1] for one in group]
    for one, concept in zip(group, concepts, strict=True):
        own = shown if concept is None else f"{shown} of {concept}"
        if one.name not in (own, f"time of {own}"):
            raise Unsaid(place.rule, "definition", f"its name in the core, {one.name!r}, is not made of {shown!r}")
        if concept is not None and concept not in scene.concepts:
            raise Unsaid(place.rule, "definition", f"{concept!r} is not in the vocabulary")
    bodies = [_body(scene, Place(place.rule, bound=concept), one) for one, concept in zip(group, concepts, strict=True)]
    kinds = {scene.concepts[concept].kind.value if concept is not None else None for concept in concepts}
    if len(kinds) > 1:
        raise Unsaid(place.rule, "definition", "it is of more than one kind of concept")
    kind = kinds.pop()
    of = f" of {kind}" if kind is not None else ""
    return f"define {plain_name(place, shown)}{of} {_merged(place, kind, concepts, bodies)}"


def _body(scene: Scene, place: Place, one: Definition) -> str:
    body = one.body
    if isinstance(body, Value):
        text = values.whole(scene, place, body)
        bare = isinstance(body, ValueOf) and values.is_bare(scene, body.selection)
        return f"= last {text}" if bare else f"= {text}"
    if isinstance(body, Time):
        return f"= {times.whole(scene, place, body)}"
    return f"when {criteria.criterion(scene, place, body)}"


def _merged(place: Place, kind: str | None, concepts: Sequence[str | None], bodies: Sequence[str]) -> str:
    """One text for all bodies: names that are each body's own become the word for the kind."""
    pieces = [body.split(MARK) for body in bodies]
    merged: list[str] = []
    for index, texts in enumerate(zip(*pieces, strict=False)):
        if index % 2 and kind is not None and list(texts) == list(concepts):
            merged.append(kind)
        elif len(set(texts)) == 1:
            merged.append(f"{MARK}{texts[0]}{MARK}" if index % 2 else texts[0])
        else:
            merged = []
            break
    if not merged or len({len(one) for one in pieces}) > 1:
        raise Unsaid(
            place.rule, "definition", "what it says of each concept is not the same, so that it needs a name each"
        )
    return "".join(merged)
