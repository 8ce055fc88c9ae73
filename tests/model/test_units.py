"""Units: the official UCUM cases, exact conversion, the spellings of real records, and what a unit measures."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careway.model.quantity import Quantity
from careway.model.unit_table import ARBITRARY, ARBITRARY_METRIC, METRIC, PLAIN
from careway.model.units import (
    aliases,
    catalytic_spelling,
    conversion,
    dimension,
    divide_units,
    is_catalytic,
    kind_of,
    multiply_units,
    normalise_alias,
    parse_unit,
    ucum_code,
)

BILIRUBIN = Quantity(Fraction("584.66"), "g/mol")

VALID = tuple(
    """m /m 10*3/ul 10*-6/ul 10*+3/ul m[H2O] rad2 10* 10^3/uL % %{WBC} {cells}/uL {score} /{tbl} 1 12 mg/(24.h)
[IU]/L m[IU]/mL U/L ukat/L mg/dL umol/L mmol/mol cm[H2O] mm[Hg] mL/min/{1.73_m2} kg/m2 ug/kg/min Cel [degF] [pH]
mg/m2 g% meq/L mosm/kg [arb'U]/mL [lb_av] [in_i] Pa kPa min a mo wk d 4.[pi].10*-7.N/A2 B[10.nV] daL""".split()  # noqa: SIM905
)
INVALID = tuple(
    """m/ 10+3/ul rad2{錠} {a}rad2{b} {|}1 iU molv [BETH'U] [iIU] g/12h mg/12h mmol/kg[H20] IU/L mcg mg//dL
(mg mg) mg..dL m- µg/L mg/dL{a {b}}/L .m m. 10*- m2+ ()""".split()  # noqa: SIM905
)

OFFICIAL = Path(__file__).parents[3] / "shared" / "data" / "ucum" / "UcumFunctionalTests.xml"


def official_cases() -> tuple[list[tuple[str, bool]], list[tuple[str, str, str, str]]]:
    """The validation and conversion cases of the official suite where it lies beside the checkout."""
    validation: list[tuple[str, bool]] = []
    conversions: list[tuple[str, str, str, str]] = []
    if OFFICIAL.exists():
        for case in ElementTree.parse(OFFICIAL).getroot().iter("case"):
            have = case.attrib
            if "valid" in have:
                validation.append((have["unit"], have["valid"] == "true"))
            elif "srcUnit" in have:
                conversions.append((have["value"], have["srcUnit"], have["dstUnit"], have["outcome"]))
    return validation, conversions


VALIDATION, CONVERSIONS = official_cases()


def is_ucum(text: str) -> bool:
    unit = parse_unit(text)
    return unit is not None and unit.ucum


@pytest.mark.parametrize("text", VALID)
def test_ucum_is_read(text: str) -> None:
    assert is_ucum(text)


@pytest.mark.parametrize("text", [*INVALID, "", " ", "mg dL", "m" * 200, "(" * 60 + "m" + ")" * 60, "0", "m0x", "m999"])
def test_what_is_not_ucum_is_not_read(text: str) -> None:
    assert parse_unit(text) is None


def test_the_official_validation_cases() -> None:
    wrong = [(unit, valid) for unit, valid in VALIDATION if is_ucum(unit) is not valid]
    assert wrong == []
    assert len(VALIDATION) in (0, 529)


def test_the_official_conversion_cases() -> None:
    """The suite gives results to as many digits as the input has; ours are exact, so they agree when rounded."""
    for value, source, target, outcome in CONVERSIONS:
        factor = conversion(source, target)
        assert factor is not None, (source, target)
        expected = Fraction(outcome)
        assert abs(Fraction(value) * factor - expected) <= abs(expected) / 50, (source, target)


def test_every_atom_of_the_table_can_be_read() -> None:
    for symbol in (*METRIC, *PLAIN, *ARBITRARY, *ARBITRARY_METRIC):
        assert parse_unit(symbol) is not None, symbol


