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
        ids: theirs, as a column.
        known: the ids of all that were given, those before the first and after the last too.
        currency: the number of each one's currency.
        currencies: by number, code and decimals.
        tariffs: a number for each: two have the same who have the same prices.
        postpay: for each, whether it pays after use.
    """

    accounts: list[Account]
    ids: ArrowArray
    known: frozenset[AccountId]
    currency: Numbers
    currencies: list[tuple[str, int]]
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
    known = [account.id for account in held]
    for one, following in pairwise(known):
        if one == following:
            raise WrongValue("accounts", "each account once", one)
    start, end = _from(known, first), _to(known, last)
    picked, ids = held[start:end], texts(known[start:end])
    currency, currencies = _currencies(picked)
    postpay = np.array([account.payment_method is PaymentMethod.POSTPAY for account in picked], np.bool_)
    tariffs = _tariffs(ids, currency, len(currencies), book)
    return Payers(picked, ids, frozenset(known), currency, currencies, tariffs, postpay)


def _from(ids: list[str], first: AccountId | None) -> int:
    return 0 if first is None else bisect_left(ids, first)


def _to(ids: list[str], last: AccountId | None) -> int:
    return len(ids) if last is None else bisect_right(ids, last)


def _currencies(accounts: list[Account]) -> tuple[Numbers, list[tuple[str, int]]]:
    known: dict[tuple[str, int], int] = {}
    held = [account.currency for account in accounts]
    numbered = [known.setdefault((each.code, each.exponent), len(known)) for each in held]
    return np.array(numbered, np.int64), list(known)


def _tariffs(ids: ArrowArray, currency: Numbers, currencies: int, book: PriceBook) -> Numbers:
    """Return each one's currency, and a number of its own for each account that has a price of its own."""
    own = texts(sorted({price.account for price in book.prices if price.account is not None}))
    found: ArrowArray = pc.index_in(own, value_set=ids)
    places = found.drop_null()
    tariffs = currency.copy()
    tariffs[numbers(places)] = currencies + np.arange(len(places))
    return tariffs


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
    found = pc.index_in(coded.dictionary, value_set=payers.ids)
    if found.null_count:
        missing = coded.dictionary.filter(pc.is_null(found))
        raise WrongValue("accounts", f"every account with use, {len(missing)} are missing", missing[0].as_py())
    return numbers(found)[numbers(coded.indices)]
