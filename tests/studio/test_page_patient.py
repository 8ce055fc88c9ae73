"""The patient's side of the studio's page: what is decided turns while a result is dragged, days are replayed, records
are changed in place, and nothing is lost."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from careway.picture import palette
from support.accessibility import violations
from support.browser import opened
from support.studio import running

TOP = Path(__file__).parents[2]
CARE = "reintroduction.care"
CASES = "reintroduction.cases.yaml"
ONE_CASE = """\
  - case: nothing is known
    events:
      - {at: 2025-03-08, nausea: absent}
    expect: {stop: none}
"""
expect.set_options(timeout=20_000)  # a busy machine is slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a guideline, a case of it (all of its own would run anew with each page), and patients."""
    shutil.copy(TOP / "guideline" / "azathioprine" / CARE, tmp_path)
    (tmp_path / CASES).write_text(f"guideline: {CARE}\ncases:\n{ONE_CASE}")
    for name in ("stopped-by-symptoms", "tolerated", "undecided-no-baseline"):
        shutil.copy(TOP / "examples" / "azathioprine" / f"{name}.yaml", tmp_path)
    return tmp_path


@contextmanager
def studio(
    browser: Browser, folder: Path, patient: str, *, width: int = 1400, dark: bool = False, still: bool = True
) -> Iterator[Page]:
    """The page of a folder, with a patient on its right."""
    with running(folder) as address, opened(browser, width=width, height=1000, dark=dark, still=still) as page:
        page.goto(address)
        choose(page, patient)
        yield page


def choose(page: Page, patient: str) -> None:
    page.locator("#patient").select_option(patient)
    expect(side(page)).not_to_have_class(re.compile("stale"))
    expect(side(page).locator(".course:not([aria-busy]) svg.picture")).to_have_count(1)


def side(page: Page) -> Locator:
    return page.locator("section.patient")


def decided(page: Page) -> Locator:
    return page.get_by_role("list", name="Decision")


def handle(page: Page, what: str) -> Locator:
    """What a result is moved by; `what` is its name and date."""
    return page.get_by_role("slider", name=what, exact=True)


def middle(of: Locator) -> tuple[float, float]:
    of.scroll_into_view_if_needed()
    box = of.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def field(page: Page, sort: str, what: str) -> Locator:
    """The value or date of a record in the table."""
    return page.get_by_label(f"{sort} of {what}", exact=True)


def announced(page: Page) -> Locator:
    return page.locator("div.hidden[aria-live=polite]")


# --- moving results in the picture ------------------------------------------------------------------------------------


def test_dragging_a_result_over_a_limit_stops_and_back_again_the_stop_is_gone(browser: Browser, folder: Path) -> None:
    with studio(browser, folder, "tolerated.yaml") as page:
        expect(decided(page)).not_to_contain_text("STOP")
        x, y = middle(handle(page, "ALT on 2026-03-06"))
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x, y - 60, steps=4)
        page.mouse.move(x, y - 170, steps=4)
        expect(decided(page)).to_contain_text("STOP azathioprine · 2026-03-06")
        expect(page.get_by_role("region", name="Reasons")).to_contain_text(re.compile(r"ALT \d+ U/L on 2026-03-06"))
        expect(page.locator(".ghost-label")).to_contain_text(re.compile(r"^ALT \d+ U/L on 2026-03-06$"))
        page.mouse.move(x, y, steps=4)
        expect(decided(page)).not_to_contain_text("STOP")
        page.mouse.move(x, y - 170, steps=4)
        page.mouse.up()
        expect(page.locator(".ghost-label")).to_be_hidden()
        expect(decided(page)).to_contain_text("STOP azathioprine")
        expect(field(page, "value", "ALT on 2026-03-06")).to_have_value(re.compile(r"^\d{3,4} U/L$"))
        page.get_by_role("button", name="Undo", exact=True).click()
        expect(field(page, "value", "ALT on 2026-03-06")).to_have_value("30 U/L")
        expect(decided(page)).not_to_contain_text("STOP")


def test_a_drag_sideways_moves_the_day_and_leaves_the_value(browser: Browser, folder: Path) -> None:
    with studio(browser, folder, "stopped-by-symptoms.yaml") as page:
        x, y = middle(handle(page, "AST on 2025-04-20"))
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x - 60, y + 5, steps=6)
        label = page.locator(".ghost-label")
        expect(label).to_contain_text(re.compile(r"^AST 124 U/L on 2025-\d\d-\d\d$"))
        day = (label.text_content() or "").rsplit(" ", 1)[1]
        assert "2025-03-01" < day < "2025-04-20"
        page.mouse.up()
        expect(field(page, "value", f"AST on {day}")).to_have_value("124 U/L")
        expect(field(page, "value", "AST on 2025-04-20")).to_have_count(0)
        expect(field(page, "value", "ALT on 2025-04-20")).to_have_value("71 U/L")


