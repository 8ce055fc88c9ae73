"""The head of a report: what was decided, why, on what it rests and what it asks for. Result values in, lines out."""

from __future__ import annotations

from collections.abc import Sequence

from careway.base.record import record
from careway.cli.layout import Line, headline, paragraph
from careway.cli.terminal import Tone
from careway.evaluate.result import Admission, Decision, Evidence, Kind, Reason, Result, Said, Undecided, Wanted
from careway.model.terms import EligibilityKind
from careway.model.truth import Truth, every, some

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


def decisions(result: Result, width: int) -> list[list[Line]]:
    """The blocks that must be read first, in order of weight: a stop, an eligibility that keeps the patient out or is
    open, a stop that cannot be decided, cautions."""
    blocks: list[list[Line]] = []
    if result.stop is not None:
        blocks.append(_stop(result.stop, result, width))
    match result.eligibility.admission:
        case Admission.NOT_ELIGIBLE:
            blocks.append(_not_eligible(result, width))
        case Admission.UNDECIDED:
            blocks.append(_eligibility_open(result, width))
        case Admission.ELIGIBLE:
            pass
    if result.stop is None:
        blocks += [_stop_open(item, width) for item in result.undecided if heads(item, result)]
    blocks += [_caution(item, width) for item in result.cautions]
    return blocks


def heads(item: Undecided, result: Result) -> bool:
    """Whether an undecided rule is told at the head of the report, and not in its section: a stop that may be due."""
    return result.stop is None and item.what in ("stop", "begin")


def _stop(stop: Decision, result: Result, width: int) -> list[Line]:
    stopped = [drug for said in stop.advice if said.order == "stop" for drug in said.drugs]
    subject = ", ".join(dict.fromkeys(named(drug) for drug in stopped)) or stop.title
    lines = headline(f"STOP {subject} · {stop.at}", cited(stop.evidence.cites), width, Tone.STOP)
    lines += _because(stop, width)
    if stop.also:
        titles = {entry.rule: entry.title for entry in result.log}
        also = ", ".join(titles.get(rule, named(rule)) for rule in stop.also)
        lines += paragraph(f"True at the same time: {also}.", width, "  ", "    ")
    lines += _corrected(stop, result, width)
    lines += _rests(stop.evidence, width)
    shown = {(said.rule, said.text) for said in stop.advice if said.order == "stop"}
    then = [*stop.advice, *(said for said in result.advice if said.since >= stop.at)]
    return lines + _then([said for said in then if (said.rule, said.text) not in shown], stop.evidence, width)


def _corrected(decision: Decision, result: Result, width: int) -> list[Line]:
    """What became known later of the records on which a decision rested: it stands, but must be looked at again."""
    lines: list[Line] = []
    for entry in result.log:
        if entry.kind is Kind.CORRECTION and entry.rule == decision.rule and entry.at >= decision.at:
            told = paragraph(f"But since {entry.at}: {sentence(entry.text)}", width, "  ", "    ")
            lines += [Line(line.text, Tone.WARNING) for line in told]
    return lines


def _caution(caution: Decision, width: int) -> list[Line]:
    text = f"CAUTION {caution.title} · since {caution.at}"
    lines = headline(text, cited(caution.evidence.cites), width, Tone.WARNING)
    lines += _because(caution, width, titled=False)
    lines += _rests(caution.evidence, width)
    return lines + _then(caution.advice, caution.evidence, width)


def _not_eligible(result: Result, width: int) -> list[Line]:
    state = result.eligibility
    lines = headline(f"NOT ELIGIBLE{_since(state.as_of)}", "", width, Tone.STOP)
    lines += paragraph(sentence(state.because), width, "  ", "  ")
    return lines + _criteria(result, width)


def _eligibility_open(result: Result, width: int) -> list[Line]:
    state = result.eligibility
    text = f"CANNOT DECIDE whether the patient is eligible{_since(state.as_of)}"
    lines = headline(text, "", width, Tone.WARNING)
    lines += paragraph(sentence(state.because), width, "  ", "  ")
    lines += _criteria(result, width)
    for item in result.undecided:
        if item.what == "eligibility":
            lines += obtain(item, width)
    return lines


def _stop_open(item: Undecided, width: int) -> list[Line]:
    what = "whether to stop" if item.what == "stop" else "whether the pathway has begun"
    lines = headline(f"CANNOT DECIDE {what}: {item.title}", cited(item.cites), width, Tone.WARNING)
    lines += paragraph(sentence(item.sentence), width, "  ", "  ")
    return lines + obtain(item, width)


def obtain(item: Undecided, width: int) -> list[Line]:
    """What to obtain so that a rule can be decided, and the value at which it would become true."""
    if not item.wanted:
        return []
    if len(item.wanted) == 1:
        wanted = item.wanted[0]
        text = f"Obtain {wanted.what}{_why(wanted, item)}"
        if wanted.flips:
            text += f": {wanted.flips} {_OUTCOME.get(item.what, 'would decide it')}"
        return paragraph(sentence(text), width, "    ", "      ")
    text = "Obtain " + "; ".join(f"{wanted.what}{_why(wanted, item)}" for wanted in item.wanted)
    return paragraph(sentence(text), width, "    ", "      ")


def _why(wanted: Wanted, item: Undecided) -> str:
    return f" ({wanted.why})" if wanted.why and wanted.why.lower() not in item.sentence.lower() else ""


def _because(decision: Decision, width: int, titled: bool = True) -> list[Line]:
    return explained(decision.reason, decision.title if titled else "", width, with_others=titled)


