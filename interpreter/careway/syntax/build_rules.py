"""From the parser's trees to nodes: clauses of rules, steps, monitors and tasks, and the statements made of them."""

from __future__ import annotations

from careway.base.record import record
from careway.base.source import Span
from careway.model.terms import Comparison, DoseChange, DrugOrder
from careway.model.time import Duration, TimeUnit
from careway.syntax.advice import (
    Action,
    Advise,
    ConsiderAction,
    DoseAction,
    DoseRange,
    DrugAction,
    OrderAction,
    ReferAction,
    TextAction,
)
from careway.syntax.build_operands import LONGEST, Kids, Mistake, Sign, condition, one, operand, whole
from careway.syntax.expressions import Length, Name, Operand
from careway.syntax.grounds import Accepted, Assuming, Cites, Grade, OnlyIn, When
from careway.syntax.rules import Begin, Claim, ClaimedDose, ClaimedOrders, GoTo, Otherwise
from careway.syntax.schedules import AfterPause, Allow, From, LateAfter, OnReturn, PhaseLine, Rhythm

# --- notes and small clauses ---------------------------------------------------------------------------------------


@record
class Delay:
    """`after D without C`, until its `go to` takes it apart."""

    length: Length
    without: object | None


@record
class Until:
    """`until C`, until its phase takes it apart."""

    condition: object


@record
class RuleWhen:
    """A `when` of a rule with the citations that stand behind it; the rule takes these."""

    when: When
    cites: Cites | None


def cites(kids: Kids, span: Span) -> Cites:
    return Cites(tuple(Name(kid.text, kid.span) for kid in kids), span)


def assuming(kids: Kids, span: Span) -> Assuming:
    return Assuming(kids[0], span)


def accepted(kids: Kids, span: Span) -> Accepted:
    return Accepted(one(kids, Name), kids[-1], span)


def strength(kids: Kids, span: Span) -> Grade:
    return Grade("strength", kids[0], span)


def certainty(kids: Kids, span: Span) -> Grade:
    value = kids[-1]
    if len(kids) > 1:
        value = Name(f"very {value.text}", kids[0].span.to(value.span))
    return Grade("certainty", value, span)


def when(kids: Kids, span: Span) -> RuleWhen:
    cited = one(kids, Cites)
    judged = condition(kids[0])
    end = span.end if cited is None else judged.span.end
    return RuleWhen(When(judged, Span(span.start, end)), cited)


def otherwise(kids: Kids, span: Span) -> Otherwise:
    return Otherwise(kids[0], span)


def only_in(kids: Kids, span: Span) -> OnlyIn:
    return OnlyIn(kids[0], span)


# --- advice --------------------------------------------------------------------------------------------------------


def advise(kids: Kids, span: Span) -> Advise:
    rest = [kid for kid in kids[1:] if not isinstance(kid, Cites)]
    judged = None if not rest else When(condition(rest[0]), condition(rest[0]).span)
    return Advise(kids[0], judged, one(kids, Cites), span)


def consider(kids: Kids, span: Span) -> Advise:
    drugs = kids[0]
    return advise([ConsiderAction(drugs, Span(span.start, drugs[-1].span.end)), *kids[1:]], span)


def text_action(kids: Kids, span: Span) -> Action:
    return TextAction(kids[0], span)


def give(kids: Kids, span: Span) -> Action:
    return _dose_action(DoseChange.GIVE, kids, span)


def start_at(kids: Kids, span: Span) -> Action:
    return _dose_action(DoseChange.START, kids, span)


def change_to(kids: Kids, span: Span) -> Action:
    return _dose_action(DoseChange(kids[0].text), kids[1:], span)


def _dose_action(change: DoseChange, kids: Kids, span: Span) -> Action:
    drug, dose_, *over_ = kids
    return DoseAction(change, drug, dose_, over_[0] if over_ else None, span)


def start(kids: Kids, span: Span) -> Action:
    return DrugAction(DrugOrder.START, kids[0], span)


def order_drug(kids: Kids, span: Span) -> Action:
    return DrugAction(DrugOrder(kids[0].text), kids[1], span)


def order_test(kids: Kids, span: Span) -> Action:
    return OrderAction(kids[0], span)


def refer(kids: Kids, span: Span) -> Action:
    return ReferAction(kids[0], span)


def dose(kids: Kids, span: Span) -> DoseRange:
    made: DoseRange = kids[0]
    of: Operand | None = operand(kids[1]) if len(kids) > 1 else None
    return DoseRange(made.low, made.high, made.low_open, made.high_open, of, span)


def dose_one(kids: Kids, span: Span) -> DoseRange:
    amount = operand(kids[0])
    return DoseRange(amount, amount, False, False, None, span)


def dose_range(kids: Kids, span: Span) -> DoseRange:
    low, high = (operand(kid) for kid in kids if not isinstance(kid, Sign))
    signs = {kid.kind for kid in kids if isinstance(kid, Sign)}
    return DoseRange(low, high, "ABOVE" in signs, "BELOW" in signs, None, span)


def dose_low(kids: Kids, span: Span) -> DoseRange:
    return DoseRange(operand(kids[1]), None, kids[0].kind == "ABOVE", False, None, span)


def dose_high(kids: Kids, span: Span) -> DoseRange:
    return DoseRange(None, operand(kids[1]), False, kids[0].kind == "BELOW", None, span)


