"""Strategies for validity: records, rules of applications, and what follows from them."""

__all__ = [
    "application_rules",
    "applications",
    "device_statuses",
    "schedules",
    "status_spans",
    "sweep_events",
    "timed_validities",
    "timelines",
    "validities",
]

from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..ids import DeviceId
from ..validity import (
    Application,
    ApplicationRules,
    BillingStatus,
    DeviceStatus,
    Overlap,
    RenewalFrom,
    Schedule,
    StatusSpan,
    SweepEvent,
    SweepKind,
    TimedValidity,
    Timeline,
    Validity,
    schedule,
    timeline,
)
from .dates import FIRST_DAY, LAST_DAY, days, instants, zones
from .making import made
from .payers import device_ids
from .texts import ids

R = TypeVar("R")

# A day, a few, a month, a year; and what grace and alerts usually are.
_LENGTHS = (0, 1, 6, 29, 30, 364)
_GRACES = (0, 1, 7, 30)
_ALERTS = ((), (1,), (7,), (1, 7), (1, 2, 30))
_REASONS = ("", "returned", "decommissioned")
_FLEET = "fleet"
_RECORDS = 3
"""Of a device or an application, at most."""

_LASTS = st.sampled_from(_LENGTHS) | st.integers(0, 40)
_ENDED = st.none() | st.integers(-2, 40)
"""Days after the first: the last, and the one on which a record was ended."""

_LASTS_SO_LONG = st.timedeltas(timedelta.resolution, timedelta(days=400))
_ENDED_SO_LATE = st.none() | st.timedeltas(-timedelta(days=2), timedelta(days=400))
_LAST_START = date(2190, 1, 1)
_DAYS_BEFORE = st.integers(1, 30)
_ALERT_KINDS = st.sampled_from((SweepKind.ALERT_DUE, SweepKind.ALERT_MISSED))
_OTHER_KINDS = st.sampled_from((SweepKind.GRACE_ENTERED, SweepKind.DISABLED))


def validities(*, min_day: date = FIRST_DAY, max_day: date = LAST_DAY) -> SearchStrategy[Validity]:
    """Return records that start between two days: for a day or a year, ended early or late, and ones without days."""
    starts = days(min_day=min_day, max_day=max_day)
    created = st.none() | instants(min_day=min_day, max_day=max_day)
    held = made(_validity, _places(), starts, _LASTS, _ENDED, st.sampled_from(_REASONS), created)
    return held | made(Validity, device_ids(), _application_ids())


def timed_validities() -> SearchStrategy[TimedValidity]:
    """Return records of instants: for a moment or a year, ended early or late."""
    reasons, created = st.sampled_from(_REASONS), st.none() | instants()
    starts = instants(max_day=_LAST_START)
    return made(_timed, _places(), starts, _LASTS_SO_LONG, _ENDED_SO_LATE, reasons, created)


def application_rules() -> SearchStrategy[ApplicationRules]:
    """Return rules of applications: with and without grace, alerts, enforcement and billing, in any zone."""
    return made(
        ApplicationRules,
        grace_days=st.sampled_from(_GRACES),
        alert_days=st.sampled_from(_ALERTS),
        enforcement=st.booleans(),
        billing=st.booleans(),
        zone=zones(),
        overlap=st.sampled_from(Overlap),
        renewal_from=st.sampled_from(RenewalFrom),
    )


def applications() -> SearchStrategy[Application]:
    """Return applications with any rules."""
    return made(Application, _application_ids(), application_rules())


def timelines() -> SearchStrategy[Timeline]:
    """Return what up to three records of a device amount to; where they must not overlap, one."""
    records = _few(validities() | timed_validities())
    return made(_timeline, records, application_rules())


def status_spans() -> SearchStrategy[StatusSpan]:
    """Return spans of timelines."""
    return timelines().flatmap(_spans_of)


def device_statuses() -> SearchStrategy[DeviceStatus]:
    """Return each status of any device."""
    return made(DeviceStatus, _application_ids(), device_ids(), st.sampled_from(BillingStatus))


def sweep_events() -> SearchStrategy[SweepEvent]:
    """Return what falls due: each kind, and alerts so many days before an end."""
    head = (instants(), _application_ids(), device_ids())
    return made(SweepEvent, *head, _ALERT_KINDS, instants(), _DAYS_BEFORE) | made(
        SweepEvent, *head, _OTHER_KINDS, instants()
    )


def schedules() -> SearchStrategy[Schedule]:
    """Return what falls due for up to three records of one application."""
    return made(_schedule, _few(validities()), application_rules())


def _few(records: SearchStrategy[R]) -> SearchStrategy[list[R]]:
    return st.lists(records, max_size=_RECORDS)


def _places() -> SearchStrategy[tuple[DeviceId, str]]:
    return st.tuples(device_ids(), _application_ids())


def _application_ids() -> SearchStrategy[str]:
    return st.just(_FLEET) | ids()


def _validity(
    place: tuple[DeviceId, str], start: date, length: int, ended: int | None, reason: str, created: datetime | None
) -> Validity:
    end = None if ended is None else _later(start, ended)
    return Validity(*place, start, _later(start, length), end, reason, created)


def _later(day: date, number: int) -> date:
    return date.fromordinal(min(max(day.toordinal() + number, date.min.toordinal()), date.max.toordinal()))


def _timed(
    place: tuple[DeviceId, str],
    start: datetime,
    length: timedelta,
    ended: timedelta | None,
    reason: str,
    created: datetime | None,
) -> TimedValidity:
    # Added to the instant, not to the clock: where that is changed, the end would come before the start.
    end = None if ended is None else _at(start, ended)
    return TimedValidity(*place, start, _at(start, length), end, reason, created)


def _at(start: datetime, later: timedelta) -> datetime:
    return start.astimezone(UTC) + later


def _timeline(records: list[Validity | TimedValidity], rules: ApplicationRules) -> Timeline:
    return timeline([attrs.evolve(record, device="d1", application=_FLEET) for record in _apart(records, rules)], rules)


def _apart(records: list[R], rules: ApplicationRules) -> list[R]:
    return records[:1] if rules.overlap is Overlap.REJECT else records


def _spans_of(line: Timeline) -> SearchStrategy[StatusSpan]:
    return st.sampled_from(line.spans)


def _schedule(records: list[Validity], rules: ApplicationRules) -> Schedule:
    held = [attrs.evolve(record, application=_FLEET) for record in _apart(records, rules)]
    return schedule(held, [Application(_FLEET, rules)])
