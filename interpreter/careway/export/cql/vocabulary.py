"""The vocabulary of a guideline in CQL: codes, the records of each concept, limits of normal, and parameters."""

from __future__ import annotations

from fractions import Fraction

from careway.export.cql.asking import AT, asked, function, limit_of, records_of
from careway.export.cql.expressions import Phrases
from careway.export.cql.spelling import call, comment, decimal, duration, listed, name, text
from careway.export.cql.unit_rows import UnitRow, dose_units, result_units
from careway.export.names import POPULATION, SYSTEM_URLS, own_system
from careway.ir import expressions as e
from careway.ir.nodes import Guideline, Parameter
from careway.model.quantity import Quantity
from careway.model.terms import Edge, Pick
from careway.model.time import Duration
from careway.model.vocabulary import CodeSystem, Concept, Kind, Sex

_ALSO = {
    CodeSystem.LOINC: ("urn:oid:2.16.840.1.113883.6.1",),
    CodeSystem.SNOMED: ("urn:oid:2.16.840.1.113883.6.96",),
    CodeSystem.RXNORM: ("urn:oid:2.16.840.1.113883.6.88",),
    CodeSystem.ICD10: ("http://hl7.org/fhir/sid/icd-10-cm", "http://fhir.de/CodeSystem/bfarm/icd-10-gm"),
}
"""Further addresses by which records name a code system."""


_DRUG_RESOURCES = ("MedicationStatement", "MedicationRequest", "MedicationAdministration")


def coded(core: Guideline) -> list[str]:
    """The patient's resources with their codes, read once. Codes are compared as they stand, so that neither a
    terminology service nor FHIRHelpers is needed."""
    every = ", ".join(name(f"Codes of {concept.name}") for concept in core.vocabulary.concepts)
    found = [f"define {name('All Codes')}:\n  flatten {{ {every} }}"]
    mine = f"where {call('Is Of', 'X.subject', 'Patient.id.value')}"
    for kind in _DRUG_RESOURCES:
        own = call("Codes Of", "(X.medication as FHIR.CodeableConcept)")
        named = call("Codes Of", call("Medication Of", "(X.medication as FHIR.Reference)", "[Medication]"))
        codes = f"if X.medication is FHIR.Reference then {named} else {own}"
        found.append(f"define {name(f'Coded {kind}')}:\n  ([{kind}]) X\n    {mine}\n{_row(codes, '')}")
    found.append(f"define {name('Coded Condition')}:\n  ([Condition]) X\n    {mine}\n{_row(_OWN, '')}")
    values = f", values: {call('Codes Of', '(X.value as FHIR.CodeableConcept)')}"
    found.append(f"define {name('Coded Observation')}:\n  ([Observation]) X\n    {mine}\n{_row(_OWN, values)}")
    return found


_OWN = call("Codes Of", "X.code")


def _row(codes: str, more: str) -> str:
    return f"    return all Tuple {{ resource: X, codes: {codes}{more} }}"


def codes_of(core: Guideline, concept: Concept) -> str:
    """The codes of a concept: the published ones, and its name in the guideline's own code system."""
    keys = [
        f"{url}|{code.code}"
        for code in concept.codes
        for url in (SYSTEM_URLS[code.system], *_ALSO.get(code.system, ()))
    ]
    keys.append(f"{own_system(core)}|{concept.name}")
    return f"define {name(f'Codes of {concept.name}')}:\n  {listed(map(text, keys))}"


def _named(concept: Concept) -> str:
    """The observations of something that the guideline does not know, whose value is the concept."""
    codes = name(f"Codes of {concept.name}")
    known = f"not exists (X.codes C where C in {name('All Codes')} return all C)"
    value = f"exists (X.values C where C in {codes} return all C)"
    return f"({name('Coded Observation')} X where {known} and {value} return all X.resource)"


def _retrieved(kind: str, concept: Concept) -> str:
    """The resources of a kind that are of a concept."""
    codes = name(f"Codes of {concept.name}")
    return f"({name(f'Coded {kind}')} X where exists (X.codes C where C in {codes} return all C) return all X.resource)"


def parameters(core: Guideline) -> list[str]:
    """The parameters of the guideline; each may be given a value, or its value follows from the population."""
    lines = []
    for parameter in core.parameters:
        kind = "Decimal" if isinstance(parameter.value, Quantity) else "Quantity"
        lines.append(f"{_described(parameter)}\nparameter {name(parameter.name)} System.{kind} default null")
    if core.sets:
        told = "; ".join(f"{one.name}: {one.title}" for one in core.sets)
        said = f"The population whose values of the parameters hold ({told}); without it, the general one."
        lines.insert(0, comment(said))
        lines.insert(1, f"parameter {name(POPULATION)} System.String default null")
    return lines


def _described(parameter: Parameter) -> str:
    unit = (
        f" in {parameter.value.unit}" if isinstance(parameter.value, Quantity) and parameter.value.unit != "1" else ""
    )
    return comment(f"{parameter.title}{unit}; {parameter.value} unless given")


