"""A text as stretches, each of one kind: the rules applied one after the other, as an editor and Pygments do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from careway.base.record import record
from careway.base.source import Span
from careway.colours.kinds import Kind
from careway.colours.rules import rules
from careway.colours.vocabulary import vocabulary


@record
class Stretch:
    """A stretch of a text and what it is."""

    span: Span
    kind: Kind


def stretches(text: str) -> Iterator[Stretch]:
    """The stretches of a text, one behind the other from its beginning to its end."""
    pattern, by_group = _tried()
    for match in pattern.finditer(text):
        assert match.lastindex is not None
        first, kinds = by_group[match.lastindex]
        if len(kinds) == 1:
            yield Stretch(Span(*match.span()), kinds[0])
            continue
        for group, kind in enumerate(kinds, first):
            start, end = match.span(group)
            if start < end:
                yield Stretch(Span(start, end), kind)


@cache
def _tried() -> tuple[re.Pattern[str], dict[int, tuple[int, tuple[Kind, ...]]]]:
    """The rules in one pattern, the first that matches taken; and by the group of each, its first part and kinds."""
    patterns, by_group, group = [], {}, 1
    for rule in rules(vocabulary()):
        patterns.append(f"({rule.pattern})")
        by_group[group] = (group + 1, rule.kinds)
        group += 1 if len(rule.kinds) == 1 else 1 + len(rule.kinds)
    return re.compile("|".join(patterns), re.MULTILINE), by_group
