"""Files of rows: what is read, and that every fault of every row is named."""

import bz2
import codecs
import csv
import gzip
import io
import locale
import sys
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from enum import Enum
from fractions import Fraction

import attrs
import pytest

from kpix_billing_core.accounts import Account, PaymentMethod
from kpix_billing_core.dates import Month, Period
from kpix_billing_core.errors import CurrencyMismatch, Fault, MalformedFile, WrongType, WrongValue
from kpix_billing_core.ids import identifier
from kpix_billing_core.interchange import csv_lines, csv_read, read_csv
from kpix_billing_core.interchange.csv_cells import cell_of
from kpix_billing_core.interchange.resolve import shape_of
from kpix_billing_core.metering import Allocation
from kpix_billing_core.money import Currency, ExactMoney, Money


class Size(Enum):
    SMALL = "small"
    LARGE = "Large"


class Level(Enum):
    LOW = 1
    HIGH = 2


@attrs.frozen
class Thing:
    id: str = attrs.field(validator=identifier, metadata={"column": "thing_id"})
    count: int = attrs.field()
    bought_on: date | None = attrs.field(default=None)
    note: str = attrs.field(default="", alias="remark")
    double: int = attrs.field(init=False, default=attrs.Factory(lambda self: 2 * self.count, takes_self=True))

    @count.validator
    def _check(self, attribute, value):
        if value < 0:
            raise WrongValue("count", "0 or more", value)
        if value == 13:
            raise WrongValue("luck", "more of it", value)
        if value == 99:
            raise CurrencyMismatch("USD", "EUR")


@attrs.frozen(kw_only=True)
class Cells:
    whole: int = 0
    truth: bool = False
    fraction: Fraction = Fraction(0)
    decimal: Decimal = Decimal(0)
    day: date = date(2026, 4, 28)
    instant: datetime = datetime(2026, 4, 28, tzinfo=UTC)
    zone: tzinfo = UTC
    month: Month = Month(2026, 4)
    period: Period = Period(date(2026, 4, 1), date(2026, 4, 2))
    currency: Currency = Currency("USD", 2)
    money: Money = Money(435, Currency("USD", 2))
    exact: ExactMoney = ExactMoney(Fraction(1, 3), Currency("USD", 2))
    size: Size = Size.SMALL
    level: Level = Level.LOW
    text: str = ""
    maybe: int | None = None
    maybe_text: str | None = None
    maybe_size: Size | None = None


HEADER = "thing_id,count,bought_on,note\n"


def things(text, **options):
    """Read things from text."""
    return read_csv(Thing, io.StringIO(text, newline=""), **options)


def faults_of(content, cls=Thing, **options):
    """Return the faults of a file's text or bytes."""
    file = io.BytesIO(content) if isinstance(content, bytes) else io.StringIO(content, newline="")
    with pytest.raises(MalformedFile) as caught:
        read_csv(cls, file, **options)
    return caught.value.faults


# --- what is read --------------------------------------------------------------------------------------


def test_rows_become_values_in_order():
    """Each row is one value, in the order of the file; an empty cell is None where the field may be None."""
    assert things(HEADER + "b,2,2026-04-28,\na,1,,x y\n") == (
        Thing("b", 2, date(2026, 4, 28)),
        Thing("a", 1, None, "x y"),
    )


def test_columns_stand_in_any_order():
    """The header says which column is which."""
    assert things("note,count,thing_id\nx,1,a\n") == (Thing("a", 1, None, "x"),)


def test_columns_with_a_default_may_be_missing():
    """Only columns of fields without a default are needed; derived fields are no columns."""
    assert things("thing_id,count\na,1\n") == (Thing("a", 1),)


@pytest.mark.parametrize("text", [HEADER, HEADER.rstrip(), HEADER + "\n", "\N{BYTE ORDER MARK}" + HEADER])
def test_a_header_alone_is_a_file_of_nothing(text):
    """No rows are no fault."""
    assert things(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        HEADER + "a,1,,x\nb,2,,y\n",
        HEADER + "a,1,,x\nb,2,,y",
        HEADER + "a,1,,x\nb,2,,y\n\n",
        (HEADER + "a,1,,x\nb,2,,y\n").replace("\n", "\r\n"),
        (HEADER + "a,1,,x\nb,2,,y\n\n").replace("\n", "\r\n"),
        (HEADER + "a,1,,x\nb,2,,y\n").replace("\n", "\r"),
        "\N{BYTE ORDER MARK}" + HEADER + "a,1,,x\nb,2,,y\n",
        '\N{BYTE ORDER MARK}"thing_id","count","bought_on","note"\n"a","1","","x"\n"b","2","","y"\n',
    ],
)
def test_ways_of_writing_the_same_file(text):
    """Line ends of any system, a byte order mark, quotes and one empty line at the end change nothing."""
    expected = (Thing("a", 1, None, "x"), Thing("b", 2, None, "y"))
    assert things(text) == expected
    assert read_csv(Thing, io.BytesIO(text.encode())) == expected
    assert read_csv(Thing, io.BytesIO(gzip.compress(text.encode()))) == expected


