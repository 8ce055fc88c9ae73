"""The parts of the core as the passes build them, in the author's order, and the core made of them at the end."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from careway.base.record import record
from careway.ir import nodes as ir
from careway.ir.expressions import Selection
from careway.model.terms import Status


@dataclass(slots=True)
class Identity:
    """What the guideline statement says."""

    id: str = ""
    title: str = ""
    version: str = ""
    status: Status = Status.DRAFT
    date: datetime.date | None = None
    effective_from: datetime.date | None = None
    effective_until: datetime.date | None = None
    disclaimer: str = ""


@record
class Instance:
    """A definition in the core, as one asks for it: its unit and concept where it is a number, and the record that it
    selects where it is one."""

    name: str
    unit: str | None = None
    concept: str | None = None
    selection: Selection | None = None


@dataclass(slots=True)
class Parts:
    """Everything of the core that has been built so far."""

    identity: Identity = field(default_factory=Identity)
    sources: list[ir.Source] = field(default_factory=list)
    parameters: dict[str, ir.Parameter] = field(default_factory=dict)
    sets: list[ir.ParameterSet] = field(default_factory=list)
    definitions: list[ir.Definition] = field(default_factory=list)
    instances: dict[str, Instance | None] = field(default_factory=dict)
    eligibility: list[ir.Eligibility] = field(default_factory=list)
    pathways: list[ir.Pathway] = field(default_factory=list)
    monitors: list[ir.Monitor] = field(default_factory=list)
    tasks: list[ir.Task] = field(default_factory=list)
    stops: list[ir.Stop] = field(default_factory=list)
    cautions: list[ir.Caution] = field(default_factory=list)
    after_stop: list[ir.AfterStop] = field(default_factory=list)
    background: list[ir.Background] = field(default_factory=list)
    invariants: list[ir.Invariant] = field(default_factory=list)
