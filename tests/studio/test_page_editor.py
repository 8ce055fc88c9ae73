"""The author's side of the studio's page, in a real browser on a folder of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from support.accessibility import violations
from support.browser import opened
from support.studio import running, serving

GUIDELINE = """\
guideline few
  title "A guideline for the tests of the page"
  version 1.0.0
  status draft
  date 2026-11-01
  disclaimer "Decision support under development, not a medical device."

source 1 guideline "An article"

lab ALT "alanine aminotransferase" in U/L code loinc 1742-6 normal up to 40 U/L

drug azathioprine "azathioprine" in mg/day code rxnorm 1256

step treatment "Treatment" [1]
  begin at first start of azathioprine
  advise azathioprine 50 mg/day

stop high "High" [1]
  when ALT >= 300 U/L
  advise stop azathioprine

caution raised "Raised" [1]
  when ALT > ULN
  advise "Look again"
"""
CASES = """\
guideline: few.care
cases:
  - case: 300 U/L stops
    events:
      - {at: 2026-01-01, azathioprine: 50 mg/day}
      - {at: 2026-01-10, ALT: 300 U/L}
    expect: {stop: high}
  - case: 299 U/L does not
    events:
      - {at: 2026-01-01, azathioprine: 50 mg/day}
      - {at: 2026-01-10, ALT: 299 U/L}
    expect: {stop: none, cautions: raised}
