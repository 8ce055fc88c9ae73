"""What each surface form means in the core."""

from __future__ import annotations

from fractions import Fraction

import pytest

from careway.ir import expressions as e
from careway.ir import nodes as ir
from careway.ir.invariants import violations
from careway.model.terms import Comparison, DrugEdge, Edge, Gap, MonitorState, Operator, Pick
from careway.model.time import Duration, TimeUnit
from careway.model.timeline import Presence
from careway.model.vocabulary import Sex
from support.checking import codes, core

DAYS_7 = Duration(7, TimeUnit.DAY)
DAYS_30 = Duration(30, TimeUnit.DAY)
RESTART = e.DefinedTime("restart")


def when(text: str, *before: str) -> e.Criterion:
    """The criterion of a caution with this condition."""
    found = core("\n".join([*before, f"caution probe [1]\n  when {text}\n"]))
    assert violations(found) == ()
    return found.cautions[-1].when


def define(text: str, *before: str) -> ir.Definition:
    """The last definition of the core, with this body."""
    return core("\n".join([*before, f"define probe = {text}\n"])).definitions[-1]


def last(concept: str, *, current: bool = True) -> e.Selection:
    return e.Selection(Pick.LAST, e.Series(concept), current=current)


def value(concept: str, unit: str = "U/L") -> e.ValueOf:
    return e.ValueOf(last(concept), unit)


def number(value: int, unit: str, written: str | None = None) -> e.Literal:
    return e.Literal(Fraction(value), unit, written or f"{value} {unit}".removesuffix(" 1"))


ALT_300 = e.Compare(Comparison.AT_LEAST, value("ALT"), number(300, "U/L"))
THREE_ULN = e.Arithmetic(Operator.MULTIPLY, number(3, "1"), e.LimitOf(Edge.ULN, last("ALT"), "U/L"), "U/L")
SINCE_RESTART = e.Window(e.Bound(RESTART, by_day=True), None)
LAST_7_DAYS = e.Window(e.Bound(None, DAYS_7, -1), e.Bound(None))
LAST_30_DAYS = e.Window(e.Bound(None, DAYS_30, -1), e.Bound(None))


def three_baselines(concept: str) -> e.Compare:
    right = e.Arithmetic(Operator.MULTIPLY, number(3, "1"), e.DefinedValue(f"baseline of {concept}", "U/L"), "U/L")
    return e.Compare(Comparison.AT_LEAST, value(concept), right)


# --- conditions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("ALT >= 300 U/L", ALT_300),
        ("last ALT >= 300 U/L", ALT_300),
        ("ALT > 3 × ULN", e.Compare(Comparison.ABOVE, value("ALT"), THREE_ULN)),
        ("ALT > 3 × ULN of ALT", e.Compare(Comparison.ABOVE, value("ALT"), THREE_ULN)),
        ("ALT >= 3 × its baseline", three_baselines("ALT")),
        ("ALT >= 3 × baseline of ALT", three_baselines("ALT")),
        ("nausea present", e.Found("nausea", Presence.PRESENT)),
        ("nausea", e.Found("nausea", Presence.PRESENT)),
        ("nausea absent", e.Found("nausea", Presence.ABSENT)),
        ("nausea present within 7 days", e.Found("nausea", Presence.PRESENT, LAST_7_DAYS)),
        ("nausea present since restart", e.Found("nausea", Presence.PRESENT, SINCE_RESTART)),
        ("nausea present for at least 7 days", e.HeldFor(e.Found("nausea", Presence.PRESENT), DAYS_7)),
        ("azathioprine active", e.Taking("azathioprine")),
        ("azathioprine paused at least 30 days", e.Paused("azathioprine", DAYS_30)),
        (
            "azathioprine dose >= 75 mg/day",
            e.Compare(Comparison.AT_LEAST, e.CurrentDose("azathioprine", "mg/day"), number(75, "mg/day")),
        ),
        ("causes_excluded", e.Answered("causes_excluded", ("yes",))),
        ("causes_excluded is no", e.Answered("causes_excluded", ("no",))),
        ("TPMT is one of deficient, intermediate", e.Answered("TPMT", ("deficient", "intermediate"))),
        ("TPMT is not normal", e.Not(e.Answered("TPMT", ("normal",)))),
        ("TPMT not recorded", e.Not(e.Recorded(e.Series("TPMT")))),
        ("ALT recorded within 30 days", e.Recorded(e.Series("ALT", None, LAST_30_DAYS))),
        ("not azathioprine active", e.Not(e.Taking("azathioprine"))),
        ("restart has happened", e.Happened(RESTART)),
        ("in step treatment", e.InStep(("treatment",))),
        ("age >= 65 years", e.Elapsed(Comparison.AT_LEAST, Duration(65, TimeUnit.YEAR), e.Birth())),
        ("at least 30 days since restart", e.Elapsed(Comparison.AT_LEAST, DAYS_30, RESTART)),
        ("sex is female", e.SexIs((Sex.FEMALE,))),
    ],
)
def test_a_statement(text: str, meaning: e.Criterion) -> None:
    assert when(text) == meaning


