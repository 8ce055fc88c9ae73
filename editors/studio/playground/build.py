"""Makes the playground: python build.py FOLDER. What stands in FOLDER afterwards is all that a visitor's browser needs.

Nothing is fetched: the page's packages and Pyodide come from node_modules, the Python packages from this environment.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from wheels import write_python

HERE = Path(__file__).resolve().parent
MARK = "parts.json"
"""The file by which a playground is known."""


def build(folder: Path) -> None:
    """Make the playground in a folder, in place of one that stands there."""
    if folder.exists():
        if any(folder.iterdir()) and not (folder / MARK).exists():
            sys.exit(f"{folder} holds something else than a playground; name another folder")
        shutil.rmtree(folder)
    (folder / MARK).parent.mkdir(parents=True)
    (folder / MARK).write_text("{}\n", encoding="utf-8")  # also where the rest fails
    write_python(folder / "python")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    node = shutil.which("node", path=path)
    if node is None:
        sys.exit("Node was not found; make brings it along")
    subprocess.run([node, str(HERE / "page.mjs"), str(folder)], check=True)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