def test_quotes_keep_commas_quotes_and_line_breaks():
    """Inside quotes everything is text, and a doubled quote is one."""
    rows = things(HEADER + 'a,1,,"x, ""y""\r\nz"\n')
    assert rows[0].note == 'x, "y"\r\nz'


def test_files_of_every_kind():
    """Whatever can be read gives the same rows: text, bytes, a wrapped or a compressed file, one that trickles."""
    text = HEADER + "ä,1,,設\n"
    expected = (Thing("ä", 1, None, "設"),)
    data = text.encode()
    assert read_csv(Thing, io.StringIO(text)) == expected
    assert read_csv(Thing, io.BytesIO(data)) == expected
    assert read_csv(Thing, io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="")) == expected
    assert read_csv(Thing, io.TextIOWrapper(io.BytesIO(text.encode("utf-16")), encoding="utf-16")) == expected
    with gzip.open(io.BytesIO(gzip.compress(data)), "rb") as file:
        assert read_csv(Thing, file) == expected
    with bz2.open(io.BytesIO(bz2.compress(data)), "rt", encoding="utf-8") as file:
        assert read_csv(Thing, file) == expected
    assert read_csv(Thing, codecs.getreader("utf-8")(io.BytesIO(data))) == expected
    assert read_csv(Thing, Trickle(data)) == expected
    assert read_csv(Thing, Trickle(gzip.compress(data))) == expected


class Trickle:
    """A file that gives one byte at a time, as a pipe may."""

    def __init__(self, data):
        self.data = io.BytesIO(data)

    def read(self, size):
        return self.data.read(min(size, 1))


def test_parts_of_a_compressed_file_follow_each_other():
    """Compressed files put one after the other are one file."""
    data = gzip.compress(HEADER.encode()) + gzip.compress(b"a,1,,\n")
    assert read_csv(Thing, io.BytesIO(data)) == (Thing("a", 1),)


def test_the_file_is_left_open():
    """Who opened the file closes it."""
    for file in (io.BytesIO(HEADER.encode()), io.StringIO(HEADER), io.BytesIO(gzip.compress(HEADER.encode()))):
        read_csv(Thing, file)
        assert not file.closed


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        *[("whole", "0", 0), ("whole", "-12", -12), ("whole", "9" * 640, 10**640 - 1)],
        *[("truth", "true", True), ("truth", "false", False)],
        *[
            ("fraction", "8/15", Fraction(8, 15)),
            ("fraction", "0.50", Fraction(1, 2)),
            ("fraction", "-1", Fraction(-1)),
        ],
        *[("decimal", "1.10", Decimal("1.10")), ("day", "2024-02-29", date(2024, 2, 29))],
        ("instant", "2026-04-28T10:00:00Z", datetime(2026, 4, 28, 10, tzinfo=UTC)),
        *[("zone", "UTC", UTC), ("month", "2026-04", Month(2026, 4))],
        ("period", "2026-04-28/2026-05-02", Period.parse("2026-04-28/2026-05-02")),
        *[("currency", "EUR", Currency("EUR", 2)), ("currency", "XBT/8", Currency("XBT", 8))],
        *[("money", "-4.35 USD", Money.parse("-4.35 USD")), ("exact", "1/3 USD", ExactMoney.parse("1/3 USD"))],
        *[("size", "small", Size.SMALL), ("size", "LARGE", Size.LARGE), ("size", "lArGe", Size.LARGE)],
        *[
            ("level", "2", Level.HIGH),
            ("text", "", ""),
            ("text", "' x ", " x "),
            ("text", "x y", "x y"),
            ("text", "'x ", "x "),
            ("text", "None", "None"),
        ],
        *[("maybe", "", None), ("maybe", "0", 0), ("maybe_text", "", None), ("maybe_text", "-", "-")],
        *[("maybe_size", "", None), ("maybe_size", "Small", Size.SMALL)],
        # one apostrophe before what looks like a formula is no part of the text; any other is
        *[
            ("text", "'=1", "=1"),
            ("text", "''=1", "'=1"),
            ("text", "=1", "=1"),
            ("text", "'tis", "'tis"),
            ("text", "'", "'"),
        ],
        *[
            ("text", "'+1", "+1"),
            ("text", "'-1", "-1"),
            ("text", "'@x", "@x"),
            ("text", "'\tx", "\tx"),
            ("text", "'1", "'1"),
        ],
        *[("maybe_text", "'=1", "=1"), ("text", "x'=1", "x'=1"), ("text", "e\u0301 設 😀", "e\u0301 設 😀")],
    ],
)
def test_cells_by_type(field, cell, value):
    """A cell is read by its field's type."""
    (row,) = read_csv(Cells, io.StringIO(f'{field}\n"{cell}"\n', newline=""))
    assert getattr(row, field) == value
    assert type(getattr(row, field)) is type(value)


def test_a_carriage_return_in_a_cell_can_start_a_formula():
    """What follows an apostrophe and a carriage return is guarded too."""
    (row,) = read_csv(Cells, io.BytesIO(b'text\n"\'\rx"\n'))
    assert row.text == "\rx"


