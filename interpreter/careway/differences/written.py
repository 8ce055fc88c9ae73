"""What of two guidelines reads differently and runs the same: titles, sources, readings, dates of the text.

In: two nodes, or two cores. Out: sentences. What differs without a sentence of its own was written in another way (an
order, a spelling of a number), and that is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from careway.differences.bare import same
from careway.differences.conditions import details
from careway.ir import wording
from careway.ir.nodes import Guideline, Heading, Invariant, Source
from careway.model.terms import FindingKind

_LINE = "line"
OTHERWISE = "written in another way, with the same meaning"


def _whole(node: object) -> object:
    """All of a node but its lines."""
    if isinstance(node, tuple):
        return tuple(_whole(item) for item in node)
    names = getattr(node, "__match_args__", None)
    return node if names is None else tuple(_whole(getattr(node, name)) for name in names if name != _LINE)


def of_rule(old: object, new: object) -> list[str]:
    """What reads differently of two rules or declarations of one name. Of two that run differently only what has words
    is told: that the rest reads differently goes without saying."""
    found: list[str] = []
    before, after = _heading(old), _heading(new)
    if before is not None and after is not None:
        found += _headings(before, after)
    for name, what in (("title", "title"), ("otherwise", "what is said where it keeps the patient out")):
        found += _texts(getattr(old, name, None), getattr(new, name, None), what)
    return found or ([OTHERWISE] if same(old, new) and _whole(old) != _whole(new) else [])


def _heading(node: Any) -> Heading | None:
    if isinstance(node, tuple):
        node = node[0] if node else None
    if isinstance(node, Heading):
        return node
    heading = getattr(node, "heading", None)
    return heading if isinstance(heading, Heading) else None


def _headings(old: Heading, new: Heading) -> list[str]:
    found = _texts(old.title, new.title, "title")
    if old.cites != new.cites:
        found.append(f"rests on {_cited(old.cites)} → {_cited(new.cites)}")
    found += [f'no longer read so: "{text}"' for text in old.assuming if text not in new.assuming]
    found += [f'read so: "{text}"' for text in new.assuming if text not in old.assuming]
    for name in ("strength", "certainty"):
        before, after = (getattr(getattr(one, name), "value", None) for one in (old, new))
        found += _texts(before, after, name)
    before_, after_ = (tuple((one.kind, one.because) for one in each.accepted) for each in (old, new))
    found += [f"no longer accepts: {_acceptance(*one)}" for one in before_ if one not in after_]
    found += [f"accepts: {_acceptance(*one)}" for one in after_ if one not in before_]
    return found


def _acceptance(kind: FindingKind | None, because: str) -> str:
    return f'{"any finding" if kind is None else kind.value}, "{because}"'


def _cited(keys: Sequence[str]) -> str:
    return f"[{', '.join(keys)}]" if keys else "no source"


def _texts(old: object, new: object, what: str) -> list[str]:
    if old == new:
        return []
    before, after = ("none" if one is None else f'"{one}"' for one in (old, new))
    return [f"{what}: {before} → {after}"]


def of_guideline(old: Guideline, new: Guideline) -> list[tuple[str, list[str], bool]]:
    """What differs between two guidelines as wholes: of what, in which sentences, and whether that runs."""
    found: list[tuple[str, list[str], bool]] = []
    period = _texts(old.effective_from, new.effective_from, "effective from")
    period += _texts(old.effective_until, new.effective_until, "effective until")
    if period:
        found.append(("guideline", period, True))
    texts: list[str] = []
    for name in ("id", "title", "version", "date", "disclaimer"):
        texts += _texts(getattr(old, name), getattr(new, name), "name" if name == "id" else name)
    texts += _texts(old.status.value, new.status.value, "status")
    if texts:
        found.append(("guideline", texts, False))
    sources = _members(map(_source, old.sources), map(_source, new.sources))
    if sources:
        found.append(("sources", sources, False))
    background = _members((one.text for one in old.background), (one.text for one in new.background))
    if background:
        found.append(("background", background, False))
    if [one.name for one in old.pathways] == [one.name for one in new.pathways]:
        titles = [
            sentence
            for one, other in zip(old.pathways, new.pathways, strict=True)
            for sentence in _texts(one.title, other.title, f"title of {one.name}")
        ]
        if titles:
            found.append(("pathway", titles, False))
    return found


def _members(old: Iterable[str], new: Iterable[str]) -> list[str]:
    before, after = list(old), list(new)
    return [
        *(f'no longer: "{one}"' for one in before if one not in after),
        *(f'new: "{one}"' for one in after if one not in before),
    ]


def of_claims(old: Invariant, new: Invariant) -> list[str]:
    """What differs between two claims of one name; nothing in a run follows from a claim."""
    before, after = wording.claim(old), wording.claim(new)
    if before != after:
        return [f"`{before}` is now `{after}`", *of_rule(old, new)]
    return of_rule(old, new) or ([] if same(old, new) else details(old, new))


def _source(one: Source) -> str:
    parts = (f"[{one.key}]", one.kind.value, one.title, one.by, one.year, one.indirect, one.url)
    return " · ".join(str(part) for part in parts if part is not None)
