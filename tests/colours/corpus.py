"""The guidelines of this project, and the grammar for editors that is kept."""

from __future__ import annotations

from support.tree import ROOT

GRAMMAR = ROOT / "grammar" / "careway.tmLanguage.json"
SOUND = sorted(
    path
    for folder in (
        "guideline",
        "examples",
        "tests/agreement",
        "tests/data/format",
        "tests/data/parse",
        "tests/property",
    )
    for end in ("care", "formatted")
    for path in (ROOT / folder).rglob(f"*.{end}")
)
"""Guidelines as people write them, and as `careway fmt` lays them out."""
ALL = sorted({*SOUND, *(ROOT / "tests" / "data").rglob("*.care")})
"""... with those that are full of mistakes."""