def test_accounts_and_allocations():
    """The files that a month is billed from are read with the column names they have."""
    accounts = read_csv(Account, io.StringIO("account_id,currency,payment_method\nacme,USD,POSTPAY\nzeta,EUR,prepay\n"))
    assert accounts == (Account("acme", "USD"), Account("zeta", "EUR", PaymentMethod.PREPAY))
    rows = (
        "device_id,account_id,sku,consumed_on,removed_on\nd1,acme,STD,2026-04-16,\nd2,acme,STD,2026-04-01,2026-04-30\n"
    )
    assert read_csv(Allocation, io.StringIO(rows)) == (
        Allocation("d1", "acme", "STD", date(2026, 4, 16)),
        Allocation("d2", "acme", "STD", date(2026, 4, 1), date(2026, 4, 30)),
    )


def test_equal_cells_share_one_value():
    """A value that stands in a million rows is in memory once."""
    rows = read_csv(
        Allocation, io.StringIO("device_id,account_id,sku,consumed_on\nd,acme,STD,2026-04-16\nd,acme,STD,2026-04-16\n")
    )
    for field in ("device", "account", "sku", "consumed_on"):
        assert getattr(rows[0], field) is getattr(rows[1], field)


def test_memory_of_cells_has_an_end(monkeypatch):
    """However many different cells there are, only so many are remembered; the rows are the same."""
    monkeypatch.setattr(csv_read, "_MOST_REMEMBERED", 3)
    rows = things("thing_id,count\n" + "".join(f"t{n},{n}\n" for n in range(20, 40)) * 2)
    assert [row.count for row in rows] == [*range(20, 40)] * 2
    remembered = csv_read._Remembered(cell_of(shape_of(int), "count"))
    assert [remembered[f"{n}"] for n in (1, 2, 3, 3)] == [1, 2, 3, 3]
    assert list(remembered) == ["1", "2", "3"]
    assert remembered["4"] == 4
    assert list(remembered) == ["4"]


@pytest.mark.unmeasured
def test_progress_is_told_every_ten_thousand_rows():
    """Whoever shows progress is told how many rows were read, after every 10,000."""
    told = []
    things("thing_id,count\n" + "a,1\n" * 20_001, on_rows=told.append)
    assert told == [10_000, 20_000]
    things("thing_id,count\n" + "a,1\n" * 9_999, on_rows=told.append)
    assert told == [10_000, 20_000]


# --- faults of the header ------------------------------------------------------------------------------

COLUMNS = "expected the columns thing_id, count, bought_on, note, got"


@pytest.mark.parametrize(
    ("faults", "text"),
    [
        ([Fault(1, None, f"{COLUMNS} nothing")], ""),
        ([Fault(1, None, f"{COLUMNS} nothing")], "\n"),
        ([Fault(1, None, f"{COLUMNS} nothing")], "\na,1\n"),
        ([Fault(1, None, f"{COLUMNS} nothing")], "\N{BYTE ORDER MARK}"),
        ([Fault(1, None, f"{COLUMNS} nothing")], ",,\n"),
        ([Fault(1, "count", "expected the column, got none")], "thing_id\na\n"),
        ([Fault(1, None, f"{COLUMNS} str 'size'")], "thing_id,count,size\na,1,2\n"),
        ([Fault(1, None, f"{COLUMNS} str 'double'")], "thing_id,count,double\na,1,2\n"),
        ([Fault(1, None, f"{COLUMNS} str 'remark'")], "thing_id,count,remark\na,1,2\n"),
        ([Fault(1, None, f"{COLUMNS} str ''")], "thing_id,count,,\na,1,2,3\n"),
        ([Fault(1, "count", "expected each column once, got it twice")], "thing_id,count,count\na,1,2\n"),
        # rows are looked at as far as their columns are known; `x` is no number, whatever else the file lacks
        (
            [
                Fault(1, None, f"{COLUMNS} str 'size'"),
                Fault(1, "thing_id", "expected the column, got none"),
                Fault(2, "count", "expected a whole number such as \"12\", got str 'x'"),
                Fault(3, None, "expected 2 cells, got 1"),
                Fault(4, "count", "expected 0 or more, got int -1"),
            ],
            "count,size\nx,2\n3\n-1,2\n",
        ),
        # the first of two columns of one name counts
        (
            [
                Fault(1, "count", "expected each column once, got it twice"),
                Fault(2, "count", "expected a whole number such as \"12\", got str 'x'"),
            ],
            "thing_id,count,count\na,x,1\nb,1,x\n",
        ),
        # blanks and case are not guessed at; everything that is wrong is said
        (
            [
                Fault(1, None, f"{COLUMNS} str ' thing_id'"),
                Fault(1, None, f"{COLUMNS} str 'Count'"),
                Fault(1, "thing_id", "expected the column, got none"),
                Fault(1, "count", "expected the column, got none"),
            ],
            " thing_id,Count\na,1\n",
        ),
        (
            [
                Fault(1, None, f"{COLUMNS} str 'a'"),
                Fault(1, None, f"{COLUMNS} str '1'"),
                Fault(1, "thing_id", "expected the column, got none"),
                Fault(1, "count", "expected the column, got none"),
            ],
            "a,1\nb,2\n",
        ),
        ([Fault(1, None, "expected CSV, got unexpected end of data")], '"thing_id'),
        ([Fault(1, None, "expected CSV, got ',' expected after '\"'")], '"thing_id"x,count\na,1\nb,2\n'),
    ],
)
def test_faults_of_the_header(faults, text):
    """A header with a column missing, unknown or named twice is told in full, and so are faults of the columns it has."""
    assert list(faults_of(text)) == faults


