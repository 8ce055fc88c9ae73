"""The records of any file in Careway's own form: the guideline says the same of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bedside.files import VOCABULARY, of, read
from careway.bedside.records import PatientFile, Unread, read_file
from careway.bedside.rewriting import contents, rewritten, written_of
from careway.bedside.text_layout import NotDone
from careway.evaluate.run import run
from careway.export.records.bundle import bundle_json
from careway.ir.json_codec import encode
from careway.ir.nodes import Guideline
from ingest.test_fhir import bundle, condition, dosage, observation, quantity, request, statement
from ingest.vocabulary import VOCABULARY as OF_INGEST
from page.runs import EXAMPLES, example

ROOT = Path(__file__).resolve().parents[2]
FORMATS = sorted(path.name for path in (ROOT / "examples" / "formats").iterdir())
FIRST = {"versionId": "1", "lastUpdated": "2025-03-15T12:00:00Z"}
SECOND = {"versionId": "2", "lastUpdated": "2025-03-17T12:00:00Z"}
_OF_THE_FILE = ("line", "key", "records", "timeline_sha256")
"""What of a result is said of the file and not of the patient."""


def opened(name: str, text: str, core: Guideline) -> PatientFile:
    found = read_file(name, text, core.vocabulary)
    assert not isinstance(found, Unread), found.diagnostics
    return found


def bare(value: object) -> object:
    """What a result says, without what it says of the file."""
    if isinstance(value, dict):
        return {key: bare(one) for key, one in value.items() if key not in _OF_THE_FILE}
    return [bare(one) for one in value] if isinstance(value, list) else value


def says(core: Guideline, file: PatientFile) -> object:
    return bare(encode(run(core, file.timeline)))


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_timeline_and_its_bundle_run_to_the_same_result(name: str) -> None:
    one = example(name)
    text = (ROOT / "examples" / f"{name}.yaml").read_text(encoding="utf-8")
    of_bundle = bundle_json(one.core, one.timeline)
    for file in (opened("p.yaml", text, one.core), opened("bundle.json", of_bundle, one.core)):
        anew = opened("q.yaml", rewritten(file, one.core.vocabulary), one.core)
        assert says(one.core, anew) == says(one.core, file)
        assert anew.tree is not None and all(row.spot is not None for row in anew.rows)


@pytest.mark.parametrize("name", FORMATS)
def test_every_form_of_file_runs_to_the_same_result(name: str) -> None:
    core = example("azathioprine/tolerated").core
    text = (ROOT / "examples" / "formats" / name).read_text(encoding="utf-8")
    if name == "records.csv":
        (head, *lines) = text.splitlines()
        patients = {line.partition(",")[0] for line in lines}
        texts = [
            "\n".join([head, *(line for line in lines if line.startswith(one))]) + "\n" for one in sorted(patients)
        ]
        assert len(texts) > 1
    else:
        texts = [text]
    for one in texts:
        file = opened(name, one, core)
        assert says(core, opened("q.yaml", rewritten(file, core.vocabulary), core)) == says(core, file)


@pytest.mark.parametrize(
    "resources",
    [
        [observation(valueQuantity=quantity(31.5), referenceRange=[{"low": quantity(10), "high": quantity(40)}])],
        [observation(valueQuantity=quantity(31, comparator="ad")), observation(valueString="NEG.")],
        [observation(valueQuantity=quantity(31, None))],
        [observation(effectiveDateTime="2025-03-15T08:10:00.123+01:00", issued="2025-03-16T09:00:00Z",
                     valueQuantity=quantity(31))],
        [observation(id="a", valueQuantity=quantity(31), meta=FIRST),
         observation(id="a", valueQuantity=quantity(39), status="corrected",
                     meta=SECOND)],
        [condition(onsetDateTime="2025-03-01", abatementDateTime="2025-03-20")],
        [request(dosageInstruction=dosage(50, "mg", frequency=1, period=1, periodUnit="d"))],
        [request(dosageInstruction=[{"text": "one tablet when needed"}])],
        [statement(effectiveDateTime="2025-03-10", status="not-taken")],
    ],
)  # fmt: skip
def test_what_bundles_say_is_kept(resources: list[dict[str, Any]]) -> None:
    text = bundle(*resources)
    found = read_file("bundle.json", text, OF_INGEST)
    assert not isinstance(found, Unread)
    anew = read_file("p.yaml", rewritten(found, OF_INGEST), OF_INGEST)
    assert not isinstance(anew, Unread)
    assert len(anew.rows) == len(resources) and contents(anew.timeline) == contents(found.timeline)


def test_a_span_between_two_days_cannot_be_said() -> None:
    period = {"start": "2025-03-10", "end": "2025-03-20"}
    found = read_file("bundle.json", bundle(observation(effectivePeriod=period, valueQuantity=quantity(31))), OF_INGEST)
    assert not isinstance(found, Unread)
    with pytest.raises(NotDone, match="between two days"):
        rewritten(found, OF_INGEST)


def test_what_no_rule_can_see_is_counted_and_left_out() -> None:
    file = of("at: 2025-03-15, ALT: 31 U/L, hair: blond, nausae: present", "at: 2025-03-16, ALT: 900 mg/dL")
    text = rewritten(file, VOCABULARY)
    assert text.startswith("# Left out when this was written from another file: records that are not used: 1; ")
    assert "blond" not in text and "nausae" not in text
    assert "ALT: 900 mg/dL" in text


def test_ids_that_this_form_cannot_have_get_others() -> None:
    file = of(
        "at: 2025-03-15, id: visit-7, ALT: 31 U/L, AST: 28 U/L",
        "at: 2025-03-15, known: 2025-03-17, corrects: visit-7, ALT: 39 U/L",
        "at: 2025-03-20, retracts: visit-7/AST",
    )
    written = written_of(file)
    assert [(said.id, said.corrects) for said in written.records] == [
        ("visit-7-ALT", None),
        ("visit-7-AST", None),
        (None, "visit-7-ALT"),
    ]
    assert [one.retracts for one in written.retractions] == ["visit-7-AST"]
    assert len(read(rewritten(file, VOCABULARY)).timeline.entries) == 4


def test_a_file_of_which_nothing_is_asked() -> None:
    with pytest.raises(NotDone, match="no record that the guideline asks for"):
        rewritten(of("at: 2025-03-15, hair: blond"), VOCABULARY)
