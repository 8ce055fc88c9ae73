"""The conformance kit as files, and this engine held against a kit: it reads nothing but the kit's own texts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from typing import TypeVar

from careway.base.diagnostics import Severity
from careway.base.record import record
from careway.cases.run import Outcome, Report
from careway.evaluate.run import RunError, run
from careway.ingest.read import read_timelines
from careway.ir.from_json import core_from_json
from careway.ir.json_codec import JsonValue, Malformed, encode, parse
from careway.ir.nodes import FORMAT as CORE_FORMAT
from careway.ir.nodes import Guideline
from careway.ir.to_json import core_to_json
from careway.replay.conformance import FORMAT as CASE_FORMAT
from careway.replay.conformance import ConformanceCase, case_document, expected_of, read_case
from careway.version import ENGINE

T = TypeVar("T")

FORMAT = "careway-conformance/1"
INDEX = "index.json"

README = """\
# Conformance kit

For whoever writes another engine for Careway's guidelines. Each folder is a guideline: `core.json` is the guideline
itself (format `{core}`), each file in `cases/` a patient and what every engine must say of that patient (format
`{case}`). `index.json` lists all of it with hashes.

A case is:

- `timeline`: the patient's records, in the format `timeline/1`. Every value is a text, as a clinician would write it.
- `as_of`: run until the end of this day, or until this time. Nothing later is seen.
- `population`: the parameter set of the guideline to use, or null.
- `parameters`: values that this case gives to parameters, over those of the set.
- `expected`: what was decided, as of then.

To conform, an engine reads `core.json` and each case, runs the timeline until `as_of`, and says what `expected` says:
all of it, each list in any order but `stays`, which go by time. In `advice`, `text` is how this engine words it; yours
may word it otherwise, but not with another dose.

What each node of a core means stands in `docs/core-format.md` of Careway, how time, unknown values, schedules and steps
work in `docs/meaning.md`, what a timeline may hold in `docs/timelines.md`; the JSON Schemas of all three in
`grammar/schema` (`core.schema.json`, `conformance.schema.json`, `timeline.schema.json`).

