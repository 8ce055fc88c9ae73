"""What is too large, too deep or made to do harm is refused with a clear word and exit code 2, soon and without a
traceback."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from support.command import careway

ROOT = Path(__file__).resolve().parents[2]
GUIDELINE = ROOT / "guideline" / "azathioprine" / "reintroduction.care"
HEAD = "patient: p\nevents:\n"
RULE = 'guideline g\n  title "x"\n  version 1.0.0\n  status draft\nlab ALT in U/L\nstop a\n  when '
ALIASES = "".join(
    f"{name}: &{name} [{','.join([f'*{of}'] * 9)}]\n" for of, name in zip("abcdefgh", "bcdefghi", strict=True)
)
OBSERVATION = (
    '{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","id":"p"}},'
    '{"resource":{"resourceType":"Observation","status":"final","subject":{"reference":"Patient/p"},"code":{"coding":'
    '[{"system":"http://loinc.org","code":"1742-6"}]},"effectiveDateTime":"2025-01-01","valueQuantity":'
    '{"value":NUMBER,"code":"U/L"}}}]}'
)

TIMELINES: dict[str, tuple[str | bytes, str, str]] = {
    "deep.yaml": ("patient: p\nevents: " + "[" * 5000 + "]" * 5000, "CW505", "nested more than 16 deep"),
    "deep.json": ("[" * 100_000, "CW505", "nested more than 16 deep"),
    "bundle.json": (
        '{"resourceType":"Bundle","entry":' + "[" * 100_000 + "]" * 100_000 + "}",
        "CW505",
        "nested too",
    ),
    "alias.yaml": ("patient: p\na: &a [x]\n" + ALIASES + "events: []\n", "CW504", "an alias (*name) cannot be used"),
    "tag.yaml": ("patient: !!python/object/apply:os.system ['true']\nevents: []\n", "CW504", "a tag (!name)"),
    "large.yaml": (HEAD + "  - {at: 2025-01-01, ALT: 30 U/L}\n" * 40_000, "CW501", "larger than 1 MB"),
    "nul.yaml": ("patient: p\0\nevents: []\n", "CW500", "a character that no text file should hold"),
    "empty.yaml": ("", "CW507", "this is not a timeline"),
    "bomb.json.gz": (gzip.compress(b" " * 200_000_000, 1), "CW501", "larger than 50 MB"),
    "twice.yaml.gz": (gzip.compress(gzip.compress(b"patient: p")), "CW500", "not UTF-8"),
    "cut.json.gz": (gzip.compress(b"{}" * 1000)[:20], "CW500", "ends too early"),
    "words.csv": ("patient,at,name,value\np,2025-01-01,ALT," + "x" * 1_000_000, "CW514", "no column concept"),
}
GUIDELINES: dict[str, tuple[str, str, str]] = {
    "large.care": ("guideline g\n" + "# x\n" * 300_000, "CW101", "more than a million characters"),
    "brackets.care": (RULE + "(" * 500 + "ALT > 3 U/L" + ")" * 500, "CW115", "more than 100 levels"),
    "not.care": (RULE + "not " * 50_000 + "ALT > 3 U/L", "CW115", "more than 100 levels"),
    "sum.care": (RULE + "ALT > " + "1 U/L + " * 20_000 + "1 U/L", "CW115", "more than 100 levels"),
    "digits.care": (RULE + "ALT > " + "1" * 10_000 + " U/L", "CW112", "at most 15 digits"),
    "chain.care": (
        RULE
        + "d0 > 3 U/L\n"
        + "".join(f"define d{i} = d{i + 1} + d{i + 1}\n" for i in range(60))
        + "define d60 = ALT\n",
        "CW229",
        "nested too deeply",
    ),
    "core.json": ('{"format":"careway-core/2","x":' + "[" * 100_000 + "]" * 100_000 + "}", "CW601", "200 levels"),
}


def written(folder: Path, name: str, content: str | bytes) -> Path:
    """A file of this content."""
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


@pytest.mark.parametrize("name", TIMELINES)
def test_a_timeline_beyond_the_limits_is_refused(name: str, tmp_path: Path) -> None:
    content, code, words = TIMELINES[name]
    ran = careway("run", GUIDELINE, written(tmp_path, name, content))
    assert (ran.code, ran.out) == (2, "")
    assert f"error[{code}]" in ran.err
    assert words in ran.err
    assert len(ran.err) < 20_000


@pytest.mark.parametrize("name", GUIDELINES)
def test_a_guideline_beyond_the_limits_is_refused(name: str, tmp_path: Path) -> None:
    content, code, words = GUIDELINES[name]
    timeline = written(tmp_path, "patient.yaml", "patient: p\nevents: []\n")
    ran = careway("run", written(tmp_path, name, content), timeline)
    assert (ran.code, ran.out) == (2, "")
    assert f"error[{code}]" in ran.err
    assert words in ran.err
    assert len(ran.err) < 20_000


def test_a_timeline_that_cannot_end_well_in_memory_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "huge.json"
    with file.open("wb") as stream:
        stream.truncate(70_000_000)
    ran = careway("run", GUIDELINE, file)
    assert (ran.code, ran.out) == (2, "")
    assert "larger than" in ran.err


@pytest.mark.parametrize("number", ["9" * 20_000, "1e999999999", "-1e-999999999"])
@pytest.mark.parametrize("form", ["yaml", "json"])
def test_a_number_beyond_the_limits_is_no_value_and_says_so(number: str, form: str, tmp_path: Path) -> None:
    text = HEAD + f"  - {{at: 2025-01-01, ALT: {number} U/L}}\n"
    if form == "json":
        text = OBSERVATION.replace("NUMBER", number)
    ran = careway("run", GUIDELINE, written(tmp_path, f"digits.{form}", text))
    assert (ran.code, ran.err) == (0, "")
    assert "its number cannot be read" in ran.out
    assert "9" * 100 not in ran.out


def test_cases_beyond_the_limits_are_refused(tmp_path: Path) -> None:
    written(tmp_path, "x.care", GUIDELINE.read_bytes())
    written(tmp_path, "x.cases.yaml", "guideline: x.care\ncases: " + "[" * 5000 + "]" * 5000)
    ran = careway("test", tmp_path)
    assert ran.code == 2
    assert "nested more than 16 deep" in ran.err + ran.out
