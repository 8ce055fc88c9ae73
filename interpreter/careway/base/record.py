"""`record`: what `@dataclass(frozen=True, slots=True)` gives, at a tenth of its cost at import.

Careway is some 300 small classes, and a command is a short process that uses a few of them. A dataclass writes and
compiles its methods when it is defined; a record does so when one is first used, and is like a dataclass in all else:
`fields`, `replace` and `is_dataclass` of `dataclasses`, `match`, `copy` and `pickle` work on it
(docs/decisions/0011-records-and-a-kept-compilation.md has the figures). Records do not inherit from one another.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import _FIELD, MISSING, Field, FrozenInstanceError, field  # type: ignore[attr-defined]
from typing import Any, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")

_ALWAYS_NEW = (list, dict, set)
"""What may not be a default, as all records would share it."""


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """Make a class with annotated fields a frozen record with slots."""
    space = dict(vars(cls))
    defaults = {name: space.pop(name, MISSING) for name in cls.__annotations__}
    _refuse_what_is_not_a_record(cls, defaults)
    space.pop("__dict__", None)
    space.pop("__weakref__", None)
    names = tuple(defaults)
    # From Python 3.14 on a class may keep its annotations elsewhere than under this name.
    space |= {
        "__slots__": names,
        "__match_args__": names,
        "__record__": defaults,
        "__annotations__": cls.__annotations__,
    }
    space |= {"__setattr__": _no_setting, "__delattr__": _no_deleting}
    for name, method in _METHODS.items():
        space.setdefault(name, method)
    made: type[T] = type(cls.__name__, cls.__bases__, space)  # slots are given to a class when it is made
    return made


class _Later:
    """Stands where something of a class will, and makes it when it is first asked for."""

    def __init__(self, name: str, make: Callable[[Any], object]) -> None:
        self._name, self._make = name, make

    def __get__(self, instance: object, owner: type) -> Any:
        setattr(owner, self._name, self._make(owner))
        return getattr(owner if instance is None else instance, self._name)


def _refuse_what_is_not_a_record(cls: type, defaults: dict[str, Any]) -> None:
    if cls.__bases__ != (object,):
        raise TypeError(f"{cls.__name__}: a record has no base class")
    previous: str | None = None
    for name, default in defaults.items():
        if name.startswith("_") or name == "self":
            raise TypeError(f"{cls.__name__}: a field is not called {name}")
        if isinstance(default, Field):
            if not default.init or default.hash is not None or default.kw_only is True:
                raise TypeError(f"{cls.__name__}.{name}: a record's field has no init, hash or kw_only")
            has_default = default.default is not MISSING or default.default_factory is not MISSING
        else:
            has_default = default is not MISSING
        if isinstance(default.default if isinstance(default, Field) else default, _ALWAYS_NEW):
            raise ValueError(f"{cls.__name__}.{name}: use field(default_factory=...)")
        if previous is not None and not has_default:
            raise TypeError(f"{cls.__name__}: {name} has no default and follows {previous}, which has one")
        previous = name if has_default else None


def _fields(cls: Any) -> dict[str, Field[Any]]:
    made = {}
    for name, default in cls.__record__.items():
        one: Any = default if isinstance(default, Field) else field(default=default)
        one.name, one.type, one.kw_only = name, cls.__annotations__[name], False
        one._field_type = _FIELD  # what `dataclasses.fields` looks for
        made[name] = one
    return made


def _init(cls: Any) -> object:
    given: dict[str, object] = {"_set": object.__setattr__, "_none": MISSING}
    parameters, lines = ["self"], []
    for name, default in cls.__record__.items():
        value, parameter = name, name
        if isinstance(default, Field) and default.default_factory is not MISSING:
            given[f"_new_{name}"] = default.default_factory
            value, parameter = f"_new_{name}() if {name} is _none else {name}", f"{name}=_none"
        else:
            known = default.default if isinstance(default, Field) else default
            if known is not MISSING:
                given[f"_default_{name}"] = known
                parameter = f"{name}=_default_{name}"
        parameters.append(parameter)
        lines.append(f"_set(self, {name!r}, {value})")
    method = _compiled(cls, "__init__", parameters, lines or ["pass"], given)
    method.__annotations__ = {**cls.__annotations__, "return": None}
    return method


def _eq(cls: Any) -> object:
    mine, theirs = _key(cls, "self"), _key(cls, "other")
    lines = ["if other.__class__ is self.__class__:", f"    return {mine} == {theirs}", "return NotImplemented"]
    return _compiled(cls, "__eq__", ["self", "other"], lines, {})


def _hash(cls: Any) -> object:
    return _compiled(cls, "__hash__", ["self"], [f"return hash({_key(cls, 'self')})"], {})


def _key(cls: Any, one: str) -> str:
    compared = (name for name, given in cls.__record__.items() if not isinstance(given, Field) or given.compare)
    return "(" + "".join(f"{one}.{name}, " for name in compared) + ")"


def _compiled(cls: Any, name: str, parameters: list[str], lines: list[str], given: dict[str, object]) -> Any:
    body = "\n        ".join(lines)
    text = f"def make({', '.join(given)}):\n    def {name}({', '.join(parameters)}):\n        {body}\n    return {name}"
    space: dict[str, Any] = {}
    exec(text, vars(sys.modules[cls.__module__]), space)
    method = space["make"](**given)
    method.__qualname__ = f"{cls.__qualname__}.{name}"
    return method


def _repr(self: Any) -> str:
    shown = (name for name, given in self.__record__.items() if not isinstance(given, Field) or given.repr)
    return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"


def _getstate(self: Any) -> list[object]:
    return [getattr(self, name) for name in self.__record__]


def _setstate(self: Any, state: list[object]) -> None:
    for name, value in zip(self.__record__, state, strict=True):
        object.__setattr__(self, name, value)


def _replace(self: Any, /, **changes: object) -> Any:
    return type(self)(**{name: getattr(self, name) for name in self.__record__} | changes)


def _no_setting(self: object, name: str, value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _no_deleting(self: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


_METHODS: dict[str, object] = {
    "__init__": _Later("__init__", _init),
    "__eq__": _Later("__eq__", _eq),
    "__hash__": _Later("__hash__", _hash),
    "__dataclass_fields__": _Later("__dataclass_fields__", _fields),
    "__repr__": _repr,
    "__getstate__": _getstate,
    "__setstate__": _setstate,
    "__replace__": _replace,
}
