"""Instants as whole numbers: microseconds from 1970-01-01 in UTC, as fine as Python and so the scalar core has them."""

__all__ = ["FIRST_INSTANT", "INSTANT", "LAST_INSTANT", "NO_INSTANT", "datetime_of", "microseconds", "number_of"]

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .arrays import ArrowArray, Numbers, numbers, valid

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
INSTANT = pa.timestamp("us", "UTC")
"""How instants leave this room."""


def number_of(instant: datetime) -> int:
    """Return an instant as a number.

    >>> number_of(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC))
    -1
    """
    return (instant - _EPOCH) // timedelta.resolution


def datetime_of(number: int) -> datetime:
    """Return the instant of a number, in UTC."""
    return _EPOCH + timedelta(microseconds=number)


FIRST_INSTANT = number_of(datetime.min.replace(tzinfo=UTC))
LAST_INSTANT = number_of(datetime.max.replace(tzinfo=UTC))
"""Instants that Python knows: the years 1 to 9999."""
NO_INSTANT = LAST_INSTANT + 1
"""What stands where a column has an instant that Python does not know."""

_A_MICROSECOND: Mapping[str, int] = MappingProxyType({"s": -1_000_000, "ms": -1_000, "us": 1, "ns": 1_000})
"""How many of a unit make a microsecond; below 0, how many of these the unit has."""


def microseconds(instants: ArrowArray) -> tuple[Numbers, NDArray[np.bool_] | None]:
    """Return instants of any unit as numbers, and which of them are instants, or None where all are.

    Parts of a microsecond are cut off backwards in time, so no instant comes into another month. Where there is
    nothing, or a year that Python does not know, the number means nothing.
    """
    there, found, factor = valid(instants), numbers(instants), _A_MICROSECOND[instants.type.unit]
    if factor > 1:  # a column of nanoseconds does not reach beyond the years that Python knows
        return found // factor, there
    first, last = (limit // -factor if factor < 0 else limit for limit in (FIRST_INSTANT, LAST_INSTANT))
    if found.min(initial=0) < first or found.max(initial=0) > last:
        known = (found >= first) & (found <= last)
        there = known if there is None else there & known
        found = np.where(known, found, 0)
    return (found * -factor if factor < 0 else found), there
