"""What results and doses usually are, by published code, for all guidelines alike: values of healthy adults by LOINC,
a usual daily dose by ATC.

They make synthetic records look like records, and decide nothing: a guideline's own normal ranges and doses come first,
and a concept without a code gets values from what its guideline says of it.
"""

from __future__ import annotations

from fractions import Fraction

from careway.base.record import record
from careway.model.conversion import linear
from careway.model.vocabulary import CodeSystem, Concept


@record
class Usual:
    """The range in which a healthy adult's results mostly lie, and the decimal places of a result."""

    low: Fraction
    high: Fraction
    unit: str
    places: int


def _row(low: str, high: str, unit: str, places: int = 0) -> Usual:
    return Usual(Fraction(low), Fraction(high), unit, places)


RESULTS: dict[str, Usual] = {
    "1742-6": _row("14", "36", "U/L"),  # alanine aminotransferase
    "1920-8": _row("14", "34", "U/L"),  # aspartate aminotransferase
    "6768-6": _row("50", "110", "U/L"),  # alkaline phosphatase
    "2324-2": _row("12", "45", "U/L"),  # gamma-glutamyl transferase
    "1975-2": _row("0.4", "1.0", "mg/dL", 1),  # bilirubin, total
    "14631-6": _row("7", "17", "umol/L"),
    "1751-7": _row("3.8", "4.8", "g/dL", 1),  # albumin
    "2160-0": _row("0.7", "1.1", "mg/dL", 2),  # creatinine
    "14682-9": _row("60", "95", "umol/L"),
    "62238-1": _row("75", "110", "mL/min/{1.73_m2}"),  # eGFR
    "33914-3": _row("75", "110", "mL/min/{1.73_m2}"),
    "3094-0": _row("9", "18", "mg/dL"),  # urea nitrogen
    "3091-6": _row("18", "40", "mg/dL"),  # urea
    "2823-3": _row("3.8", "4.7", "mmol/L", 1),  # potassium
    "2951-2": _row("137", "143", "mmol/L"),  # sodium
    "17861-6": _row("9.0", "10.1", "mg/dL", 1),  # calcium
    "2000-8": _row("2.25", "2.50", "mmol/L", 2),
    "19123-9": _row("1.8", "2.3", "mg/dL", 1),  # magnesium
    "2777-1": _row("2.8", "4.2", "mg/dL", 1),  # phosphate
    "2345-7": _row("80", "105", "mg/dL"),  # glucose
    "4548-4": _row("4.9", "5.6", "%", 1),  # haemoglobin A1c
    "3084-1": _row("3.5", "6.5", "mg/dL", 1),  # urate
    "718-7": _row("12.5", "15.5", "g/dL", 1),  # haemoglobin
    "4544-3": _row("38", "46", "%"),  # haematocrit
    "787-2": _row("83", "95", "fL"),  # mean corpuscular volume
    "6690-2": _row("4.8", "9.0", "10*3/uL", 1),  # white cells
    "26464-8": _row("4.8", "9.0", "10*3/uL", 1),
    "777-3": _row("180", "330", "10*3/uL"),  # platelets
    "26515-7": _row("180", "330", "10*3/uL"),
    "751-8": _row("2.7", "5.4", "10*3/uL", 1),  # neutrophils
    "26499-4": _row("2.7", "5.4", "10*3/uL", 1),
    "731-0": _row("1.3", "2.8", "10*3/uL", 1),  # lymphocytes
    "26474-7": _row("1.3", "2.8", "10*3/uL", 1),
    "711-2": _row("0.1", "0.3", "10*3/uL", 1),  # eosinophils
    "2276-4": _row("40", "180", "ng/mL"),  # ferritin
    "1988-5": _row("1", "4", "mg/L"),  # C-reactive protein
    "30341-2": _row("4", "15", "mm/h"),  # erythrocyte sedimentation rate
    "6301-6": _row("0.9", "1.1", "1", 1),  # INR
    "34714-6": _row("0.9", "1.1", "1", 1),
    "3173-2": _row("26", "34", "s"),  # activated partial thromboplastin time
    "3255-7": _row("2.2", "3.6", "g/L", 1),  # fibrinogen
    "3016-3": _row("0.8", "3.2", "m[IU]/L", 1),  # thyrotropin
    "3024-7": _row("1.0", "1.5", "ng/dL", 1),  # free thyroxine
    "2157-6": _row("60", "160", "U/L"),  # creatine kinase
    "2532-0": _row("140", "210", "U/L"),  # lactate dehydrogenase
    "3040-3": _row("15", "45", "U/L"),  # lipase
    "1798-8": _row("35", "85", "U/L"),  # amylase
    "2093-3": _row("150", "210", "mg/dL"),  # cholesterol
    "2571-8": _row("70", "150", "mg/dL"),  # triglycerides
    "14334-7": _row("0.6", "0.8", "mmol/L", 2),  # lithium
    "2524-7": _row("0.7", "1.6", "mmol/L", 1),  # lactate
    "33762-6": _row("40", "110", "pg/mL"),  # NT-proBNP
    "9318-7": _row("5", "20", "mg/g"),  # albumin to creatinine in urine
    "2889-4": _row("60", "120", "mg/(24.h)"),  # protein in urine
    "8310-5": _row("36.3", "37.1", "Cel", 1),  # body temperature
    "8867-4": _row("62", "84", "/min"),  # heart rate
    "9279-1": _row("13", "17", "/min"),  # respiratory rate
    "8480-6": _row("112", "132", "mm[Hg]"),  # systolic blood pressure
    "8462-4": _row("68", "82", "mm[Hg]"),  # diastolic blood pressure
    "2708-6": _row("96", "99", "%"),  # oxygen saturation
    "59408-5": _row("96", "99", "%"),
    "29463-7": _row("58", "92", "kg", 1),  # body weight
    "39156-5": _row("21", "28", "kg/m2", 1),  # body mass index
    "8634-8": _row("400", "430", "ms"),  # QT
    "8636-3": _row("400", "430", "ms"),  # QTc
}

