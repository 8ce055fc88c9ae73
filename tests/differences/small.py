"""A small guideline with every kind of rule, and patients for it, for tests that change one thing."""

from __future__ import annotations

from careway.base.source import Source
from careway.differences.outcomes import Outcome, outcome
from careway.differences.sides import Compared, File, Side, Sides, compare_file
from careway.evaluate.run import run
from careway.ingest.read import read_timelines
from careway.ir.nodes import Guideline
from careway.pipeline import compile_source

TEXT = """\
guideline small
  title "Small"
  version 1.0.0
  status draft
  disclaimer "A draft."

source 1 guideline "A source" in 2025
source 2 guideline "Another" in 2025

lab ALT "alanine aminotransferase" in U/L code loinc 1742-6 normal up to 40 U/L current for 37 days
lab AST "aspartate aminotransferase" in U/L normal up to 40 U/L
lab WBC "white cells" in 10*3/uL
panel tests "tests" = ALT, AST
drug azathioprine in mg/day
symptom nausea
symptom fever
group signs "signs" = nausea, fever
condition asthma absent unless recorded
question agreed "Do both agree?"

parameter first_dose "first dose" = 50 mg/day
parameter pause "length of a pause" = 14 days
set children "Children"
  first_dose = 25 mg/day

define restart = first start of azathioprine
define baseline of lab = last lab on or before restart
define raised when any of ALT, AST > ULN

eligible no_asthma "No asthma" [1]
  when asthma absent
  otherwise "The patient has asthma"

step treatment "Treatment" [1]
  begin at restart
  advise azathioprine first_dose
  go to later after 3 days without nausea

step later "Later"
  advise azathioprine 75 mg/day when agreed
  finish after 8 weeks

monitor tests "Tests" as checks [1]
  from restart
  weekly for 1 month
  then monthly
  allow 3 days either side

task check WBC "White cells" as white_cells within 7 days of restart

stop rise "Rise with nausea" [1]
  when all of
    - any of ALT, AST >= 3 × its baseline
    - any of signs present within 7 days
  advise stop azathioprine

stop high "High" [1]
  when ALT >= 300 U/L
  advise stop azathioprine

caution elevated "Elevated"
  when raised
  advise order tests
  only in treatment, later
"""


def core(text: str) -> Guideline:
    """The core of a text without errors."""
    made = compile_source(Source("small.care", text))
    assert made.core is not None, made.diagnostics
    return made.core


def changed(*edits: tuple[str, str]) -> Guideline:
    """The core with some of its text in other words; each stands there exactly once."""
    text = TEXT
    for before, after in edits:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return core(text)


SMALL = core(TEXT)


def patient(label: str, *events: str) -> File:
    """A file of one patient, who starts azathioprine on 2025-03-08 with an ALT of 30 U/L the day before."""
    begin = ("at: 2025-03-07, ALT: 30 U/L, AST: 25 U/L", "at: 2025-03-08, azathioprine: 50 mg/day")
    lines = [f"  - {{{event}}}" for event in (*begin, *events)]
    return File(f"{label}.yaml", "\n".join([f"patient: {label}", "events:", *lines, ""]).encode())


RISING = patient(
    "rising",
    "at: 2025-03-15, ALT: 65 U/L, AST: 30 U/L, nausea: present",
    "at: 2025-03-20, ALT: 95 U/L, nausea: present",
    "at: 2025-03-29, ALT: 60 U/L, nausea: absent, fever: absent",
)
STEADY = patient(
    "steady",
    "at: 2025-03-15, ALT: 31 U/L, nausea: absent",
    "at: 2025-03-22, ALT: 33 U/L, fever: absent, WBC: 5 10*3/uL",
)
SLIGHT = patient("slight", "at: 2025-03-15, ALT: 62 U/L, nausea: present", "at: 2025-03-24, ALT: 35 U/L")
FILES = (RISING, STEADY, SLIGHT)


def compared(old: Guideline, new: Guideline, files: tuple[File, ...] = FILES) -> list[Compared]:
    """What is different for some patients."""
    sides = Sides(Side(old), Side(new))
    return [one for file in files for one in compare_file(sides, file)]


def outcome_of(guideline: Guideline, file: File) -> Outcome:
    """What a guideline says of the patient of a file."""
    (timeline,) = read_timelines(file.name, file.data, guideline.vocabulary).timelines
    return outcome(run(guideline, timeline, as_of="2025-05-31"))
