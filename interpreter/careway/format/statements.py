"""Statements as text: two spaces of indent, a clause a line; vocabulary and sources stay on one line if they fit."""

from __future__ import annotations

from typing import assert_never

from careway.format.expressions import Place, condition, names, operand, show_length, show_number
from careway.format.sheet import WIDTH, Line, Sheet
from careway.model.terms import DoseChange, EligibilityKind
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
from careway.syntax.declarations import (
    AbsentUnlessRecorded,
    CodeClause,
    ConceptClause,
    ConceptNode,
    CurrentFor,
    DateClause,
    DefineNode,
    GroupNode,
    GuidelineNode,
    MolarMass,
    NormalClause,
    ParameterNode,
    Plausible,
    SetNode,
    SourceClause,
    SourceNode,
    StatusClause,
    Title,
    Values,
    Version,
    WorseWhen,
)
from careway.syntax.expressions import Length, Name, Number, Text
from careway.syntax.grounds import Accepted, Assuming, Cites, Grade, Note, OnlyIn, When
from careway.syntax.rules import (
    AfterStopNode,
    BackgroundNode,
    Begin,
    CautionNode,
    Claim,
    ClaimedOrders,
    EligibilityNode,
    GoTo,
    InvariantNode,
    Otherwise,
    PathwayNode,
    StepNode,
    StopNode,
)
from careway.syntax.schedules import (
    AfterPause,
    Allow,
    From,
    LateAfter,
    MonitorClause,
    MonitorNode,
    OnReturn,
    PhaseLine,
    Rhythm,
    TaskNode,
)
from careway.syntax.tree import Top

_PERIODS = {TimeUnit.DAY: "daily", TimeUnit.WEEK: "weekly", TimeUnit.MONTH: "monthly", TimeUnit.YEAR: "yearly"}

Clause = When | Otherwise | Note | OnlyIn | Advise | Claim | Begin | GoTo | MonitorNode | TaskNode | MonitorClause


def statement(node: Top, one_line: bool = True) -> list[Line]:
    """The lines of a statement. `one_line`: its clauses may stand on its first line where they fit."""
    sheet = Sheet()
    sheet.begin(0, node.span.start)
    match node:
        case GuidelineNode():
            sheet.add(f"guideline {node.name.text}")
            for part in node.clauses:
                sheet.begin(2, part.span.start)
                sheet.add(_head_clause(part))
        case SourceNode():
            sheet.add(f"source {node.key.text} {node.kind.text} {_text(node.title)}")
            _clauses_on_one_line(sheet, [(each.span.start, _source_clause(each)) for each in node.clauses], one_line)
        case ConceptNode():
            unit = "" if node.unit is None else f" in {node.unit.text}"
            sheet.add(f"{node.kind.value} {node.name.text}{_title(node.title)}{unit}")
            _clauses_on_one_line(sheet, [(each.span.start, _concept_clause(each)) for each in node.clauses], one_line)
        case GroupNode():
            sheet.add(f"{node.kind.value} {node.name.text}{_title(node.title)} = {names(node.members)}")
        case ParameterNode():
            sheet.add(f"parameter {node.name.text}{_title(node.title)} = {_value(node.value)}")
        case SetNode():
            sheet.add(f"set {node.name.text}{_title(node.title)}")
            for setting in node.settings:
                sheet.begin(2, setting.span.start)
                sheet.add(f"{setting.name.text} = {_value(setting.value)}")
        case DefineNode():
            _define(sheet, node)
        case EligibilityNode():
            keyword = "eligible" if node.kind is EligibilityKind.ELIGIBLE else "exclude"
            name = "" if node.name is None else f" {node.name.text}"
            sheet.add(f"{keyword}{name}{_title(node.title)}{_cites(node.cites)}")
            _clauses(sheet, node.clauses, 2)
        case PathwayNode():
            sheet.add(f"pathway {node.name.text}{_title(node.title)}")
        case StepNode():
            sheet.add(f"step {node.name.text}{_title(node.title)}{_cites(node.cites)}")
            _clauses(sheet, node.clauses, 2)
        case StopNode():
            sheet.add(f"stop {node.name.text}{_title(node.title)}{_cites(node.cites)}")
            _clauses(sheet, node.clauses, 2)
        case CautionNode():
            sheet.add(f"caution {node.name.text}{_title(node.title)}{_cites(node.cites)}")
            _clauses(sheet, node.clauses, 2)
        case AfterStopNode():
            stops = f" of {names(node.stops)}" if node.stops else ""
            sheet.add(f"after stop{stops}{_cites(node.cites)}")
            _clauses(sheet, node.clauses, 2)
        case MonitorNode():
            _monitor(sheet, node)
        case TaskNode():
            _task(sheet, node)
        case InvariantNode():
            sheet.add(f"{node.kind.value} {node.name.text}{_title(node.title)}{_cites(node.cites)}")
            _clauses(sheet, node.clauses, 2)
        case BackgroundNode():
            sheet.add(f"background {_text(node.text)}{_cites(node.cites)}")
        case _:
            assert_never(node)
    return sheet.wrapped()


