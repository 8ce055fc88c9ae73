"""The engine, held against a second evaluator that was written from docs/meaning.md and docs/core-format.md alone.

Every tenth case is asked of here, and all of them with CAREWAY_NAIVE=all; `make naive N=2000` does that, and asks of
more guidelines and patients. A difference is a mistake of one of the two, or of the page.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from careway.ir.nodes import Guideline
from naive.compare import cases_of, differences, of_case, smallest, span
from naive.evaluator.times import NotRead
from naive.guidelines import COURSES, compiled, guidelines
from property.guidelines import PATHS, core, grains, spines
from property.timelines import Document, documents, grain

MOST_DAYS = 150
"""The second evaluator visits every day: it is slow."""
STEP = 1 if os.environ.get("CAREWAY_NAIVE") == "all" else 10
some = settings(
    max_examples=max(25, settings.default.max_examples), phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
few = settings(some, max_examples=some.max_examples // 3)


def assert_agree(guideline: Guideline, document: Document, text: str = "") -> None:
    """Fail with the smallest document that shows a difference."""
    assume(span(document) <= MOST_DAYS)
    try:
        found = differences(guideline, document)
        if not found:
            return
        document = smallest(guideline, document)
        found = differences(guideline, document)
    except NotRead:
        assume(False)
    raise AssertionError("\n".join([*found[:6], str(document), text]))


@some
@given(data=st.data())
def test_random_guidelines_and_patients(data: st.DataObject) -> None:
    text = data.draw(guidelines())
    guideline = compiled(text)
    assume(guideline is not None)
    assert guideline is not None
    document = data.draw(documents(grain(guideline), spines=COURSES, most=8, longest=50))
    assert_agree(guideline, document, text)


@pytest.mark.parametrize("name", ["azathioprine", "clozapine"])
@few
@given(data=st.data())
def test_random_patients_of_the_shipped_guidelines(name: str, data: st.DataObject) -> None:
    # Whether a count that began anew after a pause goes back when the pause turns out to have been none, the page does
    # not say: no corrections where a schedule asks for pauses.
    pauses = any(monitor.interruptions for monitor in core(name).monitors)
    document = data.draw(documents(grains(name), spines=spines(name), most=8, longest=60, errors=not pauses))
    assert_agree(core(name), document)


@pytest.mark.parametrize("name", ["azathioprine", "clozapine"])
def test_the_cases_of_the_shipped_guidelines(name: str) -> None:
    path = PATHS[name]
    cases = [case for case in cases_of(core(name), path.with_suffix(".cases.yaml")) if case.skip is None]
    asked = 0
    for case in cases[::STEP]:
        try:
            found = of_case(core(name), case)
        except NotRead:
            continue
        assert not found, (case.name, found)
        asked += 1
    assert asked > len(cases[::STEP]) * 3 // 4
