"""What is said of a fleet by columns: what every device is, and what falls due."""

__all__ = ["EVENTS", "STATUS", "TIMED_STATUS", "Due", "FleetStatus"]

from datetime import date, datetime
from typing import NamedTuple

import pyarrow as pa

from .instants import INSTANT
from .rejected import check_rejected

STATUS = pa.schema(
    {
        "device_id": pa.string(),
        "application_id": pa.dictionary(pa.int32(), pa.string()),
        "status": pa.dictionary(pa.int8(), pa.string()),
        "since": pa.date32(),
        "until": pa.date32(),
    }
)
"""A row for each device in each of its applications; both days are included, and empty where there is none."""

TIMED_STATUS = pa.schema([*list(STATUS)[:3], pa.field("since_at", INSTANT), pa.field("until_at", INSTANT)])
"""The same of records in instants: from the first up to, not including, the other."""

_EVENT_TYPES: dict[str, pa.DataType] = {
    "due_at": INSTANT,
    "application_id": pa.string(),
    "device_id": pa.string(),
    "event": pa.string(),
    "expires_at": INSTANT,
    "days_left": pa.int64(),
}
EVENTS = pa.schema(_EVENT_TYPES)
"""A row for each event, in order of instant, application, device and event; `days_left` of alerts only."""


class FleetStatus(NamedTuple):
    """What every device is at an instant, or at the start of a day, by columns (rules K04, K07 to K09, K12, K13).

    Attributes:
        at: when.
        devices: each device in each application once, where its first record stands (`STATUS`, or `TIMED_STATUS`).
        read: how many rows were read, rejected ones included.
        rejected: the rows that are no records, with the reasons (`REJECTED_VALIDITIES`, or those of instants).
    """

    at: date | datetime
    devices: pa.Table
    read: int
    rejected: pa.Table

    def check(self) -> None:
        """Refuse to go on with rows that were rejected; raises MalformedColumns, with count and examples."""
        _check(self.read, self.rejected)


class Due(NamedTuple):
    """What falls due in a fleet from an instant up to, not including, another, by columns (rules K10, K11, K23).

    Attributes:
        since, until: from when, and up to when.
        events: in order (`EVENTS`).
        read: how many rows were read, rejected ones included.
        rejected: the rows that are no records, with the reasons (`REJECTED_VALIDITIES`, or those of instants).
    """

    since: datetime
    until: datetime
    events: pa.Table
    read: int
    rejected: pa.Table

    def check(self) -> None:
        """Refuse to go on with rows that were rejected; raises MalformedColumns, with count and examples."""
        _check(self.read, self.rejected)


def _check(read: int, rejected: pa.Table) -> None:
    check_rejected(f"{read} rows of validity records", rejected, "application")
