"""Validity by columns is that of the scalar core: every status, every event, to the microsecond and in order."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.valid_fleets import DAYS, EVER, Hard, assert_due, assert_statuses, table_of

from kpix_billing_core.batch import VALIDITIES, grouped_rows, on_arrow_status, on_arrow_sweep
from kpix_billing_core.batch.validities import REJECTED_VALIDITIES, sift_validities
from kpix_billing_core.errors import MalformedColumns, WrongType, WrongValue
from kpix_billing_core.validity import Application, ApplicationRules, Overlap, Validity

FLEET = [Application("fleet", ApplicationRules(grace_days=7, alert_days=(1, 7)))]
APRIL = Validity("d1", "fleet", date(2026, 4, 1), date(2026, 4, 30))
IDS = ("device_id", "application_id")
MARCH_TO_JUNE = (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))


@pytest.mark.parametrize("tens", range(20))
def test_hard_fleets(tens):
    """Several records, deactivations, grace, ends of time, skipped days, days at and around every boundary."""
    for seed in range(10 * tens, 10 * tens + 10):
        hard = Hard(seed)
        columns = table_of(hard.records)
        for _ in range(3):
            for at in (hard.day(), hard.instant()):
                assert_statuses(columns, hard.records, hard.applications, at)
            assert_due(columns, hard.records, hard.applications, hard.interval())


@given(st.integers(200, 10**6))
def test_any_fleet(seed):
    """Any of them."""
    hard = Hard(seed)
    columns = table_of(hard.records)
    for at in (hard.day(), EVER[0], EVER[1], date.min, date.max):
        assert_statuses(columns, hard.records, hard.applications, at)
    assert_due(columns, hard.records, hard.applications, hard.interval())
    assert_due(columns, hard.records, hard.applications, EVER)


def test_there_is_something_to_compare():
    """All kinds of event and all statuses are met in hard fleets, devices with several records among them."""
    events, statuses, several = set(), set(), 0
    for seed in range(200):
        hard = Hard(seed)
        events |= set(
            on_arrow_sweep.sweep(table_of(hard.records), hard.applications, *EVER).events["event"].to_pylist()
        )
        found = on_arrow_status.fleet_status(table_of(hard.records), hard.applications, hard.day()).devices
        statuses |= set(found["status"].to_pylist())
        several += len(hard.records) - found.num_rows
    assert events == {"alert_due", "alert_missed", "grace_entered", "disabled"}
    assert len(statuses) == 7
    assert several > 200


# Day by day, by hand: valid from the 1st to the 30th, seven days of grace, told seven days and one day before.
@pytest.mark.parametrize(
    ("on", "status", "since", "until"),
    [
        (date(2026, 3, 31), "pending", None, date(2026, 3, 31)),
        (date(2026, 4, 1), "active", date(2026, 4, 1), date(2026, 4, 30)),
        (date(2026, 4, 30), "active", date(2026, 4, 1), date(2026, 4, 30)),
        (date(2026, 5, 1), "in_grace", date(2026, 5, 1), date(2026, 5, 7)),
        (date(2026, 5, 7), "in_grace", date(2026, 5, 1), date(2026, 5, 7)),
        (date(2026, 5, 8), "disabled", date(2026, 5, 8), None),
    ],
)
def test_a_month_with_grace(on, status, since, until):
    """A day before, on and after each boundary."""
    found = on_arrow_status.fleet_status(table_of([APRIL]), FLEET, on).devices.to_pylist()
    values = ("d1", "fleet", status, since, until)
    assert found == [dict(zip(("device_id", "application_id", "status", "since", "until"), values, strict=True))]


def test_events_of_a_month():
    """Each at the start of its day; the interval has its first instant and not its last."""
    due = [datetime(2026, *day, tzinfo=UTC) for day in ((4, 24), (4, 30), (5, 1), (5, 8))]
    found = on_arrow_sweep.sweep(table_of([APRIL]), FLEET, due[0], due[3] + timedelta.resolution).events
    assert found["due_at"].to_pylist() == due
    assert found["event"].to_pylist() == ["alert_due", "alert_due", "grace_entered", "disabled"]
    assert found["days_left"].to_pylist() == [7, 1, None, None]
    assert found["expires_at"].to_pylist() == [due[2]] * 4
    moved = (due[0] + timedelta.resolution, due[3])
    assert on_arrow_sweep.sweep(table_of([APRIL]), FLEET, *moved).events["days_left"].to_pylist() == [1, None]
    assert on_arrow_sweep.sweep(table_of([APRIL]), FLEET, due[0], due[0]).events.num_rows == 0


def test_a_superseded_record_that_stops_last_has_no_grace():
    """A is in grace, B was superseded by C, and C was ended before it began: the device is in the grace of A."""
    rules = ApplicationRules(grace_days=30, overlap=Overlap.LATEST)
    days = [((3, 1), (3, 10), None), ((3, 12), (3, 31), None), ((3, 20), (3, 25), (3, 5))]
    records = [
        Validity("d", "a", date(2026, *first), date(2026, *last), None if ended is None else date(2026, *ended))
        for first, last, ended in days
    ]
    assert assert_due(table_of(records), records, [Application("a", rules)], EVER) == 2
    for day in range(1, 32):
        assert_statuses(table_of(records), records, [Application("a", rules)], date(2026, 3, day))


@pytest.mark.parametrize("day", [28, 29, 30, 31])
@pytest.mark.parametrize("alert_days", [(1,), (2,), (1, 3)])
def test_a_day_that_the_zone_left_out(day, alert_days):
    """What starts on it starts with the next day; what ends on it ends with the one before; an alert is a day earlier."""
    rules = ApplicationRules(grace_days=1, alert_days=alert_days, zone=ZoneInfo("Pacific/Apia"))
    end = date(2011, 12, day)
    records = [
        Validity("d1", "a", date(2011, 12, 1), end),
        Validity("d2", "a", end, date(2012, 1, 5)),
        Validity("d3", "a", end, end),
        Validity("d4", "a", date(2011, 12, 1), date(2012, 1, 2), end),
        Validity("d4", "a", date(2011, 12, 1), end, end),
    ]
    # A day starts there at 10 o'clock: some intervals begin at that instant, and some end.
    first = datetime(2011, 12, 25, 4, tzinfo=UTC)
    for held in (records, *([record] for record in records)):
        columns = table_of(held).drop_columns("created_at")
        for hours in range(0, 24 * 10, 6):
            span = (first + timedelta(hours=hours), first + timedelta(hours=hours + 6))
            assert_due(columns, held, [Application("a", rules)], span)
            assert_statuses(columns, held, [Application("a", rules)], span[0])
        for on in range(9):
            assert_statuses(columns, held, [Application("a", rules)], date(2011, 12, 25) + timedelta(days=on))


# --- shapes --------------------------------------------------------------------------------------------

HARD = Hard(5)
MANY = [
    Validity(str(device), application.id, first, first + timedelta(days=length))
    for application in HARD.applications
    for device in range(80)
    for length in (device % 9, 30)[: 1 + (device % 5 == 0)]
    if (first := date(2026, 4, 1) + timedelta(days=device % 40 + (length == 30) * 12))
]


def retyped(rows: pa.Table, **kinds: pa.DataType) -> pa.Table:
    """Return a table some of whose columns have another type."""
    return rows.cast(pa.schema([field.with_type(kinds.get(field.name, field.type)) for field in rows.schema]))


CODED = pa.dictionary(pa.int32(), pa.string())
SHAPES = {
    "plain": lambda rows: rows,
    "dictionaries": lambda rows: retyped(rows, device_id=CODED, application_id=CODED),
    "small dictionaries": lambda rows: retyped(rows, device_id=pa.dictionary(pa.int16(), pa.large_string())),
    "numbers": lambda rows: retyped(rows, device_id=pa.int32()),
    "numbers without a sign": lambda rows: retyped(rows, device_id=pa.uint64()),
    "wide days": lambda rows: retyped(rows, **dict.fromkeys(DAYS, pa.date64())),
    "no column of ends": lambda rows: rows.set_column(4, "deactivated_on", pa.nulls(rows.num_rows)),
    "nothing about when they were made": lambda rows: rows.drop_columns("created_at"),
    "never made": lambda rows: rows.set_column(5, "created_at", pa.nulls(rows.num_rows)),
    "in another order": lambda rows: rows.select(rows.column_names[::-1]),
    "dictionaries that differ": lambda rows: pa.concat_tables(
        [
            retyped(rows.slice(start, 37).combine_chunks(), device_id=CODED, application_id=CODED)
            for start in range(0, rows.num_rows, 37)
        ]
    ),
    "stream": lambda rows: rows.to_reader(max_chunksize=30),
    "batch": lambda rows: rows.combine_chunks().to_batches()[0],
}


@pytest.mark.usefixtures("in_small_pieces")
@pytest.mark.parametrize("shape", SHAPES)
def test_shapes(shape):
    """Text, dictionaries, numbers, streams; devices that have a place each and devices that are put in order."""
    opened = SHAPES[shape]
    assert_statuses(opened(table_of(MANY)), MANY, HARD.applications, date(2026, 4, 16))
    assert assert_due(opened(table_of(MANY)), MANY, HARD.applications, MARCH_TO_JUNE) > 9
    day = (datetime(2026, 4, 20, tzinfo=UTC), datetime(2026, 4, 21, tzinfo=UTC))
    assert_due(opened(table_of(MANY)), MANY, HARD.applications, day)


def test_files(tmp_path):
    """One file, or several that are one fleet."""
    for number, part in enumerate((MANY[:70], MANY[70:])):
        pq.write_table(table_of(part).drop_columns("created_at"), tmp_path / f"{number}.parquet", row_group_size=20)
    paths = [tmp_path / "0.parquet", str(tmp_path / "1.parquet")]
    assert_statuses(paths, MANY, HARD.applications, date(2026, 4, 16))
    assert_due(paths, MANY, HARD.applications, MARCH_TO_JUNE)
    assert_due(paths[0], MANY[:70], HARD.applications, MARCH_TO_JUNE)


@pytest.mark.parametrize("many", [1, 3, 70_000])
def test_any_number_of_applications(many):
    """Each has its rules; more than a number of 16 bits counts; those that nobody has records of do not matter."""
    applications = [Application(f"a{number}", ApplicationRules(grace_days=number % 5)) for number in range(many)]
    records = [Validity("d1", f"a{number}", date(2026, 4, 1), date(2026, 4, 14)) for number in {0, many - 1, many // 2}]
    assert_statuses(table_of(records), records, applications, date(2026, 4, 16))
    assert_due(table_of(records), records, applications, MARCH_TO_JUNE)


def test_no_rows_and_no_applications():
    """Of nothing nothing is said."""
    for applications in ([], FLEET):
        assert on_arrow_status.fleet_status(table_of([]), applications, date(2026, 4, 1)).devices.num_rows == 0
        assert on_arrow_sweep.sweep(table_of([]), applications, *EVER).events.num_rows == 0


def test_devices_whose_numbers_lie_at_both_ends():
    """The least and the largest number of 64 bits, and what lies beyond those that are looked for."""
    numbers = np.array([-(2**63), -1, 0, 5, 2**63 - 1])
    for wanted in ([0], [5, 0], [2**63 - 1], [-(2**63)], [-(2**63), 2**63 - 1], []):
        rows = grouped_rows.Wanted(np.array(wanted, np.int64)).rows(numbers)
        assert sorted(numbers[rows].tolist()) == sorted(wanted)


# --- rows that are no records --------------------------------------------------------------------------

BEYOND = 3_000_000  # days from 1970 on: after the year 9999
BAD = [
    ("device_id: nothing", (None, "fleet", 20_000, 20_001, None)),
    ("device_id: not printable", ("d\n", "fleet", 20_000, 20_001, None)),
    ("application_id: nothing", ("d1", None, 20_000, 20_001, None)),
    ("application_id: not printable", ("d1", "a\n", 20_000, 20_001, None)),
    ("application_id: not among those given", ("d1", "lab", 20_000, 20_001, None)),
    ("start: nothing", ("d1", "fleet", None, 20_001, None)),
    ("last_day: nothing", ("d1", "fleet", 20_000, None, None)),
    ("deactivated_on: of a record without days", ("d1", "fleet", None, None, 20_000)),
    ("last_day: before start", ("d1", "fleet", 20_001, 20_000, None)),
    ("start: not in the years 1 to 9999", ("d1", "fleet", -BEYOND, 20_000, None)),
    ("last_day: not in the years 1 to 9999", ("d1", "fleet", 20_000, BEYOND, None)),
    ("deactivated_on: not in the years 1 to 9999", ("d1", "fleet", 20_000, 20_001, BEYOND)),
    ("deactivated_on: not in the years 1 to 9999", ("d1", "fleet", 20_000, 20_001, -BEYOND)),
]
GOOD = ("d9", "fleet", 20_000, 20_010, None)


def columns_of(*rows: tuple[object, ...]) -> pa.Table:
    """Return rows of two ids and three days as numbers."""
    columns = list(zip(*rows, strict=True))
    texts = [pa.array(values, pa.string()) for values in columns[:2]]
    days = [pa.array(values, pa.int32()).cast(pa.date32()) for values in columns[2:]]
    return pa.table([*texts, *days], [*IDS, *DAYS])


@pytest.mark.parametrize(("reason", "row"), BAD)
@pytest.mark.parametrize("shape", ["plain", "dictionaries"])
def test_rejected_rows(reason, row, shape):
    """Each is set apart with its reason; what is left is looked at; together they are what was read."""
    given = SHAPES[shape](columns_of(GOOD, row, GOOD))
    for found in (
        on_arrow_status.fleet_status(given, FLEET, date(2024, 10, 4)),
        on_arrow_sweep.sweep(given, FLEET, *EVER),
    ):
        assert (found.read, found.rejected.num_rows, found.rejected.schema) == (3, 1, REJECTED_VALIDITIES)
        assert found.rejected.column("reasons").to_pylist() == [reason]
        with pytest.raises(MalformedColumns, match="3 rows of validity records: 1 fault\n  column"):
            found.check()
    kept = on_arrow_status.fleet_status(given, FLEET, date(2024, 10, 4)).devices
    assert kept.column("status").to_pylist() == ["active"]


def test_every_reason_of_a_row_and_who_has_it():
    """All of them, in order of the columns; the error names some of the rows."""
    row = ("", "lab", BEYOND, 20_000, BEYOND)
    found = on_arrow_status.fleet_status(columns_of(row), FLEET, date(2026, 4, 1))
    [reasons] = found.rejected.column("reasons").to_pylist()
    assert reasons.split("; ") == [
        "device_id: nothing",
        "application_id: not among those given",
        "start: not in the years 1 to 9999",
        "deactivated_on: not in the years 1 to 9999",
        "last_day: before start",
    ]
    with pytest.raises(MalformedColumns, match=r"application_id: not among those given in 1 row \(application 'lab'\)"):
        found.check()


@pytest.mark.parametrize("unit", ["s", "ms"])
def test_a_time_at_which_no_record_was_made(unit):
    """An instant that Python does not know is none; one that is not there is let be."""
    rows = columns_of(GOOD, GOOD, GOOD)
    made = pa.array([0, None, 2**53], pa.int64()).cast(pa.timestamp(unit, "UTC"))
    found = on_arrow_status.fleet_status(rows.append_column("created_at", made), FLEET, date(2026, 4, 1))
    assert found.rejected.column("reasons").to_pylist() == ["created_at: not in the years 1 to 9999"]
    assert sift_validities(rows, {"fleet"})[1].num_rows == 0


# --- what is refused -----------------------------------------------------------------------------------


def test_the_contract():
    """A file's own columns, days that may be empty; an instant is no day, and what is missing is named."""
    assert [column.name for column in VALIDITIES] == [*IDS, *DAYS]
    bad = retyped(table_of([APRIL]), start=pa.timestamp("us", "UTC")).drop_columns("last_day")
    for look in (
        lambda: on_arrow_status.fleet_status(bad, FLEET, date(2026, 4, 1)),
        lambda: on_arrow_sweep.sweep(bad, FLEET, *EVER),
    ):
        with pytest.raises(MalformedColumns) as raised:
            look()
        assert [fault.column for fault in raised.value.faults] == ["start", "last_day"]


