"""Random trees of the shapes that a text can have: every node type, and nothing that no text would give."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from careway.model.terms import (
    AdviceOrder,
    Comparison,
    DoseChange,
    DrugEdge,
    DrugOrder,
    Edge,
    EligibilityKind,
    InvariantKind,
    MonitorState,
    Operator,
    Pick,
    TaskVerb,
)
from careway.model.time import Duration, TimeUnit
from careway.model.timeline import Presence
from careway.model.vocabulary import GroupKind, Kind
from careway.syntax import advice, declarations, grounds, rules, schedules, tree
from careway.syntax import expressions as x
from careway.syntax.lexer import _NO_UNITS
from careway.syntax.table import table
from support import generators as g
from support.generators import Gen

RESERVED = table().lexer.keywords | _NO_UNITS
UNITS = ("U/L", "/uL", "mg/day", "[IU]/L", "%", "mL/min/{1.73_m2}", "10*9/L", "mm[Hg]", "Cel", "kg/m2", "{score}")

names: Gen = g.builds(
    x.Name,
    g.sampled_from(("ALT", "AST", "restart", "b", "größe", "dose_2", "_x"))
    | g.from_strategy(st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,6}", fullmatch=True)).filter(
        lambda text: text not in RESERVED
    ),
)
_CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cf"), exclude_characters='"')
texts: Gen = g.builds(x.Text, g.from_strategy(st.text(_CHARACTERS, max_size=9)))
keys: Gen = g.builds(x.Name, g.integers(0, 99).map(str)) | names
lists: Gen = g.lists(names, min_size=1, max_size=3).map(tuple)
cites: Gen = g.none() | g.builds(grounds.Cites, g.lists(keys, min_size=1, max_size=3).map(tuple))
amounts: Gen = g.from_strategy(st.decimals(0, 10**6, places=2)) | g.integers(0, 2000).map(Decimal)
numbers: Gen = g.builds(x.Number, amounts, g.none() | g.sampled_from(UNITS))
signed: Gen = g.builds(
    x.Number, amounts.map(lambda value: -value if value else value), g.none() | g.sampled_from(UNITS)
)
literal_lengths: Gen = g.builds(x.Length, g.builds(Duration, g.integers(0, 400), g.sampled_from(TimeUnit)))
lengths: Gen = literal_lengths | g.builds(x.Length, names)
titles: Gen = g.none() | texts
comparisons: Gen = g.sampled_from(Comparison)
span_comparisons: Gen = g.sampled_from([each for each in Comparison if each is not Comparison.EQUAL])


def _apart(windows: list[Any]) -> bool:
    """`within 7 days before T` is always one window."""
    return not any(
        isinstance(bare, x.Within)
        and bare.relation is None
        and isinstance(following, x.Relative)
        and following.relation in ("before", "after")
        for bare, following in itertools.pairwise(windows)
    )


def windows(depth: int, least: int = 0) -> Gen:
    """Windows, as many as can follow something."""
    time = operands(depth - 1)
    relations = g.sampled_from(("before", "after", "on or before", "on or after", "since"))
    one = (
        g.builds(x.Within, lengths, g.none(), g.none())
        | g.builds(x.Within, lengths, g.sampled_from(("before", "after", "of")), time)
        | g.builds(x.Relative, relations, time)
    )
    return g.lists(one, min_size=least, max_size=2).filter(_apart).map(tuple)


def filters(depth: int) -> Gen:
    """What a selected record must be."""
    return (
        g.builds(x.Filter, comparisons, operands(depth - 1), g.none(), g.just(()))
        | g.builds(x.Filter, g.none(), g.none(), g.sampled_from(Presence), g.just(()))
        | g.builds(x.Filter, g.none(), g.none(), g.none(), lists)
    )


def operands(depth: int) -> Gen:
    """Values and times."""
    flat = (
        numbers
        | signed
        | literal_lengths
        | g.builds(x.Ref, names, g.none() | names)
        | g.builds(x.Its, names)
        | g.builds(x.Limit, g.sampled_from(Edge), g.none() | names)
        | g.builds(x.DoseOf, names)
        | g.builds(x.Age)
        | g.builds(x.StepEntered, g.sampled_from((None, Pick.FIRST, Pick.LAST)), names)
    )
    if depth <= 0:
        return flat
    inner = g.deferred(lambda: operands(depth - 1))
    around = windows(depth)
    maybe = g.none() | filters(depth)
    return (
        flat
        | g.builds(x.Selected, g.sampled_from(Pick), names, g.booleans(), maybe, around)
        | g.builds(
            x.DrugChanged, g.sampled_from((None, Pick.FIRST, Pick.LAST)), g.sampled_from(DrugEdge), names, around
        )
        | g.builds(x.FirstTimeOf, g.deferred(lambda: conditions(depth - 1)), around)
        | g.builds(x.Change, names, windows(depth, 1).map(lambda found: found[0]))
        | g.builds(x.Count, names, maybe, around)
        | g.builds(x.Binary, g.sampled_from(Operator), inner, inner)
        | g.builds(x.Moved, lengths, g.booleans(), inner)
    )


def predicates(depth: int) -> Gen:
    """What is said of a subject."""
    lasting = (
        g.none() | g.builds(x.Persistence, g.integers(1, 9), g.none()) | g.builds(x.Persistence, g.none(), lengths)
    )
    relations = g.sampled_from(("before", "after", "on or before", "on or after"))
    return (
        g.builds(x.Compares, comparisons, operands(depth - 1), windows(depth), lasting)
        | g.builds(x.IsPresent, g.sampled_from(Presence), windows(depth), lasting)
        | g.builds(x.IsActive, g.booleans(), g.none() | lengths)
        | g.builds(x.IsValue, lists, g.booleans(), windows(depth))
        | g.builds(x.IsRecorded, g.just(False), g.integers(1, 3), windows(depth))
        | g.builds(x.IsRecorded, g.just(True), g.just(1), windows(depth))
        | g.builds(x.HasHappened, g.booleans())
        | g.builds(x.MonitorIs, g.sampled_from(MonitorState), g.just(1))
        | g.builds(x.MonitorIs, g.just(MonitorState.MISSED), g.integers(2, 5))
        | g.builds(x.StandsTo, relations, operands(depth - 1))
    )


quantifiers: Gen = g.builds(x.Quantifier, g.sampled_from(("all", "any", "none")), g.none())


def terms(depth: int) -> Gen:
    """Conditions that are no chain."""
    subjects = operands(depth - 1) | g.builds(
        x.Subjects, quantifiers | g.builds(x.Quantifier, g.just("at least"), g.integers(1, 3)), lists
    )
    flat = (
        g.builds(x.Named, names)
        | g.builds(x.InSteps, lists)
        | g.builds(x.Since, span_comparisons, lengths, operands(depth - 1))
        | g.builds(x.Statement, subjects, predicates(depth))
    )
    if depth <= 0:
        return flat
    inner = g.deferred(lambda: conditions(depth - 1))
    items = g.lists(inner, min_size=1, max_size=3).map(tuple)
    return (
        flat
        | g.builds(x.Negation, g.deferred(lambda: terms(depth - 1)))
        | g.builds(x.Bracketed, inner)
        | g.builds(x.Bulleted, quantifiers | g.just(x.Quantifier("at least", 1)), items)
    )


def conditions(depth: int) -> Gen:
    """Conditions."""
    if depth <= 0:
        return terms(depth)
    more = g.lists(
        g.tuples(
            g.sampled_from(("and", "or")).map(x.Name),
            terms(depth - 1) | g.builds(x.Statement, g.none(), predicates(depth - 1)),
        ),
        min_size=1,
        max_size=3,
    )
    chain = g.builds(
        lambda first, rest: x.Chain((first, *(term for _, term in rest)), tuple(word for word, _ in rest)),
        terms(depth - 1),
        more,
    )
    return terms(depth) | chain


def statements(depth: int = 2) -> Gen:
    """Whole statements."""
    judged = conditions(depth)
    times = operands(depth)
    when = g.builds(grounds.When, judged)
    note = (
        g.builds(grounds.Assuming, texts)
        | g.builds(grounds.Grade, g.sampled_from(("strength", "certainty")), names)
        | g.just(grounds.Grade("certainty", x.Name("very low")))
        | g.builds(grounds.Accepted, g.none() | names, texts)
    )
    only = g.builds(grounds.OnlyIn, lists)
    ends = numbers | g.builds(x.Ref, names, g.none()) | operands(1)
    dose = g.tuples(ends, ends, g.booleans(), g.booleans(), g.none() | times).map(_dose)
    over = g.none() | g.tuples(lengths, lengths)
    action = (
        g.builds(advice.DoseAction, g.sampled_from(DoseChange), names, dose, over)
        | g.builds(advice.DrugAction, g.sampled_from(DrugOrder), lists)
        | g.builds(advice.OrderAction, lists)
        | g.builds(advice.ReferAction, names | texts)
        | g.builds(advice.ConsiderAction, lists)
        | g.builds(advice.TextAction, texts)
    )
    orders = g.lists(g.sampled_from(AdviceOrder).map(lambda one: x.Name(one.value)), min_size=1, max_size=3).map(tuple)
    claim = g.builds(
        rules.Claim, g.builds(rules.ClaimedOrders, orders, lists) | g.builds(rules.ClaimedDose, names, dose)
    )
    advise = g.builds(advice.Advise, action, g.none() | when, cites)
    begin = g.builds(rules.Begin, times, g.none()) | g.builds(rules.Begin, g.none(), judged)
    go_to = g.builds(
        lambda to, back, delay, when_, cited: rules.GoTo(to, back and to is not None, *delay, when_, cited),
        g.none() | names,
        g.booleans(),
        g.just((None, None)) | g.tuples(lengths, g.none() | judged),
        g.none() | judged,
        cites,
    )
    units = g.sampled_from((TimeUnit.DAY, TimeUnit.WEEK, TimeUnit.MONTH, TimeUnit.YEAR))
    period = g.builds(lambda unit: x.Length(Duration(1, unit)), units)
    rhythm = g.builds(schedules.Rhythm, g.integers(1, 5), period, g.just(False)) | g.builds(
        schedules.Rhythm, g.just(1), lengths, g.just(True)
    )
    phase = g.builds(schedules.PhaseLine, rhythm, g.none() | lengths, g.none() | judged)
    monitor_clause = (
        g.builds(schedules.From, g.none() | times)
        | g.builds(schedules.Allow, lengths, lengths)
        | g.builds(schedules.Allow, lengths, g.none())
        | g.builds(schedules.Allow, g.none(), lengths)
        | g.builds(schedules.LateAfter, lengths)
        | only
        | g.builds(schedules.OnReturn, g.sampled_from(("continue", "suspend", "restart")))
        | g.builds(
            schedules.AfterPause, g.sampled_from(("continue", "suspend", "restart")), names, span_comparisons, lengths
        )
        | note
    )
    some_monitor = _many(monitor_clause | phase).filter(
        lambda found: any(isinstance(each, schedules.PhaseLine) for each in found)
    )
    monitor = g.builds(schedules.MonitorNode, lists, titles, g.none() | names, cites, some_monitor)
    task = g.builds(
        schedules.TaskNode,
        g.sampled_from(TaskVerb),
        lists,
        titles,
        g.none() | names,
        g.none() | lengths,
        times,
        cites,
        _many(when | only | note),
    )
    advised = _many(advise | note)
    rule = g.tuples(when, _many(note), advised).map(lambda parts: (parts[0], *parts[1], *parts[2]))
    cautioned = g.tuples(when, _many(note | only), _many(advise, 1), _many(only | note)).map(
        lambda parts: (parts[0], *parts[1], *parts[2], *parts[3])
    )
    claims = g.tuples(
        g.tuples(claim) | g.tuples(when) | g.tuples(claim, when) | g.tuples(when, claim), _many(only | note)
    ).map(lambda parts: (*parts[0], *parts[1]))
    value = numbers | literal_lengths
    concept = g.builds(
        declarations.ConceptNode,
        g.sampled_from(Kind),
        names,
        titles,
        g.none() | g.sampled_from(UNITS).map(x.Name),
        _many(_concept_clauses()),
    )
    head = (
        g.builds(declarations.Title, g.sampled_from(("title", "disclaimer")), texts)
        | g.builds(declarations.Version, g.sampled_from(("1.0.0", "2025.1-rc.1", "3")))
        | g.builds(declarations.StatusClause, names)
        | g.builds(declarations.DateClause, g.just("date"), g.from_strategy(st.dates()), g.none())
        | g.builds(
            declarations.DateClause,
            g.just("effective"),
            g.from_strategy(st.dates()),
            g.none() | g.from_strategy(st.dates()),
        )
    )
    source_clause = g.builds(
        declarations.SourceClause, g.sampled_from(("by", "indirect", "url")), texts, g.none()
    ) | g.builds(declarations.SourceClause, g.just("in"), g.none(), g.integers(1000, 9999))
    kinds = g.none() | g.sampled_from(("lab", "vital", "drug", "symptom", "condition", "test")).map(x.Name)
    return (
        g.builds(declarations.GuidelineNode, names, _many(head))
        | g.builds(declarations.SourceNode, keys, names, texts, _many(source_clause))
        | g.builds(declarations.ParameterNode, names, titles, value)
        | g.builds(declarations.SetNode, names, titles, _many(g.builds(declarations.SettingNode, names, value)))
        | concept
        | g.builds(declarations.GroupNode, g.sampled_from(GroupKind), names, titles, lists)
        | g.builds(declarations.DefineNode, names, kinds, times, g.just(False))
        | g.builds(declarations.DefineNode, names, kinds, judged, g.just(True))
        | g.builds(
            rules.EligibilityNode,
            g.sampled_from(EligibilityKind),
            g.none() | names,
            titles,
            cites,
            g.tuples(when, g.builds(rules.Otherwise, texts)),
        )
        | g.builds(rules.PathwayNode, names, titles)
        | g.builds(
            rules.StepNode,
            names,
            titles,
            cites,
            _many(begin | advise | go_to | monitor | task | note).filter(_notes_first),
        )
        | monitor
        | task
        | g.builds(rules.StopNode, names, titles, cites, rule.filter(_advised_last))
        | g.builds(rules.CautionNode, names, titles, cites, cautioned)
        | g.builds(rules.AfterStopNode, g.just(()) | lists, cites, advised)
        | g.builds(rules.BackgroundNode, texts, cites)
        | g.builds(rules.InvariantNode, g.sampled_from(InvariantKind), names, titles, cites, claims)
    )


def _concept_clauses() -> Gen:
    sexes = g.none() | names
    return (
        g.builds(declarations.CodeClause, names, g.sampled_from(("1742-6", "L04AX01", "K71.6", "422587007")))
        | g.builds(declarations.NormalClause, numbers, numbers, sexes)
        | g.builds(declarations.NormalClause, g.none(), numbers, sexes)
        | g.builds(declarations.NormalClause, numbers, g.none(), sexes)
        | g.builds(declarations.MolarMass, numbers)
        | g.builds(declarations.Plausible, numbers, numbers)
        | g.builds(declarations.CurrentFor, lengths)
        | g.builds(declarations.AbsentUnlessRecorded)
        | g.builds(declarations.WorseWhen, names)
        | g.builds(declarations.Values, lists)
    )


def _many(of: Gen, least: int = 0) -> Gen:
    return g.lists(of, min_size=least, max_size=3).map(tuple)


def _dose(parts: tuple[Any, ...]) -> advice.DoseRange:
    low, high, low_open, high_open, of = parts
    if low_open and high_open:
        return advice.DoseRange(None, high, False, True, of)
    if low_open:
        return advice.DoseRange(low, None, True, False, of)
    if high_open:
        return advice.DoseRange(low, high, False, True, of)
    return advice.DoseRange(low, high, False, False, of)


def _notes_first(clauses: tuple[Any, ...]) -> bool:
    """A note after a monitor or task would be theirs."""
    return not any(
        isinstance(before, schedules.MonitorNode | schedules.TaskNode) and isinstance(after, grounds.Note)
        for before, after in itertools.pairwise(clauses)
    )


def _advised_last(clauses: tuple[Any, ...]) -> bool:
    """The whens of a rule come before its advice: all but the first clause are notes and advice anyway."""
    return sum(isinstance(clause, grounds.When) for clause in clauses) == 1


trees = g.strategy(g.lists(statements(), min_size=1, max_size=2).map(lambda found: tree.Tree(tuple(found))))
