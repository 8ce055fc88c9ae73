"""`careway studio`: a guideline, its cases and patients side by side in a browser, while the guideline is written."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from importlib.util import find_spec
from pathlib import Path

import click

from careway.cli import options
from careway.cli.terminal import Tone, output
from careway.files import Unreadable, reason_of

MISSING = "careway studio needs starlette and uvicorn: install careway[studio]"
NOT_BUILT = "the page of the studio is not built; in a checkout of Careway, `make studio` builds it"
_MOST_PORTS = 65_535


@click.command()
@click.argument("folder", type=options.FILE, default=".")
@click.option(
    "--port",
    type=click.IntRange(0, _MOST_PORTS),
    default=0,
    help="The port to listen at.  [default: any that is free]",
)
@click.option("--browser/--no-browser", default=True, help="Open the page in a browser, or only print its address.")
@options.colour_option
def command(folder: str, port: int, browser: bool, colour: str) -> None:
    """Write a guideline with its cases and patients beside it, in a browser.

    FOLDER holds guidelines, cases and patients' timelines, also in folders of its own; it is this folder if none is
    named. The page is served on this machine alone, to whoever has the address that is printed; nothing leaves the
    machine, and nothing outside of FOLDER is read or written. Ctrl-C ends it.
    """
    place = _checked(folder)
    if find_spec("starlette") is None or find_spec("uvicorn") is None:
        raise click.ClickException(MISSING)
    from careway.studio.server import NotBuilt, Studio

    try:
        studio = Studio(place, port)
    except NotBuilt:
        raise click.ClickException(NOT_BUILT) from None
    except OSError as error:
        raise click.ClickException(f"port {port} cannot be listened at: {reason_of(error)}") from None
    screen = output(colour)
    screen.write(f"Careway studio · {place}", Tone.HEADING)
    screen.write(studio.address)
    screen.write("The page is on this machine alone, for whoever has this address. Ctrl-C ends it.")
    screen.write("Decision support under development, not a medical device.", Tone.FAINT)
    sys.stdout.flush()
    if browser and _has_browser():
        threading.Thread(target=webbrowser.open, args=(studio.address_once(),), daemon=True).start()
    studio.run()


def _checked(folder: str) -> Path:
    """The folder, which is there and can be read."""
    place = Path(folder)
    try:
        if place.is_file():
            raise Unreadable(folder, "this is a file, a folder is needed")
        with os.scandir(place):
            return place.resolve()
    except OSError as error:
        raise Unreadable(folder, reason_of(error)) from None
    except ValueError:
        raise Unreadable(folder, "this cannot be a folder's name") from None


def _has_browser() -> bool:
    """Whether a browser has a screen to open on; one that draws in the terminal would take it from the studio."""
    elsewhere = sys.platform in ("win32", "darwin")
    return elsewhere or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
