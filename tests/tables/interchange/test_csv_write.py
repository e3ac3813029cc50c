"""Writing rows: what each value looks like in a cell, and what no spreadsheet may take for a formula."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction

import attrs
import pytest
from tests.examples import complaint

from kpix_billing_core.accounts import Account, PaymentMethod
from kpix_billing_core.dates import Month, Period
from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.interchange import csv_text, read_csv, write_csv, write_rows
from kpix_billing_core.interchange.csv_cells import cell_of
from kpix_billing_core.interchange.resolve import shape_of
from kpix_billing_core.metering import Allocation
from kpix_billing_core.money import Currency, ExactMoney, Money


class Size(Enum):
    MINUS = "-minus"
    SMALL = "small"


class Level(Enum):
    LOW = 1


class Mixed(Enum):
    ONE = 1
    TWO = "two"


@attrs.frozen
class Note:
    text: str = attrs.field(metadata={"column": "the_text"})
    maybe: str | None = None
    number: int = 0
    length: int = attrs.field(init=False, default=attrs.Factory(lambda self: len(self.text), takes_self=True))


@attrs.frozen
class Single:
    text: str | None = None


@attrs.frozen
class Loose:
    money: Money | None = None
    size: Size | None = None


class Closed:
    """Something with a `write` that cannot be called."""

    write = None


def rows_text(columns, *rows):
    """Return a report as text."""
    file = io.StringIO()
    write_rows(columns, rows, file)
    return file.getvalue()


# --- values --------------------------------------------------------------------------------------------


def test_a_header_and_a_row_for_each_value():
    """Columns stand in the order of the fields under the names that the class gives them, derived fields apart."""
    assert csv_text(Note, [Note("a", "b", -1), Note("c")]) == "the_text,maybe,number\na,b,-1\nc,,0\n"


def test_no_values_are_a_header():
    """A file of nothing still says what its columns are."""
    assert csv_text(Note, []) == "the_text,maybe,number\n"


def test_written_into_an_open_file(tmp_path):
    """The file is the caller's: text, with its line ends left alone, compressed or not."""
    path = tmp_path / "notes.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        write_csv(Note, iter([Note("é")]), file)
        assert not file.closed
    assert path.read_bytes() == "the_text,maybe,number\né,,0\n".encode()


def test_accounts_and_allocations():
    """The files that a month is billed from are written with the column names they have."""
    accounts = [Account("acme", "USD"), Account("zeta", "EUR", PaymentMethod.PREPAY)]
    assert csv_text(Account, accounts) == "account_id,currency,payment_method\nacme,USD,postpay\nzeta,EUR,prepay\n"
    rows = [
        Allocation("d1", "acme", "STD", date(2026, 4, 16)),
        Allocation("d", "a", "S", date(1, 1, 1), date(9999, 12, 31)),
    ]
    assert csv_text(Allocation, rows) == (
        "device_id,account_id,sku,consumed_on,removed_on\nd1,acme,STD,2026-04-16,\nd,a,S,0001-01-01,9999-12-31\n"
    )


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        *[
            ("x", "x"),
            ("X=1", "X=1"),
            ("'", "'"),
            ("'tis", "'tis"),
            ("a=b", "a=b"),
            ("1", "1"),
            ("1-2", "1-2"),
            ("e\u0301設😀", "e\u0301設😀"),
        ],
        *[("'=1+1", "=1+1"), ("'+1", "+1"), ("'-1", "-1"), ("'@sum", "@sum"), ("'\tx", "\tx"), ('"\'\rx"', "\rx")],
        *[
            ("''=1", "'=1"),
            ("'''=1", "''=1"),
            ("''+", "'+"),
            ("''-", "'-"),
            ("''@", "'@"),
            ("''\t", "'\t"),
            ("\"''\r\"", "'\r"),
        ],
        # blanks around text are most likely a slip, so those that are none are marked too
        *[("' x", " x"), ("'x ", "x "), ("' ", " "), ("'' x", "' x"), ("''tis ", "'tis "), ('"\'\n"', "\n")],
        *[
            ('"a,b"', "a,b"),
            ('"a""b"', 'a"b'),
            ('"a\nb"', "a\nb"),
            ('"a\rb"', "a\rb"),
            ('"\'=1,2"', "=1,2"),
            ('""""', '"'),
        ],
        *[("a;b", "a;b"), ("a\tb", "a\tb")],
    ],
)
def test_text_in_a_cell(cell, text):
    """Text is quoted only where it must be, and guarded where a spreadsheet would make more or less of it."""
    assert csv_text(Note, [Note(text)]) == f"the_text,maybe,number\n{cell},,0\n"
    assert csv_text(Note, [Note("x", text)]) == f"the_text,maybe,number\nx,{cell},0\n"
    assert read_csv(Note, io.StringIO(csv_text(Note, [Note(text, text)]), newline="")) == (Note(text, text),)


