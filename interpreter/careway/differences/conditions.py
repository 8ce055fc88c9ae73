"""What differs between two criteria, in sentences: the smallest parts that differ, not a whole rule for one number.

In: two criteria of the core. Out: sentences such as `` `ALT >= 3 × baseline` is now `ALT >= 2 × baseline` ``. Parts are
matched by what they say, since the order of an `all of` carries no meaning; what has no partner was added or dropped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from enum import Enum
from fractions import Fraction
from typing import TypeVar, get_args

from careway.differences.bare import same, wording_fields
from careway.ir import expressions as e
from careway.ir import wording
from careway.model.quantity import show_number

T = TypeVar("T")

_ALIKE = 45
"""Per cent of their words that two parts must share to be one part that was changed."""
_VERY_ALIKE = 60
"""The same for parts of different kinds: `X` and `not X`."""


def quoted(text: str) -> str:
    """A part of a rule, set off from the sentence that speaks of it."""
    return f"`{text}`"


def criteria(old: e.Criterion, new: e.Criterion) -> list[str]:
    """What differs between two criteria; empty where an engine does the same with both."""
    return _criteria(old, new, 0)


def optional(
    old: e.Criterion | None,
    new: e.Criterion | None,
    added: str = "only when {} now",
    dropped: str = "no longer only when {}",
) -> list[str]:
    """What differs between two criteria of which either may be missing."""
    if old is not None and new is not None:
        return criteria(old, new)
    if new is not None:
        return [added.format(quoted(wording.criterion(new)))]
    return [] if old is None else [dropped.format(quoted(wording.criterion(old)))]


def nodes(old: object, new: object, old_words: str, new_words: str) -> list[str]:
    """That a node became another; where both read alike, what in them differs."""
    if same(old, new):
        return []
    if old_words != new_words:
        return [f"{quoted(old_words)} is now {quoted(new_words)}"]
    return [f"{quoted(new_words)}: {detail}" for detail in details(old, new)]


def _criteria(old: e.Criterion, new: e.Criterion, depth: int) -> list[str]:
    if same(old, new):
        return []
    whole = nodes(old, new, wording.criterion(old), wording.criterion(new))
    if depth > 50:
        return whole
    match old, new:
        case (e.All(items=before) | e.AnyOf(items=before), e.All(items=after) | e.AnyOf(items=after)) if type(
            old
        ) is type(new):
            return _items(before, after, _SAID[type(old)], depth)
        case (e.AtLeast(), e.AtLeast()):
            counted = [] if old.count == new.count else [f"at least {old.count} of them: now at least {new.count}"]
            return counted + _items(old.items, new.items, _SAID[e.AtLeast], depth)
        case (e.All(items=items) | e.AnyOf(items=items), _) if any(same(item, new) for item in items):
            return _items(items, (new,), _SAID[type(old)], depth)
        case (_, e.All(items=items) | e.AnyOf(items=items)) if any(same(item, old) for item in items):
            return _items((old,), items, _SAID[type(new)], depth)
        case (e.Not(), e.Not()) if isinstance(old.item, e.All | e.AnyOf | e.AtLeast) and type(old.item) is type(
            new.item
        ):
            return [f"inside `not`: {one}" for one in _criteria(old.item, new.item, depth + 1)]
        case _:
            return whole


_SAID: dict[type, tuple[str, str]] = {
    e.All: ("{} is now needed too", "{} is no longer needed"),
    e.AnyOf: ("{} now suffices too", "{} no longer suffices"),
    e.AtLeast: ("{} now counts too", "{} no longer counts"),
}


def _items(old: Sequence[e.Criterion], new: Sequence[e.Criterion], said: tuple[str, str], depth: int) -> list[str]:
    added, dropped = said
    pairs, gone, come = matched(old, new, wording.criterion)
    found: list[str] = []
    for before, after in pairs:
        found += _criteria(before, after, depth + 1)
    found += [dropped.format(quoted(wording.criterion(item))) for item in gone]
    found += [added.format(quoted(wording.criterion(item))) for item in come]
    return found


def matched(
    old: Sequence[T], new: Sequence[T], words: Callable[[T], str]
) -> tuple[list[tuple[T, T]], list[T], list[T]]:
    """Parts that were changed, with what they became; those that are gone; those that are new. Equal parts are left
    out; of the others the most alike are partners, in the order of the old."""
    rest_old, rest_new = list(old), list(new)
    for item in old:
        twin = next((other for other in rest_new if same(item, other)), None)
        if twin is not None:
            rest_new = [other for other in rest_new if other is not twin]
            rest_old = [other for other in rest_old if other is not item]
    scored = sorted(
        (-alike(words(before), words(after)), i, j)
        for i, before in enumerate(rest_old)
        for j, after in enumerate(rest_new)
    )
    partner: dict[int, int] = {}
    for score, i, j in scored:
        least = _ALIKE if type(rest_old[i]) is type(rest_new[j]) else _VERY_ALIKE
        if -score >= least and i not in partner and j not in partner.values():
            partner[i] = j
    pairs = [(rest_old[i], rest_new[partner[i]]) for i in sorted(partner)]
    gone = [item for i, item in enumerate(rest_old) if i not in partner]
    come = [item for j, item in enumerate(rest_new) if j not in partner.values()]
    return pairs, gone, come


def alike(old: str, new: str) -> int:
    """How much two texts have in common, in per cent of their words."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    shared = sum(block.size for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks())
    return 200 * shared // max(1, len(before) + len(after))


