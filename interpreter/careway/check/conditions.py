"""Conditions: chains, bullets, brackets and negations, and the quantified subjects that they are made of.

An elided comparison (`... >= 3 × its baseline or >= 300 U/L`) belongs to the subject before it, under that subject's
quantifier: of `any of ALT, AST >= 3 × its baseline or >= 300 U/L` one lab must satisfy one of the two.
"""

from __future__ import annotations

from careway.base.diagnostics import Label
from careway.base.source import Span
from careway.check import contradictions, definitions, naming, predicates, times
from careway.check.findings import Checking
from careway.check.naming import too_deep, unfit
from careway.check.place import Place
from careway.check.scope import Sort, Space
from careway.ir.expressions import (
    All,
    Answered,
    AnyOf,
    AtLeast,
    Criterion,
    DefinedCriterion,
    Elapsed,
    Found,
    InStep,
    Not,
)
from careway.model.timeline import Presence
from careway.model.vocabulary import Concept, Kind
from careway.syntax.declarations import GroupNode
from careway.syntax.expressions import (
    Bracketed,
    Bulleted,
    Chain,
    Condition,
    InSteps,
    IsRecorded,
    IsValue,
    Name,
    Named,
    Negation,
    Quantifier,
    Ref,
    Since,
    Statement,
    Subjects,
)

Placed = tuple[Criterion, Span]


def criterion(c: Checking, condition: Condition, place: Place) -> Criterion | None:
    """The criterion that a condition means; `None` where it holds a mistake, which is reported."""
    if too_deep(c, condition.span):
        return None
    c.depth += 1
    try:
        made = _criterion(c, condition, place)
    finally:
        c.depth -= 1
    return made if made is None else c.placed(made, condition.span)


def _criterion(c: Checking, condition: Condition, place: Place) -> Criterion | None:
    match condition:
        case Bracketed(item=item):
            return criterion(c, item, place)
        case Chain():
            return _chain(c, condition, place)
        case Bulleted():
            return _bulleted(c, condition, place)
        case Negation():
            return _negation(c, condition, place)
        case Statement():
            return _clusters(c, [condition], "and", place, condition.span)
        case Named():
            return _named(c, condition, place)
        case Since(comparison=comparison, length=length, time=anchor):
            by, since = naming.length(c, length), times.time(c, anchor, place)
            return Elapsed(comparison, by, since) if by and since else None
        case InSteps(steps=names):
            steps = [c.resolve(name, Space.RULE, "a step", (Sort.STEP,)) for name in names]
            return InStep(tuple(one.name for one in steps if one)) if all(steps) else None


# --- joining ---------------------------------------------------------------------------------------------------------


def join(c: Checking, word: str, items: list[Placed]) -> Criterion:
    """All items (`and`) or any (`or`), looked through for what cannot be or always is; a single item is itself."""
    if len(items) == 1:
        return items[0][0]
    if word == "or":
        joined: Criterion = AnyOf(tuple(item for item, _ in items))
        contradictions.always(c, items)
        return joined
    joined = All(tuple(item for item, _ in items))
    flat: list[Placed] = []
    for item, span in items:
        inner = c.joined.get(id(item))
        flat.extend(inner[1] if inner else [(item, span)])
    contradictions.never(c, flat)
    c.joined[id(joined)] = (joined, flat)
    return joined


def _chain(c: Checking, chain: Chain, place: Place) -> Criterion | None:
    words = {word.text for word in chain.words}
    word = chain.words[0].text if chain.words else "and"
    if len(words) > 1:
        second = next(one for one in chain.words if one.text != word)
        c.report(
            "CW214",
            "`and` and `or` stand side by side, and it is not clear which belongs together",
            second.span,
            because=[Label(chain.words[0].span, f"`{word}` here")],
            help="put brackets round the part that belongs together, or write `all of` or `any of` with bullets",
        )
        for term in chain.terms:
            if not (isinstance(term, Statement) and term.subject is None):
                criterion(c, term, place)
        return None
    return _clusters(c, list(chain.terms), word, place, chain.span)


def _clusters(c: Checking, terms: list[Condition], word: str, place: Place, span: Span) -> Criterion | None:
    """Terms joined by one word, each statement taken together with the elided ones that follow it."""
    items: list[Placed] = []
    whole = True
    index = 0
    while index < len(terms):
        term = terms[index]
        index += 1
        if not isinstance(term, Statement):
            one = criterion(c, term, place)
            if one is None:
                whole = False
            else:
                items.append((one, term.span))
            continue
        if term.subject is None:
            c.report(
                "CW215",
                "what is compared here?",
                term.span,
                help="name it: only directly after another comparison may its name be left out",
            )
            whole = False
            continue
        said = [term]
        while index < len(terms):
            following = terms[index]
            if not isinstance(following, Statement) or following.subject is not None:
                break
            said.append(following)
            index += 1
        found = _cluster(c, said, word, place)
        if found is None:
            whole = False
        else:
            items.extend(found)
    return join(c, word, items) if whole and items else None


def _cluster(c: Checking, said: list[Statement], word: str, place: Place) -> list[Placed] | None:
    subject = said[0].subject
    if not isinstance(subject, Subjects):
        if subject is None:
            return None
        found = [(predicates.predicate(c, subject, one.predicate, place), one.span) for one in said]
        placed = [(c.placed(item, span), span) for item, span in found if item is not None]
        return placed if len(placed) == len(found) else None
    members = naming.members(c, subject.names, place, "something that is recorded")
    if members is None:
        return None
    each: list[Criterion] = []
    for member in members:
        ref = Ref(member, None, member.span)
        found = [(predicates.predicate(c, ref, one.predicate, place), one.span) for one in said]
        placed = [(c.placed(item, span), span) for item, span in found if item is not None]
        if len(placed) == len(found):
            each.append(join(c, word, placed))
    if len(each) != len(members):
        return None
    quantified = _quantified(c, subject.quantifier, each)
    if quantified is not None:
        c.origins.add(quantified, said[0].span.to(said[-1].span))
    return [(quantified, said[0].span)] if quantified else None


