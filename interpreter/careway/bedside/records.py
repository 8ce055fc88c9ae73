"""A patient's file, read once: its timeline, and every record with what became of it and where it stands.

In: a file's name and text, and a guideline's vocabulary. Out: a `PatientFile`, or what is wrong with the file. A record
is named by the key of its event, so that a point of the picture leads to it; one that has none gets a name of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, tzinfo

from careway.base.diagnostics import Diagnostic, Severity
from careway.base.record import record
from careway.base.source import Source, Span
from careway.ingest.bind import Fate, bound
from careway.ingest.chart import Chart, Missing, Number, RawRecord, Written
from careway.ingest.document import Fields, Items, Scalar, Tree, shorten
from careway.ingest.moments import Moment, read_moment
from careway.ingest.native import EVENT_KEYS
from careway.ingest.read import read_charts
from careway.model.timeline import Refused, Timeline
from careway.model.vocabulary import Concept, Vocabulary

SEVERAL = (
    "this file holds the records of {count} patients: write a file for each of them, and one of them can be shown here"
)


@record
class Spot:
    """Where a record stands in a file of Careway's own form: the number of its event, the number of its name in it,
    and the stretch of its name with its value. `of_group`: it is said of a group, together with other records."""

    event: int
    pair: int
    span: Span
    of_group: bool


@record
class Row:
    """A record of the file. `value`, `at` and `known` are as written; `concept` None: the guideline has no such name.
    `used`: it stands on the timeline under its key. `notes` say how it was read otherwise than it is written. `spot`
    None: a form of file that is not changed here."""

    key: str
    name: str
    concept: Concept | None
    value: str
    at: str
    known: str | None
    line: int
    used: bool
    refused: str | None
    notes: tuple[str, ...]
    raw: RawRecord | None
    spot: Spot | None


@record
class PatientFile:
    """A file that could be read. `rows` are in the order of the file; `tree` is that of Careway's own form."""

    source: Source
    chart: Chart
    zone: tzinfo | None
    timeline: Timeline
    rows: tuple[Row, ...]
    tree: Fields | None
    warnings: tuple[Diagnostic, ...]

    @property
    def events(self) -> Items:
        """The events of a file in Careway's own form."""
        assert self.tree is not None
        found = next(value for key, value in self.tree.pairs if key.text == "events")
        assert isinstance(found, Items)
        return found

    def event(self, place: int) -> Fields:
        """One of them."""
        found = self.events.items[place]
        assert isinstance(found, Fields)
        return found

    def row(self, key: str) -> Row | None:
        """The record of that key."""
        return next((row for row in self.rows if row.key == key), None)


@record
class Unread:
    """A file that could not be read: why, and what is wrong with it."""

    why: str
    diagnostics: tuple[Diagnostic, ...]
    source: Source


def read_file(name: str, text: str, vocabulary: Vocabulary) -> PatientFile | Unread:
    """The one patient of a file."""
    read = read_charts(name, text.encode("utf-8", "surrogatepass"), vocabulary)
    if any(one.severity is Severity.ERROR for one in read.diagnostics) or not read.charts:
        why = "the file of the patient cannot be read" if read.diagnostics else "no patient is in this file"
        return Unread(why, read.diagnostics, read.source)
    if len(read.charts) > 1:
        return Unread(SEVERAL.format(count=len(read.charts)), (), read.source)
    ((chart, zone),) = read.charts
    found = bound(chart, zone, read.sha256)
    tree = read.tree if isinstance(read.tree, Fields) else None
    rows = tuple(_keyed(_rows(chart, found.fates, tree, read.source)))
    return PatientFile(read.source, chart, zone, found.timeline, rows, tree, read.diagnostics)


