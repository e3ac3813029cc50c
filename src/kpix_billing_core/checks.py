"""Exact checks of types and ranges, as attrs validators: a bool is no int, a datetime no day, a subclass a stranger."""

__all__ = [
    "check_day",
    "check_instant",
    "check_many",
    "check_ratio",
    "check_text",
    "check_whole",
    "day",
    "derived",
    "each",
    "instance",
    "optional",
    "text",
    "whole",
]

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Any, TypeVar, cast

import attrs

from .errors import WrongType, WrongValue

T = TypeVar("T")
Validator = Callable[[Any, "attrs.Attribute[Any]", Any], None]

TOO_LARGE: int = 10**640
"""Beyond any ledger; and below it every interpreter prints a number, whatever limit somebody has set."""

_PAIR = 2
_NOT_IN_ORDER: tuple[type, ...] = (str, bytes, bytearray, memoryview, AbstractSet, Mapping)


def check_whole(name: str, value: object, minimum: int | None = None) -> None:
    """Refuse anything but an int (a bool is not one) of at least `minimum` and no absurd size."""
    if type(value) is not int:
        raise WrongType(name, "int", value)
    if abs(value) >= TOO_LARGE:
        raise WrongValue(name, "at most 640 digits", value)
    if minimum is not None and value < minimum:
        raise WrongValue(name, f"at least {minimum}", value)


def check_text(name: str, value: object) -> None:
    """Refuse anything but a str that can be printed and written: no control characters, no lone surrogates."""
    if type(value) is not str:
        raise WrongType(name, "str", value)
    if not value.isprintable():
        raise WrongValue(name, "printable text", value)


def check_day(name: str, value: object) -> date:
    """Return a plain `datetime.date`, refuse anything else: an instant is not a day until a zone says which."""
    if type(value) is not date:
        raise WrongType(name, "date", value)
    return value


def check_instant(name: str, value: object) -> None:
    """Refuse anything but an aware `datetime`."""
    if type(value) is not datetime:
        raise WrongType(name, "aware datetime", value)
    if value.utcoffset() is None:
        raise WrongValue(name, "a datetime with its zone", value)


def check_ratio(name: str, value: object) -> None:
    """Refuse anything but a (numerator, denominator) of whole numbers, the first at least 0, the second at least 1."""
    # Asked of every line of every invoice: one look at the usual case, and the reasons only where it fails.
    kind = type(value)
    pair = cast("tuple[Any, ...]", value if kind is tuple else ())
    if len(pair) != _PAIR:
        raise WrongType(name, "(numerator, denominator)", value)
    numerator, denominator = pair
    if not (type(numerator) is type(denominator) is int and 0 <= numerator < TOO_LARGE and 0 < denominator < TOO_LARGE):
        check_whole(f"numerator of the {name}", numerator, 0)
        check_whole(f"denominator of the {name}", denominator, 1)


def check_many(name: str, value: object) -> None:
    """Refuse what holds no members in order, each as often as it is given: a set or a mapping would lose some.

    Text and bytes are refused too: their letters are never meant.
    """
    if type(value) is list or type(value) is tuple:
        return
    if isinstance(value, _NOT_IN_ORDER) or not isinstance(value, Iterable):
        raise WrongType(name, "a list, tuple or other iterable in order", value)


def whole(minimum: int | None = None) -> Validator:
    """Validate a field as an int of at least `minimum`."""

    def validate(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        check_whole(attribute.name, value, minimum)

    return validate


def text(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Validate a field as printable text, perhaps empty."""
    check_text(attribute.name, value)


def day(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Validate a field as a calendar day."""
    check_day(attribute.name, value)


def instance(*types: type) -> Validator:
    """Validate a field as exactly one of these types, no subclass."""

    def validate(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if type(value) not in types:
            raise WrongType(attribute.name, " or ".join(t.__name__ for t in types), value)

    return validate


def optional(validator: Validator) -> Validator:
    """Let a field be None; otherwise validate it."""

    def validate(owner: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
        if value is not None:
            validator(owner, attribute, value)

    return validate


def each(*types: type) -> Validator:
    """Validate a field as a tuple (a list would be mutable) whose members are exactly of these types."""

    def validate(_: object, attribute: "attrs.Attribute[Any]", value: tuple[object, ...]) -> None:
        if type(value) is not tuple:
            raise WrongType(attribute.name, "tuple", value)
        for member in value:
            if type(member) not in types:
                raise WrongType(attribute.name, f"tuple of {' or '.join(t.__name__ for t in types)}", member)

    return validate


def derived(derive: Callable[[Any], T]) -> T:
    """Return the default of a field that is derived from the fields before it.

    attrs derives before it validates: what is no value of its field makes `derive` stumble, and then the validators are
    asked to name it. Where they find nothing wrong, the error of `derive` stands.
    """

    def make(owner: Any) -> T:
        try:
            return derive(owner)
        except Exception:
            attrs.validate(owner)
            raise

    return attrs.Factory(make, takes_self=True)
