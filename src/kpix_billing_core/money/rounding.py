"""How an exact amount becomes one that can be paid: a mode, perhaps a step such as 0.05, and one integer function."""

__all__ = ["HALF_AWAY_FROM_ZERO", "HALF_EVEN", "Rounding", "RoundingMode", "round_ratio"]

from enum import Enum
from fractions import Fraction

import attrs

from ..checks import check_whole, instance, optional
from ..errors import WrongType, WrongValue
from ..exact import Exact, to_fraction
from .currency import MOST_DECIMALS


class RoundingMode(Enum):
    """Where an amount between two payable ones goes.

    Half away from zero, half even, down (toward zero) and up (away from zero) treat both signs alike:
    rounding -x gives minus rounding x. Floor and ceiling do not: they always go toward minus or plus infinity.
    """

    HALF_AWAY_FROM_ZERO = "half_away_from_zero"
    HALF_EVEN = "half_even"
    DOWN = "down"
    UP = "up"
    FLOOR = "floor"
    CEILING = "ceiling"


# Python 3.11 looks longer for a member of an enum than a call takes, and every amount asks for these.
_FLOOR, _CEILING, _HALF_AWAY = RoundingMode.FLOOR, RoundingMode.CEILING, RoundingMode.HALF_AWAY_FROM_ZERO


def round_ratio(numerator: int, denominator: int, mode: RoundingMode) -> int:
    """Return numerator/denominator as a whole number; the denominator is positive, nothing is approximated on the way.

    Raises WrongType or WrongValue.

    >>> round_ratio(5, 2, RoundingMode.HALF_AWAY_FROM_ZERO), round_ratio(-5, 2, RoundingMode.HALF_AWAY_FROM_ZERO)
    (3, -3)
    >>> round_ratio(5, 2, RoundingMode.HALF_EVEN), round_ratio(-5, 2, RoundingMode.FLOOR)
    (2, -3)
    """
    _check_ratio(numerator, denominator)
    if type(mode) is not RoundingMode:
        raise WrongType("mode", "RoundingMode", mode)
    return _whole(numerator, denominator, mode)


def _whole(numerator: int, denominator: int, mode: RoundingMode) -> int:
    if mode is _FLOOR:
        return numerator // denominator
    if mode is _CEILING:
        return -(-numerator // denominator)
    size = _round_size(abs(numerator), denominator, mode)
    return -size if numerator < 0 else size


def _check_ratio(numerator: object, denominator: object) -> None:
    # Of any size: a ratio that is a sum of many fractions is not reduced on the way.
    if type(numerator) is not int:
        raise WrongType("numerator", "int", numerator)
    if type(denominator) is not int:
        raise WrongType("denominator", "int", denominator)
    if denominator < 1:
        raise WrongValue("denominator", "at least 1", denominator)


def _round_size(numerator: int, denominator: int, mode: RoundingMode) -> int:
    if mode is _HALF_AWAY:
        return (2 * numerator + denominator) // (2 * denominator)
    whole, rest = divmod(numerator, denominator)
    if mode is RoundingMode.DOWN:
        return whole
    if mode is RoundingMode.UP:
        return whole + (rest > 0)
    # Half even: on the exact half the odd neighbour yields.
    twice = 2 * rest
    return whole + (twice > denominator or (twice == denominator and whole % 2 == 1))


def _step(step: Exact | None) -> Fraction | None:
    return None if step is None else to_fraction(step, "step")


@attrs.frozen
class Rounding:
    """A rounding mode, to the currency's minor unit or to a coarser step of major units such as 0.05 (rule L48, L69).

    The step must be a whole number of the currency's minor units; that is checked when an amount is rounded, because
    only then is the currency known.

    Attributes:
        mode: where an amount between two steps goes.
        step: the step in major units, or None for the minor unit.
    """

    mode: RoundingMode = attrs.field(default=RoundingMode.HALF_AWAY_FROM_ZERO, validator=instance(RoundingMode))
    step: Fraction | None = attrs.field(
        default=None,
        converter=_step,
        validator=optional(instance(Fraction)),
    )

    def __attrs_post_init__(self) -> None:
        _check_step(self.step)

    def minor_units(self, numerator: int, denominator: int, exponent: int) -> int:
        """Return a ratio of major units as whole minor units of a currency with `exponent` decimals, rounded once.

        >>> Rounding().minor_units(871, 400, 2)
        218
        >>> Rounding(step="0.05").minor_units(871, 400, 2)
        220
        """
        _check_ratio(numerator, denominator)
        check_whole("exponent", exponent, 0)
        if exponent > MOST_DECIMALS:
            raise WrongValue("exponent", f"at most {MOST_DECIMALS}", exponent)
        return rounded_once(self, numerator, denominator, exponent)


def _check_step(step: Fraction | None) -> None:
    if step is not None and step <= 0:
        raise WrongValue("step", "more than 0", step)


def rounded_once(rounding: Rounding, numerator: int, denominator: int, exponent: int) -> int:
    """Return what `Rounding.minor_units` returns, for a ratio and an exponent that have been checked before."""
    scale: int = 10**exponent
    if rounding.step is None:
        return _whole(numerator * scale, denominator, rounding.mode)
    step = rounding.step * scale
    if step.denominator != 1:
        raise WrongValue("step", f"a whole number of minor units (1/{scale})", rounding.step)
    return step.numerator * _whole(numerator * scale, denominator * step.numerator, rounding.mode)


HALF_AWAY_FROM_ZERO = Rounding(RoundingMode.HALF_AWAY_FROM_ZERO)
"""To the minor unit, a half away from zero: what invoices are written with, and the default."""
HALF_EVEN = Rounding(RoundingMode.HALF_EVEN)
"""To the minor unit, a half to the even neighbour: banker's rounding."""
