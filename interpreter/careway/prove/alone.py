"""A question put to the solver by itself.

In: a solver with what is so. Out: its answer, in a context of its own and within a number of its own steps. It depends
on no clock and on nothing that was asked before: it is the same in whichever process and order questions are asked.
"""

from __future__ import annotations

from collections.abc import Sequence

import z3

_SEED = 7


def answer(solver: z3.Solver, steps: int, given: Sequence[z3.BoolRef] = ()) -> z3.ModelRef | z3.CheckSatResult:
    """A model of what is so, with some more given; or that there is none (`unsat`), or none in so many steps."""
    context = z3.Context()
    other = z3.SimpleSolver(ctx=context)
    other.add(*(item.translate(context) for item in solver.assertions()))
    other.set("rlimit", steps)
    other.set("random_seed", _SEED)
    found = other.check(*(item.translate(context) for item in given))
    return other.model().translate(z3.main_ctx()) if found == z3.sat else found
