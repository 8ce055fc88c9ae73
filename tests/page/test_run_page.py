"""`careway run --html`, `--svg`, `--png`: which files are written, and what is refused before any is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from support.command import careway

ROOT = Path(__file__).resolve().parents[2]
GUIDELINE = ROOT / "guideline/clozapine/anc_monitoring.care"
ONE, OTHER = ROOT / "examples/clozapine/fever.yaml", ROOT / "examples/clozapine/units.yaml"
CSV = """patient,at,concept,value,unit
a,2025-03-01,ANC,3600,/uL
b,2025-03-02,ANC,3100,/uL
"""


def test_one_patient_goes_into_the_files_that_are_named(tmp_path: Path) -> None:
    html, svg, png = (tmp_path / f"report.{form}" for form in ("html", "svg", "png"))
    ran = careway("run", GUIDELINE, ONE, "--html", html, "--svg", svg, "--png", png, "--summary")
    assert ran.code == 0 and ran.err.splitlines() == [f"wrote {html}", f"wrote {svg}", f"wrote {png}"]
    assert html.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert svg.read_text(encoding="utf-8").startswith("<svg")
    assert png.read_bytes().startswith(b"\x89PNG")


def test_neither_the_zone_of_the_machine_nor_chance_moves_a_byte(tmp_path: Path) -> None:
    """Each in a process of its own, as the order of sets and the local time zone are set when one starts."""
    for name, zone, seed in (("a", "Asia/Tokyo", "1"), ("b", "America/New_York", "2")):
        command = [sys.executable, "-m", "careway", "run", str(GUIDELINE), str(ONE), "--summary"]
        targets = ["--html", str(tmp_path / f"{name}.html"), "--svg", str(tmp_path / f"{name}.svg")]
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed}
        subprocess.run([*command, *targets], env=environment, check=True, capture_output=True)
    for form in ("html", "svg"):
        assert (tmp_path / f"a.{form}").read_bytes() == (tmp_path / f"b.{form}").read_bytes()


def test_the_report_in_the_terminal_stays_as_it_is(tmp_path: Path) -> None:
    assert careway("run", GUIDELINE, ONE, "--html", tmp_path / "r.html").out == careway("run", GUIDELINE, ONE).out
    as_json = careway("run", GUIDELINE, ONE, "--json", "--html", tmp_path / "r.html")
    assert as_json.out == careway("run", GUIDELINE, ONE, "--json").out


def test_several_patients_go_into_a_folder_named_as_their_timelines(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    assert careway("run", GUIDELINE, ONE, OTHER, "--html", folder, "--summary").code == 0
    assert sorted(path.name for path in folder.iterdir()) == ["fever.html", "units.html"]
    for name in ("fever", "units"):
        assert f"<title>{name}: " in (folder / f"{name}.html").read_text(encoding="utf-8")


def test_several_patients_are_not_put_into_one_file(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    ran = careway("run", GUIDELINE, ONE, OTHER, "--html", target)
    assert ran.code == 2 and "name a folder" in ran.err and ran.out == ""
    assert list(tmp_path.iterdir()) == []


def test_nor_are_several_patients_of_one_timeline(tmp_path: Path) -> None:
    records = tmp_path / "records.csv"
    records.write_text(CSV, encoding="utf-8")
    ran = careway("run", GUIDELINE, records, "--html", tmp_path / "report.html", "--summary")
    assert ran.code == 2 and "name a folder" in ran.err
    assert not (tmp_path / "report.html").exists()
    assert careway("run", GUIDELINE, records, "--html", tmp_path / "pages", "--summary").code == 0
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == ["a.html", "b.html"]


@pytest.mark.parametrize(("option", "name"), [("--html", "report.htm"), ("--png", "report.svg"), ("--html", "r.pdf")])
def test_the_name_of_another_sort_of_file_is_no_folder(option: str, name: str, tmp_path: Path) -> None:
    ran = careway("run", GUIDELINE, ONE, option, tmp_path / name)
    assert ran.code == 2 and "or a folder" in ran.err and list(tmp_path.iterdir()) == []


def test_a_timeline_that_cannot_be_run_leaves_no_page(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("patient: p\nevents: 3\n", encoding="utf-8")
    assert careway("run", GUIDELINE, bad, "--html", tmp_path / "report.html").code == 2
    assert careway("run", GUIDELINE, bad, ONE, "--html", tmp_path / "pages", "--summary").code == 2
    assert not (tmp_path / "report.html").exists()
    assert [path.name for path in (tmp_path / "pages").iterdir()] == ["fever.html"]


def test_it_is_said_which_pages_there_are_when_a_later_timeline_cannot_be_used(tmp_path: Path) -> None:
    bad, pages = tmp_path / "z.yaml", tmp_path / "pages"
    bad.write_text("patient: p\nevents: 3\n", encoding="utf-8")
    pages.mkdir()
    (pages / "z.html").write_text("of yesterday", encoding="utf-8")
    ran = careway("run", GUIDELINE, ONE, bad, "--html", pages, "--summary")
    assert ran.code == 2
    first, *problem, last = ran.err.splitlines()
    assert first == f"wrote {pages / 'fever.html'}" and str(bad) in problem[0]
    assert last == f"what could not be used has no page in {pages}; older files there are as they were"
    assert sorted(path.name for path in pages.iterdir()) == ["fever.html", "z.html"]
    assert (pages / "z.html").read_text(encoding="utf-8") == "of yesterday"


def test_one_file_is_written_when_all_has_run_and_else_left_as_it_was(tmp_path: Path) -> None:
    page, pictures = tmp_path / "report.html", tmp_path / "pictures"
    page.write_text("of yesterday", encoding="utf-8")
    several, bad = tmp_path / "several.csv", tmp_path / "bad.yaml"
    several.write_text(CSV, encoding="utf-8")
    bad.write_text("patient: p\nevents: 3\n", encoding="utf-8")
    for records, told in ((several, "name a folder"), (bad, f"nothing was written to {page} and {pictures}")):
        ran = careway("run", GUIDELINE, records, "--html", page, "--svg", pictures, "--summary")
        assert ran.code == 2 and told in ran.err and "wrote" not in ran.err
        assert page.read_text(encoding="utf-8") == "of yesterday" and not pictures.exists()
    assert careway("run", GUIDELINE, ONE, "--html", page, "--svg", pictures, "--summary").code == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [path.name for path in pictures.iterdir()] == ["fever.svg"]


@pytest.mark.parametrize(
    ("patient", "name"),
    [
        ("17", "17.html"),
        ("A-17_b.2", "A-17_b.2.html"),
        ("../17", "records.html"),
        ("/etc/17", "records.html"),
        ("Ward 3", "records.html"),
        (".hidden", "records.html"),
        ("ends.", "records.html"),
        ("NUL", "records.html"),
        ("com1.txt", "records.html"),
        ("é", "records.html"),
        ("x" * 65, "records.html"),
    ],
)
def test_a_page_is_named_by_its_patient_where_that_is_a_name_everywhere(
    patient: str, name: str, tmp_path: Path
) -> None:
    records = tmp_path / "records.csv"
    records.write_text(CSV.replace("\na,", f"\n{patient},"), encoding="utf-8")
    assert careway("run", GUIDELINE, records, "--html", tmp_path / "pages", "--summary").code == 0
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == sorted([name, "b.html"])


def test_patients_of_one_id_have_a_page_each(tmp_path: Path) -> None:
    for name, patient in (("one", "a"), ("two", "A")):
        (tmp_path / f"{name}.csv").write_text(CSV.replace("\na,", f"\n{patient},"), encoding="utf-8")
    files = (tmp_path / "one.csv", tmp_path / "two.csv")
    assert careway("run", GUIDELINE, *files, "--html", tmp_path / "pages", "--summary").code == 0
    names = sorted(path.name for path in (tmp_path / "pages").iterdir())
    assert names == ["A-2.html", "a.html", "b-2.html", "b.html"]


def test_a_folder_that_cannot_be_is_said(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("here", encoding="utf-8")
    ran = careway("run", GUIDELINE, ONE, "--html", taken, "--summary")
    assert ran.code == 2 and "Traceback" not in ran.err
    assert taken.read_text(encoding="utf-8") == "here"


@pytest.mark.parametrize("option", ["--html", "--svg", "--png"])
def test_without_the_library_it_says_what_to_install(option: str, tmp_path: Path) -> None:
    with mock.patch("careway.picture.draw.find_spec", return_value=None):
        ran = careway("run", GUIDELINE, ONE, option, tmp_path / "report.html")
        assert ran.code == 2 and "install careway[report]" in ran.err
        assert careway("run", GUIDELINE, ONE, "--summary").code == 0
