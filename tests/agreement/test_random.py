"""Random patients of the shipped guidelines: the exported CQL, in an engine of others, says what Careway says.

`make agree N=10000` asks of more. What is explained is counted by its reason, so that no explanation grows unseen.
"""

from __future__ import annotations

import pytest

from agreement.engines import Engines
from agreement.patients import drawn, patients
from agreement.zones import NO_ZONES
from careway.replay.compare import Compared
from property.guidelines import core, grains, spines

PATIENTS = 255
"""Of each guideline."""
SEED = 1


@pytest.mark.parametrize("name", ["azathioprine", "clozapine"])
def test_random_patients_agree(name: str) -> None:
    guideline = core(name)
    people = drawn(patients(guideline, grains(name), spines(name)), PATIENTS, SEED)
    with Engines(guideline) as engines:
        assert not engines.translation.findings
        found = engines.differences(people)
        assert not found, "\n\n".join(str(engines.smallest(one)) for one in found[:2])
    assert engines.asked > PATIENTS - 10
    assert engines.compared > 100 * engines.asked
    assert len(engines.explained) < engines.compared // 100
    for one in engines.explained:
        assert explained_by_the_bundle(one), one


def explained_by_the_bundle(one: Compared) -> bool:
    """What the bundle does not say (docs/timelines.md), or says without the patient's time zone."""
    assert one.reason is not None
    said = ("the bundle", "in the bundle", "a reader of the bundle", NO_ZONES, "follows from")
    return any(words in one.reason for words in said)
