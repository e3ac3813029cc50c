"""`close-month`: what it writes, to the letter, and what it says."""

import gzip
import json
from fractions import Fraction

import pytest

from kpix_billing_core.command.reports import file_name
from kpix_billing_core.interchange import from_json
from kpix_billing_core.invoicing import Invoice
from kpix_billing_core.money import Money

LINES = """\
account_id,month,sku,allocations,days,days_in_month,quantity,unit_price,amount,currency
'=1+1,2013-06,STD,1,30,30,1,4.30,4.30,USD
'=1+1,2013-06,STD,,,,,,0.70,USD
R&D/Köln,2013-06,'@SKU,1,1,30,1/30,30.00,1.00,EUR
R&D/Köln,2013-06,STD,1,30,30,1,1/3,0.33,EUR
acme,2013-06,FLAT,1,1,30,1/30,,9.00,USD
acme,2013-06,STD,2,21,30,0.7,4.30,3.01,USD
floor,2013-06,minimum_spend,,,,,,25.00,USD
"""
INVOICES = """\
account_id,month,currency,subtotal,adjustments,credits_applied,credits_carried,due
'=1+1,2013-06,USD,4.30,0.70,0.00,0.00,5.00
R&D/Köln,2013-06,EUR,1.33,0.00,0.00,0.00,1.33
acme,2013-06,USD,12.01,0.00,0.00,0.00,12.01
floor,2013-06,USD,0.00,25.00,0.00,0.00,25.00
"""
TABLE = """\
2013-06: 4 invoices for 6 allocations
account   lines  subtotal  adjustments  credits    due  currency
--------  -----  --------  -----------  -------  -----  --------
=1+1          1      4.30         0.70     0.00   5.00  USD
R&D/Köln      2      1.33         0.00     0.00   1.33  EUR
acme          2     12.01         0.00     0.00  12.01  USD
floor         0      0.00        25.00     0.00  25.00  USD
--------  -----  --------  -----------  -------  -----  --------
sum                  1.33         0.00     0.00   1.33  EUR
sum                 16.31        25.70     0.00  42.01  USD
"""


def test_everything_it_writes(files):
    """Line by line: 15 + 6 days of 30, a flat fee, a price of 1/3, one day, a floor under an allocation, one without use."""
    result = files.close()
    assert result.code == 0
    assert result.out == f"{TABLE}written to {files.out}\n"
    assert result.err == (
        "kpix-billing: account early pays in advance (prepay_auto): 2 allocations in 2013-06 not billed\n"
    )
    assert files.read("lines.csv") == LINES
    assert files.read("invoices.csv") == INVOICES
    assert sorted(str(path.relative_to(files.out)) for path in files.out.rglob("*") if path.is_file()) == [
        "index.html",
        "invoices.csv",
        *(
            f"invoices/{name}.{kind}"
            for name in ("%3D1%2B1", "R%26D%2FK%C3%B6ln", "acme", "floor")
            for kind in ("html", "json")
        ),
        "lines.csv",
        "summary.json",
    ]
    assert files.left() == ["out"]


def test_the_summary(files):
    files.close()
    sums = {"credits_applied": "0.00", "credits_carried": "0.00"}
    assert json.loads(files.read("summary.json")) == {
        "month": "2013-06",
        "invoices": 4,
        "allocations": 6,
        "without_invoice": 1,
        "sums": [
            {"currency": "EUR", "subtotal": "1.33", "adjustments": "0.00", "due": "1.33", **sums},
            {"currency": "USD", "subtotal": "16.31", "adjustments": "25.70", "due": "42.01", **sums},
        ],
        "not_billed": [{"account_id": "early", "payment_method": "prepay_auto", "allocations": 2}],
    }


def test_the_summary_is_for_readers_too(files):
    """Two blanks for each level, and letters as they are."""
    files.write("accounts.csv", "account_id,currency,payment_method\nKöln,USD,prepay\n")
    files.write("allocations.csv", "device_id,account_id,sku,consumed_on\nd1,Köln,STD,2013-06-01\n")
    assert files.close().code == 0
    assert files.read("summary.json").splitlines() == [
        "{",
        '  "month": "2013-06",',
        '  "invoices": 0,',
        '  "allocations": 0,',
        '  "without_invoice": 0,',
        '  "sums": [],',
        '  "not_billed": [',
        "    {",
        '      "account_id": "Köln",',
        '      "payment_method": "prepay",',
        '      "allocations": 1',
        "    }",
        "  ]",
        "}",
    ]


def test_invoices_read_back(files):
    """What was written is a whole invoice, from which everything can be explained again."""
    files.close()
    invoice = from_json(Invoice, files.read("invoices", "acme.json"))
    assert invoice.due == Money.parse("12.01 USD")
    assert invoice.line("STD").quantity == Fraction(21, 30)
    assert invoice.line("STD").charge.entry.histogram is None
    single = from_json(Invoice, files.read("invoices", "%3D1%2B1.json"))
    assert single.lines[0].charge.entry.histogram is not None


def test_pages_and_links(files):
    """The overview leads to each page, by a name that a browser reads back as the file's."""
    files.close("--locale", "de")
    index = files.read("index.html")
    assert '<html lang="de" dir="ltr">' in index
    assert 'href="invoices/R%2526D%252FK%25C3%25B6ln.html"' in index
    page = files.read("invoices", "R%26D%2FK%C3%B6ln.html")
    assert "<title>Invoice R&amp;D/Köln, Juni 2013</title>" in page


