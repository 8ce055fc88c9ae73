"""Names by what they are: those of a kind, a sort or a nature, each with a few words on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from careway.base.record import record
from careway.check.definitions import Nature, nature
from careway.check.scope import Declaration, Sort, Space
from careway.desk.before import Before
from careway.desk.hover import short
from careway.model.vocabulary import Concept, Kind
from careway.syntax.declarations import DefineNode


@record
class Fit:
    """A name, or a word of a closed set, that may stand; `declaration` where it is a name."""

    text: str
    detail: str
    declaration: Declaration | None = None


def fit_of(b: Before, declaration: Declaration) -> Fit:
    """A declared name."""
    return Fit(declaration.name, short(b.c, declaration), declaration)


def named(b: Before, space: Space, *sorts: Sort) -> Iterator[Fit]:
    """The names of a space, only those of some sorts where any are given."""
    for declaration in b.c.scope.spaces[space].values():
        if not sorts or declaration.sort in sorts:
            yield fit_of(b, declaration)


def concepts(b: Before, kinds: tuple[Kind, ...], also: Callable[[Concept], bool] | None = None) -> Iterator[Fit]:
    """The concepts of these kinds."""
    for name, concept in b.c.concepts.items():
        declaration = b.c.scope.find(Space.THING, name)
        if declaration is not None and concept.kind in kinds and (also is None or also(concept)):
            yield fit_of(b, declaration)


def groups(b: Before, kinds: tuple[Kind, ...]) -> Iterator[Fit]:
    """The groups and panels all of whose members are of these kinds."""
    for name, group in b.c.groups.items():
        members = [b.c.concepts[member].kind for member in group.members if member in b.c.concepts]
        declaration = b.c.scope.find(Space.THING, name)
        fits = members and all(kind in kinds for kind in members) and not set(group.members) & set(b.listed)
        if declaration is not None and fits:
            yield fit_of(b, declaration)


def bound(b: Before, kinds: Iterable[Kind]) -> Iterator[Fit]:
    """The word of a definition `of` a kind, in its body."""
    if b.bound is not None and b.bound[1] in kinds:
        yield Fit(b.bound[0], f"the {b.bound[0]} that this is asked of")


def _own(b: Before, declaration: Declaration) -> bool:
    return b.statement == "define" and declaration.name == b.own_name


def definitions(b: Before, natures: tuple[Nature, ...], of: bool = False) -> Iterator[Fit]:
    """The definitions that are of these natures, and not the one being written; with `of` those of each lab or drug."""
    for declaration in b.c.scope.spaces[Space.THING].values():
        node = declaration.node
        if not isinstance(node, DefineNode) or (node.of is not None) is not of or _own(b, declaration):
            continue
        if nature(b.c, node) in natures:
            yield fit_of(b, declaration)
