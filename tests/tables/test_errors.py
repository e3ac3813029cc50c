"""What each mistake says, what it keeps, and which builtin it is."""

import pickle
from fractions import Fraction

import pytest

from kpix_billing_core import errors
from kpix_billing_core.errors import (
    BillingError,
    BrokenLog,
    ColumnFault,
    CurrencyMismatch,
    Fault,
    MalformedColumns,
    MalformedData,
    MalformedFile,
    PriceNotFound,
    QuantityBelowBands,
    TallyMismatch,
    UnknownCurrency,
    WrongType,
    WrongValue,
    describe,
)
from kpix_billing_core.money import Currency

USD, EUR = Currency.of("USD"), Currency.of("EUR")


class Unprintable:
    """A caller's object whose repr fails."""

    def __repr__(self):
        raise RuntimeError


class ManyLines:
    """Shows itself as a table does."""

    def __repr__(self):
        return "a table\nof one row"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("int 5", 5),
        ("bool True", True),
        ("float 1.5", 1.5),
        ("str 'x'", "x"),
        ("str '\\x1b[31m'", "\x1b[31m"),
        ("NoneType None", None),
        ("Fraction Fraction(1, 3)", Fraction(1, 3)),
        # the longest that is shown, and one more on either side
        ("str '" + "x" * 78 + "'", "x" * 78),
        ("str '" + "x" * 78 + "…", "x" * 79),
        ("bytes b'" + "x" * 77 + "…", b"x" * 10_000),
        ("tuple (None, None)", (None, None)),
        ("list [" + "7, " * 26 + "…", [7] * 80),
        ("a list of 81 members", [7] * 81),
        ("a tuple of 81 members", (7,) * 81),
        ("a dict of 81 members", dict.fromkeys(range(81))),
        ("a set of 81 members", set(range(81))),
        # whole numbers by their size in bits
        (f"int {2**256 - 1}", 2**256 - 1),
        ("an int of 257 bits", 2**256),
        ("an int of 257 bits", -(2**256)),
        pytest.param("an int of 33220 bits", 10**10_000, id="10**10_000"),
        # of what shows itself on many lines, the first
        ("ManyLines a table", ManyLines()),
        # what cannot be printed is named
        ("a Unprintable", Unprintable()),
        ("a tuple", (10**10_000,)),
    ],
)
def test_any_value_has_a_short_description(text, value):
    """A description names the type, shows at most 80 characters and survives what cannot be printed."""
    assert describe(value) == text


@pytest.mark.parametrize(("short", "long"), [("a" * 100, "a" * 100 + "'"), (b"a" * 100, b"a" * 100 + b"'")])
def test_what_is_cut_off_is_not_looked_at(short, long):
    """Text that begins alike is described alike: a quote far behind would change how Python quotes the whole."""
    assert repr(long)[:10] != repr(short)[:10]
    assert describe(long) == describe(short)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("minor: expected int, got float 1.5", lambda: WrongType("minor", "int", 1.5)),
        ("days: expected at least 1, got int 0", lambda: WrongValue("days", "at least 1", 0)),
        ("code: expected an ISO 4217 code, got str 'ABC'", lambda: UnknownCurrency("code", "an ISO 4217 code", "ABC")),
        ("expected USD, got EUR: currencies are never mixed or converted", lambda: CurrencyMismatch(USD, EUR)),
        ("invoice.due: expected text", lambda: MalformedData("invoice.due", "expected text")),
        ("a.csv: 0 faults", lambda: MalformedFile("a.csv", ())),
        ("a.csv: 1 fault\n  row 2: too short", lambda: MalformedFile("a.csv", (Fault(2, None, "too short"),))),
        (
            "a.csv: 2 faults\n  row 2, column sku: nothing\n  row 3: too short",
            lambda: MalformedFile("a.csv", (Fault(2, "sku", "nothing"), Fault(3, None, "too short"))),
        ),
        (
            "a.parquet: 1 fault\n  column sku: missing",
            lambda: MalformedColumns("a.parquet", (ColumnFault("sku", "missing"),)),
        ),
        (
            f"columns: 1 fault\n  column sku: not printable in 1 row ({'x' * 200})",
            lambda: MalformedColumns("columns", (ColumnFault("sku", "not printable", 1, ("x" * 200,)),)),
        ),
        (
            f"columns: 2 faults\n  column sku: nothing in 1 row\n  column sku: not printable in 2 rows (d1, {'x' * 199}…)",
            lambda: MalformedColumns(
                "columns",
                (ColumnFault("sku", "nothing", 1), ColumnFault("sku", "not printable", 2, ("d1", "x" * 300))),
            ),
        ),
    ],
)
def test_a_mistake_says_what_was_expected_and_what_came(text, error):
    """The message is one lowercase line: where, what was expected, what came."""
    assert str(error()) == text


