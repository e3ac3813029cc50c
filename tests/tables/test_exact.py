"""Exact numbers in and out: each accepted way of writing one, and each refused."""

from decimal import Decimal
from fractions import Fraction

import pytest

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.exact import MOST_DIGITS, decimal_places, fraction_text, scaled_text, short_text, to_fraction


class Part(Fraction):
    """A subclass, whose arithmetic could be anything."""


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (Fraction(0), 0),
        (Fraction(-7), -7),
        (Fraction(10**40), 10**40),
        (Fraction(1 - 10**640), 1 - 10**640),
        (Fraction(1, 10**640 - 1), Fraction(1, 10**640 - 1)),
        (Fraction(16, 30), Fraction(16, 30)),
        (Fraction(11, 10), Decimal("1.10")),
        (Fraction(-1, 10**9), Decimal("-1E-9")),
        (Fraction(0), Decimal("-0.00")),
        (Fraction(10**200), Decimal("1E200")),
        (Fraction(1, 10**200), Decimal("1E-200")),
        (Fraction(10**200 - 1), Decimal("9" * 200)),
        (Fraction(12), "12"),
        (Fraction(12), "+12"),
        (Fraction(-12), "-12"),
        (Fraction(12), "0012"),
        (Fraction(35, 10_000), "0.0035"),
        (Fraction(0), "-0.00"),
        (Fraction(8, 15), "16/30"),
        (Fraction(-8, 15), "-16/30"),
        (Fraction(10**200 - 1), "9" * 200),
        (Fraction(10**200 - 1, 10**200), "0." + "9" * 200),
        (Fraction(1, 10**200 - 1), "1/" + "9" * 200),
    ],
)
def test_a_number_means_what_it_says(number, written):
    """Whole numbers, fractions, decimals and plain text give exactly the number they write."""
    read = to_fraction(written)
    assert read == number
    assert type(read) is Fraction


@pytest.mark.parametrize("value", [0.1, 1.0, True, None, b"1", 1j, Part(1, 2), (1, 2)])
def test_what_is_no_exact_number_has_the_wrong_type(value):
    """Floats, whose digits are not what they seem, booleans and the like are refused by type."""
    with pytest.raises(WrongType, match=r"^price: expected int, Fraction, Decimal or text, got ") as caught:
        to_fraction(value, "price")
    assert caught.value.got is value


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "1 ", " 1", "1\n", "abc", ".5", "1.", "1e3", "1E-3", "0x10", "1_000", "1,000", "--1", "+-1"),
        *("1/", "/2", "1/-2", "1/2/3", "1.5/2", "1/2.5", "nan", "inf", "Infinity", "½", "١٢", "1 000"),
        *("9" * 201, "0." + "9" * 201, "1/" + "9" * 201, "1e999999999"),
    ],
)
def test_other_notations_are_refused(text):
    """Exponents, blanks, separators, digits of other scripts and absurd lengths are no numbers of a bill."""
    with pytest.raises(WrongValue, match=r'^price: expected a number such as "12", "0\.35" or "16/30", got str '):
        to_fraction(text, "price")


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        ("a finite number", Decimal("NaN")),
        ("a finite number", Decimal("sNaN")),
        ("a finite number", Decimal("Infinity")),
        ("at most 200 digits", Decimal("1E201")),
        ("at most 200 digits", Decimal("1E-201")),
        ("at most 200 digits", Decimal("1E1000000")),
        ("at most 200 digits", Decimal("9" * 201)),
        ("at most 640 digits", 10**640),
        ("at most 640 digits", -(10**640)),
        ("at most 640 digits", Fraction(1, 10**640)),
        ("a denominator other than 0", "1/0"),
        ("a denominator other than 0", "0/00"),
    ],
)
def test_numbers_no_bill_can_hold_are_refused(expected, value):
    """What is not finite, has absurdly many digits or divides by nothing is refused at once, by name."""
    with pytest.raises(WrongValue) as caught:
        to_fraction(value, "price")
    assert (caught.value.name, caught.value.expected, caught.value.got) == ("price", expected, value)


def test_a_nameless_number_is_called_number():
    """Without a name, the message says number."""
    with pytest.raises(WrongType, match=r"^number: "):
        to_fraction(0.5)


