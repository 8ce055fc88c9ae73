"""YAML text to a tree. PyYAML only splits the text; what a scalar means is decided by its reader."""

from __future__ import annotations

import re

import yaml

from careway.base.diagnostics import Diagnostic
from careway.base.source import Source, Span
from careway.ingest.document import Grower, Tree, error

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# In YAML a value cannot begin with `>`, but a result does: `ALT: >1000 U/L`. Before the text is split, that sign is
# replaced by one of the same length which YAML leaves alone, and put back in what comes out.
_ABOVE = re.compile(r"(?<=:[ \t])>(?==?[ \t]*\d[\d.]*[ \t]*[^\s\d])")
_STAND_IN = "\N{FULLWIDTH GREATER-THAN SIGN}"
_NULLS = ("", "~", "null", "Null", "NULL")


def yaml_tree(source: Source) -> tuple[Tree | None, tuple[Diagnostic, ...]]:
    """The tree of a YAML text, or what is wrong with it."""
    grower = Grower()
    text = _ABOVE.sub(_STAND_IN, source.text)
    documents = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            start, end = event.start_mark, event.end_mark
            span = Span(start.index if start else 0, end.index if end else 0)
            if isinstance(event, yaml.AliasEvent):
                grower.diagnostics.append(_reference(span, "an alias (*name)"))
                grower.scalar("", True, span)
            elif isinstance(event, yaml.ScalarEvent):
                _refuse_marks(grower, event.anchor, event.tag, span)
                plain = not event.style  # the C parser says "", the one in Python None
                if not grower.scalar(event.value.replace(_STAND_IN, ">"), plain and event.value in _NULLS, span):
                    break
            elif isinstance(event, yaml.CollectionStartEvent):
                _refuse_marks(grower, event.anchor, event.tag, span)
                if not grower.start(span, isinstance(event, yaml.MappingStartEvent)):
                    break
            elif isinstance(event, yaml.CollectionEndEvent):
                grower.end(span.end)
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    help = "a file holds one patient: write a second file"
                    grower.diagnostics.append(error("CW502", "the file holds more than one document", span, help=help))
                    break
            if len(grower.diagnostics) > 20:
                break
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        at = len(source.text) if mark is None else min(mark.index, len(source.text))
        grower.diagnostics.append(_unreadable(Span(at, at + 1), source))
    except yaml.reader.ReaderError as problem:
        at = min(int(problem.position), len(source.text))
        title = "a character that no text file should hold"
        grower.diagnostics.append(error("CW500", title, Span(at, at + 1), help="remove it, or save the file as UTF-8"))
    except RecursionError:
        grower.diagnostics.append(error("CW505", "the file is nested too deeply", Span(0, 1)))
    return (None if grower.diagnostics else grower.tree), tuple(grower.diagnostics)


def _refuse_marks(grower: Grower, anchor: str | None, tag: str | None, span: Span) -> None:
    if anchor is not None:
        grower.diagnostics.append(_reference(span, "an anchor (&name)"))
    if tag is not None and tag != "!":
        grower.diagnostics.append(_reference(span, "a tag (!name)"))


def _reference(span: Span, what: str) -> Diagnostic:
    return error("CW504", f"{what} cannot be used here", span, help="write the value out; put a text that begins with"
                 " &, * or ! in quotes")  # fmt: skip


def _unreadable(span: Span, source: Source) -> Diagnostic:
    line = source.line(source.position(span.start)[0])
    help = "check commas, brackets, quotes and indentation on this line and the one before"
    if "[" in line and "{" in line:
        help = 'put a value that holds [ ] or { } in quotes: TSH: "2.1 m[IU]/L"'
    elif "\t" in line:
        help = "indent with spaces, not with tabs"
    elif line.lstrip().startswith("-") and "{" in line and line.count("{") > line.count("}"):
        help = "close the bracket: - {at: 2025-03-15, ALT: 31 U/L}"
    return error("CW502", "the text cannot be read as YAML from here", span, help=help)
