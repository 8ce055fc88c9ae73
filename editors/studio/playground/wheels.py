"""The Python part of the playground: wheels without compiled code, the examples, and the parse table made beforehand.

What is installed is packed again, as pure wheels of the same versions: there is no wheel of PyYAML without its compiled
part, which it does without. The same files give the same bytes.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from importlib.metadata import Distribution, distribution
from pathlib import Path

from careway.resources import data
from careway.syntax import table

TOP = Path(__file__).resolve().parents[3]
NEEDED = ("lark", "pyyaml", "tzdata")
"""What the package needs where there is no command line and no time zones of a system."""
COMPILED = {".so", ".pyd", ".dylib", ".pyc"}
OF_AN_INSTALLATION = {"RECORD", "INSTALLER", "REQUESTED", "direct_url.json"}
HOME = "own"
"""The home of the user in the browser's file system, from its root."""
NEVER = (1980, 1, 1, 0, 0, 0)


def write_python(folder: Path) -> list[str]:
    """Write all of it into a folder; the names of the files."""
    folder.mkdir(parents=True)
    files = {name: packed(content) for name, content in map(pure_wheel, map(distribution, NEEDED))}
    files |= {"examples.zip": packed(examples()), "table.zip": packed(parse_table())}
    name, content = own_wheel()
    files[name] = packed(content)
    for name, body in files.items():
        (folder / name).write_bytes(body)
    return sorted(files)


def own_wheel() -> tuple[str, dict[str, bytes]]:
    """Careway's wheel as it is built from the checkout, without the page: the playground has that beside it."""
    with tempfile.TemporaryDirectory() as place:
        build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", place]
        subprocess.run(build, cwd=TOP, check=True, capture_output=True)
        (built,) = Path(place).glob("*.whl")
        with zipfile.ZipFile(built) as wheel:
            content = {name: wheel.read(name) for name in wheel.namelist()}
        name = built.name
    left_out = ("careway/studio/assets/", f"{name.removesuffix('-py3-none-any.whl')}.dist-info/RECORD")
    return name, with_record({path: body for path, body in content.items() if not path.startswith(left_out)})


def pure_wheel(found: Distribution) -> tuple[str, dict[str, bytes]]:
    """An installed distribution as a wheel for any machine: its name and files, licences too."""
    content: dict[str, bytes] = {}
    for file in found.files or ():
        if file.suffix not in COMPILED and file.name not in OF_AN_INSTALLATION and ".." not in file.parts:
            content[file.as_posix()] = Path(str(file.locate())).read_bytes()
    (about,) = (path for path in content if path.endswith(".dist-info/METADATA"))
    information = about.removesuffix("/METADATA")
    content[f"{information}/WHEEL"] = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    return f"{information.removesuffix('.dist-info')}-py3-none-any.whl", with_record(content)


def with_record(content: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a wheel with the list of them that a wheel has to have."""
    (information,) = {path.split("/")[0] for path in content if path.split("/")[0].endswith(".dist-info")}
    lines = io.StringIO()
    rows = csv.writer(lines, lineterminator="\n")
    for path, body in sorted(content.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()
        rows.writerow((path, f"sha256={digest}", len(body)))
    record = f"{information}/RECORD"
    rows.writerow((record, "", ""))
    return {**content, record: lines.getvalue().encode()}


def examples() -> dict[str, bytes]:
    """What a visitor finds: for each guideline a folder with its text, its cases and example patients, and others."""
    found: dict[str, Path] = {}
    for folder in sorted((TOP / "guideline").iterdir()):
        found |= {f"{folder.name}/{path.name}": path for path in folder.iterdir() if path.suffix != ".md"}
    for folder in sorted((TOP / "examples").iterdir()):
        inside = "patients/" if (TOP / "guideline" / folder.name).is_dir() else ""
        found |= {f"{folder.name}/{inside}{path.name}": path for path in folder.iterdir()}
    return {name: path.read_bytes() for name, path in found.items()}


def parse_table() -> dict[str, bytes]:
    """The parse table of the grammar where Careway looks for it, so that the browser need not make it at each start."""
    grammar = data("grammar", "careway.lark").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "cache"
        table.load(grammar, folder)
        return {f"{HOME}/.cache/careway/{path.name}": path.read_bytes() for path in folder.iterdir()}


def packed(content: Mapping[str, bytes]) -> bytes:
    """The files as an archive, in order and without a time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, body in sorted(content.items()):
            entry = zipfile.ZipInfo(path, NEVER)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, body)
    return out.getvalue()
