"""Adding months to a day, always from the anchor: a month end that was clamped is forgotten, never built upon."""

__all__ = ["add_months", "anniversary_period"]

from datetime import date, timedelta

from ..checks import check_day, check_whole
from ..errors import WrongValue
from .period import Period


def add_months(anchor: date, months: int) -> date:
    """Return the day `months` calendar months after `anchor`, or the last day of a month too short for it.

    Negative months go back. Twelve months are not 365 days, and one month twice is not two months: 31 January + 1 is
    28 February and + 2 is 31 March, but 28 February + 1 is 28 March. So keep the anchor and count from it. Raises
    WrongType, or WrongValue beyond the years 1 to 9999.

    >>> [add_months(date(2026, 1, 31), n).isoformat() for n in (1, 2)]
    ['2026-02-28', '2026-03-31']
    """
    # Imported here: rating a month needs no dateutil, and an import should cost what it is used for.
    from dateutil.relativedelta import relativedelta  # noqa: PLC0415

    check_day("anchor", anchor)
    check_whole("months", months)
    try:
        return anchor + relativedelta(months=months)
    except (ValueError, OverflowError):
        raise WrongValue("months", "a day within the years 1 to 9999", months) from None


def anniversary_period(anchor: date, day: date, months: int = 1) -> Period:
    """Return the period of `months` calendar months, counted from `anchor`, that holds `day`.

    Such periods tile: each day from the anchor on, and before it, lies in exactly one, and which one depends on the day
    alone. Raises WrongType, or WrongValue for fewer than 1 month or beyond the years 1 to 9999.

    >>> anniversary_period(date(2026, 1, 31), date(2026, 3, 1))
    Period.parse('2026-02-28/2026-03-30')
    """
    check_day("anchor", anchor)
    check_day("day", day)
    check_whole("months", months, 1)
    # Counting calendar months is right, or one step too far where the anniversary comes later in the day's own month.
    between = (day.year - anchor.year) * 12 + day.month - anchor.month
    steps = between // months
    if add_months(anchor, steps * months) > day:
        steps -= 1
    end = add_months(anchor, (steps + 1) * months)
    return Period(add_months(anchor, steps * months), end - timedelta(days=1))
