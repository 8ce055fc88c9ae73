"""Pathways in CQL: where the patient stands, as a fold over the instants at which something may change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from careway.export import names
from careway.export.cql.asking import AT, asked, function, instant
from careway.export.cql.comments import described
from careway.export.cql.expressions import Phrases
from careway.export.cql.instants import beginning, instants
from careway.export.cql.prelude import TYPES
from careway.export.cql.spelling import call, chosen, comment, listed, name, text
from careway.ir import expressions as e
from careway.ir.nodes import Guideline, Monitor, Pathway, Step, Task, Transition, Within
from careway.ir.reads import walk

_TIMERS = 8
"""How many timers by the clock are followed, one after the other, between two records of one day."""
TODAY = "Today"
COURSE = "Course"


def course(phrases: Phrases) -> list[str]:
    """The definitions of the pathways: their ways, the state after each instant, and the state now."""
    core = phrases.core
    found = [*_ways(phrases), _all_ways(core), _reactions(phrases), _beginnings(phrases), _again(phrases), _stops(core)]
    found += [_move(), _settle(core), _fold(phrases), _today()]
    return found


def watched(core: Guideline) -> list[object]:
    """What the course depends on."""
    nodes: list[object] = [stop.when for stop in core.stops]
    for pathway in core.pathways:
        for step in pathway.steps:
            nodes += [step.begin_again, step.transitions]
            if step.begin is not None:
                nodes.append(e.Happened(step.begin))
    return nodes


def all_monitors(core: Guideline) -> Iterator[Monitor]:
    """The monitors of the protocol and of its steps."""
    yield from core.monitors
    for _, step in _steps(core):
        yield from step.monitors


def all_tasks(core: Guideline) -> Iterator[Task]:
    """The tasks of the protocol and of its steps."""
    yield from core.tasks
    for _, step in _steps(core):
        yield from step.tasks


def _place(pathway: Pathway, step: Step, number: int) -> str:
    return f"{pathway.name}: {step.heading.name} {number}"


def _steps(core: Guideline) -> Iterator[tuple[Pathway, Step]]:
    for pathway in core.pathways:
        for step in pathway.steps:
            yield pathway, step


def _ways(phrases: Phrases) -> Iterator[str]:
    for pathway, step in _steps(phrases.core):
        if step.transitions:
            rows = [_way(phrases, pathway, step, number, way) for number, way in enumerate(step.transitions, 1)]
            spelled = ",\n    ".join(rows)
            title = comment(f"The ways on from {step.heading.name}, in order.")
            yield f"{title}\n{_with_clocks(f'ways from {step.heading.name}', '{ ' + spelled + ' }')}"


def _with_clocks(of: str, body: str) -> str:
    inner = body.replace("\n", "\n  ")
    return f"define function {name(of)}({AT} {TYPES['At']}, clocks List<{TYPES['Clock']}>):\n  {inner}"


def _way(phrases: Phrases, pathway: Pathway, step: Step, number: int, way: Transition) -> str:
    steps = "{ " + ", ".join(text(one.heading.name) for one in pathway.steps) + " }"
    target = "null as System.String" if way.to is None else text(way.to)
    fields = {
        "pathway": text(pathway.name),
        "place": text(_place(pathway, step, number)),
        "target": target,
        "steps": steps if way.to is None else "List<System.String>{ }",
        "open": _open(phrases, pathway, step, number, way),
    }
    return "Tuple { " + ", ".join(f"{key}: {value}" for key, value in fields.items()) + " }"


def _open(phrases: Phrases, pathway: Pathway, step: Step, number: int, way: Transition) -> str:
    parts = []
    if way.when is not None:
        parts.append(phrases.criterion(way.when))
    stay = call("Stay In", AT, text(step.heading.name))
    since = call("At", f"{stay}.first", f"{stay}.last")
    if way.without is not None:
        parts.append(f"(not {phrases.criterion(way.without)})")
        since = call("Clear Since", "clocks", text(_place(pathway, step, number)), stay)
    if way.after is not None:
        clock = "Clock Passed" if phrases.by_clock(way.after) else "Days Passed"
        length = phrases.length(way.after)
        parts.append(call(clock, f"{since}.first", f"{since}.last", f"{AT}.now", length, "false"))
    return " and ".join(parts) or "true"


def _all_ways(core: Guideline) -> str:
    """The ways on from the active steps."""
    parts = []
    for _, step in _steps(core):
        if step.transitions:
            of = name(f"ways from {step.heading.name}")
            inside = call("In Step", AT, "{ " + text(step.heading.name) + " }")
            parts.append(f"if {inside} then {of}({AT}, clocks) else List<{TYPES['Way']}>{{ }}")
    return _with_clocks("ways on", _flat(parts, "Way"))


def _flat(parts: list[str], kind: str) -> str:
    if not parts:
        return f"List<{TYPES[kind]}>{{ }}"
    return "flatten {\n  " + ",\n  ".join(parts) + " }"


def _reactions(phrases: Phrases) -> str:
    parts = []
    for pathway, step in _steps(phrases.core):
        for number, way in enumerate(step.transitions, 1):
            if way.without is not None:
                inside = call("In Step", AT, "{ " + text(step.heading.name) + " }")
                row = (
                    f"Tuple {{ pathway: {text(pathway.name)}, way: {text(_place(pathway, step, number))}, "
                    f"truth: {phrases.criterion(way.without)} }}"
                )
                parts.append(f"if {inside} then {{ {row} }} else List<{TYPES['Reaction']}>{{ }}")
    return function("reactions", _flat(parts, "Reaction"))


def _beginnings(phrases: Phrases) -> str:
    parts = []
    for pathway, step in _steps(phrases.core):
        if step.begin is not None:
            parts.append(_again_row(pathway, step, phrases.criterion(e.Happened(step.begin))))
    return function("beginnings", _rows(parts))


def _again(phrases: Phrases) -> str:
    parts = []
    for pathway, step in _steps(phrases.core):
        if step.begin_again is not None:
            ended = f"exists (ends E where E.pathway = {text(pathway.name)} return all E)"
            row = _again_row(pathway, step, phrases.criterion(step.begin_again))
            parts.append(f"if {ended} then {{ {row} }} else List<{TYPES['Again']}>{{ }}")
    body = _flat(parts, "Again").replace("\n", "\n  ")
    return f"define function {name('beginnings again')}({AT} {TYPES['At']}, ends List<{TYPES['End']}>):\n  {body}"


def _again_row(pathway: Pathway, step: Step, holds: str) -> str:
    return f"Tuple {{ pathway: {text(pathway.name)}, step: {text(step.heading.name)}, holds: {holds} }}"


def _rows(parts: list[str]) -> str:
    return "{ " + ",\n  ".join(parts) + " }" if parts else f"List<{TYPES['Again']}>{{ }}"


def _stops(core: Guideline) -> str:
    """The stops that are true, in the author's order, while a step is active."""
    rows = [f"if {asked(stop.heading.name)} then {text(stop.heading.name)} else null" for stop in core.stops]
    body = "List<System.String>{ }"
    if rows:
        listed = ",\n    ".join(rows)
        body = (
            f"if not exists ({AT}.stays S where S.left is null return all S) then List<System.String>{{ }}\n"
            f"else ({{ {listed} }}) X where X is not null return all X"
        )
    return function("stops", body)


