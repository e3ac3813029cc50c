"""Short ways to say when a device is valid and under which rules, for the tests of validity."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from kpix_billing_core.validity import (
    Application,
    ApplicationRules,
    SweepEvent,
    TimedValidity,
    Validity,
    ValidityRecord,
    sweep,
    timeline,
)

FLEET = "fleet"
EVER = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


def day(number: int) -> date:
    """Return a day, numbers being days of April 2026 and of the months around it: 0 is 31 March, 31 is 1 May."""
    return date(2026, 3, 31) + timedelta(days=number)


def at(number: int, hour: int = 0) -> datetime:
    """Return an instant of such a day."""
    return datetime.combine(day(number), datetime.min.time(), UTC) + timedelta(hours=hour)


def valid(first: int = 1, last: int = 30, ended: int | None = None, device: str = "d1", **more: Any) -> Validity:
    """Return a record from one day to another, of all of April where nothing is said."""
    more.setdefault("application", FLEET)
    end = None if ended is None else day(ended)
    return Validity(device, start=day(first), last_day=day(last), deactivated_on=end, **more)


def timed(first: datetime, end: datetime, ended: datetime | None = None, **more: Any) -> TimedValidity:
    """Return a record from one instant to another."""
    return TimedValidity("d1", FLEET, first, end, ended, **more)


def under(**rules: Any) -> Application:
    """Return the application under rules."""
    return Application(FLEET, ApplicationRules(**rules))


def status(records: ValidityRecord | Iterable[ValidityRecord], number: int, hour: int = 0, **rules: Any) -> str:
    """Return what the device is at an hour of a day."""
    held = [records] if isinstance(records, ValidityRecord) else records
    return timeline(held, ApplicationRules(**rules)).status(at(number, hour)).value


def spans(records: Iterable[ValidityRecord], **rules: Any) -> list[tuple[str, datetime | None, datetime | None]]:
    """Return the statuses of all of time, with the instants between them."""
    return [(each.status.value, each.since, each.until) for each in timeline(records, ApplicationRules(**rules)).spans]


def due(records: Iterable[ValidityRecord], since: datetime = EVER[0], until: datetime = EVER[1], **rules: Any) -> list:
    """Return what falls due between two instants, or ever, as instants and words."""
    return [(each.due_at, words(each)) for each in sweep(records, [under(**rules)], since, until)]


def words(event: SweepEvent) -> str:
    """Return what an event is, with the days before the end where it is an alert."""
    return event.kind.value if event.days_left is None else f"{event.kind.value} {event.days_left}"
