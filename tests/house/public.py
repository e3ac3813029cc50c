"""What the package promises: everything that the front door, the rooms and the files beside them export."""

import inspect
from collections.abc import Iterator
from enum import Enum
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import attrs
from tests.house.source import OPTIONAL, PACKAGE, SRC

# A program, called by people: what it promises is its options, not its functions.
PROGRAM = "command"


@cache
def faces() -> dict[str, ModuleType]:
    """Return the modules with a face, by name: "" is the front door, then each room and each file beside the rooms.

    Rooms that need an extra are looked at where it is installed, in `tests/engines`.
    """
    rooms = {each.name for each in iter_modules([str(SRC / PACKAGE)]) if not each.name.startswith("_")}
    names = ["", *sorted(rooms - {PROGRAM} - OPTIONAL)]
    return {name: import_module(f"{PACKAGE}.{name}" if name else PACKAGE) for name in names}


@cache
def exports() -> dict[str, object]:
    """Return every exported name as "room.name", the front door's apart, with what it stands for."""
    return {
        f"{room}.{name}": getattr(face, name)
        for room, face in faces().items()
        if room
        for name in getattr(face, "__all__", ())
    }


@cache
def value_classes() -> dict[str, type]:
    """Return every exported class made by attrs, by name: the values of the house."""
    return {name: kind for name, kind in exports().items() if isinstance(kind, type) and attrs.has(kind)}


def is_named_tuple(kind: object) -> bool:
    """Whether this is a class made by NamedTuple: rows in and out, checked where they are read."""
    return isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")


def is_enum(kind: object) -> bool:
    """Whether this is a closed set of names."""
    return isinstance(kind, type) and issubclass(kind, Enum)


def methods(kind: type) -> Iterator[str]:
    """Yield the public methods that a class defines itself, class methods too, in order of definition."""
    for name, member in vars(kind).items():
        inner = member.__func__ if isinstance(member, classmethod | staticmethod) else member
        if not name.startswith("_") and inspect.isfunction(inner):
            yield name
