"""The kernel counts as the scalar core does: bit by bit, whatever the columns are like."""

import subprocess
import sys
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.engines.columns import NAMES, april, table, table_of, with_dictionaries
from tests.engines.test_totals import APRIL, BOTH, BY_DEVICES, EACH, ONCE, PLAIN

from kpix_billing_core.batch import cells, counter, merge, on_arrow, pieces, slices, tallies
from kpix_billing_core.catalogue import BillingTerms
from kpix_billing_core.dates import ACTUAL_360, END_EXCLUDED, STRICT_30_360, Month
from kpix_billing_core.errors import MalformedColumns, WrongType, WrongValue
from kpix_billing_core.metering import Allocation, tally_by_account
from kpix_billing_core.testing import allocations

COUNTS = tuple(BillingTerms(day_count=count) for count in (END_EXCLUDED, STRICT_30_360, ACTUAL_360))
TERMS = (PLAIN, BY_DEVICES, ONCE, EACH, BOTH, *COUNTS, BillingTerms(day_count=END_EXCLUDED, dedupe_days=True))
MONTHS = tuple(map(Month.parse, ("2026-04", "2026-03", "2025-02", "2024-02", "1969-12", "0001-01", "9999-12")))


def expected(held, month, terms, histogram=None):
    """Return what the scalar core counts."""
    return dict(tally_by_account(held, month, terms, histogram=histogram))


def found(columns, month, terms, **options):
    """Return what the kernel counts, as the core's own tallies."""
    return dict(tallies(on_arrow.tally(columns, month, terms, **options)))


def by_number(plain):
    """Return the table with whole numbers for ids: 1 and so on, for the text "1"."""
    for name in NAMES[:3]:
        coded = plain.column(name).combine_chunks().dictionary_encode()
        values = pa.array(range(len(coded.dictionary)), pa.int64())
        plain = plain.set_column(NAMES.index(name), name, values.take(coded.indices))
    return plain


SHAPES = {
    "plain": lambda rows: rows,
    "large": lambda rows: rows.cast(
        pa.schema([*((name, pa.large_string()) for name in NAMES[:3]), *list(rows.schema)[3:]])
    ),
    "view": lambda rows: rows.cast(
        pa.schema([*((name, pa.string_view()) for name in NAMES[:3]), *list(rows.schema)[3:]])
    ),
    "dictionary": with_dictionaries,
    "small dictionary": lambda rows: with_dictionaries(rows, pa.uint8()),
    "days of 64 bits": lambda rows: rows.cast(
        pa.schema([*list(rows.schema)[:3], ("consumed_on", pa.date64()), ("removed_on", pa.date64())])
    ),
    "pieces": lambda rows: pa.concat_tables([with_dictionaries(rows[:2]), with_dictionaries(rows[2:])]),
    "slices": lambda rows: pa.concat_tables([rows[:1], rows, rows])[1 : 1 + rows.num_rows],
    "stream": lambda rows: rows.to_reader(max_chunksize=3),
}


@given(
    st.sampled_from(MONTHS).flatmap(
        lambda month: st.tuples(
            st.just(month), st.lists(allocations(month=month, skus=("LITE", "STD", "ä")), max_size=9)
        )
    ),
    st.sampled_from(TERMS),
    st.sampled_from((None, True)),
    st.sampled_from(sorted(SHAPES)),
)
@example((APRIL, []), BOTH, None, "plain")
def test_the_kernel_counts_as_the_core(fleet, terms, histogram, shape):
    """Whatever months, terms and shapes of columns."""
    month, held = fleet
    columns = SHAPES[shape](table_of(held))
    assert found(columns, month, terms, histogram=histogram) == expected(held, month, terms, histogram)