def test_two_runs_give_the_same_bytes(files):
    def contents() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in files.out.rglob("*") if path.is_file()}

    files.close()
    first = contents()
    header, *rows = files.folder.joinpath("allocations.csv").read_text(encoding="utf-8").splitlines()
    files.write("allocations.csv", "\n".join([header, *reversed(rows)]))
    assert files.close("--force").code == 0
    assert contents() == first


def test_gzip_and_a_byte_order_mark(files):
    plain = files.folder.joinpath("allocations.csv").read_bytes()
    files.folder.joinpath("allocations.csv").write_bytes(gzip.compress(b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n")))
    assert files.close().code == 0
    assert files.read("lines.csv") == LINES


def test_prices_from_a_spreadsheet(files):
    """Rows of prices are a price book under the published terms: 21 days of 30 at 4.30, a third of a euro, a flat fee."""
    rows = "sku,pricing,threshold,price\nSTD,volume,0,4.30 USD\nSTD,volume,10,4.2575 USD\nSTD,volume,0,1/3 EUR\n"
    rows += "FLAT,flat_fee,,9 USD\n'@SKU,volume,0,30 EUR\n"
    files.folder.joinpath("prices.csv.gz").write_bytes(gzip.compress(rows.encode()))
    assert files.close("--price-book", files.folder.joinpath("prices.csv.gz")).code == 0
    assert files.close("--force", "--price-book", files.write("PRICES.CSV", rows)).code == 0
    assert files.read("lines.csv").splitlines() == [
        line for line in LINES.splitlines() if ",,," not in line or "FLAT" in line
    ]
    result = files.close("--force", "--price-book", files.write("prices.csv", rows + "STD,volume,5,4 USD\nX,flat,,\n"))
    assert result.code == 1
    assert [line.rpartition("prices.csv: ")[2].partition(": expected")[0] for line in result.err.splitlines()] == [
        "row 7, column threshold",
        "row 8, column pricing",
        "row 8, column price",
        "kpix-billing: 3 faults: nothing was written",
    ]


def test_a_month_without_use(files):
    """Only a minimum that is due without use makes an invoice; nothing made nothing."""
    assert files.close(month="2012-01").code == 0
    assert files.read("invoices.csv").splitlines()[1:] == ["floor,2012-01,USD,0.00,25.00,0.00,0.00,25.00"]


def test_prices_may_be_ruled_out_by_date(files):
    """A price that starts within the month is not yet in force on its first day."""
    book = json.loads(files.folder.joinpath("price-book.json").read_text(encoding="utf-8"))
    book["prices"][0]["effective_from"] = "2013-06-02"
    files.write("price-book.json", json.dumps(book))
    result = files.close()
    assert result.code == 1
    assert result.err.count("no price of STD in USD") == 2


CREDITS = """\
id,account,amount,granted_on,reason
c2,acme,10.00 USD,2013-05-02,
c1,acme,5.00 USD,2013-05-01,"Plan changed, tracker 7"
c3,idle,1.00 USD,2013-05-01,'=x
"""


def test_credits_are_used_oldest_first_and_carried(files):
    """12.01 takes all of the 5.00 and 7.01 of the 10.00; what is left is a file that the next month reads: 4.30 + 9.00."""
    result = files.close("--credits", files.write("credits.csv", CREDITS))
    assert result.code == 0
    assert "acme,2013-06,USD,12.01,0.00,12.01,2.99,0.00" in files.read("invoices.csv").splitlines()
    assert "acme          2     12.01         0.00   -12.01   0.00  USD" in result.out.splitlines()
    assert files.read("credits.csv") == (
        "id,account,amount,granted_on,reason,origin\nc2,acme,2.99 USD,2013-05-02,,\nc3,idle,1.00 USD,2013-05-01,'=x,\n"
    )
    carried = files.folder.joinpath("carried.csv")
    files.out.joinpath("credits.csv").rename(carried)
    assert files.close("--force", "--credits", carried, month="2013-07").code == 0
    assert "acme,2013-07,USD,13.30,0.00,2.99,0.00,10.31" in files.read("invoices.csv").splitlines()


def test_what_a_credit_came_from_is_carried_along(files):
    """The origin is a column that a file of credits may have; the file of what is left always has it."""
    rows = "id,account,amount,granted_on,reason,origin\nc1,idle,1.00 USD,2013-05-01,unused,STD of d1 in 2013-04\n"
    assert files.close("--credits", files.write("credits.csv", rows)).code == 0
    assert files.read("credits.csv") == rows


@pytest.mark.parametrize(
    ("account", "name"),
    [
        ("acme", "acme"),
        ("A-b_c.9", "A-b_c.9"),
        ("a/b", "a%2Fb"),
        ("a%2Fb", "a%252Fb"),
        ("a b", "a%20b"),
        ("~", "%7E"),
        ("é", "%C3%A9"),
        ("🙂", "%F0%9F%99%82"),
    ],
)
def test_names_of_files(account, name):
    assert file_name(account) == name


def test_long_names_stay_apart():
    """Ids longer than a file system takes: cut, with a digest of the whole."""
    names = {file_name("é" * length) for length in range(30, 300)}
    assert len(names) == 270
    assert max(map(len, names)) <= 200
    assert file_name("a" * 200) == "a" * 200
    assert file_name("a" * 201).startswith("a" * 100 + "~")
