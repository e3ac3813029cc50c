"""DuckDB, Polars and Spark count what the scalar core counts, bit by bit, in whatever shape and order the columns come."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.columns import IDS, april, table, table_of, with_dictionaries
from tests.engines.fleets import CASES, PLAIN, Case, assert_counted, columns_of, hard_fleet, named

from kpix_billing_core.batch import Totals, fine_schema, merge, on_arrow, on_duckdb, on_polars, on_spark, tallies
from kpix_billing_core.catalogue import BandBasis, BillingTerms
from kpix_billing_core.dates import Month
from kpix_billing_core.errors import MalformedColumns, WrongType
from kpix_billing_core.metering import tally_by_account
from kpix_billing_core.testing import allocations, billing_terms

APRIL = Month.parse("2026-04")
ONE = table(("d1", "acme", "STD", april(16), None))
DEVICES = CASES[9]  # histogram and devices


class Engine:
    """An adapter, and how a table of Arrow becomes what it takes."""

    def __init__(self, adapter: Any, opened: Callable[[pa.Table], Any]) -> None:
        self.adapter = adapter
        self.opened = opened

    def tally(self, columns: pa.Table, case: Case = CASES[0]) -> Totals:
        """Return what it counts in a case."""
        return self.adapter.tally(self.opened(columns), Month.parse(case.month), case.terms, histogram=case.histogram)

    def groups(self, columns: pa.Table, case: Case) -> pa.Table:
        """Return what it gives for groups."""
        found = self.adapter.groups(self.opened(columns), Month.parse(case.month), case.terms, histogram=case.histogram)
        run = {"on_duckdb": lambda: found.to_arrow_table(), "on_polars": lambda: found.collect().to_arrow()}
        return run.get(self.adapter.__name__.split(".")[-1], lambda: found.toArrow())()


@pytest.fixture(params=["duckdb", "polars", "spark"])
def engine(request):
    """Return each engine."""
    if request.param == "spark":
        session = request.getfixturevalue("spark")
        return Engine(on_spark, lambda rows: session.createDataFrame(rows.combine_chunks()))
    return {
        "duckdb": Engine(on_duckdb, duckdb.from_arrow),
        "polars": Engine(on_polars, lambda rows: pl.from_arrow(rows).lazy()),
    }[request.param]


@pytest.mark.parametrize("case", CASES, ids=named)
def test_hard_fleets_with_numpy(case):
    """The engine that needs no other: the same rows, so that all four are compared with one another."""
    rows = hard_fleet(Month.parse(case.month), 700)
    found = on_arrow.tally(columns_of(rows), Month.parse(case.month), case.terms, histogram=case.histogram)
    assert_counted(found, rows, case)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_hard_fleets(engine, case):
    """Faulty, repeated, unsorted rows, of every month and under all terms."""
    rows = hard_fleet(Month.parse(case.month), 700)
    assert_counted(engine.tally(columns_of(rows), case), rows, case)


@pytest.mark.parametrize(
    "quick", [Engine(on_duckdb, duckdb.from_arrow), Engine(on_polars, pl.from_arrow)], ids=["duckdb", "polars"]
)
@given(
    held=st.lists(allocations(month=APRIL, skus=("STD", "LITE")), max_size=9),
    terms=billing_terms(),
    histogram=st.sampled_from((None, True, False)),
)
def test_any_fleet(quick, held, terms, histogram):
    """Any allocations under any terms."""
    found = quick.tally(table_of(held), Case("2026-04", terms, histogram))
    assert dict(tallies(found)) == dict(tally_by_account(held, APRIL, terms, histogram=histogram))


def large(rows: pa.Table) -> pa.Table:
    """Return text as large text."""
    wanted = [field.with_type(pa.large_string()) if field.name in IDS else field for field in rows.schema]
    return rows.cast(pa.schema(wanted))


SHAPES = {
    "dictionaries": with_dictionaries,
    "small dictionaries": lambda rows: with_dictionaries(rows, pa.int8()),
    "large text": large,
    "columns in another order": lambda rows: rows.select(rows.column_names[::-1]),
    "one more column": lambda rows: rows.append_column("begins", pa.array(range(rows.num_rows))),
    "in pieces": lambda rows: pa.concat_tables([rows.slice(0, 50), rows.slice(50, 0), rows.slice(50)]),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes(engine, shape):
    """Text with a dictionary or without, columns in any order and more of them."""
    rows = hard_fleet(APRIL, 120)
    assert_counted(engine.tally(SHAPES[shape](columns_of(rows)), DEVICES), rows, DEVICES)


def test_ids_that_are_numbers(engine):
    """They are their digits; an empty one is none."""
    numbers = (-7, 5, 2**62, None)
    rows = [(str(n), str(m) if m is not None else None, "0", 20_000, None) for n in numbers[:3] for m in numbers]
    columns = columns_of(rows)
    for place, name in enumerate(IDS):
        digits = [None if row[place] is None else int(row[place]) for row in rows]
        columns = columns.set_column(place, name, pa.array(digits, pa.int64()))
    case = Case("2026-04", DEVICES.terms)
    assert_counted(engine.tally(columns, case), rows, case)


def test_plans_that_are_all_held_still(engine):
    """A column in which there is nothing has no type of its own."""
    rows = [("d1", "acme", "STD", 20_000, None), ("d2", "acme", "STD", None, None)]
    columns = columns_of(rows)
    columns = columns.set_column(4, "removed_on", pa.nulls(2))
    assert_counted(engine.tally(columns), rows, CASES[0])


@pytest.mark.parametrize("day", [2_932_897, 2**31 - 1])
def test_plans_of_no_year_that_are_held_still(engine, day):
    """A first day after 9999 is none, alone and beside others, in every engine."""
    rows = [("d1", "acme", "STD", day, None), ("d2", "acme", "STD", 20_550, None)]
    for columns in (rows, rows[:1]):
        found = [engine.tally(columns_of(columns)), on_arrow.tally(columns_of(columns), APRIL, PLAIN)]
        assert found[0] == found[1]
        assert found[0].rejected.column("reasons").to_pylist() == ["consumed_on: not in the years 1 to 9999"]
        assert_counted(found[0], columns, CASES[0])


@pytest.mark.parametrize("device", [None, "", "d\n"])
def test_devices_are_judged_where_terms_look_at_them(engine, device):
    """Then by every engine, and otherwise by none: the row counts, as if it had one."""
    columns = columns_of([(device, "acme", "STD", 20_513, None), ("d2", "acme", "STD", 20_513, None)])
    for case, lost in ((CASES[0], 0), (CASES[1], 0), (CASES[5], 1), (CASES[6], 1)):
        totals = engine.tally(columns, case)
        numpy = on_arrow.tally(columns, Month.parse(case.month), case.terms, histogram=case.histogram)
        assert totals == numpy
        assert (totals.rejected.num_rows, sum(totals.sums.column("allocations").to_pylist())) == (lost, 2 - lost)


def test_no_rows(engine):
    """A fleet of nothing has totals of nothing."""
    found = engine.tally(columns_of([]), DEVICES)
    assert (found.sums.num_rows, found.read, found.rejected.num_rows) == (0, 0, 0)


def test_parts_merge_into_the_whole(engine):
    """Counted in three parts and merged, rejected rows and all."""
    rows = hard_fleet(APRIL, 300)
    parts = [engine.tally(columns_of(part), DEVICES) for part in (rows[:90], rows[90:91], rows[91:])]
    assert_counted(merge(parts), rows, DEVICES)


# --- what engines do to numbers and text when nobody looks --------------------------------------------


@pytest.mark.parametrize("case", [CASES[0], CASES[1], DEVICES], ids=named)
def test_groups_are_whole_numbers_of_64_bits(engine, case):
    """What is added up has 64 bits: nothing wraps, nothing is a decimal of 38 digits, nothing is a float."""
    found = engine.groups(ONE, case)
    wanted = fine_schema(case.terms, histogram=case.histogram)
    ids = [name for name in wanted.names if name in IDS]
    assert found.column_names == [*wanted.names, "read", "faulty"]
    assert {field.type for field in found.schema if field.name not in ids} == {pa.int64()}


def test_groups_of_which_nothing_is_counted(engine):
    """A row of another month is read; no days are used."""
    case = Case("2026-04", BillingTerms(band_basis=BandBasis.DEVICES))
    [found] = engine.groups(table(("d1", "acme", "STD", april(30) + timedelta(days=1), None)), case).to_pylist()
    ids = {"device_id": "d1", "account_id": "acme", "sku": "STD"}
    assert found == {**ids, "allocations": 0, "days": 0, "used": 0, "read": 1, "faulty": 0}


def test_sums_of_32_bits_wrap():
    """Why Polars is given 64: it goes over the end of 32 without a word."""
    narrow = pl.DataFrame({"sku": ["STD", "STD"], "days": pl.Series([2**31 - 1, 5], dtype=pl.Int32)})
    assert narrow.group_by("sku").agg(pl.col("days").sum())["days"].to_list() == [2**31 - 1 + 5 - 2**32]


def test_a_decimal_that_is_divided_is_a_float():
    """Why nothing is divided in DuckDB, and what is divided whole stays whole."""
    found = duckdb.sql("select typeof(1.00::decimal(10, 2) / 3), typeof(7 // 2), 10000000000000001 // 1").fetchall()
    assert found == [("DOUBLE", "INTEGER", 10_000_000_000_000_001)]


def test_sums_in_duckdb_have_128_bits():
    """Why they are cast: a decimal of 38 digits would come out, which is refused as totals."""
    assert duckdb.sql("select sum(1::bigint) as days").to_arrow_table().schema.field("days").type == pa.decimal128(
        38, 0
    )


def test_floats_lose_a_day():
    """Why no engine is asked for powers or weights as floats: above 2 to the power of 53 one more day is none."""
    assert float(2**53) + 1 == 2**53
    assert pl.select(pl.lit(2, pl.Int64).pow(pl.lit(62, pl.UInt32)) + 1).item() == 2**62 + 1


@pytest.mark.parametrize("adapter", ["on_duckdb", "on_polars"])
def test_pandas_is_not_imported(adapter, tmp_path):
    """It takes a tenth of a second and 45 MB, for nothing; neither faulty rows nor devices bring it in."""
    path = tmp_path / "fleet.parquet"
    pq.write_table(columns_of(hard_fleet(APRIL, 50)), path)
    code = (
        "import json, sys\n"
        f"from kpix_billing_core.batch import {adapter}\n"
        "from kpix_billing_core.catalogue import BillingTerms\n"
        "from kpix_billing_core.dates import Month\n"
        f"found = {adapter}.tally({str(path)!r}, Month.parse('2026-04'), BillingTerms(dedupe_days=True))\n"
        "print(json.dumps([found.read, found.rejected.num_rows > 0, 'pandas' in sys.modules]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [55, True, False]


# --- what is refused ----------------------------------------------------------------------------------


NO_FRAMES = {
    "on_duckdb": ("a relation of DuckDB or the path of a Parquet file", "a relation of DuckDB"),
    "on_polars": ("a frame of Polars or the path of a Parquet file", "a lazy frame of Polars"),
    "on_spark": ("a frame of Spark", "a frame of Spark"),
}


@pytest.mark.parametrize("adapter", [on_duckdb, on_polars, on_spark], ids=lambda adapter: adapter.__name__[-6:])
def test_what_would_be_a_frame(adapter):
    """It is said in the engine's own words, and whether files are taken."""
    for function, wanted in zip(
        (adapter.tally, adapter.groups), NO_FRAMES[adapter.__name__.split(".")[-1]], strict=True
    ):
        with pytest.raises(WrongType) as raised:
            function(ONE, APRIL, PLAIN)
        assert str(raised.value).startswith(f"columns: expected {wanted}, got Table ")


