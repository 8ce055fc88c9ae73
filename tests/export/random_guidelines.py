"""Random guidelines that compile: every kind of value, time and condition of the language about a small vocabulary."""

from __future__ import annotations

from hypothesis import strategies as st

from support import generators as g
from support.generators import Gen

LABS = ("ALT", "AST")
HEAD = """
guideline random
  title "Random"
  version 1.0.0
  status draft
  disclaimer "Not for patients."

source 1 guideline "One"
source other research "Two" by "Them" in 1999
lab ALT "alt" in U/L normal up to 40 U/L
lab AST "ast" in U/L normal from 5 to 35 U/L for male normal up to 45 U/L for female
lab bilirubin "bilirubin" in mg/dL normal at least 0.1 mg/dL molar mass 584.66 g/mol current for 35 days
vital temperature in Cel plausible 25 to 45 Cel
drug aza "azathioprine" in mg/day
drug allo "allopurinol" in mg/day absent unless recorded
symptom nausea "nausea"
symptom rash "rash" absent unless recorded
condition gout "gout"
test TPMT "TPMT" values normal, low, absent_
question agreed "Agreed?"
panel liver "liver tests" = ALT, AST, bilirubin
group complaints "complaints" = nausea, rash
parameter limit "limit" = 300 U/L
parameter ratio = 2.5
parameter wash "washout" = 30 days
set strict "Strict"
  limit = 4 ukat/L
  wash = 2 months
define restart = first start of aza
define injury = first ALT > 3 × ULN
define peak = highest ALT since restart
define baseline of lab = last lab on or before restart
define half of lab = its baseline / 2
define raised of lab when lab > ULN and lab > its baseline
define any_raised of lab when raised or lab >= 300 U/L within 30 days
define bad when any of ALT, AST >= 5 × its baseline
"""
TAIL = """
step initial "Initial" [1]
  begin at restart
  go to later after 3 days
  monitor ALT as inner
    daily
step later
  advise continue aza
monitor liver as outer [other]
  from restart
  weekly for 1 month
  then twice monthly
"""


def _text(*parts: str | Gen) -> Gen:
    """The parts one after the other, with a space between them where both are something."""
    gens = [g.just(part) if isinstance(part, str) else part for part in parts]
    return g.tuples(*gens).map(lambda texts: " ".join(text for text in texts if text))


def _one_of(*texts: str) -> Gen:
    return g.sampled_from(texts)


labs = _one_of("ALT", "AST")
concepts = _one_of("ALT", "bilirubin", "temperature", "aza", "nausea", "gout", "TPMT", "agreed")
lengths = _one_of("3 days", "24 hours", "1 month", "2 weeks", "wash", "1 year")
plain_lengths = _one_of("3 days", "24 hours", "1 month", "10 minutes")
comparisons = _one_of(">=", ">", "<=", "<", "=")


def numbers(depth: int, limit: bool = True) -> Gen:
    """Numbers in U/L, in brackets unless they are one word; `limit`: a lab is spoken of, so `ULN` has a meaning."""
    flat = _one_of(
        "300 U/L",
        "5 ukat/L",
        "limit",
        "ALT",
        "peak",
        "baseline of AST",
        "half of ALT",
        "ULN of bilirubin / 1 mg/dL × 1 U/L",
    )
    flat = flat.map(lambda text: f"({text})" if "/ 1" in text else text)
    if limit:
        flat = flat | _one_of("ULN", "LLN", "its baseline", "its half")
    if depth <= 0:
        return flat
    inner = g.deferred(lambda: numbers(depth - 1, limit))
    factors = _one_of("3", "1/4", "ratio", "(1 + 2)", "0.5", "(number of AST)")
    return (
        flat
        | _text("(", factors, "×", inner, ")")
        | _text("(", inner, "/", factors, ")")
        | _text("(", inner, _one_of("+", "-"), inner, ")")
        | _text("(", _one_of("last", "first", "highest", "lowest"), labs, filters(depth - 1), windows(depth - 1), ")")
        | _text("(", "change in ALT", _one_of("within 14 days", "since restart"), ")")
    )


def filters(depth: int) -> Gen:
    """What a lab's record must be, or nothing."""
    return g.just("") | _text(comparisons, g.deferred(lambda: numbers(depth)))


def times(depth: int) -> Gen:
    """Times, in brackets unless they are one word."""
    flat = _one_of("restart", "injury", "peak", "baseline of ALT", "(last entry to later)", "(first nausea present)")
    if depth <= 0:
        return flat
    return (
        flat
        | _text("(", _one_of("last", "first"), labs, filters(depth - 1), windows(depth - 1), ")")
        | _text("(", _one_of("first", "last"), _one_of("start", "stop"), "of aza", windows(depth - 1), ")")
        | _text("(", "highest aza dose", windows(depth - 1), ")")
        | _text("( last TPMT is one of low, normal", windows(depth - 1), ")")
        | _text("(", lengths, _one_of("after", "before"), g.deferred(lambda: times(depth - 1)), ")")
        | _text("( first time (", g.deferred(lambda: conditions(depth - 1, False)), ")", windows(depth - 1), ")")
        | _one_of("(first time bad)")
    )


