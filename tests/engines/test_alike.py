"""Files that differ in the types of their columns give what the scalar core gives, whichever comes first and who counts."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engines import connecting, fleets
from tests.engines.columns import NAMES
from tests.engines.pools import Grant, Plan, grant_table, plan_table, renewed_one_by_one, short_one_by_one
from tests.engines.valid_fleets import assert_due, assert_statuses, table_of

from kpix_billing_core.accounts import Account, PaymentMethod
from kpix_billing_core.batch import (
    ALLOCATIONS,
    demand,
    handed_over,
    on_arrow,
    on_arrow_active,
    on_arrow_status,
    on_arrow_sweep,
    on_duckdb,
    on_duckdb_active,
    on_polars,
    on_polars_active,
    reader_of,
    renewal,
    sift,
)
from kpix_billing_core.batch.alike import Alike, alike, brought, common_schema
from kpix_billing_core.batch.arrays import partial_column
from kpix_billing_core.batch.instants import FIRST_INSTANT, INSTANT, LAST_INSTANT
from kpix_billing_core.batch.validities import sift_validities
from kpix_billing_core.catalogue import BandBasis, BillingTerms, RenewalOrder
from kpix_billing_core.dates import Month
from kpix_billing_core.errors import MalformedColumns
from kpix_billing_core.validity import Application, ApplicationRules, Validity

APRIL = fleets.Case("2026-04", BillingTerms())
BY_DEVICES = fleets.Case("2026-04", BillingTerms(band_basis=BandBasis.DEVICES))
MONTH = Month.parse("2026-04")
FIRST = date(2026, 4, 1).toordinal() - fleets.EPOCH

# One file whose ids are digits, and one that has the same and others that look like them; each with rows that are none.
DIGITS = [
    ("7", "7", "1", FIRST, None),
    ("8", "7", "1", FIRST - 40, FIRST + 9),
    ("8", "255", "1", FIRST + 3, FIRST + 2),
    ("8", "7", None, FIRST, None),
]
TEXTS = [
    ("007", "007", "1", FIRST, None),
    ("7", "7", "01", FIRST + 1, None),
    ("07", "+7", "1", FIRST + 2, FIRST + 20),
    ("x", "acme", "1", FIRST, FIRST + 1),
    ("x", "", "1", FIRST, None),
    ("x", "7 ", " 1", None, None),
]


def with_type(name: str, type_: pa.DataType) -> Callable[[pa.Table], pa.Table]:
    """Return what gives a column another type, and all else as it is."""

    def changed(rows: pa.Table) -> pa.Table:
        given = rows.column(name)
        # A file whose column has nothing does not say what it would hold.
        array = pa.nulls(len(given)) if pa.types.is_null(type_) else given.cast(type_)
        return rows.set_column(rows.column_names.index(name), name, array)

    return changed


def written(folder: Any, *tables: pa.Table) -> list[str]:
    """Return the paths of files, without dictionaries, so that an engine is asked."""
    paths = [str(folder / f"{number}.parquet") for number in range(len(tables))]
    for path, rows in zip(paths, tables, strict=True):
        pq.write_table(rows, path, row_group_size=3, use_dictionary=False)
    return paths


@pytest.fixture(params=["kernel", "duckdb for the kernel", "polars for the kernel", "duckdb", "polars"])
def tally(request, monkeypatch):
    """Return each way to count files."""
    if request.param in ("duckdb", "polars"):
        return {"duckdb": on_duckdb, "polars": on_polars}[request.param].tally
    many, engine = (1 << 20, "") if request.param == "kernel" else (1, f"on_{request.param.split()[0]}")
    monkeypatch.setattr(handed_over, "MANY", many)
    monkeypatch.setattr(handed_over, "ENGINES", (engine,))
    return on_arrow.tally


@pytest.mark.parametrize("case", [APRIL, BY_DEVICES], ids=["plain", "by devices"])
@pytest.mark.parametrize(
    "differs",
    [
        *(with_type(name, pa.int64()) for name in ("device_id", "account_id", "sku")),
        with_type("account_id", pa.uint8()),
        with_type("account_id", pa.uint64()),
        with_type("account_id", pa.large_string()),
        with_type("account_id", pa.dictionary(pa.int32(), pa.string())),
        with_type("consumed_on", pa.date64()),
        with_type("removed_on", pa.date64()),
        lambda rows: rows.append_column("note", pa.nulls(rows.num_rows, pa.float64())),
        lambda rows: rows.select(NAMES[::-1]),
    ],
)
def test_the_same_totals_as_the_core(differs, case, tally, tmp_path):
    """7 and 007 are two accounts, and rows that are none are told as they are in their files."""
    digits, texts = written(tmp_path, differs(fleets.columns_of(DIGITS)), fleets.columns_of(TEXTS))
    for paths, rows in (([digits, texts], DIGITS + TEXTS), ([texts, digits, texts], TEXTS + DIGITS + TEXTS)):
        fleets.assert_counted(tally(paths, MONTH, case.terms), rows, case)


def test_a_file_that_says_nothing_of_a_type(tally, tmp_path):
    """Nobody has given up a plan in it; in another file somebody has, and in none."""
    open_ended = [(*row[:4], None) for row in DIGITS]
    untyped = with_type("removed_on", pa.null())(fleets.columns_of(open_ended))
    one, other = written(tmp_path, untyped, fleets.columns_of(TEXTS))
    for paths, rows in (([one, other], open_ended + TEXTS), ([other, one], TEXTS + open_ended), ([one], open_ended)):
        fleets.assert_counted(tally(paths, MONTH, APRIL.terms), rows, APRIL)


def test_numbers_of_all_widths(tally, tmp_path):
    """The largest of them are in no other width."""
    rows = [
        ("d", "7", "1", FIRST, None),
        ("d", str(2**64 - 1), "1", FIRST, None),
        ("d", str(-(2**63)), "1", FIRST, None),
    ]
    types = (pa.int8(), pa.uint64(), pa.int64())
    tables = [with_type("account_id", type_)(fleets.columns_of([row])) for row, type_ in zip(rows, types, strict=True)]
    fleets.assert_counted(tally(written(tmp_path, *tables), MONTH, APRIL.terms), rows, APRIL)


def test_days_of_64_bits_alone(tally, tmp_path):
    """A single file of them."""
    rows = with_type("removed_on", pa.date64())(with_type("consumed_on", pa.date64())(fleets.columns_of(DIGITS)))
    fleets.assert_counted(tally(written(tmp_path, rows), MONTH, APRIL.terms), DIGITS, APRIL)


ACTIVE = [on_arrow_active, on_duckdb_active, on_polars_active]
FROM, TO = connecting.borders(connecting.CASES[0])
MET = [("7", "7", FROM), ("8", "7", FROM - 1_000), ("8", "7", TO - 999_999), ("8", None, FROM)]
MET_TOO = [("007", "007", FROM), ("7", "007", FROM + 1), ("x", "7", TO), ("x", "7", TO + 1), ("x", "7", None)]


@pytest.mark.parametrize("adapter", ACTIVE)
@pytest.mark.parametrize("type_", [pa.int64(), pa.uint8(), pa.large_string()])
@pytest.mark.parametrize("name", ["device_id", "account_id"])
def test_active_devices_are_those_of_the_core(name, type_, adapter, tmp_path):
    """Whichever file comes first."""
    other = with_type(name, type_)(connecting.connections_of(MET))
    one, two = written(tmp_path, other, connecting.connections_of(MET_TOO))
    for paths, rows in (([one, two], MET + MET_TOO), ([two, one], MET_TOO + MET)):
        connecting.assert_active(adapter.active_devices(paths, MONTH), rows, connecting.CASES[0])


@pytest.mark.parametrize("adapter", ACTIVE)
@pytest.mark.parametrize("zone", ["UTC", "Europe/Madrid"])
@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_instants_of_other_units_and_zones(unit, zone, adapter, tmp_path):
    """An instant is what it was in its file: none comes into another month, and what is none stays none."""
    step = 1_000 if unit == "ms" else 1
    before = [("a", "acme", FROM - step), ("b", "acme", FROM), ("c", "acme", -step), ("d", "acme", TO + 1 - step)]
    # Of nanoseconds the rest of a microsecond is cut off, so the last of a month is in it, before 1970 and after.
    rest = [1 if unit == "ns" else 0] * len(before)
    numbers = {"ms": lambda at: at // 1_000, "us": lambda at: at, "ns": lambda at: at * 1_000 + 999 * rest[0]}[unit]
    beyond = [("e", "acme", None)]
    if unit != "ns":
        beyond += [("e", "acme", LAST_INSTANT + 1), ("e", "acme", FIRST_INSTANT - step)]
    rows = before + beyond
    at = pa.array([None if row[2] is None else numbers(row[2]) for row in rows], pa.int64())
    ids = connecting.connections_of(rows).select(["device_id", "account_id"])
    one, two = written(
        tmp_path,
        ids.append_column("connected_at", at.cast(pa.timestamp(unit, zone))),
        connecting.connections_of(MET_TOO),
    )
    for paths, wanted in (([one, two], rows + MET_TOO), ([two, one], MET_TOO + rows)):
        connecting.assert_active(adapter.active_devices(paths, MONTH), wanted, connecting.CASES[0])


FLEET = [Application("7", ApplicationRules(grace_days=3)), Application("lab")]
VALID = [
    Validity("7", "7", date(2026, 4, 1), date(2026, 4, 20)),
    Validity("8", "7", date(2026, 3, 1), date(2026, 4, 10)),
]
VALID_TOO = [
    Validity("007", "7", date(2026, 4, 2), date(2026, 4, 30), date(2026, 4, 9), "", datetime(2026, 4, 1, tzinfo=UTC)),
    Validity("07", "lab", date(2026, 4, 2), date(2026, 4, 14)),
    Validity("7", "7", date(2026, 5, 1), date(2026, 5, 2)),
]
SPAN = (datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "differs",
    [
        with_type("device_id", pa.int64()),
        with_type("application_id", pa.int16()),
        with_type("device_id", pa.dictionary(pa.int32(), pa.string())),
        with_type("deactivated_on", pa.null()),
        with_type("start", pa.date64()),
        with_type("created_at", pa.null()),
        with_type("created_at", pa.timestamp("ns", "Europe/Madrid")),
        lambda rows: rows.drop_columns("created_at"),
    ],
)
def test_records_are_looked_at_as_by_the_core(differs, tmp_path):
    """What devices are, and what falls due; when records were made only some files may say."""
    one, two = written(tmp_path, differs(table_of(VALID)), table_of(VALID_TOO))
    for paths, records in (([one, two], VALID + VALID_TOO), ([two, one], VALID_TOO + VALID)):
        for day in (5, 10, 13, 15):
            assert_statuses(paths, records, FLEET, date(2026, 4, day))
        assert assert_due(paths, records, FLEET, SPAN) > 0


HELD = Plan("7", "7", None, "1", date(2026, 4, 1), True)
PLANS = [HELD, HELD._replace(device="8")]
PLANS_TOO = [HELD._replace(device="007"), HELD._replace(device="07", account="007", payer="7")]
GIVEN = [Grant("7", 0, "1", 2, date(2026, 1, 1))]
GIVEN_TOO = [Grant("007", 1, "1", 2**40, date(2026, 1, 1), date(2026, 12, 31), 5, False)]
OWNERS = [Account("7", "USD", PaymentMethod.PREPAY), Account("007", "USD", PaymentMethod.PREPAY)]


@pytest.mark.parametrize(
    "differs",
    [with_type("device_id", pa.int64()), with_type("account_id", pa.uint8()), with_type("payer_id", pa.null())],
)
@pytest.mark.parametrize(
    "otherwise", [with_type("left", pa.int8()), with_type("priority", pa.null()), with_type("account_id", pa.int64())]
)
def test_renewals_are_those_of_the_core(differs, otherwise, tmp_path):
    """Who is served and what is left, and beforehand what is short."""
    month = Month.parse("2026-05")
    plans = written(tmp_path, differs(plan_table(PLANS)), plan_table(PLANS_TOO))
    (tmp_path / "grants").mkdir()
    pools = written(tmp_path / "grants", otherwise(grant_table(GIVEN)), grant_table(GIVEN_TOO))
    for step in (1, -1):
        held, grants = [PLANS, PLANS_TOO][::step], [GIVEN, GIVEN_TOO][::step]
        rows, given = [*held[0], *held[1]], [*grants[0], *grants[1]]
        expected = renewed_one_by_one(rows, given, month, OWNERS, RenewalOrder.GIVEN)
        run = renewal(plans[::step], pools[::step], month, OWNERS, order=RenewalOrder.GIVEN)
        run.check()
        found = {(row["account_id"], row["device_id"]): (row["outcome"], row["grant"]) for row in run.plans.to_pylist()}
        assert found == expected.outcomes
        assert {(row["account_id"], row["number"]): row["left"] for row in run.grants.to_pylist()} == expected.left
        short = [tuple(row.values()) for row in demand(plans[::step], pools[::step], month).shortages.to_pylist()]
        assert short == short_one_by_one(rows, given, month)


def test_like_files_stay_as_they_are(tmp_path):
    """Whole numbers remain numbers where every file has them so, and a dictionary remains one."""
    rows = with_type("device_id", pa.int64())(fleets.columns_of(DIGITS))
    rows = with_type("account_id", pa.dictionary(pa.int32(), pa.string()))(rows)
    schema = reader_of(written(tmp_path, rows, rows), ALLOCATIONS).schema
    assert [schema.field(name).type for name in ("device_id", "account_id")] == [
        pa.int64(),
        pa.dictionary(pa.int32(), pa.string()),
    ]


def test_a_column_twice_that_nobody_looks_at(tmp_path):
    """Polars reads no such file, and says so; others do."""
    rows = fleets.columns_of(DIGITS)
    note = pa.nulls(rows.num_rows, pa.int8())
    [path] = written(tmp_path, rows.append_column("note", note).append_column("note", note))
    for engine in (on_arrow, on_duckdb):
        fleets.assert_counted(engine.tally(path, MONTH, APRIL.terms), DIGITS, APRIL)
    with pytest.raises(MalformedColumns) as raised:
        on_polars.tally(path, MONTH, APRIL.terms)
    problem = "expected once, got 2 columns of that name, which Polars does not read"
    assert str(raised.value) == f"{path}: 1 fault\n  column note: {problem}"


# --- by hand ---------------------------------------------------------------------------------------------


def schema_of(*types: pa.DataType, reverse: bool = False) -> pa.Schema:
    """Return the columns of allocations, of these types in their order, or the other way round."""
    return pa.schema(list(zip(NAMES, types, strict=True))[:: -1 if reverse else 1])


TEXT, DAY, WIDE = pa.string(), pa.date32(), pa.date64()


def test_which_files_are_read_together():
    """Those whose columns are all the same, in the same order; of columns that differ somewhere each has its own type."""
    plain, numbers = schema_of(TEXT, TEXT, TEXT, DAY, DAY), schema_of(TEXT, pa.int8(), TEXT, DAY, pa.null())
    found = alike(
        [("a", plain), ("b", numbers), ("c", plain), ("d", schema_of(*[TEXT] * 3, DAY, DAY, reverse=True))], ALLOCATIONS
    )
    account, removed = ALLOCATIONS[1], ALLOCATIONS[4]
    plainly = {account: TEXT, removed: DAY}
    assert found == (
        Alike(("a", "c"), plainly),
        Alike(("b",), {account: pa.int8(), removed: pa.null()}),
        Alike(("d",), plainly),
    )
    assert alike([("a", plain), ("b", plain)], ALLOCATIONS) == (Alike(("a", "b"), {}),)
    noted = plain.append(pa.field("note", TEXT))
    assert alike([("a", plain), ("b", noted)], ALLOCATIONS) == (Alike(("a",), {}), Alike(("b",), {}))


def test_a_column_that_some_files_do_not_have():
    """It holds nothing there."""
    held = schema_of(TEXT, TEXT, TEXT, DAY, DAY)
    short = pa.schema(list(held)[:4])
    assert alike([("a", held), ("b", short)], ALLOCATIONS) == (
        Alike(("a",), {ALLOCATIONS[4]: DAY}),
        Alike(("b",), {ALLOCATIONS[4]: pa.null()}),
    )


def test_types_that_columns_have_in_common():
    """One that is not a day stays; others are brought to what holds all of their kind; nothing says nothing."""
    coded = pa.dictionary(pa.int8(), TEXT)
    schemas = [
        schema_of(pa.int8(), pa.null(), TEXT, WIDE, pa.null()),
        schema_of(pa.int8(), coded, pa.int64(), WIDE, pa.null()),
    ]
    assert common_schema(schemas, ALLOCATIONS) == schema_of(pa.int8(), coded, pa.large_string(), DAY, pa.null())
    assert common_schema(schemas[:1], ALLOCATIONS) == schema_of(pa.int8(), pa.null(), TEXT, DAY, pa.null())


def test_rows_are_brought_to_common_types():
    """In the order of these; numbers become their digits, and nothing stays nothing, whatever it would be."""
    rows = pa.table(
        {
            "note": ["x"],
            "sku": ["S"],
            "account_id": pa.array([7]).dictionary_encode(),
            "consumed_on": days_of_64_bits(A_DAY),
            "removed_on": pa.nulls(1),
        }
    )
    wanted = schema_of(TEXT, pa.large_string(), TEXT, DAY, DAY)
    found = brought(rows.append_column("device_id", pa.array(["d"])), wanted, "a.parquet")
    found.validate(full=True)
    assert found.schema == wanted
    values = ("d", "7", "S", date(1970, 1, 2), None)
    assert found.to_pylist() == [dict(zip(NAMES, values, strict=True))]


def test_instants_that_are_not_there():
    """Nothing stays nothing, and one that Python does not know one that it does not know."""
    at = pa.array([None, 1, 2**61], pa.int64()).cast(pa.timestamp("ms", "UTC"))
    found = brought(pa.table({"connected_at": at}), pa.schema([("connected_at", INSTANT)]), "a.parquet")
    assert found.column(0).cast(pa.int64()).to_pylist() == [None, 1_000, LAST_INSTANT + 1]


def test_where_days_are_that_are_none():
    """In which file, is said; what stands where there is nothing is looked at by nobody."""
    days = partial_column(np.array([1, 2]), np.array([True, False]), WIDE)
    rows = pa.table({"consumed_on": days})
    with pytest.raises(MalformedColumns) as raised:
        brought(rows, pa.schema([("consumed_on", DAY)]), "a.parquet")
    assert (
        str(raised.value)
        == "a.parquet: 1 fault\n  column consumed_on: no whole day, or none of 32 bits in 1 row (1 ms)"
    )


def days_of_64_bits(*milliseconds: int | None) -> pa.Array:
    """Return days, or what claims to be some."""
    return pa.array(milliseconds, pa.int64()).view(pa.date64())


A_DAY = 86_400_000
NO_DAYS = days_of_64_bits(20_000 * A_DAY, 20_000 * A_DAY + 1, None, -1, 2**36 * A_DAY, 5 * A_DAY + 7)
FAULT = f"no whole day, or none of 32 bits in 4 rows ({20_000 * A_DAY + 1} ms, -1 ms, {2**36 * A_DAY} ms)"


@pytest.mark.parametrize("name", ["consumed_on", "removed_on"])
def test_days_that_are_none_are_told(name):
    """The column is named, how many there are, and some of them; whoever looks."""
    rows = fleets.columns_of([DIGITS[0]] * len(NO_DAYS))
    rows = rows.set_column(NAMES.index(name), name, NO_DAYS)
    for look in (lambda: on_arrow.tally(rows, MONTH, APRIL.terms), lambda: sift(rows), lambda: sift(rows, ("sku",))):
        with pytest.raises(MalformedColumns) as raised:
            look()
        assert str(raised.value) == f"columns: 1 fault\n  column {name}: {FAULT}"


def test_whole_days_of_64_bits_are_sifted():
    """Rows that are facts come back as they came, in the type they came in."""
    days = (FIRST + 3, FIRST + 3, None)
    rows = fleets.columns_of([DIGITS[0]] * len(days))
    ends = days_of_64_bits(*(None if day is None else day * A_DAY for day in days))
    rows = rows.set_column(NAMES.index("removed_on"), "removed_on", ends)
    rows = rows.set_column(NAMES.index("sku"), "sku", pa.array(["S", "", "S"]))
    good, rejected = sift(rows)
    assert good == rows.take([0, 2])
    assert good.schema.field("removed_on").type == pa.date64()
    assert rejected.column("reasons").to_pylist() == ["sku: nothing"]


@pytest.mark.parametrize("name", ["start", "last_day", "deactivated_on"])
def test_days_of_records_that_are_none(name):
    """The same where records are looked at, by status and by sweep."""
    rows = table_of([VALID[0]] * len(NO_DAYS))
    rows = rows.set_column(rows.column_names.index(name), name, NO_DAYS)
    for look in (
        lambda: on_arrow_status.fleet_status(rows, FLEET, date(2026, 4, 1)),
        lambda: on_arrow_sweep.sweep(rows, FLEET, *SPAN),
        lambda: sift_validities(rows, ()),
    ):
        with pytest.raises(MalformedColumns) as raised:
            look()
        assert str(raised.value) == f"columns: 1 fault\n  column {name}: {FAULT}"
