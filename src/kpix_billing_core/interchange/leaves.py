"""Values that are one text, whole number or truth value in plain data: how each is written and read, and nothing else.

All of them are of the standard library or the floors below; a value class of a floor above is an object of its fields.
"""

__all__ = ["LEAVES", "TEXT", "TRUTH", "WHOLE", "Leaf", "Plain"]

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from fractions import Fraction
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from ..checks import check_day, check_instant, check_whole
from ..dates import Month, Period
from ..dates.period import parse_day
from ..errors import BillingError, WrongType, WrongValue
from ..exact import MOST_DIGITS, fraction_text, to_fraction
from ..money import Currency
from .misfit import Misfit, expected, problem_of
from .zones import parse_zone, zone_text

Plain: TypeAlias = Any
"""Plain data: None, bool, int, str, and lists and dicts of them."""

_LONG: int = 10**MOST_DIGITS


class Leaf(NamedTuple):
    """How values of one type are written as one text, whole number or truth value, and read back.

    Attributes:
        plain: what they are written as: str, int or bool.
        expected: what a complaint calls that.
        to_plain: value to data; raises a BillingError for a value it cannot write.
        from_plain: data of type `plain` to value; raises a BillingError.
        pattern: a regular expression that all of the text matches, where it is text of one form.
    """

    plain: type
    expected: str
    to_plain: Callable[[Any], Plain]
    from_plain: Callable[[Any], Any]
    pattern: str | None = None

    def write(self, value: object) -> Plain:
        """Return the value as plain data."""
        try:
            return self.to_plain(value)
        except BillingError as error:
            raise Misfit(problem_of(error)) from error

    def read(self, data: Plain) -> Any:
        """Return the value that plain data stands for."""
        if type(data) is not self.plain:
            raise expected(self.expected, data)
        try:
            return self.from_plain(data)
        except BillingError as error:
            raise Misfit(problem_of(error)) from error


def _text(value: object) -> str:
    if type(value) is not str:
        raise WrongType("text", "str", value)
    if not value.isascii():
        _check_encodable(value)
    return value


def _check_encodable(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise WrongValue("text", "text without lone surrogates", value) from None


def _whole(value: Any) -> int:
    check_whole("number", value)
    number: int = value
    return number


def _truth(value: object) -> bool:
    if type(value) is not bool:
        raise WrongType("value", "bool", value)
    return value


def _fraction_text(value: object) -> str:
    if type(value) is not Fraction:
        raise WrongType("number", "Fraction", value)
    if max(abs(value.numerator), value.denominator) < _LONG:
        return fraction_text(value)
    return _long_fraction_text(value)


def _long_fraction_text(value: Fraction) -> str:
    # Too long for a fraction, but perhaps not for a decimal: only what can be read back may be written.
    if max(abs(value.numerator), value.denominator) >= _LONG * _LONG:
        raise WrongValue("number", f"at most {MOST_DIGITS} digits", value)
    text = fraction_text(value)
    to_fraction(text)
    return text


def _decimal_text(value: object) -> str:
    if type(value) is not Decimal:
        raise WrongType("number", "Decimal", value)
    to_fraction(value)
    return format(value, "f")


def _decimal(text: str) -> Decimal:
    if "/" in text:
        raise WrongValue("number", 'a decimal number such as "0.35"', text)
    to_fraction(text)
    return Decimal(text)


def _day_text(value: object) -> str:
    return check_day("day", value).isoformat()


_INSTANT = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_INSTANT_WORDS = 'an instant such as "2026-04-28T10:00:00Z"'


def _instant_text(value: Any) -> str:
    check_instant("instant", value)
    return _in_utc(value).isoformat().removesuffix("+00:00") + "Z"


def _instant(text: str) -> datetime:
    if not re.fullmatch(_INSTANT, text):
        raise WrongValue("instant", _INSTANT_WORDS, text)
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise WrongValue("instant", _INSTANT_WORDS, text) from None
    return _in_utc(instant)


def _in_utc(instant: datetime) -> datetime:
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise WrongValue("instant", "an instant within the years 1 to 9999 in UTC", instant) from None


def _str_of(kind: type, value: object) -> str:
    if type(value) is not kind:
        raise WrongType("value", kind.__name__, value)
    return str(value)


_DIGITS = f"[0-9]{{1,{MOST_DIGITS}}}"
_DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"

TEXT = Leaf(str, "text", _text, _text)
WHOLE = Leaf(int, "int", _whole, _whole)
TRUTH = Leaf(bool, "true or false", _truth, _truth)

LEAVES: Mapping[object, Leaf] = MappingProxyType(
    {
        str: TEXT,
        int: WHOLE,
        bool: TRUTH,
        Fraction: Leaf(
            str,
            'text of a number such as "0.35" or "16/30"',
            _fraction_text,
            to_fraction,
            rf"[+-]?{_DIGITS}(\.{_DIGITS}|/(?!0+$){_DIGITS})?",
        ),
        Decimal: Leaf(
            str, 'text of a number such as "0.35"', _decimal_text, _decimal, rf"[+-]?{_DIGITS}(\.{_DIGITS})?"
        ),
        date: Leaf(str, 'text of a day such as "2026-04-28"', _day_text, parse_day, _DAY),
        datetime: Leaf(str, f"text of {_INSTANT_WORDS}", _instant_text, _instant, _INSTANT),
        tzinfo: Leaf(
            str,
            'text of a zone such as "UTC" or "Europe/Berlin"',
            zone_text,
            parse_zone,
            "([A-Za-z][A-Za-z0-9_+/-]*|[+-][0-9]{2}:[0-9]{2}(:[0-9]{2})?)",
        ),
        Month: Leaf(
            str,
            'text of a month such as "2026-04"',
            partial(_str_of, Month),
            Month.parse,
            "[0-9]{4}-(0[1-9]|1[0-2])",
        ),
        Period: Leaf(
            str,
            'text of two days such as "2026-04-28/2026-05-02"',
            partial(_str_of, Period),
            Period.parse,
            f"{_DAY}/{_DAY}",
        ),
        Currency: Leaf(
            str,
            'text of a currency such as "USD" or "XBT/8"',
            partial(_str_of, Currency),
            Currency.parse,
            "[A-Z][A-Z0-9]{2,9}(/[0-9]{1,2})?",
        ),
    }
)
"""The leaves by the type of their values."""
