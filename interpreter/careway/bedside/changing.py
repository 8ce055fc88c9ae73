"""A patient's file with one record changed, added or removed, and nothing else: the text stays as it is around it.

In: a `PatientFile` and what is to be otherwise. Out: the new text, read back: every other record must be as it was, or
the change is not made (`NotDone`). A record whose date alone moves leaves the event that it shares with others, for one
of its own; what the event says of all its records (known, status, until, what it corrects) goes with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from careway.base.record import record
from careway.base.source import Span
from careway.bedside import text_layout
from careway.bedside.records import PatientFile, Row, Unread, read_file, value_of
from careway.bedside.text_layout import NotDone, Pair
from careway.ingest.chart import Chart, RawRecord
from careway.ingest.document import Fields, Scalar
from careway.ingest.moments import Moment, read_moment
from careway.ingest.native import EVENT_KEYS
from careway.ingest.native_text import scalar
from careway.ingest.values import Unusable, read_value, write_down
from careway.model.vocabulary import Concept, Vocabulary

GONE = "there is no such record in the file any more"
OTHER_FORM = "records of this form of file are not changed here: write it in Careway's own form first"
_LONGEST = 200
_MORE = ("override", "reason", "retracts")
"""Keys of an event that speak of no record."""
_SHARED = ("until", "known", "status", "corrects", "source")
"""Keys of an event that go with a record that leaves it. (Its id does not: it is that of the others.)"""

_RowsOf = Callable[[PatientFile], list[Row]]


@record
class Edited:
    """A file after a change. `row` is the record that was changed or added (None: it was removed), `span` where."""

    file: PatientFile
    row: Row | None
    span: Span


def change(
    file: PatientFile, vocabulary: Vocabulary, key: str, value: str | None = None, at: str | None = None
) -> Edited:
    """Another value or date, as a person writes them, for a record."""
    row = _editable(file, key)
    if value is not None:
        value = _plain(value)
        if row.concept is not None:
            _must_fit(value, row.concept, row)
    if at is not None:
        at = _plain(at)
        _must_be_a_date(at)
    if (value is None or value == row.value) and (at is None or at == row.at):
        assert row.spot is not None
        return Edited(file, row, row.spot.span)
    if row.spot is not None and row.spot.of_group:
        file = _without_group(file, vocabulary, row)
        row = _editable(file, key)
    if value is not None and value != row.value:
        file, row = _with_value(file, vocabulary, row, value)
    if at is not None and at != row.at:
        file, row = _with_date(file, vocabulary, row, at)
    assert row.spot is not None
    return Edited(file, row, row.spot.span)


def remove(file: PatientFile, vocabulary: Vocabulary, key: str) -> Edited:
    """A record less; an event of which nothing is left goes with it."""
    row = _editable(file, key)
    if sum(one.spot is not None for one in file.rows) == 1:
        raise NotDone("this is the last record: a timeline without any cannot be read")
    if row.spot is not None and row.spot.of_group:
        file = _without_group(file, vocabulary, row)
        row = _editable(file, key)
    spot, text = row.spot, file.source.text
    assert spot is not None
    event = file.event(spot.event)
    if len(_said(event)) == 1 and not _says_more(event):
        if len(file.events.items) == 1:
            raise NotDone("this is the last event: a timeline without any cannot be read")
        new = text_layout.item_removed(text, file.events, spot.event)
    else:
        _ids_must_hold(file, row, event, removed=True)
        new = text_layout.pair_removed(text, event, spot.pair)
    found = _read_back(file, vocabulary, new, [row], lambda _: [])
    at = min(spot.span.start, len(new))
    return Edited(found, None, Span(at, at))


def add(file: PatientFile, vocabulary: Vocabulary, name: str, at: str, value: str) -> Edited:
    """One more record: in the event of that time, or in one of its own after those before it."""
    at, value = _plain(at), _plain(value)
    if file.tree is None:
        raise NotDone(OTHER_FORM)
    moment = _must_be_a_date(at)
    concepts = _concepts(vocabulary, name)
    for concept in concepts:
        _must_fit(value, concept, None)
    text, events = file.source.text, file.events
    for number, event in enumerate(events.items):
        if isinstance(event, Fields) and _takes_in(event, name, at):
            new = text_layout.pair_added(text, event, _pair(text, event, name, value))
            return _added(file, vocabulary, new, number, name, at, value)
    before = [number for number in range(len(events.items)) if _begins(file, number) <= moment.local.isoformat()]
    beside = max(before, default=0)
    model = file.event(beside)
    pairs = [_pair(text, model, "at", at), _pair(text, model, name, value)]
    new = text_layout.item_added(text, events, beside, pairs, after=bool(before))
    return _added(file, vocabulary, new, beside + bool(before), name, at, value)


# --- one change -------------------------------------------------------------------------------------------------------


def _with_value(file: PatientFile, vocabulary: Vocabulary, row: Row, value: str) -> tuple[PatientFile, Row]:
    assert row.spot is not None
    key, tree = file.event(row.spot.event).pairs[row.spot.pair]
    old, inner = value_of(tree)
    if old is None:
        raise NotDone(text_layout.UNCLEAR)
    new = text_layout.scalar_replaced(file.source.text, inner or key, old, value)
    return _moved_to(file, vocabulary, row, new, row.spot.event, value, row.at)


def _with_date(file: PatientFile, vocabulary: Vocabulary, row: Row, at: str) -> tuple[PatientFile, Row]:
    spot, text = row.spot, file.source.text
    assert spot is not None
    event = file.event(spot.event)
    key, old = next((key, old) for key, old in event.pairs if key.text == "at")
    assert isinstance(old, Scalar)
    if len(_said(event)) == 1 and not _says_more(event):
        new = text_layout.scalar_replaced(text, key, old, at)
        return _moved_to(file, vocabulary, row, new, spot.event, row.value, at)
    _ids_must_hold(file, row, event, removed=False)
    put = text_layout.encoded(at, old, text, text[key.span.start] == '"')
    own = [Pair(text[key.span.start : key.span.end], put)]
    own += [
        text_layout.pair_at(text, event, place) for place, (one, _) in enumerate(event.pairs) if one.text in _SHARED
    ]
    own.append(text_layout.pair_at(text, event, spot.pair, with_comment=True))
    apart = text_layout.item_added(text, file.events, spot.event, own)
    # The new event stands behind the old one, so that the places of this tree still hold for what is taken from it.
    new = text_layout.pair_removed(apart, event, spot.pair)
    return _moved_to(file, vocabulary, row, new, spot.event + 1, row.value, at)


def _moved_to(
    file: PatientFile, vocabulary: Vocabulary, row: Row, text: str, event: int, value: str, at: str
) -> tuple[PatientFile, Row]:
    """The file of a new text, and the changed record in it: what it must say, and nothing else."""

    def of_record(new: PatientFile) -> list[Row]:
        here = [one for one in new.rows if one.spot and one.spot.event == event and not one.spot.of_group]
        return [one for one in here if one.name == row.name][:1]

    found = _read_back(file, vocabulary, text, [row], of_record)
    now = next(iter(of_record(found)), None)
    if now is None:
        raise NotDone(text_layout.UNCLEAR)
    before, after = row.raw, now.raw
    if now.value != value or now.at != at or (before is None) != (after is None):
        raise NotDone(text_layout.UNCLEAR)
    if before is not None and after is not None:
        wanted = replace(before, value=after.value, at=after.at, id=after.id, line=after.line)
        if after != wanted or after.value != write_down(value):
            raise NotDone(text_layout.UNCLEAR)
    return found, now


def _without_group(file: PatientFile, vocabulary: Vocabulary, row: Row) -> PatientFile:
    """The file with each member of a group by its own name, where one word was said of the group."""
    spot, text = row.spot, file.source.text
    assert spot is not None
    event = file.event(spot.event)
    key, value = event.pairs[spot.pair]
    if isinstance(value, Fields) and any(one.text == "id" for one, _ in value.pairs):
        raise NotDone("this is said of a group under one id: say it of each member in the text first")
    quote = '"' if text[key.span.start] == '"' else ""
    together = [one for one in file.rows if one.spot and one.spot.span == spot.span]
    of_group = text_layout.pair_at(text, event, spot.pair)
    pairs = [replace(of_group, key=f"{quote}{one.name}{quote}") for one in together]
    new = text_layout.pair_replaced(text, event, spot.pair, pairs)
    return _read_back(file, vocabulary, new, [], lambda _: [])


def _added(file: PatientFile, vocabulary: Vocabulary, text: str, event: int, name: str, at: str, value: str) -> Edited:
    members = _concepts(vocabulary, name)

    def of_record(new: PatientFile) -> list[Row]:
        names = {name, *(member.name for member in members)}
        found = [one for one in new.rows if one.spot and one.spot.event == event and one.name in names]
        last = max((one.spot.pair for one in found if one.spot), default=0)
        return [one for one in found if one.spot and one.spot.pair == last]

    found = _read_back(file, vocabulary, text, [], of_record)
    rows = of_record(found)
    if len(rows) != len(members) or any((row.value, row.at) != (value, at) for row in rows):
        raise NotDone(text_layout.UNCLEAR)
    spot = rows[0].spot
    assert spot is not None
    return Edited(found, rows[0], spot.span)


# --- reading back -----------------------------------------------------------------------------------------------------


def _read_back(
    file: PatientFile,
    vocabulary: Vocabulary,
    text: str,
    taken: Sequence[Row],
    put: _RowsOf,
) -> PatientFile:
    """The file of a new text, which must say what the old one did, but for the rows `taken` from the old and those
    `put` into the new."""
    new = read_file(file.source.name, text, vocabulary)
    if isinstance(new, Unread):
        raise NotDone(text_layout.UNCLEAR)
    fresh = put(new)
    before = [_bare(row.raw) for row in file.rows if not any(row is one for one in taken)]
    after = [_bare(row.raw) for row in new.rows if not any(row is one for one in fresh)]
    if len(before) != len(after) or any(not _same(one, other) for one, other in zip(before, after, strict=True)):
        raise NotDone(text_layout.UNCLEAR)
    if _around(file.chart, taken) != _around(new.chart, fresh):
        raise NotDone(text_layout.UNCLEAR)
    return new


def _bare(raw: RawRecord | None) -> RawRecord | None:
    return None if raw is None else replace(raw, line=0)


def _same(before: RawRecord | None, after: RawRecord | None) -> bool:
    """Whether a record is as it was. One that is left alone in its event takes the event's id."""
    if before == after or before is None or after is None or before.id is None:
        return before == after
    return after == replace(before, id=before.id.partition("/")[0])


