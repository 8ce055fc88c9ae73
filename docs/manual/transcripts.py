"""Runs what pages show: files are written, commands run, and each command's whole output put behind it.

What a page already shows behind a command has to be what is printed; `...` in it stands for anything.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from manual.blocks import Block, Untrue, fenced, replaced

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = {"careway": ("-m", "careway"), "python": ()}
"""What is run, by this Python. Commands of other programs stay as they are."""
_WIDTH = "92"
_SLOW = 300


def walk(pages: Sequence[tuple[str, str]], folder: Path) -> list[str]:
    """The pages (each a name and a text) with all outputs, made one after the other in this folder."""
    return [_made(name, page, folder) for name, page in pages]


def holds(expected: str, found: str) -> bool:
    """Whether a text is as shown; `...` stands for anything."""
    pattern = ".*".join(re.escape(part) for part in expected.rstrip().split("..."))
    return re.fullmatch(pattern, found.rstrip(), re.DOTALL) is not None


def _made(name: str, page: str, folder: Path) -> str:
    def new(block: Block) -> str:
        done = block.file()
        if done is not None:
            return _write(block, *done, folder)
        if block.language == "console":
            return _shown(_transcript(block, folder))
        return fenced(block.language, block.text)

    try:
        return replaced(page, new)
    except Untrue as error:
        raise Untrue(f"{name}: {error}") from None


def _write(block: Block, does: str, path: Path, folder: Path) -> str:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if does == "file":
        file.write_text(block.text, encoding="utf-8", newline="\n")
        return fenced(f'{block.language} title="{path}"', block.text)
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    if does == "append":
        file.write_text(f"{text}\n{block.text}", encoding="utf-8", newline="\n")
        return fenced(f'{block.language} title="{path}, at the end"', block.text)
    file.write_text(changed(text, block.text, str(path)), encoding="utf-8", newline="\n")
    return fenced(f'{block.language} title="{path}"', block.text)


def changed(text: str, change: str, name: str) -> str:
    """The text with the lines behind `-` (and those behind a blank, which stay) given way to those behind `+`."""
    lines = change.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[0] in "- ")
    new = "".join(line[1:] for line in lines if line[0] in "+ ")
    parts = f"\n{text}".split(f"\n{old}") if old else []
    if len(parts) != 2:
        raise Untrue(f"what is to be changed stands {max(len(parts) - 1, 0)} times in {name}:\n{old}")
    return f"\n{new}".join(parts)[1:]


def _transcript(block: Block, folder: Path) -> str:
    parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    if parts[0]:
        raise Untrue(f"a console block begins with something else than a command: {parts[0]}")
    code = int(block.mark("exit") or 0)
    said = []
    for part in parts[1:]:
        command, _, expected = part.partition("\n")
        program, *arguments = shlex.split(command)
        found = expected
        if program in PROGRAMS:
            found = _run([sys.executable, *PROGRAMS[program], *arguments], command, code, folder)
            if expected.strip() and not holds(expected, found):
                raise Untrue(f"`{command}` prints\n{found}\nand not\n{expected}")
        said.append(f"$ {command}\n{found}")
    return "".join(said)


def _shown(transcript: str) -> str:
    """The block of a transcript; where an output has lines that look like a prompt, without the colours of one."""
    return fenced("text" if re.search(r"^[#%>]", transcript, re.MULTILINE) else "console", transcript)


def _run(command: list[str], shown: str, code: int, folder: Path) -> str:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "interpreter"),
        "PYTHONIOENCODING": "utf-8",
        "NO_COLOR": "1",
        "COLUMNS": _WIDTH,
    }
    ran = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=_SLOW,
        check=False,
    )
    output = ran.stdout.decode()
    if ran.returncode != code:
        raise Untrue(f"`{shown}` ends with exit code {ran.returncode}, not {code}:\n{output}")
    return output