def windows(depth: int) -> Gen:
    """No window, one, or two that fit together."""
    time = g.deferred(lambda: times(depth))
    start = _text(_one_of("after", "since", "on or after"), time)
    end = _text(_one_of("before", "on or before"), time)
    around = _text("within", lengths, _one_of("before", "after", "of"), time)
    return (
        g.just("")
        | g.just("")
        | start
        | end
        | around
        | _text("within", lengths)
        | _text(start, end)
        | _text(end, start)
    )


def conditions(depth: int, state: bool = True) -> Gen:
    """Conditions, a chain or list always in brackets; `state`: steps and monitors may be asked for."""
    number = g.deferred(lambda: numbers(depth - 1))
    compared = _text(comparisons, number)
    found = _text(concepts, _one_of("recorded", "not recorded", "recorded at least 2 times"), windows(depth - 1))
    flat = (
        _text(_one_of("ALT", "AST", "(highest ALT since restart)"), compared)
        | _text(_one_of("300 U/L", "limit"), comparisons, _one_of("ALT", "peak"))
        | _text("peak", comparisons, _one_of("ULN of peak", "ULN", "3 × ULN of peak", "LLN of AST"))
        | _text(_one_of("any of", "all of", "none of", "at least 2 of"), _one_of("ALT, AST"), compared)
        | _text(_one_of("any of", "all of", "none of"), "ALT, AST", compared, _one_of("or", "and"), compared)
        | _text(labs, compared, _one_of("within 7 days", "since restart", "twice in a row", "3 times in a row"))
        | _text(labs, compared, _one_of("within 7 days ", ""), "for at least", lengths)
        | _text("bilirubin", comparisons, _one_of("34 umol/L", "2 × ULN", "1.2 mg/dL"))
        | _text(
            _one_of("nausea", "gout", "any of complaints", "at least 2 of complaints, gout"),
            _one_of("present", "absent"),
            windows(depth - 1),
        )
        | _text("nausea present", _one_of("twice in a row", "for at least 2 days"))
        | found
        | _text(_one_of("TPMT is", "TPMT is not"), _one_of("low", "one of low, normal"), windows(depth - 1))
        | _one_of("agreed", "agreed is no", "not agreed", "bad", "sex is female", "sex is not one of male, other")
        | _text(
            _one_of("aza", "all of aza, allo"),
            _one_of("active", "paused", "active for at least 2 weeks", "paused at least wash"),
        )
        | _text("aza dose", comparisons, _one_of("50 mg/day", "0.05 g/day", "1/2 × (highest aza dose before restart)"))
        | _text("aza dose > 50 mg/day", _one_of("within 7 days", "twice in a row"))
        | _text("age", comparisons, _one_of("18 years", "wash"))
        | _text(
            _one_of("at least", "at most", "more than", "less than"),
            lengths,
            "since",
            g.deferred(lambda: times(depth - 1)),
        )
        | _text(g.deferred(lambda: times(depth - 1)), _one_of("has happened", "has not happened"))
        | _text(
            g.deferred(lambda: times(depth - 1)),
            _one_of("is before", "is after", "is on or before", "is on or after"),
            g.deferred(lambda: times(depth - 1)),
        )
        | _text(
            "( number of", _one_of("ALT", "aza", "nausea"), windows(depth - 1), ")", comparisons, _one_of("2", "ratio")
        )
        | _text("( number of ALT", compared, windows(depth - 1), ") >= 2")
    )
    if state:
        flat = flat | _one_of(
            "in step initial",
            "in step initial, later",
            "inner is late",
            "outer is missed at least 3 times",
            "outer is complete",
        )
    if depth <= 0:
        return flat
    inner = g.deferred(lambda: conditions(depth - 1, state))
    several = g.lists(inner, min_size=2, max_size=3)
    return (
        flat
        | g.tuples(_one_of(" and ", " or "), several).map(lambda pair: "(" + pair[0].join(pair[1]) + ")")
        | _text("not", inner)
        | g.tuples(_one_of("all of", "any of", "none of", "at least 2 of", "at least 1 of"), several).map(
            lambda pair: f"({pair[0]}\x02" + "\x04".join(pair[1]) + "\x03)"
        )
    )


