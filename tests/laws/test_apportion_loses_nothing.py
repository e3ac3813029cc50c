"""Parts of an amount add up to it, to the last unit, whatever the weights."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.deep import mostly_deep

from kpix_billing_core.money import Currency, Money, apportion
from kpix_billing_core.testing import moneys

USD = Currency.of("USD")
weight = st.integers(0, 12) | st.integers(0, 10**20) | st.builds(Fraction, st.integers(0, 10**6), st.integers(1, 97))
weights = st.lists(weight, min_size=1, max_size=5).filter(any)


def minors(parts):
    return [part.minor for part in parts]


@given(moneys(), weights)
def test_the_parts_are_the_whole(whole, weights):
    """Four partial credit notes sum to the invoice, not to a cent more: getlago/lago-api#2643."""
    parts = apportion(whole, weights)
    assert len(parts) == len(weights)
    assert sum(minors(parts)) == whole.minor
    assert {part.currency for part in parts} == {whole.currency}


@given(moneys(), weights)
def test_each_part_is_its_share_to_less_than_a_unit(whole, weights):
    """No part is a whole unit off its exact share, none has the other sign, and no weight gets nothing."""
    for part, each in zip(apportion(whole, weights), weights, strict=True):
        share = whole.minor * Fraction(each) / Fraction(sum(weights))
        assert abs(part.minor - share) < 1
        assert part.minor * whole.minor >= 0
        assert each or not part


@given(moneys(), weights)
def test_a_credit_is_split_as_its_debt(whole, weights):
    """Splitting minus an amount gives minus its parts, so a credit note mirrors its invoice: PrestaShop#23821."""
    assert minors(apportion(-whole, weights)) == [-minor for minor in minors(apportion(whole, weights))]


@given(moneys(), weights, st.builds(Fraction, st.integers(1, 100), st.integers(1, 100)))
def test_only_the_proportion_counts(whole, weights, factor):
    """Weights twice as large, or in another unit, split alike."""
    assert apportion(whole, [Fraction(each) * factor for each in weights]) == apportion(whole, weights)


@given(moneys(), st.integers(1, 12))
def test_equal_weights_differ_by_a_unit_at_most(whole, count):
    """Equal parts are equal but for the units left over, which go to the first."""
    sizes = [abs(minor) for minor in minors(apportion(whole, [1] * count))]
    assert max(sizes) - min(sizes) <= 1
    assert sizes == sorted(sizes, reverse=True)


@pytest.mark.parametrize("length", mostly_deep([1, 2, 3, 4], 1, 2, 3))
def test_every_small_split(length):
    """All totals from -30 to 30 by all weights from 0 to 4, up to four of them: nothing lost, nothing a unit off."""
    splits = 0
    for weights in product(range(5), repeat=length):
        everything = sum(weights)
        if everything == 0:
            continue
        for minor in range(-30, 31):
            parts = minors(apportion(Money(minor, USD), weights))
            assert sum(parts) == minor
            # within a unit of the share, in whole numbers
            assert all(
                abs(part * everything - minor * each) < everything for part, each in zip(parts, weights, strict=True)
            )
            splits += 1
    assert splits == 61 * (5**length - 1)
