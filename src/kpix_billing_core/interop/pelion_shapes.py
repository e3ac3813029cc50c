"""The published shapes as plain data and back: which key holds what, which are always sent, which must be there."""

__all__ = ["from_pelion", "to_pelion"]

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from ..errors import MalformedData, WrongType, WrongValue, describe
from ..interchange.misfit import problem_of
from .extra import extra_of, plain
from .instants import instant_of, instant_text
from .pelion_history import ENTRY_KEYS, PAGE_KEYS, RESERVATION_KEYS, PelionEntry, PelionHistory, PelionReservation
from .pelion_packages import PACKAGE_KEYS, PelionPackage, PelionPackages, PelionQuota

T = TypeVar("T", PelionPackages, PelionQuota, PelionHistory)
_INSTANTS = frozenset({"created", "modified", "starts_at", "expires_at", "ended_at", "added"})


class Shape(NamedTuple):
    """How a class is sent: its keys by field, those that may be null or absent, and those sent only if they are set."""

    cls: type
    keys: Mapping[str, str]
    free: frozenset[str] = frozenset()
    rare: frozenset[str] = frozenset()
    tag: str | None = None
    inner: Mapping[str, "Shape"] = MappingProxyType({})
    many: frozenset[str] = frozenset()


def _package(always: str, free: str) -> Shape:
    """Return how a package is sent in one place: with these keys beside those of every place, and these may be null."""
    elsewhere = _SOMEWHERE - set(always.split())
    return Shape(PelionPackage, PACKAGE_KEYS, free=elsewhere | set(free.split()), rare=elsewhere)


_SOMEWHERE = frozenset({"grace_period", "ended_at", "reason", "next_id", "previous_id", "created", "modified"})
_LINKS = "previous_id next_id"
_ACTIVE = _package(f"created modified {_LINKS} grace_period", f"{_LINKS} grace_period")
_PENDING = _package("created modified previous_id", "")
_PREVIOUS = _package(f"created modified {_LINKS} ended_at reason", _LINKS)
_OF_ENTRY = _package("previous_id", "previous_id")
_RESERVATION = Shape(PelionReservation, RESERVATION_KEYS)
_ENTRY = Shape(
    PelionEntry,
    ENTRY_KEYS,
    free=frozenset({"reservation", "package"}),
    inner=MappingProxyType({"reservation": _RESERVATION, "package": _OF_ENTRY}),
)
_PACKAGES = Shape(
    PelionPackages,
    {"pending": "pending", "active": "active", "previous": "previous"},
    free=frozenset({"pending", "active"}),
    tag="service-packages",
    inner=MappingProxyType({"pending": _PENDING, "active": _ACTIVE, "previous": _PREVIOUS}),
    many=frozenset({"previous"}),
)
_QUOTA = Shape(PelionQuota, {"quota": "quota"}, tag="service-package-quota")
_HISTORY = Shape(
    PelionHistory,
    PAGE_KEYS,
    free=frozenset({"order", "after"}),
    tag="service-package-quota-history",
    inner=MappingProxyType({"entries": _ENTRY}),
    many=frozenset({"entries"}),
)
_DOCUMENTS: Mapping[object, Shape] = MappingProxyType({each.cls: each for each in (_PACKAGES, _QUOTA, _HISTORY)})
_KNOWN = "PelionPackages, PelionQuota or PelionHistory"


def to_pelion(value: PelionPackages | PelionQuota | PelionHistory) -> dict[str, Any]:
    """Return a document as plain data, ready for JSON: nulls said, times in UTC with milliseconds and a Z.

    Raises WrongType for anything else.

    >>> to_pelion(PelionQuota(quota=15))
    {'object': 'service-package-quota', 'quota': 15}
    """
    shape = _DOCUMENTS.get(type(value))
    if shape is None:
        raise WrongType("value", _KNOWN, value)
    return _written(shape, value)


def from_pelion(cls: type[T], data: object) -> T:
    """Return the document that plain data stands for; the inverse of `to_pelion`.

    A null and an absent key are the same; keys that are not known are kept. Raises MalformedData with the path for data
    of another shape, WrongType for a class that is none of the documents.

    >>> from_pelion(PelionQuota, {"object": "service-package-quota", "quota": None})
    Traceback (most recent call last):
    kpix_billing_core.errors.MalformedData: $.quota: expected a value, got nothing
    """
    shape = next((each for known, each in _DOCUMENTS.items() if cls is known), None)
    if shape is None:
        raise WrongType("cls", _KNOWN, cls)
    found: T = _read(shape, data, "$")
    return found


def _written(shape: Shape, value: Any) -> dict[str, Any]:
    data: dict[str, Any] = {} if shape.tag is None else {"object": shape.tag}
    for field, key in shape.keys.items():
        part = getattr(value, field)
        if part is not None or field not in shape.rare:
            data[key] = _part(shape, field, part)
    return data | {key: plain(text) for key, text in value.extra}


def _part(shape: Shape, field: str, part: Any) -> Any:
    inner = shape.inner.get(field)
    if part is None:
        return None
    if inner is not None:
        return [_written(inner, each) for each in part] if field in shape.many else _written(inner, part)
    return instant_text(part) if type(part) is datetime else part


def _read(shape: Shape, data: Any, path: str) -> Any:
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
        return _instant(data, path) if field in _INSTANTS else data
    if field not in shape.many:
        return _read(inner, data, path)
    if not _is(list, data):
        raise MalformedData(path, f"expected a list, got {describe(data)}")
    return tuple(_read(inner, each, f"{path}[{index}]") for index, each in enumerate(data))


def _is(kind: type, data: object) -> bool:
    return type(data) is kind


def _instant(data: object, path: str) -> object:
    if type(data) is not str:
        raise MalformedData(path, f"expected an instant as text, got {describe(data)}")
    try:
        return instant_of(data)
    except WrongValue as error:
        raise MalformedData(path, problem_of(error)) from None
