"""The report of a run in parts, each with its heading, its tone and its HTML, for a page that lays them out itself.

The HTML is that of the page of a run (`page.nodes`): every text escaped; the number of a record leads to
`#record-3`, a citation to `#source-1`, and the first place where a number is told has the id `reason-3`.
"""

from __future__ import annotations

from careway.base.record import record
from careway.bedside.seeing import Seen
from careway.bedside.tones import Tone, of_decisions, of_section
from careway.ir.nodes import Guideline
from careway.page.make import urls_of
from careway.page.nodes import Links, rendered, section_body
from careway.report.nodes import Headline, Sentence
from careway.report.sections import stands

NOTHING = "No stop and no caution"


@record
class Part:
    """A part of the report."""

    heading: str
    tone: Tone
    html: str


def headlines(seen: Seen) -> tuple[tuple[str, Tone], ...]:
    """What is decided, a line each; where nothing is, that it is so, and where the patient stands."""
    found = []
    for block, tone in zip(seen.report.decisions, of_decisions(seen.result), strict=True):
        head = block[0]
        assert isinstance(head, Headline)
        found.append((head.text, tone))
    if found:
        return tuple(found)
    told = next((node.text for node in stands(seen.result) if isinstance(node, Sentence)), "")
    return ((" · ".join(part for part in (NOTHING, told) if part), Tone.PLAIN),)


def parts(core: Guideline, seen: Seen) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The decisions with their reasons, and the sections."""
    links = Links(seen.numbers, (), tuple(source.key for source in seen.result.sources))
    decisions = []
    for block, tone in zip(seen.report.decisions, of_decisions(seen.result), strict=True):
        head, *body = block
        assert isinstance(head, Headline)
        cites = f'<p class="cites">{links.cites(head.cites)}</p>\n' if head.cites else ""
        decisions.append(Part(head.text, tone, f"{cites}{rendered(body, links)}"))
    urls = urls_of(core)
    sections = [
        Part(section.heading, of_section(section.heading), section_body(section, links, urls))
        for section in seen.report.sections
    ]
    return tuple(decisions), tuple(sections)
