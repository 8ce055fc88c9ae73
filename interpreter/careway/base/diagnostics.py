"""A mistake of a user, as a value: what is wrong, where, why, and what to write instead."""

from __future__ import annotations

from enum import Enum

from careway.base.record import record
from careway.base.source import Span


class Severity(Enum):
    """An error keeps a guideline from running; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@record
class Label:
    """A place in the text and what is to be said of it (may be empty)."""

    span: Span
    text: str = ""


@record
class Edit:
    """A replacement that would mend the mistake: `text` in the place of `span`."""

    span: Span
    text: str


@record
class Diagnostic:
    """One finding. `code` is stable (`CW203`) and has a page (`careway explain CW203`); `title` is one plain
    sentence without a full stop; `label` is where; `because` is the other place that makes it so; `help` says what
    to write instead; `edit` does it."""

    code: str
    severity: Severity
    title: str
    label: Label
    because: tuple[Label, ...] = ()
    help: str | None = None
    edit: Edit | None = None
