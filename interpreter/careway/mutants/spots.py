"""The places of a core at which a mutant can be made, each with what surrounds it and the phrase it belongs to.

In: a core. Out: every node with its path and the records above it, outer ones first. A *phrase* is what a reader takes
in at once: the condition, or the whole value or time, in which the node stands. What the author wrote once may stand in
a phrase twice (`ALT > ULN` speaks of the last ALT and of its ULN): a change of it is made in both places.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

from careway.base.record import record
from careway.ir import expressions as ex
from careway.ir import nodes as n
from careway.ir import wording
from careway.ir.reads import definition_reads, reads_of
from careway.model.time import Duration
from careway.model.vocabulary import Concept, Group
from careway.mutants.mutant import Path, replaced, substituted

_JOINING: tuple[Any, ...] = (ex.All, ex.AnyOf, ex.AtLeast, ex.Not)
_CRITERIA: tuple[Any, ...] = tuple(one for one in get_args(ex.Criterion) if one not in _JOINING)
_VALUES: tuple[Any, ...] = get_args(ex.Value)
_TIMES: tuple[Any, ...] = get_args(ex.Time)
_CONDITIONS: tuple[Any, ...] = (*_CRITERIA, *_JOINING)
_SAID: tuple[Any, ...] = (*_CONDITIONS, *_VALUES, *_TIMES)
_WHOLE = (n.Definition, n.Parameter, n.ParameterSet, Concept, Group)
_SHORT = 220


@record
class Spot:
    """A node, the path to it, and the records from the core down to the one that holds it."""

    node: Any
    path: Path
    above: tuple[Any, ...]

    @property
    def parent(self) -> Any:
        """The record that holds the node."""
        return self.above[-1] if self.above else None

    @property
    def field(self) -> str:
        """The name of the field of that record."""
        return next((part for part in reversed(self.path) if isinstance(part, str)), "")


def spots(core: n.Guideline) -> Iterator[Spot]:
    """Every record of the core that the author wrote and that a run rests on, the outer ones first, each list in its
    order. Claims, what only they use, and findings that are accepted change nothing in a run."""
    stack = [Spot(core, (), ())]
    claimed = _only_claimed(core)
    while stack:
        spot = stack.pop()
        yield spot
        names = spot.node.__match_args__
        if isinstance(spot.node, ex.LimitOf | n.Invariant):
            continue  # a limit goes with the result beside it, or one defined elsewhere; a claim does nothing in a run
        stack += [
            one
            for name in reversed(names)
            if not (isinstance(spot.node, n.Guideline) and name == "invariants")
            and not (isinstance(spot.node, n.Heading) and name == "accepted")
            for one in _below(spot, name)
            if not (isinstance(one.node, n.Definition) and one.node.name in claimed)
        ]


def _only_claimed(core: n.Guideline) -> frozenset[str]:
    """The definitions that claims use, and no rule."""
    known = definition_reads(core.definitions)
    rules = replace(core, invariants=(), definitions=())
    return reads_of((core.invariants,), known).definitions - reads_of((rules,), known).definitions


def _below(spot: Spot, name: str) -> list[Spot]:
    found, above = [], (*spot.above, spot.node)
    stack: list[tuple[Any, Path]] = [(getattr(spot.node, name), (*spot.path, name))]
    while stack:
        node, path = stack.pop()
        if isinstance(node, tuple):
            stack += [(item, (*path, index)) for index, item in reversed(list(enumerate(node)))]
        elif hasattr(node, "__match_args__") and hasattr(node, "__record__"):
            found.append(Spot(node, path, above))
    return found[::-1]


@record
class Phrase:
    """A phrase of the core: where it stands, the node, and the record that holds it."""

    path: Path
    node: Any
    parent: Any


def phrase_of(spot: Spot) -> Phrase | None:
    """The phrase in which a node stands; None outside of conditions, values and times."""
    if not _expressed(spot):
        return None
    chain = [*spot.above, spot.node]
    place = len(chain) - 1
    while not isinstance(chain[place], _CONDITIONS) and isinstance(chain[place - 1], _INNER):
        place -= 1
    node = chain[place]
    return Phrase(_path_of(spot, place), node, chain[place - 1]) if isinstance(node, _SAID) else None


_INNER = tuple(one for one in vars(ex).values() if isinstance(one, type) and one.__module__ == ex.__name__)


def _expressed(spot: Spot) -> bool:
    return isinstance(spot.node, _INNER) or (isinstance(spot.node, Duration) and isinstance(spot.parent, _INNER))


def _path_of(spot: Spot, place: int) -> Path:
    """The path to the record at a place of the chain from the core to the node."""
    path: list[str | int] = []
    node = spot.above[0] if spot.above else spot.node
    depth = 0
    for part in spot.path:
        if depth == place:
            break
        path.append(part)
        node = node[part] if isinstance(part, int) else getattr(node, part)
        depth += not isinstance(node, tuple)
    return tuple(path)


def changed_at(spot: Spot, path: Path, new: Any) -> tuple[Path, Any]:
    """The path and the node of a change at a spot, below it by `path`: made in the whole phrase where it says the same
    twice."""
    below = (*spot.path, *path)
    phrase = phrase_of(spot)
    if phrase is None:
        return below, new
    whole = replaced(phrase.node, below[len(phrase.path) :], new)
    twice = next((one for one in _said_twice(spot, phrase) if one is not phrase.node), None)
    if twice is not None:
        place = next(index for index, one in enumerate((*spot.above, spot.node)) if one is twice)
        inner = below[len(_path_of(spot, place)) :]
        whole = substituted(phrase.node, twice, replaced(twice, inner, new))
    dose = phrase.parent
    if isinstance(dose, n.AdviseDose) and dose.low == dose.high:
        return phrase.path[:-1], substituted(dose, phrase.node, whole)
    return phrase.path, whole


def _said_twice(spot: Spot, phrase: Phrase) -> Iterator[Any]:
    """What around a node, inside its phrase, may stand there twice: the time from which and up to which a window is
    counted, else the selection of a record, the outermost first."""
    chain = (*spot.above, spot.node)
    first = next(index for index, one in enumerate(chain) if one is phrase.node)
    for holder, node in zip(chain[first:], chain[first + 1 :], strict=False):
        if isinstance(holder, ex.Bound) and isinstance(node, _TIMES):
            yield node
    yield from (node for node in chain[first:] if isinstance(node, ex.Selection))


def words_of(node: Any) -> str | None:
    """A phrase in words; None where it is too long to be taken in."""
    text: str | None = None
    if isinstance(node, _VALUES):
        text = wording.value(node)
    elif isinstance(node, _TIMES):
        text = wording.time(node)
    elif isinstance(node, _CONDITIONS):
        text = wording.criterion(node)
    return text if text is None or len(text) <= _SHORT else None


def owner_of(chain: tuple[Any, ...]) -> tuple[str, tuple[str, ...]]:
    """The name of the innermost rule, definition, parameter or concept among nodes, and all names to ask it by."""
    owner, names = "", []
    for node in chain:
        if isinstance(heading := getattr(node, "heading", None), n.Heading):
            owner = heading.name
        elif isinstance(node, _WHOLE):
            owner = node.name
            names += [node.shown] if isinstance(node, n.Definition) else []
        names.append(owner)
    return owner, tuple(dict.fromkeys(name for name in names if name))


def line_of(chain: tuple[Any, ...]) -> int:
    """The line of the innermost node among these that has one."""
    for node in reversed(chain):
        line = getattr(node, "line", None) or getattr(getattr(node, "heading", None), "line", None)
        if line:
            return int(line)
    return 0
