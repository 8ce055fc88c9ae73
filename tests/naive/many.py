"""`make naive N=2000`: so many random guidelines, each with a random patient, through both evaluators.

Prints each difference with the smallest patient that shows it and the guideline, and ends with 1 if there was any.
"""

from __future__ import annotations

import sys

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from careway.ir.nodes import Guideline
from naive.compare import differences, smallest, span
from naive.evaluator.times import NotRead
from naive.guidelines import COURSES, compiled, guidelines
from property.timelines import Document, documents, grain

MOST_DAYS = 150
AT_ONCE = 50
"""How many are drawn from one seed: Hypothesis soon makes its next example out of an earlier one."""

Drawn = tuple[str, Guideline, Document]


def main(arguments: list[str]) -> int:
    """N [SEED]."""
    count = int(arguments[0]) if arguments else 200
    number = int(arguments[1]) if len(arguments) > 1 else 1
    asked = bad = turn = 0
    while asked < count:
        turn += 1
        for text, core, document in _drawn(number * 10_000 + turn):
            try:
                found = differences(core, document)
                if found:
                    document = smallest(core, document)
                    found = differences(core, document)
            except NotRead:
                continue
            asked += 1
            if found:
                bad += 1
                print("\n".join([*found[:6], str(document), text]), flush=True)
    print(f"{asked} random guidelines and patients, {bad} differ")
    return 1 if bad else 0


def _drawn(number: int) -> list[Drawn]:
    found: list[Drawn] = []

    @seed(number)
    @settings(
        max_examples=AT_ONCE,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        derandomize=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def collect(data: st.DataObject) -> None:
        text = data.draw(guidelines())
        core = compiled(text)
        if core is None:
            return
        document = data.draw(documents(grain(core), spines=COURSES, most=8, longest=50))
        if span(document) <= MOST_DAYS:
            found.append((text, core, document))

    collect()
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
