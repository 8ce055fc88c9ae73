"""Results made by hand, for what renders and judges them."""

from __future__ import annotations

from dataclasses import replace

from careway.evaluate.result import (
    FORMAT,
    Admission,
    Assessed,
    Assumption,
    CitedSource,
    Datum,
    Decision,
    Deviation,
    DrugState,
    EligibilityState,
    Evidence,
    Identity,
    Kind,
    LogEntry,
    Occasion,
    PathwayState,
    Phase,
    Reason,
    Result,
    Said,
    Standing,
    StepStay,
    Undecided,
    Wanted,
)
from careway.model.terms import EligibilityKind
from careway.model.timeline import Converted, Records, Refused
from careway.model.truth import FALSE, TRUE, UNKNOWN

DISCLAIMER = "Careway is decision support under development. It is not a medical device and replaces no judgement."
ALT = Datum("ALT", "2025-04-20", "71 U/L", "r8", 21)
AST = Datum("AST", "2025-04-20", "124 U/L", "r9", 21)


def assessed(rule: str, title: str, reason: Reason) -> Assessed:
    return Assessed(rule, title, EligibilityKind.ELIGIBLE, reason, 1)


def quiet() -> Result:
    """A patient in a step, nothing wrong, one thing advised and one thing due."""
    return Result(
        format=FORMAT,
        engine="careway 0.1.0",
        guideline=Identity(
            "azathioprine_reintroduction",
            "Azathioprine reintroduction after hepatocellular liver injury in Behçet's disease",
            "1.0.0",
            "draft",
            "2025-10-25",
            "3f2a91c0" + "0" * 56,
        ),
        patient="escalating",
        timeline_sha256="1" * 64,
        as_of="2025-03-20",
        zone="as written",
        population=None,
        parameters=(),
        notices=(DISCLAIMER,),
        eligibility=EligibilityState(
            Admission.ELIGIBLE,
            "2025-03-08",
            "",
            (assessed("injured", "Injured", Reason(TRUE, "ALT 412 U/L on 2025-01-20", (ALT,))),),
        ),
        pathways=(
            PathwayState(
                "main",
                "Azathioprine reintroduction",
                Phase.ACTIVE,
                "escalation",
                "Gradual dose escalation",
                "2025-03-11",
                (
                    StepStay("initial", "Initial reintroduction", "2025-03-08", "2025-03-11"),
                    StepStay("escalation", "Gradual dose escalation", "2025-03-11", None),
                ),
            ),
        ),
        stop=None,
        cautions=(),
        advice=(
            Said(
                "increase azathioprine to below 150 mg/day over 2 to 3 weeks",
                "increase",
                ("azathioprine",),
                "escalation",
                "Gradual dose escalation",
                "2025-03-11",
                ("2",),
                60,
            ),
        ),
        undecided=(),
        occasions=(
            Occasion(
                "liver_tests_blood_count",
                "Liver tests and blood count",
                "liver tests, blood count",
                "2025-03-19",
                "2025-03-22",
                "2025-03-23",
                "2025-03-26",
                Standing.OPEN,
                None,
                ("ALP", "bilirubin", "blood count"),
                (ALT,),
                ("1",),
                70,
            ),
        ),
        deviations=(),
        drugs=(DrugState("azathioprine", "azathioprine 75 mg/day since 2025-03-15", "2025-03-15"),),
        records=Records(41),
        sources=(
            CitedSource("1", "Guideline Directed Topic Overview. 2025", None),
            CitedSource(
                "2",
                "Management of Rosuvastatin Therapy Based on Liver Enzyme Elevation. 2025",
                "written for rosuvastatin, applied here to azathioprine",
            ),
        ),
        assumptions=(Assumption("rise_with_symptoms", "'with symptoms' means at most 7 days before the result", 80),),
        log=(
            LogEntry("2025-03-08", Kind.STEP, "initial", "Initial reintroduction", "azathioprine started", ("2",), 50),
            LogEntry("2025-03-11", Kind.STEP, "escalation", "Escalation", "3 days without reaction", ("2",), 60),
            LogEntry(
                "2025-03-15",
                Kind.DONE,
                "liver_tests_blood_count",
                "Liver tests and blood count",
                "liver tests, blood count (due 2025-03-15)",
                ("1",),
                70,
            ),
        ),
    )


