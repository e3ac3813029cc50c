"""Law: a file of rows reads back as what was written, whatever the text, and no cell of text starts a formula."""

import csv
import gzip
import io
from datetime import date
from enum import Enum
from fractions import Fraction

import attrs
from hypothesis import given
from hypothesis import strategies as st

from kpix_billing_core.errors import Fault, MalformedFile
from kpix_billing_core.interchange import csv_text, read_csv, write_rows
from kpix_billing_core.interchange.csv_cells import guarded, unguarded
from kpix_billing_core.money import Currency, ExactMoney, Money
from kpix_billing_core.price_list import read_prices, write_prices
from kpix_billing_core.testing import applications, currencies, exact_moneys, moneys, price_books
from kpix_billing_core.validity import read_applications, write_applications

FORMULA = tuple("=+-@\t\r")


class Size(Enum):
    SMALL = "small"
    LARGE = "Large"


@attrs.frozen
class Row:
    text: str
    maybe: str | None
    number: int
    truth: bool
    day: date | None
    fraction: Fraction
    currency: Currency
    money: Money | None
    exact: ExactMoney
    size: Size


@attrs.frozen
class Two:
    first: str
    second: str


# Apostrophes, formula starts, blanks, quotes and line breaks, more often than chance would have them.
tricky = st.text(st.sampled_from("'=+-@\t\r\n \",ab\u3000\N{BYTE ORDER MARK}"), max_size=6)
texts = tricky | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
rows = st.builds(
    Row,
    text=texts,
    maybe=st.none() | texts.filter(bool),
    number=st.integers(),
    truth=st.booleans(),
    day=st.none() | st.dates(),
    fraction=st.fractions(),
    currency=currencies(),
    money=st.none() | moneys(),
    exact=exact_moneys(),
    size=st.sampled_from(Size),
)


@given(st.lists(rows, max_size=5))
def test_what_is_written_reads_back(values):
    """Text, bytes and compressed bytes all give back the rows that were written."""
    text = csv_text(Row, values)
    assert read_csv(Row, io.StringIO(text, newline="")) == tuple(values)
    assert read_csv(Row, io.BytesIO(gzip.compress(text.encode(), mtime=0))) == tuple(values)


@given(price_books())
def test_prices_read_back(book):
    """A book's prices, of every model and with every day, are the same after a file with a row for each band."""
    file = io.StringIO()
    write_prices(book.prices, file)
    assert read_prices(io.StringIO(file.getvalue(), newline="")) == book.prices


@given(st.lists(applications(), max_size=3))
def test_applications_read_back(values):
    """With every rule, and the zone by its name."""
    file = io.StringIO()
    write_applications(values, file)
    assert read_applications(io.StringIO(file.getvalue(), newline="")) == tuple(values)


@given(st.lists(st.tuples(texts, texts), max_size=4))
def test_other_readers_see_the_same_cells(pairs):
    """The standard library's reader finds the guarded cells in the places where they were put."""
    text = csv_text(Two, [Two(*pair) for pair in pairs])
    found = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert found == [["first", "second"], *([guarded(first), guarded(second)] for first, second in pairs)]


@given(texts)
def test_guarding_is_one_to_one(text):
    """The guard comes off as it was put on, is one character at most, and leaves nothing that starts a formula."""
    cell = guarded(text)
    assert unguarded(cell) == text
    assert cell in (text, f"'{text}")
    assert not cell.startswith(FORMULA)
    assert cell[:1].strip() == cell[:1]


@given(st.lists(st.lists(texts | st.none(), min_size=2, max_size=2), max_size=4))
def test_reports_follow_the_same_rule(cells):
    """A report's text is guarded as a value's is, and None is an empty cell."""
    file = io.StringIO()
    write_rows(("a", "b"), cells, file)
    found = list(csv.reader(io.StringIO(file.getvalue(), newline=""), strict=True))[1:]
    assert found == [["" if cell is None else guarded(cell) for cell in row] for row in cells]


def outcome(file):
    """Return the rows of a file, or its faults."""
    try:
        return read_csv(Two, file)
    except MalformedFile as error:
        return error.faults


@given(st.text(max_size=30) | st.text(st.sampled_from("first,second\n\r\"' =ab"), max_size=40))
def test_any_text_is_rows_or_faults(text):
    """Whatever a file holds, the answer is its rows or its faults, each in a row that exists."""
    for found in outcome(io.StringIO(text, newline="")):
        assert type(found) is Two or (type(found) is Fault and 1 <= found.row <= len(text) + 1)


@given(st.binary(max_size=60) | st.binary(max_size=40).map(lambda data: b"first,second\n" + data))
def test_any_bytes_are_rows_or_faults(data):
    """Whatever bytes a file holds, the answer is its rows or its faults."""
    assert {type(found) for found in outcome(io.BytesIO(data))} <= {Two, Fault}


@given(st.permutations(["first", "second"]), st.lists(st.tuples(texts, texts), max_size=3))
def test_the_order_of_columns_does_not_matter(order, pairs):
    """The same cells under the same headings are the same rows, in any order of columns."""
    values = [Two(*pair) for pair in pairs]
    file = io.StringIO()
    write_rows(order, ([getattr(value, name) for name in order] for value in values), file)
    assert read_csv(Two, io.StringIO(file.getvalue(), newline="")) == tuple(values)
