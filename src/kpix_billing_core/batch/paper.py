"""A month on paper by columns: lines and invoices of a whole fleet as tables, every amount the scalar core's own."""

__all__ = ["ADJUSTMENTS", "INVOICES", "LINES", "Paper", "paper"]

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from ..accounts import Account
from ..catalogue import PriceBook
from ..errors import WrongValue
from ..invoicing.carry_over import use_credits
from ..money import Money
from ..rating import AccountCredit
from .adjusting import Adjusted, adjustments
from .amounts import Lines, priced, selected, whole
from .arrays import ArrowArray, Numbers, column, exact_sum, texts
from .closing import Bounds, Closing, Progress, asked, check_progress
from .grouping import LARGEST
from .totals import SUMS, Totals

_TEXT: pa.DataType = pa.string()
_WHOLE: pa.DataType = pa.int64()
_NAME: pa.DataType = pa.dictionary(pa.int32(), pa.string())
_CURRENCY = {"currency": _NAME, "decimals": _WHOLE}
_USE: dict[str, pa.DataType] = {field.name: field.type for field in SUMS}
LINES = pa.schema({**_USE, "unit_price": _NAME, **_CURRENCY, "amount": _WHOLE})
"""A row for each charge: the use, the price of one unit where there is one, and what it comes to in minor units."""
ADJUSTMENTS = pa.schema({"account_id": _TEXT, "kind": _TEXT, "sku": _TEXT, **_CURRENCY, "amount": _WHOLE})
"""A row for each adjustment: its kind, the SKU where it is of one line, and the amount."""
_SUMS = ("lines", "subtotal", "adjusted", "credits_applied", "credits_carried", "due")
INVOICES = pa.schema({"account_id": _TEXT, **_CURRENCY, **dict.fromkeys(_SUMS, _WHOLE)})
"""A row for each invoice: its sums in minor units, as the fields of `Invoice`; `lines` is how many."""


class Paper(NamedTuple):
    """What stands on all invoices of a month, by columns, in order of accounts; amounts are in minor units.

    Attributes:
        lines: a row for each charge (`LINES`).
        adjustments: a row for each adjustment (`ADJUSTMENTS`).
        invoices: a row for each invoice (`INVOICES`).
        prepaid: the use of accounts that pay in advance, which is not billed (`SUMS`).
    """

    lines: pa.Table
    adjustments: pa.Table
    invoices: pa.Table
    prepaid: pa.Table


def paper(
    totals: Totals,
    book: PriceBook,
    accounts: Iterable[Account],
    *,
    credits: Iterable[AccountCredit] = (),
    progress: Progress | None = None,
    between: Bounds = (None, None),
) -> Paper:
    """Return what `invoices` would yield, by columns: the same lines, adjustments and sums, to the last cent.

    `progress` is told how many distinct charges have been priced. Raises as `invoices`, and WrongValue for an amount
    that 64 bits do not hold.
    """
    check_progress(progress)
    closing = asked(totals, book, accounts, credits, between)
    lines = priced(closing, progress)
    many = len(closing.payers.accounts)
    subtotals = _by_place(lines.places, lines.amounts, many)
    counts = np.bincount(lines.places, minlength=many)
    found = adjustments(closing, subtotals, counts)
    return Paper(
        _lines(closing, lines),
        _adjustments(closing, found),
        _invoices(closing, subtotals, counts, found),
        closing.totals.sums.take(column(np.flatnonzero(~closing.payers.postpay[closing.places]))),
    )


def _by_place(places: Numbers, amounts: Numbers, many: int) -> Numbers:
    """Return the sum of each place's amounts."""
    together = exact_sum(np.abs(amounts))
    if together > LARGEST:
        raise WrongValue("amounts", f"at most {LARGEST} minor units together; `invoices` has no end", together)
    sums = np.zeros(many, np.int64)
    np.add.at(sums, places, amounts)
    return sums


def _money(closing: Closing, places: Numbers) -> list[ArrowArray]:
    """Return the currencies of these payers as columns: code and decimals."""
    codes = closing.payers.currency[places]
    names = texts([code for code, _ in closing.payers.currencies])
    decimals = np.array([decimals for _, decimals in closing.payers.currencies], np.int64)
    return [pa.DictionaryArray.from_arrays(column(codes, pa.int32()), names), column(decimals[codes])]


def _lines(closing: Closing, lines: Lines) -> pa.Table:
    sums = closing.totals.sums
    used = sums if len(lines.rows) == sums.num_rows else sums.take(column(lines.rows))
    known = dict.fromkeys(price for price in lines.unit_prices if price is not None)
    codes = {price: code for code, price in enumerate(known)}
    by_charge = np.array([-1 if price is None else codes[price] for price in lines.unit_prices], np.int32)
    unit_price = _named(by_charge[lines.which], list(known))
    return pa.Table.from_arrays(
        [*used.columns, unit_price, *_money(closing, lines.places), column(lines.amounts)], schema=LINES
    )


def _named(codes: Numbers, names: list[str]) -> ArrowArray:
    """Return text with a dictionary; nothing where the code is -1."""
    there = pa.py_buffer(np.packbits(codes >= 0, bitorder="little").data)
    indices = pa.Array.from_buffers(pa.int32(), len(codes), [there, pa.py_buffer(np.maximum(codes, 0).data)])
    return pa.DictionaryArray.from_arrays(indices, texts(names))


def _adjustments(closing: Closing, found: list[Adjusted]) -> pa.Table:
    places = np.array([one.place for one in found], np.int64)
    skus = [one.sku for one in found]
    known = {sku: code for code, sku in enumerate(dict.fromkeys(sku for sku in skus if sku is not None))}
    coded = np.array([-1 if sku is None else known[sku] for sku in skus], np.int32)
    return pa.Table.from_arrays(
        [
            _ids(closing, places),
            texts([one.kind.value for one in found]),
            _named(coded, list(known)).cast(pa.string()),
            *_money(closing, places),
            column(whole([one.amount for one in found])),
        ],
        schema=ADJUSTMENTS,
    )


def _ids(closing: Closing, places: Numbers) -> ArrowArray:
    return closing.payers.ids.take(column(places))


def _invoices(closing: Closing, subtotals: Numbers, counts: Numbers, found: list[Adjusted]) -> pa.Table:
    places = np.array([one.place for one in found], np.int64)
    adjusted = _by_place(places, whole([one.amount for one in found]), len(counts))
    billed = counts > 0
    billed[places] = True
    totals = _by_place(np.tile(np.arange(len(counts)), 2), np.concatenate([subtotals, adjusted]), len(counts))
    applied, carried = _credits(closing, totals)
    columns = [counts, subtotals, adjusted, applied, carried, totals - applied]
    shown = np.flatnonzero(billed)
    amounts = [column(selected(values, shown)) for values in columns]
    return pa.Table.from_arrays([_ids(closing, shown), *_money(closing, shown), *amounts], schema=INVOICES)


def _credits(closing: Closing, totals: Numbers) -> tuple[Numbers, Numbers]:
    """Return what of each account's credits is applied and what is carried: the core's own answer."""
    applied, carried = np.zeros_like(totals), np.zeros_like(totals)
    until = closing.totals.month.last_day
    for place, account in enumerate(closing.payers.accounts if closing.credits else ()):
        if closing.payers.postpay[place] and account.id in closing.credits:
            due = Money(int(totals[place]), account.currency)
            uses = use_credits(closing.credits[account.id], due, until=until)
            sums = sum(use.used.minor for use in uses), sum(use.left.minor for use in uses)
            applied[place], carried[place] = whole(list(sums))
    return applied, carried
