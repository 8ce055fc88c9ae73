"""A run that was looked on at, as a page or as a picture alone: gathers, draws and lays out."""

from __future__ import annotations

from careway.base.record import record
from careway.evaluate.result import Result
from careway.ir.nodes import Guideline
from careway.model.timeline import Timeline
from careway.page.page import Drawn, PageOf, numbers_drawn, page
from careway.picture import draw
from careway.picture.gather import gather
from careway.picture.lookout import Lookout
from careway.picture.numbers import told
from careway.picture.plot import Picture
from careway.picture.room import Spec
from careway.picture.spec import Frame, spec
from careway.picture.words import in_words
from careway.report.nodes import Report
from careway.report.whole import report


@record
class Run:
    """A run: whose, what it gave, and what was seen of it."""

    core: Guideline
    timeline: Timeline
    result: Result
    lookout: Lookout


def picture_of(run: Run, words: Report) -> Picture:
    """The picture of a run, with the numbers of the records that its report speaks of."""
    numbers = {datum.key: place for place, datum in enumerate(told(words), 1)}
    return gather(run.timeline, run.result, run.lookout, numbers)


def urls_of(core: Guideline) -> dict[str, str]:
    """The addresses of a guideline's sources, by their keys."""
    return {source.key: source.url for source in core.sources if source.url is not None}


def page_of(run: Run) -> str:
    """The run as a page."""
    words = report(run.result)
    picture = picture_of(run, words)
    records = tuple(told(words))
    links = {number: f"#reason-{number}" for number in numbers_drawn(picture)}
    label = f"Picture: {in_words(picture)}"
    drawn = Drawn(
        wide=draw.inline(draw.svg(spec(picture)), "wide", label, links),
        narrow=draw.inline(draw.svg(spec(picture, narrow=True)), "narrow", label, links),
    )
    return page(PageOf(run.result, words, picture, drawn, records, urls_of(run.core)))


def picture_alone(run: Run) -> Spec:
    """The specification of the picture with what it must not be shown without: whose it is, and what it is not."""
    words = report(run.result)
    heads = [words.guideline, words.patient]
    heads += [block[0].text for block in words.decisions if hasattr(block[0], "text")]
    notes = picture_of(run, words)
    foot = (*notes.notes, f"SHA-256 of the guideline: {run.result.guideline.sha256}", *run.result.notices)
    return spec(notes, frame=Frame(tuple(heads), foot))
