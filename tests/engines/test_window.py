"""The window of a month counts as the core's own table does, on every day of every month under every convention."""

from datetime import date

import pytest

from kpix_billing_core.batch import Window, window_of
from kpix_billing_core.batch.window import fitted
from kpix_billing_core.catalogue import BillingTerms
from kpix_billing_core.dates import ACTUAL_360, END_EXCLUDED, INCLUSIVE_DAYS, STRICT_30_360, Month, MonthDays
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.metering import Allocation, tally

EPOCH = date(1970, 1, 1)
MONTHS = ("2025-02", "2024-02", "2026-04", "2026-03", "0001-01", "9999-12", "1969-12", "1970-01")


@pytest.mark.parametrize(
    ("window", "month", "count"),
    [
        (Window(0, 30, 0, 31, 0), "1970-01", INCLUSIVE_DAYS),
        (Window(-31, -1, 0, 31, 0), "1969-12", INCLUSIVE_DAYS),
        (Window(31, 58, 1, 28, 0), "1970-02", END_EXCLUDED),
        # 30 days in all: the 31st adds none, the 28th stands for three
        (Window(0, 30, 0, 30, 0), "1970-01", STRICT_30_360),
        (Window(31, 58, 0, 28, 2), "1970-02", STRICT_30_360),
        (Window(31, 58, 0, 28, 0), "1970-02", ACTUAL_360),
    ],
)
def test_windows(window, month, count):
    """First and last day from 1970 on, what is taken off the last day, the most days, what the last of a month adds."""
    assert window_of(Month.parse(month), BillingTerms(day_count=count)) == window


def days_of(window: Window, consumed_on: date, removed_on: date | None) -> int | None:
    """Count in the words of the file's docstring; None where the allocation is not counted."""
    first, last = (consumed_on - EPOCH).days, window.last + 1
    if removed_on is not None:
        last = (removed_on - EPOCH).days
    begins = window.first + (window.shift if first < window.first else 0)
    if first > window.last or last < begins:
        return None
    opened = max(first - window.first, 0)
    closed = min(last - window.first + 1 - window.shift, window.top)
    return closed + (window.bonus if last >= window.last else 0) - opened


@pytest.mark.parametrize("count", [INCLUSIVE_DAYS, END_EXCLUDED, STRICT_30_360, ACTUAL_360])
@pytest.mark.parametrize("month", MONTHS)
def test_every_stretch_counts_as_in_the_core(month, count):
    """Every first and last day in and around a month, the plan ended or not."""
    month, terms = Month.parse(month), BillingTerms(day_count=count)
    window = window_of(month, terms)
    near = range(month.first_day.toordinal() - 2, month.last_day.toordinal() + 3)
    days = [date.fromordinal(number) for number in near if 1 <= number <= date.max.toordinal()]
    for first in days:
        for last in (*(day for day in days if day >= first), None):
            entries = tally([Allocation("d", "a", "S", first, last)], month, terms).entries
            assert days_of(window, first, last) == (entries[0].units if entries else None), (first, last)


@pytest.mark.parametrize("wrong", [7, 15])
def test_a_day_count_that_no_window_counts_as_is_refused(wrong):
    """A table with one odd day is not counted by approximation."""
    closes = (0, *range(1, 31))
    odd = MonthDays((0, *range(30)), (*closes[:wrong], 29, *closes[wrong + 1 :]), 30, 30)
    with pytest.raises(
        WrongValue, match="day_count: expected one whose days an engine can count; the scalar `tally`"
    ) as raised:
        fitted(0, odd)
    assert raised.value.got is odd
    with pytest.raises(WrongValue, match="day_count"):
        fitted(0, MonthDays((0, 0, *range(29)), closes, 30, 30))


def test_what_is_no_month_or_terms():
    """Named, as everywhere."""
    with pytest.raises(WrongType, match="month: expected Month, got str '2026-04'"):
        window_of("2026-04", BillingTerms())
    with pytest.raises(WrongType, match="terms: expected BillingTerms, got NoneType None"):
        window_of(Month.parse("2026-04"), None)
