"""The author's claims (`always`, `never`): proved, or answered with a patient for whom they do not hold.

What a claim is held to is in docs/meaning.md, section 14. To confirm a patient, the guideline is run with a caution
added that says when the claim's criterion is true, and one for each dose that lies outside of what is claimed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from careway.base.record import record
from careway.evaluate.result import Phase, Result
from careway.ir import expressions as e
from careway.ir import wording
from careway.ir.claims import speaks_of
from careway.ir.nodes import AdviseDose, Caution, ClaimedDose, Guideline, Heading, Invariant
from careway.model.terms import Comparison, FindingKind, InvariantKind
from careway.prove import symbols as s
from careway.prove.finding import Said, Shown, Unsettled
from careway.prove.inquiry import Inquiry
from careway.prove.seek import Answer, Found, Impossible, Open
from careway.prove.situation import Situation
from careway.prove.speakers import Context, Speaker, at_rest, contexts, situations, speaks
from careway.prove.symbols import Bit, either, no

_WHEN = "claim when"


def claims(inquiry: Inquiry) -> Iterator[Said]:
    """Whether each claim holds of every run of every patient."""
    for claim in inquiry.core.invariants:
        if not inquiry.asks(claim.heading.name):
            continue
        answer = inquiry.first(_answers(inquiry, claim))
        name, line, words = claim.heading.name, claim.heading.line, wording.claim(claim)
        match answer:
            case Found():
                sentence = f"{name} does not hold: {words}"
                witness = inquiry.witness(answer, "the claim does not hold", _against(claim))
                yield inquiry.finding(FindingKind.INVARIANT, claim.heading, line, sentence, (), (witness,))
            case Impossible():
                yield Shown(FindingKind.INVARIANT, name, line, f"{name} holds: {words}")
            case Open():
                yield Unsettled(FindingKind.INVARIANT, name, line, f"whether {name} holds: {answer.why}")


def _against(claim: Invariant) -> str:
    if claim.advice is None:
        return "the criterion is true" if claim.kind is InvariantKind.NEVER else "the criterion is not true"
    advice = wording.claimed(claim.advice)
    return f"`{advice}` is advised" if claim.kind is InvariantKind.NEVER else f"`{advice}` is not advised"


@record
class Probe:
    """The guideline with cautions added that tell what a claim asks: when its criterion is true, and of each speaker
    whether the dose is other than claimed."""

    core: Guideline
    apart: dict[int, str]


def _answers(inquiry: Inquiry, claim: Invariant) -> Iterator[Answer]:
    probe = _probe(inquiry, claim)
    for context in contexts(inquiry):
        if not _counts(claim, context):
            continue
        matching = [one for one in context.speakers if claim.advice is not None and _of_sort(claim, one)]
        if claim.advice is not None and claim.kind is InvariantKind.NEVER:
            chosen: list[list[Speaker]] = [[one] for one in matching]
        else:
            chosen = [matching]
        for speakers in chosen:
            for situation in situations(inquiry, context, eligible=False):
                goal = _broken(inquiry, situation, context, claim, speakers)

                def holds(
                    result: Result, day: str, context: Context = context, speakers: list[Speaker] = speakers
                ) -> bool:
                    return _is_broken(claim, context, speakers, probe, result)

                yield inquiry.seek(situation, goal, holds, probe.core)


def _counts(claim: Invariant, context: Context) -> bool:
    """Whether the claim says anything of the instants of a context."""
    if claim.only_in:
        return context.step is not None and context.step.heading.name in claim.only_in
    if claim.advice is None:
        return context.step is not None
    return claim.kind is InvariantKind.NEVER or context.step is not None or context.stop is not None


def _of_sort(claim: Invariant, one: Speaker) -> bool:
    return claim.advice is not None and speaks_of(claim.advice, one.advice.action)


def _broken(
    inquiry: Inquiry, situation: Situation, context: Context, claim: Invariant, speakers: list[Speaker]
) -> list[Bit]:
    """That the claim does not hold now."""
    goal = at_rest(inquiry, situation, context.step)
    holds = s.YES if claim.when is None else situation.here.criterion(claim.when)
    if claim.advice is None:
        return [*goal, holds.true if claim.kind is InvariantKind.NEVER else no(holds.true)]
    goal.append(holds.true)
    if isinstance(claim.advice, ClaimedDose):
        goal += [_is_known(situation, end) for end in (claim.advice.low, claim.advice.high) if end is not None]
    for one in speakers:
        said = s.every(speaks(situation, one))
        other = _other(situation, claim, one)
        if claim.kind is InvariantKind.NEVER:
            goal += [said, no(other)]
        else:
            goal.append(either(no(said), other))
    return goal


def _is_known(situation: Situation, value: e.Value) -> Bit:
    return situation.here.value(value).has_low


def _other(situation: Situation, claim: Invariant, one: Speaker) -> Bit:
    """Whether the dose that is advised is not of those claimed (an order without a dose never is another)."""
    criterion = _apart(claim, one)
    if criterion is None:
        return False
    found = situation.here.criterion(criterion)
    return found.true if claim.kind is InvariantKind.NEVER else no(found.false)


def _apart(claim: Invariant, one: Speaker) -> e.Criterion | None:
    """The criterion that a dose lies apart from the range claimed (`never`), or not wholly in it (`always`)."""
    claimed, action = claim.advice, one.advice.action
    if not isinstance(claimed, ClaimedDose) or not isinstance(action, AdviseDose):
        return None
    items: list[e.Criterion] = []
    if claim.kind is InvariantKind.NEVER:
        if action.low is not None and claimed.high is not None:
            strict = not (action.low_open or claimed.high_open)
            items.append(e.Compare(Comparison.ABOVE if strict else Comparison.AT_LEAST, action.low, claimed.high))
        if action.high is not None and claimed.low is not None:
            strict = not (action.high_open or claimed.low_open)
            items.append(e.Compare(Comparison.BELOW if strict else Comparison.AT_MOST, action.high, claimed.low))
        return e.AnyOf(tuple(items))
    for mine, theirs, mine_open, theirs_open, beyond, reaching in (
        (action.low, claimed.low, action.low_open, claimed.low_open, Comparison.BELOW, Comparison.AT_MOST),
        (action.high, claimed.high, action.high_open, claimed.high_open, Comparison.ABOVE, Comparison.AT_LEAST),
    ):
        if theirs is None:
            continue
        if mine is None:
            return e.All(())
        items.append(e.Compare(reaching if theirs_open and not mine_open else beyond, mine, theirs))
    return e.AnyOf(tuple(items))


# --- confirming ------------------------------------------------------------------------------------------------------


def _probe(inquiry: Inquiry, claim: Invariant) -> Probe:
    """The guideline with the claim's questions as cautions."""
    core = inquiry.core
    asked: list[Caution] = []
    if claim.when is not None:
        asked.append(_caution(_WHEN, claim.when))
    apart: dict[int, str] = {}
    for context in contexts(inquiry):
        for one in context.speakers:
            criterion = _apart(claim, one) if _of_sort(claim, one) else None
            if criterion is not None and id(one.advice) not in apart:
                name = f"claim dose {len(apart)}"
                apart[id(one.advice)] = name
                outside = criterion if claim.kind is InvariantKind.NEVER else e.Not(criterion)
                asked.append(_caution(name, outside))
    if isinstance(claim.advice, ClaimedDose):
        for place, end in enumerate((claim.advice.low, claim.advice.high)):
            if end is not None:
                asked.append(_caution(f"claim end {place}", e.Compare(Comparison.EQUAL, end, end)))
    return Probe(replace(core, cautions=(*core.cautions, *asked)), apart)


