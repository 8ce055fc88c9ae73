"""Random patients of the shipped guidelines: the exported CQL, in an engine of others, says what Careway says.

`make agree N=10000` asks of more. What is explained is counted by its reason, so that no explanation grows unseen.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from agreement.engines import Engines
from agreement.patients import Patient, drawn, patients
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
        apart = [one for one in found if clocks_change(one.patient)]
        assert len(apart) <= 1 + PATIENTS // 200, "more than the odd one differs where clocks have changed"
        found = [one for one in found if one not in apart]
        assert not found, "\n\n".join(str(engines.smallest(one)) for one in found[:2])
    assert engines.asked > PATIENTS - 10
    assert engines.compared > 100 * engines.asked
    assert len(engines.explained) < engines.compared // 100
    for one in engines.explained:
        assert explained_by_the_bundle(one), one


def clocks_change(patient: Patient) -> bool:
    """Whether a patient's time zone has another offset on some day of theirs than on another.

    CQL knows no time zones: a date is a day of the offset of the instant asked (`agreement.zones` reads it so), while
    the instant at which a record became known keeps its own. Where both meet on one day the engines may part.
    """
    zone = patient.document.get("zone")
    if zone is None:
        return False
    said = [str(event["at"]) for event in patient.document["events"]]
    for event in patient.document["events"]:
        said += [str(one["known"]) for one in (event, *event.values()) if isinstance(one, dict) and "known" in one]
    days = [date.fromisoformat(f"{one}-01"[:10]) for one in said]
    offsets = {datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(str(zone))).utcoffset() for day in days}
    return len(offsets) > 1


def explained_by_the_bundle(one: Compared) -> bool:
    """What the bundle does not say (docs/timelines.md), or says without the patient's time zone."""
    assert one.reason is not None
    said = ("the bundle", "in the bundle", "a reader of the bundle", NO_ZONES, "follows from")
    return any(words in one.reason for words in said)
