"""The demonstration: nine months of a real fleet, its figures checked by other means, and its documentation."""

import csv
import gzip
import json
import re
from calendar import monthrange
from collections import Counter
from datetime import date
from fractions import Fraction
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from tests.tables.command.conftest import DRIVES, fences, run, shown

from kpix_billing_core.interchange import from_json
from kpix_billing_core.invoicing import Invoice

# What runs over 29,072 drives is tried line by line in the other files of this folder, with a handful.
pytestmark = pytest.mark.unmeasured

MONTHS = [f"2013-{number:02d}" for number in range(4, 13)]
MAKERS = ["HGST", "Hitachi", "SAMSUNG", "Seagate", "TOSHIBA", "WDC"]


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_it_runs(demo):
    """It prints what the page about it shows, to the letter, and writes what the page says."""
    assert (demo.result.code, demo.result.err) == (0, "")
    (console,) = fences("examples.md", "console")
    arguments, output = shown(console)
    assert arguments == ["demo", "--data", "docs/examples/drives-2013", "--out", "build/demo"]
    assert demo.result.out.replace(str(demo.out), "build/demo").rstrip("\n") + "\n" == output
    assert sorted(path.name for path in demo.out.iterdir()) == [
        *MONTHS,
        *("NOTICE", "allocations.csv", "index.html", "invoices.csv", "lines.csv"),
    ]


def test_each_maker_has_an_invoice_in_each_month(demo):
    invoices = table(demo.out.joinpath("invoices.csv"))
    assert [(row["account_id"], row["month"]) for row in invoices] == [(a, m) for a in MAKERS for m in MONTHS]
    for row in invoices:
        folder = demo.out.joinpath(row["month"], "invoices")
        assert folder.joinpath(f"{row['account_id']}.html").is_file()
        invoice = from_json(Invoice, folder.joinpath(f"{row['account_id']}.json").read_bytes())
        assert str(invoice.due) == f"{row['due']} {row['currency']}"


def test_lines_sum_to_invoices(demo):
    """To the cent: lines to subtotals, adjustments to theirs, both to what is due; in the tables of months, too.

    Reports that had sums of their own went wrong about credits: killbill/killbill-analytics-plugin#105.
    """
    reached, adjusted = Counter(), Counter()
    for row in table(demo.out.joinpath("lines.csv")):
        sums = reached if row["days"] else adjusted
        sums[row["account_id"], row["month"]] += Fraction(row["amount"])
    for row in table(demo.out.joinpath("invoices.csv")):
        key = row["account_id"], row["month"]
        assert (reached[key], adjusted[key]) == (Fraction(row["subtotal"]), Fraction(row["adjustments"]))
        assert reached[key] + adjusted[key] == Fraction(row["due"])
    for name in ("lines.csv", "invoices.csv"):
        monthly = [row for month in MONTHS for row in table(demo.out.joinpath(month, name))]
        assert sorted(monthly, key=lambda row: (row["account_id"], row["month"])) == table(demo.out.joinpath(name))


def test_figures_by_other_means(demo):
    """Days of each model and month, counted drive by drive in plain Python; amounts of three lines by hand."""
    days, drives = Counter(), Counter()
    starts = {month: date.fromisoformat(f"{month}-01") for month in MONTHS}
    bounds = {month: (day, day.replace(day=monthrange(day.year, day.month)[1])) for month, day in starts.items()}
    with gzip.open(DRIVES.joinpath("drives-2013.csv.gz"), "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            first, last = date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"] or "9999-12-31")
            for month, (start, end) in bounds.items():
                if first <= end and start <= last:
                    days[row["model"], month] += (min(last, end) - max(first, start)).days + 1
                    drives[row["model"], month] += 1
    lines = {(row["sku"], row["month"]): row for row in table(demo.out.joinpath("lines.csv")) if row["days"]}
    assert {key: int(row["days"]) for key, row in lines.items()} == days
    assert {key: int(row["allocations"]) for key, row in lines.items()} == drives

    def figures(sku: str, month: str) -> tuple[str, ...]:
        row = lines[sku, month]
        return row["days"], row["days_in_month"], row["quantity"], row["unit_price"], row["amount"], row["currency"]

    # 124716/30 is 4157.2, in Seagate's own band from 4,000: 4157.2 x 0.9375 = 3897.375
    assert figures("ST4000DM000", "2013-11") == ("124716", "30", "4157.2", "0.9375", "3897.38", "USD")
    # 31174/31 just passes 1,000: 31174/31 x 1.02 = 1025.725...
    assert figures("ST4000DM000", "2013-07") == ("31174", "31", "31174/31", "1.02", "1025.73", "USD")
    # 93 days of one model of Hitachi's, in euros: 93/31 x 0.98 would be 2.94; April has 30 days
    row = lines["Hitachi HDS723030BLE640", "2013-04"]
    assert Fraction(row["quantity"]) == Fraction(days["Hitachi HDS723030BLE640", "2013-04"], 30)
    assert Fraction(row["amount"]) == round(Fraction(row["quantity"]) * Fraction("0.98"), 2)


