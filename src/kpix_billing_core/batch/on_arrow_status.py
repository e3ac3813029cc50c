"""What every device is, with NumPy: times are compared by columns, for devices with one record or with several."""

__all__ = ["fleet_status"]

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from ..validity import ASSET_LIFECYCLE, Application, ApplicationRules, BillingStatus
from ..validity.fleet import rules_by_application
from ..validity.moment import moment_of
from ..validity.status import lapsed
from .arrays import ArrowArray, Numbers, column, partial_column, texts
from .clocks import Times, times_of
from .fleet_tables import STATUS, TIMED_STATUS, FleetStatus
from .grouped_rows import by_application, repeated
from .reading import Reading
from .records import Records, joined, picked
from .scales import DAYS, Scale
from .slices import ROWS
from .source import Source
from .stretches import STATUSES, number_of_status, stretches_of
from .unions import held_apart, in_time, united


def fleet_status(columns: Source, applications: Iterable[Application], at: date | datetime) -> FleetStatus:
    """Return what every device is at an instant, or at the start of a day in its application's zone (rules K04, K07).

    It says what `timeline` does, since when and until when: days where `columns` are those of `VALIDITIES`, instants
    where they are those of `TIMED_VALIDITIES`. A device with several records has one status. Rows that are no records,
    or of an application that is not given, are set apart.
    Raises MalformedColumns for columns of another sort, WrongValue for records that overlap where the rules reject it.

    >>> import pyarrow as pa
    >>> april = [[date(2026, 4, 1)], [date(2026, 4, 30)], pa.nulls(1)]
    >>> rows = pa.table(
    ...     [["tracker-1"], ["fleet"], *april], ["device_id", "application_id", "start", "last_day", "deactivated_on"]
    ... )
    >>> [found] = fleet_status(rows, [Application("fleet")], date(2026, 4, 16)).devices.to_pylist()
    >>> found["status"], found["since"].isoformat(), found["until"].isoformat()
    ('active', '2026-04-01', '2026-04-30')
    """
    moment_of(at, ASSET_LIFECYCLE)
    rules = dict(sorted(rules_by_application(applications).items()))
    reading = Reading(columns, list(rules))
    scale = reading.form.scale
    records = joined([each._replace(made=None) for each in reading.parts()], scale)
    found, times = _Found.of_nothing(len(records.device), scale), times_of(rules, scale)
    several = repeated(records.device)
    for number, rows in by_application(records.application, len(rules)):
        name = list(rules)[number]
        looking = _Look(rules[name], times[name], at)
        for start in range(0, len(rows), ROWS):
            some = rows[start : start + ROWS]
            looking.alone(records, some[~several[some]], found)
        looking.together(records, rows[several[rows]], found)
    kept = np.flatnonzero(found.status >= 0)
    arrays = _columns(records, found, kept, list(rules), scale)
    devices = reading.devices.ids(records.device[kept]).cast(pa.string())
    table = pa.Table.from_arrays([devices, *arrays], schema=STATUS if scale is DAYS else TIMED_STATUS)
    return FleetStatus(at, table, reading.read, pa.concat_tables(reading.rejected))


class _Found(NamedTuple):
    """What was found, by rows: -1 for a status that another row of the device has."""

    status: Numbers
    since: Numbers
    until: Numbers

    @staticmethod
    def of_nothing(rows: int, scale: Scale) -> "_Found":
        times = (np.full(rows, limit, scale.dtype) for limit in (scale.since_ever, scale.forever))
        return _Found(np.full(rows, -1, np.int8), *times)

    def put(self, rows: Numbers, status: Numbers, since: Numbers, until: Numbers) -> None:
        self.status[rows], self.since[rows], self.until[rows] = status, since, until


class _Look:
    """An application at a moment."""

    def __init__(self, rules: ApplicationRules, times: Times, at: date | datetime) -> None:
        self._rules, self._times, self._scale = rules, times, times.scale
        instant = at if isinstance(at, datetime) else times.start(at)
        # What begins with the end of time never begins.
        self._now = min(times.number(instant), self._scale.forever - 1)
        after = (BillingStatus.PENDING, BillingStatus.ACTIVE, BillingStatus.IN_GRACE, lapsed(rules))
        self._phases = np.array([number_of_status(status) for status in after])

    def alone(self, records: Records, rows: Numbers, found: _Found) -> None:
        """Find the status of devices with one record each: how many of its boundaries have passed."""
        rows = self._with_days(records, rows, found)
        start, end, graced, ended, is_ended = stretches_of(picked(records, rows), self._rules, self._times)
        start = np.where(is_ended, np.minimum(start, ended), start)
        end, graced = (np.where(is_ended, ended, each) for each in (end, graced))
        phase = sum((each <= self._now).astype(np.int8) for each in (start, end, graced))
        status = self._phases[phase]
        status[is_ended & (phase == len(self._phases) - 1)] = number_of_status(BillingStatus.DEACTIVATED)
        ever, never = (self._scale.dtype.type(limit) for limit in (self._scale.since_ever, self._scale.forever))
        since = np.choose(phase, (ever, start, end, graced))
        self._put(found, rows, status, since, np.choose(phase, (start, end, graced, never)))

    def together(self, records: Records, rows: Numbers, found: _Found) -> None:
        """Find the status of devices with several records; it stands in the row of the first."""
        device, first, whose = np.unique(records.device[rows], return_index=True, return_inverse=True)
        if not len(device):
            return
        found.status[rows[first]] = number_of_status(BillingStatus.UNMANAGED)
        there = np.arange(len(rows)) if records.there is None else np.flatnonzero(records.there[rows])
        stretches = stretches_of(picked(records, rows[there]), self._rules, self._times)
        order = in_time(stretches, whose[there], np.zeros_like(there))
        stretches = type(stretches)(*(each[order] for each in stretches))
        stretches, left = held_apart(stretches, whose[there][order], self._rules)
        if len(left):
            spans, owner = united(stretches, whose[there][order][left], self._rules, self._scale)
            now = np.flatnonzero((spans.since <= self._now) & (spans.until > self._now))
            self._put(found, rows[first[owner[now]]], spans.status[now], spans.since[now], spans.until[now])

    def _with_days(self, records: Records, rows: Numbers, found: _Found) -> Numbers:
        if records.there is None:
            return rows
        there = records.there[rows]
        found.status[rows[~there]] = number_of_status(BillingStatus.UNMANAGED)
        return rows[there]

    def _put(self, found: _Found, rows: Numbers, status: Numbers, since: Numbers, until: Numbers) -> None:
        found.put(rows, status, since, self._times.shown(until))


def _columns(records: Records, found: _Found, kept: Numbers, names: list[str], scale: Scale) -> list[ArrowArray]:
    """Return all columns but that of devices."""
    applications = pa.DictionaryArray.from_arrays(column(records.application[kept], pa.int32()), texts(names))
    said = texts([status.value for status in STATUSES])
    statuses = pa.DictionaryArray.from_arrays(column(found.status[kept], pa.int8()), said)
    since, until = found.since[kept], found.until[kept]
    return [
        applications,
        statuses,
        partial_column(since, since != scale.since_ever, scale.arrow),
        partial_column(until, until != scale.forever, scale.arrow),
    ]
