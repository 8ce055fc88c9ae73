"""The last few texts as the desk sees them: at a keystroke the page asks several things of one text, and it is parsed,
checked and compiled once. Of cases, what came of each is kept too, so that typing in one runs no other."""

from __future__ import annotations

from functools import lru_cache

from careway.base.record import record
from careway.base.source import Source
from careway.cases.nodes import Case
from careway.cases.run import Outcome, Report, run_case
from careway.desk.cases import NOT_SOUND, Unusable, cases_of
from careway.desk.view import View
from careway.studio.questions import Text

_MOST = 6
_MOST_CASES = 20_000


@record
class CameTo:
    """What came of a case: what was expected otherwise, or why it could not run, a sentence each."""

    outcome: Outcome
    failures: tuple[str, ...]


@lru_cache(maxsize=_MOST)
def view_of(guideline: Text) -> View:
    """A guideline's text as the desk sees it; its core is `view_of(...).compiled.core`."""
    return View(source_of(guideline))


@lru_cache(maxsize=_MOST)
def read_cases_of(guideline: Text, cases: Text) -> tuple[Case, ...] | Unusable:
    """The cases of a file, which must be for this guideline."""
    core = view_of(guideline).compiled.core
    return Unusable(NOT_SOUND) if core is None else cases_of(core, guideline.name, source_of(cases))


def came_to(guideline: Text, case: Case) -> CameTo:
    """What comes of a case of this guideline, wherever in its file it stands."""
    known = _known(guideline)
    expected = tuple((one.key, one.wanted) for one in case.expectations)
    key = (case.document.text, case.population, case.parameters, case.as_of, expected, case.skip)
    found = known.get(key)
    if found is None:
        core = view_of(guideline).compiled.core
        assert core is not None  # the case was read against it
        if len(known) >= _MOST_CASES:
            known.clear()
        found = known[key] = _told(run_case(case, core))
    return found


@lru_cache(maxsize=_MOST)
def _known(guideline: Text) -> dict[object, CameTo]:
    """What came of cases on a text; filled as they are run."""
    return {}


def _told(report: Report) -> CameTo:
    if report.outcome is Outcome.INVALID:
        return CameTo(report.outcome, tuple(one.title for one in report.diagnostics))
    return CameTo(report.outcome, tuple(one.sentence for one in report.failures))


def source_of(text: Text) -> Source:
    """A text of the page as a source."""
    return Source(text.name, text.text)
