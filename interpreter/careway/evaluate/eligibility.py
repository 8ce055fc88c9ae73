"""Eligibility: judged until the pathway begins, and then left as it stood (docs/meaning.md, section 6)."""

from __future__ import annotations

from collections.abc import Callable

from careway.evaluate.log import Log
from careway.evaluate.result import Admission, Assessed, Kind, Reason
from careway.ir import expressions as e
from careway.ir.nodes import Eligibility, Heading
from careway.model import truth
from careway.model.terms import EligibilityKind
from careway.model.time import Instant
from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth

_ELIGIBILITY = Heading("eligibility", "Eligibility", (), (), None, None, 0)
_ADMISSION = {TRUE: Admission.ELIGIBLE, FALSE: Admission.NOT_ELIGIBLE, UNKNOWN: Admission.UNDECIDED}
_FIRST_TO_BLOCK = {FALSE: 0, UNKNOWN: 1, TRUE: 2}


class Entrance:
    """Whether the patient is let in, since when, and why."""

    def __init__(
        self,
        rules: tuple[Eligibility, ...],
        judge: Callable[[e.Criterion], Truth],
        explain: Callable[[e.Criterion], Reason],
        log: Log,
    ) -> None:
        self._rules = rules
        self._judge = judge
        self._explain = explain
        self._log = log
        self.admission = Admission.UNDECIDED
        self.since: Instant | None = None
        self._stood: tuple[Assessed, ...] = ()

    def assess(self, now: Instant) -> None:
        """Judge the rules now, and log a change."""
        fits = [_fit(rule, self._judge(rule.when)) for rule in self._rules]
        admission = _ADMISSION[truth.every(fits)]
        if admission is self.admission and self.since is not None:
            return
        self.admission, self.since = admission, now
        if admission is Admission.UNDECIDED or not self._rules:
            return
        if admission is Admission.ELIGIBLE:
            self._log.add(now, Kind.ELIGIBLE, _ELIGIBILITY, "every eligibility rule is met")
            return
        rule = next(rule for rule, fit in zip(self._rules, fits, strict=True) if fit is FALSE)
        text = rule.otherwise or f"not so: {rule.heading.title}"
        self._log.add(now, Kind.NOT_ELIGIBLE, rule.heading, text, self._explain(rule.when))

    def stand_as_it_is(self) -> None:
        """The pathway begins: what is said of eligibility from now on is how it stands now."""
        self._stood = self.reasons()

    def reasons(self) -> tuple[Assessed, ...]:
        """Each rule with its reason, as it stands, or as it stood when the pathway began."""
        return self._stood or tuple(
            Assessed(rule.heading.name, rule.heading.title, rule.kind, self._explain(rule.when), rule.heading.line)
            for rule in self._rules
        )

    def blocking_rule(self) -> Eligibility | None:
        """The first rule that keeps the patient out, else the first that is undecided; None where all let in."""
        if self.admission is Admission.ELIGIBLE or not self._rules:
            return None
        reasons = {item.rule: item.reason for item in self.reasons()}
        return min(self._rules, key=lambda rule: _FIRST_TO_BLOCK[_fit(rule, reasons[rule.heading.name].truth)])


def _fit(rule: Eligibility, holds: Truth) -> Truth:
    """Whether a rule lets the patient in."""
    return holds if rule.kind is EligibilityKind.ELIGIBLE else truth.negate(holds)
