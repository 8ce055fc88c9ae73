"""The bytes of a file and its text in the page: the page sees lines that end in `\\n`, the file keeps its own ends.

A text that is saved as it was opened gives the same bytes.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections import Counter

MOST_BYTES = 5_000_000
"""Of a file, as it stands and unpacked. Guidelines may have a fifth of that, timelines in Careway's own form too."""
_BOM = b"\xef\xbb\xbf"
_PACKED = b"\x1f\x8b"
_END = re.compile("\r\n|\r|\n")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class NoText(Exception):
    """A file that the page cannot show, and why, in words."""


def is_packed(data: bytes) -> bool:
    """Whether a file is packed with gzip: such a one is read, not written."""
    return data.startswith(_PACKED)


def text_of(data: bytes) -> str:
    """The text of a file as the page sees it; raises `NoText`."""
    return _END.sub("\n", _decoded(_unpacked(data) if is_packed(data) else data))


def bytes_of(text: str, before: bytes | None) -> bytes:
    """A text of the page as the bytes of a file that had others before: its mark at the beginning is kept, and its
    line ends, where they are mixed those of each line at the beginning and the end that is as it was."""
    if before is None:
        return text.encode()
    return (_BOM if before.startswith(_BOM) else b"") + _with_ends(text, _decoded(before)).encode()


def _decoded(data: bytes) -> str:
    try:
        text = data.removeprefix(_BOM).decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NoText(f"not a text in UTF-8: see line {line}; save the file as UTF-8") from None
    control = _CONTROL.search(text)
    if control is not None:
        line = len(_END.findall(text, 0, control.start())) + 1
        raise NoText(f"line {line} holds a control character: remove it with another editor")
    return text


def _unpacked(data: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            whole = file.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise NoText("packed, and cannot be unpacked") from None
    if len(whole) > MOST_BYTES:
        raise NoText(f"larger than {MOST_BYTES // 1_000_000} MB when it is unpacked")
    return whole


def _with_ends(text: str, before: str) -> str:
    ends: list[str] = _END.findall(before)
    usual = Counter(ends).most_common(1)[0][0] if ends else "\n"
    if len(set(ends)) < 2:
        return text.replace("\n", usual)
    old, new = _END.split(before), text.split("\n")
    first = min(_alike(old, new), len(ends))
    last = min(_alike(old[::-1], new[::-1]), min(len(old), len(new)) - first)
    added = len(new) - len(old)

    def end(line: int) -> str:
        if line < first:
            return ends[line]
        return ends[line - added] if line >= len(new) - last else usual

    return "".join(part + end(line) for line, part in enumerate(new[:-1])) + new[-1]


def _alike(one: list[str], other: list[str]) -> int:
    """How many lines are the same from the first on."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
