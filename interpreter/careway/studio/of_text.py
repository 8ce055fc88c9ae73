"""What the page asks of a guideline's text: the answers of the desk, in places as a browser counts them."""

from __future__ import annotations

from importlib.util import find_spec

from careway.colours.kinds import Kind
from careway.colours.stretches import stretches
from careway.desk.colours import coloured
from careway.desk.completion import completion
from careway.desk.hover import hover
from careway.desk.layout import laid_out
from careway.desk.names import Refused, definition, named_at, occurrences
from careway.desk.names import rename as renamed
from careway.desk.outline import Entry as Statement
from careway.desk.outline import folds, outline
from careway.studio.answers import Coloured, Completed, Edits, Entry, Found, Looked, Offered, Refusal, Shown, Told
from careway.studio.kept_texts import view_of
from careway.studio.places import Places
from careway.studio.questions import Complete, Find, LayOut, Look, Rename, Show, Tell

NOT_SOUND = "the guideline has errors: mend them first"
_OF_PAGE = "document"
_UNSAID = (Kind.SPACE, Kind.NAME, Kind.DECLARED)
"""What is no word, and what is said better by the desk, which knows what a name stands for."""


def look(question: Look) -> Looked:
    """What is wrong with a text, and what its parts are."""
    view = view_of(question.guideline)
    places = Places(view.source)
    names = coloured(view)
    taken = {one.span for one in names}
    words = (one for one in stretches(view.text) if one.kind not in _UNSAID and one.span not in taken)
    return Looked(
        view.compiled.core is not None,
        tuple(places.finding(one) for one in view.diagnostics),
        tuple(_entry(one, places) for one in outline(view)),
        tuple(places.of(span) for span in folds(view)),
        tuple(Coloured(places.of(one.span), one.colour.value) for one in names),
        tuple(Coloured(places.of(one.span), one.kind.name.lower()) for one in words),
    )


def _entry(one: Statement, places: Places) -> Entry:
    return Entry(
        one.name,
        one.detail,
        "" if one.sort is None else one.sort.value,
        places.of(one.span),
        places.of(one.place),
        tuple(_entry(inner, places) for inner in one.inside),
    )


def complete(question: Complete) -> Completed:
    """What may be written at a place."""
    view = view_of(question.guideline)
    places = Places(view.source)
    found = completion(view, places.offset(question.at))
    offers = (Offered(one.text, one.what.value, one.detail) for one in found.offers)
    return Completed(places.of(found.span), tuple(offers))


def tell(question: Tell) -> Told:
    """What the name at a place means."""
    view = view_of(question.guideline)
    places = Places(view.source)
    said = hover(view, places.offset(question.at))
    if said is None:
        return Told(None, "", None, ())
    return Told(places.of(said.span), f"{said.name} · {said.described}", said.title, said.lines)


def find(question: Find) -> Found:
    """Where the name at a place is declared, and where it stands."""
    view = view_of(question.guideline)
    places = Places(view.source)
    offset = places.offset(question.at)
    declared = definition(view, offset)
    return Found(
        None if declared is None else places.of(declared),
        tuple(places.of(span) for span in occurrences(view, offset)),
    )


def rename(question: Rename) -> Edits | Refusal:
    """The edits that give what stands at a place another name."""
    view = view_of(question.guideline)
    places = Places(view.source)
    offset = places.offset(question.at)
    found, named = renamed(view, offset, question.new), named_at(view, offset)
    if isinstance(found, Refused):
        return Refusal(found.why)
    note = None
    if found.edits and named is not None:
        old = named.declaration.name
        note = f"Cases are not changed: where they say {old}, write {question.new} there too."
    return Edits(tuple(places.edit(edit) for edit in found.edits), note)


def lay_out(question: LayOut) -> Edits | Refusal:
    """The edit that gives a text the standard layout."""
    view = view_of(question.guideline)
    if view.parsed.diagnostics:
        return Refusal("the text has mistakes of form and is left as it is: mend them first")
    edit = laid_out(view)
    if edit is None:
        return Edits((), "The layout is the standard one already.")
    return Edits((Places(view.source).edit(edit, "Lay out"),), None)


def show(question: Show) -> Shown | Refusal:
    """The guideline as a clinician's document, without its chart where what draws it is not there."""
    core = view_of(question.guideline).compiled.core
    if core is None:
        return Refusal(NOT_SOUND)
    from careway.document.content import document
    from careway.document.drawing import drawing
    from careway.document.html import part

    draw = None if find_spec("graphlay") is None else drawing
    return Shown(*part(document(core), draw, _OF_PAGE))
