"""Bands are right for every small table: each half unit is put into its band by hand and paid for by itself."""

from fractions import Fraction
from itertools import combinations, pairwise, product

import pytest
from tests.deep import mostly_deep

from kpix_billing_core import Charge, ExactMoney, Graduated, Month, Price, PriceBand, Stairstep, Volume, bands
from kpix_billing_core.catalogue import PLAN_POOL, StairstepMode
from kpix_billing_core.errors import WrongValue
from kpix_billing_core.metering import TallyEntry

MONTH = Month(2026, 4)
HALVES = range(17)
"""Quantities and thresholds from 0 to 8 in halves."""
PRICES = (1, 100, 10_000)
"""So far apart that an amount shows how much of it came from where."""
TABLES = [table for size in (1, 2, 3) for table in combinations(HALVES, size)]


def schedule(table):
    """Return the bands of thresholds given in halves."""
    return bands(*((Fraction(half, 2), f"{price} USD") for half, price in zip(table, PRICES, strict=False)))


def reached(table, quantity):
    """Return which threshold a quantity in halves has come to; the first one also for what lies below it."""
    return max([0, *(index for index, threshold in enumerate(table) if threshold <= quantity)])


def charged(model, quantity):
    """Return what the core charges for a quantity in halves, exactly."""
    charge = Charge(MONTH, TallyEntry("STD", quantity, quantity * 15, 30), Price("STD", model), (), PLAN_POOL)
    return charge.exact_amount.amount


@pytest.mark.parametrize("size", mostly_deep([1, 2, 3], 1, 2))
def test_every_table_of_at_most_three_bands(size):
    """Volume, graduated and both kinds of stairs, for all 833 tables and all quantities from 0 to 8 in halves."""
    for table in combinations(HALVES, size):
        given = schedule(table)
        models = Volume(given), Graduated(given), *(Stairstep(given, mode) for mode in StairstepMode)
        for quantity in HALVES:
            top = reached(table, quantity)
            by_half = sum(Fraction(PRICES[reached(table, half)], 2) for half in range(quantity))
            assert [charged(model, quantity) for model in models] == [
                Fraction(quantity * PRICES[top], 2),
                by_half,
                PRICES[top],
                sum(PRICES[: top + 1]),
            ]


def test_every_table_there_is():
    """There are 833 of them."""
    assert len(TABLES) == 17 + 136 + 680


@pytest.mark.parametrize("size", [1, 2, 3])
def test_only_rising_thresholds_are_bands(size):
    """Of all thresholds in any order, those that rise are a table, and all others an error."""
    for table in product(range(5), repeat=size):
        if all(low < high for low, high in pairwise(table)):
            assert [band.threshold for band in schedule(table)] == [Fraction(half, 2) for half in table]
        else:
            with pytest.raises(WrongValue):
                schedule(table)


def test_only_ends_that_meet_are_bands():
    """Of all two bands with an end, those where the second starts at the end of the first leave no gap or overlap."""
    price = ExactMoney.parse("1 USD")
    for low, end, start in product(range(5), range(1, 6), range(6)):
        if low < end:
            given = PriceBand(low, price, end), PriceBand(start, price)
            if start == end:
                assert [band.threshold for band in Volume(given).bands] == [low, end]
            else:
                with pytest.raises(WrongValue):
                    Volume(given)
