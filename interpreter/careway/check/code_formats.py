"""The form of codes in the code systems that a guideline may cite: patterns and check digits.

A wrong digit in a code is the commonest slip, and LOINC and SNOMED CT carry a check digit against it (LOINC: mod 10;
SNOMED CT: Verhoeff's dihedral check, SNOMED CT Release File Specification, 2.3).
"""

from __future__ import annotations

import re

from careway.model.vocabulary import CodeSystem

_PATTERNS = {
    CodeSystem.LOINC: (re.compile(r"[1-9][0-9]{0,6}-[0-9]"), "digits, a hyphen and a check digit: `1742-6`"),
    CodeSystem.SNOMED: (re.compile(r"[1-9][0-9]{5,17}"), "6 to 18 digits: `422587007`"),
    CodeSystem.RXNORM: (re.compile(r"[1-9][0-9]{0,7}"), "digits: `1256`"),
    CodeSystem.ATC: (re.compile(r"[A-Z][0-9]{2}[A-Z]([A-Z]([0-9]{2})?)?"), "a letter, two digits and more: `L04AX01`"),
    CodeSystem.ICD10: (re.compile(r"[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?"), "a letter, two digits and more: `K71.6`"),
}

_PERMUTE = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)
_MULTIPLY = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)


def fault(system: CodeSystem, code: str) -> str | None:
    """What is wrong with a code, in words; `None` where it is well formed."""
    pattern, words = _PATTERNS[system]
    if not pattern.fullmatch(code):
        return f"a {title(system)} code is {words}"
    if system is CodeSystem.LOINC:
        body, digit = code.split("-")
        right = _mod10(body)
        return None if right == int(digit) else f"its check digit would be {right}: a digit is mistyped"
    if system is CodeSystem.SNOMED and not _verhoeff(code):
        return "its last digit does not check (Verhoeff): a digit is mistyped"
    return None


def title(system: CodeSystem) -> str:
    """A code system's name as it is written."""
    names = {
        CodeSystem.LOINC: "LOINC",
        CodeSystem.SNOMED: "SNOMED CT",
        CodeSystem.RXNORM: "RxNorm",
        CodeSystem.ATC: "ATC",
        CodeSystem.ICD10: "ICD-10",
    }
    return names[system]


def _mod10(body: str) -> int:
    total = 0
    for index, character in enumerate(reversed(body)):
        doubled = int(character) * (2 if index % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return -total % 10


def _verhoeff(code: str) -> bool:
    check = 0
    for index, character in enumerate(reversed(code)):
        check = int(_MULTIPLY[check][int(_PERMUTE[index % 8][int(character)])])
    return check == 0
