"""Steps and the ways between them: elaborated, and then looked at as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field

from careway.base.diagnostics import Label
from careway.base.source import Span
from careway.check import conditions, naming, schedules, times
from careway.check.advice import advised
from careway.check.clauses import once
from careway.check.evidence import cited, heading, rests_on, titled
from careway.check.findings import Checking
from careway.check.place import Place
from careway.check.scope import Sort, Space
from careway.ir import nodes as ir
from careway.ir.expressions import Criterion, Time
from careway.syntax.advice import Advise
from careway.syntax.grounds import Accepted, Assuming, Grade
from careway.syntax.rules import Begin, GoTo, PathwayNode, StepNode
from careway.syntax.schedules import MonitorNode, TaskNode


@dataclass(slots=True)
class _Way:
    """A pathway as written: its name and title, where it stands, and its steps."""

    name: str
    title: str
    span: Span
    steps: list[StepNode] = field(default_factory=list)


def pathways(c: Checking) -> None:
    """Elaborates every pathway; steps before any `pathway` statement belong to one named `main`."""
    ways = _ways(c)
    home = {step.name.text: way.name for way in ways for step in way.steps}
    for way in ways:
        made = [_step(c, step, home) for step in way.steps]
        if way.steps:
            _judge(c, way)
        good = [step for step in made if step is not None]
        if len(good) == len(made):
            c.parts.pathways.append(ir.Pathway(way.name, way.title, tuple(good)))


def _ways(c: Checking) -> list[_Way]:
    ways = [_Way("main", c.parts.identity.title, Span(0, 0))]
    seen: set[str] = set()
    for node in c.tree.statements:
        if isinstance(node, PathwayNode):
            title = node.title.text if node.title is not None else titled(node.name.text)
            ways.append(_Way(node.name.text, title, node.name.span))
        elif isinstance(node, StepNode) and node.name.text not in seen:
            seen.add(node.name.text)
            ways[-1].steps.append(node)
    for way in ways[1:]:
        if not way.steps and way.name not in c.damaged and not c.damaged:
            c.report("CW327", f"pathway {way.name} has no steps", way.span, help="write its steps below it")
    if not any(way.steps for way in ways) and len(ways) == 1 and not c.damaged:
        span = next((node.span for node in c.tree.statements), Span(0, 0))
        end = min(span.end, c.source.text.find("\n", span.start) % (len(c.source.text) + 1))
        c.report(
            "CW326",
            "this guideline has no steps, so nothing in it ever begins",
            Span(span.start, max(span.start, end)),
            help="add at least one: `step treatment` with `begin at ...`",
        )
    return [way for way in ways if way.steps]


def _step(c: Checking, node: StepNode, home: dict[str, str]) -> ir.Step | None:
    head = heading(c, node.name.text, node.title, node.cites, node.clauses, node.span)
    rests_on(c, node.name, "step", head.cites, node.span)
    own = tuple(c.names[id(clause)] for clause in node.clauses if isinstance(clause, MonitorNode))
    place = Place(monitors=own)
    begin: Time | None = None
    again: Criterion | None = None
    monitors: list[ir.Monitor | None] = []
    tasks: list[ir.Task | None] = []
    transitions: list[ir.Transition | None] = []
    begins: list[tuple[str, Span]] = []
    whole = True
    for clause in node.clauses:
        match clause:
            case Begin(at=at, again=condition):
                if at is not None:
                    begins.append(("begin at", clause.span))
                    begin = times.time(c, at, place)
                    whole = whole and begin is not None
                if condition is not None:
                    begins.append(("begin again", clause.span))
                    again = conditions.criterion(c, condition, place)
                    whole = whole and again is not None
            case MonitorNode():
                monitors.append(schedules.monitor(c, clause, place, head.cites, in_step=True))
            case TaskNode():
                tasks.append(schedules.task(c, clause, place, head.cites))
            case GoTo():
                transitions.append(_transition(c, node, clause, place, head.cites, home))
            case Advise() | Assuming() | Accepted() | Grade():
                pass
    once(c, begins)
    clauses = [clause for clause in node.clauses if isinstance(clause, Advise)]
    advice = advised(c, clauses, place, head.cites)
    whole = whole and len(advice) == len(clauses)
    made = [one for one in monitors if one is not None], [one for one in tasks if one is not None]
    ways = [one for one in transitions if one is not None]
    if not whole or len(made[0]) < len(monitors) or len(made[1]) < len(tasks) or len(ways) < len(transitions):
        return None
    return c.placed(ir.Step(head, begin, again, advice, tuple(made[0]), tuple(made[1]), tuple(ways)), node.span)


def _transition(
    c: Checking, step: StepNode, node: GoTo, place: Place, cites: tuple[str, ...], home: dict[str, str]
) -> ir.Transition | None:
    to: str | None = None
    whole = True
    if node.to is not None:
        found = c.resolve(node.to, Space.RULE, "a step", (Sort.STEP,))
        whole = found is not None
        to = node.to.text
        if to == step.name.text:
            c.report("CW324", f"{to} leads to itself", node.to.span, help="name another step, or leave it out")
            whole = False
        elif found is not None and home.get(to) != home.get(step.name.text):
            c.report(
                "CW328",
                f"{to} is a step of another pathway, {home.get(to)}",
                node.to.span,
                because=[c.declared(found)],
                help="each pathway has its own active step; let the other begin with `begin at`",
            )
            whole = False
    if node.after is None and node.when is None:
        c.report(
            "CW329",
            "when is this way taken?",
            node.span,
            help="add `when ...`, `after 3 days` or `after 3 days without ...`; what needs no waiting needs no step",
        )
        whole = False
    after = naming.length(c, node.after) if node.after else None
    when = conditions.criterion(c, node.when, place) if node.when else None
    without = conditions.criterion(c, node.without, place) if node.without else None
    if not whole or (node.after and not after) or (node.when and not when) or (node.without and not without):
        cited(c, node.cites)
        return None
    made = ir.Transition(to, after, when, without, node.back, cited(c, node.cites) or cites, c.line(node.span))
    return c.placed(made, node.span)


# --- the whole -------------------------------------------------------------------------------------------------------


def _judge(c: Checking, way: _Way) -> None:
    """Looks at a pathway's shape: where it begins, what is never reached, what is never taken, where it ends."""
    if any(step.name.text in c.damaged for step in way.steps):
        return
    begins = [step for step in way.steps if any(isinstance(one, Begin) and one.at for one in step.clauses)]
    if not begins:
        c.report(
            "CW323",
            "no step of this pathway says when it begins",
            way.steps[0].name.span,
            help="add `begin at ...` to its first step",
        )
    reached = {step.name.text for step in way.steps if any(isinstance(one, Begin) for one in step.clauses)}
    waiting = list(reached)
    ways = {step.name.text: [one for one in step.clauses if isinstance(one, GoTo)] for step in way.steps}
    while waiting:
        for way_on in ways.get(waiting.pop(), []):
            if way_on.to is not None and way_on.to.text not in reached:
                reached.add(way_on.to.text)
                waiting.append(way_on.to.text)
    for step in way.steps:
        if begins and step.name.text not in reached:
            help = f"let another step lead there, `go to {step.name.text} when ...`, or give it `begin at ...`"
            c.report("CW321", f"{step.name.text} is never reached", step.name.span, help=help)
        _ways_on(c, step, ways[step.name.text])


def _ways_on(c: Checking, step: StepNode, ways: list[GoTo]) -> None:
    for index, way_on in enumerate(ways):
        earlier = next((one for one in ways[:index] if _covers(one, way_on)), None)
        if earlier is not None:
            c.report(
                "CW325",
                "this way is never taken",
                way_on.span,
                because=[Label(earlier.span, "the first that is true is taken, and this one always comes first")],
                help="put it before the other, or give the other a condition",
            )
    if not ways and not any(isinstance(one, Advise | MonitorNode | TaskNode) for one in step.clauses):
        c.report(
            "CW322",
            f"{step.name.text} does nothing and leads nowhere",
            step.name.span,
            help="write `finish when ...`, a way on, or what is advised in it",
        )


def _covers(earlier: GoTo, later: GoTo) -> bool:
    """Whether the earlier way is always taken where the later one would be."""
    if earlier.when is not None and earlier.when != later.when:
        return False
    if earlier.after is None:
        return earlier.without is None
    return earlier.after == later.after and (earlier.without is None or earlier.without == later.without)
