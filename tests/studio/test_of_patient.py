"""What the page is told of a patient, and what it gets back when it changes a record."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from careway.studio.answers import Refusal
from careway.studio.answers_of_patient import Changed, NotRun, Ran, Tone
from careway.studio.of_patient import add, change, drag, remove, rewrite, run
from careway.studio.questions import Add, Change, Drag, Remove, Rewrite, Run, Setting, Text
from studio.places import cut

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
GUIDELINE = Text(
    "reintroduction.care", (ROOT / "guideline/azathioprine/reintroduction.care").read_text(encoding="utf-8")
)
BROKEN = Text("reintroduction.care", GUIDELINE.text.replace("lab ALT", "lob ALT", 1))
NOW = Setting(None, None, ())


def patient(name: str) -> Text:
    return Text(name, (EXAMPLES / name).read_text(encoding="utf-8"))


SYMPTOMS = patient("azathioprine/stopped-by-symptoms.yaml")
TOLERATED = patient("azathioprine/tolerated.yaml")


def ran(of: Text, setting: Setting = NOW, width: int = 900) -> Ran:
    found = run(Run(GUIDELINE, of, setting, width))
    assert isinstance(found, Ran), found
    return found


def done(answer: Changed | Refusal) -> Changed:
    assert isinstance(answer, Changed), answer
    return answer


def why(answer: Changed | Refusal) -> str:
    assert isinstance(answer, Refusal)
    return answer.why


# --- what is said -----------------------------------------------------------------------------------------------------


def test_the_decision_stands_first_with_its_reasons() -> None:
    one = ran(SYMPTOMS)
    assert [(head.text, head.tone) for head in one.headlines] == [
        ("STOP azathioprine · 2025-04-20", Tone.STOP),
        ("CAUTION Other causes not considered · since 2025-04-20", Tone.CAUTION),
    ]
    assert [(block.heading, block.tone) for block in one.decisions] == [(h.text, h.tone) for h in one.headlines]
    assert "AST 124 U/L on 2025-04-20" in one.decisions[0].html
    headings = {block.heading: block.tone for block in one.sections}
    assert headings["Missed"] is Tone.CAUTION and headings["Cannot decide"] is Tone.OPEN
    assert one.notices[0] == "Decision support under development, not a medical device."
    assert (one.patient, one.as_of, one.last) == ("stopped-by-symptoms", "2025-04-20", "2025-04-20")


class Links(HTMLParser):
    """The ids of some HTML, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.to: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "style", "iframe") and not any(name.startswith("on") for name, _ in attrs)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.to |= {value for name, value in attrs if name == "href" and value}


def test_numbers_lead_from_a_reason_to_its_record_and_citations_to_their_source() -> None:
    one = ran(SYMPTOMS)
    found = Links("".join(block.html for block in (*one.decisions, *one.sections)))
    assert len(found.ids) == len(set(found.ids))
    numbers = {f"#record-{record.number}" for record in one.records if record.number is not None}
    assert numbers and {to for to in found.to if to.startswith("#record-")} == numbers
    assert {to[1:] for to in found.to if to.startswith("#source-")} <= set(found.ids)
    assert {f"reason-{number[8:]}" for number in numbers} <= set(found.ids)


def test_what_a_guideline_or_a_file_says_is_no_html() -> None:
    nasty = "<img src=x onerror=alert(1)>"
    of_guideline = GUIDELINE.text.replace('"Rise with symptoms"', f'"{nasty}"')
    of_file = SYMPTOMS.text.replace("patient: stopped-by-symptoms", f"patient: '{nasty}'")
    found = run(Run(Text("g.care", of_guideline), Text("p.yaml", of_file), NOW, 900))
    assert isinstance(found, Ran) and nasty in found.headlines[0].text + found.patient + str(found.days)
    assert not any("<img" in block.html for block in (*found.decisions, *found.sections))


def test_every_record_is_there_in_time_with_its_place_used_or_not() -> None:
    text = SYMPTOMS.text.replace("events:", "# 😀🩺\nevents:").replace(
        "AST: 124 U/L", "AST: 124 U/L, ATL: 3, hair: red"
    )
    text = text.replace("TPMT: normal", "TPMT: green")
    one = ran(Text("p.yaml", text))
    assert [record.at for record in one.records] == sorted(record.at for record in one.records)
    assert len({record.key for record in one.records}) == len(one.records)
    by_name = {(record.concept, record.at): record for record in one.records}
    for record in one.records:
        assert (
            record.place is not None
            and record.line == text.encode("utf-16-le")[: 2 * record.place.start].decode("utf-16-le").count("\n") + 1
        )
    ast = by_name["AST", "2025-04-20"]
    assert ast.place is not None and cut(text, ast.place) == "AST: 124 U/L"
    assert (ast.value, ast.unit, ast.kind, ast.answers, ast.refused) == ("124 U/L", "U/L", "lab", (), None)
    assert by_name["nausea", "2025-04-18"].answers == ("present", "absent")
    assert "entered in error" in {record.refused for record in one.records}
    tpmt = by_name["TPMT", "2025-02-24"]
    assert tpmt.refused is not None and "not one of" in tpmt.refused and "normal" in tpmt.answers
    assert ("hair", "2025-04-20") not in by_name


