"""Tiers: limits, choices and commitments at their edges."""

from datetime import date

import pytest
from tests.examples import complaint

from kpix_billing_core.errors import CurrencyMismatch, WrongType, WrongValue
from kpix_billing_core.money import ExactMoney
from kpix_billing_core.validity import (
    ESSENTIALS,
    FREE,
    PREMIER,
    PRO,
    TIERS,
    Subscription,
    SubscriptionTier,
    admit,
    cheapest_tier,
    commitment,
    move,
    smallest_tier,
    tier_size,
)

JANUARY = date(2026, 1, 1)
ON_PRO = Subscription(PRO, JANUARY)
USD, EUR = ExactMoney.parse("1 USD"), ExactMoney.parse("1 EUR")


@pytest.mark.parametrize(
    ("kind", "said", "ask"),
    [
        (WrongValue, "days: expected months or days, not both", lambda: SubscriptionTier(name="X", months=1, days=1)),
        (WrongValue, "device_limit: expected at least 0", lambda: SubscriptionTier(name="X", device_limit=-1)),
        (WrongValue, "start: expected an end within the years 1 to 9999", lambda: FREE.earliest_end(date.max)),
        (WrongType, "tier: expected SubscriptionTier", lambda: admit("Pro", 1)),
        (WrongType, "to: expected SubscriptionTier", lambda: move(ON_PRO, "Pro", 1, JANUARY)),
        (WrongType, "keeps_start: expected bool", lambda: move(ON_PRO, PRO, 1, JANUARY, keeps_start=1)),
        (WrongType, "subscription: expected Subscription", lambda: commitment(PRO, JANUARY)),
        (WrongType, "tiers: expected SubscriptionTier", lambda: smallest_tier(["Pro"], 1)),
        (WrongType, "prices: expected (SubscriptionTier, ExactMoney)", lambda: cheapest_tier([(PRO, "1 USD")], 1)),
        (WrongType, "prices: expected (SubscriptionTier, ExactMoney)", lambda: cheapest_tier([[PRO, USD]], 1)),
        (CurrencyMismatch, "expected", lambda: cheapest_tier([(PRO, USD), (PREMIER, EUR)], 1)),
        (WrongType, "counts: expected StatusCount", lambda: tier_size([1])),
        (WrongType, "counted: expected Counted", lambda: tier_size([], "active")),
    ],
)
def test_what_is_refused(kind, said, ask):
    assert said in complaint(kind, ask)


def test_the_first_of_equals():
    """Of two that allow as many, or cost as much, the one given first."""
    twin = SubscriptionTier(name="Twin", device_limit=100)
    assert smallest_tier([PREMIER, twin, ESSENTIALS], 100) == twin
    assert cheapest_tier([(PRO, USD), (PREMIER, USD), (FREE, USD)], 7) == PRO


def test_a_tier_that_binds_to_nothing():
    """Neither months nor days: its end is its start."""
    loose = SubscriptionTier(name="Loose")
    assert loose.earliest_end(JANUARY) == JANUARY
    assert commitment(Subscription(loose, JANUARY), JANUARY).over


@pytest.mark.parametrize(
    ("tier", "start", "on", "months", "days"),
    [
        (ESSENTIALS, "2026-01-31", "2026-01-31", 3, 0),
        (ESSENTIALS, "2026-01-31", "2026-03-31", 1, 0),
        (ESSENTIALS, "2026-01-31", "2026-04-29", 0, 1),
        (ESSENTIALS, "2026-01-31", "2026-04-30", 0, 0),
        (ESSENTIALS, "2026-01-01", "2026-01-01", 3, 0),
        (FREE, "2026-04-01", "2026-04-01", 0, 15),
        (FREE, "2026-04-01", "2026-04-15", 0, 1),
        (PREMIER, "2024-02-29", "2024-02-29", 24, 0),
    ],
)
def test_what_is_left(tier, start, on, months, days):
    """Whole months from the day asked for, and the days beyond them, to the earliest end."""
    left = commitment(Subscription(tier, date.fromisoformat(start)), date.fromisoformat(on))
    assert (left.months, left.days) == (months, days)


@pytest.mark.parametrize(
    ("before", "after", "down"), [(a, b, TIERS.index(b) < TIERS.index(a)) for a in TIERS for b in TIERS]
)
def test_down_is_to_fewer_devices(before, after, down):
    assert move(Subscription(before, JANUARY), after, 0, JANUARY).down is down
