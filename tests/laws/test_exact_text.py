"""Exact numbers survive the way through text and decimals, whatever the decimal context."""

from decimal import ROUND_UP, Context, Decimal, localcontext
from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from kpix_billing_core.exact import decimal_places, fraction_text, scaled_text, to_fraction

wholes = st.integers() | st.integers(-(10**60), 10**60)
fractions = st.builds(Fraction, wholes, st.integers(1, 1000) | st.integers(1, 10**30))
decimals = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places, Context(prec=200)), wholes, st.integers(0, 60)
)


@given(fractions | decimals.map(Fraction))
@example(Fraction(1, 2**200))
@example(Fraction(1, 3))
def test_fraction_text_is_read_back(number):
    """Plain text carries a fraction exactly, digits that never end included."""
    assert to_fraction(fraction_text(number)) == number


@given(fractions)
def test_digits_that_end_are_written_as_digits(number):
    """A slash stands only where no decimal text would do, and no needless zero ends the text."""
    text = fraction_text(number)
    ends = any(10**places % number.denominator == 0 for places in range(201))
    assert ("/" in text) is not ends
    assert not ("." in text and text.endswith("0"))


@given(decimals)
def test_a_decimal_is_the_fraction_it_writes(decimal):
    """Neither a narrow context nor a rounding one changes what a decimal says: getlago/lago-api#3174."""
    with localcontext(Context(prec=1, rounding=ROUND_UP)):
        read = to_fraction(decimal)
    assert read == Fraction(*decimal.as_integer_ratio())
    assert to_fraction(format(decimal, "f")) == read


@given(wholes, st.integers(0, 40))
def test_fixed_notation_is_read_back(number, places):
    """A whole number of the smallest unit, shown with its decimals, is that number again."""
    text = scaled_text(number, places)
    assert to_fraction(text) == Fraction(number, 10**places)
    assert len(text.partition(".")[2]) == places


@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 10**6))
def test_places_are_enough_and_needed(twos, fives, other):
    """As many places as returned end the fraction, one fewer do not; with another prime none ever do."""
    denominator = 2**twos * 5**fives
    places = decimal_places(denominator)
    assert 10**places % denominator == 0
    assert places == 0 or 10 ** (places - 1) % denominator != 0
    assert decimal_places(denominator * (10 * other + 3)) is None


@given(st.text(max_size=12) | st.text("0123456789./+-eE_ ", max_size=12))
def test_only_plain_numbers_are_read(text):
    """Text is read only if it is digits, with one sign before and one point or slash between at most."""
    try:
        number = to_fraction(text)
    except ValueError:
        return
    digits = text.removeprefix("-").removeprefix("+")
    left, mark, right = digits.partition("/" if "/" in digits else ".")
    assert all(part.isascii() and part.isdigit() for part in ((left, right) if mark else (left,)))
    assert number == Fraction(text)
