"""What every list of the published API is asked with: how much of it, from where, in which order."""

__all__ = ["LEAST", "MOST", "USUAL", "check_digits", "check_limit", "check_order"]

import re

from ..checks import check_text, check_whole
from ..errors import WrongType, WrongValue
from .numbers import at_most

LEAST, MOST, USUAL = 2, 1000, 50
"""How much a page may hold, and how much it holds unless told otherwise."""
_ID = re.compile("[0-9a-fA-F]{32}")


def check_digits(name: str, value: str) -> None:
    """Refuse anything but an id of 32 hexadecimal digits, in letters of either size."""
    check_text(name, value)
    if _ID.fullmatch(value) is None:
        raise WrongValue(name, "32 hexadecimal digits", value)


def check_limit(limit: int) -> None:
    """Refuse a number of lines that a page cannot hold."""
    check_whole("limit", limit, LEAST)
    at_most("limit", limit, MOST)


def check_order(order: str) -> None:
    """Refuse an order that is neither of the two."""
    if type(order) is not str:
        raise WrongType("order", "str", order)
    if order not in {"ASC", "DESC"}:
        raise WrongValue("order", "ASC or DESC", order)
