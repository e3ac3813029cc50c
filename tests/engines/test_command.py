"""`kpix-billing close-month` from Parquet: the same files as from CSV, byte by byte, and every fault with its column."""

import io
import json
import sys
from contextlib import redirect_stdout

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.engines.columns import april, table, table_of, with_dictionaries
from tests.tables.command.conftest import ALLOCATIONS, files

from kpix_billing_core.batch import handed_over
from kpix_billing_core.command import main, screen
from kpix_billing_core.command.screen import Progress
from kpix_billing_core.interchange import read_csv
from kpix_billing_core.metering import Allocation

__all__ = ["files"]
HELD = table_of(read_csv(Allocation, io.BytesIO(ALLOCATIONS.encode())))


def written(files, columns, **layout):
    """Put columns into a file beside the others."""
    path = files.folder / "allocations.parquet"
    pq.write_table(columns, path, **layout)
    return path


def contents(files):
    """Return every file of the result."""
    return {str(path.relative_to(files.out)): path.read_bytes() for path in files.out.rglob("*") if path.is_file()}


@pytest.mark.parametrize("layout", [{"use_dictionary": False}, {"row_group_size": 2}], ids=["plain", "row groups"])
@pytest.mark.parametrize("shape", [lambda rows: rows, with_dictionaries], ids=["text", "dictionary"])
@pytest.mark.parametrize("month", ["2013-06", "2013-07", "2012-01"])
def test_the_same_files(files, layout, shape, month, monkeypatch):
    """Invoices, lines, sums and pages; and what it says of them. An engine that takes over changes nothing."""
    credits = files.write("credits.csv", "id,account,amount,granted_on\nc1,acme,5.00 USD,2013-06-01\n")
    from_csv = files.close("--credits", credits, month=month)
    expected = contents(files)
    assert "lines.csv" in expected
    path = written(files, shape(HELD), **layout)
    for many in (1, handed_over.MANY):
        monkeypatch.setattr(handed_over, "MANY", many)
        result = files.close("--credits", credits, "--allocations", path, "--force", month=month)
        assert result == from_csv
        assert contents(files) == expected


def complaints(files, path):
    """Return what a run says that fails."""
    return lines_of(files, files.close("--allocations", path))


def lines_of(files, result):
    """Return what a run said that failed."""
    assert (result.code, result.out, files.out.exists()) == (1, "", False)
    return [line.removeprefix("kpix-billing: ").replace(f"{files.folder}/", "") for line in result.err.splitlines()]


def test_rows_that_are_no_allocations(files):
    """Every reason, with how many rows it is about and some of them."""
    rows = table(
        ("d1", "acme", "STD", april(1), None),
        ("d2", "acme", "", april(1), None),
        ("d3", None, "STD", april(2), april(1)),
        ("d4", "a\n", "STD", april(2), None),
        ("d5", "who", "STD", april(2), None),
        ("d6", "who", "STD", april(2), None),
    )
    assert complaints(files, written(files, rows)) == [
        "allocations.parquet, column account_id: expected an account of the accounts file, got str 'who', and in 1 more row",
        "allocations.parquet: column account_id: not printable in 1 row (account 'a\\n', device 'd4')",
        "allocations.parquet: column account_id: nothing in 1 row (account None, device 'd3')",
        "allocations.parquet: column removed_on: before consumed_on in 1 row (account None, device 'd3')",
        "allocations.parquet: column sku: nothing in 1 row (account 'acme', device 'd2')",
        "5 faults: nothing was written",
    ]


def test_what_has_no_price_is_told_beside_rows_that_are_no_allocations(files):
    """All faults in one run: the rows that can be counted are looked through for more, as those of a CSV file are."""
    no_price = "price-book.json: no price of PRO in USD in force on 2026-04-01, needed for account"
    rows = table(
        ("d1", "acme", "PRO", april(1), None),
        ("d2", "acme", "", april(1), None),
        ("d3", "idle", "PRO", april(1), None),
    )
    result = files.close("--allocations", written(files, rows), month="2026-04")
    assert lines_of(files, result) == [
        "allocations.parquet: column sku: nothing in 1 row (account 'acme', device 'd2')",
        f"{no_price} acme (allocations.parquet)",
        f"{no_price} idle (allocations.parquet)",
        "3 faults: nothing was written",
    ]
    lines = ("device_id,account_id,sku,consumed_on,removed_on", "d1,acme,PRO,2026-04-01,", "d2,acme,,2026-04-01,")
    by_rows = files.write("rows.csv", "\n".join((*lines, "d3,idle,PRO,2026-04-01,")))
    said = lines_of(files, files.close("--allocations", by_rows, month="2026-04"))
    assert said[0].startswith("rows.csv: row 3, column sku: ")
    assert said[1:] == [
        f"{no_price} acme (rows.csv: row 2)",
        f"{no_price} idle (rows.csv: row 4)",
        "3 faults: nothing was written",
    ]


def test_a_quantity_that_lacks_rows_is_not_said_to_be_below_the_bands(files):
    """It is perhaps below for want of the rows that are no allocations; once these are right it is said."""
    first_band = {"threshold": "2", "price": {"amount": "4", "currency": "USD"}}
    prices = [{"sku": "STD", "model": {"kind": "volume", "bands": [first_band]}}]
    terms = {"below_first_band": "error"}
    files.write("price-book.json", json.dumps({"schema": "kpix.price_book/1", "prices": prices, "terms": terms}))
    good, bad = ("d1", "acme", "STD", april(1), None), ("d2", "acme", "STD", april(2), april(1))
    said = lines_of(files, files.close("--allocations", written(files, table(good, bad)), month="2026-04"))
    assert said == [
        "allocations.parquet: column removed_on: before consumed_on in 1 row (account 'acme', device 'd2')",
        "1 fault: nothing was written",
    ]
    said = lines_of(files, files.close("--allocations", written(files, table(good)), month="2026-04"))
    assert said[0] == "price-book.json: account acme in 2026-04: STD: 1 is below the first band, from 2"


