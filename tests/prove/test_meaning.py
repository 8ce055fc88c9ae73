"""The formulas say what the evaluator says: of random patients, each criterion of each guideline, on random days."""

from __future__ import annotations

from typing import Any

import pytest
import z3
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from careway.evaluate.judge import CRITERIA
from careway.evaluate.run import resolve
from careway.ir import expressions as e
from careway.ir.nodes import Guideline
from careway.ir.reads import definition_reads, reads_of, walk
from careway.model.time import Duration
from careway.model.truth import FALSE, TRUE
from careway.prove.meaning import Meaning
from careway.prove.patient import Patient
from careway.prove.person import Person
from property.guidelines import NAMES, core, grains
from prove.pinned import judge_of, people, pin

MOST = 4
LEFT_OPEN = (e.HeldFor, e.FirstTime)


def criteria(guideline: Guideline) -> list[Any]:
    """Every criterion that asks nothing of the position, stands outside a series, and is said exactly."""
    reads = definition_reads(guideline.definitions)
    bodies = {definition.name: definition.body for definition in guideline.definitions}
    inner = {id(node) for series in walk(guideline) if isinstance(series, e.Series) for node in walk(series.where)}
    hours = {one.name for one in guideline.vocabulary.concepts if one.current_for and one.current_for.by_clock}
    hours |= {one.name for one in guideline.parameters if isinstance(one.value, Duration) and one.value.by_clock}

    def said_exactly(node: object) -> bool:
        what = reads_of((node,), reads)
        nodes = [inner for root in (node, *(bodies[name] for name in what.definitions)) for inner in walk(root)]
        clock = any(isinstance(one, Duration) and one.by_clock for one in nodes)
        named = hours & (what.concepts | {one.name for one in nodes if isinstance(one, e.ParameterDuration)})
        return not (what.state or clock or named or any(isinstance(one, LEFT_OPEN) for one in nodes))

    return [
        node for node in walk(guideline) if isinstance(node, CRITERIA) and id(node) not in inner and said_exactly(node)
    ]


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=max(2, settings().max_examples // 4), phases=(Phase.generate,))
@given(data=st.data())
def test_formulas_say_what_the_evaluator_says(name: str, data: st.DataObject) -> None:
    guideline = core(name)
    person: Person = data.draw(people(grains(name), MOST))
    assume(person.facts)
    day = data.draw(st.integers(20, 140))
    judge = judge_of(guideline, person, day)
    patient = Patient(guideline, resolve(guideline, None, {}), MOST)
    meaning = Meaning(patient, z3.IntVal(day))
    said = [(node, meaning.criterion(node)) for node in criteria(guideline)]
    assert said
    solver = z3.Solver()
    solver.add(*patient.facts, *pin(patient, person))
    assert solver.check() == z3.sat
    model = solver.model()
    for node, truth in said:
        found = [
            bit if isinstance(bit, bool) else z3.is_true(model.eval(bit, model_completion=True))
            for bit in (truth.true, truth.false)
        ]
        real = judge.criterion(node)
        expected = [real is TRUE, real is FALSE]
        if found != expected and "arithmetic with a range" in patient.left_open:  # then what is so must be possible
            so = [bit == value for bit, value in zip((truth.true, truth.false), expected, strict=True)]
            assert solver.check(*so) == z3.sat, (node, real)
        else:
            assert found == expected, (node, real)
