"""Splitting amounts: who gets the odd unit, and what cannot be split by."""

from fractions import Fraction

import pytest

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.money import Money, apportion


@pytest.mark.parametrize(
    ("parts", "whole", "weights"),
    [
        ((34, 33, 33), "1.00 USD", (1, 1, 1)),
        ((-34, -33, -33), "-1.00 USD", (1, 1, 1)),
        ((34, 33, 33), "100 JPY", (Fraction(1, 3), Fraction(1, 3), Fraction(1, 3))),
        # the largest remainder first, not the first part
        ((14, 29, 57), "1.00 USD", (1, 2, 4)),
        ((5, 3), "0.08 USD", (Fraction(7, 12), Fraction(5, 12))),
        ((0, 1), "0.01 USD", (1, 2)),
        # at equal remainders the earlier
        ((1, 0), "0.01 USD", (1, 1)),
        ((0, 1, 0), "0.01 USD", (0, 1, 1)),
        ((3, 2), "5 JPY", (1, 1)),
        # nothing of nothing, nothing for no weight
        ((0, 0), "0.00 USD", (3, 4)),
        ((0, 100, 0), "1.00 USD", (0, 5, 0)),
        ((7,), "0.07 USD", (Fraction(1, 9),)),
        # weights whose denominators share no factor, and huge ones
        ((60, 40), "1.00 USD", (Fraction(1, 2), Fraction(1, 3))),
        ((10**40, 10**40), f"{2 * 10**40} JPY", (10**30, 10**30)),
        # four parts of 334.99 leave no cent over
        ((8375, 8375, 8375, 8374), "334.99 EUR", (1, 1, 1, 1)),
    ],
)
def test_parts_by_weight(parts, whole, weights):
    """Each part is its share, and the units left go to the largest remainders, the earlier first."""
    split = apportion(Money.parse(whole), weights)
    assert tuple(part.minor for part in split) == parts
    assert {part.currency for part in split} == {Money.parse(whole).currency}


def test_weights_may_come_one_by_one():
    """Weights are read once, from whatever yields them."""
    assert apportion(Money.parse("3 JPY"), (weight for weight in (1, 2))) == apportion(Money.parse("3 JPY"), (1, 2))


@pytest.mark.parametrize(
    ("kind", "message", "whole", "weights"),
    [
        (WrongType, "whole: expected Money, got int 100", 100, (1,)),
        (WrongType, "weight: expected int or Fraction, got float 0.5", Money.parse("1.00 USD"), (1, 0.5)),
        (WrongType, "weight: expected int or Fraction, got bool True", Money.parse("1.00 USD"), (True,)),
        (WrongValue, "weight: expected 0 or more, got int -1", Money.parse("1.00 USD"), (2, -1)),
        (
            WrongValue,
            "weight: expected 0 or more, got Fraction Fraction(-1, 2)",
            Money.parse("1.00 USD"),
            (Fraction(-1, 2),),
        ),
        (
            WrongValue,
            "weight: expected at most 640 digits, got an int of 2127 bits",
            Money.parse("1.00 USD"),
            (10**640,),
        ),
        (
            WrongType,
            "weights: expected a list, tuple or other iterable in order, got set {1, 2}",
            Money.parse("1.00 USD"),
            {1, 2},
        ),
        (WrongValue, "weights: expected a sum above 0, got tuple ()", Money.parse("0.00 USD"), ()),
        (WrongValue, "weights: expected a sum above 0, got tuple (0, 0)", Money.parse("1.00 USD"), [0, 0]),
    ],
)
def test_what_nothing_can_be_split_by(kind, message, whole, weights):
    """Floats, negative weights and weights of nothing are mistakes, even for an amount of nothing."""
    with pytest.raises(kind) as caught:
        apportion(whole, weights)
    assert str(caught.value) == message
