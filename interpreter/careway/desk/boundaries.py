"""Patients beside a limit or a due date whom no case holds yet, for an author to keep, and one case more at the end of
a cases file."""

from __future__ import annotations

from importlib.util import find_spec

from careway.base.record import record
from careway.base.source import Source
from careway.boundary.keeping import CannotStand, kept
from careway.boundary.said import Left, Offer
from careway.cases.nodes import Case
from careway.desk.cases import NOT_SOUND, Unusable, cases_of, name_for
from careway.desk.view import View
from careway.evaluate.run import resolve

MISSING = "looking for boundary patients needs the solver z3: install careway[prove]"


@record
class Offered:
    """The patients, each as a case; `left` says of which places no patient was found, and why; `more`: these are not
    all, as many as were asked for were found before the end."""

    offers: tuple[Offer, ...]
    left: tuple[Left, ...]
    more: bool


def offered(view: View, cases: Source | None, rule: str | None, most: int) -> Offered | Unusable:
    """Boundary patients of a guideline (of one rule, or of all), at most so many."""
    core, origins = view.compiled.core, view.compiled.origins
    if core is None:
        return Unusable(NOT_SOUND)
    if find_spec("z3") is None:
        return Unusable(MISSING)
    known: tuple[Case, ...] | Unusable = () if cases is None else cases_of(core, view.source.name, cases)
    if isinstance(known, Unusable):
        return known
    from careway.boundary.offers import Offering
    from careway.prove.inquiry import Inquiry, Place

    def where(node: object) -> Place | None:
        span = origins.span(node)
        return None if span is None else Place(span.start, span.end, view.source.position(span.start)[0])

    inquiry = Inquiry(core, resolve(core, None, {}), None, where)
    offering = Offering(inquiry, known, lambda name: rule is None or name == rule)
    if not offering.named():
        return Unusable("there is no limit here beside which a patient could stand")
    offers: list[Offer] = []
    left: list[Left] = []
    for one in offering.offers():
        if isinstance(one, Left):
            left.append(one)
        elif len(offers) < most:
            offers.append(one)
        else:
            return Offered(tuple(offers), tuple(left), True)
    return Offered(tuple(offers), tuple(left), False)


def with_case(view: View, name: str, cases: str | None, case: str) -> str | Unusable:
    """The text of a cases file (`name` is its path, `cases` its text unless it is a new one) with one case more at its
    end."""
    core = view.compiled.core
    if core is None:
        return Unusable(NOT_SOUND)
    held = () if cases is None else cases_of(core, view.source.name, Source(name, cases))
    if isinstance(held, Unusable):
        return held
    try:
        return kept(cases, case, core, name_for(name, view.source.name))
    except CannotStand as error:
        return Unusable(str(error))
