"""Monitors and tasks: what is wanted, when, and how late it may come."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from careway.base.diagnostics import Label
from careway.base.source import Span
from careway.check import conditions, definitions, times
from careway.check.clauses import once
from careway.check.evidence import heading, rests_on
from careway.check.findings import Checking
from careway.check.naming import concept_named, instead, length, plain_length
from careway.check.place import Place
from careway.check.scope import Sort, Space, described_kind
from careway.ir import nodes as ir
from careway.ir.expressions import Criterion, Time
from careway.model.terms import Gap, TaskVerb
from careway.model.time import Duration, TimeUnit
from careway.model.vocabulary import GroupKind, Kind
from careway.syntax.declarations import GroupNode
from careway.syntax.expressions import Length, Name
from careway.syntax.grounds import Accepted, Assuming, Grade, OnlyIn, When
from careway.syntax.schedules import AfterPause, Allow, From, LateAfter, MonitorNode, OnReturn, PhaseLine, TaskNode

_NO_TIME = Duration(0, TimeUnit.DAY)
_DAYS = {TimeUnit.DAY: 1, TimeUnit.WEEK: 7, TimeUnit.MONTH: 28, TimeUnit.YEAR: 365}
"""The fewest days of a unit."""


def only_in(c: Checking, clause: OnlyIn) -> tuple[str, ...] | None:
    """The steps that `only in` names."""
    found = [c.resolve(name, Space.RULE, "a step", (Sort.STEP,)) for name in clause.steps]
    names = [one.name for one in found if one is not None]
    return tuple(dict.fromkeys(names)) if len(names) == len(found) else None


def _targets(c: Checking, names: tuple[Name, ...]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The targets (a group that is no panel spelled out), and the concepts that they stand for."""
    targets: dict[str, None] = {}
    concepts: dict[str, None] = {}
    whole = True
    for name in names:
        found = c.scope.find(Space.THING, name.text)
        if found is not None and isinstance(found.node, GroupNode):
            c.use(Space.THING, name, found)
            group = c.groups.get(name.text)
            if group is None:
                whole = False
                continue
            for member in group.members:
                whole = _may_be_wanted(c, member, name.span) and whole
                concepts.setdefault(member)
            targets.update(dict.fromkeys([group.name] if group.kind is GroupKind.PANEL else group.members))
            continue
        concept = concept_named(c, name, Place(), "a lab, panel, vital sign, test or question")
        if concept is None or not _may_be_wanted(c, concept.name, name.span):
            whole = False
            continue
        targets.setdefault(concept.name)
        concepts.setdefault(concept.name)
    return (tuple(targets), tuple(concepts)) if whole and targets else None


def _may_be_wanted(c: Checking, member: str, span: Span) -> bool:
    concept = c.concepts.get(member)
    if concept is None:
        return False
    if concept.kind not in (Kind.DRUG, Kind.CONDITION):
        return True
    title = f"{member} is {described_kind(concept.kind)} and cannot be asked for on a day"
    c.report("CW347", title, span, help=instead(concept))
    return False


def _joined_title(c: Checking, targets: tuple[str, ...]) -> str:
    titles = [c.concepts[one].title if one in c.concepts else c.groups[one].title for one in targets]
    return ", ".join(titles)


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- monitors --------------------------------------------------------------------------------------------------------