@pytest.mark.parametrize("wrong", [None, 1, [], object()])
@pytest.mark.parametrize("adapter", [on_duckdb, on_polars, on_spark], ids=lambda adapter: adapter.__name__[-6:])
@pytest.mark.parametrize("name", ["tally", "groups"])
def test_what_is_no_frame(adapter, name, wrong):
    """Named, and told what would be one."""
    with pytest.raises(WrongType, match="(columns|source): expected (a|the path)"):
        getattr(adapter, name)(wrong, APRIL, PLAIN)


def test_columns_of_another_sort(engine):
    """All faults of a schema at once, before any row is read; an instant is no day."""
    instants = ONE.column("consumed_on").cast(pa.timestamp("us", "UTC"))
    columns = ONE.drop_columns("sku").set_column(2, "consumed_on", instants)
    with pytest.raises(MalformedColumns) as raised:
        engine.tally(columns)
    assert [(fault.column, fault.problem.split(";")[0]) for fault in raised.value.faults] == [
        ("sku", "missing"),
        ("consumed_on", "expected a day: date32 or date64, the local day in the billing zone"),
    ]


def test_what_is_no_month_or_terms(engine):
    """As everywhere."""
    for month, terms, histogram in ((None, PLAIN, None), (APRIL, None, None), (APRIL, PLAIN, 1)):
        with pytest.raises(WrongType, match="(month|terms|histogram): expected"):
            engine.adapter.tally(engine.opened(ONE), month, terms, histogram=histogram)


