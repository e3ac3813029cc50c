"""A month as the few whole numbers that days are counted with, in whatever engine.

Days are numbered as Arrow, Parquet and every engine number them: from 1970-01-01 on. One allocation then uses

    opened = greatest(consumed_on - first, 0)
    closed = least(removed_on - first + 1 - shift, top), and `bonus` more where removed_on >= last
    days   = closed - opened

with `removed_on` beyond the month where it is empty. It is counted where it touches the month: `consumed_on <= last`,
and `removed_on` is empty or at least `first`, or `first + shift` where the plan was held before the month began.
"""

__all__ = ["Window", "window_of"]

from datetime import date
from typing import NamedTuple

from ..catalogue import BillingTerms
from ..dates import Month, MonthDays
from ..errors import WrongValue
from ..metering.count import check_asked

_EPOCH = date(1970, 1, 1).toordinal()
FIRST_DAY_EVER = date.min.toordinal() - _EPOCH
LAST_DAY_EVER = date.max.toordinal() - _EPOCH
"""Days that Python, and so the scalar core, knows: the years 1 to 9999."""


class Window(NamedTuple):
    """A month under a day count: see the file's own words for what each number does."""

    first: int
    last: int
    shift: int
    top: int
    bonus: int


def window_of(month: Month, terms: BillingTerms) -> Window:
    """Return the window of a month under the terms' day count (rules L41 to L45).

    >>> window_of(Month.parse("1970-02"), BillingTerms())
    Window(first=31, last=58, shift=0, top=28, bonus=0)
    """
    check_asked(month, terms)
    return fitted(month.first_day.toordinal() - _EPOCH, terms.day_count.of(month))


def fitted(first: int, days: MonthDays) -> Window:
    """Return the window that counts as a table of days does; raises WrongValue where none can.

    The table is the core's own, so what an engine counts is held to it, day by day, before anything is counted.
    """
    length = len(days.closes) - 1
    top = min(days.whole_month, length)
    found = Window(first, first + length - 1, 1 - days.closes[1], top, days.whole_month - top)
    closes = [0, *(_closed(found, first + day - 1) for day in range(1, length + 1))]
    if (*closes, _closed(found, first + length)) != (*days.closes, days.whole_month) or days.opens != _opens(length):
        raise WrongValue("day_count", "one whose days an engine can count; the scalar `tally` counts all", days)
    return found


def _closed(window: Window, removed_on: int) -> int:
    counted = min(removed_on - window.first + 1 - window.shift, window.top)
    return counted + (window.bonus if removed_on >= window.last else 0)


def _opens(length: int) -> tuple[int, ...]:
    return (0, *range(length))
