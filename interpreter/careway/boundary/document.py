"""What is offered, as published data (grammar/schema/boundary.schema.json) and as the text of a cases file.

In: the offers of a guideline, and for what there is none. Out: a document, or YAML that `careway test` runs as it is.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from careway.base.record import record
from careway.boundary.said import Left, Offer, Said
from careway.evaluate.assemble import identity_of
from careway.evaluate.result import Identity
from careway.ingest.native_text import scalar
from careway.ir.nodes import Guideline

FORMAT = "careway-boundary/1"
_WIDEST = 118


@record
class Offered:
    """What was offered of a guideline with the values of one parameter set (None: its own): the cases, the boundaries
    at which no patient can stand so that it matters (`never`), and those for which none was found (`open`)."""

    format: str
    engine: str
    guideline: Identity
    population: str | None
    offers: tuple[Offer, ...]
    never: tuple[Left, ...]
    open: tuple[Left, ...]


def document(core: Guideline, engine: str, population: str | None, said: Iterable[Said]) -> Offered:
    """The document of what was said."""
    found = list(said)
    left = [one for one in found if isinstance(one, Left)]
    return Offered(
        FORMAT,
        engine,
        identity_of(core),
        population,
        tuple(one for one in found if isinstance(one, Offer)),
        tuple(one for one in left if one.never),
        tuple(one for one in left if not one.never),
    )


def sheet(core: Guideline, guideline: str, population: str | None, said: Iterable[Said]) -> Iterator[str]:
    """The text of a cases file, a piece at a time; `guideline` is the name by which the file calls it."""
    values = "its own values" if population is None else f"the values of {population}"
    yield _comment(
        f"Boundary patients of {core.title} ({core.id} {core.version}), with {values}: what it says of them now. "
        "A clinician must confirm each before it becomes a case of the guideline.",
        "",
    )
    yield f"guideline: {scalar(guideline)}\n"
    left: list[Left] = []
    before: str | None = None
    for item in said:
        if isinstance(item, Left):
            left.append(item)
            continue
        if item.rule != before:
            yield ("\ncases:\n" if before is None else "\n") + _comment(f"{item.rule}: {item.title}", "  ")
            before = item.rule
        yield item.text
    for never, heading in ((True, "At these boundaries no patient can stand so that it matters:"), (False, _OPEN)):
        some = [one for one in left if one.never is never]
        if some:
            yield "\n" + _comment(heading, "")
            yield from (_comment(f"- {one.sentence} (line {one.line})", "") for one in some)


_OPEN = "At these there may be a patient; none was found:"


def _comment(text: str, indent: str) -> str:
    lines = textwrap.wrap(
        text, _WIDEST - len(indent) - 2, break_long_words=False, break_on_hyphens=False,
        subsequent_indent="  " if text.startswith("- ") else "",
    )  # fmt: skip
    return "".join(f"{indent}# {line}\n" for line in lines)
