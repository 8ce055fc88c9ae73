"""Which words of the language make sense behind a name, as the checker will judge them: of a drug one says `active`, of
a symptom `present`. The grammar takes more than that."""

from __future__ import annotations

from careway.check.definitions import Nature, nature
from careway.check.scope import Sort, Space
from careway.desk.before import Before
from careway.model.vocabulary import GroupKind, Kind
from careway.syntax.declarations import DefineNode

_BEGINNINGS = frozenset(("when", "until", "without", "and", "or", "not", "(", "-", "first time"))
_PREDICATES = frozenset(("PRESENCE", "ACTIVITY", "DOSE", "IS", "HAS", "RECORDED", "OF"))
_TIME_WORDS = frozenset(("after", "before", "since", "from", "on or before", "on or after"))
_RELATIONS = frozenset(("AFTER", "BEFORE", "ON_OR_AFTER", "ON_OR_BEFORE"))
_STATES = frozenset(("COMPLETE", "LATE", "MISSED"))
_SAID_OF = {
    Kind.LAB: frozenset(("RECORDED",)),
    Kind.VITAL: frozenset(("RECORDED",)),
    Kind.DRUG: frozenset(("ACTIVITY", "DOSE", "RECORDED")),
    Kind.SYMPTOM: frozenset(("PRESENCE", "RECORDED")),
    Kind.CONDITION: frozenset(("PRESENCE", "RECORDED")),
    Kind.TEST: frozenset(("IS", "RECORDED")),
    Kind.QUESTION: frozenset(("IS", "RECORDED")),
}
_OF_CONCEPTS = frozenset((*(kind.value for kind in Kind), *(kind.value for kind in GroupKind)))
_NO_TIMES = frozenset(("AGE", "LIMIT", "CHANGE"))
_NO_NUMBERS = frozenset(("AGE", "DRUG_EDGE", "ENTRY", "FIRST_TIME"))
"""What begins a time or an age, and is no number to compare a result with."""


def may_be_said(b: Before, kind: str) -> bool:
    """Whether a terminal makes sense at a place at which the grammar takes it."""
    if b.statement in _OF_CONCEPTS:
        return True
    last = b.pieces[-1] if b.pieces else None
    if last is None:
        return True
    if last.kind == "NAME":
        return _behind_name(b, last.text, kind)
    if last.kind == "IS" or (last.text == "not" and len(b.pieces) > 1 and b.pieces[-2].kind == "IS"):
        return _behind_is(b, kind)
    if b.kind(1) in ("COMPARISON", "TIMES", "SLASH", "PLUS", "EQUALS"):
        subject = b.subject()
        if kind == "ITS" and subject is None:
            return b.bound is not None or b.statement != "define"
        if subject is not None and subject.age:
            return False
        return kind not in _NO_NUMBERS or (b.statement == "define" and subject is None)
    if b.word(1) in _BEGINNINGS and kind == "ITS":
        return b.bound is not None
    of_time = b.word(1) in _TIME_WORDS or (b.word(1), b.word(2)) == ("at", "begin")
    if of_time and kind == "ITS":
        return b.bound is not None or b.subject() is not None
    return not of_time or kind not in _NO_TIMES


def _behind_name(b: Before, name: str, kind: str) -> bool:
    """Behind the name of what something is to be said of; a question or a defined condition may stand alone."""
    begins = _says_of(b) and _in_condition(b)
    concept = b.c.concepts.get(name)
    if concept is None and b.bound is not None and name == b.bound[0]:
        said, alone = _SAID_OF[b.bound[1]], False
    elif concept is not None:
        said, alone = _SAID_OF[concept.kind], concept.kind is Kind.QUESTION
    else:
        found = b.c.scope.find(Space.THING, name)
        if found is not None and isinstance(found.node, DefineNode):
            own = nature(b.c, found.node)
            said = frozenset({"HAS", "IS"}) if own in (Nature.TIME, Nature.RECORD) else frozenset()
            said |= frozenset({"OF"}) if found.node.of is not None else frozenset()
            alone = own is Nature.CRITERION
        elif found is not None and found.sort is Sort.GROUP:
            group = b.c.groups.get(name)
            kinds = [b.c.concepts[one].kind for one in group.members if one in b.c.concepts] if group else []
            said, alone = (_SAID_OF[kinds[0]] if kinds else _PREDICATES), False
        elif found is not None:
            said, alone = frozenset(), False
        elif b.c.scope.find(Space.RULE, name) is not None:
            said, alone = frozenset({"IS"}), False
        else:
            return True  # nothing is known of this name
    if not begins:
        return kind not in _PREDICATES or kind in said
    if kind == "NOT":  # `not recorded`
        return "RECORDED" in said
    return kind in said or (alone and kind not in _PREDICATES)


def _says_of(b: Before) -> bool:
    """Whether the name, or list of names, is what something is to be said of: it begins its criterion."""
    first = len(b.pieces) - 1
    while first >= 2 and b.pieces[first - 1].text == "," and b.pieces[first - 2].kind == "NAME":
        first -= 2
    before = b.pieces[first - 1] if first else None
    if before is None or before.kind in ("NAME", "MINUS"):
        return False
    if before.text == "of":
        return b.pieces[first - 2].text in ("all", "any", "none") or b.pieces[first - 2].kind == "NUMBER"
    return before.text in _BEGINNINGS


def _in_condition(b: Before) -> bool:
    """Whether the last word that opens a condition or ends one opens it."""
    for piece in reversed(b.pieces):
        if piece.kind == "NAME":
            continue
        if piece.text in ("when", "until", "without") or piece.kind in ("OPEN", "BULLET"):
            return True
        if piece.kind in ("ADVISE", "CONSIDER", "MONITOR", "STOP", "STEP", "EQUALS"):
            return False
    return False


def _behind_is(b: Before, kind: str) -> bool:
    """Behind `is`: an answer, how a time stands to another, or how a monitor is doing."""
    name = next((piece.text for piece in reversed(b.pieces) if piece.kind == "NAME"), "")
    concept = b.c.concepts.get(name)
    if concept is not None or name == "sex":
        return kind not in _RELATIONS | _STATES
    found = b.c.scope.find(Space.THING, name)
    if found is not None:
        return kind in _RELATIONS
    return kind in _STATES
