"""Invoices from totals, one at a time: the scalar core, account by account, and nothing of its own."""

__all__ = ["invoices"]

from collections.abc import Iterable, Iterator

import attrs

from ..accounts import Account, PaymentMethod
from ..catalogue import MinimumScope, MinimumSpend, PriceBook
from ..invoicing import Invoice, draft
from ..metering import Tally
from ..rating import AccountCredit, rate
from .closing import Bounds, Closing, Progress, asked, check_progress
from .tallies import tallies
from .totals import Totals


def invoices(
    totals: Totals,
    book: PriceBook,
    accounts: Iterable[Account],
    *,
    credits: Iterable[AccountCredit] = (),
    progress: Progress | None = None,
    between: Bounds = (None, None),
) -> Iterator[Invoice]:
    """Yield the invoice of each account that pays after use and has anything on it, in order of account ids.

    Each is what `draft` makes of the account's tally, charges and credits; an account without use has one where its
    minimum spend says so. Never more than one is held. `progress` is told how many accounts are done; what it raises
    stops the run. `between` two accounts, both included, or from one on, a run that was stopped is taken up again.
    Raises before the first invoice: MalformedColumns where rows were rejected, WrongValue for use of an account that is
    not there, TallyMismatch; and as `rate` and `draft` do on the way.
    """
    check_progress(progress)
    return _drafted(asked(totals, book, accounts, credits, between), progress)


def _drafted(closing: Closing, progress: Progress | None) -> Iterator[Invoice]:
    for done, (account, tally) in enumerate(in_step(closing), 1):
        if account.payment_method is PaymentMethod.POSTPAY:
            invoice = drafted(closing, account, tally)
            if invoice.lines or invoice.adjustments:
                yield invoice
        if progress is not None:
            progress(done)


def in_step(closing: Closing) -> Iterator[tuple[Account, Tally | None]]:
    """Yield each account with its tally, or with None where it has no use."""
    used = tallies(closing.totals)
    account_id, tally = next(used, (None, None))
    for account in closing.payers.accounts:
        if account.id == account_id:
            yield account, tally
            account_id, tally = next(used, (None, None))
        else:
            yield account, None


def drafted(closing: Closing, account: Account, tally: Tally | None) -> Invoice:
    """Return an account's invoice; the tally keeps what the account's own terms look at, and not what others' do."""
    totals, book = closing.totals, closing.book
    used = tally or Tally(account.id, totals.month, totals.day_count, totals.dedupe_days)
    if totals.histogram is not None and not _looks_at_allocations(book.minimum_spend(account.id)):
        used = attrs.evolve(used, entries=tuple(attrs.evolve(entry, histogram=None) for entry in used.entries))
    return draft(account, totals.month, rate(used, book, account), closing.credits.get(account.id, ()))


def _looks_at_allocations(minimum: MinimumSpend | None) -> bool:
    return minimum is not None and minimum.scope is MinimumScope.ALLOCATION