def fleet(rows=2_000, seed=1):
    """Return many allocations around April, of few accounts, SKUs and devices."""
    chance = np.random.default_rng(seed)

    def draw(most):
        return chance.integers(0, most, rows).tolist()

    return [
        Allocation(
            f"d{device}", f"account {account}", f"S{sku}", first, None if length % 2 else first + timedelta(length // 2)
        )
        for device, account, sku, start, length in zip(draw(50), draw(9), draw(3), draw(70), draw(90), strict=True)
        if (first := date(2026, 3, 15) + timedelta(start))
    ]


FLEET = fleet()


@pytest.fixture
def files(tmp_path):
    """Return files of one fleet: ids with dictionaries, another one in each row group; plain ids; and numbers."""

    def write(name, rows, **options):
        pq.write_table(rows, tmp_path / name, row_group_size=300, **options)
        return tmp_path / name

    whole = table_of(FLEET)
    return {
        "arrow dictionary": write("a", with_dictionaries(whole)),
        "dictionary": write("b", whole),
        "plain": write("c", whole, use_dictionary=False),
        "numbers": write("d", by_number(whole)),
    }


@pytest.mark.parametrize("terms", TERMS)
@pytest.mark.parametrize("workers", [1, 2, 7])
def test_files(files, terms, workers):
    """However many decode, and however a file is written, the totals are the same to the last bit."""
    want = expected(FLEET, APRIL, terms)
    for name in ("arrow dictionary", "dictionary", "plain"):
        assert found(files[name], APRIL, terms, workers=workers) == want, name
    numbered = found(files["numbers"], APRIL, terms, workers=workers)
    assert sorted((entry.count, entry.units) for tally in numbered.values() for entry in tally.entries) == sorted(
        (entry.count, entry.units) for tally in want.values() for entry in tally.entries
    )
    assert list(numbered) == sorted(map(str, range(9)))


@pytest.mark.parametrize("terms", TERMS)
def test_parts_merge(files, terms):
    """Two files counted apart and merged, or counted one after the other."""
    one = on_arrow.tally(files["plain"], APRIL, terms)
    both = on_arrow.tally([files["plain"], files["dictionary"]], APRIL, terms)
    assert merge([one, one]) == both
    assert dict(tallies(both)) == expected(FLEET * 2, APRIL, terms)


@pytest.mark.parametrize("terms", TERMS)
@pytest.mark.parametrize("limits", [{"LARGEST_GRID": 1}, {"LARGEST_GRID": 8}, {"MOST_ROWS": 500}, {"PILE": 10}])
def test_however_much_fits(monkeypatch, terms, limits):
    """No grid at all, one that becomes too small on the way, cells that are emptied, piles that are put in order."""
    monkeypatch.setattr(slices, "ROWS", 100)
    for name, limit in limits.items():
        monkeypatch.setattr(cells, name, limit)
    columns = pa.concat_tables([table_of(FLEET[:1]), table_of(FLEET[1:])])
    assert found(columns, APRIL, terms) == expected(FLEET, APRIL, terms)


def test_cells_do_not_run_over():
    """As many rows of 31 days as cells have room for, and the next: 2**32 - 1 is the most 32 bits hold."""
    assert cells.MOST_ROWS * 31 <= 2**32 - 1 < (cells.MOST_ROWS + 2) * 31
    grid = cells.Grid(1, 1, by_days=False)
    many = 1_000_000
    place, days, counted = np.zeros(many, np.int64), np.full(many, 31, np.int32), np.ones(many, np.bool_)
    for _ in range(3):
        grid.add(place, days, counted)
    grid._rows = cells.MOST_ROWS - many + 1
    grid.add(place, days, counted)
    found = grid.groups(np.zeros(1, np.int64), np.zeros(1, np.int64))
    assert [(int(each.allocations.sum()), int(each.days.sum())) for each in found] == [
        (3 * many, 3 * many * 31),
        (many, many * 31),
    ]


@pytest.mark.parametrize("terms", TERMS)
@pytest.mark.parametrize("rubbish", [0, -(2**31), 2**31 - 1, 20_560])
def test_rubbish_under_a_hole(terms, rubbish):
    """Arrow lets anything stand there: before the first day, beyond all days, or in the middle of the month."""
    whole = table_of(FLEET)
    ended = whole.column("removed_on").combine_chunks()
    days = np.where(ended.is_null(), rubbish, ended.cast(pa.int32()).fill_null(0)).astype(np.int32)
    held = pa.Array.from_buffers(pa.date32(), len(days), [ended.buffers()[0], pa.py_buffer(days.data)])
    columns = whole.set_column(NAMES.index("removed_on"), "removed_on", held)
    assert found(columns, APRIL, terms) == expected(FLEET, APRIL, terms)
    assert on_arrow.tally(columns, APRIL, terms).rejected.num_rows == 0


@pytest.mark.parametrize("day", [-(2**31), -719_163, 2_932_897, 2**31 - 1])
def test_days_beyond_all_years(day):
    """A last day after the year 9999, or a first one before the year 1, is none, though it could be reckoned with."""
    first, last = (day, None) if day < 0 else (0, day)
    days = {"consumed_on": pa.array([first, 0], pa.int32()), "removed_on": pa.array([last, None], pa.int32())}
    ids = {name: pa.array(["x", "x"]) for name in NAMES[:3]}
    columns = pa.table({**ids, **{name: held.cast(pa.date32()) for name, held in days.items()}})
    totals = on_arrow.tally(columns, APRIL, PLAIN)
    assert totals.rejected.num_rows == 1
    assert totals.sums.column("days").to_pylist() == [30]


@pytest.mark.parametrize("terms", TERMS)
def test_dictionaries_that_have_a_text_twice(terms):
    """What is counted under two numbers of one id comes together."""
    whole = table_of(FLEET)
    for name in NAMES[:3]:
        coded = whole.column(name).combine_chunks().dictionary_encode()
        twice = pa.concat_arrays([coded.dictionary, coded.dictionary])
        places = np.arange(len(FLEET)) % 2 * len(coded.dictionary) + coded.indices.to_numpy()
        coded = pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), twice)
        whole = whole.set_column(NAMES.index(name), name, coded)
    assert found(whole, APRIL, terms) == expected(FLEET, APRIL, terms)
    assert found(pa.concat_tables([whole, with_dictionaries(table_of(FLEET))]), APRIL, terms) == expected(
        FLEET * 2, APRIL, terms
    )


