"""Strategies for use: allocations around the edges of a month, devices that come back, and their tallies."""

__all__ = [
    "allocation_columns",
    "allocation_histories",
    "allocation_shares",
    "allocations",
    "tallies",
    "tally_entries",
]

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..catalogue import BillingTerms
from ..checks import check_whole
from ..dates import Month
from ..errors import WrongType
from ..ids import AccountId, DeviceId, SkuCode, check_id
from ..metering import Allocation, AllocationColumns, AllocationShare, Tally, TallyEntry
from ..metering.count import tally
from .catalogue import billing_terms
from .dates import check_month, months
from .making import made
from .texts import check_ids, check_size, ids

DEVICES = ("d1", "d2", "d3", "tracker-1")
"""Few, so that a device comes back within a month."""

HARD_STARTS = (-32, -31, -1, 0, 1, 14, 15, 26, 27, 28, 29, 30, 31)
"""Days after the first of the month that an allocation may start on: edges of this month, the last and the next."""

HARD_LENGTHS = (1, 2, 15, 16, 28, 29, 30, 31, 32, 61, 365)

STARTS = st.sampled_from(HARD_STARTS) | st.integers(-400, 62)
LENGTHS = st.none() | st.sampled_from(HARD_LENGTHS) | st.integers(1, 400)
"""Of allocations, in days; None is still open."""

ROWS = 12
"""Allocations in a history, at most."""

ROWS_OF_COLUMNS = 5
MONTHS_OF_DAYS = st.integers(28, 31)
DAYS_OF_A_SHARE = st.integers(0, 31)
DIVISORS = st.sampled_from((1, 28, 29, 30, 31))
THINGS = st.integers(0, 9) | st.just(10**18)
"""Counted, in one entry; the most is more than a float can count."""

THINGS_OF_A_SKU = st.integers(0, 200)
"""Counted, in a whole tally."""

DAYS_USED = st.lists(st.integers(0, 28), max_size=6)
"""Of up to six allocations, each."""

Row: TypeAlias = tuple[DeviceId, SkuCode, int, int | None]
"""A device, what it holds, from how many days after the first of the month on, and for how many days."""


class Use(NamedTuple):
    """What an account used, before it is known when: rows of days, things counted by SKU, and what the tally keeps."""

    rows: list[Row]
    counts: dict[SkuCode, int] | None
    histogram: bool | None


def allocations(
    *, month: Month | None = None, account: AccountId | None = None, skus: Sequence[SkuCode] = ("LITE", "STD")
) -> SearchStrategy[Allocation]:
    """Return allocations, still open or ended, around the edges of a month (any, if none is given) and within it."""
    return made(_allocation, _rows(skus), account_or_any(account), month_or_any(month))


def allocation_histories(
    *,
    month: Month | None = None,
    account: AccountId | None = None,
    skus: Sequence[SkuCode] = ("LITE", "STD"),
    max_size: int = ROWS,
) -> SearchStrategy[tuple[Allocation, ...]]:
    """Return up to `max_size` allocations of one account around a month, in any order; the same device comes back."""
    check_size("max_size", max_size, 0)
    rows = st.lists(_rows(skus), max_size=max_size)
    return made(_history, rows, account_or_any(account), month_or_any(month))


def allocation_columns() -> SearchStrategy[AllocationColumns]:
    """Return the same facts by columns, from no row to a few."""
    return allocation_histories(max_size=ROWS_OF_COLUMNS).map(_columns)


def allocation_shares() -> SearchStrategy[AllocationShare]:
    """Return what single allocations used of months of 28 to 31 days."""
    return made(_share, allocations(), MONTHS_OF_DAYS, DAYS_OF_A_SHARE)