def test_a_window_after_a_comparison_asks_for_any_result_in_it() -> None:
    where = e.Compare(Comparison.AT_LEAST, e.CandidateValue("ALT", "U/L"), number(300, "U/L"))
    assert when("ALT >= 300 U/L within 30 days") == e.Exists(e.Series("ALT", where, LAST_30_DAYS))
    assert when("ALT >= 300 U/L twice in a row") == e.InARow(2, e.Series("ALT", where))
    assert when("ALT >= 300 U/L for at least 7 days") == e.HeldFor(ALT_300, DAYS_7)


def test_the_uln_of_a_result_in_a_window_is_its_own() -> None:
    limit = e.CandidateLimit(Edge.ULN, "ALT", "U/L")
    where = e.Compare(Comparison.ABOVE, e.CandidateValue("ALT", "U/L"), limit)
    assert when("ALT > ULN within 7 days") == e.Exists(e.Series("ALT", where, LAST_7_DAYS))


def test_a_chosen_result_takes_its_own_uln_and_is_as_old_as_it_is() -> None:
    chosen = e.Selection(Pick.HIGHEST, e.Series("ALT", None, SINCE_RESTART))
    assert when("highest ALT since restart > ULN") == e.Compare(
        Comparison.ABOVE, e.ValueOf(chosen, "U/L"), e.LimitOf(Edge.ULN, chosen, "U/L")
    )


def test_the_uln_of_a_defined_result_is_that_results() -> None:
    chosen = e.Selection(Pick.HIGHEST, e.Series("ALT", None, SINCE_RESTART))
    found = when("ALT > ULN of peak", "define peak = highest ALT since restart")
    assert found == e.Compare(Comparison.ABOVE, value("ALT"), e.LimitOf(Edge.ULN, chosen, "U/L"))


def test_elided_comparisons_stay_under_their_quantifier() -> None:
    def either(concept: str) -> e.AnyOf:
        return e.AnyOf((three_baselines(concept), e.Compare(Comparison.AT_LEAST, value(concept), number(300, "U/L"))))

    assert when("any of ALT, AST >= 3 × its baseline or >= 300 U/L") == e.AnyOf((either("ALT"), either("AST")))
    found = when("all of ALT, AST >= 3 × its baseline or >= 300 U/L")
    assert found == e.All((either("ALT"), either("AST")))


def test_a_range_of_a_member_is_asked_of_the_same_member() -> None:
    found = when("any of ALT, AST >= 100 U/L and <= 200 U/L")
    assert isinstance(found, e.AnyOf)
    assert all(isinstance(item, e.All) and len(item.items) == 2 for item in found.items)


def test_groups_are_spelled_out_under_a_quantifier() -> None:
    nausea, vomiting = e.Found("nausea", Presence.PRESENT), e.Found("vomiting", Presence.PRESENT)
    assert when("any of liver_symptoms present") == e.AnyOf((nausea, vomiting))
    assert when("none of liver_symptoms present") == e.Not(e.AnyOf((nausea, vomiting)))
    assert when("at least 2 of liver_symptoms present") == e.AtLeast(2, (nausea, vomiting))