def test_a_row_of_one_empty_cell_is_no_empty_line():
    """An empty line would be a fault when it is read."""
    assert csv_text(Single, [Single(), Single("x")]) == 'text\n""\nx\n'
    assert read_csv(Single, io.StringIO(csv_text(Single, [Single(), Single()]))) == (Single(), Single())


@pytest.mark.parametrize(
    ("words", "hint", "value"),
    [
        ("text: expected None or text that is not empty, as an empty cell stands for None, got str ''", str | None, ""),
        ("text: expected str, got int 1", str, 1),
        ("text: expected text without NUL, got str 'a\\x00'", str, "a\0"),
        ("number: expected int, got bool True", int, True),
        ("value: expected bool, got int 1", bool, 1),
        ("value: expected Money, got str '1 USD'", Money, "1 USD"),
        ("value: expected Size, got str 'small'", Size, "small"),
    ],
)
def test_what_a_cell_refuses_to_hold(words, hint, value):
    """Each kind of cell names what it expected and what it got."""
    with pytest.raises((WrongType, WrongValue)) as caught:
        cell_of(shape_of(hint), "column").write(value)
    assert str(caught.value) == words


@pytest.mark.parametrize(
    ("words", "hint", "text"),
    [
        ("text: expected text without NUL, got str '\\x00'", str, "\0"),
        ("text: expected UTF-8, got str '\\udcff'", str, "\udcff"),
        ("text: expected text without blanks around it, got str ' a'", str, " a"),
        ("number: expected a whole number such as \"12\", got str '1.0'", int, "1.0"),
        ('value: expected "true" or "false", got str \'yes\'', bool, "yes"),
        ("value: expected one of -minus, small, got str 'x'", Size, "x"),
        ("value: expected one of 1, got str '2'", Level, "2"),
    ],
)
def test_what_a_cell_refuses_to_mean(words, hint, text):
    """Each kind of cell says what its text should have been."""
    with pytest.raises((WrongType, WrongValue)) as caught:
        cell_of(shape_of(hint), "column").read(text)
    assert str(caught.value) == words


def test_a_shape_that_is_no_cell_is_named_by_its_column():
    """The error names the column, and a value of a report that is no column is a cell."""
    with pytest.raises(WrongType, match="^column: expected a type that fits into one cell, got Many "):
        cell_of(shape_of(tuple[int, ...]), "column")
    with pytest.raises(WrongType, match="^cell: expected a type that fits into one cell, got Object "):
        rows_text(("a",), (Note("x"),))


def test_empty_text_is_not_taken_for_none():
    """Where None is possible an empty cell stands for it, so empty text cannot be written."""
    assert csv_text(Note, [Note("")]) == "the_text,maybe,number\n,,0\n"
    with pytest.raises(WrongValue, match="None or text that is not empty") as caught:
        csv_text(Note, [Note("x", "")])
    assert caught.value.__notes__ == ["in column maybe"]


@pytest.mark.parametrize(
    ("kind", "column", "note"),
    [
        (WrongValue, "the_text", Note("a\0")),
        (WrongValue, "the_text", Note("\ud800")),
        (WrongType, "the_text", Note(b"x")),
        (WrongType, "maybe", Note("x", 1)),
        (WrongType, "number", Note("x", None, "1")),
        (WrongType, "number", Note("x", None, True)),
    ],
)
def test_what_cannot_be_written_is_named(kind, column, note):
    """Text that would not read back as it was, and values of other types, are errors that name the column."""
    with pytest.raises(kind) as caught:
        csv_text(Note, [note])
    assert caught.value.__notes__ == [f"in column {column}"]


@pytest.mark.parametrize("number", [10**640, -(10**640)], ids=["large", "small"])
def test_numbers_have_an_end(number):
    """An int that not every interpreter would read back is not written."""
    with pytest.raises(WrongValue, match="at most 640 digits"):
        csv_text(Note, [Note("x", None, number)])
    assert csv_text(Note, [Note("x", None, number + (-1 if number > 0 else 1))]).count("9") == 640


@pytest.mark.parametrize(
    "loose", [Loose(ExactMoney.parse("1 USD")), Loose("1 USD"), Loose(None, "small"), Loose(None, Level.LOW)]
)
def test_values_of_other_types_are_not_written(loose):
    """What the field promises is what is written."""
    with pytest.raises(WrongType):
        csv_text(Loose, [loose])


@pytest.mark.parametrize("value", [None, "x", Single("x"), ("a", None, 0), Note])
def test_only_values_of_the_class_are_written(value):
    """A row is a value of the class."""
    with pytest.raises(WrongType) as caught:
        csv_text(Note, [value])
    assert (caught.value.name, caught.value.expected, caught.value.got) == ("value", "Note", value)


@pytest.mark.parametrize("cls", [int, 5, Month, "Note", [], None])
def test_only_classes_with_fields_are_written(cls):
    """What has no fields has no columns."""
    with pytest.raises(WrongType):
        csv_text(cls, [])


