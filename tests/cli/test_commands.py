"""The commands from outside: what they print, and every exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from support.command import careway

ROOT = Path(__file__).parents[2]
SCHEMAS = {
    path.name.removesuffix(".schema.json"): json.loads(path.read_text(encoding="utf-8"))
    for path in (ROOT / "grammar/schema").glob("*.schema.json")
}
REGISTRY: Registry = Registry().with_resources(  # type: ignore[type-arg]
    [(schema["$id"], Resource.from_contents(schema)) for schema in SCHEMAS.values()]
)


def follows(name: str, text: str) -> bool:
    found = [
        error.message for error in Draft202012Validator(SCHEMAS[name], registry=REGISTRY).iter_errors(json.loads(text))
    ]
    assert not found, found[:3]
    return True


# --- the whole ------------------------------------------------------------------------------------------------------


def test_help_names_every_command_and_the_exit_codes() -> None:
    ran = careway("--help")
    assert ran.code == 0
    for word in (
        "check",
        "run",
        "test",
        "fmt",
        "export",
        "explain",
        "new",
        "completion",
        "Exit codes",
        "not a medical",
    ):
        assert word in ran.out


@pytest.mark.parametrize("command", ["check", "run", "test", "fmt", "export", "explain", "new", "completion"])
def test_every_command_has_help(command: str) -> None:
    ran = careway(command, "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"Usage: careway {command}")


def test_the_version_is_the_package_s() -> None:
    from careway import __version__

    assert careway("--version").out == f"careway {__version__}\n"


def test_nothing_asked_for_shows_the_help() -> None:
    ran = careway()
    assert "Usage: careway" in ran.out + ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chekc"], "did you mean check?"),
        (["\x1b[31mred"], "there is no command"),
        (["run", "--as-off", "2025-01-01"], "--as-of"),
        (["run"], "Missing argument"),
        (["export", "x.care", "--to", "word"], "json"),
        (["check", "nowhere.care"], "no such file or folder"),
        (["run", "nowhere.care", "x.yaml"], "no such file"),
        (["explain", "CW9"], "there is no code"),
        (["check", "a\0b"], "no such file"),
        (["new", "9lives"], "must begin with a letter"),
    ],
)
def test_bad_input_is_said_in_words(arguments: list[str], words: str) -> None:
    ran = careway(*arguments)
    assert ran.code == 2
    assert words.lower() in ran.err.lower()
    assert "\x1b" not in ran.err + ran.out


def test_a_bug_is_said_without_any_value(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("Jane Canary, MRN 12345")

    monkeypatch.setattr("careway.evaluate.run.run", broken)
    ran = careway("run", sample / "sample.care", sample / "example.yaml")
    assert ran.code == 3
    assert ran.err.startswith("careway has a bug: ValueError at careway.cli.run:")
    assert "Canary" not in ran.err + ran.out
    both = careway("run", sample / "sample.care", sample / "example.yaml", sample / "example.yaml")
    assert (both.code, "Canary" in both.err) == (3, False)


def test_help_and_explain_do_not_import_the_engine() -> None:
    code = (
        "import sys; from careway.cli.main import main; main([{!r}]);"
        "print([name for name in ('lark', 'yaml', 'careway.evaluate', 'careway.ir.nodes') if name in sys.modules])"
    )
    for argument in ("--help", "explain"):
        ran = subprocess.run(
            [sys.executable, "-c", code.format(argument)], capture_output=True, check=True, cwd=ROOT / "interpreter"
        )
        assert ran.stdout.decode().endswith("[]\n")


def _process(*arguments: object, **options: object) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "careway.cli.main", *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT / "interpreter", **options
    )  # type: ignore[call-overload,no-any-return]


def test_whoever_stops_reading_gets_no_traceback(sample: Path) -> None:
    for number in range(60):
        (sample / f"more-{number}.yaml").write_bytes((sample / "example.yaml").read_bytes())
    with _process("run", sample / "sample.care", sample) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141


def test_an_interrupt_is_quiet(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("careway.evaluate.run.run", interrupted)
    ran = careway("run", sample / "sample.care", sample / "example.yaml")
    assert (ran.code, ran.out, ran.err.strip()) == (130, "", "")


# --- check ----------------------------------------------------------------------------------------------------------


def test_check_says_that_a_guideline_is_fine(sample: Path) -> None:
    ran = careway("check", sample)
    assert (ran.code, ran.out, ran.err) == (0, f"{sample / 'sample.care'}: fine\n", "")


def test_check_shows_errors_with_their_lines(sample: Path) -> None:
    file = sample / "sample.care"
    file.write_text(file.read_text().replace("ALT >= 3 ×", "ALTT >= 3 ×"))
    ran = careway("check", file)
    assert ran.code == 1
    assert "error[CW" in ran.out
    assert "ALTT" in ran.out
    assert " error" in ran.out.splitlines()[-1]
    told = careway("check", file, "--json")
    assert told.code == 1
    assert follows("diagnostics", told.out)
    assert json.loads(told.out)["files"][0]["diagnostics"][0]["severity"] == "error"


def test_strict_counts_warnings(sample: Path) -> None:
    file = sample / "sample.care"
    file.write_text(file.read_text() + '\nlab AST "aspartate aminotransferase" in U/L\n')
    assert careway("check", file).code == 0
    ran = careway("check", file, "--strict")
    assert ran.code == 1
    assert "warning" in ran.out


def test_a_file_that_is_no_text_does_not_keep_the_others_from_being_checked(sample: Path) -> None:
    (sample / "broken.care").write_bytes(b"guideline x\n\xff\xfe")
    ran = careway("check", sample)
    assert ran.code == 2
    assert "sample.care: fine" in ran.out
    assert "broken.care: not a text in UTF-8: see line 2" in ran.err


def test_a_folder_without_a_guideline_is_said(tmp_path: Path) -> None:
    ran = careway("check", tmp_path)
    assert ran.code == 2
    assert "no guideline" in ran.err


# --- export and fmt -------------------------------------------------------------------------------------------------


def test_an_exported_guideline_runs_byte_for_byte_as_its_text(sample: Path) -> None:
    core = sample / "core.json"
    assert careway("export", sample / "sample.care", "-o", core).code == 0
    assert careway("export", sample / "sample.care").out == core.read_text(encoding="utf-8")
    for options in ([], ["--json"]):
        from_text = careway("run", sample / "sample.care", sample / "example.yaml", *options)
        from_core = careway("run", core, sample / "example.yaml", *options)
        assert from_text.code == 0
        assert from_text == from_core


def test_a_core_that_is_none_is_said(sample: Path) -> None:
    (sample / "core.json").write_text('{"format": "careway-core/9"}')
    ran = careway("run", sample / "core.json", sample / "example.yaml")
    assert ran.code == 2
    assert "error[CW602]" in ran.err


def test_export_of_a_guideline_with_errors_writes_nothing(sample: Path) -> None:
    file = sample / "sample.care"
    file.write_text(file.read_text().replace("ALT >= 3 ×", "ALTT >= 3 ×"))
    assert careway("export", file, "-o", sample / "core.json").code == 2
    assert not (sample / "core.json").exists()


def test_fmt_lays_out_and_keeps_what_is_laid_out(sample: Path) -> None:
    file = sample / "sample.care"
    text = file.read_text(encoding="utf-8")
    assert careway("fmt", file, "--check").code == 0
    untidy = text.replace("  begin at restart", "      begin    at restart")
    file.write_text(untidy, encoding="utf-8")
    checked = careway("fmt", file, "--check", "--diff")
    assert checked.code == 1
    assert "+  begin at restart" in checked.out
    assert "would change" in checked.out
    assert file.read_text(encoding="utf-8") == untidy
    file.chmod(0o640)
    assert careway("fmt", file).code == 0
    assert file.read_text(encoding="utf-8") == text
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in sample.iterdir()) == ["example.yaml", "sample.care", "sample.cases.yaml"]


def test_fmt_reads_standard_input(sample: Path) -> None:
    text = (sample / "sample.care").read_bytes()
    ran = careway("fmt", "-", stdin=text)
    assert (ran.code, ran.out) == (0, text.decode())


def test_fmt_leaves_a_text_with_syntax_errors_alone(sample: Path) -> None:
    file = sample / "sample.care"
    file.write_text("stop when\n")
    ran = careway("fmt", file)
    assert ran.code == 2
    assert "error[CW1" in ran.err
    assert file.read_text() == "stop when\n"


# --- explain, new, completion ---------------------------------------------------------------------------------------


def test_explain_prints_a_page_and_lists_all() -> None:
    page = careway("explain", "cw701")
    assert page.code == 0
    assert page.out.startswith("# CW701: a name in a case means nothing\n")
    assert "CW701  a name in a case means nothing\n" in careway("explain").out
    assert "did you mean CW70" in careway("explain", "CW70l").err


def test_a_new_guideline_passes_everything(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "Warfarin-start"
    ran = careway("new", folder, "--topic", 'Starting "warfarin"')
    assert ran.code == 0
    guideline = folder / "warfarin_start.care"
    assert "title \"Starting 'warfarin'\"" in guideline.read_text(encoding="utf-8")
    assert careway("check", folder, "--strict").code == 0
    assert careway("fmt", folder, "--check").code == 0
    tested = careway("test", folder)
    assert (tested.code, tested.out.splitlines()[-1], tested.err) == (0, "4 cases, 0 failed", "")
    ran = careway("run", guideline, folder / "example.yaml")
    assert ran.code == 0
    assert "azathioprine 50 mg/day" in ran.out


def test_new_changes_nothing_that_is_there(sample: Path) -> None:
    before = {path: path.read_bytes() for path in sample.iterdir()}
    ran = careway("new", sample)
    assert ran.code == 2
    assert "is there already" in ran.err
    assert {path: path.read_bytes() for path in sample.iterdir()} == before
    assert [path.name for path in sample.parent.iterdir()] == ["sample"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_call_careway(shell: str) -> None:
    ran = careway("completion", shell)
    assert ran.code == 0
    assert "_CAREWAY_COMPLETE" in ran.out


# --- colour ---------------------------------------------------------------------------------------------------------


def test_colour_is_for_terminals_only(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    arguments = ("run", sample / "sample.care", sample / "example.yaml")
    assert "\x1b[" not in careway(*arguments).out
    assert "\x1b[" in careway(*arguments, terminal=True).out
    assert "\x1b[" in careway(*arguments, "--color", "always").out
    assert "\x1b[" not in careway(*arguments, "--color", "never", terminal=True).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in careway(*arguments, terminal=True).out


def test_the_shell_is_told_commands_and_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_CAREWAY_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "careway ex")
    monkeypatch.setenv("COMP_CWORD", "1")
    assert careway().out == "plain,export\nplain,explain\n"
    monkeypatch.setenv("COMP_WORDS", "careway explain CW70")
    monkeypatch.setenv("COMP_CWORD", "2")
    assert "plain,CW701\n" in careway().out


def test_the_shell_completes_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_CAREWAY_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "careway run gui")
    monkeypatch.setenv("COMP_CWORD", "2")
    assert careway().out == "file,gui\n"
