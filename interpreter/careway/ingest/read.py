"""A file's bytes to timelines: limits, encoding, which format it is, and one reader for each.

In: a name, bytes, the vocabulary of a guideline. Out: timelines, or diagnostics with places. Nothing is read from disk
here, no name of a patient stands in any message, and the same bytes always give the same timelines.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import field
from datetime import tzinfo

from careway.base.diagnostics import Diagnostic
from careway.base.record import record
from careway.base.source import Source, Span
from careway.ingest.bind import bind
from careway.ingest.chart import Chart
from careway.ingest.document import Tree, error
from careway.model.timeline import Timeline
from careway.model.vocabulary import Vocabulary

MOST_NATIVE = 1_000_000
MOST_RECORDS = 50_000_000
"""The largest file in bytes: in Careway's own form, and as a table or a FHIR bundle (unpacked)."""
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")
_FHIR = re.compile(r'"resourceType"\s*:')


@record
class Read:
    """What a file gave: a timeline for each patient, or (with none) what is wrong with the file."""

    timelines: tuple[Timeline, ...]
    diagnostics: tuple[Diagnostic, ...]
    source: Source


@record
class Charts:
    """What a file says of each patient, before it is bound to units and time, with the zone in which its times are
    read; or (with none) what is wrong with the file. `tree` is that of a file in Careway's own form, for whoever
    changes its text."""

    charts: tuple[tuple[Chart, tzinfo | None], ...]
    sha256: str
    diagnostics: tuple[Diagnostic, ...]
    source: Source
    tree: Tree | None = field(default=None, compare=False, repr=False)


def read_timelines(
    name: str, data: bytes, vocabulary: Vocabulary, *, zone: str | None = None, patient: str | None = None
) -> Read:
    """Reads the records of one file. `zone` holds where the file names none; `patient` chooses one by the id that
    the file uses, where it holds several."""
    read = read_charts(name, data, vocabulary, zone=zone, patient=patient)
    timelines = tuple(bind(chart, place, read.sha256) for chart, place in read.charts)
    return Read(timelines, read.diagnostics, read.source)


def read_charts(
    name: str, data: bytes, vocabulary: Vocabulary, *, zone: str | None = None, patient: str | None = None
) -> Charts:
    """What one file says, as `read_timelines` takes it, for whoever changes a record as it was written; `bind` makes
    a timeline of each chart."""
    sha256 = hashlib.sha256(data).hexdigest()
    packed = data[:2] == b"\x1f\x8b"
    unpacked = _unpack(data) if packed else data
    if isinstance(unpacked, Diagnostic):
        return Charts((), sha256, (unpacked,), Source(name, ""))
    text = _decode(unpacked)
    if isinstance(text, Diagnostic):
        return Charts((), sha256, (text,), Source(name, ""))
    base = name.lower().removesuffix(".gz")
    kind = _format(base, text)
    most = MOST_NATIVE if kind in ("yaml", "json") else MOST_RECORDS
    if len(unpacked) > most:
        return Charts((), sha256, (_too_large(most),), Source(name, ""))
    source = Source(name, "" if kind == "fhir" else text)
    charts: list[Chart]
    diagnostics: list[Diagnostic]
    tree: Tree | None = None
    if kind == "fhir":
        from careway.ingest.fhir import read_fhir

        charts, diagnostics, source = read_fhir(name, text, vocabulary, patient)
    elif kind == "table":
        from careway.ingest.table import read_table

        charts, diagnostics = read_table(source, vocabulary)
    else:
        charts, diagnostics, tree = _native(kind, source, vocabulary)
    if patient is not None and kind != "fhir" and not diagnostics:
        charts = [chart for chart in charts if chart.label == patient]
        if not charts:
            diagnostics.append(error("CW516", "the file has no such patient", Span(0, 0)))
    placed: list[tuple[Chart, tzinfo | None]] = []
    for chart in charts if not diagnostics else ():
        place = _zone(chart.zone or zone, source)
        if isinstance(place, Diagnostic):
            diagnostics.append(place)
            break
        placed.append((chart, place))
    diagnostics.sort(key=lambda one: one.label.span.start)
    return Charts(() if diagnostics else tuple(placed), sha256, tuple(diagnostics), source, tree)


def _native(kind: str, source: Source, vocabulary: Vocabulary) -> tuple[list[Chart], list[Diagnostic], Tree | None]:
    from careway.ingest.native import read_native

    if kind == "json":
        from careway.ingest.json_tree import json_tree

        tree, wrong = json_tree(source)
    else:
        from careway.ingest.yaml_tree import yaml_tree

        tree, wrong = yaml_tree(source)
    if wrong:
        return [], list(wrong), None
    chart, diagnostics = read_native(tree, source, vocabulary)
    return ([] if chart is None else [chart]), diagnostics, tree


def _format(name: str, text: str) -> str:
    """Which format: by what the file holds, and by its ending where that leaves it open."""
    start = text[:4096].lstrip()
    if start[:1] in ("{", "[") and not name.endswith((".yaml", ".yml")):
        return "fhir" if _FHIR.search(text) else "json"
    if name.endswith((".csv", ".tsv")):
        return "table"
    if name.endswith((".yaml", ".yml", ".json")):
        return "json" if name.endswith(".json") else "yaml"
    header = start.partition("\n")[0].lower()
    return "table" if "concept" in header and any(mark in header for mark in ",;\t") else "yaml"


def _unpack(data: bytes) -> bytes | Diagnostic:
    import zlib

    unpacker = zlib.decompressobj(wbits=31)
    try:
        found = unpacker.decompress(data, MOST_RECORDS + 1)
    except zlib.error:
        return error("CW500", "the packed file (.gz) is damaged", Span(0, 0))
    if len(found) > MOST_RECORDS:
        return _too_large(MOST_RECORDS)
    if not unpacker.eof:
        return error("CW500", "the packed file (.gz) ends too early", Span(0, 0))
    return found


def _decode(data: bytes) -> str | Diagnostic:
    if len(data) > MOST_RECORDS:
        return _too_large(MOST_RECORDS)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data[: problem.start].count(b"\n") + 1
        return error("CW500", f"the file is not UTF-8 text (line {line})", Span(0, 0), help="save it as UTF-8")
    return text


def _too_large(most: int) -> Diagnostic:
    return error("CW501", f"the file is larger than {most // 1_000_000} MB", Span(0, 0))


def _zone(name: str | None, source: Source) -> tzinfo | Diagnostic | None:
    if name is None:
        return None
    from zoneinfo import ZoneInfo

    try:
        if _ZONE.fullmatch(name):
            return ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        pass
    at = source.text.find(name)
    span = Span(0, 0) if at < 0 else Span(at, at + len(name))
    return error("CW511", "this time zone is not known", span, help="write it as Europe/Berlin")
