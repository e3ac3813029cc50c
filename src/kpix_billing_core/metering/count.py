"""Counting allocations into tallies: one pass, whole numbers only, in any order."""

__all__ = ["tally", "tally_by_account"]

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from ..catalogue import BillingTerms
from ..dates import Month, MonthDays
from ..errors import TallyMismatch, WrongType
from ..ids import AccountId, DeviceId, SkuCode
from .allocation import Allocation
from .rows import Allocations, Row, rows_of
from .tally import DAYS, Tally, TallyEntry, units_of

_Histograms: TypeAlias = dict[AccountId, dict[SkuCode, list[int]]]
_DeviceDays: TypeAlias = dict[AccountId, dict[SkuCode, dict[DeviceId, int]]]

_MOST_NAMED = 3
"""Accounts named by an error; a file may hold thousands."""


def tally(allocations: Allocations, month: Month, terms: BillingTerms, *, histogram: bool | None = None) -> Tally:
    """Count what one account's allocations used in a month, by SKU (rules L26, L39 to L45, L49 to L53, L66).

    Each allocation is clipped to the month; one outside it adds nothing. Included: every allocation on its own, so a
    device may appear often and a day of change counts for both plans. `histogram` forces or spares the count of
    allocations by days; by default the terms decide. Takes `Allocation`s, tuples of its fields, or `AllocationColumns`.
    Raises TallyMismatch for allocations of two accounts, WrongType or WrongValue for what is no allocation.

    >>> from datetime import date
    >>> from .allocation import Allocation
    >>> used = [Allocation("d1", "acme", "STD", date(2026, 4, 16)), Allocation("d2", "acme", "STD", date(2026, 1, 1))]
    >>> print(tally(used, Month.parse("2026-04"), BillingTerms()).entry("STD").quantity)
    3/2
    """
    rows = list(rows_of(allocations))
    accounts = {row.account for row in rows}
    if len(accounts) > 1:
        raise TallyMismatch(f"expected one account, got {len(accounts)}: {_named(accounts)}")
    counted = dict(_count_all(rows, month, terms, histogram=histogram))
    for account in accounts:
        return counted.get(account, Tally(account, month, terms.day_count, terms.dedupe_days))
    return Tally.empty(month, terms)


def _named(accounts: set[AccountId]) -> str:
    shown = sorted(accounts)[:_MOST_NAMED]
    return ", ".join([*shown, "…"] if len(accounts) > len(shown) else shown)


def tally_by_account(
    allocations: Allocations, month: Month, terms: BillingTerms, *, histogram: bool | None = None
) -> Iterator[tuple[AccountId, Tally]]:
    """Count a whole file: yield (account id, tally) in order of id, one for each account with use in the month.

    Otherwise as `tally`; the counting is done before the first pair is yielded.
    """
    return _count_all(rows_of(allocations), month, terms, histogram=histogram)


def _count_all(
    rows: Iterable[Allocation | Row], month: Month, terms: BillingTerms, *, histogram: bool | None
) -> Iterator[tuple[AccountId, Tally]]:
    _check(month, terms)
    days = terms.day_count.of(month)
    histograms: _Histograms = {}
    devices: _DeviceDays = {}
    if terms.needs_devices:
        _count_devices(rows, month, days, histograms, devices)
    else:
        _count(rows, month, days, histograms)
    keep = terms.needs_histogram if histogram is None else histogram
    return _tallies(histograms, devices, month, terms, keep=keep)


def _check(month: object, terms: object) -> None:
    if type(month) is not Month:
        raise WrongType("month", "Month", month)
    if type(terms) is not BillingTerms:
        raise WrongType("terms", "BillingTerms", terms)


def _count(rows: Iterable[Allocation | Row], month: Month, days: MonthDays, histograms: _Histograms) -> None:
    """Add one to the histogram of each row's account and SKU, at the days that the row used."""
    first_day, last_day = month.first_day, month.last_day
    opens, closes, whole_month = days.opens, days.closes, days.whole_month
    for row in rows:
        consumed_on, removed_on = row.consumed_on, row.removed_on
        if consumed_on < first_day:
            opened = 0
        elif consumed_on > last_day:
            continue
        else:
            opened = opens[consumed_on.day]
        if removed_on is None or removed_on > last_day:
            used = whole_month - opened
        elif removed_on < first_day:
            continue
        else:
            used = closes[removed_on.day] - opened
            # Where the last day is left out, removal on the first of a month leaves nothing to count in it.
            if not used and consumed_on < first_day:
                continue
        try:
            histograms[row.account][row.sku][used] += 1
        except KeyError:
            _histogram(histograms, row)[used] += 1


def _histogram(histograms: _Histograms, row: Allocation | Row) -> list[int]:
    return histograms.setdefault(row.account, {}).setdefault(row.sku, [0] * len(DAYS))


def _count_devices(
    rows: Iterable[Allocation | Row], month: Month, days: MonthDays, histograms: _Histograms, devices: _DeviceDays
) -> None:
    """Count as `_count`, and unite the days that each device used, one bit for each day."""
    for row in rows:
        alone: _Histograms = {}
        _count((row,), month, days, alone)
        if alone:
            used = alone[row.account][row.sku].index(1)
            _histogram(histograms, row)[used] += 1
            opened = 0 if row.consumed_on < month.first_day else days.opens[row.consumed_on.day]
            united = devices.setdefault(row.account, {}).setdefault(row.sku, {})
            united[row.device] = united.get(row.device, 0) | ((1 << used) - 1) << opened


def _tallies(
    histograms: _Histograms, devices: _DeviceDays, month: Month, terms: BillingTerms, *, keep: bool
) -> Iterator[tuple[AccountId, Tally]]:
    divisor = terms.day_count.of(month).divisor
    for account in sorted(histograms):
        by_sku = histograms[account]
        days = devices.get(account, {})
        entries = tuple(
            _entry(sku, by_sku[sku], divisor, days.get(sku), dedupe=terms.dedupe_days, keep=keep)
            for sku in sorted(by_sku)
        )
        yield account, Tally(account, month, terms.day_count, terms.dedupe_days, entries)


def _entry(
    sku: SkuCode, counts: list[int], divisor: int, days: dict[DeviceId, int] | None, *, dedupe: bool, keep: bool
) -> TallyEntry:
    kept = tuple(counts) if keep else None
    if days is None:
        return TallyEntry(sku, sum(counts), units_of(counts), divisor, kept)
    units = sum(used.bit_count() for used in days.values()) if dedupe else units_of(counts)
    return TallyEntry(sku, sum(counts), units, divisor, kept, tuple(sorted(days.items())))
