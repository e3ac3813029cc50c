"""From instants to billing days and back: a zone says which day an instant falls on, and when a month begins."""

__all__ = ["before_end", "day_start", "local_day", "month_start", "next_cycle", "utc"]

from datetime import UTC, date, datetime, time, tzinfo

from ..checks import check_day, check_instant
from ..errors import WrongType, WrongValue
from .month import Month

_LAST_MONTH = Month.of(date.max)


def local_day(instant: datetime, zone: tzinfo = UTC) -> date:
    """Return the calendar day an aware instant falls on in a zone (rule L43).

    Raises WrongType for anything but a datetime, WrongValue for a naive one or a day outside the years 1 to 9999.

    >>> from datetime import timedelta, timezone
    >>> local_day(datetime(2026, 4, 30, 23, 30, tzinfo=UTC), timezone(timedelta(hours=1))).isoformat()
    '2026-05-01'
    """
    check_instant("instant", instant)
    check_zone("zone", zone)
    try:
        return instant.astimezone(zone).date()
    except (OverflowError, ValueError):
        raise WrongValue("instant", "a local day within the years 1 to 9999", instant) from None


def month_start(month: Month, zone: tzinfo = UTC) -> datetime:
    """Return the first instant of a month in a zone, as a UTC instant.

    Where the clock skips midnight on the first, the month starts at the skip.

    >>> month_start(Month.parse("2026-04")).isoformat()
    '2026-04-01T00:00:00+00:00'
    """
    if type(month) is not Month:
        raise WrongType("month", "Month", month)
    return _start("month", month, month.first_day, zone)


def day_start(day: date, zone: tzinfo = UTC) -> datetime:
    """Return the first instant of a day in a zone, as a UTC instant; as `month_start` where the clock skips midnight.

    >>> day_start(date(2026, 5, 1)).isoformat()
    '2026-05-01T00:00:00+00:00'
    """
    return _start("day", day, check_day("day", day), zone)


def next_cycle(instant: datetime, zone: tzinfo = UTC) -> datetime:
    """Return the first instant of the month after an instant's own, where the next billing cycle starts (rule L28).

    It is always later than the instant: at the very start of a month it is one month later, and where a clock put back
    repeats the end of the last day it is not the start that has already been. Raises as `local_day`.

    >>> next_cycle(datetime(2026, 4, 1, tzinfo=UTC)).isoformat()
    '2026-05-01T00:00:00+00:00'
    """
    month = Month.of(local_day(instant, zone)) + 1
    start = month_start(month, zone)
    return start if start > instant else month_start(month + 1, zone)


def before_end(instant: datetime, month: Month, zone: tzinfo) -> bool:
    """Whether an instant is before the end of a month: before the next one starts, and always in the last there is."""
    return month == _LAST_MONTH or instant < month_start(month + 1, zone)


def utc(instant: datetime) -> datetime:
    """Return an instant as one in UTC; what is none is returned as it is, for a check to complain of.

    Two instants of one zone are compared by its clocks, which say some hours twice; in UTC they never do.
    """
    if type(instant) is not datetime or instant.tzinfo is UTC or instant.utcoffset() is None:
        return instant
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        return instant


def check_zone(name: str, value: object) -> None:
    """Refuse anything but a `tzinfo` value; a zone's name is looked up by the caller, never here."""
    if not isinstance(value, tzinfo):
        raise WrongType(name, "tzinfo", value)


def _start(name: str, given: object, day: date, zone: tzinfo) -> datetime:
    check_zone("zone", zone)
    start = datetime.combine(day, time(), zone)
    # Without an offset, Python would take the machine's own zone.
    check_instant(f"start of the {name} in the zone", start)
    try:
        return start.astimezone(UTC)
    except (OverflowError, ValueError):
        raise WrongValue(name, "a start within the years 1 to 9999", given) from None
