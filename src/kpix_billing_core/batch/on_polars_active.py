"""Active devices in Polars: instants as whole numbers in expressions of a lazy frame, which streams."""

__all__ = ["active_devices", "active_groups"]

from datetime import UTC, tzinfo

import polars as pl
import pyarrow as pa

from ..dates import Month
from ..errors import WrongType
from .active import ActiveTotals
from .asked import BadIds
from .asked_active import GROUP_IDS, MonthAsked, month_asked, settled_active
from .on_polars_columns import are_no_ids, frame_of, microseconds_of, run, schema_of
from .schema import CONNECTIONS
from .source import FilePath


def active_devices(
    columns: pl.LazyFrame | pl.DataFrame | FilePath | str | list[FilePath | str], month: Month, zone: tzinfo = UTC
) -> ActiveTotals:
    """Return the devices of all accounts that connected in a month at least once (rules P11 to P13).

    It says what `active_devices_by_account` does. `columns` is a frame, lazy or not, with those of `CONNECTIONS`, or
    paths of Parquet files. The streaming engine runs it; a second time where rows are no connections, which are set
    apart in the totals. Raises WrongType for anything else, MalformedColumns for columns of another sort.

    >>> from datetime import datetime
    >>> noon = datetime(2026, 4, 16, 12, tzinfo=UTC)
    >>> met = pl.LazyFrame({"device_id": ["d1"], "account_id": ["acme"], "connected_at": [noon]})
    >>> active_devices(met, Month.parse("2026-04")).counts().to_pylist()
    [{'account_id': 'acme', 'active_devices': 1}]
    """
    frame = frame_of(columns, CONNECTIONS)
    wanted = _asked(frame, month, zone)
    return settled_active(wanted, run(_grouped(frame, wanted)), lambda bad: _suspects(frame, bad))


def active_groups(columns: pl.LazyFrame, month: Month, zone: tzinfo = UTC) -> pl.LazyFrame:
    """Return what `active_devices` asks for, as a lazy frame that has not run.

    A row for each account and device: `connected_at`, the first connection in the month in microseconds, or nothing;
    `read`, how many rows there are in all, and `faulty`, how many of these have no instant. Raises as `active_devices`.
    """
    if not isinstance(columns, pl.LazyFrame):
        raise WrongType("columns", "a lazy frame of Polars", columns)
    return _grouped(columns, _asked(columns, month, zone))


def _asked(frame: pl.LazyFrame, month: Month, zone: tzinfo) -> MonthAsked:
    return month_asked(schema_of(frame, CONNECTIONS), month, zone)


_AT = pl.col("instant")


def _numbered(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Return instants also as whole numbers of microseconds; what is no instant of Python's is nothing."""
    kind = frame.collect_schema()["connected_at"]
    return frame.with_columns(instant=microseconds_of(pl.col("connected_at"), kind))


def _grouped(frame: pl.LazyFrame, wanted: MonthAsked) -> pl.LazyFrame:
    inside = pl.when(_AT.is_between(wanted.first, wanted.last)).then(_AT)
    is_faulty = _AT.is_null().cast(pl.Int64)
    measures = [
        inside.min().alias("connected_at"),
        # not the length: that is counted in 32 bits
        is_faulty.is_not_null().cast(pl.Int64).sum().alias("read"),
        is_faulty.sum().alias("faulty"),
    ]
    return _numbered(frame).group_by(*GROUP_IDS).agg(*measures)


def _suspects(frame: pl.LazyFrame, bad: BadIds) -> pa.Table:
    rows = _numbered(frame).filter(pl.any_horizontal(_AT.is_null(), *are_no_ids(bad)))
    return run(rows.select(*GROUP_IDS, "connected_at"))
