"""Rounding: to the nearest payable amount on the side the mode names, once, and for credits as for debts."""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from fractions import Fraction

from hypothesis import example, given, target
from hypothesis import strategies as st

from kpix_billing_core.money import Currency, ExactMoney, Rounding, RoundingMode, round_ratio
from kpix_billing_core.testing import exact_moneys, roundings

modes = st.sampled_from(RoundingMode)
wholes = st.integers() | st.integers(-(10**40), 10**40)
positive = st.integers(1, 1000) | st.integers(1, 10**40)
HALVES = {RoundingMode.HALF_AWAY_FROM_ZERO, RoundingMode.HALF_EVEN}
MIRROR = {RoundingMode.FLOOR: RoundingMode.CEILING, RoundingMode.CEILING: RoundingMode.FLOOR}
# The names the decimal module has for the same modes: a second opinion.
DECIMAL = {
    RoundingMode.HALF_AWAY_FROM_ZERO: ROUND_HALF_UP,
    RoundingMode.HALF_EVEN: ROUND_HALF_EVEN,
    RoundingMode.DOWN: ROUND_DOWN,
    RoundingMode.UP: ROUND_UP,
    RoundingMode.FLOOR: ROUND_FLOOR,
    RoundingMode.CEILING: ROUND_CEILING,
}


# Amounts, each with a rounding whose step its currency can pay, for every number of decimals.
with_rounding = st.one_of(
    *(
        st.tuples(exact_moneys(currency=currency), roundings(currency=currency))
        for currency in map(Currency.parse, ("JPY", "USD", "KWD", "CLF", "XBT/8"))
    )
)


@given(wholes, positive)
@example(-5, 2)
@example(5, 2)
@example(7, 2)
def test_half_even_is_pythons_own(numerator, denominator):
    """Half even is what Python rounds a fraction to."""
    assert round_ratio(numerator, denominator, RoundingMode.HALF_EVEN) == round(Fraction(numerator, denominator))


@given(st.integers(-(10**40), 10**40), st.integers(0, 30), modes)
@example(-25, 1, RoundingMode.HALF_EVEN)
@example(-12, 1, RoundingMode.HALF_AWAY_FROM_ZERO)
def test_the_decimal_module_agrees(digits, places, mode):
    """Wherever a number can be written in decimals, every mode goes where the decimal module goes."""
    context = Context(prec=60, rounding=DECIMAL[mode])
    expected = Decimal(digits).scaleb(-places, context).quantize(Decimal(1), context=context)
    assert round_ratio(digits, 10**places, mode) == int(expected)


@given(wholes, positive, modes)
def test_less_than_one_unit_away(numerator, denominator, mode):
    """No mode moves an amount by a whole unit, and the two half modes by no more than half of one."""
    distance = abs(round_ratio(numerator, denominator, mode) - Fraction(numerator, denominator))
    target(min(float(distance), 1.0))
    assert distance < 1
    assert distance <= Fraction(1, 2) or mode not in HALVES


@given(wholes, positive, modes)
@example(-5, 2, RoundingMode.HALF_AWAY_FROM_ZERO)
@example(-12, 10, RoundingMode.HALF_AWAY_FROM_ZERO)
def test_a_credit_mirrors_its_debt(numerator, denominator, mode):
    """Minus an amount rounds to minus its rounding, so nothing is left: ConnectingEurope/eInvoicing-EN16931#119.

    A note that takes an invoice back takes back every amount of it: PrestaShop/PrestaShop#23821. Floor and ceiling,
    which go toward one infinity, mirror each other.
    """
    assert round_ratio(-numerator, denominator, mode) == -round_ratio(numerator, denominator, MIRROR.get(mode, mode))


@given(wholes, positive, st.integers(), modes)
def test_a_greater_amount_never_rounds_to_less(numerator, denominator, more, mode):
    """Rounding keeps the order of amounts."""
    assert round_ratio(numerator + abs(more), denominator, mode) >= round_ratio(numerator, denominator, mode)


@given(wholes, positive, positive, modes)
def test_only_the_value_counts(numerator, denominator, factor, mode):
    """A ratio need not be in lowest terms: 16/30 rounds as 8/15."""
    assert round_ratio(numerator * factor, denominator * factor, mode) == round_ratio(numerator, denominator, mode)


@given(with_rounding)
def test_rounding_twice_is_rounding_once(pair):
    """What can be paid stays what it is; so a total of rounded lines needs no second rounding."""
    amount, rounding = pair
    once = amount.rounded(rounding)
    assert once.exact.rounded(rounding) == once


@given(with_rounding)
def test_a_rounded_amount_is_a_whole_number_of_steps(pair):
    """The result is payable in whole steps, and less than one step away."""
    amount, rounding = pair
    step = rounding.step or Fraction(1, 10**amount.currency.exponent)
    paid = amount.rounded(rounding).exact.amount
    assert (paid / step).denominator == 1
    assert abs(paid - amount.amount) < step


@given(exact_moneys(), modes)
def test_a_step_of_one_minor_unit_is_none(amount, mode):
    """Naming the minor unit as the step changes nothing."""
    smallest = Rounding(mode, Fraction(1, 10**amount.currency.exponent))
    assert amount.rounded(smallest) == amount.rounded(Rounding(mode))


def test_the_level_of_rounding_shows():
    """Ten lines of 3.798 are 38.00 when each is rounded and 37.98 when their sum is: OCA/OCB#1221 left it unsaid."""
    line = ExactMoney.parse("3.798 EUR")
    assert str(line.rounded(Rounding()) * 10) == "38.00 EUR"
    assert str((line * 10).rounded(Rounding())) == "37.98 EUR"
