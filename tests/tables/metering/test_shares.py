"""Shares: what each single allocation used, in an order that depends on nothing else."""

from datetime import date
from fractions import Fraction

import pytest
from tests.examples import APRIL, april, complaint, held

from kpix_billing_core.catalogue import PLAN_POOL, BandBasis, BillingTerms
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.metering import AllocationColumns, AllocationShare, shares

ONE = held(1, 5)


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "allocation: expected Allocation, got str 'd1'", ("d1", 5, 30)),
        (WrongType, "days: expected int, got float 5.0", (ONE, 5.0, 30)),
        (WrongValue, "days: expected at least 0, got int -1", (ONE, -1, 30)),
        (WrongValue, "days: expected at most 31, the days of a month, got int 32", (ONE, 32, 360)),
        (WrongValue, "divisor: expected at least 1, got int 0", (ONE, 5, 0)),
    ],
)
def test_what_no_share_can_be(kind, message, arguments):
    """A share is an allocation's days over a divisor."""
    assert complaint(kind, AllocationShare, *arguments) == message


def test_a_share_is_a_fraction_of_a_month():
    """The quantity is days over divisor, for no day and for all of the longest month too."""
    assert AllocationShare(ONE, 5, 30).quantity == Fraction(5, 30)
    assert AllocationShare(ONE, 0, 30).quantity == 0
    assert AllocationShare(ONE, 31, 30).quantity == Fraction(31, 30)


def test_shares_stand_in_order():
    """By first day, last day with open ones last, device, SKU and account; those outside the month are left out."""
    ordered = [
        held(date(2026, 1, 1)),
        held(1, 4),
        held(1, 5),
        held(1, 5, sku="Z"),
        held(1, 5, device="d2", account="a"),
        held(1, 5, device="d2", account="b"),
        held(1, 5, device="d2", sku="Z", account="a"),
        held(1, date(2026, 6, 1)),
        held(1),
        held(2, 3),
    ]
    outside = [held(date(2026, 5, 1)), held(date(2026, 3, 1), date(2026, 3, 31))]
    for given in (ordered, ordered[::-1], ordered[5:] + outside + ordered[:5]):
        found = [share.allocation for share in shares(given, APRIL, PLAN_POOL)]
        assert found == ordered
        assert list(map(id, found)) == list(map(id, ordered))


@pytest.mark.parametrize("terms", [BillingTerms(dedupe_days=True), BillingTerms(band_basis=BandBasis.DEVICES)])
def test_a_share_is_an_allocations_own(terms):
    """Where the terms look at devices, each allocation still has all its own days."""
    assert [share.days for share in shares([held(1, 5), held(3, 8)], APRIL, terms)] == [5, 6]


def test_tuples_and_columns_have_shares():
    """Rows that are no objects yet become some."""
    fields = ("d1", "acme", "STD", april(1), april(5))
    for given in ([fields], AllocationColumns(*([value] for value in fields))):
        assert shares(given, APRIL, PLAN_POOL) == (AllocationShare(ONE, 5, 30),)


def test_shares_of_what_is_no_allocation():
    """What cannot be counted has no shares."""
    assert complaint(WrongType, shares, ["d1"], APRIL, PLAN_POOL).startswith(
        "allocation: expected Allocation or a tuple"
    )
    assert complaint(WrongType, shares, [ONE], "2026-04", PLAN_POOL) == "month: expected Month, got str '2026-04'"
