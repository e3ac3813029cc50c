"""The kernel: the days of some ten thousand allocations at once, and the cells that they are added to.

What is wide is reckoned in room that is taken once: to have it anew from the system takes longer than the reckoning.
"""

__all__ = ["Kernel"]

import numpy as np
from numpy.typing import NDArray

from . import slices
from .arrays import Numbers
from .slices import Slice
from .window import Window

_LENGTH = 31
"""No month has more days: whatever is counted within one fits a byte, of which many are reckoned at once."""


class Kernel:
    """What is counted in a month."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._room = np.empty(slices.ROWS, np.int32)

    def used(self, rows: Slice) -> tuple[Numbers, NDArray[np.bool_], Numbers]:
        """Return the days of each allocation, whether it is counted in the month, and the days of the month before it.

        Days of an allocation that is not counted are 0, what is before them means nothing.
        """
        window = self._window
        opened = self._within(rows.consumed_on, window.first, _LENGTH)
        days = self._within(rows.removed_on, window.first - 1 + window.shift, window.top)
        if rows.ended is not None:
            # Reckoned, which takes a seventh of the time of picking.
            np.maximum(days, ~rows.ended * np.int8(window.top), out=days)
        if window.bonus:
            days += _or_open(rows, rows.removed_on >= window.last) * np.int8(window.bonus)
        days -= opened
        is_counted = _touches(window, rows, days)
        days *= is_counted
        return days, is_counted, opened

    def _within(self, days: Numbers, start: int, most: int) -> Numbers:
        """Return how many days after another each one is, from none to so many."""
        room = self._room[: len(days)]
        np.clip(days, np.int32(start), np.int32(start + most), out=room)
        # Only the last eight bits are subtracted: all of them were the same before.
        found = room.astype(np.int8)
        found -= np.int64(start).astype(np.int8)
        return found

    def places(self, rows: Slice, accounts: int) -> Numbers:
        """Return where each allocation belongs in a grid of so many accounts; good until it is next asked."""
        room = self._room[: len(rows.consumed_on)]
        np.multiply(rows.ids["sku"].numbers(), np.int32(accounts), out=room)
        room += rows.ids["account_id"].numbers()
        return room


def _or_open(rows: Slice, found: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return found if rows.ended is None else found | ~rows.ended


def _touches(window: Window, rows: Slice, days: Numbers) -> NDArray[np.bool_]:
    if not window.shift and not window.bonus and window.last - window.first + 1 == window.top:
        return days > 0  # every day counts, so an allocation without any is not of this month
    begins = np.where(rows.consumed_on < window.first, np.int32(window.first + window.shift), np.int32(window.first))
    return (rows.consumed_on <= window.last) & _or_open(rows, rows.removed_on >= begins)
