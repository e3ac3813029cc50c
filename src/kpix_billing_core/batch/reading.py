"""Columns of validity records, read: sound rows become whole numbers, others are set apart."""

__all__ = ["Reading"]

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from .arrays import ArrowArray, Numbers, nothing, numbers, valid
from .coder import Coded
from .device_ids import DeviceIds
from .instants import INSTANT, microseconds
from .records import NOT_SAID, Records
from .scales import DAYS, INSTANTS
from .slices import ROWS
from .source import Source, parquet_files, reader_of
from .validities import Form, form_of, sift_validities


class _Times(NamedTuple):
    """When records are valid, as `Records` has it; and whether all of it can be."""

    there: NDArray[np.bool_] | None
    start: Numbers
    last: Numbers
    ended: Numbers


class Reading:
    """Columns of records, read once; raises WrongType, or MalformedColumns for columns of another sort.

    Attributes:
        form: how they say when devices are valid.
        devices: the ids of devices, to come back to.
        read: how many rows there were.
        rejected: those that are no records.
    """

    def __init__(self, source: Source, applications: Sequence[str]) -> None:
        self._ranks = {name: rank for rank, name in enumerate(applications)}
        self.devices = DeviceIds()
        self.read = 0
        self.form, self._batches = _opened(source)
        self.rejected = [nothing(self.form.rejected)]

    def parts(self) -> Iterator[Records]:
        """Yield the records, some at a time."""
        for batch in self._batches:
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
        made, made_fits = _made(rows)
        if not made_fits or any(rows.column(name).null_count for name in ("device_id", "application_id")):
            return None
        if not (devices.are_ids() and applications.are_ids()):
            return None
        start, last, ended = (rows.column(name) for name in self.form.times)
        times = _days(start, last, ended) if self.form.scale is DAYS else _instants(start, last, ended)
        if times is None:
            return None
        return Records(_plain(devices).astype(np.int64, copy=False), _plain(applications), *times, made)


def _opened(source: Source) -> tuple[Form, Iterator[pa.RecordBatch]]:
    """Return how columns say when devices are valid, and batches of these columns; days are of 32 bits."""
    files = parquet_files(source)
    held: Any = source
    if files:
        names = {name for path in files for name in pq.read_schema(path).names}
    else:
        if not isinstance(held, pa.RecordBatch) and hasattr(held, "__arrow_c_stream__"):
            held = pa.RecordBatchReader.from_stream(held)  # which is read once, so that its columns can be looked at
        names = set(getattr(getattr(held, "schema", None), "names", []))
    form = form_of(names)
    reader = reader_of(held, form.with_made(names))
    schema = pa.schema([_typed(field, form) for field in reader.schema])
    return form, (batch.cast(schema) for batch in reader)


def _typed(field: Any, form: Form) -> Any:
    if form.scale is DAYS and field.name in form.times:
        return field.with_type(pa.date32())
    return field.with_type(INSTANT) if pa.types.is_null(field.type) else field


def _plain(coded: Coded) -> Numbers:
    """Return the numbers of ids, not copied where they are there already."""
    return coded.places if coded.table is None else coded.table[coded.places]


def _made(rows: pa.RecordBatch) -> tuple[Numbers | None, bool]:
    """Return when records were made, and whether all that is said of it is an instant."""
    if "created_at" not in rows.schema.names:
        return None, True
    given = rows.column("created_at")
    made, fits = microseconds(given)
    if fits is None:
        return made, True
    return np.where(fits, made, NOT_SAID), int(fits.sum()) == len(given) - given.null_count


def _days(start: ArrowArray, last_day: ArrowArray, ended: ArrowArray) -> _Times | None:
    """Return the days of records, or None where some are no records'."""
    there, is_whole = _both(valid(start), valid(last_day))
    if not is_whole:
        return None
    first, last = numbers(start), numbers(last_day)
    if there is not None:
        first, last = np.where(there, first, 0), np.where(there, last, 0)
    if (last < first).any() or first.min() < DAYS.since_ever or last.max() > DAYS.forever:
        return None
    stopped = _ended(ended, there)
    return None if stopped is None else _Times(there, first, last, stopped)


def _both(one: NDArray[np.bool_] | None, other: NDArray[np.bool_] | None) -> tuple[NDArray[np.bool_] | None, bool]:
    """Return where there are both days, and whether there is nowhere only one of them."""
    if one is None and other is None:
        return None, True
    return one, one is not None and other is not None and bool((one == other).all())


def _ended(ended: ArrowArray, there: NDArray[np.bool_] | None) -> Numbers | None:
    """Return the days on which records were ended, or None where some are no days, or of records without days."""
    is_ended, found = valid(ended), numbers(ended)
    stopped = np.arange(len(found)) if is_ended is None else np.flatnonzero(is_ended)
    days = found[stopped]
    if days.min(initial=0) < DAYS.since_ever or days.max(initial=0) > DAYS.forever:
        return None
    if there is not None and not there[stopped].all():
        return None
    found = np.full(len(found), DAYS.no_end, np.int32)
    found[stopped] = days
    return found


def _instants(start: ArrowArray, end: ArrowArray, ended: ArrowArray) -> _Times | None:
    """Return the instants of records, or None where some are no records'."""
    (first, known), (last, end_known), (stopped, fits) = (microseconds(each) for each in (start, end, ended))
    if not (known is None and end_known is None) or (last <= first).any():
        return None
    if fits is not None:
        if int(fits.sum()) != len(ended) - ended.null_count:
            return None
        stopped = np.where(fits, stopped, INSTANTS.no_end)
    return _Times(None, first, last, stopped)