def test_bullets_nest() -> None:
    found = when("all of\n    - ALT >= 300 U/L\n    - any of\n      - nausea\n      - vomiting")
    either = e.AnyOf((e.Found("nausea", Presence.PRESENT), e.Found("vomiting", Presence.PRESENT)))
    assert found == e.All((ALT_300, either))


def test_the_order_of_two_times() -> None:
    stop = e.DrugChange("azathioprine", DrugEdge.STOP, Pick.LAST)
    assert when("restart is before last stop of azathioprine") == e.Precedes(RESTART, stop, False)
    assert when("restart is after last stop of azathioprine") == e.Precedes(stop, RESTART, False)
    assert when("restart is on or after last stop of azathioprine") == e.Precedes(stop, RESTART, True)


def test_a_change_is_the_last_less_an_earlier_result() -> None:
    before = e.Selection(Pick.LAST, e.Series("ALT", None, e.Window(None, e.Bound(RESTART, by_day=True))))
    change = e.Arithmetic(Operator.SUBTRACT, value("ALT"), e.ValueOf(before, "U/L"), "U/L")
    found = when("change in ALT since restart >= 50 U/L")
    assert found == e.Compare(Comparison.AT_LEAST, change, number(50, "U/L"))
    within = when("change in ALT within 7 days >= 50 U/L")
    picks = [
        e.ValueOf(e.Selection(pick, e.Series("ALT", None, LAST_7_DAYS)), "U/L") for pick in (Pick.LAST, Pick.FIRST)
    ]
    assert within == e.Compare(Comparison.AT_LEAST, e.Arithmetic(Operator.SUBTRACT, *picks, "U/L"), number(50, "U/L"))


def test_a_count_is_a_plain_number() -> None:
    found = when("number of ALT > ULN within 30 days >= 2")
    assert isinstance(found, e.Compare) and isinstance(found.left, e.CountOf)
    assert found.left.series.window == LAST_30_DAYS
    assert found.right == number(2, "1")


# --- units -----------------------------------------------------------------------------------------------------------


def test_a_literal_is_converted_exactly_and_keeps_its_text() -> None:
    found = when("ALT >= 5 ukat/L")
    assert isinstance(found, e.Compare)
    assert found.right == e.Literal(Fraction(300), "U/L", "5 ukat/L")


def test_a_parameter_is_converted_by_a_factor() -> None:
    found = when("ALT >= limit", "parameter limit = 5 ukat/L")
    assert isinstance(found, e.Compare)
    assert found.right == e.ParameterValue("limit", "U/L", Fraction(60))


def test_moles_are_compared_through_the_molar_mass() -> None:
    lab = "lab creatinine in umol/L\n  molar mass 113.12 g/mol\n"
    found = when("creatinine >= 2 mg/dL", lab)
    assert isinstance(found, e.Compare)
    assert found.right == e.Literal(Fraction(20_000_000, 113_120), "umol/L", "2 mg/dL")


def test_two_spellings_of_one_unit_are_made_one() -> None:
    found = when("cells < limit", "lab cells in {cells}/uL\nparameter limit = 1500 /uL\n")
    assert isinstance(found, e.Compare)
    assert found.right == e.Convert(e.ParameterValue("limit", "/uL"), Fraction(1), "{cells}/uL")


def test_a_result_is_converted_where_two_labs_differ_in_unit() -> None:
    found = when("ALT > other", "lab other in ukat/L\n")
    assert isinstance(found, e.Compare)
    assert found.right == e.Convert(value("other", "ukat/L"), Fraction(60), "U/L")


def test_a_constant_on_the_left_takes_the_unit_of_the_right() -> None:
    found = when("limit <= ALT", "parameter limit = 5 ukat/L")
    assert found == e.Compare(Comparison.AT_MOST, e.ParameterValue("limit", "U/L", Fraction(60)), value("ALT"))


def test_a_ratio_has_no_unit() -> None:
    found = when("ALT / AST >= 2")
    assert isinstance(found, e.Compare)
    assert found.left == e.Arithmetic(Operator.DIVIDE, value("ALT"), value("AST"), "1")


