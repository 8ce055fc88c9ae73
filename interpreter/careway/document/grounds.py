"""What the guideline rests on: its sources, what they are not about, the readings that they left open, and what its
author accepts and claims."""

from __future__ import annotations

from careway.document.blocks import Block, Entry, Item, Link, Row, Section, Table, Trace, Words
from careway.document.statements import Statements, anchor, entry, item, listing, only_in, sentence
from careway.ir import wording
from careway.ir.headings import headings
from careway.ir.nodes import ClaimedDose, Guideline, Heading, Source
from careway.ir.spoken import Spoken
from careway.model.terms import FindingKind, InvariantKind

_FOUND = {
    FindingKind.GAP: "patients to whom no rule speaks",
    FindingKind.CONFLICT: "advice that contradicts other advice",
    FindingKind.OVERLAP: "two ways on, or two rules, that hold at once",
    FindingKind.IDLE: "a rule that never speaks",
    FindingKind.INDECISIVE: "a criterion that never decides alone",
    FindingKind.REVERSAL: "a worse value that undoes a stop",
    FindingKind.TRAP: "a step without a way on",
    FindingKind.HOLE: "a stretch without anything due",
    FindingKind.UNKNOWN: "undecided too often",
    FindingKind.INVARIANT: "a claim that does not hold",
}


def places(core: Guideline) -> dict[int, str]:
    """The anchor of each rule, by the identity of its heading."""
    found = {id(one.heading): anchor("eligibility", one.heading.name) for one in core.eligibility}
    monitors, tasks = list(core.monitors), list(core.tasks)
    for path in core.pathways:
        for step in path.steps:
            found[id(step.heading)] = anchor("step", step.heading.name)
            monitors += step.monitors
            tasks += step.tasks
    for what, every in (
        ("monitor", [one.heading for one in monitors]),
        ("task", [one.heading for one in tasks]),
        ("stop", [one.heading for one in core.stops]),
        ("caution", [one.heading for one in core.cautions]),
        ("after a stop", [one.heading for one in core.after_stop]),
        ("claim", [one.heading for one in core.invariants]),
    ):
        found |= {id(heading): anchor(what, heading.name) for heading in every}
    return found


def evidence(core: Guideline) -> Section:
    """The sources, how strong the recommendations are, and which rest on indirect evidence alone."""
    where = places(core)
    every = [*headings(core), *(one.heading for one in core.invariants)]
    rows = tuple(_source(core, one, every) for one in core.sources)
    head = ("Key", "Source", "Kind", "Not directly about this", "Rules that cite it")
    blocks: list[Block] = [Table("sources", "Sources", head, rows)] if rows else [Words("No source is named.")]
    graded = [one for one in every if one.strength is not None or one.certainty is not None]
    if graded:
        blocks.append(
            Table(
                "grades",
                "Strength of the recommendations and certainty of their evidence",
                ("Rule", "Strength", "Certainty"),
                tuple(
                    Row(
                        one.name,
                        (
                            Item(_title(one), links=(Link("read", where[id(one)]),)),
                            Item("–" if one.strength is None else one.strength.value),
                            Item("–" if one.certainty is None else one.certainty.value),
                        ),
                    )
                    for one in graded
                ),
            )
        )
    elif rows:
        blocks.append(Words("The guideline grades neither the strength of its recommendations nor their evidence."))
    indirect = {one.key: one.indirect for one in core.sources if one.indirect is not None}
    alone = [one for one in every if one.cites and all(key in indirect for key in one.cites)]
    if alone:
        blocks.append(Words("These rest on indirect evidence alone:", strong=True))
        blocks += listing(
            Item(f"{_title(one)}: {wording.several(str(indirect[key]) for key in one.cites)}", cites=one.cites)
            for one in alone
        )
    return Section("evidence", "Evidence", tuple(blocks))


def _source(core: Guideline, one: Source, every: list[Heading]) -> Row:
    said = ", ".join(str(part) for part in (one.title, one.by, one.year, one.url) if part is not None)
    citing = [heading for heading in every if one.key in heading.cites]
    return Row(
        one.key,
        (
            Item(f"[{one.key}]"),
            Item(said, trace=Trace(f"source {one.key}", one.line)),
            Item("not in the list of references" if one.kind.value == "unlisted" else one.kind.value),
            Item("–" if one.indirect is None else one.indirect),
            Item(", ".join(_title(heading) for heading in citing) or "none"),
        ),
        anchor("source", one.key),
    )


