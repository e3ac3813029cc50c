"""Plan credits granted together: where they came from, what each cost, how long they last, in which order they go."""

__all__ = ["CreditGrant", "GrantSource", "drawdown_order"]

from datetime import date
from enum import Enum

import attrs

from ..checks import check_day, check_whole, instance
from ..errors import WrongType, WrongValue
from ..ids import SkuCode, check_id
from ..money import ExactMoney


class GrantSource(Enum):
    """Where plan credits came from.

    PURCHASE: bought at the price of its run (rule L12). BULK: at a price agreed for them (rules L20, L21).
    BUNDLE: with a product, for whoever ordered it (rules L17, L18). ADJUSTMENT: by hand.
    """

    PURCHASE = "purchase"
    BULK = "bulk"
    BUNDLE = "bundle"
    ADJUSTMENT = "adjustment"


@attrs.frozen(kw_only=True)
class CreditGrant:
    """Plan credits of one SKU that came together; each is a prepaid right to one plan-month (rules L08, L11).

    A pending grant pays for nothing before it is confirmed. What is left is derived, and never below 0.
    Raises WrongType or WrongValue.

    Attributes:
        number: the version of the pool that it was granted on, which no other grant shares.
        sku: the one plan they are good for.
        granted: how many there were.
        consumed: how many a device has used.
        withdrawn: how many were taken back.
        source: where they came from.
        granted_on: the first day they pay for.
        unit_price: what each cost, where that was agreed or settled.
        run: the run whose charge says what each cost, where there was one.
        expires_on: the last day they pay for; None: for ever.
        priority: the lowest goes first.
        pending: whether they still wait for somebody to confirm them (rule L19).

    >>> grant = CreditGrant(number=0, sku="STD", granted=4, source=GrantSource.PURCHASE, granted_on=date(2026, 4, 1))
    >>> attrs.evolve(grant, consumed=1).left
    3
    """

    number: int
    sku: SkuCode
    granted: int
    source: GrantSource = attrs.field(validator=instance(GrantSource))
    granted_on: date
    consumed: int = 0
    withdrawn: int = 0
    unit_price: ExactMoney | None = None
    run: str | None = None
    expires_on: date | None = None
    priority: int = 0
    pending: bool = attrs.field(default=False, validator=instance(bool))

    def __attrs_post_init__(self) -> None:
        _check(self)

    @property
    def left(self) -> int:
        """How many are neither used nor taken back."""
        return _left(self)

    def usable(self, on: date) -> bool:
        """Whether one of them can pay for a plan that starts on a day."""
        return _usable(self, on)

    def expired(self, on: date) -> bool:
        """Whether what is left of them is lost on a day: a function of the dates, not of a job that has run."""
        check_day("on", on)
        return self.expires_on is not None and self.expires_on < on


def drawdown_order(grant: CreditGrant) -> tuple[int, date, int]:
    """Return what grants are sorted by, first to be used first: priority, earliest expiry, oldest.

    Grants are numbered in the order they came; one that never expires goes after those that do.
    """
    if type(grant) is not CreditGrant:
        raise WrongType("grant", "CreditGrant", grant)
    return grant.priority, grant.expires_on or date.max, grant.number


def check_unit_price(price: object) -> None:
    """Refuse anything but None and an exact price of 0 or more."""
    if price is None:
        return
    if type(price) is not ExactMoney:
        raise WrongType("unit_price", "ExactMoney", price)
    if price.amount < 0:
        raise WrongValue("unit_price", "0 or more", str(price))


def check_grant_terms(granted_on: date, expires_on: date | None, priority: object, run: object) -> None:
    """Refuse what no grant can have: an expiry before its first day, a priority that is no whole number."""
    first = check_day("granted_on", granted_on)
    if expires_on is not None and check_day("expires_on", expires_on) < first:
        raise WrongValue("expires_on", f"a day from {first.isoformat()} on", expires_on)
    check_whole("priority", priority)
    if run is not None:
        check_id("run", run)


def _left(grant: CreditGrant) -> int:
    return grant.granted - grant.consumed - grant.withdrawn


def _usable(grant: CreditGrant, on: date) -> bool:
    check_day("on", on)
    return not grant.pending and grant.left > 0 and grant.granted_on <= on and not grant.expired(on)


def _check(grant: CreditGrant) -> None:
    check_whole("number", grant.number, 0)
    check_id("sku", grant.sku)
    check_whole("granted", grant.granted, 1)
    check_whole("consumed", grant.consumed, 0)
    check_whole("withdrawn", grant.withdrawn, 0)
    check_unit_price(grant.unit_price)
    check_grant_terms(grant.granted_on, grant.expires_on, grant.priority, grant.run)
    if grant.left < 0:
        raise WrongValue("consumed", f"at most the {grant.granted} granted, with what was withdrawn", grant.consumed)
    if grant.pending and grant.consumed:
        raise WrongValue("consumed", "0 while the grant is pending", grant.consumed)