def test_a_percentage_is_never_a_plain_number() -> None:
    lab = "lab HbA1c in %\n"
    assert codes(f"{lab}caution probe [1]\n  when HbA1c >= 7\n") == ["CW204"]
    assert isinstance(when("HbA1c >= 7 %", lab), e.Compare)


def test_a_plain_number_goes_with_a_unit_in_braces() -> None:
    found = when("INR > 2", "lab INR in {INR}\n")
    assert isinstance(found, e.Compare)
    assert found.right == e.Literal(Fraction(2), "{INR}", "2")


# --- definitions -----------------------------------------------------------------------------------------------------


def test_a_selection_is_a_number_or_a_time_as_it_is_asked_for() -> None:
    text = (
        "define first_high = first ALT >= 300 U/L\n"
        "caution probe [1]\n  when first_high >= 400 U/L and first_high has happened\n"
    )
    found = core(text)
    names = {one.name: (one.shown, type(one.body).__name__) for one in found.definitions}
    assert names["first_high"] == ("first_high", "ValueOf")
    assert names["time of first_high"] == ("first_high", "TimeOf")


def test_a_definition_of_each_lab_is_spelled_out_for_those_asked() -> None:
    names = [one.name for one in core("").definitions]
    assert names == ["restart", "baseline of ALT", "baseline of AST"]


def test_definitions_come_after_those_that_they_use() -> None:
    found = core("define late when early\ndefine early when ALT > ULN\ncaution probe [1]\n  when late\n")
    assert [one.name for one in found.definitions if one.shown in ("late", "early")] == ["early", "late"]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("first start of azathioprine", e.DrugChange("azathioprine", DrugEdge.START, Pick.FIRST)),
        ("start of azathioprine", e.DrugChange("azathioprine", DrugEdge.START, Pick.LAST)),
        ("entry to treatment", e.StepEntry("treatment", Pick.LAST)),
        ("3 days after restart", e.Shifted(RESTART, Duration(3, TimeUnit.DAY), 1)),
        ("3 days before restart", e.Shifted(RESTART, Duration(3, TimeUnit.DAY), -1)),
    ],
)
def test_a_time(text: str, meaning: e.Time) -> None:
    assert define(text).body == meaning


def test_a_time_of_a_finding_or_an_answer() -> None:
    found = core(
        "define onset = first nausea present\ndefine slow = first TPMT is deficient\n"
        "caution probe [1]\n  when onset has happened and slow has happened\n"
    )
    bodies = {one.shown: one.body for one in found.definitions}
    presence = e.Series("nausea", e.Found("nausea", Presence.PRESENT))
    answer = e.Series("TPMT", e.Answered("TPMT", ("deficient",)))
    assert bodies["onset"] == e.TimeOf(e.Selection(Pick.FIRST, presence))
    assert bodies["slow"] == e.TimeOf(e.Selection(Pick.FIRST, answer))


def test_the_first_time_of_a_condition() -> None:
    body = define("first time (all of ALT, AST <= ULN) after restart").body
    assert isinstance(body, e.FirstTime)
    assert isinstance(body.criterion, e.All)
    assert body.window == e.Window(e.Bound(RESTART, inclusive=False), None)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("before restart", None, e.Bound(RESTART, inclusive=False)),
        ("on or before restart", None, e.Bound(RESTART, by_day=True)),
        ("after restart", e.Bound(RESTART, inclusive=False), None),
        ("on or after restart", e.Bound(RESTART, by_day=True), None),
        ("since restart", e.Bound(RESTART, by_day=True), None),
        ("within 7 days before restart", e.Bound(RESTART, DAYS_7, -1), e.Bound(RESTART)),
        ("within 7 days after restart", e.Bound(RESTART), e.Bound(RESTART, DAYS_7, 1)),
        ("within 7 days of restart", e.Bound(RESTART, DAYS_7, -1), e.Bound(RESTART, DAYS_7, 1)),
        ("within 7 days", e.Bound(None, DAYS_7, -1), e.Bound(None)),
        ("after restart before last stop of azathioprine", e.Bound(RESTART, inclusive=False),
         e.Bound(e.DrugChange("azathioprine", DrugEdge.STOP, Pick.LAST), inclusive=False)),
    ],
)  # fmt: skip
def test_a_window(text: str, start: e.Bound | None, end: e.Bound | None) -> None:
    body = define(f"highest ALT {text}").body
    assert body == e.ValueOf(e.Selection(Pick.HIGHEST, e.Series("ALT", None, e.Window(start, end))), "U/L")


