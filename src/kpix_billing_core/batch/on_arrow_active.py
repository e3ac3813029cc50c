"""Active devices with NumPy, from files of Parquet or whatever streams Arrow; no row ever becomes an object.

Connections are looked at once, a piece at a time, and only the first of each device in the month is kept: memory grows
with the devices, not with the rows.
"""

__all__ = ["active_devices"]

from collections.abc import Iterator
from datetime import UTC, tzinfo

import numpy as np
import pyarrow as pa

from ..dates import Month
from ..usage.instants import check_month_of, month_span
from .active import ACTIVE, ActiveTotals, active_totals, numbers_of
from .arrays import column, nothing
from .closing import Progress, check_progress
from .coder import Coder
from .connections import REJECTED_CONNECTIONS, sift_connections
from .device_ids import DeviceIds, texts_of
from .first_seen import FirstSeen, Seen
from .instants import microseconds
from .schema import CONNECTIONS
from .slices import ROWS
from .source import Source, reader_of


def active_devices(
    columns: Source, month: Month, zone: tzinfo = UTC, *, progress: Progress | None = None
) -> ActiveTotals:
    """Return the devices of all accounts that connected in a month at least once (rules P11 to P13).

    It says what `active_devices_by_account` does; `columns` are those of `CONNECTIONS`. A connection at the instant a
    month starts is in that month and in no other; of an instant finer than microseconds the rest is cut off.
    `progress` is told after each piece how many rows have been read; what it raises stops the run.
    Rows that are no connections are set apart in the totals. Raises MalformedColumns for columns of another sort.

    >>> import pyarrow as pa
    >>> from datetime import datetime
    >>> may = datetime(2026, 5, 1, tzinfo=UTC)
    >>> instants = pa.array([may - datetime.resolution, may], pa.timestamp("us", "UTC"))
    >>> rows = pa.table({"device_id": ["d1", "d2"], "account_id": ["acme", "acme"], "connected_at": instants})
    >>> active_devices(rows, Month.parse("2026-04")).counts().to_pylist()
    [{'account_id': 'acme', 'active_devices': 1}]
    """
    check_month_of(month, zone)
    check_progress(progress)
    looking = _Looking(month, zone)
    for batch in reader_of(columns, CONNECTIONS):
        looking.add(batch)
        if progress is not None:
            progress(looking.read)
    return looking.totals()


class _Looking:
    """Connections of a month, looked at piece by piece."""

    def __init__(self, month: Month, zone: tzinfo) -> None:
        self._asked = (month, zone)
        self._accounts, self._devices = Coder("account_id"), DeviceIds()
        self._seen = FirstSeen(*numbers_of(month_span(month, zone)))
        self._rejected = [nothing(REJECTED_CONNECTIONS)]
        self.read = 0

    def add(self, batch: pa.RecordBatch) -> None:
        self.read += batch.num_rows
        for rows in self._unsound(batch):
            good, rejected = sift_connections(pa.Table.from_batches([rows]))
            self._rejected.append(rejected)
            for sound in good.to_batches():
                list(self._unsound(sound))

    def _unsound(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Look at the rows of a batch, some at a time, and yield those of which some are no connections."""
        accounts = self._accounts.coded(batch.column("account_id"))
        devices = self._devices.coded(batch.column("device_id"))
        for start in range(0, batch.num_rows, ROWS):
            part = slice(start, start + ROWS)
            rows = batch.slice(start, ROWS)
            at, fit = microseconds(rows.column("connected_at"))
            account, device = accounts.part(part), devices.part(part)
            missing = any(each.null_count for each in rows.columns[:2]) or (fit is not None and not fit.all())
            if missing or not account.are_ids() or not device.are_ids():
                yield rows
            else:
                self._seen.add(Seen(account.numbers(), device.numbers().astype(np.int64, copy=False), at))

    def totals(self) -> ActiveTotals:
        """Return what was found."""
        month, zone = self._asked
        found = self._seen.seen()
        arrays = [texts_of(self._accounts, found.account), self._devices.ids(found.device), column(found.at)]
        devices = pa.Table.from_arrays(arrays, ACTIVE.names)
        return active_totals(devices, month, zone, read=self.read, rejected=pa.concat_tables(self._rejected))
