"""Rows by application, and by device: which belong together, of millions, without putting them all in order."""

__all__ = ["LARGEST_ROOM", "among", "by_application", "repeated"]

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .arrays import Numbers

LARGEST_ROOM = 1 << 27
"""Numbers of devices that have a place each, a few bytes; those further apart are put in order."""
_SHORT = 1 << 16


def repeated(device: Numbers) -> NDArray[np.bool_]:
    """Return which rows are of a device that has others, too."""
    place = _places(device, device)
    if place is not None:
        return np.bincount(place)[place] > 1
    order = np.argsort(device, kind="stable")
    alike = device[order][1:] == device[order][:-1]
    found = np.zeros(len(device), np.bool_)
    found[order[1:][alike]] = found[order[:-1][alike]] = True
    return found


def among(device: Numbers, wanted: Numbers) -> NDArray[np.bool_]:
    """Return which rows are of some devices; these are in order, each once."""
    if not len(wanted):
        return np.zeros(len(device), np.bool_)
    place = _places(device, wanted)
    if place is not None:
        room = np.zeros(int(wanted[-1]) - int(wanted[0]) + 1, np.bool_)
        room[wanted - wanted[0]] = True
        # Read as a number without a sign, what is below the first is beyond the last.
        near = place.view(np.uint64) < len(room)
        found = room[np.where(near, place, 0)]
        found &= near
        return found
    place = np.minimum(np.searchsorted(wanted, device), len(wanted) - 1)
    return wanted[place] == device


def _places(device: Numbers, wanted: Numbers) -> Numbers | None:
    """Return numbers counted from the least of those wanted, or None where these are too far apart."""
    low, high = int(wanted.min(initial=2**63 - 1)), int(wanted.max(initial=-(2**63)))
    return device - low if high - low < LARGEST_ROOM else None


def by_application(application: Numbers, many: int) -> Iterator[tuple[int, Numbers]]:
    """Yield each application that has rows, by number, and its rows in their order."""
    if many == 1:
        rows = np.arange(len(application))
        if len(rows):
            yield 0, rows
        return
    order = np.argsort(application.astype(np.uint16) if many <= _SHORT else application, kind="stable")
    bounds = np.searchsorted(application[order], np.arange(many + 1))
    for number in np.flatnonzero(np.diff(bounds)).tolist():
        yield number, order[bounds[number] : bounds[number + 1]]
