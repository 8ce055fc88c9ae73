"""The words of a report as HTML: every text escaped, records and citations as links.

A number after a value leads to its point in the picture, and from there back to the first place where it is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import assert_never
from urllib.parse import urlsplit

from careway.base.markup import safe
from careway.evaluate.result import Datum
from careway.report.nodes import Bullet, Criterion, Headline, Node, Remainder, Rows, Section, Sentence

_CITED = re.compile(r"\[([^\[\]]+)\]")
_SHORT = len("since 2025-04-20 14:30:00")
_SIGNS = {"yes": "✓", "no": "✗", "unknown": "?"}


def text(words: str) -> str:
    """A text, safe in a page: escaped, and what cannot be seen made visible."""
    return safe(" ".join(words.split()))


class Links:
    """Where numbers and citations lead to, and which numbers have been told already."""

    def __init__(
        self, numbers: Mapping[str, int], drawn: Iterable[int], sources: Sequence[str], decisive: Iterable[int] = ()
    ) -> None:
        """`decisive`: the numbers of the records that made the decision."""
        self.numbers = numbers
        self.decisive = frozenset(decisive)
        self.drawn = frozenset(drawn)
        self.sources = {key: f"source-{place}" for place, key in enumerate(sources, 1)}
        self._told: set[int] = set()

    def number(self, number: int) -> str:
        """A number as a link to its point: in the wide picture, or in that for a phone; else to its row."""
        ident = "" if number in self._told else f' id="reason-{number}"'
        self._told.add(number)
        kind = "ref decisive" if number in self.decisive else "ref"
        if number not in self.drawn:
            return f'<span class="refs"{ident}><a class="{kind}" href="#record-{number}">{number}</a></span>'
        ways = "".join(
            f'<a class="{kind} {way}" href="#{way}-point-{number}"><span class="hidden">point </span>{number}</a>'
            for way in ("wide", "narrow")
        )
        return f'<span class="refs"{ident}>{ways}</span>'

    @property
    def told(self) -> frozenset[int]:
        """The numbers that have a place in the text."""
        return frozenset(self._told)

    def cites(self, words: str) -> str:
        """Citations such as `[1, 2]`, each a link to its source, inside a text."""
        parts = []
        at = 0
        for match in _CITED.finditer(words):
            keys = match[1].split(", ")
            if all(key in self.sources for key in keys):
                linked = ", ".join(f'<a href="#{self.sources[key]}">{text(key)}</a>' for key in keys)
                parts += [safe(words[at : match.start()]), f"[{linked}]"]
                at = match.end()
        return "".join(parts) + safe(words[at:])

    def told_of(self, words: str, data: Sequence[Datum]) -> str:
        """A sentence with its citations, and the number of each record behind the value that it gave."""
        words = " ".join(words.split())
        places: dict[int, list[int]] = {}
        for datum in data:
            number = self.numbers.get(datum.key)
            if number is not None:
                at = places.setdefault(_place(words, datum), [])
                if number not in at:
                    at.append(number)
        out = []
        done = 0
        for place in sorted(places):
            out.append(self.cites(words[done:place]))
            out += [self.number(number) for number in places[place]]
            done = place
        return "".join(out) + self.cites(words[done:])


def _place(words: str, datum: Datum) -> int:
    """Behind which character of a sentence a record is told: its value and date, else its date, else the end."""
    value = re.search(rf"{re.escape(datum.shown)}[^;,]{{0,40}}? on {re.escape(datum.at)}", words)
    if value is not None:
        return value.end()
    named = rf"{re.escape(datum.concept.replace('_', ' '))}[^;]{{0,60}}? (?:on|since|of) {re.escape(datum.at)}"
    found = re.search(named, words) or re.search(rf"\b(?:on|since|of) {re.escape(datum.at)}", words)
    return found.end() if found is not None else len(words)


def rendered(nodes: Sequence[Node], links: Links) -> str:
    """The nodes of a report, in order; criteria and things to do as lists."""
    out: list[str] = []
    place = 0
    while place < len(nodes):
        node = nodes[place]
        following = place + 1
        match node:
            case Headline():
                raise AssertionError("a headline is the heading of its block")
            case Sentence():
                out.append(_sentence(node, links))
            case Criterion() | Remainder():
                while following < len(nodes) and isinstance(nodes[following], Criterion | Remainder):
                    following += 1
                out.append(
                    _criteria([n for n in nodes[place:following] if isinstance(n, Criterion | Remainder)], links)
                )
            case Bullet():
                while following < len(nodes) and isinstance(nodes[following], Bullet):
                    following += 1
                items = [n for n in nodes[place:following] if isinstance(n, Bullet)]
                out.append("<ul>\n" + "\n".join(f"<li>{links.cites(item.text)}</li>" for item in items) + "\n</ul>")
            case Rows():
                out.append(_rows(node, links))
            case _:
                assert_never(node)
        place = following
    return "\n".join(part for part in out if part)


def section_body(section: Section, links: Links, urls: Mapping[str, str]) -> str:
    """A section without its heading; each source with an address (`urls`) leads there."""
    body = rendered(section.nodes, links)
    for key, url in urls.items():
        if section.heading == "Sources" and key in links.sources and urlsplit(url).scheme in ("http", "https"):
            start = body.index(f'id="{links.sources[key]}"')
            end = body.index("</td></tr>", start)
            body = f'{body[:end]} <a href="{text(url)}" rel="noreferrer">{text(url)}</a>{body[end:]}'
    return body


def _sentence(node: Sentence, links: Links) -> str:
    if not node.text:
        return ""
    names = [name for name, so in ((node.weight.value, node.weight.value != "plain"), ("under", node.depth > 1)) if so]
    named = f' class="{" ".join(names)}"' if names else ""
    return f"<p{named}>{links.told_of(node.text, node.data)}</p>"


def _criteria(nodes: Sequence[Criterion | Remainder], links: Links) -> str:
    """Criteria as lists within lists."""
    out: list[str] = []
    depths: list[int] = []
    for node in nodes:
        while depths and depths[-1] > node.depth:
            depths.pop()
            out.append("</li>\n</ul>")
        if depths and depths[-1] == node.depth:
            out.append("</li>")
        else:
            depths.append(node.depth)
            out.append('<ul class="criteria">')
        if isinstance(node, Remainder):
            out.append(f"<li>{text(node.text)}")
            continue
        sign = _SIGNS.get(node.word, "")
        word = f'<span class="word {text(node.word)}"><span aria-hidden="true">{sign}</span> {text(node.word)}</span>'
        out.append(f'<li class="{text(node.word)}">{word} {links.told_of(node.text, node.data)}')
    out += ["</li>\n</ul>"] * len(depths)
    return "\n".join(out)


def _rows(node: Rows, links: Links) -> str:
    """A table; the roles are said, since on a phone one of three columns is laid out as lines."""
    rows = []
    for first, *rest in node.rows:
        ident = f' id="{links.sources[first[1:-1]]}"' if first[1:-1] in links.sources and first[:1] == "[" else ""
        cells = "".join(f'<td role="cell">{links.cites(cell)}</td>' for cell in rest)
        rows.append(f'<tr role="row"{ident}><th scope="row" role="rowheader">{text(first)}</th>{cells}</tr>')
    names = [name for name, so in (("short", _are_short(node)), ("three", len(node.rows[0]) > 2)) if so]
    named = f' class="{" ".join(names)}"' if names else ""
    return f'<table role="table"{named}>\n<tbody role="rowgroup">\n' + "\n".join(rows) + "\n</tbody>\n</table>"


def _are_short(node: Rows) -> bool:
    return all(len(first) <= _SHORT for first, *_ in node.rows)
