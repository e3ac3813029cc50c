"""Validity records that are hard to look at, and what the scalar core makes of them, for the tests of columns.

In days or in instants; by columns the latter are in UTC, so the scalar core is given them so.
"""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pyarrow as pa

from kpix_billing_core.batch import on_arrow_status, on_arrow_sweep
from kpix_billing_core.dates import day_start
from kpix_billing_core.validity import (
    Application,
    ApplicationRules,
    Overlap,
    TimedValidity,
    Validity,
    ValidityRecord,
    day_span,
    sweep,
    timeline,
)
from kpix_billing_core.validity.boundaries import instant_of

# Clocks that are put forward, put back over midnight, and skip a day; ends of the calendar at both sides of UTC.
ZONES = (
    UTC,
    ZoneInfo("Europe/Madrid"),
    ZoneInfo("Pacific/Apia"),
    ZoneInfo("America/St_Johns"),
    timezone(timedelta(hours=14)),
    timezone(timedelta(hours=-12)),
)
BASES = (date(2026, 3, 30), date(2011, 12, 30), date(1, 1, 22), date(9999, 12, 10), date(1988, 4, 3), date(1970, 1, 2))
EVER = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))


class Hard:
    """A fleet of few devices around a day, with rules of any sort; the same each time."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.base = self.chance.choice(BASES)
        names = ("lab", "fleet")[: self.chance.choice((1, 2))]
        self.applications = [Application(name, self._rules()) for name in names]
        self.records = [record for _ in range(self.chance.randrange(1, 14)) for record in self._records()]

    def _rules(self) -> ApplicationRules:
        chance = self.chance
        return ApplicationRules(
            grace_days=chance.choice((0, 0, 1, 3, 7, 10**12)),
            alert_days=tuple(sorted(chance.sample((1, 2, 3, 7, 30, 10**9), chance.randrange(4)))),
            enforcement=chance.random() < 0.8,
            billing=chance.random() < 0.8,
            zone=chance.choice(ZONES),
            overlap=chance.choice((Overlap.UNION, Overlap.UNION, Overlap.LATEST)),
        )

    def _records(self) -> Iterable[Validity]:
        """Yield a record, sometimes another by the same days that was made at another time."""
        chance = self.chance
        device, application = f"d{chance.randrange(4)}", chance.choice(self.applications).id
        start, last_day = sorted((self.day(), self.day()))
        ended = self.day() if chance.random() < 0.3 else None
        made = self.instant() if chance.random() < 0.3 else None
        if chance.random() < 0.1:
            start = last_day = ended = None
        yield Validity(device, application, start, last_day, ended, "", made)
        if chance.random() < 0.2:
            yield Validity(
                device, application, start, last_day, ended, "", None if chance.random() < 0.5 else self.instant()
            )

    def day(self) -> date:
        """Return a day near the others."""
        try:
            return self.base + timedelta(days=self.chance.randrange(-20, 21))
        except OverflowError:
            return self.chance.choice((date.min, date.min + timedelta(days=1), date.max, date.max - timedelta(days=1)))

    def instant(self) -> datetime:
        """Return an instant near them, often one at which a day starts."""
        day = min(max(self.day(), date(1, 1, 2)), date(9999, 12, 30))
        return datetime.combine(day, time(self.chance.choice((0, 0, 10, 12))), UTC)

    def interval(self) -> tuple[datetime, datetime]:
        """Return an interval near them, a short one or a long one, sometimes all of time."""
        if self.chance.random() < 0.15:
            return EVER
        first, last = sorted((self.instant(), self.instant()))
        return first, self.chance.choice((first + timedelta(days=1), last, last))


A_MICROSECOND = timedelta.resolution


class HardInstants(Hard):
    """The same in instants: many at the start of a day in the zone, many the least there is before or after another."""

    def _records(self) -> Iterable[TimedValidity]:
        chance = self.chance
        device, application = f"d{chance.randrange(4)}", chance.choice(self.applications)
        start, end = sorted((self._at(application), self._at(application)))
        if start == end:
            start, end = (start, end + A_MICROSECOND) if end < EVER[1] else (start - A_MICROSECOND, end)
        ended = self._at(application) if chance.random() < 0.3 else None
        times = (start, end, ended, "")
        yield TimedValidity(device, application.id, *times, self.instant() if chance.random() < 0.3 else None)
        if chance.random() < 0.2:
            yield TimedValidity(device, application.id, *times, None if chance.random() < 0.5 else self.instant())

    def _at(self, application: Application) -> datetime:
        """Return an instant in UTC at which something may begin or end."""
        chance = self.chance
        if chance.random() < 0.05:
            return chance.choice(EVER)
        day = min(max(self.day(), date(1, 1, 3)), date(9999, 12, 29))
        some = (0, 0, 0, 2 * 3600, 12 * 3600, 23 * 3600 + 1800, chance.randrange(86_400))
        return day_start(day, application.rules.zone) + timedelta(
            seconds=chance.choice(some), microseconds=chance.choice((-1, 0, 0, 1))
        )

    def boundary(self) -> datetime:
        """Return an instant at which something begins or ends, or the one before it or after it."""
        record = self.chance.choice(self.records)
        at = self.chance.choice((record.start_at, record.end_at, record.deactivated_at or record.end_at))
        step = self.chance.choice((-1, 0, 1)) * A_MICROSECOND
        return at if at in EVER else at + step


def timed_table_of(records: Iterable[TimedValidity]) -> pa.Table:
    """Return records in instants as columns."""
    held = list(records)
    ids = {"device_id": [each.device for each in held], "application_id": [each.application for each in held]}
    return pa.table(
        {
            **{name: pa.array(texts, pa.string()) for name, texts in ids.items()},
            **{
                name: pa.array([getattr(each, name) for each in held], pa.timestamp("us", "UTC"))
                for name in (*INSTANTS, "created_at")
            },
        }
    )


INSTANTS = ("start_at", "end_at", "deactivated_at")


def table_of(records: Iterable[Validity]) -> pa.Table:
    """Return records as columns."""
    held = list(records)
    days = {name: pa.array([getattr(each, name) for each in held], pa.date32()) for name in DAYS}
    made = pa.array([each.created_at for each in held], pa.timestamp("us", "UTC"))
    ids = {"device_id": [each.device for each in held], "application_id": [each.application for each in held]}
    return pa.table({**{name: pa.array(texts, pa.string()) for name, texts in ids.items()}, **days, "created_at": made})


DAYS = ("start", "last_day", "deactivated_on")


def assert_statuses(columns: object, records: list[Validity], applications: list[Application], at: date) -> None:
    """Compare what every device is with what the scalar core says, device by device, in order of their first records."""
    rules = {each.id: each.rules for each in applications}
    wanted = []
    for device, application in dict.fromkeys((each.device, each.application) for each in records):
        held = [each for each in records if (each.device, each.application) == (device, application)]
        if type(at) is date:
            status, since, until = day_span(held, rules[application], at)
        else:
            status, since, until = timeline(held, rules[application]).status(at), None, None
        wanted.append((device, application, status.value, since, until))
    found = on_arrow_status.fleet_status(columns, applications, at)
    found.check()
    rows = [tuple(row.values()) for row in found.devices.to_pylist()]
    assert ([row if type(at) is date else (*row[:3], None, None) for row in rows], found.read) == (wanted, len(records))


def assert_timed_statuses(
    columns: object, records: list[TimedValidity], applications: list[Application], at: date | datetime
) -> None:
    """Compare what every device is with its timeline, and since when and until when, to the microsecond."""
    rules = {each.id: each.rules for each in applications}
    wanted = []
    for device, application in dict.fromkeys((each.device, each.application) for each in records):
        held = [each for each in records if (each.device, each.application) == (device, application)]
        instant = at if isinstance(at, datetime) else instant_of(at, 0, rules[application])
        span = timeline(held, rules[application]).span(instant)
        wanted.append((device, application, span.status.value, span.since, span.until))
    found = on_arrow_status.fleet_status(columns, applications, at)
    found.check()
    assert ([tuple(row.values()) for row in found.devices.to_pylist()], found.read) == (wanted, len(records))
    assert found.devices.column_names[3:] == ["since_at", "until_at"]


def assert_due(
    columns: object, records: list[ValidityRecord], applications: list[Application], span: tuple[datetime, ...]
) -> int:
    """Compare what falls due with what the scalar core says, event by event, in order; return how many there are."""
    wanted = [
        (each.due_at, each.application, each.device, each.kind.value, each.expires_at, each.days_left)
        for each in sweep(records, applications, *span)
    ]
    found = on_arrow_sweep.sweep(columns, applications, *span)
    found.check()
    assert [tuple(row.values()) for row in found.events.to_pylist()] == wanted
    assert (found.since, found.until, found.read) == (*span, len(records))
    return len(wanted)
