"""Exact numbers in and out: fractions from text, ints and decimals, plain text from fractions, no float on the way."""

__all__ = ["Exact", "fraction_text", "short_text", "to_fraction"]

import re
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from .checks import TOO_LARGE, check_whole
from .errors import WrongType, WrongValue

Exact: TypeAlias = int | Fraction | Decimal | str
"""What may be given where an exact number is wanted; never a float, whose digits are not what they seem."""

MOST_DIGITS = 200
"""More digits than any ledger holds; a guard, because `int(Decimal("1e1000000"))` takes half a minute."""

_PIECE_DIGITS = 600
_PIECE = 10**_PIECE_DIGITS
_NUMBER = r"[+-]?[0-9]{1,200}(\.[0-9]{1,200}|/[0-9]{1,200})?"


def to_fraction(value: Exact, name: str = "number") -> Fraction:
    """Return the exact fraction a number stands for; a float, a bool, NaN, an infinity or an absurd size is an error.

    >>> to_fraction("0.0035"), to_fraction("16/30"), to_fraction(Decimal("1.10"))
    (Fraction(7, 2000), Fraction(8, 15), Fraction(11, 10))
    """
    if type(value) is int or type(value) is Fraction:
        return _from_ratio(value, name)
    if type(value) is Decimal:
        return _from_decimal(value, name)
    if type(value) is str:
        return _from_text(value, name)
    raise WrongType(name, "int, Fraction, Decimal or text", value)


def _from_ratio(value: int | Fraction, name: str) -> Fraction:
    if max(abs(value.numerator), value.denominator) >= TOO_LARGE:
        raise WrongValue(name, "at most 640 digits", value)
    return Fraction(value)


def _from_decimal(value: Decimal, name: str) -> Fraction:
    if not value.is_finite():
        raise WrongValue(name, "a finite number", value)
    _, digits, exponent = value.as_tuple()
    if len(digits) > MOST_DIGITS or type(exponent) is not int or abs(exponent) > MOST_DIGITS:
        raise WrongValue(name, f"at most {MOST_DIGITS} digits", value)
    return Fraction(value)


def _from_text(value: str, name: str) -> Fraction:
    # Fraction() itself reads "1e999999999", "1_000" and digits of other scripts; a bill is no place for any of them.
    if not re.fullmatch(_NUMBER, value):
        raise WrongValue(name, 'a number such as "12", "0.35" or "16/30"', value)
    try:
        return Fraction(value)
    except ZeroDivisionError:
        raise WrongValue(name, "a denominator other than 0", value) from None


def fraction_text(value: Fraction, least: int = 0) -> str:
    """Return a fraction as plain decimal text where its digits end, else as "n/d"; `to_fraction` reads both back.

    Decimal text has at least `least` decimals.

    >>> fraction_text(Fraction(1, 2)), fraction_text(Fraction(8, 15)), fraction_text(Fraction(-7, 2000))
    ('0.5', '8/15', '-0.0035')
    """
    _check_shown(value, "least", least)
    places = decimal_places(value.denominator)
    if places is None:
        return f"{_digits(value.numerator)}/{_digits(value.denominator)}"
    places = max(places, least)
    return scaled_text(value.numerator * 10**places // value.denominator, places)


def short_text(value: Fraction, places: int = 4) -> str:
    """Return a fraction for show: exactly where its digits end within `places` decimals, else rounded to so many (L40).

    >>> short_text(Fraction(1, 2)), short_text(Fraction(8, 15)), short_text(Fraction(-1, 10**9))
    ('0.5', '0.5333', '0.0000')
    """
    _check_shown(value, "places", places)
    exact_places = decimal_places(value.denominator)
    shown = places if exact_places is None else min(places, exact_places)
    # A half away from zero, as everything that is only shown.
    size = (2 * abs(value.numerator) * 10**shown + value.denominator) // (2 * value.denominator)
    return scaled_text(size if value > 0 else -size, shown)


def _check_shown(value: object, name: str, places: int) -> None:
    if type(value) is not Fraction:
        raise WrongType("value", "Fraction", value)
    check_whole(name, places, 0)
    if places > MOST_DIGITS:
        raise WrongValue(name, f"at most {MOST_DIGITS}", places)


def decimal_places(denominator: int) -> int | None:
    """Return how many decimal places end the fraction, or None where its digits never end (or go on for too long)."""
    rest, twos, fives = denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    return places if rest == 1 and places <= MOST_DIGITS else None


def scaled_text(number: int, places: int) -> str:
    """Return `number / 10**places` in fixed notation with exactly that many places.

    >>> scaled_text(-5, 2), scaled_text(5, 0)
    ('-0.05', '5')
    """
    if places == 0:
        return _digits(number)
    digits = _digits(abs(number)).rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def _digits(number: int) -> str:
    # str() refuses a number longer than the environment allows, which is at least 640 digits; sums of many fractions
    # are exact, and may be longer.
    if number < 0:
        return f"-{_digits(-number)}"
    pieces: list[str] = []
    while number >= _PIECE:
        number, piece = divmod(number, _PIECE)
        pieces.append(str(piece).rjust(_PIECE_DIGITS, "0"))
    return "".join([str(number), *reversed(pieces)])
