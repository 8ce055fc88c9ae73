"""The streams that a command writes to: the same bytes into every file and pipe, and every sign on every terminal.

A sign that a terminal lacks must not become a question mark: `≥300 U/L` and `≤300 U/L` would look the same.
"""

from __future__ import annotations

import codecs
from typing import TextIO

_SPELLED = {
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "≈": "~",
    "×": "x",
    "·": "-",
    "–": "-",
    "—": "-",
    "─": "-",
    "→": "->",
    "°": "deg ",
    "µ": "u",
    "μ": "u",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
}


def prepare(stream: TextIO) -> None:
    """Set the stream up: UTF-8 where it is no terminal, else what the terminal can show."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is None:
        return
    if stream.isatty():
        codecs.register_error("careway.spelled", spelled)
        reconfigure(errors="careway.spelled")
    else:
        reconfigure(encoding="utf-8", errors="replace", newline="\n")


def spelled(error: UnicodeError) -> tuple[str, int]:
    """What stands for a sign that cannot be written: its spelling, its letter without accents, or a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    from unicodedata import normalize

    signs = error.object[error.start : error.end]
    plain = (_SPELLED.get(sign) or normalize("NFKD", sign).encode("ascii", "ignore").decode() or "?" for sign in signs)
    return "".join(plain), error.end