def test_minimum_spend_and_two_currencies(demo):
    """TOSHIBA reaches its 60.00 USD in October; until then a row of its own makes up for it."""
    invoices = table(demo.out.joinpath("invoices.csv"))
    assert {row["account_id"]: row["currency"] for row in invoices} == {
        **dict.fromkeys(MAKERS, "USD"),
        **dict.fromkeys(("HGST", "Hitachi"), "EUR"),
    }
    raised = [(row["account_id"], row["month"]) for row in invoices if Fraction(row["adjustments"])]
    assert raised == [("TOSHIBA", month) for month in MONTHS[:6]]


def test_bands_are_crossed(demo):
    """Up and down: the price of a unit of one SKU changes only because its quantity does."""
    prices: dict[str, list[Fraction]] = {}
    for row in table(demo.out.joinpath("lines.csv")):
        if row["days"]:
            prices.setdefault(row["sku"], []).append(Fraction(row["unit_price"]))
    changes = [b - a for series in prices.values() for a, b in pairwise(series) if a != b]
    assert min(changes) < 0 < max(changes)
    assert len(changes) >= 10


def test_what_it_shows(demo):
    """The table, the charts, and a line that changed its band, chosen by rule."""
    out = demo.result.out
    assert "month    HGST EUR  Hitachi EUR  SAMSUNG USD  Seagate USD  TOSHIBA USD   WDC USD" in out
    assert out.count("█") > 100
    assert "ST4000DM000 of Seagate went from 2,542.7 in 2013-10 to 4,157.2 in 2013-11" in out
    assert "exact amount      3897.375 USD  [L48]" in out
    due = table(demo.out.joinpath("invoices.csv"))
    assert {row["due"] for row in due} <= set(re.findall(r"[0-9]+\.[0-9]{2}", out))


def test_its_months_are_what_close_month_makes(demo, tmp_path):
    """From the allocations that it leaves behind, the ordinary command makes the same bytes."""
    out = tmp_path.joinpath("june")
    files = ("--allocations", demo.out.joinpath("allocations.csv"), "--accounts", DRIVES.joinpath("accounts.csv"))
    book = ("--price-book", DRIVES.joinpath("price-book.json"))
    assert run("close-month", "--month", "2013-06", *files, *book, "--out", out).code == 0
    there = demo.out.joinpath("2013-06")
    assert sorted(path.relative_to(out) for path in out.rglob("*")) == sorted(
        path.relative_to(there) for path in there.rglob("*")
    )
    for path in out.rglob("*.*"):
        assert path.read_bytes() == there.joinpath(path.relative_to(out)).read_bytes()


def test_the_data_is_the_data(demo):
    """One allocation for each drive, and the credit travels with what is made from it."""
    assert len(table(demo.out.joinpath("allocations.csv"))) == 29_072
    assert demo.out.joinpath("NOTICE").read_bytes() == DRIVES.joinpath("NOTICE").read_bytes()
    assert "Backblaze" in demo.result.out


def test_documents_are_what_their_schemas_say(demo):
    """The price book that people edit, and the invoices that are made from it."""
    schemas = files("kpix_billing_core").joinpath("schemas")
    for name, path in (
        ("price_book", DRIVES.joinpath("price-book.json")),
        ("invoice", demo.out.joinpath("2013-06", "invoices", "TOSHIBA.json")),
    ):
        schema = json.loads(schemas.joinpath(f"{name}.json").read_text(encoding="utf-8"))
        assert list(Draft202012Validator(schema).iter_errors(json.loads(path.read_text(encoding="utf-8")))) == []


def test_the_overview_links_to_every_invoice(demo):
    links = re.findall(r'href="([^"]+)"', demo.out.joinpath("index.html").read_text(encoding="utf-8"))
    assert len(links) == 54
    assert all(demo.out.joinpath(link).is_file() for link in links)
