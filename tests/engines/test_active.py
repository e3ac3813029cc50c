"""Active devices by columns are those of the scalar core, bit by bit, whichever engine looks and whatever it looks at."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from types import ModuleType
from typing import NamedTuple

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.connecting import (
    CASES,
    Case,
    Row,
    assert_active,
    borders,
    connections_of,
    hard_connections,
    named,
)

from kpix_billing_core.batch import (
    ActiveTotals,
    active_by_account,
    active_totals,
    first_seen,
    merge_active,
    on_arrow_active,
    on_duckdb_active,
    on_polars_active,
    on_spark_active,
)
from kpix_billing_core.batch.instants import FIRST_INSTANT, LAST_INSTANT
from kpix_billing_core.dates import Month
from kpix_billing_core.errors import MalformedColumns, TallyMismatch, WrongType, WrongValue

APRIL = Month.parse("2026-04")
PLAIN = CASES[0]
FIRST, LAST = borders(PLAIN)
IDS = ("device_id", "account_id")


class Engine(NamedTuple):
    """An adapter, and how its engine gets hold of a table of Arrow."""

    adapter: ModuleType
    opened: Callable[[pa.Table], object]

    def look(self, columns: pa.Table, case: Case = PLAIN) -> ActiveTotals:
        """Return what the engine finds."""
        return self.adapter.active_devices(self.opened(columns), Month.parse(case.month), case.zone)


@pytest.fixture(params=["arrow", "duckdb", "polars", "spark"])
def engine(request) -> Engine:
    """Each engine in turn."""
    if request.param == "spark":
        session = request.getfixturevalue("spark")
        return Engine(on_spark_active, lambda rows: session.createDataFrame(rows.combine_chunks()))
    return {
        "arrow": Engine(on_arrow_active, lambda rows: rows),
        "duckdb": Engine(on_duckdb_active, duckdb.from_arrow),
        "polars": Engine(on_polars_active, pl.from_arrow),
    }[request.param]


@pytest.mark.parametrize("case", CASES, ids=named)
def test_hard_connections(engine, case):
    """Faulty, repeated, unsorted rows, a microsecond before, at and after every border of every month and zone."""
    rows = hard_connections(case, 700)
    assert_active(engine.look(connections_of(rows), case), rows, case)


near = st.sampled_from((FIRST - 1, FIRST, FIRST + 1, LAST - 1, LAST, LAST + 1, None, FIRST_INSTANT - 1, LAST_INSTANT))
some = st.lists(
    st.tuples(
        st.sampled_from(("d1", "d2", "ä", "")), st.sampled_from(("acme", "beta", None)), near | st.integers(FIRST, LAST)
    ),
    max_size=12,
)


@pytest.mark.parametrize("quick", ["arrow", "duckdb", "polars"])
@given(rows=some)
def test_any_connections(quick, rows):
    """Any rows at all."""
    adapter, opened = {
        "arrow": (on_arrow_active, lambda table: table),
        "duckdb": (on_duckdb_active, duckdb.from_arrow),
        "polars": (on_polars_active, pl.from_arrow),
    }[quick]
    assert_active(Engine(adapter, opened).look(connections_of(rows)), rows, PLAIN)


def retyped(rows: pa.Table, **kinds: pa.DataType) -> pa.Table:
    """Return a table some of whose columns have another type."""
    return rows.cast(pa.schema([field.with_type(kinds.get(field.name, field.type)) for field in rows.schema]))


CODED = pa.dictionary(pa.int32(), pa.string())
SHAPES = {
    "dictionaries": lambda rows: retyped(rows, device_id=CODED, account_id=CODED),
    "small dictionaries": lambda rows: retyped(rows, device_id=pa.dictionary(pa.int8(), pa.string())),
    "large text": lambda rows: retyped(rows, device_id=pa.large_string(), account_id=pa.large_string()),
    "columns in another order": lambda rows: rows.select(rows.column_names[::-1]),
    "one more column": lambda rows: rows.append_column("instant", pa.array(range(rows.num_rows))),
    "another zone": lambda rows: retyped(rows, connected_at=pa.timestamp("us", "Asia/Tokyo")),
    "dictionaries that differ": lambda rows: pa.concat_tables(
        [
            retyped(rows.slice(start, 37).combine_chunks(), device_id=CODED, account_id=CODED)
            for start in range(0, rows.num_rows, 37)
        ]
    ),
    "in pieces": lambda rows: pa.concat_tables([rows.slice(0, 50), rows.slice(50, 0), rows.slice(50)]),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes(engine, shape):
    """Text with a dictionary or without, columns in any order and more of them."""
    rows = hard_connections(PLAIN, 150)
    assert_active(engine.look(SHAPES[shape](connections_of(rows))), rows, PLAIN)


DIGITS = {
    "small": (pa.int8(), (1, 10, 100, 11, 2, 0, None)),
    "signed": (pa.int64(), (-(2**63), -7, -70, 5, 2**63 - 1, 40, 4, None)),
    "far apart": (pa.int64(), (5, 50, 10**16, 10**12, 7, None)),
    "unsigned": (pa.uint64(), (0, 9, 10, 2**63, 2**64 - 1, None)),
}


@pytest.mark.parametrize("digits", DIGITS)
def test_ids_that_are_numbers(engine, digits):
    """They are their digits, in the order of these as text; an empty one is none."""
    kind, numbers = DIGITS[digits]
    if engine.adapter is on_spark_active and kind == pa.uint64():
        pytest.skip("Spark has no numbers of 64 bits without a sign")
    pairs = [(device, account) for device in numbers for account in numbers[:3]] * 2
    rows = [
        (None if device is None else str(device), str(account), FIRST + place)
        for place, (device, account) in enumerate(pairs)
    ]
    columns = connections_of(rows)
    for place, name in enumerate(IDS):
        columns = columns.set_column(place, name, pa.array([pair[place] for pair in pairs], kind))
    assert_active(engine.look(columns), rows, PLAIN)


UNITS = {"s": 1_000_000, "ms": 1_000, "us": 1}


@pytest.mark.parametrize("unit", UNITS)
def test_units(engine, unit):
    """Seconds and milliseconds at the borders of the month, and beyond all years that Python knows."""
    each, far = UNITS[unit], 2**63 - 1
    numbers = [FIRST // each - 1, FIRST // each, LAST // each, LAST // each + 1, None]
    if engine.adapter in (on_arrow_active, on_duckdb_active):  # the others refuse to take what they have no room for
        numbers += [far // (1 if each == 1 else 10 * each), -far // (10 * each)]
    rows = [(f"d{place}", "acme", None if number is None else number * each) for place, number in enumerate(numbers)]
    columns = connections_of([(device, account, None) for device, account, _ in rows])
    instants = pa.array(numbers, pa.int64()).cast(pa.timestamp(unit, "UTC"))
    assert_active(engine.look(columns.set_column(2, "connected_at", instants)), rows, PLAIN)


@pytest.mark.parametrize("case", [PLAIN, Case("1969-12")], ids=named)
def test_parts_of_a_microsecond(engine, case):
    """They are cut off backwards in time, before 1970 too: a nanosecond before the month is in the month before."""
    if engine.adapter is on_spark_active:
        pytest.skip("Spark cuts them off itself, when it takes the table")
    first, last = borders(case)
    numbers = [first * 1_000 - 1, first * 1_000, first * 1_000 + 999, last * 1_000 + 999, last * 1_000 + 1_000]
    rows = [(f"d{place}", "acme", number // 1_000) for place, number in enumerate(numbers)]
    instants = pa.array(numbers, pa.int64()).cast(pa.timestamp("ns", "UTC"))
    assert_active(engine.look(connections_of(rows).set_column(2, "connected_at", instants), case), rows, case)


def test_no_rows(engine):
    """A fleet of nothing has totals of nothing."""
    found = engine.look(connections_of([]))
    assert (found.devices.num_rows, found.read, found.rejected.num_rows) == (0, 0, 0)
    assert list(active_by_account(found)) == []


def test_parts_merge_into_the_whole(engine):
    """Counted in three parts and merged, in any order; a connection that is in two parts is one."""
    rows = hard_connections(PLAIN, 300)
    one, two, three = (engine.look(connections_of(part)) for part in (rows[:90], rows[90:91], rows[91:]))
    whole = merge_active([three, merge_active([one, two])])
    assert_active(whole, rows, PLAIN)
    assert whole.devices == engine.look(connections_of(rows)).devices
    assert merge_active([whole, one]).devices == whole.devices
    assert merge_active([whole]) == whole


# --- the kernel ----------------------------------------------------------------------------------------


def many(size: int = 5_000) -> tuple[pa.Table, list[Row]]:
    """Return connections of devices whose ids are numbers, near each other and far apart, each for some accounts."""
    chance = Random(3)
    numbers = [*range(40), *range(-30, 0), *range(10**9, 10**9 + 5), 2**62]
    pairs = [(chance.choice(numbers), chance.randrange(12)) for _ in range(size)]
    rows = [(str(device), f"a{account}", chance.randint(FIRST - 10**12, LAST)) for device, account in pairs]
    return connections_of(rows).set_column(0, "device_id", pa.array([device for device, _ in pairs])), rows


@pytest.mark.parametrize("limits", [{}, {"LARGEST_ROOM": 1}, {"LARGEST_ROOM": 50}, {"PILE": 10}, {"_SMALLEST_ROOM": 2}])
def test_however_much_fits(monkeypatch, limits):
    """No room at all, room for some, room that grows to both sides, piles that are put in order."""
    monkeypatch.setattr(on_arrow_active, "ROWS", 7)
    for name, limit in limits.items():
        monkeypatch.setattr(first_seen, name, limit)
    columns, rows = many()
    assert_active(on_arrow_active.active_devices(columns, APRIL), rows, PLAIN)


@pytest.mark.parametrize("adapter", [on_arrow_active, on_duckdb_active, on_polars_active])
def test_files(adapter, tmp_path):
    """Row groups whose dictionaries differ; several files are one fleet."""
    rows = hard_connections(PLAIN, 300)
    path = tmp_path / "a[b].parquet"
    coded = SHAPES["dictionaries that differ"](connections_of(rows))
    with pq.ParquetWriter(path, coded.schema) as writer:
        for batch in coded.to_batches():
            writer.write_batch(batch)
    assert_active(adapter.active_devices(path, APRIL), rows, PLAIN)
    assert_active(adapter.active_devices([path, str(path)], APRIL, UTC), rows * 2, PLAIN)


def test_progress_and_stopping():
    """Told after each piece how many rows were read; what it raises stops the run."""

    class Stop(Exception):
        pass

    rows = connections_of(hard_connections(PLAIN, 100))
    seen = []
    on_arrow_active.active_devices(rows.to_reader(max_chunksize=40), APRIL, progress=seen.append)
    assert seen == [40, 80, 110]

    def stop(read):
        raise Stop

    with pytest.raises(Stop):
        on_arrow_active.active_devices(rows, APRIL, progress=stop)


def test_pandas_is_not_imported(tmp_path):
    """Though it is installed."""
    path = tmp_path / "met.parquet"
    pq.write_table(connections_of(hard_connections(PLAIN, 50)), path)
    code = (
        "import sys\nfrom kpix_billing_core import Month\nfrom kpix_billing_core.batch import merge_active\n"
        "from kpix_billing_core.batch import on_arrow_active, on_duckdb_active, on_polars_active\n"
        "for one in (on_arrow_active, on_duckdb_active, on_polars_active):\n"
        f"    found = one.active_devices({str(path)!r}, Month.parse('2026-04'))\n"
        "    found = merge_active([found, found])\n"
        "    print(found.read, found.rejected.num_rows > 0, 'pandas' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["110 True False"] * 3


# --- what an engine hands over -------------------------------------------------------------------------


def found_of(*rows: tuple[object, ...]) -> pa.Table:
    """Return account, device and instant as an engine hands them over."""
    account, device, at = zip(*rows, strict=True) if rows else ((), (), ())
    columns = [pa.array(account, pa.string()), pa.array(device, pa.string()), pa.array(at, pa.int64())]
    return pa.table(columns, ["account_id", "device_id", "connected_at"])


GOOD = found_of(("b", "d1", FIRST), ("a", "d2", LAST), ("b", "d1", FIRST + 1))


def test_totals_of_another_engine():
    """In any order, a device any number of times; instants, too."""
    want = [("a", "d2", LAST), ("b", "d1", FIRST)]
    for handed in (GOOD, GOOD.set_column(2, "connected_at", GOOD.column(2).cast(pa.timestamp("us", "UTC")))):
        found = active_totals(handed, APRIL, UTC, read=3)
        assert [tuple(row.values()) for row in retyped(found.devices, connected_at=pa.int64()).to_pylist()] == want


def test_a_dictionary_with_an_entry_twice():
    """Two entries of one text are one device, and the order is that of the text."""
    coded = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2], pa.int8()), pa.array(["d2", "d1", "d2"]))
    found = active_totals(
        GOOD.set_column(1, "device_id", coded).set_column(0, "account_id", pa.array(["a"] * 3)), APRIL, UTC, read=3
    )
    assert found.devices.column("device_id").to_pylist() == ["d1", "d2"]


def test_keys_that_do_not_fit_64_bits_together():
    """Accounts by numbers far apart, and devices by such: their ranks are not multiplied."""
    far = pa.array([10**16, 1, 10**16], pa.int64())
    found = active_totals(GOOD.set_column(0, "account_id", far).set_column(1, "device_id", far), APRIL, UTC, read=3)
    assert found.devices.column("device_id").to_pylist() == ["1", str(10**16)]


REJECTED = on_arrow_active.active_devices(connections_of([("", "acme", FIRST)]), APRIL).rejected


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "devices: expected pyarrow.Table, got NoneType None", {"devices": None}),
        (WrongValue, "devices: expected a column device_id, got list", {"devices": GOOD.drop_columns("device_id")}),
        (
            WrongValue,
            "account_id of devices: expected something in every row, got NoneType None",
            {"devices": found_of((None, "d1", FIRST))},
        ),
        (
            WrongType,
            "connected_at of devices: expected timestamp[us, tz=UTC], got",
            {"devices": retyped(GOOD, connected_at=pa.float64())},
        ),
        (
            WrongValue,
            "connected_at of devices: expected instants of the month, got list",
            {"devices": found_of(("a", "d1", FIRST - 1))},
        ),
        (
            WrongValue,
            "connected_at of devices: expected instants of the month, got list",
            {"devices": found_of(("a", "d1", LAST + 1))},
        ),
        (WrongType, "month: expected Month, got str '2026-04'", {"month": "2026-04"}),
        (WrongType, "zone: expected tzinfo, got str 'UTC'", {"zone": "UTC"}),
        (WrongType, "read: expected int, got bool True", {"read": True}),
        (TallyMismatch, "2 devices of 1 rows, 0 rejected", {"read": 1}),
        (TallyMismatch, "2 devices of 2 rows, 1 rejected", {"read": 2, "rejected": REJECTED}),
    ],
)
def test_what_an_engine_must_not_hand_over(kind, message, arguments):
    """Named before it becomes totals."""
    with pytest.raises(kind) as raised:
        active_totals(**{"devices": GOOD, "month": APRIL, "zone": UTC, "read": 3, **arguments})
    assert str(raised.value).startswith(message)


def test_rejected_rows_stop_the_count():
    """Nothing is billed of a fleet some of whose rows were rejected, until the caller says so."""
    found = active_totals(GOOD, APRIL, UTC, read=4, rejected=REJECTED)
    for look in (found.check, found.counts, lambda: active_by_account(found)):
        with pytest.raises(MalformedColumns) as raised:
            look()
        assert str(raised.value).splitlines() == [
            "4 rows of connections: 1 fault",
            "  column device_id: nothing in 1 row (account 'acme')",
        ]
    assert found._replace(rejected=REJECTED[:0]).counts().num_rows == 2


def test_reasons():
    """Every reason is given, each after its column; an instant that Python does not know is not shown."""
    rows = [
        *(("d1\n", None, None), ("d1", "acme", LAST_INSTANT + 1), ("", "", FIRST)),
        *(("", "acme", FIRST_INSTANT), ("", "acme", LAST_INSTANT), ("", "acme", FIRST_INSTANT - 1)),
    ]
    found = on_arrow_active.active_devices(connections_of(rows), APRIL).rejected.to_pylist()
    assert [row["reasons"] for row in found] == [
        "device_id: not printable; account_id: nothing; connected_at: nothing",
        "connected_at: not in the years 1 to 9999",
        "device_id: nothing; account_id: nothing",
        "device_id: nothing",
        "device_id: nothing",
        "device_id: nothing; connected_at: not in the years 1 to 9999",
    ]
    assert [row["connected_at"] for row in found] == [
        *(None, None, datetime(2026, 4, 1, tzinfo=UTC)),
        *(datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC), None),
    ]


TOTALS = active_totals(GOOD, APRIL, UTC, read=3)


@pytest.mark.parametrize(
    ("kind", "message", "parts"),
    [
        (WrongType, "parts: expected a list, tuple or other iterable in order, got set", {1}),
        (WrongType, "parts: expected ActiveTotals, got int 1", [TOTALS, 1]),
        (WrongValue, "parts: expected at least one, got int 0", []),
        (TallyMismatch, "active devices merge only within one month", [TOTALS, TOTALS._replace(month=APRIL + 1)]),
        (
            TallyMismatch,
            "active devices merge only within one month",
            [TOTALS, TOTALS._replace(zone=CASES[1].zone)],
        ),
    ],
)
def test_what_does_not_merge(kind, message, parts):
    """Active devices of two months or two zones."""
    with pytest.raises(kind, match=message):
        merge_active(parts)


# --- what is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("adapter", "taken", "grouped"),
    [
        (on_duckdb_active, "a relation of DuckDB or the path of a Parquet file", "a relation of DuckDB"),
        (on_polars_active, "a frame of Polars or the path of a Parquet file", "a lazy frame of Polars"),
        (on_spark_active, "a frame of Spark", "a frame of Spark"),
    ],
)
def test_what_would_hold_columns(adapter, taken, grouped):
    """It is said in the engine's own words, and whether files are taken."""
    for function, wanted in ((adapter.active_devices, taken), (adapter.active_groups, grouped)):
        with pytest.raises(WrongType) as raised:
            function(GOOD, APRIL)
        assert str(raised.value).startswith(f"columns: expected {wanted}, got Table ")