def _title(heading: Heading) -> str:
    return heading.title or wording.plain(heading.name)


def assumptions(core: Guideline) -> Section:
    """Every reading that the source left open, numbered so that one can object to it."""
    where = places(core)
    rows = tuple(
        Row(
            f"{heading.name}: {said}",
            (
                Item(sentence(said), trace=Trace(heading.name, heading.line), cites=heading.cites),
                Item(_title(heading), links=(Link("read the rule", where[id(heading)]),)),
            ),
            anchor("assumption", heading.name, str(place)),
        )
        for heading in (*headings(core), *(one.heading for one in core.invariants))
        for place, said in enumerate(heading.assuming, 1)
    )
    if not rows:
        return Section("assumptions", "What was assumed", (Words("The guideline names no assumption."),))
    said = "Where a source left room, this is how it was read. Whoever reads it otherwise should say so, by its number."
    table = Table("assumptions", "Assumptions to object to", ("Assumption", "Of"), rows, numbered=True)
    return Section("assumptions", "What was assumed", (Words(said), table))


def readings(core: Guideline) -> dict[str, tuple[Link, ...]]:
    """The assumptions of each rule by their numbers, by the anchor of the rule."""
    where = places(core)
    found: dict[str, tuple[Link, ...]] = {}
    number = 0
    for heading in (*headings(core), *(one.heading for one in core.invariants)):
        for place in range(1, len(heading.assuming) + 1):
            number += 1
            one = Link(str(number), anchor("assumption", heading.name, str(place)))
            found[where[id(heading)]] = (*found.get(where[id(heading)], ()), one)
    return found


def accepted(core: Guideline) -> Section:
    """What a proof would report, and why the author lets it stand."""
    where = places(core)
    rows = tuple(
        Row(
            f"{heading.name} {place}",
            (
                Item(
                    "anything found" if one.kind is None else f"{sentence(_FOUND[one.kind])} ({one.kind.value})",
                    trace=Trace(heading.name, one.line),
                ),
                Item(one.because),
                Item(_title(heading), links=(Link("read the rule", where[id(heading)]),)),
            ),
            anchor("accepted", heading.name, str(place)),
        )
        for heading in (*headings(core), *(one.heading for one in core.invariants))
        for place, one in enumerate(heading.accepted, 1)
    )
    if not rows:
        return Section("accepted", "Findings that were accepted", (Words("None."),))
    said = "What an examination of the rules finds, and the author lets stand."
    table = Table("accepted", "Accepted findings", ("Finding", "It stands because", "Of"), rows)
    return Section("accepted", "Findings that were accepted", (Words(said), table))


def claims(core: Guideline, spoken: Spoken) -> Section:
    """What the author takes to follow from the rules."""
    entries: list[Entry] = []
    for one in core.invariants:
        of = Statements(anchor("claim", one.heading.name), one.heading.name)
        never = one.kind is InvariantKind.NEVER
        items = []
        if one.advice is not None:
            advised = "it is never advised to" if never else "it is always advised to"
            words = f"{'give ' if isinstance(one.advice, ClaimedDose) else ''}{wording.claimed(one.advice)}"
            items.append(of.add(Item(sentence(f"{advised}: {words}")), one.heading.line))
        if one.when is not None:
            lead = "while" if one.advice is not None else "never so:" if never else "always so:"
            items.append(of.add(item(spoken.tree(one.when), lead), one.heading.line))
        if one.only_in:
            items.append(of.add(Item(only_in(spoken, one.only_in)), one.heading.line))
        entries.append(entry("claim", one.heading, one, listing(items)))
    said = "What is to hold of every patient; `careway prove` examines it." if entries else "The author claims nothing."
    return Section("claims", "What is claimed of every patient", (Words(said.replace("`", "")),), tuple(entries))


def background(core: Guideline) -> Section:
    """What a reader should know, and no rule can ask for."""
    items = [
        Item(
            one.text,
            anchor=anchor("background", str(place)),
            trace=Trace("background", one.line),
            cites=one.cites,
        )
        for place, one in enumerate(core.background, 1)
    ]
    blocks = listing(items) or (Words("None."),)
    return Section("background", "Background", tuple(blocks))
