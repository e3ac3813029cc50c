"""Adding up rows with equal keys, of few rows: groups that were counted already, never the facts themselves.

The sums are proven before they are made: where all of a column together fits 64 bits, so does every group of it.
Beyond that Python's own integers add, which have no end, and what then does not fit is refused.
"""

__all__ = ["LARGEST", "grouped"]

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..errors import WrongValue
from .arrays import ArrowArray, Numbers, column, exact_sum, numbers

_UNITED = frozenset({"used"})  # a set of days, a bit for each: united where others are added
_ADDED = frozenset({"allocations", "days"})
LARGEST = 2**63 - 1


def grouped(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return one row for each key, in order of the keys as text and numbers are ordered in Python.

    The columns are those of the schema, without nulls: keys first, then what is added or united.
    """
    measures = [name for name in schema.names if name in _ADDED | _UNITED]
    keys = [table.column(name).combine_chunks() for name in schema.names if name not in measures]
    order, starts = _order(keys, table.num_rows)
    picked = column(order[starts])
    columns = [key.take(picked) for key in keys]
    columns += [column(_summed(name, numbers(table.column(name))[order], starts)) for name in measures]
    return pa.Table.from_arrays(columns, schema=schema)


def _order(keys: list[ArrowArray], rows: int) -> tuple[Numbers, Numbers]:
    """Return the rows in order of their keys, and where in that order each key begins."""
    place, size = np.zeros(rows, np.int64), 1
    for ranks in map(_ranked, keys):
        values = int(ranks.max(initial=0)) + 1
        if size * values > LARGEST:
            place, size = _without_gaps(place), rows
        place, size = place * values + ranks, size * values
    order = np.argsort(place, kind="stable")
    ordered = place[order]
    changes = np.ones(rows, np.bool_)
    changes[1:] = ordered[1:] != ordered[:-1]
    return order, np.flatnonzero(changes)


def _without_gaps(values: Numbers) -> Numbers:
    return np.unique(values, return_inverse=True)[1]


def _ranked(key: ArrowArray) -> Numbers:
    if pa.types.is_integer(key.type):
        return _without_gaps(numbers(key))
    encoded = key.dictionary_encode()
    ranks = np.empty(len(encoded.dictionary), np.int64)
    ranks[numbers(pc.sort_indices(encoded.dictionary))] = np.arange(len(ranks))
    return ranks[numbers(encoded.indices)]


def _summed(name: str, values: Numbers, starts: Numbers) -> Numbers:
    if len(values) and values.min() < 0:
        raise WrongValue(name, "0 or more", int(values.min()))
    if name in _UNITED:
        return np.bitwise_or.reduceat(values, starts) if len(values) else values
    if not len(values):
        return values
    if exact_sum(values) <= LARGEST:
        return np.add.reduceat(values, starts)
    sums = np.add.reduceat(values.astype(object), starts)
    if max(sums) > LARGEST:
        raise WrongValue(name, f"at most {LARGEST} for an account and a SKU", max(sums))
    return sums.astype(np.int64)