def _text(node: Text) -> str:
    return f'"{node.text}"'


def _title(node: Text | None) -> str:
    return "" if node is None else f" {_text(node)}"


def _cites(node: Cites | None) -> str:
    return "" if node is None else f" [{names(node.keys)}]"


def _value(node: Number | Length) -> str:
    return show_number(node) if isinstance(node, Number) else show_length(node)


def _head_clause(node: Title | Version | StatusClause | DateClause) -> str:
    match node:
        case Title(keyword, text):
            return f"{keyword} {_text(text)}"
        case Version(text):
            return f"version {text}"
        case StatusClause(value):
            return f"status {value.text}"
        case DateClause(keyword, first, last):
            start = f"{keyword} from" if keyword == "effective" else keyword
            return f"{start} {first.isoformat()}" + ("" if last is None else f" until {last.isoformat()}")
        case _:
            assert_never(node)


def _source_clause(node: SourceClause) -> str:
    return f"{node.keyword} {node.year if node.text is None else _text(node.text)}"


def _concept_clause(node: ConceptClause) -> str:
    match node:
        case CodeClause(system, code):
            return f"code {system.text} {code}"
        case NormalClause(low, high, sex):
            whom = "" if sex is None else f" for {sex.text}"
            if low is None or high is None:
                limit = high or low
                words = "up to" if low is None else "at least"
                return f"normal {words} {'' if limit is None else show_number(limit)}{whom}"
            return f"normal from {show_number(low)} to {show_number(high)}{whom}"
        case MolarMass(value):
            return f"molar mass {show_number(value)}"
        case Plausible(low, high):
            return f"plausible {show_number(low)} to {show_number(high)}"
        case CurrentFor(length):
            return f"current for {show_length(length)}"
        case AbsentUnlessRecorded():
            return "absent unless recorded"
        case WorseWhen(direction):
            return f"worse when {direction.text}"
        case Values(values):
            return f"values {names(values)}"
        case _:
            assert_never(node)


def _clauses_on_one_line(sheet: Sheet, clauses: list[tuple[int, str]], one_line: bool) -> None:
    whole = " ".join([sheet.lines[-1].text, *(text for _, text in clauses)])
    for start, text in clauses:
        if not one_line or len(whole) > WIDTH:
            sheet.begin(2, start)
        sheet.add(text)


def _define(sheet: Sheet, node: DefineNode) -> None:
    of = "" if node.of is None else f" of {node.of.text}"
    sheet.add(f"define {node.name.text}{of} {'when' if node.is_condition else '='}")
    if node.is_condition:
        condition(sheet, node.body)  # type: ignore[arg-type]
    else:
        operand(sheet, node.body, Place.TIME)  # type: ignore[arg-type]


def _clauses(sheet: Sheet, clauses: tuple[Clause, ...], indent: int) -> None:
    phases = 0
    for node in clauses:
        sheet.begin(indent, node.span.start)
        match node:
            case When(judged):
                sheet.add("when")
                condition(sheet, judged)
            case Otherwise(text):
                sheet.add(f"otherwise {_text(text)}")
            case Assuming(text):
                sheet.add(f"assuming {_text(text)}")
            case Accepted(kind, because):
                sheet.add(f"accepted{'' if kind is None else f' {kind.text}'} because {_text(because)}")
            case Grade(keyword, value):
                sheet.add(f"{keyword} {value.text}")
            case OnlyIn(steps):
                sheet.add(f"only in {names(steps)}")
            case Advise():
                _advise(sheet, node)
            case Claim():
                _claim(sheet, node)
            case Begin(at, again):
                sheet.add("begin at" if at is not None else "begin again when")
                if at is not None:
                    operand(sheet, at, Place.TIME)
                if again is not None:
                    condition(sheet, again)
            case GoTo():
                _transition(sheet, node)
            case MonitorNode():
                _monitor(sheet, node)
            case TaskNode():
                _task(sheet, node)
            case PhaseLine():
                phases += 1
                _phase(sheet, node, phases > 1)
            case From(time):
                sheet.add("from the last result" if time is None else "from")
                if time is not None:
                    operand(sheet, time, Place.TIME)
            case Allow():
                sheet.add(_allow(node))
            case LateAfter(length):
                sheet.add(f"late after {show_length(length)}")
            case OnReturn(gap):
                sheet.add(f"on return {gap}")
            case AfterPause(effect, drug, comparison, length):
                words = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}[comparison.value]
                sheet.add(f"{effect} after {drug.text} paused {words} {show_length(length)}")
            case _:
                assert_never(node)


def _advise(sheet: Sheet, node: Advise) -> None:
    if not isinstance(node.action, ConsiderAction):
        sheet.add("advise")
    _action(sheet, node.action)
    if node.when is not None:
        sheet.add("when")
        condition(sheet, node.when.condition)
    if node.cites is not None:
        sheet.resume(node.cites.span.start)
        sheet.add(_cites(node.cites).strip())


