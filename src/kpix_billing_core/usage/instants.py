"""Instants in UTC, and the instants of a month: each belongs to exactly one month of a zone."""

__all__ = ["MonthSpan", "check_month_of", "check_utc", "day_starts", "month_span", "utc"]

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from ..checks import check_instant
from ..dates import Month, day_start, month_start
from ..dates.zone import check_zone
from ..errors import WrongType, WrongValue

_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)
_FIRST_MONTH, _LAST_MONTH = Month.of(date.min), Month.of(date.max)
_ANY_TIME = datetime(2026, 1, 1)  # noqa: DTZ001  a zone is asked about local time


class MonthSpan(NamedTuple):
    """The first and the last instant of a month, both in UTC and both included.

    The last is one microsecond before the next month: between the two there is no instant.
    """

    first: datetime
    last: datetime


def utc(instant: datetime) -> datetime:
    """Return an instant as one in UTC; what is none is returned as it is, for `check_utc` to complain of.

    Two instants of one zone are compared by its clocks, which say some hours twice; in UTC they never do.
    """
    if type(instant) is not datetime or instant.tzinfo is UTC or instant.utcoffset() is None:
        return instant
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        return instant


def check_utc(name: str, instant: Any) -> None:
    """Refuse what `utc` did not make an instant in UTC: another type, a naive datetime, a year beyond 1 to 9999."""
    check_instant(name, instant)
    if instant.tzinfo is not UTC:
        raise WrongValue(name, "an instant in UTC, within the years 1 to 9999", instant)


def check_month_of(month: object, zone: Any) -> None:
    """Refuse what is no month, and a zone that does not know its offset: Python would take the machine's own."""
    if type(month) is not Month:
        raise WrongType("month", "Month", month)
    check_zone("zone", zone)
    if zone.utcoffset(_ANY_TIME) is None:
        raise WrongValue("zone", "a zone that knows its offset", zone)


def month_span(month: Month, zone: tzinfo) -> MonthSpan:
    """Return the first and the last instant of a month in a zone (rule P11).

    A month ends where the next one starts, so no instant is in two months or in none, whatever the clocks do. The first
    month there is has all before it, the last one all after it.
    """
    first = _FIRST if month == _FIRST_MONTH else month_start(month, zone)
    last = _LAST if month == _LAST_MONTH else month_start(month + 1, zone) - timedelta.resolution
    return MonthSpan(first, last)


def day_starts(month: Month, zone: tzinfo) -> list[datetime]:
    """Return the first instant of each day of a month after its first, in order: they part the month into its days."""
    first = month.first_day.toordinal()
    return [day_start(date.fromordinal(first + days), zone) for days in range(1, month.days)]
