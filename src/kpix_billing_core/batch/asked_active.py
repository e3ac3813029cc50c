"""What an adapter asks of its engine about connections, and what becomes of the answer; otherwise as of allocations.

All rows are grouped once by account and device, those of other months too: so ids are looked at once for each group,
and a fleet without faults is read once.
"""

__all__ = ["GROUP_IDS", "MonthAsked", "month_asked", "settled_active"]

from collections.abc import Callable
from datetime import tzinfo
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from ..dates import Month
from ..usage.instants import check_month_of, month_span
from .active import ACTIVE, ActiveTotals, active_totals, numbers_of
from .arrays import column, combined, exact_sum, numbers, valid
from .asked import FAULTY, READ, BadIds, judged, lost_of, ordered
from .connections import sift_connections
from .schema import CONNECTIONS, check_columns

GROUP_IDS = ("account_id", "device_id")


class MonthAsked(NamedTuple):
    """A month of a zone, with its first and its last instant as numbers of microseconds, both included."""

    month: Month
    zone: tzinfo
    first: int
    last: int


def month_asked(schema: pa.Schema, month: Month, zone: tzinfo) -> MonthAsked:
    """Return what to ask of columns of a schema; raises MalformedColumns, or WrongType and WrongValue as the scalar."""
    check_month_of(month, zone)
    check_columns(schema, CONNECTIONS)
    return MonthAsked(month, zone, *numbers_of(month_span(month, zone)))


def settled_active(wanted: MonthAsked, groups: pa.Table, suspects: Callable[[BadIds], pa.Table]) -> ActiveTotals:
    """Return the totals of groups: `connected_at` is the first connection in the month, or nothing.

    `read` says how many rows a group has, `faulty` how many of these have no instant. Otherwise as `settled`.
    """
    found = judged(groups, GROUP_IDS)
    read, faulty = (numbers(groups.column(name)) for name in (READ, FAULTY))
    lost = lost_of(found.sound, read, faulty)
    rejected = ordered(sift_connections(suspects(found.bad)), lost) if lost else None
    at = combined(groups.column("connected_at"))
    there = valid(at)
    picked = column(np.flatnonzero(found.sound if there is None else found.sound & there))
    arrays = [*(found.ids[name] for name in GROUP_IDS), at]
    devices = pa.Table.from_arrays([each.take(picked) for each in arrays], ACTIVE.names)
    return active_totals(devices, wanted.month, wanted.zone, read=exact_sum(read), rejected=rejected)
