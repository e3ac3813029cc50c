"""The kernel: the days of some ten thousand allocations at once, few enough to stay in the cache of a processor."""

__all__ = ["ROWS", "Slice", "slices_of", "used"]

from collections.abc import Iterator, Mapping
from functools import reduce
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .arrays import Numbers, numbers, valid
from .coder import Coded, Coder
from .window import FIRST_DAY_EVER, LAST_DAY_EVER, Window

ROWS = 1 << 16
"""How many at once."""


class Slice(NamedTuple):
    """Some allocations, as NumPy has them.

    Attributes:
        start: where in its batch it begins.
        ids: those of each column that is looked at, as numbers.
        full: where nothing is missing, or None for everywhere.
        consumed_on: the first days.
        removed_on: the last days, and the last of all days where there is none.
        ended: where there is a last day, or None for everywhere.
    """

    start: int
    ids: Mapping[str, Coded]
    full: NDArray[np.bool_] | None
    consumed_on: Numbers
    removed_on: Numbers
    ended: NDArray[np.bool_] | None

    def is_sound(self) -> bool:
        """Whether nothing is missing, all ids are some, and all days are days and in order."""
        return (
            (self.full is None or bool(self.full.all()))
            and all(coded.are_ids() for coded in self.ids.values())
            and bool(self.consumed_on.min() >= FIRST_DAY_EVER and self.removed_on.max() <= LAST_DAY_EVER)
            and bool((self.removed_on >= self.consumed_on).all())
        )


def slices_of(rows: pa.RecordBatch, coders: Mapping[str, Coder]) -> Iterator[Slice]:
    """Yield the rows of a batch, some at a time; `coders` are those of the columns of ids that are looked at."""
    ids = {name: coder.coded(rows.column(name)) for name, coder in coders.items()}
    full = _full([valid(rows.column(name)) for name in (*coders, "consumed_on")])
    ended = rows.column("removed_on")
    first_days, last_days, there = numbers(rows.column("consumed_on")), numbers(ended), valid(ended)
    for start in range(0, rows.num_rows, ROWS):
        part = slice(start, start + ROWS)
        yield Slice(
            start,
            {name: coded.part(part) for name, coded in ids.items()},
            None if full is None else full[part],
            first_days[part],
            last_days[part] if there is None else _ended(last_days[part], there[part]),
            None if there is None else there[part],
        )


def _ended(last_days: Numbers, there: NDArray[np.bool_]) -> Numbers:
    # Reckoned, which takes a seventh of the time of picking; what stands where nothing is may be anything, and goes.
    found = last_days - np.int32(LAST_DAY_EVER)
    found *= there
    found += np.int32(LAST_DAY_EVER)
    return found


def _full(masks: list[NDArray[np.bool_] | None]) -> NDArray[np.bool_] | None:
    known = [mask for mask in masks if mask is not None]
    return reduce(np.logical_and, known) if known else None


def used(window: Window, rows: Slice) -> tuple[Numbers, NDArray[np.bool_], Numbers]:
    """Return the days of each allocation, whether it is counted in the month, and the days of the month before it.

    Days and what is before them mean nothing for an allocation that is not counted.
    """
    rows = rows._replace(removed_on=_beyond(window, rows))
    opened = np.maximum(rows.consumed_on, window.first)
    opened -= window.first
    days = rows.removed_on - (window.first - 1 + window.shift)
    np.minimum(days, window.top, out=days)
    if window.bonus:
        days += np.where(rows.removed_on >= window.last, np.int32(window.bonus), np.int32(0))
    days -= opened
    return days, _touches(window, rows, days), opened


def _beyond(window: Window, rows: Slice) -> Numbers:
    """Return the last days, and one after the month where there is none; also in the last month of all."""
    if rows.ended is None or window.last < LAST_DAY_EVER:
        return rows.removed_on
    return np.where(rows.ended, rows.removed_on, np.int32(LAST_DAY_EVER + 1))


def _touches(window: Window, rows: Slice, days: Numbers) -> NDArray[np.bool_]:
    if not window.shift and not window.bonus and window.last - window.first + 1 == window.top:
        return days > 0  # every day counts, so an allocation without any is not of this month
    begins = np.where(rows.consumed_on < window.first, np.int32(window.first + window.shift), np.int32(window.first))
    return (rows.consumed_on <= window.last) & (rows.removed_on >= begins)
