"""One small, good core that has every kind of statement, for tests that take it apart."""

from __future__ import annotations

import datetime
from fractions import Fraction

from careway.ir import expressions as ex
from careway.ir import nodes as n
from careway.model import terms
from careway.model.quantity import Quantity
from careway.model.time import Duration, TimeUnit
from careway.model.timeline import Presence
from careway.model.vocabulary import (
    Code,
    CodeSystem,
    Concept,
    Group,
    GroupKind,
    Kind,
    NormalRange,
    Sex,
    Vocabulary,
)

DAYS_3 = Duration(3, TimeUnit.DAY)
WEEK = Duration(1, TimeUnit.WEEK)
NONE = Duration(0, TimeUnit.DAY)


def heading(name: str) -> n.Heading:
    """A heading that cites the one source."""
    accepted = (n.Acceptance(terms.FindingKind.OVERLAP, "Known.", 7), n.Acceptance(None, "Known too.", 7))
    return n.Heading(
        name, name.capitalize(), ("1",), ("read so",), terms.Strength.STRONG, terms.Certainty.LOW, 7, accepted
    )


ALT = Concept(
    "ALT",
    Kind.LAB,
    "alanine aminotransferase",
    "U/L",
    (Code(CodeSystem.LOINC, "1742-6"),),
    (NormalRange(None, Fraction(40)), NormalRange(Fraction(1, 3), Fraction("34.5"), Sex.FEMALE)),
    plausible=(Fraction(0), Fraction(20000)),
    current_for=Duration(35, TimeUnit.DAY),
    line=3,
)
BILIRUBIN = Concept("bilirubin", Kind.LAB, "total bilirubin", "mg/dL", molar_mass=Quantity(Fraction("584.66"), "g/mol"))
DRUG = Concept("azathioprine", Kind.DRUG, "azathioprine", "mg/d", absent_unless_recorded=True)
NAUSEA = Concept("nausea", Kind.SYMPTOM, "nausea")
AGREED = Concept("agreed", Kind.QUESTION, "Do both agree?", values=("yes", "no"))

LAST_ALT = ex.Selection(terms.Pick.LAST, ex.Series("ALT"), current=True)
RESTART = ex.DrugChange("azathioprine", terms.DrugEdge.START, terms.Pick.FIRST)
BASELINE = ex.ValueOf(
    ex.Selection(
        terms.Pick.LAST,
        ex.Series("ALT", window=ex.Window(None, ex.Bound(ex.DefinedTime("restart"), by_day=True))),
    ),
    "U/L",
)
THREE_TIMES = ex.Arithmetic(
    terms.Operator.MULTIPLY, ex.Literal(Fraction(3), "1", "3"), ex.DefinedValue("baseline of ALT", "U/L"), "U/L"
)
RISE = ex.Compare(terms.Comparison.AT_LEAST, ex.ValueOf(LAST_ALT, "U/L"), THREE_TIMES)
ABOVE_LIMIT = ex.Series(
    "ALT",
    where=ex.Compare(
        terms.Comparison.ABOVE, ex.CandidateValue("ALT", "U/L"), ex.CandidateLimit(terms.Edge.ULN, "ALT", "U/L")
    ),
    window=ex.Window(ex.Bound(None, WEEK, -1), ex.Bound(None)),
)
STOP_RULE = ex.All(
    (
        ex.AnyOf((RISE, ex.Exists(ABOVE_LIMIT))),
        ex.Found("nausea", Presence.PRESENT, ex.Window(ex.Bound(None, ex.ParameterDuration("window"), -1), None)),
        ex.Not(ex.Answered("agreed", ("yes",))),
        ex.AtLeast(1, (ex.Taking("azathioprine"), ex.DefinedCriterion("held"))),
    )
)
ADVICE = n.Advice(n.AdviseDrug(terms.DrugOrder.STOP, ("azathioprine",)), None, ("1",), 21)
DOSE = n.AdviseDose(
    terms.DoseChange.GIVE, "azathioprine", ex.Literal(Fraction(50), "mg/d", "50 mg/day"), None, False, False, None
)
WEEKLY = n.Phase(n.Every(WEEK), Duration(1, TimeUnit.MONTH), None)
MONITOR = n.Monitor(
    heading("liver"),
    ("liver_tests",),
    ex.DefinedTime("restart"),
    (WEEKLY, n.Phase(n.TimesPer(2, Duration(1, TimeUnit.MONTH)), None, None)),
    DAYS_3,
    DAYS_3,
    NONE,
    False,
    ("initial",),
    terms.Gap.CONTINUE,
    (n.Interruption("azathioprine", terms.Comparison.AT_LEAST, Duration(30, TimeUnit.DAY), terms.Gap.RESTART),),
)
TASK = n.Task(heading("agreement"), terms.TaskVerb.RECORD, ("agreed",), n.Before(ex.DefinedTime("restart")), None, ())
STEPS = (
    n.Step(
        heading("initial"),
        ex.DefinedTime("restart"),
        None,
        (n.Advice(DOSE, ex.Not(RISE), (), 15),),
        (),
        (),
        (n.Transition("escalation", DAYS_3, None, STOP_RULE, False, ("1",), 16),),
    ),
    n.Step(
        heading("escalation"),
        None,
        None,
        (n.Advice(n.AdviseText("Ask."), None, (), 18),),
        (),
        (n.Task(heading("repeat"), terms.TaskVerb.REPEAT, ("ALT",), n.Within(DAYS_3, ex.Birth()), None, ()),),
        (n.Transition(None, None, ex.HeldFor(RISE, WEEK), None, False, (), 19),),
    ),
)

