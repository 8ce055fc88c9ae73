"""The text of the exported CQL: every rule stands there under its name, with its sources; no guideline breaks it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careway.export import names
from careway.export.cql.to_cql import CqlExport, to_cql
from careway.export.report import Limit
from careway.ir.headings import headings
from careway.ir.json_codec import decode, encode
from careway.ir.nodes import AfterStop, Caution, Eligibility, Guideline, Heading, Monitor, Pathway, Step, Stop, Task
from careway.ir.reads import walk
from careway.replay.chain import find_chain
from careway.replay.questions import questions
from careway.replay.translation import translate
from export.cql_bundles import shipped, translated
from support.checking import ROOT
from support.checking import core as small

GUIDELINES = ["azathioprine/reintroduction", "clozapine/anc_monitoring"]
every_guideline = pytest.mark.parametrize("name", GUIDELINES)

# --- the text taken apart ---------------------------------------------------------------------------------------------

_TOKEN = re.compile(r"""//[^\r\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`""", re.DOTALL)
_DEFINED = re.compile(r'^define (?:function )?"((?:[^"\\]|\\.)*)"', re.MULTILINE)


def skeleton(text: str) -> str:
    """The text without its comments and without what stands in its strings."""

    def kept(match: re.Match[str]) -> str:
        token = match[0]
        return {"/": "", "'": "''"}.get(token[0], token)

    return re.sub(r"\s+", " ", _TOKEN.sub(kept, text))


def defined(text: str) -> list[str]:
    return _DEFINED.findall(text)


def comment_above(text: str, definition: str) -> str:
    """The comment directly above a definition, as one line."""
    before = text[: text.index(f"define {definition}")].splitlines()
    lines: list[str] = []
    while before and before[-1].startswith("//"):
        lines.insert(0, before.pop())
    return joined(lines)


def joined(lines: list[str]) -> str:
    return " ".join(" ".join(line.removeprefix("//").split()) for line in lines)


def comments(text: str) -> str:
    """All comments, as one line."""
    return joined([token for token in _TOKEN.findall(text) if token.startswith("//")])


def plain(text: str) -> str:
    return " ".join(text.split())


@cache
def export(name: str) -> CqlExport:
    return to_cql(shipped(name))


def main(core: Guideline, found: CqlExport) -> str:
    return found.files[f"{names.library_name(core)}.cql"]


# --- what every export keeps ------------------------------------------------------------------------------------------


@every_guideline
def test_no_helpers_and_no_clock_of_its_own(name: str) -> None:
    for file, text in export(name).files.items():
        bare = skeleton(text)
        assert "FHIRHelpers" not in bare, file
        assert not re.search(r"\b(Today|TimeOfDay)\(\)", bare), file
        assert re.findall(r"include \w+", bare) == (
            [] if file.startswith(names.RECORDS_LIBRARY) else [f"include {names.RECORDS_LIBRARY}"]
        )
        # The offset from UTC is that of the evaluation, and nothing else is taken from its clock.
        moments = re.findall(r"\bNow\(\)", bare.replace("timezoneoffset from Now()", ""))
        assert len(moments) == (0 if file.startswith(names.RECORDS_LIBRARY) else 1), file


CONVERSIONS = (
    "ToBoolean", "ToConcept", "ToDate", "ToDateTime", "ToDecimal", "ToInteger", "ToList", "ToLong", "ToQuantity",
    "ToRatio", "ToString", "ToTime", "Convert", "SingletonFrom",
)  # fmt: skip
_SPOKEN = {"SingletonFrom": r"\bsingleton from\b", "Convert": r"\bconvert\b"}


@every_guideline
def test_the_translator_says_nothing_and_converts_nothing_by_itself(name: str) -> None:
    core = shipped(name)
    found = translated(core)
    assert found.findings == ()
    for library, elm in found.elm.items():
        text = skeleton(export(name).files[f"{library}.cql"])
        nodes = Counter(_types(json.loads(elm)))
        for kind in CONVERSIONS:
            written = len(re.findall(_SPOKEN.get(kind, rf"\b{kind}\("), text))
            patient = kind == "SingletonFrom"  # of `context Patient`, in each library
            assert nodes[kind] == written + patient, f"{library}: {kind}"


def _types(elm: object) -> Iterator[str]:
    stack = [elm]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            if isinstance(one.get("type"), str):
                yield one["type"]
            stack.extend(one.values())
        elif isinstance(one, list):
            stack.extend(one)


@every_guideline
def test_the_same_core_gives_the_same_bytes(name: str) -> None:
    core = shipped(name)
    again = decode(Guideline, encode(core))
    assert dict(to_cql(again).files) == dict(export(name).files)
    script = (
        "import sys; from careway.api import load; from careway.export.cql.to_cql import to_cql;"
        "sys.stdout.buffer.write(''.join(to_cql(load(sys.argv[1])).files.values()).encode())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script, str(ROOT / "guideline" / f"{name}.care")],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            timeout=120,
        ).stdout
        for seed in ("1", "2")
    }
    assert told == {"".join(export(name).files.values()).encode()}


