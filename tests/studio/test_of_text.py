"""What the page is told of a guideline's text: the desk's answers, in places as a browser counts them."""

from __future__ import annotations

import pytest

from careway.studio.answers import Edits, Refusal, Shown
from careway.studio.of_text import complete, find, lay_out, look, rename, show, tell
from careway.studio.questions import Complete, Find, LayOut, Look, Rename, Show, Tell
from document.test_pages import Page
from studio.places import cut, page_text, place_of, replaced
from support.checking import BASE

RULE = '\n# 😀 enzymes\nstop rise "😀 Rise" [1]\n  when ALT >= 3 × ULN\n  advise stop azathioprine\n'


def test_a_mistake_is_marked_where_it_stands_and_its_fix_mends_it() -> None:
    text = BASE + RULE.replace("ALT >=", "ALTT >=")
    looked = look(Look(page_text(text)))
    assert not looked.sound
    (found,) = looked.findings
    assert cut(text, found.place) == "ALTT"
    assert (found.severity, found.code) == ("error", "CW200")
    assert found.title == "`ALTT` is not declared. expected a lab, a number or a name for one"
    assert text.split("\n")[found.line - 1][found.column - 1 :].startswith("ALTT")
    assert found.fix is not None and found.fix.label == "Write `ALT`"
    mended = replaced(text, Edits((found.fix,), None))
    assert mended == text.replace("ALTT", "ALT")
    assert look(Look(page_text(mended))).sound


def test_a_finding_names_the_other_place_that_makes_it_so() -> None:
    text = BASE + "\nlab ALT in U/L\n"
    (found,) = [one for one in look(Look(page_text(text))).findings if one.code == "CW201"]
    line = text.count("\n", 0, text.index("lab ALT")) + 1
    assert found.help.endswith(f"line {line}: first as a lab")


def test_parts_of_a_text_are_told_apart() -> None:
    text = BASE + RULE
    looked = look(Look(page_text(text)))
    assert looked.sound and looked.findings == ()
    names = {(cut(text, one.place), one.colour) for one in looked.names}
    assert {("ALT", "variable"), ("rise", "event"), ("azathioprine", "type")} <= names
    words = {(cut(text, one.place), one.colour) for one in looked.words}
    assert {("# 😀 enzymes", "comment"), ('"😀 Rise"', "text"), ("stop", "statement"), ("when", "word")} <= words
    assert {(">=", "sign"), ("×", "sign"), ("ULN", "limit"), ("[1]", "citation")} <= words
    assert not {"ALT", "rise", "azathioprine"} & {word for word, _ in words}
    (entry,) = [one for one in looked.outline if one.name == "rise"]
    assert (entry.sort, entry.detail, cut(text, entry.place)) == ("stop", "😀 Rise", "rise")
    assert cut(text, entry.whole) == RULE[RULE.index("stop rise") :].rstrip()
    assert entry.whole in looked.folds


def test_what_may_be_written_stands_behind_what_is_written() -> None:
    text = BASE + RULE.replace("ALT >= 3 × ULN", "AL")
    found = complete(Complete(page_text(text), place_of(text, "when AL", 7)))
    assert cut(text, found.place) == "AL"
    assert ("ALT", "name") in [(one.text, one.what) for one in found.offers]
    units = complete(Complete(page_text(BASE + RULE), place_of(BASE + RULE, "3 × ULN", 2)))
    assert units.place.start == units.place.end


def test_a_name_is_told_found_and_renamed() -> None:
    text = BASE + RULE
    here = place_of(text, "ALT >= 3")
    told = tell(Tell(page_text(text), here))
    assert told.place is not None and cut(text, told.place) == "ALT"
    assert (told.heading, told.lines) == ("ALT · a lab", ("in U/L", "normal up to 40 U/L"))
    found = find(Find(page_text(text), here))
    assert found.declared is not None and found.declared.start == place_of(text, "lab ALT", 4)
    assert [cut(text, one) for one in found.places] == ["ALT"] * 3
    renamed = rename(Rename(page_text(text), here, "SGPT"))
    assert isinstance(renamed, Edits)
    after = replaced(text, renamed)
    assert "ALT" not in after and "SGPT >= 3 × ULN" in after
    assert renamed.note == "Cases are not changed: where they say ALT, write SGPT there too."
    assert rename(Rename(page_text(text), here, "AST")) == Refusal("`AST` is taken: it is a lab")


def test_where_no_name_stands_there_is_nothing_to_tell() -> None:
    text = BASE + RULE
    here = place_of(text, "😀 enzymes", 1)
    assert tell(Tell(page_text(text), here)).place is None
    assert find(Find(page_text(text), here)).declared is None
    assert isinstance(rename(Rename(page_text(text), here, "x")), Refusal)


def test_a_text_is_laid_out_unless_it_has_a_mistake() -> None:
    text = BASE + RULE.replace("when ALT", "when    ALT")
    laid_out = lay_out(LayOut(page_text(text)))
    assert isinstance(laid_out, Edits)
    standard = replaced(text, laid_out)
    assert "  when ALT >= 3 × ULN" in standard
    again = lay_out(LayOut(page_text(standard)))
    assert again == Edits((), "The layout is the standard one already.")
    assert isinstance(lay_out(LayOut(page_text(text + "stop (\n"))), Refusal)


def test_the_document_keeps_to_its_part_of_the_page() -> None:
    shown = show(Show(page_text(BASE + RULE)))
    assert isinstance(shown, Shown)
    page = Page(shown.html)
    assert page.unbalanced == [] and "style" not in dict(page.attributes)
    ids = [value or "" for name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids)) > 10
    assert all(one.startswith("document-") for one in ids)
    links = [value or "" for name, value in page.attributes if name == "href"]
    assert {one.removeprefix("#") for one in links} <= set(ids)
    assert "<svg" in shown.html and "😀 Rise" in page.text
    assert not {"main", "header", "footer", "style", "script"} & set(page.tags)
    assert shown.style.startswith(".document {") and ":root" not in shown.style and "body {" not in shown.style


def test_without_what_draws_the_chart_the_words_stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("careway.studio.of_text.find_spec", lambda name: None)
    shown = show(Show(page_text(BASE + RULE)))
    assert isinstance(shown, Shown)
    assert "<svg" not in shown.html and "<figure" not in shown.html and "Rise" in shown.html


def test_of_a_text_with_errors_no_document_is_made() -> None:
    assert isinstance(show(Show(page_text(BASE + "\nstop (\n"))), Refusal)


@pytest.mark.parametrize("text", ["", "\x00", "\ufeff", "😀" * 3, "lab \x1b\u202e", BASE[: len(BASE) // 2] + "\x07"])
def test_whatever_is_written_is_looked_at(text: str) -> None:
    looked = look(Look(page_text(text)))
    assert not looked.sound and looked.findings
    length = len(text.encode("utf-16-le")) // 2
    places = [one.place for one in looked.findings] + [one.place for one in (*looked.names, *looked.words)]
    assert all(0 <= one.start <= one.end <= length for one in places)
    assert complete(Complete(page_text(text), 10**9)).place.end <= length
    assert complete(Complete(page_text(text), -5)).place.start >= 0
