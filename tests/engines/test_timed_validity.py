"""Validity in instants by columns is that of the scalar core: every status, every event, to the microsecond."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.valid_fleets import (
    A_MICROSECOND,
    EVER,
    INSTANTS,
    HardInstants,
    assert_due,
    assert_timed_statuses,
    table_of,
    timed_table_of,
)

from kpix_billing_core.batch import TIMED_VALIDITIES, on_arrow_status, on_arrow_sweep
from kpix_billing_core.batch.validities import REJECTED_TIMED_VALIDITIES
from kpix_billing_core.errors import MalformedColumns, WrongValue
from kpix_billing_core.validity import Application, ApplicationRules, Overlap, TimedValidity, Validity

MADRID = ZoneInfo("Europe/Madrid")
RULES = ApplicationRules(grace_days=7, alert_days=(1, 7), zone=MADRID)
FLEET = [Application("fleet", RULES)]
START, END = datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 3, 27, 12, tzinfo=UTC)
MARCH = TimedValidity("d1", "fleet", START, END)


@pytest.mark.parametrize("tens", range(20))
def test_hard_fleets(tens):
    """Several records, deactivations, grace, ends of time, changing clocks; a microsecond before, at, and after each."""
    for seed in range(10 * tens, 10 * tens + 10):
        hard = HardInstants(seed)
        columns = timed_table_of(hard.records)
        for at in (hard.day(), hard.instant(), *(hard.boundary() for _ in range(4))):
            assert_timed_statuses(columns, hard.records, hard.applications, at)
        first, end = sorted((hard.boundary(), hard.boundary()))
        for span in (hard.interval(), hard.interval(), (first, end), EVER):
            assert_due(columns, hard.records, hard.applications, span)


@given(st.integers(200, 10**6))
def test_any_fleet(seed):
    """Any of them."""
    hard = HardInstants(seed)
    columns = timed_table_of(hard.records)
    for at in (hard.day(), hard.boundary(), *EVER, date.min, date.max):
        assert_timed_statuses(columns, hard.records, hard.applications, at)
    assert_due(columns, hard.records, hard.applications, hard.interval())
    assert_due(columns, hard.records, hard.applications, EVER)


def test_there_is_something_to_compare():
    """All kinds of event and all statuses that records in instants have, and devices with several records."""
    events, statuses, several = set(), set(), 0
    for seed in range(200):
        hard = HardInstants(seed)
        columns = timed_table_of(hard.records)
        events |= set(on_arrow_sweep.sweep(columns, hard.applications, *EVER).events["event"].to_pylist())
        found = on_arrow_status.fleet_status(columns, hard.applications, hard.boundary()).devices
        statuses |= set(found["status"].to_pylist())
        several += len(hard.records) - found.num_rows
    assert events == {"alert_due", "alert_missed", "grace_entered", "disabled"}
    assert len(statuses) == 6
    assert several > 200


# By hand, in Madrid, whose clock is put forward on 29 March: at the same local time, seven days are an hour less.
GRACE_END = datetime(2026, 4, 3, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "status", "since", "until"),
    [
        (START - A_MICROSECOND, "pending", None, START),
        (START, "active", START, END),
        (END - A_MICROSECOND, "active", START, END),
        (END, "in_grace", END, GRACE_END),
        (GRACE_END - A_MICROSECOND, "in_grace", END, GRACE_END),
        (GRACE_END, "disabled", GRACE_END, None),
        (date(2026, 4, 3), "in_grace", END, GRACE_END),
        (date(2026, 4, 4), "disabled", GRACE_END, None),
    ],
)
def test_a_validity_with_grace(at, status, since, until):
    """A microsecond before, and at, each boundary."""
    found = on_arrow_status.fleet_status(timed_table_of([MARCH]), FLEET, at).devices.to_pylist()
    values = ("d1", "fleet", status, since, until)
    names = ("device_id", "application_id", "status", "since_at", "until_at")
    assert found == [dict(zip(names, values, strict=True))]


def test_events_of_a_validity():
    """Each at its instant, so many local days from the end; the interval has its first instant and not its last."""
    due = [END - timedelta(days=7), END - timedelta(days=1), END, GRACE_END]
    found = on_arrow_sweep.sweep(timed_table_of([MARCH]), FLEET, due[0], due[3] + A_MICROSECOND).events
    assert found["due_at"].to_pylist() == due
    assert found["event"].to_pylist() == ["alert_due", "alert_due", "grace_entered", "disabled"]
    assert found["days_left"].to_pylist() == [7, 1, None, None]
    assert found["expires_at"].to_pylist() == [END] * 4
    moved = (due[0] + A_MICROSECOND, due[3])
    assert on_arrow_sweep.sweep(timed_table_of([MARCH]), FLEET, *moved).events["days_left"].to_pylist() == [1, None]
    for at in due:
        assert on_arrow_sweep.sweep(timed_table_of([MARCH]), FLEET, at, at + A_MICROSECOND).events.num_rows == 1


def test_an_alert_that_is_due_when_the_record_is_made():
    """Seven days before the end would have been earlier; nothing else is due at that instant, nor near it."""
    made = END - timedelta(days=4)
    records = [TimedValidity("d1", "fleet", START, END, None, "", made), MARCH]
    for held in (records[:1], records):
        found = on_arrow_sweep.sweep(timed_table_of(held), FLEET, made, made + A_MICROSECOND).events
        assert list(zip(found["due_at"].to_pylist(), found["days_left"].to_pylist(), strict=True)) == [(made, 7)]
        assert assert_due(timed_table_of(held), held, FLEET, EVER) == 4


def test_each_hour_of_two_months():
    """Whichever hour is asked for, of many ends and starts close to each other: by all alerts, and by grace."""
    applications = [Application("fleet", ApplicationRules(grace_days=7, alert_days=(1, 3, 30), zone=MADRID))]
    records = [
        TimedValidity(f"d{hours}", "fleet", first, first + timedelta(days=1 + hours % 50))
        for hours in range(0, 1_000, 5)
        if (first := START + timedelta(hours=hours))
    ]
    columns, found = timed_table_of(records), 0
    for hours in range(0, 24 * 60, 9):
        first = START + timedelta(hours=hours)
        found += assert_due(columns, records, applications, (first, first + timedelta(hours=1)))
    assert found > 60


@pytest.mark.parametrize("hours", [-23, 23])
def test_an_instant_that_only_its_zone_knows(hours):
    """Before the first in UTC, or after the last: what has always been is there already, what never ends still."""
    zone, records = timezone(timedelta(hours=hours)), [TimedValidity("d1", "fleet", *EVER)]
    for at in (datetime.min.replace(tzinfo=zone), datetime.max.replace(tzinfo=zone)):
        found = on_arrow_status.fleet_status(timed_table_of(records), FLEET, at).devices.to_pylist()
        assert [(row["status"], row["since_at"], row["until_at"]) for row in found] == [("active", None, None)]


class Backwards(tzinfo):
    """A zone of the caller's own: two hours ahead, but one in 2026 from 15 March on."""

    def utcoffset(self, at):
        return timedelta(hours=1 if at is not None and at.replace(tzinfo=None) >= datetime(2026, 3, 15) else 2)

    def dst(self, _at):
        return timedelta(0)

    def tzname(self, _at):
        return "Backwards"


