"""A core as CQL: one library that reads records, and one that says what the guideline says of them.

`report` lists what CQL does not say, rule by rule. The text is the same for the same core.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from careway.base.record import record
from careway.export.cql import course, rules, schedules, tasks, vocabulary
from careway.export.cql.expressions import Phrases
from careway.export.cql.limits import limits
from careway.export.cql.prelude import records_library
from careway.export.cql.spelling import call, comment, name, text
from careway.export.names import AS_OF, RECORDS_LIBRARY, RECORDS_VERSION, library_name
from careway.export.report import Limit
from careway.ir.nodes import Guideline

_DEFINED = re.compile(r'^define (?:function )?"((?:[^"\\]|\\.)*)"', re.MULTILINE)
_WORDS = re.compile(r"//[^\n]*|'(?:[^'\\]|\\.)*'")
"""Comments and strings: what is quoted in them is no name."""
_QUOTED = re.compile(r'(Records\.)?"((?:[^"\\]|\\.)*)"')


@record
class CqlExport:
    """The libraries by file name, and what they do not say."""

    files: Mapping[str, str]
    limits: tuple[Limit, ...]


def to_cql(core: Guideline) -> CqlExport:
    """The CQL of a guideline.

    The main library has the parameters `As Of` (the instant for which it is asked), `Population` (a set of parameter
    values), and one for each parameter of the guideline.
    """
    main = library_name(core)
    files = {f"{RECORDS_LIBRARY}.cql": records_library(), f"{main}.cql": _library(core)}
    return CqlExport(files, limits(core))


def _library(core: Guideline) -> str:
    phrases = Phrases(core)
    definitions = [
        *vocabulary.parameter_values(core),
        *vocabulary.patient(),
        f"// The instant for which the guideline is asked.\ndefine {name('Now')}:\n  "
        + call("Instant", f"Coalesce({name(AS_OF)}, Now())"),
        *vocabulary.coded(core),
        *vocabulary.records(phrases),
        *rules.definitions(phrases),
        *rules.criteria(phrases),
        *schedules.anchors(phrases),
        *schedules.schedules(phrases),
        *course.course(phrases),
        *course.standings(core),
        *tasks.definitions(phrases),
        *rules.eligibility(core),
        *rules.stops(core),
        *rules.cautions(core),
        *rules.advice(phrases),
        *rules.defined(phrases),
    ]
    definitions += rules.looks(phrases)
    definitions.append(course.instants_of(phrases))
    definitions += [f"define function {name(key)}{body}" for key, body in phrases.parts.items()]
    parts = [
        _head(core),
        f"parameter {name(AS_OF)} System.DateTime default null",
        *vocabulary.parameters(core),
        "\ncontext Patient\n",
    ]
    return "\n".join(parts) + "\n" + "\n\n".join(in_order(definitions)) + "\n"


def _head(core: Guideline) -> str:
    told = f"{core.title}, version {core.version} ({core.status.value})\n{core.disclaimer}"
    return (
        f"{comment(told)}\n// SHA-256 of the guideline: {core.sha256}\n"
        "// Careway is decision support under development, not a medical device.\n\n"
        f"library {library_name(core)} version {text(core.version)}\n\nusing FHIR version '4.0.1'\n\n"
        f"include {RECORDS_LIBRARY} version {text(RECORDS_VERSION)} called Records\n"
    )


def in_order(definitions: Iterable[str]) -> list[str]:
    """The definitions, each after those that it uses, else in the order given."""
    blocks: dict[str, str] = {}
    where: dict[str, str] = {}
    for block in definitions:
        defined = _DEFINED.findall(block)
        blocks[defined[0]] = block
        where |= dict.fromkeys(defined, defined[0])
    done: dict[str, None] = {}

    def place(key: str) -> None:
        if key in done or key in placing:
            return
        placing.add(key)
        for records, used in _QUOTED.findall(_WORDS.sub("", blocks[key])):
            if not records and used in where and where[used] != key:
                place(where[used])
        done[key] = None

    placing: set[str] = set()
    for key in blocks:
        place(key)
    return [blocks[key] for key in done]
