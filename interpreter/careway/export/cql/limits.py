"""What the exported CQL does not say, or says otherwise: of the whole guideline, of concepts, and rule by rule."""

from __future__ import annotations

from collections.abc import Iterator

from careway.export import claims
from careway.export.cql.schedules import limits as schedule_limits
from careway.export.cql.unit_rows import result_units
from careway.export.report import Extent, Limit
from careway.ir.nodes import Guideline

_TARGET = "cql"
_SHOWN = 5


def limits(core: Guideline) -> tuple[Limit, ...]:
    """Everything that the CQL of a guideline does not say."""
    return (*_whole(core), *_concepts(core), *schedule_limits(core), *claims.unsaid(core, _TARGET))


def _whole(core: Guideline) -> Iterator[Limit]:
    """What holds for every guideline. No comparison with another engine rests on it."""
    for extent, text in (
        (
            Extent.NOT_AT_ALL,
            "The dated log, deviations of what was given from what was advised, and overrides: the CQL says what holds "
            "at the instant for which it is asked.",
        ),
        (
            Extent.IN_PART,
            "Which missing data would decide a rule, and the value at which it would: each rule has a definition that "
            "says that it cannot be decided; what it reads stands in its definition.",
        ),
        (
            Extent.IN_PART,
            "The words of advice, sources and assumptions: they stand in the comments and in the FHIR resources.",
        ),
        (
            Extent.DIFFERENTLY,
            "Numbers are decimals of CQL, rounded to eight places, and not fractions; where a conversion of units has "
            "no end as a decimal, six places are compared.",
        ),
        (
            Extent.IN_PART,
            "Components of observations and drugs named by a contained Medication are not read; two resources with one "
            "id and no identifier are two records.",
        ),
        (
            Extent.DIFFERENTLY,
            "A date without a time of day begins at midnight of the evaluation's offset from UTC, also on days with "
            "another one; days are those of the records' own offsets.",
        ),
    ):
        yield Limit(core.id, 1, _TARGET, extent, text)


def _concepts(core: Guideline) -> Iterator[Limit]:
    for concept in core.vocabulary.concepts:
        if concept.kind.measured:
            units = [row.unit for row in result_units(concept)]
            more = f" and {len(units) - _SHOWN} more" if len(units) > _SHOWN else ""
            text = (
                f"Results are read in the units that `Units of {concept.name}` of the library lists "
                f"({', '.join(units[:_SHOWN])}{more}); a result in another one has no value."
            )
            yield Limit(concept.name, concept.line, _TARGET, Extent.IN_PART, text)