# --- rows that are no allocations ----------------------------------------------------------------------

BAD = [
    ("d1", None, "S1", april(1), None),
    ("d2", "a", "", april(1), None),
    ("d3", "a\n", "S1", april(1), None),
    ("d4", "a", "S1", None, None),
    ("d5", "a", "S1", april(2), april(1)),
]
GOOD = [("d1", "a", "S1", april(1), april(2)), ("d2", "a", "S1", april(30), None)]


@pytest.mark.parametrize("terms", [PLAIN, BY_DEVICES])
@pytest.mark.parametrize("shape", [lambda rows: rows, with_dictionaries], ids=["plain", "dictionary"])
@pytest.mark.parametrize("form", ["table", "file"])
def test_rejected_rows(tmp_path, monkeypatch, terms, shape, form):
    """They come back with their devices, though these were not read; accepted and rejected are all."""
    monkeypatch.setattr(slices, "ROWS", 2)
    columns = shape(table(*BAD[:3], *GOOD, *BAD[3:]))
    if form == "file":
        pq.write_table(columns, tmp_path / "a.parquet", row_group_size=4)
        columns = tmp_path / "a.parquet"
    totals = on_arrow.tally(columns, APRIL, terms)
    assert [row["device_id"] for row in totals.rejected.to_pylist()] == ["d1", "d2", "d3", "d4", "d5"]
    assert totals.rejected.column("reasons").to_pylist() == [
        *("account_id: nothing", "sku: nothing", "account_id: not printable"),
        *("consumed_on: nothing", "removed_on: before consumed_on"),
    ]
    assert totals.read == 7
    assert totals.sums.to_pylist() == [{"account_id": "a", "sku": "S1", "allocations": 2, "days": 3}]
    with pytest.raises(MalformedColumns, match="7 rows of allocations: 5 faults"):
        tallies(totals)


def test_days_that_python_does_not_know():
    """A first day before the year 1 and a last one after 9999 are set apart, not clipped to the month."""
    rows = table(GOOD[0], GOOD[0], GOOD[1])
    first = pa.array([-800_000, 20_000, 20_000], pa.int32()).cast(pa.date32())
    last = pa.array([21_000, 3_000_000, None], pa.int32()).cast(pa.date32())
    totals = on_arrow.tally(rows.set_column(3, "consumed_on", first).set_column(4, "removed_on", last), APRIL, PLAIN)
    assert (totals.read, totals.rejected.num_rows, totals.sums.num_rows) == (3, 2, 1)


