"""What falls due, with NumPy: a look at the times of all records, then at the devices that these may concern."""

__all__ = ["sweep"]

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import numpy as np
import pyarrow as pa

from ..checks import check_instant
from ..errors import WrongValue
from ..validity import Application, ApplicationRules
from ..validity.fleet import rules_by_application
from .arrays import ArrowArray, Numbers, column, partial_column, texts
from .calendars import calendars_of
from .clocks import Times, clocks_of
from .due_events import KINDS, Events, Held, due_events
from .fleet_tables import EVENTS, Due
from .grouped_rows import Wanted, by_application, repeated
from .grouping import LARGEST
from .instants import number_of
from .lettered import text_ranks
from .reach import Reach, reach_of
from .reading import Reading
from .records import Records, joined, picked
from .scales import INSTANTS, Scale
from .source import Source
from .stretches import Spans, Stretches, lone_spans, stretches_of
from .timed_reach import TimedReach, timed_reach_of
from .unions import held_apart, in_time, tied, united


def sweep(columns: Source, applications: Iterable[Application], since: datetime, until: datetime) -> Due:
    """Return what falls due in a fleet from an instant up to, not including, another, each exactly once (rule K23).

    It says what `validity.sweep` does; `columns` are those of `VALIDITIES` or of `TIMED_VALIDITIES`, and `created_at`
    where that is known.
    Rows that are no records, or of an application that is not given, are set apart.
    Raises MalformedColumns for columns of another sort, WrongValue for an end before the start, and for records that
    overlap where the rules reject it, of devices of which something may fall due.

    >>> from datetime import UTC, date
    >>> april = [[date(2026, 4, 1)], [date(2026, 4, 30)], pa.nulls(1)]
    >>> rows = pa.table(
    ...     [["tracker-1"], ["fleet"], *april], ["device_id", "application_id", "start", "last_day", "deactivated_on"]
    ... )
    >>> may, june = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    >>> sweep(rows, [Application("fleet")], may, june).events.column("event").to_pylist()
    ['disabled']
    """
    check_instant("since", since)
    check_instant("until", until)
    if until < since:
        raise WrongValue("until", f"an instant from {since.isoformat()} on", until)
    rules = dict(sorted(rules_by_application(applications).items()))
    for each in rules.values():
        if each.alert_days and each.alert_days[-1] > LARGEST:
            raise WrongValue(
                "alert_days", f"at most {LARGEST} days in a column; `validity.sweep` has no end", each.alert_days
            )
    reading = Reading(columns, list(rules))
    times, reach = _reaching(rules, reading.form.scale, since, until)
    records = _concerned(reading, reach)
    table = _table(
        list(_events(records, rules, times, reach)), reading, list(rules), (number_of(since), number_of(until))
    )
    return Due(since, until, table, reading.read, pa.concat_tables(reading.rejected))


def _reaching(
    rules: Mapping[str, ApplicationRules], scale: Scale, since: datetime, until: datetime
) -> tuple[Mapping[str, Times], Reach | TimedReach]:
    """Return the times of each application, and how far an interval reaches in all of them."""
    if scale is INSTANTS:
        return clocks_of(rules), timed_reach_of(rules.values(), since, until)
    calendars = calendars_of(rules)
    return calendars, reach_of(rules, calendars, since, until)


def _concerned(reading: Reading, reach: Reach | TimedReach) -> Records:
    """Return all records of the devices of which something may fall due."""
    parts = list(reading.parts())
    near = [each.device[reach.rows(each)] for each in parts]
    wanted = Wanted(np.concatenate([np.zeros(0, np.int64), *near]))
    return joined([picked(each, wanted.rows(each.device)) for each in parts], reading.form.scale)


def _events(
    records: Records, rules: Mapping[str, ApplicationRules], times: Mapping[str, Times], reach: Reach | TimedReach
) -> Iterator[Events]:
    several, names = repeated(records.device), list(rules)
    for number, rows in by_application(records.application, len(names)):
        name = names[number]
        there = rows if records.there is None else rows[records.there[rows]]
        for some, spans_of in ((there[~several[there]], _alone), (there[several[there]], _together)):
            yield from due_events(*spans_of(picked(records, some), rules[name], times[name]), reach)


def _alone(records: Records, rules: ApplicationRules, times: Times) -> tuple[Spans, Held]:
    stretches = stretches_of(records, rules, times)
    return lone_spans(stretches, rules, times.scale), Held(records, stretches, rules, times)


def _together(records: Records, rules: ApplicationRules, times: Times) -> tuple[Spans, Held]:
    stretches = stretches_of(records, rules, times)
    order = in_time(stretches, records.device, tied(stretches, records, times.scale))
    records, stretches = picked(records, order), Stretches(*(each[order] for each in stretches))
    stretches, left = held_apart(stretches, records.device, rules)
    records = picked(records, left)
    return united(stretches, records.device, rules, times.scale)[0], Held(records, stretches, rules, times)


def _table(found: list[Events], reading: Reading, names: list[str], span: tuple[int, int]) -> pa.Table:
    """Return those events that are due between two instants, in order."""
    application, device, kind, due, expires, days = (
        np.concatenate([np.zeros(0, np.int64), *pieces]) for pieces in zip(Events.nothing(), *found, strict=True)
    )
    rows = np.flatnonzero((due >= span[0]) & (due < span[1]))
    ids = reading.devices.ids(device[rows])
    rows = rows[np.lexsort((days[rows], kind[rows], text_ranks(ids), application[rows], due[rows]))]
    arrays = [
        column(due[rows]),
        _named(names, application[rows]),
        reading.devices.ids(device[rows]).cast(pa.string()),
        _named([each.value for each in KINDS], kind[rows]),
        column(expires[rows]),
        partial_column(days[rows], days[rows] > 0, pa.int64()),
    ]
    return pa.Table.from_arrays(arrays, schema=EVENTS)


def _named(names: list[str], number: Numbers) -> ArrowArray:
    return texts(names).take(column(number))