def test_escape_puts_a_dragged_result_back(browser: Browser, folder: Path) -> None:
    with studio(browser, folder, "tolerated.yaml") as page:
        x, y = middle(handle(page, "ALT on 2026-03-06"))
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x, y - 170, steps=5)
        expect(decided(page)).to_contain_text("STOP")
        page.keyboard.press("Escape")
        page.mouse.up()
        expect(decided(page)).not_to_contain_text("STOP")
        expect(field(page, "value", "ALT on 2026-03-06")).to_have_value("30 U/L")
        expect(page.locator(".state.unsaved")).to_have_count(0)


def test_a_finger_drags_too(browser: Browser, folder: Path) -> None:
    with studio(browser, folder, "tolerated.yaml") as page:
        x, y = middle(handle(page, "ALT on 2026-03-06"))
        session = page.context.new_cdp_session(page)

        def touch(kind: str, *points: tuple[float, float]) -> None:
            at = [{"x": left, "y": top} for left, top in points]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

        touch("touchStart", (x, y))
        for step in range(1, 9):
            touch("touchMove", (x, y - 20 * step))
        touch("touchEnd")
        expect(decided(page)).to_contain_text("STOP azathioprine · 2026-03-06")


def test_arrow_keys_move_a_result_by_a_step_and_by_a_day_and_say_so(browser: Browser, folder: Path) -> None:
    with studio(browser, folder, "stopped-by-symptoms.yaml") as page:
        handle(page, "AST on 2025-04-20").focus()
        page.keyboard.press("ArrowUp")
        expect(field(page, "value", "AST on 2025-04-20")).to_have_value("125 U/L")
        expect(announced(page)).to_contain_text("AST 125 U/L on 2025-04-20. STOP azathioprine")
        for _ in range(4):
            page.keyboard.press("Shift+ArrowDown")
        expect(field(page, "value", "AST on 2025-04-20")).to_have_value("85 U/L")
        expect(decided(page)).not_to_contain_text("STOP")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        expect(field(page, "value", "AST on 2025-04-18")).to_have_value("85 U/L")
        expect(handle(page, "AST on 2025-04-18")).to_be_focused()
        page.keyboard.press("PageUp")
        expect(handle(page, "AST on 2025-03-29")).to_be_focused()


# --- the days ---------------------------------------------------------------------------------------------------------


def test_on_an_earlier_day_only_what_was_known_then_is_there(browser: Browser, folder: Path) -> None:
    with studio(browser, folder, "stopped-by-symptoms.yaml") as page:
        expect(decided(page)).to_contain_text("STOP azathioprine · 2025-04-20")
        expect(page.locator(".mark.stop")).to_have_count(1)
        days = page.get_by_role("region", name="Days")
        days.get_by_role("button", name="to the day before").click()
        expect(days.locator("output")).to_have_text("2025-04-18")
        expect(decided(page)).not_to_contain_text("STOP")
        expect(days).to_contain_text("nausea")
        expect(handle(page, "AST on 2025-04-20")).to_have_count(0)
        expect(page.locator("tr", has=field(page, "value", "AST on 2025-04-20"))).to_contain_text("Not yet known")
        page.get_by_role("slider", name="Shown as of").fill("0")
        expect(days.locator("output")).to_have_text("2023-05-10")
        expect(handle(page, "AST on 2025-03-29")).to_have_count(0)
        days.get_by_role("button", name="All records").click()
        expect(decided(page)).to_contain_text("STOP azathioprine · 2025-04-20")
        notices = page.get_by_role("contentinfo")
        expect(notices).to_contain_text("not a medical device")
        expect(notices).to_contain_text(re.compile(r" · 1\.0\.0 draft · [0-9a-f]{8}"))


def test_the_days_play_until_the_last_record(browser: Browser, folder: Path) -> None:
    with studio(browser, folder, "stopped-by-symptoms.yaml", still=False) as page:
        days = page.get_by_role("region", name="Days")
        for _ in range(3):
            days.get_by_role("button", name="to the day before").click()
        expect(decided(page)).not_to_contain_text("STOP")
        days.get_by_role("button", name="Play").click()
        expect(decided(page)).to_contain_text("STOP azathioprine · 2025-04-20")
        expect(days.locator("output")).to_contain_text("the last record")


