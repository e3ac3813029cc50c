"""Every day count over the same hard days; expected values are written as they are counted."""

from datetime import date
from fractions import Fraction

import attrs
import pytest

from kpix_billing_core.dates import (
    ACTUAL_360,
    END_EXCLUDED,
    INCLUSIVE_DAYS,
    STRICT_30_360,
    DayCount,
    DayRule,
    Month,
    MonthDays,
    Period,
    day_count,
)
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.money import ExactMoney, Money, Rounding


@pytest.fixture(autouse=True)
def anew():
    """Every test works its months out anew: a table kept from another test says nothing about the code as it is."""
    day_count._month_days.cache_clear()


COUNTS = (INCLUSIVE_DAYS, END_EXCLUDED, STRICT_30_360, ACTUAL_360)

# Plan-months under: inclusive days, end excluded, strict 30/360, actual/360.
HARD = [
    # the four examples that Zuora publishes for its three settings
    ((Fraction(5, 31), Fraction(4, 31), Fraction(4, 30), Fraction(5, 30)), "2021-01-27/2021-01-31"),
    ((Fraction(2, 28), Fraction(1, 28), Fraction(4, 30), Fraction(2, 30)), "2021-02-27/2021-02-28"),
    ((Fraction(29, 29), Fraction(28, 29), Fraction(30, 30), Fraction(29, 30)), "2020-02-01/2020-02-29"),
    ((Fraction(9, 30), Fraction(8, 30), Fraction(9, 30), Fraction(9, 30)), "2021-04-21/2021-04-29"),
    # single days
    ((Fraction(1, 30), Fraction(0), Fraction(1, 30), Fraction(1, 30)), "2026-04-10/2026-04-10"),
    ((Fraction(1, 30), Fraction(0), Fraction(1, 30), Fraction(1, 30)), "2026-04-30/2026-04-30"),
    ((Fraction(1, 31), Fraction(0), Fraction(1, 30), Fraction(1, 30)), "2026-01-30/2026-01-30"),
    ((Fraction(1, 31), Fraction(0), Fraction(0), Fraction(1, 30)), "2026-01-31/2026-01-31"),
    ((Fraction(1, 28), Fraction(0), Fraction(3, 30), Fraction(1, 30)), "2023-02-28/2023-02-28"),
    ((Fraction(1, 29), Fraction(0), Fraction(1, 30), Fraction(1, 30)), "2024-02-28/2024-02-28"),
    ((Fraction(1, 29), Fraction(0), Fraction(2, 30), Fraction(1, 30)), "2024-02-29/2024-02-29"),
    ((Fraction(1, 28), Fraction(0), Fraction(3, 30), Fraction(1, 30)), "1900-02-28/1900-02-28"),
    # up to a month's end and to the day before it
    ((Fraction(30, 31), Fraction(29, 31), Fraction(30, 30), Fraction(30, 30)), "2026-01-01/2026-01-30"),
    ((Fraction(31, 31), Fraction(30, 31), Fraction(30, 30), Fraction(31, 30)), "2026-01-01/2026-01-31"),
    ((Fraction(29, 30), Fraction(28, 30), Fraction(29, 30), Fraction(29, 30)), "2026-04-01/2026-04-29"),
    ((Fraction(30, 30), Fraction(29, 30), Fraction(30, 30), Fraction(30, 30)), "2026-04-01/2026-04-30"),
    ((Fraction(27, 28), Fraction(26, 28), Fraction(27, 30), Fraction(27, 30)), "2026-02-01/2026-02-27"),
    ((Fraction(28, 28), Fraction(27, 28), Fraction(30, 30), Fraction(28, 30)), "2026-02-01/2026-02-28"),
    # the divisor is that of the month a day lies in: microsoft/BCApps#5718, silverapp/silver#200
    ((Fraction(3, 29), Fraction(2, 29), Fraction(4, 30), Fraction(3, 30)), "2020-02-27/2020-02-29"),
    (
        (
            Fraction(7, 31) + Fraction(2, 28),
            Fraction(7, 31) + Fraction(1, 28),
            Fraction(6, 30) + Fraction(2, 30),
            Fraction(7, 30) + Fraction(2, 30),
        ),
        "2015-01-25/2015-02-02",
    ),
    # over a year's end, and from a leap day
    ((Fraction(2, 31), Fraction(1, 31), Fraction(0) + Fraction(1, 30), Fraction(2, 30)), "2025-12-31/2026-01-01"),
    (
        (
            Fraction(1, 29) + 1,
            Fraction(1, 29) + Fraction(30, 31),
            Fraction(2, 30) + 1,
            Fraction(1, 30) + Fraction(31, 30),
        ),
        "2024-02-29/2024-03-31",
    ),
    # whole months are whole: frappe/erpnext#57768, frappe/erpnext#23681, killbill/killbill#1942
    ((Fraction(3), 2 + Fraction(30, 31), Fraction(3), Fraction(31 + 28 + 31, 30)), "2026-01-01/2026-03-31"),
    ((Fraction(12), 11 + Fraction(30, 31), Fraction(12), Fraction(366, 30)), "2024-01-01/2024-12-31"),
]


