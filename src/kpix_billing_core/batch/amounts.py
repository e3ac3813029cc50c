"""What each line comes to: the scalar core asked once for each distinct price and use, its answers handed out.

A line's charge follows from the prices in force for its account and from its use alone. Of a million lines there are
some ten thousand such pairs, and no second way to price them.
"""

__all__ = ["Lines", "priced", "whole"]

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ..catalogue import BandBasis, Price
from ..errors import WrongValue
from ..metering import TallyEntry
from ..rating import Charge
from ..rating.rate import charge_of, prices_of
from .arrays import Numbers, column, numbers
from .closing import Closing, Progress
from .grouping import LARGEST, in_order
from .payers import codes_of


class Lines(NamedTuple):
    """The lines of all who pay after use, in order of account and SKU.

    Attributes:
        rows: where each stands in the sums.
        places: whose each is, as a place among the payers.
        amounts: what each comes to, in minor units of the account's currency.
        which: the number of each line's charge.
        unit_prices: those of the charges, as text; None where the model has no single one.
    """

    rows: Numbers
    places: Numbers
    amounts: Numbers
    which: Numbers
    unit_prices: list[str | None]


def priced(closing: Closing, progress: Progress | None) -> Lines:
    """Return the lines; raises PriceNotFound or QuantityBelowBands as `rate` does."""
    plans, places = _plans(closing), closing.places
    days = numbers(closing.totals.sums.column("days"))
    rows = np.flatnonzero(closing.payers.postpay[places] & (days > 0))
    examples, which = _distinct([key[rows] for key in (plans, days, *_bases(closing))], len(rows))
    charges: list[Charge] = []
    for charge in _charges(closing, rows[examples], plans):
        charges.append(charge)
        if progress is not None:
            progress(len(charges))
    unit_prices = [None if price is None else str(price) for price in (charge.unit_price for charge in charges)]
    return Lines(rows, places[rows], whole([charge.amount.minor for charge in charges])[which], which, unit_prices)


def _plans(closing: Closing) -> Numbers:
    """Return a number for each row of the sums: two have the same whose SKU has the same prices."""
    skus = codes_of(closing.totals.sums.column("sku"))
    return closing.payers.tariffs[closing.places] * (int(skus.max(initial=0)) + 1) + skus


def _bases(closing: Closing) -> list[Numbers]:
    """Return what chooses the band of a line beside its days."""
    basis = closing.book.terms.band_basis
    if basis is BandBasis.ALLOCATIONS:
        return [numbers(closing.totals.sums.column("allocations"))]
    return [np.diff(_device_starts(closing))] if basis is BandBasis.DEVICES else []


def _device_starts(closing: Closing) -> Numbers:
    """Return where the devices of each row of the sums begin, and where the last end: both tables have one order."""
    devices = closing.totals.devices
    if devices is None:
        return np.zeros(closing.totals.sums.num_rows + 1, np.int64)
    account, sku = (codes_of(devices.column(name)) for name in ("account_id", "sku"))
    changes = np.flatnonzero((account[1:] != account[:-1]) | (sku[1:] != sku[:-1])) + 1
    return np.concatenate(([0] if len(account) else [], changes, [len(account)])).astype(np.int64)


def _distinct(keys: list[Numbers], rows: int) -> tuple[Numbers, Numbers]:
    """Return an example of each distinct key, and for each row which key it has."""
    order, starts = in_order(keys, rows)
    which = np.empty(rows, np.int64)
    which[order] = np.repeat(np.arange(len(starts)), np.diff(starts, append=rows))
    return order[starts], which


def _charges(closing: Closing, rows: Numbers, plans: Numbers) -> Iterator[Charge]:
    totals, book, on = closing.totals, closing.book, closing.totals.month.first_day
    accounts, places = closing.payers.accounts, closing.places
    prices: dict[int, tuple[Price, ...]] = {}
    for row, entry in zip(rows.tolist(), _entries(closing, rows), strict=True):
        plan = int(plans[row])
        if plan not in prices:
            prices[plan] = prices_of(entry.sku, on, book, accounts[places[row]])
        yield charge_of(entry, totals.month, book, prices[plan])


def _entries(closing: Closing, rows: Numbers) -> Iterator[TallyEntry]:
    """Yield what a charge needs to know of some rows of the sums."""
    totals = closing.totals
    divisor = totals.day_count.of(totals.month).divisor
    picked = totals.sums.select(("sku", "allocations", "days")).take(column(rows))
    starts = _device_starts(closing)
    columns = (values.to_pylist() for values in picked.columns)
    for row, sku, count, days in zip(rows.tolist(), *columns, strict=True):
        devices = None
        if totals.devices is not None:
            found = totals.devices.slice(int(starts[row]), int(starts[row + 1] - starts[row]))
            devices = tuple(zip(*(found.column(name).to_pylist() for name in ("device_id", "used")), strict=True))
        yield TallyEntry(sku, count, days, divisor, devices=devices)


def whole(amounts: list[int]) -> Numbers:
    """Return amounts as a column; raises WrongValue for one that a column cannot hold, or a sum of them."""
    if any(abs(amount) > LARGEST for amount in amounts):
        raise WrongValue("amounts", f"at most {LARGEST} minor units in a column; `invoices` has no end", max(amounts))
    return np.array(amounts, np.int64)
