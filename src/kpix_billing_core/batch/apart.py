"""Rows of any contract that are no facts: set apart with the reasons; with the others they are all that was read.

An engine only has to say which rows are suspect. Why they are is said here, in one place and in the same words for all.
Columns are looked at whole, which says which rows are doubtful; only of those each is looked at by itself.
"""

__all__ = ["Judge", "Sifted", "nothing_else", "nowhere_else", "set_apart", "sifted"]

from collections.abc import Callable, Container, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from .alike import in_whole_days
from .arrays import ArrowArray, Numbers, column, joined, texts, valid
from .instants import FIRST_INSTANT, LAST_INSTANT
from .keys import are_no_ids
from .plain_columns import filled_array, instants_of, nowhere, picked, plain, plainly, takeable
from .rejected import BETWEEN, is_id
from .schema import Column, ColumnKind, Contract
from .window import FIRST_DAY_EVER, LAST_DAY_EVER


class Sifted(NamedTuple):
    """What was read: rows that are facts, as they came, and rows that are none, as plain columns with `reasons`."""

    rows: pa.Table
    rejected: pa.Table


class Judge(NamedTuple):
    """What makes rows of a contract facts, beside what it says of each column.

    Attributes:
        contract: the columns that are looked at.
        is_doubtful: which of some rows are to be looked at by themselves, though nothing is wrong with a column.
        further: yields what is wrong with one row beside its columns.
        among: the ids that a column may hold, where not any.
        beside: columns that nobody looks at, for people to see.
    """

    contract: Contract
    is_doubtful: Callable[[pa.Table], Numbers]
    further: Callable[[dict[str, Any]], Iterator[str]]
    among: Mapping[str, Container[str]] = MappingProxyType({})
    beside: Contract = ()


def sifted(rows: pa.Table, judge: Judge) -> Sifted:
    """Split rows of a contract into those that are facts, and those that are none with the reasons.

    Raises MalformedColumns for a column of days that are not whole.
    """
    rows = takeable(rows)
    for each in judge.contract:
        if each.kind is ColumnKind.DAY:
            in_whole_days(rows.column(each.name), each.name)
    doubtful = judge.is_doubtful(rows)
    for each in judge.contract:
        among, arrays = judge.among.get(each.name), rows.column(each.name).chunks
        doubtful |= joined([_doubts(each, array, among) for array in arrays], _BOOL)
    places = np.flatnonzero(doubtful)
    suspect = picked(rows, places)
    held = plainly(suspect, (*judge.beside, *judge.contract))
    reasons = [BETWEEN.join(_reasons(row, judge)) for row in _shown(suspect, held, judge.contract)]
    bad = np.array([bool(each) for each in reasons], np.bool_)
    told = texts([each for each in reasons if each])
    rejected = held.take(column(np.flatnonzero(bad))).append_column("reasons", told)
    return Sifted(_without(rows, places[bad]), rejected)


_BOOL = np.dtype(np.bool_)


def nowhere_else(rows: pa.Table) -> Numbers:
    """Return that of no row there is more to say than of its columns; to be a `Judge.is_doubtful`."""
    return np.zeros(rows.num_rows, np.bool_)


def nothing_else(_row: dict[str, Any]) -> Iterator[str]:
    """Yield nothing, to be a `Judge.further`."""
    return iter(())


def _without(rows: pa.Table, places: Numbers) -> pa.Table:
    return rows.take(column(np.delete(np.arange(rows.num_rows), places))) if len(places) else rows


def set_apart(found: Sifted, bad: Numbers, contract: Contract, reason: str) -> Sifted:
    """Return rows with some more of them set apart, all for one reason."""
    places = np.flatnonzero(bad)
    held = plain(found.rows, places, contract).append_column("reasons", texts([reason] * len(places)))
    return Sifted(_without(found.rows, places), pa.concat_tables([found.rejected, held]))


def _doubts(each: Column, array: ArrowArray, among: Container[str] | None) -> Numbers:
    """Return where an array has what its column must not have."""
    there = valid(array)
    found = nowhere(len(array)) if there is None or each.may_be_empty else ~there
    if each.kind is ColumnKind.ID:
        return found | are_no_ids(array, each.name, among)
    if each.kind is ColumnKind.INSTANT:
        return found | (~nowhere(len(array)) if there is None else there) & ~instants_of(array)[1]
    if each.kind is ColumnKind.DAY and array.null_count < len(array):
        days = filled_array(array, pa.date32(), 0)
        if days.min() < FIRST_DAY_EVER or days.max() > LAST_DAY_EVER:
            return found | (days < FIRST_DAY_EVER) | (days > LAST_DAY_EVER)
    return found


def _shown(rows: pa.Table, held: pa.Table, contract: Contract) -> Iterator[dict[str, Any]]:
    """Yield rows as values of Python's; days and instants are numbers, so that what Python does not know is seen."""
    values = [_values(held.column(each.name), rows.column(each.name), each.kind) for each in contract]
    names = [each.name for each in contract]
    for row in zip(*values, strict=True):
        yield dict(zip(names, row, strict=True))


def _values(array: ArrowArray, given: ArrowArray, kind: ColumnKind) -> Any:
    if kind is ColumnKind.DAY:
        return array.cast(pa.int32()).to_pylist()
    if kind is ColumnKind.INSTANT:
        known = zip(array.cast(pa.int64()).to_pylist(), given.is_null().to_pylist(), strict=True)
        return [_NO_INSTANT if number is None and not missing else number for number, missing in known]
    return array.to_pylist()


_NO_INSTANT = FIRST_INSTANT - 1
_KNOWN: Mapping[ColumnKind, tuple[int, int]] = MappingProxyType(
    {ColumnKind.DAY: (FIRST_DAY_EVER, LAST_DAY_EVER), ColumnKind.INSTANT: (FIRST_INSTANT, LAST_INSTANT)}
)
"""The first and the last that Python knows."""


def _reasons(row: dict[str, Any], judge: Judge) -> Iterator[str]:
    for each in judge.contract:
        value = row[each.name]
        if value is not None:
            yield from _reasons_of(each, value, judge.among.get(each.name))
        elif not each.may_be_empty:
            yield f"{each.name}: nothing"
    yield from judge.further(row)


def _reasons_of(each: Column, value: Any, among: Container[str] | None) -> Iterator[str]:
    if each.kind is ColumnKind.ID and not is_id(value):
        yield f"{each.name}: {'not printable' if value else 'nothing'}"
    elif among is not None and value not in among:
        yield f"{each.name}: not among those given"
    elif each.kind in _KNOWN and not _KNOWN[each.kind][0] <= value <= _KNOWN[each.kind][1]:
        yield f"{each.name}: not in the years 1 to 9999"