@pytest.mark.rule("L41", "L42", "L43", "L44")
@pytest.mark.parametrize(("expected", "period"), HARD)
def test_quantity_under_every_convention(expected, period):
    """The days that count in each month, over that month's divisor: frappe/erpnext#36880 had only one unnamed way."""
    assert tuple(count.quantity(Period.parse(period)) for count in COUNTS) == expected


@pytest.mark.parametrize(
    ("expected", "period"),
    [
        ((5, 4, 4, 5), "2021-01-27/2021-01-31"),
        ((2, 1, 4, 2), "2021-02-27/2021-02-28"),
        ((90, 89, 90, 90), "2026-01-01/2026-03-31"),
        ((9, 8, 8, 9), "2015-01-25/2015-02-02"),
        ((366, 365, 360, 366), "2024-01-01/2024-12-31"),
    ],
)
def test_days_under_every_convention(expected, period):
    """The same days without their divisor."""
    assert tuple(count.days(Period.parse(period)) for count in COUNTS) == expected


@pytest.mark.rule("L41", "L42", "L45")
@pytest.mark.parametrize(
    ("quantity", "period"),
    [
        (Fraction(1, 2), "2026-04-01/2026-04-15"),
        (Fraction(1, 2), "2026-04-16/2026-04-30"),
        (Fraction(15, 31), "2026-05-01/2026-05-15"),
        (Fraction(15, 28), "2026-02-01/2026-02-15"),
        (Fraction(15, 29), "2024-02-01/2024-02-15"),
        (Fraction(24, 31), "2024-10-08/2024-10-31"),
    ],
)
def test_fifteen_days_of_thirty_are_a_half(quantity, period):
    """Half of April is half a plan, and the same days of May or February are another part of one."""
    assert DayCount().quantity(Period.parse(period)) == quantity


@pytest.mark.rule("L41", "L45")
@pytest.mark.parametrize(
    ("amount", "used", "period"),
    [("7.00 USD", Fraction(21, 30), "2026-06-10/2026-06-30"), ("7.10 USD", Fraction(22, 31), "2026-07-10/2026-07-31")],
)
def test_a_seat_from_the_tenth_on(amount, used, period):
    """The page "prorated vs full" of docs.getlago.com said 22 days and 7.33 of 10.00 for June, then 7.33 for July."""
    found = DayCount().quantity(Period.parse(period))
    assert found == used
    assert (ExactMoney.parse("10.00 USD") * found).rounded(Rounding()) == Money.parse(amount)


