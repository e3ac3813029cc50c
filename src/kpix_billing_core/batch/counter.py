"""Everything that a kernel has counted so far: a grid of cells as long as one will do, else groups in a pile."""

__all__ = ["Counter"]

from collections.abc import Iterator
from types import MappingProxyType

import numpy as np
import pyarrow as pa

from ..catalogue import BillingTerms
from ..dates import Month
from .allocations import sift
from .arrays import ArrowArray, Numbers, column, nothing
from .cells import Grid, Groups, Pile, fits, joined
from .coder import Coder
from .kernel import Kernel
from .pieces import Piece
from .rejected import REJECTED
from .slices import Slice, slices_of
from .totals import Totals, counted, fine_schema
from .window import window_of

_IDS = MappingProxyType({"account_id": "account", "sku": "sku", "device_id": "device"})
"""Columns of ids, and what `Groups` calls the numbers of these."""


class Counter:
    """A month's allocations, counted piece by piece.

    Attributes:
        names: the columns that it reads.
        read: how many rows it was given.
    """

    def __init__(self, month: Month, terms: BillingTerms, *, histogram: bool | None) -> None:
        self._kernel = Kernel(window_of(month, terms))
        self._asked = (month, terms, histogram)
        self._schema = fine_schema(terms, histogram=histogram)
        self._coders = {name: Coder(name, repeats=True) for name in self._schema.names if name in _IDS}
        self._by_days, by_devices = (name in self._schema.names for name in ("days_each", "used"))
        self._grid = None if by_devices else Grid(1, 1, by_days=self._by_days)
        self._pile = Pile(by_days=self._by_days, by_devices=by_devices)
        self._rejected = [nothing(REJECTED)]
        self.names = [*self._coders, "consumed_on", "removed_on"]
        self.read = 0

    def add(self, piece: Piece) -> None:
        """Count the rows of a piece, and set apart those that are no allocations."""
        self.read += piece.rows.num_rows
        for part in slices_of(piece.rows, self._coders):
            if part.is_sound():
                self._count(part)
            else:
                self._sift(piece.whole_rows(part.start, len(part.consumed_on)))

    def _sift(self, suspect: pa.Table) -> None:
        good, rejected = sift(suspect, tuple(self._coders))
        self._rejected.append(rejected)
        for batch in good.combine_chunks().to_batches():
            for part in slices_of(batch, self._coders):
                self._count(part)

    def _count(self, part: Slice) -> None:
        days, is_counted, opened = self._kernel.used(part)
        grid = self._grid = self._fitting(self._grid)
        if grid is None:
            self._pile.add(self._groups(part, days, opened, np.flatnonzero(is_counted)))
            return
        grid.add(self._kernel.places(part, grid.accounts), days, is_counted)

    def _fitting(self, grid: Grid | None) -> Grid | None:
        """Return a grid with room for all that is known by now, or none where it would be too large."""
        accounts, skus = (len(self._coders[name]) for name in ("account_id", "sku"))
        if grid is None or (accounts <= grid.accounts and skus <= grid.skus):
            return grid
        wider, longer = _room(grid.accounts, accounts), _room(grid.skus, skus)
        if fits(wider, longer, by_days=self._by_days):
            return grid.grown(wider, longer)
        for groups in grid.groups(np.arange(grid.accounts), np.arange(grid.skus)):
            self._pile.add(groups)
        return None

    def _groups(self, part: Slice, days: Numbers, opened: Numbers, picked: Numbers) -> Groups:
        one_by_one = days[picked].astype(np.int64)
        account, sku = (part.ids[name].numbers()[picked] for name in ("account_id", "sku"))
        device = used_days = None
        if "device_id" in self._coders:
            device = part.ids["device_id"].numbers()[picked]
            used_days = ((1 << one_by_one) - 1) << opened[picked].astype(np.int64)
        days_each = one_by_one if self._by_days else None
        return Groups(account, sku, np.ones(len(picked), np.int64), one_by_one, days_each, device, used_days)

    def totals(self) -> Totals:
        """Return what was counted."""
        month, terms, histogram = self._asked
        fine = pa.Table.from_arrays(list(self._columns()), self._schema.names)
        rejected = pa.concat_tables(self._rejected)
        return counted(fine, month, terms, histogram=histogram, read=self.read, rejected=rejected)

    def _columns(self) -> Iterator[ArrowArray]:
        alphabets = {name: coder.alphabet() for name, coder in self._coders.items()}
        accounts, skus = alphabets["account_id"][0], alphabets["sku"][0]
        grids = [] if self._grid is None else self._grid.groups(accounts, skus)
        groups = joined([*grids, *self._pile.groups()])
        for name in self._schema.names:
            values = getattr(groups, _IDS.get(name, name))
            if name in alphabets:
                order, held = alphabets[name]
                ranks = np.empty(len(order), np.int32)
                ranks[order] = np.arange(len(order), dtype=np.int32)
                yield pa.DictionaryArray.from_arrays(column(ranks[values], pa.int32()), held)
            else:
                yield column(values)


def _room(have: int, needed: int) -> int:
    return max(have, 1 << (needed - 1).bit_length())
