"""Active devices of a fleet by columns: what an engine hands over when it has looked at connections, whichever it was.

The first connection of each device in a month is all that is kept, so parts merge as sets do: in any order and
grouping, and a connection that is in two parts is one.
"""

__all__ = ["ACTIVE", "ActiveTotals", "active_by_account", "active_totals", "merge_active"]

from collections.abc import Iterable, Iterator
from datetime import tzinfo
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from ..checks import check_many, check_whole
from ..dates import Month
from ..errors import TallyMismatch, WrongType, WrongValue
from ..ids import AccountId
from ..usage import ActiveDevices
from ..usage.instants import MonthSpan, check_month_of, month_span
from .arrays import Numbers, column, combined, numbers
from .connections import REJECTED_CONNECTIONS
from .instants import INSTANT, datetime_of, number_of
from .lettered import in_text_order, text_ranks
from .rejected import check_rejected

_TYPES: dict[str, pa.DataType] = {"account_id": pa.string(), "device_id": pa.string(), "connected_at": INSTANT}
ACTIVE = pa.schema(_TYPES)
"""A row for each account and device: the first connection in the month."""


class ActiveTotals(NamedTuple):
    """The devices of many accounts that connected in a month, by columns; those of parts merge (rules P11 to P13).

    Attributes:
        month: when.
        zone: where the month begins and ends.
        devices: each device of each account once, in order, with its first connection in the month (`ACTIVE`).
        read: how many rows were read, rejected ones included.
        rejected: the rows that are no connections, with the reasons (`REJECTED_CONNECTIONS`).
    """

    month: Month
    zone: tzinfo
    devices: pa.Table
    read: int
    rejected: pa.Table

    def counts(self) -> pa.Table:
        """Return how many active devices each account has, in order of accounts; raises as `check`.

        Accounts without any are not in it. The columns are `account_id` and `active_devices`.
        """
        return _counts(self)

    def check(self) -> None:
        """Refuse to go on with rows that were rejected; raises MalformedColumns, with count and examples."""
        check_rejected(f"{self.read} rows of connections", self.rejected)


def numbers_of(span: MonthSpan) -> tuple[int, int]:
    """Return the first and the last instant of a month as numbers, both included."""
    return number_of(span.first), number_of(span.last)


def active_totals(
    devices: pa.Table, month: Month, zone: tzinfo, *, read: int, rejected: pa.Table | None = None
) -> ActiveTotals:
    """Return the totals of what an engine has found, in any order, each device any number of times.

    `devices` has the columns of `ACTIVE`: text, text with a dictionary or whole numbers, and instants or whole numbers
    of microseconds. Raises WrongType or WrongValue where an engine has made anything else of them, or an instant of
    another month; TallyMismatch where rows were lost.
    """
    check_month_of(month, zone)
    check_whole("read", read, 0)
    if not isinstance(devices, pa.Table):
        raise WrongType("devices", "pyarrow.Table", devices)
    apart = REJECTED_CONNECTIONS.empty_table() if rejected is None else rejected
    found = _once(_checked(devices, month_span(month, zone)))
    if found.num_rows > read - apart.num_rows:
        raise TallyMismatch(f"{found.num_rows} devices of {read} rows, {apart.num_rows} rejected")
    return ActiveTotals(month, zone, found, read, apart)


def _checked(devices: pa.Table, span: MonthSpan) -> pa.Table:
    """Return the columns wanted, instants as whole numbers."""
    for name in ACTIVE.names:
        if name not in devices.column_names:
            raise WrongValue("devices", f"a column {name}", devices.column_names)
        if devices.column(name).null_count:
            raise WrongValue(f"{name} of devices", "something in every row", None)
    kind = devices.schema.field("connected_at").type
    if kind not in (INSTANT, pa.int64()):
        raise WrongType("connected_at of devices", str(INSTANT), kind)
    at = numbers(devices.column("connected_at"))
    first, last = numbers_of(span)
    if len(at) and not first <= at.min() <= at.max() <= last:
        raise WrongValue("connected_at of devices", "instants of the month", [int(at.min()), int(at.max())])
    return devices.select(ACTIVE.names[:-1]).append_column("connected_at", column(at))


def _once(devices: pa.Table) -> pa.Table:
    """Return each device of each account once, in order, with its earliest connection."""
    ids = [combined(devices.column(name)) for name in ACTIVE.names[:-1]]
    order, starts = in_text_order([text_ranks(each) for each in ids])
    picked = column(order[starts])
    texts = [each.take(picked).cast(pa.string()) for each in ids]
    return pa.Table.from_arrays([*texts, column(_earliest(devices, order, starts), INSTANT)], schema=ACTIVE)


def _earliest(devices: pa.Table, order: Numbers, starts: Numbers) -> Numbers:
    at = numbers(devices.column("connected_at"))[order]
    return np.minimum.reduceat(at, starts) if len(starts) < len(at) else at


def merge_active(parts: Iterable[ActiveTotals]) -> ActiveTotals:
    """Merge the active devices of parts of a fleet, of one part at least; their order and grouping makes no difference.

    Raises TallyMismatch for parts of two months or of two zones.
    """
    check_many("parts", parts)
    held: list[ActiveTotals] = []
    for part in parts:
        if type(part) is not ActiveTotals:
            raise WrongType("parts", "ActiveTotals", part)
        if held and (part.month, part.zone) != (held[0].month, held[0].zone):
            raise TallyMismatch("active devices merge only within one month of one zone")
        held.append(part)
    if not held:
        raise WrongValue("parts", "at least one", 0)
    return held[0]._replace(
        devices=held[0].devices if len(held) == 1 else _once(pa.concat_tables([part.devices for part in held])),
        read=sum(part.read for part in held),
        rejected=pa.concat_tables([part.rejected for part in held]),
    )


def active_by_account(totals: ActiveTotals) -> Iterator[tuple[AccountId, ActiveDevices]]:
    """Yield (account id, active devices) in order of id: what `active_devices_by_account` yields.

    Raises WrongType, MalformedColumns where rows were rejected.
    """
    if type(totals) is not ActiveTotals:
        raise WrongType("totals", "ActiveTotals", totals)
    counts = totals.counts()
    return _by_account(totals, counts)


def _by_account(totals: ActiveTotals, counts: pa.Table) -> Iterator[tuple[AccountId, ActiveDevices]]:
    start = 0
    for account, count in zip(*(each.to_pylist() for each in counts.columns), strict=True):
        part = totals.devices.slice(start, count)
        instants = map(datetime_of, numbers(part.column("connected_at")).tolist())
        devices: list[Any] = part.column("device_id").to_pylist()
        first = tuple(zip(devices, instants, strict=True))
        yield account, ActiveDevices(account, totals.month, totals.zone, first)
        start += count


def _counts(totals: ActiveTotals) -> pa.Table:
    totals.check()
    coded = combined(totals.devices.column("account_id")).dictionary_encode()
    many = np.bincount(numbers(coded.indices), minlength=len(coded.dictionary))
    return pa.table({"account_id": coded.dictionary, "active_devices": column(many)})
