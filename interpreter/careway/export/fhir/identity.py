"""What resources and actions are called: ids, canonical addresses, names for programs, all from the guideline's names.

A name of the language may be of any alphabet and length, an id of FHIR is 64 letters, digits, `-` and `.`. The name is
kept as far as it goes, and what is lost is made up for by a hash of it, so that two names never give one id, not even
where a file system takes upper and lower case for the same. The parts of an id are joined by `.`, which no name has.
"""

from __future__ import annotations

import re
from hashlib import sha256

from careway.export import names
from careway.ir.headings import headings
from careway.ir.nodes import Guideline

_LONGEST = 64
_HASH = 12


class Identity:
    """The ids and addresses of one guideline's resources."""

    def __init__(self, core: Guideline) -> None:
        self._base = names.canonical_base(core)
        vocabulary = core.vocabulary
        every = [heading.name for heading in headings(core)]
        every += [one.name for one in vocabulary.concepts] + [one.name for one in vocabulary.groups]
        every += [pathway.name for pathway in core.pathways]
        self._twice = _ambiguous(every)
        self._guideline = self.part(core.id)

    def part(self, name: str) -> str:
        """A name as part of an id: `rise-with-symptoms` for `rise_with_symptoms`."""
        kept = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")
        if kept.replace("-", "_") == name and name not in self._twice:
            return kept
        return f"{kept}-{_hash(name)}" if kept else _hash(name)

    def action(self, *parts: str) -> str:
        """The id of an action in its plan: `stop.rise-with-symptoms.undecided`."""
        return _fit(".".join(parts))

    def resource(self, *parts: str) -> str:
        """The id of a resource; it begins with the guideline's, so that two guidelines can be kept on one server."""
        return _fit(".".join((self._guideline, *parts)))

    def url(self, kind: str, resource_id: str) -> str:
        """The canonical address of a resource of a kind (`PlanDefinition`)."""
        return f"{self._base}:{kind}:{resource_id}"


def computer_name(*parts: str) -> str:
    """A name that a program can use: letters, digits and `_`, the first a capital."""
    words = [word for part in parts for word in re.split(r"[^A-Za-z0-9]+", part) if word]
    joined = "".join(word[0].upper() + word[1:] for word in words)
    if not joined or not joined[0].isalpha() or any(not part.isascii() for part in parts):
        joined = f"C{joined}{_hash('.'.join(parts))}"
    return joined[:255]


def fingerprint(text: str) -> str:
    """A UUID that depends on the text alone, for entries of a Bundle (version 8: by the maker's own rule)."""
    digits = sha256(text.encode()).hexdigest()
    return (
        f"{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-{'89ab'[int(digits[16], 16) % 4]}{digits[17:20]}-{digits[20:32]}"
    )


def _fit(joined: str) -> str:
    if len(joined) <= _LONGEST:
        return joined
    return f"{joined[: _LONGEST - _HASH - 1].rstrip('.-')}-{_hash(joined)}"


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:_HASH]


def _ambiguous(core_names: list[str]) -> frozenset[str]:
    seen: dict[str, str] = {}
    twice: set[str] = set()
    for name in core_names:
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            twice |= {name, other}
    return frozenset(twice)
