"""Counting active devices in ten million connections of a million devices, and what that keeps in memory."""

import gc
import sqlite3
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from benchmarks import by_hand
from benchmarks.harness import Finding, at_most, best, ratio, side_by_side
from kpix_billing_core.dates import Month
from kpix_billing_core.usage import Connection, active_devices

APRIL = Month.parse("2026-04")
BEGINS, ENDS = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
MINUTES = [BEGINS + timedelta(minutes=minute) for minute in range(30 * 1440)]
ROWS, EACH = 10_000_000, 10

Row = tuple[str, str, datetime]


def connecting(rounds: int, number: int = ROWS) -> Iterator[Finding]:
    """Yield how fast active devices are counted, beside a plain loop, a set as a user would write it, and SQL."""
    rows = connections(number // EACH, EACH)
    gc.collect()
    gc.freeze()  # as a service with its data loaded would; otherwise every garbage collection walks over all of it
    measured = side_by_side(
        {
            "tuples": lambda: active_devices(rows, APRIL, "acme"),
            "plain": lambda: by_hand.first_connections(rows, "acme", BEGINS, ENDS),
            "set": lambda: by_hand.active_set(rows, 2026, 4),
            "sql": lambda: in_sql(rows),
        },
        rounds,
    )
    gc.unfreeze()
    yield Finding(f"{number:,} connections, {number // EACH:,} devices", f"{best(measured, 'tuples'):.1f} s")
    yield at_most("  against a plain loop with the same checks", ratio(measured, "tuples", "plain"), 1.2)
    yield Finding("  against a set of devices, no checks", f"{ratio(measured, 'tuples', 'set'):.2f} x")
    yield Finding("  against SQLite, loading and counting", f"{ratio(measured, 'tuples', 'sql'):.2f} x")
    yield from _of_objects(number // EACH, rounds)
    yield from _weights()


def connections(devices: int, each: int) -> list[Row]:
    """Return connections of one account, each device so many times, in nobody's order, the month in equal parts."""
    chance = Random(6)
    ids = [f"device-{number:07}" for number in range(devices)]
    rows: list[Row] = []
    for _ in range(each):
        chance.shuffle(ids)
        rows += [(device, "acme", chance.choice(MINUTES)) for device in ids]
    return rows


def in_sql(rows: list[Row]) -> list[tuple[str, str]]:
    """Return the first connection of each device from a database in memory."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE met (device TEXT, account TEXT, at INTEGER)")
    base.executemany("INSERT INTO met VALUES (?, ?, ?)", ((row[0], row[1], int(row[2].timestamp())) for row in rows))
    query = "SELECT device, min(at) FROM met WHERE account = 'acme' AND at >= ? AND at < ? GROUP BY device"
    found = base.execute(query, (int(BEGINS.timestamp()), int(ENDS.timestamp()))).fetchall()
    base.close()
    return found


def _of_objects(number: int, rounds: int) -> Iterator[Finding]:
    held = [Connection(*row) for row in connections(number // EACH, EACH)]
    gc.collect()
    gc.freeze()
    measured = side_by_side(
        {
            "objects": lambda: active_devices(held, APRIL, "acme"),
            "plain": lambda: by_hand.first_of_objects(held, "acme", BEGINS, ENDS),
        },
        rounds,
    )
    gc.unfreeze()
    against = f"{ratio(measured, 'objects', 'plain'):.2f} x"
    yield Finding(f"  {number:,} objects, against a plain loop, no checks", against)


def _weights(devices: int = 50_000) -> Iterator[Finding]:
    """Yield what is kept for a device at most, with few connections of each and with many."""
    ids = [f"device-{number:07}" for number in range(devices)]

    def rows(each: int) -> Iterator[Row]:
        for turn in range(each):
            for device in ids:
                yield device, "acme", MINUTES[turn]

    plain = _most(lambda: by_hand.first_connections(rows(2), "acme", BEGINS, ENDS))
    few, many = (_most(lambda each=each: active_devices(rows(each), APRIL, "acme")) for each in (2, 20))
    yield Finding("  bytes for a device at most, the plain loop's", f"{few / devices:.0f} B, {plain / devices:.0f} B")
    yield at_most("  memory, ten times the connections", many / few, 1.05)


def _most(call: Callable[[], object]) -> int:
    gc.collect()
    tracemalloc.start()
    result = call()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del result
    return most
