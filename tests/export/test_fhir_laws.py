"""Names of any alphabet give ids that FHIR allows and that no two names share; numbers keep their digits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from careway.export.fhir.artifacts import artifacts
from careway.export.fhir.elements import MOST_DIGITS, JsonValue, exact
from careway.export.fhir.identity import Identity, computer_name
from careway.export.fhir.package import bundle_text, package_name
from careway.export.fhir.release import Release
from careway.export.fhir.writing import write
from careway.model.vocabulary import Concept, Kind, Vocabulary
from export.fhir_rules import dangling, problems
from export.fhir_samples import core

ROOT = Path(__file__).parents[2]
NAME = st.one_of(
    st.from_regex(r"[A-Za-z]\w{0,80}", fullmatch=True, alphabet="abABzZ09_"),
    st.from_regex(r"[^\W\d]\w{0,12}", fullmatch=True),
)
"""A name of the language: of any alphabet, long, or like another but for upper case."""


@given(st.lists(NAME, min_size=2, max_size=12, unique=True))
def test_concepts_of_any_name_are_valid_resources_with_ids_of_their_own(listed: list[str]) -> None:
    concepts = tuple(Concept(name, Kind.SYMPTOM, name) for name in listed)
    one = replace(core("hours"), vocabulary=Vocabulary((*core("hours").vocabulary.concepts, *concepts), ()))
    for release in Release:
        bundle = json.loads(bundle_text(artifacts(one, release)))
        resources = [entry["resource"] for entry in bundle["entry"]]
        assert not dangling(resources)
        sets = [made for made in resources if made["resourceType"] in ("ValueSet", "CodeSystem")]
        assert len(sets) == len(one.vocabulary.concepts) + 1
        assert not [wrong for made in sets for wrong in problems(made, release)]


@given(NAME, NAME)
def test_two_guidelines_share_no_id_no_address_and_no_package(first: str, second: str) -> None:
    one, other = (replace(core("hours"), id=name) for name in (first, second))
    ids = [Identity(guideline).resource("pathway") for guideline in (one, other)]
    assert (ids[0] == ids[1]) is (first == second)
    assert (package_name(one, Release.R4) == package_name(other, Release.R4)) is (first == second)


@given(st.lists(st.text(max_size=30), min_size=1, max_size=3))
def test_any_text_gives_a_name_for_a_program(parts: list[str]) -> None:
    name = computer_name(*parts)
    assert name.isascii() and name.isidentifier() and name[0].isupper() and len(name) <= 255


@given(st.fractions() | st.decimals(allow_nan=False, allow_infinity=False, places=6).map(Fraction))
def test_a_number_is_written_digit_by_digit_or_not_at_all(number: Fraction) -> None:
    written = exact(number)
    if written is None:
        rest = number.denominator
        for factor in (2, 5):
            while rest % factor == 0:
                rest //= factor
        assert rest != 1 or len(str(number.numerator)) + len(str(number.denominator)) > MOST_DIGITS
    else:
        text = write(written).strip()
        assert Fraction(text) == number
        assert "e" not in text.lower()


JSON: st.SearchStrategy[JsonValue] = st.recursive(
    st.booleans() | st.integers() | st.text(max_size=8) | st.decimals(allow_nan=False, allow_infinity=False, places=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(JSON)
def test_what_is_written_is_read_back(value: JsonValue) -> None:
    assert json.loads(write(value), parse_float=Decimal) == value


def test_other_processes_write_the_same_bytes() -> None:
    program = (
        "import sys; from hashlib import sha256; from support.sample_core import CORE\n"
        "from careway.export.fhir.artifacts import artifacts\n"
        "from careway.export.fhir.package import bundle_text, to_package\n"
        "from careway.export.fhir.release import Release\n"
        "for release in Release:\n"
        "    made = artifacts(CORE, release)\n"
        "    whole = bundle_text(made) + ''.join(f'{k}{v}' for k, v in to_package(CORE, release, made).items())\n"
        "    print(sha256(whole.encode()).hexdigest())\n"
    )
    path = os.pathsep.join(str(ROOT / folder) for folder in ("interpreter", "tests"))
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            check=True,
            timeout=60,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1
