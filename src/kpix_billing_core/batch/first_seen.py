"""The kernel of active devices: the first connection of each device, in an array with a place for each number.

Nearly every device connects for one account only. So a device's place holds the account that it was first met with and
the first connection there; what a device does for another account goes onto a pile, with devices whose numbers lie too
far apart for places, and is put in order there.
"""

__all__ = ["LARGEST_ROOM", "PILE", "FirstSeen", "Seen"]

from typing import NamedTuple

import numpy as np

from .arrays import Numbers

LARGEST_ROOM = 1 << 26
"""Places, 12 bytes each."""
PILE = 1 << 20
_SMALLEST_ROOM = 1 << 16
_NEVER = 2**63 - 1


class Seen(NamedTuple):
    """Devices of accounts, both by number, with an instant of each."""

    account: Numbers
    device: Numbers
    at: Numbers


class FirstSeen:
    """The first connection, from one instant to another, of each device of each account."""

    def __init__(self, first: int, last: int) -> None:
        self._span = (first, last)
        self._base = 0
        self._first = np.zeros(0, np.int64)
        self._owner = np.zeros(0, np.int32)
        self._pile: list[Seen] = []
        self._size = 0

    def add(self, seen: Seen) -> None:
        """Look at some connections."""
        first, last = self._span
        inside = (seen.at >= first) & (seen.at <= last)
        if not inside.all():
            if not inside.any():
                return
            seen = _picked(seen, np.flatnonzero(inside))
        self._make_room(int(seen.device.min()), int(seen.device.max()))
        if len(self._first):
            place = seen.device - self._base
            near = place.view(np.uint64) < len(self._first)
            if near.all():
                self._keep(seen, place)
                return
            self._keep(_picked(seen, np.flatnonzero(near)), place[near])
            seen = _picked(seen, np.flatnonzero(~near))
        self._pile_up(seen)

    def _keep(self, seen: Seen, place: Numbers) -> None:
        owner = self._owner[place]
        new = np.flatnonzero(owner < 0)
        if len(new):
            self._owner[place[new]] = seen.account[new]
            owner = self._owner[place]
        others, at = np.flatnonzero(owner != seen.account), seen.at
        if len(others):
            self._pile_up(_picked(seen, others))
            at = at.copy()
            at[others] = _NEVER
        # Index and numbers have the array's own width: any other is compared thirty times as slowly.
        np.minimum.at(self._first, place, at)

    def _make_room(self, low: int, high: int) -> None:
        """Have a place for each number from one to another, where these do not lie too far apart."""
        if len(self._first):
            low, high = min(low, self._base), max(high, self._base + len(self._first) - 1)
        needed = high - low + 1
        if needed == len(self._first) or needed > LARGEST_ROOM:
            return
        size = min(LARGEST_ROOM, max(_SMALLEST_ROOM, 2 * needed))
        # Numbers of ids begin at 0 and grow; those of the caller's own may grow downwards, too.
        base = low if not len(self._first) or low >= self._base else max(high - size + 1, -(2**63))
        first, owner = np.full(size, _NEVER, np.int64), np.full(size, -1, np.int32)
        start = self._base - base if len(self._first) else 0
        first[start : start + len(self._first)] = self._first
        owner[start : start + len(self._owner)] = self._owner
        self._base, self._first, self._owner = base, first, owner

    def _pile_up(self, seen: Seen) -> None:
        self._pile.append(seen)
        self._size += len(seen.at)
        if self._size > PILE:
            self._pile = [_earliest(self._pile)]
            self._size = -len(self._pile[0].at)  # so much more, and what is left is no more than half

    def seen(self) -> Seen:
        """Return each device of each account that was met, with its first connection."""
        place = np.flatnonzero(self._first < _NEVER)
        held = Seen(self._owner[place], place + self._base, self._first[place])
        return _joined([held, _earliest(self._pile)] if self._pile else [held])


def _picked(seen: Seen, rows: Numbers) -> Seen:
    return Seen(seen.account[rows], seen.device[rows], seen.at[rows])


def _joined(held: list[Seen]) -> Seen:
    return Seen(*(np.concatenate(pieces) for pieces in zip(*held, strict=True)))


def _earliest(held: list[Seen]) -> Seen:
    whole = _joined(held)
    order = np.lexsort((whole.account, whole.device))
    account, device, at = whole.account[order], whole.device[order], whole.at[order]
    starts = np.flatnonzero(np.append([True], (device[1:] != device[:-1]) | (account[1:] != account[:-1])))
    return Seen(account[starts], device[starts], np.minimum.reduceat(at, starts))
