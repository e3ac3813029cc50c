"""Validity records by columns: their contract, rows that are no records, and the others as whole numbers."""

__all__ = [
    "NOT_SAID",
    "NO_END",
    "REJECTED_VALIDITIES",
    "VALIDITIES",
    "Reading",
    "Records",
    "joined",
    "picked",
    "sift_validities",
]

from collections.abc import Container, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from .apart import Judge, sifted
from .arrays import ArrowArray, Numbers, nothing, numbers, valid
from .coder import Coded
from .device_ids import DeviceIds
from .instants import FIRST_INSTANT, INSTANT, microseconds
from .plain_columns import filled, is_there
from .schema import Column, ColumnKind, Contract
from .slices import ROWS
from .source import Source, parquet_files, reader_of
from .window import FIRST_DAY_EVER, LAST_DAY_EVER

VALIDITIES: Contract = (
    Column("device_id", ColumnKind.ID),
    Column("application_id", ColumnKind.ID),
    Column("start", ColumnKind.DAY, may_be_empty=True),
    Column("last_day", ColumnKind.DAY, may_be_empty=True),
    Column("deactivated_on", ColumnKind.DAY, may_be_empty=True),
)
"""Days on which devices are valid, both included; a row without days says that the device is there.

There may be one more column, `created_at`: instants at which records were made, or nothing.
"""
_MADE = Column("created_at", ColumnKind.INSTANT, may_be_empty=True)
_IDS = ("device_id", "application_id")
_DAYS = ("start", "last_day", "deactivated_on")
_TYPES: dict[str, pa.DataType] = {
    **dict.fromkeys(_IDS, pa.string()),
    **dict.fromkeys(_DAYS, pa.date32()),
    "created_at": INSTANT,
    "reasons": pa.string(),
}
REJECTED_VALIDITIES = pa.schema(_TYPES)
"""What a table of rejected rows holds: the row, and every reason, each after the name of its column."""

NOT_SAID = FIRST_INSTANT - 1
"""Where nothing says when a record was made."""
NO_END = LAST_DAY_EVER + 2
"""Where no one ended a record."""


class Records(NamedTuple):
    """Records as NumPy has them.

    Attributes:
        device, application: whose, by number.
        there: where there are days, or None for everywhere.
        start, last_day: the days, from 1970 on.
        ended: the last day that a record was let be active, `NO_END` where no one ended it.
        made: when, as microseconds; `NOT_SAID` where nothing says so. None: nowhere said.
    """

    device: Numbers
    application: Numbers
    there: NDArray[np.bool_] | None
    start: Numbers
    last_day: Numbers
    ended: Numbers
    made: Numbers | None


def picked(records: Records, rows: Numbers) -> Records:
    """Return some of the records."""
    return Records(*(None if each is None else each[rows] for each in records))  # type: ignore[arg-type]


def joined(parts: list[Records]) -> Records:
    """Return records one after the other, all of one reading."""
    none, no_days = np.zeros(0, np.int64), np.zeros(0, np.int32)
    held = parts or [Records(none, none, None, no_days, no_days, no_days, None)]
    found: list[Any] = [
        None if all(piece is None for piece in pieces) else _joined(held, pieces) for pieces in zip(*held, strict=True)
    ]
    return Records(*found)


def _joined(held: list[Records], pieces: tuple[Any, ...]) -> Numbers:
    # In some pieces there may be days everywhere, in others not.
    whole = [
        np.ones(len(each.device), np.bool_) if piece is None else piece
        for each, piece in zip(held, pieces, strict=True)
    ]
    return np.concatenate(whole)


class Reading:
    """Columns of records, read once: sound rows become numbers, others are set apart.

    Attributes:
        devices: the ids of devices, to come back to.
        read: how many rows there were.
        rejected: those that are no records.
    """

    def __init__(self, applications: Sequence[str]) -> None:
        self._ranks = {name: rank for rank, name in enumerate(applications)}
        self.devices = DeviceIds()
        self.read = 0
        self.rejected = [nothing(REJECTED_VALIDITIES)]

    def parts(self, source: Source) -> Iterator[Records]:
        """Yield the records, some at a time."""
        for batch in _batches(source):
            self.read += batch.num_rows
            yield from self._parts(batch)

    def _parts(self, batch: pa.RecordBatch) -> Iterator[Records]:
        devices = self.devices.coded(batch.column("device_id"))
        applications = self._coded(batch.column("application_id"))
        for start in range(0, batch.num_rows, ROWS):
            part, rows = slice(start, start + ROWS), batch.slice(start, ROWS)
            found = self._records(rows, devices.part(part), applications.part(part))
            if found is not None:
                yield found
                continue
            good, rejected = sift_validities(pa.Table.from_batches([rows]), self._ranks)
            self.rejected.append(rejected)
            for sound in good.combine_chunks().to_batches():
                yield from self._parts(sound)

    def _coded(self, ids: ArrowArray) -> Coded:
        held = ids if isinstance(ids, pa.DictionaryArray) else ids.dictionary_encode()
        names: list[Any] = held.dictionary.cast(pa.string()).to_pylist()
        table = np.fromiter((self._ranks.get(name, -1) for name in names), np.int32, len(names))
        is_ranked = bool((table == np.arange(len(table))).all())
        return Coded(numbers(held.indices), None if is_ranked else table)

    def _records(self, rows: pa.RecordBatch, devices: Coded, applications: Coded) -> Records | None:
        """Return rows as numbers, or None where some are no records."""
        start, last_day, ended = (rows.column(name) for name in _DAYS)
        there, is_whole = _both(valid(start), valid(last_day))
        made, made_fits = _made(rows)
        if not (is_whole and made_fits) or any(rows.column(name).null_count for name in _IDS):
            return None
        if not (devices.are_ids() and applications.are_ids()):
            return None
        first, last = numbers(start), numbers(last_day)
        if there is not None:
            first, last = np.where(there, first, 0), np.where(there, last, 0)
        if (last < first).any() or first.min() < FIRST_DAY_EVER or last.max() > LAST_DAY_EVER:
            return None
        stopped = _ended(ended, there)
        if stopped is None:
            return None
        return Records(
            _plain(devices).astype(np.int64, copy=False), _plain(applications), there, first, last, stopped, made
        )