# --- files --------------------------------------------------------------------------------------------

FILES = pytest.mark.parametrize("adapter", [on_duckdb, on_polars], ids=["duckdb", "polars"])


@FILES
@pytest.mark.parametrize("name", ["fleet.parquet", "a*[b]?{c}.parquet"])
def test_files(adapter, name, tmp_path):
    """Row groups whose dictionaries differ; a name is a name and no pattern; several files are one fleet."""
    rows = hard_fleet(APRIL, 300)
    path = tmp_path / name
    pq.write_table(ONE, tmp_path / "abx{c}.parquet")  # by the name as a pattern this would be meant
    with pq.ParquetWriter(path, with_dictionaries(columns_of(rows)).schema) as writer:
        for start in range(0, len(rows), 37):
            writer.write_table(with_dictionaries(columns_of(rows[start : start + 37])))
    assert_counted(adapter.tally(path, APRIL, DEVICES.terms), rows, DEVICES)
    assert_counted(adapter.tally([path, str(path)], APRIL, DEVICES.terms), rows * 2, DEVICES)


@FILES
@pytest.mark.parametrize("case", [CASES[1], CASES[5]], ids=named)
def test_files_that_are_counted_for_the_kernel(adapter, case, tmp_path):
    """As by itself, whatever is asked for; None where the engine cannot, and an error for what is no allocation."""
    path, other, month = tmp_path / "fleet.parquet", tmp_path / "other.parquet", Month.parse(case.month)
    rows = hard_fleet(month, 120)
    pq.write_table(columns_of(rows), path)
    pq.write_table(columns_of(rows), other)
    for histogram in (None, True):
        found = adapter.in_place((str(path),), month, case.terms, histogram=histogram, workers=2)
        assert found == adapter.tally(path, month, case.terms, histogram=histogram)
        assert found == on_arrow.tally(columns_of(rows), month, case.terms, histogram=histogram)
    assert adapter.in_place((str(path), str(other)), month, case.terms, histogram=None, workers=2).read == 2 * len(rows)
    text = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\1\0\0\0"), pa.py_buffer(b"\xff")])
    pq.write_table(ONE.set_column(1, "account_id", text), path)
    assert adapter.in_place((str(path),), APRIL, case.terms, histogram=None, workers=2) is None


