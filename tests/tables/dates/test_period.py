"""Periods: runs of days with both ends included."""

import operator
from datetime import UTC, date, datetime

import pytest

from kpix_billing_core.dates import Month, Period
from kpix_billing_core.dates.period import parse_day
from kpix_billing_core.errors import WrongType, WrongValue


def period(text):
    return Period.parse(text)


@pytest.mark.rule("L43", "L44")
@pytest.mark.parametrize(
    ("days", "text"),
    [
        (1, "2026-04-10/2026-04-10"),
        (2, "2026-04-10/2026-04-11"),
        (30, "2026-04-01/2026-04-30"),
        (5, "2026-01-01/2026-01-05"),
        (11, "2026-01-15/2026-01-25"),
        (2, "2024-02-28/2024-02-29"),
        (3, "2024-02-28/2024-03-01"),
        (2, "2023-02-28/2023-03-01"),
        (2, "2025-12-31/2026-01-01"),
        (366, "2024-01-01/2024-12-31"),
        (9999 * 365 + 2424, "0001-01-01/9999-12-31"),
    ],
)
def test_both_ends_are_included(days, text):
    """A period of one day has one day, and any other its last day too: silverapp/silver#161."""
    assert period(text).days == days


@pytest.mark.parametrize("text", ["2026-04-28/2026-05-02", "0001-01-01/9999-12-31", "2024-02-29/2024-02-29"])
def test_a_period_is_written_as_two_days(text):
    """Two days and a slash; reading it gives it back."""
    assert str(period(text)) == text
    assert repr(period(text)) == f"Period.parse('{text}')"
    assert eval(repr(period(text)), {"Period": Period}) == period(text)


@pytest.mark.parametrize(
    ("kind", "message", "text"),
    [
        (WrongType, "period: expected str, got int 1", 1),
        (WrongValue, "period: expected printable text, got str '2026-04-28\\n'", "2026-04-28\n"),
        (WrongValue, "period: expected two days such as \"2026-04-28/2026-05-02\", got str '2026-04-28'", "2026-04-28"),
        (WrongValue, "period: expected two days such as \"2026-04-28/2026-05-02\", got str ''", ""),
        (WrongValue, "day: expected a day such as \"2026-04-28\", got str ''", "/2026-04-28"),
        (WrongValue, "day: expected a day such as \"2026-04-28\", got str '..'", "2026-04-28/.."),
        (WrongValue, "day: expected a day such as \"2026-04-28\", got str '2026-02-29'", "2026-02-29/2026-03-01"),
        (WrongValue, "day: expected a day such as \"2026-04-28\", got str '2026-05-02/x'", "2026-04-28/2026-05-02/x"),
        (
            WrongValue,
            "last: expected a day from 2026-04-28 on, got date 2026-04-27",
            "2026-04-28/2026-04-27",
        ),
    ],
)
def test_text_that_is_no_period(kind, message, text):
    """Other notations, days that do not exist and reversed periods are refused."""
    with pytest.raises(kind) as caught:
        Period.parse(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "text",
    ["20260428", "2026-W18-2", "2026-4-28", "28.04.2026", "2026-04-28 ", "\uff12\uff10\uff12\uff16-04-28", "today"],
)
def test_a_day_is_written_one_way(text):
    """Of the ways ISO 8601 knows to write a day, one is read."""
    assert parse_day("2026-04-28") == date(2026, 4, 28)
    with pytest.raises(WrongValue) as caught:
        parse_day(text)
    assert str(caught.value) == f"day: expected a day such as \"2026-04-28\", got str '{text}'"


def test_a_day_is_read_from_text():
    """What is no text is no day to be read, and text nobody can print neither."""
    with pytest.raises(WrongType, match=r"^day: expected str, got date"):
        parse_day(date(2026, 4, 28))
    with pytest.raises(WrongValue, match=r"^day: expected printable text"):
        parse_day("2026-04-2\n")


@pytest.mark.parametrize(
    ("message", "first", "last"),
    [
        ("first: expected date, got str '2026-04-01'", "2026-04-01", date(2026, 4, 30)),
        ("last: expected date, got NoneType None", date(2026, 4, 1), None),
        (
            "last: expected date, got datetime datetime.datetime(2026, 4, 30, 0, 0, tzinfo=datetime.timezone.utc)",
            date(2026, 4, 1),
            datetime(2026, 4, 30, tzinfo=UTC),
        ),
    ],
)
def test_a_period_is_of_days(message, first, last):
    """Text and instants are no days."""
    with pytest.raises(WrongType) as caught:
        Period(first, last)
    assert str(caught.value) == message


