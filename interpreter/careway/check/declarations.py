"""The first pass: every name that the text declares, and names that are declared twice or may not be used."""

from __future__ import annotations

from careway.check.findings import Checking
from careway.check.scope import Declaration, Sort, Space
from careway.model.terms import EligibilityKind
from careway.syntax.declarations import (
    ConceptNode,
    DefineNode,
    GroupNode,
    GuidelineNode,
    ParameterNode,
    SetNode,
    SourceNode,
)
from careway.syntax.expressions import Name
from careway.syntax.rules import (
    AfterStopNode,
    BackgroundNode,
    CautionNode,
    EligibilityNode,
    InvariantNode,
    PathwayNode,
    StepNode,
    StopNode,
)
from careway.syntax.schedules import MonitorNode, TaskNode
from careway.syntax.tree import Top

_OWN_MEANING = {
    Space.THING: {
        "age": "the patient's age",
        "sex": "the patient's sex",
        "monitoring": "the monitors of a step",
        "ULN": "the upper limit of normal",
        "LLN": "the lower limit of normal",
        "its": "the lab at hand",
        "yes": "an answer",
        "no": "an answer",
    },
    Space.RULE: {"monitoring": "the monitors of a step"},
    Space.PATHWAY: {"main": "the pathway that needs no name"},
}
# Words that begin a value, a time, a condition or an order: a name that is one of them is read as that beginning.
_BEGINNINGS = frozenset(
    (
        *("all", "any", "at", "change", "entry", "first", "highest", "in", "last", "less", "lowest", "more", "none"),
        *("not", "number", "start", "stop", "the"),
        *("avoid", "continue", "give", "hold", "increase", "order", "reduce", "refer", "resume"),
    )
)
_SYMBOLS = frozenset(("mg", "g", "kg", "ug", "ng", "L", "mL", "dL", "uL", "mol", "mmol", "umol", "nmol", "U", "kU"))
_PERIODS = frozenset(("minute", "hour", "day", "week", "month", "year"))


def declare(c: Checking) -> None:
    """Fills the scope with every declared name."""
    for node in c.tree.statements:
        match node:
            case ConceptNode(name=name):
                _add(c, Space.THING, Sort.CONCEPT, name, node)
            case GroupNode(name=name):
                _add(c, Space.THING, Sort.GROUP, name, node)
            case ParameterNode(name=name):
                _add(c, Space.THING, Sort.PARAMETER, name, node)
            case DefineNode(name=name):
                _add(c, Space.THING, Sort.DEFINITION, name, node)
            case SourceNode(key=key):
                _add(c, Space.SOURCE, Sort.SOURCE, key, node)
            case SetNode(name=name):
                _add(c, Space.SET, Sort.SET, name, node)
            case PathwayNode(name=name):
                _add(c, Space.PATHWAY, Sort.PATHWAY, name, node)
            case StepNode(name=name):
                _add(c, Space.RULE, Sort.STEP, name, node)
                _inside(c, node)
            case StopNode(name=name):
                _add(c, Space.RULE, Sort.STOP, name, node)
            case CautionNode(name=name):
                _add(c, Space.RULE, Sort.CAUTION, name, node)
            case InvariantNode(name=name):
                _add(c, Space.RULE, Sort.INVARIANT, name, node)
            case MonitorNode(name=name) if name is not None:
                _add(c, Space.RULE, Sort.MONITOR, name, node)
            case TaskNode(name=name) if name is not None:
                _add(c, Space.RULE, Sort.TASK, name, node)
            case EligibilityNode(name=name) if name is not None:
                _add(c, Space.RULE, Sort.ELIGIBILITY, name, node)
            case MonitorNode() | TaskNode() | EligibilityNode() | GuidelineNode() | AfterStopNode() | BackgroundNode():
                pass
    _differ_in_case(c)
    name_the_unnamed(c)


def _inside(c: Checking, step: StepNode) -> None:
    for clause in step.clauses:
        if isinstance(clause, MonitorNode) and clause.name is not None:
            _add(c, Space.RULE, Sort.MONITOR, clause.name, clause)
        elif isinstance(clause, TaskNode) and clause.name is not None:
            _add(c, Space.RULE, Sort.TASK, clause.name, clause)


def _add(c: Checking, space: Space, sort: Sort, name: Name, node: Top) -> None:
    table = c.scope.spaces[space]
    declaration = Declaration(name.text, sort, name.span, node)
    earlier = table.get(name.text)
    if earlier is not None:
        c.report(
            "CW201",
            f"{name.text} is declared twice",
            name.span,
            f"as {declaration.described}",
            because=[c.declared(earlier, f"first as {earlier.described}")],
            help="give one of the two another name",
        )
        return
    table[name.text] = declaration
    meaning = _OWN_MEANING.get(space, {}).get(name.text)
    if meaning is not None:
        title = f"`{name.text}` cannot be a name: it means {meaning}"
        c.report("CW202", title, name.span, help="choose another name")
    elif space is Space.THING and name.text in _BEGINNINGS:
        title = f"`{name.text}` cannot be a name: it is a word of the language"
        c.report("CW202", title, name.span, help=f"choose another name, such as `{name.text}_` and what it is of")
    elif space is Space.THING and (name.text in _SYMBOLS or name.text.removesuffix("s") in _PERIODS):
        title = f"`{name.text}` cannot be a name: it is read as a unit"
        c.report("CW202", title, name.span, help="choose another name")


def _differ_in_case(c: Checking) -> None:
    for space in (Space.THING, Space.RULE):
        seen: dict[str, Declaration] = {}
        for name, declaration in c.scope.spaces[space].items():
            other = seen.setdefault(name.casefold(), declaration)
            if other is not declaration:
                c.report(
                    "CW227",
                    f"{name} and {other.name} differ only in capital letters",
                    declaration.span,
                    because=[c.declared(other)],
                    help="names that sound the same are easily confused: rename one of them",
                )


# --- rules that the author did not name ------------------------------------------------------------------------------


def name_the_unnamed(c: Checking) -> None:
    """Gives a name to each monitor, task and eligibility rule that has none, from where it stands and what it is of."""
    taken = set(c.scope.names(Space.RULE))
    for node in c.tree.statements:
        if isinstance(node, StepNode):
            for clause in node.clauses:
                if isinstance(clause, MonitorNode | TaskNode):
                    _name(c, clause, f"{node.name.text}_", taken)
        elif isinstance(node, MonitorNode | TaskNode):
            _name(c, node, "", taken)
        elif isinstance(node, EligibilityNode):
            own = node.name.text if node.name is not None else None
            default = "eligible" if node.kind is EligibilityKind.ELIGIBLE else "excluded"
            c.names[id(node)] = own or _free(default, taken)


def _name(c: Checking, node: MonitorNode | TaskNode, prefix: str, taken: set[str]) -> None:
    if node.name is not None:
        c.names[id(node)] = node.name.text
        return
    verb = f"{node.verb.value}_" if isinstance(node, TaskNode) else ""
    name = _free(prefix + verb + "_".join(target.text for target in node.targets), taken)
    c.names[id(node)] = name
    if isinstance(node, MonitorNode):
        first = node.targets[0].span if node.targets else node.span
        c.scope.spaces[Space.RULE].setdefault(name, Declaration(name, Sort.MONITOR, first, node))


def _free(wanted: str, taken: set[str]) -> str:
    name, count = wanted, 1
    while name in taken:
        count += 1
        name = f"{wanted}_{count}"
    taken.add(name)
    return name
