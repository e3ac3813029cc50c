"""What falls due of statuses: who enters grace, who is disabled, and of whose end administrators must be told."""

__all__ = ["KINDS", "Events", "due_events"]

from typing import NamedTuple

import numpy as np

from ..validity import ApplicationRules, BillingStatus, SweepKind
from .arrays import Numbers
from .calendars import FOREVER, SINCE_EVER, Calendar, clipped_days
from .instants import FIRST_INSTANT
from .stretches import Spans, Stretches, number_of_status
from .validities import Records

KINDS = tuple(SweepKind)
"""In the order in which those of one instant and device come; an event's kind is its place here."""
_MOST_DAYS = FOREVER - SINCE_EVER + 1


class Events(NamedTuple):
    """Events by columns: instants as numbers, `days_left` 0 where it is no alert."""

    application: Numbers
    device: Numbers
    kind: Numbers
    due: Numbers
    expires: Numbers
    days_left: Numbers

    @staticmethod
    def nothing() -> "Events":
        """Return no events."""
        return Events(*(np.zeros(0, np.int64) for _ in Events._fields))


def due_events(
    spans: Spans, stretches: Stretches, records: Records, rules: ApplicationRules, calendar: Calendar
) -> Events:
    """Return what falls due of the spans of devices of one application, whenever (rules K07, K08, K10, K11)."""
    # What never ends has no end to tell of.
    ending = np.flatnonzero(stretches.end[spans.record] < FOREVER)
    spans = Spans(*(each[ending] for each in spans))
    device = records.device[spans.record]
    expires = calendar.starts(stretches.end[spans.record])
    found = [Events.nothing()]
    for status, kind in ((BillingStatus.IN_GRACE, SweepKind.GRACE_ENTERED), (BillingStatus.DISABLED, SweepKind.DISABLED)):
        rows = np.flatnonzero(spans.status == number_of_status(status))
        kinds, due = np.full(len(rows), KINDS.index(kind)), calendar.starts(spans.since[rows])
        found.append(Events(records.application[spans.record[rows]], device[rows], kinds, due, expires[rows], np.zeros(len(rows), np.int64)))
    active = np.flatnonzero((spans.status == number_of_status(BillingStatus.ACTIVE)) & (spans.until < FOREVER))
    if rules.billing and len(active):
        spans = Spans(*(each[active] for each in spans))
        found += _alerts(spans, stretches, records, rules, calendar)
    return Events(*map(np.concatenate, zip(*found, strict=True)))


def _alerts(
    spans: Spans, stretches: Stretches, records: Records, rules: ApplicationRules, calendar: Calendar
) -> list[Events]:
    """Return the alerts of ends: none before the device is valid or the record is made, and none after the end (K11).

    An end that somebody brought forward has those that were due before.
    """
    known = np.where(spans.since == SINCE_EVER, FIRST_INSTANT, calendar.starts(spans.since))
    if records.made is not None:
        known = np.maximum(known, records.made[spans.record])
    until, expires = calendar.starts(spans.until), calendar.starts(stretches.end[spans.record])
    last_day = records.last_day[spans.record]
    found: list[Events] = []
    for days in rules.alert_days:
        due = np.maximum(known, _days_before(last_day, min(days, _MOST_DAYS), calendar))
        in_time = due < until
        rows = np.flatnonzero(in_time | (until == expires))
        kind = np.where(in_time[rows], KINDS.index(SweepKind.ALERT_DUE), KINDS.index(SweepKind.ALERT_MISSED))
        left = np.full(len(rows), days, np.int64)
        whose = spans.record[rows]
        found.append(Events(records.application[whose], records.device[whose], kind, due[rows], expires[rows], left))
    return found


def _days_before(last_day: Numbers, days: int, calendar: Calendar) -> Numbers:
    """Return the instant so many calendar days before the end of records (rule K10)."""
    last_day = last_day.astype(np.int64)
    found, end = (calendar.starts(clipped_days(last_day + 1 - shift)) for shift in (days, 0))
    # A day that a zone left out has no instant: its start is its end, and the one before it is meant.
    return np.where(found < end, found, calendar.starts(clipped_days(last_day - days)))
