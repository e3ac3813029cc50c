"""Validity records: the days, or the instants, on which a device is active and billable."""

__all__ = ["TimedValidity", "Validity", "ValidityRecord", "deactivate"]

from datetime import date, datetime
from typing import TypeAlias

import attrs

from ..checks import check_day, check_instant, check_text
from ..errors import WrongType, WrongValue
from ..ids import DeviceId, check_id


@attrs.frozen
class Validity:
    """Days on which a device is active in an application, both included (rules K01, K03, K05, K06).

    Without days it says that the device is there and has never been valid. Raises WrongType or WrongValue.

    Attributes:
        device: which.
        application: where.
        start: the first day, in the application's zone.
        last_day: the last day, included.
        deactivated_on: the last day it was let be active, where somebody ended it early.
        reason: why, in the caller's words.
        created_at: when the record was made, where that matters to alerts.

    >>> Validity("tracker-1", "fleet", date(2026, 4, 1), date(2026, 4, 30)).last_day.isoformat()
    '2026-04-30'
    """

    device: DeviceId = attrs.field(metadata={"column": "device_id"})
    application: str = attrs.field(metadata={"column": "application_id"})
    start: date | None = None
    last_day: date | None = None
    deactivated_on: date | None = None
    reason: str = ""
    created_at: datetime | None = None

    def __attrs_post_init__(self) -> None:
        _check_days(self)


@attrs.frozen
class TimedValidity:
    """Instants at which a device is active in an application: from the first up to, not including, the end (rule K01).

    Raises WrongType or WrongValue.

    Attributes:
        device: which.
        application: where.
        start_at: the first instant.
        end_at: the first instant it is active no more.
        deactivated_at: the first instant it was active no more, where somebody ended it early.
        reason: why, in the caller's words.
        created_at: when the record was made, where that matters to alerts.
    """

    device: DeviceId = attrs.field(metadata={"column": "device_id"})
    application: str = attrs.field(metadata={"column": "application_id"})
    start_at: datetime
    end_at: datetime
    deactivated_at: datetime | None = None
    reason: str = ""
    created_at: datetime | None = None

    def __attrs_post_init__(self) -> None:
        _check_instants(self)


ValidityRecord: TypeAlias = Validity | TimedValidity
"""Either way to say when a device is active."""


def deactivate(record: ValidityRecord, on: date | datetime, reason: str = "") -> ValidityRecord:
    """End a record early: with a day, which is then its last; or, a timed one, at an instant (rules K05, K06).

    A record deactivated before keeps its first end; one deactivated before its start never becomes active; one that
    has elapsed by then is left as it is. What was ended is not resumed: that takes a new record. Every record of a
    device is ended by one call for each. Raises WrongType for a day where an instant is meant, or the other way round.

    >>> record = Validity("tracker-1", "fleet", date(2026, 4, 1), date(2026, 4, 30))
    >>> deactivate(record, date(2026, 4, 10), "returned").deactivated_on.isoformat()
    '2026-04-10'
    """
    check_text("reason", reason)
    if isinstance(record, Validity):
        last = check_day("on", on)
        if record.last_day is None or last >= record.last_day or record.deactivated_on is not None:
            return record
        return attrs.evolve(record, deactivated_on=last, reason=reason)
    if isinstance(record, TimedValidity):
        check_instant("on", on)
        if record.deactivated_at is not None or not isinstance(on, datetime) or on >= record.end_at:
            return record
        return attrs.evolve(record, deactivated_at=on, reason=reason)
    raise WrongType("record", "Validity or TimedValidity", record)


def _check_days(record: Validity) -> None:
    _check_common(record)
    if record.start is None or record.last_day is None:
        for name in ("start", "last_day", "deactivated_on"):
            if getattr(record, name) is not None:
                raise WrongValue(name, "both a start and a last day, or neither", getattr(record, name))
        return
    if check_day("last_day", record.last_day) < check_day("start", record.start):
        raise WrongValue("last_day", f"a day from {record.start.isoformat()} on", record.last_day)
    if record.deactivated_on is not None:
        check_day("deactivated_on", record.deactivated_on)


def _check_instants(record: TimedValidity) -> None:
    _check_common(record)
    check_instant("start_at", record.start_at)
    check_instant("end_at", record.end_at)
    if record.end_at <= record.start_at:
        raise WrongValue("end_at", f"an instant after {record.start_at.isoformat()}", record.end_at)
    if record.deactivated_at is not None:
        check_instant("deactivated_at", record.deactivated_at)


def _check_common(record: ValidityRecord) -> None:
    check_id("device", record.device)
    check_id("application", record.application)
    check_text("reason", record.reason)
    if record.created_at is not None:
        check_instant("created_at", record.created_at)
