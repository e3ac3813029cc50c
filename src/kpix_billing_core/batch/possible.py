"""What totals cannot be: more days than the allocations can have of the month, whichever engine counted."""

__all__ = ["check_possible"]

import numpy as np
import pyarrow as pa

from ..dates import Month
from ..errors import TallyMismatch
from .arrays import Numbers, numbers
from .grouping import LARGEST


def check_possible(
    month: Month, most: int, sums: pa.Table, histogram: pa.Table | None, devices: pa.Table | None
) -> None:
    """Refuse totals of which some allocation has more than `most` days, or fewer than none.

    Raises TallyMismatch, naming the first account and SKU of which that is so.
    """
    allocations, days = (numbers(sums.column(name)) for name in ("allocations", "days"))
    _refuse(sums, ("days", "allocations"), (days < 0) | (days > _room(allocations, most)), month)
    if histogram is not None:
        each = numbers(histogram.column("days_each"))
        _refuse(histogram, ("days_each", "allocations"), (each < 0) | (each > most), month)
    if devices is not None:
        _refuse(devices, ("device_id", "used"), numbers(devices.column("used")) >> most != 0, month)


def _room(allocations: Numbers, most: int) -> Numbers:
    """Return how many days so many allocations can have; beyond 64 bits Python's own integers multiply."""
    widest = max(int(allocations.max(initial=0)), -int(allocations.min(initial=0)))
    return (allocations if widest * most <= LARGEST else allocations.astype(object)) * most


def _refuse(table: pa.Table, shown: tuple[str, ...], is_wrong: Numbers, month: Month) -> None:
    if is_wrong.any():
        (row,) = table.slice(int(np.argmax(is_wrong)), 1).to_pylist()
        found = ", ".join(f"{name} {row[name]}" for name in shown)
        more = int(is_wrong.sum()) - 1
        others = f", and {more} more like it" if more else ""
        raise TallyMismatch(f"{row['account_id']}, {row['sku']}: {found}: no use of {month}{others}")
