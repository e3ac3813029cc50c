"""Rows that are no facts: set apart with the reasons, never dropped; with the others they are all that was read.

An engine only has to say which rows are suspect. Why they are is said here, in one place and in the same words for all.
"""

__all__ = ["BETWEEN", "IDS", "REJECTED", "check_rejected", "is_id", "sift"]

from collections.abc import Iterator
from itertools import repeat
from typing import Any

import pyarrow as pa

from ..errors import ColumnFault, MalformedColumns
from .arrays import ArrowArray, column, texts
from .window import FIRST_DAY_EVER, LAST_DAY_EVER

IDS = ("device_id", "account_id", "sku")
_DAYS = ("consumed_on", "removed_on")
_TYPES: dict[str, pa.DataType] = {
    **dict.fromkeys(IDS, pa.string()),
    **dict.fromkeys(_DAYS, pa.date32()),
    "reasons": pa.string(),
}
REJECTED = pa.schema(_TYPES)
"""What a table of rejected rows holds: the row, and every reason, each after the name of its column."""

BETWEEN = "; "
_EXAMPLES = 3


def sift(rows: pa.Table, ids: tuple[str, ...] = IDS) -> tuple[pa.Table, pa.Table]:
    """Split rows of allocations into those that can be counted, and those that cannot with the reasons.

    `ids` are the columns of ids that rows are judged by. device_id is not among them where the terms do not look at
    devices: it may be there for people to see, and may be left out.
    """
    there = [name for name in REJECTED.names[:-1] if name in rows.column_names]
    columns = {name: _plain(rows, name) for name in there}
    judged = tuple(name for name in IDS if name in ids and name in columns)
    reasons = [BETWEEN.join(_reasons(dict(zip(there, row, strict=True)), judged)) for row in _rows(columns)]
    good = [number for number, found in enumerate(reasons) if not found]
    bad = [number for number, found in enumerate(reasons) if found]
    return rows.take(column(good)), _rejected(columns, bad, reasons)


def _plain(rows: pa.Table, name: str) -> ArrowArray:
    wanted = REJECTED.field(name).type
    given = rows.column(name)
    if isinstance(given.type, pa.DictionaryType):
        given = given.cast(given.type.value_type)
    return given.cast(wanted).combine_chunks()


def _rows(columns: dict[str, Any]) -> Iterator[tuple[str | int | None, ...]]:
    return zip(*(_values(array) for array in columns.values()), strict=True)


def _values(array: ArrowArray) -> Any:
    # Days stay numbers: what is no day of Python's must be looked at too.
    return (array.cast(pa.int32()) if array.type == pa.date32() else array).to_pylist()


def _reasons(row: dict[str, Any], ids: tuple[str, ...]) -> Iterator[str]:
    for name in ids:
        if not is_id(row[name]):
            yield f"{name}: {'not printable' if row[name] else 'nothing'}"
    first, last = row["consumed_on"], row["removed_on"]
    if first is None:
        yield "consumed_on: nothing"
    for name in _DAYS:
        if row[name] is not None and not FIRST_DAY_EVER <= row[name] <= LAST_DAY_EVER:
            yield f"{name}: not in the years 1 to 9999"
    if None not in (first, last) and last < first:
        yield "removed_on: before consumed_on"


def is_id(text: str | None) -> bool:
    """Whether text is an id: printable, and not empty."""
    return text is not None and text.isprintable() and text != ""


def _rejected(columns: dict[str, Any], bad: list[int], reasons: list[str]) -> pa.Table:
    picked = column(bad)
    arrays = [
        columns[field.name].take(picked) if field.name in columns else pa.nulls(len(bad), field.type)
        for field in list(REJECTED)[:-1]
    ]
    return pa.Table.from_arrays([*arrays, texts([reasons[number] for number in bad])], schema=REJECTED)


def check_rejected(what: str, rejected: pa.Table, owner: str = "account") -> None:
    """Refuse to go on with rows that were rejected; raises MalformedColumns, with count and examples.

    `owner` is what devices belong to: rows have an id of it.
    """
    if rejected.num_rows:
        raise MalformedColumns(what, _faults_of(rejected, owner))


def _faults_of(rejected: pa.Table, owner: str) -> tuple[ColumnFault, ...]:
    """Return what is wrong with rejected rows: each reason once, with how many rows it is about and some of them."""
    found: dict[str, list[str]] = {}
    count: dict[str, int] = {}
    # Not all facts are of a device.
    devices = rejected.column("device_id").to_pylist() if "device_id" in rejected.column_names else repeat(None)
    owners, why = rejected.column(f"{owner}_id").to_pylist(), map(str, rejected.column("reasons").to_pylist())
    for owned_by, device, reasons in zip(owners, devices, why, strict=False):
        for reason in reasons.split(BETWEEN):
            count[reason] = count.get(reason, 0) + 1
            examples = found.setdefault(reason, [])
            if len(examples) < _EXAMPLES:
                examples.append(f"{owner} {owned_by!a}" + (f", device {device!a}" if device else ""))
    return tuple(_fault(reason, count[reason], examples) for reason, examples in sorted(found.items()))


def _fault(reason: str, rows: int, examples: list[str]) -> ColumnFault:
    name, problem = reason.split(": ")
    return ColumnFault(name, problem, rows, tuple(examples))
