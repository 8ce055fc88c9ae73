"""What the page of the studio asks: each question a record, told apart in JSON by its `node`.

A text comes as it stands in the page, saved or not, its lines ending in a single `\\n`. A place in it (`at`, `start`,
`end`) counts UTF-16 units from 0, as a browser does. It may hold any character, so that it is the checker who finds
fault with one that cannot be meant; half of one is read as U+FFFD, as browsers write it.
"""

from __future__ import annotations

from typing import Annotated

from careway.base.record import record
from careway.ir.json_shapes import AS_IT_IS


@record
class Text:
    """A file as it stands in the page; `name` is its path within the folder, with `/`."""

    name: str
    text: Annotated[str, AS_IT_IS]


@record
class Setting:
    """How a run is to be made: up to the end of which day or time (None: the day of the last record), with which
    parameter set, and with which single parameters (name and value as written)."""

    as_of: str | None
    population: str | None
    parameters: tuple[tuple[str, str], ...]


# --- the guideline's text ---------------------------------------------------------------------------------------------


@record
class Look:
    """What is wrong with a text, and what its parts are."""

    guideline: Text


@record
class Complete:
    """What may be written at a place."""

    guideline: Text
    at: int


@record
class Tell:
    """What the name at a place means."""

    guideline: Text
    at: int


@record
class Find:
    """Where the name at a place is declared, and where else it stands."""

    guideline: Text
    at: int


@record
class Rename:
    """Another name for what stands at a place."""

    guideline: Text
    at: int
    new: str


@record
class LayOut:
    """The standard layout of a text."""

    guideline: Text


@record
class Show:
    """The guideline as a clinician's document."""

    guideline: Text


# --- its cases --------------------------------------------------------------------------------------------------------


@record
class RunCases:
    """What came of each case, or of a part of them: at most so many from the one with this number on (counted from 0).
    There may be hundreds, so that a page asks for a few at a time."""

    guideline: Text
    cases: Text
    first: int
    most: int


@record
class Cover:
    """What of the guideline its cases show, by place in its text."""

    guideline: Text
    cases: Text


@record
class Offer:
    """Patients beside a limit or a due date whom no case holds yet, at most so many; of one rule (None: of all, which
    takes longer)."""

    guideline: Text
    cases: Text | None
    rule: str | None
    most: int


@record
class Keep:
    """The patient, as they stand and with what the guideline says of them now, as one more case at the end of the
    cases (None: of new ones)."""

    guideline: Text
    cases: Text | None
    patient: Text
    setting: Setting
    name: str


@record
class KeepOffered:
    """An offered case, as one more case at the end of the cases."""

    guideline: Text
    cases: Text | None
    case: str


# --- the patient ------------------------------------------------------------------------------------------------------


@record
class Run:
    """What the guideline says of a patient; the picture at most so many pixels wide (`picture.spec.fitting`)."""

    guideline: Text
    patient: Text
    setting: Setting
    width: int


@record
class Change:
    """Another value or date for a record, as a person writes them; None leaves it as it is."""

    guideline: Text
    patient: Text
    key: str
    value: str | None
    at: str | None


@record
class Drag:
    """Another value or date for a result, as a pointer shows them: `value` is a decimal number in the unit of the
    picture, and is rounded to what a laboratory would report; `at` is a day."""

    guideline: Text
    patient: Text
    key: str
    value: str | None
    at: str | None


@record
class Add:
    """One more record."""

    guideline: Text
    patient: Text
    concept: str
    at: str
    value: str


@record
class Remove:
    """One record less."""

    guideline: Text
    patient: Text
    key: str


@record
class Rewrite:
    """The records of a file of another form (a table, a FHIR bundle) in Careway's own, which can be edited."""

    guideline: Text
    patient: Text


# --- the folder -------------------------------------------------------------------------------------------------------


@record
class ListFiles:
    """Which files there are, and whether they changed."""


@record
class Open:
    """The text of a file."""

    name: str


@record
class Save:
    """A text in place of a file's. `expected` is the SHA-256 of the file that the page has seen (None: there was none);
    where another stands there now, nothing is written."""

    file: Text
    expected: str | None


OfText = Look | Complete | Tell | Find | Rename | LayOut | Show
OfCases = RunCases | Cover | Offer | Keep | KeepOffered
OfPatient = Run | Change | Drag | Add | Remove | Rewrite
OfFolder = ListFiles | Open | Save
Question = OfText | OfCases | OfPatient | OfFolder