@pytest.mark.parametrize("wrong", [None, 1, [], object()])
@pytest.mark.parametrize("adapter", [on_arrow_active, on_duckdb_active, on_polars_active, on_spark_active])
def test_what_holds_no_columns(adapter, wrong):
    """Named, and told what would be some."""
    with pytest.raises(WrongType, match="(columns|source): expected (a|the path)"):
        adapter.active_devices(wrong, APRIL)
    if adapter is not on_arrow_active:
        with pytest.raises(WrongType, match="columns: expected a"):
            adapter.active_groups(wrong, APRIL)


def test_columns_of_another_sort(engine):
    """A day is no instant; all faults at once, before any row is read."""
    days = connections_of([("d1", "acme", FIRST)]).drop_columns("account_id")
    with pytest.raises(MalformedColumns) as raised:
        engine.look(retyped(days, connected_at=pa.date32()))
    assert [(fault.column, fault.problem) for fault in raised.value.faults] == [
        ("account_id", "missing"),
        ("connected_at", "expected an instant: a timestamp with a zone; got date32[day]"),
    ]


@pytest.mark.parametrize("arguments", [{"month": "2026-04"}, {"zone": "UTC"}, {"progress": 1}], ids=str)
def test_what_cannot_be_asked(arguments):
    """As everywhere."""
    with pytest.raises(WrongType, match="(month|zone|progress): expected"):
        on_arrow_active.active_devices(**{"columns": connections_of([]), "month": APRIL, **arguments})
    with pytest.raises(WrongType, match="totals: expected ActiveTotals, got int 1"):
        active_by_account(1)


