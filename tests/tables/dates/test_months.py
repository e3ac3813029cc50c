"""Adding months from an anchor, and the periods counted from it."""

from datetime import UTC, date, datetime

import pytest

from kpix_billing_core.dates import Period, add_months, anniversary_period
from kpix_billing_core.errors import WrongType, WrongValue


@pytest.mark.parametrize(
    ("day", "anchor", "months"),
    [
        ("2026-01-31", "2026-01-31", 0),
        ("2026-02-28", "2026-01-31", 1),
        ("2026-03-31", "2026-01-31", 2),
        ("2026-04-30", "2026-01-31", 3),
        ("2024-02-29", "2024-01-31", 1),
        ("2024-02-29", "2023-12-30", 2),
        ("2026-02-27", "2026-01-27", 1),
        ("2025-02-28", "2024-02-29", 12),
        ("2028-02-29", "2024-02-29", 48),
        ("2018-10-10", "2017-10-10", 12),
        ("2018-02-28", "2018-05-31", -3),
        ("2024-02-29", "2024-05-31", -3),
        ("2025-12-31", "2026-01-31", -1),
        ("9999-12-31", "0001-01-31", 9999 * 12 - 1),
        ("0001-01-31", "9999-12-31", 1 - 9999 * 12),
    ],
)
def test_a_short_month_gives_its_last_day(day, anchor, months):
    """The day of the month is the anchor's, or the last where there is none such: kobotoolbox/kpi#5533."""
    assert add_months(date.fromisoformat(anchor), months) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("kind", "message", "anchor", "months"),
    [
        (WrongType, "anchor: expected date, got str '2026-01-31'", "2026-01-31", 1),
        (WrongType, "months: expected int, got float 1.0", date(2026, 1, 31), 1.0),
        (WrongType, "months: expected int, got bool True", date(2026, 1, 31), True),
        (WrongValue, "months: expected a day within the years 1 to 9999, got int 1", date.max, 1),
        (WrongValue, "months: expected a day within the years 1 to 9999, got int -1", date(1, 1, 1), -1),
        (WrongValue, f"months: expected a day within the years 1 to 9999, got int {10**12}", date.min, 10**12),
        (WrongValue, f"months: expected a day within the years 1 to 9999, got int {10**40}", date.min, 10**40),
    ],
)
def test_months_are_added_to_a_day(kind, message, anchor, months):
    """Instants, text, fractions of months and days beyond the calendar are mistakes."""
    with pytest.raises(kind) as caught:
        add_months(anchor, months)
    assert str(caught.value) == message


def test_an_instant_is_no_anchor():
    """An hour of daylight saving must not move a billing day: killbill/killbill#743."""
    with pytest.raises(WrongType, match=r"^anchor: expected date, got datetime"):
        add_months(datetime(2026, 1, 31, tzinfo=UTC), 1)


@pytest.mark.parametrize(
    ("period", "anchor", "day", "months"),
    [
        ("2026-01-15/2026-02-14", "2026-01-15", "2026-01-15", 1),
        ("2026-01-15/2026-02-14", "2026-01-15", "2026-02-14", 1),
        ("2026-02-15/2026-03-14", "2026-01-15", "2026-02-15", 1),
        # anchored on the 31st: no third invoice went missing
        ("2026-01-31/2026-02-27", "2026-01-31", "2026-02-27", 1),
        ("2026-02-28/2026-03-30", "2026-01-31", "2026-02-28", 1),
        ("2026-03-31/2026-04-29", "2026-01-31", "2026-04-29", 1),
        ("2026-04-30/2026-05-30", "2026-01-31", "2026-04-30", 1),
        # before the anchor
        ("2025-12-31/2026-01-30", "2026-01-31", "2026-01-30", 1),
        ("2025-10-31/2026-01-30", "2026-01-31", "2026-01-30", 3),
        # quarters, half years and years from the end of a month
        ("2026-01-31/2026-04-29", "2026-01-31", "2026-04-29", 3),
        ("2026-04-30/2026-07-30", "2026-01-31", "2026-04-30", 3),
        ("2025-08-28/2026-02-27", "2025-02-28", "2026-02-27", 6),
        ("2024-02-29/2025-02-27", "2024-02-29", "2025-02-27", 12),
        ("2025-02-28/2026-02-27", "2024-02-29", "2025-02-28", 12),
        ("2027-02-28/2028-02-28", "2024-02-29", "2028-02-28", 12),
        ("2028-02-29/2029-02-27", "2024-02-29", "2028-02-29", 12),
        # any number of months
        ("2025-03-10/2030-03-09", "2020-03-10", "2027-01-01", 60),
    ],
)
def test_periods_from_an_anchor(period, anchor, day, months):
    """Each day lies in the period counted from the anchor: getlago/lago-api#1567, killbill/killbill#127."""
    first, found = date.fromisoformat(anchor), date.fromisoformat(day)
    assert anniversary_period(first, found, months) == Period.parse(period)


def test_one_month_is_the_default():
    """Without a number, a period is one month long."""
    assert anniversary_period(date(2026, 1, 15), date(2026, 3, 1)) == Period.parse("2026-02-15/2026-03-14")


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "anchor: expected date, got str '2026-01-15'", ("2026-01-15", date(2026, 1, 1), 1)),
        (WrongType, "day: expected date, got NoneType None", (date(2026, 1, 1), None, 1)),
        (WrongType, "months: expected int, got float 1.0", (date(2026, 1, 1), date(2026, 1, 1), 1.0)),
        (WrongValue, "months: expected at least 1, got int 0", (date(2026, 1, 1), date(2026, 1, 1), 0)),
        (WrongValue, "months: expected at least 1, got int -1", (date(2026, 1, 1), date(2026, 1, 1), -1)),
    ],
)
def test_what_periods_are_counted_from(kind, message, arguments):
    """An anchor and a day are days, and a period has at least one month."""
    with pytest.raises(kind) as caught:
        anniversary_period(*arguments)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("anchor", "day"), [(date(2026, 1, 1), date.max), (date(2026, 1, 2), date.min), (date(9999, 12, 1), date.max)]
)
def test_periods_that_leave_the_calendar(anchor, day):
    """A period that starts before year 1 or ends after 9999 cannot be said."""
    with pytest.raises(WrongValue, match=r"^months: expected a day within the years 1 to 9999, got int"):
        anniversary_period(anchor, day)
