"""Prices as rows of a file: what is read and written, and that every fault has its row and column."""

import gzip
import io
from datetime import date
from fractions import Fraction

import pytest

from kpix_billing_core.catalogue import (
    FlatFee,
    Graduated,
    Package,
    PerUnit,
    Price,
    Stairstep,
    StairstepMode,
    Volume,
    bands,
)
from kpix_billing_core.errors import Fault, MalformedFile, WrongType
from kpix_billing_core.price_list import read_prices, write_prices

STEPS = bands((0, "10 USD"), (Fraction(1, 3), "15 USD"))
PRICES = (
    Price("STD", bands((0, "4.35 USD"), (10, "4.26 USD"), (100, "0.0035 USD"))),
    Price("STD", bands((0, "4.00 EUR"))),
    Price("STD", PerUnit("4.00 USD"), "acme"),
    Price("STD", PerUnit("3.90 USD"), "acme", date(2026, 4, 1)),
    Price("=1+1", FlatFee("9.00 USD")),
    Price("API", Package(1000, "0.35 USD")),
    Price("G", Graduated(bands((1, "2.00 USD"), (10, "1.00 USD")))),
    Price("R", Stairstep(STEPS, StairstepMode.REACHED)),
    Price("S", Stairstep(STEPS, StairstepMode.SUM)),
)
FILE = """\
sku,account_id,effective_from,pricing,threshold,size,price
STD,,,volume,0,,4.35 USD
STD,,,volume,10,,4.26 USD
STD,,,volume,100,,0.0035 USD
STD,,,volume,0,,4.00 EUR
STD,acme,,per_unit,,,4.00 USD
STD,acme,2026-04-01,per_unit,,,3.90 USD
'=1+1,,,flat_fee,,,9.00 USD
API,,,package,,1000,0.35 USD
G,,,graduated,1,,2.00 USD
G,,,graduated,10,,1.00 USD
R,,,stairstep_reached,0,,10.00 USD
R,,,stairstep_reached,1/3,,15.00 USD
S,,,stairstep_sum,0,,10.00 USD
S,,,stairstep_sum,1/3,,15.00 USD
"""


def faults_of(rows: str) -> list[Fault]:
    with pytest.raises(MalformedFile) as caught:
        read_prices(io.StringIO(f"sku,account_id,pricing,threshold,size,price\n{rows}"), name="prices.csv")
    assert caught.value.file == "prices.csv"
    return list(caught.value.faults)


def test_what_is_written():
    """One row a band, in the order given; text that a spreadsheet would run is guarded."""
    file = io.StringIO()
    write_prices(PRICES, file)
    assert file.getvalue() == FILE


@pytest.mark.parametrize(
    "file", [io.StringIO(FILE), io.BytesIO(FILE.encode()), io.BytesIO(gzip.compress(FILE.encode()))]
)
def test_what_is_read(file):
    """Every model, every currency, custom prices and days, from text, bytes and gzip."""
    assert read_prices(file) == PRICES


def test_rows_of_a_price_need_not_stand_together():
    """They are told by SKU, account, day and currency; the order of the thresholds is theirs."""
    rows = "STD,,volume,0,,2 USD\nPRO,,volume,0,,3 USD\nSTD,,VOLUME,10,,1 USD\n"
    found = read_prices(io.StringIO("sku,account_id,pricing,threshold,size,price\n" + rows))
    assert found == (Price("STD", Volume(bands((0, "2 USD"), (10, "1 USD")))), Price("PRO", bands((0, "3 USD"))))


def test_nothing_is_no_price():
    assert read_prices(io.StringIO("sku,pricing,price\n")) == ()


PLACED = "one band for each threshold, or one is never reached, got str"


