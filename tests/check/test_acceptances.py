"""Findings that an author accepts: where they may stand, what the core holds, and what is said of a wrong one."""

from __future__ import annotations

from careway.evaluate.run import run
from careway.ingest.read import read_timelines
from careway.ir.headings import headings
from careway.ir.json_codec import encode
from careway.ir.nodes import Acceptance
from careway.model.terms import FindingKind
from support.checking import compiled, core

EVERYWHERE = """
eligible well [1]
  when nausea absent
  accepted because "eligible"
exclude sick [1]
  when vomiting present
  accepted because "exclude"
step later [1]
  accepted trap because "step"
  monitor ALT as inside
    weekly
    accepted hole because "inside"
  task check TPMT as asked before restart
    accepted because "asked"
monitor AST as outside [1]
  from restart
  weekly
  accepted because "outside"
task check TPMT as wanted before restart [1]
  accepted because "wanted"
stop high [1]
  when ALT >= 500 U/L
  accepted reversal because "stop"
  advise stop azathioprine
  accepted because "stop again"
caution raised [1]
  when ALT > ULN
  accepted because "caution"
after stop [1]
  advise avoid azathioprine
  accepted because "after"
"""


def test_every_rule_may_accept() -> None:
    found = {one.name: [each.because for each in one.accepted] for one in headings(core(EVERYWHERE)) if one.accepted}
    assert found == {
        "well": ["eligible"],
        "sick": ["exclude"],
        "later": ["step"],
        "inside": ["inside"],
        "asked": ["asked"],
        "outside": ["outside"],
        "wanted": ["wanted"],
        "high": ["stop", "stop again"],
        "raised": ["caution"],
        "after_stop": ["after"],
    }


def test_an_acceptance_has_its_kind_reason_and_line() -> None:
    text = 'caution raised [1]\n  when ALT > ULN\n  accepted idle because "rare"\n  accepted because "known"\n'
    (caution,) = core(text).cautions
    line = caution.heading.line
    assert caution.heading.accepted == (
        Acceptance(FindingKind.IDLE, "rare", line + 2),
        Acceptance(None, "known", line + 3),
    )


def test_a_kind_that_does_not_exist_is_told_with_the_nearest_and_all_others() -> None:
    found = compiled('caution raised [1]\n  when ALT > ULN\n  accepted ovrelap because "known"\n')
    (told,) = [one for one in found.diagnostics if one.code == "CW235"]
    assert found.core is None
    assert told.edit is not None and told.edit.text == "overlap"
    assert told.help is not None and told.help.startswith("did you mean `overlap`?")
    assert all(kind.value in told.help for kind in FindingKind)


def test_a_kind_that_resembles_none_is_told_with_all() -> None:
    found = compiled('caution raised [1]\n  when ALT > ULN\n  accepted everything because "known"\n')
    (told,) = [one for one in found.diagnostics if one.code == "CW235"]
    assert told.edit is None
    assert told.help == "write one of " + ", ".join(kind.value for kind in FindingKind)


def test_a_run_says_nothing_of_it() -> None:
    plain = "\n".join("" if "accepted" in line else line for line in EVERYWHERE.splitlines())
    records = b"patient: p\nevents:\n- {at: 2025-03-01, azathioprine: 50 mg/day}\n- {at: 2025-03-08, ALT: 600 U/L}\n"
    said = []
    for text in (plain, EVERYWHERE):
        one = core(text)
        (timeline,) = read_timelines("p.yaml", records, one.vocabulary).timelines
        said.append(str(encode(run(one, timeline))).replace(one.sha256, ""))
    assert "'rule': 'high'" in said[0]
    assert said[0] == said[1]
