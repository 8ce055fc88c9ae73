"""Synthetic patients of a guideline, drawn from a seed: the same seed, the same patients, on every machine.

In: a core, how many, a seed. Out: what is written of each, one after the other; a patient depends on the seed and on
its number, not on how many there are. Nothing here knows any guideline: what matters is read from the core.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from random import Random

from careway.base.record import record
from careway.ingest.native_text import Written
from careway.ir import expressions as e
from careway.ir.nodes import Guideline
from careway.ir.reads import reads_of, walk
from careway.model.conversion import linear
from careway.model.time import Calendar, Day, TimeUnit, show_day
from careway.model.timeline import Patient
from careway.model.truth import TRUE
from careway.model.vocabulary import Sex
from careway.synth.beginnings import Beginning
from careway.synth.life import Life, Manner, World
from careway.synth.measures import Measure, decimals, with_unit
from careway.synth.plots import Plot, Turn, plots
from careway.synth.visits import Visits

_ATTEMPTS = 4
_FIRST_DAY = date(2022, 1, 3).toordinal()
_ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "Australia/Sydney")
_OTHER_UNITS = {
    "U/L": ("ukat/L",), "ukat/L": ("U/L",), "mg/dL": ("umol/L", "mmol/L", "mg/L"), "umol/L": ("mg/dL",),
    "mmol/L": ("mg/dL",), "g/dL": ("g/L",), "g/L": ("g/dL",), "/uL": ("10*9/L", "10*3/uL"), "10*3/uL": ("10*9/L",),
    "10*9/L": ("10*3/uL", "/uL"), "ng/mL": ("ug/L",), "ug/L": ("ng/mL",), "mg/L": ("mg/dL",),
}  # fmt: skip
"""Units in which laboratories report what a guideline declares in another."""


@record
class _Person:
    """Who a patient is."""

    born: Day
    sex: Sex | None


def patients(core: Guideline, count: int, seed: int, *, population: str | None = None) -> Iterator[Written]:
    """So many synthetic patients of a guideline, from a seed. `population` names the parameter set that holds for all
    of them; without it some have one of the guideline's sets, as they come.

    Raises RunError for a set that the guideline has not.
    """
    names = (None, *(item.name for item in core.sets)) if population is None else (population,)
    worlds = {name: World(core, name) for name in names}
    told = plots(core)
    shift = Random(f"careway {core.id} {seed}").randrange(len(told))
    for number in range(count):
        yield _patient(worlds, told[(number + shift) % len(told)], core, seed, number)


def _patient(worlds: dict[str | None, World], plot: Plot, core: Guideline, seed: int, number: int) -> Written:
    """One patient: drawn anew a few times where no pathway begins and it was meant to."""
    random = Random(f"careway {core.id} {seed} {number}")
    names = list(worlds)
    name = names[0] if len(names) == 1 or random.randrange(100) < 72 else random.choice(names[1:])
    world = worlds[name]
    unmet: str | None = None
    if core.eligibility and random.randrange(100) < 13:
        unmet = random.choice(core.eligibility).heading.name
    label = f"synth-{seed}-{number + 1:04d}"
    for attempt in range(_ATTEMPTS):
        drawn = Random(f"careway {core.id} {seed} {number} {attempt}")
        life, person = _begun(world, drawn, label)
        begun = Beginning(life, unmet).live()
        if begun or not core.pathways or attempt == _ATTEMPTS - 1:
            break
    last = life.day + _horizon(core, plot, drawn)
    Visits(life, plot, last).live()
    if not life.records:  # a timeline says something: at least who has been seen
        life.find(list(world.concepts)[:1])
    zone = drawn.choice(_ZONES) if life.manner.timed and drawn.randrange(100) < 50 else None
    return life.written(label, show_day(person.born), zone)


def _begun(world: World, random: Random, label: str) -> tuple[Life, _Person]:
    start = _first_day(world.core) + random.randrange(720)
    person = _person(world, random, start)
    patient = Patient(label, Calendar().on_day(person.born), None, person.sex)
    life = Life(world, random, _manner(world, random), patient, start)
    _laboratory(life)
    return life, person


def _first_day(core: Guideline) -> Day:
    return core.effective_from.toordinal() if core.effective_from is not None else _FIRST_DAY


def _manner(world: World, random: Random) -> Manner:
    """How the records of one patient come about."""
    timed = random.randrange(100) < (100 if world.hourly else 80 if world.by_clock else 12)
    skips = random.choice((0, 2, 4, 6, 8, 12, 30))
    return Manner(
        timed=timed,
        skips=skips,
        complies=random.choice((55, 85, 90, 95, 98)),
        asks=random.choice((35, 75, 85, 95)),
        omits=random.choice((0, 1, 2, 6)),
        slips=random.choice((0, 0, 0, 1, 3)),
        blanks=random.choice((0, 0, 1, 2)),
        late=random.choice((0, 3, 6, 15)),
        ranges=random.randrange(100) < 20,
    )


def _person(world: World, random: Random, start: Day) -> _Person:
    """Age and sex: an adult's, unless rules of eligibility that ask of nothing else want another."""
    rules = [rule for rule in world.core.eligibility if not reads_of((rule.when,), world.reads).concepts]
    ages = [node.duration for rule in rules for node in walk(rule.when) if isinstance(node, e.Elapsed)]
    bounds = [age.amount for age in ages if not isinstance(age, e.ParameterDuration) and age.unit is TimeUnit.YEAR]
    for _ in range(12):
        years = random.randrange(20, 78)
        for bound in bounds:
            years = random.choice((years, bound + random.randrange(25), random.randrange(max(1, bound))))
        sex = random.choice((Sex.FEMALE, Sex.MALE)) if random.randrange(100) < 96 else None
        person = _Person(start - years * 365 - random.randrange(365), sex)
        if not rules:
            break
        calendar = Calendar()
        life = Life(world, random, Manner(), Patient("", calendar.on_day(person.born), None, sex), start)
        life.look()
        if all((life.truth(rule.when) is TRUE) is (rule.kind.value == "eligible") for rule in rules):
            break
    return person


