"""The words that begin a statement, and those that begin a clause of each: where a mistake ends, and what is meant by
a clause that stands at the left margin."""

from __future__ import annotations

_NOTES = frozenset(("assuming", "strength", "certainty", "accepted"))
_MONITOR = _NOTES | {
    "from",
    "daily",
    "weekly",
    "monthly",
    "yearly",
    "twice",
    "every",
    "then",
    "allow",
    "late",
    "only",
    "on",
    "restart",
    "suspend",
    "continue",
}
_ADVICE = frozenset(("advise", "consider"))
_CONCEPT = frozenset(("code", "normal", "molar", "plausible", "current", "absent", "worse", "values", "in"))

_STEP = _NOTES | _ADVICE | {"begin", "go", "back", "finish", "monitor", "task"}

CLAUSES: dict[str, frozenset[str]] = {
    "guideline": frozenset(("title", "disclaimer", "version", "status", "date", "effective")),
    "source": frozenset(("by", "in", "indirect", "url")),
    "parameter": frozenset(),
    "set": frozenset(),
    **dict.fromkeys(("lab", "vital", "drug", "symptom", "condition", "test", "question"), _CONCEPT),
    "panel": frozenset(),
    "group": frozenset(),
    "define": frozenset(),
    "eligible": _NOTES | {"when", "otherwise"},
    "exclude": _NOTES | {"when", "otherwise"},
    "pathway": frozenset(),
    "step": _STEP | _MONITOR,
    "monitor": _MONITOR,
    "task": _NOTES | {"when", "only"},
    "stop": _NOTES | _ADVICE | {"when"},
    "caution": _NOTES | _ADVICE | {"when", "only"},
    "after": _NOTES | _ADVICE,
    "background": frozenset(),
    **dict.fromkeys(("always", "never"), _NOTES | {"advise", "when", "only"}),
}
"""By the first word of a statement; those of a step with those of the monitors in it."""

OWN_CLAUSES = {**CLAUSES, "step": _STEP}
"""The same, without those of the monitors."""

CLAUSE_WORDS = frozenset().union(*CLAUSES.values()) - CLAUSES.keys()
"""Words that begin a clause somewhere and never a statement."""

_RULES = ("step", "monitor", "task", "stop", "caution", "after", "eligible", "exclude", "always", "never")

LINE_WORDS = {kind: words | CLAUSE_WORDS if kind in _RULES else words for kind, words in CLAUSES.items()}
"""Words that are never a name at the beginning of a line of a statement: whoever writes them there means a clause."""
