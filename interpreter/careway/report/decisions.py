"""The head of a report: what was decided, why, on what it rests and what it asks for."""

from __future__ import annotations

from collections.abc import Sequence

from careway.base.record import record
from careway.evaluate.result import (
    Admission,
    Datum,
    Decision,
    Evidence,
    Kind,
    Reason,
    Result,
    Said,
    Undecided,
    Wanted,
)
from careway.model.terms import EligibilityKind
from careway.model.truth import Truth, every, some
from careway.report.nodes import Bullet, Criterion, Headline, Node, Remainder, Sentence, Weight

_WORD = {Truth.TRUE: "yes", Truth.FALSE: "no", Truth.UNKNOWN: "unknown"}
_OUTCOME = {
    "stop": "would stop",
    "caution": "would raise this caution",
    "transition": "would move the patient on",
    "eligibility": "would decide it",
    "begin": "would decide it",
    "advice": "would bring this advice",
    "monitor": "would decide it",
}
ALL, ANY = "all of", "any of"
_DEEPEST = 12
_UNSHOWN = 2
_BESIDE_SHOWN = 4


def cited(cites: Sequence[str]) -> str:
    """The citations of a rule as the report shows them: `[1, 2]`, nothing without any."""
    return f"[{', '.join(cites)}]" if cites else ""


