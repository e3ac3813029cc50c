"""Who pays, in order, and which of them share their prices: a line's price depends on nothing else of an account."""

__all__ = ["Payers", "codes_of", "is_among", "payers_of", "places_of", "within"]

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import islice, pairwise, repeat
from operator import attrgetter, is_
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..accounts import Account, PaymentMethod
from ..catalogue import PriceBook
from ..checks import check_many
from ..errors import WrongType, WrongValue
from ..ids import AccountId
from .arrays import ArrowArray, Numbers, combined, numbers, texts
from .grouping import is_alphabet
from .totals import Totals


class Payers(NamedTuple):
    """Accounts in order of their ids.

    Attributes:
        accounts: each once.
        ids: theirs, as a column.
        known: the ids of all that were given, in order, those before the first and after the last too.
        currency: the number of each one's currency.
        currencies: by number, code and decimals.
        tariffs: a number for each: two have the same who have the same prices.
        postpay: for each, whether it pays after use.
    """

    accounts: list[Account]
    ids: ArrowArray
    known: list[AccountId]
    currency: Numbers
    currencies: list[tuple[str, int]]
    tariffs: Numbers
    postpay: Numbers


def payers_of(accounts: Iterable[Account], book: PriceBook, first: AccountId | None, last: AccountId | None) -> Payers:
    """Return the accounts from `first` to `last`, in order; raises WrongType, or WrongValue for one given twice."""
    held = _held(accounts)
    known = list(map(_ID, held))
    column = texts(known)
    if not is_alphabet(column):
        held.sort(key=_ID)
        known.sort()
        _check_once(known)
        column = texts(known)
    start, end = _from(known, first), _to(known, last)
    picked, ids = held[start:end], known[start:end]
    currency, currencies = _currencies(picked)
    postpay = np.fromiter(map(is_, map(_METHOD, picked), repeat(PaymentMethod.POSTPAY)), np.bool_, len(picked))
    tariffs = _tariffs(ids, currency, len(currencies), book)
    return Payers(picked, column[start:end], known, currency, currencies, tariffs, postpay)


_ID, _METHOD, _CURRENCY = attrgetter("id"), attrgetter("payment_method"), attrgetter("currency")
_AT_ONCE = 1 << 12


def _held(accounts: Iterable[Account]) -> list[Account]:
    # There may be hundreds of thousands, so each look is at many; and no end, so it is not at all of them.
    check_many("accounts", accounts)
    given, held = iter(accounts), list[Account]()
    while some := list(islice(given, _AT_ONCE)):
        if set(map(type, some)) != {Account}:
            raise WrongType("accounts", "Account", next(one for one in some if type(one) is not Account))
        held += some
    return held


def _check_once(ids: list[AccountId]) -> None:
    for one, following in pairwise(ids):
        if one == following:
            raise WrongValue("accounts", "each account once", one)


def _from(ids: list[str], first: AccountId | None) -> int:
    return 0 if first is None else bisect_left(ids, first)


def _to(ids: list[str], last: AccountId | None) -> int:
    return len(ids) if last is None else bisect_right(ids, last)


def _currencies(accounts: list[Account]) -> tuple[Numbers, list[tuple[str, int]]]:
    held = list(map(_CURRENCY, accounts))
    if held and held.count(held[0]) == len(held):  # mostly there is one
        return np.zeros(len(held), np.int32), [(held[0].code, held[0].exponent)]
    known: dict[tuple[str, int], int] = {}
    numbered = [known.setdefault((each.code, each.exponent), len(known)) for each in held]
    return np.array(numbered, np.int32), list(known)


def _tariffs(ids: list[AccountId], currency: Numbers, currencies: int, book: PriceBook) -> Numbers:
    """Return each one's currency, and a number of its own for each account that has a price of its own."""
    own = sorted({price.account for price in book.prices if price.account is not None})
    places = [bisect_left(ids, account) for account in own if is_among(ids, account)]
    tariffs = currency.astype(np.int64)
    tariffs[places] = currencies + np.arange(len(places))
    return tariffs


def is_among(ids: list[AccountId], account: AccountId) -> bool:
    """Whether an account is one of some, whose ids are in order."""
    place = bisect_left(ids, account)
    return place < len(ids) and ids[place] == account


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
    counted: int = pc.sum(found, min_count=0).as_py()
    return counted


def _text(text: str) -> Any:
    return texts([text])[0]


def codes_of(ids: ArrowArray) -> Numbers:
    """Return a number for each row: two have the same that have the same text."""
    return numbers(combined(ids).dictionary_encode().indices)


def places_of(ids: ArrowArray, payers: Payers) -> Numbers:
    """Return where each id stands among the payers; raises WrongValue for one that does not."""
    # Rows of one account follow each other: what is looked up is where each begins.
    runs: ArrowArray = pc.call_function("run_end_encode", [combined(ids)])
    return np.repeat(_found(runs.values, payers), np.diff(numbers(runs.run_ends), prepend=0))


def _found(ids: ArrowArray, payers: Payers) -> Numbers:
    if ids.equals(payers.ids):
        return np.arange(len(ids))
    found: ArrowArray = pc.index_in(ids, value_set=payers.ids)
    if found.null_count:
        missing = ids.filter(pc.is_null(found))
        raise WrongValue("accounts", f"every account with use, {len(missing)} are missing", missing[0].as_py())
    return numbers(found)