def _batches(source: Source) -> Iterator[pa.RecordBatch]:
    """Yield batches of the contract's columns; days of 32 bits, and when records were made only where that is known."""
    files = parquet_files(source)
    held: Any = source
    if files:
        names = pq.read_schema(files[0]).names
    else:
        if not isinstance(held, pa.RecordBatch) and hasattr(held, "__arrow_c_stream__"):
            held = pa.RecordBatchReader.from_stream(held)  # which is read once, so that its columns can be looked at
        names = getattr(getattr(held, "schema", None), "names", [])
    contract = (*VALIDITIES, _MADE) if _MADE.name in names else VALIDITIES
    for batch in reader_of(held, contract):
        days = [field.with_type(pa.date32()) if field.name in _DAYS else field for field in batch.schema]
        yield batch.cast(pa.schema([_instant(field) for field in days]))


def _plain(coded: Coded) -> Numbers:
    """Return the numbers of ids, not copied where they are there already."""
    return coded.places if coded.table is None else coded.table[coded.places]


def _instant(field: Any) -> Any:
    return field.with_type(INSTANT) if pa.types.is_null(field.type) else field


def _both(one: NDArray[np.bool_] | None, other: NDArray[np.bool_] | None) -> tuple[NDArray[np.bool_] | None, bool]:
    """Return where there are both days, and whether there is nowhere only one of them."""
    if one is None and other is None:
        return None, True
    return one, one is not None and other is not None and bool((one == other).all())


def _made(rows: pa.RecordBatch) -> tuple[Numbers | None, bool]:
    """Return when records were made, and whether all that is said of it is an instant."""
    if _MADE.name not in rows.schema.names:
        return None, True
    given = rows.column(_MADE.name)
    made, fits = microseconds(given)
    if fits is None:
        return made, True
    return np.where(fits, made, NOT_SAID), int(fits.sum()) == len(given) - given.null_count


def _ended(ended: ArrowArray, there: NDArray[np.bool_] | None) -> Numbers | None:
    """Return the days on which records were ended, or None where some are no days, or of records without days."""
    is_ended, found = valid(ended), numbers(ended)
    stopped = np.arange(len(found)) if is_ended is None else np.flatnonzero(is_ended)
    days = found[stopped]
    if days.min(initial=0) < FIRST_DAY_EVER or days.max(initial=0) > LAST_DAY_EVER:
        return None
    if there is not None and not there[stopped].all():
        return None
    found = np.full(len(found), NO_END, np.int32)
    found[stopped] = days
    return found


def sift_validities(rows: pa.Table, applications: Container[str]) -> tuple[pa.Table, pa.Table]:
    """Split rows of records into those that are some, and those that are none with the reasons.

    `applications` holds the ids of those that there are rules for.
    """
    contract = (*VALIDITIES, _MADE) if _MADE.name in rows.column_names else VALIDITIES
    judge = Judge(contract, _are_doubtful, _reasons, {"application_id": applications})
    good, rejected = sifted(rows, judge)
    if contract is VALIDITIES:
        rejected = rejected.add_column(len(VALIDITIES), _MADE.name, pa.nulls(rejected.num_rows, INSTANT))
    return good, rejected


def _are_doubtful(rows: pa.Table) -> Numbers:
    start, last_day, ended = (is_there(rows, name) for name in _DAYS)
    first, last = (filled(rows.column(name), pa.date32(), LAST_DAY_EVER) for name in _DAYS[:2])
    found: Numbers = (start != last_day) | (ended & ~start) | (last < first)
    return found


def _reasons(row: dict[str, Any]) -> Iterator[str]:
    start, last_day = row["start"], row["last_day"]
    if (start is None) != (last_day is None):
        yield f"{'start' if start is None else 'last_day'}: nothing"
    if row["deactivated_on"] is not None and start is None and last_day is None:
        yield "deactivated_on: of a record without days"
    if start is not None and last_day is not None and last_day < start:
        yield "last_day: before start"
