"""Some ten thousand allocations at once, few enough to stay in the cache of a processor, and whether they are any."""

__all__ = ["ROWS", "Slice", "slices_of"]

from collections.abc import Iterator, Mapping
from functools import reduce
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .arrays import Numbers, numbers, valid
from .coder import Coded, Coder
from .window import FIRST_DAY_EVER, LAST_DAY_EVER

ROWS = 1 << 16
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
            and bool(self.consumed_on.max() <= LAST_DAY_EVER)
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
    holed = [each for each in (rows.column(name) for name in (*coders, "consumed_on")) if each.null_count]
    ended = rows.column("removed_on")
    first_days, last_days = numbers(rows.column("consumed_on")), numbers(ended)
    for start in range(0, rows.num_rows, ROWS):
        part = slice(start, start + ROWS)
        yield Slice(
            start,
            {name: coded.part(part) for name, coded in ids.items()},
            _full([valid(each[part]) for each in holed]),
            first_days[part],
            last_days[part],
            valid(ended[part]),
        )


def _full(masks: list[NDArray[np.bool_] | None]) -> NDArray[np.bool_] | None:
    known = [mask for mask in masks if mask is not None]
    return reduce(np.logical_and, known) if known else None