# --- each engine's own --------------------------------------------------------------------------------


def test_groups_are_whole_numbers(engine):
    """What an engine adapter asks for is of 64 bits, and has not run."""
    if engine.adapter is on_arrow_active:
        pytest.skip("it groups nothing")
    columns = connections_of([("d1", "acme", FIRST), ("d1", "acme", LAST + 1), ("d1", "acme", None)])
    opened = engine.opened(columns)
    groups = engine.adapter.active_groups(opened.lazy() if isinstance(opened, pl.DataFrame) else opened, APRIL)
    found = (
        groups.collect().to_arrow()
        if isinstance(groups, pl.LazyFrame)
        else (groups.to_arrow_table() if isinstance(groups, duckdb.DuckDBPyRelation) else groups.toArrow())
    )
    wanted = {"account_id": "acme", "device_id": "d1", "connected_at": FIRST, "read": 3, "faulty": 1}
    assert found.to_pylist() == [wanted]
    assert {field.type for field in found.schema if field.name not in IDS} == {pa.int64()}


def test_spark_looks_in_its_own_terms(spark):
    """First connections are taken before rows are exchanged; no function of Python's is in the plan."""
    groups = on_spark_active.active_groups(spark.createDataFrame(connections_of([("d1", "acme", FIRST)])), APRIL)
    plan = groups._jdf.queryExecution().executedPlan().toString()
    assert all(name in plan.split("Exchange")[1] for name in ("partial_min(", "partial_count("))
    assert "python" not in plan.lower()


