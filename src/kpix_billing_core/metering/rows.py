"""Allocations in whatever shape the caller has them, in parts to count: objects, plain tuples, or columns.

Objects have been checked when they were made. Tuples and columns are checked here, a column of a part at a time, which
costs less than counting them; only where that finds something are the rows looked at one by one, to name the faulty.
"""

__all__ = ["AllocationColumns", "Allocations"]

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice, starmap
from operator import countOf, le
from types import NoneType
from typing import Any, NamedTuple, TypeAlias, cast

from ..checks import check_many
from ..errors import BillingError, WrongType, WrongValue
from ..ids import AccountId, DeviceId, SkuCode
from .allocation import Allocation

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

Part: TypeAlias = list[Allocation] | AllocationColumns
"""Allocations that have been checked: a list of objects as it was given, of anything else a few thousand."""

_BATCH = 4096
_NEVER = date.max
_FIELDS = len(AllocationColumns._fields)


def parts_of(allocations: Allocations) -> Iterator[Part]:
    """Yield the allocations in parts, checked; raises WrongType or WrongValue naming the row, counted from 0."""
    if type(allocations) is AllocationColumns:
        yield from _parts_of_columns(allocations)
    elif _is_list_of_objects(allocations):
        yield cast("list[Allocation]", allocations)
    else:
        check_many("allocations", allocations)
        yield from _parts_of_rows(iter(allocations))


def objects_of(part: Part) -> Iterable[Allocation]:
    """Return the allocations of a part as objects."""
    return starmap(Allocation, zip(*part, strict=True)) if isinstance(part, AllocationColumns) else part


def _is_list_of_objects(allocations: Any) -> bool:
    return type(allocations) is list and _are(Allocation, cast("list[object]", allocations))


def _are(kind: type, values: Sequence[object]) -> bool:
    # The loop is C's: of all ways to look at a million types this is the quickest.
    return countOf(map(type, values), kind) == len(values)


def _parts_of_columns(columns: AllocationColumns) -> Iterator[Part]:
    for name, column in columns._asdict().items():
        if isinstance(column, str | bytes) or not isinstance(column, Collection):
            raise WrongType(name, "a column of values", column)
    lengths = tuple(map(len, columns))
    if len(set(lengths)) > 1:
        raise WrongValue("columns", "columns of one length", lengths)
    left: list[Iterator[Any]] = [iter(column) for column in columns]
    for start in range(0, lengths[0], _BATCH):
        part = AllocationColumns(*(list(islice(column, _BATCH)) for column in left))
        yield part if _is_usual(part) else _objects(zip(*part, strict=True), start)


def _parts_of_rows(allocations: Iterator[Any]) -> Iterator[Part]:
    done = 0
    while batch := list(islice(allocations, _BATCH)):
        if _are(Allocation, batch):
            yield batch
        elif _are(tuple, batch) and set(map(len, batch)) == {_FIELDS}:
            part = AllocationColumns(*zip(*batch, strict=True))
            yield part if _is_usual(part) else _objects(batch, done)
        else:
            yield _objects(batch, done)
        done += len(batch)


def _is_usual(part: AllocationColumns) -> bool:
    """Return whether each row would make an allocation."""
    first_days, last_days = part.consumed_on, part.removed_on
    return (
        all(map(_are_ids, (part.device, part.account, part.sku)))
        and _are(date, first_days)
        and set(map(type, last_days)) <= {date, NoneType}
        and all(map(le, first_days, [day or _NEVER for day in last_days]))
    )


def _are_ids(column: Sequence[Any]) -> bool:
    # An account or a SKU stands in many rows: each is looked at once.
    return _are(str, column) and "" not in (ids := set(column)) and "".join(ids).isprintable()


def _objects(rows: Iterable[Any], start: int) -> list[Allocation]:
    return [_object(row, number) for number, row in enumerate(rows, start)]


def _object(given: Any, number: int) -> Allocation:
    if type(given) is Allocation:
        return given
    try:
        match given:
            case (device, account, sku, consumed_on, removed_on) if type(given) is tuple:
                return Allocation(device, account, sku, consumed_on, removed_on)
            case _:
                raise WrongType("allocation", "Allocation or a tuple of its 5 fields", given)
    except BillingError as fault:
        fault.add_note(f"in row {number} of the allocations, counted from 0")
        raise