def named(rule: str) -> str:
    """The name of a rule in words, where its title is not at hand."""
    return rule.replace("_", " ")


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends in one."""
    text = text.strip()
    return text if not text or text[-1] in ".!?:" else f"{text}."


def decisions(result: Result) -> list[list[Node]]:
    """The blocks that must be read first, in order of weight: a stop, an eligibility that keeps the patient out or is
    open, a stop that cannot be decided, cautions."""
    blocks: list[list[Node]] = []
    if result.stop is not None:
        blocks.append(_stop(result.stop, result))
    match result.eligibility.admission:
        case Admission.NOT_ELIGIBLE:
            blocks.append(_not_eligible(result))
        case Admission.UNDECIDED:
            blocks.append(_eligibility_open(result))
        case Admission.ELIGIBLE:
            pass
    if result.stop is None:
        blocks += [_stop_open(item) for item in result.undecided if heads(item, result)]
    blocks += [_caution(item) for item in result.cautions]
    return blocks


def heads(item: Undecided, result: Result) -> bool:
    """Whether an undecided rule is told at the head of the report, and not in its section: a stop that may be due."""
    return result.stop is None and item.what in ("stop", "begin")


def _stop(stop: Decision, result: Result) -> list[Node]:
    stopped = [drug for said in stop.advice if said.order == "stop" for drug in said.drugs]
    subject = ", ".join(dict.fromkeys(named(drug) for drug in stopped)) or stop.title
    nodes: list[Node] = [Headline(f"STOP {subject} · {stop.at}", cited(stop.evidence.cites), Weight.STOP)]
    nodes += explained(stop.reason, stop.title, with_others=True)
    if stop.also:
        titles = {entry.rule: entry.title for entry in result.log}
        also = ", ".join(titles.get(rule, named(rule)) for rule in stop.also)
        nodes.append(Sentence(f"True at the same time: {also}."))
    nodes += _corrected(stop, result)
    nodes += _rests(stop.evidence)
    shown = {(said.rule, said.text) for said in stop.advice if said.order == "stop"}
    then = [*stop.advice, *(said for said in result.advice if said.since >= stop.at)]
    return nodes + _then([said for said in then if (said.rule, said.text) not in shown], stop.evidence)


def _corrected(decision: Decision, result: Result) -> list[Node]:
    """What became known later of the records on which a decision rested: it stands, but must be looked at again."""
    return [
        Sentence(f"But since {entry.at}: {sentence(entry.text)}", weight=Weight.WARNING)
        for entry in result.log
        if entry.kind is Kind.CORRECTION and entry.rule == decision.rule and entry.at >= decision.at
    ]


def _caution(caution: Decision) -> list[Node]:
    text = f"CAUTION {caution.title} · since {caution.at}"
    nodes: list[Node] = [Headline(text, cited(caution.evidence.cites), Weight.WARNING)]
    nodes += explained(caution.reason, "")
    return nodes + _rests(caution.evidence) + _then(caution.advice, caution.evidence)


def _not_eligible(result: Result) -> list[Node]:
    state = result.eligibility
    nodes: list[Node] = [Headline(f"NOT ELIGIBLE{_since(state.as_of)}", "", Weight.STOP)]
    nodes.append(Sentence(sentence(state.because), hangs=False))
    return nodes + _criteria(result)


def _eligibility_open(result: Result) -> list[Node]:
    state = result.eligibility
    text = f"CANNOT DECIDE whether the patient is eligible{_since(state.as_of)}"
    nodes: list[Node] = [Headline(text, "", Weight.WARNING), Sentence(sentence(state.because), hangs=False)]
    nodes += _criteria(result)
    for item in result.undecided:
        if item.what == "eligibility":
            nodes += obtain(item)
    return nodes


def _stop_open(item: Undecided) -> list[Node]:
    what = "whether to stop" if item.what == "stop" else "whether the pathway has begun"
    text = f"CANNOT DECIDE {what}: {item.title}"
    told = Sentence(sentence(item.sentence), open_data(item), hangs=False)
    return [Headline(text, cited(item.cites), Weight.WARNING), told, *obtain(item)]


def open_data(item: Undecided) -> tuple[Datum, ...]:
    """The records that an undecided rule speaks of: those of the criteria that leave it open."""
    return tuple(datum for leaf in leaves(item.reason) if leaf.truth is Truth.UNKNOWN for datum in leaf.data)


def obtain(item: Undecided) -> list[Node]:
    """What to obtain so that a rule can be decided, and the value at which it would become true."""
    if not item.wanted:
        return []
    if len(item.wanted) == 1:
        wanted = item.wanted[0]
        text = f"Obtain {wanted.what}{_why(wanted, item)}"
        if wanted.flips:
            text += f": {wanted.flips} {_OUTCOME.get(item.what, 'would decide it')}"
    else:
        text = "Obtain " + "; ".join(f"{wanted.what}{_why(wanted, item)}" for wanted in item.wanted)
    return [Sentence(sentence(text), depth=2)]


def _why(wanted: Wanted, item: Undecided) -> str:
    return f" ({wanted.why})" if wanted.why and wanted.why.lower() not in item.sentence.lower() else ""


def explained(reason: Reason, title: str, with_others: bool = False) -> list[Node]:
    """A reason under its title: one line where it is one criterion, else its parts below it."""
    if not reason.parts:
        return [Sentence(f"{title}: {reason.text}" if title else reason.text, reason.data)]
    text = f"{title}, {_joint(reason)}:" if title else f"{_joint(reason)}:"
    return [Sentence(text[:1].upper() + text[1:]), *_parts(reason, with_others)]


def _joint(reason: Reason) -> str:
    """How the parts of a reason are joined; the reason of a negation has the words of what it negates."""
    text = reason.text.rstrip(" :")
    if _of_parts(reason) is reason.truth:
        return text
    return f"{text[: -len(ANY)]}none of" if text.endswith(ANY) else f"{text[: -len(ALL)]}not all of"


def _of_parts(reason: Reason) -> Truth:
    """What the parts of a reason come to, which its truth is not where it negates them."""
    text = reason.text.rstrip(" :")
    truths = [part.truth for part in reason.parts]
    if text.endswith(ANY):
        return some(truths)
    return every(truths) if text.endswith(ALL) else reason.truth


def settling(reason: Reason) -> list[Reason]:
    """The parts of a reason that made it what it is."""
    truth = _of_parts(reason)
    return [part for part in reason.parts if part.truth is truth]


def _since(at: str) -> str:
    return f" · since {at}" if at else ""


def _criteria(result: Result) -> list[Node]:
    """Each eligibility rule by its name, with its truth and its criteria below it."""
    nodes: list[Node] = []
    longest = max((len(_WORD[item.reason.truth]) for item in result.eligibility.reasons), default=0)
    for item in result.eligibility.reasons:
        reason = item.reason
        name = f"excluded by {item.title}" if item.kind is EligibilityKind.EXCLUDED else item.title
        text = f"{name}, {_joint(reason)}:" if reason.parts else f"{name}: {reason.text}"
        nodes.append(Criterion(_WORD[reason.truth], text, () if reason.parts else reason.data, 0, longest))
        nodes += _parts(reason, depth=2)
    return nodes


def _parts(reason: Reason, with_others: bool = False, depth: int = 1) -> list[Node]:
    """The criteria that a reason is made of, each with yes, no or unknown before it, nested by depth.

    Where one of several alternatives was enough, it stands for them all (`with_others`: the others follow below);
    where a reason is settled by some of its parts, the rest is counted.
    """
    nodes: list[Node] = []
    beside: list[Reason] = []
    stack: list[Remainder | _Item] = _items(reason, depth, beside)
    while stack:
        item = stack.pop()
        if isinstance(item, Remainder):
            nodes.append(item)
            continue
        part = item.part
        text = f"{_joint(part)}:" if part.parts else part.text
        nodes.append(Criterion(_WORD[part.truth], text, () if part.parts else part.data, item.depth, item.room))
        stack += _items(part, item.depth + 1, beside)
    return nodes + (_beside(beside) if with_others else [])


@record
class _Item:
    part: Reason
    depth: int
    room: int


def _items(reason: Reason, depth: int, beside: list[Reason]) -> list[Remainder | _Item]:
    """What is to be shown of a reason's parts, last first."""
    if not reason.parts:
        return []
    if depth > _DEEPEST:
        return [Remainder("(more criteria below: see the JSON output)", depth)]
    parts = [_sufficient(part, beside) for part in reason.parts]
    telling = [part for part in parts if part.truth in (reason.truth, Truth.UNKNOWN)]
    counted: list[Remainder | _Item] = []
    if telling and len(parts) - len(telling) > _UNSHOWN:
        other = next(part for part in parts if part not in telling)
        counted.append(Remainder(f"{_WORD[other.truth]}: {len(parts) - len(telling)} others", depth))
        parts = telling
    longest = max(len(_WORD[part.truth]) for part in parts)
    return counted + [_Item(part, depth, longest) for part in reversed(parts)]


