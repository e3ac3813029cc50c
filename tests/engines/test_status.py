"""What devices are, by hand: every status, of one record and of several, in days and in instants, in pieces of any size."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pytest
from tests.engines.valid_fleets import table_of, timed_table_of

from kpix_billing_core.batch import on_arrow_status, reading
from kpix_billing_core.batch.fleet_tables import STATUS, TIMED_STATUS
from kpix_billing_core.batch.on_arrow_status import fleet_status
from kpix_billing_core.batch.scales import DAYS
from kpix_billing_core.validity import Application, ApplicationRules, Overlap, TimedValidity, Validity

FLEET = [
    Application("b", ApplicationRules(enforcement=False, zone=ZoneInfo("Europe/Madrid"))),
    Application("unused"),
    Application("a", ApplicationRules(grace_days=3)),
]
NOW = date(2026, 4, 16)


def april(day):
    """Return a day of April 2026."""
    return date(2026, 4, day)


# A record, and what its device is on the 16th, since when and until when; the last column of several stands by the first.
LONE = [
    (Validity("d1", "b", april(1), april(30)), ("active", april(1), april(30))),
    (Validity("d2", "a", april(17), april(30)), ("pending", None, april(16))),
    (Validity("d1", "a", april(1), april(14)), ("in_grace", april(15), april(17))),
    (Validity("d3", "a", date(2026, 3, 1), date(2026, 3, 31)), ("disabled", april(4), None)),
    (Validity("d3", "b", date(2026, 3, 1), date(2026, 3, 31)), ("expired", april(1), None)),
    (Validity("d4", "a", april(1), april(30), april(15)), ("deactivated", april(16), None)),
    (Validity("d5", "a", april(1), april(30), april(16)), ("active", april(1), april(16))),
    (Validity("d6", "a", april(20), april(30), april(10)), ("deactivated", april(11), None)),
    (Validity("d7", "a"), ("unmanaged", None, None)),
    (Validity("d8", "a", date.min, april(30)), ("active", None, april(30))),
    (Validity("d9", "a", april(1), date.max), ("active", april(1), None)),
    (Validity("d10", "a", april(1), april(12)), ("disabled", april(16), None)),
    (Validity("d11", "a", april(1), april(14), april(20)), ("in_grace", april(15), april(17))),
    (Validity("d12", "a", april(16), april(16)), ("active", april(16), april(16))),
    (Validity("d13", "b", april(1), april(15)), ("expired", april(16), None)),
]
SEVERAL = [
    (Validity("e1", "a", april(1), april(10)), ("active", april(13), april(20))),
    (Validity("e2", "a"), ("unmanaged", None, None)),
    (Validity("e3", "b", april(1), april(10)), ("expired", april(11), april(19))),
    (Validity("e4", "a", april(1), april(10), april(3)), ("deactivated", april(16), None)),
    (Validity("e5", "b"), ("pending", None, april(16))),
    (Validity("e6", "a", april(1), april(9)), ("disabled", april(13), april(17))),
]
LATER = [
    Validity("e6", "a", april(18), april(20)),
    Validity("e5", "b", april(17), april(18)),
    Validity("e4", "a", april(12), april(20), april(15)),
    Validity("e3", "b", april(20), april(20)),
    Validity("e2", "a"),
    Validity("e1", "a", april(13), april(20)),
]
RECORDS = [record for record, _ in LONE + SEVERAL]
EXPECTED = [(record.device, record.application, *found) for record, found in LONE + SEVERAL]


def rows_of(found: pa.Table) -> list[tuple[object, ...]]:
    """Return the rows of a table."""
    return [tuple(row.values()) for row in found.to_pylist()]


@pytest.mark.parametrize("size", [1, 2, 3, 1_000])
def test_every_status(size, monkeypatch):
    """Each device stands where its first record does, whatever the size of the pieces that are looked at."""
    monkeypatch.setattr(on_arrow_status, "ROWS", size)
    rows = table_of(RECORDS + LATER)
    found = fleet_status(rows, FLEET, NOW)
    assert rows_of(found.devices) == EXPECTED
    assert found.devices.schema == STATUS
    assert (found.at, found.read, found.rejected.num_rows) == (NOW, len(RECORDS) + len(LATER), 0)
    assert found.devices.column("application_id").combine_chunks().dictionary.to_pylist() == ["a", "b", "unused"]


def test_each_record_is_looked_at_once(monkeypatch):
    """Those of devices with one record in pieces of three; of all of them as much is kept as a status takes."""
    looked, alone = [], on_arrow_status._Look.alone
    monkeypatch.setattr(on_arrow_status, "ROWS", 3)
    monkeypatch.setattr(
        on_arrow_status._Look, "alone", lambda *given: (looked.extend(given[2].tolist()), alone(*given))
    )
    fleet_status(table_of(RECORDS + LATER), FLEET, NOW)
    devices = [record.device for record in RECORDS + LATER]
    assert sorted(looked) == [row for row, device in enumerate(devices) if devices.count(device) == 1]
    found = on_arrow_status._Found.of_nothing(2, DAYS)
    assert [each.dtype for each in found] == [np.int8, np.int32, np.int32]
    assert found.status.tolist() == [-1, -1]


def test_in_pieces_and_from_the_last_record_on(monkeypatch):
    """Records in parts, the later ones first; a device without a record among those that have some."""
    monkeypatch.setattr(reading, "ROWS", 4)
    found = fleet_status(table_of(LATER[::-1] + RECORDS), FLEET, NOW)
    places = {row[:2]: row for row in EXPECTED}
    order = dict.fromkeys((each.device, each.application) for each in LATER[::-1] + RECORDS)
    assert rows_of(found.devices) == [places[each] for each in order]


@pytest.mark.parametrize("records", [RECORDS[:1], RECORDS[8:9], [RECORDS[8]] * 2, LATER[:1] * 3])
def test_of_few_records(records):
    """Of one, of one without days, of such a device twice, and of one record thrice."""
    found = fleet_status(table_of(records), FLEET, NOW).devices
    assert [row[:2] for row in rows_of(found)] == [(records[0].device, records[0].application)]


def test_at_an_instant():
    """In Madrid the 16th has begun at 22 o'clock of the 15th, in UTC it has not."""
    records = [Validity("d", name, NOW, april(30)) for name in ("a", "b")]
    found = fleet_status(table_of(records), FLEET, datetime(2026, 4, 15, 22, tzinfo=UTC)).devices
    assert rows_of(found) == [("d", "a", "pending", None, april(15)), ("d", "b", "active", NOW, april(30))]


