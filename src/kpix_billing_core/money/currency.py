"""Currencies: a code and how many decimals its minor unit has, by ISO 4217 or by the caller's own word."""

__all__ = ["Currency"]

import re
from functools import lru_cache

import attrs

from ..checks import check_text
from ..errors import UnknownCurrency, WrongType, WrongValue
from .iso4217 import MINOR_UNITS, WITHOUT_MINOR_UNIT

_CODE = "[A-Z][A-Z0-9]{2,9}"
MOST_DECIMALS = 18


@attrs.frozen(order=True)
class Currency:
    """A currency: its code, and the decimals of its minor unit.

    `Currency.of("JPY")` takes the decimals from ISO 4217. Other decimals (a payment provider's UGX with 2, an asset
    with 8) are a different currency: amounts of the two never mix. Raises WrongType or WrongValue.

    Attributes:
        code: three to ten capital letters and digits.
        exponent: decimals of the minor unit, 0 to 18.

    >>> Currency.of("KWD"), str(Currency("XBT", 8)), Currency.parse("XBT/8").exponent
    (Currency(code='KWD', exponent=3), 'XBT/8', 8)
    """

    code: str = attrs.field()
    exponent: int = attrs.field()

    def __attrs_post_init__(self) -> None:
        _check(self.code, self.exponent)

    @classmethod
    def of(cls, code: str) -> "Currency":
        """Return the ISO 4217 currency of this code; raises UnknownCurrency where there is none, or no minor unit."""
        check_text("currency code", code)
        return _by_code(code)

    @classmethod
    def parse(cls, text: str) -> "Currency":
        """Read "USD", or a code with its own decimals such as "XBT/8"; the inverse of `str`."""
        check_text("currency", text)
        code, slash, exponent = text.partition("/")
        if not slash:
            return _by_code(code)  # looked at already: ten megabytes would take twice as long
        if not re.fullmatch("[0-9]{1,2}", exponent):
            raise WrongValue("currency", 'a code such as "USD" or "XBT/8"', text)
        return cls(code, int(exponent))

    def __str__(self) -> str:
        return self.code if MINOR_UNITS.get(self.code) == self.exponent else f"{self.code}/{self.exponent}"


@lru_cache(maxsize=256)
def _by_code(code: str) -> Currency:
    return _listed(code)


def _listed(code: str) -> Currency:
    exponent = MINOR_UNITS.get(code)
    if exponent is None:
        expected = "one with a minor unit" if code in WITHOUT_MINOR_UNIT else "an ISO 4217 code"
        raise UnknownCurrency("currency code", expected, code)
    return Currency(code, exponent)


def _check(code: object, exponent: object) -> None:
    check_text("currency code", code)
    if not re.fullmatch(_CODE, str(code)):
        raise WrongValue("currency code", "three to ten capital letters and digits", code)
    if type(exponent) is not int:
        raise WrongType("exponent", "int", exponent)
    if not 0 <= exponent <= MOST_DECIMALS:
        raise WrongValue("exponent", f"0 to {MOST_DECIMALS}", exponent)