def _laboratory(life: Life) -> None:
    """Which units and reference ranges the patient's laboratory reports."""
    random = life.random
    for name, measure in life.world.measures.items():
        concept = measure.concept
        if random.randrange(100) < 6:
            for unit in _OTHER_UNITS.get(concept.unit or "", ()):
                read = linear(concept.unit or "1", unit, concept.molar_mass)
                if read is not None and measure.low > 0:
                    life.units[name] = (unit, read.factor, _places(measure.low * read.factor))
                    break
        if name in life.world.limited and (life.manner.ranges or not concept.normal) and random.randrange(100) < 90:
            life.limits[name] = _range(measure, Fraction(random.randrange(90, 111), 100))


def _range(measure: Measure, factor: Fraction) -> str:
    """A laboratory's own range: the declared one a little wider or narrower, else one about the healthy values."""
    normal = measure.concept.normal[0] if measure.concept.normal else None
    low = None if normal is None or normal.low is None else normal.low * (2 - factor)
    high = measure.high * Fraction(21, 20) if normal is None or normal.high is None else normal.high * factor
    unit = measure.concept.unit or "1"
    shown = decimals(measure.rounded(high), measure.places)
    if low is None or low >= high:
        return f"up to {with_unit(shown, unit)}"
    return f"{decimals(measure.rounded(low), measure.places)} to {with_unit(shown, unit)}"


def _places(low: Fraction) -> int:
    """The decimals with which a laboratory reports results that begin at a number."""
    places = 0
    while places < 3 and low * 10**places < 15:
        places += 1
    return places


def _horizon(core: Guideline, plot: Plot, random: Random) -> int:
    """For how many days after the beginning a patient is seen."""
    return random.choice((45, 90, 120, 180, 365)) if plot.turn is Turn.NONE else random.choice((60, 90, 150, 240))
