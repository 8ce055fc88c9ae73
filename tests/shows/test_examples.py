"""Each example timeline of both guidelines gives what its name says, in the words that a clinician reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.command import careway

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {
    "azathioprine": ROOT / "guideline" / "azathioprine" / "reintroduction.care",
    "clozapine": ROOT / "guideline" / "clozapine" / "anc_monitoring.care",
}

SHOWN = {
    "azathioprine/allopurinol-added": (
        "CAUTION Allopurinol with azathioprine · since 2025-06-02",
        "avoid allopurinol",
        "1/4 to 1/3 of the usual dose",
    ),
    "azathioprine/corrected-result": (
        "STOP azathioprine · 2025-04-05",
        "Rise even without symptoms",
        "2025-04-07",
    ),
    "azathioprine/monitoring-missed": (
        "CAUTION Inadequate monitoring",
        "Missed",
        "2025-03-15",
    ),
    "azathioprine/not-eligible": (
        "NOT ELIGIBLE",
        "ALT and AST have not both returned to normal during the break",
        "not begun",
    ),
    "azathioprine/restarted-at-old-dose": (
        "CAUTION Restarted at the dose that did harm · since 2025-03-08",
        "azathioprine 150 mg/day since 2025-03-08 reaches previous dose (150 mg/day",
        "Not as advised",
    ),
    "azathioprine/stopped-by-5x": (
        "STOP azathioprine · 2025-05-08",
        "Rise even without symptoms",
        "ALT 150 U/L on 2025-05-08 reaches 5 × its baseline (30 U/L on 2025-03-07) = 150 U/L",
    ),
    "azathioprine/stopped-by-bilirubin": (
        "STOP azathioprine · 2025-04-22",
        "Bilirubin with transaminases",
        "2 × the ULN (1.2 mg/dL) = 2.4 mg/dL",
    ),
    "azathioprine/stopped-by-symptoms": (
        "STOP azathioprine · 2025-04-20",
        "Rise with symptoms",
        "AST 124 U/L on 2025-04-20 reaches 3 × its baseline (31 U/L on 2025-03-07) = 93 U/L",
        "nausea on 2025-04-18, 2 days before (within 7 days)",
        "consider mycophenolate, tacrolimus or ciclosporin",
    ),
    "azathioprine/tolerated": (
        "Maintenance since 2025-03-25",
        "recorded: azathioprine 100 mg/day",
        "azathioprine below 150 mg/day (below the previous dose)",
    ),
    "azathioprine/undecided-no-baseline": (
        "CANNOT DECIDE whether to stop: Rise with symptoms",
        "baseline ALT is missing",
    ),
    "clozapine/ended": (
        "Ended for another reason,",
        "Treatment and monitoring have ended since 2025-03-10",
        "CAUTION Fever in the 2 weeks after the end: obtain an ANC · since 2025-03-16",
    ),
    "clozapine/ethnic-neutropenia": (
        "ANC 920 /uL on 2025-01-27 09:00 is below normal limit (1000 /uL)",
        "refer to haematology",
        "Treatment, ANC in the normal range since 2025-02-28 09:00",
    ),
    "clozapine/fever": (
        "2025-04-17 19:00 caution Fever: hold clozapine as a precaution and obtain an ANC",
        "2025-04-17 19:00 advice Treatment, ANC in the normal range: hold clozapine",
        "2025-04-19 20:00 advice Treatment, ANC in the normal range: continue clozapine",
    ),
    "clozapine/interrupted-29-days": ("Next 2025-04-07 ANC at the usual interval",),
    "clozapine/interrupted-30-days": ("Next 2025-04-09 ANC at the usual interval",),
    "clozapine/mild": (
        "ANC 1350 /uL on 2025-02-10 09:00 is below normal limit (1500 /uL)",
        "by 2025-02-11 09:00",
        "Treatment, ANC in the normal range since 2025-02-17 09:00",
    ),
    "clozapine/moderate-hold-resume": (
        "2025-02-12 09:00 advice Moderate neutropenia, treatment interrupted: hold clozapine",
        "2025-02-16 08:00 advice Recovering, treatment resumed: resume clozapine",
        "Next 2025-04-09 ANC at the usual interval",
    ),
    "clozapine/severe-rechallenge": (
        "ANC 410 /uL on 2024-11-18 09:00 is below 500 /uL",
        "A rechallenge is open",
        "2024-12-12 20:00 step Treatment, ANC in the normal range: begins again",
    ),
    "clozapine/units": (
        "ANC 1.49 10*9/L (1490 /uL) on 2025-05-19 09:00 is below normal limit (1500 /uL)",
        "ANC 1.5 10*3/uL on 2025-05-21 09:00 reaches normal limit (1500 /uL)",
        "5 records converted",
    ),
    "clozapine/usual": ("Next 2025-03-08 ANC at the usual interval: counts from 2025-03-05 to 2025-03-11",),
}

NOT_SHOWN = {
    "azathioprine/tolerated": ("STOP", "CAUTION", "CANNOT DECIDE", "Missed", "Not as advised"),
    "azathioprine/not-eligible": ("STOP",),
    "clozapine/usual": ("STOP", "CAUTION", "CANNOT DECIDE", "Missed", "Not as advised"),
    "clozapine/mild": ("hold clozapine",),
}


def test_every_example_is_looked_at() -> None:
    found = {f"{name}/{file.stem}" for name in TEXTS for file in (ROOT / "examples" / name).glob("*.yaml")}
    assert set(SHOWN) == found


@pytest.mark.parametrize("example", SHOWN)
def test_an_example_gives_what_its_name_says(example: str) -> None:
    ran = careway("run", TEXTS[example.partition("/")[0]], ROOT / "examples" / f"{example}.yaml")
    assert (ran.code, ran.err) == (0, "")
    told, said, _ = ran.out.partition("\nSources\n")
    assert said
    told = " ".join(told.split())
    for words in SHOWN[example]:
        assert words in told
    for words in NOT_SHOWN.get(example, ()):
        assert words not in told
