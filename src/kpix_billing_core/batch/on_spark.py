"""Counting on Spark: the window's whole numbers as expressions of a frame; the shuffle carries totals, never rows.

What comes out follows from the rows alone, in whatever partitions they lie, so a task that Spark runs twice, or on two
machines at once, changes nothing. Few totals go to the driver (`tally`); of many, each worker takes the accounts of its
part and hands their totals to a function (`map_totals`).
"""

__all__ = ["groups", "map_totals", "rejected", "tally"]

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial, reduce
from operator import or_

import pyarrow as pa
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F  # noqa: N812  Spark's own name for them

from ..catalogue import BillingTerms
from ..checks import check_whole
from ..dates import Month
from ..errors import ColumnFault, MalformedColumns, WrongType
from .asked import Asked, BadIds, asked, settled
from .on_spark_columns import are_no_ids, compared_exactly, schema_of
from .rejected import IDS
from .totals import Totals
from .window import FIRST_DAY_EVER, LAST_DAY_EVER

_EPOCH = date(1970, 1, 1)


def tally(columns: DataFrame, month: Month, terms: BillingTerms, *, histogram: bool | None = None) -> Totals:
    """Count a fleet's allocations in a month, by account and SKU: the totals that `tally_by_account` would come to.

    `columns` is a frame with those of `ALLOCATIONS`; all groups come to the driver, some hundred bytes each. The frame
    is read twice where rows are no allocations; these are set apart in the totals.
    Raises WrongType for anything else, MalformedColumns for columns of another sort.
    """
    wanted = _asked(columns, month, terms, histogram)
    return settled(wanted, _grouped(columns, wanted).toArrow(), partial(_suspects, columns))


def groups(columns: DataFrame, month: Month, terms: BillingTerms, *, histogram: bool | None = None) -> DataFrame:
    """Return what `tally` asks for, as a frame that has not run: the columns of `fine_schema` and two more.

    All rows are in it, those that are no allocations too: `read` says how many a group has, `faulty` how many of them
    have faulty days. Groups of which nothing is counted have 0 allocations. Raises as `tally`.
    """
    return _grouped(columns, _asked(columns, month, terms, histogram))


def rejected(columns: DataFrame, month: Month, terms: BillingTerms) -> pa.Table:
    """Return the rows that are no allocations, with the reasons (`REJECTED`), as they would be in the totals.

    Only groups that may have such rows come to the driver. Raises as `tally`.
    """
    wanted = _asked(columns, month, terms, histogram=False)
    is_odd = F.col("faulty") > 0
    for name in wanted.ids:
        is_odd |= ~F.coalesce(F.col(name).cast("string"), F.lit("")).rlike("^[ -~]+$")
    odd = _grouped(columns, wanted).filter(is_odd).toArrow()
    return settled(wanted, odd, partial(_suspects, columns)).rejected


def map_totals(  # noqa: PLR0913  where, what and how to count, and what then
    columns: DataFrame,
    month: Month,
    terms: BillingTerms,
    function: Callable[[Totals], pa.Table],
    schema: str,
    *,
    histogram: bool | None = None,
    parts: int | None = None,
) -> DataFrame:
    """Return a frame, not run, of what a function makes of the totals of a part of the accounts, for all parts.

    An account is in one part only, whole. The function runs where the totals are, in a process of Python's that has
    this package, and again where Spark tries again. `schema` says what it returns, as Spark writes it; `parts` is how
    many there are, by default as many as Spark's setting says.
    The run fails with MalformedColumns where rows are no allocations: `rejected` lists them. Raises as `tally`.
    """
    if not callable(function):
        raise WrongType("function", "a function of Totals", function)
    if parts is not None:
        check_whole("parts", parts, 1)
    wanted = _asked(columns, month, terms, histogram)
    counted = _grouped(columns, wanted)
    held = counted.repartition("account_id") if parts is None else counted.repartition(parts, "account_id")
    return held.mapInArrow(partial(_mapped, wanted, function), schema)


def _mapped(
    wanted: Asked, function: Callable[[Totals], pa.Table], batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Yield what the function makes of the groups of one part; runs in a worker."""
    held = [batch for batch in batches if batch.num_rows]
    if held:
        yield from function(settled(wanted, pa.Table.from_batches(held), _refuse)).to_batches()


def _refuse(bad: BadIds) -> pa.Table:
    ids = [f"{name} {text!a}" for name, texts in bad.items() for text in texts]
    fault = ColumnFault("an id or a day", "no allocation; `rejected` lists the rows", 0, tuple(ids[:3]))
    raise MalformedColumns("totals of allocations", (fault,))


def _asked(columns: object, month: Month, terms: BillingTerms, histogram: bool | None) -> Asked:  # noqa: FBT001  as given
    return asked(schema_of(columns), month, terms, histogram)


def _day(name: str) -> Column:
    return F.datediff(F.col(name).cast("date"), F.lit(_EPOCH)).cast("long")


def _numbered(columns: DataFrame) -> DataFrame:
    """Return ids and days, days also as whole numbers, and whether these are sound."""
    days = ["consumed_on", "removed_on"]
    rows = columns.select(
        *compared_exactly(columns, IDS), *days, _day("consumed_on").alias("begins"), _day("removed_on").alias("ends")
    )
    begins, ends = F.col("begins"), F.col("ends")
    in_order = F.coalesce(ends, begins).between(begins, F.lit(LAST_DAY_EVER))
    return rows.withColumn("is_sound", F.coalesce((begins >= FIRST_DAY_EVER) & in_order, F.lit(False)))  # noqa: FBT003


def _grouped(columns: DataFrame, wanted: Asked) -> DataFrame:
    window = wanted.window
    begins, ends = F.col("begins"), F.coalesce(F.col("ends"), F.lit(window.last + 1))
    begun = F.when(begins < window.first, window.first + window.shift).otherwise(window.first)
    bonus = F.when(ends >= window.last, window.bonus).otherwise(0)
    is_counted = F.col("is_sound") & (begins <= window.last) & (ends >= begun)
    opened = F.greatest(begins - window.first, F.lit(0))
    closed = F.least(ends - (window.first - 1 + window.shift), F.lit(window.top)) + bonus
    marked = [F.when(is_counted, opened).alias("opened"), F.when(is_counted, closed).alias("closed")]
    rows = _numbered(columns).select(*wanted.ids, "is_sound", *marked)
    rows = rows.withColumn("days_each", F.col("closed") - F.col("opened"))
    return rows.groupBy(*wanted.ids, *["days_each"] * wanted.by_days).agg(*_measures(wanted))


def _measures(wanted: Asked) -> list[Column]:
    days, used = F.col("days_each"), _bit("closed") - _bit("opened")
    return [
        F.count(days).alias("allocations"),
        F.coalesce(F.sum(days), F.lit(0)).alias("days"),
        *[F.coalesce(F.bit_or(used), F.lit(0)).alias("used")] * wanted.by_devices,
        F.count(F.lit(1)).alias("read"),
        F.count(F.when(~F.col("is_sound"), 1)).alias("faulty"),
    ]


def _bit(name: str) -> Column:
    return F.call_function("shiftleft", F.lit(1).cast("long"), F.col(name).cast("int"))


def _suspects(columns: DataFrame, bad: BadIds) -> pa.Table:
    rows = _numbered(columns).filter(reduce(or_, are_no_ids(bad), ~F.col("is_sound")))
    return rows.select(*IDS, "consumed_on", "removed_on").toArrow()
