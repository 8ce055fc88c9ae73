"""How the manual is made of its pages: what a block may say, and that nothing untrue gets through."""

from __future__ import annotations

from pathlib import Path

import pytest

from manual.blocks import Untrue
from manual.links import problems
from manual.places import beside, linked, made
from manual.transcripts import changed, holds, walk

INTO = {"docs/a/one.md": "a/one.md", "docs/two.md": "two.md", "grammar/README.md": "reference/language.md"}


def shown(page: str, folder: Path) -> str:
    (only,) = walk([("page.md", page)], folder)
    return only


def test_a_command_gets_its_whole_output(tmp_path: Path) -> None:
    page = shown("Before.\n\n```console\n$ careway new x\n```\n\nAfter.\n", tmp_path)
    assert page.startswith("Before.\n\n```console\n$ careway new x\nmade x/x.care\n")
    assert page.endswith("example.yaml\n```\n\nAfter.\n")
    assert (tmp_path / "x/x.care").exists()


def test_what_is_written_and_changed_is_what_the_commands_see(tmp_path: Path) -> None:
    page = shown(
        "```python file=a/b.py\nprint('one')\n```\n```python append=a/b.py\nprint('two')\n```\n"
        "```diff change=a/b.py\n-print('one')\n+print('three')\n```\n```console\n$ python a/b.py\n```\n",
        tmp_path,
    )
    assert "$ python a/b.py\nthree\ntwo\n" in page
    assert '```python title="a/b.py"\n' in page and '```python title="a/b.py, at the end"\n' in page


def test_an_output_with_fences_stays_in_its_block(tmp_path: Path) -> None:
    page = shown("```python file=a.py\nprint('```')\n```\n\n```console\n$ python a.py\n```\n", tmp_path)
    assert "````console\n$ python a.py\n```\n````\n" in page


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("```console\n$ careway check none.care\n```\n", "ends with exit code 2, not 0"),
        ("```console exit=1\n$ careway --version\n```\n", "ends with exit code 0, not 1"),
        ("```console\n$ careway --version\ncareway 99\n```\n", "and not\ncareway 99"),
        ("```console\ncareway --version\n```\n", "begins with something else than a command"),
        ("```console exit\n$ careway --version\n```\n", "a block says 'exit'"),
        ("```care fiel=a.care\n```\n", "a block says 'fiel'"),
        ("```diff change=a.care\n-one\n+two\n```\n", "stands 0 times in a.care"),
    ],
)
def test_a_page_that_says_what_is_not_so_is_refused_by_name(page: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(Untrue) as refused:
        shown(page, tmp_path)
    assert str(refused.value).startswith("page.md: ") and said in str(refused.value)


def test_commands_of_other_programs_stay_as_they_are(tmp_path: Path) -> None:
    page = "```console\n$ node run.cjs\nas typed\n```\n"
    assert shown(page, tmp_path) == page


def test_an_expected_output_may_leave_out_what_is_not_its_point() -> None:
    assert holds("one\n...\nfour\n", "one\ntwo\nthree\nfour\n")
    assert not holds("one\n...\nfive\n", "one\ntwo\nthree\nfour\n")


def test_a_change_must_be_clear() -> None:
    text = "one\ntwo\none\n"
    assert changed(text, " one\n-two\n+three\n", "x") == "one\nthree\none\n"
    with pytest.raises(Untrue, match="stands 2 times in x"):
        changed(text, "-one\n+three\n", "x")


def test_links_lead_to_where_pages_stand_in_the_manual(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("free", encoding="utf-8")
    page = (
        "[a](../two.md#b), [the\nlanguage](../../grammar/README.md), [licence](../../LICENSE), [c](#c),\n"
        "[web](https://example.org), ![picture](made/x.svg), `[no](link)`\n\n```care\n[1](two.md)\n```\n"
    )
    found = linked(page, "docs/a/one.md", INTO, tmp_path)
    assert found == (
        "[a](../two.md#b), [the\nlanguage](../reference/language.md), licence, [c](#c),\n"
        "[web](https://example.org), ![picture](one/x.svg), `[no](link)`\n\n```care\n[1](two.md)\n```\n"
    )
    assert beside("a/one.md") == "one" and made(found, "a/one.md") == ["x.svg"]
    for nowhere in ("three.md", "../../../elsewhere.md", "../../NOTHING"):
        with pytest.raises(Untrue, match="which is nowhere"):
            linked(f"[x]({nowhere})", "docs/a/one.md", INTO, tmp_path)


def test_a_site_that_does_not_hold_together_is_told_page_by_page(tmp_path: Path) -> None:
    (tmp_path / "one.html").write_text('<p id="here"><a href="two.html#there"></a><img src="two.html">', "utf-8")
    (tmp_path / "two.html").write_text(
        '<p id="there"><a href="one.html#here"></a><a href="https://example.org">', "utf-8"
    )
    assert problems(tmp_path) == []
    (tmp_path / "three.html").write_text(
        '<a href="one.html#gone"></a><a href="four.html"></a><a href="javascript:x()"></a><img src="no.png">'
        '<script src="https://example.org/x.js"></script><link rel="stylesheet" href="//example.org/x.css">',
        "utf-8",
    )
    assert problems(tmp_path) == [
        "three.html leads to no.png, which is not there",
        "three.html fetches https://example.org/x.js",
        "three.html fetches //example.org/x.css",
        "three.html leads to one.html#gone, where one.html has no such place",
        "three.html leads to four.html, which is not there",
        "three.html: javascript:x() is not the address of a page",
    ]


def test_an_empty_folder_is_no_site(tmp_path: Path) -> None:
    assert problems(tmp_path) == [f"{tmp_path} has 0 pages"]
