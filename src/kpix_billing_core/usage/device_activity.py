"""How active one device was in a month."""

__all__ = ["DeviceActivity"]

from datetime import datetime

import attrs

from ..checks import check_whole
from ..errors import WrongValue
from ..ids import DeviceId, check_id
from .instants import check_utc

_MOST_DAYS = 31


@attrs.frozen
class DeviceActivity:
    """How often and on which days of a month a device connected.

    Raises WrongType or WrongValue.

    Attributes:
        device: which.
        first: the instant of its first connection in the month, in UTC.
        connections: how many there were, each as often as it was given.
        days: the days of the month it connected on, as a bit for each, the first of the month the lowest.

    >>> from datetime import UTC
    >>> DeviceActivity("d1", datetime(2026, 4, 16, 12, tzinfo=UTC), connections=3, days=0b11 << 15).days.bit_count()
    2
    """

    device: DeviceId
    first: datetime
    connections: int
    days: int

    def __attrs_post_init__(self) -> None:
        _check(self)


def _check(one: DeviceActivity) -> None:
    check_id("device", one.device)
    check_utc("first", one.first)
    check_whole("days", one.days, 1)
    if one.days.bit_length() > _MOST_DAYS:
        raise WrongValue("days", "a bit for each day of a month", one.days)
    check_whole("connections", one.connections, one.days.bit_count())
