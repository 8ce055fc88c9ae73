"""Careway: clinical guidelines as text that runs.

    import careway

    guideline = careway.load("guideline/azathioprine/reintroduction.care")
    timeline = careway.read_timeline("examples/azathioprine/stopped-by-symptoms.yaml", guideline)
    result = careway.run(guideline, timeline, as_of="2025-04-20")

Nothing of this is imported before it is used, so that the command line starts quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from careway.version import VERSION as __version__

if TYPE_CHECKING:
    from careway.api import (
        CarewayError,
        Guideline,
        GuidelineError,
        Result,
        RunError,
        Session,
        Timeline,
        TimelineError,
        load,
        loads,
        read_timeline,
        read_timelines,
        run,
        to_json,
    )

__all__ = [
    "CarewayError",
    "Guideline",
    "GuidelineError",
    "Result",
    "RunError",
    "Session",
    "Timeline",
    "TimelineError",
    "__version__",
    "load",
    "loads",
    "read_timeline",
    "read_timelines",
    "run",
    "to_json",
]


def __getattr__(name: str) -> object:
    if name in __all__:
        from careway import api

        return getattr(api, name)
    raise AttributeError(f"module 'careway' has no attribute {name!r}")
