"""A guideline in both engines: Careway's own, and its exported CQL in cql-execution; and where they differ on patients.

What comes out of a patient on whom they differ is the fewest records that still show it, as a timeline file that
`careway run` reads, with the instant and what both say.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import yaml

from agreement.patients import Patient
from agreement.zones import read_without_zone
from careway.export import names
from careway.export.cql.to_cql import CqlExport, to_cql
from careway.ir.nodes import Guideline
from careway.model.quantity import Quantity
from careway.replay.chain import Chain, find_chain
from careway.replay.compare import Compared, Comparison, Verdict
from careway.replay.engine import Replay
from careway.replay.situation import Situation, stand
from careway.replay.translation import Translation, translate
from careway.replay.verify import definitions_of, engine_setup, parameters_of, question

Reads = Callable[[Situation], tuple[Situation | None, tuple[str, ...]]]
ROUNDS = 12
"""How often records are taken away from a patient, until none can be."""


@dataclass(frozen=True)
class Difference:
    """A patient on whom the engines differ, and in what."""

    patient: Patient
    found: tuple[Compared, ...]

    def __str__(self) -> str:
        head = [f"# {one.question.definition}: ours {one.ours!r}, theirs {one.theirs!r}" for one in self.found[:8]]
        head.append(f"# careway run GUIDELINE THIS --as-of {self.patient.as_of or '(left out)'}")
        for name, value in self.patient.parameters.items():
            head.append(
                f"#   --param {name}={value}" if isinstance(value, Quantity) else f"#   --param {name}='{value}'"
            )
        return "\n".join(head) + "\n" + timeline_text(self.patient.document)


def timeline_text(document: Mapping[str, Any]) -> str:
    """A document as a YAML timeline file, a line for each event."""
    lines = [f"{key}: {json.dumps(value)}" for key, value in document.items() if key != "events"]
    lines.append("events:" if document["events"] else "events: []")
    for event in document["events"]:
        flow = yaml.safe_dump(event, default_flow_style=True, sort_keys=False, width=10_000, allow_unicode=True)
        lines.append(f"  - {flow.strip()}")
    return "\n".join(lines) + "\n"


def translated(chain: Chain, core: Guideline, exported: CqlExport) -> Translation:
    """The exported libraries as ELM."""
    sources = {name.removesuffix(".cql"): text for name, text in exported.files.items()}
    return translate(chain, sources, names.library_name(core))


class Engines:
    """Both engines for one guideline. Used in a `with`."""

    def __init__(self, core: Guideline, exported: CqlExport | None = None, reads: Reads = read_without_zone) -> None:
        self.core = core
        self.exported = exported or to_cql(core)
        chain = find_chain()
        self.translation = translated(chain, core, self.exported)
        assert self.translation.errors == (), self.translation.errors[:3]
        elm = {name: json.loads(text) for name, text in self.translation.elm.items()}
        main = elm[names.library_name(core)]
        self.comparison = Comparison(core, definitions_of(main), self.exported.limits, reads)
        self._given = parameters_of(main)
        self._replay = Replay(chain, "execute.mjs", engine_setup(core, elm))
        self.asked = 0
        self.compared = 0
        self.explained: list[Compared] = []

    def __enter__(self) -> Engines:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._replay.__exit__(kind, error, at)

    def ask(self, patients: Sequence[Patient]) -> Iterator[tuple[Patient, tuple[Compared, ...]]]:
        """Each patient that can be read, with all comparisons."""
        read = [(patient, patient.situation(self.core)) for patient in patients]
        known = [(patient, situation) for patient, situation in read if situation is not None]
        asked = (question(situation, self._given, self.comparison.asked) for _, situation in known)
        for (patient, situation), answer in zip(known, self._replay.ask(asked), strict=True):
            found = self.comparison.compare("random", stand(situation), answer)
            self.asked += 1
            self.compared += len(found)
            self.explained += [one for one in found if one.verdict is Verdict.EXPLAINED]
            yield patient, found

    def differences(self, patients: Sequence[Patient]) -> list[Difference]:
        """The patients on whom the engines differ, without a reason."""
        found = []
        for patient, compared in self.ask(patients):
            bad = tuple(one for one in compared if one.verdict is Verdict.DISAGREE)
            if bad:
                found.append(Difference(patient, bad))
        return found

    def smallest(self, difference: Difference) -> Difference:
        """The same difference with the fewest records: those without which it stays are taken away."""
        wanted = {one.question.definition for one in difference.found[:1]}
        for _ in range(ROUNDS):
            events = len(difference.patient.document["events"])
            shorter = [difference.patient.without(number) for number in range(events)]
            found = [
                one
                for one in self.differences(shorter)
                if wanted & {compared.question.definition for compared in one.found}
            ]
            if not found:
                break
            # What can be left out one by one can often be left out together.
            difference = found[0]
            events = difference.patient.document["events"]
            both = [
                event
                for event in events
                if all(event in one.patient.document["events"] for one in found[: 1 + len(found) // 2])
            ]
            if len(both) < len(events):
                together = Patient(
                    difference.patient.document | {"events": both},
                    difference.patient.as_of,
                    difference.patient.parameters,
                )
                again = [
                    one
                    for one in self.differences([together])
                    if wanted & {compared.question.definition for compared in one.found}
                ]
                difference = again[0] if again else difference
        return Difference(
            difference.patient,
            tuple(sorted(difference.found, key=lambda one: one.question.definition not in wanted)),
        )
