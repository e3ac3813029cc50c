"""Day counts: how many days of a month a stretch of use comes to, and what they are divided by.

A `DayCount` is two choices: which days count (`DayRule`), and the divisor (the days of the month, or a fixed number).
For one month both become `MonthDays`: a small table looked up once for each allocation, whatever the convention.
Every convention is additive: cut a stretch anywhere and the parts count what the whole did. Where the last day
counts, the next part starts on the day after; where it does not (END_EXCLUDED), on that last day itself.
"""

__all__ = [
    "ACTUAL_360",
    "END_EXCLUDED",
    "INCLUSIVE_DAYS",
    "STRICT_30_360",
    "DayCount",
    "DayRule",
    "MonthDays",
]

from enum import Enum
from fractions import Fraction
from functools import lru_cache

import attrs

from ..checks import check_whole, each, instance, optional, whole
from ..errors import WrongType, WrongValue
from .month import Month
from .period import Period

_MONTH_OF_360 = 30
_MONTH_LENGTHS = range(28, 32)
"""Days of every month in a year of 360."""


class DayRule(Enum):
    """Which days of a stretch count.

    INCLUSIVE: every calendar day, the first and the last included.
    END_EXCLUDED: every calendar day but the last; a stretch that goes on after the month counts the month's last day.
    THIRTY: every month has 30 days; the 31st adds nothing, and the end of February stands for all days up to the 30th.
    """

    INCLUSIVE = "inclusive"
    END_EXCLUDED = "end_excluded"
    THIRTY = "thirty"


@attrs.frozen
class MonthDays:
    """A day count worked out for one month: count a stretch by looking up where it starts and where it ends.

    `days = closes[last] - opens[first]`, with `first` = 0 for a stretch that started before the month, and
    `whole_month` in place of `closes[last]` for one that goes on after it.

    Attributes:
        opens: days counted before the day of the month that is the index; 0 at index 0.
        closes: days counted up to a stretch's last day, by day of the month; index 0 is no day and holds 0.
        whole_month: the days of a stretch that covers the month.
        divisor: what days are divided by to give plan-months.
    """

    opens: tuple[int, ...] = attrs.field(validator=each(int))
    closes: tuple[int, ...] = attrs.field(validator=each(int))
    whole_month: int = attrs.field(validator=whole(minimum=0))
    divisor: int = attrs.field(validator=whole(minimum=1))

    def __attrs_post_init__(self) -> None:
        _check_table(self)

    def days(self, first: int | None, last: int | None) -> int:
        """Return the days counted from day `first` to day `last` of the month; None: from before it, or on after it.

        >>> INCLUSIVE_DAYS.of(Month.parse("2026-04")).days(16, None)
        15
        """
        return _counted(self, first, last)


@attrs.frozen
class DayCount:
    """A convention for turning days into plan-months: which days count, over the month's days or a fixed divisor.

    Not included: anything but months. A quantity over several months is the sum of each month's days over that month's
    divisor, never all days over one divisor. Raises WrongType or WrongValue (rules L41 to L45).

    Attributes:
        rule: which days count.
        divisor: a fixed number of days to divide by, at least 2, or None for the days of the month.

    >>> INCLUSIVE_DAYS.quantity(Period.parse("2026-04-16/2026-04-30"))
    Fraction(1, 2)
    """

    rule: DayRule = attrs.field(default=DayRule.INCLUSIVE, validator=instance(DayRule))
    divisor: int | None = attrs.field(default=None, validator=optional(whole(minimum=2)))

    def __attrs_post_init__(self) -> None:
        _check(self)

    def of(self, month: Month) -> MonthDays:
        """Return the convention worked out for one month."""
        if type(month) is not Month:
            raise WrongType("month", "Month", month)
        return _month_days(self.rule, self.divisor, month.days)

    def days(self, period: Period) -> int:
        """Return the days of a period as this convention counts them, month by month."""
        return sum(days for days, _ in _by_month(self, period))

    def quantity(self, period: Period) -> Fraction:
        """Return the period in plan-months: the days of each month over that month's divisor, summed exactly."""
        return sum((Fraction(days, divisor) for days, divisor in _by_month(self, period)), Fraction(0))


