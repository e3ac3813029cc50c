"""Where a kernel adds up: one cell for each account and SKU, or for each number of days of these.

A cell holds the number of allocations and their days in one integer of 64 bits, 32 for each, so that one addition does
for both. That both fit is proven by the rows: no more are added than have room with 31 days each, then all are emptied.
"""

__all__ = ["LARGEST_GRID", "MOST_ROWS", "Grid", "Groups", "Pile", "fits", "joined"]

import sys
from typing import Any, NamedTuple

import numpy as np

from .arrays import Numbers
from .grouping import in_order

LARGEST_GRID = 1 << 24
"""Cells of a grid, 8 bytes each; a fleet with more is counted by sorting."""

_BITS = 32
_UPPER = 4 if sys.byteorder == "little" else 3
"""Which byte of a cell has the allocations, as long as it is one of them."""
MOST_ROWS = (1 << _BITS) // 31 - 1
"""Rows that a cell has room for, were all of them of one account and SKU and of 31 days."""
_DAYS_OF_A_MONTH = 32
PILE = 1 << 20


class Groups(NamedTuple):
    """What was counted, by the numbers of account and SKU, each pair any number of times.

    `days_each` is there where allocations are counted by days, `device` and `used` where devices are.
    """

    account: Numbers
    sku: Numbers
    allocations: Numbers
    days: Numbers
    days_each: Numbers | None = None
    device: Numbers | None = None
    used: Numbers | None = None


class Grid:
    """Cells for all accounts and SKUs side by side: whoever knows the numbers of both knows the cell."""

    def __init__(self, accounts: int, skus: int, *, by_days: bool) -> None:
        self.accounts, self.skus = accounts, skus
        self._by_days = by_days
        self._cells = np.zeros(_size(accounts, skus, by_days=by_days), np.int64)
        self._room = np.empty((2, 0), np.int64)
        self._rows = 0
        self._emptied: list[Groups] = []

    def add(self, place: Numbers, days: Numbers, counted: Numbers) -> None:
        """Add allocations to their cells, those that are counted; of others there are 0 days.

        `place` is account + sku * accounts.
        """
        if self._rows + len(days) > MOST_ROWS:
            self._empty(np.arange(self.accounts), np.arange(self.skus))
        self._rows += len(days)
        # Both have the type of the cells: any other is added twenty times as slowly.
        cells, added = self._room_for(len(days))
        cells[:] = place
        if self._by_days:
            cells *= _DAYS_OF_A_MONTH
            cells += days
            added[:] = counted
        else:
            added[:] = days
            added.view(np.bool_)[_UPPER::8] = counted  # a byte each, not widened
        np.add.at(self._cells, cells, added)

    def _room_for(self, rows: int) -> Numbers:
        # Taken once: to have it anew from the system takes longer than the adding.
        if self._room.shape[1] < rows:
            self._room = np.empty((2, rows), np.int64)
        return self._room[:, :rows]

    def grown(self, accounts: int, skus: int) -> "Grid":
        """Return a grid with room for more, which has all that was added to this one."""
        larger = Grid(accounts, skus, by_days=self._by_days)
        larger._emptied, larger._rows = self._emptied, self._rows
        depth = _DAYS_OF_A_MONTH if self._by_days else 1
        cells = larger._cells.reshape(skus, accounts, depth)
        cells[: self.skus, : self.accounts] = self._cells.reshape(self.skus, self.accounts, depth)
        return larger

    def groups(self, accounts: Numbers, skus: Numbers) -> list[Groups]:
        """Return all that was added, in the order in which the numbers of accounts and SKUs are given."""
        self._empty(accounts, skus)
        return self._emptied

    def _empty(self, accounts: Numbers, skus: Numbers) -> None:
        depth = _DAYS_OF_A_MONTH if self._by_days else 1
        cells = self._cells.reshape(self.skus, self.accounts, depth)[skus].transpose(1, 0, 2)
        cells = np.take(cells, accounts, axis=0)  # made of whole accounts, not cell by cell
        held = cells.ravel()
        taken = np.flatnonzero(held).astype(np.int32)
        place, days_each = np.divmod(taken, np.int32(depth)) if self._by_days else (taken, None)
        account, sku = np.divmod(place, np.int32(len(skus)))
        self._emptied.append(_groups(accounts[account], skus[sku], held[taken], days_each))
        self._cells[:] = 0
        self._rows = 0


def _groups(account: Numbers, sku: Numbers, held: Numbers, days_each: Numbers | None) -> Groups:
    if days_each is not None:
        return Groups(account, sku, held, held * days_each, days_each)
    return Groups(account, sku, held >> _BITS, held & ((1 << _BITS) - 1))


def fits(accounts: int, skus: int, *, by_days: bool) -> bool:
    """Whether a grid for so many is not too large."""
    return _size(accounts, skus, by_days=by_days) <= LARGEST_GRID


def _size(accounts: int, skus: int, *, by_days: bool) -> int:
    return accounts * skus * (_DAYS_OF_A_MONTH if by_days else 1)


class Pile:
    """Groups of any number and sort, put in order and added up whenever there are many."""

    def __init__(self, *, by_days: bool, by_devices: bool) -> None:
        none = np.zeros(0, np.int64)
        devices = none if by_devices else None
        self._held = [Groups(none, none, none, none, none if by_days else None, devices, devices)]
        self._size = 0
        self._limit = PILE

    def add(self, groups: Groups) -> None:
        """Add groups, or single allocations as groups of one."""
        self._held.append(groups)
        self._size += len(groups.account)
        if self._size > self._limit:
            self._held = [condensed(self._held)]
            self._size = len(self._held[0].account)
            # Twice what is left: each allocation is put in order a few times, however many there are.
            self._limit = max(PILE, 2 * self._size)

    def groups(self) -> list[Groups]:
        """Return all that was added."""
        return self._held


def joined(held: list[Groups]) -> Groups:
    """Return groups one after the other; mostly all are of one grid, and stay as they are."""
    held = [groups for groups in held if len(groups.account)] or held[:1]
    if len(held) == 1:
        return held[0]
    columns: list[Any] = [None if pieces[0] is None else np.concatenate(pieces) for pieces in zip(*held, strict=True)]
    return Groups(*columns)


def condensed(held: list[Groups]) -> Groups:
    """Return each key once, with all that it has."""
    whole = joined(held)
    keys = [key for key in (whole.account, whole.sku, whole.device, whole.days_each) if key is not None]
    order, starts = in_order(keys, len(whole.account))
    picked = order[starts]
    added = [np.add.reduceat(column[order], starts) for column in (whole.allocations, whole.days)]
    return Groups(
        whole.account[picked],
        whole.sku[picked],
        added[0],
        added[1],
        None if whole.days_each is None else whole.days_each[picked],
        None if whole.device is None else whole.device[picked],
        None if whole.used is None else np.bitwise_or.reduceat(whole.used[order], starts),
    )
