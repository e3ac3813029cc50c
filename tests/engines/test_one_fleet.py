"""One fleet of a million rows, and the real one: every engine, in any number of parts, to the last bit and cent."""

import csv
import gzip
import hashlib
from datetime import date
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.house.source import ROOT

from kpix_billing_core.accounts import Account
from kpix_billing_core.batch import (
    Totals,
    invoices,
    merge,
    on_arrow,
    on_duckdb,
    on_polars,
    on_spark,
    tallies,
    totals_of,
)
from kpix_billing_core.catalogue import BillingTerms, MinimumSpend, Price, PriceBook, bands
from kpix_billing_core.command.drives import Drive, allocation_of
from kpix_billing_core.dates import Month
from kpix_billing_core.metering import AllocationColumns, tally_by_account

ROWS, ACCOUNTS, SKUS = 1_000_000, 2_500, ("BULK", "LITE", "PRO", "STD")
APRIL = Month.parse("2026-04")
# Half-cent ties are common in a month of 30 days; one account in twenty has bands of its own, and all have a minimum.
BOOK = PriceBook.of(
    *(Price(sku, bands((0, "4.35 USD"), (50, "4.125 USD"), (70, "3.9950 USD"))) for sku in SKUS),
    *(
        Price(sku, bands((0, "4.05 USD"), (66, "3.3375 USD")), account=f"account-{number}")
        for sku in SKUS
        for number in range(0, ACCOUNTS, 20)
    ),
    terms=BillingTerms(minimum_spend=MinimumSpend("1230.00 USD")),
)


@pytest.fixture(scope="module")
def fleet(tmp_path_factory):
    """Return a function that gives the fleet as so many files."""
    chance = np.random.default_rng(7)
    first = (APRIL.first_day - date(1970, 1, 1)).days
    begins = first + chance.integers(-300, 33, ROWS)
    columns = pa.table(
        {
            "device_id": pa.array(chance.permutation(ROWS)),
            "account_id": _coded(
                chance.integers(0, ACCOUNTS, ROWS), [f"account-{number}" for number in range(ACCOUNTS)]
            ),
            "sku": _coded(chance.integers(0, len(SKUS), ROWS), SKUS),
            "consumed_on": pa.array(begins.astype(np.int32)).cast(pa.date32()),
            "removed_on": pa.array(
                (begins + chance.integers(0, 400, ROWS)).astype(np.int32), mask=chance.random(ROWS) < 0.55
            ).cast(pa.date32()),
        }
    )
    folder = tmp_path_factory.mktemp("fleet")

    def files(parts):
        paths = [folder / f"{parts}-{number}.parquet" for number in range(parts)]
        step = -(-ROWS // parts)
        for number, path in enumerate(paths):
            pq.write_table(columns.slice(number * step, step), path, row_group_size=150_000)
        return [str(path) for path in paths]

    return files


def _coded(numbers, names):
    return pa.DictionaryArray.from_arrays(pa.array(numbers.astype(np.int32)), pa.array(names))


def digest(totals: Totals) -> str:
    """Return one number for all totals, and all that is on all invoices."""
    found = hashlib.sha256(repr([totals.read, *totals.sums.to_pydict().values()]).encode())
    for invoice in invoices(totals, BOOK, [Account(f"account-{number}", "USD") for number in range(ACCOUNTS)]):
        lines = [(line.charge.sku, line.charge.entry.units, str(line.amount)) for line in invoice.lines]
        found.update(repr((invoice.account.id, lines, list(map(str, invoice.adjustments)), str(invoice.due))).encode())
    return found.hexdigest()


@pytest.fixture(scope="module")
def scalar(fleet):
    """Return the digest of what the scalar core makes of it."""
    read = pq.read_table(fleet(1)[0])
    columns = [
        read.column(name).to_pylist() for name in ("device_id", "account_id", "sku", "consumed_on", "removed_on")
    ]
    held = AllocationColumns(list(map(str, columns[0])), *columns[1:])
    found = totals_of((tally for _, tally in tally_by_account(held, APRIL, BOOK.terms)), APRIL, BOOK.terms)
    return digest(found._replace(read=ROWS))


@pytest.mark.parametrize("parts", [1, 2, 7])
@pytest.mark.parametrize("engine", ["arrow", "duckdb", "polars", "spark"])
def test_a_million_rows(engine, parts, fleet, scalar, request):
    """Whoever counts, and in however many parts, the digest is that of the scalar core."""
    paths = fleet(parts)
    if engine == "spark":
        frame = request.getfixturevalue("spark").read.parquet(*paths).repartition(parts)
        assert digest(on_spark.tally(frame, APRIL, BOOK.terms)) == scalar
        return
    tally = {"arrow": on_arrow.tally, "duckdb": on_duckdb.tally, "polars": on_polars.tally}[engine]
    assert digest(merge([tally(path, APRIL, BOOK.terms) for path in paths])) == scalar
    assert digest(tally(paths, APRIL, BOOK.terms)) == scalar


def test_the_digest_looks_at_a_day(fleet, scalar):
    """One day more for one account, of all their millions, and it is another."""
    found = on_arrow.tally(fleet(1), APRIL, BOOK.terms)
    days = found.sums.column("days").to_pylist()
    days[1234] += 1
    assert digest(found._replace(sums=found.sums.set_column(3, "days", pa.array(days)))) != scalar


DRIVES = ROOT / "docs" / "examples" / "drives-2013" / "drives-2013.csv.gz"


@pytest.fixture(scope="module")
def drives():
    """Return the allocations of the real fleet."""
    with gzip.open(DRIVES, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    last = [date.fromisoformat(row["last_day"]) if row["last_day"] else None for row in rows]
    return [
        allocation_of(Drive(row["serial_number"], row["model"], date.fromisoformat(row["first_day"]), day))
        for row, day in zip(rows, last, strict=True)
    ]


@pytest.mark.parametrize("engine", ["arrow", "duckdb", "polars", "spark"])
def test_the_real_fleet(engine, drives, tmp_path, request):
    """29,072 drives in nine months, under terms that look at each of them."""
    from tests.engines.columns import table_of

    path = str(tmp_path / "drives.parquet")
    pq.write_table(table_of(drives), path)
    tally = {"arrow": on_arrow.tally, "duckdb": on_duckdb.tally, "polars": on_polars.tally, "spark": on_spark.tally}[
        engine
    ]
    held = request.getfixturevalue("spark").read.parquet(path) if engine == "spark" else path
    for month, terms in ((4, BillingTerms()), (9, BillingTerms(dedupe_days=True)), (12, BillingTerms())):
        asked = partial(tally_by_account, drives, Month(2013, month), terms, histogram=month == 12)
        found = tally(held, Month(2013, month), terms, histogram=month == 12)
        assert (found.read, found.rejected.num_rows) == (29_072, 0)
        assert dict(tallies(found)) == dict(asked())
