"""The nth business day of a month: Monday to Friday, less what the caller calls a holiday."""

__all__ = ["business_day"]

from collections.abc import Callable
from datetime import date

from ..checks import check_whole
from ..errors import WrongType, WrongValue
from .month import Month
from .period import Period

_SATURDAY = 5


def business_day(month: Month, nth: int, *, holiday: Callable[[date], bool] | None = None) -> date:
    """Return the nth day of a month that is a Monday to Friday and no holiday; no holidays are known by default.

    `holiday` answers whether a day is one; it is asked about weekdays only, and no day twice. Raises WrongType, or
    WrongValue for less than 1 or more business days than the month has.

    >>> business_day(Month.parse("2026-05"), 3).isoformat()
    '2026-05-05'
    """
    check_whole("nth", nth, 1)
    if holiday is not None and not callable(holiday):
        raise WrongType("holiday", "a function of a day", holiday)
    left = nth
    for day in Period.of(month):
        if day.weekday() < _SATURDAY and not (holiday is not None and holiday(day)):
            left -= 1
            if left == 0:
                return day
    raise WrongValue("nth", f"at most the {nth - left} business days of {month}", nth)
