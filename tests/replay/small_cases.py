"""A small guideline with a pathway, an exclusion, a caution, a monitor, a task and two stops, and patients for it."""

from __future__ import annotations

from typing import Any

from careway.ingest.read import read_timelines
from careway.ir.nodes import Guideline
from careway.replay.answers import Said
from careway.replay.compare import Comparison
from careway.replay.engine import Answer
from careway.replay.questions import questions
from careway.replay.situation import Situation, Stand, situation
from support.checking import core as core_of

TEXT = """guideline small
  title "Small"
  version 1.0.0
  status draft
  disclaimer "Made up for tests."

source 1 opinion "Made up for tests"

lab ALT in U/L normal up to 40 U/L
lab platelets in /uL
drug azathioprine in mg/day
symptom nausea
condition cirrhosis

define restart = first start of azathioprine
define raised when ALT > ULN

exclude liver "Cirrhosis" [1]
  when cirrhosis present

step begun "Begun" [1]
  begin at restart
  advise azathioprine 50 mg/day when ALT <= 40 U/L
  advise refer hepatology
  go to later after 2 weeks

step later "Later" [1]
  advise continue azathioprine

task check platelets as count once within 7 days of restart [1]

monitor ALT as tests [1]
  from restart
  weekly for 1 month
  allow 1 day either side

caution warned "Warned" [1]
  when raised
  advise order ALT

stop high "High" [1]
  when ALT >= 300 U/L
  advise stop azathioprine

stop ill "Ill" [1]
  when all of
    - raised
    - nausea present within 7 days
  advise stop azathioprine

after stop [1]
  advise refer hepatology
"""

FIRST = "  - {at: 2025-03-07, ALT: 30 U/L, cirrhosis: absent}\n  - {at: 2025-03-08, azathioprine: 50 mg/day}\n"


def core() -> Guideline:
    return core_of(TEXT)


def patient(core: Guideline, *events: str, as_of: str | None = None) -> Situation:
    """The patient who begins on 2025-03-08, with further events."""
    text = "patient: p\nevents:\n" + FIRST + "".join(f"  - {{{event}}}\n" for event in events)
    read = read_timelines("p.yaml", text.encode(), core.vocabulary)
    assert not read.diagnostics, read.diagnostics
    return situation(core, read.timelines[0], as_of=as_of)


def comparison(core: Guideline, *limits: Any, **more: Any) -> Comparison:
    """A comparison with an export that has every definition."""
    given = {
        "defined": [one.definition for one in questions(core)],
        "limits": limits,
        "read_back": lambda _: (None, ()),
        **more,
    }
    return Comparison(core, **given)


def agreeing(core: Guideline, ours: Stand, **instead: Said) -> Answer:
    """What an engine answers that says the same, but for what it says instead (`_` for a space in names)."""
    changed = {name.replace("__", " "): value for name, value in instead.items()}
    values = {one.definition: one.ours(ours) for one in questions(core)}
    assert changed.keys() <= values.keys(), changed.keys() - values.keys()
    return Answer({name: _json(value) for name, value in (values | changed).items()})


def _json(value: Said) -> Any:
    if isinstance(value, tuple):
        return [
            {"due": due, "standing": standing, "earliest": due, "last": due, "done": None} for due, standing in value
        ]
    return value