@pytest.mark.parametrize("day", [2_932_897, 2**31 - 1])
def test_a_first_day_after_all_years(tmp_path, day):
    """Though no last day is before it, and whichever rows are beside it: parts come to what the whole comes to."""
    days = pa.array([day, 20_550, day], pa.int32()).cast(pa.date32())
    rows = table(GOOD[1], ("d2", "a", "S1", None, april(1)), GOOD[1]).set_column(3, "consumed_on", days)
    whole = on_arrow.tally(rows, APRIL, PLAIN)
    assert (whole.read, whole.sums.num_rows) == (3, 0)
    reasons = ["removed_on: before consumed_on"] + ["consumed_on: not in the years 1 to 9999"] * 2
    assert sorted(whole.rejected.column("reasons").to_pylist()) == sorted(reasons)
    assert merge([on_arrow.tally(rows.slice(place, 1), APRIL, PLAIN) for place in range(3)]) == whole
    pq.write_table(rows, tmp_path / "a.parquet", row_group_size=1)
    assert on_arrow.tally(tmp_path / "a.parquet", APRIL, PLAIN) == whole


def test_a_last_day_of_all_is_a_first_day(monkeypatch):
    """The last day of 9999 is one that a plan may begin on; nobody has to look at it again."""
    monkeypatch.setattr(counter, "sift", None)
    rows = table((*GOOD[1][:3], date.max, None))
    assert on_arrow.tally(rows, APRIL, PLAIN).rejected.num_rows == 0
    assert on_arrow.tally(rows, Month(9999, 12), PLAIN).sums.column("days").to_pylist() == [1]


def test_a_device_that_nobody_looks_at_may_be_missing():
    """Devices are read only where the terms look at them; then a missing one is a fault."""
    rows = table((None, *GOOD[0][1:]))
    assert on_arrow.tally(rows, APRIL, PLAIN).rejected.num_rows == 0
    assert on_arrow.tally(rows, APRIL, ONCE).rejected.num_rows == 1


def test_what_stands_where_nothing_is():
    """Under a hole in a column may be any number; it is never looked at."""
    held = np.array([2**31 - 1, -(2**31), 20_550], np.int32)
    last = pa.Array.from_buffers(pa.date32(), 3, [pa.py_buffer(b"\x04"), pa.py_buffer(held.data)])
    rows = table(GOOD[1], GOOD[1], GOOD[0])
    want = found(
        rows.set_column(4, "removed_on", pa.array([None, None, 20_550], pa.int32()).cast(pa.date32())), APRIL, PLAIN
    )
    assert found(rows.set_column(4, "removed_on", last), APRIL, PLAIN) == want


def test_ids_that_are_no_text():
    """Bytes that are no UTF-8 are found where the dictionary is first seen."""
    raw = pa.array([b"\xff", b"a"], pa.binary())
    broken = pa.Array.from_buffers(pa.string(), 2, raw.buffers())
    with pytest.raises(MalformedColumns, match="columns: 1 fault\n  column account_id: not text in UTF-8: "):
        on_arrow.tally(table(*GOOD).set_column(1, "account_id", broken), APRIL, PLAIN)


def test_dictionaries_with_holes_repeats_and_what_no_row_has():
    """An entry of a dictionary that is missing, there twice, or no id matters only to the rows that have it."""
    entries = pa.array(["a", None, "b", "a", "\n"])
    account = pa.DictionaryArray.from_arrays(pa.array([0, 3, 2, 3], pa.int8()), entries)
    rows = table(*GOOD, *GOOD)
    totals = on_arrow.tally(rows.set_column(1, "account_id", account), APRIL, PLAIN)
    assert totals.sums.column("allocations").to_pylist() == [3, 1]
    account = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, 4], pa.int8()), entries)
    totals = on_arrow.tally(rows.set_column(1, "account_id", account), APRIL, PLAIN)
    assert totals.rejected.column("reasons").to_pylist() == ["account_id: not printable", "account_id: nothing"]
    assert totals.sums.column("allocations").to_pylist() == [1, 1]


# --- how it runs ---------------------------------------------------------------------------------------


