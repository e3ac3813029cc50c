"""Splitting an amount into parts that add up to it again, to the last minor unit."""

__all__ = ["apportion"]

from collections.abc import Iterable
from fractions import Fraction
from math import lcm

from ..checks import check_many
from ..errors import WrongType, WrongValue
from ..exact import to_fraction
from .money import Money


def apportion(whole: Money, weights: Iterable[int | Fraction]) -> tuple[Money, ...]:
    """Split an amount by weights with the largest-remainder method; the parts sum to the whole, of either sign.

    Each part is within one minor unit of its exact share, a weight of 0 gets nothing, and apportioning minus an amount
    gives minus its parts. Where remainders tie, the earlier weight gets the unit. Raises WrongType for a float weight,
    WrongValue for a negative one, for no weights at all, or for weights that sum to 0.

    >>> apportion(Money.parse("1.00 USD"), (1, 1, 1))
    (Money.parse('0.34 USD'), Money.parse('0.33 USD'), Money.parse('0.33 USD'))
    """
    if type(whole) is not Money:
        raise WrongType("whole", "Money", whole)
    check_many("weights", weights)
    shares = _whole_weights(tuple(map(_weight, weights)))
    sign = -1 if whole.minor < 0 else 1
    parts = _largest_remainder(abs(whole.minor), shares)
    return tuple(Money(sign * part, whole.currency) for part in parts)


def _weight(weight: int | Fraction) -> int | Fraction:
    if type(weight) is not int and type(weight) is not Fraction:
        raise WrongType("weight", "int or Fraction", weight)
    if weight < 0:
        raise WrongValue("weight", "0 or more", weight)
    to_fraction(weight, "weight")
    return weight


def _whole_weights(weights: tuple[int | Fraction, ...]) -> list[int]:
    scale = lcm(*(weight.denominator for weight in weights))
    shares = [int(weight * scale) for weight in weights]
    if sum(shares) == 0:
        raise WrongValue("weights", "a sum above 0", weights)
    return shares


def _largest_remainder(size: int, shares: list[int]) -> list[int]:
    everything = sum(shares)
    parts = [size * share // everything for share in shares]
    remainders = [size * share % everything for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda index: -remainders[index])
    for index in by_remainder[: size - sum(parts)]:
        parts[index] += 1
    return parts