def test_how_many_threads_duckdb_has(tmp_path, monkeypatch):
    """As many as the kernel was given."""
    pq.write_table(ONE, tmp_path / "a.parquet")
    asked, connect = [], duckdb.connect
    monkeypatch.setattr(duckdb, "connect", lambda **given: (asked.append(given), connect(**given))[1])
    assert on_duckdb.in_place((str(tmp_path / "a.parquet"),), APRIL, PLAIN, histogram=None, workers=3).read == 1
    assert asked == [{"config": {"threads": 3}}]


@FILES
def test_a_folder_that_looks_like_a_column(adapter, tmp_path):
    """Other programs read a value from the name of a folder; here a file is what is in it."""
    folder = tmp_path / "account_id=other"
    folder.mkdir()
    pq.write_table(ONE, folder / "sku=LITE.parquet")
    pq.write_table(with_dictionaries(ONE), folder / "a.parquet")
    for paths in ([folder / "sku=LITE.parquet"], [folder / "sku=LITE.parquet", folder / "a.parquet"]):
        found = adapter.tally(paths, APRIL, PLAIN).sums.select(["account_id", "sku"]).to_pylist()
        assert found == [{"account_id": "acme", "sku": "STD"}]


@FILES
def test_files_of_another_sort(adapter, tmp_path):
    """The error names the file."""
    pq.write_table(ONE, tmp_path / "a.parquet")
    pq.write_table(ONE.drop_columns("sku"), tmp_path / "b.parquet")
    with pytest.raises(MalformedColumns, match=r"b\.parquet: 1 fault\n  column sku: missing"):
        adapter.tally([tmp_path / "a.parquet", tmp_path / "b.parquet"], APRIL, PLAIN)


# --- each engine's own --------------------------------------------------------------------------------


def test_text_that_an_engine_compares_in_its_own_way(spark):
    """A column may say that ACME is acme; to billing they are two accounts."""
    rows = [("d1", "acme", "STD", 20_000, None), ("d2", "ACME", "STD", 20_000, None), ("d3", "", "STD", 20_000, None)]
    with duckdb.connect() as own:
        own.execute(
            "create table fleet (device_id text, account_id text collate nocase, sku text, consumed_on date, removed_on date)"
        )
        own.from_arrow(columns_of(rows)).insert_into("fleet")
        assert_counted(on_duckdb.tally(own.table("fleet"), APRIL, PLAIN), rows, CASES[0])
    frame = spark.createDataFrame(columns_of(rows)).selectExpr(
        "* except (account_id)", "account_id collate utf8_lcase as account_id"
    )
    assert_counted(on_spark.tally(frame, APRIL, PLAIN), rows, CASES[0])


