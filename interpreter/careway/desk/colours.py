"""Names by what they stand for, for an editor that colours them: what a grammar of colours cannot know."""

from __future__ import annotations

from enum import Enum

from careway.base.record import record
from careway.base.source import Span
from careway.check.scope import Declaration, Sort
from careway.desk.names import stands_there
from careway.desk.view import View
from careway.model.vocabulary import Kind


class Colour(Enum):
    """What a name is, in the words that editors have a colour for (the token types of the language server protocol)."""

    MEASURED = "variable"
    DRUG = "type"
    FINDING = "property"
    ANSWER = "enumMember"
    GROUP = "struct"
    PARAMETER = "parameter"
    DEFINITION = "function"
    STEP = "class"
    RULE = "event"
    SCHEDULE = "method"
    CLAIM = "interface"
    SOURCE = "namespace"
    SET = "enum"


@record
class Coloured:
    """A name and what it is; `declares` where it is declared here."""

    span: Span
    colour: Colour
    declares: bool


_BY_SORT = {
    Sort.GROUP: Colour.GROUP,
    Sort.PARAMETER: Colour.PARAMETER,
    Sort.DEFINITION: Colour.DEFINITION,
    Sort.STEP: Colour.STEP,
    Sort.STOP: Colour.RULE,
    Sort.CAUTION: Colour.RULE,
    Sort.MONITOR: Colour.SCHEDULE,
    Sort.TASK: Colour.SCHEDULE,
    Sort.ELIGIBILITY: Colour.RULE,
    Sort.INVARIANT: Colour.CLAIM,
    Sort.SOURCE: Colour.SOURCE,
    Sort.SET: Colour.SET,
    Sort.PATHWAY: Colour.STEP,
}
_BY_KIND = {
    Kind.LAB: Colour.MEASURED,
    Kind.VITAL: Colour.MEASURED,
    Kind.DRUG: Colour.DRUG,
    Kind.SYMPTOM: Colour.FINDING,
    Kind.CONDITION: Colour.FINDING,
    Kind.TEST: Colour.ANSWER,
    Kind.QUESTION: Colour.ANSWER,
}


def coloured(view: View) -> tuple[Coloured, ...]:
    """Every name that is declared or refers to a declaration, by place, none twice."""
    found = {
        span: Coloured(span, _colour(view, one), True)
        for span, one in view.declarations.items()
        if stands_there(view, one)
    }
    for reference in view.references:
        declaration = view.declarations.get(reference.declared)
        if declaration is not None:
            found.setdefault(reference.span, Coloured(reference.span, _colour(view, declaration), False))
    return tuple(found[span] for span in sorted(found, key=lambda one: one.start))


def _colour(view: View, declaration: Declaration) -> Colour:
    if declaration.sort is not Sort.CONCEPT:
        return _BY_SORT[declaration.sort]
    concept = view.checking.concepts.get(declaration.name)
    return Colour.MEASURED if concept is None else _BY_KIND[concept.kind]
