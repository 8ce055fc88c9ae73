"""`careway new`: the beginning of a guideline."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import click

from careway.cli import options
from careway.cli.scaffold import files
from careway.cli.terminal import Tone, output
from careway.files import Unreadable, reason_of

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)


@click.command()
@click.argument("path", type=options.FILE)
@click.option("--topic", metavar="TEXT", help="What the guideline is about: its title.")
@options.colour_option
def command(path: str, topic: str | None, colour: str) -> None:
    """Begin a guideline in a new folder: a small one that runs, its cases, and a patient's timeline.

    PATH is the folder to make; its last part names the guideline. Nothing that is there is changed.
    """
    folder = Path(path)
    name = re.sub(r"[^a-z0-9]+", "_", folder.name.lower()).strip("_")
    if not _NAME.fullmatch(name):
        raise click.BadParameter("the folder's name must begin with a letter (a-z), such as my_protocol")
    title = " ".join((topic or name.replace("_", " ").capitalize()).split())
    if not title.isprintable() or not title:
        raise click.BadParameter("the topic is a text in words", param_hint="--topic")
    made = files(name, title)
    _write_folder(folder, made)
    screen = output(colour)
    for file in made:
        screen.write(f"made {folder / file}")
    screen.write(f"\ncareway test {folder}\ncareway run {folder / name}.care {folder / 'example.yaml'}", Tone.FAINT)


def _write_folder(folder: Path, made: dict[str, str]) -> None:
    """Write a folder as a whole, or not at all."""
    try:
        if folder.exists() or folder.is_symlink():
            raise Unreadable(str(folder), "is there already; it is left as it is")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".careway-new-") as temporary:
            inside = Path(temporary) / "made"
            inside.mkdir()
            for name, text in made.items():
                (inside / name).write_text(text, encoding="utf-8", newline="\n")
            inside.rename(folder)
    except OSError as error:
        raise Unreadable(str(folder), reason_of(error)) from None
    except ValueError:
        raise Unreadable(str(folder), "this cannot be a folder's name") from None
