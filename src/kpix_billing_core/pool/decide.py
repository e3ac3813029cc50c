"""The verbs of the pool: the state and a wish make an event, or `Refused`, and then nothing has happened.

Each verb answers with the one event to append; `on` is the billing day it takes effect. The instant it is recorded is
the start of that day in UTC unless `at` says otherwise, but never before the newest event: a verb is in order of time.
"""

__all__ = ["confirm", "consume", "grant", "withdraw"]

from datetime import UTC, date, datetime, time
from typing import Any, TypedDict

from ..accounts import Device, PaymentMethod
from ..checks import check_day, check_instant, check_text, check_whole
from ..decisions import Reason, Refused
from ..errors import WrongType, WrongValue
from ..ids import AccountId, SkuCode, check_id
from ..money import ExactMoney
from .credit_grant import CreditGrant, GrantSource
from .event_fields import Ending, Occasion
from .events import (
    BilledLater,
    Confirmed,
    Consumed,
    Deactivated,
    Granted,
    PlanStart,
    Purchased,
    Withdrawn,
)
from .state import Pool


class Head(TypedDict):
    """What every event starts with."""

    version: int
    at: datetime
    account: AccountId
    on: date
    key: str | None


def grant(  # noqa: PLR0913  the terms of a grant, each named at the call
    pool: Pool,
    *,
    sku: SkuCode,
    count: int,
    source: GrantSource,
    on: date,
    unit_price: ExactMoney | None = None,
    run: str | None = None,
    expires_on: date | None = None,
    priority: int = 0,
    reference: str = "",
    at: datetime | None = None,
    key: str | None = None,
) -> Granted:
    """Put plan credits into a pool (rules L17 to L21).

    Included: purchases, whose price the charge of their run settles; bulk purchases at an agreed price, which is
    then required; bundles, which are pending until confirmed; adjustments by hand. Not included: any payment.
    Raises WrongType or WrongValue, also for a pool that does not know its account.

    >>> grant(Pool("acme"), sku="STD", count=4, source=GrantSource.ADJUSTMENT, on=date(2026, 4, 1)).count
    4
    """
    head = head_of(pool, on, at, key)
    _check_source(source, unit_price)
    if source is GrantSource.PURCHASE and unit_price is None and run is None:
        run = run_of_one(head)
    return Granted(
        **head,
        sku=sku,
        count=count,
        source=source,
        unit_price=unit_price,
        run=run,
        expires_on=expires_on,
        priority=priority,
        pending=source is GrantSource.BUNDLE,
        reference=reference,
    )


def confirm(
    pool: Pool, *, grant: int, on: date, at: datetime | None = None, key: str | None = None
) -> Confirmed | Refused:
    """Confirm a pending grant, so that its credits can be used (rule L19).

    Refused: UNKNOWN_GRANT for one that is not open, NOT_PENDING for one that needs no confirmation.
    """
    head = head_of(pool, on, at, key)
    found = _open_grant(pool, grant)
    if found is None:
        return _unknown(grant)
    if not found.pending:
        return Refused(Reason.NOT_PENDING, f"grant {grant} is confirmed already")
    return Confirmed(**head, grant=grant)


def withdraw(  # noqa: PLR0913  as `grant`
    pool: Pool,
    *,
    grant: int,
    count: int,
    on: date,
    reference: str = "",
    at: datetime | None = None,
    key: str | None = None,
) -> Withdrawn | Refused:
    """Take unused credits of a grant back by hand.

    Refused: UNKNOWN_GRANT for one that is not open, NOT_ENOUGH_CREDITS for more than it has left, with have and need.
    """
    head = head_of(pool, on, at, key)
    check_whole("count", count, 1)
    check_text("reference", reference)
    found = _open_grant(pool, grant)
    if found is None:
        return _unknown(grant)
    if found.left < count:
        return Refused(Reason.NOT_ENOUGH_CREDITS, f"have {found.left}, need {count}")
    return Withdrawn(**head, grant=grant, count=count, reference=reference)


def consume(  # noqa: PLR0913  what a device needs, each named at the call
    pool: Pool,
    *,
    sku: SkuCode,
    device: Device,
    on: date,
    method: PaymentMethod,
    occasion: Occasion = Occasion.CYCLE,
    run: str | None = None,
    at: datetime | None = None,
    key: str | None = None,
) -> Consumed | Purchased | BilledLater | Deactivated | Refused:
    """Take one credit of exactly this SKU for a device, or do what its way to pay says when there is none.

    Included (rules L08 to L16, L22, L23): a credit is taken whatever the method, in the order priority, earliest
    expiry, oldest grant; without one, PREPAY_AUTO buys one and uses it at once, POSTPAY bills the days later, PREPAY
    switches the device off at a cycle. Not included: other SKUs, however dear; amounts, which the charge of the run
    settles.
    Refused: PURCHASE_REQUIRED with PREPAY at an activation or a change; then nothing has happened.
    Raises WrongType, or WrongValue for a device of another owner.

    >>> from .state import replay
    >>> pool = replay([grant(Pool("acme"), sku="STD", count=1, source=GrantSource.ADJUSTMENT, on=date(2026, 4, 1))])
    >>> tracker = Device("tracker-1", "acme")
    >>> consume(pool, sku="STD", device=tracker, on=date(2026, 5, 1), method=PaymentMethod.PREPAY).grant
    0
    >>> print(consume(pool, sku="PRO", device=tracker, on=date(2026, 5, 1), method=PaymentMethod.PREPAY).why)
    Ending.NO_CREDIT
    """
    if run is None and occasion is Occasion.CYCLE:
        run = run_of_cycle(check_day("on", on))
    start = begin(pool, sku, device, on, method, occasion, run, at, key)
    if start is not None:
        return start
    if occasion is Occasion.CYCLE:
        head = head_of(pool, on, at, key, device.owner)
        return Deactivated(**head, device=device.id, sku=sku, why=Ending.NO_CREDIT)
    return purchase_required(sku, device)


