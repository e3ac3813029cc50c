"""Totals as the scalar core's own tallies, and back: the bridge over which engines are compared with it."""

__all__ = ["tallies", "totals_of"]

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import pyarrow as pa

from ..catalogue import BillingTerms
from ..checks import check_many
from ..dates import Month
from ..errors import TallyMismatch, WrongType, WrongValue
from ..ids import AccountId, SkuCode
from ..metering import Tally, TallyEntry
from .arrays import column, texts
from .grouping import LARGEST
from .totals import DEVICES, HISTOGRAM, SUMS, Totals, condensed, no_totals

_MOST_DAYS = 32


def tallies(totals: Totals) -> Iterator[tuple[AccountId, Tally]]:
    """Yield (account id, tally) in order of id, as `metering.tally_by_account` does of the same facts, bit by bit.

    Raises MalformedColumns where rows were rejected.
    """
    if type(totals) is not Totals:
        raise WrongType("totals", "Totals", totals)
    totals.check()
    return _tallies(totals)


def _tallies(totals: Totals) -> Iterator[tuple[AccountId, Tally]]:
    for account, entries in groupby(_entries(totals), key=lambda found: found[0]):
        held = tuple(entry for _, entry in entries)
        yield account, Tally(account, totals.month, totals.day_count, totals.dedupe_days, held)


def _entries(totals: Totals) -> Iterator[tuple[AccountId, TallyEntry]]:
    divisor = totals.day_count.of(totals.month).divisor
    histograms, devices = _by_key(totals.histogram), _by_key(totals.devices)
    for account, sku, count, days in _rows(totals.sums):
        histogram = None if histograms is None else _histogram(_next(histograms, account, sku))
        used = None if devices is None else tuple(_next(devices, account, sku))
        yield account, TallyEntry(sku, count, days, divisor, histogram, used)


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    for batch in table.to_batches(max_chunksize=1 << 14):
        yield from zip(*(array.to_pylist() for array in batch.columns), strict=True)


def _by_key(table: pa.Table | None) -> Iterator[tuple[tuple[Any, ...], Iterator[tuple[Any, ...]]]] | None:
    return None if table is None else groupby(_rows(table), key=lambda row: row[:2])


def _next(
    rows: Iterator[tuple[tuple[Any, ...], Iterator[tuple[Any, ...]]]], account: AccountId, sku: SkuCode
) -> list[tuple[Any, ...]]:
    key, found = next(rows, ((), iter(())))
    if key != (account, sku):
        raise TallyMismatch(f"{account}, {sku}: the totals know less of it than of others")
    return [row[2:] for row in found]


def _histogram(rows: list[tuple[int, int]]) -> tuple[int, ...]:
    counts = dict(rows)
    return tuple(counts.get(days, 0) for days in range(_MOST_DAYS))


def totals_of(tallied: Iterable[Tally], month: Month, terms: BillingTerms, *, histogram: bool | None = None) -> Totals:
    """Return the totals of accounts that were tallied one by one; merged, where an account comes more than once.

    Raises TallyMismatch for another month or day count, for things counted rather than days, and for a tally that knows
    less than the terms, or `histogram`, ask for.
    """
    empty = no_totals(month, terms, histogram=histogram)
    check_many("tallied", tallied)
    rows: list[tuple[Any, ...]] = []
    histograms: list[tuple[Any, ...]] = []
    devices: list[tuple[Any, ...]] = []
    for tally in tallied:
        for entry in _checked(tally, empty).entries:
            key = (tally.account, entry.sku)
            rows.append((*key, entry.count, entry.units))
            histograms += [(*key, days, count) for days, count in enumerate(entry.histogram or ()) if count]
            devices += [(*key, *used) for used in entry.devices or ()]
    found = empty._replace(
        sums=_table(rows, SUMS),
        histogram=None if empty.histogram is None else _table(histograms, HISTOGRAM),
        devices=None if empty.devices is None else _table(devices, DEVICES),
        read=sum(count for _, _, count, _ in rows),
    )
    return condensed(found)


def _checked(tally: object, empty: Totals) -> Tally:
    if type(tally) is not Tally:
        raise WrongType("tallied", "Tally", tally)
    if (tally.month, tally.day_count, tally.dedupe_days) != (empty.month, empty.day_count, empty.dedupe_days):
        raise TallyMismatch("totals are of one month, counted in one way")
    for entry in tally.entries:
        if entry.divisor != empty.day_count.of(empty.month).divisor:
            raise TallyMismatch(f"{entry.sku}: things counted are no days")
        if (empty.histogram is not None and entry.histogram is None) or (
            empty.devices is not None and entry.devices is None
        ):
            raise TallyMismatch(f"{entry.sku}: the tally knows less of its allocations than is asked for")
    return tally


def _table(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    held = zip(*rows, strict=True) if rows else [()] * len(schema)
    pairs = zip(schema, held, strict=True)
    arrays = [texts(values) if field.type == pa.string() else column(_fitting(values)) for field, values in pairs]
    return pa.Table.from_arrays(arrays, schema=schema)


def _fitting(values: tuple[int, ...]) -> tuple[int, ...]:
    if values and max(values) > LARGEST:
        raise WrongValue("tallied", f"at most {LARGEST} allocations and days", max(values))
    return values