def parameter_values(core: Guideline) -> list[str]:
    """The value of each parameter in force."""
    found = []
    for parameter in core.parameters:
        value = parameter_value(parameter.value)
        settings = [
            f"when {name(POPULATION)} = {text(one.name)} then {parameter_value(setting.value)}"
            for one in core.sets
            for setting in one.settings
            if setting.parameter == parameter.name
        ]
        if settings:
            value = f"case {' '.join(settings)} else {value} end"
        found.append(f"define {name(f'Value of {parameter.name}')}:\n  Coalesce({name(parameter.name)}, {value})")
    return found


def parameter_value(value: Quantity | Duration) -> str:
    """The value of a parameter in CQL."""
    return duration(value) if isinstance(value, Duration) else decimal(value.value)


def patient() -> list[str]:
    """What is asked of the person."""
    return [
        f"define {name('Sex')}:\n  case when Patient.gender.value in {{ 'female', 'male', 'other' }} "
        "then Patient.gender.value else null end",
        f"define {name('Birth')}:\n  if Patient.birthDate.value is null then {call('Unclear')}\n"
        f"  else {call('At', call('First Of', _BORN), call('Last Of', _BORN))}",
        f"define {name('Death')}:\n  if {_DIED} is null then {call('Unclear')}\n"
        f"  else {call('At', call('First Of', _DIED), call('Last Of', _DIED))}",
    ]


_BORN = "ToDateTime(Patient.birthDate.value)"
_DIED = "(Patient.deceased as FHIR.dateTime).value"


def records(phrases: Phrases) -> list[str]:
    """The records of each concept, and what is asked of them again and again."""
    found: list[str] = []
    for concept in phrases.core.vocabulary.concepts:
        found += [codes_of(phrases.core, concept), *_records(concept, phrases)]
    return found


def _records(concept: Concept, phrases: Phrases) -> list[str]:
    observations = _retrieved("Observation", concept)
    title = comment(concept.title + ("" if concept.unit in (None, "1") else f", in {concept.unit}"))
    definition = f"{title}\ndefine {records_of(concept.name)}:\n  "
    match concept.kind:
        case Kind.LAB | Kind.VITAL:
            floor = concept.kind is Kind.LAB and not (concept.plausible and concept.plausible[0] < 0)
            low, high = (None, None) if concept.plausible is None else concept.plausible
            bounds = ("0.0" if floor else "null", _or_null(low), _or_null(high))
            units = _units(concept, result_units(concept))
            return [
                units,
                definition + _in_life("Results", observations, name(f"Units of {concept.name}"), *bounds),
                *(_limit(concept, edge) for edge in Edge),
                function(f"last {concept.name}", phrases.current_value(_last(concept))),
            ]
        case Kind.SYMPTOM | Kind.CONDITION:
            return [definition + _in_life("Findings", observations, _named(concept), _retrieved("Condition", concept))]
        case Kind.TEST | Kind.QUESTION:
            return [definition + _in_life("Answers", observations, listed(map(text, concept.values)))]
        case Kind.DRUG:
            retrieved = [_retrieved(kind, concept) for kind in _DRUG_RESOURCES]
            drug = concept.name
            return [
                _units(concept, dose_units(concept)),
                definition + _in_life("Doses", *retrieved, name(f"Units of {drug}")),
                function(f"course of {drug}", call("Course", records_of(drug), AT)),
                function(f"spells of {drug}", call("Spells", asked(f"course of {drug}"), AT)),
                function(f"taking {drug}", phrases.taking(concept)),
                function(f"paused {drug}", call("Is Paused", asked(f"taking {drug}"), asked(f"spells of {drug}"))),
            ]


def _in_life(function: str, *arguments: str) -> str:
    return call("In Life", call(function, *arguments), name("Birth"), name("Death"))


def _last(concept: Concept) -> e.Selection:
    return e.Selection(Pick.LAST, e.Series(concept.name), True)


def _or_null(value: Fraction | None) -> str:
    return "null" if value is None else decimal(value)


def _units(concept: Concept, rows: tuple[UnitRow, ...]) -> str:
    alike: dict[tuple[Fraction, Fraction], list[str]] = {}
    for row in rows:
        alike.setdefault((row.factor, row.shift), []).append(text(row.unit))
    spelled = []
    for (factor, shift), units in alike.items():
        parts = (decimal(Fraction(factor.numerator)), decimal(Fraction(factor.denominator)))
        spelled.append(call("Units", listed(units), *parts, decimal(shift)))
    lines = ",\n    ".join(spelled)
    return f"define {name(f'Units of {concept.name}')}:\n  {{ {lines} }}"


def _limit(concept: Concept, edge: Edge) -> str:
    """A limit of normal, for the patient's sex where it is declared so."""
    general: Fraction | None = None
    cases: list[str] = []
    for normal in concept.normal:
        bound = normal.high if edge is Edge.ULN else normal.low
        if bound is None:
            continue
        if normal.sex is None:
            general = bound
        elif isinstance(normal.sex, Sex) and not any(normal.sex.value in one for one in cases):
            cases.append(f"when {name('Sex')} = {text(normal.sex.value)} then {decimal(bound)}")
    value = "null as System.Decimal" if general is None else decimal(general)
    if cases:
        value = f"case {' '.join(cases)} else {value} end"
    return f"define {limit_of(edge, concept.name)}:\n  {value}"
