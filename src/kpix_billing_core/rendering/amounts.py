"""Amounts and quantities as people write them in a locale: every digit that is there, and none that is not.

Locale data says where signs go and how digits are grouped. How many decimals there are, the currency itself says: by
ISO 4217 or its own word, also for the currencies that the data shows with fewer. Digits are Latin in every locale, as
a bill mixes them with codes and dates.
"""

__all__ = ["format_count", "format_money", "format_price", "format_quantity"]

from copy import copy
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal, Inexact, InvalidOperation, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import bidirectional, category

from ..checks import check_whole
from ..errors import WrongType, WrongValue
from ..exact import decimal_places, scaled_text
from ..money import Currency, ExactMoney, Money, RoundingMode, round_ratio
from .locales import locale_of

if TYPE_CHECKING:
    from babel import Locale
    from babel.numbers import NumberPattern

MOST_PLACES = 200
"""Decimals at most: more than any ledger holds, and few enough to be written at once."""

_EXACT = Context(
    prec=2_000,
    rounding=ROUND_HALF_EVEN,
    Emin=MIN_EMIN,
    Emax=MAX_EMAX,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[Inexact, InvalidOperation],
)
"""What babel reckons in, for it obeys the ambient context: more digits than any number here has; rounding is an error.

Every field is given: those left out would come from a default that anybody can change.
"""

_SIGN = "\N{CURRENCY SIGN}"
_SPACE = "\N{NO-BREAK SPACE}"
_TO_THE_LEFT, _TO_THE_RIGHT = "\N{RIGHT-TO-LEFT MARK}", "\N{LEFT-TO-RIGHT MARK}"


def format_money(money: Money, locale: str) -> str:
    """Write an amount with its currency as a locale does, with all digits of the minor unit and never another one.

    Raises WrongType, or WrongValue for an unknown locale.

    >>> format_money(Money.parse("-1234.50 USD"), "en"), format_money(Money.parse("435 JPY"), "en")
    ('-$1,234.50', '¥435')
    """
    if type(money) is not Money:
        raise WrongType("money", "Money", money)
    exponent = money.currency.exponent
    return _with_currency(scaled_text(money.minor, exponent), money.currency, exponent, locale)


