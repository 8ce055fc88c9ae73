"""Concepts and groups: units, codes, ranges, answers, and members spelled out."""

from __future__ import annotations

from fractions import Fraction

from careway.base.diagnostics import Edit, Label
from careway.base.source import Span
from careway.check import code_formats, measures
from careway.check.clauses import once, word
from careway.check.findings import Checking
from careway.check.naming import declared_label, plain_length
from careway.check.scope import Sort, Space, described_kind
from careway.ir.expressions import Literal
from careway.model.quantity import Quantity, show_number
from careway.model.time import Duration
from careway.model.units import conversion
from careway.model.vocabulary import (
    Code,
    CodeSystem,
    Concept,
    Group,
    GroupKind,
    Kind,
    NormalRange,
    Sex,
    Worse,
)
from careway.syntax.declarations import (
    AbsentUnlessRecorded,
    CodeClause,
    ConceptClause,
    ConceptNode,
    CurrentFor,
    GroupNode,
    MolarMass,
    NormalClause,
    Plausible,
    Values,
    WorseWhen,
)
from careway.syntax.expressions import Name, Number

_MEASURED = frozenset((Kind.LAB, Kind.VITAL))
_WITH_UNIT = _MEASURED | {Kind.DRUG}
_CLOSED = frozenset((Kind.SYMPTOM, Kind.CONDITION, Kind.DRUG))

_CLAUSES: dict[type[ConceptClause], tuple[str, frozenset[Kind]]] = {
    CodeClause: ("code", frozenset(Kind)),
    NormalClause: ("normal", _MEASURED),
    MolarMass: ("molar mass", _MEASURED),
    Plausible: ("plausible", _MEASURED),
    CurrentFor: ("current for", frozenset(Kind)),
    AbsentUnlessRecorded: ("absent unless recorded", _CLOSED),
    WorseWhen: ("worse when", _MEASURED),
    Values: ("values", frozenset((Kind.TEST,))),
}
"""What each clause is called, and the kinds of concept that it goes with."""


def concepts(c: Checking) -> None:
    """Makes a concept of each declaration, as far as it can be read."""
    coded: dict[Code, tuple[str, Span]] = {}
    for node in c.tree.statements:
        if isinstance(node, ConceptNode) and node.name.text not in c.concepts:
            c.concepts[node.name.text] = _concept(c, node, coded)


def _concept(c: Checking, node: ConceptNode, coded: dict[Code, tuple[str, Span]]) -> Concept:
    unit = _unit(c, node)
    fitting: list[ConceptClause] = []
    for clause in node.clauses:
        called, kinds = _CLAUSES[type(clause)]
        if node.kind in kinds:
            fitting.append(clause)
            continue
        own = " or ".join(described_kind(kind) for kind in Kind if kind in kinds)
        title = f"`{called}` does not go with {described_kind(node.kind)}"
        because = [Label(node.name.span, f"{node.name.text} is {described_kind(node.kind)}")]
        c.report("CW232", title, clause.span, because=because, help=f"it goes with {own}")
    single = [clause for clause in fitting if not isinstance(clause, CodeClause | NormalClause)]
    once(c, ((_CLAUSES[type(clause)][0], clause.span) for clause in single))
    codes: list[Code] = []
    ranges: list[tuple[NormalRange, Span]] = []
    molar: Quantity | None = None
    plausible: tuple[Fraction, Fraction] | None = None
    current: Duration | None = None
    closed, worse, values = False, Worse.HIGHER, _own_values(node)
    for clause in fitting:
        match clause:
            case CodeClause():
                code = _code(c, node, clause, coded)
                if code is not None:
                    codes.append(code)
            case NormalClause():
                normal = _normal(c, node, clause, unit)
                if normal is not None:
                    ranges.append((normal, clause.span))
            case MolarMass(value=value):
                molar = _molar(c, value)
            case Plausible():
                plausible = _plausible(c, node, clause, unit)
            case CurrentFor(length=length):
                current = plain_length(c, length, "how long a record counts")
            case AbsentUnlessRecorded():
                closed = True
            case WorseWhen(direction=direction):
                worse = word(c, direction, Worse, "a direction") or worse
            case Values(values=names):
                values = _values(c, names)
    if node.kind is Kind.TEST and not any(isinstance(clause, Values) for clause in node.clauses):
        _needs_values(c, node)
    _ranges(c, ranges, plausible, unit)
    title = node.title.text if node.title is not None else node.name.text.replace("_", " ")
    made = Concept(
        node.name.text,
        node.kind,
        title,
        unit,
        tuple(dict.fromkeys(codes)),
        tuple(normal for normal, _ in ranges),
        molar,
        plausible,
        current,
        closed,
        worse,
        values,
        c.line(node.span),
    )
    return c.placed(made, node.span)


