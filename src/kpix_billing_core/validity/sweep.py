"""What falls due in a fleet: who enters grace, who is disabled, and of whose end administrators must be told.

Everything is read from timelines, so it depends on the records alone: not on when a job ran, nor on how the time
between two runs was cut.
"""

__all__ = ["Schedule", "SweepEvent", "SweepKind", "schedule", "sweep"]

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

import attrs

from ..checks import check_instant, check_whole, each, instance
from ..errors import WrongValue
from ..ids import DeviceId, identifier
from .boundaries import FIRST, day_at, days_before, in_utc
from .fleet import by_application, rules_by_application
from .record import Validity, ValidityRecord
from .rules import Application, ApplicationRules
from .status import BillingStatus, StatusSpan
from .timeline import timeline


class SweepKind(Enum):
    """What falls due.

    ALERT_DUE: administrators must be told that it will expire (K10). ALERT_MISSED: it was too late for that (K11).
    GRACE_ENTERED: validity is over, the device stays connected (K08). DISABLED: it is cut off (K07).
    """

    ALERT_DUE = "alert_due"
    ALERT_MISSED = "alert_missed"
    GRACE_ENTERED = "grace_entered"
    DISABLED = "disabled"


_ORDER = tuple(SweepKind)


@attrs.frozen
class SweepEvent:
    """Something that falls due at an instant; delivery, and to whom, is outside (rules K10, K21, K23).

    Attributes:
        due_at: when.
        application: where.
        device: whose.
        kind: what.
        expires_at: the end of the validity that it is about.
        days_left: of an alert, how many days before the end it is for.
    """

    due_at: datetime
    application: str = attrs.field(validator=identifier)
    device: DeviceId = attrs.field(validator=identifier)
    kind: SweepKind = attrs.field(validator=instance(SweepKind))
    expires_at: datetime
    days_left: int | None = None

    def __attrs_post_init__(self) -> None:
        _check_event(self)

    def seen(self, at: datetime) -> "SweepEvent":
        """Return the event as seen at an instant: an alert that nobody saw before the end is missed (K11)."""
        check_instant("at", at)
        late = self.kind is SweepKind.ALERT_DUE and at >= self.expires_at
        return attrs.evolve(self, kind=SweepKind.ALERT_MISSED) if late else self


@attrs.frozen
class Schedule:
    """All that will fall due in a fleet as it is, in order of time: an index that any number of sweeps ask (rule K23).

    Attributes:
        events: in order of instant, then application, device and kind.
    """

    events: tuple[SweepEvent, ...] = attrs.field(validator=each(SweepEvent))

    def __attrs_post_init__(self) -> None:
        _check_order(self.events)

    def sweep(self, since: datetime, until: datetime) -> tuple[SweepEvent, ...]:
        """Return what falls due from an instant up to, not including, another; looks at nothing else."""
        return _found(self.events, since, until)


def schedule(records: Iterable[ValidityRecord], applications: Iterable[Application]) -> Schedule:
    """Return all that will fall due in a fleet as it is; raises as `sweep`."""
    rules = rules_by_application(applications)
    found: list[SweepEvent] = []
    for application, devices in by_application(records, rules).items():
        for device, held in devices.items():
            found += _due(application, device, held, rules[application])
    found.sort(key=_place)
    return Schedule(tuple(found))


def sweep(
    records: Iterable[ValidityRecord], applications: Iterable[Application], since: datetime, until: datetime
) -> tuple[SweepEvent, ...]:
    """Return what falls due in a fleet from an instant up to, not including, another, each exactly once (rule K23).

    However the time is cut into sweeps, together they give the same events; the order of the records means nothing.
    Raises WrongType, or WrongValue for an end before the start, a record of an application that is not among those
    given, and records that overlap where they must not.

    >>> from datetime import UTC
    >>> april = Validity("tracker-1", "fleet", date(2026, 4, 1), date(2026, 4, 30))
    >>> may = datetime(2026, 5, 1, tzinfo=UTC)
    >>> [event.kind.value for event in sweep([april], [Application("fleet")], may, datetime(2026, 6, 1, tzinfo=UTC))]
    ['disabled']
    """
    _check_interval(since, until)
    rules = rules_by_application(applications)
    found: list[SweepEvent] = []
    for application, devices in by_application(records, rules).items():
        reach = _reach(since, until, rules[application])
        for device, held in devices.items():
            # Most devices have one record that ends some other time: a look at its days, and no timeline.
            if type(held) is Validity and not reach.holds(held):
                continue
            found += (
                event for event in _due(application, device, held, rules[application]) if since <= event.due_at < until
            )
    found.sort(key=_place)
    return tuple(found)