# --- faults of rows ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("faults", "rows"),
    [
        ([Fault(2, None, "expected 4 cells, got 3")], "a,1,\n"),
        ([Fault(2, None, "expected 4 cells, got 5")], "a,1,,,\n"),
        ([Fault(2, None, "expected 4 cells, got 1")], " \n"),
        ([Fault(2, None, "expected 4 cells, got 1")], "a;1;;\n"),
        ([Fault(2, None, "expected a row, got an empty line")], "\na,1,,\n"),
        ([Fault(3, None, "expected a row, got an empty line")], "a,1,,\n\nb,1,,\n"),
        ([Fault(3, None, "expected a row, got an empty line")], "a,1,,\n\n\n"),
        (
            [Fault(2, None, "expected a row, got an empty line"), Fault(3, None, "expected a row, got an empty line")],
            "\n\n\n",
        ),
        ([Fault(2, "thing_id", "expected an id, got str ''")], ",1,,\n"),
        ([Fault(2, "thing_id", "expected text without blanks around it, got str ' a'")], " a,1,,\n"),
        ([Fault(2, "thing_id", "expected text without blanks around it, got str 'a '")], "a ,1,,\n"),
        ([Fault(2, "note", "expected text without blanks around it, got str '\\n'")], 'a,1,,"\n"\n'),
        ([Fault(2, "note", "expected text without blanks around it, got str 'x\\u3000'")], "a,1,,x\u3000\n"),
        ([Fault(2, "note", "expected text without blanks around it, got str '= '")], "a,1,,= \n"),
        ([Fault(2, "thing_id", "expected printable text, got str 'a\\nb'")], '"a\nb",1,,\n'),
        ([Fault(2, "count", "expected a whole number such as \"12\", got str ''")], "a,,,\n"),
        ([Fault(2, "count", "expected a whole number such as \"12\", got str '1.0'")], "a,1.0,,\n"),
        ([Fault(2, "count", "expected a whole number such as \"12\", got str ' 1'")], "a, 1,,\n"),
        ([Fault(2, "count", "expected a whole number such as \"12\", got str '01'")], "a,01,,\n"),
        ([Fault(2, "count", "expected a whole number such as \"12\", got str '+1'")], "a,+1,,\n"),
        ([Fault(2, "count", "expected a whole number such as \"12\", got str '1_0'")], "a,1_0,,\n"),
        ([Fault(2, "count", "expected a whole number such as \"12\", got str '١'")], "a,١,,\n"),
        ([Fault(2, "count", "expected 0 or more, got int -1")], "a,-1,,\n"),
        ([Fault(2, None, "luck: expected more of it, got int 13")], "a,13,,\n"),
        ([Fault(2, None, str(CurrencyMismatch("USD", "EUR")))], "a,99,,\n"),
        ([Fault(2, "bought_on", "expected a day such as \"2026-04-28\", got str '2026-02-30'")], "a,1,2026-02-30,\n"),
        ([Fault(2, "bought_on", "expected a day such as \"2026-04-28\", got str '20260428'")], "a,1,20260428,\n"),
        ([Fault(2, "bought_on", "expected a day such as \"2026-04-28\", got str '28.4.2026'")], "a,1,28.4.2026,\n"),
        ([Fault(2, "bought_on", "expected a day such as \"2026-04-28\", got str 'None'")], "a,1,None,\n"),
        ([Fault(2, "note", "expected text without NUL, got str 'a\\x00b'")], "a,1,,a\0b\n"),
        # quotes that do not end, or end too early
        ([Fault(2, None, "expected CSV, got unexpected end of data")], 'a,1,,"x\nb,2,,y\n'),
        ([Fault(2, None, "expected CSV, got ',' expected after '\"'")], 'a,1,,"x"y\n'),
        ([Fault(2, None, "expected CSV, got ',' expected after '\"'")], '"a"b,1,,\nc,1,,\n'),
        ([Fault(2, None, "expected CSV, got field larger than field limit (131072)")], "a,1,," + "x" * 131_073 + "\n"),
        # every cell of a row, every row of a file
        (
            [
                Fault(2, "count", "expected a whole number such as \"12\", got str 'x'"),
                Fault(2, "bought_on", "expected a day such as \"2026-04-28\", got str 'y'"),
                Fault(3, None, "expected 4 cells, got 2"),
                Fault(5, "count", "expected 0 or more, got int -2"),
                Fault(7, "bought_on", "expected a day such as \"2026-04-28\", got str 'y'"),
            ],
            "a,x,y,\nb,1\nc,1,,\nd,-2,,\ne,1,,\nf,1,y,\ng,1,,\n",
        ),
        # what the class refuses, beside what cannot be read, and more than one of it
        (
            [Fault(2, "thing_id", "expected an id, got str ''"), Fault(2, "count", "expected 0 or more, got int -1")],
            ",-1,,\n",
        ),
        (
            [
                Fault(2, "thing_id", "expected an id, got str ''"),
                Fault(2, "bought_on", "expected a day such as \"2026-04-28\", got str 'y'"),
                Fault(2, None, str(CurrencyMismatch("USD", "EUR"))),
            ],
            ",99,y,\n",
        ),
        # a row is a record: a line break inside quotes begins none
        ([Fault(3, None, "expected 4 cells, got 1")], 'a,1,,"x\ny\nz"\nb\n'),
    ],
)
def test_faults_of_rows(faults, rows):
    """Each fault is told with its row, its column and what was expected, and none hides another."""
    assert list(faults_of(HEADER + rows)) == faults


