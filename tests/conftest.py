"""What all tests share: `--update` rewrites goldens, and the profiles of Hypothesis."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_SLOW_MACHINE = [HealthCheck.too_slow]  # how fast a machine draws input says nothing about Careway

settings.register_profile(
    "default", max_examples=40, deadline=None, derandomize=True, suppress_health_check=_SLOW_MACHINE
)
settings.register_profile("ci", parent=settings.get_profile("default"), max_examples=100)
settings.register_profile(
    "long", max_examples=2000, deadline=None, derandomize=False, print_blob=True, suppress_health_check=_SLOW_MACHINE
)
settings.register_profile(  # a change that a test notices is noticed: nobody reads the smallest example of it
    "mutants", parent=settings.get_profile("default"), phases=[Phase.explicit, Phase.generate]
)
settings.load_profile(os.environ.get("CAREWAY_HYPOTHESIS", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expected output that is kept in files")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: tests of pages wait for a browser most of their time."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether goldens are to be rewritten and not compared."""
    return bool(request.config.getoption("--update"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium for the tests of one file, for `support.browser.opened`.

    It ends with the file: no other file's test meets the event loop that stands in its thread meanwhile.
    """
    from support.browser import started

    with started() as chromium:
        yield chromium
