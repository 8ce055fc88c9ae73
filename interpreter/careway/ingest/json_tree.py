"""JSON text to a tree with places, strictly by RFC 8259. Numbers keep their digits; NaN and Infinity do not exist."""

from __future__ import annotations

import re

from careway.base.diagnostics import Diagnostic
from careway.base.source import Source, Span
from careway.ingest.document import Grower, Tree, error

_TOKEN = re.compile(
    r'[ \t\n\r]*(?:(?P<mark>[{}\[\],:])|(?P<string>"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*")'
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![\w.+-])|(?P<word>true|false|null)(?!\w))"
)
_SPACE = re.compile(r"[ \t\n\r]*")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))")
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def json_tree(source: Source) -> tuple[Tree | None, tuple[Diagnostic, ...]]:
    """The tree of a JSON text, or what is wrong with it."""
    text = source.text
    grower = Grower()
    end = len(text.rstrip(" \t\n\r"))
    closers: list[str] = []
    wanted = "value"  # value, first (a value or the end), key, first key, colon, or next (a comma or the end)
    at = 0
    while at < end:
        match = _TOKEN.match(text, at)
        space = _SPACE.match(text, at)
        start = at if space is None else space.end()
        span = Span(start, start + 1 if match is None else match.end())
        if match is None or (not closers and wanted == "next"):
            return None, (*grower.diagnostics, _unreadable(text, span))
        mark, string, at = match["mark"], match["string"], match.end()
        if mark in ("}", "]"):
            if not closers or closers.pop() != mark or wanted not in ("next", "first", "first key"):
                return None, (*grower.diagnostics, _unreadable(text, span))
            grower.end(at)
            wanted = "next"
        elif mark in ("{", "[") and wanted in ("value", "first"):
            if not grower.start(span, mark == "{"):
                return None, tuple(grower.diagnostics)
            closers.append("}" if mark == "{" else "]")
            wanted = "first key" if mark == "{" else "first"
        elif mark == "," and wanted == "next":
            wanted = "key" if closers[-1] == "}" else "value"
        elif mark == ":" and wanted == "colon":
            wanted = "value"
        elif mark is None and (wanted in ("value", "first") or (string and wanted in ("key", "first key"))):
            plain = _unescaped(string) if string else match["number"] or match["word"]
            if plain is None:
                return None, (*grower.diagnostics, _unreadable(text, span))
            if not grower.scalar(plain, match["word"] == "null", span):
                return None, tuple(grower.diagnostics)
            wanted = "colon" if wanted in ("key", "first key") else "next"
        else:
            return None, (*grower.diagnostics, _unreadable(text, span))
    if closers or wanted != "next":
        return None, (*grower.diagnostics, error("CW502", "the text ends too early", Span(end, end)))
    return (None if grower.diagnostics else grower.tree), tuple(grower.diagnostics)


def _unescaped(quoted: str) -> str | None:
    plain = quoted[1:-1]
    if "\\" not in plain:
        return plain
    joined = _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else _ESCAPES.get(found[2], found[2]), plain)
    try:
        return joined.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return None


def _unreadable(text: str, span: Span) -> Diagnostic:
    rest = text[span.start : span.start + 12].lstrip("+-")
    if rest.startswith(("NaN", "Infinity", "inf", "nan")):
        return error(
            "CW512", "NaN and Infinity are not numbers", span, help='write "no value" for a result without one'
        )
    return error("CW502", "the text cannot be read as JSON from here", span, help="check commas, brackets and quotes")
