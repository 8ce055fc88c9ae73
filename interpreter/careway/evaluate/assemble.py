"""The result of a run as of an instant, put together from the engine's state. Nothing is decided here."""

from __future__ import annotations

from dataclasses import replace

from careway.evaluate import advice as advising
from careway.evaluate import phrases
from careway.evaluate.chart import usable_from
from careway.evaluate.engine import Engine
from careway.evaluate.missing import Gap
from careway.evaluate.records_in_words import shown
from careway.evaluate.result import (
    FORMAT,
    Admission,
    Assumption,
    CitedSource,
    Datum,
    Decision,
    Deviation,
    DrugState,
    EligibilityState,
    Evidence,
    Identity,
    Occasion,
    PathwayState,
    Phase,
    Reason,
    Result,
    Said,
    Standing,
    StepStay,
    Undecided,
)
from careway.evaluate.schedule import Occurrence, Schedule
from careway.evaluate.stops import Fired
from careway.evaluate.tasks import Errand, Progress, TaskBoard
from careway.evaluate.texts import lacking
from careway.ir import wording
from careway.ir.expressions import Happened
from careway.ir.headings import headings
from careway.ir.nodes import Guideline, Heading, Source
from careway.model.terms import EligibilityKind
from careway.model.time import Instant
from careway.model.timeline import Event, Timeline
from careway.model.truth import UNKNOWN
from careway.version import ENGINE

DISCLAIMER = "Decision support under development, not a medical device."


def identity_of(core: Guideline) -> Identity:
    """Which guideline a core is."""
    date = None if core.date is None else core.date.isoformat()
    return Identity(core.id, core.title, core.version, core.status.value, date, core.sha256)


def assemble(engine: Engine, timeline: Timeline, population: str | None, as_of: str) -> Result:
    """Everything that a run says of one patient, as of the instant that the engine has reached."""
    core = engine.core
    return Result(
        format=FORMAT,
        engine=ENGINE,
        guideline=identity_of(core),
        patient=timeline.patient.label,
        timeline_sha256=timeline.sha256,
        as_of=as_of,
        zone=str(timeline.calendar.zone) if timeline.calendar.zone is not None else "as written",
        population=population,
        parameters=tuple((name, str(value)) for name, value in engine.parameters.items()),
        notices=_notices(core, as_of),
        eligibility=_eligibility(engine),
        pathways=tuple(_pathways(engine)),
        stop=None if engine.stops.fired is None else _decision(engine, engine.stops.fired, core),
        cautions=tuple(_decision(engine, _fresh(engine, fired), core) for fired in engine.counsel.cautions.values()),
        advice=_advice(engine),
        undecided=tuple(_undecided(engine)),
        occasions=tuple(_occasions(engine)),
        deviations=tuple(_deviations(engine)),
        drugs=tuple(_drugs(engine)),
        records=replace(timeline.records, later=_later(engine, timeline)),
        sources=tuple(CitedSource(source.key, _reference(source), source.indirect) for source in core.sources),
        assumptions=_assumptions(core),
        log=tuple(entry for _, entry in engine.log.entries),
    )


def _later(engine: Engine, timeline: Timeline) -> int:
    """How many entries were not known yet."""
    reached = engine.reached
    return sum(reached is None or usable_from(entry, timeline.calendar) > reached for entry in timeline.entries)


def _notices(core: Guideline, as_of: str) -> tuple[str, ...]:
    notices = [DISCLAIMER]
    if core.disclaimer:
        notices.append(core.disclaimer)
    day = as_of[:10] if as_of[:1].isdigit() else ""
    if day and core.effective_from is not None and day < core.effective_from.isoformat():
        notices.append(f"This guideline is effective only from {core.effective_from.isoformat()}.")
    if day and core.effective_until is not None and day > core.effective_until.isoformat():
        notices.append(f"This guideline was effective only until {core.effective_until.isoformat()}.")
    return tuple(notices)


def _reference(source: Source) -> str:
    parts = [source.title]
    if source.by:
        parts.append(source.by)
    if source.year is not None:
        parts.append(str(source.year))
    return ". ".join(parts) + f" ({source.kind.value})"


# --- where the patient stands ----------------------------------------------------------------------------------------


def _eligibility(engine: Engine) -> EligibilityState:
    if not engine.core.eligibility:
        return EligibilityState(Admission.ELIGIBLE, _dated(engine, engine.entrance.since), "no eligibility rule", ())
    entrance = engine.entrance
    because = "every eligibility rule is met"
    rule = entrance.blocking_rule()
    if rule is not None:
        because = rule.otherwise or rule.heading.title
        if entrance.admission is Admission.UNDECIDED:
            because = f"{rule.heading.title}: cannot be decided"
    return EligibilityState(entrance.admission, _dated(engine, entrance.since), because, entrance.reasons())


