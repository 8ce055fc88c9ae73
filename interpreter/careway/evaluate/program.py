"""What every run of one guideline shares: its names looked up once, and what each of its criteria reads."""

from __future__ import annotations

from careway.ir import expressions as e
from careway.ir.nodes import AdviseDose, Guideline
from careway.ir.reads import Reads, definition_reads, reads_of, walk
from careway.model.vocabulary import Kind

_KEPT = 8


class Program:
    """A core made ready to run. It holds nothing of a patient."""

    def __init__(self, core: Guideline) -> None:
        self.core = core
        self.concepts = {concept.name: concept for concept in core.vocabulary.concepts}
        self.drugs = frozenset(name for name, concept in self.concepts.items() if concept.kind is Kind.DRUG)
        self.panels = {group.name: group.members for group in core.vocabulary.groups}
        self.definitions = {definition.name: definition for definition in core.definitions}
        self.reads = definition_reads(core.definitions)
        self.begins: dict[str, e.Criterion] = {
            step.heading.name: e.Happened(step.begin)
            for pathway in core.pathways
            for step in pathway.steps
            if step.begin is not None
        }
        doses = [node for node in walk(core) if isinstance(node, AdviseDose)]
        self.advised = self.drugs | reads_of(doses, self.reads).concepts
        """The concepts on which it depends whether what was given differs from what was advised."""
        self._criteria: dict[int, tuple[e.Criterion, Reads, tuple[str, ...]]] = {}

    def members(self, targets: tuple[str, ...]) -> tuple[str, ...]:
        """The concepts that targets name, panels spelled out, each once."""
        return tuple(dict.fromkeys(name for target in targets for name in self.panels.get(target, (target,))))

    def reads_of(self, node: e.Criterion) -> tuple[Reads, tuple[str, ...]]:
        """What a criterion of this core reads, and the concepts among it in order."""
        known = self._criteria.get(id(node))
        if known is None:
            reads = reads_of((node,), self.reads)
            known = self._criteria[id(node)] = (node, reads, tuple(sorted(reads.concepts)))
        return known[1], known[2]


_programs: list[Program] = []


def program_of(core: Guideline) -> Program:
    """The program of a core; those used last are kept, so that many patients of one guideline share it."""
    for program in _programs:
        if program.core is core:
            return program
    program = Program(core)
    _programs.insert(0, program)
    del _programs[_KEPT:]
    return program
