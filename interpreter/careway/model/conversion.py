"""How a number in one unit becomes one in another where more than a factor may be needed: degrees, enzymes, moles."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from careway.base.record import record
from careway.model.quantity import Quantity
from careway.model.units import catalytic_spelling, conversion, is_catalytic


class By(Enum):
    """What a conversion rests on."""

    UNIT = "the units alone"
    ENZYME = "enzyme activity"
    MOLAR_MASS = "the molar mass"


@record
class Linear:
    """A number times `factor`, plus `shift`. `read_as` is the unit that was meant, where it is another than written."""

    factor: Fraction
    shift: Fraction = Fraction(0)
    by: By = By.UNIT
    read_as: str | None = None


_TEMPERATURES: dict[tuple[str, str], tuple[Fraction, Fraction]] = {
    ("[degF]", "Cel"): (Fraction(5, 9), Fraction(-160, 9)),
    ("Cel", "[degF]"): (Fraction(9, 5), Fraction(32)),
    ("K", "Cel"): (Fraction(1), Fraction("-273.15")),
    ("Cel", "K"): (Fraction(1), Fraction("273.15")),
    ("[degF]", "K"): (Fraction(5, 9), Fraction("273.15") - Fraction(160, 9)),
    ("K", "[degF]"): (Fraction(9, 5), Fraction("-459.67")),
}


def linear(unit: str, target: str, molar_mass: Quantity | None = None) -> Linear | None:
    """How a number in `unit` is one in `target`; None where they measure different things.

    Laboratories write international units for the catalytic unit of an enzyme: where the target is catalytic, `[IU]/L`
    is read as `U/L`.
    """
    affine = _TEMPERATURES.get((unit, target))
    if affine is not None:
        return Linear(*affine)
    factor = conversion(unit, target)
    if factor is not None:
        return Linear(factor)
    if is_catalytic(target):
        catalytic = catalytic_spelling(unit)
        factor = None if catalytic is None else conversion(catalytic, target)
        return None if factor is None else Linear(factor, by=By.ENZYME, read_as=catalytic)
    factor = None if molar_mass is None else conversion(unit, target, molar_mass)
    return None if factor is None else Linear(factor, by=By.MOLAR_MASS)