@pytest.mark.parametrize(
    ("source", "target", "factor"),
    [
        ("10*3/uL", "10*9/L", "1"),
        ("/uL", "10*9/L", "1/1000"),
        ("U/L", "ukat/L", "1/60"),
        ("U/L", "nkat/L", "50/3"),
        ("mg/day", "ug/d", "1000"),
        ("g/dL", "g/L", "10"),
        ("m[IU]/L", "u[IU]/mL", "1"),
        ("[lb_av]", "kg", "0.45359237"),
        ("mg/wk", "mg/day", "1/7"),
        ("%", "1", "1/100"),
    ],
)
def test_conversions_are_exact(source: str, target: str, factor: str) -> None:
    assert conversion(source, target) == Fraction(factor)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("U/L", "mg/dL"),
        ("[IU]/L", "U/L"),
        ("Cel", "[degF]"),
        ("Cel", "K"),
        ("%", "/uL"),
        ("mg/dL", "umol/L"),
        ("meq/L", "mmol/L"),
        ("nonsense", "mg"),
        ("mg", "nonsense"),
    ],
)
def test_what_does_not_convert(source: str, target: str) -> None:
    assert conversion(source, target) is None


def test_mass_and_amount_convert_by_the_molar_mass() -> None:
    assert conversion("mg/dL", "umol/L", BILIRUBIN) == Fraction(10000) / Fraction("584.66")
    assert conversion("umol/L", "mg/dL", BILIRUBIN) == Fraction("584.66") / 10000
    assert conversion("mmol/L", "g/L", Quantity(Fraction("113.12"), "g/mol")) == Fraction("0.11312")
    assert conversion("mg/dL", "mmol", BILIRUBIN) is None
    assert conversion("mg/dL", "umol/L", Quantity(Fraction(0), "g/mol")) is None
    assert conversion("mg/dL", "umol/L", Quantity(Fraction(5), "g")) is None


def test_enzyme_activity() -> None:
    assert is_catalytic("U/L") and is_catalytic("ukat/L") and not is_catalytic("[IU]/L") and not is_catalytic("mg")
    assert catalytic_spelling("[IU]/L") == "U/L"
    assert catalytic_spelling("m[iU]/mL") == "mU/mL"
    assert catalytic_spelling("U/L") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("IU/L", "[IU]/L"),
        ("mIU/L", "m[IU]/L"),
        ("K/uL", "10*3/uL"),
        ("x10E3/uL", "10*3/uL"),
        ("X10E3/UL", "10*3/uL"),
        ("10E9/L", "10*9/L"),
        ("10e9/L", "10*9/L"),
        ("x10^9/L", "10*9/L"),
        ("× 10⁹/L", "10*9/L"),
        ("10³/µL", "10*3/uL"),
        ("thou/uL", "10*3/uL"),
        ("G/L", "10*9/L"),
        ("T/L", "10*12/L"),
        ("M/uL", "10*6/uL"),
        ("cells/uL", "/uL"),
        ("cells/mm3", "/mm3"),
        ("mcg", "ug"),
        ("µmol/L", "umol/L"),
        ("μg/L", "ug/L"),
        ("mcg/kg/day", "ug/kg/d"),
        ("MG/DL", "mg/dL"),
        ("mmHg", "mm[Hg]"),
        ("mm Hg", "mm[Hg]"),
        ("g/24h", "g/d"),
        ("bpm", "min-1"),
        ("°C", "Cel"),
        ("mEq/L", "meq/L"),
    ],
)
def test_customary_spellings(text: str, code: str) -> None:
    assert normalise_alias(text) == code
    assert is_ucum(code)


@pytest.mark.parametrize(
    "text", ["U/L", "U/l", "mg/dL", "mg/day", "10*3/uL", "10^3/uL", "K", "Mg/dL", "junk", "", "ul"]
)
def test_a_unit_that_says_what_it_means_is_left_alone(text: str) -> None:
    assert normalise_alias(text) is None


def test_two_readings_of_one_text_are_both_offered() -> None:
    assert set(aliases("G/L")) == {"g/L", "10*9/L"}
    assert aliases("Mg/dL") == ("mg/dL",)
    assert aliases("103/uL") == ("10*3/uL",)


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ("U/L", "enzyme activity per volume"),
        ("ukat/L", "enzyme activity per volume"),
        ("mg/dL", "mass per volume"),
        ("umol/L", "amount of substance per volume"),
        ("10*3/uL", "number per volume"),
        ("mg/day", "mass per time"),
        ("mg/kg/day", "mass per body mass per time"),
        ("Cel", "temperature"),
        ("[IU]/mL", "international units per volume"),
        ("%", "percentage"),
        ("1", "plain number"),
        ("mm[Hg]", "pressure"),
        ("mL/min", "volume per time"),
        ("pg/mL/h", "mass per time per volume"),
        ("/min", "number per time"),
        ("mg/g", "mass per mass"),
        ("junk", "no known unit"),
        ("cd.K", "temperature × light intensity"),
    ],
)
def test_what_a_unit_measures(unit: str, kind: str) -> None:
    assert kind_of(unit) == kind