def _check_table(table: MonthDays) -> None:
    for name, days in (("opens", table.opens), ("closes", table.closes)):
        if len(days) - 1 not in _MONTH_LENGTHS:
            raise WrongValue(name, "0 and then one number for each day of a month", days)
        for number in days:
            check_whole(name, number, 0)
    if len(table.opens) != len(table.closes):
        raise WrongValue("closes", f"{len(table.opens)} numbers, as many as opens", table.closes)


def _counted(table: MonthDays, first: int | None, last: int | None) -> int:
    opened = 0 if first is None else table.opens[_day_of_month("first", first, table)]
    closed = table.whole_month if last is None else table.closes[_day_of_month("last", last, table)]
    return closed - opened


def _day_of_month(name: str, number: int, table: MonthDays) -> int:
    # Python would count a negative index from the end, and answer.
    check_whole(name, number, 1)
    if number >= len(table.opens):
        raise WrongValue(name, f"1 to {len(table.opens) - 1}", number)
    return number


def _check(count: DayCount) -> None:
    if count.rule is DayRule.THIRTY and count.divisor != _MONTH_OF_360:
        raise WrongValue("divisor", f"{_MONTH_OF_360}, as every month has 30 days under this rule", count.divisor)


@lru_cache(maxsize=256)
def _month_days(rule: DayRule, divisor: int | None, length: int) -> MonthDays:
    return _worked_out(rule, divisor, length)


def _worked_out(rule: DayRule, divisor: int | None, length: int) -> MonthDays:
    opens = (0, *range(length))
    closes = (0, *(_up_to(rule, day, length) for day in range(1, length + 1)))
    whole_month = _MONTH_OF_360 if rule is DayRule.THIRTY else length
    return MonthDays(opens, closes, whole_month, length if divisor is None else divisor)


def _up_to(rule: DayRule, day: int, length: int) -> int:
    if rule is DayRule.END_EXCLUDED:
        return day - 1
    if rule is DayRule.THIRTY and day == length:
        return _MONTH_OF_360
    return day


def _by_month(count: DayCount, period: Period) -> list[tuple[int, int]]:
    if type(period) is not Period:
        raise WrongType("period", "Period", period)
    counted: list[tuple[int, int]] = []
    for month in period.months():
        table = count.of(month)
        first = period.first.day if period.first in month else None
        last = period.last.day if period.last in month else None
        counted.append((table.days(first, last), table.divisor))
    return counted


INCLUSIVE_DAYS = DayCount()
"""Calendar days, both ends included, over the days of the month; the default.

A stretch that starts and ends on one day counts 1; a whole month is exactly 1; a day on which one plan ends and another
starts counts for both. Source: the plan-pool billing rules (L41 to L44).
"""

END_EXCLUDED = DayCount(DayRule.END_EXCLUDED)
"""Calendar days without the last one, over the days of the month.

A stretch that starts and ends on one day counts 0; a day of change counts once, for the plan that starts. Also known as
half-open or "actual/actual" by the month. Source: systems that subtract dates, such as Kill Bill.
"""

STRICT_30_360 = DayCount(DayRule.THIRTY, 30)
"""Thirty days in every month, counted and divided: a whole month is exactly 1.

The end of a month is its 30th day, so 27 to 28 February counts 4 and 27 to 31 January counts 4; the 31st adds nothing.
Source: Zuora, "Assume 30 days - Strict 30 / 360".
"""

ACTUAL_360 = DayCount(DayRule.INCLUSIVE, 30)
"""Calendar days, both ends included, over 30: a month of 31 days is 31/30, February 28/30.

Source: Zuora, "Assume 30 days - Actual / 360".
"""