class TestOnTenDaysOffTenDaysOn:
    """The plan-pool page's third example: a device switched off and on within a month of thirty days."""

    @staticmethod
    def quantity(count, *periods):
        return sum(count.quantity(Period.parse(period)) for period in periods)

    @pytest.mark.rule("L43", "L44")
    def test_the_dates_as_printed_come_to_sixteen_days(self):
        """Days 1 to 5 and 15 to 25, both ends included, are 5 + 11; the page prints 0.5, but its rule says 16/30."""
        periods = "2026-04-01/2026-04-05", "2026-04-15/2026-04-25"
        assert self.quantity(INCLUSIVE_DAYS, *periods) == Fraction(5 + 11, 30)
        assert self.quantity(END_EXCLUDED, *periods) == Fraction(4 + 10, 30)

    @pytest.mark.rule("L43", "L45")
    def test_ten_days_off_come_to_a_half(self):
        """Days 1 to 5 and 16 to 25, with ten days off between, are 5 + 10: half a plan."""
        assert self.quantity(INCLUSIVE_DAYS, "2026-04-01/2026-04-05", "2026-04-16/2026-04-25") == Fraction(1, 2)


@pytest.mark.parametrize(
    ("quantity", "count", "period"),
    [
        (Fraction(10, 31), DayCount(divisor=31), "2026-02-01/2026-02-10"),
        (Fraction(28, 31), DayCount(divisor=31), "2026-02-01/2026-02-28"),
        (Fraction(9, 31), DayCount(DayRule.END_EXCLUDED, 31), "2026-02-01/2026-02-10"),
        (Fraction(366, 2), DayCount(divisor=2), "2024-01-01/2024-12-31"),
    ],
)
def test_a_fixed_divisor_divides_every_month(quantity, count, period):
    """Any number of days may stand for a month."""
    assert count.quantity(Period.parse(period)) == quantity


@pytest.mark.parametrize(
    ("expected", "first", "last", "month"),
    [
        # inclusive, end excluded, strict 30/360, actual/360
        ((30, 30, 30, 30), None, None, "2026-04"),
        ((31, 31, 30, 31), None, None, "2026-01"),
        ((28, 28, 30, 28), None, None, "2026-02"),
        ((15, 15, 15, 15), 16, None, "2026-04"),
        ((16, 16, 15, 16), 16, None, "2026-01"),
        ((1, 1, 0, 1), 31, None, "2026-01"),
        ((1, 1, 3, 1), 28, None, "2026-02"),
        ((5, 4, 5, 5), None, 5, "2026-04"),
        ((1, 0, 1, 1), None, 1, "2026-04"),
        ((30, 29, 30, 30), None, 30, "2026-04"),
        ((28, 27, 30, 28), None, 28, "2026-02"),
        ((1, 0, 1, 1), 1, 1, "2026-04"),
        ((11, 10, 11, 11), 15, 25, "2026-04"),
    ],
)
def test_a_month_worked_out(expected, first, last, month):
    """What began before the month counts from its first day, what goes on counts to its last."""
    tables = [count.of(Month.parse(month)) for count in COUNTS]
    assert tuple(table.days(first, last) for table in tables) == expected
    # and by looking up, as whoever counts by columns does
    assert (
        tuple((table.whole_month if last is None else table.closes[last]) - table.opens[first or 0] for table in tables)
        == expected
    )


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("month", ["2026-02", "2024-02", "2026-04", "2026-01"])
def test_a_month_has_a_place_for_each_day(count, month):
    """There is one place more than the month has days, so that a day is its own index; the first holds nothing."""
    table = count.of(Month.parse(month))
    days = Month.parse(month).days
    assert (len(table.opens), len(table.closes)) == (days + 1, days + 1)
    assert (table.opens[0], table.closes[0]) == (0, 0)
    assert table.divisor == (days if count.divisor is None else 30)


def test_names_and_defaults():
    """Unless said otherwise, both ends count, over the days of the month."""
    assert DayCount() == INCLUSIVE_DAYS == DayCount(DayRule.INCLUSIVE, None)
    assert DayCount(divisor=30) == ACTUAL_360
    assert len(set(COUNTS)) == 4


