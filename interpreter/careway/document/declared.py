"""The words that the rules use: what is defined, what is measured and recorded, and what a site may set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from careway.document.blocks import Block, Item, Row, Section, Table, Trace, Words
from careway.document.statements import anchor, item, sentence
from careway.ir import wording
from careway.ir.nodes import Guideline
from careway.ir.spoken import Spoken, normal
from careway.model.quantity import show
from careway.model.vocabulary import CodeSystem, Concept, GroupKind, Kind, Worse

_KINDS = {
    Kind.LAB: ("labs", "Laboratory tests"),
    Kind.VITAL: ("vitals", "Vital signs"),
    Kind.DRUG: ("drugs", "Drugs"),
    Kind.SYMPTOM: ("symptoms", "Symptoms"),
    Kind.CONDITION: ("conditions", "Conditions"),
    Kind.TEST: ("tests", "Tests with named results"),
    Kind.QUESTION: ("questions", "Questions to a clinician"),
}
_SYSTEMS = {
    CodeSystem.LOINC: "LOINC",
    CodeSystem.SNOMED: "SNOMED CT",
    CodeSystem.RXNORM: "RxNorm",
    CodeSystem.ATC: "ATC",
    CodeSystem.ICD10: "ICD-10",
}


def definitions(core: Guideline, spoken: Spoken) -> Section:
    """What the guideline means by a name of its own."""
    rows = []
    for one in sorted(core.definitions, key=lambda one: one.line):
        said = item(spoken.defined(one))
        said = Item(said.text, said.below, trace=Trace(one.shown, one.line))
        rows.append(Row(one.name, (Item(wording.plain(one.name)), said), anchor("definition", one.name)))
    if not rows:
        return Section("terms", "What the words mean", (Words("The guideline defines no words of its own."),))
    said_ = "The rules above use these words. A time that has not come yet, or a value that is missing, is unknown."
    table = Table("definitions", "Words of this guideline", ("Word", "Means"), tuple(rows))
    return Section("terms", "What the words mean", (Words(said_), table))


def vocabulary(core: Guideline) -> Section:
    """Every lab, drug, finding and question with its codes, units, limits, and how long a record speaks."""
    blocks: list[Block] = []
    for kind, (name, caption) in _KINDS.items():
        every = [one for one in core.vocabulary.concepts if one.kind is kind]
        if every:
            blocks.append(_table(name, caption, every))
    groups = core.vocabulary.groups
    if groups:
        rows = tuple(
            Row(
                one.name,
                (
                    Item(one.title or wording.plain(one.name), trace=Trace(one.name, one.line)),
                    Item("panel, ordered together" if one.kind is GroupKind.PANEL else "group"),
                    Item(wording.several(map(wording.plain, one.members))),
                ),
                anchor(one.kind.value, one.name),
            )
            for one in groups
        )
        blocks.append(Table("groups", "Panels and groups", ("Name", "Kind", "Members"), rows))
    said = (
        "ULN and LLN are the upper and lower limit of normal: those of the result's own laboratory, else those below."
    )
    return Section("vocabulary", "What is measured and recorded", (Words(said), *blocks))


def _table(name: str, caption: str, every: Sequence[Concept]) -> Table:
    """The columns of which some concept of this kind has something to say."""
    rows = [dict(_facts(one)) for one in every]
    head = [column for column in _COLUMNS if any(column in row for row in rows)]
    return Table(
        name,
        caption,
        ("Name", *head),
        tuple(
            Row(
                one.name,
                (
                    Item(sentence(_title(one)), trace=Trace(one.name, one.line)),
                    *(Item(row.get(column, _ELSE.get(column, "–"))) for column in head),
                ),
                anchor(one.kind.value, one.name),
            )
            for one, row in zip(every, rows, strict=True)
        ),
    )


def _title(one: Concept) -> str:
    """A concept by its title, and by the short name that the rules use for it where its title does not hold that."""
    name = wording.plain(one.name)
    short = one.kind.measured or one.kind in (Kind.DRUG, Kind.TEST)
    title = one.title or name
    return f"{title} ({name})" if short and name.lower() not in title.lower() else title


_COLUMNS = (
    "Unit",
    "Answers",
    "Normal range",
    "A record speaks for",
    "Without a record",
    "Refused outside",
    "Molar mass",
    "Worse",
    "Codes",
)
_ELSE = {"A record speaks for": "any time", "Without a record": "unknown"}


def _facts(one: Concept) -> Iterator[tuple[str, str]]:
    unit = one.unit or "1"
    if one.unit is not None:
        yield "Unit", one.unit
    if one.values:
        yield "Answers", wording.several(map(wording.plain, one.values), "or")
    if one.normal:
        yield "Normal range", normal(one)
    if one.current_for is not None:
        yield "A record speaks for", str(one.current_for)
    if one.absent_unless_recorded:
        yield "Without a record", "not taken" if one.kind is Kind.DRUG else "absent"
    if one.plausible is not None:
        low, high = one.plausible
        yield "Refused outside", f"{show(low, unit)} to {show(high, unit)}"
    if one.molar_mass is not None:
        yield "Molar mass", str(one.molar_mass)
    if one.worse is Worse.LOWER:
        yield "Worse", "when lower"
    if one.codes:
        yield "Codes", "; ".join(f"{_SYSTEMS[code.system]} {code.code}" for code in one.codes)


def parameters(core: Guideline) -> Section:
    """What a site or a population may set, and the sets that there are."""
    if not core.parameters:
        return Section("parameters", "What a site may set", (Words("There are no parameters."),))
    every = [(one.name, one) for one in core.sets]
    own = {name: {setting.parameter: setting.value for setting in one.settings} for name, one in every}
    rows = tuple(
        Row(
            one.name,
            (
                Item(sentence(wording.plain(one.name)), trace=Trace(one.name, one.line)),
                Item(one.title or "–"),
                Item(_held(one.value)),
                *(Item(_held(values[one.name]) if one.name in values else "the same") for values in own.values()),
            ),
            anchor("parameter", one.name),
        )
        for one in core.parameters
    )
    head = ("Name", "Meaning", "Value", *(f"In the set “{one.title or wording.plain(name)}”" for name, one in every))
    said = "The rules use these values; a patient's timeline, or whoever runs the guideline, says which set holds."
    return Section("parameters", "What a site may set", (Words(said), Table("parameters", "Parameters", head, rows)))


def _held(value: object) -> str:
    return str(value).removesuffix(" 1")
