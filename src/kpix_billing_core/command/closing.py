"""Closing a month: count, price, draft, account by account; what cannot be priced is gathered, not stumbled over."""

__all__ = ["ClosedMonth", "Skipped", "close"]

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import attrs

from ..accounts import Account, PaymentMethod
from ..catalogue import MinimumScope, PriceBook
from ..dates import Month
from ..errors import BillingError, PriceNotFound, QuantityBelowBands
from ..ids import AccountId
from ..invoicing import Invoice, draft
from ..metering import Tally
from ..rating import AccountCredit, rate
from .failure import Faults
from .inputs import Inputs
from .rows import good
from .screen import Progress


class Skipped(NamedTuple):
    """An account that pays in advance: its use is not billed afterwards."""

    account: Account
    allocations: int


class ClosedMonth(NamedTuple):
    """A month as it was closed, in order of account ids.

    `allocations` counts those that were billed, `without_invoice` the accounts that pay after use and have nothing to
    pay for; `credits` are the ones left open for later months.
    """

    month: Month
    invoices: tuple[Invoice, ...]
    skipped: tuple[Skipped, ...]
    allocations: int
    without_invoice: int
    credits: tuple[AccountCredit, ...]


def close(month: Month, inputs: Inputs, faults: Faults, progress: Progress) -> ClosedMonth:
    """Draft the invoice of every account that pays after use and has anything on it, a line or an adjustment.

    An account without use has an invoice only where its minimum spend says so. What cannot be priced is noted, all of
    it; the result is then incomplete, as it is where the inputs have faults already: they are looked through for more.
    Without a price book there is nothing more to find: raises Failed with the faults so far.
    """
    book = inputs.book
    if book is None:
        raise faults.failed()
    tallies = inputs.allocations.tallied(month, book.terms, histogram=_histogram(book))
    accounts = sorted(good(inputs.accounts), key=lambda account: account.id)
    postpay = [account for account in accounts if account.payment_method is PaymentMethod.POSTPAY]
    skipped = [
        Skipped(account, _count(tallies[account.id]))
        for account in accounts
        if account.payment_method is not PaymentMethod.POSTPAY and account.id in tallies
    ]
    credits = _credits_by_account(inputs)
    drafts = [
        _draft(account, _used(account, month, book, tallies), book, inputs, credits.get(account.id, ()), faults)
        for account in progress.each("accounts priced", postpay)
    ]
    invoices = tuple(invoice for invoice in drafts if invoice is not None and (invoice.lines or invoice.adjustments))
    billed = sum(_count(tallies[invoice.account.id]) for invoice in invoices if invoice.account.id in tallies)
    without = len(postpay) - len(invoices)
    return ClosedMonth(month, invoices, tuple(skipped), billed, without, tuple(_left_open(inputs, invoices)))


def _histogram(book: PriceBook) -> bool | None:
    """Return whether to count allocations by their days: where any account's minimum looks at single allocations."""
    scopes = (minimum.minimum_spend.scope for minimum in book.minimums)
    return True if MinimumScope.ALLOCATION in scopes else None


def _count(tally: Tally) -> int:
    return sum(entry.count for entry in tally.entries)


def _credits_by_account(inputs: Inputs) -> Mapping[AccountId, list[AccountCredit]]:
    """Return the credits that can be used: what is wrong with others has been noted, and is not noted twice."""
    currency = {account.id: account.currency for account in good(inputs.accounts)}
    found: dict[AccountId, list[AccountCredit]] = {}
    for credit in {credit.id: credit for credit in good(inputs.credits)}.values():
        if credit.amount.currency == currency.get(credit.account):
            found.setdefault(credit.account, []).append(credit)
    return found


def _used(account: Account, month: Month, book: PriceBook, tallies: Mapping[AccountId, Tally]) -> Tally:
    """Return what an account used, nothing where no row names it, with what its own terms look at."""
    terms = book.terms_for(account.id)
    used = tallies.get(account.id) or Tally.empty(month, terms)
    if terms.needs_histogram:
        return used
    return attrs.evolve(used, entries=tuple(attrs.evolve(entry, histogram=None) for entry in used.entries))


def _draft(
    account: Account, used: Tally, book: PriceBook, inputs: Inputs, credits: Iterable[AccountCredit], faults: Faults
) -> Invoice | None:
    try:
        return draft(account, used.month, rate(used, book, account), credits)
    except PriceNotFound as error:
        missing = list(_without_price(account, used, book, inputs))
        for problem in missing or [str(error)]:
            faults.add(str(inputs.paths.price_book), problem)
    except BillingError as error:
        # A quantity that lacks rows with faults is below the bands perhaps for want of these.
        if not (isinstance(error, QuantityBelowBands) and inputs.allocations.faulty):
            faults.add(str(inputs.paths.price_book), f"account {account.id} in {used.month}: {error}")
    return None


def _without_price(account: Account, used: Tally, book: PriceBook, inputs: Inputs) -> Iterator[str]:
    on = used.month.first_day
    for entry in used.entries:
        own = book.custom_price(entry.sku, account.currency, account.id, on)
        if entry.units and own is None and book.default_price(entry.sku, account.currency, on) is None:
            yield (
                f"no price of {entry.sku} in {account.currency} in force on {on.isoformat()}, needed for account"
                f" {account.id} ({inputs.allocations.first(account.id, entry.sku)})"
            )


def _left_open(inputs: Inputs, invoices: tuple[Invoice, ...]) -> Iterator[AccountCredit]:
    """Yield the credits that later months can use, in the order in which they were given."""
    left = {use.credit.id: use.left for invoice in invoices for use in invoice.credits}
    for credit in good(inputs.credits):
        amount = left.get(credit.id, credit.amount)
        if amount:
            yield attrs.evolve(credit, amount=amount)
