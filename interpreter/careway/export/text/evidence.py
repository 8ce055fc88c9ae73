"""Sources, and what every rule has: its title, the sources that it cites, its readings and its grade."""

from __future__ import annotations

from careway.export.text.scene import Place, Scene, Unsaid
from careway.export.text.written import plain_name, quoted
from careway.ir.nodes import Acceptance, Background, Heading, Source


def source(one: Source) -> list[str]:
    """`source 1 guideline "..."` and its clauses."""
    place = Place(f"source {one.key}")
    key = one.key if one.key.isascii() and one.key.isdigit() else plain_name(place, one.key)
    made = [f"source {key} {one.kind.value} {quoted(place, one.title)}"]
    if one.by is not None:
        made.append(f"  by {quoted(place, one.by)}")
    if one.year is not None:
        made.append(f"  in {one.year}")
    if one.indirect is not None:
        made.append(f"  indirect {quoted(place, one.indirect)}")
    if one.url is not None:
        made.append(f"  url {quoted(place, one.url)}")
    return made


def head(keyword: str, heading: Heading, own: tuple[str, ...]) -> str:
    """`stop NAME "title" [1]`; `own` are the sources to cite."""
    place = Place(heading.name)
    return f"{keyword} {plain_name(place, heading.name)} {quoted(place, heading.title)}{cites(own)}"


def cites(keys: tuple[str, ...]) -> str:
    """` [1, 2]`, nothing where nothing is cited."""
    return f" [{', '.join(keys)}]" if keys else ""


def own_cites(rule: str, node: object, keys: tuple[str, ...], of_rule: tuple[str, ...]) -> str:
    """What a part of a rule cites of its own: nothing where it rests on what its rule rests on."""
    if keys == of_rule:
        return ""
    if not keys:
        reason = "it cites nothing although its rule cites sources, on which it then rests"
        raise Unsaid(rule, type(node).__name__, reason)
    return cites(keys)


def notes(heading: Heading, indent: int = 2) -> list[str]:
    """`strength`, `certainty`, each `assuming` and each `accepted`."""
    place = Place(heading.name)
    made = [f"strength {heading.strength.value}"] if heading.strength is not None else []
    made += [f"certainty {heading.certainty.value}"] if heading.certainty is not None else []
    made += [f"assuming {quoted(place, text)}" for text in heading.assuming]
    made += [_accepted(place, one) for one in heading.accepted]
    return [" " * indent + line for line in made]


def _accepted(place: Place, one: Acceptance) -> str:
    kind = f" {one.kind.value}" if one.kind is not None else ""
    return f"accepted{kind} because {quoted(place, one.because)}"


def background(one: Background) -> list[str]:
    """`background "..." [1]`."""
    return [f"background {quoted(Place('background'), one.text)}{cites(one.cites)}"]


def head_of_guideline(scene: Scene) -> list[str]:
    """The guideline statement."""
    core = scene.core
    place = Place(core.id)
    made = [f"guideline {plain_name(place, core.id)}"]
    made.append(f"title {quoted(place, core.title)}")
    if any(blank.isspace() for blank in core.version):
        raise Unsaid(core.id, "version", "a version has no spaces")
    made += [f"version {core.version}", f"status {core.status.value}"]
    if core.date is not None:
        made.append(f"date {core.date.isoformat()}")
    if core.effective_from is not None:
        until = f" until {core.effective_until.isoformat()}" if core.effective_until is not None else ""
        made.append(f"effective from {core.effective_from.isoformat()}{until}")
    elif core.effective_until is not None:
        raise Unsaid(core.id, "effective_until", "a guideline that ends says also from when it holds")
    made.append(f"disclaimer {quoted(place, core.disclaimer)}")
    return [made[0], *(f"  {line}" for line in made[1:])]
