"""Every node of the language in CQL: small guidelines in which each of them stands, asked of random patients.

What CQL does not say of a guideline is in the export's report, rule by rule; the tests say which rules those are.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings

from agreement.engines import Engines
from agreement.patients import drawn, patients
from agreement.test_random import explained_by_the_bundle
from careway.base.source import Source
from careway.export import names
from careway.export.cql.to_cql import to_cql
from careway.export.report import About
from careway.ir import expressions as e
from careway.ir.nodes import Guideline
from careway.ir.reads import walk
from careway.model.terms import Comparison, DrugEdge, Edge, MonitorState, Operator, Pick
from careway.pipeline import compile_source
from careway.replay.chain import find_chain
from careway.replay.translation import translate
from export.random_guidelines import guidelines
from property.guidelines import PATHS, core, spines
from property.timelines import grain

NODES = Path(__file__).parent / "guidelines" / "nodes.care"
ASKED = {"nodes": 60, "hours": 20, "courses": 10, "pathways": 6}
"""So many patients of each: one of `pathways`, with its two, takes seconds."""
SEEDS = {"nodes": 2, "hours": 4, "courses": 1, "pathways": 1}
LIMITED = {
    "nodes": set(),
    "hours": {"often", "warm"},
    "courses": {"usual", "kidney", "liver"},
    "pathways": {"scales", "levels_usual"},
}
"""The monitors that CQL does not lay out, or lays out otherwise."""


@cache
def core_of(name: str) -> Guideline:
    if name in PATHS:
        return core(name)
    compiled = compile_source(Source(NODES.name, NODES.read_text(encoding="utf-8")))
    assert compiled.core is not None, [one.title for one in compiled.diagnostics]
    return compiled.core


def test_every_node_stands_in_one_of_them() -> None:
    seen = {type(node) for name in ASKED for node in walk(core_of(name))}
    for family in (e.Criterion, e.Value, e.Time, e.Length):
        assert set(get_args(family)) <= seen, set(get_args(family)) - seen


def test_every_form_of_a_node_stands_in_one_of_them() -> None:
    nodes = [node for name in ASKED for node in walk(core_of(name))]
    forms = (
        (e.Compare, "comparison", Comparison),
        (e.Monitoring, "state", MonitorState),
        (e.Selection, "pick", Pick),
        (e.LimitOf, "edge", Edge),
        (e.CandidateLimit, "edge", Edge),
        (e.Arithmetic, "operator", Operator),
        (e.DrugChange, "edge", DrugEdge),
    )
    for kind, field, every in forms:
        assert {getattr(node, field) for node in nodes if isinstance(node, kind)} == set(every), kind


@pytest.mark.parametrize("name", list(ASKED))
def test_random_patients_agree(name: str) -> None:
    guideline = core_of(name)
    of = patients(
        guideline, grain(guideline), spines(name) if name in PATHS else (), longest=30 if name == "hours" else 90
    )
    people = drawn(of, ASKED[name], SEEDS[name])
    with Engines(guideline) as engines:
        assert engines.translation.findings == ()
        assert engines.comparison.defined >= {one.definition for one in engines.comparison.questions}
        found = engines.differences(people)
        assert not found, "\n\n".join(str(engines.smallest(one)) for one in found[:2])
    limits = {one.rule: one.text for one in engines.exported.limits if one.about is not About.NOTHING_JUDGED}
    assert set(limits) == LIMITED[name]
    for one in engines.explained:
        assert one.question.rule in limits or explained_by_the_bundle(one), one


def test_any_guideline_is_exported() -> None:
    """And a sample of them is CQL without an error: several in one process, because that takes seconds to begin."""
    made: dict[str, str] = {}

    @settings(max_examples=25)
    @given(guidelines())
    def export(text: str) -> None:
        compiled = compile_source(Source("random.care", text.replace("guideline ", f"guideline g{len(made)}_", 1)))
        if compiled.core is not None:
            exported = to_cql(compiled.core)
            made.setdefault(
                names.library_name(compiled.core), exported.files[f"{names.library_name(compiled.core)}.cql"]
            )
            made[names.RECORDS_LIBRARY] = exported.files[f"{names.RECORDS_LIBRARY}.cql"]

    export()
    assert len(made) > 8
    main = next(name for name in made if name != names.RECORDS_LIBRARY)
    translation = translate(find_chain(), made, main)
    assert not translation.findings, json.dumps([str(one) for one in translation.findings[:5]])
