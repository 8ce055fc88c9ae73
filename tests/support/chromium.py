"""Where the Chromium of the browser tests is; run as a program, it installs one where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHOSEN = "CAREWAY_CHROMIUM"
"""The variable that names another browser."""
ADVICE = f"No Chromium was found. Install one (a package named chromium), or name it: {CHOSEN}=/path/to/chromium"


@cache
def chromium_path() -> str | None:
    """The browser that tests start: the one that is chosen, else one of the system, else Playwright's own."""
    chosen = os.environ.get(CHOSEN)
    if chosen:
        return chosen
    found = (path for name in NAMES if (path := shutil.which(name)))
    return next((path for path in found if _starts(path)), None) or _playwrights_own()


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _starts(path: str) -> bool:
    """A system may have a name without a browser behind it, such as one that asks to install a snap."""
    return subprocess.run([path, "--version"], capture_output=True, check=False).returncode == 0


def _install() -> None:
    as_root: list[str] = [] if hasattr(os, "geteuid") and os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") and (not as_root or shutil.which("sudo")):
        apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
        subprocess.run([*apt, "update"], check=False)
        subprocess.run([*apt, "install", "--yes", "--no-install-recommends", "chromium"], check=False)
        chromium_path.cache_clear()
    if chromium_path() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
        chromium_path.cache_clear()


def main() -> None:
    """Ends with an error, and with what to do, where no browser is to be had."""
    if chromium_path() is None:
        print("installing Chromium", flush=True)
        _install()
    if chromium_path() is None:
        sys.exit(ADVICE)


if __name__ == "__main__":
    main()
