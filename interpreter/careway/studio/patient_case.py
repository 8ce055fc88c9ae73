"""A patient as they stand in the page -> the text of a case: who they are, what is on record, and what is expected,
which is what the guideline says of them now.

What no rule can see is left out, as wherever records are written anew: records that cannot be used, and names that the
guideline does not have, which in a case would be slips.
"""

from __future__ import annotations

from dataclasses import replace

from careway.bedside.records import Unread, read_file
from careway.bedside.rewriting import written_of
from careway.bedside.text_layout import NotDone
from careway.cases.parameters import NotUsable, read_parameter
from careway.cases.written import case_text, expectations_of
from careway.desk.cases import NOT_SOUND
from careway.evaluate.run import RunError, run
from careway.ingest.native_text import Written, native_text
from careway.ir.nodes import Guideline
from careway.studio.kept_texts import view_of
from careway.studio.questions import Setting, Text

_LONGEST = 200


class CannotBeKept(Exception):
    """A patient cannot be made a case; the text says why."""


def case_of(guideline: Text, patient: Text, setting: Setting, name: str) -> str:
    """The text of a case; raises `CannotBeKept`."""
    core = view_of(guideline).compiled.core
    if core is None:
        raise CannotBeKept(NOT_SOUND)
    called = " ".join(name.split())
    if not called or len(called) > _LONGEST:
        raise CannotBeKept("give the case a name that says what it is about")
    written = _written(patient, core)
    if setting.population is not None:
        written = replace(written, population=setting.population)
    alone = read_file("patient.yaml", native_text(written), core.vocabulary)
    if isinstance(alone, Unread):
        raise CannotBeKept("what the file holds cannot stand in a case")
    try:
        given = {name: read_parameter(core, name, text) for name, text in setting.parameters}
        result = run(core, alone.timeline, as_of=setting.as_of, parameters=given)
    except (NotUsable, RunError) as error:
        raise CannotBeKept(str(error)) from None
    as_of = None if setting.as_of is None else result.as_of
    return case_text(called, written, as_of, expectations_of(result), setting.parameters)


def _written(patient: Text, core: Guideline) -> Written:
    file = read_file(patient.name, patient.text, core.vocabulary)
    if isinstance(file, Unread):
        raise CannotBeKept(file.why)
    try:
        written = written_of(file)
    except NotDone as error:
        raise CannotBeKept(str(error)) from None
    if not (written.records or written.retractions or written.overrides):
        raise CannotBeKept("the file holds no record that the guideline asks for")
    return written