def test_who_wants_no_motion_is_offered_no_player(browser: Browser, folder: Path) -> None:
    with studio(browser, folder, "stopped-by-symptoms.yaml", still=True) as page:
        expect(page.get_by_role("button", name="Play")).to_be_hidden()


# --- the records ------------------------------------------------------------------------------------------------------


def test_a_value_and_a_date_are_changed_in_the_table(browser: Browser, folder: Path) -> None:
    with studio(browser, folder, "stopped-by-symptoms.yaml") as page:
        field(page, "value", "AST on 2025-04-20").fill("40 U/L")
        page.keyboard.press("Enter")
        expect(decided(page)).not_to_contain_text("STOP")
        field(page, "value", "AST on 2025-04-20").fill("400 U/L")
        page.keyboard.press("Tab")
        expect(decided(page)).to_contain_text("STOP azathioprine · 2025-04-20")
        field(page, "date", "AST on 2025-04-20").fill("2025-04-19")
        page.keyboard.press("Enter")
        expect(decided(page)).to_contain_text("STOP azathioprine · 2025-04-19")
        page.get_by_label("value of nausea on 2025-04-18").select_option("absent")
        expect(field(page, "value", "nausea on 2025-04-18")).to_have_value("absent")


def test_what_cannot_be_taken_is_said_at_the_record_and_what_was_typed_stays(browser: Browser, folder: Path) -> None:
    with studio(browser, folder, "stopped-by-symptoms.yaml") as page:
        typed = field(page, "date", "AST on 2025-04-20")
        typed.fill("2025-02-31")
        page.keyboard.press("Enter")
        row = page.locator("tr", has=typed)
        expect(row.get_by_role("alert")).not_to_be_empty()
        expect(typed).to_have_value("2025-02-31")
        expect(typed).to_have_attribute("aria-invalid", "true")
        expect(decided(page)).to_contain_text("STOP azathioprine · 2025-04-20")
        page.keyboard.press("Escape")
        expect(typed).to_have_value("2025-04-20")
        expect(row.get_by_role("alert")).to_be_hidden()


def test_a_record_is_removed_and_comes_back(browser: Browser, folder: Path) -> None:
    with studio(browser, folder, "stopped-by-symptoms.yaml") as page:
        page.get_by_role("button", name="remove AST on 2025-04-20").click()
        expect(field(page, "value", "AST on 2025-04-20")).to_have_count(0)
        expect(decided(page)).not_to_contain_text("STOP")
        page.locator(".done").get_by_role("button", name="Undo").click()
        expect(field(page, "value", "AST on 2025-04-20")).to_have_value("124 U/L")
        expect(decided(page)).to_contain_text("STOP")


def test_a_record_is_added_with_what_the_guideline_knows_of_it(browser: Browser, folder: Path) -> None:
    with studio(browser, folder, "tolerated.yaml") as page:
        form = page.get_by_role("form", name="Add a record")
        form.get_by_label("Add").fill("ALT")
        form.get_by_label("on", exact=True).fill("2026-03-20")
        expect(form.get_by_label("value")).to_have_attribute("placeholder", re.compile("U/L"))
        form.get_by_label("value").fill("much")
        form.get_by_role("button", name="Add").click()
        row = page.locator("tr", has=field(page, "value", "ALT on 2026-03-20"))
        expect(row).to_contain_text("reported in words: counts as a result without a value")
        expect(decided(page)).to_contain_text("CANNOT DECIDE")
        form.get_by_label("Add").fill("nothing_known")
        form.get_by_label("on", exact=True).fill("2026-03-21")
        form.get_by_label("value").fill("1")
        form.get_by_role("button", name="Add").click()
        expect(form.get_by_role("alert")).to_contain_text("the guideline has no such name")
        form.get_by_label("Add").fill("ALT")
        form.get_by_label("on", exact=True).fill("2026-03-21")
        form.get_by_label("value").fill("900 U/L")
        form.get_by_role("button", name="Add").click()
        expect(decided(page)).to_contain_text("STOP azathioprine · 2026-03-21")


def test_a_record_that_is_not_used_or_was_known_late_says_so(browser: Browser, folder: Path) -> None:
    shutil.copy(TOP / "examples" / "azathioprine" / "corrected-result.yaml", folder)
    with studio(browser, folder, "corrected-result.yaml") as page:
        expect(page.locator("tr", has_text="Known on")).not_to_have_count(0)
        choose(page, "stopped-by-symptoms.yaml")
        refused = page.locator("tr.refused")
        expect(refused).to_contain_text("Not used: entered in error")
        expect(refused.get_by_label("value of ALT")).to_have_value("900 U/L")


