"""Counting a million allocations of ten thousand accounts; making an allocation, and what it weighs; growth."""

import gc
import os
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

from benchmarks import by_hand
from benchmarks.harness import Finding, at_least, at_most, best, ratio, side_by_side
from benchmarks.workload import MONTH, TERMS, columns, objects, rows
from kpix_billing_core import Allocation, tally_by_account

ROWS, ACCOUNTS = 1_000_000, 10_000


def counting(rounds: int, number: int = ROWS) -> Iterator[Finding]:
    """Yield how fast tallies are made, beside a Decimal, a Fraction and an int for each row."""
    given = rows(number, number // 100)
    held, in_columns = objects(given), columns(given)
    gc.collect()
    gc.freeze()  # as a service with its data loaded would; otherwise every garbage collection walks over all of it
    measured = side_by_side(
        {
            "objects": lambda: list(tally_by_account(held, MONTH, TERMS)),
            "decimal": lambda: by_hand.decimal_per_row(held),
            "int": lambda: by_hand.int_per_row(held),
            "fraction": lambda: by_hand.fraction_per_row(held),
            "histogram": lambda: list(tally_by_account(held, MONTH, TERMS, histogram=True)),
            "tuples": lambda: list(tally_by_account(given, MONTH, TERMS)),
            "columns": lambda: list(tally_by_account(in_columns, MONTH, TERMS)),
            "made": lambda: list(tally_by_account(objects(given), MONTH, TERMS)),
        },
        rounds,
    )
    gc.unfreeze()
    millions = {name: number / best(measured, name) / 1e6 for name in measured}
    title = f"tally of {number:,} objects, 100 a group"
    yield at_least(title, millions["objects"], 4, "{:.2f} M/s")
    yield at_most("  against a Decimal for each row", ratio(measured, "objects", "decimal"), 0.3)
    yield at_least("  a Fraction for each row against it", ratio(measured, "fraction", "objects"), 10)
    yield Finding("  against an int for each row, no checks", f"{ratio(measured, 'objects', 'int'):.2f} x")
    for name in ("histogram", "tuples", "columns"):
        against = f"{ratio(measured, name, 'decimal'):.2f} x a Decimal for each row"
        yield Finding(f"  with {name}", f"{millions[name]:.2f} M/s, {against}")
    against = f"{ratio(measured, 'columns', 'made'):.2f} x"
    yield Finding("  columns, against objects made and counted", against)


def making(rounds: int, number: int = 100_000) -> Iterator[Finding]:
    """Yield what an allocation costs to make and to keep."""
    given = rows(number, number // 100)
    gc.disable()  # how often the collector runs depends on what else there is
    measured = side_by_side(
        {
            "checked": lambda: [Allocation(*row) for row in given],
            "plain": lambda: [by_hand.Plain(*row) for row in given],
        },
        rounds,
    )
    gc.enable()
    yield Finding("making an allocation", f"{best(measured, 'checked') / number * 1e9:.0f} ns")
    yield at_most("  against attrs.frozen without checks", ratio(measured, "checked", "plain"), 1.5)
    yield at_most("  bytes, ids and days shared", _traced(given), 150, "{:.0f} B")
    yield at_most("  bytes of the process for each of a million", _resident(), 150, "{:.0f} B")


def growth(rounds: int, number: int = ROWS) -> Iterator[Finding]:
    """Yield whether ten times as many allocations cost ten times as much."""
    many, few = number // 100, number // 1_000
    given = {"small": rows(number // 10, few), "same accounts": rows(number, few), "more accounts": rows(number, many)}
    # as a file or a query in order has them: what is left over is the price of accounts that lie far apart in memory
    given["more accounts, in order"] = sorted(given["more accounts"], key=itemgetter(1))
    given["small, in order"] = sorted(given["small"], key=itemgetter(1))
    held = {name: objects(each) for name, each in given.items()}
    gc.collect()
    gc.freeze()
    measured = side_by_side(
        {name: lambda each=each: list(tally_by_account(each, MONTH, TERMS)) for name, each in held.items()}, rounds
    )
    gc.unfreeze()
    for name in ("same accounts", "more accounts", "more accounts, in order"):
        times = best(measured, name) / best(measured, "small, in order" if "order" in name else "small")
        yield at_most(f"ten times the allocations, {name}", times, 11, "{:.1f} times as long")
    yield from _weights([held["small"], held["more accounts"]])


def _weights(given: list[list[Allocation]]) -> Iterator[Finding]:
    for held in given:
        tracemalloc.start()
        used = list(tally_by_account(held, MONTH, TERMS))
        kept, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        del used
        yield Finding(f"  tallies of {len(held):,}", f"{kept / len(held):.1f} B each, {most / len(held):.1f} B at most")


def _traced(given: list[tuple]) -> float:
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    held = objects(given)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (after - before) / len(held)


_GROWTH = """
import os
from benchmarks.workload import objects, rows
def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
given = rows({number}, {accounts})
before = resident()
held = objects(given)
print((resident() - before) / len(held))
"""


def _resident() -> float:
    """Return how much a process grows by each of a million allocations, in a process of its own."""
    if not Path("/proc/self/statm").exists():
        return float("nan")
    code = _GROWTH.format(number=ROWS, accounts=ACCOUNTS)
    path = os.pathsep.join(filter(None, [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=True
    )
    return float(done.stdout)