def _claim(sheet: Sheet, node: Claim) -> None:
    sheet.add("advise")
    if isinstance(node.advice, ClaimedOrders):
        sheet.add(f"{' or '.join(one.text for one in node.advice.orders)} {names(node.advice.drugs)}")
    else:
        sheet.add(node.advice.drug.text)
        _dose(sheet, node.advice.dose)


def _action(sheet: Sheet, node: Action) -> None:
    match node:
        case DoseAction(change, drug, dose, over):
            words = {
                DoseChange.GIVE: drug.text,
                DoseChange.START: f"start {drug.text} at",
                DoseChange.INCREASE: f"increase {drug.text} to",
                DoseChange.REDUCE: f"reduce {drug.text} to",
            }
            sheet.add(words[change])
            _dose(sheet, dose)
            if over is not None:
                sheet.add(_over(*over))
        case DrugAction(order, drugs):
            sheet.add(f"{order.value} {names(drugs)}")
        case OrderAction(targets):
            sheet.add(f"order {names(targets)}")
        case ReferAction(Name(name)):
            sheet.add(f"refer {name}")
        case ReferAction(to):
            sheet.add(f"refer {_text(to) if isinstance(to, Text) else to.text}")
        case ConsiderAction(drugs):
            sheet.add(f"consider {names(drugs)}")
        case TextAction(text):
            sheet.add(_text(text))
        case _:
            assert_never(node)


def _dose(sheet: Sheet, node: DoseRange) -> None:
    if node.low is not None:
        if node.low_open:
            sheet.add("above")
        elif node.high is None:
            sheet.add("at least")
        operand(sheet, node.low, Place.DOSE)
    if node.high is not None and (node.high != node.low or node.low_open or node.high_open):
        if node.low is not None:
            sheet.add("to")
        if node.high_open:
            sheet.add("below")
        elif node.low is None:
            sheet.add("at most")
        operand(sheet, node.high, Place.DOSE)
    if node.of is not None:
        sheet.add("of")
        operand(sheet, node.of, Place.TIME)


def _over(low: Length, high: Length) -> str:
    if low == high:
        return f"over {show_length(low)}"
    if isinstance(low.value, Duration) and isinstance(high.value, Duration) and low.value.unit is high.value.unit:
        return f"over {low.value.amount} to {high.value}"
    return f"over {show_length(low)} to {show_length(high)}"


def _transition(sheet: Sheet, node: GoTo) -> None:
    sheet.add("finish" if node.to is None else f"{'back' if node.back else 'go'} to {node.to.text}")
    if node.after is not None:
        sheet.add(f"after {show_length(node.after)}")
        if node.without is not None:
            sheet.add("without")
            condition(sheet, node.without)
    if node.when is not None:
        sheet.resume(node.when.span.start)
        sheet.add("when")
        condition(sheet, node.when)
    if node.cites is not None:
        sheet.resume(node.cites.span.start)
        sheet.add(_cites(node.cites).strip())


def _monitor(sheet: Sheet, node: MonitorNode) -> None:
    name = "" if node.name is None else f" as {node.name.text}"
    sheet.add(f"monitor {names(node.targets)}{_title(node.title)}{name}{_cites(node.cites)}")
    _clauses(sheet, node.clauses, sheet.indent + 2)


def _phase(sheet: Sheet, node: PhaseLine, then: bool) -> None:
    sheet.add(("then " if then else "") + _rhythm(node.rhythm))
    if node.length is not None:
        sheet.add(f"for {show_length(node.length)}")
    if node.until is not None:
        sheet.add("until")
        condition(sheet, node.until)


def _rhythm(node: Rhythm) -> str:
    if node.period is None or node.every or isinstance(node.period.value, Name):
        return "every" if node.period is None else f"every {show_length(node.period)}"
    times = {1: "", 2: "twice "}.get(node.count, f"{node.count} times ")
    return times + _PERIODS[node.period.value.unit]


def _allow(node: Allow) -> str:
    if node.before is not None and node.after is not None:
        if node.before == node.after:
            return f"allow {show_length(node.before)} either side"
        return f"allow {show_length(node.before)} before and {show_length(node.after)} after"
    if node.before is not None:
        return f"allow {show_length(node.before)} before"
    return f"allow {'' if node.after is None else show_length(node.after)} after"


def _task(sheet: Sheet, node: TaskNode) -> None:
    indent = sheet.indent + 2
    name = "" if node.name is None else f" as {node.name.text}"
    sheet.add(f"task {node.verb.value} {names(node.targets)}{_title(node.title)}{name}")
    sheet.add("before" if node.within is None else f"once within {show_length(node.within)} of")
    operand(sheet, node.time, Place.TIME)
    if node.cites is not None:
        sheet.resume(node.cites.span.start)
        sheet.add(_cites(node.cites).strip())
    _clauses(sheet, node.clauses, indent)