NO_DAY = 'expected a day such as "2026-04-28", got str'


@pytest.mark.parametrize(
    ("faults", "row"),
    [
        # the days contradict each other, whatever the device is
        (
            [
                ("device_id", "expected an id, got str ''"),
                ("removed_on", "expected a day from 2026-04-02 on, got date"),
            ],
            ",acme,STD,2026-04-02,2026-04-01",
        ),
        ([("device_id", "expected an id, got str ''"), ("sku", "expected an id, got str ''")], ",acme,,2026-04-02,"),
        # with one of them unknown they do not
        ([("consumed_on", f"{NO_DAY} '2026-04-31'")], "d1,acme,STD,2026-04-31,2026-04-01"),
        ([("consumed_on", f"{NO_DAY} ''")], "d1,acme,STD,,0001-01-01"),
        ([("removed_on", f"{NO_DAY} '2026-04-31'")], "d1,acme,STD,9999-12-31,2026-04-31"),
        (
            [
                ("device_id", "expected text without blanks around it, got str ' '"),
                ("account_id", "expected an id, got str ''"),
                ("sku", "expected printable text, got str 'a\\u200bb'"),
                ("consumed_on", f"{NO_DAY} 'x'"),
                ("removed_on", f"{NO_DAY} 'y'"),
            ],
            " ,,a\u200bb,x,y",
        ),
    ],
)
def test_a_faulty_cell_hides_no_other_fault(faults, row):
    """What hangs on the faulty cell alone is no fault of its own; everything else is."""
    found = faults_of(f"device_id,account_id,sku,consumed_on,removed_on\n{row}\n", Allocation)
    assert [(fault.row, fault.column) for fault in found] == [(2, column) for column, _ in faults]
    assert all(fault.problem.startswith(problem) for fault, (_, problem) in zip(found, faults, strict=True))


@attrs.frozen
class Chosen:
    size: Size
    least: int
    most: int

    def __attrs_post_init__(self):
        if self.most < self.least:
            raise WrongValue("most", f"{self.least} or more", self.most)


def test_a_choice_has_no_stand_in():
    """Where nothing can stand for a faulty cell, the class is not asked about the others."""
    assert [fault.column for fault in faults_of("size,least,most\nhuge,2,1\nhuge,x,1\nsmall,2,1\n", Chosen)] == [
        *("size", "size", "least", "most"),
    ]


@pytest.mark.parametrize(
    ("field", "problem", "cell"),
    [
        ("truth", '"true" or "false", got str \'True\'', "True"),
        ("truth", '"true" or "false", got str \'1\'', "1"),
        ("fraction", 'a number such as "12", "0.35" or "16/30", got str \'0,5\'', '"0,5"'),
        ("fraction", 'a number such as "12", "0.35" or "16/30", got str \'1e5\'', "1e5"),
        ("decimal", "a decimal number such as \"0.35\", got str '1/2'", "1/2"),
        ("instant", "an instant such as \"2026-04-28T10:00:00Z\", got str '2026-04-28 10:00'", "2026-04-28 10:00"),
        ("month", "1 to 12, got int 13", "2026-13"),
        ("currency", "an ISO 4217 code, got str 'usd'", "usd"),
        ("money", "a whole number of minor units", "4.355 USD"),
        ("exact", "an amount and a currency such as \"4.35 USD\", got str '4.35'", "4.35"),
        ("size", "one of small, Large, got str 'medium'", "medium"),
        ("size", "one of small, Large, got str ''", '""'),
        ("level", "one of 1, 2, got str '3'", "3"),
        ("whole", 'a whole number such as "12", got str \'1', "1" + "0" * 640),
        ("maybe", "a whole number such as \"12\", got str ' '", " "),
    ],
)
def test_faults_of_cells(field, problem, cell):
    """What a cell's type does not know is refused, never guessed at."""
    ((row, column, found),) = faults_of(f"{field}\n{cell}\n", Cells)
    assert (row, column) == (2, field)
    if field != "money":
        assert found.startswith(f"expected {problem}")


def test_bytes_that_are_no_utf_8():
    """A byte that is no UTF-8 is told where it stands, and the rows around it are read on."""
    data = HEADER.encode() + b"a,1,,x\n\xffb,1,,\nc,x,,\xc3\nd,1,,\xed\xa0\x80\n"
    assert list(faults_of(data)) == [
        Fault(3, "thing_id", "expected UTF-8, got str '\\udcffb'"),
        Fault(4, "count", "expected a whole number such as \"12\", got str 'x'"),
        Fault(4, "note", "expected UTF-8, got str '\\udcc3'"),
        Fault(5, "note", "expected UTF-8, got str '\\udced\\udca0\\udc80'"),
    ]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("mark", ["\N{BYTE ORDER MARK}".encode("utf-16-le"), "\N{BYTE ORDER MARK}".encode("utf-16-be")])
