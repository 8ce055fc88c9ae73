"""The instants at which a patient's course may change: when records become known, and when time alone matters.

They follow from the core: a window `within 7 days` lets a record go 7 days after it, a result that is current for 37
days ends being so, `at least 14 days since T` becomes true. One instant too many changes nothing; one too few would.
"""

from __future__ import annotations

from collections.abc import Iterable

from careway.base.record import record
from careway.export.cql.asking import records_of
from careway.export.cql.expressions import Phrases
from careway.export.cql.spelling import RECORDS, call, listed, name
from careway.ir import expressions as e
from careway.ir.reads import walk
from careway.model.vocabulary import Concept

BEGINNING = "First Known"
"""The instant at which the first record of the patient became known: nothing is asked before."""


@record
class Offset:
    """Time matters so long after a record of the concept: each length in turn."""

    concept: str
    lengths: tuple[e.Length, ...]


class Offsets:
    """Finds the offsets of criteria, through the definitions that they use."""

    def __init__(self, phrases: Phrases) -> None:
        self._concepts = phrases.concepts
        self._definitions = {definition.name: definition.body for definition in phrases.core.definitions}
        self._done: dict[str, tuple[frozenset[Offset], frozenset[str]]] = {}

    def of(self, nodes: Iterable[object]) -> frozenset[Offset]:
        """The offsets of all nodes below these."""
        found: set[Offset] = set()
        for root in nodes:
            for node in walk(root):
                found |= self._at(node)
        return frozenset(found)

    def concepts(self, nodes: Iterable[object]) -> frozenset[str]:
        """The concepts that these read."""
        found: set[str] = set()
        for root in nodes:
            for node in walk(root):
                match node:
                    case e.Series() | e.Found() | e.Answered() | e.CandidateValue() | e.CandidateLimit():
                        found.add(node.concept)
                    case e.Taking() | e.Paused() | e.CurrentDose() | e.DrugChange():
                        found.add(node.drug)
                    case e.DefinedCriterion() | e.DefinedTime() | e.DefinedValue():
                        found |= self._defined(node.name)[1]
                    case _:
                        pass
        return frozenset(found)

    def _defined(self, of: str) -> tuple[frozenset[Offset], frozenset[str]]:
        if of not in self._done:
            body = self._definitions[of]
            self._done[of] = (self.of((body,)), self.concepts((body,)))
        return self._done[of]

    def _at(self, node: object) -> set[Offset]:
        match node:
            case e.DefinedCriterion() | e.DefinedTime() | e.DefinedValue():
                return set(self._defined(node.name)[0])
            case e.Selection(series=series, current=True):
                return self._current(series.concept)
            case e.Series():
                return self._window(node.concept, node.window)
            case e.Found() | e.Answered():
                return self._current(node.concept) | self._window(node.concept, node.window)
            case e.Taking() | e.Paused():
                found = self._current(node.drug)
                return found if node.at_least is None else {*found, Offset(node.drug, (node.at_least,))}
            case e.CurrentDose():
                return self._current(node.drug)
            case e.DrugChange():
                return self._window(node.drug, node.window)
            case e.Elapsed():
                return self._after(node.since, node.duration)
            case e.Happened():
                return self._after(node.time, None)
            case e.HeldFor():
                earlier = self.of((node.criterion,))
                held = {Offset(concept, (node.duration,)) for concept in self.concepts((node.criterion,))}
                return held | {Offset(one.concept, (*one.lengths, node.duration)) for one in earlier}
            case _:
                return set()

    def _current(self, concept: str) -> set[Offset]:
        declared: Concept = self._concepts[concept]
        return set() if declared.current_for is None else {Offset(concept, (declared.current_for,))}

    def _window(self, concept: str, window: e.Window | None) -> set[Offset]:
        if window is None:
            return set()
        bounds = [bound for bound in (window.start, window.end) if bound is not None]
        return {Offset(concept, (bound.offset,)) for bound in bounds if bound.time is None and bound.offset is not None}

    def _after(self, time: e.Time, length: e.Length | None) -> set[Offset]:
        """A time, moved on: an instant for each record that the time may be."""
        lengths: tuple[e.Length, ...] = () if length is None else (length,)
        while True:
            if isinstance(time, e.Shifted):
                if time.sign > 0:
                    lengths = (time.duration, *lengths)
                time = time.time
            elif isinstance(time, e.DefinedTime):
                body = self._definitions[time.name]
                assert isinstance(body, e.Time)
                time = body
            else:
                break
        if not lengths:
            return set()
        return {Offset(concept, lengths) for concept in self.concepts((time,))}


def instants(phrases: Phrases, nodes: Iterable[object]) -> str:
    """The definition of the instants that matter to these nodes, in order and up to now."""
    nodes = tuple(nodes)
    offsets = Offsets(phrases)
    lists = [f"{{ {name(BEGINNING)} }}"]
    for concept in phrases.core.vocabulary.concepts:
        if concept.name in offsets.concepts(nodes):
            lists.append(f'{RECORDS}."Instants Of"({records_of(concept.name)})')
    order = {concept.name: place for place, concept in enumerate(phrases.core.vocabulary.concepts)}
    found = sorted(offsets.of(nodes), key=lambda one: (order[one.concept], str(one.lengths)))
    for offset in found:
        lists.append(_moved(phrases, offset))
    inner = ",\n    ".join(lists)
    upto = f"(distinct flatten {{\n    {inner} }}) I\n    where I is not null and I <= {name('Now')}\n    return all I"
    return f"define {name('Instants')}:\n  {call('In Order', upto)}"


def beginning(phrases: Phrases) -> str:
    """The definition of the instant from which the guideline is asked."""
    every = listed(records_of(concept.name) for concept in phrases.core.vocabulary.concepts)
    return f"define {name(BEGINNING)}:\n  {call('First Known', every)}"


def _moved(phrases: Phrases, offset: Offset) -> str:
    """The instants that lie so long after each record: for days, the start of that day and of the next."""
    records = records_of(offset.concept)
    first, last = "R.first", "R.last"
    for length in offset.lengths:
        spelled = phrases.length(length)
        if phrases.by_clock(length):
            first, last = f"({first} + {spelled})", f"({last} + {spelled})"
        else:
            first, last = (f'({RECORDS}."Start Of"((date from {one}) + {spelled}))' for one in (first, last))
    function = "After By Clock" if phrases.by_clock(offset.lengths[-1]) else "After By Day"
    return f"flatten (({records}) R return all {RECORDS}.{name(function)}({first}, {last}))"
