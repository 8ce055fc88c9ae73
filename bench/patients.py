"""Made-up patients for measuring: from a guideline's vocabulary and a seed, always the same.

Each week has a visit with every lab and vital; the drugs are started in the first week; symptoms are denied, now and
then reported; questions are answered once. The values lie around the declared normal range.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction

from careway.model.quantity import show_number
from careway.model.vocabulary import Concept, Kind, Vocabulary


def timeline(vocabulary: Vocabulary, events: int, seed: int) -> str:
    """A timeline of about this many records, as YAML; the first are the same for every number of them."""
    chance = random.Random(seed)
    lines = ["format: careway-timeline/1", "patient:", f"  id: made-up-{seed}", "  sex: female", "events:"]
    day = date(2024, 1, 1)
    first = True
    while len(lines) < events + 5:
        for concept in vocabulary.concepts:
            said = _record(concept, first, chance)
            if said is not None and len(lines) < events + 5:
                lines.append(f"  - {{at: {day}, {concept.name}: {said}}}")
        first = False
        day += timedelta(days=7)
    return "\n".join(lines) + "\n"


def _record(concept: Concept, first: bool, chance: random.Random) -> str | None:
    match concept.kind:
        case Kind.LAB | Kind.VITAL:
            return f"{_around(concept, chance)} {concept.unit}"
        case Kind.DRUG:
            return f"50 {concept.unit}" if first else None
        case Kind.SYMPTOM | Kind.CONDITION:
            if first or chance.random() < 0.02:
                return "absent" if first or chance.random() < 0.8 else "present"
            return None
        case Kind.TEST | Kind.QUESTION:
            return concept.values[0] if first else None


def _around(concept: Concept, chance: random.Random) -> str:
    limits = concept.normal[0] if concept.normal else None
    high = limits.high if limits is not None else None
    low = limits.low if limits is not None else None
    middle = high * Fraction(3, 4) if high is not None else low * Fraction(3, 2) if low is not None else Fraction(10)
    value = middle * Fraction(chance.randint(80, 125), 100)
    return show_number(Fraction(round(value * 10), 10) if value >= 1 else Fraction(round(value * 1000), 1000))