@pytest.mark.parametrize(
    ("first", "second", "product", "quotient"),
    [
        ("mg/dL", "dL", "mg", "mg/dL2"),
        ("U/L", "U/L", "U2/L2", "1"),
        ("10*3/uL", "10*9/L", "10*12/uL/L", "1"),
        ("1", "U/L", "U/L", "L/U"),
        ("mg/day", "kg", "mg.kg/day", "mg/day/kg"),
        ("/uL", "uL", "1", "1/uL/uL"),
    ],
)
def test_units_of_products_and_quotients(first: str, second: str, product: str, quotient: str) -> None:
    assert multiply_units(first, second) == product
    made = divide_units(first, second)
    assert made == quotient or dimension(made) == dimension(quotient)


def test_the_published_spelling_of_a_readable_unit() -> None:
    assert ucum_code("mg/day") == "mg/d"
    assert ucum_code("mg/kg/week") == "mg/kg/wk"
    assert ucum_code("U/L") == "U/L"
    assert ucum_code("mg/(dL.h)") == "mg/(dL.h)"
    assert ucum_code("10^3/uL{cells}") == "10^3/uL{cells}"
    assert ucum_code("junk") is None


UNITS = st.sampled_from([text for text in VALID if is_ucum(text)] + ["mg/day", "mg/L", "g/dL", "ug/mL", "10*9/L", "/L"])


@given(UNITS, UNITS)
def test_a_conversion_and_its_inverse_cancel(first: str, second: str) -> None:
    there, back = conversion(first, second), conversion(second, first)
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert there * back == 1


@given(UNITS, UNITS, UNITS)
def test_conversions_compose(first: str, second: str, third: str) -> None:
    one, two, both = conversion(first, second), conversion(second, third), conversion(first, third)
    if one is not None and two is not None:
        assert both == one * two


@given(UNITS, UNITS)
def test_a_product_measures_the_product(first: str, second: str) -> None:
    for made, sign in ((multiply_units(first, second), 1), (divide_units(first, second), -1)):
        left, right, unit = parse_unit(first), parse_unit(second), parse_unit(made)
        assert left is not None and right is not None and unit is not None
        assert unit.factor == left.factor * right.factor**sign


@given(st.text(alphabet="mgdLU/.*()[]{}10^+-²µKk xE", max_size=30))
def test_any_text_is_a_unit_or_none(text: str) -> None:
    unit = parse_unit(text)
    assert unit is None or unit.factor > 0
    assert all(is_ucum(alias) for alias in aliases(text))
    assert kind_of(text)


# --- how a unit is written -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "factor", "dimensions"),
    [
        ("mg/(dL.h)", "1/360", {"g": 1, "m": -3, "s": -1}),
        ("g/m.s", "1", {"g": 1, "m": -1, "s": 1}),
        ("m/(s/g)", "1", {"m": 1, "s": -1, "g": 1}),
        ("m.(s)", "1", {"m": 1, "s": 1}),
        ("/(m.s)", "1", {"m": -1, "s": -1}),
        ("(/m)", None, {}),
        ("dam", "10", {"m": 1}),
        ("Kim", "1024", {"m": 1}),
        ("k[IU]/L", "1000000", {"[iU]": 1, "m": -3}),
        ("m{~!}", "1", {"m": 1}),
        ("m{ }", None, {}),
        ("m{}", "1", {"m": 1}),
        ("{a}m", None, {}),
        ("m{a}{b}", None, {}),
        ("m{a{b}", None, {}),
        ("m{ab", None, {}),
        ("m.s{ab", None, {}),
        ("(m)Xs", None, {}),
        ("m001", None, {}),
        ("m002", None, {}),
        ("mm.{a}", "1/1000", {"m": 1}),
        ("m{a.b/c(d)}/s", "1", {"m": 1, "s": -1}),
        ("m[", None, {}),
        ("1{a}", "1", {}),
        ("100/L", "100000", {"m": -3}),
        ("10/L", "10000", {"m": -3}),
        ("m+", None, {}),
        ("m+2", "1", {"m": 2}),
        ("m-2", "1", {"m": -2}),
        ("m--2", None, {}),
        ("(m)s", None, {}),
        ("m)s", None, {}),
        ("(m", None, {}),
        ("10*-3", "1/1000", {}),
        ("m/10*3", "1/1000", {"m": 1}),
        ("m[IU]2", "1/1000000", {"[iU]": 2}),
        ("2.mg", "1/500", {"g": 1}),
        ("mg/day2", "1/7464960000000", {"g": 1, "s": -2}),
        ("m40", "1", {"m": 40}),
        ("m-40", "1", {"m": -40}),
        ("m41", None, {}),
        ("m-41", None, {}),
        ("m100", None, {}),
        ("123456789012/m", "123456789012", {"m": -1}),
        ("1234567890123/m", None, {}),
        ("00", None, {}),
        ("(" * 8 + "m" + ")" * 8, "1", {"m": 1}),
        ("(" * 9 + "m" + ")" * 9, None, {}),
        ("m." * 49 + "ms", "1/1000", {"m": 49, "s": 1}),
        ("m." * 50 + "m", None, {}),
    ],
)
def test_how_a_unit_is_written(text: str, factor: str | None, dimensions: dict[str, int]) -> None:
    unit = parse_unit(text)
    assert (None if unit is None else str(unit.factor)) == factor
    assert dict(() if unit is None else unit.dimension) == dimensions
    if unit is not None:
        assert unit.text == text and list(unit.dimension) == sorted(unit.dimension)


