"""Rules that never fire: of every stop, caution, way and advice, a patient with whom it does, or that there is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from careway.ir.nodes import Advice, Caution, Stop, Transition
from careway.model.terms import FindingKind
from careway.prove import symbols as s
from careway.prove.finding import Finding, Said, Shown, Unsettled
from careway.prove.inquiry import Inquiry, Judged
from careway.prove.seek import Answer, Found, Impossible, Open
from careway.prove.situation import Situation
from careway.prove.symbols import Bit

_DOES = {"stop": "fires", "caution": "is given", "advice": "is given"}


def firing(inquiry: Inquiry) -> Iterator[Said]:
    """Whether each rule can come into force."""
    for judged in inquiry.all_judged():
        yield _said(inquiry, judged, inquiry.first(_answers(inquiry, judged)))


def reconsidered(inquiry: Inquiry, finding: Finding) -> Said:
    """A rule that never fires, asked about again of patients with more records."""
    wider = inquiry.wider
    for judged in wider.all_judged():
        if (judged.heading.name, judged.line) == (finding.rule, finding.line):
            return _said(wider, judged, wider.first(_answers(wider, judged)))
    return finding


def _said(inquiry: Inquiry, judged: Judged, answer: Answer) -> Said:
    does = _DOES.get(judged.what, "is taken")
    name, line = judged.heading.name, judged.line
    match answer:
        case Found():
            return Shown(FindingKind.IDLE, name, line, f"{judged.name} {does} for some patient")
        case Impossible():
            sentence = f"{judged.name} never {does}: there is no eligible patient for whom it would"
            return inquiry.finding(FindingKind.IDLE, judged.heading, line, sentence, answer.because)
        case Open() if _seen(inquiry, judged):
            return Shown(FindingKind.IDLE, name, line, f"{judged.name} {does} for some synthetic patient")
        case Open():
            sentence = f"whether {judged.name} ever {does}: {answer.why}"
            return Unsettled(FindingKind.IDLE, name, line, sentence)
        case _:
            assert_never(answer)


def _seen(inquiry: Inquiry, judged: Judged) -> bool:
    """Whether a synthetic patient shows the rule in force, on some day of their log."""
    if judged.what == "caution":
        return inquiry.synthetic.given(judged.heading.name) is not None
    return any(
        judged.in_force(result, entry.at[:10]) for _, _, result in inquiry.synthetic.people for entry in result.log
    )


def _answers(inquiry: Inquiry, judged: Judged) -> Iterator[Answer]:
    """An answer for each situation in which the rule is judged, until a patient is found."""
    if isinstance(judged.node, Caution) and not judged.steps:
        situations = [inquiry.situation(None)]
    else:
        situations = [inquiry.situation(route) for route in inquiry.routes(judged.steps, through=True)]
    for situation in situations:
        yield inquiry.seek(situation, in_force(inquiry, situation, judged), judged.in_force)


def in_force(inquiry: Inquiry, situation: Situation, judged: Judged) -> list[Bit]:
    """That a rule comes into force now: it is true, and what would come before it is not."""
    here = situation.here
    goal = [here.criterion(judged.when).true]
    match judged.node:
        case Stop():
            pass
        case Transition() as way:
            goal = [situation.way(way, situation.place, situation.now).true]
            goal += [s.no(here.criterion(stop.when).true) for stop in inquiry.core.stops]
            step = inquiry.steps[judged.heading.name]
            for other in step.transitions[: step.transitions.index(way)]:
                goal.append(s.no(situation.way(other, situation.place, situation.now).true))
        case Advice():
            goal += [s.no(here.criterion(stop.when).true) for stop in inquiry.core.stops]
        case _:
            pass
    return goal