def _dated(engine: Engine, instant: Instant | None) -> str:
    return "" if instant is None else engine.log.dated(instant)


def _pathways(engine: Engine) -> list[PathwayState]:
    found = []
    show = engine.calendar.show
    for course in engine.courses:
        stays = tuple(
            StepStay(
                stay.step.heading.name,
                stay.step.heading.title,
                show(stay.since),
                None if stay.until is None else show(stay.until),
            )
            for stay in course.stays
        )
        stay = course.stay
        since = show(stay.since) if stay is not None else _dated(engine, course.left_at) or None
        found.append(
            PathwayState(
                course.pathway.name,
                course.pathway.title,
                course.phase,
                None if stay is None else stay.step.heading.name,
                None if stay is None else stay.step.heading.title,
                since,
                stays,
            )
        )
    return found


def _drugs(engine: Engine) -> list[DrugState]:
    found = []
    judge = engine.judge
    for name in (concept.name for concept in engine.core.vocabulary.concepts if concept.name in engine.drugs):
        record = engine.chart.in_force(name, judge.now)
        if record is None:
            continue
        spells = engine.chart.spells(name, judge.now, judge.today)
        called = wording.plain(name)
        if spells and spells[-1].stop is not None:
            since = engine.calendar.show(spells[-1].stop)
            found.append(DrugState(name, f"{called} not taken since {since}", since))
        else:
            since = engine.calendar.show(record.when)
            found.append(DrugState(name, f"{called} {shown(record)} since {since}", since))
    return found


# --- decisions and advice --------------------------------------------------------------------------------------------


def _evidence(heading: Heading, core: Guideline) -> Evidence:
    cited = [source for source in core.sources if source.key in heading.cites]
    indirect = None
    if cited and all(source.indirect is not None for source in cited):
        indirect = "; ".join(f"[{source.key}] {source.indirect}" for source in cited)
    return Evidence(heading.cites, indirect, heading.assuming, heading.strength, heading.certainty)


def _fresh(engine: Engine, fired: Fired) -> Fired:
    """A caution in force with its reason as it is now."""
    return Fired(fired.rule, fired.since, engine.explainer.explain(fired.rule.when), fired.also)


def _decision(engine: Engine, fired: Fired, core: Guideline) -> Decision:
    heading = fired.rule.heading
    advice = tuple(said for said in _advice(engine) if said.rule == heading.name)
    return Decision(
        heading.name,
        heading.title,
        engine.log.dated(fired.since),
        fired.reason,
        advice,
        _evidence(heading, core),
        fired.also,
        heading.line,
    )


def _advice(engine: Engine) -> tuple[Said, ...]:
    return tuple(
        Said(
            advising.text_of(item.advice.action, engine.judge),
            advising.order_of(item.advice.action),
            advising.drugs_of(item.advice.action),
            item.heading.name,
            item.heading.title,
            engine.log.dated(item.since),
            item.advice.cites,
            item.advice.line,
        )
        for item in engine.counsel.standing
    )


def _deviations(engine: Engine) -> list[Deviation]:
    overrides: dict[str, list[str]] = {}
    for override in engine.chart.overrides:
        said = f"{engine.calendar.show(override.when)}: {override.reason}"
        overrides.setdefault(override.rule, []).append(said)
    return [
        Deviation(
            item.heading.name,
            item.text,
            engine.log.dated(item.since),
            None if item.until is None else engine.log.dated(item.until),
            tuple(overrides.get(item.heading.name, ())),
            item.heading.cites,
            item.heading.line,
        )
        for item in engine.deviations.departures
    ]


# --- what cannot be decided ------------------------------------------------------------------------------------------


def _doubt(heading: Heading, what: str, gap: Gap, reason: Reason) -> Undecided:
    return Undecided(heading.name, heading.title, what, gap.sentence, gap.wanted, reason, heading.cites, heading.line)


def _undecided(engine: Engine) -> list[Undecided]:
    found: list[Undecided] = []
    search, explain = engine.searcher.gap, engine.explainer.explain
    begun = any(course.phase is not Phase.NOT_BEGUN for course in engine.courses)
    if not begun and engine.entrance.admission is Admission.UNDECIDED:
        for rule in engine.core.eligibility:
            if engine.truth(rule.when) is UNKNOWN:
                verb = "eligible" if rule.kind is EligibilityKind.ELIGIBLE else "excluded"
                found.append(_doubt(rule.heading, "eligibility", search(rule.when, verb), explain(rule.when)))
    for _, step in engine.unclear_beginnings():
        assert step.begin is not None
        node = Happened(step.begin)
        found.append(_doubt(step.heading, "begin", search(node, "begins"), explain(node)))
    if engine.active():
        for stop in engine.core.stops:
            if engine.truth(stop.when) is UNKNOWN:
                found.append(_doubt(stop.heading, "stop", search(stop.when, "stops"), explain(stop.when)))
    found += [_doubt(doubt.heading, "stop", doubt.gap, doubt.reason) for doubt in engine.stops.doubts]
    for caution in engine.core.cautions:
        if engine.counsel.applies(caution) and engine.truth(caution.when) is UNKNOWN:
            found.append(_doubt(caution.heading, "caution", search(caution.when, "warns"), explain(caution.when)))
    found += _undecided_ways(engine)
    for heading, items in engine.counsel.speaking():
        for item in items:
            if item.when is not None and engine.truth(item.when) is UNKNOWN:
                gap = search(item.when, f"advises to {advising.text_of(item.action, engine.judge)}")
                found.append(_doubt(heading, "advice", gap, explain(item.when)))
    return found


