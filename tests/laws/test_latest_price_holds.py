"""The price in force is the latest one on or before the day, for the account before everybody; ties are errors."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.laws.fleet import USD

from kpix_billing_core.catalogue import PerUnit, Price, PriceBook
from kpix_billing_core.errors import WrongValue

START = date(2026, 1, 1)
offsets = st.lists(st.integers(0, 40), unique=True, max_size=6)
since_ever = st.booleans()


def schedule(days, ever, account=None):
    """Return a price from each day on, worth the day's number, and perhaps one since ever."""
    prices = [Price("STD", PerUnit(f"{day} USD"), account, START + timedelta(days=day)) for day in days]
    return prices + ([Price("STD", PerUnit("99 USD"), account)] if ever else [])


@given(offsets, since_ever, st.integers(-1, 41), st.randoms(use_true_random=False))
def test_the_latest_on_or_before_the_day(days, ever, on, random):
    """By hand: the largest day number up to the day asked for, else the price since ever: killbill/killbill#2291."""
    prices = schedule(days, ever)
    book = PriceBook(tuple(random.sample(prices, len(prices))))
    reached = [day for day in days if day <= on]
    expected = max(reached) if reached else 99 if ever else None
    found = book.default_price("STD", USD, START + timedelta(days=on))
    assert (found.model.price.amount if found else None) == expected


@given(offsets, offsets, since_ever, st.integers(-1, 41))
def test_own_and_default_prices_do_not_mix(defaults, own, ever, on):
    """An account's own prices are chosen among themselves, whatever the default ones are."""
    day = START + timedelta(days=on)
    book = PriceBook((*schedule(defaults, ever), *schedule(own, False, "acme")))
    assert book.default_price("STD", USD, day) == PriceBook(tuple(schedule(defaults, ever))).default_price(
        "STD", USD, day
    )
    alone = PriceBook(tuple(schedule(own, False, "acme")))
    assert book.custom_price("STD", USD, "acme", day) == alone.custom_price("STD", USD, "acme", day)
    assert book.custom_price("STD", USD, "other", day) is None


@given(offsets.filter(bool), since_ever, st.integers(0, 5), st.randoms(use_true_random=False))
def test_a_tie_is_an_error(days, ever, which, random):
    """Two prices from one day never choose one silently, wherever they stand: killbill/killbill#2291."""
    prices = schedule(days, ever)
    again = prices[which % len(prices)]
    tied = [*prices, Price("STD", PerUnit("7 USD"), None, again.effective_from)]
    with pytest.raises(WrongValue, match="one price for each SKU, currency, account and day"):
        PriceBook(tuple(random.sample(tied, len(tied))))


@given(offsets.filter(bool), since_ever, st.integers(-1, 41))
def test_a_new_price_is_the_one_from_its_day_on(days, ever, on):
    """A price added for a day holds from that day to the next one's, and nowhere else."""
    book = PriceBook(tuple(schedule(days, ever)))
    new = Price("STD", PerUnit("1000 USD"), None, START + timedelta(days=days[0]))
    day = START + timedelta(days=on)
    before, after = (one.default_price("STD", USD, day) for one in (book, book.with_price(new)))
    took_over = before is not None and before.effective_from == new.effective_from
    assert after == (new if took_over else before)
