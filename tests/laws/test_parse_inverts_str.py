"""Whatever is written as text is read back as the same value, and evaluating a repr gives it again."""

from datetime import date

import pytest
from hypothesis import given

from kpix_billing_core.dates import Month, Period
from kpix_billing_core.dates.period import parse_day
from kpix_billing_core.money import Currency, ExactMoney, Money
from kpix_billing_core.testing import currencies, days, exact_moneys, moneys, months, periods

TEXTUAL = {
    Currency: currencies(),
    Money: moneys(),
    ExactMoney: exact_moneys(),
    Month: months(min_month=Month(1, 1), max_month=Month(9999, 12)),
    Period: periods(min_day=date.min, max_day=date.max),
}


@pytest.mark.parametrize("kind", TEXTUAL)
def test_parse_inverts_str(kind):
    """A value's text names it and nothing else, and what a notebook shows of it can be typed in again."""

    @given(TEXTUAL[kind])
    def law(value):
        text = str(value)
        assert text.isprintable()
        assert kind.parse(text) == value
        assert eval(repr(value), {kind.__name__: kind}) == value

    law()


@given(days(min_day=date.min, max_day=date.max))
def test_a_day_is_read_back(day):
    """A day is written by ISO 8601 and read so."""
    assert parse_day(day.isoformat()) == day


@given(moneys())
def test_money_in_text_keeps_its_scale(money):
    """Text has exactly the decimals of the currency, and no exponent, for amounts of any size."""
    number, _, currency = str(money).partition(" ")
    assert currency == str(money.currency)
    assert len(number.partition(".")[2]) == money.currency.exponent
    assert int(number.replace(".", "")) == money.minor
