"""Everything that is asked of a guideline, for each population that it names: the questions in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase

from careway.evaluate.assemble import DISCLAIMER, identity_of
from careway.evaluate.run import resolve
from careway.ir.nodes import Acceptance, Guideline, Heading
from careway.ir.reads import walk
from careway.model.terms import FindingKind
from careway.prove.agreeing import agreeing
from careway.prove.claims import claims
from careway.prove.courses import holes, traps
from careway.prove.deciding import deciding
from careway.prove.doubts import doubts
from careway.prove.finding import FORMAT, Finding, Proof, Proofs, Said, Shown, Unneeded, Unsettled
from careway.prove.firing import firing, reconsidered
from careway.prove.gaps import gaps
from careway.prove.inquiry import MORE_RECORDS, Inquiry, Where
from careway.prove.interruptions import interruptions
from careway.prove.ordering import ordering
from careway.prove.patient import HORIZON
from careway.prove.person import day_text
from careway.prove.reversals import reversals
from careway.prove.situation import RECORDS, ROUTES
from careway.prove.synthetic import PATIENTS, SEED
from careway.version import ENGINE

Question = Callable[[Inquiry], Iterator[Said]]

_K = FindingKind
QUESTIONS: tuple[tuple[Question, tuple[FindingKind, ...], str], ...] = (
    (firing, (_K.IDLE,), "rules that never fire"),
    (deciding, (_K.INDECISIVE,), "criteria that never decide"),
    (agreeing, (_K.CONFLICT,), "advice that contradicts itself"),
    (interruptions, (_K.CONFLICT, _K.GAP), "interruptions of which two lines speak, or none"),
    (gaps, (_K.GAP,), "patients between two rules"),
    (reversals, (_K.REVERSAL,), "stops that a worse value undoes"),
    (ordering, (_K.OVERLAP,), "ways of which the order decides"),
    (traps, (_K.TRAP, _K.IDLE), "steps without a way on"),
    (holes, (_K.HOLE,), "stretches that nobody monitors"),
    (claims, (_K.INVARIANT,), "the author's claims"),
    (doubts, (_K.UNKNOWN,), "stops that are undecided too often"),
)
"""The questions, each with the kinds of findings that it may give, and what it looks for."""

Watch = Callable[[str | None, str], None]
"""Told of each question before it is asked: the population and what is looked for."""


def prove(
    core: Guideline,
    populations: Sequence[str | None] | None = None,
    only: str | None = None,
    where: Where = lambda node: None,
    watch: Watch = lambda population, what: None,
) -> Proofs:
    """Ask every question of a guideline.

    `populations` are the parameter sets to ask for (None: the guideline's own values); by default its own and each of
    its sets. `only` keeps the findings of one rule or kind (with * and ?). Raises RunError for an unknown set.
    """
    asked = populations if populations is not None else (None, *(item.name for item in core.sets))
    titles = {item.name: item.title or item.name for item in core.sets}
    left_open: set[str] = set()
    asked_of: list[tuple[str | None, str, list[Said]]] = []
    inquiries: list[Inquiry] = []
    for population in asked:
        kinds = {kind for kind in FindingKind if only is None or fnmatchcase(kind.value, only)}
        inquiry = Inquiry(core, resolve(core, population, {}), population, where, only=None if kinds else only)
        said: list[Said] = []
        for question, gives, what in QUESTIONS:
            watch(population, what)
            if not kinds or kinds & set(gives):
                said += [one for one in question(inquiry) if _is_asked(one, only)]
        left_open |= inquiry.left_open()
        title = "the guideline's own values" if population is None else titles[population]
        asked_of.append((population, title, said))
        inquiries.append(inquiry)
    everywhere = set.intersection(*({_key(one) for one in said if isinstance(one, Finding)} for *_, said in asked_of))
    for inquiry, (_, _, said) in zip(inquiries, asked_of, strict=True):
        said[:] = [_again(inquiry, one, everywhere) for one in said]
    proofs = [_proof(population, title, said) for population, title, said in asked_of]
    unneeded = tuple(_unneeded(core, proofs)) if only is None else ()
    notices = (DISCLAIMER, *([core.disclaimer] if core.disclaimer else ()))
    return Proofs(FORMAT, ENGINE, identity_of(core), notices, _within(core, left_open), tuple(proofs), unneeded)


def _is_asked(one: Said, only: str | None) -> bool:
    return only is None or fnmatchcase(one.rule, only) or fnmatchcase(one.kind.value, only)


_OF_ALL = (FindingKind.IDLE, FindingKind.INDECISIVE, FindingKind.TRAP)
"""What is a finding only where it is one for every population: parameters may well put a rule out of use for some."""


def _key(one: Finding) -> tuple[FindingKind, str, int]:
    return one.kind, one.rule, one.line


def _again(inquiry: Inquiry, one: Said, everywhere: set[tuple[FindingKind, str, int]]) -> Said:
    """A finding looked at once more: one of this population alone is none, and of a rule that fires for nobody it is
    asked whether it would for a patient with more records."""
    if not isinstance(one, Finding) or one.kind not in _OF_ALL:
        return one
    if _key(one) not in everywhere:
        return Shown(one.kind, one.rule, one.line, f"for no patient of this population: {one.sentence}")
    return reconsidered(inquiry, one) if one.kind is FindingKind.IDLE else one


def _proof(population: str | None, title: str, said: list[Said]) -> Proof:
    findings = tuple(sorted((one for one in said if isinstance(one, Finding)), key=lambda one: one.line))
    shown = tuple(sorted((one for one in said if isinstance(one, Shown)), key=lambda one: one.line))
    unsettled = tuple(sorted((one for one in said if isinstance(one, Unsettled)), key=lambda one: one.line))
    return Proof(population, title, findings, shown, unsettled)


def _unneeded(core: Guideline, proofs: list[Proof]) -> Iterator[Unneeded]:
    """Acceptances to which no finding answers any more."""
    found = {(one.rule, one.kind) for proof in proofs for one in proof.findings}
    rules = {rule for rule, _ in found}
    for heading in (node for node in walk(core) if isinstance(node, Heading)):
        for item in heading.accepted:
            if not _answers(item, heading, found, rules):
                yield Unneeded(heading.name, item.kind, item.because, item.line)


def _answers(item: Acceptance, heading: Heading, found: set[tuple[str, FindingKind]], rules: set[str]) -> bool:
    return heading.name in rules if item.kind is None else (heading.name, item.kind) in found


def _within(core: Guideline, left_open: set[str]) -> tuple[str, ...]:
    """What the proofs are about, and what they leave out, in plain sentences."""
    first, last = day_text(1), day_text(HORIZON)
    bounds = [
        f"a patient has at most {RECORDS} records of each concept ({MORE_RECORDS} where a rule never fires with fewer)",
        "no two records of one concept are of one day",
        f"records have dates without times of day, from {first} to {last}, and are known on their day",
        "results are numbers in the declared unit, or have no value; none is such as `<5`",
        "a drug, a symptom or a condition has no end of its own date; nothing is corrected",
        f"a step is reached by one of the {ROUTES} shortest ways to it, through no step twice",
        "a rule that asks nothing of the steps is judged in the first, of which no later one has more patients",
        "`decides nothing` and `never fires` are said of patients who are eligible; claims hold of every patient",
    ]
    if len(core.pathways) > 1:
        bounds.append("where another pathway stands is left open")
    if left_open:
        bounds.append(f"left open, so that anything may be true of them: {', '.join(sorted(left_open))}")
    if core.stops:
        bounds.append(f"how often a stop is undecided is counted in {PATIENTS} synthetic patients (seed {SEED})")
    return tuple(bounds)