"""
PATIENT = """\
patient: someone
events:
  - {at: 2026-01-01, azathioprine: 50 mg/day}
  - {at: 2026-01-10, ALT: 310 U/L}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    folder.mkdir()
    for name, text in (("few.care", GUIDELINE), ("few.cases.yaml", CASES), ("someone.yaml", PATIENT)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@contextmanager
def page_of(
    browser: Browser, folder: Path, *, width: int = 1400, dark: bool = False, expected: tuple[str, ...] = ()
) -> Iterator[Page]:
    """The page of a folder, with its guideline looked at."""
    with running(folder) as address, opened(browser, width=width, dark=dark, expected=expected) as page:
        page.goto(address)
        expect(page.locator(".cm-c-statement").first).to_be_visible()
        yield page


def editor(page: Page) -> Locator:
    return page.locator(".author .editor:visible .cm-content")


def put_cursor_behind(page: Page, text: str) -> None:
    """The cursor behind the first such stretch of the editor that is shown."""
    line = editor(page).locator(".cm-line", has_text=text).first
    line.scroll_into_view_if_needed()
    place = line.evaluate(
        """(line, text) => {
          const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
          let rest = line.textContent.indexOf(text) + text.length;
          for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
            if (rest <= node.length) {
              const range = document.createRange();
              range.setStart(node, Math.max(rest - 1, 0));
              range.setEnd(node, rest);
              const box = range.getBoundingClientRect();
              return { x: box.right, y: box.top + box.height / 2 };
            }
            rest -= node.length;
          }
        }""",
        text,
    )
    page.mouse.click(place["x"], place["y"])


def text_of(page: Page) -> str:
    """The text of the editor that is shown, as long as all of it fits on the screen."""
    return "\n".join(editor(page).locator(".cm-line").all_text_contents())


def findings(page: Page) -> Locator:
    return page.get_by_role("region", name="Findings")


def test_a_mistake_is_marked_as_it_is_typed_and_its_fix_takes_it_away(browser: Browser, folder: Path) -> None:
    with page_of(browser, folder) as page:
        expect(findings(page)).to_contain_text("No findings")
        put_cursor_behind(page, "when ALT > ULN")
        page.keyboard.type(" and ALTT > 3 × ULN")
        expect(findings(page)).to_contain_text("ALTT")
        expect(editor(page).locator(".cm-lintRange-error")).to_have_text("ALTT")
        expect(page.get_by_text("Not saved: few.care")).to_be_visible()
        findings(page).locator("button.fix").first.click()
        expect(findings(page)).to_contain_text("No findings")
        assert "when ALT > ULN and ALT > 3 × ULN" in text_of(page)
        page.keyboard.press("Control+z")
        expect(findings(page)).to_contain_text("ALTT")


def test_a_fix_goes_where_it_belongs_though_text_was_typed_meanwhile(browser: Browser, folder: Path) -> None:
    (folder / "few.care").write_text(GUIDELINE.replace("ALT > ULN", "ALTT > ULN"), encoding="utf-8")
    with page_of(browser, folder) as page:
        expect(findings(page)).to_contain_text("ALTT")
        page.evaluate("""() => {
          const ask = window.fetch;
          window.fetch = (where, what) => new Promise((give) => setTimeout(() => give(ask(where, what)), 3000));
        }""")
        put_cursor_behind(page, "guideline few")
        page.keyboard.type("er_words")
        findings(page).locator("button.fix").first.click()
        assert "  when ALT > ULN" in text_of(page)
        assert "guideline fewer_words" in text_of(page)


def test_a_finding_is_a_press_away_and_told_where_it_is_marked(browser: Browser, folder: Path) -> None:
    (folder / "few.care").write_text(GUIDELINE.replace("ALT > ULN", "ALTT > ULN"), encoding="utf-8")
    with page_of(browser, folder) as page:
        findings(page).get_by_role("button", name=re.compile("ALTT")).first.click()
        expect(editor(page)).to_be_focused()
        page.keyboard.press("ControlOrMeta+c")
        page.keyboard.type("AST")
        assert "when AST > ULN" in text_of(page)
        mark = editor(page).locator(".cm-lintRange-error")
        expect(mark).to_have_text("AST")
        mark.hover()
        expect(page.locator(".cm-tooltip-lint")).to_contain_text("AST")


def test_the_line_that_is_written_stays_in_sight_when_a_finding_comes(browser: Browser, folder: Path) -> None:
    with page_of(browser, folder) as page:
        page.set_viewport_size({"width": 1400, "height": 640})
        put_cursor_behind(page, 'advise "Look again"')
        page.keyboard.press("Enter")
        page.keyboard.type("advise stop nothing_at_all")
        expect(findings(page)).to_contain_text("nothing_at_all")
        line = editor(page).locator(".cm-activeLine")
        box, scroller = line.bounding_box(), page.locator(".author .cm-scroller:visible").first.bounding_box()
        assert box is not None and scroller is not None
        assert box["y"] + box["height"] <= scroller["y"] + scroller["height"]


def test_what_may_follow_is_offered_and_written(browser: Browser, folder: Path) -> None:
    with page_of(browser, folder) as page:
        put_cursor_behind(page, "when ALT >= 300 U/L")
        page.keyboard.type(" and az")
        offers = page.locator(".cm-tooltip-autocomplete").get_by_role("option")
        expect(offers.first).to_contain_text("azathioprine")
        expect(offers.first).to_contain_text("drug in mg/day")
        page.wait_for_timeout(200)  # what has just come up is not yet taken by Enter
        page.keyboard.press("Enter")
        expect(editor(page)).to_contain_text("and azathioprine")
        page.keyboard.type(" ")
        page.keyboard.press("Control+Space")
        expect(offers.filter(has_text="active")).to_be_visible()


def test_enter_behind_a_whole_word_is_the_end_of_the_line(browser: Browser, folder: Path) -> None:
    with page_of(browser, folder) as page:
        put_cursor_behind(page, 'advise "Look again"')
        page.keyboard.press("Enter")
        page.keyboard.type("advise stop azathioprine", delay=15)
        page.wait_for_timeout(600)
        page.keyboard.press("Enter")
        page.keyboard.type("x")
        assert text_of(page).rstrip().endswith("  advise stop azathioprine\n  x")


def test_a_name_is_explained_found_and_renamed_everywhere(browser: Browser, folder: Path) -> None:
    with page_of(browser, folder) as page:
        editor(page).locator(".cm-c-variable", has_text="ALT").nth(1).hover()
        expect(page.locator(".cm-told")).to_contain_text("alanine aminotransferase")
        put_cursor_behind(page, "when ALT")
        expect(editor(page).locator(".cm-sameName")).to_have_count(3)
        page.keyboard.press("F2")
        field = page.get_by_role("textbox", name="New name for ALT")
        expect(field).to_be_focused()
        field.fill("stop")
        field.press("Enter")
        expect(page.locator(".cm-told [role=alert]")).not_to_be_empty()
        field.fill("GPT")
        field.press("Enter")
        expect(editor(page)).to_contain_text("when GPT >= 300 U/L")
        assert "ALT" not in text_of(page)
        assert text_of(page).count("GPT") == 3
        page.keyboard.press("Control+z")
        assert text_of(page).count("ALT") == 3


def test_f12_goes_to_where_a_name_is_declared(browser: Browser, folder: Path) -> None:
    with page_of(browser, folder) as page:
        put_cursor_behind(page, "when ALT")
        page.keyboard.press("F12")
        expect(editor(page).locator(".cm-activeLine")).to_contain_text('lab ALT "alanine')
        editor(page).locator(".cm-c-type", has_text="azathioprine").last.click(modifiers=["Control"])
        expect(editor(page).locator(".cm-activeLine")).to_contain_text('drug azathioprine "')
        put_cursor_behind(page, "begin at")
        page.keyboard.press("F12")
        expect(page.get_by_text("No name that is declared stands here.")).to_be_visible()


def test_the_outline_leads_to_a_statement(browser: Browser, folder: Path) -> None:
    with page_of(browser, folder) as page:
        editor(page).click()
        page.keyboard.press("Control+Shift+O")
        expect(page.get_by_role("combobox", name="Go to a statement")).to_be_focused()
        assert violations(page) == []
        page.keyboard.type("raised")
        page.keyboard.press("Enter")
        expect(editor(page)).to_be_focused()
        expect(editor(page).locator(".cm-activeLine")).to_contain_text("caution raised")


def test_a_text_is_laid_out_by_a_key(browser: Browser, folder: Path) -> None:
    with page_of(browser, folder) as page:
        put_cursor_behind(page, "when ALT > ULN")
        page.keyboard.press("Home")
        page.keyboard.type("    ")
        page.keyboard.press("Shift+Alt+F")
        expect(page.get_by_text("Laid out.", exact=True)).to_be_visible()
        assert text_of(page).strip() == GUIDELINE.strip()


def test_the_document_is_what_the_text_says_now(browser: Browser, folder: Path) -> None:
    with page_of(browser, folder) as page:
        put_cursor_behind(page, "A guideline for the tests of the page")
        page.keyboard.type(", changed <b>here</b>")
        page.get_by_role("tab", name="Document").click()
        expect(page.get_by_role("heading", name="changed <b>here</b>")).to_be_visible()
        assert violations(page) == []
        page.get_by_role("tabpanel").get_by_role("link", name="When to stop").first.click()
        expect(page.get_by_role("heading", name="When to stop")).to_be_in_viewport()


def test_saving_is_said_and_done_by_a_key(browser: Browser, folder: Path) -> None:
    with page_of(browser, folder) as page:
        expect(page.get_by_text("All saved")).to_be_visible()
        put_cursor_behind(page, 'title "A guideline')
        page.keyboard.type(", saved,")
        expect(page.get_by_text("Not saved: few.care")).to_be_visible()
        page.keyboard.press("Control+s")
        expect(page.get_by_text("All saved")).to_be_visible()
        assert 'title "A guideline, saved, for' in (folder / "few.care").read_text(encoding="utf-8")


def test_what_is_not_saved_survives_a_reload(browser: Browser, folder: Path) -> None:
    with page_of(browser, folder) as page:
        put_cursor_behind(page, 'title "A guideline')
        page.keyboard.type(", not saved,")
        expect(page.get_by_text("Not saved: few.care")).to_be_visible()
        page.reload()
        expect(page.get_by_text("Not saved: few.care")).to_be_visible()
        expect(editor(page)).to_contain_text("A guideline, not saved, for")
        assert (folder / "few.care").read_text(encoding="utf-8") == GUIDELINE
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("All saved")).to_be_visible()
        page.reload()
        expect(editor(page)).to_contain_text("A guideline, not saved, for")
        expect(page.get_by_text("All saved")).to_be_visible()


