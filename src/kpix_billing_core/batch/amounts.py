"""What each line comes to: the scalar core asked once for each distinct price and use, its answers handed out.

A line's charge follows from the prices in force for its account and from its use alone. Of a million lines there are
some ten thousand such pairs, and no second way to price them.
"""

__all__ = ["Lines", "priced", "whole"]

from collections.abc import Iterator
from itertools import islice, repeat
from typing import NamedTuple

import numpy as np

from ..catalogue import BandBasis
from ..errors import WrongValue
from ..rating.amount import Use
from .answers import Uses, answers
from .arrays import Numbers, numbers
from .closing import Closing, Progress
from .grouping import LARGEST, numbered, ordered
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
    examples, which = _distinct([selected(key, rows) for key in (plans, days, *_bases(closing))], len(rows))
    amounts: list[int] = []
    unit_prices: list[str | None] = []
    for amount, unit_price in answers(closing, _uses(closing, plans, rows[examples])):
        amounts.append(amount)
        unit_prices.append(unit_price)
        if progress is not None:
            progress(len(amounts))
    return Lines(rows, selected(places, rows), whole(amounts)[which], which, unit_prices)


def selected(values: Numbers, places: Numbers) -> Numbers:
    """Return the values at some places, which rise; mostly that is all of them, and nothing is copied."""
    return values if len(places) == len(values) else values[places]


def _plans(closing: Closing) -> Numbers:
    """Return a number for each row of the sums: two have the same whose SKU has the same prices."""
    skus = codes_of(closing.totals.sums.column("sku"))
    plans: Numbers = closing.payers.tariffs[closing.places]
    plans *= int(skus.max(initial=0)) + 1
    plans += skus
    return plans


def _bases(closing: Closing) -> list[Numbers]:
    """Return what chooses the band of a line beside its days."""
    basis = closing.book.terms.band_basis
    if basis is BandBasis.ALLOCATIONS:
        return [numbers(closing.totals.sums.column("allocations"))]
    devices = _devices(closing)
    return [devices] if basis is BandBasis.DEVICES and devices is not None else []


def _devices(closing: Closing) -> Numbers | None:
    """Return how many devices each row of the sums has, where that is known: both tables have one order."""
    devices = closing.totals.devices
    if devices is None:
        return None
    account, sku = (codes_of(devices.column(name)) for name in ("account_id", "sku"))
    changes = np.flatnonzero((account[1:] != account[:-1]) | (sku[1:] != sku[:-1])) + 1
    return np.diff(changes, prepend=0, append=len(account))


def _distinct(keys: list[Numbers], rows: int) -> tuple[Numbers, Numbers]:
    """Return the first row with each distinct key, and for each row which key it has."""
    place, size = numbered(keys, rows)
    if size > rows:
        order, starts = ordered(place)
        which = np.empty(rows, np.int64)
        which[order] = np.repeat(np.arange(len(starts)), np.diff(starts, append=rows))
        return order[starts], which
    # Fewer keys than rows: they are ticked off in a list, which takes a tenth of the time.
    known = np.zeros(size, np.int64)
    known[place] = 1
    which = (np.cumsum(known) - 1)[place]
    first = np.empty(int(known.sum()), np.int64)
    first[which[::-1]] = np.arange(rows)[::-1]
    return first, which


def _uses(closing: Closing, plans: Numbers, rows: Numbers) -> Iterator[Uses]:
    """Yield what is asked of each plan; its rows follow each other."""
    totals = closing.totals
    days, allocations = (numbers(totals.sums.column(name))[rows].tolist() for name in ("days", "allocations"))
    counts = _devices(closing)
    devices = repeat(None) if counts is None else counts[rows].tolist()
    divisors = repeat(totals.day_count.of(totals.month).divisor)
    uses = map(_use, days, divisors, allocations, devices)
    starts = np.flatnonzero(np.diff(plans[rows], prepend=-1))
    for row, many in zip(rows[starts].tolist(), np.diff(starts, append=len(rows)).tolist(), strict=True):
        yield row, islice(uses, many)


def _use(days: int, divisor: int, allocations: int, devices: int | None) -> Use:
    return (days, divisor), allocations, devices


def whole(amounts: list[int]) -> Numbers:
    """Return amounts as a column; raises WrongValue for one that a column cannot hold, or a sum of them."""
    if any(abs(amount) > LARGEST for amount in amounts):
        raise WrongValue("amounts", f"at most {LARGEST} minor units in a column; `invoices` has no end", max(amounts))
    return np.array(amounts, np.int64)
