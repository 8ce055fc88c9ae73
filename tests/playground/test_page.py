"""The playground in a real browser, from a plain file server: it does what the studio does, and nothing leaves it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from careway.studio.in_browser import answers
from support.accessibility import violations
from support.browser import opened
from support.static_server import Served, served
from support.studio_questions import of_guidelines, of_patients
from support.tree import ROOT

PATIENCE = 120_000
"""Milliseconds for Python to start in a browser, on a machine that does much else."""
expect.set_options(timeout=60_000)
WRONG = '\nstop wrong "Wrong" [1]\n  when ALTT >= 300 U/L\n'
STOPPED = "azathioprine/patients/stopped-by-symptoms.yaml"
SECRET = "Mrs Adelaide Quux"
"""What must be seen nowhere but on the page."""
ASK = """
async (asked) => {
  const parts = JSON.parse(document.getElementById("parts").textContent);
  const program = `import { work } from "${new URL(parts.worker, location.href)}";
    work("${new URL(".", location.href)}", ${JSON.stringify(parts)});`;
  const address = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
  const worker = new Worker(address, { type: "module" });
  return new Promise((resolve, reject) => {
    const told = [];
    worker.onmessage = ({ data }) => {
      if (data.node === "failed" || data.node === "broken") reject(new Error(data.why));
      if (data.node !== "answer") return;
      told[data.id] = data.answer;
      if (data.id === asked.length - 1) resolve(told);
    };
    asked.forEach((question, id) => worker.postMessage({ node: "ask", id, question }));
  });
}
"""


@pytest.fixture(scope="module")
def place(playground: Path) -> Iterator[Served]:
    with served(playground) as found:
        yield found


@contextmanager
def begun(browser: Browser, place: Served, **how: object) -> Iterator[Page]:
    """The page, when Python has started."""
    with opened(browser, width=1400, **how) as page:  # type: ignore[arg-type]
        page.goto(place.address)
        ready(page)
        yield page


def ready(page: Page) -> None:
    expect(page.get_by_role("complementary", name="Playground")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".cm-c-statement").first).to_be_visible(timeout=PATIENCE)


def editor(page: Page) -> Locator:
    return page.locator(".author .editor:visible .cm-content")


def write_at_the_end(page: Page, text: str) -> None:
    editor(page).click()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.insert_text(text)


def findings(page: Page) -> Locator:
    return page.get_by_role("region", name="Findings")


def choose(page: Page, patient: str) -> None:
    page.locator("#patient").select_option(patient)


def decided(page: Page) -> Locator:
    return page.get_by_role("list", name="Decision")


def test_a_mistake_is_marked_a_patient_runs_and_a_reload_loses_nothing(browser: Browser, place: Served) -> None:
    with begun(browser, place) as page:
        choose(page, STOPPED)
        expect(decided(page)).to_contain_text("STOP azathioprine · 2025-04-20")
        write_at_the_end(page, WRONG)
        expect(editor(page).locator(".cm-lintRange-error").first).to_have_text("ALTT")
        expect(findings(page)).to_contain_text("ALTT")
        page.keyboard.press("ControlOrMeta+s")
        expect(page.get_by_text("All saved")).to_be_visible()
        write_at_the_end(page, "# not saved yet\n")
        page.reload()
        ready(page)
        expect(findings(page)).to_contain_text("ALTT")
        expect(page.get_by_text("Not saved: reintroduction.care")).to_be_visible()
        write_at_the_end(page, "")
        expect(editor(page)).to_contain_text("# not saved yet")
        page.on("dialog", lambda dialog: dialog.accept())
        with page.expect_navigation():
            page.get_by_role("button", name="Start over…").click()
        ready(page)
        expect(findings(page)).to_contain_text("2 warnings")


def test_files_come_in_and_go_out_and_nothing_leaves_the_browser(
    browser: Browser, place: Served, playground: Path, tmp_path: Path
) -> None:
    text = (ROOT / "examples" / "azathioprine" / "stopped-by-symptoms.yaml").read_text(encoding="utf-8")
    own = tmp_path / "own.yaml"
    own.write_bytes(re.sub(r"(?m)^patient: .*$", f"patient: {SECRET}", text).replace("\n", "\r\n").encode())
    place.asked.clear()
    with begun(browser, place) as page:
        requests = []
        page.context.on("request", lambda request: requests.append((request.url, request.post_data)))
        page.locator("aside input[type=file]").set_input_files(own)
        expect(page.get_by_text("own.yaml is here now.")).to_be_visible()
        choose(page, "own.yaml")
        expect(decided(page)).to_contain_text("STOP azathioprine · 2025-04-20")
        page.get_by_role("button", name="Download…").click()
        assert violations(page) == []
        with page.expect_download() as coming:
            page.get_by_role("dialog").get_by_role("button", name="own.yaml").click()
        assert Path(coming.value.path()).read_bytes() == own.read_bytes().replace(b"\r\n", b"\n")
        page.get_by_role("button", name="Close").click()
        page.on("dialog", lambda dialog: dialog.dismiss())
        page.locator("aside input[type=file]").set_input_files(own)
        expect(page.get_by_text("own.yaml was left as it is.")).to_be_visible()
        assert [url for url, _ in requests if not url.startswith("blob:")] == []
    files = {f"/{path.relative_to(playground).as_posix()}" for path in playground.rglob("*") if path.is_file()}
    assert len(place.asked) > 8
    for method, path, length in place.asked:
        assert (method, length) == ("GET", 0)
        assert path == "/" or re.fullmatch(r"(.*?)(?:\?[0-9a-f]{12})?", path)[1] in files  # type: ignore[index]


def test_the_worker_can_ask_no_other_address(browser: Browser, place: Served, tmp_path: Path) -> None:
    with served(tmp_path) as other, opened(browser, expected=["Content Security Policy"]) as page:
        with page.expect_worker() as coming:
            page.goto(place.address)
        worker = coming.value
        asking = """async (address) => {
          const tell = (promise) => promise.then(() => "asked", () => "refused");
          const socket = () => new Promise((resolve, reject) => {
            const one = new WebSocket(address.replace("http", "ws"));
            one.onopen = resolve;
            one.onerror = reject;
          });
          const request = () => new Promise((resolve, reject) => {
            const one = new XMLHttpRequest();
            one.onload = resolve;
            one.onerror = reject;
            one.open("POST", address);
            one.send("data");
          });
          return [await tell(fetch(address, { method: "POST", body: "data", mode: "no-cors" })),
            await tell(request()), await tell(new Promise((r) => r(socket())))];
        }"""
        assert worker.evaluate(asking, other.address) == ["refused"] * 3
        assert page.evaluate(asking, other.address) == ["refused"] * 3
        assert other.asked == []


def test_what_one_tab_saves_the_other_does_not_overwrite(browser: Browser, place: Served) -> None:
    with begun(browser, place) as page:
        second = page.context.new_page()
        second.goto(place.address)
        ready(second)
        write_at_the_end(second, "# of the second\n")
        expect(second.get_by_text("Not saved: reintroduction.care")).to_be_visible()
        page.bring_to_front()
        write_at_the_end(page, "# of the first\n")
        expect(page.get_by_text("Not saved: reintroduction.care")).to_be_visible()
        page.keyboard.press("ControlOrMeta+s")
        expect(page.get_by_text("All saved")).to_be_visible()
        second.bring_to_front()
        second.keyboard.press("ControlOrMeta+s")
        expect(second.get_by_text(re.compile("changed on disk"))).to_be_visible()
        second.get_by_role("button", name="Take theirs").click()
        write_at_the_end(second, "")
        expect(editor(second)).to_contain_text("# of the first")
        expect(editor(second)).not_to_contain_text("# of the second")


def test_the_browser_answers_byte_for_byte_what_a_machine_does(browser: Browser, place: Served) -> None:
    asked = [*of_guidelines(), *of_patients()]
    with opened(browser) as page:
        page.context.set_default_timeout(PATIENCE)
        page.goto(place.address)
        told = page.evaluate(ASK, asked)
    answer = answers(str(ROOT))
    assert told == [answer(one) for one in asked]


def test_a_browser_that_keeps_nothing_says_so(browser: Browser, place: Served, playground: Path) -> None:
    script = (playground / "worker.js").read_text(encoding="utf-8")
    without = "Object.defineProperty(self, 'indexedDB', { value: undefined });"
    with opened(browser) as page:
        page.route("**/worker.js*", lambda route: route.fulfill(body=without + script, content_type="text/javascript"))
        page.goto(place.address)
        ready(page)
        expect(page.get_by_role("complementary")).to_contain_text("This browser keeps no files")
        write_at_the_end(page, "# kept as long as the page\n")
        page.keyboard.press("ControlOrMeta+s")
        expect(page.get_by_text("All saved")).to_be_visible()


def test_while_it_loads_it_says_what_comes_and_what_it_is(browser: Browser, place: Served) -> None:
    with opened(browser) as page:
        held: list[Route] = []
        page.route("**/*.wasm", lambda route: held.append(route))
        page.goto(place.address)
        expect(page.get_by_role("status")).to_have_text(re.compile(r"^Loading Careway and Python: 1\d MB"))
        expect(page.get_by_role("progressbar")).to_be_visible()
        expect(page.get_by_text("not a medical device")).to_be_visible()
        expect(page.get_by_text("Nothing that you type or open is sent anywhere")).to_be_visible()
        assert violations(page) == []
        held[0].continue_()


def test_what_is_lacking_is_said_plainly(browser: Browser, place: Served, playground: Path) -> None:
    with opened(browser) as page:
        page.add_init_script("delete globalThis.WebAssembly")
        page.goto(place.address)
        expect(page.get_by_role("alert")).to_contain_text("This browser has no WebAssembly")
        assert violations(page) == []
    with opened(browser) as page:
        page.goto((playground / "index.html").as_uri())
        expect(page.get_by_role("alert")).to_contain_text("from a file server only")
    with opened(browser) as page:
        page.route("**/python/lark*", lambda route: route.fulfill(status=404))
        page.goto(place.address)
        expect(page.get_by_role("alert")).to_contain_text(re.compile("could not be loaded: .*lark.* is not there"))


def test_the_page_can_be_used_by_everybody(browser: Browser, place: Served) -> None:
    with begun(browser, place) as page:
        choose(page, STOPPED)
        expect(decided(page)).to_contain_text("STOP")
        assert violations(page) == []
        page.emulate_media(color_scheme="dark")
        assert violations(page) == []
