"""Writing ten million rows of raw data, plain and compressed, and what that keeps in memory."""

import csv
import gc
import io
import resource
import sys
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from benchmarks.harness import Finding, at_most, best, ratio, side_by_side
from kpix_billing_core import Month
from kpix_billing_core.reporting import ACTIVE_DEVICE_COLUMNS, active_device_rows, write_export
from kpix_billing_core.usage import ActiveDevices

ROWS, EACH = 10_000_000, 10_000
APRIL = Month.parse("2026-04")
BEGINS = datetime(2026, 4, 1, tzinfo=UTC)


class Sink:
    """What takes bytes and counts them."""

    def __init__(self) -> None:
        self.size = 0

    def write(self, data: bytes) -> None:
        """Count them."""
        self.size += len(data)


def exporting(rounds: int, number: int = ROWS) -> Iterator[Finding]:
    """Yield how fast active devices are written as files, beside the csv module alone, and that none is held."""
    least = _most_so_far()
    plain, packed = Sink(), Sink()
    ways = {"plain": lambda: write(number, plain), "compressed": lambda: write(number, packed, compressed=True)}
    measured = side_by_side(ways, rounds)
    grown = _most_so_far() - least
    for how, sink in (("plain", plain), ("compressed", packed)):
        size = f"{sink.size / rounds / 1e6:,.0f} MB"
        yield Finding(f"{number:,} rows of a file, {how}", f"{best(measured, how):.0f} s, {size}")
    yield Finding("  more in memory than before, at most", f"{grown / 1e6:.1f} MB")
    few = number // 50
    beside = side_by_side({"export": lambda: write(few, Sink()), "csv": lambda: by_csv(few, Sink())}, max(rounds, 3))
    yield Finding("  against the csv module, no checks, no guard", f"{ratio(beside, 'export', 'csv'):.2f} x")
    low, high = (_peak(few // 10 * times) for times in (1, 10))
    yield at_most("  memory, ten times the rows", high / low, 1.05)


def devices(number: int) -> Iterator[ActiveDevices]:
    """Yield accounts with ten thousand devices each, one made after the other, so many devices in all."""
    first = tuple((f"device-{each:07}", BEGINS + timedelta(seconds=each)) for each in range(EACH))
    return (ActiveDevices(f"tenant-{account:04}", APRIL, first=first) for account in range(number // EACH))


def write(number: int, sink: Sink, *, compressed: bool = False) -> None:
    """Write so many rows."""
    write_export(ACTIVE_DEVICE_COLUMNS, active_device_rows(devices(number)), sink, compressed=compressed)


def by_csv(number: int, sink: Sink) -> None:
    """Write the same rows with the csv module, unchecked."""
    for active in devices(number):
        text = io.StringIO()
        writer = csv.writer(text)
        for device, at in active.first:
            writer.writerow((active.account, at.isoformat().replace("+00:00", "Z"), device, ""))
        sink.write(text.getvalue().encode())


def _most_so_far() -> int:
    """Return the most memory that the process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _peak(number: int) -> int:
    gc.collect()
    tracemalloc.start()
    write(number, Sink())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most