class _Reach(NamedTuple):
    """The days of an interval, and the last days of records of which something falls due in it."""

    first: date
    last: date
    ends: Container[int]

    def holds(self, record: Validity) -> bool:
        """Whether anything of a device with this one record may fall due: by its end, its start or when it was made."""
        if record.last_day is None or record.start is None:
            return False
        near = record.last_day.toordinal() in self.ends or self.first <= record.start <= self.last
        return near or record.created_at is not None


def _reach(since: datetime, until: datetime, rules: ApplicationRules) -> _Reach:
    first, last = day_at(since, rules), day_at(until, rules)
    # A day more at either side: one that a zone left out begins with the next.
    days = range(first.toordinal() - 1, last.toordinal() + 2)
    shifts = {1, 1 + rules.grace_days, *(1 - days for days in rules.alert_days)}
    if len(days) > _MANY:
        return _Reach(first, last, range(days.start - max(shifts), days.stop - min(shifts)))
    return _Reach(first, last, frozenset(day - shift for shift in shifts for day in days))


_MANY = 1_000
"""Days whose ends are not listed any more: most devices have something due in so many."""


def _due(
    application: str, device: DeviceId, held: ValidityRecord | list[ValidityRecord], rules: ApplicationRules
) -> Iterator[SweepEvent]:
    for span in timeline(held if isinstance(held, list) else [held], rules).spans:
        if span.record is None or span.expires_at is None:
            # What never ends has no end to tell of.
            continue
        if span.status is BillingStatus.ACTIVE and rules.billing:
            for kind, due_at, days in _alerts(span, span.record, span.expires_at, rules):
                yield SweepEvent(due_at, application, device, kind, span.expires_at, days)
        elif span.status in _KINDS and span.since is not None:
            yield SweepEvent(span.since, application, device, _KINDS[span.status], span.expires_at)


_KINDS: Mapping[BillingStatus, SweepKind] = MappingProxyType(
    {BillingStatus.IN_GRACE: SweepKind.GRACE_ENTERED, BillingStatus.DISABLED: SweepKind.DISABLED}
)


def _alerts(
    span: StatusSpan, record: ValidityRecord, expires_at: datetime, rules: ApplicationRules
) -> Iterator[tuple[SweepKind, datetime, int]]:
    """Yield the alerts of an end: none before the device is valid or the record is made, and none after the end (K11).

    An end that somebody brought forward has those that were due before.
    """
    known = max(span.since or FIRST, FIRST if record.created_at is None else in_utc(record.created_at))
    for days in rules.alert_days:
        due_at = max(known, days_before(record, days, rules))
        if span.until is not None and due_at < span.until:
            yield SweepKind.ALERT_DUE, due_at, days
        elif span.until == expires_at:
            yield SweepKind.ALERT_MISSED, due_at, days


def _place(event: SweepEvent) -> tuple[datetime, str, DeviceId, int, int]:
    return event.due_at, event.application, event.device, _ORDER.index(event.kind), event.days_left or 0


def _when(event: SweepEvent) -> datetime:
    return event.due_at


def _found(events: tuple[SweepEvent, ...], since: datetime, until: datetime) -> tuple[SweepEvent, ...]:
    _check_interval(since, until)
    return events[bisect_left(events, since, key=_when) : bisect_left(events, until, key=_when)]


def _check_interval(since: datetime, until: datetime) -> None:
    check_instant("since", since)
    check_instant("until", until)
    if until < since:
        raise WrongValue("until", f"an instant from {since.isoformat()} on", until)


def _check_event(event: SweepEvent) -> None:
    check_instant("due_at", event.due_at)
    check_instant("expires_at", event.expires_at)
    if event.days_left is not None:
        check_whole("days_left", event.days_left, 1)
    if (event.days_left is not None) != (event.kind in _ALERTS):
        raise WrongValue("days_left", "a number of days for an alert, and only there", event.days_left)


_ALERTS = (SweepKind.ALERT_DUE, SweepKind.ALERT_MISSED)


def _check_order(events: tuple[SweepEvent, ...]) -> None:
    for before, after in pairwise(events):
        if _place(after) <= _place(before):
            raise WrongValue("events", "each once, in order", after)
