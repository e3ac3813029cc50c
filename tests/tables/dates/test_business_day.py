"""Business days: counted through weekends and the caller's holidays."""

from datetime import date

import pytest

from kpix_billing_core.dates import Month, business_day
from kpix_billing_core.errors import WrongType, WrongValue

# The day of the third business day, by the weekday of the first: Monday to Sunday.
THIRD = (3, 3, 3, 5, 5, 5, 4)


def test_the_third_business_day_of_every_month():
    """From 1990 to 2099 it depends on the weekday of the first alone, and is the 3rd, 4th or 5th."""
    months = list(Month(1990, 1).until(Month(2099, 12)))
    assert len(months) == 110 * 12
    assert [business_day(month, 3).day for month in months] == [THIRD[month.first_day.weekday()] for month in months]


@pytest.mark.parametrize(
    ("day", "month", "nth"),
    [
        ("2016-10-05", "2016-10", 3),
        ("2018-08-03", "2018-08", 3),
        ("2024-11-05", "2024-11", 3),
        ("2025-01-03", "2025-01", 3),
        ("2025-02-05", "2025-02", 3),
        ("2025-06-04", "2025-06", 3),
        ("2026-02-04", "2026-02", 3),
        ("2026-05-01", "2026-05", 1),
        ("2026-05-04", "2026-05", 2),
        ("2026-08-03", "2026-08", 1),
        ("2026-05-29", "2026-05", 21),
        ("2026-02-27", "2026-02", 20),
    ],
)
def test_the_nth_business_day(day, month, nth):
    """Mondays to Fridays count, from the first of the month to its last."""
    assert business_day(Month.parse(month), nth) == date.fromisoformat(day)


def test_holidays_do_not_count():
    """What the caller calls a holiday is skipped, be it alone or in a row."""
    holidays = {date(2026, 5, 1), date(2026, 5, 4), date(2026, 5, 5)}
    assert business_day(Month(2026, 5), 1, holiday=holidays.__contains__) == date(2026, 5, 6)
    assert business_day(Month(2026, 5), 2, holiday=holidays.__contains__) == date(2026, 5, 7)


def test_a_holiday_is_asked_about_once_and_never_on_a_weekend():
    """The caller's calendar may be slow: it is asked about weekdays, each once, up to the answer."""
    asked = []
    assert business_day(Month(2026, 5), 3, holiday=asked.append) == date(2026, 5, 5)
    assert asked == [date(2026, 5, 1), date(2026, 5, 4), date(2026, 5, 5)]


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongValue, "nth: expected at least 1, got int 0", (Month(2026, 5), 0)),
        (WrongType, "nth: expected int, got float 3.0", (Month(2026, 5), 3.0)),
        (WrongValue, "nth: expected at most the 21 business days of 2026-05, got int 22", (Month(2026, 5), 22)),
        (WrongValue, "nth: expected at most the 20 business days of 2026-02, got int 40", (Month(2026, 2), 40)),
        (WrongType, "month: expected Month, got str '2026-05'", ("2026-05", 3)),
    ],
)
def test_what_cannot_be_counted(kind, message, arguments):
    """Business days are counted from 1, and a month has only so many."""
    with pytest.raises(kind) as caught:
        business_day(*arguments)
    assert str(caught.value) == message


@pytest.mark.parametrize("holiday", [date(2026, 5, 1), [date(2026, 5, 1)], "2026-05-01", True])
def test_holidays_are_a_function(holiday):
    """A day or a list of days does not answer whether a day is a holiday."""
    with pytest.raises(WrongType) as caught:
        business_day(Month(2026, 5), 1, holiday=holiday)
    expected = ("holiday", "a function of a day", holiday)
    assert (caught.value.name, caught.value.expected, caught.value.got) == expected


def test_a_month_of_holidays_has_no_business_day():
    """Where every day is a holiday, the message says that none is left."""
    with pytest.raises(WrongValue, match=r"^nth: expected at most the 0 business days of 2026-05, got int 1$"):
        business_day(Month(2026, 5), 1, holiday=lambda _: True)
