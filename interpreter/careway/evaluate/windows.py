"""Three-valued comparison of moments, and the instants at which such a comparison changes as time goes on."""

from __future__ import annotations

from collections.abc import Callable

from careway.model.time import LAST_DAY, Calendar, Day, Duration, Instant, When, shift_beyond, shift_day
from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth, of

Wake = Callable[[Instant], None]


def days_reach(left: When, right: When) -> Truth:
    """Whether the day of `left` is that of `right` or later."""
    if left.day_first >= right.day_last:
        return TRUE
    return FALSE if left.day_last < right.day_first else UNKNOWN


def days_exceed(left: When, right: When) -> Truth:
    """Whether the day of `left` is later than that of `right`."""
    if left.day_first > right.day_last:
        return TRUE
    return FALSE if left.day_last <= right.day_first else UNKNOWN


def clock_reach(left: When, right: When) -> Truth:
    """Whether `left` is at the instant of `right` or later; unknown where the times of day leave it open."""
    if left.first >= right.last:
        return TRUE
    return FALSE if left.last < right.first else UNKNOWN


def clock_exceed(left: When, right: When) -> Truth:
    """Whether `left` is later than the instant of `right`."""
    if left.first > right.last:
        return TRUE
    return FALSE if left.last <= right.first else UNKNOWN


def reach(left: When, right: When, inclusive: bool, by_day: bool) -> Truth:
    """`left` at or after `right` (after it, where not inclusive): by instants where both are exact, else by days."""
    if by_day or not (left.exact and right.exact):
        return days_reach(left, right) if inclusive else days_exceed(left, right)
    return of(left.first >= right.first if inclusive else left.first > right.first)


def last_day_in_reach(day: Day, duration: Duration) -> Day:
    """The last day from which `duration` back still reaches `day`. For months it is not simply the day a month on:
    from 28 February a month back is 28 January, so that 31 January is within a month of it, and so it is of 31 March's
    eve only while a month back lies on or before it. It ends with the calendar."""
    last = shift_day(day, duration)
    while last < LAST_DAY and shift_day(last + 1, duration, -1) <= day:
        last += 1
    return last


def elapsed(since: When, duration: Duration, calendar: Calendar, now: Instant, wake: Wake, more: bool) -> Truth:
    """Whether at least (`more`: more than) `duration` has passed from `since` to now."""
    if duration.by_clock:
        early, late = since.first + duration.seconds + more, since.last + duration.seconds + more
    else:
        early = calendar.start_of(shift_beyond(since.day_first, duration) + more)
        late = calendar.start_of(shift_beyond(since.day_last, duration) + more)
    if now >= late:
        return TRUE
    wake(late)
    if now < early:
        wake(early)
        return FALSE
    return UNKNOWN
