"""Identifiers: opaque, printable, non-empty text given by the caller, compared letter by letter."""

__all__ = ["AccountId", "DeviceId", "SkuCode", "check_id", "identifier"]

from typing import Any, TypeAlias

import attrs

from .errors import WrongType, WrongValue

AccountId: TypeAlias = str
"""Who pays."""
DeviceId: TypeAlias = str
"""What is billed."""
SkuCode: TypeAlias = str
"""What is sold; a priced variant is its own SKU."""


def check_id(name: str, value: object) -> None:
    """Refuse anything but printable, non-empty text.

    Files are stricter: a cell with blanks around an id is a fault there, where it is most likely a slip.

    >>> check_id("account", "acme")
    >>> check_id("account", "")
    Traceback (most recent call last):
    kpix_billing_core.errors.WrongValue: account: expected an id, got str ''
    """
    if type(value) is not str:
        raise WrongType(name, "str", value)
    if not value:
        raise WrongValue(name, "an id", value)
    if not value.isprintable():
        raise WrongValue(name, "printable text", value)


def identifier(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    """Validate a field as an id."""
    check_id(attribute.name, value)
