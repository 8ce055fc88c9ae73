"""Made-up patients for measuring: from a guideline's vocabulary and a seed, always the same.

Each week has a visit with every lab and vital, their values around the declared normal range. The first drug is begun,
stopped in the third week with labs at ten times their limit, and begun again once they are normal: a guideline that
waits for any of this has its pathway active from then on. Symptoms are denied, now and then reported.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from fractions import Fraction

from careway.model.quantity import show_number
from careway.model.vocabulary import Concept, Kind, Vocabulary

HEAD = 3
DRUG = {0: "50", 2: "stopped", 5: "50"}
"""What is recorded of the first drug, by week."""


def timeline(vocabulary: Vocabulary, events: int, seed: int) -> str:
    """A timeline of this many records, as YAML; the first are the same for every number of them."""
    chance = random.Random(seed)
    lines = [f"patient: made-up-{seed}", "sex: female", "events:"]
    drug = next((concept for concept in vocabulary.concepts if concept.kind is Kind.DRUG), None)
    week = 0
    while len(lines) < events + HEAD:
        day = date(2015, 1, 1) + timedelta(weeks=week)
        for concept in vocabulary.concepts:
            said = _dose(concept, week) if concept is drug else _record(concept, week, chance)
            if said is not None and len(lines) < events + HEAD:
                lines.append(f"  - {{at: {day}, {concept.name}: {said}}}")
        week += 1
    return "\n".join(lines) + "\n"


def _dose(concept: Concept, week: int) -> str | None:
    said = DRUG.get(week)
    return said if said in (None, "stopped") else f"{said} {concept.unit}"


def _record(concept: Concept, week: int, chance: random.Random) -> str | None:
    match concept.kind:
        case Kind.LAB | Kind.VITAL:
            return f"{_value(concept, Fraction(10 if week == 2 else 1), chance)} {concept.unit}"
        case Kind.SYMPTOM | Kind.CONDITION:
            if week % 4 or week == 0:
                return "absent" if week == 0 else None
            return "present" if chance.randrange(100) == 0 else "absent"
        case Kind.TEST | Kind.QUESTION:
            return concept.values[0] if week == 0 else None
        case Kind.DRUG:
            return None


def _value(concept: Concept, times: Fraction, chance: random.Random) -> str:
    high = concept.normal[0].high if concept.normal else None
    low = concept.normal[0].low if concept.normal else None
    middle = high * Fraction(3, 4) if high is not None else low * Fraction(3, 2) if low is not None else Fraction(10)
    value = times * middle * Fraction(chance.randint(80, 125), 100)
    if concept.plausible is not None:
        value = min(max(value, concept.plausible[0]), concept.plausible[1])
    return show_number(Fraction(round(value * 10), 10) if value >= 1 else Fraction(round(value * 1000), 1000))