def _around(chart: Chart, rows: Sequence[Row]) -> tuple[object, ...]:
    """What a chart says beside its usable records, without what it says of these rows."""
    named = [(one.record, one.reason) for one in chart.refused]
    for row in rows:
        if row.raw is None and (f"{row.name} on {row.at}", row.refused) in named:
            named.remove((f"{row.name} on {row.at}", row.refused or ""))
    return (
        (chart.label, chart.born, chart.died, chart.sex, chart.zone, chart.population, chart.unused),
        [replace(one, line=0) for one in chart.retractions],
        [replace(one, line=0) for one in chart.overrides],
        named,
    )


# --- what may be asked ------------------------------------------------------------------------------------------------


def _editable(file: PatientFile, key: str) -> Row:
    row = file.row(key)
    if row is None:
        raise NotDone(GONE)
    if row.spot is None:
        raise NotDone(OTHER_FORM)
    return row


def _plain(text: str) -> str:
    text = text.strip()
    if not text or len(text) > _LONGEST:
        raise NotDone(f"write a text of 1 to {_LONGEST} characters")
    return text


def _must_be_a_date(at: str) -> Moment:
    moment = read_moment(at)
    if isinstance(moment, str):
        raise NotDone(moment)
    return moment


def _must_fit(value: str, concept: Concept, row: Row | None) -> None:
    limits = None if row is None or row.raw is None else row.raw.limits
    found = read_value(write_down(value), concept, limits)
    if isinstance(found, Unusable):
        raise NotDone(found.reason)


