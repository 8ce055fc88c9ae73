"""What the resources say of a guideline: layers, conditions, doses, schedules, sources, and what they leave out."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from careway.export import names
from careway.export.fhir.artifacts import artifacts, definitions, pathway_url, recommendations_url
from careway.export.fhir.limits import limits
from careway.export.fhir.metadata import STANDING
from careway.export.fhir.package import bundle_text
from careway.export.fhir.release import Release
from careway.export.report import Extent
from careway.ir.headings import headings
from careway.ir.nodes import Monitor
from export.fhir_rules import actions, walk
from export.fhir_samples import CQL, ELM, NAMES, core, exported, resource

RELEASES = tuple(Release)


def asked(action: Any) -> list[str]:
    """The definitions that an action's conditions name."""
    return [one["expression"]["expression"] for one in action.get("condition", ())]


def by_id(plan: Any) -> dict[str, Any]:
    """The actions of a plan by their ids."""
    return {one["id"]: one for one in actions(plan)}


def reached(name: str, release: Release, url: str) -> set[str]:
    """The ids of all actions that a plan leads to, except those that only lead on."""
    plans = {one["url"]: one for one in exported(name, release) if one["resourceType"] == "PlanDefinition"}
    found, stack = set(), [plans[url]]
    while stack:
        for action in actions(stack.pop()):
            inner = plans.get(action.get("definitionCanonical", ""))
            if inner is not None:
                stack.append(inner)
            elif not action["id"].startswith("pathway."):
                found.add(action["id"])
    return found


# --- layers and conditions -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", NAMES)
def test_pathway_and_flat_plan_lead_to_the_same_actions(name: str, release: Release) -> None:
    one = core(name)
    flat = reached(name, release, recommendations_url(one))
    assert reached(name, release, pathway_url(one)) == flat
    assert len(flat) >= len(headings(one)) - len(one.eligibility)


@pytest.mark.parametrize("name", NAMES)
def test_each_layer_has_its_type_and_its_profile(name: str) -> None:
    layers = {
        "pathwaydefinition": "clinical-protocol",
        "strategydefinition": "workflow-definition",
        "recommendationdefinition": "eca-rule",
    }
    seen = set()
    for one in exported(name, Release.R4):
        for profile, kind in layers.items():
            if any(url.endswith(f"cpg-{profile}") for url in one["meta"]["profile"]):
                assert one["type"]["coding"][0]["code"] == kind
                seen.add(profile)
                if profile != "recommendationdefinition":  # what these two profiles ask of an action
                    assert all({"title", "description", "code"} <= set(action) for action in one["action"])
                    assert not any({"input", "relatedAction", "type"} & set(action) for action in one["action"])
    assert seen == set(layers)


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", NAMES)
def test_stops_and_cautions_have_an_action_of_their_own_for_what_cannot_be_decided(name: str, release: Release) -> None:
    plan = by_id(resource(name, release, "PlanDefinition", "recommendations"))
    for kind, rules in (("stop", core(name).stops), ("caution", core(name).cautions)):
        for rule in rules:
            place = f"{kind}.{rule.heading.name.replace('_', '-')}"
            assert asked(plan[place]) == [names.holds(rule.heading.name)]
            undecided = plan[f"{place}.undecided"]
            assert asked(undecided) == [names.undecided(rule.heading.name)]
            assert "Obtain and record" in undecided["description"] or "Find out where" in undecided["description"]


def test_an_undecided_stop_names_the_data_and_where_they_are_looked_for() -> None:
    for release, wrapped in ((Release.R4, False), (Release.R5, True)):
        plan = by_id(resource("azathioprine", release, "PlanDefinition", "recommendations"))
        undecided = plan["stop.raised-bilirubin.undecided"]
        for concept in ("alanine aminotransferase (ALT)", "total bilirubin (bilirubin)"):
            assert concept in undecided["description"]
        needed = [one["requirement"] for one in undecided["input"]] if wrapped else undecided["input"]
        bilirubin = "urn:careway:azathioprine_reintroduction:ValueSet:bilirubin"
        assert {"type": "Observation", "codeFilter": [{"path": "code", "valueSet": bilirubin}]} in needed


