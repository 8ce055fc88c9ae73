"""Ours against theirs, definition by definition; a difference is explained only by what can be shown of it.

It is explained where the export's own report names the rule with a limit of that target; where Careway itself, run on
the FHIR bundle read back, says what the other engine says (then the bundle does not carry what the timeline says); or
where it follows from another difference of the same patient that is explained so. Anything else is a disagreement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum

from careway.base.record import record
from careway.export.report import About, Limit
from careway.ir.nodes import Guideline
from careway.replay.answers import NOT_EXPORTED, NotSaid, Said, Theirs, said_by_other
from careway.replay.engine import Answer
from careway.replay.leaning import leaning
from careway.replay.questions import Kind, Question, questions
from careway.replay.situation import Situation, Stand, stand


class Verdict(Enum):
    """How a comparison came out."""

    AGREE = "agree"
    EXPLAINED = "known limit"
    DISAGREE = "disagree"


@record
class Compared:
    """One definition for one case: what both say, and the reason of a difference that is explained."""

    case: str
    question: Question
    ours: Said
    theirs: Theirs
    verdict: Verdict
    reason: str | None = None


class Comparison:
    """Compares the cases of one guideline.

    `defined` are the definitions that the exported library has, `limits` what the export's report says that it cannot
    say. `read_back` gives the situation that the FHIR bundle of another one holds, and what the bundle is known to say
    otherwise.
    """

    def __init__(
        self,
        core: Guideline,
        defined: Iterable[str],
        limits: Iterable[Limit],
        read_back: Callable[[Situation], tuple[Situation | None, tuple[str, ...]]],
    ) -> None:
        self.questions = questions(core)
        self.defined = frozenset(defined)
        self.asked = tuple(one.definition for one in self.questions if one.definition in self.defined)
        self._read_back = read_back
        self._leaning = leaning(core)
        self._limits: dict[tuple[str, About], list[str]] = {}
        steps = {step.heading.name: pathway.name for pathway in core.pathways for step in pathway.steps}
        for limit in limits:
            self._limits.setdefault((limit.rule, limit.about), []).append(limit.text)
            if limit.about is About.COURSE and limit.rule in steps:
                # What a step cannot say decides where its pathway stands.
                self._limits.setdefault((steps[limit.rule], About.COURSE), []).append(limit.text)

    def compare(self, case: str, ours: Stand, answer: Answer) -> tuple[Compared, ...]:
        """All comparisons of one case."""
        found = [
            Compared(case, one, said, theirs, Verdict.AGREE if said == theirs else Verdict.DISAGREE)
            for one in self.questions
            for said, theirs in [(one.ours(ours), self._theirs(one, answer))]
        ]
        if all(one.verdict is Verdict.AGREE for one in found):
            return tuple(found)
        explained = self._by_limits(found)
        if any(one.verdict is Verdict.DISAGREE for one in explained):
            explained = self._by_reading_back(explained, ours.situation)
        return tuple(self._by_what_they_follow_from(explained))

    def _theirs(self, question: Question, answer: Answer) -> Theirs:
        if question.definition not in self.defined:
            return NOT_EXPORTED
        if answer.values is None:
            return NotSaid(f"error: {answer.error}")
        if question.definition in answer.failed:
            return NotSaid(f"error: {answer.failed[question.definition]}")
        return said_by_other(answer.values.get(question.definition))

    # --- reasons -----------------------------------------------------------------------------------------------------

    def _by_limits(self, found: list[Compared]) -> list[Compared]:
        """Explained by what the export says of the rule itself. An engine's error is never explained by it."""
        explained = []
        for one in found:
            texts = self._limits.get((one.question.rule, _ABOUT[one.question.kind]), ())
            failed = isinstance(one.theirs, NotSaid) and one.question.definition in self.defined
            if one.verdict is Verdict.DISAGREE and texts and not failed:
                one = _explained(one, "; ".join(dict.fromkeys(texts)))
            explained.append(one)
        return explained

    def _by_reading_back(self, found: list[Compared], situation: Situation) -> list[Compared]:
        """Explained by the bundle, where Careway says of it what the other engine says."""
        read, unsaid = self._read_back(situation)
        if read is None:
            return found
        again = stand(read)
        why = "; ".join(unsaid) or "Careway run on the FHIR bundle says the same: the bundle cannot say it all"
        return [
            _explained(one, why) if one.verdict is Verdict.DISAGREE and one.question.ours(again) == one.theirs else one
            for one in found
        ]

    def _by_what_they_follow_from(self, found: list[Compared]) -> list[Compared]:
        """Explained as what follows from a difference of the same case that is explained by itself."""
        roots = [one.question.definition for one in found if one.verdict is Verdict.EXPLAINED]
        result = []
        for one in found:
            if one.verdict is Verdict.DISAGREE and not isinstance(one.theirs, NotSaid):
                on = self._leaning.get(one.question.definition, frozenset())
                root = next((name for name in roots if name in on), None)
                if root is not None:
                    one = _explained(one, f"follows from `{root}`")
            result.append(one)
        return result


_ABOUT = {
    Kind.ELIGIBILITY: About.CRITERION,
    Kind.DEFINITION: About.CRITERION,
    Kind.STEP: About.COURSE,
    Kind.STOP: About.CRITERION,
    Kind.CAUTION: About.CRITERION,
    Kind.ADVICE: About.ADVICE,
    Kind.MONITOR: About.SCHEDULE,
    Kind.TASK: About.TASK,
}
"""What of its rule each kind of question asks: a limit is the reason of nothing else."""


def _explained(one: Compared, reason: str) -> Compared:
    return Compared(one.case, one.question, one.ours, one.theirs, Verdict.EXPLAINED, reason)
