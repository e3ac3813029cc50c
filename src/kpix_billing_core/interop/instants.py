"""Instants as other systems write them: in UTC, with milliseconds and a Z."""

__all__ = ["instant_of", "instant_text", "milliseconds"]

import re
from datetime import UTC, datetime, timedelta

from ..errors import WrongValue

# Some published samples leave the seconds out, some times have more digits than others.
_INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))", re.ASCII
)
_FORM = "an instant such as '2017-10-10T10:45:12.896Z'"


def milliseconds(instant: datetime) -> datetime:
    """Return an instant in UTC, less what is finer than a millisecond, which these shapes do not know.

    It is never a later instant than the one given, and two in order stay in order; to refuse them would refuse every
    reading of a clock. What is no instant is returned as it is, for a check to complain of.

    >>> milliseconds(datetime(2026, 4, 1, 12, 0, 0, 896999, tzinfo=UTC)).isoformat()
    '2026-04-01T12:00:00.896000+00:00'
    """
    if type(instant) is not datetime or instant.utcoffset() is None:
        return instant
    try:
        moment = instant.astimezone(UTC)
    except OverflowError:
        return instant
    return moment - timedelta(microseconds=moment.microsecond % 1000)


def instant_text(instant: datetime) -> str:
    """Return an instant as text with milliseconds and a Z.

    >>> instant_text(datetime(2026, 4, 1, 14, 30, tzinfo=UTC))
    '2026-04-01T14:30:00.000Z'
    """
    return milliseconds(instant).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def instant_of(text: str) -> datetime:
    """Return the instant that text stands for. Raises WrongValue.

    >>> instant_of("2017-10-10T12:45:12.896+02:00").isoformat()
    '2017-10-10T10:45:12.896000+00:00'
    """
    found = _INSTANT.fullmatch(text)
    if found is None:
        raise WrongValue("instant", _FORM, text)
    year, month, day, hour, minute, second, fraction, sign, hours, minutes = found.groups()
    ahead = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    try:
        there = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=UTC)
        there += timedelta(microseconds=int(f"{fraction or '':0<6}"[:6]))
        return there + ahead if sign == "-" else there - ahead
    except (OverflowError, ValueError):
        raise WrongValue("instant", _FORM, text) from None