def _unit(c: Checking, node: ConceptNode) -> str | None:
    name = node.name.text
    if node.unit is None:
        if node.kind in _WITH_UNIT and name not in c.damaged:
            example = "mg/day" if node.kind is Kind.DRUG else "..."
            own = "" if node.kind is Kind.DRUG else f" with the laboratory's unit (`{{{name}}}` for none)"
            c.report(
                "CW230",
                f"{name} needs a unit",
                node.name.span,
                f"{described_kind(node.kind)} without one",
                help=f"write `{node.kind.value} {name} in {example}`{own}",
            )
        return None
    if node.kind not in _WITH_UNIT:
        title = f"{described_kind(node.kind)} has no unit"
        span = node.unit.span
        c.report("CW231", title, span, because=[Label(node.name.span, name)], help="leave out `in ...`")
        return None
    if node.unit.text != "1" and not measures.known_unit(c, node.unit.text, node.unit.span):
        return None
    return node.unit.text


def _own_values(node: ConceptNode) -> tuple[str, ...]:
    return ("yes", "no") if node.kind is Kind.QUESTION else ()


def _needs_values(c: Checking, node: ConceptNode) -> None:
    if node.name.text not in c.damaged:
        c.report(
            "CW233",
            f"{node.name.text} needs the values that it may have",
            node.name.span,
            help="add `values normal, intermediate, deficient`; what has a number is a `lab`",
        )


def _values(c: Checking, names: tuple[Name, ...]) -> tuple[str, ...]:
    once(c, ((name.text, name.span) for name in names))
    return tuple(dict.fromkeys(name.text for name in names))


# --- codes -----------------------------------------------------------------------------------------------------------


def _code(c: Checking, node: ConceptNode, clause: CodeClause, coded: dict[Code, tuple[str, Span]]) -> Code | None:
    system = word(c, clause.system, CodeSystem, "a code system that is known here")
    if system is None:
        return None
    fault = code_formats.fault(system, clause.code)
    if fault is not None:
        title = f"`{clause.code}` is not a {code_formats.title(system)} code"
        c.report("CW234", title, _code_span(c, clause), help=fault)
        return None
    code = Code(system, clause.code)
    earlier = coded.get(code)
    if earlier is None:
        coded[code] = (node.name.text, clause.span)
        return code
    other, span = earlier
    if other == node.name.text:
        once(c, (("code " + clause.code, span), ("code " + clause.code, clause.span)))
        return None
    c.report(
        "CW236",
        f"{node.name.text} and {other} have the same code",
        clause.span,
        because=[Label(span, f"the code of {other}")],
        help="a record with this code could be either: give each its own code",
    )
    return None


def _code_span(c: Checking, clause: CodeClause) -> Span:
    start = c.source.text.find(clause.code, clause.system.span.end, clause.span.end)
    return Span(start, start + len(clause.code)) if start >= 0 else clause.span


# --- numbers of a declaration ----------------------------------------------------------------------------------------


def _in_unit(c: Checking, node: ConceptNode, number: Number, unit: str | None) -> Fraction | None:
    """A number of a declaration in the unit of what is declared."""
    if node.unit is not None and unit is None and number.unit == node.unit.text:
        return None
    literal = measures.literal(c, number)
    if literal is None or unit is None or node.unit is None:
        return None
    because = Label(node.unit.span, f"{node.name.text} is in {unit}")
    fitting = measures.in_unit_of(c, literal, number.span, unit, node.name.text, because)
    return fitting.value if isinstance(fitting, Literal) else None


def _normal(c: Checking, node: ConceptNode, clause: NormalClause, unit: str | None) -> NormalRange | None:
    low = _in_unit(c, node, _with_unit(clause.low, clause.high), unit) if clause.low else None
    high = _in_unit(c, node, clause.high, unit) if clause.high else None
    sex = word(c, clause.sex, Sex, "a sex that a record has") if clause.sex else None
    if (clause.low and low is None) or (clause.high and high is None) or (clause.sex and sex is None):
        return None
    if low is not None and high is not None and low >= high:
        _ends(c, clause.span, low, high, unit)
        return None
    return c.placed(NormalRange(low, high, sex), clause.span)


def _ends(c: Checking, span: Span, low: Fraction, high: Fraction, unit: str | None) -> None:
    title = f"this range runs from {show_number(low)} to {show_number(high)} {unit or ''}".rstrip()
    c.report("CW237", title, span, help="the lower end comes first, and the ends differ")


def _plausible(c: Checking, node: ConceptNode, clause: Plausible, unit: str | None) -> tuple[Fraction, Fraction] | None:
    low, high = _in_unit(c, node, _with_unit(clause.low, clause.high), unit), _in_unit(c, node, clause.high, unit)
    if low is None or high is None:
        return None
    if low >= high:
        _ends(c, clause.span, low, high, unit)
        return None
    return low, high


def _with_unit(low: Number, high: Number | None) -> Number:
    """The lower end of a range; in `0 to 20000 U/L` the unit stands once, for both."""
    if low.unit is None and high is not None and high.unit is not None:
        return Number(low.value, high.unit, low.span)
    return low


