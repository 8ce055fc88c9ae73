"""Careway's own form of a timeline, in YAML or JSON, to a chart: one line an encounter.

Mistakes of form (a missing key, a list where a text belongs, a date that does not exist) are errors of the file and
nothing runs. What is well written but cannot be used (no unit, an unknown answer) is decided later, record by record.
"""

from __future__ import annotations

import re

from careway.base.diagnostics import Diagnostic, Label
from careway.base.source import Source, Span
from careway.ingest.chart import Chart, Limits, Missing, RawOverride, RawRecord, RawRetraction, Word, Written
from careway.ingest.document import Fields, Items, Scalar, Tree, error, shorten
from careway.ingest.moments import Moment, read_moment
from careway.ingest.names import Names, only_findings
from careway.ingest.values import read_limits, write_down
from careway.model.timeline import Refused
from careway.model.vocabulary import Concept, Group, Kind, Sex, Vocabulary

TOP_KEYS = ("careway", "patient", "born", "died", "sex", "zone", "set", "note", "events")
EVENT_KEYS = (
    "at", "until", "known", "status", "id", "corrects", "retracts", "override", "reason", "note", "source",
)  # fmt: skip
VALUE_KEYS = ("value", "range", "until", "known", "status", "id", "corrects", "note", "source")
STATUSES = ("final", "preliminary", "amended", "corrected", "appended", "entered-in-error", "cancelled")
_SEXES: dict[str, Sex | None] = {**{sex.value: sex for sex in Sex}, "unknown": None}
ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}(/[A-Za-z_][A-Za-z0-9_]*)?$"
NAME_PATTERN = r"^[^\W\d][\w.-]*$"
NAME = re.compile(NAME_PATTERN)
"""What a name of a vocabulary may look like at all; anything else is a slip of the pen (`INR: 1,5`)."""
_ID = re.compile(ID_PATTERN)
FORMAT = "timeline/1"


def read_native(tree: Tree | None, source: Source, vocabulary: Vocabulary) -> tuple[Chart | None, list[Diagnostic]]:
    """The chart of a native file, or what is wrong with the file."""
    reader = _Reader(source, Names(vocabulary))
    chart = reader.chart(tree)
    return (None if reader.diagnostics else chart), reader.diagnostics