def over(kids: Kids, span: Span) -> tuple[Length, Length]:
    return (kids[0], kids[-1])


def over_short(kids: Kids, span: Span) -> tuple[Length, Length]:
    low, high = kids
    assert isinstance(high.value, Duration)
    if "." in low.text or int(low.text) > LONGEST:
        raise Mistake("CW120", low.span, low.text)
    return (Length(Duration(int(low.text), high.value.unit), low.span), high)


# --- claims --------------------------------------------------------------------------------------------------------


def claim(kids: Kids, span: Span) -> Claim:
    return Claim(kids[0], span)


def claimed_orders(kids: Kids, span: Span) -> ClaimedOrders:
    orders = tuple(Name(kid.text, kid.span) for kid in kids[:-1] if kid.kind != "OR")
    return ClaimedOrders(orders, kids[-1], span)


def claimed_dose(kids: Kids, span: Span) -> ClaimedDose:
    return ClaimedDose(kids[0], kids[1], span)


# --- steps ---------------------------------------------------------------------------------------------------------


def begin_at(kids: Kids, span: Span) -> Begin:
    return Begin(operand(kids[0]), None, span)


def begin_again(kids: Kids, span: Span) -> Begin:
    return Begin(None, condition(kids[0]), span)


def after_delay(kids: Kids, span: Span) -> Delay:
    return Delay(kids[0], condition(kids[1]) if len(kids) > 1 else None)


def go_to(kids: Kids, span: Span) -> GoTo:
    return _transition(kids[0], False, kids[1:], span)


def back_to(kids: Kids, span: Span) -> GoTo:
    return _transition(kids[0], True, kids[1:], span)


def finish(kids: Kids, span: Span) -> GoTo:
    return _transition(None, False, kids, span)


def _transition(to: Name | None, back: bool, kids: Kids, span: Span) -> GoTo:
    delay = one(kids, Delay)
    rest = [kid for kid in kids if not isinstance(kid, Delay | Cites)]
    return GoTo(
        to,
        back,
        None if delay is None else delay.length,
        None if delay is None or delay.without is None else condition(delay.without),
        condition(rest[0]) if rest else None,
        one(kids, Cites),
        span,
    )


# --- monitors and tasks --------------------------------------------------------------------------------------------

_PERIODS = {"daily": TimeUnit.DAY, "weekly": TimeUnit.WEEK, "monthly": TimeUnit.MONTH, "yearly": TimeUnit.YEAR}


def each(kids: Kids, span: Span) -> Rhythm:
    return Rhythm(1, _period(kids[0]), False, span)


def several(kids: Kids, span: Span) -> Rhythm:
    times, period = kids
    return Rhythm(2 if times.kind == "TWICE" else whole(times), _period(period), False, span)


def _period(sign: Sign) -> Length:
    return Length(Duration(1, _PERIODS[sign.text]), sign.span)


def every(kids: Kids, span: Span) -> Rhythm:
    return Rhythm(1, kids[0], True, span)


def until(kids: Kids, span: Span) -> Until:
    return Until(condition(kids[0]))


def phase(kids: Kids, span: Span) -> PhaseLine:
    ends = one(kids, Until)
    return PhaseLine(kids[0], one(kids, Length), None if ends is None else condition(ends.condition), span)


def from_time(kids: Kids, span: Span) -> From:
    return From(operand(kids[0]), span)


def from_last_result(kids: Kids, span: Span) -> From:
    return From(None, span)


def allow_either(kids: Kids, span: Span) -> Allow:
    return Allow(kids[0], kids[0], span)


def allow_before(kids: Kids, span: Span) -> Allow:
    return Allow(kids[0], None, span)


def allow_after(kids: Kids, span: Span) -> Allow:
    return Allow(None, kids[0], span)


def allow_both(kids: Kids, span: Span) -> Allow:
    lengths = [kid for kid in kids if isinstance(kid, Length)]
    return Allow(lengths[0], lengths[1], span)


def allow_swapped(kids: Kids, span: Span) -> Allow:
    lengths = [kid for kid in kids if isinstance(kid, Length)]
    return Allow(lengths[1], lengths[0], span)


def late_after(kids: Kids, span: Span) -> LateAfter:
    return LateAfter(kids[-1], span)


def on_return(kids: Kids, span: Span) -> OnReturn:
    return OnReturn(kids[0].text, span)


def after_pause(kids: Kids, span: Span) -> AfterPause:
    effect, drug, comparison, length = kids
    return AfterPause(effect.text, drug, comparison, length, span)


def at_least(kids: Kids, span: Span) -> Comparison:
    return Comparison.AT_LEAST


def at_most(kids: Kids, span: Span) -> Comparison:
    return Comparison.AT_MOST


def more_than(kids: Kids, span: Span) -> Comparison:
    return Comparison.ABOVE


def less_than(kids: Kids, span: Span) -> Comparison:
    return Comparison.BELOW


@record
class Deadline:
    """`once within D of T` or `before T`, until its task takes it apart."""

    within: Length | None
    time: Operand


def once_within(kids: Kids, span: Span) -> Deadline:
    return Deadline(kids[0], operand(kids[1]))


def before_time(kids: Kids, span: Span) -> Deadline:
    return Deadline(None, operand(kids[0]))