def _ids_must_hold(file: PatientFile, row: Row, event: Fields, removed: bool) -> None:
    """Refuse where another record names one by an id that it would lose. A record that leaves its event loses the
    event's id; the one that is left alone there loses its name behind that id."""
    visit = next((value.text for key, value in event.pairs if key.text == "id" and isinstance(value, Scalar)), None)
    if visit is None:
        return
    named = {one.raw.corrects for one in file.rows if one.raw} | {one.retracts for one in file.chart.retractions}
    ids = {one.raw.id: one is row for one in file.rows if one.raw and one.raw.id}
    of_event = {id: is_row for id, is_row in ids.items() if id.partition("/")[0] == visit}
    left_alone = len(_said(event)) == 2
    lost = {id for id, is_row in of_event.items() if (not is_row and left_alone) or (is_row and not removed)}
    leaves = not removed and True in of_event.values()
    if lost & named or (leaves and visit in named):
        raise NotDone("another record corrects or takes back this one by the id of its event: change it in the text")


def _concepts(vocabulary: Vocabulary, name: str) -> list[Concept]:
    """What a name stands for: a concept, or the members of a group."""
    by_name = {concept.name: concept for concept in vocabulary.concepts}
    group = next((group for group in vocabulary.groups if group.name == name), None)
    if name in by_name:
        return [by_name[name]]
    if group is None:
        raise NotDone("the guideline has no such name")
    return [by_name[member] for member in group.members]


# --- events -----------------------------------------------------------------------------------------------------------


def _said(event: Fields) -> list[str]:
    return [key.text for key, _ in event.pairs if key.text not in EVENT_KEYS]


def _says_more(event: Fields) -> bool:
    return any(key.text in _MORE for key, _ in event.pairs)


def _takes_in(event: Fields, name: str, at: str) -> bool:
    """Whether one more record can stand in an event: it says nothing of all its records but when they were."""
    keys = [key.text for key, _ in event.pairs]
    its = next((value.text for key, value in event.pairs if key.text == "at" and isinstance(value, Scalar)), None)
    return its == at and name not in keys and not any(key in EVENT_KEYS for key in keys if key != "at")


def _begins(file: PatientFile, number: int) -> str:
    at = next((value for key, value in file.event(number).pairs if key.text == "at"), None)
    moment = read_moment(at.text) if isinstance(at, Scalar) else ""
    return moment.local.isoformat() if isinstance(moment, Moment) else ""


def _pair(text: str, model: Fields, name: str, value: str) -> Pair:
    """A key with its value, quoted as the keys of an event are."""
    if text[model.pairs[0][0].span.start] == '"':
        return Pair(text_layout.quoted(name), text_layout.quoted(value))
    return Pair(name, scalar(value))
