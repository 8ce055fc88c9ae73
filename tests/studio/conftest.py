"""A folder for the studio, and a studio that runs on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.folders import GUIDELINE, TIMELINE
from support.studio import PATIENT, Server, serving


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a guideline, and a secret beside it."""
    top = tmp_path_factory.mktemp("top")
    (top / "desk").mkdir()
    (top / "secret.care").write_text("secret")
    (top / "desk" / "sample.care").write_text("guideline sample\n")
    (top / "desk" / "it's & so.care").write_text("<script>alert(1)</script>\n")
    (top / "desk" / "one.yaml").write_text(f"patient: {PATIENT}\nevents: []\n")
    return top / "desk"


@pytest.fixture(scope="module")
def server(desk: Path) -> Iterator[Server]:
    with serving(desk) as running:
        yield running


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a file of each kind, and one beside it that is nobody's business."""
    inside = tmp_path / "desk"
    (inside / "patients").mkdir(parents=True)
    (inside / "sample.care").write_text(GUIDELINE)
    (inside / "sample.cases.yaml").write_text("cases: []\n")
    (inside / "patients" / "one.yaml").write_text(TIMELINE)
    (inside / "patients" / "records.csv").write_text("patient,concept,at,value\n")
    (tmp_path / "secret.care").write_text("secret")
    return inside
