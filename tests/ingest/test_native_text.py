"""Records written in Careway's own form and read back are the same records, whatever stands in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from careway.base.source import Source
from careway.ingest.chart import Chart, RawOverride, RawRecord, RawRetraction
from careway.ingest.moments import Moment, read_moment
from careway.ingest.native import read_native
from careway.ingest.native_text import Overridden, Retracted, Said, Written, native_text
from careway.ingest.values import read_limits, write_down
from careway.ingest.yaml_tree import yaml_tree
from ingest.vocabulary import VOCABULARY

CONCEPTS = {concept.name: concept for concept in VOCABULARY.concepts}
TIMES = st.sampled_from(["2025-03-15", "2025-03-15T09:30", "2025-03-15T09:30+01:00", "2025-03", "2025-11-02", "1999"])
TEXTS = st.one_of(
    st.sampled_from(["31 U/L", ">1000 U/L", ">= 5 U/L", ">5", "<5 U/L", "31 m[IU]/L", "null", "no value", "~", "no",
                     "1.5 10*3/uL", "3, or {more}", "a: b", "a #b", "'", '"', "\\", "- a", "%", "50 mg/day", "≥5 U/L",
                     "10 to 40 U/L", "up to 40 U/L"]),
    st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\N{FULLWIDTH GREATER-THAN SIGN}")),
)  # fmt: skip
LABELS = TEXTS.map(str.strip).filter(lambda text: 1 <= len(text) <= 100)
IDS = st.integers(0, 10**9).map(lambda number: f"r{number}")
MAYBE_TIME = st.none() | TIMES
RECORDS = st.builds(
    Said,
    at=TIMES,
    concept=st.sampled_from(sorted(CONCEPTS)),
    value=TEXTS,
    range=st.none() | TEXTS,
    until=MAYBE_TIME,
    known=MAYBE_TIME,
    id=st.none() | IDS,
    status=st.sampled_from([None, "final", "preliminary", "entered-in-error"]),
    corrects=st.sampled_from([None, None, None, "r1", "visit-7/ALT"]),
)
PATIENTS = st.builds(
    Written,
    patient=LABELS,
    records=st.lists(RECORDS, min_size=1, max_size=8, unique_by=lambda one: one.id or object()).map(tuple),
    born=MAYBE_TIME,
    sex=st.sampled_from([None, "female", "male"]),
    zone=st.sampled_from([None, "Europe/Berlin"]),
    population=st.none() | LABELS,
    died=MAYBE_TIME,
    retractions=st.lists(st.builds(Retracted, at=TIMES, retracts=IDS, known=MAYBE_TIME), max_size=2).map(tuple),
    overrides=st.lists(st.builds(Overridden, at=TIMES, rule=TEXTS, reason=LABELS, known=MAYBE_TIME), max_size=2).map(
        tuple
    ),
    note=st.none() | st.text(st.characters(whitelist_categories=["L", "N", "Zs"])),
)


def moment(text: str | None) -> Moment | None:
    if text is None:
        return None
    found = read_moment(text)
    assert isinstance(found, Moment)
    return found


def chart_of(text: str) -> Chart:
    source = Source("timeline.yaml", text)
    tree, wrong = yaml_tree(source)
    assert wrong == (), text
    chart, diagnostics = read_native(tree, source, VOCABULARY)
    assert diagnostics == [] and chart is not None, text
    return chart


def raw(said: Said) -> RawRecord:
    at = moment(said.at)
    assert at is not None
    return RawRecord(
        CONCEPTS[said.concept],
        at,
        write_down(said.value),
        None,
        moment(said.until),
        moment(said.known),
        None if said.range is None else read_limits(said.range),
        said.status,
        said.id,
        said.corrects,
    )


def in_order(records: list[RawRecord]) -> list[str]:
    return sorted(repr(RawRecord(**{name: getattr(one, name) for name in NAMES})) for one in records)


NAMES = ("concept", "at", "value", "at_last", "until", "known", "limits", "status", "id", "corrects")


@given(PATIENTS)
def test_what_is_written_is_read_back(written: Written) -> None:
    chart = chart_of(native_text(written))
    assert chart.label == written.patient
    assert (chart.born, chart.died) == (moment(written.born), moment(written.died))
    assert (chart.sex.value if chart.sex else None, chart.zone) == (written.sex, written.zone)
    assert chart.population == written.population
    assert in_order(list(chart.records)) == in_order([raw(said) for said in written.records])
    assert {(one.retracts, one.at, one.known) for one in chart.retractions} == {
        (one.retracts, moment(one.at), moment(one.known)) for one in written.retractions
    }
    assert len(chart.retractions) == len(written.retractions)
    assert sorted((one.rule, one.reason, one.at.text) for one in chart.overrides) == sorted(
        (one.rule, one.reason, one.at) for one in written.overrides
    )
    assert all(isinstance(one, RawRetraction) for one in chart.retractions)
    assert all(isinstance(one, RawOverride) for one in chart.overrides)
    assert chart.refused == () and chart.unused == ()


def test_records_of_one_time_share_a_line_and_a_correction_stands_below() -> None:
    written = Written(
        "example-1",
        (
            Said("2025-03-29", "ALT", "33 U/L", known="2025-03-31"),
            Said("2025-03-29", "AST", "30 U/L", known="2025-03-31"),
            Said("2025-03-15", "ALT", "391 U/L", id="r1"),
            Said("2025-03-15", "AST", ">1000 U/L", range="10 to 40 U/L"),
            Said("2025-03-15", "ALT", "39 U/L", known="2025-03-17", corrects="r1"),
            Said("2025-03-15", "liver_symptoms", "absent"),
            Said("2025-03-15", "AST", "no value"),
        ),
        born="1985-06-01",
        sex="female",
        retractions=(Retracted("2025-03-16", "r1"),),
        overrides=(Overridden("2025-03-16", "rise", "as agreed: see the letter"),),
        note="Two lines\nof a remark.",
    )
    assert native_text(written) == (
        "# Two lines\n"
        "# of a remark.\n"
        "patient: example-1\n"
        "born: 1985-06-01\n"
        "sex: female\n"
        "events:\n"
        "  - {at: 2025-03-15, ALT: {value: 391 U/L, id: r1}, AST: {value: >1000 U/L, range: 10 to 40 U/L}, "
        "liver_symptoms: absent}\n"
        "  - {at: 2025-03-15, AST: no value}\n"
        "  - {at: 2025-03-15, known: 2025-03-17, corrects: r1, ALT: 39 U/L}\n"
        "  - {at: 2025-03-16, retracts: r1}\n"
        '  - {at: 2025-03-16, override: rise, reason: "as agreed: see the letter"}\n'
        "  - {at: 2025-03-29, known: 2025-03-31, ALT: 33 U/L, AST: 30 U/L}\n"
    )