@every_guideline
def test_what_stands_at_the_top(name: str) -> None:
    core = shipped(name)
    text = main(core, export(name))
    head = comments(text[: text.index("\nlibrary ")])
    for told in (core.title, f"version {core.version}", core.status.value, core.disclaimer, core.sha256):
        assert plain(told) in head, told
    assert "not a medical device" in head
    assert f"library {names.library_name(core)} version '{core.version}'" in text


@every_guideline
def test_one_definition_of_each_name(name: str) -> None:
    for text in export(name).files.values():
        signatures = re.findall(r'^define (?:function )?"(?:[^"\\]|\\.)*"(?:\([^\n]*\))?', text, re.MULTILINE)
        assert len(signatures) == len(set(signatures))
        assert "\t" not in text
        assert text.endswith("\n")


# --- no rule is dropped -----------------------------------------------------------------------------------------------


def wanted(core: Guideline) -> dict[str, list[str]]:
    """For each rule of the core, by name, the definitions that say it."""
    found: dict[str, list[str]] = {}
    for node in walk(core):
        match node:
            case Eligibility() | Stop() | Caution():
                of = node.heading.name
                found[of] = [names.rule(of), names.holds(of), names.undecided(of)]
            case Step():
                found[node.heading.name] = [names.in_step(node.heading.name)]
            case Monitor():
                of = node.heading.name
                found[of] = [names.occasions(of), names.is_due(of), names.is_missed(of)]
            case Task():
                of = node.heading.name
                found[of] = [names.standing(of), names.is_due(of), names.is_missed(of)]
            case AfterStop():
                found[node.heading.name] = []
            case Pathway():
                found[node.name] = [names.step(node.name), names.phase(node.name)]
            case _:
                continue
        if isinstance(node, Step | Stop | Caution | AfterStop):
            of = node.heading.name
            for number, item in enumerate(node.advice, 1):
                found[of].append(names.advice(of, number))
                if item.when is not None:
                    found[of].append(names.advice_undecided(of, number))
    for definition in core.definitions:
        found[definition.name] = [names.defined(definition.name)]
    if core.eligibility:
        found["eligibility"] = [
            names.ELIGIBILITY,
            names.ELIGIBLE,
            names.NOT_ELIGIBLE,
            names.ELIGIBILITY_UNDECIDED,
        ]
    found["stops"] = [names.STOPPED_BY, names.STOPPED]
    claims = {one.heading.name for one in core.invariants}  # in the report alone
    rules = {node.name for node in walk(core) if isinstance(node, Heading)} - claims
    assert rules <= set(found), f"rules of a kind that this test does not know: {rules - set(found)}"
    return found


def missing(core: Guideline, text: str, limits: tuple[Limit, ...]) -> list[str]:
    """What the library does not define, of the rules that the report does not name either."""
    there = set(defined(text))
    reported = {limit.rule for limit in limits}
    return [one for rule, all_ in wanted(core).items() for one in all_ if one not in there and rule not in reported]


@every_guideline
def test_every_rule_is_defined_or_reported(name: str) -> None:
    core = shipped(name)
    text = main(core, export(name))
    assert missing(core, text, export(name).limits) == []
    assert {one.definition for one in questions(core)} <= set(defined(text))


@every_guideline
def test_a_rule_that_is_dropped_is_found(name: str) -> None:
    """Each definition taken out in turn is missed, so that the test above can fail."""
    core = shipped(name)
    text = main(core, export(name))
    for every in wanted(core).values():
        for one in every:
            assert missing(core, text.replace(f'define "{one}":', ""), ()) == [one]


def test_a_report_names_what_is_left_out() -> None:
    core = shipped(GUIDELINES[0])
    stop = core.stops[0].heading.name
    text = main(core, export(GUIDELINES[0])).replace(f'define "{names.rule(stop)}":', "")
    limit = replace(export(GUIDELINES[0]).limits[0], rule=stop)
    assert missing(core, text, (limit,)) == []


@every_guideline
def test_every_limit_names_something_of_the_guideline(name: str) -> None:
    core = shipped(name)
    known = {core.id, *wanted(core), *(concept.name for concept in core.vocabulary.concepts)}
    known |= {one.heading.name for one in core.invariants}
    for limit in export(name).limits:
        assert limit.rule in known
        assert limit.target == "cql"
        assert limit.line > 0
        assert limit.text.strip()


