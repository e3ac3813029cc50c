"""Numbers, amounts and rounding in words: exactly, and short beside it where digits never end."""

__all__ = ["amount_text", "counted", "number_text", "rounding_text", "tokens_text"]

from fractions import Fraction

from ..exact import fraction_text, short_text
from ..money import ExactMoney, Rounding


def counted(number: int, noun: str) -> str:
    """Return a number of things.

    >>> counted(1, "day"), counted(2, "day")
    ('1 day', '2 days')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def number_text(value: Fraction) -> str:
    """Return a number exactly, with a few decimals beside it where its digits never end.

    >>> number_text(Fraction(8, 15))
    '8/15 (0.5333)'
    """
    exact = fraction_text(value)
    return f"{exact} ({short_text(value)})" if "/" in exact else exact


def amount_text(money: ExactMoney) -> str:
    """Return an exact amount, with a few decimals beside it where its digits never end."""
    return f"{number_text(money.amount)} {money.currency}" if "/" in fraction_text(money.amount) else str(money)


def rounding_text(rounding: Rounding) -> str:
    """Return how something is rounded."""
    mode = rounding.mode.value.replace("_", " ")
    return f"{mode} to {'the minor unit' if rounding.step is None else fraction_text(rounding.step)}"


def tokens_text(count: int | None) -> str:
    """Return a number of update tokens; None: without limit.

    >>> tokens_text(1), tokens_text(None)
    ('1 token', 'unlimited tokens')
    """
    return "unlimited tokens" if count is None else counted(count, "token")