def begin(  # noqa: PLR0913, PLR0917  the arguments of the verbs that are made from it
    pool: Pool,
    sku: SkuCode,
    device: Device,
    on: date,
    method: PaymentMethod,
    occasion: Occasion,
    run: str | None,
    at: datetime | None,
    key: str | None,
) -> PlanStart | None:
    """Return the event with which a device holds a plan from a day on; None without a credit or a way to pay for it."""
    _check_wish(pool, device, method, occasion)
    check_id("sku", sku)
    head = head_of(pool, on, at, key, device.owner)
    run = run_of_one(head) if run is None else run
    check_id("run", run)
    credits = pool.usable(sku, on)
    return plan_start(head, device, sku, occasion, method, credits[0] if credits else None, run)


def plan_start(  # noqa: PLR0913, PLR0917  the one place where a plan starts, for one device and for a run of many
    head: Head,
    device: Device,
    sku: SkuCode,
    occasion: Occasion,
    method: PaymentMethod,
    credit: CreditGrant | None,
    run: str,
) -> PlanStart | None:
    """Return how a plan starts, given the grant that pays for it, if any; None where it cannot."""
    if credit is not None:
        return Consumed(
            **head,
            device=device.id,
            sku=sku,
            payer=device.payer,
            occasion=occasion,
            grant=credit.number,
            unit_price=credit.unit_price,
            run=credit.run,
        )
    if method is PaymentMethod.PREPAY_AUTO:
        return Purchased(**head, device=device.id, sku=sku, payer=device.payer, occasion=occasion, run=run)
    if method is PaymentMethod.POSTPAY:
        return BilledLater(**head, device=device.id, sku=sku, payer=device.payer, occasion=occasion)
    return None


def purchase_required(sku: SkuCode, device: Device) -> Refused:
    """Return the refusal of a plan that somebody has to buy first (rules L15, L22)."""
    return Refused(Reason.PURCHASE_REQUIRED, f"no credit of {sku} in the pool of {device.owner}")


def head_of(pool: Pool, on: date, at: datetime | None, key: str | None, account: AccountId | None = None) -> Head:
    """Return what an event decided on this pool starts with; raises where the pool is not the account's."""
    if type(pool) is not Pool:
        raise WrongType("pool", "Pool", pool)
    check_day("on", on)
    if key is not None:
        check_id("key", key)
    owner = pool.account if account is None else account
    if owner is None:
        raise WrongValue("pool", "one that knows its account, such as replay(events, account)", None)
    if pool.account not in (None, owner):
        raise WrongValue("device", f"one of {pool.account}, whose pool this is", owner)
    return Head(version=pool.version, at=_instant(pool, on, at), account=owner, on=on, key=key)


def run_of_cycle(on: date) -> str:
    """Return the name of the run at the start of a month: the month."""
    return f"{on.year:04}-{on.month:02}"


def run_of_one(head: Head) -> str:
    """Return the name of a run of one purchase, no other's, so that a run that was charged never grows.

    A retry is decided on another version, so a wish with a key names its run by that and stays the same.
    """
    name = f"v{head['version']}" if head["key"] is None else f"key:{head['key']}"
    return f"{head['on'].isoformat()}:{name}"


def _instant(pool: Pool, on: date, at: datetime | None) -> datetime:
    if at is not None:
        check_instant("at", at)
        return at
    start = datetime.combine(on, time(), UTC)
    return start if pool.at is None else max(start, pool.at)


def _check_wish(pool: Any, device: Any, method: Any, occasion: Any) -> None:
    if type(pool) is not Pool:
        raise WrongType("pool", "Pool", pool)
    if type(device) is not Device:
        raise WrongType("device", "Device", device)
    if type(method) is not PaymentMethod:
        raise WrongType("method", "PaymentMethod", method)
    if type(occasion) is not Occasion:
        raise WrongType("occasion", "Occasion", occasion)


def _check_source(source: object, unit_price: object) -> None:
    if type(source) is not GrantSource:
        raise WrongType("source", "GrantSource", source)
    if source is GrantSource.BULK and unit_price is None:
        raise WrongValue("unit_price", "the price agreed for each credit bought in bulk", None)


def _open_grant(pool: Pool, number: int) -> CreditGrant | None:
    check_whole("grant", number, 0)
    return next((grant for grant in pool.grants if grant.number == number), None)


def _unknown(number: int) -> Refused:
    return Refused(Reason.UNKNOWN_GRANT, f"no open grant {number}")