# --- rules -----------------------------------------------------------------------------------------------------------


def test_a_duration_may_come_from_a_parameter() -> None:
    found = when("nausea present within patience", "parameter patience = 7 days")
    assert found == e.Found(
        "nausea", Presence.PRESENT, e.Window(e.Bound(None, e.ParameterDuration("patience"), -1), e.Bound(None))
    )


def test_a_schedule() -> None:
    found = core(
        "panel liver_tests = ALT, AST\n"
        "monitor liver_tests, bilirubin [1]\n  from restart\n  weekly for 1 month\n  then twice monthly for 2 months\n"
        "  then monthly\n  allow 3 days either side\n  late after 1 day\n  only in treatment\n  on return suspend\n"
        "  restart after azathioprine paused at least 30 days\n"
    ).monitors[0]
    month = Duration(1, TimeUnit.MONTH)
    assert found.heading.name == "liver_tests_bilirubin"
    assert found.heading.title == "Liver tests, bilirubin"
    assert found.targets == ("liver_tests", "bilirubin")
    assert found.start == RESTART
    assert found.phases == (
        ir.Phase(ir.Every(Duration(1, TimeUnit.WEEK)), month, None),
        ir.Phase(ir.TimesPer(2, month), Duration(2, TimeUnit.MONTH), None),
        ir.Phase(ir.Every(month), None, None),
    )
    assert found.before == found.after == Duration(3, TimeUnit.DAY)
    assert found.late == Duration(1, TimeUnit.DAY)
    assert (found.only_in, found.on_return) == (("treatment",), Gap.SUSPEND)
    assert found.interruptions == (ir.Interruption("azathioprine", Comparison.AT_LEAST, DAYS_30, Gap.RESTART),)


def test_what_a_schedule_leaves_out() -> None:
    found = core("monitor ALT [1]\n  from restart\n  every 2 weeks\n").monitors[0]
    none = Duration(0, TimeUnit.DAY)
    assert (found.before, found.after, found.late) == (none, none, none)
    assert found.phases == (ir.Phase(ir.Every(Duration(2, TimeUnit.WEEK)), None, None),)
    assert not found.from_last_result


def test_monitoring_is_that_of_the_step() -> None:
    text = (
        "step waiting [1]\n  begin at first start of allopurinol\n  monitor ALT\n    weekly for 1 month\n"
        "  monitor bilirubin as second\n    weekly for 1 month\n  finish when monitoring is complete\n"
        "  finish when monitoring is missed at least 2 times\n"
    )
    step = core(text).pathways[0].steps[-1]
    assert [one.heading.name for one in step.monitors] == ["waiting_ALT", "second"]
    assert all(one.heading.cites == ("1",) for one in step.monitors)
    complete, missed = (one.when for one in step.transitions)
    assert complete == e.All(
        (e.Monitoring("waiting_ALT", MonitorState.COMPLETE), e.Monitoring("second", MonitorState.COMPLETE))
    )
    assert missed == e.AnyOf(
        (e.Monitoring("waiting_ALT", MonitorState.MISSED, 2), e.Monitoring("second", MonitorState.MISSED, 2))
    )


def test_a_transition() -> None:
    text = (
        "define reaction when any of liver_symptoms present\n"
        "step one [1]\n  begin at first start of allopurinol\n  go to two after 3 days without reaction\n"
        "  finish after 30 days when ALT > ULN [2]\n"
        "step two [1]\n  back to one when ALT > ULN\n"
    )
    one, two = core(text).pathways[0].steps[1:]
    assert one.transitions[0].to == "two"
    assert one.transitions[0].after == Duration(3, TimeUnit.DAY)
    assert one.transitions[0].without == e.DefinedCriterion("reaction")
    assert one.transitions[0].cites == ("1",)
    assert (one.transitions[1].to, one.transitions[1].cites) == (None, ("2",))
    assert two.transitions[0].back


