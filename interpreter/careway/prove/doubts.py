"""Stops that cannot be decided too often: measured on synthetic patients, with the datum whose absence is to blame.

This is no proof: it says how a guideline fares with patients who come to their visits much as patients do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from careway.model.terms import FindingKind
from careway.prove.finding import Said, Shown, Witness
from careway.prove.inquiry import Inquiry, Judged

TOO_MANY = 2
"""One in so many patients is too many."""


def doubts(inquiry: Inquiry) -> Iterator[Said]:
    """How often each stop cannot be decided, and for want of what."""
    for judged in inquiry.stops():
        yield _of_stop(inquiry, judged)


def _of_stop(inquiry: Inquiry, judged: Judged) -> Said:
    undecided = inquiry.synthetic.undecided(judged.heading.name)
    name, count = judged.heading.name, len(inquiry.synthetic.people)
    alone = Counter(wanted[0] for _, _, wanted in undecided if len(wanted) == 1)
    blamed = alone.most_common(1)
    most = f"; most often one datum would decide it: {blamed[0][0]} ({blamed[0][1]} patients)" if blamed else ""
    sentence = f"{name} cannot be decided at some time in {len(undecided)} of {count} synthetic patients{most}"
    if not undecided or len(undecided) * TOO_MANY < count:
        return Shown(FindingKind.UNKNOWN, name, judged.line, sentence)
    text, day, wanted = undecided[0]
    says = f"{name} is undecided: wanted {', '.join(wanted)}"
    witness = Witness("the stop is undecided", text, day, says)
    return inquiry.finding(FindingKind.UNKNOWN, judged.heading, judged.line, sentence, (), (witness,))
