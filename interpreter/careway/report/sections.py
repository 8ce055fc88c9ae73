"""The body of a report: each section a function from a result to nodes, empty where there is nothing to say."""

from __future__ import annotations

import re
from datetime import date, timedelta

from careway.evaluate.result import (
    Admission,
    Decision,
    Kind,
    LogEntry,
    Occasion,
    PathwayState,
    Phase,
    Result,
    Said,
    Standing,
)
from careway.model.truth import Truth
from careway.report.decisions import ALL, ANY, cited, heads, leaves, named, obtain, open_data, sentence
from careway.report.nodes import Node, Sentence
from careway.report.nodes import rows as table

_STAYS_SHOWN = 3
_MET_SHOWN = 3
_OCCASION = re.compile(r"(\(due [-\d: ]+\))$|\bdue, ([^,]+)$")


def stands(result: Result) -> list[Node]:
    """Where the patient stands: each pathway's step and what came before it, eligibility, drugs as recorded."""
    nodes: list[Node] = []
    for pathway in result.pathways:
        told = _standing(pathway)
        text = f"{pathway.title}: {told}" if len(result.pathways) > 1 else told
        nodes.append(Sentence(text))
    if result.eligibility.admission is Admission.ELIGIBLE and result.eligibility.reasons:
        nodes.append(Sentence(f"eligible (judged {result.eligibility.as_of})"))
    if result.drugs:
        nodes.append(Sentence(f"recorded: {'; '.join(drug.text for drug in result.drugs)}"))
    return nodes


def _standing(pathway: PathwayState) -> str:
    stays = list(pathway.stays)
    match pathway.phase:
        case Phase.NOT_BEGUN:
            return "not begun"
        case Phase.ACTIVE:
            told = f"{pathway.step_title or pathway.step} since {pathway.since}"
            before = stays[:-1]
        case Phase.STOPPED:
            told, before = f"stopped since {pathway.since}", stays
        case Phase.FINISHED:
            told, before = f"finished on {pathway.since}", stays
    if not before:
        return told
    past = ", ".join(f"{stay.title} since {stay.since}" for stay in reversed(before[-_STAYS_SHOWN:]))
    earlier = len(before) - _STAYS_SHOWN
    more = f", and {earlier} earlier {'stay' if earlier == 1 else 'stays'}" if earlier > 0 else ""
    return f"{told}; before that {past}{more}"


def advised(result: Result) -> list[Node]:
    """What to do now: the advice in force that the decisions above have not told."""
    decisions: list[Decision] = [*result.cautions, *([result.stop] if result.stop else [])]
    told = {(said.rule, said.text) for decision in decisions for said in decision.advice}
    if result.stop is not None:
        told |= {(said.rule, said.text) for said in result.advice if said.since >= result.stop.at}
    rows = [(f"since {said.since}", _advice(said)) for said in result.advice if (said.rule, said.text) not in told]
    return table(rows)


def _advice(said: Said) -> str:
    return " ".join(part for part in (f"{said.text} · {said.title}", cited(said.cites)) if part)


def coming(result: Result) -> list[Node]:
    """What is due next, and what is late but still counts."""
    still = [item for item in result.occasions if item.standing not in (Standing.MISSED, Standing.DONE)]
    return table([(item.due, f"{item.title}: {_stands_at(item)}".rstrip(" :")) for item in still])


def _stands_at(item: Occasion) -> str:
    match item.standing:
        case Standing.LATE:
            told = f"LATE since {item.late}" if item.late else "LATE"
        case Standing.DUE:
            told = "due now"
        case Standing.OPEN:
            told = "open"
        case Standing.COMING | Standing.MISSED | Standing.DONE:
            told = ""
    window = _window(item)
    lacking = f"still lacking: {', '.join(item.lacking)}" if item.data and item.lacking else ""
    return "; ".join(part for part in (told, window, lacking) if part)


def _window(item: Occasion) -> str:
    last = _day_before(item.missed)
    if last is None:
        return f"counts from {item.earliest}" if item.earliest != item.due else ""
    return "" if item.earliest == last else f"counts from {item.earliest} to {last}"


def _day_before(day: str | None) -> str | None:
    if day is None or len(day) != len("2025-04-20"):
        return day
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def undecided(result: Result) -> list[Node]:
    """The other rules that cannot be decided, and what to obtain for each."""
    nodes: list[Node] = []
    open_ = result.eligibility.admission is Admission.UNDECIDED
    for item in result.undecided:
        if heads(item, result) or (open_ and item.what == "eligibility"):
            continue
        text = f"{item.title}: {sentence(item.sentence)} {cited(item.cites)}"
        nodes.append(Sentence(text, open_data(item)))
        nodes += obtain(item)
    return nodes