CORE = n.Guideline(
    format=n.FORMAT,
    id="sample",
    title="A sample",
    version="1.0.0",
    status=terms.Status.DRAFT,
    date=datetime.date(2025, 10, 25),
    effective_from=None,
    effective_until=None,
    disclaimer="Not for patients.",
    sha256="0" * 64,
    sources=(n.Source("1", terms.SourceKind.GUIDELINE, "A guideline", "A board", 2025, None, None, 2),),
    parameters=(
        n.Parameter("limit", "Limit", Quantity(Fraction(300), "U/L"), 4),
        n.Parameter("window", "Window", WEEK, 5),
    ),
    sets=(n.ParameterSet("stricter", "Stricter", (n.Setting("limit", Quantity(Fraction(200), "U/L")),), 6),),
    vocabulary=Vocabulary(
        (ALT, BILIRUBIN, DRUG, NAUSEA, AGREED), (Group("liver_tests", GroupKind.PANEL, "Liver", ("ALT", "bilirubin")),)
    ),
    definitions=(
        n.Definition("restart", "restart", RESTART, 8),
        n.Definition("baseline of ALT", "baseline", BASELINE, 9),
        n.Definition("held", "held", ex.Paused("azathioprine", at_least=WEEK), 10),
    ),
    eligibility=(
        n.Eligibility(
            heading("enough"),
            terms.EligibilityKind.ELIGIBLE,
            ex.Compare(
                terms.Comparison.AT_MOST, ex.ValueOf(LAST_ALT, "U/L"), ex.ParameterValue("limit", "U/L", Fraction(1))
            ),
            "ALT is too high",
        ),
    ),
    pathways=(n.Pathway("main", "A sample", STEPS),),
    monitors=(MONITOR,),
    tasks=(TASK,),
    stops=(n.Stop(heading("rise"), STOP_RULE, (ADVICE,)),),
    cautions=(n.Caution(heading("careful"), ex.InStep(("initial",)), (ADVICE,), ("escalation",)),),
    after_stop=(
        n.AfterStop(heading("after"), ("rise",), (n.Advice(n.AdviseConsider(("azathioprine",)), None, (), 30),)),
    ),
    background=(n.Background("Known for long.", ("1",), 40),),
    invariants=(
        n.Invariant(
            heading("held_back"),
            terms.InvariantKind.NEVER,
            n.ClaimedOrders((terms.AdviceOrder.START, terms.AdviceOrder.INCREASE), ("azathioprine",)),
            RISE,
            ("initial",),
        ),
        n.Invariant(
            heading("enough_said"),
            terms.InvariantKind.ALWAYS,
            n.ClaimedDose("azathioprine", None, ex.Literal(Fraction(200), "mg/d", "200 mg/day"), False, True),
            None,
            (),
        ),
    ),
)
