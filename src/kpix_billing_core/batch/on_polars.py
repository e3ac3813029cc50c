"""Counting in Polars: the window's whole numbers as expressions of a lazy frame, which streams; no function per row.

Polars adds up a group in the width of its column and begins anew where that is full, without a word; so whatever is
added up here has 64 bits first.
"""

__all__ = ["groups", "in_place", "tally"]

import polars as pl
import pyarrow as pa

from ..catalogue import BillingTerms
from ..dates import Month
from ..errors import MalformedColumns, WrongType
from .asked import Asked, BadIds, asked, settled
from .on_polars_columns import are_no_ids, frame_of, run, schema_of
from .rejected import IDS
from .schema import ALLOCATIONS
from .source import FilePath
from .totals import Totals
from .window import FIRST_DAY_EVER, LAST_DAY_EVER


def tally(
    columns: pl.LazyFrame | pl.DataFrame | FilePath | str | list[FilePath | str],
    month: Month,
    terms: BillingTerms,
    *,
    histogram: bool | None = None,
) -> Totals:
    """Count a fleet's allocations in a month, by account and SKU: the totals that `tally_by_account` would come to.

    `columns` is a frame, lazy or not, with those of `ALLOCATIONS`, or paths of Parquet files. The streaming engine runs
    it; a second time where rows are no allocations, which are set apart in the totals.
    Raises WrongType for anything else, MalformedColumns for columns of another sort.

    >>> from datetime import date
    >>> ids = {"device_id": ["d1"], "account_id": ["acme"], "sku": ["STD"]}
    >>> fleet = pl.LazyFrame({**ids, "consumed_on": [date(2026, 4, 16)], "removed_on": [None]})
    >>> tally(fleet, Month.parse("2026-04"), BillingTerms()).sums.to_pylist()
    [{'account_id': 'acme', 'sku': 'STD', 'allocations': 1, 'days': 15}]
    """
    frame = frame_of(columns, ALLOCATIONS)
    wanted = _asked(frame, month, terms, histogram)
    return settled(wanted, run(_grouped(frame, wanted)), lambda bad: _suspects(frame, bad))


def groups(columns: pl.LazyFrame, month: Month, terms: BillingTerms, *, histogram: bool | None = None) -> pl.LazyFrame:
    """Return what `tally` asks for, as a lazy frame that has not run: the columns of `fine_schema` and two more.

    All rows are in it, those that are no allocations too: `read` says how many a group has, `faulty` how many of them
    have faulty days. Groups of which nothing is counted have 0 allocations. Raises as `tally`.
    """
    if not isinstance(columns, pl.LazyFrame):
        raise WrongType("columns", "a lazy frame of Polars", columns)
    return _grouped(columns, _asked(columns, month, terms, histogram))


def in_place(
    paths: tuple[str, ...],
    month: Month,
    terms: BillingTerms,
    *,
    histogram: bool | None,
    workers: int,
) -> Totals | None:
    """Count files that the kernel would be slow at; None where Polars cannot."""
    try:
        return tally(list(paths), month, terms, histogram=histogram)
    except (pl.exceptions.PolarsError, MalformedColumns):
        return None


def _asked(frame: pl.LazyFrame, month: Month, terms: BillingTerms, histogram: bool | None) -> Asked:  # noqa: FBT001
    return asked(schema_of(frame, ALLOCATIONS), month, terms, histogram)


def _whole(expression: pl.Expr) -> pl.Expr:
    return expression.cast(pl.Int64)


def _day(name: str) -> pl.Expr:
    return _whole(pl.col(name).cast(pl.Date).cast(pl.Int32))


_BEGINS, _ENDS = pl.col("begins"), pl.col("ends")


def _numbered(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Return days also as whole numbers, and whether these are faulty."""
    in_no_year = ~_BEGINS.is_between(FIRST_DAY_EVER, LAST_DAY_EVER) | ~_ENDS.is_between(FIRST_DAY_EVER, LAST_DAY_EVER)
    faulty = _BEGINS.is_null() | in_no_year.fill_null(value=False) | (_ENDS < _BEGINS).fill_null(value=False)
    rows = frame.with_columns(begins=_day("consumed_on"), ends=_day("removed_on"))
    return rows.with_columns(is_faulty=faulty)


def _grouped(frame: pl.LazyFrame, wanted: Asked) -> pl.LazyFrame:
    window = wanted.window
    ended = _ENDS.fill_null(window.last + 1)
    begun = window.first + _whole(window.first > _BEGINS) * window.shift
    is_counted = ~pl.col("is_faulty") & (window.last >= _BEGINS) & (ended >= begun)
    closed = pl.min_horizontal(ended - (window.first - 1 + window.shift), window.top)
    rows = _numbered(frame).with_columns(
        opened=pl.when(is_counted).then(pl.max_horizontal(_BEGINS - window.first, 0)),
        closed=pl.when(is_counted).then(closed + _whole(ended >= window.last) * window.bonus),
    )
    rows = rows.with_columns(days_each=pl.col("closed") - pl.col("opened"))
    return rows.group_by(*wanted.ids, *(["days_each"] if wanted.by_days else [])).agg(*_measures(wanted))


def _measures(wanted: Asked) -> list[pl.Expr]:
    opened, closed, days = pl.col("opened"), pl.col("closed"), pl.col("days_each")
    used = _bit(closed) - _bit(opened)
    return [
        _whole(days.is_not_null()).sum().alias("allocations"),
        days.sum().alias("days"),
        *([used.bitwise_or().fill_null(0).alias("used")] * wanted.by_devices),
        # not the length: that is counted in 32 bits
        _whole(pl.col("is_faulty").is_not_null()).sum().alias("read"),
        _whole(pl.col("is_faulty")).sum().alias("faulty"),
    ]


def _bit(number: pl.Expr) -> pl.Expr:
    return pl.lit(2, pl.Int64).pow(number.cast(pl.UInt32))


def _suspects(frame: pl.LazyFrame, bad: BadIds) -> pa.Table:
    rows = _numbered(frame).filter(pl.any_horizontal("is_faulty", *are_no_ids(bad)))
    return run(rows.select(*IDS, "consumed_on", "removed_on"))
