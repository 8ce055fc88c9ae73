"""Any two guidelines can be compared, and any patients tried, in every form of the report."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from careway.base.source import Source
from careway.cli.diff_report import report
from careway.cli.robustness import lines
from careway.differences.document import FORMAT, Asked, Difference, compared
from careway.differences.markdown import markdown
from careway.differences.of_guidelines import compare
from careway.differences.of_patients import for_whom
from careway.differences.renamed import renamings
from careway.differences.sides import File, Side, Sides, compare_file
from careway.ingest.native_text import native_text
from careway.ir.json_codec import write
from careway.pipeline import compile_source
from careway.robustness.document import gathered
from careway.robustness.trial import Trial, try_file
from careway.synth.patients import patients
from export.random_guidelines import guidelines


@given(guidelines(), guidelines(), st.integers(0, 1000))
@settings(max_examples=6)
def test_any_two_guidelines(one: str, other: str, seed: int) -> None:
    old, new, remarked = (compile_source(Source("x.care", text)).core for text in (one, other, f"# a remark\n{one}"))
    if old is None or new is None:
        return
    assert remarked is not None and compare(old, remarked) == compare(old, old)
    assert compare(old, old).running == compare(old, old).wording == ()
    files = [File(f"{w.patient}.yaml", native_text(w).encode()) for core in (old, new) for w in patients(core, 1, seed)]
    sides = Sides(Side(old, None, tuple(renamings(old, new).items())), Side(new))
    found = for_whom([each for file in files for each in compare_file(sides, file)])
    changes, asked = compare(old, new), Asked(len(files), None, None)
    names = compared("old", old, None), compared("new", new, None)
    told = Difference(FORMAT, "careway", *names, True, changes.running, changes.wording, asked, found)
    assert found.patients == len(files)
    assert markdown(told) and report(told, 80) and write(told)
    tried = gathered(
        old, "careway", None, asked, [t for file in files for t in try_file(Trial(old, None, None, 1, 1), file)]
    )
    assert tried.tried + len(tried.refused) == len(files)
    assert lines(tried, 80) and write(tried)