def in_time_order(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Records by when they happened, as they are written."""
    return tuple(sorted(rows, key=lambda row: _time(row.at)))


def as_written(value: Written) -> str:
    """A value as a file of Careway's own form would have it."""
    if isinstance(value, Number):
        until = "" if value.until is None else f" to {value.until}"
        return f"{value.comparator}{value.digits}{until}{'' if value.unit is None else f' {value.unit}'}"
    return "no value" if isinstance(value, Missing) else value.text


def value_of(tree: Tree) -> tuple[Scalar | None, Scalar | None]:
    """The scalar that holds a record's value, and the key before it where the record is written at length."""
    if isinstance(tree, Scalar):
        return tree, None
    for key, value in tree.pairs if isinstance(tree, Fields) else ():
        if key.text == "value" and isinstance(value, Scalar):
            return value, key
    return None, None


def _time(at: str) -> datetime:
    moment = read_moment(at)
    return moment.local if isinstance(moment, Moment) else datetime.max


def _keyed(rows: Iterator[Row]) -> Iterator[Row]:
    """Rows with a key each: those that have none are counted."""
    taken: dict[str, int] = {}
    for row in rows:
        if row.used:
            yield row
            continue
        key = f"{row.name} {row.at} (not used)"
        taken[key] = taken.get(key, 0) + 1
        yield replace(row, key=key if taken[key] == 1 else f"{key} #{taken[key]}")


def _rows(chart: Chart, fates: tuple[Fate, ...], tree: Fields | None, source: Source) -> Iterator[Row]:
    left = list(chart.refused)
    if tree is None:
        yield from (_row(raw, fate, None, None) for raw, fate in zip(chart.records, fates, strict=True))
    else:
        yield from _rows_of_tree(chart, fates, tree, source, left)
    for refused in left:
        yield _refused_row(refused)


def _rows_of_tree(
    chart: Chart, fates: tuple[Fate, ...], tree: Fields, source: Source, left: list[Refused]
) -> Iterator[Row]:
    """The records of a tree in its order; those that are refused by their names too, which are taken off `left`."""
    standing: dict[int, list[tuple[RawRecord, Fate]]] = {}
    for raw, fate in zip(chart.records, fates, strict=True):
        standing.setdefault(raw.span.start, []).append((raw, fate))
    events = next((value for key, value in tree.pairs if key.text == "events"), None)
    for number, event in enumerate(events.items if isinstance(events, Items) else ()):
        pairs = event.pairs if isinstance(event, Fields) else ()
        at = next((value.text for key, value in pairs if key.text == "at" and isinstance(value, Scalar)), "")
        for place, (key, value) in enumerate(pairs):
            if key.text in EVENT_KEYS:
                continue
            held, _ = value_of(value)
            written = "" if held is None or held.is_null else held.text
            span = key.span.to(value.span)
            found = standing.get(key.span.start, [])
            for raw, fate in found:
                spot = Spot(number, place, span, raw.concept.name != key.text)
                yield _row(raw, fate, written or "no value", spot)
            said = f"{shorten(key.text)} on {at}"
            line = source.position(key.span.start)[0]
            refused = next((one for one in left if one.record == said and one.line == line), None)
            if not found and refused is not None:
                left.remove(refused)
                spot = Spot(number, place, span, False)
                name = shorten(key.text)
                yield Row("", name, None, written, at, None, line, False, refused.reason, (), None, spot)


def _row(raw: RawRecord, fate: Fate, written: str | None, spot: Spot | None) -> Row:
    return Row(
        key=fate.key or "",
        name=raw.concept.name,
        concept=raw.concept,
        value=as_written(raw.value) if written is None else written,
        at=raw.at.text,
        known=None if raw.known is None else raw.known.text,
        line=raw.line,
        used=fate.key is not None,
        refused=fate.refused,
        notes=fate.notes,
        raw=raw,
        spot=spot,
    )


def _refused_row(refused: Refused) -> Row:
    """A record that its reader refused, of which there is no more than what it says of it."""
    name, on, at = refused.record.rpartition(" on ")
    return Row(
        "",
        name if on else refused.record,
        None,
        "",
        at if on else "",
        None,
        refused.line,
        False,
        refused.reason,
        (),
        None,
        None,
    )
