"""Rows of any contract that are no facts: set apart with the reasons; with the others they are all that was read.

Columns are looked at whole, which says which rows are doubtful; only of those each is looked at by itself.
"""

__all__ = ["Sifted", "filled", "is_there", "nowhere", "plain", "set_apart", "sifted"]

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from .arrays import ArrowArray, Numbers, column, joined, numbers, texts, valid
from .keys import are_no_ids
from .rejected import BETWEEN, is_id
from .schema import Column, ColumnKind, Contract
from .window import FIRST_DAY_EVER, LAST_DAY_EVER

_PLAIN: Mapping[ColumnKind, pa.DataType] = MappingProxyType(
    {
        ColumnKind.ID: pa.string(),
        ColumnKind.DAY: pa.date32(),
        ColumnKind.COUNT: pa.int64(),
        ColumnKind.FLAG: pa.bool_(),
    }
)


class Sifted(NamedTuple):
    """What was read: rows that are facts, as they came, and rows that are none, as plain columns with `reasons`."""

    rows: pa.Table
    rejected: pa.Table


def sifted(
    rows: pa.Table,
    contract: Contract,
    is_doubtful: Callable[[pa.Table], Numbers],
    further: Callable[[dict[str, Any]], Iterator[str]],
) -> Sifted:
    """Split rows of a contract; `is_doubtful` and `further` say what else may be wrong, of all rows and of one."""
    rows = _takeable(rows)
    doubtful = is_doubtful(rows)
    for each in contract:
        doubtful |= joined([_doubts(each, array) for array in rows.column(each.name).chunks], _BOOL)
    places = np.flatnonzero(doubtful)
    held = plain(rows, places, contract)
    shown = zip(*map(_values, held.columns), strict=True)
    reasons = [
        BETWEEN.join(_reasons(dict(zip(held.column_names, row, strict=True)), contract, further)) for row in shown
    ]
    bad = np.array([bool(each) for each in reasons], np.bool_)
    told = texts([each for each in reasons if each])
    rejected = held.take(column(np.flatnonzero(bad))).append_column("reasons", told)
    return Sifted(_without(rows, places[bad]), rejected)


_BOOL = np.dtype(np.bool_)


def _takeable(rows: pa.Table) -> pa.Table:
    """Return rows of which some can be taken, which Arrow does not do of views."""
    plain = [each.with_type(pa.large_string()) if pa.types.is_string_view(each.type) else each for each in rows.schema]
    return rows.cast(pa.schema(plain))


def _without(rows: pa.Table, places: Numbers) -> pa.Table:
    good = np.ones(rows.num_rows, np.bool_)
    good[places] = False
    return rows.take(column(np.flatnonzero(good))) if len(places) else rows


def set_apart(found: Sifted, bad: Numbers, contract: Contract, reason: str) -> Sifted:
    """Return rows with some more of them set apart, all for one reason."""
    places = np.flatnonzero(bad)
    held = plain(found.rows, places, contract).append_column("reasons", texts([reason] * len(places)))
    return Sifted(_without(found.rows, places), pa.concat_tables([found.rejected, held]))


def _doubts(each: Column, array: ArrowArray) -> Numbers:
    """Return where an array has what its column must not have."""
    there = valid(array)
    found = nowhere(len(array)) if there is None or each.may_be_empty else ~there
    if each.kind is ColumnKind.ID:
        return found | are_no_ids(array, each.name)
    if each.kind is ColumnKind.DAY and array.null_count < len(array):
        days = _filled(array, pa.date32(), 0)
        if days.min() < FIRST_DAY_EVER or days.max() > LAST_DAY_EVER:
            return found | (days < FIRST_DAY_EVER) | (days > LAST_DAY_EVER)
    return found


def plain(rows: pa.Table, places: Numbers, contract: Contract) -> pa.Table:
    """Return some of the rows, each column as text, days, whole numbers or flags."""
    picked = rows.take(column(places)) if len(places) else rows.slice(0, 0)
    arrays = [_plainly(picked.column(each.name)).cast(_PLAIN[each.kind]).combine_chunks() for each in contract]
    return pa.Table.from_arrays(arrays, [each.name for each in contract])


def _plainly(given: ArrowArray) -> ArrowArray:
    return given.cast(given.type.value_type) if isinstance(given.type, pa.DictionaryType) else given


def _values(array: ArrowArray) -> Any:
    # Days stay numbers: what is no day of Python's must be looked at too.
    return (array.cast(pa.int32()) if array.type == pa.date32() else array).to_pylist()


def _reasons(
    row: dict[str, Any], contract: Contract, further: Callable[[dict[str, Any]], Iterator[str]]
) -> Iterator[str]:
    for each in contract:
        value = row[each.name]
        if value is None:
            if not each.may_be_empty:
                yield f"{each.name}: nothing"
        elif each.kind is ColumnKind.ID and not is_id(value):
            yield f"{each.name}: {'not printable' if value else 'nothing'}"
        elif each.kind is ColumnKind.DAY and not FIRST_DAY_EVER <= value <= LAST_DAY_EVER:
            yield f"{each.name}: not in the years 1 to 9999"
    yield from further(row)


def filled(ids: ArrowArray, type_: pa.DataType, otherwise: int) -> Numbers:
    """Return a column of days, whole numbers or flags as NumPy has them, something else where there is nothing."""
    dtype = np.dtype(f"int{type_.bit_width}")
    return joined([_filled(array, type_, otherwise) for array in ids.chunks], dtype)


def _filled(array: ArrowArray, type_: pa.DataType, otherwise: int) -> Numbers:
    there, dtype = valid(array), np.dtype(f"int{type_.bit_width}")
    if there is not None and not there.any():
        return np.broadcast_to(dtype.type(otherwise), len(array))
    values = numbers(array.cast(type_))
    return values if there is None else np.where(there, values, dtype.type(otherwise))


def is_there(rows: pa.Table, name: str) -> Numbers:
    """Return where a column has something."""
    masks = [(array, valid(array)) for array in rows.column(name).chunks]
    return joined([~nowhere(len(array)) if mask is None else mask for array, mask in masks], _BOOL)


def nowhere(rows: int) -> Numbers:
    """Return no for so many rows, which takes no room."""
    return np.broadcast_to(np.False_, rows)
