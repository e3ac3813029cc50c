"""Active devices on Spark: instants as whole numbers; the shuffle carries first connections, never rows."""

__all__ = ["active_devices", "active_groups"]

from datetime import UTC, tzinfo
from functools import partial, reduce
from operator import or_

import pyarrow as pa
from pyspark.sql import DataFrame
from pyspark.sql import functions as F  # noqa: N812  Spark's own name for them

from ..dates import Month
from .active import ActiveTotals
from .asked import BadIds
from .asked_active import GROUP_IDS, MonthAsked, month_asked, settled_active
from .instants import FIRST_INSTANT, LAST_INSTANT
from .on_spark_columns import are_no_ids, compared_exactly, schema_of


def active_devices(columns: DataFrame, month: Month, zone: tzinfo = UTC) -> ActiveTotals:
    """Return the devices of all accounts that connected in a month at least once (rules P11 to P13).

    It says what `active_devices_by_account` does. `columns` is a frame with those of `CONNECTIONS`; a row for each
    account and device comes to the driver. The frame is read twice where rows are no connections; these are set apart
    in the totals. Raises WrongType for anything else, MalformedColumns for columns of another sort.
    """
    wanted = month_asked(schema_of(columns), month, zone)
    return settled_active(wanted, _grouped(columns, wanted).toArrow(), partial(_suspects, columns))


def active_groups(columns: DataFrame, month: Month, zone: tzinfo = UTC) -> DataFrame:
    """Return what `active_devices` asks for, as a frame that has not run.

    A row for each account and device: `connected_at`, the first connection in the month in microseconds, or nothing;
    `read`, how many rows there are in all, and `faulty`, how many of these have no instant. Raises as `active_devices`.
    """
    return _grouped(columns, month_asked(schema_of(columns), month, zone))


def _numbered(columns: DataFrame) -> DataFrame:
    """Return ids and instants, instants also as whole numbers; what is no instant of Python's is nothing."""
    number = F.unix_micros("connected_at")
    known = F.when(number.between(FIRST_INSTANT, LAST_INSTANT), number)
    return columns.select(*compared_exactly(columns, GROUP_IDS), "connected_at", known.alias("instant"))


def _grouped(columns: DataFrame, wanted: MonthAsked) -> DataFrame:
    at = F.col("instant")
    inside = F.when(at.between(wanted.first, wanted.last), at)
    measures = [
        F.min(inside).alias("connected_at"),
        F.count(F.lit(1)).alias("read"),
        F.count(F.when(at.isNull(), 1)).alias("faulty"),
    ]
    return _numbered(columns).groupBy(*GROUP_IDS).agg(*measures)


def _suspects(columns: DataFrame, bad: BadIds) -> pa.Table:
    rows = _numbered(columns).filter(reduce(or_, are_no_ids(bad), F.col("instant").isNull()))
    return rows.select(*GROUP_IDS, "connected_at").toArrow()
