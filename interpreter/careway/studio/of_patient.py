"""What the page asks of a patient: what the guideline says of them, and their records with one changed."""

from __future__ import annotations

from careway.studio.answers import Changed, NotRun, Ran, Refusal
from careway.studio.questions import Add, Change, Drag, Remove, Rewrite, Run


def run(question: Run) -> Ran | NotRun:
    raise NotImplementedError


def change(question: Change) -> Changed | Refusal:
    raise NotImplementedError


def drag(question: Drag) -> Changed | Refusal:
    raise NotImplementedError


def add(question: Add) -> Changed | Refusal:
    raise NotImplementedError


def remove(question: Remove) -> Changed | Refusal:
    raise NotImplementedError


def rewrite(question: Rewrite) -> Changed | Refusal:
    raise NotImplementedError
