"""A file of records in Careway's own form as text that is changed in one place: comments and layout stay.

In: the text, and nodes of its tree, which know where they stand. Out: the text after the change. Flow style (brackets,
as JSON has) and block style (a key a line) are changed each as they are written; a text is quoted as its neighbours
are. What a layout leaves unclear raises `NotDone`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from careway.base.record import record
from careway.ingest.document import Fields, Items, Scalar, Tree
from careway.ingest.native_text import scalar

_JSON_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_COMMA = re.compile(r"\s*,\s*")
_COLON = re.compile(r"\s*:\s*")
UNCLEAR = "this part of the file is laid out in a way that can only be changed in the text"


class NotDone(Exception):
    """A change that cannot be made; the text says why, without a word of the file's."""


@record
class Pair:
    """A key and its value as texts of the file; `colon` is what stands between them (None: as it is usual there)."""

    key: str
    value: str
    colon: str | None = None

    def within(self, colon: str) -> str:
        """The text of both, in a place where `colon` is usual between them."""
        return f"{self.key}{self.colon or colon}{self.value}"


def end_of(node: Tree, text: str) -> int:
    """Where a node ends: at its last character, not where the next one begins."""
    if isinstance(node, Scalar):
        return node.span.start + len(text[node.span.start : node.span.end].rstrip())
    children = node.items if isinstance(node, Items) else tuple(value for _, value in node.pairs)
    if is_flow(node, text) or not children:
        return node.span.end
    return end_of(children[-1], text)


def is_flow(node: Fields | Items, text: str) -> bool:
    """Whether keys or items stand in brackets."""
    return text[node.span.start : node.span.start + 1] in ("{", "[")


def encoded(new: str, old: Scalar, text: str, in_quotes: bool) -> str:
    """A text in place of another, quoted as that was; `in_quotes`: keys are quoted here, as in JSON. Double quotes that
    the old text needed are no habit of the author's: they go where the new one needs none."""
    mark = text[old.span.start : end_of(old, text)][:1]
    if mark == "'" and "'" not in new and new.isprintable():
        return f"'{new}'"
    if in_quotes:
        return new if mark != '"' and _JSON_NUMBER.fullmatch(new) else quoted(new)
    needed = scalar(old.text)[:1] == '"'
    return quoted(new) if mark == '"' and not needed else scalar(new)


def quoted(text: str) -> str:
    """A text in double quotes, for JSON and YAML alike."""
    return json.dumps(text, ensure_ascii=not text.isprintable())


def scalar_replaced(text: str, key: Scalar, old: Scalar, new: str) -> str:
    """The text with another value behind a key."""
    start, end = old.span.start, end_of(old, text)
    put = encoded(new, old, text, text[key.span.start] == '"')
    if start < end:
        return text[:start] + put + text[end:]
    colon = text.find(":", key.span.end, start + 1) + 1
    at = colon or key.span.end
    return text[:at] + (f" {put}" if colon else f": {put}") + text[at:]


def pair_at(text: str, event: Fields, place: int, with_comment: bool = False) -> Pair:
    """A key and its value as they stand; in block style with the comment behind them, if it is wanted."""
    key, value = event.pairs[place]
    end = end_of(value, text)
    if with_comment and not is_flow(event, text):
        end = _line_end(text, end)
    colon = text[key.span.end : value.span.start]
    if not _COLON.fullmatch(colon):
        raise NotDone(UNCLEAR)
    return Pair(text[key.span.start : key.span.end], text[value.span.start : end], colon)


def pair_replaced(text: str, event: Fields, place: int, pairs: Sequence[Pair]) -> str:
    """The text with several keys in place of one."""
    key, value = event.pairs[place]
    start, end = key.span.start, end_of(value, text)
    style = _style_of(text, event)
    return text[:start] + style.between.join(one.within(style.colon) for one in pairs) + text[end:]


