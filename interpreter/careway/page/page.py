"""One run as one HTML page that needs nothing else: no script, no network, no other file.

In: what the report says (`report.whole`), the picture and its drawings, and the result for who and what it is. Out: the
page. The decision stands first, with numbers that lead to the points of the picture; then the picture, with its tables;
then all else in the order of the terminal's report.
"""

from __future__ import annotations

from collections.abc import Mapping

from careway.base.markup import whole_page
from careway.base.record import record
from careway.evaluate.result import Datum, Result
from careway.page.nodes import Links, rendered, section_body, text
from careway.page.style import STYLE
from careway.picture.numbers import decisive
from careway.picture.plot import Picture
from careway.picture.words import Cell, Table, in_words, tables
from careway.report.nodes import Headline, Node, Report, Section, Weight
from careway.report.whole import TO_DO


@record
class Drawn:
    """The picture as drawn for a page, and for a phone: each a text of SVG."""

    wide: str
    narrow: str


@record
class PageOf:
    """What a page is made of. `records` are those that have a number, in its order; `urls` those of the sources."""

    result: Result
    report: Report
    picture: Picture
    drawn: Drawn
    records: tuple[Datum, ...]
    urls: Mapping[str, str]


def _links(one: PageOf) -> Links:
    """Where the numbers of a page lead to."""
    numbers = {datum.key: place for place, datum in enumerate(one.records, 1)}
    made_it = decisive(one.result)
    decided = (number for key, number in numbers.items() if key in made_it)
    return Links(numbers, numbers_drawn(one.picture), tuple(source.key for source in one.result.sources), decided)


def numbers_drawn(picture: Picture) -> frozenset[int]:
    """The numbers that stand in the picture."""
    found = [point.number for lab in picture.labs for point in lab.points]
    found += [piece.number for drug in picture.doses for piece in drug.pieces]
    found += [bar.number for bar in picture.bars]
    return frozenset(number for number in found if number is not None)


def page(one: PageOf) -> str:
    """The page."""
    result, told = one.result, one.report
    links = _links(one)
    title = f"{result.patient}: {result.guideline.title}"
    decisions = [_decision(nodes, place, links) for place, nodes in enumerate(told.decisions, 1)]
    sections = [_section(section, place, links, one.urls) for place, section in enumerate(told.sections, 1)]
    first = sum(section.heading == TO_DO for section in told.sections[:1])
    body = [_header(result, told), "<main>", *decisions, *sections[:first], _course(one, links), *sections[first:]]
    return whole_page(" ".join(title.split()), STYLE, "\n".join([*body, "</main>", _footer(result)]))


def _header(result: Result, told: Report) -> str:
    lines = [f"<h1>{text(result.guideline.title)}</h1>"]
    lines.append(f"<p>{text(told.guideline.removeprefix(f'{result.guideline.title} · '))}</p>")
    lines.append(f"<p>{text(told.patient)}</p>")
    if told.population:
        lines.append(f"<p>{text(told.population)}</p>")
    lines += [f'<p class="stop">{text(warning)}</p>' for warning in told.warnings]
    return "<header>\n" + "\n".join(lines) + "\n</header>"


def _decision(nodes: tuple[Node, ...], place: int, links: Links) -> str:
    head, *body = nodes
    assert isinstance(head, Headline)
    cites = f' <span class="cites">{links.cites(head.cites)}</span>' if head.cites else ""
    kind = head.weight.value if head.weight is not Weight.PLAIN else ""
    return (
        f'<section class="decision {kind}" aria-labelledby="decision-{place}">\n'
        f'<h2 id="decision-{place}">{text(head.text)}{cites}</h2>\n{rendered(body, links)}\n</section>'
    )


def _section(section: Section, place: int, links: Links, urls: Mapping[str, str]) -> str:
    body = section_body(section, links, urls)
    head = f'<h2 id="part-{place}">{text(section.heading)}</h2>'
    return f'<section aria-labelledby="part-{place}">\n{head}\n{body}\n</section>'


def _footer(result: Result) -> str:
    guideline = result.guideline
    return (
        "<footer>\n"
        f"<p>{text(guideline.id)} {text(guideline.version)} ({text(guideline.status)}), SHA-256 "
        f"<code>{text(guideline.sha256)}</code>; records of {text(result.patient)}, SHA-256 "
        f"<code>{text(result.timeline_sha256)}</code>; {text(result.engine)}.</p>\n"
        f"<p>{text(result.notices[0]) if result.notices else ''}</p>\n</footer>"
    )


# --- the picture -----------------------------------------------------------------------------------------------------


def _course(one: PageOf, links: Links) -> str:
    notes = "".join(f"<p>{text(note)}</p>\n" for note in one.picture.notes)
    told = ["A ringed number is that of a reason: follow it there and back."] if one.records else []
    if links.decisive:
        did = "made the stop true" if one.result.stop is not None else "keeps the patient out"
        told.append(f"Thick red rings: what {did}.")
    lead = f"<p>{' '.join(told)}</p>\n" if told else ""
    return (
        '<section aria-labelledby="course">\n<h2 id="course">The course</h2>\n'
        f"<figure>\n{one.drawn.wide}\n{one.drawn.narrow}\n<figcaption>\n{lead}{notes}</figcaption>\n</figure>\n"
        "<details>\n<summary>The picture as tables</summary>\n"
        f"<p>{text(in_words(one.picture))}</p>\n{_numbered(one)}{_tables(one, links)}\n</details>\n</section>"
    )


def _numbered(one: PageOf) -> str:
    if not one.records:
        return ""
    rows = "\n".join(
        f'<tr id="record-{place}"><th scope="row">{place}</th><td>{text(datum.concept.replace("_", " "))}</td>'
        f"<td>{text(datum.shown)}</td><td>{text(datum.at)}</td></tr>"
        for place, datum in enumerate(one.records, 1)
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("number", "what", "value", "date"))
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="Numbered records">\n<table>\n'
        f"<caption>Numbered records</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n"
        "</table>\n</div>\n"
    )


def _tables(one: PageOf, links: Links) -> str:
    return "\n".join(_table(table, links) for table in tables(one.picture))


def _table(table: Table, links: Links) -> str:
    head = "".join(f'<th scope="col">{text(name)}</th>' for name in table.head)
    rows = []
    for first, *rest in table.rows:
        cells = "".join(f"<td>{text(cell.text)}</td>" for cell in rest)
        rows.append(f'<tr><th scope="row">{_cell(first, links)}</th>{cells}</tr>')
    body = "\n".join(rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{text(table.title)}">\n<table>\n'
        f"<caption>{text(table.title)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n"
        "</table>\n</div>"
    )


def _cell(cell: Cell, links: Links) -> str:
    if cell.number is None:
        return text(cell.text)
    if cell.number not in links.told:
        return f"{text(cell.text)} ({cell.number})"
    return f'{text(cell.text)} (<a href="#reason-{cell.number}">{cell.number}</a>)'
