"""Monitors in CQL: the days on which something is due, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator

from careway.export import names
from careway.export.cql.asking import AT, asked, function, instant, records_of
from careway.export.cql.comments import described
from careway.export.cql.course import COURSE, TODAY
from careway.export.cql.expressions import Phrases
from careway.export.cql.prelude import TYPES
from careway.export.cql.spelling import call, chosen, duration, listed, name, text
from careway.export.report import About, Extent, Limit
from careway.ir.nodes import Every, Guideline, Interruption, Interval, Monitor, Phase, Step, TimesPer
from careway.model.terms import Comparison, Gap
from careway.model.time import Duration, TimeUnit

_DAYS = {TimeUnit.DAY: 1, TimeUnit.WEEK: 7}
_MONTHS = {TimeUnit.MONTH: 1, TimeUnit.YEAR: 12}
_FIXED = {TimeUnit.MONTH: 30, TimeUnit.YEAR: 365}
"""The days that a month and a year count as, where occasions are spread in it (docs/meaning.md, 9)."""
_WHOLE = "ceiling: null as System.Date, again: false"
_MISSED = "O.standing = 'missed'"
_LONG = (Comparison.AT_LEAST, Comparison.ABOVE)


def monitors(core: Guideline) -> Iterator[tuple[Monitor, Step | None]]:
    """All monitors, with the step in which each stands."""
    for monitor in core.monitors:
        yield monitor, None
    for pathway in core.pathways:
        for step in pathway.steps:
            for monitor in step.monitors:
                yield monitor, step


def schedules(phrases: Phrases) -> list[str]:
    """The definitions of all monitors."""
    found: list[str] = []
    for monitor, step in monitors(phrases.core):
        found += _Schedule(phrases, monitor, step).definitions() if can_be_said(monitor) else _unsaid(monitor)
    return found


def can_be_said(monitor: Monitor) -> bool:
    """Whether CQL can lay out a monitor: one that counts in days, from its anchor."""
    return not monitor.from_last_result and not any(_by_clock(phase.interval) for phase in monitor.phases)


def _by_clock(interval: Interval) -> bool:
    match interval:
        case Every():
            return interval.period.by_clock
        case TimesPer():
            days = interval.period.unit is TimeUnit.DAY and interval.count > interval.period.amount
            return interval.period.by_clock or days


def limits(core: Guideline) -> Iterator[Limit]:
    """What the CQL does not say of monitors."""
    for monitor, _ in monitors(core):
        of, line = monitor.heading.name, monitor.heading.line
        if monitor.from_last_result:
            said = "its occasions are counted each from the result before it; the CQL gives none of them"
            yield Limit(of, line, "cql", Extent.NOT_AT_ALL, said, About.SCHEDULE)
        elif not can_be_said(monitor):
            said = "its occasions are counted in hours or several times a day; the CQL gives none of them"
            yield Limit(of, line, "cql", Extent.NOT_AT_ALL, said, About.SCHEDULE)
        elif monitor.only_in and monitor.on_return is not Gap.CONTINUE:
            said = f"on return to its steps the count is to {monitor.on_return.value}; in the CQL it goes on"
            yield Limit(of, line, "cql", Extent.DIFFERENTLY, said, About.SCHEDULE)
        else:
            for item in monitor.interruptions:
                if item.effect is Gap.SUSPEND or (item.effect is Gap.RESTART and item.comparison not in _LONG):
                    said = f"an interruption of {item.drug} is to {item.effect.value} the count; in the CQL it goes on"
                    yield Limit(of, line, "cql", Extent.DIFFERENTLY, said, About.SCHEDULE)


def _unsaid(monitor: Monitor) -> list[str]:
    of = monitor.heading.name
    return [
        function(f"missed of {of}", "null as System.Integer"),
        function(f"late of {of}", "null as System.Boolean"),
        function(f"complete of {of}", "null as System.Boolean"),
        f"define {name(names.occasions(of))}:\n  null as List<{TYPES['Occasion']}>",
        f"define {name(names.is_due(of))}:\n  false",
        f"define {name(names.is_missed(of))}:\n  false",
    ]


class _Schedule:
    """The functions of one monitor."""

    def __init__(self, phrases: Phrases, monitor: Monitor, step: Step | None) -> None:
        self.phrases = phrases
        self.monitor = monitor
        self.step = step
        self.of = monitor.heading.name

    def definitions(self) -> list[str]:
        """All definitions of the monitor."""
        last = len(self.monitor.phases)
        phases = [self._phase(number, phase, number == last) for number, phase in enumerate(self.monitor.phases, 1)]
        return [
            *(text for pair in reversed(phases) for text in pair),
            self._segments(),
            self._windows(),
            self._all(),
            *self._standings(),
        ]

    # --- phases -----------------------------------------------------------------------------------------------------

    def _key(self, what: str, number: int) -> str:
        return f"{what} {number} of {self.of}"

    def _phase(self, number: int, phase: Phase, is_last: bool) -> tuple[str, ...]:
        """The occasions of a phase and of those after it, and when the last of them ends."""
        operands = "start System.Date, since System.DateTime, floor System.Date, upto System.Date, till System.DateTime"
        head = f"({AT} {TYPES['At']}, {operands})"
        end, since = self._end(number, phase)
        bound = "upto" if phase.length is None else call("Earlier Day", end, "upto")
        own = call("Dues", self._dates(phase.interval, bound), end, "upto", "floor")
        until = phase.until is not None
        found = []
        if until:
            found.append(self._until(number, phase))
        if is_last:
            dues = own
            over = end
        else:
            following = f"({AT}, {end}, {since}, {end if until else 'null'}, upto, till)"
            dues = (
                f"if {end} is null or {end} after upto then {own}\n"
                f"  else flatten {{ {own}, {name(self._key('dues from phase', number + 1))}{following} }}"
            )
            over = f"if {end} is null then null else {name(self._key('end from phase', number + 1))}{following}"
        found.append(f"define function {name(self._key('dues from phase', number))}{head}:\n  {dues}")
        found.append(f"define function {name(self._key('end from phase', number))}{head}:\n  {over}")
        return tuple(found)

    def _end(self, number: int, phase: Phase) -> tuple[str, str]:
        """The last day of a phase, and the instant at which the next begins; null where it goes on."""
        if phase.length is not None:
            end = f"(start + {self.phrases.length(phase.length)})"
            return end, call("Start Of", end)
        if phase.until is not None:
            instant = f"{name(self._key('end of phase', number))}({AT}, start, since, till)"
            return f"(date from {instant})", instant
        return "(null as System.Date)", "null"

    def _until(self, number: int, phase: Phase) -> str:
        assert phase.until is not None
        key = self.phrases.looked_at(phase.until)
        past = instant("I", "I", f"{AT}.stays")
        inside = "I >= since and date from I >= start and I <= till"
        return (
            f"define function {name(self._key('end of phase', number))}({AT} {TYPES['At']}, start System.Date, "
            f"since System.DateTime, till System.DateTime):\n"
            f"  First{chosen(name('Instants'), 'I', f'{inside} and {asked(key, past)}')}"
        )

    def _dates(self, interval: Interval, upto: str) -> str:
        match interval:
            case Every(period=period):
                if period.unit in _DAYS:
                    return call("Every Days", "start", upto, str(period.amount * _DAYS[period.unit]))
                return call("Every Months", "start", upto, str(period.amount * _MONTHS[period.unit]))
            case TimesPer(count=count, period=period):
                if period.unit in _DAYS:
                    return call("Times In Days", "start", upto, str(count), str(period.amount * _DAYS[period.unit]))
                months, days = period.amount * _MONTHS[period.unit], period.amount * _FIXED[period.unit]
                return call("Times In Months", "start", upto, str(count), str(months), str(days))

    def _horizon(self) -> int:
        """How many days beyond now the next occasion and the one after it may lie."""
        periods = [_longest(phase.interval.period) for phase in self.monitor.phases]
        return 2 * max(periods) + _longest(self.monitor.before) + 1

    # --- stretches of time ------------------------------------------------------------------------------------------

    def _segments(self) -> str:
        """The stretches for which the monitor counts from an anchor of its own."""
        body = self._stays() if self.step is not None else self._runs()
        restarts = [
            item for item in self.monitor.interruptions if item.effect is Gap.RESTART and item.comparison in _LONG
        ]
        found = []
        for number, item in enumerate(restarts, 1):
            seen = name(f"courses {number} seen by {self.of}")
            found.append(f"define {seen}:\n  {self._seen(item)}")
            body = call("Restarted", f"({body})", seen)
        return "\n\n".join([*found, function(f"segments of {self.of}", body)])

    def _seen(self, item: Interruption) -> str:
        """What each instant showed of the courses of a drug, as it was known then."""
        records, length = records_of(item.drug), self.phrases.length(item.length)
        more = "1" if item.comparison is Comparison.ABOVE else "0"
        every = f"flatten {{ {call('Instants Of', records)}, {call('Long Pauses', records, length, more)} }}"
        past = asked(f"spells of {item.drug}", instant("I", "I", f"List<{TYPES['Stay']}>{{ }}"))
        row = call("Seen Of Drug", "I", past, length, more)
        upto = f"distinct (({every}) I where I <= {name('Now')} return all I)"
        return f"({call('In Order', upto)}) I\n    return all {row}"

    def _stays(self) -> str:
        assert self.step is not None
        anchor = "date from S.first"
        if self.monitor.start is not None:
            anchor = f"{name(f'anchor of {self.of}')}({AT}, S.entered, Coalesce(S.left, {AT}.now))"
        return (
            f"({AT}.stays) S\n  where S.step = {text(self.step.heading.name)} and {anchor} is not null\n"
            f"  return all Tuple {{ anchor: {anchor}, since: S.entered, {_WHOLE}, till: Coalesce(S.left, {AT}.now), "
            f"upto: Coalesce(S.left, {AT}.now), over: S.left is not null }}"
        )

    def _runs(self) -> str:
        """From when the anchor of the monitor is known in a run of the protocol, as it was known then."""
        assert self.monitor.start is not None
        self_at = f"anchor of {self.of}"
        return (
            f"({call('Runs', f'{AT}.stays', f'{AT}.now')}) R\n"
            f"  return all Tuple {{ anchor: {name(self_at)}({AT}, R.since, R.till), "
            f"since: R.since, {_WHOLE}, till: R.till, upto: R.till, over: R.over }}"
        )

    def anchor(self) -> list[str]:
        """The function that gives the anchor in a run, or in a stay in the monitor's step: the first that had come."""
        if self.monitor.start is None:
            return []
        key = f"start of {self.of}"
        later = asked(key, instant("I", "I", f"{AT}.stays"))
        operands = "since System.DateTime, till System.DateTime"
        every = call("With Entries", name("Instants"), f"{AT}.stays")
        row = f"Tuple {{ now: I, moment: {later} }}"
        tried = (
            f"((flatten {{ {{ since }}, ({every}) I where I > since and I <= till return all I }}) I return all {row})"
        )
        return [
            function(key, self.phrases.time(self.monitor.start)),
            f"define function {name(f'anchor of {self.of}')}({AT} {TYPES['At']}, {operands}):\n"
            f"  date from First{chosen(tried, 'M', 'M.moment.come and M.moment.first <= M.now')}.moment.first",
        ]

    # --- occasions --------------------------------------------------------------------------------------------------

    def _windows(self) -> str:
        monitor = self.monitor
        upto = f"date from till + {self._horizon()} days"
        dues = f"{name(self._key('dues from phase', 1))}({AT}, anchor, since, anchor, {upto}, till)"
        before, after, late = (duration(one) for one in (monitor.before, monitor.after, monitor.late))
        return (
            f"define function {name(f'windows of {self.of}')}({AT} {TYPES['At']}, anchor System.Date, "
            f"since System.DateTime, till System.DateTime):\n  {call('Windows', dues, before, after, late)}"
        )

    def _all(self) -> str:
        opening = "not G.again" if self.monitor.only_in else "true"
        segment = call("Stretch", "G.since", "if G.over then G.till else null", f"{AT}.now", opening)
        spans = f"{{ {segment} }}"
        if self.monitor.only_in:
            steps = listed(map(text, self.monitor.only_in))
            spans = call("Spans In", f"({AT}.stays S where S.step in {steps} return all S)", segment)
        windows = call("Windows Of", "G", f"{name(f'windows of {self.of}')}({AT}, G.anchor, G.since, G.till)")
        panels = {group.name: group.members for group in self.phrases.core.vocabulary.groups}
        members = dict.fromkeys(member for target in self.monitor.targets for member in panels.get(target, (target,)))
        records = listed(map(records_of, members))
        occasions = call("Occasions And Next", windows, spans, records, "G.upto")
        title = described(self.phrases.core, self.monitor.heading, "monitor")
        body = (
            f"flatten (({asked(f'segments of {self.of}')}) G\n  where G.anchor is not null\n  return all {occasions})"
        )
        return f"{title}\n{function(f'occasions of {self.of}', body)}"

    def _standings(self) -> list[str]:
        of = self.of
        found = f"({asked(f'occasions of {of}')})"
        waiting = "('open', 'due', 'late')".replace("(", "{ ").replace(")", " }")
        last = f"Last(({asked(f'segments of {of}')}) G where not G.over return all G)"
        operands = f"{AT}, {last}.anchor, {last}.since, {last}.anchor, date from {AT}.now, {AT}.now"
        end = f"{name(self._key('end from phase', 1))}({operands})"
        now, given = name(TODAY), name(names.occasions(of))
        return [
            function(f"missed of {of}", call("Count Of", found, "'missed'")),
            function(f"late of {of}", f"exists ({found} O where O.standing = 'late' return all O)"),
            function(
                f"complete of {of}",
                f"Coalesce({end} same or before date from {AT}.now, false)\n"
                f"and not exists ({found} O where O.standing in {waiting} return all O)",
            ),
            f"define {name(names.occasions(of))}:\n  {asked(f'occasions of {of}', now)}",
            f"define {name(names.is_due(of))}:\n  exists {chosen(given, 'O', f'O.standing in {waiting}')}",
            f"define {name(names.is_missed(of))}:\n  exists {chosen(given, 'O', _MISSED)}",
        ]


def anchors(phrases: Phrases) -> list[str]:
    """The anchors of the monitors that belong to the whole protocol."""
    return [
        one
        for monitor, step in monitors(phrases.core)
        if can_be_said(monitor)
        for one in _Schedule(phrases, monitor, step).anchor()
    ]


def _longest(length: Duration) -> int:
    days = {TimeUnit.DAY: 1, TimeUnit.WEEK: 7, TimeUnit.MONTH: 31, TimeUnit.YEAR: 366}
    return length.amount * days.get(length.unit, 1)


__all__ = ["COURSE", "anchors", "limits", "monitors", "schedules"]
