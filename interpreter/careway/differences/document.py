"""A comparison as one document: what was compared, what changed, and for whom (grammar/schema/diff.schema.json)."""

from __future__ import annotations

from careway.base.record import record
from careway.differences.change import Change
from careway.differences.of_patients import ForWhom
from careway.ir.nodes import Guideline

FORMAT = "careway-diff/1"


@record
class Compared:
    """One side: the name under which it was given, and which guideline it is; `population` is the parameter set with
    which it is run (None: as each timeline asks)."""

    name: str
    id: str
    title: str
    version: str
    sha256: str
    population: str | None


@record
class Asked:
    """The patients who were asked about: files (None: none), or how many synthetic ones drawn with which seed."""

    files: int | None
    synthetic: int | None
    seed: int | None


@record
class Difference:
    """What changed between two guidelines. `differs` says whether anything that runs does; `patients` and `for_whom`
    are None where nobody was asked about."""

    format: str
    engine: str
    old: Compared
    new: Compared
    differs: bool
    changes: tuple[Change, ...]
    wording: tuple[Change, ...]
    patients: Asked | None
    for_whom: ForWhom | None


def compared(name: str, core: Guideline, population: str | None) -> Compared:
    """One side of a comparison."""
    return Compared(name, core.id, core.title, core.version, core.sha256, population)


def asked(one: Asked | None) -> str:
    """The patients who were asked about, in words."""
    if one is None:
        return ""
    if one.synthetic is not None:
        return f"{one.synthetic} synthetic patient{'' if one.synthetic == 1 else 's'}, seed {one.seed}"
    return f"the patients of {one.files} file{'' if one.files == 1 else 's'}"