def _molar(c: Checking, number: Number) -> Quantity | None:
    if number.unit is not None and not measures.known_unit(c, number.unit, number.span):
        return None
    factor = conversion(number.unit, "g/mol") if number.unit is not None else None
    if factor is None or number.value <= 0:
        missing = number.unit is None
        c.report(
            "CW244",
            "a molar mass is a number above zero in g/mol",
            number.span,
            help="write, for bilirubin, `molar mass 584.66 g/mol`",
            edit=Edit(Span(number.span.end, number.span.end), " g/mol") if missing and number.value > 0 else None,
        )
        return None
    return Quantity(Fraction(number.value) * factor, "g/mol")


def _ranges(
    c: Checking, ranges: list[tuple[NormalRange, Span]], plausible: tuple[Fraction, Fraction] | None, unit: str | None
) -> None:
    seen: dict[Sex | None, Span] = {}
    for normal, span in ranges:
        if normal.sex in seen:
            whom = f"for {normal.sex.value}" if normal.sex is not None else "for everyone"
            c.report(
                "CW238",
                f"two normal ranges {whom}",
                span,
                because=[Label(seen[normal.sex], "the first")],
                help="keep one, or say of each `for female` or `for male`",
            )
        seen.setdefault(normal.sex, span)
        ends = [end for end in (normal.low, normal.high) if end is not None]
        if plausible is not None and any(not plausible[0] <= end <= plausible[1] for end in ends):
            low, high = show_number(plausible[0]), show_number(plausible[1])
            title = f"this normal range reaches outside what is plausible ({low} to {high} {unit})"
            c.report("CW245", title, span, help="results in it would be refused: correct one of the two")


# --- groups ----------------------------------------------------------------------------------------------------------


def groups(c: Checking) -> None:
    """Spells out the members of each panel and group."""
    for node in c.tree.statements:
        if isinstance(node, GroupNode) and node.name.text not in c.groups:
            members = _spelled_out(c, node)
            if members is not None:
                title = node.title.text if node.title is not None else node.name.text.replace("_", " ")
                made = Group(node.name.text, node.kind, title, members, c.line(node.span))
                c.groups[node.name.text] = c.placed(made, node.span)


def _spelled_out(c: Checking, node: GroupNode) -> tuple[str, ...] | None:
    members: dict[str, None] = {}
    stack: list[tuple[Name, tuple[str, ...]]] = [(name, (node.name.text,)) for name in reversed(node.members)]
    whole = True
    named: dict[str, Span] = {}
    while stack:
        name, path = stack.pop()
        own = len(path) == 1
        if own and name.text in named:
            title = f"{name.text} is named twice in {node.name.text}"
            c.report("CW241", title, name.span, because=[Label(named[name.text], "here already")])
            continue
        if own:
            named[name.text] = name.span
        found = c.scope.find(Space.THING, name.text)
        if own and found is not None:
            c.refer(name, found)
        if found is not None and isinstance(found.node, GroupNode):
            if name.text in path:
                if name.text == node.name.text:
                    c.report("CW240", f"{node.name.text} contains itself", name.span, help="leave it out of the list")
                whole = False
                continue
            if len(path) > 20 or len(members) > 10_000:
                whole = False
                continue
            stack.extend((member, (*path, name.text)) for member in reversed(found.node.members))
        elif own and (found is None or found.sort is not Sort.CONCEPT):
            c.resolve(name, Space.THING, "a lab, drug, symptom or the like", (Sort.CONCEPT, Sort.GROUP))
            whole = False
        elif name.text in c.concepts:
            members.setdefault(name.text)
            whole = _may_be_in(c, node, c.concepts[name.text], name.span if own else node.name.span) and whole
        else:
            whole = False
    return tuple(members) if whole and members else None


def _may_be_in(c: Checking, node: GroupNode, concept: Concept, span: Span) -> bool:
    if node.kind is GroupKind.GROUP or concept.kind in (Kind.LAB, Kind.VITAL, Kind.TEST):
        return True
    c.report(
        "CW205",
        f"a panel is ordered and reported together; {concept.name} is {described_kind(concept.kind)}",
        span,
        because=[declared_label(c, concept, span)],
        help=f"write `group {node.name.text} = ...`",
    )
    return False


def limits_asked(c: Checking) -> None:
    """Warns of a ULN or LLN that is asked for and not declared: it is unknown where the result brings none."""
    for (name, edge), span in c.asked_limits.items():
        concept = c.concepts[name]
        declared = [normal.high if edge.value == "ULN" else normal.low for normal in concept.normal]
        if any(limit is not None for limit in declared):
            continue
        found = c.scope.find(Space.THING, name)
        example = "normal up to ..." if edge.value == "ULN" else "normal from ... to ..."
        c.report(
            "CW239",
            f"the {edge.value} of {name} is unknown where a result brings none of its own",
            span,
            because=[c.declared(found, "declared without a normal range")] if found else [],
            help=f"add `{example} {concept.unit}` to its declaration",
        )
