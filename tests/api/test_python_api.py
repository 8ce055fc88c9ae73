"""The Python interface: its page runs as it stands, and what a user gets wrong is said without the patient."""

from __future__ import annotations

import datetime
import doctest
from pathlib import Path

import pytest

import careway
from support.tree import ROOT

AZATHIOPRINE = ROOT / "guideline" / "azathioprine" / "reintroduction.care"
STOPPED = ROOT / "examples" / "azathioprine" / "stopped-by-symptoms.yaml"


def test_the_page_says_what_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    done = doctest.testfile(
        str(ROOT / "docs" / "python-api.md"),
        module_relative=False,
        optionflags=doctest.ELLIPSIS,
        encoding="utf-8",
    )
    assert done.attempted > 20
    assert done.failed == 0


def test_every_public_name_is_there() -> None:
    for name in careway.__all__:
        assert getattr(careway, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'lod'"):
        careway.lod  # noqa: B018


def test_a_core_from_json_runs_as_the_text_does(tmp_path: Path) -> None:
    guideline = careway.load(AZATHIOPRINE)
    exported = tmp_path / "core.json"
    exported.write_text(careway.to_json(guideline), encoding="utf-8")
    again = careway.load(exported)
    assert again == guideline
    timeline = careway.read_timeline(STOPPED, guideline)
    assert careway.to_json(careway.run(again, careway.read_timeline(STOPPED, again))) == careway.to_json(
        careway.run(guideline, timeline)
    )


def test_a_core_that_is_none_says_where() -> None:
    with pytest.raises(careway.GuidelineError, match=r"error\[CW603\] core.json: \$: .*id"):
        careway.loads('{"format": "careway-core/2"}', "core.json")


def test_a_date_may_be_a_date() -> None:
    guideline = careway.load(AZATHIOPRINE)
    timeline = careway.read_timeline(STOPPED, guideline)
    result = careway.run(guideline, timeline, as_of=datetime.date(2025, 4, 1))
    assert result == careway.run(guideline, timeline, as_of="2025-04-01")


def test_what_is_wrong_with_records_names_no_patient() -> None:
    guideline = careway.load(AZATHIOPRINE)
    records = b"patient: Jane-Canary\nevents:\n  - {at: 2025-04-31, ALT: 4711 U/L}\n"
    with pytest.raises(careway.TimelineError) as caught:
        careway.read_timeline(records, guideline)
    assert caught.value.diagnostics
    assert "Canary" not in str(caught.value)
    assert "4711" not in str(caught.value)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd.care"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(careway.GuidelineError, match="not UTF-8"):
        careway.load(path)
    with pytest.raises(careway.TimelineError):
        careway.read_timeline(b"\xff\xfe\x00", careway.load(AZATHIOPRINE))