def test_replaying_a_day_knows_nothing_of_later_ones() -> None:
    whole, then = ran(SYMPTOMS), ran(SYMPTOMS, Setting("2025-04-18", None, ()))
    assert (then.as_of, then.last, then.days) == ("2025-04-18", whole.last, whole.days)
    assert [head.tone for head in then.headlines] == [Tone.CAUTION]
    assert "2025-04-20" not in "".join(block.html for block in then.decisions) + then.drawing.spec
    assert {day.date: day.tone for day in then.days}["2025-04-20"] is Tone.STOP
    assert len(then.records) == len(whole.records)


def test_a_quiet_day_says_so() -> None:
    (head,) = ran(TOLERATED).headlines
    assert head.text.startswith("No stop and no caution · Maintenance since") and head.tone is Tone.PLAIN


def test_the_picture_is_as_wide_as_there_is_room_and_says_itself_in_words() -> None:
    wide, narrow = ran(SYMPTOMS, width=1200).drawing, ran(SYMPTOMS, width=330).drawing
    widths = [json.loads(one.spec)["vconcat"][0]["width"] for one in (wide, narrow)]
    assert widths[0] > 900 > 330 > widths[1]
    assert wide.words.startswith("The course from") and wide.start < wide.end
    for panel in wide.panels:
        assert all(re.fullmatch(r"\d+(\.\d+)?", number) for number in (panel.low, panel.high, panel.step))
    assert wide.notes == ("The picture begins on 2025-02-12; 8 records lie before it.",)


def test_sets_and_parameters_can_be_chosen() -> None:
    guideline = Text("anc.care", (ROOT / "guideline/clozapine/anc_monitoring.care").read_text(encoding="utf-8"))
    of = patient("clozapine/mild.yaml")
    usual = run(Run(guideline, of, NOW, 900))
    other = run(Run(guideline, of, Setting(None, "ethnic_neutropenia", (("fever_limit", "39 Cel"),)), 900))
    assert isinstance(usual, Ran) and isinstance(other, Ran)
    assert usual.population is None and "ethnic_neutropenia" in usual.populations
    assert other.population == "ethnic_neutropenia"
    assert {one.name: one.value for one in other.parameters}["fever_limit"] == "39 Cel"
    assert usual.headlines != other.headlines


def test_names_that_can_be_added_come_with_an_example_that_can_be() -> None:
    one = ran(SYMPTOMS)
    for name in one.names:
        assert isinstance(add(Add(GUIDELINE, SYMPTOMS, name.name, "2025-04-21", name.example)), Changed), name


# --- what cannot be run -----------------------------------------------------------------------------------------------


def test_a_file_with_mistakes_shows_them_where_they_are_and_nothing_of_the_patient() -> None:
    text = "# 😀\npatient: Canary Quux\nevents:\n  - {at: 2025-02-30, ALT: Canary}\n"
    found = run(Run(GUIDELINE, Text("p.yaml", text), NOW, 900))
    assert isinstance(found, NotRun)
    (finding,) = found.findings
    assert cut(text, finding.place) == "2025-02-30" and (finding.code, finding.line) == ("CW509", 4)
    assert "Canary" not in repr(found)


@pytest.mark.parametrize(
    "text", ["", "\n", "{", "[1, 2", "patient: p", "events: 3", "\ud83d", "a: b\n---\nc: d", "😀", "\0"]
)
@pytest.mark.parametrize("name", ["p.yaml", "p.json", "p.csv", "p"])
def test_no_text_is_a_traceback(name: str, text: str) -> None:
    of = Text(name, text)
    assert isinstance(run(Run(GUIDELINE, of, NOW, 900)), NotRun)
    for answer in (
        change(Change(GUIDELINE, of, "ALT 2025-03-15", "31 U/L", None)),
        add(Add(GUIDELINE, of, "ALT", "2025-03-15", "31 U/L")),
        rewrite(Rewrite(GUIDELINE, of)),
    ):
        assert isinstance(answer, Refusal)


def test_a_broken_guideline_runs_on_nobody() -> None:
    found = run(Run(BROKEN, SYMPTOMS, NOW, 900))
    assert isinstance(found, NotRun) and found.findings == () and "guideline has errors" in found.why
    assert "guideline has errors" in why(remove(Remove(BROKEN, SYMPTOMS, "ALT 2025-04-20")))
    assert "guideline has errors" in why(rewrite(Rewrite(BROKEN, SYMPTOMS)))


