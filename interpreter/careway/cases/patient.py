"""The patient of a case as records that can be changed and written anew (`ingest.native_text`).

In: a case. Out: who the patient is and what is said of them, a record each; what an event says of all its records is
said of each. A group of which `absent` is said stays a group. None where a case says what cannot be written so (an
event with an id of its own for several records).
"""

from __future__ import annotations

from dataclasses import replace

from careway.base.source import Source
from careway.cases.nodes import Case
from careway.ingest.document import Fields, Items, Scalar, Tree
from careway.ingest.native import EVENT_KEYS
from careway.ingest.native_text import Overridden, Retracted, Said, Written
from careway.ingest.yaml_tree import yaml_tree


def patient_of(case: Case) -> Written | None:
    """The patient of a case. (The parameter set that the case names is the patient's.)"""
    tree, _ = yaml_tree(Source("case.yaml", case.document.text))
    if not isinstance(tree, Fields):
        return None
    top = {key.text: value for key, value in tree.pairs}
    events = top.get("events")
    written = Written(
        "example",
        (),
        born=_text(top.get("born")),
        sex=_text(top.get("sex")),
        zone=_text(top.get("zone")),
        population=case.population or _text(top.get("set")),
        died=_text(top.get("died")),
    )
    for event in events.items if isinstance(events, Items) else ():
        found = _event(event)
        if found is None:
            return None
        said, retracted, overridden = found
        written = replace(
            written,
            records=written.records + said,
            retractions=written.retractions + retracted,
            overrides=written.overrides + overridden,
        )
    return written


_Event = tuple[tuple[Said, ...], tuple[Retracted, ...], tuple[Overridden, ...]]


def _event(event: Tree) -> _Event | None:
    if not isinstance(event, Fields):
        return None
    own = {key.text: _text(value) for key, value in event.pairs if key.text in EVENT_KEYS}
    said = [(key.text, value) for key, value in event.pairs if key.text not in EVENT_KEYS]
    at = own.get("at")
    if at is None or (own.get("id") is not None and len(said) > 1):
        return None
    retracts, rule, reason = own.get("retracts"), own.get("override"), own.get("reason")
    retracted = () if retracts is None else (Retracted(at, retracts, own.get("known")),)
    overridden = () if rule is None or reason is None else (Overridden(at, rule, reason, own.get("known")),)
    return tuple(_said(at, concept, value, own) for concept, value in said), retracted, overridden


def _said(at: str, concept: str, value: Tree, shared: dict[str, str | None]) -> Said:
    inner = {key.text: _text(item) for key, item in value.pairs} if isinstance(value, Fields) else {}
    return Said(
        at,
        concept,
        (inner.get("value") if inner else _text(value)) or "no value",
        range=inner.get("range"),
        until=inner.get("until") or shared.get("until"),
        known=inner.get("known") or shared.get("known"),
        id=inner.get("id") or shared.get("id"),
        status=inner.get("status") or shared.get("status"),
        corrects=inner.get("corrects") or shared.get("corrects"),
    )


def _text(tree: Tree | None) -> str | None:
    return tree.text if isinstance(tree, Scalar) and not tree.is_null else None
