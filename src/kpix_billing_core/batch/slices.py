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

ROWS = 1 << 15
"""How many at once."""


class Slice(NamedTuple):
    """Some allocations, as NumPy has them.

    Attributes:
        start: where in its batch it begins.
        ids: those of each column that is looked at, as numbers.
        full: where nothing is missing, or None for everywhere.
        consumed_on: the first days.
        removed_on: the last days; what stands where there is none may be anything.
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
            and bool(self.consumed_on.min() >= FIRST_DAY_EVER)
            and not self._any_ended(self.removed_on < self.consumed_on)
            and (bool(self.removed_on.max() <= LAST_DAY_EVER) or not self._any_ended(self.removed_on > LAST_DAY_EVER))
        )

    def _any_ended(self, found: NDArray[np.bool_]) -> bool:
        if self.ended is not None:
            found &= self.ended
        return bool(found.any())


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
            last_days[part],
            None if there is None else there[part],
        )


def _full(masks: list[NDArray[np.bool_] | None]) -> NDArray[np.bool_] | None:
    known = [mask for mask in masks if mask is not None]
    return reduce(np.logical_and, known) if known else None


_LENGTH = 31
"""No month has more days: whatever is counted within one fits a byte, of which many are reckoned at once."""


def used(window: Window, rows: Slice) -> tuple[Numbers, NDArray[np.bool_], Numbers]:
    """Return the days of each allocation, whether it is counted in the month, and the days of the month before it.

    Days of an allocation that is not counted are 0, what is before them means nothing.
    """
    opened = _within(rows.consumed_on, window.first, _LENGTH)
    days = _within(rows.removed_on, window.first - 1 + window.shift, window.top)
    if rows.ended is not None:
        # Reckoned, which takes a seventh of the time of picking.
        np.maximum(days, ~rows.ended * np.int8(window.top), out=days)
    if window.bonus:
        days += _or_open(rows, rows.removed_on >= window.last) * np.int8(window.bonus)
    days -= opened
    is_counted = _touches(window, rows, days)
    days *= is_counted
    return days, is_counted, opened


def _within(days: Numbers, start: int, most: int) -> Numbers:
    """Return how many days after another each one is, from none to so many."""
    found = days - np.int32(start)
    return np.clip(found, 0, most, out=found).astype(np.int8)


def _or_open(rows: Slice, found: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return found if rows.ended is None else found | ~rows.ended


def _touches(window: Window, rows: Slice, days: Numbers) -> NDArray[np.bool_]:
    if not window.shift and not window.bonus and window.last - window.first + 1 == window.top:
        return days > 0  # every day counts, so an allocation without any is not of this month
    begins = np.where(rows.consumed_on < window.first, np.int32(window.first + window.shift), np.int32(window.first))
    return (rows.consumed_on <= window.last) & _or_open(rows, rows.removed_on >= begins)
