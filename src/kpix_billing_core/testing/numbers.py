"""Numbers that several strategies draw: versions, places in a log, things left, and more than any fleet needs."""

__all__ = ["HEX_IDS", "MANY", "PLACES", "SOME", "SOME_OR_NONE", "VERSIONS", "within"]

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import TypeVar

from hypothesis import strategies as st

from ..dates import Month

Ordered = TypeVar("Ordered", int, Fraction, date, Month)

MANY = 10**18
"""More than any fleet needs, and than a float can count."""

PLACES = st.integers(0, 9)
"""Of an event or a grant among those of its account."""

VERSIONS = PLACES | st.just(MANY)
SOME = st.integers(1, 4) | st.just(MANY)
SOME_OR_NONE = st.integers(0, 4) | st.just(MANY)
"""Things counted: devices, credits, tokens."""

HEX_IDS = st.integers(0, 16**32 - 1).map("{:032x}".format)
"""Ids of 32 hexadecimal digits."""


def within(values: Iterable[Ordered], low: Ordered | None, high: Ordered | None) -> list[Ordered]:
    """Return the values from one to another, both included; without bounds, all."""
    return [value for value in values if (low is None or low <= value) and (high is None or value <= high)]
