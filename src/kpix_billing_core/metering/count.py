"""Counting allocations into tallies: one pass, whole numbers only, in any order."""

__all__ = ["tally", "tally_by_account"]

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import attrs

from ..catalogue import BillingTerms
from ..dates import Month, MonthDays
from ..errors import TallyMismatch, WrongType
from ..ids import AccountId, DeviceId, SkuCode
from .allocation import Allocation
from .entry import DAYS, TallyEntry
from .rows import AllocationColumns, Allocations, Part, objects_of, parts_of
from .tally import Tally

_Used: TypeAlias = defaultdict[SkuCode, defaultdict[AccountId, bytearray]]
"""The days that each allocation used, a byte each. SKUs are few and accounts many, so SKUs come first."""
_Found: TypeAlias = defaultdict[SkuCode, defaultdict[int, list[AccountId]]]
"""Whose allocations of a SKU used so many days: SKUs and days are few and accounts many, so accounts come last."""
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
    check_asked(month, terms, histogram)
    parts = list(parts_of(allocations))
    accounts: set[AccountId] = set()
    for part in parts:
        accounts |= _accounts(part)
    if len(accounts) > 1:
        raise TallyMismatch(f"expected one account, got {len(accounts)}: {_named(accounts)}")
    for _, counted in _count_all(parts, month, terms, histogram=histogram):
        return counted
    return attrs.evolve(Tally.empty(month, terms), account=next(iter(accounts), None))


def _accounts(part: Part) -> set[AccountId]:
    return set(part.account) if isinstance(part, AllocationColumns) else {row.account for row in part}


def _named(accounts: set[AccountId]) -> str:
    shown = sorted(accounts)[:_MOST_NAMED]
    return ", ".join([*shown, "…"] if len(accounts) > len(shown) else shown)


def tally_by_account(
    allocations: Allocations, month: Month, terms: BillingTerms, *, histogram: bool | None = None
) -> Iterator[tuple[AccountId, Tally]]:
    """Count a whole file: yield (account id, tally) in order of id, one for each account with use in the month.

    Otherwise as `tally`; the counting is done before the first pair is yielded.
    """
    check_asked(month, terms, histogram)
    return _count_all(parts_of(allocations), month, terms, histogram=histogram)


def _count_all(
    parts: Iterable[Part], month: Month, terms: BillingTerms, *, histogram: bool | None
) -> Iterator[tuple[AccountId, Tally]]:
    days = terms.day_count.of(month)
    used = _nothing_used()
    devices: _DeviceDays = {}
    for part in parts:
        if terms.needs_devices:
            _count_devices(objects_of(part), month, days, used, devices)
        elif isinstance(part, AllocationColumns):
            _count_columns(part, month, days, used)
        else:
            _count(part, month, days, used)
    return _tallies(used, devices, days.divisor, month, terms, histogram=histogram)


def check_asked(month: object, terms: object, histogram: object = None) -> None:
    """Refuse to count but for a month, under terms, with the histogram or without."""
    if type(month) is not Month:
        raise WrongType("month", "Month", month)
    if type(terms) is not BillingTerms:
        raise WrongType("terms", "BillingTerms", terms)
    if histogram is not None and type(histogram) is not bool:
        raise WrongType("histogram", "bool or None", histogram)


def _nothing_used() -> _Used:
    return defaultdict(lambda: defaultdict(bytearray))


def _count(rows: Iterable[Allocation], month: Month, days: MonthDays, used: _Used) -> None:
    """Add the days that each row used to those of its SKU and account."""
    # By SKU and days first: the days of an account are far apart in memory, and in the order of rows each waits for it.
    for sku, by_days in _accounts_found(rows, month, days).items():
        by_account = used[sku]
        for counted, accounts in by_days.items():
            for account in accounts:
                by_account[account].append(counted)


def _accounts_found(rows: Iterable[Allocation], month: Month, days: MonthDays) -> _Found:
    """Return whose rows used how many days of which SKU."""
    found: _Found = defaultdict(lambda: defaultdict(list))
    first_day, last_day = month.first_day, month.last_day
    opens, closes, whole_month = days.opens, days.closes, days.whole_month
    for row in rows:
        consumed_on, removed_on = row.consumed_on, row.removed_on
        if removed_on is None or removed_on > last_day:
            counted = whole_month
        elif removed_on < first_day:
            continue
        else:
            counted = closes[removed_on.day]
        if consumed_on >= first_day:
            if consumed_on > last_day:
                continue
            counted -= opens[consumed_on.day]
        elif not counted:
            # Where the last day is left out, removal on the first of a month leaves nothing to count in it.
            continue
        found[row.sku][counted].append(row.account)
    return found


def _count_columns(columns: AllocationColumns, month: Month, days: MonthDays, used: _Used) -> None:
    """Count as `_count`, row by row, in its words: one loop for both would take an object or a tuple more for each."""
    first_day, last_day = month.first_day, month.last_day
    opens, closes, whole_month = days.opens, days.closes, days.whole_month
    for account, sku, consumed_on, removed_on in zip(*columns[1:], strict=True):
        if removed_on is None or removed_on > last_day:
            counted = whole_month
        elif removed_on < first_day:
            continue
        else:
            counted = closes[removed_on.day]
        if consumed_on >= first_day:
            if consumed_on > last_day:
                continue
            counted -= opens[consumed_on.day]
        elif not counted:
            continue
        used[sku][account].append(counted)


def _count_devices(
    rows: Iterable[Allocation], month: Month, days: MonthDays, used: _Used, devices: _DeviceDays
) -> None:
    """Count as `_count`, and unite the days that each device used, one bit for each day."""
    for row in rows:
        for counted in _accounts_found((row,), month, days)[row.sku]:
            used[row.sku][row.account].append(counted)
            opened = 0 if row.consumed_on < month.first_day else days.opens[row.consumed_on.day]
            united = devices.setdefault(row.account, {}).setdefault(row.sku, {})
            united[row.device] = united.get(row.device, 0) | ((1 << counted) - 1) << opened


def _tallies(
    used: _Used, devices: _DeviceDays, divisor: int, month: Month, terms: BillingTerms, *, histogram: bool | None
) -> Iterator[tuple[AccountId, Tally]]:
    keep = terms.needs_histogram if histogram is None else histogram
    by_account: defaultdict[AccountId, list[TallyEntry]] = defaultdict(list)
    for sku in sorted(used):
        # Given up SKU by SKU: the days of all, and the entries of all, are never held together.
        for account, counted in used.pop(sku).items():
            entry = _entry(sku, counted, divisor, keep)
            by_account[account].append(_with_devices(entry, devices[account][sku], terms) if devices else entry)
    for account in sorted(by_account):
        yield account, Tally(account, month, terms.day_count, terms.dedupe_days, tuple(by_account[account]))


def _entry(sku: SkuCode, used: bytearray, divisor: int, keep: bool) -> TallyEntry:  # noqa: FBT001  once for each line
    return TallyEntry(sku, len(used), sum(used), divisor, tuple(map(used.count, DAYS)) if keep else None)


def _with_devices(entry: TallyEntry, united: dict[DeviceId, int], terms: BillingTerms) -> TallyEntry:
    units = sum(days.bit_count() for days in united.values()) if terms.dedupe_days else entry.units
    return attrs.evolve(entry, units=units, devices=tuple(sorted(united.items())))
