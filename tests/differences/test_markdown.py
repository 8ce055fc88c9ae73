"""The comparison for a pull request: short enough for one comment, and no text of anybody's becomes markup in it."""

from __future__ import annotations

from careway.differences.document import FORMAT, Asked, Difference, compared
from careway.differences.markdown import markdown
from careway.differences.of_guidelines import compare
from careway.differences.of_patients import for_whom
from careway.differences.sides import Compared
from careway.ir.nodes import Guideline
from differences.small import FILES, SMALL, changed
from differences.small import compared as patients

GITHUB = 65_536
LOWER = changed((">= 3 × its baseline", ">= 2 × its baseline"))


def difference(old: Guideline, new: Guideline, found: list[Compared]) -> Difference:
    changes = compare(old, new)
    names = compared("old.care", old, None), compared("new.care", new, None)
    asked = Asked(len(found), None, None)
    return Difference(FORMAT, "careway", *names, True, changes.running, changes.wording, asked, for_whom(found))


def test_a_table_by_rule_and_the_patients() -> None:
    text = markdown(difference(SMALL, LOWER, patients(SMALL, LOWER)))
    assert "| stop **rise** | `ALT >= 3 × baseline of ALT` is now `ALT >= 2 × baseline of ALT`; so for AST |" in text
    assert "something is different for 2 of 3 patients" in text
    assert "| rising | stop rise, 5 days earlier: 2025-03-20 → 2025-03-15 |" in text


def test_it_stays_below_the_limit_and_says_how_many_more() -> None:
    (one,) = [one for one in patients(SMALL, LOWER, FILES[:1]) if one.shifts]
    many = [Compared(f"{number}.yaml", f"{number} {'x' * 90}", one.shifts) for number in range(3000)]
    text = markdown(difference(SMALL, LOWER, many))
    assert len(text.encode()) < GITHUB
    assert "… and 2980 more." in text
    edits = changed(('disclaimer "A draft."', f'disclaimer "{"A long draft. " * 9000}"'))
    assert len(markdown(difference(SMALL, edits, [])).encode()) < GITHUB


def test_no_text_becomes_markup() -> None:
    loud = changed(('stop high "High"', 'stop high "<b>@all</b> | [x](y) `z`"'), ("when ALT >= 300", "when ALT > 300"))
    (one,) = [one for one in patients(SMALL, LOWER, FILES[:1]) if one.shifts]
    text = markdown(difference(SMALL, loud, [Compared("a", "|<script>@x\u202e", one.shifts)]))
    for wrong in ("<b>", "@all", "<script>", "@x", "[x](y)", "\u202e"):
        assert wrong not in text
    assert all(line.count("|") - line.count("\\|") == 3 for line in text.splitlines() if line.startswith("| "))
