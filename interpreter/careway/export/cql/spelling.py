"""How CQL spells names, texts, numbers and durations."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from textwrap import wrap

from careway.model.time import Duration

_WIDTH = 116
RECORDS = "Records"
"""What the exported library calls the records library."""


def name(text: str) -> str:
    """A quoted identifier."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def text(value: str) -> str:
    """A string literal."""
    return "'" + "".join(_ESCAPED.get(one) or _plain(one) for one in value) + "'"


_ESCAPED = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\f": "\\f"}


def _plain(one: str) -> str:
    """A character as it stands, or by its number where it would be none that one sees."""
    return one if one.isprintable() or ord(one) > 0xFFFF else f"\\u{ord(one):04x}"


def comment(value: str, indent: str = "") -> str:
    """A text as comment lines of a readable length."""
    lines = [
        part
        for line in "".join(map(_seen, value)).splitlines()
        for part in wrap(line, _WIDTH, subsequent_indent="    ") or [""]
    ]
    return "\n".join(f"{indent}// {line}".rstrip() for line in lines)


def _seen(one: str) -> str:
    return one if one.isprintable() or one == "\n" else " "


def decimal(value: Fraction) -> str:
    """A number, as a decimal where it ends within eight places, else as a quotient."""
    for places in range(1, 9):
        scaled = value * 10**places
        if scaled.denominator == 1:
            sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled.numerator)).rjust(places + 1, "0")
            return f"{sign}{digits[:-places]}.{digits[-places:]}"
    return f"({decimal(Fraction(value.numerator))} / {decimal(Fraction(value.denominator))})"


def duration(length: Duration) -> str:
    """A calendar duration or one by the clock: `7 days`."""
    return f"{length.amount} {length.unit.value}{'' if length.amount == 1 else 's'}"


def call(function: str, *arguments: str) -> str:
    """A call of a function of the records library."""
    return f"{RECORDS}.{name(function)}({', '.join(arguments)})"


def listed(items: Iterable[str]) -> str:
    """A list."""
    return "{ " + ", ".join(items) + " }"


def truth(value: bool) -> str:
    """A Boolean literal."""
    return "true" if value else "false"


def chosen(source: str, alias: str, where: str) -> str:
    """The rows of a list for which a condition is true, all of them: without `return all` engines drop equal rows."""
    return f"(({source}) {alias} where {where} return all {alias})"