@pytest.mark.parametrize(("hidden", "count"), [("", 20), ("\n  … and 1 more", 21), ("\n  … and 5 more", 25)])
def test_a_file_shows_its_first_twenty_faults(hidden, count):
    """Twenty faults are listed, the others are counted."""
    faults = tuple(Fault(row, None, "bad") for row in range(2, count + 2))
    shown = "".join(f"\n  row {row}: bad" for row in range(2, 22))
    assert str(MalformedFile("a.csv", faults)) == f"a.csv: {count} faults{shown}{hidden}"


@pytest.mark.parametrize(
    ("builtin", "kind"),
    [
        (TypeError, WrongType),
        (ValueError, WrongValue),
        (ValueError, UnknownCurrency),
        (ValueError, CurrencyMismatch),
        (ValueError, TallyMismatch),
        (LookupError, PriceNotFound),
        (ValueError, QuantityBelowBands),
        (ValueError, BrokenLog),
        (ValueError, MalformedData),
        (ValueError, MalformedFile),
        (ValueError, MalformedColumns),
    ],
)
def test_every_mistake_is_a_builtin_error_too(builtin, kind):
    """Callers may catch the family, or the builtin they know."""
    assert issubclass(kind, BillingError)
    assert issubclass(kind, builtin)


def test_the_family_is_closed():
    """Every exception of the module is exported, and belongs to the family."""
    found = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}
    kinds = {name for name in found if not name.startswith("_")}
    assert kinds == set(errors.__all__) - {"ColumnFault", "Fault"}
    assert all(issubclass(getattr(errors, name), BillingError) for name in found)


@pytest.mark.parametrize(
    ("kept", "error"),
    [
        ({"name": "minor", "expected": "int", "got": 1.5}, lambda: WrongType("minor", "int", 1.5)),
        ({"name": "days", "expected": "at least 1", "got": 0}, lambda: WrongValue("days", "at least 1", 0)),
        ({"name": "code", "expected": "a code", "got": "X"}, lambda: UnknownCurrency("code", "a code", "X")),
        ({"expected": USD, "got": EUR}, lambda: CurrencyMismatch(USD, EUR)),
        ({"version": 7, "problem": "expected version 6"}, lambda: BrokenLog(7, "expected version 6")),
        ({"path": "due", "problem": "missing"}, lambda: MalformedData("due", "missing")),
        (
            {"file": "a.csv", "faults": (Fault(2, "sku", "bad"),)},
            lambda: MalformedFile("a.csv", (Fault(2, "sku", "bad"),)),
        ),
        (
            {"source": "a.parquet", "faults": (ColumnFault("sku", "bad", 2),)},
            lambda: MalformedColumns("a.parquet", (ColumnFault("sku", "bad", 2),)),
        ),
    ],
)
def test_a_mistake_keeps_the_values_it_complains_of(kept, error):
    """A caller reads the values from the error, on this side of a process boundary or on the other."""
    error = error()
    assert {name: getattr(error, name) for name in kept} == kept
    assert error.args == tuple(kept.values())
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), copy.args) == (type(error), str(error), error.args)
    assert {name: getattr(copy, name) for name in kept} == kept
