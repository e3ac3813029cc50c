"""Shapes: what a type looks like as plain data.

A shape writes a value of its type and reads it back. There are few: `Leaf` (one text or number), `Name` (a member of an
enumeration), `Maybe` (or null), `Many`, `Fixed` and `Unordered` (lists), `Object` (fields) and `Choice` (one of several
objects, told apart by its kind).
"""

__all__ = [
    "KIND",
    "Choice",
    "Field",
    "Fixed",
    "Many",
    "Maybe",
    "Name",
    "Object",
    "Shape",
    "Unordered",
    "read_tagged",
]

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import Enum
from itertools import repeat
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

import attrs

from ..errors import BillingError, WrongType, WrongValue, describe
from .leaves import Leaf, Plain
from .misfit import Misfit, expected, problem_of

KIND = "kind"
"""The key under which an object among others says which class it is."""


class Name(NamedTuple):
    """A member of an enumeration, written as its value."""

    enum: type[Enum]

    def write(self, value: object) -> Plain:
        """Return the member's value."""
        if type(value) is not self.enum:
            raise expected(self.enum.__name__, value)
        return value.value

    def read(self, data: Plain) -> Enum:
        """Return the member of a value."""
        for member in self.enum:
            if type(data) is type(member.value) and data == member.value:
                return member
        raise expected(_one_of(member.value for member in self.enum), data)


class Maybe(NamedTuple):
    """A value or None, written as null."""

    shape: "Shape"

    def write(self, value: object) -> Plain:
        """Return None or the value's data."""
        return None if value is None else self.shape.write(value)

    def read(self, data: Plain) -> Any:
        """Return None or the value."""
        return None if data is None else self.shape.read(data)


class Many(NamedTuple):
    """A tuple of any number of values of one type.

    Attributes:
        shape: what each of them looks like.
        sequence: whether the class may keep them as another sequence; it is given a tuple all the same.
    """

    shape: "Shape"
    sequence: bool = False

    def write(self, value: Any) -> Plain:
        """Return the list of their data."""
        members = tuple(value) if self.sequence and _in_order(value) else value
        return _each(repeat(self.shape.write), _checked(tuple, members))

    def read(self, data: Plain) -> tuple[Any, ...]:
        """Return the tuple."""
        return tuple(_each(repeat(self.shape.read), _checked(list, data)))


class Unordered(NamedTuple):
    """A frozenset of values of one type, written in the order of their data."""

    shape: "Shape"

    def write(self, value: object) -> Plain:
        """Return the sorted list of their data."""
        return sorted(_each(repeat(self.shape.write), _checked(frozenset, value)))

    def read(self, data: Plain) -> frozenset[Any]:
        """Return the set; a member given twice is an error."""
        members = _each(repeat(self.shape.read), _checked(list, data))
        if len(set(members)) < len(members):
            raise expected("each member once", data)
        return frozenset(members)


class Fixed(NamedTuple):
    """A tuple of so many values, each of its own type."""

    shapes: "tuple[Shape, ...]"

    def write(self, value: object) -> Plain:
        """Return the list of their data."""
        return _each((shape.write for shape in self.shapes), self._full(_checked(tuple, value)))

    def read(self, data: Plain) -> tuple[Any, ...]:
        """Return the tuple."""
        return tuple(_each((shape.read for shape in self.shapes), self._full(_checked(list, data))))

    def _full(self, members: Collection[Any]) -> Collection[Any]:
        if len(members) != len(self.shapes):
            raise expected(f"{len(self.shapes)} members", members)
        return members


class Object(NamedTuple):
    """An attrs class or named tuple, written as a dict of its public fields, in their order.

    Attributes:
        hint: the class, perhaps with the types for its type variables.
        cls: the class.
        fields: gives its fields by name; asked for when they are needed, for a class may hold others of its kind.
    """

    hint: Any
    cls: type
    fields: "Callable[[], Mapping[str, Field]]"

    def write(self, value: object) -> dict[str, Plain]:
        """Return the dict of the fields' data."""
        if type(value) is not self.cls:
            raise expected(self.cls.__name__, value)
        data: dict[str, Plain] = {}
        for name, field in self.fields().items():
            try:
                data[name] = field.shape.write(getattr(value, name))
            except Misfit as misfit:
                misfit.within(f".{name}")
                raise
        return data

    def read(self, data: Plain) -> Any:
        """Return the value; unknown keys, missing ones and derived amounts that are not so are errors."""
        fields = self.fields()
        if not _checked(dict, data).keys() <= fields.keys():
            raise _unknown_key(data, fields)
        return _built(self.cls, fields, {name: _read_field(name, field, data) for name, field in fields.items()})