def test_progress_and_stopping(files):
    """Told after each piece how many rows were read; what it raises stops the run, workers and all."""

    class Stop(Exception):
        pass

    seen = []
    on_arrow.tally(files["plain"], APRIL, PLAIN, progress=seen.append)
    assert seen == [300, 600, 900, 1200, 1500, 1800, 2000]

    def stop(read):
        seen.append(read)
        raise Stop

    for workers in (1, 3):
        seen.clear()
        with pytest.raises(Stop):
            on_arrow.tally(files["plain"], APRIL, PLAIN, workers=workers, progress=stop)
        assert seen == [300]


def test_only_what_is_needed_is_read(files, monkeypatch):
    """Devices are not, where nobody looks at them."""
    asked = []
    read = pq.ParquetFile.read_row_group

    def spy(self, group, columns, **options):
        asked.append(tuple(columns))
        return read(self, group, columns, **options)

    monkeypatch.setattr(pieces.pq.ParquetFile, "read_row_group", spy)
    on_arrow.tally(files["plain"], APRIL, PLAIN)
    assert set(asked) == {("account_id", "sku", "consumed_on", "removed_on")}
    asked.clear()
    on_arrow.tally(files["plain"], APRIL, ONCE)
    assert set(asked) == {("account_id", "sku", "device_id", "consumed_on", "removed_on")}


def test_an_empty_file(tmp_path):
    """A file without rows, and a row group without any."""
    path = tmp_path / "empty.parquet"
    pq.write_table(table(), path)
    assert on_arrow.tally(path, APRIL, PLAIN).read == 0
    with pq.ParquetWriter(path, table().schema) as writer:
        for rows in (table(), table(*GOOD), table()):
            writer.write_table(rows)
    totals = on_arrow.tally(path, APRIL, PLAIN, workers=2)
    assert (totals.read, totals.sums.num_rows) == (2, 1)


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "month: expected Month, got str '2026-04'", {"month": "2026-04"}),
        (WrongType, "terms: expected BillingTerms, got NoneType None", {"terms": None}),
        (WrongType, "histogram: expected bool or None, got int 1", {"histogram": 1}),
        (WrongType, "workers: expected int, got bool True", {"workers": True}),
        (WrongValue, "workers: expected at least 1, got int 0", {"workers": 0}),
        (WrongType, "progress: expected a function or None, got int 1", {"progress": 1}),
        (WrongType, "source: expected the path of a Parquet file", {"columns": None}),
        (MalformedColumns, "columns: 1 fault\n  column sku: missing", {"columns": table().drop_columns("sku")}),
    ],
)
def test_what_cannot_be_counted(kind, message, arguments):
    """Named before a row is read."""
    given = {"columns": table(*GOOD), "month": APRIL, "terms": PLAIN, **arguments}
    with pytest.raises(kind) as raised:
        on_arrow.tally(**given)
    assert str(raised.value).startswith(message)


def test_pandas_is_not_imported(files):
    """Though it is installed: neither for files nor for tables, as long as every row is an allocation."""
    code = f"""
import sys
from kpix_billing_core import BillingTerms, Month
from kpix_billing_core.batch import on_arrow, tallies
april = Month.parse("2026-04")
for path in {list(map(str, files.values()))}:
    found = on_arrow.tally(path, april, BillingTerms(dedupe_days=True), workers=2)
    found = on_arrow.tally(path, april, BillingTerms(), histogram=True)
    print(len(list(tallies(found))), "pandas" in sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == ["9 False"] * 4


def test_the_dtype_of_what_is_added(monkeypatch):
    """Cells, places and what is added are of 64 bits: NumPy adds any other mixture twenty times as slowly."""
    added = []

    class Add:
        def at(self, held, place, values):
            added.append((held.dtype, place.dtype, values.dtype))

    class Fake:
        add = Add()

        def __getattr__(self, name):
            return getattr(np, name)

    monkeypatch.setattr(cells, "np", Fake())
    for terms in (PLAIN, EACH):
        for rows in (table(*GOOD), with_dictionaries(table(*GOOD))):
            on_arrow.tally(rows, APRIL, terms)
    assert set(added) == {(np.dtype(np.int64),) * 3}
    assert len(added) == 4
