"""Codes are held to the form of their code system, check digits included."""

from __future__ import annotations

import pytest

from careway.check.code_formats import fault
from careway.model.vocabulary import CodeSystem

CODES = {
    CodeSystem.LOINC: """1742-6 1920-8 6768-6 1975-2 14631-6 718-7 777-3 751-8 26499-4 6690-2 26515-7 2324-2 1751-7
        6301-6 79713-4 8310-5 30239-8""",
    CodeSystem.SNOMED: """84229001 422587007 422400008 249497008 301717006 18165001 372574004 387135004 387467008
        238012003 310701003 235856003""",
    CodeSystem.RXNORM: "1256 519 103 68149",
    CodeSystem.ATC: "L04AX01 M04AA01 L04AX L04A",
    CodeSystem.ICD10: "M35.2 K71.6 R17 S72.001A",
}
GOOD = [(system, code) for system, codes in CODES.items() for code in codes.split()]


@pytest.mark.parametrize(("system", "code"), GOOD)
def test_a_real_code_is_well_formed(system: CodeSystem, code: str) -> None:
    assert fault(system, code) is None


@pytest.mark.parametrize("code", [code for system, code in GOOD if system in (CodeSystem.LOINC, CodeSystem.SNOMED)])
def test_each_wrong_digit_is_found(code: str) -> None:
    system = CodeSystem.LOINC if "-" in code else CodeSystem.SNOMED
    for place, digit in enumerate(code):
        for other in "0123456789":
            if digit != "-" and other != digit:
                assert fault(system, code[:place] + other + code[place + 1 :]) is not None


@pytest.mark.parametrize(
    ("system", "code"),
    [
        (CodeSystem.LOINC, "17426"),
        (CodeSystem.SNOMED, "12345"),
        (CodeSystem.RXNORM, "RX1256"),
        (CodeSystem.ATC, "L4AX01"),
        (CodeSystem.ICD10, "35.2"),
        (CodeSystem.LOINC, ""),
    ],
)
def test_another_form_is_refused(system: CodeSystem, code: str) -> None:
    assert fault(system, code) is not None
