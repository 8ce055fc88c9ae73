"""What the page asks of a patient: what the guideline says of them, and their records with one changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from threading import Lock

from careway.base.diagnostics import Severity
from careway.base.source import Source, Span
from careway.bedside import changing, dragging, rewriting
from careway.bedside.changing import Edited
from careway.bedside.moving import moving
from careway.bedside.parts import Part, headlines, parts
from careway.bedside.records import PatientFile, Row, Unread, in_time_order, read_file
from careway.bedside.seeing import Asked, Seen, see
from careway.bedside.text_layout import NotDone
from careway.evaluate.run import RunError
from careway.ir.nodes import Guideline
from careway.model.quantity import show, show_number
from careway.model.vocabulary import Concept, Group, Kind, Vocabulary
from careway.studio.answers import Refusal
from careway.studio.answers_of_patient import (
    Block,
    Changed,
    Day,
    Drawing,
    Headline,
    NotRun,
    Panel,
    ParameterSeen,
    Ran,
    RecordSeen,
    Tone,
    Vocable,
)
from careway.studio.kept_texts import view_of
from careway.studio.of_text import NOT_SOUND
from careway.studio.places import Places
from careway.studio.questions import Add, Change, Drag, Remove, Rewrite, Run, Text

_FINDINGS = (Kind.SYMPTOM, Kind.CONDITION)
_PRESENCE = ("present", "absent")
_MOST = 4


def run(question: Run) -> Ran | NotRun:
    """What the guideline says of a patient as of a time."""
    core = view_of(question.guideline).compiled.core
    if core is None:
        return NotRun(NOT_SOUND, ())
    file = _FILES.get(question.guideline, question.patient, core.vocabulary)
    if isinstance(file, Unread):
        places = Places(Source(question.patient.name, question.patient.text))
        return NotRun(file.why, tuple(places.finding(one) for one in file.diagnostics))
    setting = question.setting
    try:
        seen = see(core, file.timeline, Asked(setting.as_of, setting.population, setting.parameters))
    except RunError as error:
        return NotRun(str(error), ())
    return _ran(core, file, seen, question.width)


def change(question: Change) -> Changed | Refusal:
    """The file with another value or date for a record."""
    return _changed(
        question.guideline,
        question.patient,
        lambda file, words: changing.change(file, words, question.key, question.value, question.at),
    )


def drag(question: Drag) -> Changed | Refusal:
    """The file with a record as a pointer left it."""
    return _changed(
        question.guideline,
        question.patient,
        lambda file, words: dragging.drag(file, words, question.key, question.value, question.at),
    )


def add(question: Add) -> Changed | Refusal:
    """The file with one more record."""
    return _changed(
        question.guideline,
        question.patient,
        lambda file, words: changing.add(file, words, question.concept, question.at, question.value),
    )


def remove(question: Remove) -> Changed | Refusal:
    """The file with one record less."""
    return _changed(
        question.guideline, question.patient, lambda file, words: changing.remove(file, words, question.key)
    )


def rewrite(question: Rewrite) -> Changed | Refusal:
    """The records of a file in Careway's own form."""
    core = view_of(question.guideline).compiled.core
    if core is None:
        return Refusal(NOT_SOUND)
    file = _FILES.get(question.guideline, question.patient, core.vocabulary)
    if isinstance(file, Unread):
        return Refusal(file.why)
    try:
        text = rewriting.rewritten(file, core.vocabulary)
    except NotDone as error:
        return Refusal(str(error))
    return Changed(text, Places(Source("", text)).of(Span(0, len(text))), None, None, None)


