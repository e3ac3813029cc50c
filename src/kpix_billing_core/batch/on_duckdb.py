"""Counting in DuckDB: the window's whole numbers as SQL, over whatever DuckDB can read; rows never enter Python.

`//` of whole numbers and sums of BIGINT are exact there; a DECIMAL divided is a DOUBLE, so nothing is divided. What
does not fit into memory DuckDB spills to disk, as its connection is set up to do.
"""

__all__ = ["groups", "in_place", "tally"]

from contextlib import closing
from functools import reduce
from operator import or_

import duckdb
import pyarrow as pa

from ..catalogue import BillingTerms
from ..dates import Month
from ..errors import WrongType
from .asked import Asked, BadIds, asked, settled
from .on_duckdb_columns import are_no_ids, compared_exactly, relation_of, schema_of
from .rejected import IDS
from .schema import ALLOCATIONS
from .source import FilePath, checked_files
from .totals import Totals
from .window import FIRST_DAY_EVER, LAST_DAY_EVER


def tally(
    columns: duckdb.DuckDBPyRelation | FilePath | str | list[FilePath | str],
    month: Month,
    terms: BillingTerms,
    *,
    histogram: bool | None = None,
) -> Totals:
    """Count a fleet's allocations in a month, by account and SKU: the totals that `tally_by_account` would come to.

    `columns` is a relation with those of `ALLOCATIONS`, of any connection (a table, a query, files), or paths of
    Parquet files. It is read twice where rows are no allocations; these are set apart in the totals.
    Raises WrongType for anything else, MalformedColumns for columns of another sort.

    >>> fleet = duckdb.sql(
    ...     "select 'd1' as device_id, 'acme' as account_id, 'STD' as sku, date '2026-04-16' as consumed_on,"
    ...     " null as removed_on"
    ... )
    >>> tally(fleet, Month.parse("2026-04"), BillingTerms()).sums.to_pylist()
    [{'account_id': 'acme', 'sku': 'STD', 'allocations': 1, 'days': 15}]
    """
    if isinstance(columns, duckdb.DuckDBPyRelation):
        return _tally(columns, month, terms, histogram)
    with closing(duckdb.connect()) as own:
        return _tally(_files(own, columns), month, terms, histogram)


def in_place(
    paths: tuple[str, ...], month: Month, terms: BillingTerms, *, histogram: bool | None, workers: int
) -> Totals | None:
    """Count files that the kernel would be slow at, with so many threads; None where DuckDB cannot."""
    with closing(duckdb.connect(config={"threads": workers})) as own:
        try:
            return _tally(_files(own, list(paths)), month, terms, histogram)
        except duckdb.Error:
            return None


def _files(own: duckdb.DuckDBPyConnection, paths: FilePath | str | list[FilePath | str]) -> duckdb.DuckDBPyRelation:
    return relation_of(own, checked_files(paths, ALLOCATIONS, "a relation of DuckDB"), ALLOCATIONS)


def _tally(
    columns: duckdb.DuckDBPyRelation,
    month: Month,
    terms: BillingTerms,
    histogram: bool | None,  # noqa: FBT001  as given
) -> Totals:
    wanted = _asked(columns, month, terms, histogram)
    return settled(wanted, _grouped(columns, wanted).to_arrow_table(), lambda bad: _suspects(columns, bad))


def groups(
    columns: duckdb.DuckDBPyRelation, month: Month, terms: BillingTerms, *, histogram: bool | None = None
) -> duckdb.DuckDBPyRelation:
    """Return what `tally` asks for, as a relation that has not run: the columns of `fine_schema` and two more.

    All rows are in it, those that are no allocations too: `read` says how many a group has, `faulty` how many of them
    have faulty days. Groups of which nothing is counted have 0 allocations. Raises as `tally`.
    """
    if not isinstance(columns, duckdb.DuckDBPyRelation):
        raise WrongType("columns", "a relation of DuckDB", columns)
    return _grouped(columns, _asked(columns, month, terms, histogram))


_DAYS = ("consumed_on", "removed_on")


def _asked(
    columns: duckdb.DuckDBPyRelation,
    month: Month,
    terms: BillingTerms,
    histogram: bool | None,  # noqa: FBT001  as given
) -> Asked:
    return asked(schema_of(columns), month, terms, histogram)


_SOUND = f"coalesce(begins >= {FIRST_DAY_EVER} and coalesce(ends, begins) between begins and {LAST_DAY_EVER}, false)"
_NUMBERS = ", ".join(
    f"cast({name} as date) - date '1970-01-01' as {number}"
    for name, number in (("consumed_on", "begins"), ("removed_on", "ends"))
)


def _numbered(columns: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """Return ids and days, days also as whole numbers, and whether these are sound."""
    return columns.project(", ".join([*compared_exactly(columns, IDS), *_DAYS, _NUMBERS])).project(
        f"*, {_SOUND} as is_sound"
    )


def _grouped(columns: duckdb.DuckDBPyRelation, wanted: Asked) -> duckdb.DuckDBPyRelation:
    window = wanted.window
    begun = f"{window.first} + (begins < {window.first})::int * {window.shift}" if window.shift else f"{window.first}"
    bonus = f" + (ends >= {window.last})::int * {window.bonus}" if window.bonus else ""
    rows = _numbered(columns).project(f"* replace (coalesce(ends, {window.last + 1}) as ends)")
    rows = rows.project(
        f"*, is_sound and begins <= {window.last} and ends >= {begun} as is_counted,"
        f" greatest(begins - {window.first}, 0) as opened,"
        f" least(ends - {window.first - 1 + window.shift}, {window.top}){bonus} as closed"
    )
    each = ["case when is_counted then closed - opened end as days_each"] * wanted.by_days
    # Of what is not counted no day has a bit: a number of it may be any.
    bits = ["case when is_counted then (1::bigint << closed) - (1::bigint << opened) end as bits"] * wanted.by_devices
    rows = rows.project(", ".join(["*", "closed - opened as days_used", *each, *bits]))
    keys = ", ".join([*wanted.ids, *["days_each"] * wanted.by_days])
    measures = [
        "count(*) filter (is_counted) as allocations",
        # a sum of 64 bits has 128 there
        "coalesce(sum(days_used) filter (is_counted), 0)::bigint as days",
        *["coalesce(bit_or(bits), 0) as used"] * wanted.by_devices,
        "count(*) as read",
        "count(*) filter (not is_sound) as faulty",
    ]
    return rows.aggregate(f"{keys}, {', '.join(measures)}", keys)


def _suspects(columns: duckdb.DuckDBPyRelation, bad: BadIds) -> pa.Table:
    rows = _numbered(columns).filter(reduce(or_, are_no_ids(bad), ~duckdb.ColumnExpression("is_sound")))
    found: pa.Table = rows.project(", ".join([*IDS, *_DAYS])).to_arrow_table()
    return found
