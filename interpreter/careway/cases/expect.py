"""What a case expects, read and checked against the guideline: every key and every name in it must mean something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from careway.cases.findings import Findings
from careway.cases.nodes import Count, Entries, EntryWanted, Expectation, Key, Listed, PerName, StopWanted, Wanted, Word
from careway.evaluate.result import Kind
from careway.ingest.document import Fields, Items, Scalar, Tree
from careway.ir.nodes import Guideline, Monitor, Task

NONE = "none"
TASK_STATES = ("coming", "open", "due", "late", "done", "missed", "undecided", NONE)
_WORDS = {
    Key.ELIGIBLE: ("yes", "no", "cannot decide"),
    Key.PHASE: ("not begun", "active", "stopped", "finished"),
}
_ENTRY = re.compile(r"(\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?)\s+(\S.*)", re.ASCII)
_KINDS = sorted((kind.value for kind in Kind), key=len, reverse=True)


class Names:
    """The names of a guideline that a case may speak of."""

    def __init__(self, core: Guideline) -> None:
        steps = [step for pathway in core.pathways for step in pathway.steps]
        self.pathways = [pathway.name for pathway in core.pathways]
        self.steps = [step.heading.name for step in steps]
        self.stops = [stop.heading.name for stop in core.stops]
        self.cautions = [caution.heading.name for caution in core.cautions]
        monitors: list[Monitor] = [*core.monitors, *(monitor for step in steps for monitor in step.monitors)]
        tasks: list[Task] = [*core.tasks, *(task for step in steps for task in step.tasks)]
        self.monitors = [monitor.heading.name for monitor in monitors]
        self.tasks = [task.heading.name for task in tasks]
        eligibility = [rule.heading.name for rule in core.eligibility]
        after = [rule.heading.name for rule in core.after_stop]
        self.rules = list(
            dict.fromkeys(
                [
                    *self.stops,
                    *self.cautions,
                    *self.steps,
                    *self.monitors,
                    *self.tasks,
                    *eligibility,
                    *after,
                    *self.pathways,
                ]
            )
        )


def read_expectations(node: Fields, names: Names, findings: Findings) -> list[Expectation]:
    """The expectations of a case, in the order in which they are written."""
    return [
        expectation
        for key, value in node.pairs
        for expectation in [read_expectation(key, value, names, findings)]
        if expectation is not None
    ]


def read_expectation(key: Scalar, value: Tree, names: Names, findings: Findings) -> Expectation | None:
    """One expectation; None, and a finding, where it means nothing."""
    try:
        known = Key(key.text)
    except ValueError:
        findings.unknown("expectation", key.text, key.span, (one.value for one in Key))
        return None
    wanted = _Reader(names, findings).wanted(known, value)
    return None if wanted is None else Expectation(known, wanted, key.span)


class _Reader:
    def __init__(self, names: Names, findings: Findings) -> None:
        self.names = names
        self.findings = findings

    def wanted(self, key: Key, value: Tree) -> Wanted | None:
        match key:
            case Key.ELIGIBLE | Key.PHASE:
                word = self.text(value)
                if word is None or word.text in _WORDS[key]:
                    return None if word is None else Word(word.text)
                self.findings.unknown(f"answer to `{key.value}`", word.text, word.span, _WORDS[key])
                return None
            case Key.STEP:
                return self.step(value)
            case Key.STOP:
                return self.stop(value)
            case Key.UNDECIDED | Key.NOT_UNDECIDED:
                return self.listed(value, "rule", self.names.rules)
            case Key.CAUTIONS | Key.NOT_CAUTIONS:
                return self.listed(value, "caution", self.names.cautions)
            case Key.ADVICE | Key.NOT_ADVICE if isinstance(value, Fields):
                return self.per_name(value, "rule", self.names.rules)
            case Key.ADVICE | Key.NOT_ADVICE | Key.REASONS:
                return self.listed(value)
            case Key.DEVIATIONS | Key.NOT_DEVIATIONS:
                return self.deviations(value)
            case Key.WANTED | Key.FLIPS:
                return self.per_name(value, "rule", self.names.rules)
            case Key.MISSED | Key.LATE | Key.DUE | Key.DONE:
                known = [*self.names.monitors, *self.names.tasks]
                return self.per_name(value, "monitor or task", known, dates=True)
            case Key.NEXT:
                known = [*self.names.monitors, *self.names.tasks]
                return self.per_name(value, "monitor or task", known, dates=True, one=True)
            case Key.TASKS:
                return self.per_name(value, "task", self.names.tasks, words=TASK_STATES, one=True)
            case Key.LOG | Key.NOT_LOG:
                return self.entries(value)
            case Key.REFUSED | Key.USED:
                return self.count(value)

    def text(self, node: Tree) -> Scalar | None:
        if isinstance(node, Scalar):
            return node
        self.findings.error("CW700", node.span, "one word or number is expected here")
        return None

    def name(self, node: Scalar, what: str, known: Iterable[str]) -> str | None:
        known = list(known)
        if node.text in known:
            return node.text
        self.findings.unknown(what, node.text, node.span, known)
        return None

    def texts(self, node: Tree) -> list[Scalar] | None:
        """The texts of a list, or the one text that stands in its place; `none` is an empty list."""
        items = node.items if isinstance(node, Items) else (node,)
        found = [item for item in items if isinstance(item, Scalar)]
        if isinstance(node, Fields) or len(found) != len(items):
            self.findings.error("CW700", node.span, "a list of texts is expected here", "such as [first, second]")
            return None
        empty = [item for item in found if not item.text]
        if empty:
            self.findings.error("CW700", empty[0].span, "a text is missing here; for nothing at all write none")
            return None
        if isinstance(node, Scalar) and node.text == NONE:
            return []
        return found

    def listed(self, node: Tree, what: str = "", known: Iterable[str] | None = None) -> Listed | None:
        texts = self.texts(node)
        if texts is None:
            return None
        if known is None:
            return Listed(tuple(item.text for item in texts))
        names = [self.name(item, what, known) for item in texts]
        return None if None in names else Listed(tuple(name for name in names if name is not None))

    def deviations(self, node: Tree) -> Listed | None:
        texts = self.texts(node)
        if texts is None:
            return None
        for item in texts:
            is_name = re.fullmatch(r"[A-Za-z]\w*_\w*", item.text, re.ASCII)
            if is_name and item.text not in self.names.rules:
                self.findings.unknown("rule", item.text, item.span, self.names.rules)
                return None
        return Listed(tuple(item.text for item in texts))

    def step(self, node: Tree) -> Wanted | None:
        if isinstance(node, Fields):
            pairs = []
            for key, value in node.pairs:
                pathway, text = self.name(key, "pathway", self.names.pathways), self.text(value)
                step = None if text is None else self.name(text, "step", [*self.names.steps, NONE])
                if pathway is None or step is None:
                    return None
                pairs.append((pathway, (step,)))
            return PerName(tuple(pairs))
        text = self.text(node)
        step = None if text is None else self.name(text, "step", [*self.names.steps, NONE])
        return None if step is None else Listed((step,))

    def stop(self, node: Tree) -> StopWanted | None:
        if not isinstance(node, Fields):
            text = self.text(node)
            rule = None if text is None else self.name(text, "stop", [*self.names.stops, NONE])
            return None if rule is None else StopWanted(None if rule == NONE else rule, None, None)
        rule_name: str | None = None
        on: str | None = None
        also: tuple[str, ...] | None = None
        for key, value in node.pairs:
            match key.text:
                case "rule":
                    text = self.text(value)
                    rule_name = None if text is None else self.name(text, "stop", self.names.stops)
                case "on":
                    text = self.text(value)
                    on = None if text is None else self.day(text)
                case "also":
                    others = self.listed(value, "stop", self.names.stops)
                    also = None if others is None else others.items
                case _:
                    self.findings.unknown("part of `stop`", key.text, key.span, ("rule", "on", "also"))
        if rule_name is None:
            if not any(key.text == "rule" for key, _ in node.pairs):
                self.findings.error(
                    "CW700", node.span, "which stop? `rule` is missing", "such as {rule: NAME, on: DATE}"
                )
            return None
        return StopWanted(rule_name, on, also)

    def day(self, node: Scalar) -> str | None:
        day = node.text.replace("T", " ")
        try:
            date.fromisoformat(day[:10])
            if len(day) not in (10, 16, 19):
                raise ValueError
        except ValueError:
            self.findings.error("CW702", node.span, f"{node.text} is not a date", "write it as 2025-04-20")
            return None
        return day

    def per_name(
        self,
        node: Tree,
        what: str,
        known: list[str],
        *,
        dates: bool = False,
        words: tuple[str, ...] = (),
        one: bool = False,
    ) -> PerName | None:
        if not isinstance(node, Fields):
            help_ = "such as {NAME: [2025-04-05]}" if dates else "such as {NAME: word}"
            self.findings.error("CW700", node.span, f"a {what} and what is expected of it are needed here", help_)
            return None
        pairs: list[tuple[str, tuple[str, ...]]] = []
        for key, value in node.pairs:
            name = self.name(key, what, known)
            texts = self.texts(value) if name is not None else None
            if name is None or texts is None:
                return None
            if one and len(texts) > 1:
                self.findings.error("CW700", value.span, "only one can stand here")
                return None
            checked = list(self.checked(texts, dates, words))
            if len(checked) < len(texts):
                return None
            pairs.append((name, tuple(checked) or ((NONE,) if words else ())))
        return PerName(tuple(pairs))

    def checked(self, texts: list[Scalar], dates: bool, words: tuple[str, ...]) -> Iterator[str]:
        for item in texts:
            if dates:
                day = self.day(item)
                if day is not None:
                    yield day
            elif words and item.text not in words:
                self.findings.unknown("state of a task", item.text, item.span, words)
            else:
                yield item.text

    def entries(self, node: Tree) -> Entries | None:
        texts = self.texts(node)
        if texts is None:
            return None
        found = [self.entry(item) for item in texts]
        return None if None in found else Entries(tuple(entry for entry in found if entry is not None))

    def entry(self, node: Scalar) -> EntryWanted | None:
        match = _ENTRY.fullmatch(node.text.strip())
        if match is None:
            help_ = "write a date, a kind and a rule: 2025-03-11 step escalation"
            self.findings.error("CW702", node.span, "this is not a log entry", help_)
            return None
        at, rest = match[1].replace("T", " "), " ".join(match[2].split())
        kind = next((kind for kind in _KINDS if rest == kind or rest.startswith(f"{kind} ")), None)
        if kind is None:
            self.findings.unknown("kind of log entry", rest.split(" ")[0], node.span, reversed(_KINDS))
            return None
        rule = rest[len(kind) :].strip() or None
        if rule is not None and self.name(Scalar(rule, False, node.span), "rule", self.names.rules) is None:
            return None
        return EntryWanted(at, kind, rule)

    def count(self, node: Tree) -> Count | None:
        text = self.text(node)
        if text is None:
            return None
        if text.text.isascii() and text.text.isdigit() and len(text.text) < 9:
            return Count(int(text.text))
        self.findings.error("CW702", text.span, "a number of records is expected here")
        return None
