"""Which names may stand at a place: those of the right sort, kind and unit, as the checker will ask for them.

In: the words before the place. Out: names and the words of closed sets, the likeliest kinds first. A name that the
checker would refuse is not offered where that can be told from the words before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from careway.check.definitions import Nature
from careway.check.scope import Sort, Space
from careway.desk.before import Before, Subject, unit_of_definition, unit_of_parameter
from careway.desk.fits import Fit, bound, concepts, definitions, fit_of, groups, named
from careway.model.terms import Certainty, FindingKind, SourceKind, Status, Strength
from careway.model.time import Duration
from careway.model.units import conversion
from careway.model.vocabulary import CodeSystem, Concept, GroupKind, Kind, Sex, Worse
from careway.syntax.declarations import DefineNode

_MEASURED = (Kind.LAB, Kind.VITAL)
_ORDERED = (Kind.LAB, Kind.VITAL, Kind.TEST, Kind.QUESTION)
_WANTED = (*_ORDERED, Kind.SYMPTOM)
_CONDITION_BEGINS = frozenset(("when", "until", "without", "and", "or", "not", "(", "-"))
_BEFORE_TIMES = frozenset(("after", "before", "since", "from"))
_WORKED_OUT = frozenset(("TIMES", "SLASH", "PLUS", "MINUS"))


def fitting(b: Before) -> tuple[Fit, ...]:
    """What may stand at the place where a name may."""
    found = {fit.text: fit for fit in _fitting(b)}
    if not b.following.startswith("dose"):
        return tuple(found.values())
    drugs = (fit for fit in found.values() if fit.declaration is not None and _is_drug(b, fit.declaration.name))
    return tuple(Fit(fit.text.removesuffix(" dose"), fit.detail, fit.declaration) for fit in drugs)


def _is_drug(b: Before, name: str) -> bool:
    concept = b.concept(name)
    return concept is not None and concept.kind is Kind.DRUG


def _fitting(b: Before) -> Iterator[Fit]:
    if _citing(b):
        cited = {piece.text for piece in b.pieces[_citation(b) :]}
        yield from (fit for fit in named(b, Space.SOURCE) if fit.text not in cited)
        return
    closed = _closed_set(b)
    if closed is not None:
        yield from (Fit(word, what) for word, what in closed)
        return
    if b.length == 0 or (b.length == 1 and b.statement not in ("monitor", "set")):
        return  # a name of the author's own, or none
    yield from (fit for fit in _by_words(b) if fit.text not in b.listed)


def _citing(b: Before) -> bool:
    return _citation(b) > 0


def _citation(b: Before) -> int:
    """The place after an open square bracket; 0 where none is open."""
    for place in range(len(b.pieces) - 1, -1, -1):
        if b.pieces[place].text == "[":
            return place + 1
        if b.pieces[place].kind not in ("NAME", "NUMBER", "COMMA"):
            break
    return 0


def _closed_set(b: Before) -> list[tuple[str, str]] | None:
    """The words of a closed set, where one is asked for."""
    word, before = b.word(1), b.word(2)
    if b.statement in {kind.value for kind in Kind}:
        if word == "code":
            return [(each.value, "code system") for each in CodeSystem]
        if word == "for" and before != "current":
            return [(each.value, "sex") for each in Sex]
        if word == "when":
            return [(each.value, "direction") for each in Worse]
        return []
    if b.statement == "guideline":
        return [(each.value, "status") for each in Status] if word == "status" else []
    if b.statement == "source":
        return [(each.value, "kind of source") for each in SourceKind] if b.length == 2 else []
    if word == "strength":
        return [(each.value, "strength of a recommendation") for each in Strength]
    if word == "very" and before == "certainty":
        return [("low", "certainty of evidence")]
    if word == "certainty":
        return [(each.value, "certainty of evidence") for each in Certainty if " " not in each.value]
    if word == "accepted":
        return [(each.value, "kind of finding") for each in FindingKind]
    return None


def _by_words(b: Before) -> Iterator[Fit]:
    word, before = b.word(1), b.word(2)
    if b.statement in ("panel", "group"):
        yield from _members(b) if word == "=" else ()
    elif b.statement == "set":
        given = {b.pieces[at].text for at in range(2, len(b.pieces)) if b.pieces[at].kind == "NAME"}
        yield from (fit for fit in named(b, Space.THING, Sort.PARAMETER) if fit.text not in given)
    elif word == "monitor" or (before == "task" and b.kind(1) == "TASK_VERB"):
        yield from concepts(b, _WANTED)
        yield from groups(b, _WANTED)
    elif (word == "to" and before in ("go", "back")) or (word == "step" and before == "in"):
        yield from _steps(b, leading=word == "to")
    elif (word == "to" and before == "entry") or (word == "in" and before == "only"):
        yield from _steps(b)
    elif word == "of":
        yield from _of(b, before)
    elif word == "in" and before == "change":
        yield from concepts(b, _MEASURED)
    elif b.kind(1) == "PICK":
        yield from _records(b, _MEASURED if word in ("highest", "lowest") else tuple(Kind))
    elif word == "its":
        yield from _asked_of(b, b.subject())
    elif word == "first time":
        yield from definitions(b, (Nature.CRITERION,))
    elif b.kind(1) == "IS" or (word == "not" and before == "is"):
        yield from _answers(b, 2 if word == "is" else 3)
    else:
        yield from _advised(b, word) if _in_advice(b) else _asked(b, word, before)


def _of(b: Before, before: str) -> Iterator[Fit]:
    """After `of`."""
    if b.statement == "after" and b.length == 3:
        yield from named(b, Space.RULE, Sort.STOP)
    elif b.kind(2) == "DRUG_EDGE":
        yield from concepts(b, (Kind.DRUG,))
    elif b.kind(2) == "LIMIT":
        yield from concepts(b, _MEASURED)
        yield from definitions(b, (Nature.RECORD,))
    elif before == "number":
        yield from _records(b, tuple(kind for kind in Kind if kind is not Kind.DRUG))
    elif before == "one":
        yield from _answers(b, 4 if b.word(4) != "is" and b.word(3) == "is" else 5)
    elif before in ("all", "any", "none") or (b.kind(2) == "NUMBER" and b.word(3) == "least" and b.dosed() is None):
        said = _said(b.following)
        kinds = _alike(b) if said is None else said[0]
        yield from concepts(b, kinds)
        yield from groups(b, kinds)
        yield from bound(b, kinds)
    elif b.kind(2) == "NAME" and b.word(3) != "within":
        found = b.c.scope.definition(b.text(2))
        if found is not None and found.of is not None:
            yield from concepts(b, tuple(kind for kind in Kind if kind.value == found.of.text))
    elif _in_advice(b):
        yield from _doses(b)
    else:
        yield from _times(b)


def _asked(b: Before, word: str, before: str) -> Iterator[Fit]:
    """In a condition, a value or a time."""
    if word in ("after", "before") and before == "late":
        return
    if word == "after" and (before == "finish" or (b.kind(2) == "NAME" and b.word(3) == "to")):
        yield from _durations(b)
    elif word == "after" and b.kind(2) == "GAP":
        yield from concepts(b, (Kind.DRUG,))
    elif word in _BEFORE_TIMES or b.kind(1) in ("ON_OR_BEFORE", "ON_OR_AFTER") or (word, before) == ("at", "begin"):
        yield from _times(b)
    elif word == "=" and b.statement == "define" and not any(p.text == "=" for p in b.pieces[: b.length - 1]):
        yield from _times(b)
        yield from _values(b, None)
    elif b.kind(1) in ("COMPARISON", "EQUALS") or b.kind(1) in _WORKED_OUT:
        subject = b.subject()
        if subject is not None and subject.age:
            yield from _durations(b)
        else:
            yield from _values(b, subject)
    elif word == "within":
        yield from () if before == "once" or b.statement == "task" else _durations(b)
    elif word in ("for", "least", "most", "than"):
        yield from _durations(b)
    elif word == "and" and before in ("before", "after"):
        return  # `allow 3 days before and`: a duration, written out
    elif word in _CONDITION_BEGINS and b.kind(1) != "MINUS":
        yield from _conditions(b)


# --- advice ----------------------------------------------------------------------------------------------------------


def _in_advice(b: Before) -> bool:
    for back in range(1, b.length + 1):
        if b.word(back) in ("when", "["):
            return False
        if b.word(back) in ("advise", "consider"):
            return True
        if b.kind(back) in ("TEXT", "WHEN", "GO", "BACK", "FROM", "BEGIN", "FINISH"):
            return False
    return False


def _advised(b: Before, word: str) -> Iterator[Fit]:
    if word in ("advise", "give") or b.kind(1) == "DOSE_CHANGE":
        yield from concepts(b, (Kind.DRUG,))
        if b.statement in ("always", "never") and b.kind(1) == "DOSE_CHANGE":
            yield from groups(b, (Kind.DRUG,))
    elif b.kind(1) in ("DRUG_ORDER", "START") or word == "consider":
        yield from concepts(b, (Kind.DRUG,))
        yield from groups(b, (Kind.DRUG,))
    elif word == "order":
        yield from concepts(b, _ORDERED)
        yield from groups(b, _ORDERED)
    elif word in ("refer", "over"):
        return
    else:
        yield from _doses(b)


def _doses(b: Before) -> Iterator[Fit]:
    """What may be a dose of the drug at hand, in its unit."""
    drug = b.dosed()
    if drug is not None:
        yield from _numbers(b, drug.unit, drug)


# --- lists, records, steps and answers -------------------------------------------------------------------------------


def _members(b: Before) -> Iterator[Fit]:
    kinds = _WANTED if b.statement == GroupKind.PANEL.value else tuple(Kind)
    own = b.own_name
    for fit in (*concepts(b, _alike(b, kinds)), *groups(b, _alike(b, kinds))):
        if fit.text != own:
            yield fit


def _alike(b: Before, kinds: tuple[Kind, ...] = tuple(Kind)) -> tuple[Kind, ...]:
    """The kinds that may go on a list: one predicate is said of all, so they can be asked the same."""
    listed = [concept.kind for name in b.listed if (concept := b.c.concepts.get(name)) is not None]
    for alike in (_MEASURED, (Kind.SYMPTOM, Kind.CONDITION), (Kind.DRUG,), (Kind.TEST, Kind.QUESTION)):
        if listed and all(kind in alike for kind in listed):
            return tuple(kind for kind in alike if kind in kinds)
    return kinds


def _records(b: Before, kinds: tuple[Kind, ...]) -> Iterator[Fit]:
    """What records are chosen from; a drug's as its doses."""
    yield from bound(b, kinds)
    yield from concepts(b, tuple(kind for kind in kinds if kind is not Kind.DRUG))
    if b.kind(1) == "PICK":
        for fit in concepts(b, (Kind.DRUG,)):
            yield Fit(f"{fit.text} dose", fit.detail, fit.declaration)


