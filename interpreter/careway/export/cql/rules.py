"""The rules of a guideline in CQL: definitions, eligibility, stops, cautions and advice, one definition each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard

from careway.export import names
from careway.export.cql.asking import asked, function, instant
from careway.export.cql.comments import described
from careway.export.cql.course import COURSE, TODAY
from careway.export.cql.expressions import Phrases
from careway.export.cql.instants import BEGINNING
from careway.export.cql.kept import kept_definitions, kept_function
from careway.export.cql.prelude import TYPES
from careway.export.cql.spelling import comment, listed, name, text
from careway.ir import expressions as e
from careway.ir import wording
from careway.ir.nodes import Advice, Guideline, Heading
from careway.ir.regimen import regimen
from careway.model.terms import EligibilityKind

NOW = name(TODAY)
ADMITTED = "Admitted"


def definitions(phrases: Phrases) -> list[str]:
    """The definitions of the guideline, each as a function of an instant."""
    kept = kept_definitions(phrases.core)
    found = []
    for one in phrases.core.definitions:
        words = f": {wording.criterion(one.body)}" if is_criterion(one.body) else ""
        title = comment(f"{one.shown} (line {one.line} of the guideline){words}")
        body = phrases.body(one.body)
        found.append(f"{title}\n{kept_function(one, body) if one.name in kept else function(one.name, body)}")
    return found


def looks(phrases: Phrases) -> list[str]:
    """The criteria that are asked of the past, and those that they in turn ask of theirs."""
    found: dict[str, str] = {}
    while len(found) < len(phrases.looks):
        for key, node in list(phrases.looks.items())[len(found) :]:
            found[key] = function(key, phrases.criterion(node))
    return list(found.values())


def criteria(phrases: Phrases) -> list[str]:
    """The criterion of each rule, as a function of an instant."""
    core = phrases.core
    found = []
    for one in core.eligibility:
        kind = "eligible" if one.kind is EligibilityKind.ELIGIBLE else "exclude"
        head = described(core, one.heading, kind, one.when)
        found.append(f"{head}\n{function(one.heading.name, phrases.criterion(one.when))}")
    for stop in core.stops:
        head = described(core, stop.heading, "stop", stop.when)
        found.append(f"{head}\n{function(stop.heading.name, phrases.criterion(stop.when))}")
    for caution in core.cautions:
        head = described(core, caution.heading, "caution", caution.when)
        found.append(f"{head}\n{function(caution.heading.name, phrases.criterion(caution.when))}")
    return found


def eligibility(core: Guideline) -> list[str]:
    """Eligibility as it stands, or as it stood when the pathway began."""
    begun = f"First({name(COURSE)}.stays).entered"
    when = f"Coalesce({begun}, {name('Now')})"
    stays = f"List<{TYPES['Stay']}>{{ }}"
    found = [f"define {name(ADMITTED)}:\n  {instant(when, when, stays)}"]
    fits = []
    for one in core.eligibility:
        rule = name(names.rule(one.heading.name))
        found.append(f"define {rule}:\n  {asked(one.heading.name, name(ADMITTED))}")
        fits.append(rule if one.kind is EligibilityKind.ELIGIBLE else f"(not {rule})")
        found += [
            f"define {name(names.holds(one.heading.name))}:\n  Coalesce({rule}, false)",
            f"define {name(names.undecided(one.heading.name))}:\n  not exists {name(COURSE)}.stays and {rule} is null",
        ]
    fit = " and ".join(fits) or "true"
    begun = f"Coalesce({name(BEGINNING)} <= {name('Now')}, false)"
    cases = (f"not {begun} then 'cannot decide'", f"{fit} then 'eligible'", f"not ({fit}) then 'not eligible'")
    spelled = "".join(f"    when {one}\n" for one in cases)
    found.append(f"define {name(names.ELIGIBILITY)}:\n  case\n{spelled}    else 'cannot decide'\n  end")
    words = {
        names.ELIGIBLE: "eligible",
        names.NOT_ELIGIBLE: "not eligible",
        names.ELIGIBILITY_UNDECIDED: "cannot decide",
    }
    found += [f"define {name(key)}:\n  {name(names.ELIGIBILITY)} = {text(word)}" for key, word in words.items()]
    return found


def _three_valued(of: str, truth: str, while_: str) -> list[str]:
    """That a rule holds, and that it cannot be decided, each true or false."""
    holds = truth if while_ == "true" else f"{while_} and {truth}"
    unknown = f"{truth} is null" if while_ == "true" else f"{while_} and {truth} is null"
    return [
        f"define {name(names.holds(of))}:\n  Coalesce({holds}, false)",
        f"define {name(names.undecided(of))}:\n  {unknown}",
    ]


def stops(core: Guideline) -> list[str]:
    """Each stop: its criterion now, whether it is in force, and whether it cannot be decided while a step is active."""
    active = f"exists ({name(COURSE)}.stays S where S.left is null return all S)"
    found = []
    for stop in core.stops:
        of = stop.heading.name
        rule = name(names.rule(of))
        found += [
            f"define {rule}:\n  {asked(of, NOW)}",
            f"define {name(names.holds(of))}:\n  Coalesce({name(names.STOPPED_BY)} = {text(of)}, false)",
            f"define {name(names.undecided(of))}:\n  {active} and {rule} is null",
        ]
    return found


def cautions(core: Guideline) -> list[str]:
    """Each caution: its criterion now, whether it is in force in its steps, and whether it cannot be decided there."""
    found = []
    for caution in core.cautions:
        of = caution.heading.name
        rule = name(names.rule(of))
        found.append(f"define {rule}:\n  {asked(of, NOW)}")
        found += _three_valued(of, rule, in_any(caution.only_in))
    return found


def in_any(steps: tuple[str, ...]) -> str:
    """Whether one of these steps is active; always, where none is named."""
    if not steps:
        return "true"
    return f"exists ({name(COURSE)}.stays S where S.left is null and S.step in {listed(map(text, steps))} return all S)"


def advice(phrases: Phrases) -> list[str]:
    """Each piece of advice: whether it holds now, and whether it cannot be decided while its rule speaks."""
    found = []
    for heading, speaks, items in _speaking(phrases.core):
        for number, item in enumerate(items, 1):
            of = heading.name
            key = f"{of} advises {number}"
            if item.when is None:
                holds, undecided = f"Coalesce({speaks}, false)", "false"
            else:
                found.append(function(key, phrases.criterion(item.when)))
                holds = f"Coalesce({speaks} and {asked(key, NOW)}, false)"
                undecided = f"Coalesce({speaks}, false) and {asked(key, NOW)} is null"
            replaced = _replaced(of, items, number)
            if replaced:
                holds = f"{holds}\n    and not ({replaced})"
            said = wording.advised(phrases.core.vocabulary, item.action)
            when = "" if item.when is None else f", when {wording.criterion(item.when)}"
            title = comment(f"{of} advises: {said}{when}")
            if number == 1 and heading in (after.heading for after in phrases.core.after_stop):
                title = f"{described(phrases.core, heading, 'after')}\n{title}"
            found.append(f"{title}\ndefine {name(names.advice(of, number))}:\n  {holds}")
            found.append(f"define {name(names.advice_undecided(of, number))}:\n  {undecided}")
    return found


def _replaced(of: str, items: tuple[Advice, ...], number: int) -> str:
    """That later advice of a rule takes the place of a piece of advice on how drugs are to be taken: each of its drugs
    is spoken of by one that holds. Empty where none could."""
    covered: list[str] = []
    for drug in regimen(items[number - 1].action):
        later = [
            "true" if item.when is None else f"Coalesce({asked(f'{of} advises {place}', NOW)}, false)"
            for place, item in enumerate(items[number:], number + 1)
            if drug in regimen(item.action)
        ]
        if not later:
            return ""
        covered.append(" or ".join(later) if len(later) == 1 else f"({' or '.join(later)})")
    return " and ".join(covered)


def _speaking(core: Guideline) -> Iterator[tuple[Heading, str, tuple[Advice, ...]]]:
    """Each rule that advises, and when it speaks."""
    for pathway in core.pathways:
        for step in pathway.steps:
            yield step.heading, name(names.in_step(step.heading.name)), step.advice
    for stop in core.stops:
        yield stop.heading, name(names.holds(stop.heading.name)), stop.advice
    for after in core.after_stop:
        speaks = name(names.STOPPED)
        if after.stops:
            speaks = f"{name(names.STOPPED_BY)} in {listed(map(text, after.stops))}"
        yield after.heading, speaks, after.advice
    for caution in core.cautions:
        yield caution.heading, name(names.holds(caution.heading.name)), caution.advice


def defined(phrases: Phrases) -> list[str]:
    """What each definition of the guideline gives now."""
    return [f"define {name(names.defined(one.name))}:\n  {asked(one.name, NOW)}" for one in phrases.core.definitions]


def is_criterion(body: e.Criterion | e.Value | e.Time) -> TypeGuard[e.Criterion]:
    """Whether what a definition says is a truth."""
    return not isinstance(body, e.Value | e.Time)