def test_a_mistake_in_the_text_is_a_finding_and_nothing_is_lost(browser: Browser, folder: Path) -> None:
    with studio(browser, folder, "stopped-by-symptoms.yaml") as page:
        page.get_by_role("heading", name="The file as text").click()
        text = page.get_by_role("textbox", name="The file stopped-by-symptoms.yaml")
        text.click()
        page.keyboard.press("Control+Home")
        page.keyboard.type("born: never\n")
        expect(page.locator(".troubles")).to_contain_text("Line ")
        expect(decided(page)).to_contain_text("No decision now")
        expect(decided(page)).not_to_contain_text("STOP")
        page.keyboard.press("Control+Home")
        page.keyboard.press("Shift+ArrowDown")
        page.keyboard.press("Delete")
        expect(decided(page)).to_contain_text("STOP azathioprine · 2025-04-20")
        expect(page.locator(".troubles")).to_be_empty()


def test_markup_in_a_file_stays_text(browser: Browser, folder: Path) -> None:
    bad = "<img src=x onerror=document.title='taken'>"
    (folder / "odd.yaml").write_text(
        f'patient: "{bad}"\nevents:\n  - {{at: 2025-03-08, azathioprine: 50 mg/day, note: "{bad}"}}\n'
        f'  - {{at: 2025-03-15, ALT: "{bad}"}}\n'
    )
    with studio(browser, folder, "odd.yaml") as page:
        expect(field(page, "value", "ALT on 2025-03-15")).to_have_value(bad)
        field(page, "date", "ALT on 2025-03-15").fill(bad)
        page.keyboard.press("Enter")
        expect(field(page, "date", "ALT on 2025-03-15")).to_have_attribute("aria-invalid", "true")
        assert page.locator("img").count() == 0
        assert page.title() != "taken"


# --- files ------------------------------------------------------------------------------------------------------------


def test_a_table_of_records_is_shown_and_copied_to_be_changed(browser: Browser, folder: Path) -> None:
    rows = ["2025-03-07,ALT,30,U/L", "2025-03-08,azathioprine,50,mg/day", "2025-03-15,ALT,391,U/L"]
    (folder / "visit.csv").write_text("patient,at,concept,value,unit\n" + "".join(f"one,{row}\n" for row in rows))
    with studio(browser, folder, "visit.csv") as page:
        expect(page.get_by_role("region", name="Records")).to_contain_text("391 U/L")
        expect(page.get_by_role("slider", name=re.compile("ALT"))).to_have_count(0)
        page.get_by_role("button", name="Make an editable copy").click()
        expect(page.locator("#patient")).to_have_value("visit.yaml")
        expect(field(page, "value", "ALT on 2025-03-15")).to_have_value("391 U/L")
        expect(handle(page, "ALT on 2025-03-15")).to_have_count(1)
    assert not (folder / "visit.yaml").exists()


def test_with_another_guideline_comes_a_patient_beside_it(browser: Browser, tmp_path: Path) -> None:
    for topic, care, patient in (("azathioprine", CARE, "tolerated"), ("clozapine", "anc_monitoring.care", "usual")):
        (tmp_path / topic / "patients").mkdir(parents=True)
        shutil.copy(TOP / "guideline" / topic / care, tmp_path / topic)
        shutil.copy(TOP / "examples" / topic / f"{patient}.yaml", tmp_path / topic / "patients")
    with studio(browser, tmp_path, "azathioprine/patients/tolerated.yaml") as page:
        page.locator("#guideline").select_option("clozapine/anc_monitoring.care")
        expect(page.locator("#patient")).to_have_value("clozapine/patients/usual.yaml")
        expect(page.get_by_role("slider", name=re.compile("^ANC on")).first).to_be_visible()
        page.locator("#guideline").select_option(f"azathioprine/{CARE}")
        expect(page.locator("#patient")).to_have_value("azathioprine/patients/tolerated.yaml")