def _move() -> str:
    """One move: a stop, else the first way on that is open, else a new beginning."""
    state, at, clocks = TYPES["State"], f"{AT} {TYPES['At']}", f"clocks List<{TYPES['Clock']}>"
    again = f'"beginnings again"({AT}, S.ends)'
    taken = call("Taken", "S", f'"ways on"({AT}, clocks)', "clocks", "now")
    return f"""define function "Or Begun Again"(S {state}, {at}, now System.DateTime):
  if S.moved then S
  else {call("Begun Again", "S", again, call("Armed", "S", again), "now")}

define function "Stopped Or On"(S {state}, stops List<System.String>, {at}, {clocks}, now System.DateTime):
  if exists stops then {call("Stopped At", "S", "stops", "now")}
  else "Or Begun Again"({taken}, {AT}, now)"""


def _settle(core: Guideline) -> str:
    at = instant("now", "now", "S.stays")
    rounds = ", ".join(str(number) for number in range(1, sum(len(one.steps) for one in core.pathways) + 3))
    begun = call("Started", "S", asked("beginnings", at), "now")
    waiting = " or ".join(
        f"not exists (S.stays T where T.pathway = {text(one.name)} return all T)" for one in core.pathways
    )
    clocks = call("Clocks", "S.clocks", asked("reactions", at), "now")
    return f"""define function "Move"(S {TYPES["State"]}, now System.DateTime):
  if S.moved then "Stopped Or On"(S, {asked("stops", at)}, {at}, {clocks}, now) else S

define function "Begun"(S {TYPES["State"]}, now System.DateTime):
  if {waiting} then {begun} else S

define function "Settled"(S {TYPES["State"]}, now System.DateTime):
  ({{ {rounds} }}) J aggregate all A starting ("Begun"({call("Next Instant", "S", "now")}, now)): "Move"(A, now)"""


def instants_of(phrases: Phrases) -> str:
    """The definition of the instants at which the guideline is asked; made when all else that is asked is known."""
    core = phrases.core
    nodes = [*watched(core), *phrases.looks.values()]
    nodes += [e.Happened(one.start) for one in all_monitors(core) if one.start is not None]
    for task in all_tasks(core):
        nodes.append(e.Happened(task.deadline.of if isinstance(task.deadline, Within) else task.deadline.time))
        if task.when is not None:
            nodes.append(task.when)
    return (
        beginning(phrases)
        + "\n\n// The instants at which a record becomes known, or time alone may change something.\n"
        + instants(phrases, nodes)
    )