@pytest.mark.parametrize(
    "zone", [MADRID, UTC, Backwards(), timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))], ids=str
)
@pytest.mark.parametrize("grace_days", [0, 1, 10**12])
def test_zones(zone, grace_days):
    """Clocks that change and clocks that do not, at the ends of time and around a change, a half hour at a time."""
    rules = ApplicationRules(grace_days=grace_days, alert_days=(1, 20, 10**9), zone=zone)
    firsts = (EVER[0], START, datetime(2026, 3, 14, 20, tzinfo=UTC), datetime(2026, 10, 24, 20, tzinfo=UTC))
    ends = [first + timedelta(minutes=30 * half) for first in firsts for half in range(1, 60)]
    ends += [EVER[1] - timedelta(minutes=30 * half) for half in range(60)]
    records = [
        TimedValidity(f"d{number}", "a", max(end - timedelta(days=40), EVER[0]) if end.year > 1 else EVER[0], end)
        for number, end in enumerate(ends)
    ]
    columns, applications = timed_table_of(records), [Application("a", rules)]
    assert assert_due(columns, records, applications, EVER) > 99
    for at in (*firsts, *(each + timedelta(days=1) for each in firsts), EVER[1] - timedelta(days=1), EVER[1]):
        assert_timed_statuses(columns, records, applications, at)
        if at < EVER[1]:
            assert_due(columns, records, applications, (at, min(at, EVER[1] - timedelta(days=1)) + timedelta(hours=9)))


@pytest.mark.parametrize("overlap", list(Overlap))
def test_records_that_meet_or_overlap(overlap):
    """Those that meet never overlap; by a microsecond they do."""
    applications = [Application("fleet", ApplicationRules(grace_days=3, overlap=overlap))]
    met = [MARCH, TimedValidity("d1", "fleet", END, END + timedelta(days=9), END + timedelta(days=5))]
    over = [MARCH, TimedValidity("d1", "fleet", END - A_MICROSECOND, END + timedelta(days=9))]
    for records in (met, over):
        if overlap is Overlap.REJECT and records is over:
            for look in (
                lambda: on_arrow_status.fleet_status(timed_table_of(over), applications, END),
                lambda: on_arrow_sweep.sweep(timed_table_of(over), applications, *EVER),
            ):
                with pytest.raises(WrongValue, match="records: expected records that do not overlap"):
                    look()
            continue
        for step in range(-2, 3):
            for at in (START, END, END + timedelta(days=5), END + timedelta(days=9)):
                assert_timed_statuses(timed_table_of(records), records, applications, at + step * A_MICROSECOND)
        assert_due(timed_table_of(records), records, applications, EVER)