def monitor(
    c: Checking, node: MonitorNode, place: Place, inherited: tuple[str, ...], *, in_step: bool
) -> ir.Monitor | None:
    """A monitor; `None` where it holds a mistake."""
    name = c.names[id(node)]
    found = _targets(c, node.targets)
    title = node.title or (_raised(_joined_title(c, found[0])) if found else None)
    head = heading(c, name, title, node.cites, node.clauses, node.span, inherited)
    rests_on(c, node.name, "monitor", head.cites, _first(node))
    phases: list[tuple[ir.Phase | None, PhaseLine]] = []
    start: Time | None = None
    before, after, late = _NO_TIME, _NO_TIME, _NO_TIME
    from_last = False
    steps: tuple[str, ...] | None = ()
    on_return = Gap.CONTINUE
    interruptions: list[ir.Interruption] = []
    whole = found is not None
    given: list[tuple[str, Span]] = []
    allow: Allow | None = None
    for clause in node.clauses:
        match clause:
            case From(time=None):
                given.append(("from the last result", clause.span))
                from_last = True
            case From(time=anchor) if anchor is not None:
                given.append(("from", clause.span))
                start = times.time(c, anchor, place)
                whole = whole and start is not None
            case PhaseLine():
                phases.append((_phase(c, clause, place), clause))
            case Allow(before=early, after=past):
                given.append(("allow", clause.span))
                allow = clause
                before = _allowed(c, early)
                after = _allowed(c, past)
            case LateAfter(length=past):
                given.append(("late after", clause.span))
                late = plain_length(c, past, "how late a result may be") or _NO_TIME
            case OnlyIn():
                given.append(("only in", clause.span))
                steps = only_in(c, clause)
                if in_step:
                    help = "leave it out: a monitor inside a step runs while that step is active"
                    c.report("CW232", "`only in` does not go with a monitor inside a step", clause.span, help=help)
            case OnReturn(gap=gap):
                given.append(("on return", clause.span))
                on_return = Gap(gap)
            case AfterPause():
                pause = _interruption(c, clause, place)
                if pause is not None:
                    interruptions.append(pause)
                whole = whole and pause is not None
            case Assuming() | Accepted() | Grade() | From():
                pass
    once(c, given)
    if not in_step and not any(isinstance(one, From) and one.time for one in node.clauses) and not _damaged(c, node):
        c.report(
            "CW344",
            "from when are the occasions of this monitor counted?",
            _first(node),
            help="add `from TIME`, such as `from restart` or `from first start of clozapine`",
        )
        whole = False
    good = _ordered_phases(c, node, phases)
    if found is not None:
        _ends_on_its_own(c, found[1], phases)
    if allow is not None and good:
        _windows_fit(c, allow, before, after, good, phases)
    if not whole or steps is None or good is None or found is None:
        return None
    made = ir.Monitor(
        head,
        found[0],
        start,
        good,
        before,
        after,
        late,
        from_last,
        steps if not in_step else (),
        on_return,
        tuple(interruptions),
    )
    return c.placed(made, node.span)


def _first(node: MonitorNode | TaskNode) -> Span:
    if node.name is not None:
        return node.name.span
    return node.targets[0].span.to(node.targets[-1].span) if node.targets else node.span


def _damaged(c: Checking, node: MonitorNode | TaskNode) -> bool:
    return c.names[id(node)] in c.damaged or (node.name is not None and node.name.text in c.damaged)


def _allowed(c: Checking, written: Length | None) -> Duration:
    return (plain_length(c, written, "how far a result may be from its day") or _NO_TIME) if written else _NO_TIME


def _phase(c: Checking, line: PhaseLine, place: Place) -> ir.Phase | None:
    rhythm = line.rhythm
    interval: ir.Interval | None = None
    period = plain_length(c, rhythm.period, "an interval") if rhythm.period else None
    if period is not None:
        if rhythm.count < 1 or period.amount < 1:
            c.report("CW346", "an interval is at least one day, or once in it", rhythm.span)
        elif rhythm.every or rhythm.count == 1:
            interval = ir.Every(period)
        else:
            interval = ir.TimesPer(rhythm.count, period)
    if line.length is not None and line.until is not None:
        c.report(
            "CW345",
            "this phase ends in two ways",
            line.until.span,
            because=[Label(line.length.span, "the other")],
            help="keep one of them",
        )
    lasts = length(c, line.length) if line.length else None
    if isinstance(lasts, Duration) and lasts.amount < 1 and line.length is not None:
        c.report("CW346", "a phase of no length has no occasions", line.length.span)
        return None
    until = conditions.criterion(c, line.until, place) if line.until else None
    if interval is None or (line.length and lasts is None) or (line.until and until is None):
        return None
    return c.placed(ir.Phase(interval, lasts, until), line.span)


def _ordered_phases(
    c: Checking, node: MonitorNode, phases: list[tuple[ir.Phase | None, PhaseLine]]
) -> tuple[ir.Phase, ...] | None:
    if not phases:  # the parser has said so
        return None
    for (_, line), (_, following) in pairwise(phases):
        if line.length is None and line.until is None:
            c.report(
                "CW341",
                "this phase is never reached",
                following.span,
                because=[Label(line.span, "this one has no end")],
                help="say how long the one before lasts: `weekly for 1 month`, or `until ...`",
            )
            return None
    good = [phase for phase, _ in phases if phase is not None]
    return tuple(good) if len(good) == len(phases) else None