def tally_entries(*, divisor: int | None = None) -> SearchStrategy[TallyEntry]:
    """Return entries of days with and without their histogram and their devices, and of things counted."""
    if divisor is not None:
        check_whole("divisor", divisor, 1)
    divisors = DIVISORS if divisor is None else st.just(divisor)
    counted = made(_counted, ids(), THINGS, divisors)
    return counted | made(_entry, ids(), DAYS_USED, divisors, st.booleans(), st.booleans())


def tallies(
    *,
    month: Month | None = None,
    account: AccountId | None = None,
    terms: BillingTerms | None = None,
    skus: Sequence[SkuCode] = ("LITE", "STD"),
) -> SearchStrategy[Tally]:
    """Return tallies of histories under given terms or any, of nothing, and of things counted."""
    if terms is not None and type(terms) is not BillingTerms:
        raise WrongType("terms", "BillingTerms", terms)
    conventions = billing_terms() if terms is None else st.just(terms)
    return made(tally_of, uses(skus), account_or_any(account), month_or_any(month), conventions)


def uses(skus: Sequence[SkuCode]) -> SearchStrategy[Use]:
    """Return what an account used of these SKUs: days, or things counted."""
    counts = st.dictionaries(_skus(skus), THINGS_OF_A_SKU)
    of_days = made(Use, st.lists(_rows(skus), max_size=ROWS), st.none(), st.sampled_from((None, True)))
    return of_days | made(Use, st.just([]), counts, st.none())


def tally_of(use: Use, account: AccountId, month: Month, terms: BillingTerms) -> Tally:
    """Return the tally of what was used, in a month and under terms."""
    if use.counts is not None:
        return Tally.of_counts(account, month, use.counts, terms)
    return tally(_history(use.rows, account, month), month, terms, histogram=use.histogram)


def month_or_any(month: Month | None) -> SearchStrategy[Month]:
    """Return the one month given, or any."""
    if month is None:
        return months()
    check_month("month", month)
    return st.just(month)


def account_or_any(account: AccountId | None, name: str = "account") -> SearchStrategy[AccountId]:
    """Return the one account given, or any; `name` is what the option is called."""
    if account is None:
        return ids()
    check_id(name, account)
    return st.just(account)


def _rows(skus: Sequence[SkuCode]) -> SearchStrategy[Row]:
    return st.tuples(st.sampled_from(DEVICES) | ids(), _skus(skus), STARTS, LENGTHS)


def _skus(skus: Sequence[SkuCode]) -> SearchStrategy[SkuCode]:
    check_ids("skus", skus)
    return st.sampled_from(tuple(skus))


def _history(rows: list[Row], account: AccountId, month: Month) -> tuple[Allocation, ...]:
    return tuple(_allocation(row, account, month) for row in rows)


def _allocation(row: Row, account: AccountId, month: Month) -> Allocation:
    device, sku, start, length = row
    first = month.first_day.toordinal() + start
    last = None if length is None else _day(first + length - 1)
    return Allocation(device, account, sku, _day(first), last)


def _day(ordinal: int) -> date:
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))


def _columns(rows: tuple[Allocation, ...]) -> AllocationColumns:
    return AllocationColumns(
        [row.device for row in rows],
        [row.account for row in rows],
        [row.sku for row in rows],
        [row.consumed_on for row in rows],
        [row.removed_on for row in rows],
    )


def _share(allocation: Allocation, divisor: int, used: int) -> AllocationShare:
    return AllocationShare(allocation, min(used, divisor), divisor)


def _counted(sku: SkuCode, count: int, divisor: int) -> TallyEntry:
    return TallyEntry(sku, count, count, divisor)


def _entry(sku: SkuCode, used: list[int], divisor: int, histogram: bool, devices: bool) -> TallyEntry:  # noqa: FBT001
    counts = tuple(used.count(number) for number in range(32)) if histogram else None
    bits = tuple((f"d{number}", (1 << days) - 1) for number, days in enumerate(used)) if devices else None
    return TallyEntry(sku, len(used), sum(used), divisor, counts, bits)