def test_a_name_in_capitals(files):
    """Some systems write names so; what a file is, is the same."""
    path = files.folder / "ALLOCATIONS.PARQUET"
    pq.write_table(HELD, path)
    from_csv = files.close()
    expected = contents(files)
    result = files.close("--allocations", path, "--force")
    assert (result, contents(files)) == (from_csv, expected)


def test_columns_of_another_sort(files):
    """Each column that is missing or of another type, before a row is read."""
    rows = HELD.drop_columns("sku").set_column(1, "account_id", pa.nulls(9, pa.float64()))
    assert complaints(files, written(files, rows)) == [
        "allocations.parquet: column account_id: expected an id: text, text with a dictionary, or whole numbers; got double",
        "allocations.parquet: column sku: missing",
        "2 faults: nothing was written",
    ]


def test_no_file_and_no_parquet(files):
    """A file that is not there, and one that only has the name."""
    said = complaints(files, files.folder / "none.parquet")
    assert said[0].startswith("none.parquet: Failed to open local file 'none.parquet'")
    assert said[1:] == ["1 fault: nothing was written"]
    said = complaints(files, files.write("allocations.parquet", "device_id,account_id"))
    assert said[0].startswith("allocations.parquet: Parquet magic bytes not found")
    assert len(said) == 2


def test_a_file_that_breaks_off(files):
    """Whose end says what is in it, and whose middle is something else."""
    path = written(files, HELD, compression="gzip")
    broken = path.read_bytes()
    path.write_bytes(broken[:4] + bytes(200) + broken[204:])
    said = complaints(files, path)
    assert said[0].startswith("allocations.parquet: ")
    assert said[-1].endswith("nothing was written")


def test_no_price(files):
    """Which row needed it is not kept: the file is named."""
    rows = table(("d1", "acme", "PRO", april(1), None))
    path = written(files, rows)
    result = files.close("--allocations", path, month="2026-04")
    assert result.err.replace(f"{files.folder}/", "").splitlines()[0] == (
        "kpix-billing: price-book.json: no price of PRO in USD in force on 2026-04-01, needed for account acme"
        " (allocations.parquet)"
    )


def test_whole_numbers_are_ids(files):
    """Accounts that are numbers are known by their digits."""
    files.write("accounts.csv", "account_id,currency,payment_method\n7,USD,postpay\n")
    rows = table(("d1", "7", "STD", april(1), None))
    numbers = rows.set_column(1, "account_id", pa.array([7]))
    assert files.close("--allocations", written(files, rows), month="2026-04").code == 0
    expected = contents(files)
    assert files.close("--allocations", written(files, numbers), "--force", month="2026-04").code == 0
    assert contents(files) == expected


# --- progress ------------------------------------------------------------------------------------------


@pytest.fixture
def said(monkeypatch):
    """Return what is shown of the way: each count, of what."""
    found = []
    monkeypatch.setattr(Progress, "show", lambda self, what, count: found.append((count, what)))
    monkeypatch.setattr(screen, "_SHOW_EVERY", 2)
    return found


LOOKED_THROUGH = [(count, "rows of allocations.parquet looked through") for count in (4, 8, 9)]
TO_COUNT = (9, "rows of allocations.parquet to count")
COUNTED = [(count, "rows of allocations.parquet") for count in (4, 8, 9)]
PRICED = [(2, "accounts priced"), (4, "accounts priced")]


def test_progress_over_rows_and_accounts(files, said):
    """Rows are counted a row group at a time, of 4 rows here, and accounts priced, five of them, told every two."""
    path = written(files, HELD, row_group_size=4)
    assert files.close("--allocations", path).code == 0
    assert said == [*LOOKED_THROUGH, TO_COUNT, *COUNTED, *PRICED, (2, "invoices"), (4, "invoices")]


def test_progress_where_an_engine_counts(files, said, monkeypatch):
    """It says nothing on the way, so how many rows it has to count stays to be read; it is not kept from it."""
    monkeypatch.setattr(handed_over, "MANY", 1)
    path = written(files, HELD, row_group_size=4, use_dictionary=False)
    assert files.close("--allocations", path).code == 0
    assert said == [*LOOKED_THROUGH, TO_COUNT, *PRICED, (2, "invoices"), (4, "invoices")]


class Terminal(io.StringIO):
    """Where somebody is watching."""

    def isatty(self):
        return True


@pytest.mark.parametrize(("book", "end"), [("price-book.json", "account early pays in advance"), ("none.json", "/")])
def test_progress_is_gone_in_the_end(files, monkeypatch, book, end):
    """From a terminal, also where the run stops for a fault: whatever is said begins on a line of its own."""
    terminal, names = Terminal(), {"allocations": written(files, HELD), "accounts": files.folder / "accounts.csv"}
    given = {**names, "price-book": files.folder / book, "out": files.out, "month": "2013-06"}
    monkeypatch.setattr(sys, "stderr", terminal)
    with redirect_stdout(io.StringIO()):
        code = main(["close-month", *(f"--{name}={value}" for name, value in given.items())])
    nothing, first, *_, last = terminal.getvalue().split("\r\x1b[K")
    assert (nothing, first) == ("", "9 rows of allocations.parquet looked through")
    assert last.startswith(f"kpix-billing: {end}")
    assert code == (0 if book == "price-book.json" else 1)