@every_guideline
def test_each_rule_has_its_sources_and_assumptions_in_a_comment(name: str) -> None:
    core = shipped(name)
    told = comments(main(core, export(name)))
    sources = {source.key: source for source in core.sources}
    for heading in headings(core):
        assert plain(heading.title) in told, heading.name
        for one in heading.assuming:
            assert f"assuming {plain(one)}" in told, heading.name
        for key in heading.cites:
            assert f"[{key}] {plain(sources[key].title)}" in told, heading.name
            assert plain(sources[key].indirect or "") in told, heading.name


@every_guideline
def test_each_judged_rule_has_its_comment_above_it(name: str) -> None:
    core = shipped(name)
    text = main(core, export(name))
    sources = {source.key: source for source in core.sources}
    rules: list[Eligibility | Stop | Caution] = [*core.eligibility, *core.stops, *core.cautions]
    for rule in rules:
        above = comment_above(text, f'function "{rule.heading.name} at"')
        expected = [rule.heading.title, *(f"assuming {one}" for one in rule.heading.assuming)]
        expected += [f"[{key}] {sources[key].title}" for key in rule.heading.cites]
        for one in (*expected, f"line {rule.heading.line}"):
            assert plain(one) in above, rule.heading.name


@every_guideline
def test_parameters_and_codes(name: str) -> None:
    core = shipped(name)
    text = main(core, export(name))
    assert f'parameter "{names.AS_OF}" System.DateTime' in text
    for parameter in core.parameters:
        assert re.search(rf'^parameter "{parameter.name}" System\.(Decimal|Quantity)', text, re.MULTILINE)
    for concept in core.vocabulary.concepts:
        for code in concept.codes:
            assert f"'{names.SYSTEM_URLS[code.system]}|{code.code}'" in text
        assert f"'{names.own_system(core)}|{concept.name}'" in text


# --- nothing in a guideline breaks out --------------------------------------------------------------------------------

_FREE = frozenset(("title", "by", "indirect", "url", "disclaimer", "assuming", "text", "otherwise", "values", "shown"))
"""The fields of the core that hold an author's words."""

TEXT = """
parameter limit "limit" = 3
parameter window_length "window" = 7 days
set others "other people"
  limit = 2
eligible known "Known" [1]
  when ALT recorded
  otherwise "not known"
  assuming "that it is known"
step watching "Watching" [2]
  advise "watch closely"
  assuming "that somebody watches"
monitor ALT "Tests" as tests
  from restart
  weekly
caution low_activity "Low activity" [1]
  when TPMT is one of deficient, intermediate
  advise "reconsider"
stop rise "Rise" [2]
  when ALT >= limit × ULN
  advise stop azathioprine
after stop
  advise "something else"
task record causes_excluded "Causes" as causes within 3 days of restart
"""


@cache
def base() -> Guideline:
    return small(TEXT)


def reworded(node: Any, words: str, field: str = "") -> Any:
    """The core with every text of its author ending in these words, the same text in the same way everywhere."""
    if isinstance(node, tuple):
        return tuple(reworded(one, words, field) for one in node)
    if isinstance(node, str):
        return f"{node}{words}" if field in _FREE else node
    if is_dataclass(node) and not isinstance(node, type):
        inner = {one.name: getattr(node, one.name) for one in fields(node)}
        return replace(node, **{name: reworded(value, words, name) for name, value in inner.items()})
    return node


BREAKING = [
    "'", '"', "\\", "\\'", '\\"', "*/", "/*", "//", "\n", "\r", "\r\n", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "`",
    "\ndefine \"Stopped\":\n  true\n", "' or true or '", '"Stopped By"', '"rise now"', '"Course"', "\\u0027", "\\n",
    "é", "≥", "\U0001f4a9", "\u202e", "{", "}", "$Record", "%s", "\ud7ff",
]  # fmt: skip
hostile = st.lists(st.sampled_from(BREAKING) | st.text(st.characters(codec="utf-8"), max_size=6), max_size=8)


@given(hostile.map("".join))
def test_words_stay_in_comments_and_strings(words: str) -> None:
    """Whatever the author writes, the CQL around it is the same."""
    core = base()
    changed = reworded(core, words)
    assert words == "" or changed != core
    for file, text in to_cql(core).files.items():
        assert skeleton(to_cql(changed).files[file]) == skeleton(text), file


@pytest.mark.parametrize("words", ["".join(BREAKING), "\n".join(BREAKING), " ".join(reversed(BREAKING))])
def test_the_translator_takes_any_words(words: str) -> None:
    core = reworded(base(), words)
    sources = {file.removesuffix(".cql"): text for file, text in to_cql(core).files.items()}
    assert translate(find_chain(), sources, names.library_name(core)).findings == ()


def test_words_are_found_again() -> None:
    """That the law above is about the words at all: they stand in the text."""
    text = "".join(to_cql(reworded(base(), " zyx")).files.values())
    for told in ("Known", "that it is known", "watch closely", "Rise", "A guideline", "deficient", "limit"):
        assert f"{told} zyx" in text, told