def test_two_of_one_end_where_one_never_was_ended():
    """Ended at the end of time is not ended: which of two superseded the other is told by their text."""
    applications = [Application("fleet", ApplicationRules(alert_days=(1,), overlap=Overlap.LATEST))]
    for ended, made in ((None, EVER[1]), (EVER[1], None)):
        one = TimedValidity("d1", "fleet", START, END, ended, "", START)
        other = TimedValidity("d1", "fleet", START, END, made, "", END - timedelta(hours=1))
        for records in ([one, other], [other, one]):
            assert assert_due(timed_table_of(records), records, applications, EVER) == 2


def test_two_of_one_end_in_days_where_one_never_was_ended():
    """The same of records in days."""
    applications = [Application("fleet", ApplicationRules(alert_days=(3,), overlap=Overlap.LATEST))]
    for first, second in ((None, date.max), (date.max, None)):
        days = ("d1", "fleet", date(2026, 3, 1), date(2026, 3, 30))
        one, other = (
            Validity(*days, first, "", START),
            Validity(*days, second, "", datetime(2026, 3, 30, 9, tzinfo=UTC)),
        )
        for records in ([one, other], [other, one]):
            assert assert_due(table_of(records), records, applications, EVER) == 2


# --- shapes --------------------------------------------------------------------------------------------

MANY = [
    TimedValidity(str(device), "fleet", first, first + timedelta(days=length, seconds=device))
    for device in range(200)
    for length in (device % 9 + 1, 30)[: 1 + (device % 5 == 0)]
    if (first := START + timedelta(hours=7 * device) + (length == 30) * timedelta(days=12))
]


def in_unit(unit):
    """Return a way to give instants in a unit, at the local time of a zone."""
    return lambda rows: rows.cast(
        pa.schema(
            [
                field.with_type(pa.timestamp(unit, "America/St_Johns")) if pa.types.is_timestamp(field.type) else field
                for field in rows.schema
            ]
        )
    )


SHAPES = {
    "plain": lambda rows: rows,
    "seconds": in_unit("s"),
    "milliseconds": in_unit("ms"),
    "nanoseconds": in_unit("ns"),
    "no column of ends": lambda rows: rows.set_column(4, "deactivated_at", pa.nulls(rows.num_rows)),
    "nothing about when they were made": lambda rows: rows.drop_columns("created_at"),
    "in another order": lambda rows: rows.select(rows.column_names[::-1]),
    "dictionaries": lambda rows: rows.set_column(0, "device_id", rows.column("device_id").dictionary_encode()),
    "stream": lambda rows: rows.to_reader(max_chunksize=30),
    "batch": lambda rows: rows.combine_chunks().to_batches()[0],
}


@pytest.mark.usefixtures("in_small_pieces")
@pytest.mark.parametrize("shape", SHAPES)
def test_shapes(shape):
    """Any unit and zone of a column; pieces of any size."""
    opened = SHAPES[shape]
    assert_timed_statuses(opened(timed_table_of(MANY)), MANY, FLEET, END)
    assert assert_due(opened(timed_table_of(MANY)), MANY, FLEET, (START, GRACE_END)) > 9
    assert_due(opened(timed_table_of(MANY)), MANY, FLEET, (END, END + timedelta(hours=1)))


def test_files(tmp_path):
    """Several that are one fleet."""
    paths = [tmp_path / "0.parquet", tmp_path / "1.parquet"]
    for path, part in zip(paths, (MANY[:70], MANY[70:]), strict=True):
        pq.write_table(timed_table_of(part), path, row_group_size=20)
    assert_timed_statuses(paths, MANY, FLEET, END)
    assert_due(paths, MANY, FLEET, (START, GRACE_END))


def test_parts_of_a_microsecond():
    """They are cut off backwards in time, from ends as well."""
    instants = [[number] for number in (1_999, 5_001)]
    columns = [pa.array(each).cast(pa.timestamp("ns", "UTC")) for each in instants]
    rows = pa.table([["d1"], ["fleet"], *columns, pa.nulls(1)], [each.name for each in TIMED_VALIDITIES])
    found = on_arrow_status.fleet_status(rows, FLEET, datetime(1970, 1, 1, tzinfo=UTC) + 2 * A_MICROSECOND)
    [row] = found.devices.to_pylist()
    assert [(row[name] - datetime(1970, 1, 1, tzinfo=UTC)) // A_MICROSECOND for name in ("since_at", "until_at")] == [
        1,
        5,
    ]


