"""The azathioprine guideline is whole: each statement of its article stands in the table of its README, and each rule
and case that the table names exists."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from careway.base.source import Source
from careway.cases.run import Outcome
from careway.cases.suite import Opened, open_suite, run_suite
from careway.evaluate.result import Kind, Result
from careway.evaluate.run import run
from careway.ingest.read import read_timelines
from careway.ir.nodes import Guideline, Heading
from careway.pipeline import compile_source

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "guideline" / "azathioprine"
EXAMPLE_FOLDER = ROOT / "examples" / "azathioprine"
KEPT_AS = {"background", "disclaimer", "source"}

# A few words of each statement of the article, in its order.
STATEMENTS = (
    "patient with Behçet's disease",
    "who experienced moderate",
    "hepatocellular liver injury",
    "with elevated ALT and AST",
    "that normalized",
    "after a 2-week break?",
    "Educational purpose only",
    "it is safe to reintroduce azathioprine at a lower dose",
    "careful monitoring is essential",
    "typically presents as hepatocellular injury with elevated transaminases [1]",
    "suggests a reversible drug effect rather than progressive liver damage [2]",
    "ocular manifestations, stomatitis, erythema, arthralgia [3]",
    "approximately 50 mg/day (lower than previous dose) [2]",
    "monitor liver function tests weekly for the first month after reintroduction [1]",
    "if no reaction occurs after 2-3 days",
    "increase sequentially to a target dose that is lower than the previous dose that caused hepatotoxicity [2]",
    "increase dose gradually over 2-3 weeks",
    "while monitoring liver function [2]",
    "once stabilized on the new lower dose",
    "twice monthly for the second and third months, then monthly thereafter [1]",
    "if ALT/AST remains normal, continue the maintenance dose",
    "that effectively controls Behçet's disease symptoms [2]",
    "complete blood count with platelets, weekly during the first month",
    "ALT, AST, alkaline phosphatase, bilirubin), same schedule as CBC [1]",
    "fatigue, nausea, vomiting, right upper quadrant pain, jaundice [2]",
    "ALT/AST ≥3× baseline",
    "or ≥300 U/L with symptoms",
    "(severe fatigue, nausea, vomiting, right upper quadrant pain) [2]",
    "ALT/AST ≥5× baseline",
    "or ≥500 U/L even without symptoms [2]",
    "any elevation in bilirubin (≥2× ULN)",
    "along with elevated transaminases [2]",
    "TPMT deficiency if not previously done",
    "this genetic variation increases risk of azathioprine toxicity [1]",
    "Avoid concomitant hepatotoxic medications",
    "approximately 1/3 to 1/4 the usual dose",
    "lower doses of medications with hepatic clearance [4, 5]",
    "consider alternative immunosuppressive agents [2]",
    "Mycophenolate, tacrolimus, or cyclosporine may be effective alternatives, though more data are needed [2]",
    "restarting at the same dose that previously caused hepatotoxicity [2]",
    "inadequate monitoring of liver function tests after reintroduction [1]",
    "ignoring mild elevations, which may signal early recurrence of hepatotoxicity [6]",
    "other causes (alcohol, obesity, other medications) [2]",
    "with this structured approach and careful monitoring",
    "Guideline Directed Topic Overview",
    "Immunosuppressive treatment of Behcet's disease",
    "Management of Rosuvastatin Therapy Based on Liver Enzyme Elevation",
    "for healthcare professionals; clinical judgment and independently verified information",
    "does not replace professional discretion; supplementary to established clinical guidelines",
    "verify against primary literature and current practice standards; no liability",
)


@cache
def guideline() -> Guideline:
    path = FOLDER / "reintroduction.care"
    compiled = compile_source(Source(path.name, path.read_text(encoding="utf-8")))
    assert compiled.core is not None, compiled.diagnostics
    return compiled.core


@cache
def readme() -> str:
    return (FOLDER / "README.md").read_text(encoding="utf-8")


@cache
def table() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """The numbered rows of the README: the statement, the rules and the cases that it names."""
    rows = []
    for line in readme().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 4 and cells[0].isdigit():
            cases = tuple(name.strip() for name in cells[3].split(";") if name.strip())
            rows.append((cells[1], tuple(re.findall(r"`(\w+)`", cells[2])), cases))
    return tuple(rows)


@cache
def cases() -> tuple[dict[str, Any], ...]:
    text = (FOLDER / "reintroduction.cases.yaml").read_text(encoding="utf-8")
    return tuple(yaml.load(text, Loader=yaml.BaseLoader)["cases"])


def headings() -> list[Heading]:
    core = guideline()
    steps = [step for pathway in core.pathways for step in pathway.steps]
    found = [rule.heading for rule in core.eligibility] + [step.heading for step in steps]
    found += [one.heading for monitors in (core.monitors, *(step.monitors for step in steps)) for one in monitors]
    found += [one.heading for tasks in (core.tasks, *(step.tasks for step in steps)) for one in tasks]
    found += [stop.heading for stop in core.stops] + [caution.heading for caution in core.cautions]
    return found + [rule.heading for rule in core.after_stop]


def test_each_statement_of_the_article_has_a_row_and_each_row_a_statement() -> None:
    statements = [statement for statement, _, _ in table()]
    assert len(statements) == len(STATEMENTS)
    for statement, words in zip(statements, STATEMENTS, strict=True):
        assert words in statement


def test_the_rows_are_numbered_in_order() -> None:
    numbers = [int(number) for number in re.findall(r"^\| (\d+) \|", readme(), re.MULTILINE)]
    assert numbers == list(range(1, len(STATEMENTS) + 1))


def test_each_rule_of_the_table_exists_and_each_rule_is_in_the_table() -> None:
    named = {rule for _, rules, _ in table() for rule in rules} - KEPT_AS
    assert named == {heading.name for heading in headings()}


def test_each_case_of_the_table_exists_and_each_case_is_in_the_readme() -> None:
    written = [case["case"] for case in cases()]
    assert len(written) == len(set(written))
    assert {name for _, _, names in table() for name in names} <= set(written)
    flowing = " ".join(readme().split())
    assert [name for name in written if name not in flowing] == []


def test_every_case_passes() -> None:
    path = FOLDER / "reintroduction.cases.yaml"
    opened = open_suite(Source(path.name, path.read_text(encoding="utf-8")))
    assert isinstance(opened, Opened)
    suite = run_suite(opened, guideline())
    assert suite.diagnostics == ()
    assert len(suite.reports) > 200
    wrong = [(report.case.name, report.failures) for report in suite.reports if report.outcome is not Outcome.PASSED]
    assert wrong == []


def test_each_stop_and_caution_is_seen_to_speak_and_to_be_silent() -> None:
    expected = [row.get("expect", {}) for case in cases() for row in (case, *case.get("each", ()))]
    stops = [one["stop"] for one in expected if "stop" in one]
    assert {one["rule"] if isinstance(one, dict) else one for one in stops} == {
        "none",
        *(stop.heading.name for stop in guideline().stops),
    }
    for key in ("cautions", "not cautions"):
        seen = {name for one in expected for name in one.get(key, ()) if one.get(key) != "none"}
        assert seen == {caution.heading.name for caution in guideline().cautions}


def test_each_row_that_asks_for_something_has_a_case() -> None:
    lacking = [statement for statement, rules, names in table() if set(rules) - KEPT_AS and not names]
    assert lacking == []


def test_each_rule_with_an_assumption_is_explained_in_the_readme() -> None:
    section = readme().split("## What was assumed")[1].split("## ")[0]
    explained = set(re.findall(r"`(\w+)`", section))
    assert {heading.name for heading in headings() if heading.assuming} - {"blood_monitoring"} <= explained


def test_each_reference_of_the_article_is_a_source_and_what_is_indirect_says_so() -> None:
    core = guideline()
    assert [source.key for source in core.sources] == ["1", "2", "3", "4", "5", "6"]
    assert {source.key for source in core.sources if source.indirect} == {"2", "3"}
    assert {source.key for source in core.sources if source.kind.value == "unlisted"} == {"4", "5", "6"}
    assert core.disclaimer


def test_every_rule_rests_on_a_source() -> None:
    assert [heading.name for heading in headings() if not heading.cites] == []


# Each example: eligible, the step or `stopped`, the stop and its day, cautions, and how many occasions were missed.
EXAMPLES = {
    "allopurinol-added": ("eligible", "maintenance", None, {"allopurinol_interaction"}, 0),
    "corrected-result": ("eligible", "stopped", "rise_without_symptoms 2025-04-05", set(), 0),
    "monitoring-missed": ("eligible", "maintenance", None, {"inadequate_monitoring"}, 11),
    "not-eligible": ("not eligible", "not begun", None, set(), 0),
    "restarted-at-old-dose": (
        "eligible",
        "escalation",
        None,
        {"same_dose_again", "mild_elevation", "other_causes_not_considered"},
        0,
    ),
    "stopped-by-5x": ("eligible", "stopped", "rise_without_symptoms 2025-05-08", set(), 0),
    "stopped-by-bilirubin": ("eligible", "stopped", "raised_bilirubin 2025-04-22", {"other_causes_not_considered"}, 0),
    "stopped-by-symptoms": ("eligible", "stopped", "rise_with_symptoms 2025-04-20", {"other_causes_not_considered"}, 3),
    "tolerated": ("eligible", "maintenance", None, set(), 0),
    "undecided-no-baseline": ("cannot decide", "escalation", None, {"mild_elevation"}, 0),
}


def example(path: Path) -> Result:
    read = read_timelines(path.name, path.read_bytes(), guideline().vocabulary)
    assert read.diagnostics == ()
    (timeline,) = read.timelines
    return run(guideline(), timeline)


def test_each_example_is_judged_here() -> None:
    assert sorted(EXAMPLES) == sorted(path.stem for path in EXAMPLE_FOLDER.iterdir())


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_example_shows_what_it_is_called(name: str) -> None:
    result = example(EXAMPLE_FOLDER / f"{name}.yaml")
    pathway = result.pathways[0]
    stop = f"{result.stop.rule} {result.stop.at}" if result.stop else None
    missed = sum(entry.kind is Kind.MISSED for entry in result.log)
    cautions = {caution.rule for caution in result.cautions}
    assert EXAMPLES[name] == (
        result.eligibility.admission.value,
        pathway.step or pathway.phase.value,
        stop,
        cautions,
        missed,
    )
    assert result.records.unused == ()


def test_what_a_missing_baseline_leaves_undecided_is_said_with_the_number_that_would_decide() -> None:
    result = example(EXAMPLE_FOLDER / "undecided-no-baseline.yaml")
    wanted = {one.rule: [(item.concept, item.flips) for item in one.wanted] for one in result.undecided}
    assert wanted["rise_with_symptoms"] == [("ALT", "43 U/L or less")]
    assert wanted["rise_without_symptoms"] == [("ALT", "26 U/L or less")]


def test_a_decision_that_rested_on_a_corrected_result_is_named() -> None:
    result = example(EXAMPLE_FOLDER / "corrected-result.yaml")
    corrections = [(entry.at, entry.rule) for entry in result.log if entry.kind is Kind.CORRECTION]
    assert ("2025-04-07", "rise_without_symptoms") in corrections
    assert len(result.records.refused) == 1


@pytest.mark.parametrize("name", ["reintroduction.care", "reintroduction.cases.yaml", "README.md"])
def test_the_texts_are_plain_and_end_with_one_newline(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert text.endswith("\n") and not text.endswith("\n\n")
    assert "\t" not in text and "\r" not in text
