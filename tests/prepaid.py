"""Short ways to stock a pool, to live on it and to charge what was bought, for the tests of plans paid in advance."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from kpix_billing_core.accounts import Account, Device, PaymentMethod
from kpix_billing_core.catalogue import PerUnit, Price, PriceBook
from kpix_billing_core.dates import Month
from kpix_billing_core.decisions import Refused
from kpix_billing_core.invoicing import Invoice, draft
from kpix_billing_core.lifecycle import Outcome, activate, purchase_runs, purchase_tally
from kpix_billing_core.pool import GrantSource, Pool, PoolEvent, grant, replay
from kpix_billing_core.rating import Charges, rate

MAY = Month.parse("2026-05")
AUTO = Account("acme", "USD", PaymentMethod.PREPAY_AUTO)
BARE = Account("acme", "USD", PaymentMethod.PREPAY)
LATER = Account("acme", "USD", PaymentMethod.POSTPAY)
PLANS = PriceBook.of(
    Price("LITE", PerUnit("4.35 USD")), Price("STD", PerUnit("9.50 USD")), Price("PRO", PerUnit("13.00 USD"))
)


def may(day: int) -> date:
    """Return a day of May 2026, a month of 31 days."""
    return date(2026, 5, day)


def stocked(account: str = "acme", *, on: date = date(2026, 1, 1), **counts: int) -> Pool:
    """Return a pool with so many credits of each SKU, put in by hand."""
    pool = Pool(account)
    for sku, count in counts.items():
        pool = replay([grant(pool, sku=sku, count=count, source=GrantSource.ADJUSTMENT, on=on)], pool)
    return pool


def started(pool: Pool, device: Device, sku: str, **given: Any) -> tuple[Pool, Outcome]:
    """Return the pool after an activation that must succeed, and what it did."""
    outcome = activate(pool, device, sku, **given)
    assert not isinstance(outcome, Refused)
    return replay(outcome.events, pool), outcome


def charged(events: Iterable[PoolEvent], account: Account, book: PriceBook = PLANS) -> dict[str, Charges]:
    """Return what each run of purchases comes to, by its name."""
    events = list(events)
    runs = {run: Month.parse(run[:7]) for run in purchase_runs(events)}
    return {
        run: rate(purchase_tally(events, run, account.id, month, book.terms), book, account, run)
        for run, month in runs.items()
    }


def invoiced(events: Iterable[PoolEvent], account: Account, book: PriceBook = PLANS) -> list[Invoice]:
    """Return the invoice of each run of purchases."""
    return [draft(account, charges.month, charges) for charges in charged(events, account, book).values()]
