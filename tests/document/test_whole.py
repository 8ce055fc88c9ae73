"""Nothing of a guideline is lost: every rule, limit, unit, code, source and assumption stands in its document.

The walk knows the core and the words of a document, and none of the functions that make the one from the other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from careway.differences.rules import rules
from careway.document.blocks import Chart, Entry, Item, Listing, Table
from careway.document.markdown import markdown
from careway.ir import expressions as e
from careway.ir.nodes import AdviseDose, AdviseDrug, AdviseText, Guideline, Transition
from careway.ir.places import places
from careway.model.quantity import show
from careway.model.time import Duration
from document.shown import GUIDELINES, core, of_block, of_section, section, shown

ALL = pytest.mark.parametrize("name", GUIDELINES)


def entries(name: str) -> dict[tuple[str, str], Entry]:
    found = [entry for section in shown(name).sections for entry in section.entries]
    return {(entry.what, entry.trace.rule): entry for entry in found}


def words(entry: Entry) -> str:
    return " ".join((entry.title, *map(of_block, entry.blocks)))


def own(node: object, guideline: Guideline) -> Iterator[object]:
    """All nodes of a rule, those behind names of criteria too: these are spelled out where they are asked."""
    defined = {one.name: one.body for one in guideline.definitions}
    seen: set[str] = set()
    todo = [node]
    while todo:
        for place in places(todo.pop()):
            yield place.node
            if isinstance(place.node, e.DefinedCriterion) and place.node.name not in seen:
                seen.add(place.node.name)
                todo.append(defined[place.node.name])


@ALL
def test_every_rule_has_a_place_with_its_line_and_its_sources(name: str) -> None:
    found = entries(name)
    every = rules(core(name))
    assert len(every) > 10
    for rule in every:
        entry = found[rule.what, rule.heading.name]
        assert entry.trace.line == rule.heading.line
        assert entry.cites == rule.heading.cites
        assert rule.what == "after a stop" or rule.heading.title in entry.title


@ALL
def test_every_limit_of_a_rule_stands_in_it_with_its_unit(name: str) -> None:
    looked_at = 0
    for rule in rules(core(name)):
        said = words(entries(name)[rule.what, rule.heading.name])
        for node in own(rule.own, core(name)):
            if isinstance(node, e.Literal):
                looked_at += 1
                assert (node.written or show(node.value, node.unit)) in said, (rule.heading.name, node)
            elif isinstance(node, Duration) and node.amount:
                looked_at += 1
                if rule.what != "monitor":  # its rhythm is said in other words, and tested below
                    assert str(node) in said, (rule.heading.name, node)
            elif isinstance(node, e.ParameterValue | e.ParameterDuration):
                looked_at += 1
                held = next(one.value for one in core(name).parameters if one.name == node.name)
                assert f"{node.name.replace('_', ' ')} ({held}" in said, (rule.heading.name, node)
                for each in core(name).sets:
                    assert all(str(one.value) in said for one in each.settings if one.parameter == node.name)
    assert looked_at > 15


@ALL
def test_every_concept_of_a_rule_is_named_in_it(name: str) -> None:
    titles = {one.name: one.title for one in core(name).vocabulary.concepts}
    for rule in rules(core(name)):
        said = words(entries(name)[rule.what, rule.heading.name]).lower()
        for node in own(rule.own, core(name)):
            for field in ("concept", "drug"):
                concept = getattr(node, field, None)
                if isinstance(concept, str):
                    plain = concept.replace("_", " ").lower()
                    assert plain in said or titles[concept].lower() in said, (rule.heading.name, concept)


@ALL
def test_every_advice_and_every_way_on_is_a_statement_with_its_line(name: str) -> None:
    advised = ways = 0
    for rule in rules(core(name)):
        entry = entries(name)[rule.what, rule.heading.name]
        lines = Counter(
            item.trace.line
            for block in entry.blocks
            if isinstance(block, Listing)
            for item in block.items
            if item.trace is not None
        )
        said = words(entry)
        for one in getattr(rule.node, "advice", ()):
            advised += 1
            assert lines[one.line] >= 1
            match one.action:
                case AdviseText(text=text):
                    assert text[1:] in said
                case AdviseDrug(order=order, drugs=drugs):
                    assert order.value in said.lower() and all(drug.replace("_", " ") in said for drug in drugs)
                case AdviseDose(change=change, drug=drug):
                    assert f"{change.value} {drug}" in said.lower()
                case _:
                    pass
        for way in getattr(rule.node, "transitions", ()):
            assert isinstance(way, Transition)
            ways += 1
            assert lines[way.line] >= 1
    assert advised and ways


@ALL
def test_the_chart_has_every_step_and_every_way(name: str) -> None:
    blocks = section(shown(name), "course").blocks
    charts = [block for block in blocks if isinstance(block, Chart)]
    steps = [step for path in core(name).pathways for step in path.steps]
    drawn = {node.name for chart in charts for node in chart.nodes}
    assert {step.heading.name for step in steps} <= drawn
    arrows = {(arrow.source, arrow.target) for chart in charts for arrow in chart.arrows}
    labels = " ".join(arrow.text for chart in charts for arrow in chart.arrows)
    listed = " ".join(map(of_block, blocks))
    for place, step in enumerate(steps, 1):
        for number, way in enumerate(step.transitions, 1):
            assert (step.heading.name, way.to or "end") in arrows
            assert re.search(rf"\b{place}\.{number}\b", labels) and re.search(rf"\b{place}\.{number}\b", listed)


@ALL
def test_every_word_code_unit_and_range_is_in_the_vocabulary(name: str) -> None:
    tables = [block for block in section(shown(name), "vocabulary").blocks if isinstance(block, Table)]
    rows = {row.anchor: " ".join(cell.text for cell in row.cells) for table in tables for row in table.rows}
    for one in core(name).vocabulary.concepts:
        said = rows[f"{one.kind.value}-{one.name}"]
        assert one.title[1:] in said
        wanted = [code.code for code in one.codes] + [value.replace("_", " ") for value in one.values]
        wanted += [one.unit] if one.unit is not None else []
        wanted += [str(one.current_for)] if one.current_for is not None else []
        wanted += [str(one.molar_mass)] if one.molar_mass is not None else []
        numbers = [*(one.plausible or ()), *(limit for each in one.normal for limit in (each.low, each.high))]
        wanted += [show(number, one.unit or "1") for number in numbers if number is not None]
        assert [each for each in wanted if each not in said] == [], said
    for group in core(name).vocabulary.groups:
        assert all(member.replace("_", " ") in rows[f"{group.kind.value}-{group.name}"] for member in group.members)


@ALL
def test_every_definition_parameter_and_set_is_told(name: str) -> None:
    guideline = core(name)
    terms, parameters = of_section(section(shown(name), "terms")), of_section(section(shown(name), "parameters"))
    for one in guideline.definitions:
        assert one.name.replace("_", " ") in terms
        for place in places(one.body):
            if isinstance(place.node, e.Literal):
                assert (place.node.written or show(place.node.value, place.node.unit)) in terms
    for parameter in guideline.parameters:
        assert str(parameter.value) in parameters and parameter.title in parameters
    for each in guideline.sets:
        assert each.title in parameters
        assert all(str(setting.value) in parameters for setting in each.settings)


@ALL
def test_every_source_assumption_accepted_finding_claim_and_remark_is_told(name: str) -> None:
    guideline, found = core(name), shown(name)
    evidence, claims = of_section(section(found, "evidence")), of_section(section(found, "claims"))
    for source in guideline.sources:
        parts = (source.title, source.by, source.year, source.url, source.indirect)
        assert f"[{source.key}]" in evidence and all(str(part) in evidence for part in parts if part is not None)
    assumed, accepted = (of_section(section(found, anchor)) for anchor in ("assumptions", "accepted"))
    for rule in rules(guideline):
        assert all(text[1:] in assumed for text in rule.heading.assuming)
        assert all(one.because in accepted for one in rule.heading.accepted)
    for invariant in guideline.invariants:
        assert invariant.heading.title in claims
    background = of_section(section(found, "background"))
    assert all(one.text in background for one in guideline.background)


@ALL
def test_a_rule_names_its_assumptions_by_their_numbers(name: str) -> None:
    tables = [block for block in section(shown(name), "assumptions").blocks if isinstance(block, Table)]
    rows = {row.anchor: (str(place), row) for table in tables for place, row in enumerate(table.rows, 1)}
    for rule in rules(core(name)):
        links = entries(name)[rule.what, rule.heading.name].readings
        assert len(links) == len(rule.heading.assuming)
        for link, text in zip(links, rule.heading.assuming, strict=True):
            number, row = rows[link.anchor]
            assert link.text == number and text[1:] in row.cells[0].text


@ALL
def test_the_head_says_what_it_is_and_that_it_is_no_medical_device(name: str) -> None:
    guideline, found = core(name), shown(name)
    assert found.notices == ("Decision support under development, not a medical device.", guideline.disclaimer)
    facts = dict(found.facts)
    assert facts["Version"] == guideline.version and facts["Status"] == guideline.status.value
    assert facts["SHA-256 of its text"] == guideline.sha256


@ALL
def test_anchors_are_unique_and_every_link_leads_to_one(name: str) -> None:
    text = markdown(shown(name))
    anchors = re.findall(r'<a id="([^"]+)">', text)
    assert len(anchors) > 50
    assert [one for one, count in Counter(anchors).items() if count > 1] == []
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= set(anchors)


@ALL
def test_every_statement_is_traced_to_its_rule_and_line(name: str) -> None:
    found = shown(name)
    (table,) = (block for block in section(found, "origins").blocks if isinstance(block, Table))
    traced = {row.cells[0].links[0].anchor: (row.cells[1].text, row.cells[2].text) for row in table.rows}
    every = [entry for section in found.sections for entry in section.entries]
    for entry in every:
        assert traced[entry.anchor] == (entry.trace.rule, str(entry.trace.line))
        for item in statements(entry):
            assert item.anchor is not None and item.trace is not None
            assert traced[item.anchor] == (item.trace.rule, str(item.trace.line))


def statements(entry: Entry) -> Iterator[Item]:
    for block in entry.blocks:
        if isinstance(block, Listing):
            yield from block.items
