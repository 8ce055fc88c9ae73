"""All mutants of a guideline, in the order of its core.

In: a core, and where its nodes stand in the text if that is known. Out: mutants, each of which changes the core and is
a good core again (`mutants_of`); what breaks a rule that every core keeps is no mutant, as the checker would not let it
through. To look at a whole core takes longer than to make a mutant, so `slips_of` leaves that to whoever runs them.
Texts, titles, sources, codes, readings and claims are not changed, nor a definition that no rule uses: they decide
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from typing import Any

from careway.ir.invariants import violations
from careway.ir.nodes import Guideline
from careway.mutants import of_conditions, of_rules, of_schedules, of_vocabulary
from careway.mutants.change import Change, Operator, Scene
from careway.mutants.mutant import Mutant, at, mutated
from careway.mutants.spots import Spot, changed_at, line_of, owner_of, phrase_of, spots, words_of

OPERATORS: tuple[Operator, ...] = (
    *of_conditions.OPERATORS,
    *of_rules.OPERATORS,
    *of_schedules.OPERATORS,
    *of_vocabulary.OPERATORS,
)
LineOf = Callable[[object], int | None]


def mutants_of(core: Guideline, line: LineOf | None = None, only: str | None = None) -> Iterator[Mutant]:
    """The mutants of a core. `line` gives the line of a node of it where that is known; `only` names a rule, a
    definition, a parameter or a concept, with * and ? as wildcards."""
    return (mutant for mutant in slips_of(core, line, only) if is_good(mutated(core, mutant)))


def is_good(core: Guideline) -> bool:
    """Whether a changed core keeps what every core keeps."""
    return not violations(core)


def slips_of(core: Guideline, line: LineOf | None = None, only: str | None = None) -> Iterator[Mutant]:
    """The mutants of a core, and changes among them that make no good core."""
    scene = Scene(core)
    seen: set[tuple[object, object]] = set()
    for spot in spots(core):
        for operator in () if scene.is_silent(spot) else OPERATORS:
            for change in operator(spot, scene):
                mutant = _mutant(core, spot, change, line)
                key = (mutant.path, mutant.node)
                if not _wanted(mutant, only) or key in seen or at(core, mutant.path) == mutant.node:
                    continue
                seen.add(key)
                yield mutant


def _wanted(mutant: Mutant, only: str | None) -> bool:
    return only is None or any(fnmatchcase(name.casefold(), only.casefold()) for name in mutant.names)


def _mutant(core: Guideline, spot: Spot, change: Change, line: LineOf | None) -> Mutant:
    chain = (*spot.above, spot.node) if change.about is None else (*spot.above, spot.node, change.about)
    path, node = changed_at(spot, change.path, change.new)
    owner, names = owner_of(chain)
    words = _in_phrase(spot, path, node, change)
    return Mutant(
        owner or core.id, _line(chain, line), change.sort, words or change.how, path, node, names or (core.id,)
    )


def _in_phrase(spot: Spot, path: Any, node: Any, change: Change) -> str | None:
    """The phrase before and after, or the change and the phrase where words do not tell the two apart."""
    phrase = phrase_of(spot)
    before = None if phrase is None else words_of(phrase.node)
    if phrase is None or before is None or change.about is not None:
        return None
    after = words_of(node) if change.in_phrase and path == phrase.path else None
    if after is not None and after != before:
        return f"`{before}` becomes `{after}`"
    return None if phrase.node is spot.node else f"{change.how}, in `{before}`"


def _line(chain: tuple[Any, ...], line: LineOf | None) -> int:
    if line is not None:
        for node in reversed(chain):
            found = line(node)
            if found is not None:
                return found
    return line_of(chain)
