"""How a value is sent as plain data: a table of keys for each class, and the way there and back by that alone."""

__all__ = ["Shape", "read", "written"]

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from ..dates import Month
from ..errors import MalformedData, WrongType, WrongValue, describe
from ..interchange.extra import extra_of, plain
from ..interchange.misfit import problem_of
from .instants import instant_of, instant_text

_INSTANTS = frozenset(
    {
        *("created", "modified", "starts_at", "expires_at", "ended_at", "ends_at", "added"),
        *("generated", "period_start", "period_end"),
    }
)
_PARSED: Mapping[str, tuple[str, Callable[[str], object]]] = MappingProxyType(
    {**dict.fromkeys(_INSTANTS, ("an instant", instant_of)), "month": ("a month", Month.parse)}
)
"""Fields that are sent as text and are none: what each is, and how it is read."""


class Shape(NamedTuple):
    """How a class is sent.

    Attributes:
        cls: the class.
        keys: its fields, and the key of each, in the order in which they are sent.
        free: fields that may be null or absent.
        rare: fields that are sent only if they are set; of any other a null is said.
        beside: fields whose null is said only where another field is set, by the name of that.
        tag: what the key `object` says, where there is one.
        inner: the shapes of fields that are objects.
        many: fields that hold a list of them.
    """

    cls: type
    keys: Mapping[str, str]
    free: frozenset[str] = frozenset()
    rare: frozenset[str] = frozenset()
    beside: Mapping[str, str] = MappingProxyType({})
    tag: str | None = None
    inner: Mapping[str, "Shape"] = MappingProxyType({})
    many: frozenset[str] = frozenset()


def written(shape: Shape, value: Any) -> dict[str, Any]:
    """Return a value of the shape's class as plain data."""
    data: dict[str, Any] = {} if shape.tag is None else {"object": shape.tag}
    for field, key in shape.keys.items():
        part = getattr(value, field)
        if part is not None or _says_null(shape, field, value):
            data[key] = _part(shape, field, part)
    return data | {key: plain(text) for key, text in value.extra}


def _says_null(shape: Shape, field: str, value: Any) -> bool:
    other = shape.beside.get(field)
    return field not in shape.rare and (other is None or getattr(value, other) is not None)


def _part(shape: Shape, field: str, part: Any) -> Any:
    inner = shape.inner.get(field)
    if part is None:
        return None
    if inner is not None:
        return [written(inner, each) for each in part] if field in shape.many else written(inner, part)
    if type(part) is datetime:
        return instant_text(part)
    return str(part) if type(part) is Month else part


def read(shape: Shape, data: Any, path: str) -> Any:
    """Return the value that plain data stands for; raises MalformedData with the path of what is wrong."""
    if not _is(dict, data):
        raise MalformedData(path, f"expected an object, got {describe(data)}")
    for key in data:
        if type(key) is not str:
            raise MalformedData(path, f"expected keys of text, got {describe(key)}")
    known = set(shape.keys.values())
    if shape.tag is not None:
        known.add("object")
        if data.get("object") != shape.tag or type(data["object"]) is not str:
            raise MalformedData(f"{path}.object", f"expected {shape.tag}, got {describe(data.get('object'))}")
    fields = {field: _got(shape, field, data.get(key), f"{path}.{key}") for field, key in shape.keys.items()}
    extra = extra_of(data, known, path)
    try:
        return shape.cls(**fields, extra=extra)
    except (WrongType, WrongValue) as error:
        raise MalformedData(f"{path}.{shape.keys[error.name]}", problem_of(error)) from None


def _got(shape: Shape, field: str, data: Any, path: str) -> object:
    if data is None:
        if field in shape.free:
            return None
        raise MalformedData(path, "expected a value, got nothing")
    inner = shape.inner.get(field)
    if inner is None:
        return _parsed(field, data, path) if field in _PARSED else data
    if field not in shape.many:
        return read(inner, data, path)
    if not _is(list, data):
        raise MalformedData(path, f"expected a list, got {describe(data)}")
    return tuple(read(inner, each, f"{path}[{index}]") for index, each in enumerate(data))


def _is(kind: type, data: object) -> bool:
    return type(data) is kind


def _parsed(field: str, data: object, path: str) -> object:
    what, parse = _PARSED[field]
    if type(data) is not str:
        raise MalformedData(path, f"expected {what} as text, got {describe(data)}")
    try:
        return parse(data)
    except WrongValue as error:
        raise MalformedData(path, problem_of(error)) from None