def test_the_ends_of_time():
    """On the last day of all, what is valid is still valid; what would begin with it never begins."""
    records = [
        *(Validity("d1", "a", april(1), date.max), Validity("d2", "a", date.max, date.max)),
        *(Validity("d3", "a", april(1), april(2)), Validity("d3", "a", date.max, date.max)),
        Validity("d4", "a", date.min, date.min),
    ]
    assert [row[2:] for row in rows_of(fleet_status(table_of(records), FLEET, date.max).devices)] == [
        *(("active", april(1), None), ("pending", None, None), ("disabled", april(6), None)),
        ("disabled", date.min + timedelta(days=4), None),
    ]
    assert [row[2] for row in rows_of(fleet_status(table_of(records), FLEET, date.min).devices)] == [
        *("pending", "pending", "pending", "active"),
    ]


def test_the_latest_record():
    """Where records supersede each other: the second of a device, from when on it began."""
    applications = [Application("a", ApplicationRules(grace_days=3, overlap=Overlap.LATEST))]
    records = [
        *(Validity("d1", "a", april(1), april(30)), Validity("d2", "a", april(1), april(30))),
        *(Validity("d2", "a", april(1), april(30)), Validity("d1", "a", april(10), april(12))),
    ]
    assert rows_of(fleet_status(table_of(records), applications, NOW).devices) == [
        ("d1", "a", "disabled", NOW, None),
        ("d2", "a", "active", april(1), april(30)),
    ]


# --- in instants -----------------------------------------------------------------------------------------

NOON = datetime(2026, 4, 16, 12, tzinfo=UTC)
FIRST, LAST = (limit.replace(tzinfo=UTC) for limit in (datetime.min, datetime.max))


def hours(number):
    """Return an instant so many hours from the noon that is looked at."""
    return NOON + timedelta(hours=number)


TIMED = [
    (TimedValidity("d1", "a", hours(0), hours(1)), ("active", hours(0), hours(1))),
    (TimedValidity("d2", "a", hours(1), hours(2)), ("pending", None, hours(1))),
    (TimedValidity("d3", "a", hours(-1), hours(0)), ("in_grace", hours(0), hours(72))),
    (TimedValidity("d4", "b", hours(-1), hours(0)), ("expired", hours(0), None)),
    (TimedValidity("d5", "a", hours(-9), hours(5), hours(0)), ("deactivated", hours(0), None)),
    (TimedValidity("d6", "a", FIRST, LAST), ("active", None, None)),
    (TimedValidity("d7", "b", hours(-9), hours(-5)), ("active", hours(-1), hours(3))),
    (TimedValidity("d8", "a", hours(-99), hours(-72)), ("disabled", hours(0), None)),
]


def test_every_status_in_instants():
    """To the microsecond: what begins at an instant has begun, what ends at it has ended."""
    rows = [*(record for record, _ in TIMED), TimedValidity("d7", "b", hours(-1), hours(3))]
    found = fleet_status(timed_table_of(rows), FLEET, NOON)
    assert rows_of(found.devices) == [(record.device, record.application, *what) for record, what in TIMED]
    assert found.devices.schema == TIMED_STATUS
    assert (found.at, found.read) == (NOON, 9)


def test_the_last_instants():
    """What ends a microsecond before all time does has ended then; at the very last nothing new begins."""
    short = LAST - timedelta.resolution
    records = [TimedValidity("d1", "unused", FIRST, short), TimedValidity("d2", "unused", short, LAST)]
    for at in (short, LAST):
        assert rows_of(fleet_status(timed_table_of(records), FLEET, at).devices) == [
            ("d1", "unused", "disabled", short, None),
            ("d2", "unused", "active", short, None),
        ]


def test_a_day_of_records_in_instants():
    """It begins in Madrid two hours before it does in UTC, and records have no days."""
    start = datetime(2026, 4, 15, 22, tzinfo=UTC)
    records = [TimedValidity("d", name, start, hours(9)) for name in ("b", "a")]
    assert [row[2] for row in rows_of(fleet_status(timed_table_of(records), FLEET, NOW).devices)] == ["active"] * 2
    late = [TimedValidity("d", name, start + timedelta.resolution, hours(9)) for name in ("b", "a")]
    assert [row[2] for row in rows_of(fleet_status(timed_table_of(late), FLEET, NOW).devices)] == ["pending", "active"]
