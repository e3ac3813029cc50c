"""Allocations in whatever shape the caller has them, as rows to count: objects, plain tuples, or columns.

Objects have been checked when they were made; tuples and columns are checked here, row by row, with the row named.
"""

__all__ = ["AllocationColumns", "Allocations"]

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice
from typing import Any, NamedTuple, TypeAlias, cast

from ..checks import check_many
from ..errors import BillingError, WrongType, WrongValue
from ..ids import AccountId, DeviceId, SkuCode
from .allocation import Allocation, Row

Fields: TypeAlias = tuple[DeviceId, AccountId, SkuCode, date, date | None]
"""A plain tuple of the fields of an `Allocation`, in its order."""


class AllocationColumns(NamedTuple):
    """Allocations by columns, all of the same length, in the order of `Allocation`'s fields.

    >>> AllocationColumns(["d1"], ["acme"], ["STD"], [date(2026, 4, 1)], [None]).sku
    ['STD']
    """

    device: Sequence[DeviceId]
    account: Sequence[AccountId]
    sku: Sequence[SkuCode]
    consumed_on: Sequence[date]
    removed_on: Sequence[date | None]


Allocations: TypeAlias = Iterable[Allocation | Fields] | AllocationColumns
"""What can be counted."""

_BATCH = 4096
_FIELDS = len(AllocationColumns._fields)


def rows_of(allocations: Allocations) -> Iterable[Allocation | Row]:
    """Return the allocations, checked; raises WrongType or WrongValue naming the row, counted from 0."""
    if _is_list_of_objects(allocations):
        return cast("list[Allocation]", allocations)
    if type(allocations) is AllocationColumns:
        return _checked(_zipped(allocations), 0)
    check_many("allocations", allocations)
    return chain.from_iterable(_batches(iter(allocations)))


def _is_list_of_objects(allocations: Any) -> bool:
    return type(allocations) is list and set(map(type, cast("list[object]", allocations))) == {Allocation}


def _zipped(columns: AllocationColumns) -> Iterator[Fields]:
    for name, column in columns._asdict().items():
        if isinstance(column, str | bytes) or not isinstance(column, Collection):
            raise WrongType(name, "a column of values", column)
    lengths = {len(column) for column in columns}
    if len(lengths) > 1:
        raise WrongValue("columns", "columns of one length", tuple(map(len, columns)))
    return zip(*columns, strict=True)


def _batches(allocations: Iterator[Any]) -> Iterator[Iterable[Allocation | Row]]:
    # Objects were checked when they were made; looking at the types of a whole batch costs a row next to nothing.
    done = 0
    while batch := list(islice(allocations, _BATCH)):
        types = set(map(type, batch))
        if types == {Allocation}:
            yield batch
        elif types == {tuple} and set(map(len, batch)) == {_FIELDS}:
            yield _checked(batch, done)
        else:
            yield _checked(map(_fields, batch), done)
        done += len(batch)


def _fields(given: Any) -> Fields:
    if type(given) is Allocation:
        return given.device, given.account, given.sku, given.consumed_on, given.removed_on
    match given:
        case (device, account, sku, consumed_on, removed_on) if type(given) is tuple:
            return device, account, sku, consumed_on, removed_on
        case _:
            raise WrongType("allocation", "Allocation or a tuple of its 5 fields", given)


def _checked(rows: Iterable[Fields], start: int) -> Iterator[Row]:
    number = start
    try:
        for row in rows:
            yield Row(*row)
            number += 1
    except BillingError as fault:
        fault.add_note(f"in row {number} of the allocations, counted from 0")
        raise
