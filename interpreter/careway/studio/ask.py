"""A question of the page to its answer, in JSON: the one door between a page and Careway, over HTTP or in a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_type_hints

from careway.base.bugs import said_of
from careway.base.record import record
from careway.ir.json_codec import Malformed, decode, encode, parse
from careway.studio import of_cases, of_patient, of_text
from careway.studio.answers import (
    CasesRun,
    ChangedOnDisk,
    Completed,
    CoverSeen,
    Edits,
    Found,
    Kept,
    Listed,
    Looked,
    Opened,
    PatientsOffered,
    Refusal,
    Saved,
    Shown,
    Told,
)
from careway.studio.answers_of_patient import Changed, NotRun, Ran
from careway.studio.folder import Folder
from careway.studio.questions import Cover, Offer, Question

Answer = (
    Looked
    | Completed
    | Told
    | Found
    | Edits
    | Shown
    | CasesRun
    | CoverSeen
    | PatientsOffered
    | Kept
    | Ran
    | NotRun
    | Changed
    | Listed
    | Opened
    | Saved
    | ChangedOnDisk
    | Refusal
)

OF_TEXTS = (
    of_text.look,
    of_text.complete,
    of_text.tell,
    of_text.find,
    of_text.rename,
    of_text.lay_out,
    of_text.show,
    of_cases.run_cases,
    of_cases.cover,
    of_cases.offer,
    of_cases.keep,
    of_cases.keep_offered,
    of_patient.run,
    of_patient.change,
    of_patient.drag,
    of_patient.add,
    of_patient.remove,
    of_patient.rewrite,
)
"""What is answered from the texts in the question alone."""
OF_FOLDER = (Folder.list_files, Folder.open, Folder.save)
LONG = (Cover, Offer)
"""What takes seconds and may take minutes. It is answered from the texts alone, so that it can be asked where it is not
waited for."""


@record
class Asked:
    """A question, told apart from others by its `node`."""

    question: Question


@record
class Answered:
    """An answer, told apart from others by its `node`."""

    answer: Answer


class Asking:
    """Answers what a page asks, about the files of one folder too where there is one."""

    def __init__(self, folder: Folder | None) -> None:
        self._answers: dict[type, Callable[..., Answer]] = {asked_by(one): one for one in OF_TEXTS}
        if folder is not None:
            own = (folder.list_files, folder.open, folder.save)
            self._answers |= {asked_by(one): one for one in own}

    def read(self, text: str) -> Question | Refusal:
        """A question in JSON: `{"question": {"node": "look", ...}}`."""
        try:
            return decode(Asked, parse(text)).question
        except Malformed as error:
            return Refusal(str(error))

    def answer(self, question: Question) -> Answer:
        """The answer to a question."""
        answers = self._answers.get(type(question))
        return Refusal("there is no folder here") if answers is None else answers(question)

    def told(self, question: Question | Refusal) -> object:
        """The JSON value of an answer. A mistake of Careway's own is told as one, with nothing of a text in it."""
        try:
            return encode(Answered(question if isinstance(question, Refusal) else self.answer(question)))
        except Exception as error:
            return encode(Answered(Refusal(said_of(error))))

    def answered(self, text: str) -> object:
        """The JSON value of the answer to a question in JSON."""
        return self.told(self.read(text))


def asked_by(function: Callable[..., object]) -> type:
    """The class of the questions that a function answers."""
    found: type = get_type_hints(function)["question"]
    return found
