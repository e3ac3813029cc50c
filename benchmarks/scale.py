"""`make bench-scale`: fleets of millions of rows, counted and closed, beside what else could be done with their files.

Each measurement is a process of its own on one thread, so that its peak of memory is its own; the subjects take turns,
round by round, and ratios are of the same round. Seconds are of the processor. The files are made once, in build/scale.
`--rows 1e6 1e7 --groups 1e4` measures less than all; what each subject counts must be the same. `--columns` measures
what is looked at in memory instead: connections and validity records.
"""

# ruff: noqa: PLC0415  each subject has a process of its own, and imports what it needs
import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median

from benchmarks import renewing_columns
from benchmarks.fleet_files import COLUMNS, FIRST, LAST, SKUS, account_id, made
from benchmarks.harness import Finding, at_most, peak, spin
from benchmarks.scale_columns import looking

FOLDER = Path("build/scale")
Run = Callable[[], dict[str, object]]
"""What is measured; it answers how many groups, allocations and days there are, or nothing."""

# Each subject prepares, imports and all, and returns what is measured.


def decode(path: str) -> Run:
    """Read the four columns, and nothing more: no way to count can be faster."""
    import pyarrow.parquet as pq

    def run() -> dict[str, object]:
        file = pq.ParquetFile(path)
        for group in range(file.num_row_groups):
            file.read_row_group(group, COLUMNS, use_threads=False)
        return {}

    return run