def test_bytes_of_another_encoding(mark, pack):
    """What spreadsheets save as Unicode text is named, once; without its mark it is one fault of the header or more."""
    text = HEADER.encode("utf-16-le" if mark[0] == 0xFF else "utf-16-be")
    expected = "expected UTF-8, got UTF-16, which spreadsheets call Unicode text"
    assert list(faults_of(pack(mark + text))) == [Fault(1, None, expected)]
    assert {fault.row for fault in faults_of(pack(text))} == {1}


@pytest.mark.parametrize("rows", [2, 5_000])
def test_text_that_was_opened_in_the_wrong_encoding(rows):
    """Where the caller's own decoding fails, that is the last fault: there is no reading on."""
    file = io.TextIOWrapper(io.BytesIO(HEADER.encode() + b"a,1,,\n" * rows + b"\xff"), encoding="utf-8")
    with pytest.raises(MalformedFile) as caught:
        read_csv(Thing, file)
    (fault,) = caught.value.faults
    assert (fault.row == 1) is (rows == 2)
    assert fault.problem == "expected text in the encoding that the file was opened with, got other bytes"


def test_what_is_good_of_a_faulty_row():
    """For whoever has another file to check against this one: values by field, of the cells that can be read."""
    found = csv_read.scan_csv(
        Thing, io.StringIO("thing_id,count,bought_on,note\nd1,x,2026-04-28,\n\nd2,1,soon,new\nd3\n")
    )
    assert [row.fields for row in found.rows] == [
        {"id": "d1", "bought_on": date(2026, 4, 28), "note": ""},
        {},
        {"id": "d2", "count": 1, "note": "new"},
        {},
    ]
    assert [(fault.row, fault.column) for fault in found.faults] == [
        (2, "count"),
        (3, None),
        (4, "bought_on"),
        (5, None),
    ]


@pytest.mark.parametrize(
    ("text", "most", "whole"),
    [
        (HEADER + "a,1,,\n", 1000, True),
        (HEADER + "a\n", 1000, True),
        ("x\n", 1000, False),
        (HEADER + "a,1,,\n", len(HEADER), False),
    ],
)
def test_whether_a_file_was_read_to_its_end(text, most, whole):
    """It was, where rows are faulty; not where no column is known, nor where it is too large."""
    assert csv_read.scan_csv(Thing, io.StringIO(text), most_bytes=most).whole is whole


@attrs.frozen
class Span:
    first: date
    last: date
    name: str

    def __attrs_post_init__(self):
        if self.last < self.first:
            raise WrongValue("last", f"a day from {self.first} on", self.last)
        if not self.name:
            raise WrongValue("name", "a name", self.name)


def test_a_faulty_cell_puts_no_blame_on_another():
    """No day is too early for a first day that is none; the name is wrong whatever that day is."""
    with pytest.raises(MalformedFile) as caught:
        read_csv(Span, io.StringIO("first,last,name\nsoon,2026-04-28,\n"))
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [(2, "first"), (2, "name")]


@attrs.frozen
class Either:
    """A thing with a name, or a day instead of one."""

    name: str
    day: date | None = None

    def __attrs_post_init__(self):
        if not self.name and self.day is None:
            raise WrongValue("name", "a name or a day", self.name)


@attrs.frozen
class Both:
    """A thing with a day only where it has a name, too."""

    name: str
    day: date | None = None

    def __attrs_post_init__(self):
        if not self.name and self.day is not None:
            raise WrongValue("name", "a name beside the day", self.name)


@pytest.mark.parametrize("cls", [Either, Both])
def test_a_faulty_cell_that_could_be_left_out(cls):
    """Any day would do for the one, none for the other: the name is wrong of neither."""
    with pytest.raises(MalformedFile) as caught:
        read_csv(cls, io.StringIO("name,day\n,soon\n"))
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [(2, "day")]


@attrs.frozen
class Met:
    at: datetime
    name: str

    def __attrs_post_init__(self):
        if not self.name:
            raise WrongValue("name", "a name", self.name)


def test_a_faulty_instant_does_not_hide_another_fault():
    with pytest.raises(MalformedFile) as caught:
        read_csv(Met, io.StringIO("at,name\nsoon,\n"))
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [(2, "at"), (2, "name")]


def test_values_come_before_the_file_is_read_to_its_end():
    """The third row, which is wrong, is not known of yet when the first is had; no row is held."""
    faults = []
    found = csv_read.stream_csv(Thing, io.StringIO(HEADER + "a,1,,\nb,2,,\nc\nd,4,,\n\n"), faults)
    assert (next(found).id, faults) == ("a", [])
    assert ([each.id for each in found], [fault.row for fault in faults]) == (["b", "d"], [4])


def test_what_is_wrong_with_the_call_is_said_before_a_row_is_asked_for():
    with pytest.raises(WrongValue):
        csv_read.stream_csv(Thing, io.StringIO(HEADER), [], most_bytes=-1)
    with pytest.raises(WrongType):
        csv_read.stream_csv(Thing, io.StringIO(HEADER), [], on_rows=1)


