"""Columns of facts as plain ones: text, days, instants, whole numbers and flags, for people and for NumPy."""

__all__ = ["filled", "filled_array", "instants_of", "is_there", "nowhere", "picked", "plain", "plainly", "takeable"]

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .arrays import ArrowArray, Numbers, column, combined, joined, numbers, partial_column, valid
from .instants import INSTANT, microseconds
from .schema import ColumnKind, Contract

_PLAIN: Mapping[ColumnKind, pa.DataType] = MappingProxyType(
    {
        ColumnKind.ID: pa.string(),
        ColumnKind.DAY: pa.date32(),
        ColumnKind.INSTANT: INSTANT,
        ColumnKind.COUNT: pa.int64(),
        ColumnKind.FLAG: pa.bool_(),
    }
)


def takeable(rows: pa.Table) -> pa.Table:
    """Return rows of which some can be taken, which Arrow does not do of views."""
    plain = [each.with_type(pa.large_string()) if pa.types.is_string_view(each.type) else each for each in rows.schema]
    return rows.cast(pa.schema(plain))


def plain(rows: pa.Table, places: Numbers, contract: Contract) -> pa.Table:
    """Return some of the rows, as `plainly` does."""
    return plainly(picked(rows, places), contract)


def picked(rows: pa.Table, places: Numbers) -> pa.Table:
    """Return some of the rows, as they are."""
    return rows.take(column(places)) if len(places) else rows.slice(0, 0)


def plainly(rows: pa.Table, contract: Contract) -> pa.Table:
    """Return rows, each column as text, days, instants, whole numbers or flags; an unknown instant is not there."""
    arrays = [_plain_array(rows.column(each.name), each.kind) for each in contract]
    return pa.Table.from_arrays(arrays, [each.name for each in contract])


def _plain_array(given: ArrowArray, kind: ColumnKind) -> ArrowArray:
    if kind is ColumnKind.INSTANT:
        return partial_column(*instants_of(combined(given)), INSTANT)
    held = given.cast(given.type.value_type) if isinstance(given.type, pa.DictionaryType) else given
    return combined(held.cast(_PLAIN[kind]))


def instants_of(array: ArrowArray) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return an array of instants as numbers, and where these are some."""
    held = array.cast(INSTANT) if pa.types.is_null(array.type) else array
    found, fits = microseconds(held)
    return found, ~nowhere(len(found)) if fits is None else fits


def filled(ids: ArrowArray, type_: pa.DataType, otherwise: int) -> Numbers:
    """Return a column of days, whole numbers or flags as NumPy has them, something else where there is nothing."""
    dtype = np.dtype(f"int{type_.bit_width}")
    return joined([filled_array(array, type_, otherwise) for array in ids.chunks], dtype)


def filled_array(array: ArrowArray, type_: pa.DataType, otherwise: int) -> Numbers:
    """Return one array of such a column."""
    there, dtype = valid(array), np.dtype(f"int{type_.bit_width}")
    if there is not None and not there.any():
        return np.broadcast_to(dtype.type(otherwise), len(array))
    values = numbers(array.cast(type_))
    return values if there is None else np.where(there, values, dtype.type(otherwise))


def is_there(rows: pa.Table, name: str) -> Numbers:
    """Return where a column has something."""
    masks = [(array, valid(array)) for array in rows.column(name).chunks]
    return joined([~nowhere(len(array)) if mask is None else mask for array, mask in masks], np.dtype(np.bool_))


def nowhere(rows: int) -> Numbers:
    """Return no for so many rows, which takes no room."""
    return np.broadcast_to(np.False_, rows)
