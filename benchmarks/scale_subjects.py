"""What is measured beside each other with the same files of a fleet: to read them, and to count what is in them.

Each subject prepares, imports and all, and returns what is measured; all of them on as many threads as they are told.
"""

# ruff: noqa: PLC0415  each subject has a process of its own, and imports what it needs
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks.fleet_files import COLUMNS, FIRST, LAST, SKUS, account_id

Run = Callable[[], dict[str, object]]
"""What is measured; it answers how many groups, allocations and days there are, or nothing."""


def decode(path: str, threads: int) -> Run:
    """Read the four columns, and nothing more: no way to count can be faster."""
    import pyarrow.parquet as pq

    def run() -> dict[str, object]:
        file = pq.ParquetFile(path)
        for group in range(file.num_row_groups):
            file.read_row_group(group, COLUMNS, use_threads=threads > 1)
        return {}

    return run


def close(path: str, threads: int) -> Run:
    """Count with the kernel, price, and put everything on paper."""
    import pyarrow.compute as pc

    from kpix_billing_core import Account, BillingTerms, Month, Price, PriceBook, bands
    from kpix_billing_core.batch import on_arrow, paper

    groups = int(float(Path(path).stem.split("_")[1]))
    accounts = [Account(account_id(number), "USD") for number in range(groups // len(SKUS))]
    prices = [Price(sku, bands((0, f"{place}.35 USD"), (10, f"{place}.2555 USD"))) for place, sku in enumerate(SKUS, 4)]
    book = PriceBook(tuple(prices), BillingTerms())

    def run() -> dict[str, object]:
        totals = on_arrow.tally(path, Month.parse("2026-04"), book.terms, workers=threads)
        counted = time.process_time()
        lines = paper(totals, book, accounts).lines
        pricing = (time.process_time() - counted) / lines.num_rows
        allocations, days = (pc.sum(lines.column(name)).as_py() for name in ("allocations", "days"))
        return {"pricing": pricing, "answer": [lines.num_rows, allocations, days]}

    return run


def duckdb(path: str, threads: int) -> Run:
    """Count with the integer expression in SQL."""
    import duckdb as engine

    session = engine.connect(config={"threads": threads})
    query = f"""
        select count(*), sum(n)::bigint, sum(days)::bigint from (
            select account_id, sku, count(*) as n,
                sum(least(coalesce(removed_on, date '{LAST}'), date '{LAST}')
                    - greatest(consumed_on, date '{FIRST}') + 1)::bigint as days
            from '{path}'
            where consumed_on <= date '{LAST}' and coalesce(removed_on, date '{LAST}') >= date '{FIRST}'
            group by all)
        """
    return lambda: {"answer": session.sql(query).fetchall()[0]}


def polars(path: str, threads: int) -> Run:
    """Count with Polars' streaming engine, days in 64 bits."""
    import polars as pl

    first, last = (pl.lit(date.fromisoformat(day)) for day in (FIRST, LAST))
    ends = pl.col("removed_on").fill_null(last)
    days = (pl.min_horizontal(ends, last) - pl.max_horizontal("consumed_on", first)).dt.total_days() + 1
    touched = pl.scan_parquet(path).filter((pl.col("consumed_on") <= last) & (ends >= first))
    groups = touched.group_by("account_id", "sku").agg(pl.len().cast(pl.Int64).alias("n"), days.sum().alias("days"))
    asked = groups.select(pl.len(), pl.col("n").sum(), pl.col("days").sum())
    return lambda: {"answer": asked.collect(engine="streaming").row(0)}


def pandas(path: str, threads: int) -> Run:
    """Count as most would begin to."""
    import pandas as pd

    first, last = pd.Timestamp(FIRST), pd.Timestamp(LAST)

    def run() -> dict[str, object]:
        frame = pd.read_parquet(path, columns=COLUMNS)
        starts = pd.to_datetime(frame["consumed_on"])
        ends = pd.to_datetime(frame["removed_on"]).fillna(last)
        touched = (starts <= last) & (ends >= first)
        frame["days"] = (ends.clip(upper=last) - starts.clip(lower=first)).dt.days + 1
        groups = frame[touched].groupby(["account_id", "sku"], observed=True)["days"].agg(["count", "sum"])
        return {"answer": [len(groups), int(groups["count"].sum()), int(groups["sum"].sum())]}

    return run


SUBJECTS: dict[str, Callable[[str, int], Run]] = {
    subject.__name__: subject for subject in (decode, close, duckdb, polars, pandas)
}
