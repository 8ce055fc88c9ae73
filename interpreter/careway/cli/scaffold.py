"""A first guideline: a small one that is complete, with cases and a timeline, for an author to change bit by bit."""

from __future__ import annotations

GUIDELINE = """\
# A first guideline. Change it bit by bit, and after each change run: careway check, careway test

guideline {name}
  title "{title}"
  version 0.1.0
  status draft
  disclaimer "A draft for discussion. It replaces neither clinical judgement nor established guidelines."

source 1 guideline "Write here what this rests on" by "who wrote it" in 2025

lab ALT "alanine aminotransferase" in U/L code loinc 1742-6 normal up to 40 U/L

drug azathioprine "azathioprine" in mg/day code rxnorm 1256

symptom nausea "nausea" code snomed 422587007

define restart = first start of azathioprine
define baseline of lab = last lab on or before restart

step treatment "Treatment" [1]
  begin at restart
  advise azathioprine 50 mg/day

monitor ALT "ALT checks" as ALT_checks [1]
  from restart
  weekly for 1 month
  then monthly
  allow 3 days either side

stop rise "Rise of ALT with nausea" [1]
  when all of
    - ALT >= 3 × its baseline
    - nausea present within 7 days
  advise stop azathioprine
  assuming "'with nausea' means recorded at most 7 days before the result, or on its day"
"""

CASES = """\
# Each case: a patient's records, and what the guideline must say. Run them with: careway test
guideline: {name}.care

patients:
  treated:
    events:
      - {{at: 2025-03-07, ALT: 30 U/L}}
      - {{at: 2025-03-08, azathioprine: 50 mg/day}}

cases:
  - case: treatment begins with the drug
    given: treated
    expect: {{step: treatment, stop: none, advice: [azathioprine 50 mg/day], next: {{ALT_checks: 2025-03-15}}}}

  - case: an ALT of 3 × its baseline with nausea
    given: treated
    events: [{{at: 2025-03-15, ALT: $value, nausea: present}}]
    each:
      - {{value: 89 U/L, expect: {{stop: none, step: treatment}}}}
      - {{value: 90 U/L, expect: {{stop: rise}}}}

  - case: whether there was nausea is not recorded
    given: treated
    events: [{{at: 2025-03-15, ALT: 90 U/L}}]
    expect: {{stop: none, undecided: [rise], wanted: {{rise: [nausea]}}}}
"""

TIMELINE = """\
# One patient's records. Run the guideline on them with: careway run {name}.care example.yaml
patient: example
events:
  - {{at: 2025-03-07, ALT: 30 U/L}}
  - {{at: 2025-03-08, azathioprine: 50 mg/day}}
  - {{at: 2025-03-15, ALT: 34 U/L, nausea: absent}}
"""


def files(name: str, title: str) -> dict[str, str]:
    """The files of a first guideline, by name."""
    title = title.replace("\\", "/").replace('"', "'")
    return {
        f"{name}.care": GUIDELINE.format(name=name, title=title),
        f"{name}.cases.yaml": CASES.format(name=name),
        "example.yaml": TIMELINE.format(name=name),
    }