def test_closing_warns_as_long_as_something_is_not_saved(browser: Browser, folder: Path) -> None:
    with page_of(browser, folder) as page:
        put_cursor_behind(page, 'title "A guideline')
        page.keyboard.type(", not saved,")
        expect(page.get_by_text("Not saved: few.care")).to_be_visible()
        with page.expect_event("dialog") as asked:
            page.close(run_before_unload=True)
        assert asked.value.type == "beforeunload"
        asked.value.dismiss()
        page.keyboard.press("Control+s")
        expect(page.get_by_text("All saved")).to_be_visible()
        page.close(run_before_unload=True)
        assert page.is_closed() or page.wait_for_event("close") is page


def test_the_page_says_when_careway_is_gone_and_keeps_what_was_typed(browser: Browser, folder: Path) -> None:
    with serving(folder) as server, opened(browser, expected=("ERR_CONNECTION_REFUSED",)) as page:
        page.goto(server.address)
        expect(page.locator(".cm-c-statement").first).to_be_visible()
        server.end()
        put_cursor_behind(page, 'title "A guideline')
        page.keyboard.type(", not saved,")
        expect(page.locator("header [role=status]")).to_contain_text("Is careway studio still running?")
        page.keyboard.press("Control+s")
        expect(page.get_by_role("alert").first).to_contain_text("few.care")
        assert "A guideline, not saved, for" in text_of(page)


