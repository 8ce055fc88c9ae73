"""Which cautions are in force and which advice holds, each since when (docs/meaning.md, section 11)."""

from __future__ import annotations

from collections.abc import Callable

from careway.evaluate import advice as advising
from careway.evaluate.log import Log
from careway.evaluate.pathway import Course
from careway.evaluate.reasons import Explainer
from careway.evaluate.result import Kind
from careway.evaluate.stops import Fired, Stops
from careway.ir import expressions as e
from careway.ir.nodes import Advice, Caution, Guideline, Heading
from careway.model.time import Instant
from careway.model.truth import TRUE, Truth


class Counsel:
    """What the rules of a run say beside the steps that they lead to."""

    def __init__(
        self,
        core: Guideline,
        courses: list[Course],
        stops: Stops,
        truth: Callable[[e.Criterion], Truth],
        explainer: Explainer,
        log: Log,
    ) -> None:
        self._core = core
        self._courses = courses
        self._stops = stops
        self._truth = truth
        self._explainer = explainer
        self._judge = explainer.judge
        self._log = log
        self.cautions: dict[str, Fired] = {}
        self.standing: list[advising.Standing] = []

    def applies(self, caution: Caution) -> bool:
        """Whether a caution is judged in the steps that are active now."""
        return not caution.only_in or not self._judge.position.active_steps().isdisjoint(caution.only_in)

    def warn(self, now: Instant) -> None:
        """Judge the cautions."""
        for caution in self._core.cautions:
            name = caution.heading.name
            holds = self.applies(caution) and self._truth(caution.when) is TRUE
            if holds and name not in self.cautions:
                reason = self._explainer.explain(caution.when)
                self.cautions[name] = Fired(caution, now, reason)
                said = advising.all_of(caution.advice, self._judge) or caution.heading.title
                self._log.add(now, Kind.CAUTION, caution.heading, said, reason)
            elif not holds and name in self.cautions:
                del self.cautions[name]
                self._log.add(now, Kind.CAUTION_ENDED, caution.heading, "no longer so")

    def speaking(self) -> list[tuple[Heading, tuple[Advice, ...]]]:
        """The rules whose advice may hold now, in order: steps, the stop in force, what follows it, cautions."""
        rules: list[tuple[Heading, tuple[Advice, ...]]] = []
        for course in self._courses:
            if course.stay is not None:
                rules.append((course.stay.step.heading, course.stay.step.advice))
        stopped = self._stops.fired
        if stopped is not None:
            rules.append((stopped.rule.heading, stopped.rule.advice))
            for after in self._core.after_stop:
                if not after.stops or stopped.rule.heading.name in after.stops:
                    rules.append((after.heading, after.advice))
        rules += [(fired.rule.heading, fired.rule.advice) for fired in self.cautions.values()]
        return rules

    def advise(self, now: Instant) -> bool:
        """Judge the advice of the rules that speak; True if other advice holds than before."""
        rules = self.speaking()
        holds = {id(item): item.when is None or self._truth(item.when) is TRUE for _, items in rules for item in items}
        held = advising.holding(rules, holds)
        known = {(id(item.advice), item.heading.name): item.since for item in self.standing}
        stays = [course.stay for course in self._courses if course.stay is not None]
        entered = {stay.step.heading.name: stay.since_instant for stay in stays}
        standing = []
        for heading, item in held:
            since = known.get((id(item), heading.name))
            if since is None or (heading.name in entered and since < entered[heading.name]):
                since = now
                if self._judge.observer is not None:
                    self._judge.observer.advised(item)
                if heading.name in entered:
                    self._log.add(now, Kind.ADVICE, heading, advising.text_of(item.action, self._judge))
            standing.append(advising.Standing(item, heading, since))
        before = {(id(item.advice), item.since) for item in self.standing}
        self.standing = standing
        return {(id(item.advice), item.since) for item in standing} != before
