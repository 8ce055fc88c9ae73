"""A cases file -> its cases, each ready to run: beginnings joined, rows of `each` filled in, names checked.

The guideline that a file is for must be known first (`guideline_of`), because every name in a case is checked against
it. A file with one mistake runs none of its cases: a case that silently means something else is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from careway.base.source import Span
from careway.cases.compose import document
from careway.cases.expect import Names, read_expectation
from careway.cases.findings import Findings
from careway.cases.nodes import Case, Expectation
from careway.cases.parameters import NotUsable, check_set, read_parameter
from careway.ingest.document import Fields, Items, Scalar, Tree
from careway.ingest.native import EVENT_KEYS
from careway.ir.nodes import Guideline
from careway.model.quantity import Quantity
from careway.model.time import Duration

_TOP = ("guideline", "patients", "cases")
_HEAD = ("born", "died", "sex", "zone", "set")
_PATIENT = (*_HEAD, "events")
_CASE = ("case", "given", *_HEAD, "parameters", "events", "as of", "each", "expect", "only", "skip")
_HOLE = re.compile(r"\$(\$|[A-Za-z_][A-Za-z0-9_]*|)", re.ASCII)
_AS_OF = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?", re.ASCII)
MAX_CASES = 10_000


def field(node: Fields, key: str) -> Tree | None:
    """The value under a key."""
    return next((value for name, value in node.pairs if name.text == key), None)


def guideline_of(root: Tree, findings: Findings) -> Scalar | None:
    """The path of the guideline that a file is for, relative to the file."""
    if not isinstance(root, Fields):
        findings.error("CW700", root.span, "a cases file begins with `guideline:`, then `cases:`")
        return None
    path = field(root, "guideline")
    if isinstance(path, Scalar) and path.text:
        return path
    span = root.span if path is None else path.span
    findings.error("CW700", span, "which guideline is this for? `guideline: FILE.care` is missing")
    return None


def read_cases(root: Fields, core: Guideline, findings: Findings) -> list[Case]:
    """The cases of a file, the rows of `each` spelled out, in order."""
    reader = _Reader(core, findings)
    reader.only_keys(root, _TOP, "part of a cases file")
    patients = reader.patients(field(root, "patients"))
    cases = field(root, "cases")
    if not isinstance(cases, Items) or not cases.items:
        findings.error("CW703", root.span if cases is None else cases.span, "there is no case here")
        return []
    found: list[Case] = []
    names: set[str] = set()
    for item in cases.items:
        for case in reader.case(item, patients):
            if case.name in names:
                findings.error("CW704", case.span, f"two cases are called {case.name!r}")
            names.add(case.name)
            found.append(case)
            if len(found) > MAX_CASES:
                findings.error("CW704", case.span, f"more than {MAX_CASES} cases in one file")
                return []
    return found


class _Reader:
    def __init__(self, core: Guideline, findings: Findings) -> None:
        self.core = core
        self.names = Names(core)
        self.findings = findings
        known = core.vocabulary
        self.concepts = [concept.name for concept in known.concepts] + [group.name for group in known.groups]

    def only_keys(self, node: Fields, known: tuple[str, ...], what: str) -> None:
        for key, _ in node.pairs:
            if key.text not in known:
                self.findings.unknown(what, key.text, key.span, known)

    def patients(self, node: Tree | None) -> dict[str, Fields]:
        if node is None:
            return {}
        if not isinstance(node, Fields):
            self.findings.error("CW700", node.span, "under `patients` each patient has a name and a colon")
            return {}
        found: dict[str, Fields] = {}
        for name, patient in node.pairs:
            if isinstance(patient, Fields):
                self.only_keys(patient, _PATIENT, "part of a patient")
                self.known_concepts(field(patient, "events"))
                found[name.text] = patient
            else:
                self.findings.error("CW700", patient.span, f"patient {name.text} needs `events:`")
        return found

    def known_concepts(self, events: Tree | None) -> None:
        """A concept that the guideline does not have would be passed over in a timeline; in a case it is a slip."""
        if not isinstance(events, Items):
            return
        for event in events.items:
            for key, _ in event.pairs if isinstance(event, Fields) else ():
                if key.text not in EVENT_KEYS and key.text not in self.concepts:
                    self.findings.unknown("lab, drug or other name", key.text, key.span, self.concepts)

    def case(self, node: Tree, patients: Mapping[str, Fields]) -> list[Case]:
        name = field(node, "case") if isinstance(node, Fields) else None
        if not isinstance(node, Fields) or not isinstance(name, Scalar) or not name.text:
            self.findings.error("CW700", node.span, "a case begins with `- case:` and what it is about")
            return []
        self.only_keys(node, _CASE, "part of a case")
        each = field(node, "each")
        if each is None:
            case = self.one(node, name.text, name.span, patients)
            return [] if case is None else [case]
        if not isinstance(each, Items) or not each.items:
            self.findings.error("CW700", each.span, "under `each` every row is {name: value, ...}")
            return []
        cases: list[Case] = []
        for number, row in enumerate(each.items, 1):
            case = self.row(node, name.text, number, row, patients)
            if case is not None:
                cases.append(case)
        return cases

    def row(self, node: Fields, name: str, number: int, row: Tree, patients: Mapping[str, Fields]) -> Case | None:
        if not isinstance(row, Fields):
            self.findings.error("CW700", row.span, "under `each` every row is {name: value, ...}")
            return None
        columns = {key.text: value for key, value in row.pairs if key.text != "expect"}
        used: set[str] = set()
        filled = self.fill(
            Fields(tuple(pair for pair in node.pairs if pair[0].text not in ("each", "case")), node.span),
            columns,
            used,
            row.span,
        )
        for key, _ in row.pairs:
            if key.text != "expect" and key.text not in used:
                self.findings.error("CW704", key.span, f"${key.text} stands nowhere in this case")
        own = field(row, "expect")
        told = [f"{key} {value.text}" for key, value in columns.items() if isinstance(value, Scalar)]
        label = f"{name} ({', '.join(told)})" if told else f"{name} (row {number})"
        return self.one(filled, label, row.span, patients, own) if isinstance(filled, Fields) else None

    def fill(self, node: Tree, columns: Mapping[str, Tree], used: set[str], span: Span) -> Tree:
        """The tree with `$name` replaced by the row's value: by the value itself where it stands alone."""
        match node:
            case Fields():
                pairs = (
                    (self.fill_key(key, columns, used, span), self.fill(value, columns, used, span))
                    for key, value in node.pairs
                )
                return Fields(tuple(pairs), node.span)
            case Items():
                return Items(tuple(self.fill(item, columns, used, span) for item in node.items), node.span)
            case Scalar():
                return self.fill_text(node, columns, used, span)

    def fill_key(self, key: Scalar, columns: Mapping[str, Tree], used: set[str], span: Span) -> Scalar:
        filled = self.fill_text(key, columns, used, span)
        if isinstance(filled, Scalar):
            return filled
        self.findings.error("CW704", filled.span, f"{key.text} stands for a name and needs one word")
        return key

    def fill_text(self, node: Scalar, columns: Mapping[str, Tree], used: set[str], span: Span) -> Tree:
        holes = [match[1] for match in _HOLE.finditer(node.text)]
        for hole in holes:
            if hole and hole != "$" and hole not in columns:
                self.findings.unknown("column of this row", hole, span, columns)
                return node
        used.update(holes)
        if len(holes) == 1 and node.text == f"${holes[0]}" and holes[0] not in ("", "$"):
            return columns[holes[0]]
        text = node.text
        for hole in holes:
            value = columns.get(hole)
            if value is not None and not isinstance(value, Scalar):
                self.findings.error("CW704", value.span, f"${hole} stands inside a text and needs one word or number")
                return node
        text = _HOLE.sub(lambda match: _written(match, columns), text)
        return Scalar(text, False, node.span)

    def one(
        self, node: Fields, name: str, span: Span, patients: Mapping[str, Fields], own: Tree | None = None
    ) -> Case | None:
        before = len(self.findings.found)
        head: dict[str, tuple[Scalar, Tree]] = {}
        events: list[Tree] = []
        given = field(node, "given")
        if given is not None:
            patient = patients.get(given.text) if isinstance(given, Scalar) else None
            if patient is None:
                shown = given.text if isinstance(given, Scalar) else "this"
                self.findings.unknown("patient", shown, given.span, patients)
                return None
            self.join(patient, head, events)
        self.known_concepts(field(node, "events"))
        self.join(node, head, events)
        if not events:
            self.findings.error("CW700", span, "this case has no events, and no `given` patient that has any")
        population = self.population(head.pop("set", None))
        case = Case(
            name,
            span,
            document(f"case-{span.start}", head.values(), events, span),
            population,
            self.parameters(field(node, "parameters")),
            self.as_of(field(node, "as of")),
            self.expectations(field(node, "expect"), own, span),
            self.is_only(field(node, "only")),
            self.skipped(field(node, "skip")),
        )
        return case if len(self.findings.found) == before else None

    def join(self, node: Fields, head: dict[str, tuple[Scalar, Tree]], events: list[Tree]) -> None:
        for key, value in node.pairs:
            if key.text in _HEAD:
                head[key.text] = (key, value)
            elif key.text == "events":
                if isinstance(value, Items):
                    events += value.items
                else:
                    self.findings.error("CW700", value.span, "under `events` each event begins with a hyphen")

    def population(self, named: tuple[Scalar, Tree] | None) -> str | None:
        if named is None:
            return None
        value = named[1]
        try:
            if not isinstance(value, Scalar):
                raise NotUsable("`set` names one parameter set of the guideline")
            check_set(self.core, value.text)
        except NotUsable as error:
            self.findings.error("CW701", value.span, str(error))
            return None
        return value.text

    def parameters(self, node: Tree | None) -> tuple[tuple[str, Quantity | Duration], ...]:
        if node is None:
            return ()
        if not isinstance(node, Fields):
            self.findings.error("CW700", node.span, "under `parameters` each has a name and a value")
            return ()
        found: list[tuple[str, Quantity | Duration]] = []
        for key, value in node.pairs:
            try:
                if not isinstance(value, Scalar):
                    raise NotUsable("a number with its unit is expected here")
                found.append((key.text, read_parameter(self.core, key.text, value.text)))
            except NotUsable as error:
                self.findings.error("CW701", key.span, str(error))
        return tuple(found)

    def as_of(self, node: Tree | None) -> str | None:
        if node is None:
            return None
        try:
            if not isinstance(node, Scalar) or not _AS_OF.fullmatch(node.text):
                raise ValueError
            date.fromisoformat(node.text[:10])
        except ValueError:
            self.findings.error("CW702", node.span, "`as of` is a date", "write it as 2025-04-20, or 2025-04-20T14:30")
            return None
        return node.text.replace(" ", "T")

    def expectations(self, common: Tree | None, own: Tree | None, span: Span) -> tuple[Expectation, ...]:
        """What all rows expect and what this one does; for the same key the row's own counts."""
        pairs: dict[str, tuple[Scalar, Tree]] = {}
        for node in (common, own):
            if isinstance(node, Fields):
                pairs |= {key.text: (key, value) for key, value in node.pairs}
            elif node is not None:
                self.findings.error("CW700", node.span, "under `expect` each line is a name and a value")
        if not pairs:
            self.findings.error("CW700", span, "this case expects nothing: `expect` is missing")
        read = [read_expectation(key, value, self.names, self.findings) for key, value in pairs.values()]
        return tuple(
            replace(expectation, span=pairs[expectation.key.value][0].span)
            for expectation in read
            if expectation is not None
        )

    def is_only(self, node: Tree | None) -> bool:
        if node is None:
            return False
        if isinstance(node, Scalar) and node.text in ("true", "false"):
            return node.text == "true"
        self.findings.error("CW702", node.span, "`only` is true or false")
        return False

    def skipped(self, node: Tree | None) -> str | None:
        if node is None:
            return None
        if isinstance(node, Scalar) and node.text and node.text not in ("true", "false"):
            return node.text
        self.findings.error("CW702", node.span, "`skip` needs the reason, in words")
        return None


def _written(match: re.Match[str], columns: Mapping[str, Tree]) -> str:
    hole = match[1]
    if hole in ("", "$"):
        return "$"
    value = columns[hole]
    return value.text if isinstance(value, Scalar) else match[0]