def test_too_many_faults_end_the_reading(monkeypatch):
    """A file that is all faults is not read to its end, and the last fault says so."""
    monkeypatch.setattr(csv_read, "MOST_FAULTS", 3)
    faults = faults_of(HEADER + "a\n" * 10)
    assert [fault.row for fault in faults] == [2, 3, 4, 4]
    assert faults[-1].problem == "too many faults: the rest of the file was not read"


@pytest.mark.parametrize("rows", ['a,1,,"x"y\n', "a\n", "\n", "a,x,,\n", "a,-1,,\n", "a,13,,\n"])
def test_faults_of_every_kind_end_the_reading(monkeypatch, rows):
    """Whatever the faults are, there is an end to them."""
    monkeypatch.setattr(csv_read, "MOST_FAULTS", 2)
    assert len(faults_of(HEADER + rows * 10)) == 3


# --- files that cannot be read on ----------------------------------------------------------------------


@pytest.mark.parametrize("most", [0, 1, len(HEADER) + 10])
@pytest.mark.parametrize("kind", ["text", "bytes", "gzip"])
def test_a_file_larger_than_allowed(kind, most):
    """Beyond the allowed size nothing is read, and the size counts after decompression."""
    text = HEADER + "a,1,,\n" * 2
    assert most < len(text)
    content = {"text": text, "bytes": text.encode(), "gzip": gzip.compress(text.encode())}[kind]
    unit = "characters" if kind == "text" else "bytes"
    faults = faults_of(content, most_bytes=most)
    assert faults[0].column is None
    assert faults[0].problem == f"expected at most {most:,} {unit}, got more"


@pytest.mark.parametrize("kind", ["text", "bytes"])
def test_a_file_as_large_as_allowed(kind):
    """A file of exactly the allowed size is read."""
    text = HEADER + "a,1,,\n"
    file = io.StringIO(text) if kind == "text" else io.BytesIO(text.encode())
    assert read_csv(Thing, file, most_bytes=len(text)) == (Thing("a", 1),)


def test_a_compressed_file_as_large_as_allowed():
    """The size allowed is the size after decompression."""
    text = HEADER + "a,1,,\n" * 100
    assert len(read_csv(Thing, io.BytesIO(gzip.compress(text.encode())), most_bytes=len(text))) == 100
    assert faults_of(gzip.compress(text.encode()), most_bytes=len(text) - 1)


class Endless:
    """A file that goes on as long as anybody asks, and counts what it gave."""

    def __init__(self, start=b""):
        self.start = start
        self.given = 0

    def read(self, size):
        data = (self.start[self.given : self.given + size] or b"\n" * size)[:size]
        self.given += len(data)
        return data


def test_no_more_is_read_than_allowed_and_one_byte():
    """An endless file is refused after one byte more than allowed."""
    file = Endless(HEADER.encode() + b"a,1,,\n" * 100_000)
    with pytest.raises(MalformedFile, match="expected at most 5,000 bytes, got more"):
        read_csv(Thing, file, most_bytes=5_000)
    assert file.given == 5_001


def test_a_small_file_that_grows_when_decompressed():
    """A few kilobytes that become gigabytes are refused as soon as they pass the size allowed."""
    bomb = gzip.compress(HEADER.encode() + b"a,1,,\n" * 1_000_000)
    assert len(bomb) < 20_000
    faults = faults_of(bomb, most_bytes=100_000)
    assert faults[-1].problem == "expected at most 100,000 bytes, got more"


@pytest.mark.parametrize("cut", [10, 20, -1, -8])
def test_compressed_data_that_breaks_off(cut):
    """A file that was not copied to its end is not taken for a shorter one."""
    whole = gzip.compress(HEADER.encode() + b"a,1,,\n" * 50)
    (fault,) = [each for each in faults_of(whole[:cut]) if "gzip" in each.problem]
    assert fault.problem.startswith("expected whole gzip data, got what breaks off or is damaged: ")


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:3] + b"\xff" + data[4:],
        lambda data: data[:15] + b"\xff\xff\xff" + data[18:],
        lambda data: data[:-8] + b"\0\0\0\0" + data[-4:],
        lambda data: data + b"more",
        lambda data: b"\x1f\x8b" + b"x" * 50,
    ],
)
def test_compressed_data_that_is_damaged(damage):
    """Damage anywhere in a compressed file is a fault, also after the last row."""
    faults = faults_of(damage(gzip.compress(HEADER.encode() + b"a,1,,\n" * 50)))
    assert any("expected whole gzip data" in fault.problem for fault in faults)


@pytest.mark.parametrize("kind", ["text", "bytes"])
def test_a_line_without_end(kind, monkeypatch):
    """A line longer than any row is not gathered in memory to its end."""
    monkeypatch.setattr(csv_lines, "LONGEST_LINE", 101)
    longest = "a,1,," + "x" * 94 + "\n"
    for row, count in ((longest, 0), ("x" + longest, 1)):
        text = HEADER + row
        file = io.StringIO(text) if kind == "text" else io.BytesIO(text.encode())
        if count:
            with pytest.raises(MalformedFile) as caught:
                read_csv(Thing, file)
            assert caught.value.faults == (
                Fault(2, None, "expected lines of fewer than 101 characters, got a longer one"),
            )
        else:
            assert len(read_csv(Thing, file)) == 1


