"""What falls due in a fleet: who enters grace, who is disabled, and of whose end administrators must be told.

Everything is read from timelines, so it depends on the instants alone: not on when a job ran, nor on how the time
between two runs was cut.
"""

__all__ = ["Schedule", "SweepEvent", "SweepKind", "schedule", "sweep"]

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import Enum

import attrs

from ..checks import check_instant, check_whole, each, instance, optional
from ..errors import WrongType, WrongValue
from ..ids import DeviceId, identifier
from .fleet import by_device, rules_by_application
from .record import ValidityRecord
from .rules import Application, ApplicationRules
from .timeline import BillingStatus, StatusSpan, days_later, timeline


class SweepKind(Enum):
    """What falls due.

    GRACE_ENTERED: validity is over, the device stays connected (K08). DISABLED: it is cut off (K07).
    ALERT_DUE: administrators must be told that it will expire (K10). ALERT_MISSED: it was too late for that (K11).
    """

    ALERT_DUE = "alert_due"
    ALERT_MISSED = "alert_missed"
    GRACE_ENTERED = "grace_entered"
    DISABLED = "disabled"


@attrs.frozen
class SweepEvent:
    """Something that falls due at an instant; delivery, and to whom, is outside (rules K10, K21, K23).

    Attributes:
        due_at: when.
        application: where.
        device: whose.
        kind: what.
        expires_at: the end of the validity that it is about.
        alert_days: of an alert, how many days before the end it is for.
    """

    due_at: datetime
    application: str = attrs.field(validator=identifier)
    device: DeviceId = attrs.field(validator=identifier)
    kind: SweepKind = attrs.field(validator=instance(SweepKind))
    expires_at: datetime
    alert_days: int | None = None

    def __attrs_post_init__(self) -> None:
        _check_event(self)


@attrs.frozen
class Schedule:
    """All that will ever fall due in a fleet as it is, in order: a sweep of it touches only what is due.

    Attributes:
        events: by instant, application, device, kind and alert days.
    """

    events: tuple[SweepEvent, ...] = attrs.field(default=(), validator=each(SweepEvent))

    def __attrs_post_init__(self) -> None:
        _check_order(self)

    def sweep(self, since: datetime, until: datetime) -> tuple[SweepEvent, ...]:
        """Return what falls due from an instant up to, not including, another."""
        return _sweep(self, since, until)


def schedule(records: Iterable[ValidityRecord], applications: Iterable[Application]) -> Schedule:
    """Return all that will fall due in a fleet as it is.

    Raises WrongType, or WrongValue for a record of an application that is not among those given.
    """
    rules = rules_by_application(applications)
    found: list[SweepEvent] = []
    for (application, device), held in by_device(records, rules).items():
        found += _due(application, device, held, rules[application])
    return Schedule(tuple(sorted(found, key=_order)))


def sweep(
    records: Iterable[ValidityRecord], applications: Iterable[Application], since: datetime, until: datetime
) -> tuple[SweepEvent, ...]:
    """Return what falls due in a fleet from an instant up to, not including, another, each exactly once (rule K23).

    However the time is cut into sweeps, together they give the same events; the order of the records means nothing.
    Raises as `schedule`, and WrongValue for an end before the start.

    >>> from datetime import UTC, date
    >>> from .record import Validity
    >>> april = Validity("tracker-1", "fleet", date(2026, 4, 1), date(2026, 4, 30))
    >>> may = datetime(2026, 5, 1, tzinfo=UTC)
    >>> [event.kind.value for event in sweep([april], [Application("fleet")], may, datetime(2026, 6, 1, tzinfo=UTC))]
    ['disabled']
    """
    return schedule(records, applications).sweep(since, until)


def _due(
    application: str, device: DeviceId, records: list[ValidityRecord], rules: ApplicationRules
) -> Iterator[SweepEvent]:
    for span in timeline(records, rules).spans:
        if span.status is BillingStatus.ACTIVE:
            yield from _alerts(application, device, span, rules)
        elif span.since is not None and span.status in _KINDS:
            yield SweepEvent(span.since, application, device, _KINDS[span.status], _end_of(span, rules))


_KINDS: Mapping[BillingStatus, SweepKind] = {
    BillingStatus.IN_GRACE: SweepKind.GRACE_ENTERED,
    BillingStatus.DISABLED: SweepKind.DISABLED,
}


def _alerts(application: str, device: DeviceId, span: StatusSpan, rules: ApplicationRules) -> Iterator[SweepEvent]:
    ...
