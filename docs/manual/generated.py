"""Pages that nobody writes: they are made of the help of each command, the explanations, the grammar and docstrings."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

from careway import api
from careway.cli.main import COMMANDS
from careway.evaluate import result
from manual.blocks import fenced

_SECTIONS = {
    "CW1": "The text of a guideline",
    "CW2": "What a guideline says",
    "CW3": "What a guideline may have been meant to say",
    "CW5": "Records of patients",
    "CW6": "Guidelines as JSON",
    "CW7": "Cases",
}


def generated(root: Path) -> dict[str, str]:
    """The pages, by their place in the manual. Their commands are not run yet."""
    pages = {
        "reference/commands.md": _commands((root / "docs/cli.md").read_text(encoding="utf-8")),
        "reference/grammar.md": _grammar((root / "grammar/careway.lark").read_text(encoding="utf-8")),
        "reference/interface.md": _interface(),
        "decisions/index.md": _decisions(sorted((root / "docs/decisions").glob("*.md"))),
    }
    explained = {
        path.stem: path.read_text(encoding="utf-8") for path in sorted((root / "grammar/explain").glob("*.md"))
    }
    return pages | _findings(explained)


def of_test(path: str, text: str) -> str:
    """A page on one file of tests: what it is about, and what each test says that it holds."""
    tree = ast.parse(text)
    names = [each.name for each in tree.body if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")]
    held = [f"- {name.removeprefix('test_').replace('_', ' ')}" for name in names]
    return "\n".join(
        [
            f"# {Path(path).stem.removeprefix('test_').replace('_', ' ').capitalize()}: what the tests hold",
            "",
            ast.get_docstring(tree) or "",
            "",
            *held,
            "",
            f"Each line is the name of a test in `{path}`. `make test` runs all of them. They stand behind",
            f"[what Careway promises]({'../' * path.count('/')}promises.md).",
            "",
        ]
    )


def _commands(cli: str) -> str:
    lines = [
        "# Every command",
        "",
        "The help of each command, as it prints it. What a command is for, with examples, is told in",
        "[The command line](../cli.md).",
        "",
        fenced("console", "$ careway --help"),
    ]
    told = set(re.findall(r"^## (\w+)$", cli, re.MULTILINE))
    for name, summary in COMMANDS.items():
        more = f" [More, with examples](../cli.md#{name})" if name in told else ""
        lines += ["", f"## careway {name}", "", f"{summary}{more}", "", fenced("console", f"$ careway {name} --help")]
    return "\n".join(lines) + "\n"


def _grammar(rules: str) -> str:
    return (
        "# The grammar\n\n"
        "The rules by which a guideline is read, as the parser has them (`grammar/careway.lark`). Each statement\n"
        "begins at the left margin and is parsed by itself. [The language](language.md) shows each construct with\n"
        "examples, [what a guideline means](../meaning.md) says exactly what it does.\n\n"
        + fenced("ebnf", rules)
        + "\n"
    )


def _findings(explained: dict[str, str]) -> dict[str, str]:
    index = [
        "# Every finding",
        "",
        "What Careway may say of a guideline, of records or of cases. In a terminal, `careway explain CW203` shows the",
        "same page as the link here.",
    ]
    pages = {}
    for start, title in _SECTIONS.items():
        here = {code: text for code, text in explained.items() if code.startswith(start)}
        name = f"findings-{start.lower()}.md"
        index += ["", f"## {title}", "", "| code | finding |", "|---|---|"]
        index += [f"| [{code}]({name}#{code.lower()}) | {_title(text)} |" for code, text in here.items()]
        parts = [re.sub(r"\A# (.*)$", rf"## \1 {{#{code.lower()}}}", text, flags=re.M) for code, text in here.items()]
        pages[f"reference/{name}"] = (
            f"# {title}: findings {start}00 to {start}99\n\n[Every finding](findings.md)\n\n" + "\n".join(parts)
        )
    left = [code for code in explained if code[:3] not in _SECTIONS]
    assert not left, f"no section for {left}"
    return {"reference/findings.md": "\n".join(index) + "\n", **pages}


def _title(page: str) -> str:
    return page.partition("\n")[0].partition(": ")[2].replace("|", "\\|")


def _decisions(paths: list[Path]) -> str:
    lines = [
        "# Decisions",
        "",
        "What was decided, why, and what was weighed, in order.",
        "",
    ]
    for path in paths:
        number, _, title = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ").partition(". ")
        lines.append(f"{number}. [{title}]({path.name})")
    return "\n".join(lines) + "\n"


def _interface() -> str:
    lines = [
        "# Every function and class",
        "",
        "The public interface of the package `careway`. [Use from Python](../python-api.md) shows it with examples.",
    ]
    for name in sorted(api.__all__, key=lambda name: name[0].isupper()):  # what can be called first
        lines += _shown(getattr(api, name))
    lines += ["", "## What a result is made of", "", "All are frozen; a tuple is in an order that never changes."]
    for member in _own_classes(result):
        lines += _shown(member, "###")
    return "\n".join(lines) + "\n"


def _own_classes(module: ModuleType) -> Iterator[type]:
    for member in vars(module).values():
        if inspect.isclass(member) and member.__module__ == module.__name__:
            yield member


def _shown(thing: type | Callable[..., object], level: str = "##") -> list[str]:
    """A function or class with what its docstring says, its methods, and the fields of a record."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(thing))).body[0]
    assert isinstance(tree, ast.FunctionDef | ast.ClassDef)
    lines = ["", f"{level} {thing.__name__}", ""]
    if isinstance(tree, ast.FunctionDef):
        return [*lines, *_function(tree)]
    lines.append(ast.get_docstring(tree) or "")
    if fields := list(_fields(tree)):
        lines += ["", fenced("python", "\n".join(fields))]
    for each in tree.body:
        if isinstance(each, ast.FunctionDef) and not each.name.startswith("_"):
            lines += ["", *_function(each)]
    return lines


def _function(tree: ast.FunctionDef) -> list[str]:
    said = ast.get_docstring(tree) or ""
    tree.body, tree.decorator_list = [ast.Pass()], []
    return [fenced("python", ast.unparse(tree).partition(":\n    pass")[0]), "", said]


def _fields(tree: ast.ClassDef) -> Iterator[str]:
    """The fields, each with what is said of it below."""
    for each in tree.body[1:]:
        if isinstance(each, ast.AnnAssign | ast.Assign):
            yield ast.unparse(each)
        elif isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant):
            yield from (f"    # {line}" for line in inspect.cleandoc(str(each.value.value)).split("\n"))
