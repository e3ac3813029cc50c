"""Day counts: a whole is the sum of its parts, the divisor is the month's, and day by day nothing is lost."""

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kpix_billing_core.dates import (
    END_EXCLUDED,
    INCLUSIVE_DAYS,
    STRICT_30_360,
    DayCount,
    DayRule,
    Month,
    Period,
)
from kpix_billing_core.testing import day_counts, days, months, periods

DAY = timedelta(days=1)
stretches = periods(max_days=400)


# A period, and one of its days but the last.
cuts = st.builds(
    lambda period, part: (Period(period.first, period.last + DAY), period.first + part % period.days * DAY),
    stretches,
    st.integers(0, 399),
)


@given(day_counts(), cuts)
def test_a_stretch_is_the_sum_of_its_parts(count, cut):
    """Cutting a stretch changes neither days nor quantity: getlago/lago-api#6292, silverapp/silver#200.

    Where the last day does not count, the next part starts on it; elsewhere on the day after.
    """
    period, last = cut
    following = last if count.rule is DayRule.END_EXCLUDED else last + DAY
    before, after = Period(period.first, last), Period(following, period.last)
    assert count.quantity(before) + count.quantity(after) == count.quantity(period)
    assert count.days(before) + count.days(after) == count.days(period)


@given(stretches)
def test_inclusive_days_counted_one_by_one(period):
    """Each calendar day is one day over the days of its own month: microsoft/BCApps#5718."""
    assert INCLUSIVE_DAYS.quantity(period) == sum(Fraction(1, Month.of(day).days) for day in period)
    assert INCLUSIVE_DAYS.days(period) == len(list(period))


@given(stretches)
def test_the_excluded_end_is_the_last_day(period):
    """Without the last day a stretch counts what the stretch that ends a day earlier would: frappe/erpnext#36880."""
    earlier = Period(period.first, period.last - DAY) if period.days > 1 else None
    assert END_EXCLUDED.quantity(period) == (INCLUSIVE_DAYS.quantity(earlier) if earlier else 0)
    assert END_EXCLUDED.days(period) == (period.last - period.first).days


@given(stretches)
def test_a_year_of_thirty_day_months(period):
    """Under strict 30/360, days are told from year, month and day alone: killbill/killbill#1942."""

    def place(day):
        ends_month = day == Month.of(day).last_day
        return day.year * 360 + day.month * 30 + (30 if ends_month else day.day)

    start = place(period.first - DAY) if period.first.day > 1 else period.first.year * 360 + period.first.month * 30
    assert STRICT_30_360.days(period) == place(period.last) - start
    assert STRICT_30_360.quantity(period) == Fraction(STRICT_30_360.days(period), 30)


@given(day_counts(), months())
def test_the_divisor_is_one_for_all_days_of_a_month(count, month):
    """A month divides each of its days alike, whenever a plan started: getlago/lago-api#6194."""
    divisor = month.days if count.divisor is None else count.divisor
    assert count.of(month).divisor == divisor
    singles = [count.quantity(Period(day, day)) for day in Period.of(month)]
    assert all((single * divisor).denominator == 1 for single in singles)


@given(months())
def test_a_full_month_is_one_plan(month):
    """A whole month costs a whole price: frappe/erpnext#23681, frappe/erpnext#57768."""
    assert INCLUSIVE_DAYS.quantity(Period.of(month)) == 1
    assert STRICT_30_360.quantity(Period.of(month)) == 1
    assert sum(STRICT_30_360.days(Period(day, day)) for day in Period.of(month)) == 30
    assert sum(INCLUSIVE_DAYS.quantity(Period(day, day)) for day in Period.of(month)) == 1


@given(day_counts(), days(), days())
def test_a_month_looked_up_is_a_period_counted(count, day, other):
    """The table for one month and the count of a period are the same convention."""
    month = Month.of(day)
    first, last = sorted((day, day.replace(day=min(other.day, month.days))))
    assert count.of(month).days(first.day, last.day) == count.days(Period(first, last))


@given(day_counts(), days(min_day=date(1901, 1, 1), max_day=date(2198, 1, 1)))
def test_open_ends_reach_over_the_month(count, day):
    """From before the month or on after it means all days up to its edge, as for a stretch that crosses it."""
    month = Month.of(day)
    table = count.of(month)
    over_start = Period(month.first_day - DAY, day)
    over_end = Period(day, month.last_day + DAY)
    before = count.of(month - 1).days((month - 1).days, None)
    after = count.of(month + 1).days(None, 1)
    assert table.days(None, day.day) == count.days(over_start) - before
    assert table.days(day.day, None) == count.days(over_end) - after


@given(day_counts(), stretches)
def test_days_are_never_negative(count, period):
    """However short, a stretch counts nothing or more, and never more than its days but for a short February."""
    counted = count.days(period)
    assert counted >= 0
    assert counted <= period.days or count.rule is DayRule.THIRTY
    assert count.quantity(period) >= 0


@given(st.integers(2, 366), stretches)
def test_a_fixed_divisor_divides_the_same_days(divisor, period):
    """The divisor is no part of the counting."""
    assert DayCount(divisor=divisor).quantity(period) == Fraction(period.days, divisor)
