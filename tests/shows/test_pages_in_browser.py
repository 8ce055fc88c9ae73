"""Every page that Careway writes, in a real browser: anyone can read it, by night, on a phone and on paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from support.accessibility import violations
from support.browser import opened
from support.command import careway

ROOT = Path(__file__).resolve().parents[2]
AZATHIOPRINE = ROOT / "guideline/azathioprine/reintroduction.care"
CLOZAPINE = ROOT / "guideline/clozapine/anc_monitoring.care"
PHONE = 320
"""The width down to which WCAG asks that nothing has to be scrolled sideways (1.4.10)."""

RUNS = {
    "stop": (AZATHIOPRINE, "azathioprine/stopped-by-symptoms"),
    "not eligible": (AZATHIOPRINE, "azathioprine/not-eligible"),
    "cannot decide": (AZATHIOPRINE, "azathioprine/undecided-no-baseline"),
    "fine": (AZATHIOPRINE, "azathioprine/tolerated"),
    "interrupted and resumed": (CLOZAPINE, "clozapine/moderate-hold-resume"),
    "another parameter set": (CLOZAPINE, "clozapine/ethnic-neutropenia"),
    "no monitoring any more": (CLOZAPINE, "clozapine/ended"),
}

FEW = """guideline few
  title "A guideline of which little is shown"
  version 1.0.0
  status draft
  date 2026-11-01
  disclaimer "Decision support under development, not a medical device."

source 1 guideline "An article"

lab ALT "alanine aminotransferase" in U/L
  code loinc 1742-6
  normal up to 40 U/L
drug azathioprine "azathioprine" in mg/day
  code rxnorm 1256

step treatment [1]
  begin at first start of azathioprine

stop high "High" [1]
  when ALT >= 300 U/L or ALT >= 7 × ULN
  advise stop azathioprine

caution raised "Raised" [1]
  when ALT > ULN
  advise "Look again"
"""
FEW_CASES = """guideline: few.care
cases:
  - case: 300 U/L stops
    events:
      - {at: 2025-03-01, azathioprine: 50 mg/day}
      - {at: 2025-03-02, ALT: 300 U/L}
    expect: {stop: high}
"""


@pytest.fixture(scope="module")
def page_named(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The file of a page, which is made once."""
    folder = tmp_path_factory.mktemp("pages")

    @cache
    def made(name: str) -> Path:
        target = folder / f"{name.replace(' ', '-')}.html"
        if name in RUNS:
            guideline, patient = RUNS[name]
            ran = careway("run", guideline, ROOT / f"examples/{patient}.yaml", "--summary", "--html", target)
        elif name == "show":
            ran = careway("show", AZATHIOPRINE, "-o", target)
        elif name == "show with code":
            ran = careway("show", CLOZAPINE, "--code", "-o", target)
        elif name == "show what changed":
            ran = careway("show", _newer(folder), "--compare", AZATHIOPRINE, "-o", target)
        else:
            cases = _few_cases(folder)
            ran = careway("test", cases, "--coverage", "--html", target)
        assert ran.code == 0, ran.err
        return target

    return made


def _newer(folder: Path) -> Path:
    """The guideline with a limit changed, a caution gone and a definition more."""
    text = AZATHIOPRINE.read_text(encoding="utf-8")
    start = text.index("caution mild_elevation_ignored")
    end = text.index("caution", start + 1)
    changed = text[:start] + text[end:] + "\n\ndefine low_cells when WBC < 3 10^3/uL\n"
    path = folder / "newer.care"
    path.write_text(changed.replace("bilirubin >= 2 × ULN", "bilirubin >= 3 × ULN"), encoding="utf-8")
    return path


def _few_cases(folder: Path) -> Path:
    """A guideline with so few cases that some is shown, some in part, and some not."""
    (folder / "few.care").write_text(FEW, encoding="utf-8")
    (folder / "few.cases.yaml").write_text(FEW_CASES, encoding="utf-8")
    return folder / "few.care"


ALL = pytest.mark.parametrize("name", [*RUNS, "show", "show with code", "show what changed", "coverage"])


@ALL
@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, PHONE)], ids=["by day", "by night on a phone"])
def test_everyone_can_read_it(
    browser: Browser, page_named: Callable[[str], Path], name: str, dark: bool, width: int
) -> None:
    with opened(browser, dark=dark, width=width) as page:
        page.goto(page_named(name).as_uri())
        _open_all(page)
        assert violations(page) == []
        assert _sideways(page) == []


@ALL
def test_it_prints_dark_on_white(browser: Browser, page_named: Callable[[str], Path], name: str) -> None:
    """By night too; what can only be clicked is not printed."""
    with opened(browser, dark=True, width=720) as page:
        page.goto(page_named(name).as_uri())
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert [one for one in violations(page) if one.startswith("color-contrast")] == []
        assert (
            page.locator("nav:visible, .skip:visible, details:not([open]):visible").count() == 0 or name == "coverage"
        )
        assert _sideways(page) == []


def _open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def _sideways(page: Page) -> list[str]:
    """What stands out of the page or out of its own box to the right, where one cannot scroll to it."""
    found = page.evaluate(
        """() => {
          const said = (what, one) => `${what}: ${one.tagName} ${one.textContent.trim().slice(0, 60)}`
          const cut = [...document.querySelectorAll('body *:not(svg *)')].filter(one =>
            one.clientWidth && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === 'visible')
          const wide = document.documentElement.scrollWidth > window.innerWidth ? ['the page scrolls sideways'] : []
          return [...wide, ...cut.map(one => said('wider than its box', one))]
        }"""
    )
    assert isinstance(found, list)
    return found
