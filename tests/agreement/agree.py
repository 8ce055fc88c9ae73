"""`make agree N=10000`: so many random patients of both shipped guidelines through both engines.

Prints each difference as a timeline file, as small as it could be made, and ends with 1 if there was any.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from agreement.engines import Difference, Engines
from agreement.patients import drawn, patients
from careway.base.source import Source
from careway.ir.nodes import Guideline
from careway.pipeline import compile_source
from property.guidelines import PATHS, spines
from property.timelines import grain

SHIPPED = ("azathioprine", "clozapine")
BATCH = 200
SHOWN = 6


def main(arguments: list[str]) -> int:
    """N [SEED] [GUIDELINE...]: names of the shipped guidelines, or paths."""
    count = int(arguments[0]) if arguments else 500
    number = int(arguments[1]) if len(arguments) > 1 else 1
    bad = 0
    for name in arguments[2:] or SHIPPED:
        bad += _agree(name, count // len(arguments[2:] or SHIPPED), number)
    return 1 if bad else 0


def _core(name: str) -> Guideline:
    path = PATHS.get(name, Path(name))
    core = compile_source(Source(name, path.read_text(encoding="utf-8"))).core
    assert core is not None, name
    return core


def _agree(name: str, count: int, number: int) -> int:
    core = _core(name)
    courses = spines(name) if name in PATHS else ()
    of = patients(core, grain(core), courses, longest=30 if "hours" in name else 120)
    began = time.monotonic()
    asked = 0
    seen: dict[str, Difference] = {}
    times: Counter[str] = Counter()
    with Engines(core) as engines:
        for finding in engines.translation.findings:
            print(f"  {finding.severity} {finding.library}:{finding.line}: {finding.message}")
        batch = 0
        while asked < count:
            batch += 1
            people = drawn(of, min(BATCH, count - asked), number * 1000 + batch)
            asked += len(people)
            for difference in engines.differences(people):
                first = difference.found[0].question.definition
                times[first] += 1
                if first not in seen:
                    seen[first] = difference
        print(
            f"{name}: {asked} patients, {engines.compared} comparisons, {sum(times.values())} patients differ, "
            f"{len(engines.explained)} explained, {time.monotonic() - began:.0f} s"
        )
        for reason, often in Counter(f"{x.question.definition}: {x.reason}" for x in engines.explained).most_common(10):
            print(f"   explained {often} times: {reason[:200]}")
        for first, often in times.most_common(SHOWN):
            print(f"\n--- {first}: {often} patients")
            print(engines.smallest(seen[first]), flush=True)
    return sum(times.values())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