def _sufficient(reason: Reason, beside: list[Reason]) -> Reason:
    """The one alternative that made a reason true, in its place; the others are put beside."""
    for _ in range(_DEEPEST):
        enough = [part for part in reason.parts if part.truth is Truth.TRUE]
        if reason.text != ANY or reason.truth is not Truth.TRUE or len(enough) != 1:
            break
        beside += [part for part in reason.parts if part.truth is not Truth.TRUE]
        reason = enough[0]
    return reason


def _beside(reasons: Sequence[Reason]) -> list[Node]:
    """What was not met and what is unknown among alternatives, in one line each."""
    nodes: list[Node] = []
    for truth, word in ((Truth.UNKNOWN, "unknown"), (Truth.FALSE, "not met")):
        told = [leaf for reason in reasons for leaf in leaves(reason) if leaf.truth is truth]
        if told:
            more = len(told) - _BESIDE_SHOWN
            told = told[:_BESIDE_SHOWN]
            shown = "; ".join(leaf.text for leaf in told) + (f"; {more} more" if more > 0 else "")
            nodes.append(Sentence(f"{word}: {shown}", tuple(datum for leaf in told for datum in leaf.data)))
    return nodes


def leaves(reason: Reason) -> list[Reason]:
    """The single criteria of a reason, in order."""
    found: list[Reason] = []
    stack = [reason]
    while stack:
        one = stack.pop()
        stack += reversed(one.parts)
        if not one.parts:
            found.append(one)
    return found


def _rests(evidence: Evidence) -> list[Node]:
    told: list[str] = []
    if evidence.indirect:
        told.append(f"Rests on indirect evidence alone: {evidence.indirect}.")
    elif not evidence.cites:
        told.append("Rests on no source.")
    grades = [f"{evidence.strength.value} recommendation"] if evidence.strength else []
    grades += [f"{evidence.certainty.value} certainty of the evidence"] if evidence.certainty else []
    if grades:
        graded = ", ".join(grades)
        told.append(graded[0].upper() + graded[1:] + ".")
    nodes: list[Node] = [Sentence(" ".join(told))] if told else []
    return nodes + [Sentence(f"Read as: {sentence(text)}") for text in evidence.assuming]


def _then(advice: Sequence[Said], evidence: Evidence) -> list[Node]:
    texts: dict[str, None] = {}
    for said in advice:
        own = f" {cited(said.cites)}" if said.cites and said.cites != evidence.cites else ""
        texts[f"{said.text}{own}"] = None
    if not texts:
        return []
    if len(texts) == 1:
        return [Sentence(f"Then: {next(iter(texts))}")]
    return [Sentence("Then:"), *(Bullet(text) for text in texts)]
