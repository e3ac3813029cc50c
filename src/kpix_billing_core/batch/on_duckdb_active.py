"""Active devices in DuckDB: instants as whole numbers of microseconds in SQL; rows never enter Python."""

__all__ = ["active_devices", "active_groups"]

from contextlib import closing
from datetime import UTC, tzinfo
from functools import reduce
from operator import or_

import duckdb
import pyarrow as pa

from ..dates import Month
from ..errors import WrongType
from .active import ActiveTotals
from .asked import BadIds
from .asked_active import GROUP_IDS, MonthAsked, month_asked, settled_active
from .instants import FIRST_INSTANT, LAST_INSTANT
from .on_duckdb_columns import AT_OF_NANOSECONDS, are_no_ids, compared_exactly, kinds_of, relation_of, schema_of
from .schema import CONNECTIONS
from .source import FilePath, checked_files


def active_devices(
    columns: duckdb.DuckDBPyRelation | FilePath | str | list[FilePath | str], month: Month, zone: tzinfo = UTC
) -> ActiveTotals:
    """Return the devices of all accounts that connected in a month at least once (rules P11 to P13).

    It says what `active_devices_by_account` does. `columns` is a relation with those of `CONNECTIONS` (a table, a
    query, files), or paths of Parquet files. It is read twice where rows are no connections; these are set apart in the
    totals. Raises WrongType for anything else, MalformedColumns for columns of another sort.

    >>> met = duckdb.sql(
    ...     "select 'd1' as device_id, 'acme' as account_id, timestamptz '2026-04-16 12:00:00+00' as connected_at"
    ... )
    >>> active_devices(met, Month.parse("2026-04")).counts().to_pylist()
    [{'account_id': 'acme', 'active_devices': 1}]
    """
    if isinstance(columns, duckdb.DuckDBPyRelation):
        return _active(columns, month, zone)
    files = checked_files(columns, CONNECTIONS, "a relation of DuckDB")
    with closing(duckdb.connect()) as own:
        return _active(relation_of(own, files, CONNECTIONS), month, zone)


def _active(columns: duckdb.DuckDBPyRelation, month: Month, zone: tzinfo) -> ActiveTotals:
    wanted = _asked(columns, month, zone)
    found = _grouped(columns, wanted).to_arrow_table()
    return settled_active(wanted, found, lambda bad: _suspects(columns, bad))


def active_groups(columns: duckdb.DuckDBPyRelation, month: Month, zone: tzinfo = UTC) -> duckdb.DuckDBPyRelation:
    """Return what `active_devices` asks for, as a relation that has not run.

    A row for each account and device: `connected_at`, the first connection in the month in microseconds, or nothing;
    `read`, how many rows there are in all, and `faulty`, how many of these have no instant. Raises as `active_devices`.
    """
    if not isinstance(columns, duckdb.DuckDBPyRelation):
        raise WrongType("columns", "a relation of DuckDB", columns)
    return _grouped(columns, _asked(columns, month, zone))


def _asked(columns: duckdb.DuckDBPyRelation, month: Month, zone: tzinfo) -> MonthAsked:
    return month_asked(schema_of(columns), month, zone)


# What is no instant of Python's is nothing: an infinite one has no microseconds to be asked for.
_AT = "case when isfinite(connected_at) then epoch_us(connected_at) end"
_KNOWN = f"case when instant between {FIRST_INSTANT} and {LAST_INSTANT} then instant end"


def _numbered(columns: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """Return ids and instants, instants also as whole numbers."""
    is_fine = kinds_of(columns)["connected_at"].endswith("_NS")
    instant = AT_OF_NANOSECONDS.format("connected_at") if is_fine else _AT
    rows = columns.project(", ".join([*compared_exactly(columns, GROUP_IDS), "connected_at", f"{instant} as instant"]))
    return rows.project(f"* replace ({_KNOWN} as instant)")


def _grouped(columns: duckdb.DuckDBPyRelation, wanted: MonthAsked) -> duckdb.DuckDBPyRelation:
    keys = ", ".join(GROUP_IDS)
    measures = [
        f"min(instant) filter (instant between {wanted.first} and {wanted.last}) as connected_at",
        "count(*) as read",
        "count(*) - count(instant) as faulty",
    ]
    return _numbered(columns).aggregate(f"{keys}, {', '.join(measures)}", keys)


def _suspects(columns: duckdb.DuckDBPyRelation, bad: BadIds) -> pa.Table:
    rows = _numbered(columns).filter(reduce(or_, are_no_ids(bad), duckdb.ColumnExpression("instant").isnull()))
    found: pa.Table = rows.project(", ".join([*GROUP_IDS, "connected_at"])).to_arrow_table()
    return found