DAILY_DOSES: dict[str, str] = {
    "A02BC01": "20", "A02BC02": "40", "A07EC02": "1500", "A10BA02": "2000",
    "B01AA03": "7.5", "B01AC06": "100", "B01AF01": "20", "B01AF02": "10",
    "C01AA05": "0.25", "C01BD01": "200", "C03AA03": "25", "C03CA01": "40", "C03DA01": "75", "C07AB02": "150",
    "C07AB07": "10", "C08CA01": "5", "C09AA02": "10", "C09AA05": "2.5", "C09CA01": "50", "C10AA01": "30",
    "C10AA05": "20", "C10AA07": "10",
    "H02AB06": "10", "H02AB04": "7.5", "H03AA01": "0.15", "H03BB02": "10", "H03BB01": "15",
    "J01XE01": "200", "J01EE01": "1920", "J02AC01": "200", "J04AB02": "600", "J04AC01": "300", "J04AK01": "1500",
    "J04AK02": "1200", "J05AF05": "300", "J05AF07": "245",
    "L01XE01": "600", "L02BA01": "20", "L04AA06": "2000", "L04AA13": "20", "L04AD01": "250", "L04AD02": "5",
    "L04AX01": "150", "L04AX03": "2.5", "L04AA29": "10", "L04AX02": "100",
    "M01AE01": "1200", "M01AB05": "100", "M04AA01": "300", "M04AC01": "1",
    "N02BE01": "3000", "N03AB02": "300", "N03AF01": "1000", "N03AG01": "1500", "N03AX09": "200", "N03AX14": "1500",
    "N04BA02": "600", "N05AD01": "8", "N05AH02": "300", "N05AH03": "10", "N05AH04": "400", "N05AX08": "5",
    "N05AX12": "15", "N05AN01": "900", "N06AA09": "75", "N06AB03": "20", "N06AB04": "20", "N06AB06": "50",
    "N06AB10": "10", "N06AX16": "100", "P01BA02": "400",
}  # fmt: skip
"""A usual daily dose of an adult in milligrams."""


def usual_result(concept: Concept) -> Usual | None:
    """The usual results of a concept in its own unit, where it has a code that is known here."""
    for code in concept.codes:
        found = RESULTS.get(code.code) if code.system is CodeSystem.LOINC else None
        read = None if found is None else linear(found.unit, concept.unit or "1", concept.molar_mass)
        if found is None or read is None:
            continue
        low, high = found.low * read.factor + read.shift, found.high * read.factor + read.shift
        places = found.places
        while places > 0 and high >= 1000:
            places = 0
        while places < 3 and (high - low) * 10**places < 3:
            places += 1
        return Usual(low, high, concept.unit or "1", places)
    return None


def usual_dose(concept: Concept) -> Fraction | None:
    """A usual daily dose of a drug in its own unit, where it has a code that is known here."""
    for code in concept.codes:
        dose = DAILY_DOSES.get(code.code) if code.system is CodeSystem.ATC else None
        read = None if dose is None or concept.unit is None else linear("mg/d", concept.unit)
        if dose is not None and read is not None:
            return Fraction(dose) * read.factor
    return None
