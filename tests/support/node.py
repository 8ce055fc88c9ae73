"""Node, in which tests run scripts."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from support.tree import ROOT


def node(script: Path, *arguments: object, told: str = "") -> str:
    """What a script prints when Node runs it; it must end well."""
    program = shutil.which("node") or shutil.which("node", path=str(ROOT / ".venv" / "bin"))
    assert program is not None, "node is not there"
    done = subprocess.run(
        [program, str(script), *map(str, arguments)], input=told.encode(), capture_output=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stdout.decode()[-2000:] + done.stderr.decode()[-2000:]
    return done.stdout.decode()
