"""Short ways to say who held what and what it costs, for the tests of the trade."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest

from kpix_billing_core.accounts import Account
from kpix_billing_core.catalogue import BillingTerms, Price, PriceBook, bands
from kpix_billing_core.dates import Month
from kpix_billing_core.errors import BillingError
from kpix_billing_core.invoicing import Invoice, draft
from kpix_billing_core.metering import Allocation, Tally, tally
from kpix_billing_core.money import Currency, ExactMoney, Money
from kpix_billing_core.rating import AccountCredit, rate

APRIL = Month.parse("2026-04")
USD = Currency.of("USD")
EUR = Currency.of("EUR")
ACME = Account("acme", "USD")
LIST_BANDS = bands((1, "4.35 USD"), (10, "4.26 USD"))


def april(day: int) -> date:
    """Return a day of April 2026, a month of 30 days."""
    return date(2026, 4, day)


def held(
    first: int | date, last: int | date | None = None, device: str = "d1", sku: str = "STD", account: str = "acme"
) -> Allocation:
    """Return an allocation from one day to another, numbers being days of April 2026, or still open."""
    return Allocation(device, account, sku, _day(first), None if last is None else _day(last))


def _day(day: int | date) -> date:
    return april(day) if isinstance(day, int) else day


def book(*prices: Price, **terms: Any) -> PriceBook:
    """Return a price book under the published terms, some of them changed."""
    return PriceBook(prices, BillingTerms(**terms))


def counted(prices: PriceBook, account: str = "acme", month: Month = APRIL, **counts: int) -> Tally:
    """Return a tally of things counted under a book's terms."""
    return Tally.of_counts(account, month, counts, prices.terms)


def by_days(**counts: int) -> tuple[int, ...]:
    """Return a histogram from counts such as d5=2: two allocations of five days."""
    return tuple(counts.get(f"d{days}", 0) for days in range(32))


def bill(
    used: Tally | Iterable[Allocation],
    prices: PriceBook,
    account: Account = ACME,
    month: Month = APRIL,
    credits: Iterable[AccountCredit] = (),
) -> Invoice:
    """Return the invoice from allocations, or from a tally, in one go."""
    if not isinstance(used, Tally):
        used = tally(used, month, prices.terms_for(account.id))
    return draft(account, month, rate(used, prices, account), credits)


def money(text: str) -> Money:
    """Return payable money."""
    return Money.parse(text)


def exact(text: str) -> ExactMoney:
    """Return exact money."""
    return ExactMoney.parse(text)


def complaint(kind: type[BillingError], call: Callable[..., object], *args: Any, **kwargs: Any) -> str:
    """Return what a call complains of; it must raise exactly this kind of error."""
    with pytest.raises(kind) as caught:
        call(*args, **kwargs)
    assert type(caught.value) is kind
    return str(caught.value)
