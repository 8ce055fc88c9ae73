"""Claims and accepted findings are for the proofs: no other engine sees them, and each export says so, by rule."""

from __future__ import annotations

import json

import pytest

from careway.base.source import Source
from careway.export.cql.limits import limits as cql_limits
from careway.export.cql.to_cql import to_cql
from careway.export.fhir.artifacts import artifacts
from careway.export.fhir.limits import limits as fhir_limits
from careway.export.fhir.package import bundle_text
from careway.export.fhir.release import Release
from careway.export.report import Extent, Limit
from careway.ir.nodes import Guideline
from careway.pipeline import compile_source
from support.checking import BASE

PLAIN = f"""{BASE}
stop high [1]
  when ALT >= 500 U/L
  advise stop azathioprine
"""
CLAIMING = f"""{PLAIN}  accepted overlap because "known of old"
  accepted because "known to all"

never no_increase "No increase"
  advise increase azathioprine
  when ALT >= 300 U/L
  accepted invariant because "weighed"
"""
ACCEPTS = "That the author accepts what `careway prove` finds of this rule"


def core_of(text: str) -> Guideline:
    found = compile_source(Source("text", text)).core
    assert found is not None
    return found


def of_claims(core: Guideline, target: str) -> list[Limit]:
    if target == "cql":
        return [one for one in cql_limits(core) if "careway prove" in one.text]
    return [one for one in fhir_limits(core, Release(target)) if "careway prove" in one.text]


@pytest.mark.parametrize("target", ["cql", *(release.value for release in Release)])
def test_each_is_reported_by_rule(target: str) -> None:
    assert of_claims(core_of(PLAIN), target) == []
    found = of_claims(core_of(CLAIMING), target)
    assert all(one.extent is Extent.NOT_AT_ALL and one.line > 0 for one in found)
    assert [(one.rule, one.text) for one in found] == [
        (
            "high",
            "That the author accepts what `careway prove` finds of this rule (overlap and any finding) is left out.",
        ),
        (
            "no_increase",
            "The claim `never advise increase azathioprine while ALT >= 300 U/L` is for `careway prove`: it asks for "
            "nothing of a patient.",
        ),
        ("no_increase", f"{ACCEPTS} (invariant) is left out."),
    ]


def test_no_export_holds_anything_of_them() -> None:
    plain, claiming = (core_of(text) for text in (PLAIN, CLAIMING))
    one, other = (
        {name: text.replace(core.sha256, "") for name, text in to_cql(core).files.items()} for core in (plain, claiming)
    )
    assert one == other
    for release in Release:
        bundles = [bundle_text(artifacts(core, release)).replace(core.sha256, "") for core in (plain, claiming)]
        assert json.loads(bundles[0]) == json.loads(bundles[1])
