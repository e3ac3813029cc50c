"""What a type looks like as plain data, worked out once from its attrs fields and annotations; no class is registered.

A shape writes a value of its type and reads it back. There are few: `Leaf` (one text or number), `Name` (a member of an
enumeration), `Maybe` (or null), `Many`, `Fixed` and `Unordered` (lists), `Object` (fields) and `Choice` (one of several
objects, told apart by its kind).
"""

__all__ = [
    "KIND",
    "SCHEMA",
    "Choice",
    "Field",
    "Fixed",
    "Many",
    "Maybe",
    "Name",
    "Object",
    "Shape",
    "Unordered",
    "fields_of",
    "kind_of",
    "read_tagged",
    "shape_of",
]

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from enum import Enum
from functools import lru_cache
from itertools import repeat
from types import MappingProxyType, NoneType, UnionType
from typing import Any, NamedTuple, TypeAlias, Union, get_args, get_origin, get_type_hints

import attrs

from ..errors import BillingError, WrongType, WrongValue
from .leaves import LEAVES, Leaf, Plain
from .misfit import Misfit, expected, problem_of

KIND = "kind"
"""The key under which an object among others says which class it is."""
SCHEMA = "schema"
"""The key under which the outermost object says what it is."""
_WORD_START = re.compile("(?<!^)(?=[A-Z])")
_KEPT = 1024
"""Types remembered at most; one that was forgotten is worked out again."""


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
    """A tuple of any number of values of one type."""

    shape: "Shape"

    def write(self, value: object) -> Plain:
        """Return the list of their data."""
        return _each(repeat(self.shape.write), _checked(tuple, value))

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
    """

    hint: Any
    cls: type

    def write(self, value: object) -> dict[str, Plain]:
        """Return the dict of the fields' data."""
        if type(value) is not self.cls:
            raise expected(self.cls.__name__, value)
        data: dict[str, Plain] = {}
        for name, field in fields_of(self.hint).items():
            try:
                data[name] = field.shape.write(getattr(value, name))
            except Misfit as misfit:
                misfit.within(f".{name}")
                raise
        return data

    def read(self, data: Plain) -> Any:
        """Return the value; unknown keys, missing ones and derived amounts that are not so are errors."""
        fields = fields_of(self.hint)
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


def kind_of(cls: type) -> str:
    """Return a class's name as data has it.

    >>> kind_of(Unordered)
    'unordered'
    """
    return _WORD_START.sub("_", cls.__name__).lower()


@lru_cache(maxsize=_KEPT)
def shape_of(hint: Any) -> Shape:
    """Return what a type looks like as plain data; raises WrongType for one that has no plain form."""
    return _shape(hint)


def _shape(hint: Any) -> Shape:
    origin: Any = get_origin(hint)
    args = get_args(hint)
    if hint in LEAVES:
        return LEAVES[hint]
    if origin is Union or origin is UnionType:
        return _union(args)
    if origin is tuple:
        return _tuple(args)
    if origin is frozenset:
        return _unordered(shape_of(args[0]))
    return _of_class(hint, origin or hint)


def _of_class(hint: Any, cls: Any) -> Shape:
    if isinstance(cls, type) and issubclass(cls, Enum):
        return _name(cls)
    if _has_fields(cls):
        return _object(hint, cls)
    raise WrongType("type", "an attrs class, or a type with a plain form", hint)


def _has_fields(cls: Any) -> bool:
    return isinstance(cls, type) and (attrs.has(cls) or hasattr(cls, "_field_defaults"))


def _object(hint: Any, cls: Any) -> Object:
    _check_free(cls, SCHEMA)
    return Object(hint, cls)


def _check_free(cls: Any, key: str) -> None:
    # Only the names: what the fields are is worked out when it is needed, for a class may hold others of its kind.
    if key in (attrs.fields_dict(cls) if attrs.has(cls) else cls._fields):
        raise WrongValue("type", f'a class without a field "{key}", a name that data keeps for itself', cls)