class _Reader:
    def __init__(self, source: Source, names: Names) -> None:
        self.source = source
        self.names = names
        self.diagnostics: list[Diagnostic] = []
        self.records: list[RawRecord] = []
        self.retractions: list[RawRetraction] = []
        self.overrides: list[RawOverride] = []
        self.refused: list[Refused] = []
        self.ids: dict[str, Span] = {}

    def chart(self, tree: Tree | None) -> Chart | None:
        if not isinstance(tree, Fields):
            span = Span(0, 1) if tree is None else Span(tree.span.start, tree.span.start + 1)
            help = "write patient: and events: at the left margin"
            self._error("CW507", "this is not a timeline: it has neither patient nor events", span, help=help)
            return None
        top = self._known_keys(tree, TOP_KEYS, "a timeline")
        version = self._text(top.get("careway"))
        if version is not None and version.text != FORMAT:
            self._error("CW510", f"this version of the format is not known here; {FORMAT} is", version.span)
        label = self._text(top.get("patient"))
        if "patient" not in top or (label is not None and not 1 <= len(label.text.strip()) <= 100):
            span = tree.span if label is None else label.span
            help = "patient: example-1, a pseudonym and never a name"
            self._error("CW507", "the timeline does not say whose it is", Span(span.start, span.start + 1), help=help)
        events = top.get("events")
        if not isinstance(events, Items) or not events.items:
            span = tree.span if events is None else events.span
            help = "events:\n  - {at: 2025-03-15, ALT: 31 U/L}"
            code = "CW508" if isinstance(events, Fields) or (isinstance(events, Scalar) and events.text) else "CW507"
            title = "the timeline has no events" if code == "CW507" else "events must be a list, each with a dash"
            self._error(code, title, Span(span.start, span.start + 1), help=help)
            return None
        self._text(top.get("note"))
        sex = self._word(top.get("sex"), tuple(_SEXES))
        zone, population = self._text(top.get("zone")), self._text(top.get("set"))
        born, died = self._moment(top.get("born")), self._moment(top.get("died"))
        for event in events.items:
            self._event(event)
            if len(self.diagnostics) > 50:
                break
        return Chart(
            label="" if label is None else label.text.strip(),
            born=born,
            died=died,
            sex=_SEXES.get(sex or ""),
            zone=None if zone is None else zone.text,
            population=None if population is None else population.text,
            records=tuple(self.records),
            retractions=tuple(self.retractions),
            overrides=tuple(self.overrides),
            refused=tuple(self.refused),
            unused=self.names.unused_counts(),
        )

    def _event(self, event: Tree) -> None:
        if not isinstance(event, Fields):
            self._error("CW508", "an event is a set of keys", event.span, help="- {at: 2025-03-15, ALT: 31 U/L}")
            return
        fields: dict[str, Tree] = {}
        said: list[tuple[Scalar, Tree]] = []
        for key, value in event.pairs:
            if key.text in EVENT_KEYS:
                fields[key.text] = value
            elif NAME.fullmatch(key.text):
                said.append((key, value))
            else:
                help = "a comma begins the next record: write 1.5 with a point, and a text with a comma in quotes"
                self._error("CW506", "this is not a name", key.span, help=help)
        at, until = self._moment(fields.get("at")), self._moment(fields.get("until"))
        known = self._moment(fields.get("known"))
        shared = _Shared(at, until, known, *self._marks(fields))
        start = Span(event.span.start, event.span.start + 1)
        if "at" not in fields:
            self._error("CW507", "the event has no date", start, help="- {at: 2025-03-15, ...}")
            return
        if not said and not fields.keys() & {"override", "retracts", "note"}:
            self._error("CW507", "the event says nothing but its date", start)
        if "retracts" in fields and (said or fields.keys() & {"corrects", "override", "until", "status"}):
            help = "write the retraction as an event of its own: - {at: 2025-03-20, retracts: r1}"
            self._error(
                "CW513", "an event that retracts a record says nothing else", fields["retracts"].span, help=help
            )
        line = self._line(event.span)
        target = self._id(fields.get("retracts"))
        if at is not None and target is not None:
            self.retractions.append(RawRetraction(target, at, known, line))
        self._override(fields, at, known, line)
        many = len(said) > 1
        for key, value in said:
            if at is not None:
                self._said(key, value, shared, at, many)

    def _override(self, fields: dict[str, Tree], at: Moment | None, known: Moment | None, line: int) -> None:
        rule, reason = self._text(fields.get("override")), self._text(fields.get("reason"))
        if "override" in fields and (reason is None or not reason.text.strip()):
            help = 'override: rule_name, reason: "why the rule was not followed"'
            self._error("CW507", "an override has no reason", fields["override"].span, help=help)
        elif "reason" in fields and "override" not in fields:
            self._error("CW513", "a reason belongs to an override", fields["reason"].span, help="use note: instead")
        elif rule is not None and reason is not None and at is not None:
            self.overrides.append(RawOverride(rule.text, reason.text, at, known, line))

    def _said(self, key: Scalar, value: Tree, shared: _Shared, at: Moment, many: bool) -> None:
        found = self.names.find(key.text)
        line = self._line(key.span)
        limits: Limits | None = None
        if isinstance(value, Fields):
            inner = self._known_keys(value, VALUE_KEYS, "a record")
            if "value" not in inner:
                self._error("CW507", "the record has no value", Span(value.span.start, value.span.start + 1))
            own = shared.with_own(
                self._moment(inner.get("until")), self._moment(inner.get("known")), *self._marks(inner)
            )
            many = many and "id" not in inner
            text = self._text(inner.get("range"))
            limits = None if text is None or text.is_null else read_limits(text.text)
            written = self._written(inner.get("value"))
        else:
            own = shared
            written = self._written(value)
        if found is None:
            self._unknown(key, at, line)
            return
        concepts = [found] if isinstance(found, Concept) else self._members(found, written, at, line)
        many = many or len(concepts) > 1
        for concept in concepts:
            id = None if own.id is None else f"{own.id}/{concept.name}" if many else own.id
            self._new_id(id, key.span)
            self.records.append(
                RawRecord(
                    concept,
                    at,
                    written,
                    None,
                    own.until,
                    own.known,
                    limits,
                    own.status,
                    id,
                    own.corrects,
                    line,
                    span=key.span.to(value.span),
                )
            )

    def _members(self, group: Group, written: Written, at: Moment, line: int) -> list[Concept]:
        """The concepts for which a word said of a whole group stands."""
        members = self.names.members(group)
        word = written.text.lower() if isinstance(written, Word) else ""
        if word in ("absent", "no") and only_findings(members):
            return members
        if word == "not taken" and all(member.kind is Kind.DRUG for member in members):
            return members
        example = members[0].name if members else "its member"
        reason = f"say it of each member by its name ({example}: ...): only absent can be said of a group at once"
        self.refused.append(Refused(f"{group.name} on {at.text}", reason, line))
        return []

    def _unknown(self, key: Scalar, at: Moment, line: int) -> None:
        near = self.names.resembling(key.text)
        if near is None:
            self.names.unused[shorten(key.text)] += 1
        else:
            reason = f"the guideline declares no such name; did you mean {near}?"
            self.refused.append(Refused(f"{shorten(key.text)} on {at.text}", reason, line))

    def _written(self, tree: Tree | None) -> Written:
        if isinstance(tree, Scalar):
            return Missing("reported without a value") if tree.is_null else write_down(tree.text)
        if tree is not None:
            self._error("CW508", "a value is one text, not a list", Span(tree.span.start, tree.span.start + 1))
        return Missing("reported without a value")

    def _marks(self, fields: dict[str, Tree]) -> tuple[str | None, str | None, str | None]:
        """Status, id and the id of what is corrected; the texts that say nothing to a rule are checked on the way."""
        for name in ("note", "source"):
            self._text(fields.get(name))
        id = self._id(fields.get("id"))
        if id is not None and "/" in id:
            self._error("CW510", "an id of an event has no /", fields["id"].span)
        return self._word(fields.get("status"), STATUSES), id, self._id(fields.get("corrects"))

    def _new_id(self, id: str | None, span: Span) -> None:
        if id is None:
            return
        if id in self.ids:
            because = (Label(self.ids[id], "first here"),)
            help = "give each record an id of its own; a correction says corrects: and has another id"
            self._error("CW519", "this id stands for two records", span, help=help, because=because)
        self.ids.setdefault(id, span)

    def _known_keys(self, tree: Fields, known: tuple[str, ...], where: str) -> dict[str, Tree]:
        found: dict[str, Tree] = {}
        for key, value in tree.pairs:
            if key.text in known:
                found[key.text] = value
            else:
                help = f"the keys of {where} are {', '.join(known)}"
                self._error("CW506", f"{where} has no such key", key.span, help=help)
        return found

    def _text(self, tree: Tree | None) -> Scalar | None:
        if tree is None or isinstance(tree, Scalar):
            if tree is not None and tree.is_null:
                self._error("CW508", "a text is missing here", tree.span, help="leave the key out, or write a value")
                return None
            return tree
        self._error("CW508", "one text belongs here, not a list", Span(tree.span.start, tree.span.start + 1))
        return None

    def _word(self, tree: Tree | None, known: tuple[str, ...]) -> str | None:
        text = self._text(tree)
        if text is None:
            return None
        if text.text not in known:
            self._error("CW510", "this word cannot stand here", text.span, help=f"one of {', '.join(known)}")
            return None
        return text.text

    def _id(self, tree: Tree | None) -> str | None:
        text = self._text(tree)
        if text is None:
            return None
        if not _ID.fullmatch(text.text):
            help = "letters, digits and _ . : - (at most 64), such as r1"
            self._error("CW510", "this cannot be an id", text.span, help=help)
            return None
        return text.text

    def _moment(self, tree: Tree | None) -> Moment | None:
        text = self._text(tree)
        if text is None:
            return None
        moment = read_moment(text.text)
        if isinstance(moment, str):
            self._error("CW509", "this is not a date", text.span, help=moment)
            return None
        return moment

    def _line(self, span: Span) -> int:
        return self.source.position(span.start)[0]

    def _error(
        self, code: str, title: str, span: Span, *, help: str | None = None, because: tuple[Label, ...] = ()
    ) -> None:
        self.diagnostics.append(error(code, title, span, "", help, because))


class _Shared:
    """What an event says of all its records."""

    __slots__ = ("at", "corrects", "id", "known", "status", "until")

    def __init__(
        self,
        at: Moment | None,
        until: Moment | None,
        known: Moment | None,
        status: str | None,
        id: str | None,
        corrects: str | None,
    ) -> None:
        self.at, self.until, self.known = at, until, known
        self.status, self.id, self.corrects = status, id, corrects

    def with_own(
        self, until: Moment | None, known: Moment | None, status: str | None, id: str | None, corrects: str | None
    ) -> _Shared:
        """The same with what one record says of itself in its place."""
        return _Shared(
            self.at,
            until or self.until,
            known or self.known,
            status or self.status,
            id or self.id,
            corrects or self.corrects,
        )
