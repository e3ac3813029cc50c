"""Quantities of 10**18 and prices of 10**-9 are billed to the last cent, without overflow or loss."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.laws.fleet import ACME, APRIL, USD

from kpix_billing_core.catalogue import Graduated, Package, PerUnit, Price, PriceBook, Volume, bands
from kpix_billing_core.invoicing import draft
from kpix_billing_core.metering import Tally
from kpix_billing_core.money import ExactMoney, Money
from kpix_billing_core.rating import rate

huge = st.sampled_from((10**18, 10**18 + 1, 2**63 - 1, 2**63, 10**30)) | st.integers(10**17, 10**20)
tiny = st.integers(0, 10**4)


def due(model, units):
    """Return what so many units come to, in cents."""
    book = PriceBook((Price("CALLS", model),))
    used = Tally.of_counts("acme", APRIL, {"CALLS": units}, book.terms)
    return draft(ACME, APRIL, rate(used, book, ACME)).due


def nano(amount):
    """Return so many billionths of a dollar."""
    return ExactMoney(Fraction(amount, 10**9), USD)


@given(huge, tiny)
def test_many_units_at_a_billionth(units, price):
    """Units times price, in whole billionths, halves of a cent away from zero: killbill/killbill#1325, #1896."""
    cents = (units * price + 5 * 10**6) // 10**7
    assert due(PerUnit(nano(price)), units) == Money(cents, USD)
    assert due(Volume(bands((1, nano(price)))), units) == Money(cents, USD)


@given(huge, huge, tiny, tiny)
def test_large_thresholds(units, threshold, low, high):
    """Bands are told apart at any size, where a float could not: killbill/killbill#1081."""
    schedule = bands((0, nano(low)), (threshold, nano(high)))
    reached = high if units >= threshold else low
    assert due(Volume(schedule), units).minor == (units * reached + 5 * 10**6) // 10**7
    parts = min(units, threshold) * low + max(0, units - threshold) * high
    assert due(Graduated(schedule), units).minor == (parts + 5 * 10**6) // 10**7


@given(huge, st.integers(1, 10**18))
def test_large_blocks(units, size):
    """Blocks are counted up in whole numbers: useautumn/autumn#728."""
    assert due(Package(size, "1 USD"), units).minor == 100 * -(-units // size)


@given(huge, tiny)
def test_parts_of_large_tallies_add_up(units, more):
    """Counts of any size add up before they are priced: killbill/killbill#1469."""
    book = PriceBook((Price("CALLS", PerUnit(nano(1))),))
    parts = [Tally.of_counts("acme", APRIL, {"CALLS": count}, book.terms) for count in (units, more)]
    assert (parts[0] + parts[1]).entry("CALLS").quantity == units + more
