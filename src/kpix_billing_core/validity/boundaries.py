"""Where validity starts, ends, and is borne with or announced: from days and instants to instants in UTC."""

__all__ = ["FIRST", "LAST", "Stretch", "day_at", "days_before", "days_later", "in_utc", "instant_of", "stretch_of"]

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from ..dates import day_start, local_day
from ..errors import WrongValue
from .record import TimedValidity, ValidityRecord
from .rules import ApplicationRules

FIRST = datetime.min.replace(tzinfo=UTC)
LAST = datetime.max.replace(tzinfo=UTC)
"""Stand for ever: what starts at the one has always been, what ends at the other never ends."""

_FIRST_DAY, _LAST_DAY = date.min.toordinal(), date.max.toordinal()


class Stretch(NamedTuple):
    """A record as instants: its start, its end, the end of its grace, and where somebody ended it."""

    start: datetime
    end: datetime
    grace_end: datetime
    deactivated: datetime | None
    record: ValidityRecord


def stretch_of(record: ValidityRecord, rules: ApplicationRules) -> Stretch | None:
    """Return a record as instants; None for one without days.

    Days of grace are calendar days: no clock change makes them shorter (rule K09).
    """
    if isinstance(record, TimedValidity):
        end = in_utc(record.end_at)
        ended = None if record.deactivated_at is None else in_utc(record.deactivated_at)
        return Stretch(in_utc(record.start_at), end, days_later(end, rules.grace_days, rules), ended, record)
    if record.start is None or record.last_day is None:
        return None
    start, end = instant_of(record.start, 0, rules), instant_of(record.last_day, 1, rules)
    ended = None if record.deactivated_on is None else instant_of(record.deactivated_on, 1, rules)
    return Stretch(start, end, instant_of(record.last_day, 1 + rules.grace_days, rules), ended, record)


def days_before(record: ValidityRecord, days: int, rules: ApplicationRules) -> datetime:
    """Return the instant so many calendar days, at least 1, before the end of a record with days (rule K10)."""
    if isinstance(record, TimedValidity):
        return days_later(in_utc(record.end_at), -days, rules)
    last_day = record.last_day or date.max
    found, end = instant_of(last_day, 1 - days, rules), instant_of(last_day, 1, rules)
    # A day that a zone left out has no instant: its start is its end, and the one before it is meant.
    return found if found < end else instant_of(last_day, -days, rules)


def instant_of(day: date, days: int, rules: ApplicationRules) -> datetime:
    """Return the start of the day so many days after another, in the application's zone (rules K01, K09).

    From the day, not from the instant: where midnight is skipped, the next one is midnight again.
    """
    number = day.toordinal() + days
    if number <= _FIRST_DAY:
        return FIRST
    return LAST if number >= _LAST_DAY else day_start(date.fromordinal(number), rules.zone)


def days_later(instant: datetime, days: int, rules: ApplicationRules) -> datetime:
    """Return the instant so many calendar days later, at the same local time: no clock change counts."""
    try:
        local = instant.astimezone(rules.zone)
        return datetime.combine(local.date() + timedelta(days=days), local.time(), rules.zone).astimezone(UTC)
    except (OverflowError, ValueError):
        return FIRST if days < 0 or instant == FIRST else LAST


def day_at(instant: datetime, rules: ApplicationRules) -> date:
    """Return the day whose start was the last one before an instant.

    It is the local day, but for where a clock put back over midnight repeats the end of the day before.
    """
    try:
        day = local_day(instant, rules.zone)
    except WrongValue:
        return date.min if instant.year == 1 else date.max
    return day + timedelta(days=1) if day < date.max and instant_of(day, 1, rules) <= instant else day


def in_utc(instant: datetime) -> datetime:
    """Return an instant in UTC; one beyond the years 1 to 9999 stands for ever."""
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        return FIRST if instant.year == 1 else LAST