def stopped() -> Result:
    """The patient of the design's picture: stopped by a rise with symptoms, with everything that a report can say."""
    before = quiet()
    reason = Reason(
        TRUE,
        "all of",
        (),
        (
            Reason(
                TRUE,
                "any of",
                (),
                (
                    Reason(TRUE, "AST 124 U/L on 2025-04-20 reaches 3 × its baseline (31 U/L on 2025-03-07) = 93 U/L"),
                    Reason(FALSE, "ALT 71 U/L on 2025-04-20 is below 3 × its baseline (30 U/L) = 90 U/L", (ALT,)),
                ),
            ),
            Reason(
                TRUE,
                "any of",
                (),
                (
                    Reason(TRUE, "nausea present on 2025-04-18, within 7 days before 2025-04-20"),
                    Reason(UNKNOWN, "severe fatigue: nothing recorded within 7 days"),
                    *(Reason(FALSE, f"{name} absent") for name in ("vomiting", "jaundice", "pain")),
                ),
            ),
        ),
    )
    cites = ("2",)
    return replace(
        before,
        patient="stopped-by-symptoms",
        as_of="2025-04-20",
        population="site_a",
        parameters=(("window", "7 days"),),
        pathways=(
            replace(
                before.pathways[0],
                phase=Phase.STOPPED,
                step=None,
                step_title=None,
                since="2025-04-20",
                stays=(*before.pathways[0].stays[:1], StepStay("escalation", "Escalation", "2025-03-11", "2025-04-20")),
            ),
        ),
        stop=Decision(
            "rise_with_symptoms",
            "Rise with symptoms",
            "2025-04-20",
            reason,
            (
                Said(
                    "stop azathioprine",
                    "stop",
                    ("azathioprine",),
                    "rise_with_symptoms",
                    "Rise with symptoms",
                    "2025-04-20",
                    cites,
                    80,
                ),
            ),
            Evidence(
                cites,
                "[2] written for rosuvastatin",
                ("symptoms at most 7 days before the day of the result",),
                None,
                None,
            ),
            ("raised_bilirubin",),
            80,
        ),
        cautions=(),
        advice=(
            Said(
                "consider mycophenolate, tacrolimus or ciclosporin",
                "consider",
                ("mycophenolate", "tacrolimus", "ciclosporin"),
                "after_stop",
                "After a stop",
                "2025-04-20",
                cites,
                99,
            ),
        ),
        undecided=(
            Undecided(
                "raised_bilirubin",
                "Bilirubin with transaminases",
                "stop",
                "AST is above the ULN, no bilirubin since 2025-03-29",
                (Wanted("total bilirubin", "none since 2025-03-29", "bilirubin", "2.4 mg/dL or more"),),
                Reason(UNKNOWN, "bilirubin unknown"),
                cites,
                90,
            ),
        ),
        occasions=(
            replace(
                before.occasions[0],
                earliest="2025-04-02",
                due="2025-04-05",
                late="2025-04-06",
                missed="2025-04-09",
                standing=Standing.MISSED,
                data=(),
            ),
            replace(
                before.occasions[0],
                earliest="2025-04-09",
                due="2025-04-12",
                late=None,
                missed="2025-04-16",
                standing=Standing.MISSED,
                lacking=("ALP",),
            ),
        ),
        deviations=(
            Deviation(
                "rise_with_symptoms",
                "azathioprine still recorded at 75 mg/day",
                "2025-04-20",
                None,
                ("patient asked to wait until 2025-04-22",),
                cites,
                80,
            ),
        ),
        records=Records(
            41,
            (Refused("ALT 900 U/L on 2025-03-22", "entered in error", 14),),
            (Converted("bilirubin on 2025-03-08", "12 umol/L is ≈0.7017 mg/dL", 9),),
            (("ferritin", 2),),
            (),
        ),
        log=(
            *before.log,
            LogEntry(
                "2025-04-20",
                Kind.STOP,
                "rise_with_symptoms",
                "Rise with symptoms",
                "stop azathioprine",
                cites,
                80,
                reason,
            ),
        ),
    )


def undecided() -> Result:
    """A patient of whom neither the eligibility nor a stop can be decided, with a caution in force."""
    before = quiet()
    return replace(
        before,
        patient="no-baseline",
        eligibility=EligibilityState(
            Admission.UNDECIDED,
            "2025-03-20",
            "whether other causes were excluded is not recorded",
            (assessed("other_causes", "Other causes", Reason(UNKNOWN, "other causes excluded: not recorded")),),
        ),
        cautions=(
            Decision(
                "allopurinol_interaction",
                "Allopurinol with azathioprine",
                "2025-03-12",
                Reason(TRUE, "azathioprine and allopurinol are both being taken"),
                (
                    Said(
                        "reduce azathioprine to 1/4 to 1/3 of its usual dose",
                        "reduce",
                        ("azathioprine",),
                        "allopurinol_interaction",
                        "Allopurinol with azathioprine",
                        "2025-03-12",
                        ("1",),
                        95,
                    ),
                ),
                Evidence(("1",), None, (), None, None),
                (),
                95,
            ),
        ),
        undecided=(
            Undecided(
                "other_causes",
                "Other causes excluded",
                "eligibility",
                "not recorded",
                (Wanted("the answer to: were other causes excluded?", "not recorded", "other_causes", None),),
                Reason(UNKNOWN, "not recorded"),
                ("2",),
                40,
            ),
            Undecided(
                "rise_with_symptoms",
                "Rise with symptoms",
                "stop",
                "ALT 130 U/L: stops if the baseline was 43 U/L or less; baseline ALT is missing",
                (
                    Wanted("baseline ALT", "no result on or before 2025-03-08", "ALT", None),
                    Wanted("nausea", "not recorded within 7 days", "nausea", None),
                ),
                Reason(UNKNOWN, "baseline ALT is missing"),
                ("2",),
                80,
            ),
        ),
    )


def not_eligible() -> Result:
    """A patient who may not begin, whose pathway has not begun."""
    before = quiet()
    return replace(
        before,
        patient="still-raised",
        eligibility=EligibilityState(
            Admission.NOT_ELIGIBLE,
            "2025-03-20",
            "Do not reintroduce: ALT has not returned to normal",
            (
                assessed(
                    "normalised",
                    "Normalised",
                    Reason(FALSE, "ALT 88 U/L on 2025-03-18 is above its ULN 40 U/L", (ALT,)),
                ),
                assessed("injured", "Injured", Reason(TRUE, "ALT 412 U/L on 2025-01-20 is above its ULN 40 U/L")),
            ),
        ),
        pathways=(
            replace(before.pathways[0], phase=Phase.NOT_BEGUN, step=None, step_title=None, since=None, stays=()),
        ),
        advice=(),
        occasions=(),
        drugs=(),
        log=(),
    )
