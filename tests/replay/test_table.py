"""A verification as it is shown and as JSON: the summary, what differs, and everything where it is asked for."""

from __future__ import annotations

from careway.export.report import About, Extent, Limit
from careway.replay.compare import Verdict
from careway.replay.plans import Applied
from careway.replay.questions import questions
from careway.replay.situation import stand
from careway.replay.table import document, rows, summary
from careway.replay.translation import Finding
from careway.replay.verify import Verification
from replay.small_cases import agreeing, comparison, core, patient

GUIDELINE = core()
OURS = stand(patient(GUIDELINE, "at: 2025-03-15, ALT: 90 U/L"))
LIMIT = Limit("tests", 1, "cql", Extent.IN_PART, "only the first occasion is said", About.SCHEDULE)
ANSWER = agreeing(GUIDELINE, OURS, Stopped__By="high", ill__now=False, Occasions__of__tests=(("2025-03-15", "done"),))
COMPARED = comparison(GUIDELINE, LIMIT).compare("a case", OURS, ANSWER)
ACTIONS = (
    Applied("a case", "urn:careway:small:PlanDefinition:all", "stops", True, True, Verdict.AGREE),
    Applied("a case", "urn:careway:small:PlanDefinition:all", "ill", False, True, Verdict.DISAGREE),
)
FINDING = Finding("warning", "Small", 3, 7, "odd")
FOUND = Verification(GUIDELINE, 1, (FINDING,), COMPARED, ACTIONS)


def test_the_summary_counts() -> None:
    total = len(COMPARED)
    assert summary(FOUND) == (
        "small 1.0.0: 1 case",
        "translator: 0 errors, 1 warning",
        f"cql-execution: {total} definitions compared, {total - 3} agree, 1 known limit, 2 unexplained",
        "encender: 2 actions compared, 1 agree, 0 known limits, 1 unexplained",
    )
    assert FOUND.unexplained == 3


def test_only_what_differs_is_shown_and_of_lists_only_where_they_do() -> None:
    shown = {(row.what, row.ours, row.theirs, row.verdict.value, row.reason) for row in rows(FOUND)}
    assert shown == {
        ("Stopped By", "none", "high", "disagree", None),
        ("ill now", "unknown", "no", "disagree", None),
        ("Occasions of tests", "2025-03-22 coming", "none", "known limit", "only the first occasion is said"),
        ("ill", "does not apply", "applies", "disagree", None),
    }


def test_everything_is_shown_where_it_is_asked_for() -> None:
    assert len(rows(FOUND, everything=True)) == len(COMPARED) + len(ACTIONS)


def test_errors_of_the_translator_count_as_unexplained() -> None:
    failed = Verification(GUIDELINE, 1, (Finding("error", "Small", 3, 7, "wrong"), FINDING), (), ())
    assert failed.unexplained == 1
    assert summary(failed)[1:] == ("translator: 1 error, 1 warning", "cql-execution: not run", "encender: not run")


def test_json_says_the_same() -> None:
    told = document(FOUND, {"cql-execution": "3.3.2"})
    assert told["format"] == "careway-verify/1"
    assert told["guideline"] == {"id": "small", "version": "1.0.0", "sha256": GUIDELINE.sha256}
    assert told["compared"] == told["agree"] + told["explained"] + told["unexplained"] == len(COMPARED) + 2
    assert [row["verdict"] for row in told["rows"]].count("disagree") == told["unexplained"] == 3
    assert told["findings"] == [{"severity": "warning", "library": "Small", "line": 3, "column": 7, "message": "odd"}]
    assert len(document(FOUND, {}, everything=True)["rows"]) == told["compared"]


def test_what_is_so_in_every_case_is_told_once() -> None:
    defined = [one.definition for one in questions(GUIDELINE) if one.rule != "tests"]
    lacking = comparison(GUIDELINE, defined=defined)
    answer = agreeing(GUIDELINE, OURS, ill__now=False)
    compared = (*lacking.compare("one", OURS, answer), *lacking.compare("two", OURS, answer))
    actions = tuple(
        Applied(case, "all", name, True, None, Verdict.DISAGREE, "error: out of order")
        for case in ("one", "two")
        for name in ("a", "b")
    )
    found = Verification(GUIDELINE, 2, (), compared, actions)
    assert [(row.case, row.what, row.theirs) for row in rows(found)] == [
        ("in every case", "Occasions of tests", "not exported"),
        ("in every case", "tests is due", "not exported"),
        ("in every case", "tests is missed", "not exported"),
        ("one", "ill now", "no"),
        ("one", "2 actions", "cannot be said"),
        ("two", "ill now", "no"),
        ("two", "2 actions", "cannot be said"),
    ]
    assert found.unexplained == 12