def _lengths(core: Guideline) -> list[e.Length]:
    """The lengths that are counted from the entry to a step."""
    found: dict[str, e.Length] = {}
    for _, step in _steps(core):
        for way in step.transitions:
            if way.after is not None:
                found.setdefault(str(way.after), way.after)
    for node in walk(core):
        if isinstance(node, e.Elapsed) and any(isinstance(inner, e.StepEntry) for inner in walk(node.since)):
            found.setdefault(str(node.duration), node.duration)
    return list(found.values())


def _asking_steps(core: Guideline) -> list[str]:
    """The steps in which the way on depends on the occasions of monitors: there every day counts."""
    bodies = {definition.name: definition.body for definition in core.definitions}
    everywhere = _asks(core.stops, bodies)
    return [step.heading.name for _, step in _steps(core) if everywhere or _asks(step.transitions, bodies)]


def _asks(nodes: object, bodies: Mapping[str, object]) -> bool:
    for node in walk(nodes):
        if isinstance(node, e.Monitoring):
            return True
        if isinstance(node, e.DefinedCriterion | e.DefinedTime | e.DefinedValue) and _asks(bodies[node.name], bodies):
            return True
    return False


def _fold(phrases: Phrases) -> str:
    """The state after each instant. Between two of them only the days matter on which so long has passed since a step
    was entered; they are looked at while a step is active."""
    core = phrases.core
    lengths = _lengths(core)
    by_clock = any(map(phrases.by_clock, lengths))
    spelled = listed(map(phrases.length, lengths)) if lengths else "List<System.Quantity>{ }"
    asking = _asking_steps(core)
    wanted = "D in A.wakes"
    if asking:
        stays = chosen("A.stays", "T", f"T.left is null and T.step in {listed(map(text, asking))}")
        wanted += f" or exists {stays}"
    active = f"exists {chosen('S.stays', 'T', 'T.left is null')}"
    days = "Interval[(date from S.reached) + 1 day, date from now]"
    every_day = f"(expand {{ {days} }} per day) X return all {call('Start Of', 'start of X')}"
    none, before = "S", "A"
    timers = ""
    if by_clock:
        none, before, timers = '"Timers Up To"(S, now)', '"Timers Up To"(A, D)', _timers() + "\n\n"
        every_day = f"flatten {{ ({every_day}), {{ now }} }}"
    return f"""{timers}define function "At Day"(A {TYPES["State"]}, D System.DateTime, now System.DateTime):
  if D before now and ({wanted}) then "Settled"(A, D) else A

define function "Caught Up"(S {TYPES["State"]}, now System.DateTime):
  if not {active} then S
  else if date from S.reached same or after date from now then {none}
  else ({every_day}) D
    aggregate all A starting (S): "At Day"({before}, D, now)

// Where the patient stands: the state after the last instant.
define {name(COURSE)}:
  (flatten {{ {name("Instants")}, {{ {name("Now")} }} }}) I
    aggregate all S starting ({call("Beginning", spelled)}): "Settled"("Caught Up"(S, I), I)"""


def _timers() -> str:
    """The timers by the clock that end before an instant, one after the other: one may start the next."""
    state = TYPES["State"]
    rounds = ", ".join(str(number) for number in range(1, _TIMERS + 1))
    return f"""define function "Timer Up To"(S {state}, next System.DateTime):
  if next is null then S else "Settled"(S, next)

define function "Timers Up To"(S {state}, till System.DateTime):
  ({{ {rounds} }}) J
    aggregate all A starting (S):
      "Timer Up To"(A, Min{chosen("A.wakes", "W", "W > A.reached and W < till")})"""


def _today() -> str:
    return f"""define {name(TODAY)}:
  {instant(name("Now"), name("Now"), f"{name(COURSE)}.stays")}"""


def standings(core: Guideline) -> list[str]:
    """What the state says of each pathway and step."""
    state = name(COURSE)
    found = [
        f"define {name(names.STOPPED_BY)}:\n  {state}.stoppedBy",
        f"define {name(names.STOPPED)}:\n  {state}.stoppedBy is not null",
    ]
    for pathway in core.pathways:
        active = f"Last({state}.stays S where S.left is null and S.pathway = {text(pathway.name)} return all S).step"
        ended = f"First({state}.ends E where E.pathway = {text(pathway.name)} return all E).phase"
        found.append(f"define {name(names.step(pathway.name))}:\n  {active}")
        begun = f"case when {name(names.step(pathway.name))} is not null then 'active' else 'not begun' end"
        found.append(f"define {name(names.phase(pathway.name))}:\n  Coalesce({ended}, {begun})")
        for step in pathway.steps:
            inside = (
                f"exists ({state}.stays S where S.left is null and S.step = {text(step.heading.name)} return all S)"
            )
            title = described(core, step.heading, "step")
            found.append(f"{title}\ndefine {name(names.in_step(step.heading.name))}:\n  {inside}")
    return found
