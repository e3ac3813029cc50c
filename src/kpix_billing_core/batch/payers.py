"""Who pays, in order, and which of them share their prices: a line's price depends on nothing else of an account."""

__all__ = ["Payers", "codes_of", "payers_of", "places_of", "within"]

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..accounts import Account, PaymentMethod
from ..catalogue import PriceBook
from ..checks import check_many
from ..errors import WrongType, WrongValue
from ..ids import AccountId
from .arrays import ArrowArray, Numbers, numbers, texts
from .totals import Totals


class Payers(NamedTuple):
    """Accounts in order of their ids.

    Attributes:
        accounts: each once.
        known: the ids of all that were given, those before the first and after the last too.
        tariffs: a number for each: two have the same who have the same prices.
        postpay: for each, whether it pays after use.
    """

    accounts: list[Account]
    known: frozenset[AccountId]
    tariffs: Numbers
    postpay: Numbers


def payers_of(accounts: Iterable[Account], book: PriceBook, first: AccountId | None, last: AccountId | None) -> Payers:
    """Return the accounts from `first` to `last`, in order; raises WrongType, or WrongValue for one given twice."""
    check_many("accounts", accounts)
    held: list[Account] = []
    for account in accounts:
        if type(account) is not Account:
            raise WrongType("accounts", "Account", account)
        held.append(account)
    held.sort(key=lambda account: account.id)
    for one, following in pairwise(held):
        if one.id == following.id:
            raise WrongValue("accounts", "each account once", one.id)
    ids = [account.id for account in held]
    picked = held[_from(ids, first) : _to(ids, last)]
    methods = (account.payment_method for account in picked)
    postpay = np.fromiter((method is PaymentMethod.POSTPAY for method in methods), np.bool_, len(picked))
    return Payers(picked, frozenset(ids), _tariffs(picked, book), postpay)


def _from(ids: list[str], first: AccountId | None) -> int:
    return 0 if first is None else bisect_left(ids, first)


def _to(ids: list[str], last: AccountId | None) -> int:
    return len(ids) if last is None else bisect_right(ids, last)


def _tariffs(accounts: list[Account], book: PriceBook) -> Numbers:
    """Return one number for each currency, and one of its own for each account that has a price of its own."""
    own = {price.account for price in book.prices if price.account is not None}
    known: dict[object, int] = {}
    keys = (
        account.id if account.id in own else (account.currency.code, account.currency.exponent) for account in accounts
    )
    return np.fromiter((known.setdefault(key, len(known)) for key in keys), np.int64, len(accounts))


def within(totals: Totals, first: AccountId | None, last: AccountId | None) -> Totals:
    """Return the totals of the accounts from `first` to `last`, both included where they are."""
    return totals._replace(
        sums=_within(totals.sums, first, last),
        histogram=None if totals.histogram is None else _within(totals.histogram, first, last),
        devices=None if totals.devices is None else _within(totals.devices, first, last),
    )


def _within(table: pa.Table, first: AccountId | None, last: AccountId | None) -> pa.Table:
    # The rows are in order of accounts, so those wanted are one stretch.
    ids = table.column("account_id")
    before = 0 if first is None else _count(pc.less(ids, _text(first)))
    until = len(ids) if last is None else _count(pc.less_equal(ids, _text(last)))
    return table.slice(before, max(until - before, 0))


def _count(found: Any) -> int:
    counted: int = pc.sum(found).as_py() or 0
    return counted


def _text(text: str) -> Any:
    return texts([text])[0]


def codes_of(ids: ArrowArray) -> Numbers:
    """Return a number for each row: two have the same that have the same text."""
    return numbers(ids.combine_chunks().dictionary_encode().indices).astype(np.int64)


def places_of(ids: ArrowArray, payers: Payers) -> Numbers:
    """Return where each id stands among the payers; raises WrongValue for one that does not."""
    coded = ids.combine_chunks().dictionary_encode()
    found = pc.index_in(coded.dictionary, value_set=texts([account.id for account in payers.accounts]))
    if found.null_count:
        missing = coded.dictionary.filter(pc.is_null(found))
        raise WrongValue("accounts", f"every account with use, {len(missing)} are missing", missing[0].as_py())
    return numbers(found)[numbers(coded.indices)]