def _steps(b: Before, *, leading: bool = False) -> Iterator[Fit]:
    """Steps; where one leads on, those of the same pathway."""
    own = b.own_name if b.statement == "step" else None
    home = _pathways(b) if leading else {}
    for fit in named(b, Space.RULE, Sort.STEP):
        if not leading or (fit.text != own and home.get(fit.text) == home.get(own or "", home.get(fit.text))):
            yield fit


def _pathways(b: Before) -> dict[str, str]:
    """The pathway of each step: the last one that begins before it."""
    begins = sorted((one.span.start, one.name) for one in b.c.scope.spaces[Space.PATHWAY].values())
    found = {}
    for one in b.c.scope.spaces[Space.RULE].values():
        if one.sort is Sort.STEP:
            found[one.name] = next((name for start, name in reversed(begins) if start < one.span.start), "")
    return found


def _answers(b: Before, back: int) -> Iterator[Fit]:
    """The answers that the test or question before `is` may have."""
    for further in range(back, b.length + 1):
        if b.kind(further) != "NAME":
            continue
        name = b.text(further)
        if name == "sex" and "sex" not in b.c.concepts:
            yield from (Fit(each.value, "sex") for each in Sex)
            return
        concept = b.c.concepts.get(name)
        if concept is not None and concept.kind in (Kind.TEST, Kind.QUESTION):
            yield from (Fit(value, f"of {name}") for value in concept.values)
            return
        if further == back:
            group = b.c.groups.get(name)
            if group is None and concept is not None:
                return