def doses() -> Gen:
    """Doses of a drug."""
    one = _one_of(
        "50 mg/day", "0.075 g/day", "1/2 × (last aza dose before restart)", "(aza dose)", "(aza dose - 5 mg/day)"
    )
    return (
        one
        | _text(_one_of("below", "above", "at most", "at least"), one)
        | _one_of(
            "50 to 75 mg/day",
            "1/4 to 1/3 of aza dose",
            "1/3 of highest aza dose since restart",
            "50 to below 100 mg/day",
            "above 0.05 to below 0.1 g/day",
        )
    )


def rules() -> Gen:
    """A few rules of every kind, with random parts."""
    condition = conditions(2)
    time = times(2)
    cites = _one_of("", "[1]", "[other]", "[1, other]")
    when = g.just("") | _text("when", condition)
    advice = (
        _text(
            "advise",
            _one_of("aza", "start aza at", "increase aza to", "reduce aza to"),
            doses(),
            _one_of("", "over 2 weeks", "over 2 to 3 weeks", "over 10 days to 1 month"),
            when,
        )
        | _text(
            "advise",
            _one_of(
                "stop aza",
                "hold aza, allo",
                "order liver",
                "order ALT, TPMT, agreed",
                "refer clinic",
                'refer "the clinic"',
                '"Wait."',
            ),
            when,
        )
        | _text("consider allo", when)
    )
    notes = _one_of(
        "",
        'assuming "so"',
        "strength strong\n  certainty very low",
        'accepted because "known"\n  accepted overlap because "the order is meant"',
    )
    stop = _text("stop RULE", cites, "\n  when", condition, "\n ", advice, cites, "\n ", notes)
    caution = _text(
        'caution RULE "Care" ', cites, "\n  when", condition, "\n ", advice, "\n ", _one_of("", "only in later")
    )
    eligible = _text(
        _one_of("eligible", "exclude"),
        _one_of("RULE", ""),
        cites,
        "\n  when",
        condition,
        "\n ",
        _one_of("", 'otherwise "No"'),
    )
    define = (
        _text("define RULE when", condition)
        | _text("define RULE =", time)
        | _text("define RULE of lab when", conditions(1, False).map(_of_lab))
    )
    allow = _one_of(
        "", "allow 1 day either side", "allow 1 day before", "allow 0 weeks before and 1 day after", "late after 2 days"
    )
    pause = _one_of(
        "", "restart after aza paused at least wash", "suspend after allo paused less than 3 days", "on return restart"
    )
    monitor = _text(
        "monitor",
        _one_of("liver", "ALT, complaints", "temperature, TPMT"),
        _one_of("as RULE", '"Watch"'),
        cites,
        "\n  from",
        time,
        "\n  every 2 weeks until",
        condition,
        "\n  then 3 times weekly\n ",
        allow,
        "\n ",
        pause,
        "\n ",
        _one_of("", "only in initial, later"),
    )
    task = _text(
        "task",
        _one_of("check", "record"),
        _one_of("agreed", "ALT, liver"),
        _one_of("as RULE", ""),
        _one_of("before", "once within 24 hours of"),
        time,
        cites,
        "\n ",
        when,
    )
    way = _text(
        _one_of("go to initial", "back to initial", "finish"),
        _one_of("after 2 weeks", "after wash"),
        g.just("") | _text("without", condition),
        when,
        cites,
    )
    step = _text(
        "step RULE",
        cites,
        "\n ",
        way,
        "\n  monitor ALT\n    daily\n ",
        way,
        "\n  task repeat AST once within",
        plain_lengths,
        "of",
        time,
        "\n ",
        _one_of("", "begin again when agreed"),
    )
    claimed = _text(
        "advise",
        _one_of("stop aza", "give or start or increase aza, allo", "hold allo") | _text("aza", doses()),
    )
    claim = _text(
        _one_of("never RULE", 'always RULE "Always"'),
        cites,
        "\n ",
        claimed | _text("when", condition) | _text(claimed, "\n  when", condition),
        "\n ",
        _one_of("", "only in initial, later"),
    )
    return stop | caution | eligible | define | monitor | task | step | claim


def _of_lab(text: str) -> str:
    return text.replace("ALT", "lab")


def _laid_out(text: str) -> str:
    """Lists with a line for each bullet."""
    lines, columns = [""], [0]
    for character in text:
        if character == "\x02":
            columns.append(columns[-1] + 4)
        if character in "\x02\x04":
            lines.append(" " * columns[-1] + "- ")
        elif character == "\x03":
            lines.append(" " * columns.pop())
        elif character == "\n":
            lines.append("")
        else:
            lines[-1] += character
    return "\n".join(lines)


@st.composite
def guidelines(draw: st.DrawFn) -> str:
    """The text of a random guideline."""
    drawn = [rules().draw(draw) for _ in range(draw(st.integers(1, 4)))]
    made = [_laid_out(text).replace("RULE", f"rule_{number}") for number, text in enumerate(drawn)]
    return HEAD + "\n".join(made) + TAIL
