"""Calendar months: their lengths, their ends, and counting them."""

import operator
from datetime import UTC, date, datetime

import pytest

from kpix_billing_core.dates import Month
from kpix_billing_core.errors import WrongType, WrongValue

APRIL, MAY = Month(2026, 4), Month(2026, 5)


@pytest.mark.rule("L41", "L42")
@pytest.mark.parametrize(
    ("days", "text"),
    [
        (30, "2026-04"),
        (31, "2026-05"),
        (28, "2026-02"),
        (29, "2024-02"),
        (28, "1900-02"),
        (29, "2000-02"),
        (28, "2100-02"),
        (31, "2026-01"),
        (31, "2026-12"),
        (31, "9999-12"),
        (31, "0001-01"),
    ],
)
def test_a_month_has_its_calendar_days(days, text):
    """April is divided by 30, May by 31, and February by what the year gives it.

    A vendor's page has long shown "Monthly (Jan 1 - Jan 30)": a month ends on its last day.
    """
    month = Month.parse(text)
    assert month.days == days
    assert month.first_day == date(month.year, month.number, 1)
    assert month.last_day == date(month.year, month.number, days)
    assert (month.first_day in month, month.last_day in month) == (True, True)


@pytest.mark.parametrize(
    ("text", "month"),
    [("2026-04", APRIL), ("0001-01", Month(1, 1)), ("9999-12", Month(9999, 12)), ("0987-10", Month(987, 10))],
)
def test_a_month_is_written_as_year_and_number(text, month):
    """Four digits, a dash, two digits; reading it gives it back."""
    assert str(month) == text
    assert repr(month) == f"Month.parse('{text}')"
    assert Month.parse(text) == month


@pytest.mark.parametrize(
    ("kind", "message", "text"),
    [
        (WrongType, "month: expected str, got NoneType None", None),
        (WrongType, "month: expected str, got date 2026-04-01", date(2026, 4, 1)),
        (WrongValue, "month: expected printable text, got str '2026-04\\n'", "2026-04\n"),
        (WrongValue, "month: expected a month such as \"2026-04\", got str ''", ""),
        (WrongValue, "month: expected a month such as \"2026-04\", got str '2026-4'", "2026-4"),
        (WrongValue, "month: expected a month such as \"2026-04\", got str '202604'", "202604"),
        (WrongValue, "month: expected a month such as \"2026-04\", got str '2026-04-01'", "2026-04-01"),
        (WrongValue, "month: expected a month such as \"2026-04\", got str '٢٠٢٦-٠٤'", "٢٠٢٦-٠٤"),
        (WrongValue, "month number: expected 1 to 12, got int 13", "2026-13"),
        (WrongValue, "month number: expected 1 to 12, got int 0", "2026-00"),
        (WrongValue, "year: expected 1 to 9999, got int 0", "0000-01"),
    ],
)
def test_text_that_is_no_month(kind, message, text):
    """Other notations and months that do not exist are refused."""
    with pytest.raises(kind) as caught:
        Month.parse(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("kind", "message", "year", "number"),
    [
        (WrongType, "year: expected int, got str '2026'", "2026", 4),
        (WrongType, "month number: expected int, got bool True", 2026, True),
        (WrongType, "month number: expected int, got float 4.0", 2026, 4.0),
        (WrongValue, "year: expected 1 to 9999, got int 10000", 10_000, 1),
        (WrongValue, "year: expected 1 to 9999, got int -1", -1, 1),
        (WrongValue, "month number: expected 1 to 12, got int 0", 2026, 0),
        (WrongValue, "month number: expected 1 to 12, got int 13", 2026, 13),
    ],
)
def test_a_month_lies_within_the_calendar(kind, message, year, number):
    """Years are 1 to 9999, months 1 to 12, both whole numbers."""
    with pytest.raises(kind) as caught:
        Month(year, number)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("inside", "day"),
    [
        (True, date(2026, 4, 1)),
        (True, date(2026, 4, 30)),
        (False, date(2026, 3, 31)),
        (False, date(2026, 5, 1)),
        (False, date(2025, 4, 15)),
    ],
)
def test_a_day_lies_in_its_month(inside, day):
    """A day lies in the month of its own year and number, and in no other."""
    assert (day in APRIL) is inside
    assert day in Month.of(day)


@pytest.mark.parametrize("value", [datetime(2026, 4, 1, tzinfo=UTC), "2026-04-01", None, 4])
def test_only_a_day_lies_in_a_month(value):
    """An instant lies in a month only in some zone, so asking without one is a mistake."""
    with pytest.raises(WrongType, match=r"^day: expected date"):
        Month.of(value)
    with pytest.raises(WrongType, match=r"^day: expected date"):
        operator.contains(APRIL, value)


@pytest.mark.parametrize(
    ("result", "text", "months"),
    [
        ("2026-04", "2026-04", 0),
        ("2026-05", "2026-04", 1),
        ("2026-12", "2026-04", 8),
        ("2027-01", "2026-04", 9),
        ("2026-03", "2026-04", -1),
        ("2025-12", "2026-04", -4),
        ("2027-12", "2026-12", 12),
        ("9999-12", "0001-01", 9999 * 12 - 1),
    ],
)
def test_counting_months(result, text, months):
    """Adding and subtracting a number of months, and the number between two months."""
    month, later = Month.parse(text), Month.parse(result)
    assert month + months == later
    assert later - months == month
    assert later - month == months


@pytest.mark.parametrize("beyond", [lambda: Month(9999, 12) + 1, lambda: Month(1, 1) - 1])
def test_the_calendar_ends(beyond):
    """Beyond the years 1 to 9999 there is no month."""
    with pytest.raises(WrongValue, match=r"^year: expected 1 to 9999, got int"):
        beyond()


@pytest.mark.parametrize(
    "compute",
    [
        lambda: APRIL + True,
        lambda: APRIL + 1.0,
        lambda: APRIL + APRIL,
        lambda: 1 + APRIL,
        lambda: APRIL - "2026-03",
        lambda: APRIL - True,
        lambda: 1 - APRIL,
    ],
)
def test_months_count_in_whole_numbers(compute):
    """Only a whole number of months is added; months are not added to months."""
    with pytest.raises(TypeError, match="unsupported operand"):
        compute()


def test_months_until():
    """From one month to another, both included; none backwards."""
    assert list(map(str, Month(2025, 11).until(Month(2026, 2)))) == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert list(APRIL.until(APRIL)) == [APRIL]
    assert list(MAY.until(APRIL)) == []
    with pytest.raises(WrongType, match=r"^last: expected Month, got date"):
        APRIL.until(date(2026, 5, 1))


def test_months_are_in_order_of_time():
    """The year counts before the number."""
    assert Month(2025, 12) < Month(2026, 1) < Month(2026, 2) <= Month(2026, 2)
    assert MAY > APRIL >= Month.parse("2026-04")