def _caution(name: str, when: e.Criterion) -> Caution:
    return Caution(Heading(name, name, (), (), None, None, 0), when, (), ())


def _is_broken(claim: Invariant, context: Context, speakers: list[Speaker], probe: Probe, result: Result) -> bool:
    """Whether a result of the guideline with its probes shows that the claim does not hold."""
    true = {caution.rule for caution in result.cautions}
    holds = claim.when is None or _WHEN in true
    if not _is_there(context, result):
        return False
    if claim.advice is None:
        return holds if claim.kind is InvariantKind.NEVER else not holds
    if isinstance(claim.advice, ClaimedDose):
        ends = [place for place, end in enumerate((claim.advice.low, claim.advice.high)) if end is not None]
        if not all(f"claim end {place}" in true for place in ends):
            return False
    if not holds:
        return False
    given = {(said.rule, said.line) for said in result.advice}
    matched = [
        one for one in speakers if (one.heading.name, one.advice.line) in given and _dose_fits(claim, one, probe, true)
    ]
    return bool(matched) if claim.kind is InvariantKind.NEVER else not matched


def _dose_fits(claim: Invariant, one: Speaker, probe: Probe, true: set[str]) -> bool:
    name = probe.apart.get(id(one.advice))
    if name is None:
        return True
    return (name not in true) if claim.kind is InvariantKind.NEVER else (name in true)


def _is_there(context: Context, result: Result) -> bool:
    """Whether the patient is where the context says."""
    if context.step is not None:
        return any(pathway.step == context.step.heading.name for pathway in result.pathways)
    if context.stop is not None:
        return result.stop is not None and result.stop.rule == context.stop.heading.name
    return all(pathway.phase is not Phase.ACTIVE for pathway in result.pathways)
