"""Criteria as text: in a line where they are short, else as a list with a bullet for each item.

Lists are written with three signs that `layout` turns into lines: `OPEN` before the first item, `ITEM` before each
other, `END` after the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from careway.export.text import times, values
from careway.export.text.scene import Place, Scene, Subject, unsaid
from careway.export.text.written import MARK, concept_name, duration, names, plain_name
from careway.ir.expressions import (
    All,
    Answered,
    AnyOf,
    AtLeast,
    Birth,
    CandidateValue,
    Compare,
    Criterion,
    DefinedCriterion,
    Elapsed,
    Exists,
    Found,
    Happened,
    HeldFor,
    InARow,
    InStep,
    Monitoring,
    Not,
    Paused,
    Precedes,
    Recorded,
    Series,
    SexIs,
    Taking,
    ValueOf,
)
from careway.model.terms import Comparison, MonitorState
from careway.model.vocabulary import Kind

OPEN, ITEM, END = "\x02", "\x04", "\x03"
_SHORT = 60
"""Characters of a chain of two that stays in a line."""
_SPAN = {
    Comparison.AT_LEAST: "at least",
    Comparison.AT_MOST: "at most",
    Comparison.ABOVE: "more than",
    Comparison.BELOW: "less than",
}


def criterion(scene: Scene, place: Place, node: Criterion) -> str:
    """A criterion where nothing but a criterion stands."""
    return _criterion(scene, place, node)[0]


def _criterion(scene: Scene, place: Place, node: Criterion) -> tuple[str, bool]:
    """A criterion, and whether it is a chain (`A and B`), which needs brackets inside another."""
    place = place.deeper(node)
    match node:
        case All(items=items):
            return _joined(scene, place, node, "all of", "and", items)
        case AnyOf(items=items):
            return _joined(scene, place, node, "any of", "or", items)
        case AtLeast(count=count, items=items):
            words = f"at least {count} of"
            return _quantified(scene, place, words, items) or (_listed(scene, place, words, items), False)
        case Not(item=item):
            return _negated(scene, place, item)
        case _:
            return _statement(scene, place, node), False


def _joined(
    scene: Scene, place: Place, node: Criterion, words: str, joint: str, items: tuple[Criterion, ...]
) -> tuple[str, bool]:
    if len(items) < 2:
        raise unsaid(place, node, "a list of one is that one alone")
    short = _quantified(scene, place, words, items)
    if short is not None:
        return short
    chain = f" {joint} ".join(_term(scene, place, item) for item in items)
    if len(items) == 2 and len(chain.replace(MARK, "")) <= _SHORT and OPEN not in chain:
        return chain, True
    return _listed(scene, place, words, items), False


def _listed(scene: Scene, place: Place, words: str, items: tuple[Criterion, ...]) -> str:
    return words + OPEN + ITEM.join(criterion(scene, place, item) for item in items) + END


def _term(scene: Scene, place: Place, node: Criterion) -> str:
    """A criterion as a part of a chain, or after `not`."""
    text, is_chain = _criterion(scene, place, node)
    return f"({text})" if is_chain else text


def _quantified(scene: Scene, place: Place, words: str, items: Sequence[Criterion]) -> tuple[str, bool] | None:
    """`any of ALT, AST > 3 × its baseline`, where the same is said of each; None where it is not."""
    subjects: list[str] = []
    said: set[tuple[str, bool]] = set()
    for item in items:
        concept = _of_one(scene, item)
        if concept is None or concept in subjects:
            return None
        subjects.append(concept)
        found = _said_of(scene, replace(place, own=concept), item, concept_name(place, concept))
        if found is None:
            return None
        said.add(found)
    if len(said) != 1:
        return None
    rest, is_chain = said.pop()
    return f"{words} {names(scene, place, tuple(subjects), panels=True)}{rest}", is_chain


def _said_of(scene: Scene, place: Place, item: Criterion, name: str) -> tuple[str, bool] | None:
    """What is said of a concept, without its name; several comparisons of one follow each other (`>= 3 or >= 5`)."""
    several = item.items if isinstance(item, All | AnyOf) else (item,)
    rests = [criterion(scene, place, one).removeprefix(name) for one in several]
    if any(name in rest for rest in rests):
        return None
    return (" or" if isinstance(item, AnyOf) else " and").join(rests), len(rests) > 1


def _of_one(scene: Scene, node: Criterion) -> str | None:
    """The concept that a statement begins with, where it begins with the name alone."""
    match node:
        case Compare(left=left):
            bare = isinstance(left, ValueOf) and values.is_bare(scene, left.selection)
            return left.selection.series.concept if isinstance(left, ValueOf) and bare else None
        case Found(concept=concept) | Answered(concept=concept):
            return concept
        case Taking(drug=drug) | Paused(drug=drug):
            return drug
        case Recorded(series=series):
            return series.concept
        case Exists(series=series) | InARow(series=series):
            return None if scene.concepts[series.concept].kind is Kind.DRUG else series.concept
        case HeldFor(criterion=inner):
            return _of_one(scene, inner)
        case All(items=items) | AnyOf(items=items):
            of = {_of_one(scene, one) for one in items if isinstance(one, Compare)}
            return of.pop() if len(of) == 1 and all(isinstance(one, Compare) for one in items) else None
        case Not(item=Recorded(series=series, count=1)):
            return series.concept
        case Not(item=Answered(concept=concept)):
            return concept
        case _:
            return None


def _negated(scene: Scene, place: Place, item: Criterion) -> tuple[str, bool]:
    match item:
        case Answered(concept=concept, values=answers, window=stretch):
            window = times.window(scene, place.about(Subject(concept)), stretch)
            return f"{concept_name(place, concept)} {is_one_of(place, answers, negated=True)}{window}", False
        case SexIs(values=sexes):
            return f"sex {is_one_of(place, tuple(sex.value for sex in sexes), negated=True)}", False
        case Recorded(series=series, count=1):
            return _recorded(scene, place, item, series, "not recorded"), False
        case Happened(time=time):
            return f"{times.time(scene, place, time)} has not happened", False
        case AnyOf(items=items) if (none := _quantified(scene, place, "none of", items)) is not None:
            return none
        case _:
            return f"not {_term(scene, place, item)}", False


def is_one_of(place: Place, answers: tuple[str, ...], negated: bool = False) -> str:
    """`is deficient`, `is one of normal, deficient`, `is not deficient`."""
    listed = ", ".join(plain_name(place, answer) for answer in answers)
    return f"is {'not ' if negated else ''}{'one of ' if len(answers) > 1 else ''}{listed}"


def _statement(scene: Scene, place: Place, node: Criterion) -> str:
    match node:
        case Compare(comparison=comparison, left=left, right=right):
            if isinstance(left, CandidateValue):
                raise unsaid(place, node, "the record at hand is spoken of only where records are chosen")
            beside = place.compared(values.beside(scene, left))
            return f"{values.value(scene, place, left)} {comparison.value} {values.value(scene, beside, right)}"
        case Found(concept=concept, presence=presence, window=stretch):
            window = times.window(scene, place.about(Subject(concept)), stretch)
            return f"{concept_name(place, concept)} {presence.value}{window}"
        case Taking(drug=drug, at_least=length):
            lasting = f" for at least {duration(length)}" if length is not None else ""
            return f"{concept_name(place, drug)} active{lasting}"
        case Paused(drug=drug, at_least=length):
            lasting = f" at least {duration(length)}" if length is not None else ""
            return f"{concept_name(place, drug)} paused{lasting}"
        case Answered(concept=concept, values=answers, window=stretch):
            if answers == ("yes",) and stretch is None and place.own is None and _is_question(scene, concept):
                return concept_name(place, concept)
            window = times.window(scene, place.about(Subject(concept)), stretch)
            return f"{concept_name(place, concept)} {is_one_of(place, answers)}{window}"
        case Recorded(series=series, count=count):
            times_ = f" at least {count} times" if count > 1 else ""
            return _recorded(scene, place, node, series, f"recorded{times_}")
        case Exists(series=series, count=count):
            if count != 1 or series.window is None or not isinstance(series.where, Compare):
                reason = "that some result is so is asked of one result, by a comparison, in a window"
                raise unsaid(place, node, f"{reason}; else write `number of`")
            return _results(scene, place, series)
        case InARow(count=count, series=series):
            if count < 2 or not isinstance(series.where, Compare | Found):
                raise unsaid(place, node, "two or more in a row are asked by a comparison, or by `present` or `absent`")
            in_a_row = "twice in a row" if count == 2 else f"{count} times in a row"
            return f"{_results(scene, place, series)} {in_a_row}"
        case HeldFor(criterion=inner, duration=length):
            if not isinstance(inner, Compare | Exists | Found):
                raise unsaid(place, node, "`for at least` follows a comparison or a finding only")
            return f"{_statement(scene, place, inner)} for at least {duration(length)}"
        case Elapsed(comparison=comparison, duration=length, since=Birth()):
            return f"age {comparison.value} {duration(length)}"
        case Elapsed(comparison=comparison, duration=length, since=since):
            if comparison not in _SPAN:
                raise unsaid(place, node, "no words ask for exactly a length of time since something")
            return f"{_SPAN[comparison]} {duration(length)} since {times.time(scene, place, since)}"
        case Happened(time=time):
            return f"{times.time(scene, place, time)} has happened"
        case Precedes(earlier=earlier, later=later, on_day=on_day):
            first, second = times.time(scene, place, earlier), times.time(scene, place, later)
            if scene.asked_after(earlier, later):
                return f"{second} is {'on or ' if on_day else ''}after {first}"
            return f"{first} is {'on or ' if on_day else ''}before {second}"
        case SexIs(values=sexes):
            return f"sex {is_one_of(place, tuple(sex.value for sex in sexes))}"
        case InStep(steps=steps):
            return f"in step {', '.join(plain_name(place, step) for step in steps)}"
        case Monitoring(monitor=monitor, state=state, count=count):
            if count != 1 and state is not MonitorState.MISSED:
                raise unsaid(place, node, f"`is {state.value}` is not counted")
            times_ = f" at least {count} times" if count > 1 else ""
            return f"{plain_name(place, monitor)} is {state.value}{times_}"
        case DefinedCriterion(name=name):
            return _defined(scene, place, node, name)
        case All() | AnyOf() | AtLeast() | Not():
            return criterion(scene, place, node)
        case _:
            assert_never(node)


def _is_question(scene: Scene, name: str) -> bool:
    return scene.concepts[name].kind is Kind.QUESTION


def _defined(scene: Scene, place: Place, node: Criterion, name: str) -> str:
    """A condition by its name. One of each lab has no `of` of its own: it is that of the lab at hand."""
    shown, concept = scene.origin.get(name, (name, None))
    here = place.bound or (place.subject.concept if place.subject is not None else None)
    if concept is not None and concept != here:
        raise unsaid(place, node, f"a condition defined of each lab or drug is asked beside it only, not as {name!r}")
    return plain_name(place, shown)


def _recorded(scene: Scene, place: Place, node: Criterion, series: Series, words: str) -> str:
    if series.where is not None:
        raise unsaid(place, node, "that something is recorded asks nothing else of it; write `number of`")
    window = times.window(scene, place.about(Subject(series.concept)), series.window)
    return f"{concept_name(place, series.concept)} {words}{window}"


def _results(scene: Scene, place: Place, series: Series) -> str:
    dose = " dose" if scene.concepts[series.concept].kind is Kind.DRUG else ""
    return f"{concept_name(place, series.concept)}{dose}{times.kept(scene, place, series)}"
