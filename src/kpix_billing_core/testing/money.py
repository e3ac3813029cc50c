"""Strategies for money: hard amounts, hard currencies and every rounding, mixed with generated ones."""

__all__ = ["currencies", "exact_moneys", "moneys", "roundings"]

from fractions import Fraction
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..checks import check_whole
from ..errors import WrongType, WrongValue
from ..exact import Exact, to_fraction
from ..money import Currency, ExactMoney, Money, Rounding, RoundingMode
from ..money.currency import MOST_DECIMALS
from ..money.iso4217 import MINOR_UNITS
from .making import made
from .numbers import within

# No decimals, two, three, four; three where others show none; an asset of eight; a payment provider's reading.
HARD_CURRENCIES = (
    Currency("USD", 2),
    Currency("JPY", 0),
    Currency("KWD", 3),
    Currency("CLF", 4),
    Currency("IQD", 3),
    Currency("XBT", 8),
    Currency("UGX", 2),
)

# Nothing, the least, a digit's turn, more than a float can hold, more than 28 digits.
HARD_WHOLES = (0, 1, 5, 9, 10, 99, 100, 435, 2**53 + 1, 10**18, 10**28 + 1, 10**40 + 5)

# Ties, their neighbours, prices below every minor unit, digits that never end.
HARD_AMOUNTS = (
    *(Fraction(1, 2), Fraction(1, 200), Fraction(3, 200), Fraction(1005, 1000), Fraction(2675, 1000)),
    *(Fraction(5, 10**9), Fraction(1, 10**9), Fraction(35, 10**4), Fraction(1, 3), Fraction(16, 30), Fraction(2, 7)),
    *(Fraction(1, 40), Fraction(10**9 + 1, 2 * 10**9), Fraction(10**9 - 1, 2 * 10**9), Fraction(10**18 + 1, 200)),
)

_ISO = tuple(Currency(code, MINOR_UNITS[code]) for code in sorted(MINOR_UNITS))

Number = TypeVar("Number", int, Fraction)

HARD_STEPS = (Fraction(1, 20), Fraction(1, 10), Fraction(1, 4), Fraction(1, 2), Fraction(1), Fraction(5), Fraction(100))

CODES = st.text("ABCXYZ0189", min_size=2, max_size=9).map("X{}".format)
"""Of currencies of the caller's own."""

# Two whole numbers make a fraction faster than bounds allow for, and most tests set none.
AMOUNTS = made(Fraction, st.integers(), st.sampled_from((2, 3, 200, 2_000, 10**9)) | st.integers(1, 10**12))


def currencies(*, min_exponent: int = 0, max_exponent: int = MOST_DECIMALS) -> SearchStrategy[Currency]:
    """Return currencies of these numbers of decimals: those of ISO 4217, and others of the caller's own."""
    check_whole("min_exponent", min_exponent, 0)
    check_whole("max_exponent", max_exponent, min_exponent)
    if max_exponent > MOST_DECIMALS:
        raise WrongValue("max_exponent", f"at most {MOST_DECIMALS}", max_exponent)
    fitting = _fitting(min_exponent, max_exponent)
    own = made(Currency, CODES, st.integers(min_exponent, max_exponent))
    return st.sampled_from(fitting) | own if fitting else own


def moneys(
    *, currency: Currency | None = None, min_minor: int | None = None, max_minor: int | None = None
) -> SearchStrategy[Money]:
    """Return amounts that can be paid, of either sign and any size, in one currency or in any."""
    wholes = _wholes(min_minor, max_minor)
    return made(Money, wholes, currency_or_any(currency))


def exact_moneys(
    *, currency: Currency | None = None, min_amount: Exact | None = None, max_amount: Exact | None = None
) -> SearchStrategy[ExactMoney]:
    """Return exact amounts of major units: ties, prices far below a minor unit, fractions whose digits never end."""
    low = None if min_amount is None else to_fraction(min_amount, "min_amount")
    high = None if max_amount is None else to_fraction(max_amount, "max_amount")
    if low is not None and high is not None and high < low:
        raise WrongValue("max_amount", f"at least {low}", high)
    hard = within(_both_signs((*HARD_AMOUNTS, *map(Fraction, HARD_WHOLES))), low, high)
    generated = AMOUNTS if low is None and high is None else st.fractions(low, high)
    return made(ExactMoney, st.sampled_from(hard) | generated if hard else generated, currency_or_any(currency))


def roundings(*, currency: Currency | None = None) -> SearchStrategy[Rounding]:
    """Return every mode, to the minor unit or to a step; with a currency, to a step that it can pay."""
    steps = list(HARD_STEPS)
    if currency is not None:
        check_currency(currency)
        steps = [step for step in steps if (step * 10**currency.exponent).denominator == 1]
    return made(Rounding, st.sampled_from(RoundingMode), st.none() | st.sampled_from(steps))


def payable(rounding: Rounding, currency: Currency) -> Rounding:
    """Return the rounding, without its step where the currency cannot pay it."""
    step = rounding.step
    if step is None or (step * 10**currency.exponent).denominator == 1:
        return rounding
    return Rounding(rounding.mode)


def check_currency(value: object) -> None:
    """Refuse anything but a Currency: its code alone would do for ISO's, but then a wrong one fails late."""
    if type(value) is not Currency:
        raise WrongType("currency", "Currency", value)


def currency_or_any(currency: Currency | None) -> SearchStrategy[Currency]:
    """Return the one currency given, or any."""
    if currency is None:
        return currencies()
    check_currency(currency)
    return st.just(currency)


def _fitting(least: int, most: int) -> list[Currency]:
    return [currency for currency in (*HARD_CURRENCIES, *_ISO) if least <= currency.exponent <= most]


def _wholes(low: int | None, high: int | None) -> SearchStrategy[int]:
    if low is not None:
        check_whole("min_minor", low)
    if high is not None:
        check_whole("max_minor", high, low)
    hard = within(_both_signs(HARD_WHOLES), low, high)
    generated = st.integers(low, high)
    return st.sampled_from(hard) | generated if hard else generated


def _both_signs(values: tuple[Number, ...]) -> list[Number]:
    return [signed for value in values for signed in (value, -value)]
