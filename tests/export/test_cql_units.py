"""The exported stops on results as laboratories send them: units, the last place of a threshold, comparators, limits.

Each bundle goes through the exported CQL in another engine, and through Careway's own reader and evaluator.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from careway.export import names
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
    UCUM,
    Engines,
    Resource,
    agree,
    bundle,
    coded,
    engines,
    finding,
    guideline,
    history,
    number,
    observation,
    quantity,
)

DAY = "2025-03-21"
NO, YES, UNKNOWN = False, True, None
RAISED = names.defined("raised_enzymes")


@pytest.fixture(scope="module")
def both() -> Iterator[Engines]:
    with engines(guideline()) as ready:
        yield ready


# --- the three stops, in the units of laboratories --------------------------------------------------------------------

SPELLINGS = ("[IU]/L", "IU/L", "U/l", "[iU]/L", "mU/mL")


LAST_PLACES = [("149", NO), ("150", YES), ("151", YES), ("149.9", NO), ("150.0", YES), ("150.1", YES)]
IN_UNITS = [("U/L", *one) for one in LAST_PLACES] + [
    (unit, digits, stops) for unit in SPELLINGS for digits, stops in (("149", NO), ("150", YES))
]


@pytest.mark.parametrize(("unit", "digits", "stops"), IN_UNITS)
def test_five_times_the_baseline(both: Engines, unit: str, digits: str, stops: Said) -> None:
    """The baseline is 30 U/L: 150 is reached, 149 is not."""
    found = both.ask(bundle(*history(), observation(ALT, DAY, quantity(digits, unit))))
    agree(found, {RISE: stops, STOPPED_BY: "rise_without_symptoms" if stops else None})


@pytest.mark.parametrize(
    ("digits", "unit", "stops"),
    [
        ("2.49", "ukat/L", NO),
        ("2.50", "ukat/L", YES),
        ("2.51", "ukat/L", YES),
        ("2.49999999", "ukat/L", NO),
        ("2499", "nkat/L", NO),
        ("2500", "nkat/L", YES),
        ("2501", "nkat/L", YES),
        ("0.149", "kU/L", NO),
        ("0.150", "kU/L", YES),
        ("0.151", "kU/L", YES),
        ("2.5", "µkat/L", YES),
        ("2.49", "µkat/L", NO),
    ],
)
def test_five_times_the_baseline_in_other_units(both: Engines, digits: str, unit: str, stops: Said) -> None:
    found = both.ask(bundle(*history(), observation(ALT, DAY, quantity(digits, unit))))
    agree(found, {RISE: stops})


@pytest.mark.parametrize(
    ("digits", "unit", "stops"),
    [
        ("499", "U/L", UNKNOWN),
        ("500", "U/L", YES),
        ("501", "U/L", YES),
        ("499", "[IU]/L", UNKNOWN),
        ("500", "[IU]/L", YES),
        ("499", "IU/L", UNKNOWN),
        ("500", "IU/L", YES),
        ("8.33", "ukat/L", UNKNOWN),
        ("8.34", "ukat/L", YES),
        ("8.33333333", "ukat/L", UNKNOWN),
        ("8.33333334", "ukat/L", YES),
    ],
)
def test_500_without_a_baseline(both: Engines, digits: str, unit: str, stops: Said) -> None:
    """Below 500 U/L the baseline that is missing would decide: that is not known, and not false."""
    found = both.ask(bundle(*history(alt=None), observation(ALT, DAY, quantity(digits, unit))))
    agree(found, {RISE: stops, names.undecided("rise_without_symptoms"): stops is None})


@pytest.mark.parametrize(
    ("digits", "unit", "stops"),
    [
        ("89", "U/L", NO),
        ("90", "U/L", YES),
        ("91", "U/L", YES),
        ("89", "[IU]/L", NO),
        ("90", "[IU]/L", YES),
        ("89", "IU/L", NO),
        ("90", "IU/L", YES),
        ("89", "U/l", NO),
        ("90", "U/l", YES),
        ("1.49", "ukat/L", NO),
        ("1.50", "ukat/L", YES),
        ("1.51", "ukat/L", YES),
    ],
)
def test_three_times_the_baseline_with_a_symptom(both: Engines, digits: str, unit: str, stops: Said) -> None:
    found = both.ask(bundle(*history(), observation(ALT, DAY, quantity(digits, unit)), finding(NAUSEA, DAY)))
    agree(found, {RISE_WITH_SYMPTOMS: stops})


def with_bilirubin(value: Resource, **more: Any) -> list[Resource]:
    """Beside a raised ALT."""
    return [*history(), observation(ALT, DAY, quantity("60")), observation(BILIRUBIN, DAY, value, **more)]


@pytest.mark.parametrize(
    ("digits", "unit", "stops"),
    [
        ("2.39", "mg/dL", NO),
        ("2.40", "mg/dL", YES),
        ("2.41", "mg/dL", YES),
        ("2.39999999", "mg/dL", NO),
        ("23.9", "mg/L", NO),
        ("24.0", "mg/L", YES),
        ("41.0", "umol/L", NO),
        ("41.1", "umol/L", YES),
        ("41.04", "umol/L", NO),
        ("41.05", "umol/L", YES),
        ("41", "µmol/L", NO),
        ("42", "µmol/L", YES),
        ("0.0410", "mmol/L", NO),
        ("0.0411", "mmol/L", YES),
    ],
)
def test_bilirubin_by_mass_and_by_moles(both: Engines, digits: str, unit: str, stops: Said) -> None:
    """2 × 1.2 mg/dL are 41.0495 umol/L, at 584.66 g/mol."""
    agree(both.ask(bundle(*with_bilirubin(quantity(digits, unit)))), {RAISED_BILIRUBIN: stops})


@pytest.mark.parametrize(("digits", "stops"), [("39.9", NO), ("40.0", YES), ("40.1", YES)])
def test_bilirubin_against_its_own_limit_in_moles(both: Engines, digits: str, stops: Said) -> None:
    limits = [{"high": quantity("20", "umol/L")}]
    found = both.ask(bundle(*with_bilirubin(quantity(digits, "umol/L"), referenceRange=limits)))
    agree(found, {RAISED_BILIRUBIN: stops})


@pytest.mark.parametrize(("high", "stops"), [("21.3", YES), ("21.4", NO)])
def test_a_result_and_its_limit_in_two_units(both: Engines, high: str, stops: Said) -> None:
    """2.5 mg/dL are 42.76 umol/L."""
    limits = [{"high": quantity(high, "umol/L")}]
    found = both.ask(bundle(*with_bilirubin(quantity("2.5", "mg/dL"), referenceRange=limits)))
    agree(found, {RAISED_BILIRUBIN: stops})


@pytest.mark.parametrize("limits", [("1.0", "1.2"), ("1.2", "1.0")])
def test_of_two_equal_results_of_one_moment_the_stricter_limit_counts(both: Engines, limits: tuple[str, str]) -> None:
    """2.2 mg/dL are 2 × 1.0 mg/dL and not 2 × 1.2 mg/dL."""
    two = [
        observation(BILIRUBIN, DAY, quantity("2.2", "mg/dL"), referenceRange=[{"high": quantity(high, "mg/dL")}])
        for high in limits
    ]
    agree(both.ask(bundle(*history(), observation(ALT, DAY, quantity("60")), *two)), {RAISED_BILIRUBIN: YES})


@pytest.mark.parametrize("limits", [("300", "60"), ("60", "300")])
def test_of_equal_peaks_of_one_moment_the_stricter_limit_counts(both: Engines, limits: tuple[str, str]) -> None:
    """The AST of the injury: 250 U/L twice, above a ULN of 60 U/L and not above one of 300 U/L."""
    two = [
        observation(AST, "2025-02-11", quantity("250"), referenceRange=[{"high": quantity(high)}]) for high in limits
    ]
    agree(both.ask(bundle(*history(), *two)), {names.rule("moderate_injury"): YES})


# --- results that say less --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("comparator", "digits", "unit", "stops"),
    [
        (">", "1000", "U/L", YES),
        (">", "1000", "[IU]/L", YES),
        (">", "1000", "IU/L", YES),
        (">", "16.7", "ukat/L", YES),
        (">=", "150", "U/L", YES),
        (">", "150", "U/L", YES),
        (">", "149", "U/L", UNKNOWN),
        (">=", "149", "U/L", UNKNOWN),
        (">", "40", "U/L", UNKNOWN),
        ("<", "40", "U/L", NO),
        ("<", "150", "U/L", NO),
        ("<=", "149", "U/L", NO),
        ("<=", "150", "U/L", UNKNOWN),
        ("<", "151", "U/L", UNKNOWN),
        ("<", "2.5", "ukat/L", NO),
        ("<=", "2.5", "ukat/L", UNKNOWN),
        ("<", "1", "U/L", UNKNOWN),  # below what any patient has: it cannot be read
        ("ad", "600", "U/L", UNKNOWN),
        ("ad", "30", "U/L", UNKNOWN),
        ("~", "600", "U/L", UNKNOWN),
    ],
)
def test_comparators(both: Engines, comparator: str, digits: str, unit: str, stops: Said) -> None:
    found = both.ask(bundle(*history(), observation(ALT, DAY, quantity(digits, unit, comparator))))
    agree(found, {RISE: stops})


BEFORE = "2025-03-15"
"""On this day an ALT of 30 U/L: it must not speak in the place of a later one that cannot be read."""


def unread(**more: Any) -> list[Resource]:
    return [*history(), observation(ALT, BEFORE, quantity("30")), observation(ALT, DAY, **more)]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({"valueQuantity": quantity("600", None)}, id="no unit"),
        pytest.param({"valueQuantity": quantity("30", None)}, id="no unit, normal"),
        pytest.param({"valueQuantity": quantity("600", "furlong/L")}, id="unknown unit"),
        pytest.param({"valueQuantity": quantity("600", "mmol/L")}, id="unit of something else"),
        pytest.param({"valueQuantity": quantity("600", "%")}, id="percent"),
        pytest.param({"valueQuantity": quantity("5", "cm")}, id="centimetres"),
        pytest.param({"valueQuantity": quantity("600", "x ULN")}, id="unit in words"),
        pytest.param({"valueQuantity": quantity("-600")}, id="negative"),
        pytest.param({"valueQuantity": quantity("-5")}, id="negative, small"),
        pytest.param({"valueQuantity": {"unit": "U/L", "code": "U/L"}}, id="no number"),
        pytest.param({"dataAbsentReason": coded("http://terminology.hl7.org/x", "error")}, id="absent"),
        pytest.param({}, id="nothing at all"),
        pytest.param({"valueString": "600 U/L"}, id="in words"),
        pytest.param({"valueString": "haemolytic, see comment"}, id="a remark"),
        pytest.param({"valueInteger": number("600")}, id="an integer without a unit"),
        pytest.param({"valueCodeableConcept": coded("urn:lab", "high")}, id="a code"),
        pytest.param({"valueRange": {"low": quantity("500"), "high": quantity("600")}}, id="a range"),
        pytest.param({"valueQuantity": quantity("30"), "comment": "x", "status": "final"}, id="control"),
    ],
)
def test_a_result_that_cannot_be_read_is_unknown(both: Engines, value: Resource) -> None:
    control = "comment" in value
    found = both.ask(bundle(*unread(**{key: one for key, one in value.items() if key != "comment"})))
    agree(found, {RISE: NO if control else UNKNOWN})


@pytest.mark.parametrize(
    ("value", "stops"),
    [
        ({"unit": "U/L"}, YES),
        ({"unit": "IU/L"}, YES),
        ({"unit": "units per litre", "system": UCUM, "code": "U/L"}, YES),
        ({"unit": "Einheiten/l", "system": UCUM, "code": "U/l"}, YES),
        ({"system": UCUM, "code": "U/L"}, YES),
        ({"unit": "U/L", "system": UCUM, "code": "{nonsense}"}, UNKNOWN),
    ],
)
def test_the_code_of_a_unit_before_its_words(both: Engines, value: Resource, stops: Said) -> None:
    found = both.ask(bundle(*unread(valueQuantity={"value": number("600"), **value})))
    agree(found, {RISE: stops})


# --- limits of normal -------------------------------------------------------------------------------------------------

TYPE = "http://terminology.hl7.org/CodeSystem/referencerange-meaning"
NORMAL, CRITICAL = coded(TYPE, "normal"), coded(TYPE, "critical")


@pytest.mark.parametrize(
    ("ranges", "raised"),
    [
        pytest.param([], YES, id="none: the declared 40"),
        pytest.param([{"high": quantity("55")}], NO, id="one"),
        pytest.param([{"high": quantity("50")}], NO, id="equal to it"),
        pytest.param([{"high": quantity("49.9")}], YES, id="just above it"),
        pytest.param([{"low": quantity("10"), "high": quantity("55")}], NO, id="both ends"),
        pytest.param([{"low": quantity("10")}], YES, id="no high end"),
        pytest.param([{"high": quantity("0.92", "ukat/L")}], NO, id="in another unit"),
        pytest.param([{"high": quantity("55", "IU/L")}], NO, id="in another spelling"),
        pytest.param([{"high": quantity("55", None)}], NO, id="without a unit: that of the result"),
        pytest.param([{"high": quantity("55", "furlong")}], YES, id="in an unknown unit"),
        pytest.param([{"low": quantity("1", "furlong"), "high": quantity("55")}], YES, id="one end in an unknown unit"),
        pytest.param([{"text": "up to 55 U/L"}], YES, id="in words"),
        pytest.param([{"low": quantity("60"), "high": quantity("55")}], YES, id="upside down"),
        pytest.param([{"high": quantity("0")}], YES, id="zero"),
        pytest.param([{"high": quantity("55", comparator="<")}], YES, id="with a comparator"),
        pytest.param([{"high": quantity("55"), "type": NORMAL}], NO, id="called normal"),
        pytest.param([{"high": quantity("55"), "type": CRITICAL}], YES, id="another kind of range"),
        pytest.param([{"high": quantity("55"), "appliesTo": [coded("urn:x", "male")]}], YES, id="for some"),
        pytest.param([{"high": quantity("55"), "age": {"low": quantity("60", "a")}}], YES, id="for an age"),
        pytest.param([{"high": quantity("55")}, {"high": quantity("60")}], YES, id="two of them"),
        pytest.param(
            [{"high": quantity("55"), "type": NORMAL}, {"high": quantity("500"), "type": CRITICAL}],
            NO,
            id="a normal one beside another",
        ),
        pytest.param([{"high": quantity("55")}, {"text": "see leaflet"}], NO, id="one beside words"),
    ],
)
def test_reference_ranges(both: Engines, ranges: list[Resource], raised: Said) -> None:
    """An ALT of 50 U/L; the guideline's own limit is 40."""
    result = observation(ALT, DAY, quantity("50"), referenceRange=ranges or None)
    found = both.ask(bundle(*history(), result, observation(AST, DAY, quantity("20"))))
    agree(found, {RAISED: raised})