class _Files:
    """The last few files of patients, as they were read: what was changed is run next, and is not read again."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Text, Text], PatientFile | Unread] = {}
        self._lock = Lock()

    def keep(self, guideline: Text, patient: Text, file: PatientFile | Unread) -> PatientFile | Unread:
        """Keep a file, and let the oldest go."""
        with self._lock:
            self._kept[guideline, patient] = file
            while len(self._kept) > _MOST:
                del self._kept[next(iter(self._kept))]
        return file

    def get(self, guideline: Text, patient: Text, vocabulary: Vocabulary) -> PatientFile | Unread:
        """A file, read where it is not kept."""
        with self._lock:
            found = self._kept.get((guideline, patient))
        return found or self.keep(guideline, patient, read_file(patient.name, patient.text, vocabulary))


_FILES = _Files()


def _changed(guideline: Text, patient: Text, do: Callable[[PatientFile, Vocabulary], Edited]) -> Changed | Refusal:
    core = view_of(guideline).compiled.core
    if core is None:
        return Refusal(NOT_SOUND)
    file = _FILES.get(guideline, patient, core.vocabulary)
    if isinstance(file, Unread):
        return Refusal(file.why)
    try:
        done = do(file, core.vocabulary)
    except NotDone as error:
        return Refusal(str(error))
    source, row = done.file.source, done.row
    _FILES.keep(guideline, Text(patient.name, source.text), done.file)
    place = Places(source).of(done.span)
    if row is None:
        return Changed(source.text, place, None, None, None)
    return Changed(source.text, place, row.key, row.value, row.at)


# --- what is said -----------------------------------------------------------------------------------------------------


def _ran(core: Guideline, file: PatientFile, seen: Seen, width: int) -> Ran:
    result, editable = seen.result, file.tree is not None
    decisions, sections = parts(core, seen)
    places = Places(file.source)
    titles = {parameter.name: parameter.title for parameter in core.parameters}
    doubts = tuple(one.title for one in file.warnings if one.severity is not Severity.ERROR)
    return Ran(
        patient=result.patient,
        guideline=seen.report.guideline,
        as_of=result.as_of,
        last=seen.last,
        headlines=tuple(Headline(text, Tone(tone.value)) for text, tone in headlines(seen)),
        decisions=tuple(_block(part) for part in decisions),
        sections=tuple(_block(part) for part in sections),
        drawing=_drawing(seen, file, width),
        records=tuple(_record(row, seen, places) for row in in_time_order(file.rows)),
        days=tuple(Day(day.date, day.told, Tone(day.tone.value)) for day in seen.days),
        populations=tuple(one.name for one in core.sets),
        population=result.population,
        parameters=tuple(ParameterSeen(name, titles[name], value) for name, value in result.parameters),
        names=_names(core.vocabulary) if editable else (),
        editable=editable,
        warnings=(*seen.report.warnings, *doubts),
        notices=result.notices,
    )


def _block(part: Part) -> Block:
    return Block(part.heading, Tone(part.tone.value), part.html)


def _drawing(seen: Seen, file: PatientFile, width: int) -> Drawing:
    found = moving(seen.picture, file.rows, width)
    panels = (
        Panel(one.place, one.concept, _decimal(one.low), _decimal(one.high), False, _decimal(one.step), one.keys)
        for one in found.panels
    )
    return Drawing(json.dumps(found.spec), found.words, found.notes, found.start, found.end, tuple(panels))


def _decimal(number: Fraction) -> str:
    """A number to six places, as the specification of the picture has it."""
    return show_number(Fraction(round(number * 10**6), 10**6))


def _record(row: Row, seen: Seen, places: Places) -> RecordSeen:
    concept = row.concept
    return RecordSeen(
        key=row.key,
        concept=row.name,
        title=row.name if concept is None else concept.title,
        kind="" if concept is None else concept.kind.value,
        value=row.value,
        at=row.at,
        known=row.known,
        unit="" if concept is None or concept.unit in (None, "1") else concept.unit or "",
        answers=() if concept is None else _answers(concept),
        line=row.line,
        place=None if row.spot is None else places.of(row.spot.span),
        number=seen.numbers.get(row.key),
        refused=row.refused,
        notes=row.notes,
    )


def _answers(concept: Concept) -> tuple[str, ...]:
    return _PRESENCE if concept.kind in _FINDINGS else concept.values


def _names(vocabulary: Vocabulary) -> tuple[Vocable, ...]:
    """What a record can be added of: each concept, and the groups of which one word can be said."""
    found = [Vocable(one.name, one.title, one.kind.value, _example(one), _answers(one)) for one in vocabulary.concepts]
    by_name = {concept.name: concept for concept in vocabulary.concepts}
    for group in vocabulary.groups:
        word = _word_of(group, by_name)
        if word is not None:
            found.append(Vocable(group.name, group.title, "group", word, (word,)))
    return tuple(found)


def _word_of(group: Group, by_name: dict[str, Concept]) -> str | None:
    kinds = {by_name[name].kind for name in group.members if name in by_name}
    if kinds and kinds <= set(_FINDINGS):
        return "absent"
    return "not taken" if kinds == {Kind.DRUG} else None


def _example(concept: Concept) -> str:
    """What a value looks like: for a result a number that is normal, where that is declared."""
    answers = _answers(concept)
    if answers:
        return answers[0]
    unit = concept.unit or "1"
    normal = [end for one in concept.normal for end in (one.high, one.low) if end is not None]
    return show(normal[0], unit) if normal else f"1 {unit}" if unit != "1" else "1"
