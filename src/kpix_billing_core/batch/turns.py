"""Whose turn it is: rows in order within each stock, as far as that makes a difference.

Rows are put in order by one number each, which takes a tenth of the time of comparing them column by column. Devices
that are equally old follow by the text of their ids; that is looked at only where one of them gets what the next does
not.
"""

__all__ = ["in_turn"]

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from .arrays import ArrowArray, Numbers, numbers
from .grouping import in_order

_BITS = 63
Names: TypeAlias = Callable[[Numbers], ArrowArray]
"""The ids of the rows at some places."""


def in_turn(stock: Numbers, age: Numbers, names: Names | None, cuts: Numbers) -> Numbers:
    """Return rows in order of stock, within each the oldest first, then by id; without names as they are listed.

    `cuts` are the places in that order at which something else begins; between two of them rows that are equally old
    come in any order.
    """
    order, ties = _by_age(stock, age)
    if names is not None:
        _settle(order, ties, names, cuts[(cuts > 0) & (cuts < len(order))])
    return order


def _by_age(stock: Numbers, age: Numbers) -> tuple[Numbers, Numbers]:
    """Return the order, and for each place in it a number that those have in common who are equally old."""
    rows = len(stock)
    since = age.astype(np.int64)
    since -= since.min(initial=0)
    largest = (rows, since.max(initial=0), stock.max(initial=0))
    row_bits, age_bits, stock_bits = (int(each).bit_length() for each in largest)
    if row_bits + age_bits + stock_bits <= _BITS:
        keys = stock.astype(np.int64)
        keys <<= age_bits
        keys |= since
        keys <<= row_bits
        keys |= np.arange(rows)
        keys.sort()
        return keys & ((1 << row_bits) - 1), keys >> row_bits
    order, starts = in_order([stock, since], rows)
    return order, np.repeat(np.arange(len(starts)), np.diff(starts, append=rows))


def _settle(order: Numbers, ties: Numbers, names: Names, cuts: Numbers) -> None:
    """Put those who are equally old in order of ids, where a cut goes through them."""
    split = np.unique(ties[cuts[ties[cuts] == ties[cuts - 1]]])
    begins, ends = (np.searchsorted(ties, split, side) for side in ("left", "right"))
    lengths = ends - begins
    which = np.repeat(np.arange(len(split)), lengths)
    places = np.arange(lengths.sum()) + np.repeat(ends - np.cumsum(lengths), lengths)
    by_name = numbers(pc.sort_indices(_text(names(order[places])))).astype(np.int64)
    order[places] = order[places[by_name[np.argsort(which[by_name], kind="stable")]]]


def _text(ids: ArrowArray) -> ArrowArray:
    plain = ids.cast(ids.type.value_type) if isinstance(ids.type, pa.DictionaryType) else ids
    return plain.cast(pa.large_string())