def test_records_that_overlap_where_they_must_not():
    """They stop the look, as in the scalar core; those that follow each other do not."""
    rejecting = [Application("fleet", ApplicationRules(overlap=Overlap.REJECT))]
    may = Validity("d1", "fleet", date(2026, 5, 1), date(2026, 5, 30))
    assert_statuses(table_of([APRIL, may]), [APRIL, may], rejecting, date(2026, 4, 16))
    assert_due(table_of([APRIL, may]), [APRIL, may], rejecting, EVER)
    late = Validity("d1", "fleet", date(2026, 4, 30), date(2026, 5, 30))
    for look in (
        lambda: on_arrow_status.fleet_status(table_of([APRIL, late]), rejecting, date(2026, 4, 16)),
        lambda: on_arrow_sweep.sweep(table_of([APRIL, late]), rejecting, *EVER),
    ):
        with pytest.raises(WrongValue, match="records: expected records that do not overlap, got str"):
            look()


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "since: expected aware datetime, got date", {"since": date(2026, 4, 1)}),
        (WrongType, "until: expected aware datetime, got", {"until": None}),
        (WrongValue, "until: expected an instant from", {"until": datetime(2026, 2, 1, tzinfo=UTC)}),
        (WrongType, "applications: expected Application, got str 'fleet'", {"applications": ["fleet"]}),
        (WrongValue, "applications: expected each application once", {"applications": FLEET * 2}),
        (WrongType, "source: expected the path of a Parquet file", {"columns": None}),
        (
            WrongValue,
            f"alert_days: expected at most {2**63 - 1} days in a column",
            {"applications": [Application("a", ApplicationRules(alert_days=(2**63,)))]},
        ),
    ],
)
def test_what_cannot_be_swept(kind, message, arguments):
    """Named before a row is read."""
    since, until = MARCH_TO_JUNE
    given = {"columns": table_of([APRIL]), "applications": FLEET, "since": since, "until": until, **arguments}
    with pytest.raises(kind) as raised:
        on_arrow_sweep.sweep(**given)
    assert str(raised.value).startswith(message)


def test_what_is_no_moment():
    """Neither a day nor an instant."""
    for at in ("2026-04-01", None, datetime(2026, 4, 1)):
        with pytest.raises((WrongType, WrongValue), match="at: expected"):
            on_arrow_status.fleet_status(table_of([APRIL]), FLEET, at)


def test_pandas_is_not_imported(tmp_path):
    """Though it is installed."""
    pq.write_table(table_of([*MANY, Validity("d", "elsewhere")]), tmp_path / "a.parquet")
    code = (
        "import sys\nfrom datetime import UTC, date, datetime\nfrom kpix_billing_core.validity import Application\n"
        "from kpix_billing_core.batch import on_arrow_status, on_arrow_sweep\n"
        f"path, fleet = {str(tmp_path / 'a.parquet')!r}, [Application('lab'), Application('fleet')]\n"
        "one = on_arrow_status.fleet_status(path, fleet, date(2026, 4, 16))\n"
        "due = on_arrow_sweep.sweep(path, fleet, datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))\n"
        "print(one.rejected.num_rows, due.events.num_rows > 9, 'pandas' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "True", "False"]
