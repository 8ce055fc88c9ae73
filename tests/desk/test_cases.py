"""Which cases name a rule, and what comes of them, from texts alone."""

from __future__ import annotations

import pytest

from careway.base.source import Source
from careway.desk.cases import Tried, Unusable, counted, tried
from support.checking import BASE, ROOT

GUIDELINE = f"{BASE}\nstop rise [1]\n  when ALT >= 3 × ULN\n  advise stop azathioprine\n"
CASES = """\
guideline: small.care
cases:
- case: rise
  events:
  - {at: 2025-03-08, azathioprine: 50 mg/day}
  - {at: 2025-03-15, ALT: 120 U/L}
  expect: {stop: rise}
- case: no rise
  events:
  - {at: 2025-03-08, azathioprine: 50 mg/day}
  - {at: 2025-03-15, ALT: 119 U/L}
  expect: {stop: none, step: treatment, not undecided: [rise]}
- case: in treatment
  events:
  - {at: 2025-03-08, azathioprine: 50 mg/day}
  expect: {step: treatment}
"""


def sources(guideline: str = GUIDELINE, cases: str = CASES) -> tuple[Source, Source]:
    """The two texts."""
    return Source("small.care", guideline), Source("small.cases.yaml", cases)


def test_cases_are_counted_by_the_rules_that_they_name() -> None:
    assert counted(*sources()) == {"rise": 2, "treatment": 2}


def test_the_cases_of_a_rule_are_run_on_the_text_as_it_is() -> None:
    assert tried(*sources(), "rise") == Tried(2, ())
    assert tried(*sources(GUIDELINE.replace("3 × ULN", "4 × ULN")), "rise") == Tried(2, ("rise",))
    assert tried(*sources(GUIDELINE.replace("3 × ULN", "4 × ULN")), "treatment") == Tried(2, ())


@pytest.mark.parametrize(
    ("guideline", "cases", "why"),
    [
        (f"{GUIDELINE}stop x\n", CASES, "the guideline has errors: mend them, then its cases can be run"),
        (GUIDELINE, CASES.replace("small", "other"), "small.cases.yaml is for other.care"),
        (GUIDELINE, CASES.replace("{stop: rise}", "{stop: ris}"), "small.cases.yaml, line 7: ris is not a stop"),
        (GUIDELINE, "cases: [", "small.cases.yaml, line 1: "),
    ],
)
def test_what_cannot_be_run_says_why(guideline: str, cases: str, why: str) -> None:
    for found in (counted(*sources(guideline, cases)), tried(*sources(guideline, cases), "rise")):
        assert isinstance(found, Unusable)
        assert found.why.startswith(why)


def test_every_stop_of_the_shipped_guideline_has_cases() -> None:
    folder = ROOT / "guideline/azathioprine"
    names = ("reintroduction.care", "reintroduction.cases.yaml")
    found = counted(*(Source(name, (folder / name).read_text(encoding="utf-8")) for name in names))
    assert isinstance(found, dict)
    assert found["raised_bilirubin"] > 5