@pytest.mark.parametrize(
    ("faults", "rows"),
    [
        ([Fault(2, "pricing", "expected one of flat_fee, per_unit, volume, graduated, package, stairstep_reached, stairstep_sum, got str 'tiered'")], "STD,,tiered,0,,1 USD\n"),
        ([Fault(2, "price", 'expected an amount and a currency such as "4.35 USD", got str \'4.35\'')], "STD,,per_unit,,,4.35\n"),
        ([Fault(2, "threshold", "expected a number for volume, got str ''")], "STD,,volume,,,1 USD\n"),
        ([Fault(2, "threshold", "expected nothing for per_unit, got str '0'")], "STD,,per_unit,0,,1 USD\n"),
        ([Fault(2, "threshold", "expected nothing for package, got str '0'")], "STD,,package,0,10,1 USD\n"),
        ([Fault(2, "size", "expected a number for package, got str ''")], "STD,,package,,,1 USD\n"),
        ([Fault(2, "size", "expected nothing for graduated, got str '5'")], "STD,,graduated,0,5,1 USD\n"),
        ([Fault(2, "size", "expected more than 0, got str '0'")], "STD,,package,,0,1 USD\n"),
        ([Fault(2, "price", "expected 0 or more, got str '-1.00 USD'")], "STD,,flat_fee,,,-1 USD\n"),
        ([Fault(2, "threshold", "expected 0 or more, got str '-1 and more: 1.00 USD'")], "STD,,volume,-1,,1 USD\n"),
        # what does not go with the rows before it
        ([Fault(3, "pricing", "expected volume as in the first row of this price, got str 'graduated'")], "STD,,volume,0,,2 USD\nSTD,,graduated,10,,1 USD\nSTD,,graduated,20,,1 USD\n"),
        ([Fault(4, "pricing", "expected one row for flat_fee, got str 'another'")], "STD,,flat_fee,,,2 USD\nSTD,acme,flat_fee,,,2 USD\nSTD,,flat_fee,,,1 USD\n"),
        ([Fault(4, "threshold", "expected rising thresholds, got str '10 and more: 1.00 USD; 5 and more: 1.00 USD'")], "STD,,volume,0,,2 USD\nSTD,,volume,10,,1 USD\nSTD,,volume,5,,1 USD\n"),
        ([Fault(3, "threshold", f"expected {PLACED} '0 and more: 2.00 USD; 0 and more: 1.00 USD'")], "STD,,volume,0,,2 USD\nSTD,,volume,0,,1 USD\n"),
        ([Fault(3, "price", "expected 0 or more, got str '9 and more: -1.00 USD'")], "STD,,stairstep_sum,0,,2 USD\nSTD,,stairstep_sum,9,,-1 USD\n"),
        # all of them at once, in the order of the rows, and in a row of its cells
        (
            [
                Fault(2, "size", "expected more than 0, got str '0'"),
                Fault(3, "threshold", "expected a number for volume, got str ''"),
                Fault(3, "price", "expected an amount and a currency such as \"4.35 USD\", got str ''"),
                Fault(5, "threshold", "expected rising thresholds, got str '9 and more: 2.00 USD; 1 and more: 1.00 USD'"),
            ],
            "API,,package,,0,1 USD\nX,,volume,,,\nSTD,,volume,9,,2 USD\nSTD,,volume,1,,1 USD\n",
        ),
    ],
)  # fmt: skip
def test_faults(faults, rows):
    """Each fault is told at the row and column where the file departs from what can be a price."""
    assert faults_of(rows) == faults


def test_a_file_of_prices_refuses():
    with pytest.raises(WrongType, match="prices: expected Price, got str 'STD'"):
        write_prices(["STD"], io.StringIO())
    with pytest.raises(WrongType, match="prices: expected a list, tuple or other iterable in order, got set"):
        write_prices(set(), io.StringIO())
    with pytest.raises(WrongType, match="file: expected an open text file"):
        write_prices([], None)
    with pytest.raises(WrongType, match="name: expected str, got int 1"):
        read_prices(io.StringIO(FILE), name=1)
    with pytest.raises(MalformedFile, match=r"^file: 1 fault\n  row 1: expected at most 10 characters"):
        read_prices(io.StringIO(FILE), most_bytes=10)
