"""No text makes the checker fail: guidelines with words taken out, doubled, exchanged and put in."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from careway.base.rendering import render, to_json
from careway.base.source import Source
from careway.check.codes import CODES
from careway.ir.invariants import violations
from careway.ir.to_json import core_to_json
from careway.pipeline import compile_source
from support.checking import BASE, PAGES, ROOT, examples
from support.chunks import chunks

CHUNKS = [
    chunk.text
    for path in sorted((ROOT / "tests/data/check").glob("*.care"))
    if path.name != "base.care"
    for chunk in chunks(path)
]
EXAMPLES = [text for page in sorted(PAGES.glob("CW[234]*.md")) for text in examples(page.stem)]
_WORD = re.compile(r"\s+|[\w.×/-]+|.")
WORDS = sorted({word for text in [BASE, *CHUNKS] for word in _WORD.findall(text) if not word.isspace()})


@st.composite
def texts(draw: st.DrawFn) -> str:
    """The base and some chunks, with a few words changed."""
    parts = draw(st.lists(st.sampled_from(CHUNKS), min_size=1, max_size=4))
    words = _WORD.findall("\n".join([BASE, *parts]))
    for _ in range(draw(st.integers(0, 6))):
        place = draw(st.integers(0, len(words) - 1))
        if words[place].isspace():
            continue
        match draw(st.integers(0, 3)):
            case 0:
                words[place] = draw(st.sampled_from(WORDS))
            case 1:
                words[place] = ""
            case 2:
                words[place] += " " + words[place]
            case _:
                words[place] += " " + draw(st.sampled_from(WORDS))
    return "".join(words)


def judge(text: str) -> None:
    source = Source("guideline.care", text)
    found = compile_source(source)
    for one in found.diagnostics:
        assert 0 <= one.label.span.start <= one.label.span.end
        assert render(one, source)
        assert to_json(one, source)
        if one.code in CODES:
            assert one.severity is CODES[one.code][0]
    if found.core is not None:
        assert violations(found.core) == ()
        assert core_to_json(found.core)
    else:
        assert any(one.severity.value == "error" for one in found.diagnostics)
    assert compile_source(source) == found


@given(texts())
def test_a_changed_guideline_is_checked_or_refused(text: str) -> None:
    judge(text)


@given(st.lists(st.sampled_from(EXAMPLES), min_size=1, max_size=3))
def test_examples_one_after_the_other(parts: list[str]) -> None:
    judge("\n".join(parts))


def test_a_long_chain_of_definitions_is_no_matter() -> None:
    chain = "".join(f"define d{i} when d{i + 1}\n" for i in range(3000)) + "define d3000 when nausea present\n"
    found = compile_source(Source("guideline.care", f"{BASE}\n{chain}caution a [1]\n  when d0\n"))
    assert found.core is None
    assert "CW229" in {one.code for one in found.diagnostics}


def test_definitions_a_dozen_deep_are_fine() -> None:
    chain = "".join(f"define d{i} when d{i + 1}\n" for i in range(12)) + "define d12 when nausea present\n"
    found = compile_source(Source("guideline.care", f"{BASE}\n{chain}caution a [1]\n  when d0\n"))
    assert found.core is not None


def test_many_rules_are_no_matter() -> None:
    rules = "".join(f"caution a{i} [1]\n  when ALT >= {i + 1} U/L\n" for i in range(300))
    assert compile_source(Source("guideline.care", f"{BASE}\n{rules}")).core is not None
