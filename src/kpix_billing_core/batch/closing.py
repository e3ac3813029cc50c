"""What is asked for when a month is closed from totals, checked before the first amount."""

__all__ = ["Bounds", "Closing", "Progress", "asked", "check_progress", "needs_histogram"]

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

from ..accounts import Account
from ..catalogue import MinimumScope, PriceBook
from ..checks import check_many
from ..errors import TallyMismatch, WrongType, WrongValue
from ..ids import AccountId, check_id
from ..rating import AccountCredit
from .arrays import Numbers
from .payers import Payers, is_among, payers_of, places_of, within
from .totals import Totals

Progress: TypeAlias = Callable[[int], object]
"""Told how much is done; what it raises stops the run."""


Bounds: TypeAlias = tuple[AccountId | None, AccountId | None]
"""The accounts to begin and to end with, both included; None: with the first of all, with the last of all."""


def check_progress(progress: object) -> None:
    """Refuse what cannot be told."""
    if progress is not None and not callable(progress):
        raise WrongType("progress", "a function or None", progress)


class Closing(NamedTuple):
    """A month to be closed, for accounts from one to another; `places` of the sums' rows are among the payers."""

    totals: Totals
    places: Numbers
    book: PriceBook
    payers: Payers
    credits: Mapping[AccountId, list[AccountCredit]]


def asked(
    totals: Totals,
    book: PriceBook,
    accounts: Iterable[Account],
    credits: Iterable[AccountCredit],
    between: Bounds,
) -> Closing:
    """Return what is to be closed; raises what `invoices` says."""
    if type(totals) is not Totals:
        raise WrongType("totals", "Totals", totals)
    if type(book) is not PriceBook:
        raise WrongType("book", "PriceBook", book)
    totals.check()
    terms = book.terms
    if (totals.day_count, totals.dedupe_days) != (terms.day_count, terms.dedupe_days):
        raise TallyMismatch("the totals were counted under another day count than the price book's terms name")
    if terms.needs_devices and totals.devices is None:
        raise TallyMismatch("the terms look at devices, the totals do not know them")
    first, last = _bounds(between)
    payers = payers_of(accounts, book, first, last)
    mine = within(totals, first, last)
    places = places_of(mine.sums.column("account_id"), payers)
    return Closing(mine, places, book, payers, _credits(credits, payers))


def _bounds(between: Any) -> Bounds:
    match between:
        case (first, last) if type(between) is tuple:
            for bound in (first, last):
                if bound is not None:
                    check_id("between", bound)
            return first, last
        case _:
            raise WrongType("between", "(first account, last account)", between)


def _credits(credits: Iterable[AccountCredit], payers: Payers) -> Mapping[AccountId, list[AccountCredit]]:
    check_many("credits", credits)
    found: dict[AccountId, list[AccountCredit]] = {}
    for credit in credits:
        if type(credit) is not AccountCredit:
            raise WrongType("credits", "AccountCredit", credit)
        found.setdefault(credit.account, []).append(credit)
    strangers = [account for account in found if not is_among(payers.known, account)]
    if strangers:
        raise WrongValue("credits", "credits of the accounts", min(strangers))
    return found


def needs_histogram(book: PriceBook) -> bool | None:
    """Return whether to count allocations by days for a book: where any account's minimum looks at single ones.

    None leaves it to the terms, as `tally` does.
    """
    if type(book) is not PriceBook:
        raise WrongType("book", "PriceBook", book)
    scopes = (minimum.minimum_spend.scope for minimum in book.minimums)
    return True if MinimumScope.ALLOCATION in scopes else None
