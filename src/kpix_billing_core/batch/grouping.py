"""Adding up rows with equal keys, of few rows: groups that were counted already, never the facts themselves.

The sums are proven before they are made: where all of a column together fits 64 bits, so does every group of it.
Beyond that Python's own integers add, which have no end, and what then does not fit is refused.
"""

__all__ = ["LARGEST", "grouped", "in_order", "is_alphabet", "is_rising", "numbered", "ordered", "summed"]

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import WrongValue
from .arrays import ArrowArray, Numbers, column, combined, exact_sum, numbers

_UNITED = frozenset({"used"})  # a set of days, a bit for each: united where others are added
_ADDED = frozenset({"allocations", "days"})
LARGEST = 2**63 - 1


def grouped(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return one row for each key, in order of the keys as text and numbers are ordered in Python.

    The columns are those of the schema, without nulls: keys first, then what is added or united.
    """
    measures = [name for name in schema.names if name in _ADDED | _UNITED]
    names = [name for name in schema.names if name not in measures]
    keys = [combined(table.column(name)) for name in names]
    order, starts = in_order(list(map(_ranked, keys)), table.num_rows)
    held = [numbers(table.column(name)) for name in measures]
    if order is not starts:
        picked = column(order[starts])
        keys = [key.take(picked) for key in keys]
        held = [values[order] for values in held]
    columns = [key.cast(schema.field(name).type) for key, name in zip(keys, names, strict=True)]
    columns += [column(summed(name, values, starts)) for name, values in zip(measures, held, strict=True)]
    return pa.Table.from_arrays(columns, schema=schema)


def in_order(keys: list[Numbers], rows: int) -> tuple[Numbers, Numbers]:
    """Return the rows in order of keys, the first first, and where in that order each key begins; all are 0 or more."""
    return ordered(numbered(keys, rows)[0])


def numbered(keys: list[Numbers], rows: int) -> tuple[Numbers, int]:
    """Return a number for each row, in the order of keys, the first first, and how many numbers there are room for.

    Where values are too far apart, their ranks stand for them: of fewer than three thousand million rows, which is more
    than the groups of any fleet, two ranks together fit 64 bits.
    """
    place, size = np.zeros(rows, np.int64), 1
    for key in keys:
        values = int(key.max(initial=0)) + 1
        if size * values > LARGEST:
            place, size = _without_gaps(place), rows
        if size * values > LARGEST:
            key, values = _without_gaps(key), rows  # noqa: PLW2901  its ranks
        place *= values
        place += key
        size *= values
    return place, size


def ordered(place: Numbers) -> tuple[Numbers, Numbers]:
    """Return the rows in order of their numbers, and where in that order each number begins."""
    if is_rising(place):
        order = np.arange(len(place))
        return order, order
    order = np.argsort(place, kind="stable")
    found = place[order]
    changes = np.ones(len(place), np.bool_)
    changes[1:] = found[1:] != found[:-1]
    return order, np.flatnonzero(changes)


def is_rising(values: Numbers) -> bool:
    """Whether each number is larger than the one before it."""
    return bool((values[1:] > values[:-1]).all())


def _without_gaps(values: Numbers) -> Numbers:
    return np.unique(values, return_inverse=True)[1]


def _ranked(key: ArrowArray) -> Numbers:
    if pa.types.is_integer(key.type):
        return _without_gaps(numbers(key))
    coded = key if isinstance(key, pa.DictionaryArray) else key.dictionary_encode()
    if is_alphabet(coded.dictionary):
        return numbers(coded.indices)
    order = pc.sort_indices(coded.dictionary)
    alphabet = coded.dictionary.take(order)
    if not is_alphabet(alphabet):  # some text is in it twice
        return _ranked(key.cast(pa.string()))
    ranks = np.empty(len(order), np.int64)
    ranks[numbers(order)] = np.arange(len(order))
    return ranks[numbers(coded.indices)]


def is_alphabet(texts: ArrowArray) -> bool:
    """Whether texts are in order, each once."""
    return bool(pc.all(pc.less(texts[:-1], texts[1:])).as_py() is not False)


def summed(name: str, values: Numbers, starts: Numbers) -> Numbers:
    """Return the sum of each stretch of a column; raises WrongValue below 0, and beyond 64 bits."""
    if len(values) and values.min() < 0:
        raise WrongValue(name, "0 or more", int(values.min()))
    if name in _UNITED:
        return np.bitwise_or.reduceat(values, starts) if len(values) else values
    if len(starts) == len(values):
        return values  # each key is there once
    if exact_sum(values) <= LARGEST:
        return np.add.reduceat(values, starts)
    sums = np.add.reduceat(values.astype(object), starts)
    if max(sums) > LARGEST:
        raise WrongValue(name, f"at most {LARGEST} for an account and a SKU", max(sums))
    return sums.astype(np.int64)
