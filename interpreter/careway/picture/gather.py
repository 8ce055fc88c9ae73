"""What belongs in the picture of a run: its patient's records, the limits that the rules saw, steps, occasions, stops.

In: the timeline, the result, what looked on at the run, and the numbers of the records that the report speaks of. Out:
a `Picture`, exact. It begins where the course that matters begins: half as long before the first step (or the first
numbered result) as it lasts; what lies before is said in a note, and is in the log.
"""

from __future__ import annotations

from careway.evaluate.result import Kind, Result, Standing
from careway.ir import wording
from careway.model.timeline import Timeline
from careway.picture.drugs import doses_of
from careway.picture.findings import findings_of
from careway.picture.labs import labs_of
from careway.picture.lookout import Lookout
from careway.picture.numbers import Numbers
from careway.picture.plot import Band, Mark, Picture, StopLine
from careway.picture.stage import Stage, of_text, stage_of


def gather(timeline: Timeline, result: Result, lookout: Lookout, numbers: Numbers) -> Picture:
    """The picture of a run that the lookout has seen to its end."""
    stage = stage_of(timeline, result, lookout, numbers)
    concepts = lookout.core.vocabulary.concepts
    labs, notes = labs_of(stage, concepts)
    doses = doses_of(stage, concepts)
    return Picture(
        title=result.guideline.title,
        start=stage.start,
        end=stage.end,
        now=stage.now,
        as_of=result.as_of,
        bands=tuple(_bands(stage)),
        labs=tuple(labs),
        doses=tuple(doses),
        bars=tuple(findings_of(stage, concepts)),
        marks=tuple(_marks(stage)),
        stops=tuple(
            StopLine(of_text(entry.at), entry.at, entry.title) for entry in result.log if entry.kind is Kind.STOP
        ),
        notes=(*notes, *_earlier(stage)),
    )


def _earlier(stage: Stage) -> list[str]:
    before = sum(stage.at(event.when) < stage.start for event in stage.events)
    if not before:
        return []
    records = "1 record lies" if before == 1 else f"{before} records lie"
    return [f"The picture begins on {stage.start[:10]}; {records} before it."]


def _bands(stage: Stage) -> list[Band]:
    several = len(stage.result.pathways) > 1
    return [
        Band(
            pathway.title if several else "step",
            stay.title,
            of_text(stay.since),
            of_text(stay.until) if stay.until else stage.now,
            stay.until is None,
        )
        for pathway in stage.result.pathways
        for stay in pathway.stays
    ]


def _marks(stage: Stage) -> list[Mark]:
    marks = []
    for item in stage.result.occasions:
        dated = item.done_on if item.standing is Standing.DONE and item.done_on else item.due
        if not dated:
            continue
        lacking = f"{wording.several(item.lacking)} missing" if item.lacking and item.data else ""
        told = f"due {item.due}" if item.standing is Standing.DONE and item.due else lacking
        mark = Mark(item.title, of_text(dated), item.standing, dated, told)
        if stage.start <= mark.at <= stage.end:
            marks.append(mark)
    return marks
