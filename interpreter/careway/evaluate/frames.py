"""A window as it stands at an instant: its bounds looked up once, then asked of many records."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from careway.base.record import record
from careway.evaluate.moment import Moment, Unclear
from careway.evaluate.windows import clock_reach, last_day_in_reach, reach
from careway.model import truth
from careway.model.time import Duration, When
from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth

if TYPE_CHECKING:
    from careway.evaluate.chart import Records
    from careway.evaluate.view import View


@record
class Side:
    """One bound: its moment (not yet, unclear), and how moments are compared with it. `leaves_after`: the bound moves
    with now, this long behind it, so that a record inside will leave the window."""

    moment: Moment
    inclusive: bool = True
    by_day: bool = False
    by_clock: bool = False
    leaves_after: Duration | None = None


class Frame:
    """A window at an instant; a missing side is open."""

    __slots__ = ("_end", "_start", "_view")

    def __init__(self, view: View, start: Side | None, end: Side | None) -> None:
        self._view = view
        self._start = start
        self._end = end

    def key(self) -> tuple[Side | None, Side | None]:
        """What tells one frame from another."""
        return self._start, self._end

    def holds(self, when: When) -> Truth:
        """Whether a moment lies in the window."""
        result = TRUE
        if self._start is not None:
            result = self._after(self._start, when)
            if result is FALSE:
                return FALSE
        if self._end is None:
            return result
        return truth.every((result, self._before(self._end, when)))

    def _after(self, side: Side, when: When) -> Truth:
        moment = side.moment
        if not isinstance(moment, When):
            return _before_known(moment, FALSE)
        if side.leaves_after is not None:
            self._leave(side.leaves_after, when)
        if side.by_clock:
            return clock_reach(when, moment)
        return reach(when, moment, side.inclusive, side.by_day)

    def _before(self, side: Side, when: When) -> Truth:
        moment = side.moment
        if not isinstance(moment, When):
            return _before_known(moment, TRUE)
        if side.by_clock:
            return clock_reach(moment, when)
        return reach(moment, when, side.inclusive, side.by_day)

    def _leave(self, duration: Duration, when: When) -> None:
        """Ask to be woken when a record leaves the window."""
        view = self._view
        if duration.by_clock:
            view.wake(when.first + duration.seconds + 1)
            view.wake(when.last + duration.seconds + 1)
            return
        view.wake(view.calendar.start_of(last_day_in_reach(when.day_first, duration) + 1))
        if not when.one_day:
            view.wake(view.calendar.start_of(last_day_in_reach(when.day_last, duration) + 1))

    def places(self, records: Records) -> tuple[int, int]:
        """The places between which records can lie in the window: from the first, up to but not the second."""
        last = records.count(self._view.now)
        first = 0
        if records.spans or not last:
            return first, last
        calendar = self._view.calendar
        if self._start is not None:
            moment = self._start.moment
            if not isinstance(moment, When):
                return 0, last if isinstance(moment, Unclear) else 0
            first = records.first_at_or_after(calendar.start_of(moment.day_first))
        if self._end is not None and isinstance(self._end.moment, When):
            moment = self._end.moment
            end = calendar.end_of(moment.day_last)
            last = min(last, bisect_right(records.seen, end, key=lambda item: item[0]))
        return first, last


def _before_known(moment: Moment, not_yet: Truth) -> Truth:
    """What a bound decides that is no moment: `not_yet` where it has not come, unknown where it is unclear."""
    return UNKNOWN if isinstance(moment, Unclear) else not_yet
