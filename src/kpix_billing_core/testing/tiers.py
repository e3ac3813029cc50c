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
from typing import TypeVar

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
from .making import made
from .payers import device_ids
from .texts import ids

T = TypeVar("T")

_DEVICES = st.integers(0, 10**6)
_LIMITS = st.sampled_from((0, 1, 5, 100, 1_000)) | _DEVICES
_COUNTS = st.integers(0, 4) | _DEVICES
_MONTHS, _DAYS = st.integers(0, 36), st.integers(0, 90)
"""For which subscriptions bind."""

_DAYS_OF_A_MONTH = st.integers(1, 31)
_SOON = 30
"""Days: what is left before an expiry, and how far a glance looks."""

_DAYS_LEFT = st.integers(0, _SOON)
_MOST = 3
"""Counts and expiries in a glance."""
_LAST_START = date(2190, 1, 1)


def subscription_tiers() -> SearchStrategy[SubscriptionTier]:
    """Return the published tiers, and others: with a limit or none, bound for months, days, or not at all."""
    limits = st.none() | _LIMITS
    by_months = made(SubscriptionTier, name=ids(), device_limit=limits, months=_MONTHS, trial=st.booleans())
    by_days = made(SubscriptionTier, name=ids(), device_limit=limits, days=_DAYS, trial=st.booleans())
    return st.sampled_from(TIERS) | by_months | by_days


def subscriptions() -> SearchStrategy[Subscription]:
    """Return subscriptions to any tier, since any day."""
    return made(Subscription, subscription_tiers(), days(max_day=_LAST_START))


def commitments() -> SearchStrategy[Commitment]:
    """Return for how long subscriptions bind on some day."""
    return made(commitment, subscriptions(), days())


def subscription_moves() -> SearchStrategy[SubscriptionMove]:
    """Return moves up, down and to an equal, before and after the commitment is over."""
    return made(move, subscriptions(), subscription_tiers(), _LIMITS, days(), keeps_start=st.booleans())


def status_counts() -> SearchStrategy[StatusCount]:
    """Return counts of devices by status, of none too."""
    return made(StatusCount, application=ids(), **{status.value: _COUNTS for status in BillingStatus})


def month_counts() -> SearchStrategy[MonthCount]:
    """Return counts over a month: of none, of devices valid for a day, and of such valid throughout."""
    return made(_month_count, ids(), months(), _DEVICES, _DAYS_OF_A_MONTH, _DAYS_OF_A_MONTH)


def expiries() -> SearchStrategy[Expiry]:
    """Return valid devices that expire today or soon."""
    return made(Expiry, days(), ids(), device_ids(), _DAYS_LEFT)


def glances() -> SearchStrategy[Glance]:
    """Return fleets at a glance, with nothing in them too."""
    return made(_glance, _few(status_counts()), _few(expiries()))


def _few(one: SearchStrategy[T]) -> SearchStrategy[list[T]]:
    return st.lists(one, max_size=_MOST)


def _month_count(application: str, month: Month, devices: int, days_each: int, at_once: int) -> MonthCount:
    # Each is valid for the same number of days; a part of them on one day.
    device_days = devices * min(days_each, month.days)
    peak = max(-(-devices // at_once), -(-device_days // month.days))
    return MonthCount(application=application, month=month, devices=devices, device_days=device_days, peak=peak)


def _glance(counts: list[StatusCount], soon: list[Expiry]) -> Glance:
    return Glance(tuple(counts), tuple(soon), _SOON)