def _tuple(args: tuple[Any, ...]) -> Shape:
    if args[1:] == (...,):
        return Many(shape_of(args[0]))
    return Fixed(tuple(map(shape_of, args)))


def _unordered(shape: Shape) -> Unordered:
    if not isinstance(shape, Leaf | Name):
        raise WrongType("type", "a set of texts or ints, which have an order", shape)
    return Unordered(shape)


def _name(enum: type[Enum]) -> Name:
    if {type(member.value) for member in enum} not in ({str}, {int}):
        raise WrongType("type", "an enumeration of texts or ints", enum)
    return Name(enum)


def _union(args: tuple[Any, ...]) -> Shape:
    shapes = tuple(shape_of(arg) for arg in args if arg is not NoneType)
    shape = shapes[0] if len(shapes) == 1 else _choice(shapes)
    return Maybe(shape) if NoneType in args else shape


def _choice(shapes: tuple[Shape, ...]) -> Choice:
    objects = [shape for shape in shapes if isinstance(shape, Object)]
    members = {kind_of(each.cls): each for each in objects}
    if len(members) < len(shapes):
        raise WrongType("type", "a union of classes of different names, each with fields", shapes)
    for each in objects:
        _check_free(each.cls, KIND)
    return Choice(MappingProxyType(members), MappingProxyType({each.cls: kind_of(each.cls) for each in objects}))


@lru_cache(maxsize=_KEPT)
def fields_of(hint: Any) -> Mapping[str, Field]:
    """Return the public fields of a class by name, in order; raises WrongType where one has no plain form."""
    return MappingProxyType(_fields(hint))


def _fields(hint: Any) -> dict[str, Field]:
    cls = get_origin(hint) or hint
    hints = get_type_hints(cls)
    types = dict(zip(getattr(cls, "__parameters__", ()), get_args(hint), strict=False))
    if not attrs.has(cls):
        optional = cls._field_defaults
        return {name: Field(_shape_in(hints[name], types), name, name not in optional, name) for name in cls._fields}
    return {
        each.name: _field(each, _shape_in(hints[each.name], types)) for each in attrs.fields(cls) if _is_public(each)
    }


def _is_public(attribute: "attrs.Attribute[Any]") -> bool:
    if not attribute.name.startswith("_"):
        return True
    if attribute.init:
        raise WrongType("type", "a class without private arguments, which data could not give back", attribute.name)
    return False


def _field(attribute: "attrs.Attribute[Any]", shape: Shape) -> Field:
    return Field(
        shape,
        attribute.alias if attribute.init else None,
        attribute.init and attribute.default is attrs.NOTHING,
        attribute.metadata.get("column", attribute.name),
    )


def _shape_in(hint: Any, types: Mapping[Any, Any]) -> Shape:
    """Return the shape of a type with its type variables filled in."""
    if hint in types:
        return shape_of(types[hint])
    free = getattr(hint, "__parameters__", ())
    return shape_of(hint[tuple(types.get(each, each) for each in free)] if free and types else hint)


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
            raise expected(f"{getattr(built, name)}, as the other fields have it", value).within(f".{name}")
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
        for call, member in zip(calls, members, strict=False):
            done.append(call(member))  # how many are done says where it went wrong
    except Misfit as misfit:
        misfit.within(f"[{len(done)}]")
        raise
    return done


def _checked(kind: type, data: Plain) -> Any:
    if type(data) is not kind:
        raise expected(_WORDS.get(kind, kind.__name__), data)
    return data


_WORDS: Mapping[type, str] = MappingProxyType({dict: "object", list: "list"})


def _one_of(words: Iterable[object]) -> str:
    return f"one of {', '.join(map(str, words))}"


def _nothing(what: str) -> Misfit:
    return Misfit(f"expected {what}, got nothing")
