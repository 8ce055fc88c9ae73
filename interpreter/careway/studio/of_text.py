"""What the page asks of a guideline's text: the answers of the desk, in places as a browser counts them."""

from __future__ import annotations

from careway.studio.answers import Completed, Edits, Found, Looked, Refusal, Shown, Told
from careway.studio.questions import Complete, Find, LayOut, Look, Rename, Show, Tell


def look(question: Look) -> Looked | Refusal:
    raise NotImplementedError


def complete(question: Complete) -> Completed | Refusal:
    raise NotImplementedError


def tell(question: Tell) -> Told | Refusal:
    raise NotImplementedError


def find(question: Find) -> Found | Refusal:
    raise NotImplementedError


def rename(question: Rename) -> Edits | Refusal:
    raise NotImplementedError


def lay_out(question: LayOut) -> Edits | Refusal:
    raise NotImplementedError


def show(question: Show) -> Shown | Refusal:
    raise NotImplementedError