def test_a_change_on_disk_comes_in_where_nothing_was_changed_here(browser: Browser, folder: Path) -> None:
    with page_of(browser, folder) as page:
        (folder / "few.care").write_text(GUIDELINE.replace("Look again", "Look twice"), encoding="utf-8")
        expect(editor(page)).to_contain_text("Look twice")
        expect(page.get_by_text("All saved")).to_be_visible()


THEIRS = GUIDELINE.replace("Look again", "Look twice")


@contextmanager
def in_conflict(browser: Browser, folder: Path) -> Iterator[Page]:
    """The page with a change of its own, when another was made on disk."""
    with page_of(browser, folder) as page:
        put_cursor_behind(page, 'title "A guideline')
        page.keyboard.type(", mine,")
        (folder / "few.care").write_text(THEIRS, encoding="utf-8")
        page.keyboard.press("Control+s")
        expect(page.get_by_role("alert")).to_contain_text("was changed on disk")
        assert (folder / "few.care").read_text(encoding="utf-8") == THEIRS
        page.keyboard.press("Control+s")
        assert (folder / "few.care").read_text(encoding="utf-8") == THEIRS
        yield page


def test_a_change_on_disk_is_not_overwritten_unless_said_so(browser: Browser, folder: Path) -> None:
    with in_conflict(browser, folder) as page:
        page.reload()
        expect(page.get_by_role("alert")).to_contain_text("was changed on disk")
        assert violations(page) == []
        page.get_by_role("button", name="Keep mine").click()
        expect(page.get_by_text("All saved")).to_be_visible()
        assert "A guideline, mine, for" in (folder / "few.care").read_text(encoding="utf-8")
        assert "Look again" in (folder / "few.care").read_text(encoding="utf-8")


def test_what_was_changed_on_disk_can_be_taken_and_be_undone(browser: Browser, folder: Path) -> None:
    with in_conflict(browser, folder) as page:
        page.get_by_role("button", name="Take theirs").click()
        expect(page.get_by_text("All saved")).to_be_visible()
        expect(editor(page)).to_contain_text("Look twice")
        editor(page).click()
        page.keyboard.press("Control+z")
        expect(editor(page)).to_contain_text("A guideline, mine, for")
        expect(page.get_by_text("Not saved: few.care")).to_be_visible()


def test_both_texts_can_be_compared_and_be_put_together(browser: Browser, folder: Path) -> None:
    with in_conflict(browser, folder) as page:
        page.get_by_role("button", name="Compare").click()
        dialog = page.get_by_role("dialog", name="Compare few.care")
        expect(dialog.get_by_role("textbox", name="few.care on disk")).to_contain_text("Look twice")
        assert violations(page) == []
        dialog.locator(".cm-merge-revert button").last.click()
        dialog.get_by_role("button", name="Keep what stands on the right").click()
        expect(page.get_by_text("All saved")).to_be_visible()
        saved = (folder / "few.care").read_text(encoding="utf-8")
        assert "A guideline, mine, for" in saved
        assert "Look twice" in saved


