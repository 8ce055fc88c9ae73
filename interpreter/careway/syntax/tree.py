"""The typed tree of a guideline's text: what the author wrote, sugar and all, each node with its span.

Names are not resolved here and nothing is judged. `span` takes no part in equality, so that a tree can be compared
with that of its formatted text. A statement starts at the left margin; its clauses are indented and belong to it.
"""

from __future__ import annotations

from dataclasses import field

from careway.base.record import record
from careway.base.source import Span
from careway.syntax.declarations import (
    ConceptNode,
    DefineNode,
    GroupNode,
    GuidelineNode,
    ParameterNode,
    SetNode,
    SourceNode,
)
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


@record
class Comment:
    """A comment with its `#`, where it stands; `own_line` where nothing precedes it on its line."""

    text: str
    span: Span
    own_line: bool


Top = (
    GuidelineNode
    | SourceNode
    | ParameterNode
    | SetNode
    | ConceptNode
    | GroupNode
    | DefineNode
    | EligibilityNode
    | PathwayNode
    | StepNode
    | MonitorNode
    | TaskNode
    | StopNode
    | CautionNode
    | AfterStopNode
    | BackgroundNode
    | InvariantNode
)


@record
class Tree:
    """A whole text."""

    statements: tuple[Top, ...]
    comments: tuple[Comment, ...] = field(default=(), compare=False)
