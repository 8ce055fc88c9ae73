"""Instants and numbers as they are given to the other engine: exact, with the patient's own offset."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careway.model.time import Calendar
from careway.replay.situation import decimal_text, instant_text


@given(st.integers(-(10**12), 10**12), st.integers(0, 12))
def test_a_number_that_ends_is_exact(digits: int, places: int) -> None:
    value = Fraction(digits, 10**places)
    assert Fraction(decimal_text(value)) == value


@given(st.fractions())
def test_any_other_number_is_near_enough_for_any_scale(value: Fraction) -> None:
    assert abs(Fraction(decimal_text(value)) - value) <= Fraction(1, 10**28)


@pytest.mark.parametrize(
    ("value", "text"),
    [(Fraction(0), "0"), (Fraction(-1, 2), "-0.5"), (Fraction(1500), "1500"), (Fraction(1, 40), "0.025")],
)
def test_numbers_are_written_plainly(value: Fraction, text: str) -> None:
    assert decimal_text(value) == text


@pytest.mark.parametrize(
    ("calendar", "text"),
    [
        (Calendar(), "2025-04-20T21:59:59.000+00:00"),
        (Calendar(ZoneInfo("Europe/Berlin")), "2025-04-20T23:59:59.000+02:00"),
        (Calendar(ZoneInfo("America/St_Johns")), "2025-04-20T19:29:59.000-02:30"),
        (Calendar(None, ((0, 3600), (1_700_000_000, -19_800))), "2025-04-20T16:29:59.000-05:30"),
    ],
)
def test_an_instant_keeps_the_patients_offset(calendar: Calendar, text: str) -> None:
    assert instant_text(1_745_186_399, calendar) == text


@given(st.integers(-(10**10), 10**11), st.sampled_from(["UTC", "Asia/Kathmandu", "America/New_York", "Europe/Dublin"]))
def test_an_instant_is_the_same_when_read_again(instant: int, zone: str) -> None:
    text = instant_text(instant, Calendar(ZoneInfo(zone)))
    assert round(datetime.fromisoformat(text).timestamp()) == instant
