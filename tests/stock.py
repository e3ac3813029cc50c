"""Short ways to say what is in a pool and who holds a plan, for the tests of what is paid in advance."""

from datetime import date
from typing import Any

from tests.examples import ACME, APRIL, april

from kpix_billing_core.accounts import Account, Device, PaymentMethod
from kpix_billing_core.lifecycle import Holding
from kpix_billing_core.pool import GrantSource, Occasion, Pool, PoolEvent, Purchased, consume, grant, replay

MAY = APRIL + 1
PREPAY, PREPAY_AUTO, POSTPAY = PaymentMethod.PREPAY, PaymentMethod.PREPAY_AUTO, PaymentMethod.POSTPAY
IN_ADVANCE = Account("acme", "USD", PREPAY)
AUTO = Account("acme", "USD", PREPAY_AUTO)
LATER = ACME
"""Pays after use."""
RESELLER = Account("reseller", "USD")
D1, D2, D3 = (Device(f"d{number}", "acme") for number in (1, 2, 3))
EMPTY = Pool("acme")
FIRST = april(1)


def may(day: int) -> date:
    """Return a day of May 2026, a month of 31 days."""
    return date(2026, 5, day)


def granted(pool: Pool, sku: str = "STD", count: int = 1, on: date = FIRST, **terms: Any) -> Any:
    """Return the event with which credits come in by hand, unless said otherwise."""
    return grant(pool, sku=sku, count=count, on=on, **{"source": GrantSource.ADJUSTMENT, **terms})


def stocked(**counts: int) -> Pool:
    """Return a pool of acme with so many credits of each SKU, granted on 1 April."""
    pool = EMPTY
    for sku, count in counts.items():
        pool = replay([granted(pool, sku, count)], pool)
    return pool


def log(*events: PoolEvent) -> Pool:
    """Return the pool that events leave."""
    return replay(events, "acme")


def begun(on: date, sku: str = "STD", device: Device = D1, method: PaymentMethod = PREPAY_AUTO, **more: Any) -> Any:
    """Return the event with which a device holds a plan from an empty pool."""
    wish = {"occasion": Occasion.ACTIVATION, "run": "run-1", **more}
    return consume(EMPTY, sku=sku, device=device, on=on, method=method, **wish)


def held(on: date, sku: str = "STD", device: Device = D1, method: PaymentMethod = PREPAY_AUTO, **more: Any) -> Holding:
    """Return a plan that a device holds from a day on, bought at once unless said otherwise."""
    return Holding(begun(on, sku, device, method, **more))


def bought(version: int, sku: str, run: str, on: date = FIRST, **more: Any) -> Purchased:
    """Return a purchase that was used at once."""
    fields: dict[str, Any] = {"account": "acme", "device": "d1", "payer": "acme", "occasion": Occasion.CYCLE, **more}
    return Purchased(version=version, at=midnight(on), on=on, sku=sku, run=run, **fields)


def midnight(on: date) -> Any:
    """Return the start of a day in UTC."""
    return granted(EMPTY, on=on).at
