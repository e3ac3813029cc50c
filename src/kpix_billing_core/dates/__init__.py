"""Days: calendar months, runs of days, and the conventions that turn days into plan-months.

`Month` is what is billed.
`Period` is a run of days, both ends included.
`DayCount` is a convention: which days count, and what they are divided by.
`add_months` and `anniversary_period` count from the anchor, so a short month never moves the next one.
`business_day`, `local_day`, `month_start` and `next_cycle` turn months and instants into days and back.
"""

__all__ = [
    "ACTUAL_360",
    "END_EXCLUDED",
    "INCLUSIVE_DAYS",
    "STRICT_30_360",
    "DayCount",
    "DayRule",
    "Month",
    "MonthDays",
    "Period",
    "add_months",
    "anniversary_period",
    "business_day",
    "day_start",
    "local_day",
    "month_start",
    "next_cycle",
]

from .business_day import business_day
from .day_count import ACTUAL_360, END_EXCLUDED, INCLUSIVE_DAYS, STRICT_30_360, DayCount, DayRule, MonthDays
from .month import Month
from .months import add_months, anniversary_period
from .period import Period
from .zone import day_start, local_day, month_start, next_cycle