# --- values, times and conditions ------------------------------------------------------------------------------------


def _asked_of(b: Before, subject: Subject | None) -> Iterator[Fit]:
    """After `its`: definitions of the kind at hand, in a unit that compares with it."""
    kind = None if subject is None else subject.kind
    for fit in definitions(b, (Nature.VALUE, Nature.RECORD), of=True):
        node = None if fit.declaration is None else fit.declaration.node
        if isinstance(node, DefineNode) and node.of is not None and (kind is None or node.of.text == kind.value):
            yield fit


def _times(b: Before) -> Iterator[Fit]:
    yield from definitions(b, (Nature.TIME, Nature.RECORD))


def _durations(b: Before) -> Iterator[Fit]:
    for name, parameter in b.c.parts.parameters.items():
        declaration = b.c.scope.find(Space.THING, name)
        if declaration is not None and isinstance(parameter.value, Duration):
            yield fit_of(b, declaration)


def _values(b: Before, subject: Subject | None) -> Iterator[Fit]:
    unit = None if subject is None else subject.unit
    concept = None if subject is None else subject.concept
    yield from _numbers(b, unit, concept)
    yield from bound(b, _MEASURED)
    molar = None if concept is None else concept.molar_mass
    own = None if concept is None else concept.name

    def compares(one: Concept) -> bool:
        same = unit is None or (one.unit is not None and conversion(one.unit, unit, molar) is not None)
        return one.name != own and same

    yield from concepts(b, _MEASURED, compares)
    for fit in concepts(b, (Kind.DRUG,), compares):
        yield Fit(f"{fit.text} dose", fit.detail, fit.declaration)


