"""Patients whom a guideline is not about, and the guideline that `careway new` begins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command import careway

ROOT = Path(__file__).resolve().parents[2]
AZATHIOPRINE = ROOT / "guideline" / "azathioprine" / "reintroduction.care"
CLOZAPINE = ROOT / "guideline" / "clozapine" / "anc_monitoring.care"
SYNTHETIC = ROOT.parent / "shared" / "data" / "fhir"
"""Whole records of invented patients, where they stand beside the project; else the small bundle that it carries."""
BUNDLES = sorted(SYNTHETIC.glob("*.json.gz")) or [ROOT / "examples" / "formats" / "bundle.json"]


@pytest.mark.parametrize("bundle", BUNDLES, ids=range(len(BUNDLES)))
def test_a_patient_without_the_injury_is_not_eligible_and_is_told_why(bundle: Path) -> None:
    ran = careway("run", AZATHIOPRINE, bundle)
    assert (ran.code, ran.err) == (0, "")
    assert "NOT ELIGIBLE" in ran.out
    assert "No moderate liver injury that led to a break of azathioprine" in " ".join(ran.out.split())
    assert "STOP" not in ran.out
    assert "not begun" in ran.out


@pytest.mark.parametrize("bundle", BUNDLES, ids=range(len(BUNDLES)))
def test_a_patient_never_on_clozapine_has_no_pathway(bundle: Path) -> None:
    result = json.loads(careway("run", CLOZAPINE, bundle, "--json").out)
    assert result["stop"] is None
    assert [one["step"] for one in result["pathways"]] == [None]


@pytest.mark.parametrize("bundle", BUNDLES, ids=range(len(BUNDLES)))
def test_a_bundle_gives_no_name_away(bundle: Path) -> None:
    ran = careway("run", AZATHIOPRINE, bundle)
    for part in bundle.name.split(".")[0].split("_"):
        assert part not in ran.out or part == "bundle"


def test_what_new_begins_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert careway("new", "protocol", "--topic", "Restarting azathioprine").code == 0
    assert careway("check", "--strict", "protocol").out == "protocol/protocol.care: fine\n"
    assert careway("fmt", "--check", "protocol").code == 0
    tested = careway("test", "protocol")
    assert (tested.code, tested.out) == (0, "4 cases, 0 failed\n")
    ran = careway("run", "protocol/protocol.care", "protocol/example.yaml")
    assert (ran.code, ran.err) == (0, "")
    assert "What to do now" in ran.out
    assert careway("export", "protocol/protocol.care", "-o", "core.json").code == 0
    assert careway("run", "core.json", "protocol/example.yaml").out == ran.out
    again = careway("new", "protocol")
    assert again.code == 2