def test_doses() -> None:
    text = (
        "define usual_dose = last azathioprine dose before restart\n"
        "caution probe [1]\n  when allopurinol active\n"
        "  advise azathioprine 1/4 to 1/3 of usual_dose\n  advise azathioprine 0.05 g/day\n"
        "  advise increase azathioprine to below usual_dose over 2 to 3 weeks\n"
    )
    part, fixed, below = (one.action for one in core(text).cautions[0].advice)
    usual = e.DefinedValue("usual_dose", "mg/day")
    assert isinstance(part, ir.AdviseDose) and isinstance(fixed, ir.AdviseDose) and isinstance(below, ir.AdviseDose)
    assert part.low == e.Arithmetic(Operator.MULTIPLY, e.Literal(Fraction(1, 4), "1", "1/4"), usual, "mg/day")
    assert part.high == e.Arithmetic(Operator.MULTIPLY, e.Literal(Fraction(1, 3), "1", "1/3"), usual, "mg/day")
    assert fixed.low == fixed.high == e.Literal(Fraction(50), "mg/day", "0.05 g/day")
    assert (below.low, below.high, below.high_open) == (None, usual, True)
    assert below.over == (Duration(2, TimeUnit.WEEK), Duration(3, TimeUnit.WEEK))


def test_its_in_advice_is_the_drugs() -> None:
    text = (
        "define usual of drug = last drug dose before restart\n"
        "caution probe [1]\n  when allopurinol active\n  advise azathioprine 1/4 of its usual\n"
    )
    action = core(text).cautions[0].advice[0].action
    assert isinstance(action, ir.AdviseDose) and isinstance(action.low, e.Arithmetic)
    assert action.low.right == e.DefinedValue("usual of azathioprine", "mg/day")


def test_a_set_is_given_in_the_parameters_unit() -> None:
    found = core(
        'parameter limit = 1500 /uL\nset lower "Lower"\n  limit = 1 10*9/L\n'
        "lab ANC in /uL\ncaution probe [1]\n  when ANC < limit\n"
    )
    value = found.sets[0].settings[0].value
    assert str(value) == "1000 /uL"


def test_steps_before_any_pathway_belong_to_main() -> None:
    found = core('pathway second "Second"\nstep other [1]\n  begin at restart\n  advise avoid allopurinol\n')
    assert [(one.name, one.title, len(one.steps)) for one in found.pathways] == [
        ("main", "An example", 1),
        ("second", "Second", 1),
    ]


def test_the_hash_is_of_the_text() -> None:
    assert core("").sha256 != core("# a comment\n").sha256
    assert core("") == core("")


def test_names_that_the_author_left_out_are_unique() -> None:
    found = core(
        "eligible [1]\n  when ALT <= ULN\neligible [1]\n  when AST <= ULN\nexclude [1]\n  when nausea present\n"
        "monitor ALT [1]\n  from restart\n  weekly\nmonitor ALT [1]\n  from restart\n  monthly\n"
        "task check TPMT once within 7 days of restart [1]\n"
    )
    assert [one.heading.name for one in found.eligibility] == ["eligible", "eligible_2", "excluded"]
    assert [one.heading.name for one in found.monitors] == ["ALT", "ALT_2"]
    assert [one.heading.name for one in found.tasks] == ["check_TPMT"]
    assert found.tasks[0].heading.title == "Check TPMT"


def test_its_in_a_window_is_that_of_the_records_at_hand() -> None:
    text = "define onset of lab = first lab > ULN\n"
    found = when("any of ALT, AST >= 300 U/L within 7 days after its onset", text)
    assert isinstance(found, e.AnyOf)
    names = []
    for item in found.items:
        assert isinstance(item, e.Exists) and item.series.window is not None and item.series.window.start is not None
        names.append(item.series.window.start.time)
    assert names == [e.DefinedTime("time of onset of ALT"), e.DefinedTime("time of onset of AST")]
