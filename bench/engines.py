"""A patient in Careway's evaluator beside the same patient in cql-execution: milliseconds of each, and the ratio.

Both have everything loaded (the core and the timeline here; the libraries and the bundle's text there), in one process
each, patient after patient in turn; medians of wall time, so that what else the machine does falls on both. The other
engine is asked twice: for the whole exported library, and only for eligibility, stops and cautions as they stand now.
The definitions that these need are asked for as well, in the order of the library: asked for the last one first, the
engine computes much twice. Both read the same records, and that they say the same of them is counted too.

    bench/engines.py [azathioprine|clozapine] [PATIENTS]

Needs the packages that `make replay` installs. The aim is printed, not enforced.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import careway
from careway.export import names
from careway.export.cql.to_cql import to_cql
from careway.ir.nodes import Guideline
from careway.model.timeline import Timeline
from careway.model.vocabulary import Kind, Vocabulary
from careway.replay.answers import said_by_other
from careway.replay.chain import Chain, NoChain, find_chain
from careway.replay.engine import Answer, Replay, ReplayError
from careway.replay.questions import Kind as Asked
from careway.replay.questions import questions
from careway.replay.situation import Situation, situation, stand
from careway.replay.translation import translate
from careway.replay.verify import engine_setup, parameters_of, question
from measure import GUIDELINES
from patients import timeline

PATIENTS = 200
RECORDS = 40
WARMING = 5
"""Patients of whom the time is not counted: both engines are quicker once they have run."""
AIM = 50
_JUDGED = (Asked.ELIGIBILITY, Asked.STOP, Asked.CAUTION)
_MOST = {Kind.DRUG: 1, Kind.LAB: 4, Kind.SYMPTOM: 2}
"""How many concepts of a kind the patients have records of: with all of them, 40 records would be two visits."""


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient for both engines: the records as Careway has read them, and the requests for the other one."""

    records: Timeline
    asked: Situation
    whole: str
    judged: str


def reduced(vocabulary: Vocabulary) -> Vocabulary:
    """The first concepts of a vocabulary, so that 40 records are the visits of some months."""
    kept = []
    for kind, most in _MOST.items():
        kept += [concept for concept in vocabulary.concepts if concept.kind is kind][:most]
    return replace(vocabulary, concepts=tuple(concept for concept in vocabulary.concepts if concept in kept))


def made_up(core: Guideline, count: int, declared: Iterable[str], judged: list[str]) -> list[Patient]:
    """So many patients, always the same."""
    found = []
    few = reduced(core.vocabulary)
    for seed in range(count):
        records = careway.read_timeline(timeline(few, RECORDS, seed).encode(), core)
        asked = situation(core, records)
        ask = partial(question, asked, declared)
        found.append(Patient(records, asked, ask(None), ask(judged)))
    return found


def with_needed(elm: Any, wanted: list[str]) -> list[str]:
    """These definitions of a library and all that they need, in the order in which they stand there."""
    bodies: dict[str, list[Any]] = {}
    for one in elm["library"]["statements"]["def"]:
        bodies.setdefault(one["name"], []).append(one)
    needed: set[str] = set()
    ahead: list[Any] = list(wanted)
    while ahead:
        one = ahead.pop()
        if isinstance(one, str) and one in bodies and one not in needed:
            needed.add(one)
            ahead += bodies[one]
        elif isinstance(one, dict):
            named = (
                one["name"] if one.get("type") in ("ExpressionRef", "FunctionRef") and "libraryName" not in one else ""
            )
            ahead += [named, *(inner for inner in one.values() if not isinstance(inner, str))]
        elif isinstance(one, list):
            ahead += one
    needed.discard("Patient")
    return [name for name, all_ in bodies.items() if name in needed and all_[0].get("type") != "FunctionDef"]


def timed(action: Callable[[], object]) -> tuple[float, object]:
    """Seconds of an action, and what it gave."""
    before = time.perf_counter()
    given = action()
    return time.perf_counter() - before, given


def ask(replay: Replay, request: str) -> Answer:
    """One answer of the other engine."""
    (answer,) = replay.ask([request])
    return answer


def ready(chain: Chain, core: Guideline, count: int) -> tuple[Replay, list[Patient], list[str]]:
    """The other engine with the exported libraries, the patients, and the definitions that are judged."""
    main = names.library_name(core)
    sources = {name.removesuffix(".cql"): text for name, text in to_cql(core).files.items()}
    found = translate(chain, sources, main)
    if found.errors:
        sys.exit(f"the translator does not take the exported CQL: {found.errors[0].message}")
    elm = {name: json.loads(text) for name, text in found.elm.items()}
    judged = [
        one.definition
        for one in questions(core)
        if one.kind in _JUDGED and one.definition in (names.ELIGIBILITY, names.rule(one.rule))
    ]
    replay = Replay(chain, "execute.mjs", engine_setup(core, elm, tells_values=False), processes=1)
    return replay, made_up(core, count, parameters_of(elm[main]), with_needed(elm[main], judged)), judged


def agrees(core: Guideline, patient: Patient, answer: Answer, judged: list[str]) -> bool:
    """Whether both engines judge the patient alike."""
    ours = stand(patient.asked)
    said = {one.definition: one.ours(ours) for one in questions(core) if one.definition in judged}
    return answer.values is not None and all(
        name in answer.values and said_by_other(answer.values[name]) == one for name, one in said.items()
    )


def measure(chain: Chain, name: str, count: int) -> None:
    """Print the table of one guideline."""
    core = careway.load(GUIDELINES[name])
    replay, patients, judged = ready(chain, core, count + WARMING)
    times: dict[str, list[float]] = {"careway": [], "whole": [], "judged": []}
    alike = 0
    with replay:
        for number, patient in enumerate(patients):
            taken = {"careway": timed(partial(careway.run, core, patient.records))[0]}
            taken["whole"], _ = timed(partial(ask, replay, patient.whole))
            taken["judged"], answer = timed(partial(ask, replay, patient.judged))
            assert isinstance(answer, Answer)
            if number >= WARMING:
                alike += agrees(core, patient, answer, judged)
                for engine, seconds in taken.items():
                    times[engine].append(seconds)
    ours = statistics.median(times["careway"])
    print(f"{name}: {count} patients of {RECORDS} records, medians for one")
    rows = {
        "careway": "Careway, everything and the log",
        "judged": f"cql-execution, eligibility, stops and cautions ({len(judged)} definitions)",
        "whole": "cql-execution, the whole exported library",
    }
    for engine, title in rows.items():
        theirs = statistics.median(times[engine])
        over = "" if engine == "careway" else f"{theirs / ours:8.0f} times{f' ({AIM} at least)':>16}"
        print(f"  {title:<66}{theirs * 1000:>9.1f} ms{over}")
    print(f"  judged alike: {alike} of {count}")


def main() -> None:
    """Measure the guideline that is named, or azathioprine."""
    name = sys.argv[1] if len(sys.argv) > 1 else "azathioprine"
    count = sys.argv[2] if len(sys.argv) > 2 else str(PATIENTS)
    if name not in GUIDELINES or not count.isdecimal() or not int(count):
        sys.exit(f"usage: bench/engines.py [{'|'.join(GUIDELINES)}] [PATIENTS]")
    try:
        measure(find_chain(), name, int(count))
    except (NoChain, ReplayError) as error:
        sys.exit(f"not measured: {error}")


if __name__ == "__main__":
    main()