def format_price(price: ExactMoney, locale: str) -> str:
    """Write a price with its currency as a locale does: all its digits, and at least those of the minor unit.

    A price whose digits never end is written as a fraction, not rounded. Raises WrongType, or WrongValue for an unknown
    locale and for numbers of more than 640 digits.

    >>> [format_price(ExactMoney.parse(text), "en") for text in ("13 USD", "0.0035 USD", "1/3 USD")]
    ['$13.00', '$0.0035', '$1/3']
    """
    if type(price) is not ExactMoney:
        raise WrongType("price", "ExactMoney", price)
    amount, currency = price.amount, price.currency
    _check_size("price", amount)
    ends = decimal_places(amount.denominator)
    if ends is None:
        return _with_currency(str(amount.numerator), currency, 0, locale, f"/{amount.denominator}")
    places = max(ends, currency.exponent)
    digits = scaled_text(amount.numerator * 10**places // amount.denominator, places)
    return _with_currency(digits, currency, places, locale)


def format_quantity(quantity: Fraction, locale: str, places: int = 4) -> str:
    """Write a number as a locale does, with at most so many decimals and none that are zeros at the end.

    What has more is rounded half away from zero, to be read and not to be reckoned with: the derivation of an invoice
    line has the exact fraction. Raises WrongType, or WrongValue for an unknown locale, numbers of more than 640 digits
    and more than 200 places.

    >>> [format_quantity(quantity, "de") for quantity in (Fraction(8, 15), Fraction(12_345, 2), Fraction(-1, 10**6))]
    ['0,5333', '6.172,5', '0']
    """
    if type(quantity) is not Fraction:
        raise WrongType("quantity", "Fraction", quantity)
    check_whole("places", places, 0)
    if places > MOST_PLACES:
        raise WrongValue("places", f"at most {MOST_PLACES}", places)
    _check_size("quantity", quantity)
    digits, kept = _shortest(quantity, places)
    found = locale_of(locale)
    return _applied(_number_pattern(locale, kept), digits, found)


def format_count(count: int, locale: str) -> str:
    """Write a whole number as a locale does; raises as `format_quantity`.

    >>> format_count(1_234, "de")
    '1.234'
    """
    return format_quantity(Fraction(count), locale)


def _check_size(name: str, number: Fraction) -> None:
    check_whole(name, number.numerator)
    check_whole(name, number.denominator)


def _shortest(quantity: Fraction, places: int) -> tuple[str, int]:
    """Return a number in plain digits without zeros at the end of its decimals, and how many decimals are left."""
    scaled = round_ratio(quantity.numerator * 10**places, quantity.denominator, RoundingMode.HALF_AWAY_FROM_ZERO)
    while places and scaled % 10 == 0:
        scaled, places = scaled // 10, places - 1
    return scaled_text(scaled, places), places


def _with_currency(digits: str, currency: Currency, places: int, locale: str, over: str = "") -> str:
    found = locale_of(locale)
    pattern = _currency_pattern(locale, currency.code, places)
    if over:
        pattern = copy(pattern)
        pattern.suffix = (over + pattern.suffix[0], over + pattern.suffix[1])
    return _applied(pattern, digits, found)


def _applied(pattern: "NumberPattern", digits: str, locale: "Locale") -> str:
    # A pattern has as many decimals as there are digits, so there is nothing to round.
    with localcontext(_EXACT):
        text: str = pattern.apply(Decimal(digits), locale)
    return text


@lru_cache(maxsize=512)
def _number_pattern(locale: str, places: int) -> "NumberPattern":
    return _pattern_of_number(locale, places)


@lru_cache(maxsize=512)
def _currency_pattern(locale: str, code: str, places: int) -> "NumberPattern":
    return _pattern_of_currency(locale, code, places)


def _pattern_of_number(locale: str, places: int) -> "NumberPattern":
    found = locale_of(locale)
    return _pattern_of(found.decimal_formats[None], places, found)


def _pattern_of(general: "NumberPattern", places: int, locale: "Locale") -> "NumberPattern":
    from babel.numbers import get_minus_sign_symbol  # noqa: PLC0415  slow to import, needed only where something is shown

    pattern = copy(general)
    pattern.frac_prec = (places, places)
    # babel writes a plain hyphen; in Hebrew that would end up on the wrong side of the digits.
    pattern.prefix = (pattern.prefix[0], pattern.prefix[1].replace("-", get_minus_sign_symbol(locale)))
    return pattern


def _pattern_of_currency(locale: str, code: str, places: int) -> "NumberPattern":
    from babel.numbers import get_currency_symbol  # noqa: PLC0415  slow to import, needed only where something is shown

    found = locale_of(locale)
    symbol = get_currency_symbol(code, found)
    pattern = _pattern_of(found.currency_formats["standard"], places, found)
    pattern.prefix = (_before(pattern.prefix[0], symbol), _before(pattern.prefix[1], symbol))
    pattern.suffix = (_after(pattern.suffix[0], symbol, found), _after(pattern.suffix[1], symbol, found))
    return pattern


# Letters next to digits are kept apart, as the CLDR says and babel does not do: CHF 4.35, but $4.35.


def _before(prefix: str, symbol: str) -> str:
    space = _SPACE if prefix.endswith(_SIGN) and not _is_sign(symbol[-1]) else ""
    return prefix.replace(_SIGN, symbol) + space


def _after(suffix: str, symbol: str, locale: "Locale") -> str:
    space = _SPACE if suffix.startswith(_SIGN) and not _is_sign(symbol[0]) else ""
    return _in_line(space + suffix.replace(_SIGN, symbol), locale) if _SIGN in suffix else suffix


def _in_line(suffix: str, locale: "Locale") -> str:
    """Return what follows digits so that it stays whole: a line from right to left shows -5 US$ as $-5 US otherwise."""
    if locale.character_order == "left-to-right" or "L" not in map(bidirectional, suffix):
        return suffix
    return f"{_TO_THE_LEFT}{suffix}{_TO_THE_RIGHT}"


def _is_sign(character: str) -> bool:
    return category(character)[0] in ("S", "Z")
