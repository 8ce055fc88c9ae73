"""What the desk says in the shapes of the protocol: the other place of a finding, titles that are no markup."""

from __future__ import annotations

from lsprotocol import types

from careway.base.source import Span
from careway.desk.hover import Hover, hover
from careway.desk.positions import Lines
from careway.desk.view import look
from careway.lsp.shapes import diagnostic, markdown
from support.checking import BASE

URI = "file:///small.care"


def test_a_finding_names_the_other_place_that_makes_it_so() -> None:
    text = BASE + '\nlab ALT "😀" in U/L\n'
    view, lines = look(text), Lines(text)
    (found,) = [diagnostic(one, lines, URI) for one in view.diagnostics if one.code == "CW201"]
    (other,) = found.related_information or []
    first = text.count("\n", 0, text.index("lab ALT"))
    assert other.location == types.Location(URI, types.Range(types.Position(first, 4), types.Position(first, 7)))
    assert other.message == "first as a lab"


def test_a_warning_is_one() -> None:
    text = BASE + "\nsymptom unused\n"
    view = look(text)
    (found,) = [diagnostic(one, Lines(text), URI) for one in view.diagnostics]
    assert (found.code, found.severity) == ("CW380", types.DiagnosticSeverity.Warning)


def test_an_authors_title_is_never_markup() -> None:
    text = BASE + '\nsymptom itch "<script>*x*</script> [a](b) `c` _d_"\nstop y [1]\n  when itch present\n'
    said = hover(look(text), text.index("itch present"))
    assert said is not None
    shown = markdown(said)
    assert r"\<script\>\*x\*\</script\> \[a\]\(b\) \`c\` \_d\_" in shown


def test_a_text_of_several_lines_stays_in_its_line() -> None:
    shown = markdown(Hover(Span(0, 1), "x", "a lab", "one\n# two", ("a\n\nb",)))
    assert shown == "**x** · a lab: one \\# two\n\n- a b"
