"""Tallies add up: nothing changes nothing, brackets and order mean nothing, and any parts make the same whole."""

from collections import Counter
from functools import reduce
from operator import add

from hypothesis import given
from hypothesis import strategies as st
from tests.laws.fleet import APRIL, conventions, histories

from kpix_billing_core.metering import AllocationColumns, Tally, tally

parted = st.lists(st.integers(0, 2), min_size=7, max_size=7)


@given(histories, conventions(), parted, st.sampled_from((None, True, False)))
def test_any_parts_make_the_whole(held, terms, place, histogram):
    """However a history is parted, the parts' tallies sum to its own, with histogram, devices and days counted once.

    The sum of parts is what a running balance must be, too: polarsource/polar#5648, openmeterio/openmeter#4845.
    """
    parts = [[one for one, at in zip(held, place, strict=False) if at == number] for number in range(3)]
    a, b, c = (tally(part, APRIL, terms, histogram=histogram) for part in parts)
    whole, empty = tally(held, APRIL, terms, histogram=histogram), Tally.empty(APRIL, terms)
    assert (a + b) + c == a + (b + c) == whole
    assert (c + a) + b == c + (b + a) == whole
    assert empty + whole == whole == whole + empty
    by_one = [tally([one], APRIL, terms, histogram=histogram) for one in held]
    assert reduce(add, by_one, empty) == whole


@given(histories, conventions())
def test_facts_told_twice(held, terms):
    """Told twice, allocations count twice; only days that are the device's stay what they are: getlago/lago-api#3890.

    Nothing is made unique in silence, and what is a set of days stays one: getlago/lago-api#4060.
    """
    once, twice = tally(held, APRIL, terms), tally(held + held, APRIL, terms)
    assert twice == once + once
    times = 1 if terms.dedupe_days else 2
    assert [entry.units for entry in twice.entries] == [times * entry.units for entry in once.entries]
    assert [entry.count for entry in twice.entries] == [2 * entry.count for entry in once.entries]
    assert [entry.devices for entry in twice.entries] == [entry.devices for entry in once.entries]


@given(histories, conventions())
def test_each_allocation_counts_in_one_place(held, terms):
    """One with days in the month is in the entry of its SKU and in no other: getlago/lago-api#5916 counted two."""
    used = tally(held, APRIL, terms)
    within = [
        one.sku
        for one in held
        if one.consumed_on <= APRIL.last_day and (one.removed_on is None or one.removed_on >= APRIL.first_day)
    ]
    assert {entry.sku: entry.count for entry in used.entries} == Counter(within)


@given(histories, conventions())
def test_columns_and_tuples_count_as_objects(held, terms):
    """The same facts by columns, as tuples and as objects give the same tally."""
    rows = [(one.device, one.account, one.sku, one.consumed_on, one.removed_on) for one in held]
    columns = AllocationColumns(*([row[at] for row in rows] for at in range(5)))
    assert tally(columns, APRIL, terms) == tally(rows, APRIL, terms) == tally(held, APRIL, terms)
