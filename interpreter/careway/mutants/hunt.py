"""All mutants of a guideline held against its cases, by several processes at once.

In: a core, its cases, the mutants. Out: a verdict for each, in the same order and the same whatever the number of
processes: some mutants of one rule are one piece of work, in which cases that noticed one are tried first on the next.
What shows that a mutant changes nothing, and what finds patients, are named by module and function, since they are
imported where they run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any

from careway.base.record import record
from careway.cases.nodes import Case
from careway.cases.patient import patient_of
from careway.ir.nodes import Guideline
from careway.mutants.example import Equivalent, Seek, Tried, calling, example
from careway.mutants.mutant import Mutant, mutated
from careway.mutants.nearby import nearby
from careway.mutants.reach import reach_of
from careway.mutants.trial import Trial
from careway.mutants.verdict import Verdict
from careway.synth.patients import patients

PATIENTS = 250
"""How many patients are tried to find one who shows a mutant that no case notices."""
_SEEDS = 40
_SYNTHETIC = 40
_PIECE = 20


@record
class Means:
    """What is asked of a mutant that no case notices: how many patients to try, and by which further functions
    (`module:function`) to show that it changes nothing or to find a patient."""

    patients: int = PATIENTS
    equivalent: tuple[str, ...] = ()
    seek: tuple[str, ...] = ()


def hunt(
    core: Guideline,
    cases: Sequence[Case],
    mutants: Iterable[Mutant],
    *,
    means: Means | None = None,
    jobs: int = 1,
    seen: Callable[[int], object] = lambda _: None,
) -> tuple[Verdict, ...]:
    """The verdicts on mutants; what is no mutant after all is left out. `seen` is told how many more are done."""
    work = _by_rule(mutants)
    means = means or Means()
    if jobs <= 1 or len(work) <= 1:
        hunter = _Hunter(core, cases, means)
        found = [(piece, hunter.verdicts(piece, seen)) for piece in work]
    else:
        found = _in_processes(core, cases, work, means, jobs, seen)
    placed = [one for piece, verdicts in found for one in zip((number for number, _ in piece), verdicts, strict=True)]
    return tuple(verdict for _, verdict in sorted(placed, key=lambda one: one[0]) if verdict is not None)


_Piece = tuple[tuple[int, Mutant], ...]


def _by_rule(mutants: Iterable[Mutant]) -> list[_Piece]:
    """The mutants of each rule, numbered, in pieces of some, the largest pieces first."""
    rules: dict[str, list[tuple[int, Mutant]]] = {}
    for number, mutant in enumerate(mutants):
        rules.setdefault(mutant.rule, []).append((number, mutant))
    pieces = [tuple(every[at : at + _PIECE]) for every in rules.values() for at in range(0, len(every), _PIECE)]
    return sorted(pieces, key=lambda one: (-len(one), one[0][0]))


class _Hunter:
    """The cases and what else is asked, made ready once for many mutants."""

    def __init__(self, core: Guideline, cases: Sequence[Case], means: Means) -> None:
        self.trial = Trial(core, cases)
        self.means = means
        self.equivalent: list[Equivalent] = [_function(name) for name in means.equivalent]
        self.seek: list[Seek] = [_function(name) for name in means.seek]
        self._patients: dict[int, Tried | None] = {}
        self._synthetic: list[Tried] | None = None

    def verdicts(self, piece: _Piece, seen: Callable[[int], object] = lambda _: None) -> list[Verdict | None]:
        self.trial.keen.clear()
        found = []
        for _, mutant in piece:
            found.append(self.verdict(mutant))
            seen(1)
        return found

    def verdict(self, mutant: Mutant) -> Verdict | None:
        """None where the change makes no good core."""
        if not self.trial.is_mutant(mutant):
            return None
        noticed = self.trial.noticed(mutant)
        if noticed is not None:
            return Verdict(mutant, noticed)
        core = self.trial.core
        other = mutated(core, mutant)
        shown = example(core, other, mutant, self.patients(mutant, other))
        if shown is not None:  # a patient weighs more than a proof, which has its bounds
            return Verdict(mutant, example=shown)
        for shows in self.equivalent:
            reason = shows(core, other, mutant)
            if reason is not None:
                return Verdict(mutant, equivalent=reason)
        return Verdict(mutant)

    def patients(self, mutant: Mutant, other: Guideline) -> Iterator[Tried]:
        """Patients who may show a mutant: those that a search finds, then those near the cases that touch its rule,
        then synthetic ones."""
        for seek in self.seek:
            yield from calling(seek, self.trial.core, other)
        if self.means.patients:
            near = [
                tried for number in self.trial.touching(mutant.rule) if (tried := self._patient(number)) is not None
            ]
            seed = f"{mutant.rule}: {mutant.words}"
            reach = reach_of(self.trial.core, mutant)
            yield from nearby(near[:_SEEDS], reach, seed, self.means.patients)
            yield from self.synthetic()

    def synthetic(self) -> list[Tried]:
        """A few synthetic patients of the guideline, drawn once."""
        if self._synthetic is None:
            self._synthetic = [Tried(written) for written in patients(self.trial.core, _SYNTHETIC, seed=1)]
        return self._synthetic

    def _patient(self, number: int) -> Tried | None:
        if number not in self._patients:
            case = self.trial.cases[number]
            written = patient_of(case)
            found = None if written is None else Tried(written, case.as_of, case.parameters)
            self._patients[number] = found
        return self._patients[number]


def _function(name: str) -> Any:
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)


# --- several processes -----------------------------------------------------------------------------------------------

_hunters: list[_Hunter] = []
"""In a process of its own: the hunter of that process."""


def _begin(core: Guideline, cases: Sequence[Case], means: Means) -> None:
    _hunters[:] = [_Hunter(core, cases, means)]


def _work(piece: _Piece) -> list[Verdict | None]:
    return _hunters[0].verdicts(piece)


def _in_processes(
    core: Guideline,
    cases: Sequence[Case],
    work: Sequence[_Piece],
    means: Means,
    jobs: int,
    seen: Callable[[int], object],
) -> list[tuple[_Piece, list[Verdict | None]]]:
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from multiprocessing import get_context

    given = (core, tuple(cases), means)
    with ProcessPoolExecutor(min(jobs, len(work)), get_context("spawn"), _begin, given) as pool:
        waiting = {pool.submit(_work, piece): piece for piece in work}
        found = []
        try:
            for done in as_completed(waiting):
                found.append((waiting[done], done.result()))
                seen(len(waiting[done]))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return found
