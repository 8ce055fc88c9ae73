"""What a page and Careway say to one another: whatever is asked is answered, and the page's types are current."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careway.ir.json_codec import encode
from careway.ir.json_shapes import fields_of, node_name
from careway.studio import of_text, questions
from careway.studio.ask import LONG, OF_FOLDER, OF_TEXTS, Answer, Asked, Asking, asked_by
from careway.studio.questions import Question, Setting, Text
from studio.test_of_cases import CASES, GUIDELINE, PATIENT
from support import protocol
from support.checking import ROOT
from support.random_nodes import nodes

ASKING = Asking(None)
ANSWERS = {node_name(one) for one in get_args(Answer)}
FORMS = [
    Text(name, (ROOT / "examples/formats" / name).read_text(encoding="utf-8"))
    for name in ("bundle.json", "encounters.json", "encounters.yaml", "records.csv")
]
BITS = ("", "(", '"', "#", "- ", "x: ", "{", "}", "[", "😀", "\n", "\n  ", "\r", "\ufeff", "\x00", "null", "2025-13-01")


@st.composite
def damaged(draw: st.DrawFn, texts: tuple[Text, ...]) -> Text:
    """A text as it is, or with a stretch of it taken out, doubled, or something put in."""
    one = draw(st.sampled_from(texts))
    text = one.text
    for _ in range(draw(st.integers(0, 2))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 40)))
        text = text[:start] + draw(st.sampled_from((*BITS, text[start:end] * 2))) + text[end:]
    return Text(one.name, text)


NUMBERS = st.sampled_from(("130", "0", "-1", "1/3", "abc", "1e9", "130 U/L", ""))
DAYS = st.sampled_from(("2025-03-15", "2025-03-10T12:00", "1-1-1", "", "9999-12-31", "2025-03-15 10:00 +01:00"))
FIELDS: dict[str, st.SearchStrategy[object]] = {
    "guideline": damaged((GUIDELINE,)),
    "cases": damaged((CASES,)),
    "patient": damaged((PATIENT, *FORMS)),
    "setting": st.builds(
        Setting,
        st.none() | DAYS,
        st.none() | st.just("children"),
        st.lists(st.tuples(st.just("top"), NUMBERS), max_size=2).map(tuple),
    ),
    "at": st.integers(-5, 3000) | st.just(10**17),
    "key": st.sampled_from(("ALT 2025-03-15", "visit/ALT", "azathioprine 2025-03-08", "", "x")),
    "value": NUMBERS,
    "concept": st.sampled_from(("ALT", "azathioprine", "nausea", "nothing", "")),
    "new": st.sampled_from(("x", "ALT", "when", "1", "", "a b")),
    "name": st.text(max_size=5),
    "case": st.sampled_from(("", "- case: x\n", CASES.text[CASES.text.index("- case") :], "x: [")),
    "first": st.integers(-2, 5),
    "most": st.integers(-2, 5),
    "width": st.integers(-5, 5000),
    "rule": st.none() | st.just("rise"),
}
OF_TIME = {"change": DAYS, "drag": DAYS, "add": DAYS}
"""Where `at` is a day."""


@st.composite
def asked(draw: st.DrawFn) -> Question:
    """A question that makes some sense, of any sort but those that take long."""
    quick = [asked_by(one) for one in OF_TEXTS if asked_by(one) not in LONG]
    type_ = draw(st.sampled_from(quick))
    own = {"at": OF_TIME[node_name(type_)]} if node_name(type_) in OF_TIME else {}
    found: Question = type_(**{name: draw({**FIELDS, **own}[name]) for name, _ in fields_of(type_)})
    return found


def answered(question: str) -> dict[str, object]:
    """The answer to a question in JSON, as the page reads it."""
    read = json.loads(json.dumps(ASKING.answered(question)))
    answer = read["answer"]
    assert answer["node"] in ANSWERS
    assert "bug" not in str(answer.get("why", "")), answer["why"]
    found: dict[str, object] = answer
    return found


@settings(max_examples=200)
@given(asked())
def test_whatever_is_asked_there_is_an_answer(question: Question) -> None:
    answered(json.dumps(encode(Asked(question))))


@given(nodes(Asked, 4))
def test_what_makes_no_sense_is_answered_too(question: Asked) -> None:
    answered(json.dumps(encode(question)))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"question": {}}', '{"question": {"node": "hack"}}', '{"question": {"node": "look"}}',
     '{"question": {"node": "look", "guideline": {"name": "a", "text": 7}}}', "[" * 100_000,
     '{"question": {"node": "look", "guideline": {"name": "a\\u0000", "text": ""}}}'],
)  # fmt: skip
def test_what_is_no_question_is_refused(text: str) -> None:
    assert answered(text)["node"] == "refusal"


def test_half_a_character_is_read_as_a_browser_writes_it() -> None:
    text = json.dumps({"question": {"node": "look", "guideline": {"name": "a.care", "text": "# \ud83d\nlab x\n"}}})
    found = answered(text)
    assert found["node"] == "looked"
    assert json.dumps(found).encode("utf-8")


def test_a_mistake_of_ours_says_nothing_of_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> object:
        raise ZeroDivisionError("Anna, ALT 130")

    monkeypatch.setattr(of_text, "completion", broken)
    question = encode(Asked(questions.Complete(GUIDELINE, 5)))
    why = json.loads(json.dumps(ASKING.answered(json.dumps(question))))["answer"]["why"]
    assert "ZeroDivisionError" in why and "bug" in why and "Anna" not in why and "130" not in why


def test_every_question_can_be_asked() -> None:
    assert {asked_by(one) for one in (*OF_TEXTS, *OF_FOLDER)} == set(get_args(Question))


def test_the_types_of_the_page_are_current() -> None:
    assert protocol.FILE.read_text(encoding="utf-8") == protocol.written(), "run: make schemas"