@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongType, "rule: expected DayRule, got str 'inclusive'", {"rule": "inclusive"}),
        (WrongType, "divisor: expected int, got float 30.0", {"divisor": 30.0}),
        (WrongValue, "divisor: expected at least 2, got int 1", {"divisor": 1}),
        (
            WrongValue,
            "divisor: expected 30, as every month has 30 days under this rule, got NoneType None",
            {"rule": DayRule.THIRTY},
        ),
        (
            WrongValue,
            "divisor: expected 30, as every month has 30 days under this rule, got int 31",
            {"rule": DayRule.THIRTY, "divisor": 31},
        ),
    ],
)
def test_a_convention_is_checked(kind, message, fields):
    """A rule is one of the three, a divisor at least 2, and months of thirty days are divided by thirty."""
    with pytest.raises(kind) as caught:
        DayCount(**fields)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongType, "opens: expected tuple, got list", {"opens": [0] * 31}),
        (WrongType, "closes: expected tuple of int, got float", {"closes": (0.0,) * 31}),
        (WrongValue, "opens: expected 0 and then one number for each day of a month, got tuple", {"opens": (0,) * 28}),
        (
            WrongValue,
            "closes: expected 0 and then one number for each day of a month, got tuple",
            {"closes": (0,) * 33},
        ),
        (WrongValue, "opens: expected at least 0, got int -1", {"opens": (0,) * 30 + (-1,)}),
        (WrongValue, "closes: expected at least 0, got int -2", {"closes": (0,) * 30 + (-2,)}),
        (WrongValue, "closes: expected 31 numbers, as many as opens, got tuple", {"closes": (0,) * 30}),
        (WrongValue, "whole_month: expected at least 0, got int -1", {"whole_month": -1}),
        (WrongValue, "divisor: expected at least 1, got int 0", {"divisor": 0}),
    ],
)
def test_a_table_of_a_month_is_checked(kind, message, fields):
    """It has a number of days, 0 or more, for each day of a month, and something to divide by."""
    april = INCLUSIVE_DAYS.of(Month(2026, 4))
    with pytest.raises(kind) as caught:
        attrs.evolve(april, **fields)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("length", [29, 30, 31, 32])
def test_a_table_has_28_to_31_days(length):
    """Both tables of a month start at index 0, which is no day."""
    assert MonthDays((0,) * length, (0,) * length, 0, 1).days(length - 1, length - 1) == 0


@pytest.mark.parametrize(
    ("kind", "message", "days"),
    [
        (WrongValue, "first: expected at least 1, got int 0", (0, None)),
        (WrongValue, "first: expected at least 1, got int -1", (-1, None)),
        (WrongValue, "last: expected 1 to 30, got int 31", (None, 31)),
        (WrongType, "last: expected int, got float 30.0", (None, 30.0)),
        (WrongType, "first: expected int, got bool True", (True, None)),
    ],
)
def test_a_day_of_the_month_is_checked(kind, message, days):
    """A day before the first would be counted from the end."""
    with pytest.raises(kind) as caught:
        INCLUSIVE_DAYS.of(Month(2026, 4)).days(*days)
    assert str(caught.value) == message


@pytest.mark.parametrize("ask", [INCLUSIVE_DAYS.quantity, INCLUSIVE_DAYS.days])
def test_a_quantity_is_of_a_period(ask):
    """Months, days and text are no period."""
    for value in (Month(2026, 4), date(2026, 4, 1), "2026-04-01/2026-04-30", None):
        with pytest.raises(WrongType) as caught:
            ask(value)
        assert (caught.value.name, caught.value.expected, caught.value.got) == ("period", "Period", value)


def test_a_convention_is_worked_out_for_a_month():
    """Text and days are no month."""
    for value in ("2026-04", date(2026, 4, 1)):
        with pytest.raises(WrongType) as caught:
            INCLUSIVE_DAYS.of(value)
        assert (caught.value.name, caught.value.expected, caught.value.got) == ("month", "Month", value)