def _undecided_ways(engine: Engine) -> list[Undecided]:
    """Transitions of the active steps that cannot be decided."""
    found = []
    for course in engine.courses:
        if course.stay is None:
            continue
        for place, item in enumerate(course.transitions()):
            if engine.transitions.truth(course, place, item, engine.judge.now) is not UNKNOWN:
                continue
            to = "the end" if item.to is None else wording.plain(item.to)
            reason = engine.transitions.reason(course, item)
            for node in (item.when, item.without):
                if node is not None and engine.truth(node) is UNKNOWN:
                    gap = engine.searcher.gap(node, f"goes to {to}" if node is item.when else f"stays out of {to}")
                    found.append(_doubt(course.stay.step.heading, "transition", gap, reason))
    return found


# --- occasions and tasks ---------------------------------------------------------------------------------------------


def _occasions(engine: Engine) -> list[Occasion]:
    found: list[tuple[int, int, Occasion]] = []
    running = engine.agenda.running()
    for place, schedule in enumerate(engine.agenda.schedules()):
        for item in schedule.occurrences if schedule in running else schedule.settled:
            found.append((schedule.ticks.start(item.due), place, _occasion(engine, schedule, item)))
        if schedule in running:
            coming = schedule.upcoming()
            if coming is not None:
                found.append((schedule.ticks.start(coming.due), place, _occasion(engine, schedule, coming)))
    for place, board in enumerate(engine.agenda.boards()):
        for errand in board.errands:
            when = errand.deadline or errand.anchor
            found.append((when.first if when is not None else 2**62, 10_000 + place, _task(engine, board, errand)))
    found.sort(key=lambda item: item[:2])
    return [occasion for _, _, occasion in found]


def _data(engine: Engine, events: dict[str, Event]) -> tuple[Datum, ...]:
    return tuple(engine.explainer.datum(event) for event in events.values())


def _occasion(engine: Engine, schedule: Schedule, item: Occurrence) -> Occasion:
    ticks, heading = schedule.ticks, schedule.monitor.heading
    done = item.standing is Standing.DONE
    return Occasion(
        heading.name,
        heading.title,
        wording.several([wording.plain(target) for target in schedule.monitor.targets]),
        ticks.show(item.earliest),
        ticks.show(item.due),
        ticks.show(item.late) if item.late <= item.last else None,
        ticks.show(item.last + 1),
        item.standing,
        engine.calendar.show(item.done_on) if item.done_on is not None else None,
        () if done or item.standing is Standing.COMING else lacking(item, schedule),
        _data(engine, item.found),
        heading.cites,
        heading.line,
    )


_PROGRESS = {
    Progress.OPEN: Standing.DUE,
    Progress.DONE: Standing.DONE,
    Progress.MISSED: Standing.MISSED,
    Progress.UNCLEAR: Standing.UNCLEAR,
}


def _task(engine: Engine, board: TaskBoard, errand: Errand) -> Occasion:
    heading, show = board.task.heading, engine.calendar.show
    deadline = show(errand.deadline) if errand.deadline is not None else ""
    lack = tuple(wording.plain(name) for name in board.members if name not in errand.found)
    done = max((event.when for event in errand.found.values()), key=lambda w: w.last, default=None)
    return Occasion(
        heading.name,
        heading.title,
        phrases.obtain(board.task.verb.value, [engine.chart.concepts[name] for name in board.members]),
        show(errand.anchor) if errand.anchor is not None else "",
        deadline,
        None,
        deadline or None,
        _PROGRESS[errand.progress],
        show(done) if errand.progress is Progress.DONE and done is not None else None,
        () if errand.progress is Progress.DONE else lack,
        _data(engine, {**errand.doubtful, **errand.found}),
        heading.cites,
        heading.line,
    )


# --- what was assumed ------------------------------------------------------------------------------------------------


def _assumptions(core: Guideline) -> tuple[Assumption, ...]:
    return tuple(
        Assumption(heading.name, text, heading.line) for heading in headings(core) for text in heading.assuming
    )