def test_spark_loses_what_comes_after_an_empty_batch(spark):
    """Why a frame is made of batches that are not empty: the rows are gone before anybody counts, and `read` says so."""
    rows = columns_of([("d1", "acme", "STD", 20_000, None)] * 5)
    pieces = pa.concat_tables([rows.slice(0, 2), rows.slice(2, 0), rows.slice(2)])
    assert on_spark.tally(spark.createDataFrame(pieces), APRIL, PLAIN).read == 2
    assert on_spark.tally(spark.createDataFrame(pieces.combine_chunks()), APRIL, PLAIN).read == 5


def test_duckdb_has_days_beyond_all_days():
    """Its infinity is no day; a column of an enumeration is text."""
    rows = duckdb.sql(
        "select 'd1' as device_id, account_id::enum('acme') as account_id, 'STD' as sku, consumed_on, removed_on from (values"
        " ('acme', date '2026-04-16', null), ('acme', date '-infinity', null), (null, date '2026-04-16', date 'infinity'))"
        " fleet(account_id, consumed_on, removed_on)"
    )
    found = on_duckdb.tally(rows, APRIL, PLAIN)
    assert found.sums.to_pylist() == [{"account_id": "acme", "sku": "STD", "allocations": 1, "days": 15}]
    assert sorted(found.rejected.column("reasons").to_pylist()) == [
        "account_id: nothing; removed_on: not in the years 1 to 9999",
        "consumed_on: not in the years 1 to 9999",
    ]


def test_duckdb_on_a_stream_that_is_read_once():
    """Where faulty rows would have to be read again, there is an error and no silence."""
    stream = duckdb.from_arrow(columns_of([("d1", "", "STD", 20_000, None)]).to_reader())
    with pytest.raises(duckdb.Error, match="already been consumed"):
        on_duckdb.tally(stream, APRIL, PLAIN)


@pytest.mark.parametrize("kind", [pl.Categorical(), pl.Enum(["d1", "acme", "STD", ""])], ids=["categorical", "enum"])
def test_polars_has_two_sorts_of_text_with_a_dictionary(kind):
    """Both are text; a frame that is not lazy is one too."""
    rows = [("d1", "acme", "STD", 20_000, None), ("d1", "", "STD", 20_000, None), (None, "acme", "STD", 20_000, None)]
    frame = pl.from_arrow(columns_of(rows)).with_columns(pl.col(IDS).cast(kind))
    assert_counted(on_polars.tally(frame, APRIL, DEVICES.terms), rows, DEVICES)


@pytest.mark.parametrize("type_", [pl.Int128, pl.UInt128])
def test_whole_numbers_of_polars_that_arrow_does_not_have(type_):
    """They are refused by their columns, all of them at once; what nobody asked for may be of any type."""
    frame = pl.from_arrow(ONE)
    numbers = frame.with_columns(pl.lit(7).cast(type_).alias(name) for name in ("account_id", "sku"))
    for held in (numbers, numbers.lazy()):
        with pytest.raises(MalformedColumns) as raised:
            on_polars.tally(held, APRIL, DEVICES.terms)
        assert str(raised.value).splitlines() == [
            "columns: 2 faults",
            *(
                f"  column {name}: expected an id: text, text with a dictionary, or whole numbers; got {type_()},"
                " which Arrow does not have"
                for name in ("account_id", "sku")
            ),
        ]
    beside = frame.with_columns(pl.lit(7).cast(type_).alias("note"))
    assert on_polars.tally(beside, APRIL, DEVICES.terms) == on_polars.tally(frame, APRIL, DEVICES.terms)


def test_polars_streams():
    """No node of the plan falls back to the engine that holds everything in memory."""
    for case in (CASES[0], DEVICES):
        plan = on_polars.groups(pl.from_arrow(ONE).lazy(), APRIL, case.terms).show_graph(
            engine="streaming", plan_stage="physical", raw_output=True
        )
        nodes = [line for line in plan.splitlines() if "label=" in line and "Legend" not in line]
        assert nodes
        assert not [line for line in nodes if "0.0 0.3 1.0" in line]
