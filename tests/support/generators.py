"""Small generators that draw one value at a time: as strategies of Hypothesis compose, without their cost where
hundreds of node types refer to each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

Draw = Callable[[st.SearchStrategy[Any]], Any]

_TRIES = 20


class Gen:
    """A way to draw a value."""

    def __init__(self, draw: Callable[[Draw], Any]) -> None:
        self.draw = draw

    def __or__(self, other: Gen) -> Gen:
        return _Choice([*(self.of if isinstance(self, _Choice) else [self]), other])

    def map(self, change: Callable[[Any], Any]) -> Gen:
        """The drawn value, changed."""
        return Gen(lambda draw: change(self.draw(draw)))

    def filter(self, keep: Callable[[Any], bool]) -> Gen:
        """A drawn value that is as wanted."""

        def drawn(draw: Draw) -> Any:
            for _ in range(_TRIES):
                value = self.draw(draw)
                if keep(value):
                    return value
            assume(False)
            return None

        return Gen(drawn)


class _Choice(Gen):
    def __init__(self, of: list[Gen]) -> None:
        self.of = of
        index = st.integers(0, len(of) - 1)
        super().__init__(lambda draw: of[draw(index)].draw(draw))


def from_strategy(strategy: st.SearchStrategy[Any]) -> Gen:
    """A strategy as a generator."""
    return Gen(lambda draw: draw(strategy))


def just(value: Any) -> Gen:
    """Always this value."""
    return Gen(lambda draw: value)


def none() -> Gen:
    """Nothing."""
    return just(None)


def sampled_from(values: Iterable[Any]) -> Gen:
    """One of these values."""
    return from_strategy(st.sampled_from(list(values)))


def booleans() -> Gen:
    """True or false."""
    return from_strategy(st.booleans())


def integers(low: int, high: int) -> Gen:
    """A whole number, both ends inside."""
    return from_strategy(st.integers(low, high))


def builds(make: Callable[..., Any], *parts: Gen) -> Gen:
    """What is made of drawn parts."""
    return Gen(lambda draw: make(*(part.draw(draw) for part in parts)))


def tuples(*parts: Gen) -> Gen:
    """A row of drawn parts."""
    return builds(lambda *drawn: drawn, *parts)


def lists(of: Gen, min_size: int = 0, max_size: int = 3) -> Gen:
    """A few drawn values."""
    size = st.integers(min_size, max_size)
    return Gen(lambda draw: [of.draw(draw) for _ in range(draw(size))])


def deferred(later: Callable[[], Gen]) -> Gen:
    """A generator that is made when it is drawn from."""
    return Gen(lambda draw: later().draw(draw))


def strategy(gen: Gen) -> st.SearchStrategy[Any]:
    """A generator as a strategy."""

    @st.composite
    def drawn(draw: Draw) -> Any:
        return gen.draw(draw)

    return drawn()
