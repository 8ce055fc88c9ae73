"""A record is a frozen dataclass with slots in all that can be seen of it."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import typing
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field
from typing import Any

import pytest

from careway.base.record import record


@record
class Point:
    """Where."""

    x: int
    y: int = 0
    note: str = field(default="", compare=False, repr=False)
    seen: list[int] = field(default_factory=list)

    @property
    def sum(self) -> int:
        """Both."""
        return self.x + self.y


@record
class Nothing:
    pass


@record
class Own:
    x: int

    def __repr__(self) -> str:
        return "mine"

    def __hash__(self) -> int:
        return 7

    def __eq__(self, other: object) -> bool:
        return True


@dataclasses.dataclass(frozen=True, slots=True)
class Plain:
    x: int
    y: int = 0
    note: str = field(default="", compare=False, repr=False)
    seen: tuple[int, ...] = field(default_factory=tuple)


@record
class Like:
    x: int
    y: int = 0
    note: str = field(default="", compare=False, repr=False)
    seen: tuple[int, ...] = field(default_factory=tuple)


def test_fields_and_defaults() -> None:
    one = Point(1, seen=[2])
    assert (one.x, one.y, one.note, one.seen, one.sum) == (1, 0, "", [2], 1)
    assert Point(1).seen == [] and Point(1).seen is not Point(1).seen
    assert Point(x=1, y=2, note="n").note == "n"
    assert Nothing() == Nothing()
    assert Point.__doc__ == "Where."


@pytest.mark.parametrize("make", [lambda: Point(), lambda: Point(1, 2, "", [], 5), lambda: Point(1, z=2)])  # type: ignore[call-arg]
def test_wrong_arguments(make: Callable[[], object]) -> None:
    for _ in range(2):
        with pytest.raises(TypeError, match=r"Point\.__init__\(\)"):
            make()


def test_equality_and_hash() -> None:
    assert Like(1) == Like(1, 0) and hash(Like(1)) == hash(Like(1, 0))
    assert Like(1, note="a") == Like(1, note="b") and hash(Like(1, note="a")) == hash(Like(1, note="b"))
    others: list[object] = [Like(2), Plain(1), 1]
    assert Like(1) not in others
    assert Like(1).__eq__(1) is NotImplemented
    assert len({Like(1), Like(1), Like(2)}) == 2
    assert hash(Nothing()) == hash(Nothing())
    with pytest.raises(TypeError, match="unhashable"):
        hash(Point(1))
    nan = float("nan")
    assert Like(nan) == Like(nan)  # type: ignore[arg-type]  # compared as tuples, as in a dataclass


def test_what_a_class_defines_itself_stays() -> None:
    assert repr(Own(1)) == "mine" and hash(Own(1)) == 7 and Own(1) == 3


def test_frozen_with_slots() -> None:
    one = Point(1)
    for name in ("x", "z"):
        with pytest.raises(FrozenInstanceError, match=name):
            setattr(one, name, 2)
        with pytest.raises(FrozenInstanceError, match=name):
            delattr(one, name)
    assert not hasattr(one, "__dict__")
    assert Point.__slots__ == ("x", "y", "note", "seen")  # type: ignore[attr-defined]


def test_match() -> None:
    match Point(1, 2):
        case Point(x, y, note="", seen=[]):
            assert (x, y) == (1, 2)
        case _:
            raise AssertionError


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickle(protocol: int) -> None:
    if protocol < 2:
        return  # slots are not of their time
    one = Point(1, 2, "n", [3])
    again = pickle.loads(pickle.dumps(one, protocol))
    assert again == one and again.note == "n"
    with pytest.raises(FrozenInstanceError):
        again.x = 2


def test_copies() -> None:
    one = Point(1, 2, "n", [3])
    for made in (copy.copy(one), copy.deepcopy(one), dataclasses.replace(one)):
        assert made is not one and made == one and made.note == "n"
    assert copy.deepcopy(one).seen is not one.seen
    assert dataclasses.replace(one, x=5) == Point(5, 2, "n", [3])
    assert one.__replace__(x=5) == Point(5, 2, "n", [3])  # type: ignore[attr-defined]
    with pytest.raises(TypeError, match="z"):
        dataclasses.replace(one, z=5)  # type: ignore[call-arg]


def test_tools_see_a_dataclass() -> None:
    kind: object = Like
    assert dataclasses.is_dataclass(kind) and dataclasses.is_dataclass(Like(1))
    for one, other in zip(dataclasses.fields(Like), dataclasses.fields(Plain), strict=True):
        for name in ("name", "type", "default", "default_factory", "init", "repr", "hash", "compare", "kw_only"):
            assert getattr(one, name) == getattr(other, name), name
    assert dataclasses.asdict(Like(1)) == dataclasses.asdict(Plain(1))
    assert dataclasses.astuple(Like(1)) == dataclasses.astuple(Plain(1))
    assert repr(Like(1, 2, "n")) == repr(Plain(1, 2, "n")).replace("Plain", "Like")
    assert str(inspect.signature(Like)).split(" -> ")[0] == str(inspect.signature(Plain)).split(" -> ")[0].replace(
        "<factory>", repr(dataclasses.MISSING)
    )
    assert typing.get_type_hints(Like) == typing.get_type_hints(Plain)
    assert typing.get_type_hints(Like.__init__) == typing.get_type_hints(Plain.__init__)
    assert Like.__match_args__ == Plain.__match_args__


def _class(bases: tuple[type, ...] = (), **given: Any) -> type:
    hints = given.pop("hints", dict.fromkeys(given, "int"))
    return type("Made", bases, {"__annotations__": hints, "__module__": __name__, **given})


@pytest.mark.parametrize(
    ("cls", "said"),
    [
        (_class((Point,)), "no base class"),
        (_class(hints={"a": "int", "b": "int"}, a=1), "b has no default and follows a"),
        (_class(hints={"_a": "int"}), "not called _a"),
        (_class(a=field(default=1, init=False)), "no init"),
        (_class(a=field(default=1, hash=False)), "no init, hash"),
        (_class(a=field(default=1, kw_only=True)), "kw_only"),
    ],
)
def test_what_a_record_cannot_be(cls: type, said: str) -> None:
    with pytest.raises(TypeError, match=said):
        record(cls)


@pytest.mark.parametrize("shared", [[], {}, set(), field(default=[])])
def test_a_default_that_all_would_share(shared: object) -> None:
    with pytest.raises(ValueError, match="default_factory"):
        record(_class(a=shared))
