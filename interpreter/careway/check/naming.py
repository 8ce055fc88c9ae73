"""Names inside expressions: which concept, group, drug or duration is meant, and what to say where none is."""

from __future__ import annotations

from careway.base.diagnostics import Edit, Label
from careway.base.source import Span
from careway.check.findings import Checking
from careway.check.place import Place
from careway.check.scope import Declaration, Sort, Space, described_kind
from careway.ir.expressions import Length as CoreLength
from careway.ir.expressions import ParameterDuration
from careway.model.time import Duration
from careway.model.vocabulary import Concept, Kind
from careway.syntax.declarations import GroupNode
from careway.syntax.expressions import Length, Name

DEEPEST = 45
"""How deeply one expression may be nested."""

DEEPEST_IN_ALL = 100
"""How deeply expressions may be nested, those of the definitions that they use included."""


def too_deep(c: Checking, span: Span) -> bool:
    """Whether an expression is nested too deeply to go on; reports it."""
    if c.depth - c.floor < DEEPEST and c.depth < DEEPEST_IN_ALL:
        return False
    help = "give its parts names, `define NAME when ...`, and use the names"
    c.report("CW229", "this is nested too deeply", span, help=help)
    return True


def concept_named(
    c: Checking, name: Name, place: Place, wanted: str, kinds: tuple[Kind, ...] = (), likely: tuple[Kind, ...] = ()
) -> Concept | None:
    """The concept that a name stands for here, of one of the kinds where any are given; reports anything else.
    `likely` kinds are looked through for what an unknown name may have meant."""
    if place.bound is not None and name.text == place.bound[0]:
        return c.concepts.get(place.bound[1])
    found = c.scope.find(Space.THING, name.text)
    if found is None or found.sort is not Sort.CONCEPT:
        if found is not None and isinstance(found.node, GroupNode):
            group_alone(c, name, found)
            return None
        suggestions = [one.name for one in c.concepts.values() if one.kind in (kinds or likely or Kind)]
        unfit(c, name, wanted, found, suggestions)
        return None
    concept = c.concepts.get(name.text)
    c.use(Space.THING, name, found)
    if concept is not None and kinds and concept.kind not in kinds:
        title = f"{name.text} is {found.described}, not {wanted}"
        c.report("CW205", title, name.span, because=[c.declared(found)], help=instead(concept))
        return None
    return concept


def unfit(c: Checking, name: Name, wanted: str, found: Declaration | None, suggestions: list[str]) -> None:
    """Reports a name that is unknown or of the wrong sort."""
    if name.text in c.damaged:
        return
    found = found or c.scope.anywhere(name.text)
    near = c.meant(name, suggestions)
    if found is None:
        c.report("CW200", f"`{name.text}` is not declared", name.span, f"expected {wanted}", **near)
        return
    c.used.add((Space.THING, name.text))
    c.report("CW205", f"{name.text} is {found.described}, not {wanted}", name.span, because=[c.declared(found)], **near)


def group_alone(c: Checking, name: Name, found: Declaration) -> None:
    """Reports a group where one concept is meant."""
    c.used.add((Space.THING, name.text))
    c.report(
        "CW222",
        f"{name.text} is {found.described}: say whether any or all of it is meant",
        name.span,
        because=[c.declared(found)],
        help=f"write `any of {name.text}` or `all of {name.text}`",
        edit=Edit(name.span, f"any of {name.text}"),
    )


def instead(concept: Concept) -> str:
    """What a rule may ask of a concept, by its kind."""
    name = concept.name
    match concept.kind:
        case Kind.LAB | Kind.VITAL:
            return f"a number can be compared: `{name} >= ... {concept.unit or ''}".rstrip() + "`"
        case Kind.DRUG:
            return f"of a drug one may say `{name} active`, `{name} paused` or `{name} dose >= ...`"
        case Kind.SYMPTOM | Kind.CONDITION:
            return f"of {described_kind(concept.kind)} one may say `{name} present` or `{name} absent`"
        case Kind.TEST:
            return f"a test has one of its values: `{name} is {concept.values[0] if concept.values else '...'}`"
        case Kind.QUESTION:
            return f"a question is answered yes by its name alone, `{name}`, or no: `{name} is no`"


def members(
    c: Checking, names: tuple[Name, ...], place: Place, wanted: str, kinds: tuple[Kind, ...] = ()
) -> list[Name] | None:
    """The concepts that a list of names stands for, panels and groups spelled out, each at the place of its name;
    `None` where one of them is wrong."""
    out: list[Name] = []
    whole = True
    for name in names:
        found = c.scope.find(Space.THING, name.text)
        if found is not None and isinstance(found.node, GroupNode):
            c.use(Space.THING, name, found)
            group = c.groups.get(name.text)
            if group is None:
                whole = False
                continue
            for member in group.members:
                concept = c.concepts.get(member)
                if concept is not None and kinds and concept.kind not in kinds:
                    title = f"{member}, a member of {name.text}, is {described_kind(concept.kind)}, not {wanted}"
                    c.report("CW205", title, name.span, because=[c.declared(found)], help=instead(concept))
                    whole = False
                else:
                    out.append(Name(member, name.span))
        elif (concept := concept_named(c, name, place, wanted, kinds)) is not None:
            out.append(Name(concept.name, name.span))
        else:
            whole = False
    return out if whole else None


def length(c: Checking, written: Length) -> CoreLength | None:
    """A duration, written out or held by a parameter."""
    if isinstance(written.value, Duration):
        return c.placed(written.value, written.span)
    name = written.value
    found = c.scope.find(Space.THING, name.text)
    if found is None or found.sort is not Sort.PARAMETER:
        durations = [one.name for one in c.parts.parameters.values() if isinstance(one.value, Duration)]
        unfit(c, name, "a duration, or a parameter that holds one", found, durations)
        return None
    c.use(Space.THING, name, found)
    parameter = c.parts.parameters.get(name.text)
    if parameter is None:
        return None
    if not isinstance(parameter.value, Duration):
        title = f"{name.text} is {parameter.value}; a duration is needed here"
        c.report("CW210", title, name.span, because=[c.declared(found, f"{name.text} is declared here")])
        return None
    return c.placed(ParameterDuration(name.text), written.span)


def plain_length(c: Checking, written: Length, what: str) -> Duration | None:
    """A duration that must be written out, because a schedule's dates cannot wait for a parameter."""
    if isinstance(written.value, Duration):
        return c.placed(written.value, written.span)
    name = written.value
    found = c.scope.find(Space.THING, name.text)
    if found is not None:
        c.used.add((Space.THING, name.text))
    if name.text not in c.damaged:
        title = f"{what} must be written out, `{name.text}` is a name"
        c.report("CW349", title, name.span, help="write a duration such as `3 days`")
    return None


def declared_label(c: Checking, concept: Concept, span: Span) -> Label:
    """A second label that says how a concept is declared."""
    found = c.scope.find(Space.THING, concept.name)
    unit = f" in {concept.unit}" if concept.unit else ""
    return Label(found.span if found else span, f"{concept.name} is {described_kind(concept.kind)}{unit}")
