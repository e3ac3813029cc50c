"""Ids of whole columns: as numbers, which of them are none, and which an account has twice."""

__all__ = ["are_no_ids", "coded", "repeated"]

from collections.abc import Container

import numpy as np
import pyarrow as pa

from .arrays import ArrowArray, Numbers, combined, joined, numbers, valid
from .coder import Coder, are_ids, as_text
from .grouping import in_order
from .rejected import is_id


def coded(ids: ArrowArray, coder: Coder) -> Numbers:
    """Return a column of ids as a coder numbers them, -1 where there is none."""
    return joined([_coded(array, coder) for array in ids.chunks], np.dtype(np.int32))


def _coded(array: ArrowArray, coder: Coder) -> Numbers:
    there = valid(array)
    if there is not None and not there.any():
        return np.broadcast_to(np.int32(-1), len(array))
    found = coder.coded(array)
    if there is not None:
        # What stands where there is nothing may be anything.
        found = found._replace(places=np.where(there, found.places, 0))
    known = found.places if found.table is None else found.table[found.places]
    return (known if there is None else np.where(there, known, -1)).astype(np.int32, copy=False)


def are_no_ids(ids: ArrowArray, name: str, among: Container[str] | None = None) -> Numbers:
    """Return where an array has something that is no id; raises MalformedColumns for what is no text.

    An entry of a dictionary that is nothing is no id; that a row has no entry is not looked at. `among` are the ids
    that it may hold, where not any.
    """
    nowhere = np.zeros(len(ids), np.bool_)
    if among is None and (pa.types.is_null(ids.type) or pa.types.is_integer(ids.type)):
        return nowhere
    entries = ids.dictionary if isinstance(ids, pa.DictionaryArray) else ids.drop_null()
    if among is None and are_ids(as_text(name, entries)):
        return nowhere
    held = ids if isinstance(ids, pa.DictionaryArray) else ids.dictionary_encode()
    texts = as_text(name, held.dictionary).to_pylist()
    bad = np.array([not (is_id(text) and (among is None or text in among)) for text in texts], np.bool_)
    there = valid(held)
    places = numbers(held.indices)
    if there is None:
        return bad[places]
    return np.append(bad, np.False_)[np.where(there, places.astype(np.int64), len(bad))]


def repeated(owners: Numbers, ids: ArrowArray) -> Numbers:
    """Return where a row has an owner and an id that another row has too."""
    values = _as_numbers(ids)
    found = np.zeros(len(values), np.bool_)
    if len(values) and _has_twice(values):
        order, starts = in_order([owners, np.unique(values, return_inverse=True)[1]], len(values))
        times = np.diff(starts, append=len(values))
        found[order] = np.repeat(times > 1, times)
    return found


def _as_numbers(ids: ArrowArray) -> Numbers:
    plain = ids.cast(ids.type.value_type) if isinstance(ids.type, pa.DictionaryType) else ids
    if pa.types.is_integer(plain.type):
        found = numbers(plain)
        return found.view(np.int64) if found.dtype == np.uint64 else found.astype(np.int64)
    return numbers(combined(plain.cast(pa.large_string())).dictionary_encode().indices).astype(np.int64)


_SPARSE = 8
"""How many times as many places as numbers are looked at one by one; more than that are sorted."""


def _has_twice(values: Numbers) -> bool:
    low, high = int(values.min()), int(values.max())
    if high - low < _SPARSE * len(values):
        seen = np.zeros(high - low + 1, np.bool_)
        seen[values - low] = True
        return int(np.count_nonzero(seen)) < len(values)
    ordered = np.sort(values)
    return bool((ordered[1:] == ordered[:-1]).any())