# --- rows that are no records --------------------------------------------------------------------------

BEYOND = 2**53  # seconds from 1970 on: after the year 9999
GOOD = ("d9", "fleet", 1_000, 2_000, None)


def columns_of(*rows, unit="s"):
    """Return rows of two ids and three instants as numbers."""
    columns = list(zip(*rows, strict=True))
    texts = [pa.array(values, pa.string()) for values in columns[:2]]
    instants = [pa.array(values, pa.int64()).cast(pa.timestamp(unit, "UTC")) for values in columns[2:]]
    return pa.table([*texts, *instants], [each.name for each in TIMED_VALIDITIES])


@pytest.mark.parametrize(
    ("reasons", "row"),
    [
        ("device_id: nothing", ("", "fleet", 1_000, 2_000, None)),
        ("application_id: not among those given", ("d1", "lab", 1_000, 2_000, None)),
        ("start_at: nothing", ("d1", "fleet", None, 2_000, None)),
        ("end_at: nothing", ("d1", "fleet", 1_000, None, 1_500)),
        ("start_at: nothing; end_at: nothing", ("d1", "fleet", None, None, None)),
        ("end_at: not after start_at", ("d1", "fleet", 1_000, 1_000, None)),
        ("end_at: not after start_at", ("d1", "fleet", 1_001, 1_000, None)),
        ("start_at: not in the years 1 to 9999", ("d1", "fleet", -BEYOND, 2_000, None)),
        ("end_at: not in the years 1 to 9999", ("d1", "fleet", 1_000, BEYOND, None)),
        ("deactivated_at: not in the years 1 to 9999", ("d1", "fleet", 1_000, 2_000, BEYOND)),
        ("deactivated_at: not in the years 1 to 9999", ("d1", "fleet", 1_000, 2_000, -BEYOND)),
        ("device_id: nothing; end_at: nothing", (None, "fleet", 1_000, None, None)),
    ],
)
@pytest.mark.parametrize("made", [False, True])
def test_rejected_rows(reasons, row, made):
    """Each is set apart with its reasons; what is left is looked at; together they are what was read."""
    rows = columns_of(GOOD, row, (*GOOD[:4], 1_500))
    if made:
        rows = rows.append_column("created_at", pa.nulls(3, pa.timestamp("s", "UTC")))
    for found in (
        on_arrow_status.fleet_status(rows, FLEET, datetime(1970, 1, 1, 0, 20, tzinfo=UTC)),
        on_arrow_sweep.sweep(rows, FLEET, *EVER),
    ):
        assert (found.read, found.rejected.num_rows, found.rejected.schema) == (3, 1, REJECTED_TIMED_VALIDITIES)
        assert found.rejected.column("reasons").to_pylist() == [reasons]
        with pytest.raises(MalformedColumns, match="3 rows of validity records: "):
            found.check()
    kept = on_arrow_status.fleet_status(rows, FLEET, datetime(1970, 1, 1, 0, 20, tzinfo=UTC)).devices
    assert kept.column("status").to_pylist() == ["active"]


# --- what is refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", INSTANTS)
def test_records_are_in_days_or_in_instants(name, tmp_path):
    """Not in both, not one file in days and another in instants; it is said before a row is read."""
    both = table_of([Validity("d1", "fleet")]).append_column(name, pa.nulls(1))
    pq.write_table(table_of([Validity("d1", "fleet")]), tmp_path / "days.parquet")
    pq.write_table(timed_table_of([MARCH]), tmp_path / "instants.parquet")
    paths = [tmp_path / "days.parquet", tmp_path / "instants.parquet"]
    for columns, complained in ((both, [name]), (paths, list(INSTANTS))):
        for look in (
            lambda columns=columns: on_arrow_status.fleet_status(columns, FLEET, END),
            lambda columns=columns: on_arrow_sweep.sweep(columns, FLEET, *EVER),
        ):
            with pytest.raises(MalformedColumns) as raised:
                look()
            assert [fault.column for fault in raised.value.faults] == complained
            assert "beside start, last_day, deactivated_on; expected records in days or" in str(raised.value)


def test_the_contract():
    """Instants have a zone; a day is none; what is missing is named."""
    rows = timed_table_of([MARCH]).drop_columns("end_at")
    rows = rows.set_column(2, "start_at", pa.array([START.replace(tzinfo=None)]))
    rows = rows.set_column(3, "deactivated_at", pa.array([date(2026, 4, 1)]))
    with pytest.raises(MalformedColumns) as raised:
        on_arrow_status.fleet_status(rows, FLEET, END)
    assert [fault.column for fault in raised.value.faults] == ["start_at", "end_at", "deactivated_at"]