_WORD = re.compile(r"\w+|[^\w\s]+")


# --- what two nodes that read alike differ in ------------------------------------------------------------------------


_ASKED: dict[tuple[str, str], str] = {
    ("Selection", "current"): "the result must still be current",
    ("Bound", "inclusive"): "the edge of the window counts",
    ("Bound", "by_day"): "the window is counted by calendar days",
    ("Bound", "offset"): "the window reaches",
    ("Bound", "sign"): "the window lies before (-1) or after (1)",
    ("Bound", "time"): "the window is counted from",
    ("Window", "start"): "the window begins",
    ("Window", "end"): "the window ends",
    ("Series", "window"): "the window",
    ("Convert", "factor"): "the factor between the units",
    ("ParameterValue", "factor"): "the factor between the units",
    ("Precedes", "on_day"): "the same day counts",
    ("Recorded", "count"): "how many records",
    ("Exists", "count"): "how many results",
}


def details(old: object, new: object) -> list[str]:
    """The innermost fields in which two nodes differ, in words."""
    if type(old) is not type(new):
        return [f"{_shown(old)} is now {_shown(new)}"]
    if isinstance(old, tuple) and isinstance(new, tuple):
        if len(old) != len(new):
            return [f"{len(old)} parts are now {len(new)}"]
        return [detail for before, after in zip(old, new, strict=True) for detail in _details_if(before, after)]
    found: list[str] = []
    for name in getattr(type(old), "__match_args__", ()):
        before, after = getattr(old, name), getattr(new, name)
        if name in wording_fields(type(old)) or same(before, after):
            continue
        if isinstance(before, tuple) or (type(before) is type(after) and hasattr(before, "__match_args__")):
            inner = details(before, after)
            if inner:
                found += inner
                continue
        asked = _ASKED.get((type(old).__name__, name), name.replace("_", " "))
        found.append(f"{asked}: {_shown(before)} is now {_shown(after)}")
    return found


def _details_if(old: object, new: object) -> list[str]:
    return [] if same(old, new) else details(old, new)


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Fraction):
        return show_number(value)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, e.Bound):
        return wording.window(e.Window(value, None)) or wording.window(e.Window(None, value)) or "now"
    if isinstance(value, e.Window):
        return wording.window(value) or "open"
    if isinstance(value, _TIMES):
        return wording.time(value)
    if isinstance(value, _VALUES):
        return wording.value(value)
    if isinstance(value, tuple):
        return wording.several(map(_shown, value)) or "nothing"
    if hasattr(value, "__match_args__") and not hasattr(value, "amount"):
        return f"another kind ({type(value).__name__})"
    return str(value)


_TIMES = get_args(e.Time)
_VALUES = get_args(e.Value)


# --- the same said of several concepts -------------------------------------------------------------------------------


def folded(sentences: Iterable[str], names: Iterable[str]) -> list[str]:
    """Sentences that differ only in which concept they speak of as one: the first, and of which others it holds.

    A criterion `any of ALT, AST >= 3 × its baseline` is two criteria in the core, and one to its author.
    """
    every = list(dict.fromkeys(sentences))
    known = sorted(names, key=lambda name: (-len(name), name))
    if not known:
        return every
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(wording.plain(name))}(?!\w)" for name in known))
    kept: dict[str, tuple[str, list[str]]] = {}
    for sentence in every:
        spoken = list(dict.fromkeys(pattern.findall(sentence)))
        if len(spoken) != 1:
            kept.setdefault(sentence, (sentence, []))
            continue
        template = pattern.sub("\0", sentence)
        if template in kept:
            kept[template][1].append(spoken[0])
        else:
            kept[template] = (sentence, [])
    return [f"{first}; so for {wording.several(others)}" if others else first for first, others in kept.values()]