`careway conformance --run THIS_FOLDER` holds Careway itself against the kit.
"""


class Unkept(Exception):
    """A kit cannot be made or read: the file, and why, in words."""


@record
class Difference:
    """Where this engine says something else than a kit expects: the case's file and name, the place in the expected
    result, what is expected and what was found (None: nothing there)."""

    file: str
    case: str
    place: str
    expected: str | None
    found: str | None


@record
class Held:
    """A kit that was run: how many guidelines and cases, and all differences."""

    guidelines: int
    cases: int
    differences: tuple[Difference, ...]


# --- writing ----------------------------------------------------------------------------------------------------------


def kit(tested: Sequence[tuple[Guideline, Sequence[Report]]]) -> dict[str, str]:
    """The files of a kit by their path, from guidelines and the reports of their cases; raises `Unkept`."""
    files: dict[str, str] = {"README.md": README.format(core=CORE_FORMAT, case=CASE_FORMAT)}
    listed: list[JsonValue] = []
    for core, reports in tested:
        text = core_to_json(core)
        if f"{core.id}/core.json" in files:
            raise Unkept(f"two guidelines are called {core.id}")
        files[f"{core.id}/core.json"] = text
        names: list[JsonValue] = []
        for report in reports:
            if report.outcome is Outcome.SKIPPED:
                continue
            if report.outcome is not Outcome.PASSED or report.result is None:
                raise Unkept(f"{core.id}: the case {report.case.name!r} does not pass; see careway test")
            name = f"{core.id}/cases/{len(names) + 1:03d}.json"
            files[name] = _json(case_document(report.case, report.result, core.id))
            names.append(name)
        if not names:
            raise Unkept(f"{core.id}: no case; cases stand beside the guideline in a file NAME.cases.yaml")
        listed.append(
            {
                "id": core.id,
                "title": core.title,
                "version": core.version,
                "text_sha256": core.sha256,
                "core": f"{core.id}/core.json",
                "core_sha256": _hash(text),
                "cases": [{"file": name, "sha256": _hash(files[str(name)])} for name in names],
            }
        )
    index: dict[str, JsonValue] = {
        "format": FORMAT,
        "engine": ENGINE,
        "core_format": CORE_FORMAT,
        "case_format": CASE_FORMAT,
        "guidelines": listed,
        "cases": len([name for name in files if "/cases/" in name]),
    }
    return {INDEX: _json(index), **files}


def _json(value: JsonValue) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


# --- running ----------------------------------------------------------------------------------------------------------


def held(read: Callable[[str], str]) -> Held:
    """This engine held against a kit, whose files `read` gives by their path; raises `Unkept`."""
    index = _index(read)
    differences: list[Difference] = []
    cases = 0
    for core_file, files in index:
        core = _in(core_file, lambda name: core_from_json(read(name)))
        for file in files:
            case, timeline = _in(file, lambda name: read_case(read(name)))
            if case.guideline != core.id:
                raise Unkept(f"{file}: this case is for {case.guideline}, not for {core.id}")
            differences += _differences(file, case, timeline, core)
            cases += 1
    return Held(len(index), cases, tuple(differences))


def _in(file: str, reading: Callable[[str], T]) -> T:
    try:
        return reading(file)
    except Malformed as error:
        raise Unkept(f"{file}: {error.path}: {error.message}") from None


def _index(read: Callable[[str], str]) -> list[tuple[str, list[str]]]:
    """The files of a kit: each core with its cases."""
    value = _in(INDEX, lambda name: parse(read(name)))
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise Unkept(f'{INDEX}: the format is not "{FORMAT}"')
    found: list[tuple[str, list[str]]] = []
    guidelines = value.get("guidelines")
    for one in guidelines if isinstance(guidelines, list) else []:
        core, cases = (one.get("core"), one.get("cases")) if isinstance(one, dict) else (None, None)
        files = (
            [case.get("file") if isinstance(case, dict) else None for case in cases] if isinstance(cases, list) else []
        )
        if not isinstance(core, str) or not files or not all(isinstance(file, str) for file in files):
            raise Unkept(f'{INDEX}: under "guidelines" each has a "core" and "cases", each of them with its "file"')
        found.append((core, [str(file) for file in files]))
    if not found:
        raise Unkept(f"{INDEX}: no guideline is listed")
    return found


def _differences(file: str, case: ConformanceCase, timeline: JsonValue, core: Guideline) -> Iterator[Difference]:
    data = json.dumps(timeline, ensure_ascii=False).encode()
    read = read_timelines("timeline.json", data, core.vocabulary)
    wrong = [one.title for one in read.diagnostics if one.severity is Severity.ERROR]
    if wrong or len(read.timelines) != 1:
        raise Unkept(f"{file}: the timeline cannot be used: {wrong[0] if wrong else 'it is of no one patient'}")
    parameters = {setting.parameter: setting.value for setting in case.parameters}
    try:
        result = run(
            core, read.timelines[0], as_of=case.as_of, population=case.population, parameters=parameters or None
        )
    except RunError as error:
        raise Unkept(f"{file}: {error}") from None
    for place, wanted, found in differing("expected", encode(case.expected), encode(expected_of(result))):
        yield Difference(file, case.name, place, wanted, found)


def differing(place: str, wanted: JsonValue, found: JsonValue) -> Iterator[tuple[str, str | None, str | None]]:
    """Each place at which two results differ, with what is wanted and what is found there; members of a list are held
    against each other whatever their order, but for the stays of a pathway."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        for key in wanted:
            yield from differing(f"{place}.{key}", wanted[key], found[key])
    elif isinstance(wanted, list) and isinstance(found, list):
        if _pathways(wanted) and _pathways(wanted) == _pathways(found):
            for name, one, other in zip(_pathways(wanted), wanted, found, strict=True):
                yield from differing(f"{place}[{name}]", one, other)
            return
        texts, others = ([_line(one) for one in side] for side in (wanted, found))
        missing, extra = Counter(texts) - Counter(others), Counter(others) - Counter(texts)
        for text in missing.elements():
            yield place, text, None
        for text in extra.elements():
            yield place, None, text
        if place.endswith(".stays") and not missing and not extra and texts != others:
            yield place, "; ".join(texts), "; ".join(others)
    elif wanted != found:
        yield place, _line(wanted), _line(found)


def _pathways(values: list[JsonValue]) -> list[str]:
    """The names of pathways, where a list is one of those: each is held against its own."""
    named = [one["pathway"] for one in values if isinstance(one, dict) and "pathway" in one]
    return [str(name) for name in named] if len(named) == len(values) else []


def _line(value: JsonValue) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_line(one)}" for key, one in value.items())
    if isinstance(value, list):
        return f"[{'; '.join(_line(one) for one in value)}]"
    return "none" if value is None else str(value)
