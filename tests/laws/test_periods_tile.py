"""Billing periods tile time: each day lies in exactly one, whichever day asks, and they never drift."""

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st
from tests.every import every

from kpix_billing_core.dates import Month, Period, add_months, anniversary_period
from kpix_billing_core.testing import days, months, periods

DAY = timedelta(days=1)
STEPS = (1, 3, 6, 12)
near = {"min_day": date(1995, 1, 1), "max_day": date(2045, 12, 31)}


def anchored(anchor, count):
    """The day `count` months after an anchor, said in another way: the last one not after the anchor's day."""
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + count, 12)
    return date(year, month + 1, min(anchor.day, monthrange(year, month + 1)[1]))


@given(months(), months())
def test_months_tile(one, other):
    """A month ends on the day before the next begins, and between two months lie as many as their difference."""
    assert (one + 1).first_day - one.last_day == DAY
    assert one + (other - one) == other
    assert len(list(one.until(other))) == max(0, other - one + 1)
    assert (one < other) == (one.last_day < other.first_day)


@given(days())
def test_a_day_lies_in_one_month(day):
    """The month of a day holds it, and neither neighbour does."""
    month = Month.of(day)
    assert [day in each for each in (month - 1, month, month + 1)] == [False, True, False]
    assert day in Period.of(month)


ANCHORS = [date(2024, 1, day) for day in range(1, 32)] + [date(2024, 2, 29), date(2023, 2, 28), date(2023, 11, 30)]


@every({f"{anchor} by {step}": (anchor, step) for anchor in ANCHORS for step in STEPS})
def test_periods_tile_from_every_anchor(given):
    """Each period starts on the day after the last one ended: getlago/lago-api#6173, killbill/killbill#127.

    Months, quarters, halves and years go through the same test: silverapp/silver#638 was right for months alone.
    """
    anchor, step = given
    starts = [anchored(anchor, step * number) for number in range(-24 // step, 120 // step)]
    for start, following in pairwise(starts):
        assert anniversary_period(anchor, start, step) == Period(start, following - DAY)


@given(days(**near), days(**near), st.sampled_from(STEPS))
@example(date(2024, 2, 29), date(2025, 2, 28), 12)
@example(date(2024, 2, 29), date(2028, 2, 28), 12)
@example(date(2026, 1, 31), date(2026, 3, 1), 1)
@example(date(2026, 8, 31), date(2026, 2, 28), 3)
def test_which_period_depends_on_the_day_alone(anchor, day, step):
    """Every day of a period, asked alone, is in that very period, of one length: getlago/lago-api#6194."""
    period = anniversary_period(anchor, day, step)
    assert day in period
    assert anniversary_period(anchor, period.first, step) == anniversary_period(anchor, period.last, step) == period
    assert anniversary_period(anchor, period.last + DAY, step).first == period.last + DAY
    assert anniversary_period(anchor, period.first - DAY, step).last == period.first - DAY


@given(days(**near), st.integers(-240, 240))
def test_months_are_added_to_the_anchor(anchor, count):
    """The day of the month is the anchor's wherever the month is long enough, and its last day where it is not."""
    assert add_months(anchor, count) == anchored(anchor, count)


@given(days(**near), st.sampled_from(STEPS), st.integers(0, 60))
def test_boundaries_never_drift(anchor, step, count):
    """The nth period begins n steps after the anchor, however short the months before: killbill/killbill#2133."""
    first = anchored(anchor, step * count)
    assert anniversary_period(anchor, first, step).first == first


@given(days(**near), st.integers(1, 24), st.integers(0, 40))
def test_boundaries_move_on(anchor, step, count):
    """A later boundary is a later day, so whoever walks them arrives: killbill/killbill#445."""
    assert add_months(anchor, step * count) < add_months(anchor, step * (count + 1))


@given(periods(max_days=800), days())
def test_splitting_a_period_loses_no_day(period, last):
    """The parts are one after the other and together all of it: getlago/lago-api#6292 counted a day twice."""
    before, after = period.split(last)
    assert [day for part in (before, after) if part is not None for day in part] == list(period)
    assert before is None or before.last <= last
    assert after is None or after.first > last


@given(days(**near), st.integers(1, 400))
@example(date(2026, 1, 29), 10)
@example(date(2026, 2, 27), 14)
def test_a_number_of_days_stays_that_number(first, length):
    """A run of days ends where its number says, never at a month's end nearby: microsoft/BCApps#10608."""
    run = Period(first, first + (length - 1) * DAY)
    assert (run.days, len(list(run))) == (length, length)
    assert sum((run & Period.of(month)).days for month in run.months()) == length


@given(periods(max_days=120), periods(max_days=120, **near))
def test_common_days(one, other):
    """What two periods share are the days that are in both."""
    common = one & other
    assert set(common or ()) == set(one) & set(other)


@given(periods(max_days=400))
def test_a_period_touches_the_months_of_its_days(period):
    """Month by month, a period is cut into its days again."""
    assert [month.first_day for month in period.months()] == sorted({day.replace(day=1) for day in period})
    parts = [period & Period.of(month) for month in period.months()]
    assert sum(part.days for part in parts) == period.days == len(list(period))
