"""Records of several patients as one table (CSV), one record a line: what `table` reads.

A group is spelled out, since a line speaks of one concept. A table has no place for overrides: whoever writes one says
how many were left out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from careway.ingest.chart import Number
from careway.ingest.native_text import Said, Written
from careway.ingest.values import read_limits
from careway.model.vocabulary import Vocabulary

COLUMNS = (
    "patient", "at", "concept", "value", "low", "high", "status", "known", "until", "id", "corrects", "retracts",
    "sex", "born", "died", "zone", "set",
)  # fmt: skip


def table_text(patients: Iterable[Written], vocabulary: Vocabulary) -> str:
    """The table of these patients, in their order, each one's records in the order of their times."""
    groups = {group.name: group.members for group in vocabulary.groups}
    text = _Text()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for written in patients:
        for number, row in enumerate(_rows(written, groups)):
            about = {"patient": written.patient} | (_about(written) if not number else {})
            writer.writerow({key: value for key, value in (about | row).items() if value is not None})
    return "".join(text.lines)


class _Text:
    """What a table is written to."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, line: str) -> None:
        """Take a line."""
        self.lines.append(line)


def _about(written: Written) -> dict[str, str | None]:
    return {
        "sex": written.sex,
        "born": written.born,
        "died": written.died,
        "zone": written.zone,
        "set": written.population,
    }


def _rows(written: Written, groups: dict[str, tuple[str, ...]]) -> Iterator[dict[str, str | None]]:
    rows = [
        (said.at, 0, said.known or "", _row(said, name))
        for said in written.records
        for name in groups.get(said.concept, (said.concept,))
    ]
    rows += [
        (one.at, 1, one.known or "", {"at": one.at, "known": one.known, "retracts": one.retracts})
        for one in written.retractions
    ]
    for *_, row in sorted(rows, key=lambda item: item[:3]):
        yield row


def _row(said: Said, concept: str) -> dict[str, str | None]:
    limits = None if said.range is None else read_limits(said.range)
    id = said.id if said.id is None or concept == said.concept else f"{said.id}/{concept}"
    return {
        "at": said.at,
        "concept": concept,
        "value": said.value,
        "low": None if limits is None else _end(limits.low),
        "high": None if limits is None else _end(limits.high),
        "status": said.status,
        "known": said.known,
        "until": said.until,
        "id": id,
        "corrects": said.corrects,
    }


def _end(end: Number | None) -> str | None:
    """One end of a reference range; its unit stands with it, as a table's other column may have another."""
    return None if end is None else f"{end.digits} {end.unit}" if end.unit is not None else end.digits
