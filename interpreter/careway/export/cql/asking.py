"""How the library names what is asked at an instant, and how it is asked.

What a guideline says is spelled as functions of one variable, `at`: the instant at which it is asked, the instant up to
which records are known, and the steps entered so far.
"""

from __future__ import annotations

from careway.export.cql.prelude import TYPES
from careway.export.cql.spelling import call, name
from careway.model.terms import Edge

AT = "at"


def at_name(of: str) -> str:
    """The function that gives what a name means at an instant."""
    return f"{of} at"


def function(of: str, body: str) -> str:
    """A function of an instant."""
    spelled = body.replace("\n", "\n  ")
    return f"define function {name(at_name(of))}({AT} {TYPES['At']}):\n  {spelled}"


def asked(of: str, when: str = AT) -> str:
    """A call of such a function."""
    return f"{name(at_name(of))}({when})"


def instant(now: str, told: str, stays: str) -> str:
    """What is asked at an instant, of records known up to another, after these stays in steps."""
    return call("As Known", now, told, stays)


def records_of(concept: str) -> str:
    """The definition of a concept's records."""
    return name(f"Records of {concept}")


def limit_of(edge: Edge, concept: str) -> str:
    """The definition of a concept's declared limit."""
    return name(f"{edge.value} of {concept}")
