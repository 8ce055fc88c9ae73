"""The colours of the picture, one of its own for each role, so that a page can give each role another by night.

On white each has a contrast of at least 4.5 to 1 where it carries text or a line that must be seen. Nothing is told by
colour alone: stops, limits and missed occasions differ by line, shape and words too.
"""

from __future__ import annotations

PAPER = "#ffffff"
INK = "#1b1f24"
FAINT = "#57606a"
GRID = "#dfe3e8"
RESULT = "#0a4fa3"
DOSE = "#5b3fa8"
DOSE_GROUND = "#e4def6"
LIMIT = "#8a4600"
NORMAL = "#2f6f44"
STOP = "#b3261f"
WARNING = "#7a5200"
GOOD = "#1a6f37"
STEP_GROUND = "#e8eef6"
STEP_OTHER = "#d3dfee"
FINDING = "#a3386c"

BY_NIGHT = {
    PAPER: "#0f1419",
    INK: "#e6edf3",
    FAINT: "#9fa9b4",
    GRID: "#2a3038",
    RESULT: "#7db7ff",
    DOSE: "#c3b0ff",
    DOSE_GROUND: "#2d2547",
    LIMIT: "#ffb870",
    NORMAL: "#7fd39a",
    STOP: "#ff8a80",
    WARNING: "#e3b341",
    GOOD: "#57c470",
    STEP_GROUND: "#1d2733",
    STEP_OTHER: "#28384b",
    FINDING: "#ff9dc6",
}
"""Each colour's counterpart on a dark ground."""
