"""Subscription tiers: how many devices an account may have and for how long it is bound; which one fits a fleet."""

__all__ = [
    "ESSENTIALS",
    "FREE",
    "PREMIER",
    "PRO",
    "TIERS",
    "Counted",
    "SubscriptionTier",
    "admit",
    "allowance",
    "cheapest_tier",
    "check_tier",
    "smallest_tier",
    "tier_size",
]

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import Enum

import attrs

from ..checks import check_day, check_many, check_whole, instance, optional, whole
from ..dates import add_months
from ..decisions import Reason, Refused
from ..errors import WrongType, WrongValue
from ..ids import identifier
from ..money import ExactMoney
from .counts import StatusCount


class Counted(Enum):
    """Which devices use up a limit: those CONNECTED, as a device in grace still is; all REGISTERED; only the ACTIVE."""

    CONNECTED = "connected"
    REGISTERED = "registered"
    ACTIVE = "active"


@attrs.frozen(kw_only=True)
class SubscriptionTier:
    """So many devices, for at least so long (rules K15 to K20).

    Attributes:
        name: what it is called.
        device_limit: how many devices it allows; None: any number.
        months: the calendar months that it binds for.
        days: the days that it binds for; of a trial, those after which it ends.
        trial: whether it ends by itself.
    """

    name: str = attrs.field(validator=identifier)
    device_limit: int | None = attrs.field(default=None, validator=optional(whole(0)))
    months: int = attrs.field(default=0, validator=whole(0))
    days: int = attrs.field(default=0, validator=whole(0))
    trial: bool = attrs.field(default=False, validator=instance(bool))

    def __attrs_post_init__(self) -> None:
        _check_length(self)

    def admits(self, devices: int) -> bool:
        """Whether it allows so many devices; just as many as the limit are allowed (rule K19)."""
        check_whole("devices", devices, 0)
        return self.device_limit is None or devices <= self.device_limit

    def earliest_end(self, start: date) -> date:
        """Return the first day on which an account that started on a day is bound no more (rule K20).

        Calendar months from the start, clamped to the end of a short month: 31 January and 3 months are 30 April.
        """
        return _earliest_end(self, start)


def tier_size(counts: Iterable[StatusCount], counted: Counted = Counted.CONNECTED) -> int:
    """Return how many devices use up a limit, over all applications given (rule K19)."""
    check_many("counts", counts)
    if type(counted) is not Counted:
        raise WrongType("counted", "Counted", counted)
    return sum(_size(count, counted) for count in counts)


def admit(tier: SubscriptionTier, devices: int, more: int = 1) -> int | Refused:
    """Return how many devices there are with so many more, or Refused where the tier does not allow them (rule K19).

    >>> admit(ESSENTIALS, 99), admit(ESSENTIALS, 100).reason.value
    (100, 'limit_exceeded')
    """
    check_tier("tier", tier)
    check_whole("devices", devices, 0)
    check_whole("more", more, 0)
    if tier.admits(devices + more):
        return devices + more
    return Refused(Reason.LIMIT_EXCEEDED, f"{devices + more} devices, {tier.name} allows {tier.device_limit}")


def smallest_tier(tiers: Iterable[SubscriptionTier], devices: int) -> SubscriptionTier | None:
    """Return the tier with the lowest limit that allows so many devices, the first of equals; None: there is none.

    >>> [smallest_tier(TIERS, devices).name for devices in (5, 6, 100, 1_001)]
    ['Free', 'Essentials', 'Essentials', 'Premier']
    """
    fitting = [tier for tier in _checked(tiers) if tier.admits(devices)]
    return min(fitting, key=allowance, default=None)


def cheapest_tier(prices: Iterable[tuple[SubscriptionTier, ExactMoney]], devices: int) -> SubscriptionTier | None:
    """Return the tier with the lowest of the caller's prices that allows so many devices, the first of equals.

    None: there is none. Prices are of one currency; raises CurrencyMismatch otherwise.
    """
    check_many("prices", prices)
    cheapest: tuple[SubscriptionTier, ExactMoney] | None = None
    for pair in prices:
        tier, price = _priced(pair)
        if tier.admits(devices) and (cheapest is None or price < cheapest[1]):
            cheapest = tier, price
    return None if cheapest is None else cheapest[0]


def _size(count: StatusCount, counted: Counted) -> int:
    if type(count) is not StatusCount:
        raise WrongType("counts", "StatusCount", count)
    number: int = getattr(count, counted.value)
    return number


def _priced(pair: object) -> tuple[SubscriptionTier, ExactMoney]:
    match pair:
        case (SubscriptionTier() as tier, ExactMoney() as price) if type(pair) is tuple:
            return tier, price
        case _:
            raise WrongType("prices", "(SubscriptionTier, ExactMoney)", pair)


def _checked(tiers: Iterable[SubscriptionTier]) -> Iterator[SubscriptionTier]:
    check_many("tiers", tiers)
    for tier in tiers:
        check_tier("tiers", tier)
        yield tier


def check_tier(name: str, tier: object) -> None:
    """Refuse anything but a tier."""
    if type(tier) is not SubscriptionTier:
        raise WrongType(name, "SubscriptionTier", tier)


def allowance(tier: SubscriptionTier) -> tuple[bool, int]:
    """Return how many devices a tier allows, to be compared: any number is the most."""
    return tier.device_limit is None, tier.device_limit or 0


def _check_length(tier: SubscriptionTier) -> None:
    if tier.months and tier.days:
        raise WrongValue("days", "months or days, not both", tier.days)


def _earliest_end(tier: SubscriptionTier, start: date) -> date:
    check_day("start", start)
    if not tier.days:
        return add_months(start, tier.months)
    try:
        return start + timedelta(days=tier.days)
    except OverflowError:
        raise WrongValue("start", "an end within the years 1 to 9999", start) from None


FREE = SubscriptionTier(name="Free", device_limit=5, days=15, trial=True)
ESSENTIALS = SubscriptionTier(name="Essentials", device_limit=100, months=3)
PRO = SubscriptionTier(name="Pro", device_limit=1_000, months=12)
PREMIER = SubscriptionTier(name="Premier", months=24)
TIERS = (FREE, ESSENTIALS, PRO, PREMIER)
"""The published tiers (K15 to K18)."""
