"""Errors planted in the exported CQL: both the cases and the random patients find each of them.

A planted error changes the text of one definition as an error in the exporter would, and nothing that Careway does.
One error is tried at random here; with CAREWAY_REPLAY=all each is, by the cases too.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from functools import cache

import pytest

from agreement.engines import Engines
from agreement.patients import drawn, patients
from careway.base.source import Source
from careway.cases.suite import Suite, open_suite, run_suite
from careway.export import names
from careway.export.cql.to_cql import CqlExport, to_cql
from careway.replay.cases import Replayed, situations
from careway.replay.chain import find_chain
from careway.replay.verify import Exported, verify
from property.guidelines import PATHS, core, grains, spines

NAME = "azathioprine"
STOP = "rise_without_symptoms"
CASES = (
    "500 U/L, whatever",
    "at most 7 days before",
    "ALT at 5 ×",
    "a high result, and nobody asked",
    "no liver tests of",
)
AT_ONCE, MOST = 60, 300

# A definition, what stands in it, what the error puts in its place, and a rule whose answer it changes.
PLANTED = {
    "at least as more than": (f"{STOP} at", r'Records\."Reaches"\(', 'Records."Exceeds"(', STOP),
    "a unit dropped": ("Units of ALT", r"'U/L', ", "", STOP),
    "a window a day short": ("symptom_reported at", r"\b7 days\b", "6 days", "symptom_reported"),
    "unknown as false": (f"{STOP} now", r"\n  (.*)", r"\n  Coalesce(\1, false)", STOP),
}

EVERY = os.environ.get("CAREWAY_REPLAY") == "all"
BY_CASES = [error for error in PLANTED if error != "unknown as false"] if EVERY else ["a window a day short"]
"""In none of the cases above does it matter to anything but the wording that a stop is unknown."""
AT_RANDOM = list(PLANTED) if EVERY else ["at least as more than"]


@cache
def cases() -> tuple[Replayed, ...]:
    """The cases of the stops."""
    path = PATHS[NAME].with_suffix(".cases.yaml")
    opened = open_suite(Source(path.name, path.read_text(encoding="utf-8")))
    assert not isinstance(opened, Suite)
    every = situations(run_suite(opened, core(NAME)), core(NAME))
    found = tuple(one for one in every if any(words in one.name for words in CASES))
    assert len(found) > 5
    return found


def planted(definition: str, old: str, new: str) -> CqlExport:
    """The export with an error in one definition."""
    exported = to_cql(core(NAME))
    file = f"{names.library_name(core(NAME))}.cql"
    text = exported.files[file]
    begin = re.search(rf'^define (?:function )?"{re.escape(definition)}"', text, re.MULTILINE)
    assert begin is not None
    end = text.find("\n\n", begin.start())
    changed, count = re.subn(old, new, text[begin.start() : end])
    assert count > 0
    return replace(exported, files={**exported.files, file: text[: begin.start()] + changed + text[end:]})


@pytest.mark.parametrize("error", BY_CASES)
def test_the_cases_find_it(error: str) -> None:
    definition, old, new, rule = PLANTED[error]
    exported = planted(definition, old, new)
    sources = {file.removesuffix(".cql"): text for file, text in exported.files.items()}
    found = verify(find_chain(), core(NAME), Exported(sources, (), (), exported.limits), cases())
    assert found.findings == ()
    assert found.unexplained > 0
    assert rule in {one.question.rule for one in found.compared if one.verdict.value == "disagree"}


@pytest.mark.parametrize("error", AT_RANDOM)
def test_the_random_patients_find_it(error: str) -> None:
    definition, old, new, rule = PLANTED[error]
    guideline = core(NAME)
    of = patients(guideline, grains(NAME), spines(NAME))
    with Engines(guideline, planted(definition, old, new)) as engines:
        for turn in range(MOST // AT_ONCE):
            found = engines.differences(drawn(of, AT_ONCE, 100 + turn))
            if any(one.question.rule == rule for difference in found for one in difference.found):
                break
        else:
            pytest.fail("nobody noticed")
        smallest = engines.smallest(found[0])
    assert len(smallest.patient.document["events"]) <= len(found[0].patient.document["events"])
    assert "events:" in str(smallest)
    assert "ours" in str(smallest)