def _numbers(b: Before, unit: str | None, concept: Concept | None) -> Iterator[Fit]:
    """Parameters and definitions that are numbers, in a unit that converts to the one asked for."""
    molar = None if concept is None else concept.molar_mass

    def converts(own: str | None) -> bool:
        return own is not None and (
            unit is None or own == unit or (own != "1" and conversion(own, unit, molar) is not None)
        )

    for fit in named(b, Space.THING, Sort.PARAMETER):
        if converts(unit_of_parameter(b.c, fit.text)):
            yield fit
    for fit in definitions(b, (Nature.VALUE, Nature.RECORD)):
        node = None if fit.declaration is None else fit.declaration.node
        if isinstance(node, DefineNode) and converts(unit_of_definition(b.c, node)):
            yield fit


def _conditions(b: Before) -> Iterator[Fit]:
    """What a condition may begin with: everything of which what follows can be said, or something at all."""
    said = _said(b.following)
    kinds, natures, monitors = said or (tuple(Kind), tuple(Nature), True)
    yield from definitions(b, tuple(one for one in (Nature.CRITERION,) if one in natures))
    yield from bound(b, kinds)
    yield from concepts(b, kinds)
    yield from definitions(b, tuple(one for one in natures if one is not Nature.CRITERION))
    if monitors:
        yield from named(b, Space.RULE, Sort.MONITOR)
    if said is None or kinds == _ANSWERED:
        yield Fit("sex", "the patient's recorded sex")


def _said(following: str) -> tuple[tuple[Kind, ...], tuple[Nature, ...], bool] | None:
    """Of which kinds of concept and of definition the next words can be said, and whether of a monitor; `None` where
    nothing is said yet."""
    for pattern, of in _SAID:
        if pattern.match(following) is not None:
            return of
    return None


_ANSWERED = (Kind.TEST, Kind.QUESTION)
_NUMBERS, _MOMENTS = (Nature.VALUE, Nature.RECORD), (Nature.TIME, Nature.RECORD)
_SAID: tuple[tuple[re.Pattern[str], tuple[tuple[Kind, ...], tuple[Nature, ...], bool]], ...] = tuple(
    (re.compile(pattern), of)
    for pattern, of in (
        (r"(?:present|absent)\b", ((Kind.SYMPTOM, Kind.CONDITION), (), False)),
        (r"(?:active|paused|dose)\b", ((Kind.DRUG,), (), False)),
        (r"(?:not\s+)?recorded\b", (tuple(Kind), (), False)),
        (r"is\s+(?:complete|late|missed)\b", ((), (), True)),
        (r"has\b|is\s+(?:before|after|on)\b", ((), _MOMENTS, False)),
        (r"is\b", (_ANSWERED, (), False)),
        (r"[<>=≥≤+×*/-]", (_MEASURED, _NUMBERS, False)),
    )
)