def test_a_file_that_went_away_is_said_and_can_be_saved_anew(browser: Browser, folder: Path) -> None:
    with page_of(browser, folder) as page:
        (folder / "few.care").unlink()
        expect(page.get_by_role("alert")).to_contain_text("is no longer on disk")
        page.get_by_role("button", name=re.compile("Keep mine")).click()
        expect(page.get_by_text("All saved")).to_be_visible()
        assert (folder / "few.care").read_text(encoding="utf-8") == GUIDELINE


def test_each_guideline_of_the_folder_can_be_chosen_and_keeps_its_changes(browser: Browser, folder: Path) -> None:
    (folder / "other.care").write_text(GUIDELINE.replace("guideline few", "guideline other"), encoding="utf-8")
    with page_of(browser, folder) as page:
        put_cursor_behind(page, 'title "A guideline')
        page.keyboard.type(", mine,")
        page.get_by_role("combobox", name="Guideline").select_option("other.care")
        expect(editor(page)).to_contain_text("guideline other")
        expect(page.get_by_role("tab", name="Cases")).to_contain_text("none")
        page.get_by_role("combobox", name="Guideline").select_option("few.care")
        expect(editor(page)).to_contain_text("A guideline, mine, for")
        expect(page.get_by_role("tab", name="Cases")).to_contain_text("2 cases: all pass")