def close(path: str) -> Run:
    """Count with the kernel, price, and put everything on paper."""
    import pyarrow.compute as pc

    from kpix_billing_core import Account, BillingTerms, Month, Price, PriceBook, bands
    from kpix_billing_core.batch import on_arrow, paper

    groups = int(float(Path(path).stem.split("_")[1]))
    accounts = [Account(account_id(number), "USD") for number in range(groups // len(SKUS))]
    prices = [Price(sku, bands((0, f"{place}.35 USD"), (10, f"{place}.2555 USD"))) for place, sku in enumerate(SKUS, 4)]
    book = PriceBook(tuple(prices), BillingTerms())

    def run() -> dict[str, object]:
        totals = on_arrow.tally(path, Month.parse("2026-04"), book.terms)
        counted = time.process_time()
        lines = paper(totals, book, accounts).lines
        pricing = (time.process_time() - counted) / lines.num_rows
        allocations, days = (pc.sum(lines.column(name)).as_py() for name in ("allocations", "days"))
        return {"pricing": pricing, "answer": [lines.num_rows, allocations, days]}

    return run


def duckdb(path: str) -> Run:
    """Count with the integer expression in SQL."""
    import duckdb as engine

    session = engine.connect(config={"threads": 1})
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


def polars(path: str) -> Run:
    """Count with Polars' streaming engine, days in 64 bits."""
    import polars as pl

    first, last = (pl.lit(date.fromisoformat(day)) for day in (FIRST, LAST))
    ends = pl.col("removed_on").fill_null(last)
    days = (pl.min_horizontal(ends, last) - pl.max_horizontal("consumed_on", first)).dt.total_days() + 1
    touched = pl.scan_parquet(path).filter((pl.col("consumed_on") <= last) & (ends >= first))
    groups = touched.group_by("account_id", "sku").agg(pl.len().cast(pl.Int64).alias("n"), days.sum().alias("days"))
    asked = groups.select(pl.len(), pl.col("n").sum(), pl.col("days").sum())
    return lambda: {"answer": asked.collect(engine="streaming").row(0)}


def pandas(path: str) -> Run:
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


SUBJECTS: dict[str, Callable[[str], Run]] = {
    subject.__name__: subject for subject in (decode, close, duckdb, polars, pandas)
}
MOST_ROWS = {"pandas": 50_000_000}
LEAST_ROWS = 10_000_000
MANY_GROUPS = 100_000
Taken = dict[str, list[dict[str, float]]]
"""What each round of each subject took."""


def _one(name: str, path: str) -> None:
    """Run a subject in this process, and print what it took."""
    run = SUBJECTS[name](path)
    started = time.process_time()
    answer = run()
    seconds = time.process_time() - started
    print(json.dumps({"seconds": seconds, "peak": peak(), **answer}))


def _measured(name: str, path: str) -> dict[str, object]:
    threads = dict.fromkeys(("OMP_NUM_THREADS", "POLARS_MAX_THREADS", "ARROW_NUM_THREADS"), "1")
    command = [sys.executable, "-m", "benchmarks.scale", "--one", name, path]
    environment = {**os.environ, **threads}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment)
    return json.loads(done.stdout)


def measure(rows: int, groups: int, rounds: int) -> list[Finding]:
    """Measure one file."""
    path = str(made(FOLDER, rows, groups))
    names = [name for name in SUBJECTS if rows <= MOST_ROWS.get(name, rows)]
    taken = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            taken[name].append(_measured(name, path))
    answers = {json.dumps(each["answer"]) for name in names for each in taken[name] if each.get("answer")}
    what = f"{rows / 1e6:g} M rows, {groups:,} groups"
    seconds = {name: median(each["seconds"] for each in taken[name]) for name in names}
    peaks = {name: max(each["peak"] for each in taken[name]) for name in names}
    shown = [Finding(f"{what}: {name}", f"{seconds[name]:.2f} s, {peaks[name]} MB") for name in names]
    return [
        *shown,
        Finding(f"{what}: one answer", str(len(answers)), "1", len(answers) == 1),
        *(_compared(what, rows, groups, taken) if rows >= LEAST_ROWS else ()),
    ]


def _compared(what: str, rows: int, groups: int, taken: Taken) -> Iterator[Finding]:
    """Yield what is wanted of files that are large enough for it."""
    many = groups > MANY_GROUPS
    limits = {"decode": 1.8 if many else 1.5, "duckdb": 0.65, "polars": 0.6}
    if rows == MOST_ROWS["pandas"]:
        limits["pandas"] = 0.12
    for other, limit in limits.items():
        yield at_most(f"{what}: close by {other}", _ratio(taken, "close", other), limit)
    if many:  # of fewer lines almost each has a charge of its own
        yield at_most(
            f"{what}: pricing, a line", 1e6 * median(each["pricing"] for each in taken["close"]), 0.3, "{:.2f} us"
        )
    peak = max(each["peak"] for each in taken["close"])
    yield at_most(f"{what}: peak of close", peak, 450 if many else 220, "{:.0f} MB")


def _ratio(taken: Taken, one: str, other: str) -> float:
    pairs = zip(taken[one], taken[other], strict=True)
    return median(mine["seconds"] / theirs["seconds"] for mine, theirs in pairs)


def main() -> int:
    """Measure what is asked for, print, and say by the exit code whether every target was met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=float, nargs="+", default=[1e6, 1e7, 5e7, 1e8])
    parser.add_argument("--groups", type=float, nargs="+", default=[1e4, 1e6])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--columns", action="store_true", help="only active devices and what falls due")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        _one(*asked.one)
        return 0
    missed = 0
    for finding in _findings(asked):
        mark = {None: "", True: "met", False: "MISSED"}[finding.met]
        print(f"{finding.what:52} {finding.found:42} {finding.wanted:24} {mark}".rstrip(), flush=True)
        missed += finding.met is False
    return 1 if missed else 0


def _findings(asked: argparse.Namespace) -> Iterator[Finding]:
    yield spin()
    yield from looking(asked.rounds)
    for groups in map(int, () if asked.columns else asked.groups):
        for rows in map(int, asked.rows):
            if rows > groups:
                yield from measure(rows, groups, asked.rounds)
    if LEAST_ROWS in map(int, asked.rows):
        yield from renewing_columns.findings(asked.rounds)
    yield spin()


if __name__ == "__main__":
    sys.exit(main())