# --- reports -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        *[
            ("", None),
            ("x", "x"),
            ("X=1", "X=1"),
            ("'=1", "=1"),
            ('"a,b"', "a,b"),
            ("-1", -1),
            ("true", True),
            ("false", False),
        ],
        *[("-8/15", Fraction(-8, 15)), ("-0.5", Fraction(-1, 2)), ("-1.10", Decimal("-1.10"))],
        *[("2026-04-28", date(2026, 4, 28)), ("2026-04-28T10:00:00Z", datetime(2026, 4, 28, 10, tzinfo=UTC))],
        *[("2026-04", Month(2026, 4)), ("2026-04-01/2026-04-02", Period.parse("2026-04-01/2026-04-02"))],
        *[
            ("USD", Currency("USD", 2)),
            ("-4.35 USD", Money.parse("-4.35 USD")),
            ("-1/3 USD", ExactMoney.parse("-1/3 USD")),
        ],
        # the text of an enumeration is the package's own, not somebody's input
        *[("small", Size.SMALL), ("-minus", Size.MINUS), ("1", Level.LOW)],
    ],
)
def test_cells_of_a_report(cell, value):
    """A report takes any value that fits into a cell; only text is guarded, never a number."""
    assert rows_text(("a", "b"), ("x", value)) == f"a,b\nx,{cell}\n"


def test_a_report_of_one_column():
    """A row of one empty cell is no empty line."""
    assert rows_text(("a",), (None,), ("",), ("x",)) == 'a\n""\n""\nx\n'


def test_headings_are_text_too():
    """A heading that looks like a formula is guarded, one with a comma quoted."""
    assert rows_text(("=a", "b,c"), (1, 2)) == '\'=a,"b,c"\n1,2\n'


@pytest.mark.parametrize("row", [(1,), (1, 2, 3)])
def test_rows_are_as_long_as_the_headings(row):
    """A row of another length is an error, never shifted."""
    with pytest.raises(WrongValue) as caught:
        rows_text(("a", "b"), list(row))
    assert (caught.value.name, caught.value.expected, caught.value.got) == ("row", "2 cells", row)


@pytest.mark.parametrize("cells", ["ab", {"a": 1, "b": 2}, {1, 2}, None, 5, iter("ab")])
def test_rows_and_headings_are_lists(cells):
    """Cells stand in order: text is not taken for its letters, nor a set for a row."""
    for name, columns, row in (("columns", cells, ("x", "y")), ("row", ("a", "b"), cells)):
        with pytest.raises(WrongType) as caught:
            rows_text(columns, row)
        assert (caught.value.name, caught.value.expected) == (name, "a tuple or list of cells")
        assert caught.value.got is cells


def test_a_report_has_a_column():
    """A report of nothing at all would be no file of rows."""
    with pytest.raises(WrongValue, match=r"^columns: expected at least one cell, got tuple \(\)"):
        rows_text(())
    with pytest.raises(WrongValue, match=r"^row: expected at least one cell, got list \[\]"):
        rows_text(("a",), [])


@pytest.mark.parametrize("file", ["notes.csv", None, 5, object(), Closed()])
def test_only_open_files_are_written(file):
    """A path is no open file: nothing is opened here."""
    for write in (lambda: write_csv(Note, [], file), lambda: write_rows(("a",), [], file)):
        with pytest.raises(WrongType) as caught:
            write()
        assert (caught.value.name, caught.value.expected) == ("file", "an open text file")
        assert caught.value.got is file


@pytest.mark.parametrize("values", ["ab", {"a": 1}, {1}, 5, None])
def test_rows_come_in_order(values):
    """What loses rows, or has none, is refused before anything is written."""
    for name, write in (
        ("values", lambda file: write_csv(Note, values, file)),
        ("rows", lambda file: write_rows(("a",), values, file)),
    ):
        file = io.StringIO()
        with pytest.raises(WrongType, match=f"^{name}: expected "):
            write(file)
        assert file.getvalue() == ""


@pytest.mark.parametrize("value", [1.5, (1,), object(), b"x", Note("x"), Mixed.ONE, [], {}])
def test_what_is_more_than_a_cell_is_refused(value):
    """A value without one text is an error, not its repr."""
    with pytest.raises(WrongType):
        rows_text(("a",), (value,))


@pytest.mark.parametrize(
    ("given", "kind", "message"),
    [
        ({"guard": 1}, WrongType, "guard: expected bool, got int 1"),
        ({"line_end": 1}, WrongType, "line_end: expected str, got int 1"),
        ({"line_end": "\r"}, WrongValue, r'line_end: expected "\n" or "\r\n", got str ' + r"'\r'"),
    ],
)
def test_forms_that_are_none(given, kind, message):
    """A carriage return alone ends no line."""
    assert complaint(kind, write_rows, ("a",), [], io.StringIO(), **given) == message


def test_lines_as_the_standard_has_them():
    """Also where a row is nothing but empty text."""
    file = io.StringIO()
    write_rows(("a",), [("",), (None,), ("=1+1",), (True,)], file, guard=False, line_end="\r\n")
    assert file.getvalue() == 'a\r\n""\r\n""\r\n=1+1\r\ntrue\r\n'
