"""Adding months to an instant: the same time of day in UTC, on the last day of a month too short for it."""

__all__ = ["months_later"]

from datetime import UTC, datetime

from ..checks import check_instant
from ..dates import add_months


def months_later(instant: datetime, months: int) -> datetime:
    """Return the instant so many calendar months later, or with a minus earlier, in UTC (rules P04, P31).

    >>> months_later(datetime(2024, 2, 29, tzinfo=UTC), 12).isoformat()
    '2025-02-28T00:00:00+00:00'
    """
    check_instant("instant", instant)
    utc = instant.astimezone(UTC)
    return datetime.combine(add_months(utc.date(), months), utc.timetz())
