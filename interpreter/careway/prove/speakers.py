"""Who may give advice at one time: the rules that speak in a step, after a stop, and wherever the patient stands."""

from __future__ import annotations

from collections.abc import Iterator

from careway.base.record import record
from careway.ir.nodes import Advice, AdviseDose, AdviseDrug, AfterStop, Caution, Heading, Step, Stop
from careway.ir.regimen import regimen
from careway.prove.inquiry import Inquiry
from careway.prove.meaning import Meaning
from careway.prove.situation import Situation
from careway.prove.symbols import Bit, both, either, every, no, some


@record
class Speaker:
    """A piece of advice with the rule that gives it."""

    heading: Heading
    advice: Advice
    rule: Step | Stop | Caution | AfterStop


@record
class Context:
    """Rules that may speak at one time: in a step, after a stop, or (neither) before anything has begun. `words` says
    where."""

    words: str
    speakers: tuple[Speaker, ...]
    step: Step | None
    stop: Stop | None


def contexts(inquiry: Inquiry) -> Iterator[Context]:
    """Each step, each stop, and what is said of patients in no step."""
    core = inquiry.core
    cautions = [Speaker(item.heading, advice, item) for item in core.cautions for advice in item.advice]
    everywhere = tuple(one for one in cautions if isinstance(one.rule, Caution) and not one.rule.only_in)
    for step in inquiry.steps.values():
        own = tuple(Speaker(step.heading, advice, step) for advice in step.advice)
        here = [one for one in cautions if isinstance(one.rule, Caution) and _speaks_in(one.rule, step)]
        yield Context(f"in {step.heading.name}", (*own, *here), step, None)
    for stop in core.stops:
        own = tuple(Speaker(stop.heading, advice, stop) for advice in stop.advice)
        after = tuple(
            Speaker(item.heading, advice, item)
            for item in core.after_stop
            if not item.stops or stop.heading.name in item.stops
            for advice in item.advice
        )
        yield Context(f"after {stop.heading.name}", (*own, *after, *everywhere), None, stop)
    yield Context("in no step", everywhere, None, None)


def _speaks_in(caution: Caution, step: Step) -> bool:
    return not caution.only_in or step.heading.name in caution.only_in


def situations(inquiry: Inquiry, context: Context, *, eligible: bool = True) -> Iterator[Situation]:
    """The situations of a context, the shortest way there first. A stop fires in any step: of those that ask nothing of
    the steps, in the first."""
    if context.step is not None:
        for route in inquiry.routes((context.step.heading.name,), through=True):
            yield inquiry.situation(route, eligible=eligible)
    elif context.stop is not None:
        rules = [one.rule.when for one in context.speakers if isinstance(one.rule, Stop | Caution)]
        through = inquiry.reads_of(context.stop.when, *rules).state
        for route in inquiry.routes((), through=through):
            yield inquiry.situation(route, eligible=eligible, stop=context.stop)
    else:
        yield inquiry.situation(None)


def at_rest(inquiry: Inquiry, situation: Situation, step: Step | None) -> list[Bit]:
    """What keeps the patient where they are at the end of an instant: in a step no stop is true, and no way on is open
    but one that leads back to a step of the route and was open at the entry (docs/meaning.md, 7)."""
    if step is None:
        return []
    here = situation.here
    goal: list[Bit] = [no(here.criterion(stop.when).true) for stop in inquiry.core.stops]
    assert situation.route is not None
    steps = situation.route.steps
    entry = situation.entered[situation.place]
    for item in step.transitions:
        shut = no(situation.way(item, situation.place, situation.now).true)
        left_then = [
            situation.entered[place + 1] == entry for place, one in enumerate(steps[:-1]) if one.heading.name == item.to
        ]
        if left_then:
            spent = both(some(left_then), situation.way(item, situation.place, entry).true)
            shut = either(shut, spent)
        goal.append(shut)
    return goal


def speaks(situation: Situation, one: Speaker) -> list[Bit]:
    """That the advice is given now: its rule speaks, its own criterion is true, and no later advice of the rule on the
    drug takes its place."""
    here = situation.here
    goal: list[Bit] = []
    if isinstance(one.rule, Caution):
        goal.append(here.criterion(one.rule.when).true)
    if one.advice.when is not None:
        goal.append(here.criterion(one.advice.when).true)
    siblings = one.rule.advice
    place = next(place for place, item in enumerate(siblings) if item is one.advice)
    drugs = regimen(one.advice.action)
    if drugs:
        goal.append(no(every(_spoken_of(here, drug, siblings[place + 1 :]) for drug in drugs)))
    return goal


def _spoken_of(here: Meaning, drug: str, later: tuple[Advice, ...]) -> Bit:
    """Whether later advice of a rule says how a drug is to be taken."""
    mine = (item for item in later if drug in regimen(item.action))
    return some(True if item.when is None else here.criterion(item.when).true for item in mine)


def drugs_of(advice: Advice) -> tuple[str, ...]:
    """The drugs that advice orders or forbids, with a dose or without."""
    match advice.action:
        case AdviseDose(drug=drug):
            return (drug,)
        case AdviseDrug(drugs=drugs):
            return drugs
        case _:
            return ()
