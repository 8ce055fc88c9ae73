"""What the page asks of the cases beside a guideline: what came of them, what they show, and one case more."""

from __future__ import annotations

from careway.studio.answers import CasesRun, CoverSeen, Kept, PatientsOffered, Refusal
from careway.studio.questions import Cover, Keep, KeepOffered, Offer, RunCases


def run_cases(question: RunCases) -> CasesRun | Refusal:
    raise NotImplementedError


def cover(question: Cover) -> CoverSeen | Refusal:
    raise NotImplementedError


def offer(question: Offer) -> PatientsOffered | Refusal:
    raise NotImplementedError


def keep(question: Keep) -> Kept | Refusal:
    raise NotImplementedError


def keep_offered(question: KeepOffered) -> Kept | Refusal:
    raise NotImplementedError
