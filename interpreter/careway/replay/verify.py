"""A guideline's cases through the other engines: translated, executed, applied, compared.

In: the core, its exported CQL with the report of what it cannot say, its exported plans, and the cases. Out: how each
definition and each action came out for each case.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from careway.base.record import record
from careway.export import names
from careway.export.records.bundle import bundle_json, unsaid
from careway.export.report import Limit
from careway.ingest.read import read_timelines
from careway.ir.nodes import Guideline
from careway.model.time import Duration
from careway.replay.cases import Replayed
from careway.replay.chain import Chain
from careway.replay.compare import Compared, Comparison, Verdict
from careway.replay.engine import Replay, request
from careway.replay.plans import Applied, Plans, Resource
from careway.replay.situation import Situation, decimal_text, instant_text, stand
from careway.replay.translation import Finding, translate

CQL = "cql"
"""The target of the limits that explain a difference of the CQL."""


@record
class Exported:
    """A guideline as it was exported: the texts of its libraries by name, its FHIR resources for R4, the addresses of
    the plans to apply, and what the export says that it cannot say."""

    sources: Mapping[str, str]
    resources: tuple[Resource, ...]
    plans: tuple[str, ...]
    limits: tuple[Limit, ...]


@record
class Verification:
    """What came of it. Where the translator found errors nothing was run."""

    core: Guideline
    cases: int
    findings: tuple[Finding, ...]
    compared: tuple[Compared, ...]
    applied: tuple[Applied, ...]

    @property
    def unexplained(self) -> int:
        """How many comparisons disagree without a reason; errors of the translator count."""
        told: list[Compared | Applied] = [*self.compared, *self.applied]
        errors = sum(finding.severity == "error" for finding in self.findings)
        return errors + sum(one.verdict is Verdict.DISAGREE for one in told)


def verify(chain: Chain, core: Guideline, exported: Exported, cases: Sequence[Replayed]) -> Verification:
    """Replay all cases. Raises `ReplayError` where the chain cannot run."""
    library = names.library_name(core)
    translation = translate(chain, exported.sources, library)
    if translation.errors:
        return Verification(core, len(cases), translation.findings, (), ())
    elm = {name: json.loads(text) for name, text in translation.elm.items()}
    setup = engine_setup(core, elm)
    comparison = Comparison(core, definitions_of(elm[library]), _about(exported.limits), read_back)
    plans = Plans(exported.resources, exported.plans)
    script = "execute.mjs"
    if plans.top:
        script, setup = "apply.mjs", {**setup, "plans": plans.top, "resources": plans.resources}
    given = parameters_of(elm[library])
    compared: list[Compared] = []
    applied: list[Applied] = []
    with Replay(chain, script, setup) as replay:
        asked = (question(one.situation, given, comparison.asked) for one in cases)
        for case, answer in zip(cases, replay.ask(asked), strict=True):
            found = comparison.compare(case.name, stand(case.situation), answer)
            compared += found
            applied += plans.compare(case.name, found, answer) if plans.top else ()
    return Verification(core, len(cases), translation.findings, tuple(compared), tuple(applied))


def engine_setup(core: Guideline, elm: Mapping[str, Any], tells_values: bool = True) -> dict[str, Any]:
    """What sets up the other engine for a guideline: its libraries, and the codes of its concepts as value sets.

    `tells_values`: its errors may say what a record says, because the patients are an author's cases.
    """
    sets = {}
    for concept in core.vocabulary.concepts:
        codes = [{"system": names.SYSTEM_URLS[code.system], "code": code.code} for code in concept.codes]
        own = {"system": names.own_system(core), "code": concept.name}
        sets[names.value_set_url(core, concept)] = [own, *codes]
    return {"main": names.library_name(core), "elm": dict(elm), "valueSets": sets, "tellsValues": tells_values}


def definitions_of(elm: Mapping[str, Any]) -> Iterator[str]:
    """The names of the definitions of a library."""
    return (one["name"] for one in elm["library"].get("statements", {}).get("def", ()) if one.get("type") != _FUNCTION)


def parameters_of(elm: Mapping[str, Any]) -> frozenset[str]:
    """The names of the parameters of a library."""
    return frozenset(one["name"] for one in elm["library"].get("parameters", {}).get("def", ()))


_FUNCTION = "FunctionDef"


def question(given: Situation, declared: Iterable[str], definitions: Iterable[str] | None) -> str:
    """A situation as a request to the other engine: the bundle of what is known then, the instant, the parameters."""
    parameters = {
        name: str(value) if isinstance(value, Duration) else decimal_text(value.value)
        for name, value in given.parameters.items()
        if name in declared
    }
    bundle = bundle_json(given.core, given.timeline, given.as_of)
    return request(bundle, instant_text(given.as_of, given.timeline.calendar), parameters, definitions)


def read_back(given: Situation) -> tuple[Situation | None, tuple[str, ...]]:
    """The situation that the bundle of another one holds (None: it cannot be read), and what it is known to say
    otherwise."""
    text = bundle_json(given.core, given.timeline, given.as_of)
    timelines = read_timelines("bundle.json", text.encode(), given.core.vocabulary).timelines
    if len(timelines) != 1:
        return None, ()
    read = Situation(given.core, timelines[0], given.as_of, given.shown, given.population, given.parameters)
    return read, unsaid(given.core, given.timeline)


def _about(limits: Iterable[Limit]) -> Iterator[Limit]:
    return (limit for limit in limits if limit.target == CQL)