def test_text_that_duckdb_compares_in_its_own_way():
    """A column may say that ACME is acme; to billing they are two accounts. Its infinity is no instant."""
    rows = [("d1", "acme", FIRST), ("d1", "ACME", LAST), ("d2", "acme", None)]
    with duckdb.connect() as own:
        own.execute("create table met (device_id text, account_id text collate nocase, connected_at timestamptz)")
        own.from_arrow(connections_of(rows)).insert_into("met")
        own.execute("update met set connected_at = 'infinity' where device_id = 'd2'")
        found = on_duckdb_active.active_devices(own.table("met"), APRIL)
    assert_active(found, rows, PLAIN)
    assert found.rejected.column("reasons").to_pylist() == ["connected_at: not in the years 1 to 9999"]


def test_columns_that_change_between_two_looks():
    """Where the second look at faulty rows finds others, there is an error and no silence."""
    stream = duckdb.from_arrow(connections_of([("d1", "", FIRST)]).to_reader())
    with pytest.raises(duckdb.Error, match="already been consumed"):
        on_duckdb_active.active_devices(stream, APRIL)


def test_polars_streams():
    """No node of the plan falls back to the engine that holds everything in memory."""
    frame = pl.from_arrow(connections_of([("d1", "acme", FIRST)])).lazy()
    plan = on_polars_active.active_groups(frame, APRIL).show_graph(
        engine="streaming", plan_stage="physical", raw_output=True
    )
    nodes = [line for line in plan.splitlines() if "label=" in line and "Legend" not in line]
    assert nodes
    assert not [line for line in nodes if "0.0 0.3 1.0" in line]


def test_a_device_removed_since_counts_and_a_new_id_is_a_new_device():
    """Whatever the device did later: it connected in the month, an hour before its end."""
    before = LAST + 1 - timedelta(hours=1) // timedelta.resolution
    found = on_arrow_active.active_devices(connections_of([("old", "acme", before), ("new", "acme", LAST)]), APRIL)
    assert found.counts().to_pylist() == [{"account_id": "acme", "active_devices": 2}]
