"""The detail sums to the tally: each allocation has one share, and cutting an allocation changes nothing."""

from collections import Counter
from datetime import timedelta
from fractions import Fraction

import attrs
from hypothesis import given
from hypothesis import strategies as st
from tests.laws.fleet import APRIL, allocations, conventions, histories

from kpix_billing_core.dates import DayRule
from kpix_billing_core.metering import shares, tally


@given(histories, conventions(dedupe_days=False))
def test_shares_sum_to_the_tally(held, terms):
    """SKU by SKU, shares sum to the quantity, count and histogram; none is more than the month: killbill/killbill#839."""
    rows = shares(held, APRIL, terms)
    entries = tally(held, APRIL, terms).entries
    quantities: dict[str, Fraction] = {}
    for row in rows:
        quantities[row.allocation.sku] = quantities.get(row.allocation.sku, Fraction(0)) + row.quantity
    assert quantities == {entry.sku: entry.quantity for entry in entries}
    assert Counter(row.allocation.sku for row in rows) == {entry.sku: entry.count for entry in entries}
    for entry in tally(held, APRIL, terms, histogram=True).entries:
        days = [row.days for row in rows if row.allocation.sku == entry.sku]
        assert list(entry.histogram) == [days.count(number) for number in range(32)]
    most = terms.day_count.of(APRIL)
    assert all(0 <= row.days <= most.whole_month and row.divisor == most.divisor for row in rows)


@given(allocations, conventions(dedupe_days=False), st.integers(0, 70))
def test_cutting_an_allocation_loses_no_day(one, terms, at):
    """Cut at any day, an allocation's parts use the days of the whole: getlago/lago-api#6292.

    Where the last day does not count, the second part starts on it; elsewhere on the day after.
    """
    cut = one.consumed_on + timedelta(days=at)
    if one.removed_on is not None and cut >= one.removed_on:
        cut = one.consumed_on
    following = cut if terms.day_count.rule is DayRule.END_EXCLUDED else cut + timedelta(days=1)
    if one.removed_on is not None and following > one.removed_on:
        return
    parts = [attrs.evolve(one, removed_on=cut), attrs.evolve(one, consumed_on=following)]
    units = [sum(entry.units for entry in tally(held, APRIL, terms).entries) for held in ([one], parts)]
    assert units[0] == units[1]
