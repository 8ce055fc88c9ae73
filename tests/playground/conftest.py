"""The playground as `make playground` makes it, from the checkout as it stands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.tree import ROOT


@pytest.fixture(scope="session")
def playground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that is served."""
    folder = tmp_path_factory.mktemp("made") / "playground"
    make_playground(folder)
    return folder


def make_playground(folder: Path) -> None:
    """Make it in a folder."""
    paths = os.pathsep.join(str(ROOT / part) for part in ("interpreter", "editors/studio"))
    done = subprocess.run(
        [sys.executable, "-m", "playground.build", str(folder)],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
