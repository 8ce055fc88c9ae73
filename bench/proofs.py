"""`make bench`: what proving and changing a guideline cost, over running its cases; all in one run, in turn.

CPU seconds of whole processes. Of the changes a few rules are taken, and what one change costs is compared with one run
of all cases. The aims are printed, not enforced.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

from measure import GUIDELINES, cpu_of, row

RULES = "r*"
"""The rules whose changes are measured."""


def main() -> None:
    """Measure and print."""
    guideline = str(GUIDELINES["azathioprine"])
    careway = [sys.executable, "-m", "careway"]
    environment = dict(os.environ)
    cases = cpu_of([*careway, "test", guideline], environment)
    proof = cpu_of([*careway, "prove", guideline], environment)
    changing = [*careway, "mutate", guideline, "--only", RULES, "--jobs", "1", "--no-examples", "--json"]
    told = subprocess.run(changing, env=environment, capture_output=True, text=True, check=False).stdout
    changes = sum(one["mutants"] for one in json.loads(told)["guidelines"])
    changed = cpu_of(changing, environment)
    row("over `careway test` of azathioprine", "times", "aim")
    row("careway prove", f"{proof / cases:.1f}", "below 30")
    row(f"careway mutate, each of {changes} changes", f"{changed / cases / max(1, changes):.2f}", "below 5")


if __name__ == "__main__":
    main()