def test_a_unit_in_words_is_not_ucum() -> None:
    assert [is_ucum(text) for text in ("mg/day", "day", "mg/d", "mg/hour.day", "mg/day.h")] == [
        *(False, False, True, False, False)
    ]


# --- conversion ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "target", "molar", "factor"),
    [
        ("mg", "umol", "100 g/mol", "10"),
        ("umol", "mg", "100 g/mol", "1/10"),
        ("mg", "umol", "0.1 kg/mol", "10"),
        ("mg/kg/day", "umol/kg/day", "100 g/mol", "10"),
        ("g2/L", "mol2/L", "100 g/mol", "1/10000"),
        ("g2/L", "mol/L", "100 g/mol", None),
        ("g.mol", "mol2", "100 g/mol", "1/100"),
        ("mg/dL", "mg/dL", "100 g/mol", "1"),
        ("mg/dL", "U/L", "100 g/mol", None),
        ("mg/dL", "/uL", "100 g/mol", None),
        ("mol", "mol2", "100 g/mol", None),
        ("g/L", "mol/L", "1/2 g/mol", "2"),
        ("g/L", "mol/L", "-100 g/mol", None),
        ("g/L", "mol/L", "100 junk", None),
        ("g/L", "mol/L", "100 mol/g", None),
        ("/g", "1", "100 g/mol", None),
        ("1", "g", "100 g/mol", None),
        ("mol", "1", "100 g/mol", None),
    ],
)
def test_the_molar_mass_takes_mass_to_amount_and_back(source: str, target: str, molar: str, factor: str | None) -> None:
    number, unit = molar.split()
    found = conversion(source, target, Quantity(Fraction(number), unit))
    assert (None if found is None else str(found)) == factor


@pytest.mark.parametrize(
    ("text", "catalytic", "spelling"),
    [
        ("U", True, None),
        ("mol", False, None),
        ("/s", False, None),
        ("mol/s2", False, None),
        ("mol2/s", False, None),
        ("U/g", True, None),
        ("[IU]", False, "U"),
        ("[iU]", False, "U"),
        ("[IU]/[IU]", False, None),
        ("/[IU]", False, None),
        ("k[IU]/L", False, "kU/L"),
        ("junk", False, None),
    ],
)
def test_what_may_be_the_activity_of_an_enzyme(text: str, catalytic: bool, spelling: str | None) -> None:
    assert is_catalytic(text) is catalytic
    assert catalytic_spelling(text) == spelling


# --- products and quotients ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "product", "quotient"),
    [
        ("mg/day", "day", "mg", "mg/day2"),
        ("10*3", "10*3", "10*6", "1"),
        ("10*3/uL", "/uL", "10*3/uL2", "10*3"),
        ("2.m", "2", "2.2.m", "m"),
        ("m/2", "3", "m.3/2", "m/2/3"),
        ("m", "m2", "m3", "/m"),
        ("mg", "g", "mg.g", "mg/g"),
        ("1", "1", "1", "1"),
        ("/m", "1", "/m", "/m"),
        ("ug", "mg/day", "ug.mg/day", "ug.day/mg"),
        ("U/L", "ukat/L", "U.ukat/L2", "U/ukat"),
        ("mg/dL", "[IU]/L", "mg.[IU]/dL/L", "mg.L/dL/[IU]"),
        ("m", "/m", "1", "m2"),
        ("10*3", "m", "10*3.m", "10*3/m"),
        ("m", "10*3", "m.10*3", "m.10*-3"),
    ],
)
def test_how_products_and_quotients_are_written(first: str, second: str, product: str, quotient: str) -> None:
    assert (multiply_units(first, second), divide_units(first, second)) == (product, quotient)