# --- errors of the caller ------------------------------------------------------------------------------


def test_the_error_names_the_file(tmp_path):
    """The error carries the file's own name, the one the caller gives, or none."""
    path = tmp_path / "things.csv"
    path.write_text("x\n", encoding="utf-8")
    with path.open(encoding="utf-8") as file, pytest.raises(MalformedFile) as caught:
        read_csv(Thing, file)
    assert caught.value.file == str(path)
    for file, options, name in (
        (io.StringIO("x\n"), {}, "file"),
        (io.StringIO("x\n"), {"name": "upload"}, "upload"),
        (io.StringIO("x\n"), {"name": ""}, ""),
        (Numbered(b"x\n"), {}, "file"),
    ):
        with pytest.raises(MalformedFile) as caught:
            read_csv(Thing, file, **options)
        assert caught.value.file == name


class Numbered(io.BytesIO):
    """A file that goes by a number, as one opened by its descriptor does."""

    name = 3


@attrs.frozen
class Holder:
    things: tuple[int, ...]


@attrs.frozen
class Perhaps:
    things: tuple[int, ...] | None


@attrs.frozen
class Nested:
    thing: Thing


@pytest.mark.parametrize("cls", [Holder, Nested, Month, Size, int, 5, [], "Thing", None])
def test_only_flat_classes_are_rows(cls):
    """A class whose fields do not fit into cells is an error of the caller, naming the field."""
    with pytest.raises(WrongType) as caught:
        read_csv(cls, io.StringIO("x\n"))
    if cls in (Month, Size, int):
        assert str(caught.value).startswith("class: expected an attrs class, got ")
        assert caught.value.got is cls


def test_what_does_not_fit_into_a_cell_is_named():
    """The error says which column it is."""
    for cls in (Holder, Perhaps):
        with pytest.raises(WrongType, match="^things: expected a type that fits into one cell"):
            read_csv(cls, io.StringIO("x\n"))


class Wrong:
    """Something with a `read` that gives neither text nor bytes."""

    def read(self, size):
        return None


@pytest.mark.parametrize("file", ["things.csv", b"thing_id,count\n", None, ["thing_id,count"], 3, Wrong(), io.BytesIO])
def test_only_open_files_are_read(file):
    """A path, or text itself, is no open file: nothing is opened here."""
    with pytest.raises(WrongType, match="^file: expected an open text or binary file") as caught:
        read_csv(Thing, file)
    assert caught.value.got is file


def test_a_closed_file_is_an_error(tmp_path):
    """A file that was closed, or opened for writing, cannot be read."""
    closed = io.StringIO(HEADER)
    closed.close()
    with (tmp_path / "x").open("w", encoding="utf-8") as writing:
        for file in (closed, writing):
            with pytest.raises(WrongValue, match="^file: expected a file that is open for reading") as caught:
                read_csv(Thing, file)
            assert caught.value.got is file


def test_a_name_is_text():
    """The name that errors carry is text, or None for the file's own."""
    with pytest.raises(WrongType, match="^name: expected str, got int 1"):
        things(HEADER, name=1)


def test_progress_is_told_to_a_function():
    """What cannot be called is refused before anything is read."""
    with pytest.raises(WrongType) as caught:
        things(HEADER, on_rows=1)
    assert (caught.value.name, caught.value.expected, caught.value.got) == ("on_rows", "a function of a number", 1)


@pytest.mark.parametrize("most", [1.5, True, "1", None])
def test_a_size_is_a_number(most):
    """The size allowed is an int."""
    with pytest.raises(WrongType, match="^most_bytes: expected int, got "):
        things(HEADER, most_bytes=most)


def test_a_size_is_not_negative():
    """Less than nothing cannot be allowed."""
    with pytest.raises(WrongValue):
        things(HEADER, most_bytes=-1)


# --- surroundings --------------------------------------------------------------------------------------


def test_nobody_elses_dialect_is_used():
    """What somebody has registered under the usual name changes nothing."""
    usual = csv.get_dialect("excel")
    csv.register_dialect("excel", delimiter=";", quotechar="'", skipinitialspace=True, strict=False, escapechar="!")
    try:
        assert things(HEADER + 'a,1,,"\' x!"\n') == (Thing("a", 1, None, " x!"),)
    finally:
        csv.register_dialect("excel", usual)


def test_the_process_has_no_say_in_the_encoding():
    """Bytes are UTF-8, whatever the locale says."""
    before = locale.setlocale(locale.LC_CTYPE)
    locale.setlocale(locale.LC_CTYPE, "C")
    try:
        assert read_csv(Thing, io.BytesIO("thing_id,count\nä設,1\n".encode())) == (Thing("ä設", 1),)
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


def test_an_interpreters_limit_of_digits_changes_nothing():
    """Where somebody has set the interpreter's limit of digits to its least, cells are read the same."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        assert read_csv(Cells, io.StringIO("whole\n" + "9" * 640 + "\n"))[0].whole == 10**640 - 1
    finally:
        sys.set_int_max_str_digits(before)