def test_a_folder_may_be_empty_until_a_guideline_comes(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    with running(folder) as address, opened(browser) as page:
        page.goto(address)
        expect(page.get_by_text("There is no guideline in this folder")).to_be_visible()
        assert violations(page) == []
        (folder / "it's <b>.care").write_text(GUIDELINE, encoding="utf-8")
        (folder / "it's.care").write_text(GUIDELINE, encoding="utf-8")
        expect(editor(page)).to_contain_text("guideline few")
        expect(page.get_by_role("combobox", name="Guideline")).to_have_value("it's.care")
        expect(page.get_by_text("There is no guideline in this folder")).to_have_count(0)
        expect(page.get_by_text("1 file is left out")).to_be_visible()


def test_the_first_case_begins_a_file_of_cases(browser: Browser, folder: Path) -> None:
    (folder / "few.cases.yaml").unlink()
    with page_of(browser, folder) as page:
        expect(page.get_by_role("tab", name="Cases")).to_contain_text("none")
        page.get_by_role("textbox", name="Keep this as a case").fill("someone at 310 U/L")
        page.get_by_role("button", name="Keep", exact=True).click()
        expect(page.get_by_role("tab", name="Cases")).to_contain_text("1 case: passes")
        expect(page.get_by_text("Not saved: few.cases.yaml")).to_be_visible()
        page.reload()
        expect(page.get_by_role("tab", name="Cases")).to_contain_text("1 case: passes")
        page.keyboard.press("Control+s")
        expect(page.get_by_text("All saved")).to_be_visible()
        assert "someone at 310 U/L" in (folder / "few.cases.yaml").read_text(encoding="utf-8")


def test_cases_turn_red_and_green_as_one_types(browser: Browser, folder: Path) -> None:
    with page_of(browser, folder) as page:
        tab = page.get_by_role("tab", name="Cases")
        expect(tab).to_contain_text("2 cases: all pass")
        put_cursor_behind(page, "when ALT >= 300")
        page.keyboard.press("Backspace")
        page.keyboard.type("1")
        expect(tab).to_contain_text("1 of 2 fails")
        tab.click()
        panel = page.get_by_role("tabpanel")
        failing = panel.locator("li.failed")
        expect(failing).to_contain_text("300 U/L stops")
        expect(failing.locator("li").first).not_to_be_empty()
        assert violations(page) == []
        failing.get_by_role("button").first.click()
        expect(editor(page).locator(".cm-activeLine")).to_contain_text("case: 300 U/L stops")
        put_cursor_behind(page, "2026-01-10, ALT: 300")
        page.keyboard.press("Backspace")
        page.keyboard.type("1")
        expect(tab).to_contain_text("2 cases: all pass")
        expect(panel.locator("li.failed")).to_have_count(0)


def test_a_mistake_in_the_cases_is_marked_where_it_stands(browser: Browser, folder: Path) -> None:
    with page_of(browser, folder) as page:
        page.get_by_role("tab", name="Cases").click()
        put_cursor_behind(page, "expect: {stop: none, cautions")
        page.keyboard.type("n")
        expect(findings(page)).to_contain_text("cases, line 12")
        expect(editor(page).locator(".cm-lintRange-error")).to_be_visible()
        page.keyboard.press("Backspace")
        expect(findings(page)).to_contain_text("No findings")


def test_the_coverage_stands_beside_the_lines_with_what_is_lacking(browser: Browser, folder: Path) -> None:
    with page_of(browser, folder) as page:
        page.get_by_role("button", name="Coverage").click()
        marks = page.locator(".cm-cover-some, .cm-cover-nothing")
        expect(marks.first).to_be_visible(timeout=60_000)  # a process of its own begins for it
        page.locator(".cm-covered-some, .cm-covered-nothing").first.hover()
        expect(page.locator(".cm-told").first).to_contain_text(re.compile("No case shows this|show part of this"))
        page.get_by_role("tab", name="Cases").click()
        expect(page.locator(".lacking")).to_contain_text(re.compile(r"Coverage: \d+ of \d+ objectives met"))
        page.get_by_text("What no case shows").click()
        page.locator(".lacking li button").first.click()
        expect(page.get_by_role("tab", name="Guideline")).to_have_attribute("aria-selected", "true")
        page.get_by_role("button", name="Coverage").click()
        expect(page.locator(".cm-cover-some, .cm-cover-nothing, .cm-cover-all")).to_have_count(0)


def test_a_patient_at_a_limit_is_offered_and_becomes_a_case(browser: Browser, folder: Path) -> None:
    with page_of(browser, folder) as page:
        page.get_by_role("tab", name="Cases").click()
        page.get_by_role("button", name="Offer boundary patients").click()
        offers = page.locator(".offers > ul > li")
        expect(offers.first).to_be_visible(timeout=60_000)
        before = offers.count()
        offers.first.get_by_role("button", name=re.compile("Reject")).click()
        expect(offers).to_have_count(before - 1)
        offers.first.get_by_role("button", name=re.compile("Accept")).click()
        expect(page.get_by_role("tab", name="Cases")).to_contain_text("3 cases: all pass")
        expect(page.get_by_text("Not saved: few.cases.yaml")).to_be_visible()
        assert violations(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1400, 390], ids=["desk", "phone"])
def test_anyone_can_use_it(browser: Browser, folder: Path, dark: bool, width: int) -> None:
    (folder / "few.care").write_text(GUIDELINE.replace("ALT > ULN", "ALTT > ULN"), encoding="utf-8")
    with page_of(browser, folder, width=width, dark=dark) as page:
        expect(findings(page)).to_contain_text("ALTT")
        expect(page.get_by_role("tab", name="Cases")).not_to_contain_text("running")
        assert violations(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width


def test_the_keyboard_alone_reaches_everything_and_leaves_the_editor(browser: Browser, folder: Path) -> None:
    with page_of(browser, folder) as page:
        editor(page).click()
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        expect(editor(page)).not_to_be_focused()
        page.get_by_role("tab", name="Guideline").focus()
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("tab", name="Cases")).to_be_focused()
        expect(page.get_by_role("tab", name="Cases")).to_have_attribute("aria-selected", "true")


def test_no_folder_of_someone_else_is_shown_without_the_token(browser: Browser, folder: Path) -> None:
    with running(folder) as address, opened(browser, expected=("401",)) as page:
        page.goto(address.split("#")[0])
        expect(page.get_by_role("alert")).to_contain_text("Open the address that careway studio has printed.")
