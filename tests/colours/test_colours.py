"""Guidelines are coloured as the parser reads them, the same in editors and by Pygments."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name, get_lexer_for_filename

from careway.colours import textmate
from careway.colours.kinds import KEYWORDS, Kind
from careway.colours.lexer import CarewayLexer
from careway.colours.stretches import stretches
from careway.syntax.table import table
from colours.coloured import by_pygments
from colours.corpus import ALL, GRAMMAR, SOUND
from colours.truth import taken
from support.tree import ROOT

PHRASES = {"first time", "on or before", "on or after"}


def said(text: str) -> str:
    """The kinds of the stretches of a text that are not space, as `kind:stretch` parted by two spaces."""
    kinds = by_pygments(text)
    parts: list[tuple[Kind, str]] = []
    for kind, letter in zip(kinds, text, strict=True):
        if parts and parts[-1][0] is kind and kind is not Kind.SPACE:
            parts[-1] = (kind, parts[-1][1] + letter)
        else:
            parts.append((kind, letter))
    return "  ".join(f"{kind.name.lower()}:{part}" for kind, part in parts if kind is not Kind.SPACE)


def test_the_grammar_for_editors_is_made_from_the_language(update: bool) -> None:
    if update:
        GRAMMAR.write_text(textmate.grammar(), encoding="utf-8")
    assert GRAMMAR.read_text(encoding="utf-8") == textmate.grammar(), "run: pytest tests/colours --update"


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.name)
def test_a_guideline_is_coloured_as_it_is_read(path: Path) -> None:
    """Each word, sign and literal is what the parser takes it for, names that are spelled as keywords among them."""
    text = path.read_text(encoding="utf-8")
    kinds = by_pygments(text)
    looked_at, wrong = 0, []
    for start, end, right in taken(text):
        looked_at += 1
        if not set(kinds[start:end]) - {Kind.SPACE} <= right:
            line = text.count("\n", 0, start) + 1
            wrong.append(f"{line}: {text[start:end]} is {kinds[start].name}, not {sorted(kind.name for kind in right)}")
    assert looked_at > 100
    assert wrong == []


@given(st.text())
def test_every_text_is_coloured_whole(text: str) -> None:
    assert "".join(value for _, _, value in CarewayLexer().get_tokens_unprocessed(text)) == text


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.name)
def test_without_pygments_the_stretches_are_the_same(path: Path) -> None:
    for text in (path.read_text(encoding="utf-8"), path.read_text(encoding="utf-8")[::-1] + '"\x00\u2028'):
        kinds = [one.kind for one in stretches(text) for _ in range(one.span.start, one.span.end)]
        assert kinds == by_pygments(text)


def test_every_keyword_is_coloured_as_one() -> None:
    durations = set(table().lexer.words_of("TIME_UNIT")) | {
        f"{unit}{s}" for unit in ("minute", "hour", "day", "week", "month", "year") for s in ("", "s")
    }
    for word in [*(table().lexer.keywords - durations), *PHRASES]:
        for text in (word, f"  {word}", f"  {word} "):
            assert {*by_pygments(text)} - {Kind.SPACE} <= KEYWORDS, word


def test_no_other_word_is_coloured_as_a_keyword() -> None:
    known = table().lexer.keywords | {word for phrase in PHRASES for word in phrase.split()}
    coloured = set()
    for path in ALL:
        text = path.read_text(encoding="utf-8")
        kinds = by_pygments(text)
        coloured |= {word[0] for word in re.finditer(r"\w+", text) if kinds[word.start()] in KEYWORDS}
    assert coloured <= known
    assert len(coloured) > 100


@given(st.from_regex(r"\A[A-Za-z_][A-Za-z_0-9]{0,12}\Z"))
def test_a_word_that_the_language_does_not_have_is_a_name(word: str) -> None:
    if word not in table().lexer.keywords:
        assert set(by_pygments(f"  {word}")) <= {Kind.NAME, Kind.SPACE}
        assert by_pygments(f"step {word}")[5:] == [Kind.DECLARED] * len(word)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  after 3 days", "word:after  duration:3 days"),
        ("  within 24 hours of", "word:within  duration:24 hours  word:of"),
        ("  ALT >= 300 U/L", "name:ALT  sign:>=  number:300  unit:U/L"),
        ("  ANC < 1.5 10*3/uL", "name:ANC  sign:<  number:1.5  unit:10*3/uL"),
        ("  ALT > 2 [IU]/L", "name:ALT  sign:>  number:2  unit:[IU]/L"),
        ("  when ALT > 3 [1, who]", "word:when  name:ALT  sign:>  number:3  citation:[1, who]"),
        ("  ALT >= 3 x its ULN", "name:ALT  sign:>=  number:3  joint:x  word:its  limit:ULN"),
        ("  advise azathioprine 1/4 to 1/3 of", "word:advise  name:azathioprine  number:1  sign:/  number:4  "
         "word:to  number:1  sign:/  number:3  word:of"),
        ("  advise azathioprine 200mg/day", "word:advise  name:azathioprine  number:200  unit:mg/day"),
        ("  over 2 to 3 weeks", "word:over  number:2  word:to  duration:3 weeks"),
        ("  at least 2 times", "word:at  word:least  number:2  word:times"),
        ("  date 2025-10-25", "word:date  date:2025-10-25"),
        ("  version 1.0.0-rc.1", "word:version  version:1.0.0-rc.1"),
        ("  status active", "word:status  name:active"),
        ("  code icd10 K76.9 normal", "word:code  name:icd10  code:K76.9  word:normal"),
        ("  - not restart", "bullet:-  joint:not  name:restart"),
        ('source 1 guideline "T" in 25', 'statement:source  citation:1  name:guideline  text:"T"  word:in  number:25'),
        ("lab date in U/L", "statement:lab  declared:date  word:in  unit:U/L"),
        ("lab ALT code loinc 1742-6", "statement:lab  declared:ALT  word:code  name:loinc  code:1742-6"),
        ("eligible when age", "statement:eligible  word:when  word:age"),
        ("eligible adult", "statement:eligible  declared:adult"),
        ("monitor ALT as checks", "statement:monitor  name:ALT  word:as  declared:checks"),
        ("  on return restart", "word:on  word:return  word:restart"),
        ("  begin at restart", "word:begin  word:at  name:restart"),
        ("define a = first time (b) since restart", "statement:define  declared:a  sign:=  word:first time  "
         "punctuation:(  name:b  punctuation:)  word:since  name:restart"),
        ('  title "a # b" # c', 'word:title  text:"a # b"  comment:# c'),
        ('  title "open # b', 'word:title  odd:"open # b'),
        ("  when ALT ; AST", "word:when  name:ALT  odd:;  name:AST"),
    ],
)  # fmt: skip
def test_literals_and_names_are_told_apart(text: str, expected: str) -> None:
    assert said(text) == expected


def test_a_mistake_does_not_colour_the_lines_below_it() -> None:
    line = "  when ALT > 3 × ULN"
    for before in ('title "open', "define x = (", "[1,", "stop"):
        assert by_pygments(f"{before}\n{line}")[len(before) + 1 :] == by_pygments(f"\n{line}")[1:]


def test_pygments_finds_the_lexer_once_careway_is_installed() -> None:
    assert isinstance(get_lexer_for_filename("guideline.care"), CarewayLexer)
    for name in ("careway", "care", "care-part"):
        assert isinstance(get_lexer_by_name(name), CarewayLexer)


def test_a_document_shows_a_guideline_in_colour() -> None:
    shown = highlight("stop rise [1]\n  when ALT >= 3 × ULN\n", CarewayLexer(), HtmlFormatter(nowrap=True))
    assert '<span class="kd">stop</span>' in shown
    assert '<span class="nf">rise</span>' in shown
    assert "&gt;=" in shown


WITHOUT = """
import sys
sys.modules["pygments"] = None
from careway.colours import textmate
from careway.cli.main import main
assert textmate.grammar()
sys.exit(main(["check", sys.argv[1]]))
"""


def test_careway_itself_needs_no_pygments() -> None:
    guideline = ROOT / "guideline" / "azathioprine" / "reintroduction.care"
    command = [sys.executable, "-c", WITHOUT, str(guideline)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "interpreter")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{guideline}: " in done.stdout
