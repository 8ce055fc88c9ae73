"""An editor asks at every keystroke, of texts that are cut off, doubled and half deleted: there is always an answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from careway.base.source import Span
from careway.desk.colours import coloured
from careway.desk.completion import completion
from careway.desk.hover import hover
from careway.desk.layout import laid_out
from careway.desk.names import Refused, definition, occurrences, rename
from careway.desk.outline import Entry, folds, outline
from careway.desk.view import look
from desk.marked import GUIDELINES
from support.checking import BASE

NODES = GUIDELINES[2].read_text(encoding="utf-8")
BITS = (
    "(",
    ")",
    "[",
    '"',
    "#",
    "- ",
    "of ",
    "any of ",
    "×",
    "😀",
    "\n",
    "\n  ",
    "\r\n",
    "\r",
    "\ufeff",
    "\x00",
    "define ",
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A text with a few stretches taken out or doubled, and signs put in."""
    text = draw(st.sampled_from((BASE, NODES)))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 80)))
        text = text[:start] + draw(st.sampled_from((*BITS, text[start:end] * 2))) + text[end:]
    return text


@given(damaged(), st.data())
def test_whatever_the_text_there_is_an_answer_within_it(text: str, data: st.DataObject) -> None:
    view = look(text)
    places: list[Span] = [one.span for one in coloured(view)] + list(folds(view)) + _places(outline(view))
    places += [one.label.span for one in view.diagnostics]
    for offset in data.draw(st.lists(st.integers(0, len(text)), min_size=3, max_size=3)):
        said, declared = hover(view, offset), definition(view, offset)
        places += [said.span] if said is not None else []
        places += [declared] if declared is not None else []
        places += [*occurrences(view, offset), completion(view, offset).span]
        changed = rename(view, offset, "zz_9")
        places += [] if isinstance(changed, Refused) else [edit.span for edit in changed.edits]
    edit = laid_out(view)
    places += [] if edit is None else [edit.span]
    assert all(0 <= one.start <= one.end <= len(text) for one in places)


def _places(entries: tuple[Entry, ...]) -> list[Span]:
    return [span for entry in entries for span in (entry.span, entry.place, *_places(entry.inside))]


def test_a_text_without_end_is_answered_too() -> None:
    for text in ("stop x\n  when " + "not " * 20_000, "panel x = " + "a, " * 20_000, "stop x\n  when " + "(" * 20_000):
        assert completion(look(text), len(text)).span.end == len(text)
