"""Every rounding mode at ties and beside them, on both signs, for every number of decimals and for steps."""

from fractions import Fraction

import pytest

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.money import (
    HALF_AWAY_FROM_ZERO,
    HALF_EVEN,
    ExactMoney,
    Money,
    Rounding,
    RoundingMode,
    round_ratio,
)

AWAY, EVEN, DOWN, UP, FLOOR, CEILING = RoundingMode

# Where each mode takes a ratio: half away, half even, down, up, floor, ceiling.
ROUNDED = [
    ((0, 0, 0, 0, 0, 0), (0, 1)),
    ((2, 2, 2, 2, 2, 2), (2, 1)),
    ((2, 2, 2, 2, 2, 2), (60, 30)),
    ((-2, -2, -2, -2, -2, -2), (-2, 1)),
    ((1, 0, 0, 1, 0, 1), (1, 2)),
    ((-1, 0, 0, -1, -1, 0), (-1, 2)),
    ((2, 2, 1, 2, 1, 2), (3, 2)),
    ((-2, -2, -1, -2, -2, -1), (-3, 2)),
    ((3, 2, 2, 3, 2, 3), (5, 2)),
    ((-3, -2, -2, -3, -3, -2), (-5, 2)),
    ((3, 2, 2, 3, 2, 3), (75, 30)),
    ((4, 4, 3, 4, 3, 4), (7, 2)),
    ((-4, -4, -3, -4, -4, -3), (-7, 2)),
    ((0, 0, 0, 1, 0, 1), (1, 3)),
    ((0, 0, 0, -1, -1, 0), (-1, 3)),
    ((1, 1, 0, 1, 0, 1), (2, 3)),
    ((-1, -1, 0, -1, -1, 0), (-2, 3)),
    # a hair below and above the tie
    ((2, 2, 2, 3, 2, 3), (5 * 10**20 - 1, 2 * 10**20)),
    ((3, 3, 2, 3, 2, 3), (5 * 10**20 + 1, 2 * 10**20)),
    ((-2, -2, -2, -3, -3, -2), (-5 * 10**20 + 1, 2 * 10**20)),
    ((-3, -3, -2, -3, -3, -2), (-5 * 10**20 - 1, 2 * 10**20)),
    # more digits than a float or the default decimal context
    ((10**40 + 1, 10**40, 10**40, 10**40 + 1, 10**40, 10**40 + 1), (2 * 10**40 + 1, 2)),
]


@pytest.mark.rule("L48", "L69")
@pytest.mark.parametrize(("expected", "ratio"), ROUNDED)
def test_every_mode_on_both_signs(expected, ratio):
    """Each mode takes ties and their neighbours where it says, for amounts owed and for credits."""
    assert tuple(round_ratio(*ratio, mode) for mode in (AWAY, EVEN, DOWN, UP, FLOOR, CEILING)) == expected


@pytest.mark.parametrize(
    ("kind", "message", "arguments"),
    [
        (WrongType, "numerator: expected int, got float 0.5", (0.5, 1, AWAY)),
        (WrongType, "numerator: expected int, got Fraction Fraction(1, 2)", (Fraction(1, 2), 1, AWAY)),
        (WrongType, "denominator: expected int, got float 2.0", (1, 2.0, AWAY)),
        (WrongValue, "denominator: expected at least 1, got int 0", (1, 0, FLOOR)),
        (WrongValue, "denominator: expected at least 1, got int -2", (1, -2, AWAY)),
        (WrongType, "mode: expected RoundingMode, got str 'half_even'", (1, 2, "half_even")),
        (WrongType, "mode: expected RoundingMode, got NoneType None", (1, 2, None)),
    ],
)
def test_a_ratio_is_of_whole_numbers(kind, message, arguments):
    """A float, a denominator that is not positive and an unnamed mode are mistakes."""
    with pytest.raises(kind) as caught:
        round_ratio(*arguments)
    assert str(caught.value) == message


@pytest.mark.rule("L48")
@pytest.mark.parametrize(
    ("payable", "amount"),
    [
        ("2 JPY", "1.5 JPY"),
        ("1 JPY", "1.4999 JPY"),
        ("2.68 USD", "2.675 USD"),
        ("2.67 USD", "2.6749999 USD"),
        ("-2.68 USD", "-2.675 USD"),
        ("0.00 USD", "0.000000001 USD"),
        ("0.01 USD", "0.005 USD"),
        ("0.33 USD", "1/3 USD"),
        ("2.18 USD", "2.175 USD"),
        ("0.001 KWD", "0.0005 KWD"),
        ("0.000 KWD", "0.00049 KWD"),
        ("-0.0001 CLF", "-0.00005 CLF"),
        ("0.67 IRR", "2/3 IRR"),
        ("1.00000001 XBT/8", "1.000000005 XBT/8"),
        ("10000000000000000000000000000000000000000.01 USD", "10000000000000000000000000000000000000000.005 USD"),
    ],
)
def test_the_default_is_the_minor_unit_half_away(payable, amount):
    """Without a word, an amount goes to the currency's minor unit, a half away from zero."""
    assert str(ExactMoney.parse(amount).rounded(Rounding())) == payable
    assert ExactMoney.parse(amount).rounded(HALF_AWAY_FROM_ZERO) == Money.parse(payable)


def test_half_even_is_the_bankers():
    """The named constant keeps a half on the even side."""
    assert Rounding(EVEN) == HALF_EVEN
    assert [ExactMoney.parse(f"{text} USD").rounded(HALF_EVEN).minor for text in ("0.005", "0.015", "-0.025")] == [
        0,
        2,
        -2,
    ]