def test_the_guard_is_two_hundred_digits():
    """The limit is far beyond money, and far below what would take long to convert."""
    assert MOST_DIGITS == 200


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", Fraction(0)),
        ("-3", Fraction(-3)),
        ("0.5", Fraction(1, 2)),
        ("-0.0035", Fraction(-35, 10_000)),
        ("0.2", Fraction(1, 5)),
        ("0.125", Fraction(1, 8)),
        ("0.000000001", Fraction(1, 10**9)),
        ("12.05", Fraction(1205, 100)),
        ("8/15", Fraction(16, 30)),
        ("-1/3", Fraction(-1, 3)),
        ("1/7", Fraction(1, 7)),
        ("1/6", Fraction(1, 6)),
        ("0." + "0" * 199 + "1", Fraction(1, 10**200)),
        (f"1/{10**201}", Fraction(1, 10**201)),
        (f"1/{2**201}", Fraction(1, 2**201)),
        ("1" + "0" * 600, Fraction(10**600)),
        ("7" + "0" * 599 + "5", Fraction(7 * 10**600 + 5)),
        ("-" + "9" * 5_000, Fraction(1 - 10**5_000)),
        ("1/" + "7" + "0" * 4_999, Fraction(1, 7 * 10**4_999)),
    ],
)
def test_a_fraction_is_written_plainly(text, number):
    """Decimal text where the digits end (within 200), numerator over denominator where they do not."""
    assert fraction_text(number) == text


def test_only_a_fraction_is_written_as_one():
    """A whole number, a decimal or a text is not written as if it were a fraction."""
    for value in (1, Decimal("0.5"), "1/2", 0.5):
        for show in (fraction_text, short_text):
            with pytest.raises(WrongType) as caught:
                show(value)
            assert (caught.value.name, caught.value.expected, caught.value.got) == ("value", "Fraction", value)


@pytest.mark.parametrize(
    ("text", "number", "places"),
    [
        ("0", Fraction(0), 4),
        ("0.5", Fraction(1, 2), 4),
        ("0.0001", Fraction(1, 10**4), 4),
        ("0.5333", Fraction(8, 15), 4),
        ("0.6667", Fraction(2, 3), 4),
        ("-0.6667", Fraction(-2, 3), 4),
        # a half away from zero, on either side
        ("0.0001", Fraction(5, 10**5), 4),
        ("-0.0001", Fraction(-5, 10**5), 4),
        ("0.0000", Fraction(-1, 10**9), 4),
        ("1", Fraction(2, 3), 0),
        ("1.0000", Fraction(99_999, 10**5), 4),
    ],
)
def test_a_number_for_show_is_short(text, number, places):
    """Exact where the digits end soon enough, else rounded to so many places, and never minus nothing."""
    assert short_text(number, places) == text


def test_four_places_are_shown_by_default():
    """The rulebook shows a quantity with four places."""
    assert short_text(Fraction(8, 15)) == "0.5333"
    assert short_text(Fraction(12_345, 10**5)) == "0.1235"


@pytest.mark.parametrize("show", [fraction_text, short_text])
@pytest.mark.parametrize(
    ("kind", "message", "places"),
    [
        (WrongType, "expected int, got float 2.0", 2.0),
        (WrongType, "expected int, got bool True", True),
        (WrongValue, "expected at least 0, got int -1", -1),
        (WrongValue, "expected at most 200, got int 201", 201),
    ],
)
def test_decimals_shown_have_an_end(show, kind, message, places):
    """From none to two hundred decimals; a million would take a minute to print."""
    with pytest.raises(kind) as caught:
        show(Fraction(1, 2), places)
    assert str(caught.value) in {f"least: {message}", f"places: {message}"}
    assert show(Fraction(1, 3), 200) in {"1/3", "0." + "3" * 200}


@pytest.mark.parametrize(
    ("places", "denominator"),
    [
        *((0, 1), (1, 2), (1, 5), (1, 10), (2, 4), (2, 25), (2, 20), (3, 8), (3, 40), (3, 125)),
        *((200, 2**200), (200, 5**200), (None, 2**201), (None, 5**201), (None, 3), (None, 7), (None, 6), (None, 15)),
    ],
)
def test_decimal_places_that_end_a_fraction(places, denominator):
    """As many places as the denominator has twos or fives, whichever are more; none where another prime divides it."""
    assert decimal_places(denominator) == places


@pytest.mark.parametrize(
    ("text", "number", "places"),
    [
        ("0", 0, 0),
        ("-5", -5, 0),
        ("0.5", 5, 1),
        ("0.00", 0, 2),
        ("0.05", 5, 2),
        ("-0.05", -5, 2),
        ("0.99", 99, 2),
        ("1.00", 100, 2),
        ("-12.345", -12_345, 3),
        ("0.000000001", 1, 9),
    ],
)
def test_fixed_notation_shows_every_place(text, number, places):
    """As many decimals as asked for, a zero before the point, no exponent, and no minus nothing."""
    assert scaled_text(number, places) == text