@pytest.mark.parametrize(("first", "second"), [("junk", "m"), ("m", "junk"), ("junk", "junk")])
def test_what_is_no_unit_makes_no_product(first: str, second: str) -> None:
    for make in (multiply_units, divide_units):
        with pytest.raises(ValueError, match=r"^multiply_units and divide_units take units that parse_unit reads$"):
            make(first, second)


# --- what a unit measures --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ("m4", "length to the power 4"),
        ("m.s", "length × time"),
        ("/s2", "number per time per time"),
        ("cd2.K", "temperature × light intensity to the power 2"),
        ("[arb'U]", "units of [arb'U]"),
        ("[arb'U]2/L", "units of [arb'U] to the power 2 per volume"),
        ("mg/mol", "mass per amount of substance"),
        ("/kg", "number per mass"),
        ("/m2", "number per area"),
        ("/m", "number per length"),
        ("mg/kg", "mass per mass"),
        ("kg", "mass"),
        ("mg/m2/d", "mass per area per time"),
        ("mL/kg/h", "volume per mass per time"),
        ("mol/kg/m2/s", "amount of substance per area per mass per time"),
        ("%/L", "number per volume"),
        ("10*3", "plain number"),
        ("/L/h/kg/m2/mol", "amount of substance to the power -1 per area per mass per time per volume"),
        ("min-1", "number per time"),
        ("m/s", "speed"),
        ("U", "enzyme activity"),
        ("umol/kg", "amount of substance per mass"),
        ("U/g", "enzyme activity per mass"),
        ("U/m2", "enzyme activity per area"),
    ],
)
def test_what_less_common_units_measure(unit: str, kind: str) -> None:
    assert kind_of(unit) == kind


# --- customary spellings ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "offered"),
    [
        ("X9/L", None, ()),
        ("10X9/L", None, ()),
        ("10³", "10^3", ("10^3",)),
        ("×10^9/L", "10*9/L", ("10*9/L",)),
        ("X10^9/L", "10*9/L", ("10*9/L",)),
        ("cells", "{cells}", ("{cells}",)),
        ("/cells", "/{cells}", ("/{cells}",)),
        ("WBC/uL", "/uL", ("/uL",)),
        ("K/L", "10*3/L", ("10*3/L",)),
        ("K", None, ()),
        ("thou", None, ()),
        ("10/L", None, ()),
        ("1012/L", None, ("10*12/L",)),
        ("10^12/L", None, ("10*12/L",)),
        ("10(9)/L", "10*9/L", ("10*9/L",)),
        ("10^09/L", None, ()),
        ("10E123/L", None, ()),
        ("100/L", None, ()),
        ("11E9/L", None, ()),
        ("SEC", "s", ("s",)),
        ("MG/DAY", "mg/d", ("mg/d",)),
        ("MCG/ML", "ug/mL", ("ug/mL",)),
        ("MCG/L", "ug/L", ("ug/L",)),
        ("IU/ML", "[IU]/mL", ("[IU]/mL",)),
        ("MEQ/L", "meq/L", ("meq/L",)),
        ("MMHG", "mm[Hg]", ("mm[Hg]",)),
        ("mg·h/L", "mg.h/L", ("mg.h/L",)),
        ("mg⋅h/L", "mg.h/L", ("mg.h/L",)),
        ("mg⁄dL", "mg/dL", ("mg/dL",)),
        ("mg∕dL", "mg/dL", ("mg/dL",)),
        ("m²", "m2", ("m2",)),
        ("m³", "m3", ("m3",)),
        ("Mil/UL", "10*6/uL", ("10*6/uL",)),
        ("10⁶/uL", "10*6/uL", ("10*6/uL",)),
        ("10³/uL", "10*3/uL", ("10*3/uL",)),
        ("mg/ day", "mg/d", ("mg/d",)),
        ("MG", None, ("mg",)),
        ("mcg/24h", "ug/d", ("ug/d",)),
        ("mcg" + " " * 97, "ug", ("ug",)),
        ("mcg" + " " * 98, None, ()),
    ],
)
def test_further_customary_spellings(text: str, code: str | None, offered: tuple[str, ...]) -> None:
    assert normalise_alias(text) == code
    assert aliases(text) == offered