@pytest.mark.parametrize(
    ("expected", "amount"),
    [
        # half away, half even, down, up, floor, ceiling, in cents
        ((0, 0, 0, 0, 0, 0), "0 CHF"),
        ((0, 0, 0, 5, 0, 5), "0.01 CHF"),
        ((0, 0, 0, 5, 0, 5), "0.0249 CHF"),
        ((5, 0, 0, 5, 0, 5), "0.025 CHF"),
        ((5, 5, 0, 5, 0, 5), "0.0251 CHF"),
        ((5, 5, 5, 5, 5, 5), "0.05 CHF"),
        ((10, 10, 5, 10, 5, 10), "0.075 CHF"),
        ((-5, 0, 0, -5, -5, 0), "-0.025 CHF"),
        ((-10, -10, -5, -10, -10, -5), "-0.075 CHF"),
        ((435, 435, 430, 435, 430, 435), "4.33 CHF"),
        ((335, 335, 330, 335, 330, 335), "10/3 CHF"),
    ],
)
def test_cash_goes_to_five_hundredths(expected, amount):
    """With a step of 0.05 amounts go to whole steps, as moneyphp/money#753 asked for; ties lie between steps."""
    exact = ExactMoney.parse(amount)
    modes = (AWAY, EVEN, DOWN, UP, FLOOR, CEILING)
    assert tuple(exact.rounded(Rounding(mode, "0.05")).minor for mode in modes) == expected


@pytest.mark.parametrize(
    ("payable", "amount", "step"),
    [
        ("5 JPY", "3 JPY", "5"),
        ("100 JPY", "149 JPY", "100"),
        ("0.250 KWD", "0.2 KWD", "0.25"),
        ("1.00 USD", "0.75 USD", "0.5"),
        ("12.00 USD", "12.34 USD", Fraction(1)),
        ("12.34 USD", "12.344 USD", Fraction(1, 100)),
        ("0.0005 CLF", "0.0004 CLF", "0.0005"),
    ],
)
def test_a_step_is_in_major_units(payable, amount, step):
    """A step of 0.25 is a quarter of the major unit, whatever the decimals."""
    assert str(ExactMoney.parse(amount).rounded(Rounding(step=step))) == payable


@pytest.mark.parametrize(
    ("message", "amount", "step"),
    [
        ("step: expected a whole number of minor units (1/1), got Fraction Fraction(1, 20)", "3 JPY", "0.05"),
        ("step: expected a whole number of minor units (1/100), got Fraction Fraction(1, 200)", "3 USD", "0.005"),
        ("step: expected a whole number of minor units (1/100), got Fraction Fraction(3, 200)", "3 USD", "0.015"),
        ("step: expected a whole number of minor units (1/1000), got Fraction Fraction(1, 3)", "3 KWD", "1/3"),
    ],
)
def test_a_step_can_be_paid(message, amount, step):
    """A step that is no whole number of minor units would round to what nobody can pay."""
    with pytest.raises(WrongValue) as caught:
        ExactMoney.parse(amount).rounded(Rounding(step=step))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("kind", "message", "fields"),
    [
        (WrongType, "mode: expected RoundingMode, got str 'half_even'", {"mode": "half_even"}),
        (WrongType, "step: expected int, Fraction, Decimal or text, got float 0.05", {"step": 0.05}),
        (WrongValue, "step: expected more than 0, got Fraction Fraction(0, 1)", {"step": 0}),
        (WrongValue, "step: expected more than 0, got Fraction Fraction(-1, 20)", {"step": "-0.05"}),
    ],
)
def test_a_rounding_is_checked(kind, message, fields):
    """A mode is one of the six, a step an exact number above 0."""
    with pytest.raises(kind) as caught:
        Rounding(**fields)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("kind", "message", "exponent"),
    [
        (WrongValue, "exponent: expected at least 0, got int -1", -1),
        (WrongValue, "exponent: expected at most 18, got int 19", 19),
        (WrongType, "exponent: expected int, got float 2.0", 2.0),
        (WrongType, "exponent: expected int, got str 'USD'", "USD"),
    ],
)
def test_an_exponent_is_a_number_of_decimals(kind, message, exponent):
    """Decimals are a whole number from 0 on; ten to a negative power would be a float."""
    with pytest.raises(kind) as caught:
        Rounding().minor_units(1, 1, exponent)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("kind", "message", "ratio"),
    [
        (WrongType, "numerator: expected int, got str '9'", ("9", 1)),
        (WrongType, "denominator: expected int, got bool True", (1, True)),
        (WrongValue, "denominator: expected at least 1, got int 0", (1, 0)),
    ],
)
def test_minor_units_are_of_a_ratio(kind, message, ratio):
    """The ratio is checked before it is multiplied: ten megabytes of text times a hundred would be a gigabyte."""
    with pytest.raises(kind) as caught:
        Rounding().minor_units(*ratio, 2)
    assert str(caught.value) == message


def test_an_exponent_of_eighteen_is_the_largest():
    """As many decimals as a currency can have."""
    assert Rounding().minor_units(1, 3, 18) == 333_333_333_333_333_333


def test_rounding_is_named():
    """An amount is rounded by a Rounding, not by a mode, a number of digits or nothing."""
    with pytest.raises(WrongType, match=r"^rounding: expected Rounding, got RoundingMode"):
        ExactMoney.parse("1.005 USD").rounded(AWAY)


def test_steps_written_alike_are_equal():
    """A step is a number: however it was written, equal steps make equal roundings."""
    assert Rounding(step="0.05") == Rounding(step=Fraction(1, 20))
    assert hash(Rounding(step="0.05")) == hash(Rounding(step=Fraction(5, 100)))
    assert Rounding(step="0.05") != Rounding()
