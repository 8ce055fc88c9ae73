"""Whatever the file looks like: a change is that change, nothing else, and can be taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bedside.files import VOCABULARY, read
from careway.bedside.changing import add, change, remove
from careway.bedside.records import PatientFile, Row, Unread, read_file
from careway.bedside.rewriting import contents, rewritten
from careway.bedside.text_layout import NotDone
from careway.ingest.native_text import Said, Written, event_lines, native_text, scalar

LABS = st.sampled_from(["31 U/L", ">1000 U/L", "33.5 U/L", "no value", "31 [IU]/L", "<5 U/L"])
VALUES = {
    "ALT": LABS,
    "AST": LABS,
    "aza": st.sampled_from(["50 mg/day", "25 to 50 mg/day", "stopped", "350 mg/week"]),
    "nausea": st.sampled_from(["present", "absent"]),
    "itch": st.sampled_from(["present", "absent"]),
    "gene": st.sampled_from(["normal", "low", "deficient"]),
}
TIMES = st.sampled_from(["2025-03-15", "2025-03-15T09:30", "2025-03-16", "2025-03-20T23:59", "2025-04-01", "2025-04"])
KNOWN = st.sampled_from([None, None, None, "2025-03-17", "2025-04-02T08:00"])
RECORDS = st.sampled_from(sorted(VALUES)).flatmap(
    lambda name: st.builds(
        Said,
        at=TIMES,
        concept=st.just(name),
        value=VALUES[name],
        known=KNOWN,
        range=st.sampled_from([None, None, "up to 40 U/L"]) if name in ("ALT", "AST") else st.none(),
        status=st.sampled_from([None, None, "preliminary", "entered-in-error"]),
    )
)
PATIENTS = st.lists(RECORDS, min_size=2, max_size=9).map(lambda found: Written("p", tuple(found)))


def flow(written: Written) -> str:
    """As Careway itself writes it."""
    return native_text(written)


def commented(written: Written) -> str:
    """In flow style, with comments that hold characters beyond the first plane."""
    lines = "".join(f"  # 🩺 {number}\n  - {one}   # 😀\n\n" for number, one in enumerate(event_lines(written)))
    return f"# 🧪\npatient: p # 🧫\nevents:\n{lines}# the end 🎉\n"


def block(written: Written) -> str:
    """A key a line, an event for each record of a time."""
    lines = []
    for said in written.records:
        lines.append(f"- at: {said.at}   # 😀")
        lines += [f"  {key}: {value}" for key, value in (("known", said.known), ("status", said.status)) if value]
        if said.range is None:
            lines.append(f"  {said.concept}: {scalar(said.value)}")
        else:
            lines += [f"  {said.concept}:", f"    value: '{said.value}'", f"    range: {said.range}", "  # checked 🧪"]
    return "patient: p\nevents:\n" + "\n".join(lines) + "\n"


def many(written: Written) -> str:
    """All records of one time and state in one event, in block style."""
    events: dict[tuple[str, str | None, str | None, int], list[Said]] = {}
    for said in written.records:
        place = sum(one.concept == said.concept for one in written.records[: written.records.index(said)])
        events.setdefault((said.at, said.known, said.status, place), []).append(said)
    lines = []
    for (at, known, status, _), found in events.items():
        lines.append(f"  - at: {at}")
        lines += [f"    {key}: {value}" for key, value in (("known", known), ("status", status)) if value]
        for said in {one.concept: one for one in found}.values():
            lines.append(f"    {said.concept}: {scalar(said.value)}  # {said.concept} 🩸")
    return "patient: p\nevents:\n" + "\n".join(lines) + "\n"


def pretty_json(written: Written) -> str:
    return json.dumps(_values(written), indent=2, ensure_ascii=False)


def narrow_json(written: Written) -> str:
    return json.dumps(_values(written), separators=(",", ":"))


def _values(written: Written) -> object:
    events = []
    for said in written.records:
        event: dict[str, object] = {"note": "😀", "at": said.at}
        event |= {key: value for key, value in (("known", said.known), ("status", said.status)) if value}
        value = said.value if said.range is None else {"range": said.range, "value": said.value}
        events.append({**event, said.concept: value})
    return {"patient": "p", "events": events}


LAYOUTS: list[Callable[[Written], str]] = [flow, commented, block, many, pretty_json, narrow_json]
FILES = st.tuples(PATIENTS, st.sampled_from(LAYOUTS)).map(
    lambda both: read(both[1](both[0]), "p.json" if "json" in both[1].__name__ else "p.yaml")
)


def picked(data: st.DataObject, file: PatientFile) -> Row:
    return data.draw(st.sampled_from([row for row in file.rows if row.spot is not None]))


def as_told(records: tuple[Said, ...]) -> object:
    """What a file of these records says."""
    return contents(read(native_text(Written("p", records))).timeline)


def said(row: Row) -> Said:
    """What a record says, as it stands in the file."""
    assert row.raw is not None
    limits = None if row.raw.limits is None else "up to 40 U/L"
    return Said(row.at, row.name, row.value, range=limits, known=row.known, status=row.raw.status)


def others(file: PatientFile, row: Row) -> tuple[Said, ...]:
    """What the other records say."""
    return tuple(said(one) for one in file.rows if one is not row)


@given(FILES, st.data())
def test_a_change_is_that_change_alone(file: PatientFile, data: st.DataObject) -> None:
    row = picked(data, file)
    value = data.draw(st.none() | VALUES[row.name])
    at = data.draw(st.none() | TIMES)
    done = change(file, VOCABULARY, row.key, value, at)
    mine = said(row)
    told = (*others(file, row), replace(mine, value=value or mine.value, at=at or mine.at))
    assert contents(done.file.timeline) == as_told(told)
    assert done.row is not None
    assert (done.row.value, done.row.at) == (value or row.value, at or row.at)


@given(FILES, st.data())
def test_a_value_changed_and_changed_back_leaves_the_same_bytes(file: PatientFile, data: st.DataObject) -> None:
    row = picked(data, file)
    there = change(file, VOCABULARY, row.key, data.draw(VALUES[row.name]))
    assert there.row is not None
    back = change(there.file, VOCABULARY, there.row.key, row.value)
    assert back.file.source.text == file.source.text


@given(FILES, st.data())
def test_comments_are_kept_wherever_a_value_or_a_date_goes(file: PatientFile, data: st.DataObject) -> None:
    row = picked(data, file)
    value, at = data.draw(st.none() | VALUES[row.name]), data.draw(st.none() | TIMES)
    done = change(file, VOCABULARY, row.key, value, at).file.source.text
    for sign in "🩺😀🧪🧫🎉🩸":
        assert done.count(sign) >= file.source.text.count(sign)


@given(FILES, st.data())
def test_what_is_added_and_removed_again_leaves_what_was_said(file: PatientFile, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(VALUES)))
    value, at = data.draw(VALUES[name]), data.draw(TIMES)
    more = add(file, VOCABULARY, name, at, value)
    assert more.row is not None
    assert contents(more.file.timeline) == as_told((*(said(row) for row in file.rows), Said(at, name, value)))
    less = remove(more.file, VOCABULARY, more.row.key)
    assert contents(less.file.timeline) == contents(file.timeline)
    if file.source.text.endswith("\n"):
        assert less.file.source.text == file.source.text


@given(FILES, st.data())
def test_a_record_removed_is_that_record_alone(file: PatientFile, data: st.DataObject) -> None:
    row = picked(data, file)
    try:
        done = remove(file, VOCABULARY, row.key)
    except NotDone:
        assert len(file.rows) == 1
        return
    assert contents(done.file.timeline) == as_told(others(file, row))


@given(FILES)
def test_a_file_that_is_written_anew_says_the_same(file: PatientFile) -> None:
    assert contents(read(rewritten(file, VOCABULARY)).timeline) == contents(file.timeline)


@given(FILES, st.data())
def test_no_text_is_a_crash_and_no_change_of_it_more_than_was_asked(file: PatientFile, data: st.DataObject) -> None:
    text = file.source.text
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(at, min(len(text), at + 3)))
        text = (
            text[:at]
            + data.draw(st.sampled_from(["", "#", " ", "\n", ",", "{", "}", "'", '"', ":", "- ", "😀"]))
            + text[end:]
        )
    broken = read_file(file.source.name, text, VOCABULARY)
    if isinstance(broken, Unread):
        return
    for row in broken.rows:
        for ask in (
            lambda key: change(broken, VOCABULARY, key, "no value"),
            lambda key: change(broken, VOCABULARY, key, at="2025-03-18"),
            lambda key: remove(broken, VOCABULARY, key),
        ):
            try:
                done = ask(row.key)
            except NotDone as error:
                assert "😀" not in str(error)
                continue
            left = [one for one in done.file.rows if done.row is None or one.key != done.row.key]
            assert len(left) == len(broken.rows) - 1