def _ends_on_its_own(c: Checking, concepts: tuple[str, ...], phases: list[tuple[ir.Phase | None, PhaseLine]]) -> None:
    for phase, line in phases:
        if phase is None or phase.until is None or line.until is None:
            continue
        read = definitions.reads(c, phase.until)
        if not read.concepts & set(concepts) and not read.state:
            c.report(
                "CW342",
                "this phase ends on something that is not monitored here",
                line.until.span,
                help="its end may be missed: monitor what decides it too",
            )


def _windows_fit(
    c: Checking,
    allow: Allow,
    before: Duration,
    after: Duration,
    phases: tuple[ir.Phase, ...],
    lines: list[tuple[ir.Phase | None, PhaseLine]],
) -> None:
    for phase, (_, line) in zip(phases, lines, strict=True):
        every = _days(phase.interval)
        by_clock = any(side.amount and side.by_clock for side in (before, after))
        if by_clock and every >= 2:
            c.report(
                "CW346",
                "the days allowed are counted in hours, the interval in days",
                allow.span,
                because=[Label(line.rhythm.span, "occasions on days")],
                help="write `allow 1 day ...`",
            )
            return
        width = _days_of(before) + _days_of(after)
        if width + (0 if by_clock else 1) > every and width:
            c.report(
                "CW343",
                "the windows of neighbouring occasions overlap",
                allow.span,
                because=[Label(line.rhythm.span, "with this interval")],
                help="each is cut off where the next begins: allow less, or fewer days in this phase's monitor",
            )
            return


def _days(interval: ir.Interval) -> Fraction:
    match interval:
        case ir.Every(period=period):
            return _days_of(period)
        case ir.TimesPer(count=count, period=period):
            days = _days_of(period)
            return Fraction(days // count) if days >= count else days / count


def _days_of(length: Duration) -> Fraction:
    if length.by_clock:
        return Fraction(length.seconds, 86_400)
    return Fraction(length.amount * _DAYS[length.unit])


def _interruption(c: Checking, clause: AfterPause, place: Place) -> ir.Interruption | None:
    drug = concept_named(c, clause.drug, place, "a drug", (Kind.DRUG,))
    lasted = length(c, clause.length)
    if drug is None or lasted is None:
        return None
    return c.placed(ir.Interruption(drug.name, clause.comparison, lasted, Gap(clause.effect)), clause.span)


# --- tasks -----------------------------------------------------------------------------------------------------------


def task(c: Checking, node: TaskNode, place: Place, inherited: tuple[str, ...]) -> ir.Task | None:
    """A task; `None` where it holds a mistake."""
    name = c.names[id(node)]
    found = _targets(c, node.targets)
    title = node.title or (f"{_raised(node.verb.value)} {_joined_title(c, found[0])}" if found else None)
    head = heading(c, name, title, node.cites, node.clauses, node.span, inherited)
    rests_on(c, node.name, "task", head.cites, _first(node))
    when: Criterion | None = None
    steps: tuple[str, ...] | None = ()
    whole = found is not None
    given: list[tuple[str, Span]] = []
    for clause in node.clauses:
        match clause:
            case When(condition=condition):
                given.append(("when", clause.span))
                when = conditions.criterion(c, condition, place)
                whole = whole and when is not None
            case OnlyIn():
                given.append(("only in", clause.span))
                steps = only_in(c, clause)
            case Assuming() | Accepted() | Grade():
                pass
    once(c, given)
    at = times.time(c, node.time, place)
    deadline: ir.Within | ir.Before | None = None
    if node.within is not None:
        within = plain_length(c, node.within, "a deadline")
        if within is not None and at is not None:
            deadline = ir.Within(within, at)
    elif at is not None:
        deadline = ir.Before(at)
    if node.within is None and node.verb is TaskVerb.REPEAT and found is not None:
        help = f"write `check {', '.join(found[0])}`, or `once within 24 hours of TIME`"
        c.report("CW346", "a repeat before a time: the repeat of which result?", _first(node), help=help)
        return None
    if not whole or deadline is None or steps is None or found is None:
        return None
    return c.placed(ir.Task(head, node.verb, found[0], deadline, when, steps), node.span)
