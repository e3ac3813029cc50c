"""A subscription: the tier an account is on, for how much longer it is bound, and what a move would mean."""

__all__ = ["Commitment", "Subscription", "SubscriptionMove", "commitment", "move"]

from datetime import date

import attrs

from ..checks import check_day, check_whole, day, instance, whole
from ..dates import add_months
from ..errors import WrongType
from .tiers import SubscriptionTier, allowance, check_tier


@attrs.frozen
class Subscription:
    """A tier that an account is on.

    Attributes:
        tier: which.
        since: the day its months count from.
    """

    tier: SubscriptionTier = attrs.field(validator=instance(SubscriptionTier))
    since: date = attrs.field(validator=day)


@attrs.frozen
class Commitment:
    """For how much longer an account is bound: whole calendar months, and days beyond them (rule K20).

    Attributes:
        earliest_end: the first day on which it is not.
        months: whole months until then; 0 once it is over.
        days: days beyond them.
    """

    earliest_end: date = attrs.field(validator=day)
    months: int = attrs.field(validator=whole(0))
    days: int = attrs.field(validator=whole(0))

    @property
    def over(self) -> bool:
        """Whether nothing is left."""
        return _over(self)


@attrs.frozen(kw_only=True)
class SubscriptionMove:
    """What moving to another tier on a day would mean; whether to do it, and for what fee, is the caller's (K19, K20).

    Attributes:
        before: the tier left.
        after: the tier moved to, and the day its months count from.
        on: the day.
        devices: how many count.
        excess: how many of them the new tier does not allow; none is ever chosen to go.
        remaining: what was left of the commitment.
    """

    before: Subscription = attrs.field(validator=instance(Subscription))
    after: Subscription = attrs.field(validator=instance(Subscription))
    on: date = attrs.field(validator=day)
    devices: int = attrs.field(validator=whole(0))
    excess: int = attrs.field(validator=whole(0))
    remaining: Commitment = attrs.field(validator=instance(Commitment))

    @property
    def down(self) -> bool:
        """Whether the new tier allows fewer devices."""
        return _down(self.before.tier, self.after.tier)

    @property
    def breach(self) -> bool:
        """Whether it moves down before the account may."""
        return _breach(self)


def commitment(subscription: Subscription, on: date) -> Commitment:
    """Return for how much longer an account is bound on a day (rule K20).

    >>> from .tiers import PRO
    >>> left = commitment(Subscription(PRO, date(2026, 1, 31)), date(2026, 4, 1))
    >>> left.earliest_end.isoformat(), left.months, left.days
    ('2027-01-31', 9, 30)
    """
    if type(subscription) is not Subscription:
        raise WrongType("subscription", "Subscription", subscription)
    check_day("on", on)
    end = subscription.tier.earliest_end(subscription.since)
    if on >= end:
        return Commitment(end, 0, 0)
    months = (end.year - on.year) * 12 + end.month - on.month
    if add_months(on, months) > end:
        months -= 1
    return Commitment(end, months, (end - add_months(on, months)).days)


def move(
    subscription: Subscription, to: SubscriptionTier, devices: int, on: date, *, keeps_start: bool = False
) -> SubscriptionMove:
    """Return what moving to another tier on a day would mean, for so many devices (rules K19, K20).

    Each tier states its own minimum, so its months count from the move, unless the start is kept.
    """
    remaining = commitment(subscription, on)
    check_tier("to", to)
    check_whole("devices", devices, 0)
    if type(keeps_start) is not bool:
        raise WrongType("keeps_start", "bool", keeps_start)
    after = Subscription(to, subscription.since if keeps_start else on)
    excess = 0 if to.device_limit is None else max(0, devices - to.device_limit)
    return SubscriptionMove(
        before=subscription, after=after, on=on, devices=devices, excess=excess, remaining=remaining
    )


def _over(left: Commitment) -> bool:
    return left.months == left.days == 0


def _breach(moved: SubscriptionMove) -> bool:
    return moved.down and not moved.remaining.over


def _down(before: SubscriptionTier, after: SubscriptionTier) -> bool:
    return allowance(after) < allowance(before)
