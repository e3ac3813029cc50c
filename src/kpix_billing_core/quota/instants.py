"""Instants in UTC, and others reckoned from them: months keep the time of day, and a month too short ends sooner."""

__all__ = ["days_later", "months_earlier", "months_later", "utc"]

from datetime import UTC, datetime, timedelta

from ..checks import check_instant
from ..dates import add_months
from ..dates.zone import utc
from ..errors import WrongValue

_FIRST = datetime.min.replace(tzinfo=UTC)
_LAST = datetime.max.replace(tzinfo=UTC)


def months_later(instant: datetime, months: int) -> datetime:
    """Return the instant so many calendar months later, in UTC (rule P04). Raises WrongValue beyond the year 9999.

    >>> months_later(datetime(2024, 2, 29, tzinfo=UTC), 12).isoformat()
    '2025-02-28T00:00:00+00:00'
    """
    check_instant("instant", instant)
    moment = utc(instant)
    return datetime.combine(add_months(moment.date(), months), moment.timetz())


def months_earlier(instant: datetime, months: int) -> datetime:
    """Return the instant so many calendar months earlier, in UTC, or the first instant there is (rule P31)."""
    try:
        return months_later(instant, -months)
    except WrongValue:
        return _FIRST


def days_later(instant: datetime, days: int) -> datetime:
    """Return the instant so many days of 24 hours later, or the last instant there is."""
    try:
        return instant + timedelta(days=days)
    except OverflowError:
        return _LAST
