"""Rows by application, and by device: which belong together, of millions, without putting them all in order."""

__all__ = ["LARGEST_ROOM", "Wanted", "by_application", "repeated"]

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .arrays import Numbers

LARGEST_ROOM = 1 << 27
"""Numbers of devices that have a place each, a few bytes; those further apart are put in order."""
_ALL = np.iinfo(np.int64)
"""How far numbers of devices reach."""
_SHIFT, _BITS = 3, 8
"""A byte of bits."""


def repeated(device: Numbers) -> NDArray[np.bool_]:
    """Return which rows are of a device that has others, too."""
    if _are_near(device):
        place = device - device.min(initial=_ALL.max)
        found: NDArray[np.bool_] = np.bincount(place)[place] > 1
        return found
    order = np.argsort(device)
    alike = device[order][1:] == device[order][:-1]
    found = np.zeros(len(device), np.bool_)
    found[order[1:][alike]] = found[order[:-1][alike]] = True
    return found


class Wanted:
    """Some devices by number, to be found among others: each has a place, or they are in order if too far apart."""

    def __init__(self, device: Numbers) -> None:
        self._room: Numbers | None = None
        self._low = device.min(initial=_ALL.max)
        if _are_near(device):
            # What is below the first or beyond the last has a place at that end, where nobody is. A bit for each place,
            # so that the places of ten million devices stay in the cache of a processor.
            room = np.zeros(int(device.max(initial=self._low) - self._low) + 2 * _BITS, np.bool_)
            room[device - self._low + _BITS] = True
            self._room = np.append(np.packbits(room, bitorder="little"), np.uint8(0))
        else:
            self._ordered = np.unique(device)

    def rows(self, device: Numbers) -> Numbers:
        """Return which rows are of one of them."""
        if self._room is not None:
            place = device - self._low
            place += _BITS
            bits = self._room.take(place >> _SHIFT, mode="clip")
            bits >>= place.astype(np.uint8) & np.uint8(_BITS - 1)
            bits &= np.uint8(1)
            return np.flatnonzero(bits.view(np.bool_))
        place = np.minimum(np.searchsorted(self._ordered, device), len(self._ordered) - 1)
        return np.flatnonzero(self._ordered[place] == device)


def _are_near(device: Numbers) -> bool:
    return int(device.max(initial=_ALL.min)) - int(device.min(initial=_ALL.max)) < LARGEST_ROOM


def by_application(application: Numbers, many: int) -> Iterator[tuple[int, Numbers]]:
    """Yield each application that has rows, by number, and its rows in their order."""
    if many == 1:
        rows = np.arange(len(application))
        if len(rows):
            yield 0, rows
        return
    # Numbers of 8 or 16 bits are put in order without being compared.
    order = np.argsort(application.astype(np.min_scalar_type(many - 1)), kind="stable")
    counts = np.bincount(application)
    ends = np.cumsum(counts)
    for number in np.flatnonzero(counts).tolist():
        yield number, order[ends[number] - counts[number] : ends[number]]