def test_a_new_patient_begins_with_a_record(browser: Browser, folder: Path) -> None:
    with studio(browser, folder, "tolerated.yaml") as page:
        page.get_by_role("button", name="New patient").click()
        page.get_by_label("Name", exact=True).fill("Second Visit")
        page.keyboard.press("Enter")
        expect(page.locator("#patient")).to_have_value("second-visit.yaml")
        expect(side(page).locator("tbody input[aria-label^='value of ALT']")).to_have_count(1)
        form = page.get_by_role("form", name="Add a record")
        form.get_by_label("Add").fill("azathioprine")
        form.get_by_label("on", exact=True).fill("2025-03-08")
        form.get_by_label("value").fill("50 mg/day")
        form.get_by_role("button", name="Add").click()
        expect(field(page, "value", "azathioprine on 2025-03-08")).to_have_value("50 mg/day")


def test_what_was_changed_is_there_again_after_a_reload(browser: Browser, folder: Path) -> None:
    with studio(browser, folder, "stopped-by-symptoms.yaml") as page:
        field(page, "value", "AST on 2025-04-20").fill("40 U/L")
        page.keyboard.press("Enter")
        expect(decided(page)).not_to_contain_text("STOP")
        page.reload()
        expect(page.locator("#patient")).to_have_value("stopped-by-symptoms.yaml")
        expect(field(page, "value", "AST on 2025-04-20")).to_have_value("40 U/L")
        expect(decided(page)).not_to_contain_text("STOP")
        page.keyboard.press("Control+s")
        expect(page.locator(".state.unsaved")).to_have_count(0)
    text = (folder / "stopped-by-symptoms.yaml").read_text()
    assert "AST: 40 U/L" in text
    assert text.startswith("# Nausea, and two days later"), "comments stay"


def test_a_patient_is_kept_as_a_case_that_passes(browser: Browser, folder: Path) -> None:
    before = (folder / CASES).read_text()
    name = "an AST of four times its baseline, with nausea"
    with studio(browser, folder, "stopped-by-symptoms.yaml") as page:
        form = page.get_by_role("form", name="Keep this as a case")
        form.get_by_label("Keep this as a case").fill(name)
        form.get_by_role("button", name="Keep").click()
        expect(form.get_by_role("status")).to_contain_text("stands at the end of the cases")
        assert (folder / CASES).read_text() == before, "kept in the page, not yet saved"
        page.get_by_role("tab", name=re.compile("Cases")).click()
        page.get_by_text("2 cases", exact=True).click()
        expect(page.locator(".cases-list li.passed", has_text=name)).to_be_visible()
        page.keyboard.press("Control+s")
        expect(page.get_by_text("All saved")).to_be_visible()
    after = (folder / CASES).read_text()
    assert after.startswith(before)
    assert name in after


def test_a_parameter_is_changed_for_this_run_alone(browser: Browser, folder: Path) -> None:
    with studio(browser, folder, "stopped-by-symptoms.yaml") as page:
        settings = page.locator("details.settings")
        settings.locator("summary").click()
        first = settings.locator("input").first
        first.fill("nonsense")
        page.keyboard.press("Enter")
        expect(page.locator(".troubles")).not_to_be_empty()
        settings.get_by_role("button", name="As in the guideline").click()
        expect(decided(page)).to_contain_text("STOP azathioprine")


# --- the page as it is read -------------------------------------------------------------------------------------------


def test_numbers_lead_to_their_points_and_back(browser: Browser, folder: Path) -> None:
    with studio(browser, folder, "stopped-by-symptoms.yaml") as page:
        reasons = page.get_by_role("region", name="Reasons")
        number = reasons.locator("a.ref").first
        told = number.text_content() or ""
        number.click()
        point = page.locator("svg.picture a.found")
        expect(point).to_have_count(1)
        expect(point).to_be_focused()
        page.keyboard.press("Enter")
        expect(reasons.locator(".found")).to_contain_text(told)
        assert "#" not in page.url


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_patients_side_is_accessible(browser: Browser, folder: Path, dark: bool) -> None:
    with studio(browser, folder, "stopped-by-symptoms.yaml", dark=dark) as page:
        expect(decided(page)).to_contain_text("STOP")
        page.get_by_role("button", name="to the day before").click()
        expect(decided(page)).not_to_contain_text("STOP")
        page.evaluate("for (const part of document.querySelectorAll('section.patient details')) part.open = true")
        assert violations(page) == []


def test_on_a_phone_nothing_is_wider_than_the_screen(browser: Browser, folder: Path) -> None:
    with studio(browser, folder, "stopped-by-symptoms.yaml", width=390) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert violations(page) == []


def test_the_colours_by_night_are_those_of_the_page_of_a_run() -> None:
    text = (TOP / "editors" / "studio" / "src" / "patient" / "night.ts").read_text()
    assert dict(re.findall(r'"(#\w{6})": "(#\w{6})"', text)) == palette.BY_NIGHT