def test_several_patients_in_a_table_are_asked_for_one_by_one() -> None:
    of = patient("formats/records.csv")
    found = run(Run(GUIDELINE, of, NOW, 900))
    assert isinstance(found, NotRun) and "the records of 2 patients" in found.why
    assert "the records of 2 patients" in why(rewrite(Rewrite(GUIDELINE, of)))


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        (Setting("soon", None, ()), "is not a date or time"),
        (Setting(None, "children", ()), "no parameter set children"),
        (Setting(None, None, (("initial_dose", "much"),)), "write a number with its unit"),
    ],
)
def test_a_setting_that_is_none(setting: Setting, said: str) -> None:
    found = run(Run(GUIDELINE, SYMPTOMS, setting, 900))
    assert isinstance(found, NotRun) and said in found.why


# --- changes ----------------------------------------------------------------------------------------------------------


def test_alt_is_dragged_over_the_threshold_and_the_decision_turns() -> None:
    one = ran(TOLERATED)
    alt = [record for record in one.records if record.concept == "ALT"][-1]
    (panel,) = (panel for panel in one.drawing.panels if panel.concept == "ALT")
    assert alt.key in panel.keys
    moved = done(drag(Drag(GUIDELINE, TOLERATED, alt.key, "310.4", None)))
    assert (moved.key, moved.value, cut(moved.text, moved.place)) == (alt.key, "310 U/L", "ALT: 310 U/L")
    turned = ran(Text("p.yaml", moved.text))
    assert turned.headlines[0].text.startswith(f"STOP azathioprine · {alt.at}")
    back = done(drag(Drag(GUIDELINE, Text("p.yaml", moved.text), alt.key, alt.value.split()[0], None)))
    assert back.text == TOLERATED.text


def test_places_are_counted_as_a_browser_counts() -> None:
    of = Text("p.yaml", "# 😀😀😀\n" + SYMPTOMS.text)
    changed = done(change(Change(GUIDELINE, of, "AST 2025-04-20", None, "2025-04-21")))
    assert cut(changed.text, changed.place) == "AST: 124 U/L"
    assert (changed.key, changed.at) == ("AST 2025-04-21", "2025-04-21")
    removed = done(remove(Remove(GUIDELINE, of, "AST 2025-04-20")))
    assert (removed.key, removed.value, removed.at) == (None, None, None)
    assert removed.text == of.text.replace(", AST: 124 U/L", "")
    assert removed.place.start == removed.place.end
    assert cut(removed.text, removed.place) == "" and "AST: 124" not in removed.text
    more = done(add(Add(GUIDELINE, of, "nausea", "2025-04-19", "present")))
    assert cut(more.text, more.place) == "nausea: present" and more.key == "nausea 2025-04-19"


def test_refusals_say_nothing_of_the_patient() -> None:
    of = Text("p.yaml", "patient: Canary\nevents:\n  - {at: 2025-03-15, ALT: 31 U/L, TPMT: Canary}\n")
    for answer in (
        change(Change(GUIDELINE, of, "ALT 2025-03-15", "Canary 7", None)),
        change(Change(GUIDELINE, of, "ALT 2025-03-15", None, "Canary")),
        drag(Drag(GUIDELINE, of, "Canary", "7", None)),
        add(Add(GUIDELINE, of, "Canary", "2025-03-15", "7")),
        remove(Remove(GUIDELINE, of, "Canary")),
    ):
        assert isinstance(answer, Refusal) and "Canary" not in answer.why


@pytest.mark.parametrize("name", ["formats/bundle.json", "formats/encounters.json"])
def test_another_form_is_written_anew_and_says_the_same(name: str) -> None:
    of = patient(name)
    before = ran(of)
    anew = Text("p.yaml", done(rewrite(Rewrite(GUIDELINE, of))).text)
    after = ran(anew)
    assert after.editable and all(record.place is not None for record in after.records)
    assert (after.headlines, after.days) == (before.headlines, before.days)


def test_a_bundle_is_shown_and_not_edited() -> None:
    one = ran(patient("formats/bundle.json"))
    assert not one.editable and one.names == ()
    assert one.records and all(record.place is None for record in one.records)
    assert all(panel.keys == () for panel in one.drawing.panels)
    refused = change(Change(GUIDELINE, patient("formats/bundle.json"), one.records[0].key, "stopped", None))
    assert "own form first" in why(refused)


def test_nothing_that_draws_or_serves_is_loaded_for_an_answer() -> None:
    code = """
import sys
from careway.studio import of_patient
from careway.studio.questions import Run, Setting, Text
guideline, patient = (open(path, encoding="utf-8").read() for path in sys.argv[1:])
found = of_patient.run(Run(Text("g.care", guideline), Text("p.yaml", patient), Setting(None, None, ()), 900))
assert type(found).__name__ == "Ran", found
loaded = {name.partition(".")[0] for name in sys.modules}
assert not loaded & {"vl_convert", "z3", "graphlay", "starlette", "uvicorn", "pygls", "lsprotocol"}, loaded
"""
    paths = [ROOT / "guideline/azathioprine/reintroduction.care", EXAMPLES / "azathioprine/tolerated.yaml"]
    environment = {"PYTHONPATH": str(ROOT / "interpreter"), "PATH": ""}
    subprocess.run([sys.executable, "-c", code, *map(str, paths)], check=True, env=environment)
