"""Makes the manual: pages with all their outputs, and of them a site that needs no server and no network.

    python -m manual.build out/manual

Pages are made beside the site, in `out/manual-pages`, so that any other generator can read them too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from manual.blocks import Untrue
from manual.generated import generated, of_test
from manual.links import problems
from manual.places import MADE_OF, beside, linked, made, places, tests_named
from manual.transcripts import ROOT, walk

HERE = Path(__file__).parent
DATA = ("guideline", "examples")
"""Folders of the project that stand in the folder in which the commands of a page are run."""
TOGETHER = ("tutorial",)
"""Folders of pages that are run one after the other in one folder; every other page has its own."""

FETCHED = "https://unpkg.com/iframe-worker/shim"
SEARCH = "search-of-files.js"
"""What lets a page that was opened as a file search: the theme would fetch it, so the manual has its own."""

Pages = dict[str, str]


def sources() -> Pages:
    """Every page by its place in the manual, with its links as they are there and its commands not yet run."""
    written, new = places(ROOT), generated(ROOT)
    read = {path: (ROOT / path).read_text(encoding="utf-8") for path in written}
    into = written | MADE_OF
    for path in filter(lambda path: (ROOT / path).exists(), tests_named(read)):
        into[path] = path.removesuffix(".py") + ".md"
        new[into[path]] = of_test(path, (ROOT / path).read_text(encoding="utf-8"))
    return {into[path]: linked(text, path, into, ROOT) for path, text in read.items()} | new


def walks(pages: Pages) -> list[list[str]]:
    """The places of the pages, by the folder in which their commands are run."""
    together = [sorted(place for place in pages if place.startswith(f"{folder}/")) for folder in TOGETHER]
    return together + [[place] for place in pages if not any(place in group for group in together)]


def run(pages: Pages, group: list[str], into: Path) -> None:
    """Write the pages of one walk with all their outputs, and beside them what they link to of what was made."""
    with tempfile.TemporaryDirectory(prefix="careway-manual-") as name:
        folder = Path(name)
        for data in DATA:
            shutil.copytree(ROOT / data, folder / data)
        texts = walk([(place, pages[place]) for place in group], folder)
        for place, text in zip(group, texts, strict=True):
            page = into / place
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text, encoding="utf-8", newline="\n")
            for file in made(pages[place], place):
                if not (folder / file).is_file():
                    raise Untrue(f"{place} links to {file}, which none of its commands makes")
                copy = page.parent / beside(place) / file
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(folder / file, copy)


def prepare(work: Path) -> Path:
    """Make an empty folder for the pages, with what the generator needs beside them; gives the pages' folder."""
    shutil.rmtree(work, ignore_errors=True)
    pages = work / "pages"
    pages.mkdir(parents=True)
    shutil.copy(HERE / "mkdocs.yml", work)
    shutil.copy(HERE / "style.css", pages)
    return pages


def generate(work: Path, site: Path) -> None:
    """Make the site of the pages; a link that leads nowhere, or a page that is fetched from elsewhere, is `Untrue`."""
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--config-file", str(work / "mkdocs.yml")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "interpreter"), "NO_COLOR": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise Untrue(done.stdout + done.stderr)
    for page in (work / "site").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        up = "../" * len(page.relative_to(work / "site").parts[1:])
        page.write_text(text.replace(FETCHED, f"{up}{SEARCH}"), encoding="utf-8", newline="\n")
    shutil.copy(HERE / SEARCH, work / "site")
    found = problems(work / "site")
    if found:
        raise Untrue("\n".join(found))
    shutil.rmtree(site, ignore_errors=True)
    (work / "site").rename(site)


def main(arguments: list[str]) -> int:
    """Make the manual in the folder that is named."""
    (name,) = arguments
    site = Path(name)
    work = site.with_name(f"{site.name}-pages")
    try:
        pages = sources()
        into = prepare(work)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(lambda group: run(pages, group, into), walks(pages)))
        generate(work, site)
    except Untrue as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"{site / 'index.html'}: {len(pages)} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
