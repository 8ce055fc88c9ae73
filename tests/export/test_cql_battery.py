"""What CQL engines are known to get wrong, asked of the exported CQL: units, missing baselines and limits, dates.

The first part is of the shipped guideline. The second is of the same guideline as a hospital would write it that counts
bilirubin in moles and relies on its laboratory for the limits of ALT and AST: they are not declared.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from careway.base.source import Source
from careway.export import names
from careway.ir.nodes import Guideline
from careway.pipeline import compile_source
from careway.replay.answers import Said
from export.cql_bundles import (
    ALT,
    AST,
    BILIRUBIN,
    NAUSEA,
    RAISED_BILIRUBIN,
    RISE,
    RISE_WITH_SYMPTOMS,
    STOPPED_BY,
    Engines,
    agree,
    bundle,
    engines,
    finding,
    guideline,
    history,
    observation,
    quantity,
)
from support.checking import ROOT

DAY = "2025-03-21"
NO, YES, UNKNOWN = False, True, None
RAISED = names.defined("raised_enzymes")


@pytest.fixture(scope="module")
def both() -> Iterator[Engines]:
    with engines(guideline()) as ready:
        yield ready


@pytest.mark.parametrize(
    ("baseline", "digits", "unit", "stops"),
    [
        (None, "520", "U/L", YES),
        (None, "520", "[IU]/L", YES),
        (None, "520", "IU/L", YES),
        (None, "400", "U/L", UNKNOWN),
        (None, "0.4", "kU/L", UNKNOWN),
        (None, "0.5", "kU/L", YES),
        (None, "9", "ukat/L", YES),
        ("100", "400", "U/L", NO),
        ("100", "0.4", "kU/L", NO),
    ],
)
def test_500_in_any_unit(both: Engines, baseline: str | None, digits: str, unit: str, stops: Said) -> None:
    agree(both.ask(bundle(*history(alt=baseline), observation(ALT, DAY, quantity(digits, unit)))), {RISE: stops})


@pytest.mark.parametrize("unit", ["U/L", "[IU]/L"])
@pytest.mark.parametrize(("digits", "stops"), [("119", NO), ("120", YES), ("130", YES)])
def test_three_times_a_baseline_of_40(both: Engines, unit: str, digits: str, stops: Said) -> None:
    resources = [*history(alt="40"), observation(ALT, DAY, quantity(digits, unit)), finding(NAUSEA, DAY)]
    agree(both.ask(bundle(*resources)), {RISE_WITH_SYMPTOMS: stops})


def test_a_missing_baseline_leaves_a_stop_undecided_and_says_so(both: Engines) -> None:
    """130 U/L with nausea: three times the baseline, or not? Neither true nor false, and an answer of its own."""
    found = both.ask(bundle(*history(alt=None), observation(ALT, DAY, quantity("130")), finding(NAUSEA, DAY)))
    rule = "rise_with_symptoms"
    expected: dict[str, Said] = {names.rule(rule): UNKNOWN, names.holds(rule): NO, names.undecided(rule): YES}
    agree(found, {**expected, STOPPED_BY: None, names.defined("baseline of ALT"): None})


def test_twelve_dates_of_monitoring(both: Engines) -> None:
    """Weekly for a month, twice monthly for two, then monthly, from 8 March: the dates, with the end of the month."""
    due = ["03-15", "03-22", "03-29", "04-05", "04-23", "05-08", "05-23", "06-08", "07-08", "08-08", "09-08", "10-08"]
    standings = ["missed"] * 11 + ["coming"]
    dates = tuple((f"2025-{day}", standing) for day, standing in zip(due, standings, strict=True))
    agree(both.ask(bundle(*history()), "2025-09-12"), {names.occasions("liver_monitoring"): dates})


# --- limits from the laboratory only, bilirubin in moles --------------------------------------------------------------


def of_the_hospital() -> Guideline:
    """The shipped guideline with bilirubin in umol/L, and no limits of ALT and AST."""
    text = (ROOT / "guideline/azathioprine/reintroduction.care").read_text(encoding="utf-8")
    changes = {
        "in mg/dL\n  code loinc 1975-2": "in umol/L\n  code loinc 1975-2",
        "normal up to 1.2 mg/dL": "normal up to 20 umol/L",
        "code loinc 1742-6\n  normal up to 40 U/L\n": "code loinc 1742-6\n",
        "code loinc 1920-8\n  normal up to 40 U/L\n": "code loinc 1920-8\n",
    }
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    found = compile_source(Source("hospital.care", text))
    assert found.core is not None, [one.title for one in found.diagnostics]
    return found.core


@pytest.fixture(scope="module")
def hospital() -> Iterator[Engines]:
    with engines(of_the_hospital()) as ready:
        yield ready


@pytest.mark.parametrize(
    ("high", "raised"),
    [(None, UNKNOWN), ("100", NO), ("99", YES), ("99.9", YES)],
)
def test_a_limit_that_nobody_gives_is_not_guessed(hospital: Engines, high: str | None, raised: Said) -> None:
    limits = None if high is None else [{"high": quantity(high)}]
    result = observation(ALT, DAY, quantity("100"), referenceRange=limits)
    other = observation(AST, DAY, quantity("20"), referenceRange=[{"high": quantity("40")}])
    agree(hospital.ask(bundle(*history(), result, other)), {RAISED: raised})


@pytest.mark.parametrize(("alt", "stops"), [("500", YES), ("130", UNKNOWN)])
def test_what_needs_no_limit_is_decided_without(hospital: Engines, alt: str, stops: Said) -> None:
    """When the injury was, and so which result is the baseline, rests on the ULN that is missing."""
    found = hospital.ask(bundle(*history(), observation(ALT, DAY, quantity(alt))))
    agree(found, {RISE: stops})


@pytest.mark.parametrize(
    ("digits", "unit", "high", "stops"),
    [
        ("39.9", "umol/L", None, NO),
        ("40.0", "umol/L", None, YES),
        ("2.33", "mg/dL", None, NO),
        ("2.34", "mg/dL", None, YES),
        ("2.4", "mg/dL", "1.2", YES),
        ("2.399", "mg/dL", "1.2", NO),
        ("2.2", "mg/dL", "1.1", YES),
        ("2.6", "mg/dL", "1.3", YES),
        ("0.6", "mg/dL", "0.3", YES),
        ("1.4", "mg/dL", "0.7", YES),
        ("24", "mg/L", "12", YES),
    ],
)
def test_equal_to_a_limit_after_conversion(
    hospital: Engines, digits: str, unit: str, high: str | None, stops: Said
) -> None:
    """In moles neither 1.2 nor 2.4 mg/dL ends in decimals: twice the one is still the other."""
    limits = None if high is None else [{"high": quantity(high, unit)}]
    raised = observation(ALT, DAY, quantity("100"), referenceRange=[{"high": quantity("40")}])
    result = observation(BILIRUBIN, DAY, quantity(digits, unit), referenceRange=limits)
    agree(hospital.ask(bundle(*history(), raised, result)), {RAISED_BILIRUBIN: stops})