@pytest.mark.parametrize("name", NAMES)
def test_advice_with_a_criterion_of_its_own_can_be_undecided_and_other_advice_cannot(name: str) -> None:
    plan = by_id(resource(name, Release.R4, "PlanDefinition", "recommendations"))
    one = core(name)
    places = [("step", step) for pathway in one.pathways for step in pathway.steps]
    seen = 0
    for kind, rule in [*places, *(("stop", stop) for stop in one.stops), *(("caution", c) for c in one.cautions)]:
        for number, advice in enumerate(rule.advice, 1):
            place = f"{kind}.{rule.heading.name.replace('_', '-')}.advice-{number}"
            assert asked(plan[place]) == [names.advice(rule.heading.name, number)]
            undecided = plan.get(f"{place}.undecided")
            assert (undecided is not None) is (advice.when is not None)
            if undecided is not None:
                assert asked(undecided) == [names.advice_undecided(rule.heading.name, number)]
            seen += 1
    assert seen


def test_eligibility_has_three_ways_and_a_word_on_each_criterion() -> None:
    plan = by_id(resource("azathioprine", Release.R4, "PlanDefinition", "recommendations"))
    assert [asked(plan[f"eligibility.{way}"]) for way in ("eligible", "not-eligible", "undecided")] == [
        ["Eligible"],
        ["Not Eligible"],
        ["Eligibility cannot be decided"],
    ]
    assert "not been stopped for two weeks" in plan["eligibility.not-eligible"]["textEquivalent"]
    assert len([one for one in plan if one.startswith("criterion.")]) == len(core("azathioprine").eligibility)


@pytest.mark.parametrize("name", NAMES)
def test_the_library_says_what_the_plans_ask_of_it(name: str) -> None:
    one = core(name)
    library = resource(name, Release.R4, "Library", names.library_name(one))
    told = {parameter["name"]: parameter for parameter in library["parameter"]}
    for plan in exported(name, Release.R4):
        if plan["resourceType"] == "PlanDefinition" and plan["id"].split(".")[1] != "schedule":
            for action in actions(plan):
                assert all(told[asks]["use"] == "out" and told[asks]["type"] == "boolean" for asks in asked(action))
    assert set(definitions(one)) == {name for name, parameter in told.items() if parameter["use"] == "out"}
    assert told[names.AS_OF]["type"] == "dateTime"
    assert {parameter.name for parameter in one.parameters} <= set(told)
    assert (names.POPULATION in told) is bool(one.sets)


# --- doses and activities --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("release", RELEASES)
def test_a_dose_is_a_number_a_day_where_it_is_the_same_for_everyone(release: Release) -> None:
    dose = resource("azathioprine", release, "ActivityDefinition", "step.initial.advice-2.dose")
    assert dose["kind"] == "MedicationRequest"
    (dosage,) = dose["dosage"]
    assert dosage["timing"] == {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}
    (given,) = dosage["doseAndRate"]
    assert given["doseQuantity"] == {"value": 50, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"}
    assert "50 mg/day" in dosage["text"]
    codes = {(one["system"], one["code"]) for one in dose["productCodeableConcept"]["coding"]}
    assert ("http://www.nlm.nih.gov/research/umls/rxnorm", "1256") in codes
    assert ("http://www.whocc.no/atc", "L04AX01") in codes


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("step.initial.advice-1.dose", "below previous dose"),  # depends on the patient
        ("step.initial.advice-3.dose", "1/3 × initial dose"),  # no end as a decimal
        ("step.escalation.advice-2.dose", "over 2 weeks to 3 weeks"),
    ],
)
def test_a_dose_that_is_no_number_is_words_and_listed(place: str, words: str) -> None:
    dose = resource("azathioprine", Release.R4, "ActivityDefinition", place)
    assert list(dose["dosage"][0]) == ["text"]
    assert words in dose["dosage"][0]["text"]
    listed = [one for one in limits(core("azathioprine"), Release.R4) if dose["dosage"][0]["text"] in one.text]
    assert len(listed) >= 1 and listed[0].extent is Extent.IN_PART


