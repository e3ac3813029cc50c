"""Strategies for tiers and subscriptions, and for how many devices there are."""

__all__ = [
    "commitments",
    "expiries",
    "glances",
    "month_counts",
    "status_counts",
    "subscription_moves",
    "subscription_tiers",
    "subscriptions",
]

from datetime import date

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..dates import Month
from ..validity import (
    TIERS,
    BillingStatus,
    Commitment,
    Expiry,
    Glance,
    MonthCount,
    StatusCount,
    Subscription,
    SubscriptionMove,
    SubscriptionTier,
    commitment,
    move,
)
from .dates import days, months
from .payers import device_ids
from .texts import ids

_LIMITS = (0, 1, 5, 100, 1_000)
_LAST_START = date(2190, 1, 1)


def subscription_tiers() -> SearchStrategy[SubscriptionTier]:
    """Return the published tiers, and others: with a limit or none, bound for months, days, or not at all."""
    limits = st.none() | st.sampled_from(_LIMITS) | st.integers(0, 10**6)
    by_months = st.builds(
        SubscriptionTier, name=ids(), device_limit=limits, months=st.integers(0, 36), trial=st.booleans()
    )
    by_days = st.builds(SubscriptionTier, name=ids(), device_limit=limits, days=st.integers(0, 90), trial=st.booleans())
    return st.sampled_from(TIERS) | by_months | by_days


def subscriptions() -> SearchStrategy[Subscription]:
    """Return subscriptions to any tier, since any day."""
    return st.builds(Subscription, subscription_tiers(), days(max_day=_LAST_START))


def commitments() -> SearchStrategy[Commitment]:
    """Return for how long subscriptions bind on some day."""
    return st.builds(commitment, subscriptions(), days())


def subscription_moves() -> SearchStrategy[SubscriptionMove]:
    """Return moves up, down and to an equal, before and after the commitment is over."""
    devices = st.sampled_from(_LIMITS) | st.integers(0, 10**6)
    return st.builds(move, subscriptions(), subscription_tiers(), devices, days(), keeps_start=st.booleans())


def status_counts() -> SearchStrategy[StatusCount]:
    """Return counts of devices by status, of none too."""
    numbers = {status.value: st.integers(0, 4) | st.integers(0, 10**6) for status in BillingStatus}
    return st.builds(StatusCount, application=ids(), **numbers)


def month_counts() -> SearchStrategy[MonthCount]:
    """Return counts over a month: of none, of devices valid for a day, and of such valid throughout."""
    return st.builds(_month_count, ids(), months(), st.integers(0, 10**6), st.integers(1, 31), st.integers(1, 31))


def expiries() -> SearchStrategy[Expiry]:
    """Return valid devices that expire today or soon."""
    return st.builds(Expiry, days(), ids(), device_ids(), st.integers(0, 30))


def glances() -> SearchStrategy[Glance]:
    """Return fleets at a glance, with nothing in them too."""
    counts, soon = st.lists(status_counts(), max_size=3), st.lists(expiries(), max_size=3)
    return st.builds(_glance, counts, soon)


def _month_count(application: str, month: Month, devices: int, days_each: int, at_once: int) -> MonthCount:
    # Each is valid for the same number of days; a part of them on one day.
    device_days = devices * min(days_each, month.days)
    peak = max(-(-devices // at_once), -(-device_days // month.days))
    return MonthCount(application=application, month=month, devices=devices, device_days=device_days, peak=peak)


def _glance(counts: list[StatusCount], soon: list[Expiry]) -> Glance:
    return Glance(tuple(counts), tuple(soon), 30)