def test_a_month_is_a_period():
    """The period of a month is all of its days; what is no month has none."""
    assert Period.of(Month(2024, 2)) == period("2024-02-01/2024-02-29")
    with pytest.raises(WrongType, match=r"^month: expected Month, got str '2024-02'"):
        Period.of("2024-02")


@pytest.mark.parametrize(
    ("inside", "day"),
    [
        (False, date(2026, 4, 27)),
        (True, date(2026, 4, 28)),
        (True, date(2026, 5, 1)),
        (True, date(2026, 5, 2)),
        (False, date(2026, 5, 3)),
    ],
)
def test_a_period_holds_its_days(inside, day):
    """From the first to the last, both included, and these are what it yields."""
    four = period("2026-04-28/2026-05-02")
    assert (day in four) is inside
    assert (day in list(four)) is inside


def test_only_a_day_lies_in_a_period():
    """Asking for an instant is a mistake, as no zone says its day."""
    with pytest.raises(WrongType, match=r"^day: expected date, got datetime"):
        operator.contains(period("2026-04-28/2026-05-02"), datetime(2026, 4, 28, tzinfo=UTC))


def test_days_come_in_order():
    """A period yields its days one after the other, over month ends and leap days."""
    assert [day.isoformat() for day in period("2024-02-28/2024-03-01")] == ["2024-02-28", "2024-02-29", "2024-03-01"]


@pytest.mark.parametrize(
    ("common", "one", "other"),
    [
        ("2026-04-10/2026-04-20", "2026-04-01/2026-04-20", "2026-04-10/2026-04-30"),
        ("2026-04-10/2026-04-20", "2026-04-10/2026-04-20", "2026-04-01/2026-04-30"),
        ("2026-04-10/2026-04-10", "2026-04-01/2026-04-10", "2026-04-10/2026-04-30"),
        (None, "2026-04-01/2026-04-09", "2026-04-10/2026-04-30"),
        (None, "2026-04-01/2026-04-09", "2026-05-10/2026-05-30"),
    ],
)
def test_what_two_periods_share(common, one, other):
    """The days both have, or None where they have none, whichever is asked."""
    expected = common and period(common)
    assert period(one) & period(other) == expected
    assert period(other) & period(one) == expected


def test_a_period_is_shared_with_a_period():
    """Only periods have days in common."""
    with pytest.raises(TypeError, match="unsupported operand"):
        period("2026-04-01/2026-04-09") & Month(2026, 4)


@pytest.mark.parametrize(
    ("before", "after", "last"),
    [
        (None, "2026-04-10/2026-04-20", "2026-04-09"),
        ("2026-04-10/2026-04-10", "2026-04-11/2026-04-20", "2026-04-10"),
        ("2026-04-10/2026-04-15", "2026-04-16/2026-04-20", "2026-04-15"),
        ("2026-04-10/2026-04-19", "2026-04-20/2026-04-20", "2026-04-19"),
        ("2026-04-10/2026-04-20", None, "2026-04-20"),
        ("2026-04-10/2026-04-20", None, "9999-12-31"),
        (None, "2026-04-10/2026-04-20", "0001-01-01"),
    ],
)
def test_splitting_after_a_day(before, after, last):
    """The last day of the first part is named; a part without days is None."""
    parts = period("2026-04-10/2026-04-20").split(parse_day(last))
    assert parts == (before and period(before), after and period(after))


def test_splitting_needs_a_day():
    """Neither an instant nor text names the last day of the first part."""
    with pytest.raises(WrongType, match=r"^last: expected date, got str"):
        period("2026-04-10/2026-04-20").split("2026-04-15")


def test_months_touched():
    """Every month that a day of the period lies in, in order."""
    assert list(map(str, period("2025-11-30/2026-02-01").months())) == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert list(period("2026-04-10/2026-04-10").months()) == [Month(2026, 4)]


def test_periods_are_in_order_of_their_first_day():
    """Then of their last."""
    texts = ["2026-04-01/2026-04-02", "2026-04-01/2026-04-30", "2026-04-02/2026-04-02"]
    assert list(map(str, sorted(map(period, (texts[1], texts[2], texts[0]))))) == texts
