"""A guideline and its cases -> the boundary patients that no case holds yet, each as a case.

Every place beside a boundary is looked for in the cases first. Where one is missing, one patient exactly at the
boundary is sought with the solver, and the others are made from that patient by one change. What is offered is read
back and run before it is shown. What cannot be is said with the reason, and what was not found is said too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from careway.boundary.dating import Dating
from careway.boundary.expecting import advised, expects, logged, wanted
from careway.boundary.points import Boundaries, Brink, Question, Ruling, Sort, boundaries
from careway.boundary.reading import passes
from careway.boundary.said import Left, Offer, Said
from careway.boundary.saying import asked, beside, case_name
from careway.boundary.seeking import Holds, sought
from careway.boundary.stage import Placed, Stage, not_known, rounder, unlike
from careway.boundary.stage import beside as neighbour
from careway.boundary.standing import NOT_KNOWN, Point, Stand, Watch
from careway.cases.nodes import Case
from careway.cases.run import Outcome, run_case
from careway.cases.written import case_text
from careway.coverage.edges import Clock, Edge, Fringe, Stretch, Validity
from careway.ingest.native_text import scalar
from careway.ir import expressions as e
from careway.ir import wording
from careway.ir.nodes import Guideline, Monitor, Transition
from careway.model.terms import Comparison
from careway.model.time import Duration, show_day
from careway.model.truth import UNKNOWN
from careway.prove.inquiry import Inquiry
from careway.prove.person import Person, day_text
from careway.prove.seek import Found, Impossible

_OFFSETS = (-1, 0, 1)
_RULES_TRIED = 3
"""Of how many rules that read a shared boundary a patient is looked for."""


class Known:
    """The places that cases hold already."""

    def __init__(self, found: Boundaries, core: Guideline) -> None:
        self._found = found
        self._core = core
        self._points: set[Point] = set()
        self._shared: set[tuple[int, int]] = set()

    def take_in(self, case: Case) -> None:
        """Take in where a case stands, for the rules of which it expects something."""
        watch = Watch(self._found, (place for place, one in enumerate(self._found.rulings) if expects(case, one)))
        if run_case(case, self._core, watch).outcome is not Outcome.PASSED:
            return
        for point, stands in watch.stands.items():
            if any(self._told(case, watch, stand) for stand in stands.values()):
                self._points.add(point)
                self._shared.add((point.edge, point.offset))

    def _told(self, case: Case, watch: Watch, stand: Stand) -> bool:
        """Whether what a case expects of a rule tells what the rule came to on a day. A caution, advice and what cannot
        be decided are expected as they are at the end (or by an entry of the log), eligibility as it was judged last;
        whether a stop has fired or a way was taken shows at the end, whenever it was."""
        ruling = self._found.rulings[stand.point.ruling]
        match ruling.sort:
            case Sort.ELIGIBILITY:
                ends = stand.day == watch.judged_on[stand.point.ruling]
            case Sort.CAUTION | Sort.ADVICE:
                ends = stand.day == watch.last
            case _:
                ends = stand.truth is not UNKNOWN or stand.day == watch.last
        return ends or show_day(stand.day) in logged(case, ruling.heading.name)

    def holds(self, question: Question, brink: Brink | None, offset: int) -> bool:
        """Whether a case stands there."""
        if brink is not None and brink.shared:
            return (brink.place, offset) in self._shared
        edge = NOT_KNOWN if brink is None else brink.place
        return Point(question.ruling, question.gate, edge, offset) in self._points


class Offering:
    """Offers what is missing, one rule after another."""

    def __init__(
        self,
        inquiry: Inquiry,
        cases: Iterable[Case],
        only: Callable[[str], bool] = lambda rule: True,
        *,
        again: bool = False,
    ) -> None:
        """`again`: offer also what the cases hold."""
        self.inquiry = inquiry
        self.found = boundaries(inquiry.core)
        self.stage = Stage(inquiry, self.found)
        self.known = Known(self.found, inquiry.core)
        named = list(cases)
        self._names = {case.name for case in named}
        given = [] if again else named
        for case in given:
            self.known.take_in(case)
        self.dating = Dating(inquiry, given, only)
        self._only = only
        self._settled: set[int] = set()
        self._tried: dict[int, int] = {}
        self._not_found: dict[int, Left] = {}
        self._given: dict[int, str] = {}
        """What advice said where it was given last, by its line."""

    def offers(self) -> Iterator[Said]:
        """What is missing: of rules first, then of schedules and tasks, each in the order of the text. No two cases
        have one name."""
        for one in self._offers():
            if isinstance(one, Left):
                yield one
                continue
            name, number = one.name, 1
            while name in self._names:
                number += 1
                name = f"{one.name} ({number})"
            self._names.add(name)
            yield replace(one, name=name, text=one.text.replace(scalar(one.name), scalar(name), 1))

    def _offers(self) -> Iterator[Said]:
        for question in self.found.questions:
            ruling = self.found.rulings[question.ruling]
            if self._only(ruling.heading.name):
                yield from self._of(ruling, question)
        for place, left in self._not_found.items():
            if place not in self._settled:
                yield left
        yield from self.dating.offers()
        yield from self._not_looked_for()

    def _not_looked_for(self) -> Iterator[Said]:
        """The boundaries of which no patient is looked for."""
        for one in self.dating.dated:
            if isinstance(one.what, Monitor) and one.phase == 0:
                for item in one.what.interruptions:
                    drug = wording.plain(item.drug)
                    said = f"{item.effect.value} after {drug} paused {wording.stretch(item.comparison)}"
                    sentence = (
                        f"`{said} {wording.length(item.length)}` of {one.heading.name}: pauses are not looked for"
                    )
                    yield Left(one.heading.name, one.heading.line, sentence, False)

    def named(self) -> bool:
        """Whether any rule with a boundary is asked for."""
        rules = (self.found.rulings[question.ruling].heading.name for question in self.found.questions)
        return bool(self.dating.dated) or any(self._only(rule) for rule in rules)

    def _of(self, ruling: Ruling, question: Question) -> Iterator[Said]:
        base: Placed | None = None
        for brink in question.brinks:
            missing = [offset for offset in _looked_at(ruling, brink) if not self.known.holds(question, brink, offset)]
            if not missing or (brink.shared and not self._wanted(brink)):
                continue
            if self._by_clock(brink.edge):
                self._settled.add(brink.place)
                sentence = (
                    f"{_called(ruling, question, brink)}: it is counted in hours or minutes; patients are sought by day"
                )
                yield Left(ruling.heading.name, ruling.line, sentence, False)
                continue
            found = self._base(ruling, question, brink)
            if isinstance(found, Left):
                if brink.shared:
                    self._not_found.setdefault(brink.place, found)
                else:
                    yield found
                continue
            if brink.shared:
                self._settled.add(brink.place)
            base = base or found
            yield from self._around(ruling, question, brink, found, missing)
        clock = isinstance(question.node, Transition)  # of hours, which was said
        if question.open and not clock and not self.known.holds(question, None, 0):
            yield from self._unknown(ruling, question, base)

    def _wanted(self, brink: Brink) -> bool:
        """Whether a patient beside a shared boundary is still to be looked for."""
        if brink.place in self._settled:
            return False
        self._tried[brink.place] = self._tried.get(brink.place, 0) + 1
        return self._tried[brink.place] <= _RULES_TRIED

    def _by_clock(self, edge: Edge) -> bool:
        length: e.Length | None = None
        match edge.edged:
            case Stretch(node=node):
                length = node.at_least if isinstance(node, e.Taking | e.Paused) else node.duration
            case Fringe(bound=bound):
                length = bound.offset
            case Validity(concept=concept):
                length = concept.current_for
            case Clock(way=way):
                length = way.after
            case _:
                pass
        if length is None:
            return False
        value = length if isinstance(length, Duration) else self.inquiry.bounds.parameters[length.name]
        return isinstance(value, Duration) and value.by_clock

    # --- patients ----------------------------------------------------------------------------------------------------

    def _base(self, ruling: Ruling, question: Question, brink: Brink) -> Placed | Left:
        """A patient exactly at a boundary."""
        point = Point(question.ruling, question.gate, brink.place, 0)

        def holds(person: Person, day: int, settled: bool) -> bool:
            placed = self.stage.placed(person, day, point)
            if placed is None or (settled and not placed.stand.settled):
                return False
            return brink.own or unlike(self.stage, placed, question, brink)

        return self._answered(ruling, question, brink, 0, point, holds)

    def _there(self, point: Point) -> Holds:
        def holds(person: Person, day: int, settled: bool) -> bool:
            placed = self.stage.placed(person, day, point)
            return placed is not None and placed.stand.settled >= settled

        return holds

    def _answered(
        self,
        ruling: Ruling,
        question: Question,
        brink: Brink | None,
        offset: int,
        point: Point,
        holds: Holds,
    ) -> Placed | Left:
        answer = sought(self.inquiry, ruling, question, brink, offset, holds)
        name, line = ruling.heading.name, ruling.line
        if isinstance(answer, Found):
            placed = self.stage.placed(answer.person, answer.day, point)
            assert placed is not None
            return rounder(self.stage, placed)
        where = "not known" if brink is None else beside(brink.edge.edged, offset)
        called = f"{_called(ruling, question, brink)}: {where}"
        if isinstance(answer, Impossible):
            because = wording.several(f"{rule} (line {at})" for rule, at in answer.because)
            why = f"there is no such patient for whom it decides{f', because of {because}' if because else ''}"
            return Left(name, line, f"{called}: {why}", True)
        return Left(name, line, f"{called}: {answer.why}", False)

    def _around(
        self, ruling: Ruling, question: Question, brink: Brink, base: Placed, missing: list[int]
    ) -> Iterator[Said]:
        placed: dict[int, Placed | Left] = {0: base}
        for offset in _looked_at(ruling, brink):
            if offset == 0:
                continue
            placed[offset] = self._beside(ruling, question, brink, base, offset)
        said = self._advice(ruling, placed.values())
        for offset in missing:
            one = placed[offset]
            yield one if isinstance(one, Left) else self._offer(ruling, question, brink, one, said)

    def _beside(self, ruling: Ruling, question: Question, brink: Brink, base: Placed, offset: int) -> Placed | Left:
        found = neighbour(self.stage, base, question, brink, offset)
        if found is not None:
            return found
        if not brink.own:
            sentence = (
                f"{_called(ruling, question, brink)}: {beside(brink.edge.edged, offset)}: it does not decide alone"
            )
            return Left(ruling.heading.name, ruling.line, sentence, False)
        point = Point(question.ruling, question.gate, brink.place, offset)
        return self._answered(ruling, question, brink, offset, point, self._there(point))

    def _unknown(self, ruling: Ruling, question: Question, base: Placed | None) -> Iterator[Said]:
        found: Placed | Left | None = None if base is None else not_known(self.stage, base, question)
        if found is None:
            point = Point(question.ruling, question.gate, NOT_KNOWN, 0)
            found = self._answered(ruling, question, None, 0, point, self._there(point))
        if isinstance(found, Left):
            yield found
        else:
            yield self._offer(ruling, question, None, found, self._advice(ruling, [base]))

    def _advice(self, ruling: Ruling, placed: Iterable[Placed | Left | None]) -> str | None:
        """What a piece of advice says where it is given to one of these patients."""
        if ruling.sort is not Sort.ADVICE:
            return None
        said = (advised(ruling, one.result) for one in placed if isinstance(one, Placed))
        found = next((text for text in said if text is not None), None)
        if found is not None:
            self._given[ruling.line] = found
        return found or self._given.get(ruling.line)

    # --- cases -------------------------------------------------------------------------------------------------------

    def _offer(self, ruling: Ruling, question: Question, brink: Brink | None, placed: Placed, said: str | None) -> Said:
        name = case_name(ruling, question, brink, placed.stand)
        expectations = wanted(ruling, placed.result, placed.stand.truth, said)
        text = case_text(name, self.stage.written(placed.person), day_text(placed.day), expectations)
        if not passes(text, self.inquiry.core, lambda case: expects(case, ruling)):
            sentence = f"{name}: a case cannot say what is so here"
            return Left(ruling.heading.name, ruling.line, sentence, False)
        point = placed.stand.point
        place = "unknown" if brink is None else f"{point.edge}:{point.offset}"
        made = f"{ruling.heading.name}:{ruling.sort.value}:{ruling.line}:{point.gate}:{place}"
        return Offer(made, ruling.heading.name, ruling.heading.title, ruling.line, name, text)


def _looked_at(ruling: Ruling, brink: Brink) -> tuple[int, ...]:
    """The places beside a boundary at which a patient can stand. What is over once a length of time has passed (a step
    is left, a stop has fired) is not judged a day later."""
    over = ruling.sort in (Sort.STOP, Sort.WAY, Sort.AGAIN)
    if over and brink.own and isinstance(brink.edge.edged, Clock | Stretch):
        node = brink.edge.node
        more = isinstance(node, e.Elapsed) and node.comparison in (Comparison.ABOVE, Comparison.AT_MOST)
        return (0, 1) if more else (-1, 0)
    return _OFFSETS


def _called(ruling: Ruling, question: Question, brink: Brink | None) -> str:
    part = "" if brink is None or brink.own else f" ({brink.edge.subject})"
    said = asked(question)
    return (
        f"`{said}`{part} in {ruling.name}"
        if not isinstance(question.node, Transition)
        else f"`{said}` of {ruling.name}"
    )