def missed(result: Result) -> list[Node]:
    """The occasions and tasks that were missed, and what of each was lacking."""
    rows = []
    for item in result.occasions:
        if item.standing is Standing.MISSED:
            found = ", ".join(item.lacking) + " missing" if item.data and item.lacking else "nothing recorded"
            window = _window(item).replace("counts from", "counted from")
            rows.append((item.due, f"{item.title}: {found}" + (f" ({window})" if window else "")))
    return table(rows)


def deviations(result: Result) -> list[Node]:
    """Where what was recorded differs from what was advised, with overrides beside it."""
    rows = []
    for item in result.deviations:
        until = f" (until {item.until})" if item.until else ""
        overrides = "".join(f"; overridden: {override}" for override in item.overrides)
        rows.append((item.since, f"{item.text}{until}{overrides} {cited(item.cites)}".rstrip()))
    return table(rows)


def records(result: Result) -> list[Node]:
    """What became of the records: used, refused and why, converted, and names that the guideline does not know."""
    read = result.records
    seen = f"{_count(read.used, 'record')} used"
    if read.later:
        were = "was" if read.later == 1 else "were"
        seen = f"{_count(read.used, 'usable record')} in the file; {read.later} {were} not known by then, and not seen"
    nodes: list[Node] = [Sentence(seen, hangs=False)]
    if read.refused:
        nodes.append(Sentence(f"{_count(len(read.refused), 'record')} not used:", hangs=False))
        nodes += table([(item.record, item.reason) for item in read.refused], 2)
    if read.converted:
        nodes.append(Sentence(f"{_count(len(read.converted), 'record')} converted:", hangs=False))
        nodes += table([(item.record, item.note) for item in read.converted], 2)
    if read.unused:
        names = ", ".join(f"{name} ({times})" if times > 1 else name for name, times in read.unused)
        nodes.append(Sentence(f"not asked for by this guideline: {names}"))
    for note in read.notes:
        nodes.append(Sentence(note))
    return nodes


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def log(result: Result) -> list[Node]:
    """The dated log. What was done or fell due on one day in the same way stands in one line."""
    rows: list[tuple[str, str, str]] = []
    together: tuple[str, Kind, str] | None = None
    done = {(entry.at[:10], entry.rule) for entry in result.log if entry.kind is Kind.DONE}
    for entry in result.log:
        if entry.kind is Kind.DUE and (entry.at, entry.rule) in done:
            continue  # done on the day on which it fell due: one line says it
        title = entry.title or named(entry.rule)
        match = _OCCASION.search(entry.text) if entry.kind in (Kind.DONE, Kind.DUE) else None
        if match is not None:
            how = match[1] or f"({match[2]})"
            how = "" if how == f"(due {entry.at[:10]})" else f" {how}"
            if together == (entry.at, entry.kind, how):
                at, kind, text = rows[-1]
                rows[-1] = (at, kind, f"{text.removesuffix(how)}, {title}{how}")
                continue
            together = (entry.at, entry.kind, how)
            rows.append((entry.at, entry.kind.value, f"{title}{how}"))
            continue
        together = None
        said = _settled(entry)
        repeated = said.casefold().startswith(title.casefold()) or not said
        text = (said or title) if repeated else f"{title}: {said}"
        cites = f" {cited(entry.cites)}" if entry.kind in (Kind.STOP, Kind.CAUTION, Kind.ADVICE) else ""
        rows.append((entry.at, entry.kind.value, f"{text}{cites}".rstrip()))
    return table(rows)


def _settled(entry: LogEntry) -> str:
    """The text of an entry; where it ends in `all of` or `any of`, the criteria that were met in their place."""
    head = next((entry.text.removesuffix(word) for word in (ALL, ANY) if entry.text.endswith(word)), None)
    if head is None or entry.reason is None:
        return entry.text
    met = [leaf.text for leaf in leaves(entry.reason) if leaf.truth is Truth.TRUE]
    more = f"; {len(met) - _MET_SHOWN} more" if len(met) > _MET_SHOWN else ""
    return head + "; ".join(met[:_MET_SHOWN]) + more if met else entry.text


def sources(result: Result) -> list[Node]:
    """The sources that the guideline cites, each with its indirectness."""
    rows = [
        (f"[{item.key}]", f"{item.text} (indirect: {item.indirect})" if item.indirect else item.text)
        for item in result.sources
    ]
    return table(rows)


def parameters(result: Result) -> list[Node]:
    """The values of the guideline's parameters in this run."""
    rows = [(named(name), value) for name, value in result.parameters]
    return table(rows)


def assumptions(result: Result) -> list[Node]:
    """The readings that the formalisation added to the source, to be objected to."""
    texts = ((named(item.rule), item.text) for item in result.assumptions)
    return [Sentence(f"{name}: {text}" if name else text) for name, text in texts]
