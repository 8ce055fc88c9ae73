"""A table (CSV, TSV) in long form, one record a line, to charts: one for each patient that it names."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

from careway.base.diagnostics import Diagnostic
from careway.base.source import Source, Span
from careway.ingest.chart import Chart, Limits, Missing, Number, RawRecord, RawRetraction, Written
from careway.ingest.document import error, shorten
from careway.ingest.moments import Moment, read_moment
from careway.ingest.names import Names, shown_code
from careway.ingest.native import NAME, STATUSES
from careway.ingest.values import write_down
from careway.model.timeline import Refused
from careway.model.vocabulary import CodeSystem, Concept, Group, Kind, Sex, Vocabulary

REQUIRED = ("patient", "at", "concept", "value")
OPTIONAL = (
    "unit", "low", "high", "status", "known", "until", "id", "corrects", "retracts", "sex", "born", "died", "zone",
    "set", "note",
)  # fmt: skip
_ABOUT = ("sex", "born", "died", "zone", "set")
_DELIMITERS = (",", ";", "\t")
_MOST_ERRORS = 50


@dataclass(slots=True)
class _Patient:
    names: Names
    about: dict[str, str] = field(default_factory=dict)
    moments: dict[str, Moment] = field(default_factory=dict)
    records: list[RawRecord] = field(default_factory=list)
    retractions: list[RawRetraction] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)


def read_table(source: Source, vocabulary: Vocabulary) -> tuple[list[Chart], list[Diagnostic]]:
    """The charts of a table, in the order in which its patients first appear, or what is wrong with it."""
    reader = _Reader(source, vocabulary)
    reader.read()
    if reader.diagnostics:
        return [], reader.diagnostics
    return [_chart(label, patient) for label, patient in reader.patients.items()], []


def _chart(label: str, patient: _Patient) -> Chart:
    return Chart(
        label=label,
        born=patient.moments.get("born"),
        died=patient.moments.get("died"),
        sex=next((sex for sex in Sex if sex.value == patient.about.get("sex")), None),
        zone=patient.about.get("zone"),
        population=patient.about.get("set"),
        records=tuple(patient.records),
        retractions=tuple(patient.retractions),
        refused=tuple(patient.refused),
        unused=patient.names.unused_counts(),
    )


class _Reader:
    def __init__(self, source: Source, vocabulary: Vocabulary) -> None:
        self.source = source
        self.vocabulary = vocabulary
        self.diagnostics: list[Diagnostic] = []
        self.patients: dict[str, _Patient] = {}

    def read(self) -> None:
        """Reads header and lines; mistakes are kept, each with its line."""
        header_line = self.source.line(1)
        delimiter = max(_DELIMITERS, key=header_line.count)
        rows = self._rows(delimiter)
        header = [name.strip().casefold() for name in next(rows, (1, [""]))[1]]
        if not self._usable(header):
            return
        count = 0
        for line, cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            count += 1
            if len(cells) != len(header):
                help = "put a cell that holds the separator in double quotes"
                self._error("CW515", f"{len(cells)} cells, but the header names {len(header)}", line, help)
            else:
                self._row(dict(zip(header, (cell.strip() for cell in cells), strict=True)), line)
            if len(self.diagnostics) >= _MOST_ERRORS:
                return
        if not count and not self.diagnostics:
            self._error("CW507", "the table has no events", 1)

    def _rows(self, delimiter: str) -> Iterator[tuple[int, list[str]]]:
        rows = csv.reader(self.source.text.splitlines(keepends=True), delimiter=delimiter, strict=True)
        start = 1
        try:
            for cells in rows:
                yield start, cells
                start = rows.line_num + 1
        except csv.Error:
            self._error("CW515", "the table cannot be read from this line", start, "check the double quotes")

    def _usable(self, header: list[str]) -> bool:
        for name in REQUIRED:
            if name not in header:
                help = f"the header names at least {', '.join(REQUIRED)}, separated by commas, semicolons or tabs"
                self._error("CW514", f"the header has no column {name}", 1, help)
        for number, name in enumerate(header, 1):
            if name not in REQUIRED and name not in OPTIONAL:
                help = f"the columns are {', '.join(REQUIRED + OPTIONAL)}"
                wrong = "a name that is not known" if name else "no name"
                self._error("CW514", f"column {number} has {wrong}", 1, help)
            elif header.count(name) > 1:
                self._error("CW514", f"the column {name} stands twice", 1)
                break
        return not self.diagnostics

    def _row(self, row: dict[str, str], line: int) -> None:
        if not row["patient"]:
            self._error("CW507", "the line does not say whose it is", line)
            return
        patient = self.patients.get(row["patient"])
        if patient is None:
            patient = self.patients[row["patient"]] = _Patient(Names(self.vocabulary))
        self._about(patient, row, line)
        at, known, until = (self._moment(column, row.get(column, ""), line) for column in ("at", "known", "until"))
        status = row.get("status") or None
        if status is not None and status not in STATUSES:
            self._error("CW510", "this status is not known", line, f"one of {', '.join(STATUSES)}")
        if not row["at"]:
            self._error("CW507", "the line has no date", line)
        if at is None:
            return
        if row.get("retracts"):
            patient.retractions.append(RawRetraction(row["retracts"], at, known, line))
            return
        concepts = self._concepts(patient, row["concept"], at, line)
        id = row.get("id") or None
        if id is not None:
            if id in patient.ids:
                self._error("CW519", "this id stands for two records of one patient", line)
            patient.ids.add(id)
        for concept in concepts:
            patient.records.append(
                RawRecord(
                    concept,
                    at,
                    _written(row["value"], row.get("unit", ""), concept),
                    None,
                    until,
                    known,
                    _limits(row.get("low", ""), row.get("high", ""), row.get("unit", "")),
                    status,
                    id if id is None or len(concepts) == 1 else f"{id}/{concept.name}",
                    row.get("corrects") or None,
                    line,
                )
            )

    def _about(self, patient: _Patient, row: dict[str, str], line: int) -> None:
        for name in _ABOUT:
            text = row.get(name, "")
            if not text:
                continue
            if patient.about.setdefault(name, text) != text:
                self._error("CW513", f"two lines of one patient differ in {name}", line)
            elif name in ("born", "died") and name not in patient.moments:
                moment = self._moment(name, text, line)
                if moment is not None:
                    patient.moments[name] = moment
            elif name == "sex" and text not in ("unknown", *(sex.value for sex in Sex)):
                self._error("CW510", "this sex is not known", line, "female, male, other or unknown")

    def _concepts(self, patient: _Patient, text: str, at: Moment, line: int) -> list[Concept]:
        names = patient.names
        system, bar, code = text.partition("|")
        if bar:
            known = next((one for one in CodeSystem if one.value == system.strip().casefold()), None)
            found = [] if known is None else names.by_code.get((known, code.strip()), [])
            if not found:
                names.unused[f"{known.value} {shown_code(known, code.strip())}" if known else "a local code"] += 1
            return found
        concept = names.find(text)
        if isinstance(concept, Concept):
            return [concept]
        near = text if isinstance(concept, Group) else names.resembling(text)
        if near is None:
            names.unused[_named(text)] += 1
        elif isinstance(concept, Group):
            reason = "a line speaks of one concept: write one line for each member"
            patient.refused.append(Refused(f"{text} on {at.text}", reason, line))
        else:
            reason = f"the guideline declares no such name; did you mean {near}?"
            patient.refused.append(Refused(f"{shorten(text)} on {at.text}", reason, line))
        return []

    def _moment(self, column: str, text: str, line: int) -> Moment | None:
        moment = read_moment(text) if text else None
        if isinstance(moment, str):
            self._error("CW509", f"the column {column} does not hold a date", line, moment)
            return None
        return moment

    def _error(self, code: str, title: str, line: int, help: str | None = None) -> None:
        start = _start_of(self.source, line)
        self.diagnostics.append(error(code, title, Span(start, start + max(1, len(self.source.line(line)))), "", help))


def _named(text: str) -> str:
    """A name as the list of unused names repeats it; a text of another form may be anything."""
    if not text:
        return "no name"
    return text if NAME.fullmatch(text) and len(text) <= 40 else "a text that is no name"


def _start_of(source: Source, line: int) -> int:
    low, high = 0, len(source.text)
    while low < high:
        middle = (low + high) // 2
        if source.position(middle)[0] < line:
            low = middle + 1
        else:
            high = middle
    return low


def _written(value: str, unit: str, concept: Concept) -> Written:
    if concept.kind is not Kind.DRUG and not concept.kind.measured:
        return write_down(value)
    written = write_down(value)
    if not isinstance(written, Number):
        return written
    if not unit:
        return written
    if written.unit is not None and unit != written.unit:
        # The unit stands in both cells: they must agree, or nobody knows which holds.
        why = "its value and the column unit give two units"
        return Number(written.comparator, written.digits, None, written.until, why)
    return Number(written.comparator, written.digits, unit, written.until)


def _limits(low: str, high: str, unit: str) -> Limits | None:
    ends: list[Number | None] = []
    for text in (low, high):
        end = write_down(text)
        if isinstance(end, Missing):
            ends.append(None)
        elif isinstance(end, Number) and end.until is None and not end.comparator:
            ends.append(Number("", end.digits, end.unit or unit or None))
        else:
            return Limits(note="it cannot be read")
    return None if ends == [None, None] else Limits(ends[0], ends[1])
