"""What pricing adds to Spark: its own group-by of a file, and the same groups counted, brought here, priced.

One session on two threads for all of it, as it takes seconds to start; seconds are by the clock, as Spark is a process
of its own. Both are run once before they are measured.
"""

# ruff: noqa: PLC0415  pyspark and what it starts is needed here alone
import os
import sys
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from benchmarks.fleet_files import FIRST, LAST, SKUS, account_id
from benchmarks.harness import Finding, at_most

SETTINGS = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": "4g",
    "spark.log.level": "OFF",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def findings(path: str, groups: int, rounds: int) -> Iterator[Finding]:
    """Yield what Spark's own group-by takes, and how much pricing adds to it."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = SparkSession.builder.master("local[2]").config(map=SETTINGS).getOrCreate()
    try:
        rows = session.read.parquet(path)
        # A frame that was run once does not shuffle again, so each time one is made anew.
        own, ours = lambda: _grouped(rows).toArrow(), _closing(rows, groups)
        own()
        ours()
        taken = [(_timed(own), _timed(ours)) for _ in range(rounds)]
    finally:
        session.stop()
    what = f"10 M rows on Spark, {groups:,} groups"
    yield Finding(f"{what}: its own group-by", f"{median(bare for bare, _ in taken):.2f} s")
    yield Finding(f"{what}: counted and priced", f"{median(whole for _, whole in taken):.2f} s")
    yield at_most(f"{what}: what is added", median(whole / bare - 1 for bare, whole in taken), 0.7)


def _timed(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def _grouped(rows: Any) -> Any:
    """Return Spark's own group-by, with the integer expression and nothing else."""
    from pyspark.sql import functions as F  # noqa: N812

    ends = F.coalesce("removed_on", F.lit(LAST).cast("date"))
    days = F.datediff(F.least(ends, F.lit(LAST).cast("date")), F.greatest("consumed_on", F.lit(FIRST).cast("date"))) + 1
    touched = rows.filter((F.col("consumed_on") <= F.lit(LAST).cast("date")) & (ends >= F.lit(FIRST).cast("date")))
    return touched.groupBy("account_id", "sku").agg(F.count(F.lit(1)).alias("n"), F.sum(days).alias("days"))


def _closing(rows: Any, groups: int) -> Callable[[], object]:
    """Return the count of the same groups, checked, and all lines and invoices of them."""
    from kpix_billing_core import Account, BillingTerms, Month, Price, PriceBook, bands
    from kpix_billing_core.batch import on_spark, paper

    accounts = [Account(account_id(number), "USD") for number in range(groups // len(SKUS))]
    prices = [Price(sku, bands((0, f"{place}.35 USD"), (10, f"{place}.2555 USD"))) for place, sku in enumerate(SKUS, 4)]
    book = PriceBook(tuple(prices), BillingTerms())
    return lambda: paper(on_spark.tally(rows, Month.parse("2026-04"), book.terms), book, accounts)
