"""Ids in the order of their text, as numbers; whole numbers, too, whose digits are then never written out."""

__all__ = ["in_text_order", "text_ranks"]

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow.types import is_integer

from .arrays import ArrowArray, Numbers, column, numbers
from .grouping import is_alphabet, numbered

_WIDEST = 17
"""Digits of numbers that are put in order without being written out: with their length they fit 64 bits."""
_LENGTHS = 32
_POWERS = np.array([10**place for place in range(_WIDEST + 1)], np.int64)


def text_ranks(ids: ArrowArray) -> Numbers:
    """Return a number for each id, 0 or more: equal for equal ids, and in the order that their texts have in Python."""
    if is_integer(ids.type):
        found = _by_digits(numbers(ids))
        return _ranked_text(ids.cast(pa.string())) if found is None else found
    return _ranked_text(ids)


def _by_digits(values: Numbers) -> Numbers | None:
    """Return ranks of whole numbers: 1, 10, 100, 11, 2; None where some have a sign or too many digits."""
    low, high = int(values.min(initial=0)), int(values.max(initial=0))
    if low < 0 or high >= _POWERS[_WIDEST]:
        return None
    plain, widest = values.astype(np.int64), len(str(high))
    lengths = np.maximum(np.searchsorted(_POWERS, plain, side="right"), 1)
    found: Numbers = plain * _POWERS[widest - lengths] * _LENGTHS + lengths
    return found


def _ranked_text(ids: ArrowArray) -> Numbers:
    coded = ids.dictionary_encode()  # one that has a dictionary stays as it is
    places = numbers(coded.indices)
    if is_alphabet(coded.dictionary):
        return places.astype(np.int64)
    order = numbers(pc.sort_indices(coded.dictionary)).astype(np.int64)
    alphabet = coded.dictionary.take(column(order))
    steps = numbers(pc.cast(pc.not_equal(alphabet[:-1], alphabet[1:]), pa.int8()))
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.concatenate(([0], np.cumsum(steps)))
    return ranks[places]


def in_text_order(keys: list[Numbers]) -> tuple[Numbers, Numbers]:
    """Return the rows in order of ranks, the first key first, and where in that order each key begins.

    In which order rows of one key come is not said.
    """
    place = numbered(keys, len(keys[0]))[0]
    order = np.argsort(place)
    ordered = place[order]
    begins = np.full(len(order), fill_value=True)
    begins[1:] = ordered[1:] != ordered[:-1]
    return order, np.flatnonzero(begins)