def explained(reason: Reason, title: str, width: int, with_others: bool = False) -> list[Line]:
    """A reason under its title: one line where it is one criterion, else its parts below it."""
    if not reason.parts:
        return paragraph(f"{title}: {reason.text}" if title else reason.text, width, "  ", "    ")
    text = f"{title}, {_joint(reason)}:" if title else f"{_joint(reason)}:"
    return paragraph(text[:1].upper() + text[1:], width, "  ", "    ") + _parts(reason, width, with_others)


def _joint(reason: Reason) -> str:
    """How the parts of a reason are joined; the reason of a negation has the words of what it negates."""
    text = reason.text.rstrip(" :")
    truths = [part.truth for part in reason.parts]
    if text.endswith(ANY) and reason.truth is not some(truths):
        return f"{text[: -len(ANY)]}none of"
    if text.endswith(ALL) and reason.truth is not every(truths):
        return f"{text[: -len(ALL)]}not all of"
    return text


def _since(at: str) -> str:
    return f" · since {at}" if at else ""


def _criteria(result: Result, width: int) -> list[Line]:
    """Each eligibility rule by its name, with its truth and its criteria below it."""
    lines: list[Line] = []
    longest = max((len(_WORD[item.reason.truth]) for item in result.eligibility.reasons), default=0)
    for item in result.eligibility.reasons:
        reason = item.reason
        start = f"  {_WORD[reason.truth]:{longest}}  "
        name = f"excluded by {item.title}" if item.kind is EligibilityKind.EXCLUDED else item.title
        text = f"{name}, {_joint(reason)}:" if reason.parts else f"{name}: {reason.text}"
        lines += paragraph(text, width, start, " " * len(start))
        lines += _parts(reason, width, depth=2)
    return lines


def _parts(reason: Reason, width: int, with_others: bool = False, depth: int = 1) -> list[Line]:
    """The criteria that a reason is made of, each with yes, no or unknown before it, nested by indentation.

    Where one of several alternatives was enough, it stands for them all (`with_others`: the others follow below);
    where a reason is settled by some of its parts, the rest is counted.
    """
    lines: list[Line] = []
    beside: list[Reason] = []
    stack: list[Line | _Item] = _items(reason, depth, beside)
    while stack:
        item = stack.pop()
        if isinstance(item, Line):
            lines.append(item)
            continue
        text = f"{_joint(item.part)}:" if item.part.parts else item.part.text
        start = "  " * (item.depth + 1) + item.word
        lines += paragraph(text, width, start, " " * len(start))
        stack += _items(item.part, item.depth + 1, beside)
    return lines + (_beside(beside, width) if with_others else [])


@record
class _Item:
    part: Reason
    depth: int
    word: str


def _items(reason: Reason, depth: int, beside: list[Reason]) -> list[Line | _Item]:
    """What is to be shown of a reason's parts, last first."""
    if not reason.parts:
        return []
    margin = "  " * (depth + 1)
    if depth > _DEEPEST:
        return [Line(f"{margin}(more criteria below: see the JSON output)")]
    parts = [_sufficient(part, beside) for part in reason.parts]
    telling = [part for part in parts if part.truth in (reason.truth, Truth.UNKNOWN)]
    counted: list[Line | _Item] = []
    if telling and len(parts) - len(telling) > _UNSHOWN:
        other = next(part for part in parts if part not in telling)
        counted.append(Line(f"{margin}{_WORD[other.truth]}: {len(parts) - len(telling)} others"))
        parts = telling
    longest = max(len(_WORD[part.truth]) for part in parts)
    return counted + [_Item(part, depth, f"{_WORD[part.truth]:{longest}}  ") for part in reversed(parts)]


def _sufficient(reason: Reason, beside: list[Reason]) -> Reason:
    """The one alternative that made a reason true, in its place; the others are put beside."""
    for _ in range(_DEEPEST):
        enough = [part for part in reason.parts if part.truth is Truth.TRUE]
        if reason.text != ANY or reason.truth is not Truth.TRUE or len(enough) != 1:
            break
        beside += [part for part in reason.parts if part.truth is not Truth.TRUE]
        reason = enough[0]
    return reason


def _beside(reasons: Sequence[Reason], width: int) -> list[Line]:
    """What was not met and what is unknown among alternatives, in one line each."""
    lines: list[Line] = []
    for truth, word in ((Truth.UNKNOWN, "unknown"), (Truth.FALSE, "not met")):
        told = [leaf.text for reason in reasons for leaf in leaves(reason) if leaf.truth is truth]
        if told:
            more = len(told) - _BESIDE_SHOWN
            shown = "; ".join(told[:_BESIDE_SHOWN]) + (f"; {more} more" if more > 0 else "")
            lines += paragraph(f"{word}: {shown}", width, "  ", "    ")
    return lines


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


def _rests(evidence: Evidence, width: int) -> list[Line]:
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
    lines = paragraph(" ".join(told), width, "  ", "    ")
    for text in evidence.assuming:
        lines += paragraph(f"Read as: {sentence(text)}", width, "  ", "    ")
    return lines


def _then(advice: Sequence[Said], evidence: Evidence, width: int) -> list[Line]:
    texts: dict[str, None] = {}
    for said in advice:
        own = f" {cited(said.cites)}" if said.cites and said.cites != evidence.cites else ""
        texts[f"{said.text}{own}"] = None
    if not texts:
        return []
    if len(texts) == 1:
        return paragraph(f"Then: {next(iter(texts))}", width, "  ", "    ")
    lines = [Line("  Then:")]
    for text in texts:
        lines += paragraph(f"- {text}", width, "    ", "      ")
    return lines
