"""Each code of the checker has a page whose wrong example gives it and whose right example is free of errors."""

from __future__ import annotations

import pytest

from careway.base.diagnostics import Severity
from careway.base.source import Source
from careway.check.codes import CODES
from careway.pipeline import compile_source
from support.checking import BASE, PAGES, compiled, examples


def test_the_base_of_the_examples_has_nothing_wrong() -> None:
    found = compile_source(Source("base.care", BASE))
    assert found.core is not None
    assert found.diagnostics == ()


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    pages = {page.stem for page in PAGES.glob("CW[234]*.md")}
    assert pages == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_the_page_is_true(code: str) -> None:
    wrong, right = (compile_source(Source("guideline.care", text)) for text in examples(code))
    found = [one for one in wrong.diagnostics if one.code == code]
    assert found, [one.code for one in wrong.diagnostics]
    assert all(one.severity is CODES[code][0] for one in found)
    mended = [one.code for one in right.diagnostics if one.severity is Severity.ERROR or one.code == code]
    assert mended == []
    assert right.core is not None


@pytest.mark.parametrize("code", CODES)
def test_a_wrong_example_gives_one_error_only(code: str) -> None:
    wrong, _ = examples(code)
    errors = {one.code for one in compile_source(Source("guideline.care", wrong)).diagnostics} - {code}
    assert all(CODES[one][0] is Severity.WARNING for one in errors), errors


@pytest.mark.parametrize("code", CODES)
def test_the_page_begins_with_its_code_and_what_it_is_about(code: str) -> None:
    assert (PAGES / f"{code}.md").read_text(encoding="utf-8").startswith(f"# {code}: {CODES[code][1]}\n")


@pytest.mark.parametrize("code", CODES)
def test_an_edit_mends_what_it_is_offered_for(code: str) -> None:
    wrong, _ = examples(code)
    for one in compile_source(Source("guideline.care", wrong)).diagnostics:
        if one.code != code or one.edit is None:
            continue
        mended = wrong[: one.edit.span.start] + one.edit.text + wrong[one.edit.span.end :]
        after = compile_source(Source("guideline.care", mended)).diagnostics
        assert (code, one.label.span.start) not in {(item.code, item.label.span.start) for item in after}


def test_nothing_is_found_twice() -> None:
    found = compiled("stop high_ALT [1]\n  when any of ALT, AST, bilirubin >= 300\n  advise stop azathioprine\n")
    assert [one.code for one in found.diagnostics] == ["CW204"]