class Choice(NamedTuple):
    """A value of one of several classes, written as its object with the kind first.

    Attributes:
        members: the objects by kind.
        kinds: the kinds by class.
    """

    members: Mapping[str, Object]
    kinds: Mapping[type, str]

    def write(self, value: object) -> dict[str, Plain]:
        """Return the kind, and the dict of the fields' data."""
        kind = self.kinds.get(type(value))
        if kind is None:
            raise expected(_one_of(cls.__name__ for cls in self.kinds), value)
        return {KIND: kind, **self.members[kind].write(value)}

    def read(self, data: Plain) -> Any:
        """Return the value of the class that the kind names."""
        return read_tagged(KIND, self.members, data)


Shape: TypeAlias = Leaf | Name | Maybe | Many | Unordered | Fixed | Object | Choice
"""What a type looks like as plain data."""


class Field(NamedTuple):
    """One field of an object.

    Attributes:
        shape: what it looks like.
        argument: its name as an argument of the constructor; None where it is derived from the others.
        required: whether the constructor has no default for it.
        column: its name in a file of rows.
    """

    shape: Shape
    argument: str | None
    required: bool
    column: str


def read_tagged(key: str, members: Mapping[str, Object], data: Plain) -> Any:
    """Return the value of data whose class is named under a key; raises Misfit where the name is none of them."""
    fields = dict(_checked(dict, data))
    tag = fields.pop(key, None)
    if type(tag) is not str or tag not in members:
        raise (expected(_one_of(members), tag) if key in data else _nothing(_one_of(members))).within(f".{key}")
    return members[tag].read(fields)


def _read_field(name: str, field: Field, data: dict[str, Plain]) -> Any:
    if name not in data:
        if field.required:
            raise Misfit("expected a value, got nothing").within(f".{name}")
        return attrs.NOTHING
    try:
        return field.shape.read(data[name])
    except Misfit as misfit:
        misfit.within(f".{name}")
        raise


def _built(cls: Callable[..., Any], fields: Mapping[str, Field], values: dict[str, Any]) -> Any:
    given = {name: value for name, value in values.items() if value is not attrs.NOTHING}
    arguments = {argument: value for name, value in given.items() if (argument := fields[name].argument)}
    try:
        built = cls(**arguments)
    except BillingError as error:
        raise _refused(error, fields) from error
    for name, value in given.items():
        if fields[name].argument is None and value != getattr(built, name):
            raise expected(f"{describe(getattr(built, name))} by the other fields", value).within(f".{name}")
    return built


def _refused(error: BillingError, fields: Mapping[str, Field]) -> Misfit:
    """Return what a constructor complained of, at the field that it names."""
    if isinstance(error, WrongType | WrongValue) and error.name in fields:
        return Misfit(problem_of(error)).within(f".{error.name}")
    return Misfit(str(error))


def _unknown_key(data: dict[Any, Plain], fields: Mapping[str, Field]) -> Misfit:
    unknown = next(key for key in data if key not in fields)
    return expected(f"only the keys {', '.join(fields)}", unknown)


def _each(calls: Iterable[Callable[[Any], Any]], members: Collection[Any]) -> list[Any]:
    done: list[Any] = []
    try:
        # How many are done says where it went wrong.
        for result in map(_call, calls, members):
            done.append(result)  # noqa: PERF402
    except Misfit as misfit:
        misfit.within(f"[{len(done)}]")
        raise
    return done


def _in_order(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _call(function: Callable[[Any], Any], member: Any) -> Any:
    return function(member)


def _checked(kind: type, data: Plain) -> Any:
    if type(data) is not kind:
        raise expected(_WORDS.get(kind, kind.__name__), data)
    return data


_WORDS: Mapping[type, str] = MappingProxyType({dict: "object", list: "list"})


def _one_of(words: Iterable[object]) -> str:
    return f"one of {', '.join(map(str, words))}"


def _nothing(what: str) -> Misfit:
    return Misfit(f"expected {what}, got nothing")
