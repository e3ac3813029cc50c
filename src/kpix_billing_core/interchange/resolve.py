"""From types to shapes, by attrs fields and annotations alone: no class is registered, so a new one is known too."""

__all__ = ["SCHEMA", "fields_of", "kind_of", "shape_of"]

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import lru_cache, partial
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Generic, Union, get_args, get_origin, get_type_hints

import attrs

from ..errors import WrongType, WrongValue
from .leaves import LEAVES, Leaf
from .shapes import KIND, Choice, Field, Fixed, Many, Maybe, Name, Object, Shape, Unordered

SCHEMA = "schema"
"""The key under which the outermost object says what it is."""

_WORD_START = "(?<!^)(?=[A-Z])"
_KEPT = 1024
"""Types remembered at most; one that was forgotten is worked out again."""


def kind_of(cls: type) -> str:
    """Return a class's name as data has it.

    >>> from ..money import ExactMoney
    >>> kind_of(ExactMoney)
    'exact_money'
    """
    return re.sub(_WORD_START, "_", cls.__name__).lower()


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
    if origin is Sequence:
        return Many(shape_of(args[0]), sequence=True)
    if origin is frozenset:
        return _unordered(args[0])
    return _of_class(hint, origin or hint)


def _of_class(hint: Any, cls: Any) -> Shape:
    if isinstance(cls, type) and issubclass(cls, Enum):
        return _name(cls)
    if _has_fields(cls):
        if hint is cls and Generic in cls.__mro__:
            raise WrongType("type", "a class that says of what it is one", hint)
        return _object(hint, cls)
    raise WrongType("type", "an attrs class, or a type with a plain form", hint)


def _has_fields(cls: Any) -> bool:
    return isinstance(cls, type) and (attrs.has(cls) or hasattr(cls, "_field_defaults"))


def _object(hint: Any, cls: Any) -> Object:
    _check_free(cls, SCHEMA)
    return Object(hint, cls, partial(fields_of, hint))


def _check_free(cls: Any, key: str) -> None:
    # Only the names: what the fields are is worked out when it is needed, for a class may hold others of its kind.
    if key in (attrs.fields_dict(cls) if attrs.has(cls) else cls._fields):
        raise WrongValue("type", f'a class without a field "{key}", a name that data keeps for itself', cls)


def _tuple(args: tuple[Any, ...]) -> Shape:
    if args[1:] == (...,):
        return Many(shape_of(args[0]))
    return Fixed(tuple(map(shape_of, args)))


def _unordered(hint: Any) -> Unordered:
    shape = shape_of(hint)
    if not isinstance(shape, Leaf | Name):
        raise WrongType("type", "a set of texts or ints, which have an order", hint)
    return Unordered(shape)


def _name(enum: type[Enum]) -> Name:
    if {type(member.value) for member in enum} not in ({str}, {int}):
        raise WrongType("type", "an enumeration of texts or ints", enum)
    return Name(enum)


def _union(args: tuple[Any, ...]) -> Shape:
    hints = tuple(arg for arg in args if arg is not NoneType)
    shape = shape_of(hints[0]) if len(hints) == 1 else _choice(hints)
    return Maybe(shape) if len(hints) < len(args) else shape


def _choice(hints: tuple[Any, ...]) -> Choice:
    objects = [shape for shape in map(shape_of, hints) if isinstance(shape, Object)]
    members = {kind_of(each.cls): each for each in objects}
    if len(members) < len(hints):
        raise WrongType("type", "a union of classes of different names, each with fields", hints)
    for each in objects:
        _check_free(each.cls, KIND)
    return Choice(MappingProxyType(members), MappingProxyType({each.cls: kind for kind, each in members.items()}))


@lru_cache(maxsize=_KEPT)
def fields_of(hint: Any) -> Mapping[str, Field]:
    """Return the public fields of a class by name, in order; raises WrongType where one has no plain form."""
    return MappingProxyType(_fields(hint))


def _fields(hint: Any) -> dict[str, Field]:
    cls = get_origin(hint) or hint
    hints = get_type_hints(cls)
    args = get_args(hint)
    types = {each: args[place] for place, each in enumerate(cls.__parameters__)} if args else {}
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
    return shape_of(hint[tuple(types[each] for each in free)] if free and types else hint)