def test_a_dose_range_has_both_bounds_and_an_open_one_has_one() -> None:
    both = resource("courses", Release.R4, "ActivityDefinition", "step.on.advice-1.dose")["dosage"][0]
    given = both["doseAndRate"][0]["doseRange"]
    assert (given["low"]["value"], given["high"]["value"]) == (100, 200)
    least = resource("pathways", Release.R4, "ActivityDefinition", "step.titrate.advice-1.dose")["dosage"][0]
    assert least["doseAndRate"][0]["doseRange"] == {
        "low": {"value": 300, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg"}
    }


@pytest.mark.parametrize("name", NAMES)
def test_only_what_gives_a_drug_asks_for_a_medication(name: str) -> None:
    for one in exported(name, Release.R4):
        if one["resourceType"] == "ActivityDefinition" and one["kind"] == "MedicationRequest":
            assert "dosage" in one or one["title"].startswith("Start ")


# --- schedules -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("release", RELEASES)
def test_phases_are_timings_one_after_another(release: Release) -> None:
    plan = resource("azathioprine", release, "PlanDefinition", "schedule.liver-monitoring")
    (top,) = plan["action"]
    repeats = [phase["timingTiming"]["repeat"] for phase in top["action"]]
    month = {"unit": "month", "system": "http://unitsofmeasure.org", "code": "mo"}
    assert repeats == [
        {
            "boundsDuration": {"value": 1, **month},
            "frequency": 1,
            "period": 1,
            "periodUnit": "wk",
        },
        {
            "boundsDuration": {"value": 2, **month, "unit": "months"},
            "frequency": 2,
            "period": 1,
            "periodUnit": "mo",
        },
        {"frequency": 1, "period": 1, "periodUnit": "mo"},
    ]
    target = "actionId" if release is Release.R4 else "targetId"
    assert [phase.get("relatedAction") for phase in top["action"]] == [
        None,
        [{target: "schedule.liver-monitoring.phase-1", "relationship": "after-end"}],
        [{target: "schedule.liver-monitoring.phase-2", "relationship": "after-end"}],
    ]
    assert "3 days before and 3 days after" in plan["description"]


def test_a_phase_that_ends_when_something_is_so_has_no_bounds_and_stops_by_its_definition() -> None:
    plan = resource("clozapine", Release.R4, "PlanDefinition", "schedule.severe-interval")
    first, second = plan["action"][0]["action"]
    assert "boundsDuration" not in first["timingTiming"]["repeat"]
    assert (
        "condition" not in first
    )  # `until ANC >= hold_limit` has no definition of its own: it is in words, and listed
    assert any("until ANC >= hold limit" in one.text for one in limits(core("clozapine"), Release.R4))
    assert [(one["kind"], asked(second)) for one in second["condition"]] == [
        ("stop", [names.defined("fully_recovered")])
    ]


def test_no_plan_to_apply_leads_to_a_schedule() -> None:
    # There are engines that take a condition of kind `stop` for one of applicability.
    for name in NAMES:
        for url in (pathway_url(core(name)), recommendations_url(core(name))):
            assert not any(one.startswith("schedule.") for one in reached(name, Release.R4, url))


# --- sources, readings, terms ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", NAMES)
def test_every_source_and_every_reading_is_told(name: str, release: Release) -> None:
    one = core(name)
    text = json.dumps(exported(name, release), ensure_ascii=False)
    pathway = resource(name, release, "PlanDefinition", "pathway")
    cited = {item["label"]: item for item in pathway["relatedArtifact"] if item["type"] == "citation"}
    for source in one.sources:
        assert source.title in cited[source.key]["citation"]
        if source.indirect:
            assert f"Indirect evidence: {source.indirect}" in cited[source.key]["citation"]
            assert source.indirect in cited[source.key]["display"]
        if source.url:
            told = cited[source.key]
            assert source.url == (told["url"] if release is Release.R4 else told["document"]["url"])
    eligibility = {rule.heading.name for rule in one.eligibility}
    for heading in headings(one):
        for reading in heading.assuming:
            assert json.dumps(f"Assumed in formalising: {reading}", ensure_ascii=False) in text, heading.name
        if heading.name not in eligibility:
            assert heading.title in text
    for statement in one.background:
        assert statement.text in pathway["description"]


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", NAMES)
def test_every_resource_says_whose_text_it_is_and_on_what_terms(name: str, release: Release) -> None:
    one = core(name)
    for made in exported(name, release):
        terms = made.get("usage") or made["purpose"]
        assert STANDING in terms
        if made["id"] == names.RECORDS_LIBRARY:
            continue
        assert one.disclaimer in terms
        assert made["identifier"] == [{"use": "official", "system": "urn:careway:sha256", "value": one.sha256}]
        assert made["version"] == one.version
        assert made["status"] == one.status.value
        assert made.get("date") == (one.date.isoformat() if one.date else None)


def test_grades_are_told_where_there_are_any() -> None:
    plan = resource("sample", Release.R4, "PlanDefinition", "recommendations")
    graded = [one for one in actions(plan) if "extension" in one]
    assert graded
    told = {one["url"].rpartition("/")[2]: one["valueCodeableConcept"] for one in graded[0]["extension"]}
    assert told["cqf-strengthOfRecommendation"]["coding"][0]["code"] == "strong"
    assert told["cqf-qualityOfEvidence"]["coding"][0]["code"] == "low"
    assert not any(
        "extension" in one for one in actions(resource("clozapine", Release.R4, "PlanDefinition", "pathway"))
    )


# --- libraries and codes ---------------------------------------------------------------------------------------------


def test_the_library_carries_the_texts_that_it_is_given() -> None:
    library = resource("azathioprine", Release.R4, "Library", "AzathioprineReintroduction")
    content = {one["contentType"]: base64.b64decode(one["data"]) for one in library["content"]}
    assert content["text/cql"].decode() == CQL
    elm = content["application/elm+json"]
    assert elm.isascii()  # there are engines that read an attachment byte by byte
    assert json.loads(elm) == json.loads(ELM)
    levels = [one["valueCode"] for one in library["extension"]]
    assert levels == ["shareable", "computable", "publishable", "executable", "executable"]
    bare = next(one for one in artifacts(core("azathioprine"), Release.R4) if one["resourceType"] == "Library")
    assert "content" not in bare
    told = bare["extension"]
    assert isinstance(told, list)
    assert told[-1]["valueCode"] == "structured"


@pytest.mark.parametrize("name", NAMES)
def test_every_concept_is_found_under_all_its_codes_and_its_own(name: str) -> None:
    one = core(name)
    sets = {made["url"]: made for made in exported(name, Release.R4) if made["resourceType"] == "ValueSet"}
    needed = resource(name, Release.R4, "Library", names.library_name(one))["dataRequirement"]
    asked_for = {filter_["valueSet"] for need in needed for filter_ in need.get("codeFilter", ())}
    assert asked_for == set(sets)
    for concept in one.vocabulary.concepts:
        include = sets[names.value_set_url(one, concept)]["compose"]["include"]
        listed = {(part["system"], code["code"]) for part in include for code in part["concept"]}
        published = {(names.SYSTEM_URLS[code.system], code.code) for code in concept.codes}
        assert listed == published | {(names.own_system(one), concept.name)}
    (own,) = [made for made in exported(name, Release.R4) if made["resourceType"] == "CodeSystem"]
    assert own["url"] == names.own_system(one)
    known = {code["code"] for code in own["concept"]}
    assert known == {c.name for c in one.vocabulary.concepts} | {g.name for g in one.vocabulary.groups}


# --- what is left out ------------------------------------------------------------------------------------------------


def _monitors(name: str) -> list[Monitor]:
    one = core(name)
    return [*one.monitors, *(m for p in one.pathways for s in p.steps for m in s.monitors)]


@pytest.mark.parametrize("name", NAMES)
def test_every_part_of_a_schedule_that_a_timing_leaves_out_is_listed(name: str) -> None:
    told: dict[str, str] = {}
    for one in limits(core(name), Release.R4):
        told[one.rule] = told.get(one.rule, "") + one.text
    for monitor in _monitors(name):
        text = told[monitor.heading.name]
        assert ("counts up to" in text) is (monitor.before.amount + monitor.after.amount > 0)
        assert ("on return" in text) is bool(monitor.only_in)
        assert text.count("was paused for") == len(monitor.interruptions)
        assert ("from the result before it" in text) is monitor.from_last_result
        assert ("it is late" in text) is (monitor.late.amount > 0)


def test_a_clock_that_starts_anew_is_listed_with_its_line() -> None:
    found = [one for one in limits(core("courses"), Release.R4) if "clock" in one.text]
    (transition,) = [
        way for p in core("courses").pathways for s in p.steps for way in s.transitions if way.without is not None
    ]
    assert [(one.rule, one.line, one.target) for one in found] == [("on", transition.line, "fhir-r4")]


def test_r5_says_that_its_library_reads_r4() -> None:
    r4, r5 = (limits(core("clozapine"), release) for release in RELEASES)
    assert len(r5) == len(r4) + 1
    assert {one.target for one in r5} == {"fhir-r5"}
    assert any("4.0.1" in one.text for one in r5) and not any("4.0.1" in one.text for one in r4)


@pytest.mark.parametrize("name", NAMES)
def test_every_limit_names_something_of_the_guideline(name: str) -> None:
    one = core(name)
    uncoded = {concept.name for concept in one.vocabulary.concepts if not concept.codes}
    known = {heading.name for heading in headings(one)} | {one.id} | {given.name for given in one.sets}
    known |= {claim.heading.name for claim in one.invariants}
    found = limits(one, Release.R4)
    assert {limit.rule for limit in found} - uncoded <= known
    assert {limit.rule for limit in found if "no code of a published system" in limit.text} == uncoded
    assert [limit.line for limit in found] == sorted(limit.line for limit in found)


# --- the same bytes, exact numbers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("release", RELEASES)
def test_the_same_guideline_gives_the_same_bytes(release: Release) -> None:
    first, second = (bundle_text(artifacts(core("courses"), release)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", NAMES)
def test_no_number_is_a_float_and_no_text_names_a_machine(name: str) -> None:
    for made in artifacts(core(name), Release.R4):
        assert not any(isinstance(value, float) for _, value in walk(made))


# --- profiles --------------------------------------------------------------------------------------------------------

_ACTIVITIES = {
    "cpg-medicationrequestactivity": ("MedicationRequest", "order-medication", "cpg-medicationrequest"),
    "cpg-servicerequestactivity": ("ServiceRequest", "order-service", "cpg-servicerequest"),
    "cpg-communicationactivity": ("CommunicationRequest", "send-message", "cpg-communicationrequest"),
    "cpg-stopactivity": ("Task", "stop-activity", "cpg-stoptask"),
    "cpg-holdactivity": ("Task", "hold-activity", "cpg-holdtask"),
    "cpg-resumeactivity": ("Task", "resume-activity", "cpg-resumetask"),
}


@pytest.mark.parametrize("name", NAMES)
def test_what_the_profiles_ask_for_beyond_fhir_is_there(name: str) -> None:
    plans = {one["url"]: one for one in exported(name, Release.R4) if one["resourceType"] == "PlanDefinition"}
    leads_to = {
        "cpg-pathwaydefinition": "cpg-strategydefinition",
        "cpg-strategydefinition": "cpg-recommendationdefinition",
    }
    seen = set()
    for one in exported(name, Release.R4):
        profiles = {url.rpartition("/")[2] for url in one["meta"]["profile"]}
        seen |= profiles
        kind = one["resourceType"].lower()
        assert f"crmi-shareable{kind}" in profiles
        assert {"url", "version", "title", "description", "status"} <= set(one)
        assert ("date" in one) is (f"crmi-publishable{kind}" in profiles)
        if kind in ("valueset", "codesystem"):
            assert "experimental" in one
        for profile in profiles & set(_ACTIVITIES):
            asks, code, makes = _ACTIVITIES[profile]
            assert one["kind"] == asks
            assert code in [coding["code"] for coding in one["code"]["coding"]]
            assert (one["intent"], one["doNotPerform"]) == ("proposal", False)
            assert one["profile"] == f"http://hl7.org/fhir/uv/cpg/StructureDefinition/{makes}"
        if "cpg-computableplandefinition" in profiles or any(profile in leads_to for profile in profiles):
            assert one["type"] and one["action"] and len(one.get("library", ())) <= 1
        for outer in profiles & set(leads_to):
            for action in actions(one):
                if "definitionCanonical" in action:
                    inner = plans[action["definitionCanonical"]]["meta"]["profile"]
                    assert any(url.endswith(f"/{leads_to[outer]}") for url in inner)
        if "cpg-recommendationdefinition" in profiles:
            urls = [action["definitionCanonical"] for action in actions(one) if "definitionCanonical" in action]
            assert all(":ActivityDefinition:" in url for url in urls)
    assert seen >= {"cpg-pathwaydefinition", "cpg-recommendationdefinition", "cpg-servicerequestactivity"}
    assert not any("profile" in one["meta"] for one in exported(name, Release.R5))
