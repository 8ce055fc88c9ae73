"""Makes the playground, all that a browser needs, in a folder: python -m playground.build FOLDER.

Nothing is fetched: the page's packages and Pyodide come from node_modules, the Python packages from this environment.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playground.wheels import write_python

HERE = Path(__file__).resolve().parent
MARK = Path("python", "table.zip")
"""The file by which a playground is known."""


def build(folder: Path) -> None:
    """Make the playground in a folder, in place of one that stands there."""
    folder = folder.resolve()
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        sys.exit(f"{folder} holds something else than a playground: name another folder")
    node = shutil.which("node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if node is None:
        sys.exit("Node was not found, with which the page is put together")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".playground-") as place:
        made = Path(place) / "made"
        write_python(made / "python")
        subprocess.run([node, str(HERE / "page.mjs"), str(made)], check=True)
        if folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)


if __name__ == "__main__":
    build(Path(sys.argv[1]))