def _quantified(c: Checking, quantifier: Quantifier, items: list[Criterion]) -> Criterion | None:
    match quantifier.word:
        case "all":
            return items[0] if len(items) == 1 else All(tuple(items))
        case "any":
            return items[0] if len(items) == 1 else AnyOf(tuple(items))
        case "none":
            return Not(items[0] if len(items) == 1 else AnyOf(tuple(items)))
    count = quantifier.count or 0
    if not 1 <= count <= len(items):
        how = "none is needed" if count < 1 else f"there are only {len(items)}"
        c.report("CW224", f"at least {count} of these: {how}", quantifier.span)
        return None
    return AtLeast(count, tuple(items))


def _bulleted(c: Checking, bulleted: Bulleted, place: Place) -> Criterion | None:
    found = [(criterion(c, item, place), item.span) for item in bulleted.items]
    items = [(item, span) for item, span in found if item is not None]
    if len(items) != len(found) or not items:
        return None
    word = bulleted.quantifier.word
    if word in ("all", "any"):
        return join(c, "and" if word == "all" else "or", items)
    return _quantified(c, bulleted.quantifier, [item for item, _ in items])


def _negation(c: Checking, negation: Negation, place: Place) -> Criterion | None:
    inner = negation.item
    while isinstance(inner, Bracketed):
        inner = inner.item
    again = isinstance(inner, Negation) or (isinstance(inner, Bulleted) and inner.quantifier.word == "none")
    if isinstance(inner, Statement):
        said = inner.predicate
        again = isinstance(said, IsValue | IsRecorded) and said.negated
        again = again or (isinstance(inner.subject, Subjects) and inner.subject.quantifier.word == "none")
    if again:
        c.report("CW218", "`not` twice: this is hard to read right", negation.span, help="say it without either `not`")
    item = criterion(c, negation.item, place)
    return Not(item) if item is not None else None


# --- names -----------------------------------------------------------------------------------------------------------


def _named(c: Checking, named: Named, place: Place) -> Criterion | None:
    name = named.name
    found = c.scope.find(Space.THING, name.text)
    concept = c.concepts.get(place.bound[1] if place.bound and name.text == place.bound[0] else name.text)
    if concept is not None:
        if found is not None:
            c.use(Space.THING, name, found)
        return _of_concept(c, concept, name)
    if found is not None and found.sort is Sort.DEFINITION:
        ref = Ref(name, None, name.span)
        instance = definitions.named(c, ref, place, definitions.Want.CRITERION)
        return DefinedCriterion(instance.name) if instance else None
    if found is not None and isinstance(found.node, GroupNode):
        c.used.add((Space.THING, name.text))
        group = c.groups.get(name.text)
        present = group is not None and all(
            c.concepts[one].kind in (Kind.SYMPTOM, Kind.CONDITION) for one in group.members if one in c.concepts
        )
        c.report(
            "CW222",
            f"{name.text} is {found.described}: say whether any or all of it is meant",
            name.span,
            because=[c.declared(found)],
            help=f"write `any of {name.text} present`" if present else f"write `any of {name.text} ...`",
        )
        return None
    if found is not None and found.sort is Sort.PARAMETER:
        c.used.add((Space.THING, name.text))
        c.report("CW226", f"{name.text} is a parameter, not a condition", name.span, because=[c.declared(found)])
        return None
    names = c.scope.names(Space.THING, (Sort.DEFINITION,))
    names += [one.name for one in c.concepts.values() if one.kind in (Kind.QUESTION, Kind.SYMPTOM, Kind.CONDITION)]
    unfit(c, name, "a condition", found, names)
    return None


def _of_concept(c: Checking, concept: Concept, name: Name) -> Criterion | None:
    match concept.kind:
        case Kind.QUESTION:
            return Answered(concept.name, ("yes",))
        case Kind.SYMPTOM | Kind.CONDITION:
            return Found(concept.name, Presence.PRESENT)
        case Kind.LAB | Kind.VITAL | Kind.DRUG | Kind.TEST:
            c.report(
                "CW226",
                f"{name.text} alone is no condition: it is a {concept.kind.value}",
                name.span,
                because=[naming.declared_label(c, concept, name.span)],
                help=naming.instead(concept),
            )
            return None


def answers(c: Checking, concept: Concept, names: tuple[Name, ...]) -> tuple[str, ...] | None:
    """The values of a test or question that are named; reports one that it does not have."""
    if concept.kind not in (Kind.TEST, Kind.QUESTION):
        title = f"{concept.name} is a {concept.kind.value} and has no answers"
        span = names[0].span.to(names[-1].span)
        because = [naming.declared_label(c, concept, span)]
        c.report("CW205", title, span, because=because, help=naming.instead(concept))
        return None
    whole = True
    for name in names:
        if name.text not in concept.values:
            near = c.meant(name, concept.values)
            if "help" not in near:
                near = {"help": f"its values are {', '.join(concept.values)}"}
            c.report(
                "CW221",
                f"{concept.name} has no value `{name.text}`",
                name.span,
                because=[naming.declared_label(c, concept, name.span)],
                **near,
            )
            whole = False
    return tuple(dict.fromkeys(name.text for name in names)) if whole else None
