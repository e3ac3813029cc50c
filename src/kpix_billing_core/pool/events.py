"""What can have happened to an account's pool, and to the plans that its devices hold: one log for both.

Every event says on which version of the pool it was decided, when, and under which idempotency key; `on` is the billing
day it takes effect, `at` the instant it was recorded, which is what logs are ordered by.
"""

__all__ = [
    "BilledLater",
    "Confirmed",
    "Consumed",
    "Deactivated",
    "Granted",
    "PlanStart",
    "PoolEvent",
    "Purchased",
    "Removed",
    "Transferred",
    "Withdrawn",
]

from datetime import date, datetime
from typing import TypeAlias

import attrs

from ..checks import check_whole, instance, text
from ..ids import AccountId, DeviceId, SkuCode, check_id
from ..money import ExactMoney
from .credit_grant import GrantSource, check_grant_terms, check_unit_price
from .event_fields import Ending, Occasion, check_head, check_start


@attrs.frozen(kw_only=True)
class Granted:
    """Plan credits came into the pool, or wait there to be confirmed (rules L17 to L21).

    Attributes:
        version, at, account, on, key: as of every event.
        sku: the plan they are good for.
        count: how many.
        source: where they came from.
        unit_price: what each cost, where that is known.
        run: the run whose charge says what each cost.
        expires_on: the last day they pay for.
        priority: the lowest goes first.
        pending: whether they wait for somebody to confirm them.
        reference: the order or invoice they belong to, in the caller's words.
    """

    version: int
    at: datetime
    account: AccountId
    on: date
    sku: SkuCode
    count: int
    source: GrantSource = attrs.field(validator=instance(GrantSource))
    unit_price: ExactMoney | None = None
    run: str | None = None
    expires_on: date | None = None
    priority: int = 0
    pending: bool = attrs.field(default=False, validator=instance(bool))
    reference: str = attrs.field(default="", validator=text)
    key: str | None = None

    def __attrs_post_init__(self) -> None:
        check_head(self)
        check_id("sku", self.sku)
        check_whole("count", self.count, 1)
        check_unit_price(self.unit_price)
        check_grant_terms(self.on, self.expires_on, self.priority, self.run)


@attrs.frozen(kw_only=True)
class Confirmed:
    """A pending grant was confirmed: its credits can be used from now on (rule L19).

    Attributes:
        version, at, account, on, key: as of every event.
        grant: its number.
    """

    version: int
    at: datetime
    account: AccountId
    on: date
    grant: int
    key: str | None = None

    def __attrs_post_init__(self) -> None:
        check_head(self)
        check_whole("grant", self.grant, 0)


@attrs.frozen(kw_only=True)
class Withdrawn:
    """Unused credits of a grant were taken back by hand.

    Attributes:
        version, at, account, on, key: as of every event.
        grant: its number.
        count: how many.
        reference: why, in the caller's words.
    """

    version: int
    at: datetime
    account: AccountId
    on: date
    grant: int
    count: int
    reference: str = attrs.field(default="", validator=text)
    key: str | None = None

    def __attrs_post_init__(self) -> None:
        check_head(self)
        check_whole("grant", self.grant, 0)
        check_whole("count", self.count, 1)


@attrs.frozen(kw_only=True)
class Consumed:
    """A device took one credit from the pool and holds the plan from `on` (rules L09, L10, L23).

    Attributes:
        version, at, account, on, key: as of every event; `account` owns the pool.
        device: which took it.
        sku: the plan it holds.
        payer: the account the device is on.
        occasion: why it needed one.
        grant: the number of the grant that paid.
        unit_price: what the credit cost, where the grant says so.
        run: the run whose charge says what it cost, where the grant names one.
    """

    version: int
    at: datetime
    account: AccountId
    on: date
    device: DeviceId
    sku: SkuCode
    payer: AccountId
    occasion: Occasion
    grant: int
    unit_price: ExactMoney | None = None
    run: str | None = None
    key: str | None = None

    def __attrs_post_init__(self) -> None:
        check_start(self)
        check_whole("grant", self.grant, 0)
        if self.unit_price is not None:
            check_unit_price(self.unit_price)
        if self.run is not None:
            check_id("run", self.run)


@attrs.frozen(kw_only=True)
class Purchased:
    """One credit was bought and a device took it at once; the charge of the run says what it cost (rules L12, L29).

    Attributes:
        version, at, account, on, key: as of every event; `account` owns the pool and pays.
        device: which took it.
        sku: the plan it holds.
        payer: the account the device is on.
        occasion: why it needed one.
        run: all that is bought in one run is priced together.
    """

    version: int
    at: datetime
    account: AccountId
    on: date
    device: DeviceId
    sku: SkuCode
    payer: AccountId
    occasion: Occasion
    run: str
    key: str | None = None

    def __attrs_post_init__(self) -> None:
        check_start(self)
        check_id("run", self.run)


@attrs.frozen(kw_only=True)
class BilledLater:
    """A device on a post pay account holds a plan without a credit; the payer is billed its days (rules L13, L14).

    Attributes:
        version, at, account, on, key: as of every event; `account` owns the pool that had none.
        device: which holds it.
        sku: the plan.
        payer: who is billed.
        occasion: why it needed one.
    """

    version: int
    at: datetime
    account: AccountId
    on: date
    device: DeviceId
    sku: SkuCode
    payer: AccountId
    occasion: Occasion
    key: str | None = None

    __attrs_post_init__ = check_start


@attrs.frozen(kw_only=True)
class Deactivated:
    """A device was switched off at the start of a month, as its plan was not renewed (rules L09, L15).

    Attributes:
        version, at, account, on, key: as of every event; its plan ended on the day before `on`.
        device: which was switched off.
        sku: the plan that was not renewed.
        why: what it lacked.
    """

    version: int
    at: datetime
    account: AccountId
    on: date
    device: DeviceId
    sku: SkuCode
    why: Ending = attrs.field(validator=instance(Ending))
    key: str | None = None

    def __attrs_post_init__(self) -> None:
        check_head(self)
        check_id("device", self.device)
        check_id("sku", self.sku)


@attrs.frozen(kw_only=True)
class Removed:
    """A plan was taken off a device; `on` is its last day, included, and the credit does not come back (rule L63).

    Attributes:
        version, at, account, on, key: as of every event.
        device: which held it.
        sku: the plan.
        why: what ended it.
    """

    version: int
    at: datetime
    account: AccountId
    on: date
    device: DeviceId
    sku: SkuCode
    why: Ending = attrs.field(validator=instance(Ending))
    key: str | None = None

    def __attrs_post_init__(self) -> None:
        check_head(self)
        check_id("device", self.device)
        check_id("sku", self.sku)


@attrs.frozen(kw_only=True)
class Transferred:
    """A device got another owner; the plan it holds stays with it to the end of the month (rule L10).

    Attributes:
        version, at, account, on, key: as of every event; `account` owned it before.
        device: which.
        to: who owns it from `on`.
        payer: the account it is on from then.
    """

    version: int
    at: datetime
    account: AccountId
    on: date
    device: DeviceId
    to: AccountId
    payer: AccountId
    key: str | None = None

    def __attrs_post_init__(self) -> None:
        check_head(self)
        check_id("device", self.device)
        check_id("to", self.to)
        check_id("payer", self.payer)


PlanStart: TypeAlias = Consumed | Purchased | BilledLater
"""How a device comes to hold a plan."""
PoolEvent: TypeAlias = (
    Granted | Confirmed | Withdrawn | Consumed | Purchased | BilledLater | Deactivated | Removed | Transferred
)
"""All that can have happened."""
