"""What is to be done, as ActivityDefinitions: drugs to give or stop, tests to order, data to record, messages.

Only what really asks for an order becomes one. Stop, hold and resume are Tasks about the order that exists (as CPG has
them); avoid, continue and consider are messages: an engine that looks neither at `doNotPerform` nor at the choice
between alternatives would otherwise propose the very drug that is to be avoided, or all alternatives at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from careway.base.record import record
from careway.export.fhir.doses import dose
from careway.export.fhir.elements import Element, Resource, coding, concept, element
from careway.export.fhir.metadata import About, Export, head, standing
from careway.export.fhir.terminology import codes, own_code
from careway.ir.nodes import (
    Action,
    AdviseConsider,
    AdviseDose,
    AdviseDrug,
    AdviseOrder,
    AdviseRefer,
    AdviseText,
)
from careway.ir.wording import called, plain, several
from careway.model.terms import DrugOrder
from careway.model.vocabulary import Concept, Kind

_ACTIVITY_TYPES = "http://hl7.org/fhir/uv/cpg/CodeSystem/cpg-activity-type-cs"
_CPG = "http://hl7.org/fhir/uv/cpg/StructureDefinition"

_DRUG_TASKS = {DrugOrder.STOP: "stop", DrugOrder.HOLD: "hold", DrugOrder.RESUME: "resume"}
_DRUG_MESSAGES = {DrugOrder.CONTINUE: "continue", DrugOrder.AVOID: "avoid"}
_ORDERED = (Kind.LAB, Kind.TEST)
"""What is ordered from somebody; all else is recorded by whoever sees the patient."""


@record
class Activity:
    """Something to do: the id of its ActivityDefinition, a title, and the resource."""

    resource_id: str
    title: str
    resource: Resource


def activities(export: Export, place: tuple[str, ...], action: Action) -> tuple[Activity, ...]:
    """What one piece of advice asks for. `place` is where the advice stands, for what is not shared between pieces."""
    match action:
        case AdviseDose():
            return (_dosed(export, place, action),)
        case AdviseDrug():
            return tuple(_drug_order(export, action.order, _concept(export, drug)) for drug in action.drugs)
        case AdviseOrder():
            return wanted(export, action.concepts)
        case AdviseConsider():
            drugs = several((called(_concept(export, drug)) for drug in action.drugs), "or")
            return (_message(export, (*place, "consider"), f"Consider {drugs}"),)
        case AdviseRefer():
            return (_referral(export, place, action.to),)
        case AdviseText():
            return (_message(export, (*place, "message"), action.text),)
        case _:
            assert_never(action)


def wanted(export: Export, targets: Iterable[str]) -> tuple[Activity, ...]:
    """What obtains each of these concepts, those of a panel or group one by one."""
    groups = {group.name: group.members for group in export.core.vocabulary.groups}
    every = [name for target in targets for name in groups.get(target, (target,))]
    return tuple(_wanted(export, _concept(export, name)) for name in dict.fromkeys(every))


def _concept(export: Export, name: str) -> Concept:
    return next(one for one in export.core.vocabulary.concepts if one.name == name)


# --- each kind -------------------------------------------------------------------------------------------------------


def _wanted(export: Export, one: Concept) -> Activity:
    part = export.identity.part(one.name)
    if one.kind in _ORDERED:
        code = codes(export, one)
        ordered = concept([*_codings(code), _activity("order-service")], one.title)
        about = _about(export, ("order", part), f"Order {called(one)}", "cpg-servicerequestactivity")
        return _made(export, about, "ServiceRequest", ordered, {}, "cpg-servicerequest")
    about = _about(export, ("record", part), f"Record {called(one)}", None)
    asked = concept([_activity("collect-information"), own_code(export, one.name, one.title)], about.title)
    return _made(export, about, "Task", asked, {}, None)


def _dosed(export: Export, place: tuple[str, ...], action: AdviseDose) -> Activity:
    drug = _concept(export, action.drug)
    said = dose(export.core, action)
    about = _about(export, (*place, "dose"), f"{_capital(called(drug))}: {said.text}", "cpg-medicationrequestactivity")
    dosage = said.dosage if said.dosage is not None else {"text": said.text}
    more: Element = {"productCodeableConcept": codes(export, drug), "dosage": [dosage]}
    return _made(
        export, about, "MedicationRequest", concept([_activity("order-medication")]), more, "cpg-medicationrequest"
    )


def _drug_order(export: Export, order: DrugOrder, drug: Concept) -> Activity:
    part = export.identity.part(drug.name)
    place, title = (order.value, part), f"{_capital(order.value)} {called(drug)}"
    if order in _DRUG_MESSAGES:
        return _message(export, place, title)
    product: Element = {"productCodeableConcept": codes(export, drug)}
    if order in _DRUG_TASKS:
        word = _DRUG_TASKS[order]
        about = _about(export, place, title, f"cpg-{word}activity")
        return _made(export, about, "Task", concept([_activity(f"{word}-activity")], title), product, f"cpg-{word}task")
    about = _about(export, place, title, "cpg-medicationrequestactivity")
    code = concept([_activity("order-medication")])
    return _made(export, about, "MedicationRequest", code, product, "cpg-medicationrequest")


def _referral(export: Export, place: tuple[str, ...], to: str) -> Activity:
    about = _about(export, (*place, "refer"), f"Refer to {plain(to)}", "cpg-servicerequestactivity")
    code = concept([_activity("order-service")], about.title)
    return _made(export, about, "ServiceRequest", code, {}, "cpg-servicerequest")


def _message(export: Export, place: tuple[str, ...], text: str) -> Activity:
    about = _about(export, place, text, "cpg-communicationactivity")
    code = concept([_activity("send-message")], text)
    return _made(export, about, "CommunicationRequest", code, {}, "cpg-communicationrequest")


def _about(export: Export, place: tuple[str, ...], title: str, profile: str | None) -> About:
    profiles = (f"{_CPG}/{profile}",) if profile is not None else ()
    return About("ActivityDefinition", export.identity.resource(*place), place, title, title, profiles)


def _made(export: Export, about: About, kind: str, code: Element, more: Element, profile: str | None) -> Activity:
    resource = (
        head(export, about)
        | standing(export, about)
        | element(
            kind=kind,
            profile=f"{_CPG}/{profile}" if profile is not None and export.release.profiled else None,
            code=code,
            intent="proposal",
            doNotPerform=False,
        )
        | more
    )
    return Activity(about.resource_id, about.title, resource)


def _activity(code: str) -> Element:
    return coding(_ACTIVITY_TYPES, code)


def _codings(code: Element) -> list[Element]:
    listed = code["coding"]
    assert isinstance(listed, list)
    return listed


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
