"""What falls due of statuses: who enters grace, who is disabled, and of whose end administrators must be told."""

__all__ = ["KINDS", "Events", "Held", "due_events"]

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ..validity import ApplicationRules, BillingStatus, SweepKind
from .arrays import Numbers
from .clocks import Times
from .reach import Reach
from .records import Records
from .stretches import Spans, Stretches, number_of_status
from .timed_reach import TimedReach

KINDS = tuple(SweepKind)
"""In the order in which those of one instant and device come; an event's kind is its place here."""


class Held(NamedTuple):
    """The records of some devices of one application, and the same as stretches under its rules."""

    records: Records
    stretches: Stretches
    rules: ApplicationRules
    times: Times


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


def due_events(spans: Spans, held: Held, reach: Reach | TimedReach) -> Iterator[Events]:
    """Yield what falls due of the spans of some devices (rules K07, K08, K10, K11).

    All is in it that falls due in the interval of `reach`, and some that falls due before it or after it.
    """
    # What never ends has no end to tell of.
    forever = held.times.scale.forever
    ending = np.flatnonzero(held.stretches.end[spans.record] < forever)
    spans = Spans(*(each[ending] for each in spans))
    for status, kind in _CHANGES:
        rows = np.flatnonzero((spans.status == number_of_status(status)) & reach.holds(spans.since))
        due = held.times.starts(spans.since[rows])
        yield _events(spans.record[rows], held, np.full(len(rows), KINDS.index(kind)), due, 0)
    if held.rules.billing:
        active = (spans.status == number_of_status(BillingStatus.ACTIVE)) & (spans.until < forever)
        rows = np.flatnonzero(active)
        yield from _alerts(Spans(*(each[rows] for each in spans)), held, reach)


_CHANGES = ((BillingStatus.IN_GRACE, SweepKind.GRACE_ENTERED), (BillingStatus.DISABLED, SweepKind.DISABLED))


def _events(record: Numbers, held: Held, kind: Numbers, due: Numbers, days: int) -> Events:
    expires = held.times.starts(held.stretches.end[record])
    left = np.full(len(record), days)
    return Events(held.records.application[record], held.records.device[record], kind, due, expires, left)


def _alerts(spans: Spans, held: Held, reach: Reach | TimedReach) -> Iterator[Events]:
    begun, last = reach.holds(spans.since), held.records.last[spans.record]
    for days in held.rules.alert_days:
        near = begun | reach.tells(last, days)
        # A record that is made after its alert has it when it is made.
        rows = np.flatnonzero(near) if held.records.made is None else np.arange(len(near))
        yield _alerts_before(Spans(*(each[rows] for each in spans)), last[rows], held, days)


def _alerts_before(spans: Spans, last: Numbers, held: Held, days: int) -> Events:
    """Return the alerts of ends: none before the device is valid or the record is made, and none after the end (K11).

    An end that somebody brought forward has those that were due before.
    """
    times = held.times
    due = np.maximum(times.told(last, days), times.starts(spans.since))
    if held.records.made is not None:
        due = np.maximum(due, held.records.made[spans.record])
    in_time = due < times.starts(spans.until)
    rows = np.flatnonzero(in_time | (spans.until == held.stretches.end[spans.record]))
    kind = np.where(in_time[rows], KINDS.index(SweepKind.ALERT_DUE), KINDS.index(SweepKind.ALERT_MISSED))
    return _events(spans.record[rows], held, kind, due[rows], days)