def pair_removed(text: str, event: Fields, place: int) -> str:
    """The text without one key of several and its value."""
    key, value = event.pairs[place]
    if is_flow(event, text):
        spans = [(one.span.start, end_of(of, text)) for one, of in event.pairs]
        return _cut_from_flow(text, spans, place)
    start, end = _line_start(text, key.span.start), _line_end(text, end_of(value, text))
    if not text[start : key.span.start].strip(" "):
        return text[:start] + text[end + 1 :]
    following = event.pairs[place + 1][0].span.start if place + 1 < len(event.pairs) else None
    if following is None or "#" in text[end_of(value, text) : following]:
        raise NotDone(UNCLEAR)
    return text[: key.span.start] + text[following:]


def pair_added(text: str, event: Fields, new: Pair) -> str:
    """The text with one more key at the end of an event."""
    style = _style_of(text, event)
    at = end_of(event.pairs[-1][1], text)
    if not is_flow(event, text):
        at = _line_end(text, at)
    return text[:at] + style.between + new.within(style.colon) + text[at:]


def item_removed(text: str, items: Items, place: int) -> str:
    """The text without one event of several."""
    if is_flow(items, text):
        return _cut_from_flow(text, [(one.span.start, end_of(one, text)) for one in items.items], place)
    dash = _dash(text, items.items[place])
    return text[: _line_start(text, dash)] + text[_line_end(text, end_of(items.items[place], text)) + 1 :]


def item_added(text: str, items: Items, beside: int, pairs: Sequence[Pair], after: bool = True) -> str:
    """The text with one more event after (or before) another, laid out as that is."""
    model = items.items[beside]
    if not isinstance(model, Fields):
        raise NotDone(UNCLEAR)
    style = _style_of(text, model)
    body = style.opens + style.between.join(one.within(style.colon) for one in pairs) + style.closes
    if is_flow(items, text):
        between = _between_items(text, items)
        at = end_of(model, text) if after else model.span.start
        return text[:at] + (f"{between}{body}" if after else f"{body}{between}") + text[at:]
    dash = _dash(text, model)
    begin = text[_line_start(text, dash) : dash + 1]
    gap = text[dash + 1 : model.span.start]
    line = f"{begin}{gap if gap and not gap.strip(' ') else ' '}{body}"
    if not after:
        at = _line_start(text, dash)
        return f"{text[:at]}{line}\n{text[at:]}"
    at = _line_end(text, end_of(model, text))
    return f"{text[:at]}\n{line}{text[at:]}"


@record
class _Style:
    """How an event is written: what stands before, between and after its keys, and between a key and its value."""

    opens: str
    between: str
    closes: str
    colon: str


def _style_of(text: str, event: Fields) -> _Style:
    keys = [(key.span.start, end_of(value, text)) for key, value in event.pairs]
    key, value = event.pairs[0]
    colon = text[key.span.end : value.span.start]
    colon = colon if _COLON.fullmatch(colon) and "\n" not in colon else ": "
    if not is_flow(event, text):
        column = event.span.start - _line_start(text, event.span.start)
        return _Style("", "\n" + " " * column, "", colon)
    opens = text[event.span.start + 1 : keys[0][0]]
    closes = text[keys[-1][1] : event.span.end - 1]
    between = text[keys[0][1] : keys[1][0]] if len(keys) > 1 else ", "
    return _Style(
        "{" + ("" if opens.strip() else opens),
        between if _COMMA.fullmatch(between) else ", ",
        ("" if closes.strip() else closes) + "}",
        colon,
    )


def _between_items(text: str, items: Items) -> str:
    found = items.items
    opens = text[items.span.start + 1 : found[0].span.start]
    between = text[end_of(found[0], text) : found[1].span.start] if len(found) > 1 else f",{opens}"
    return between if _COMMA.fullmatch(between) else ", "


def _cut_from_flow(text: str, spans: Sequence[tuple[int, int]], place: int) -> str:
    """The text without one of several stretches that commas part."""
    start, end = (spans[place - 1][1], spans[place][1]) if place else (spans[0][0], spans[1][0])
    gap = text[start : spans[place][0]] if place else text[spans[0][1] : end]
    if not _COMMA.fullmatch(gap):
        raise NotDone(UNCLEAR)
    return text[:start] + text[end:]


def _dash(text: str, item: Tree) -> int:
    at = len(text[: item.span.start].rstrip()) - 1
    if text[at : at + 1] != "-" or text[_line_start(text, at) : at].strip(" "):
        raise NotDone(UNCLEAR)
    return at


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found
