"""The catalogue of bad input: values that callers really pass, each with the kinds of parameter for which it is no mistake.

A row is bad for every parameter whose kind it does not name. Kinds are words such as "id", "whole>=0", "day" or "Month";
`spec.py` says which kind each parameter is of.
"""

import datetime as dt
import enum
import itertools
import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from kpix_billing_core.dates import INCLUSIVE_DAYS, Month, Period
from kpix_billing_core.decisions import Reason, Refused
from kpix_billing_core.money import Currency, ExactMoney, Money, Rounding


class Row(NamedTuple):
    """One bad value: its name, a fresh one at each call, and the kinds of parameter that take it."""

    name: str
    make: Callable[[], object]
    legal: frozenset[str]


def row(name: str, value: object, *kinds: str) -> Row:
    """Return a row of one constant value."""
    return Row(name, lambda: value, frozenset(kinds))


# Words for kinds that go together.
TEXT = ("text",)
ID = ("text", "id")
NATURAL = ("whole", "any whole", "whole>=0", "exact", "exact>=0", "weight")
POSITIVE = (*NATURAL, "whole>=1", "any whole>=1", "exact>0")
SEVERAL = (*POSITIVE, "whole>=2")


class OwnFault(Exception):
    """What a caller's own object raises when asked; it passes through, for it is the caller's to see."""


class SubInt(int):
    """An int with the right to change its mind."""


class SubStr(str):
    """Text with the right to change its mind."""

    __slots__ = ()


class SubDate(dt.date):
    """A day that is not only a day."""


class SubFraction(Fraction):
    """A fraction that is not only a fraction."""


class SubDecimal(Decimal):
    """A decimal that is not only a decimal."""


class Kind(enum.IntEnum):
    """An int by inheritance."""

    ONE = 1


class Word(enum.StrEnum):
    """A text by inheritance."""

    USD = "USD"


class Duck:
    """Something that has every attribute and takes every call, as a mock does."""

    def __getattr__(self, name: str) -> "Duck":
        """Answer for any attribute, except those that protocols look for."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *args: object, **kwargs: object) -> "Duck":
        """Answer any call."""
        return self


class Hostile:
    """Something that raises whatever is asked of it."""

    def _raise(self, *args: object) -> object:
        raise OwnFault("do not touch")

    __repr__ = __str__ = __bool__ = __len__ = __iter__ = __int__ = __index__ = __add__ = __radd__ = _raise
    __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __getitem__ = __call__ = _raise


class NoOffset(dt.tzinfo):
    """A zone that does not know its offset: aware by looks only."""

    def utcoffset(self, _: dt.datetime | None) -> None:
        """Return nothing."""

    dst = tzname = utcoffset


class BrokenZone(dt.tzinfo):
    """A zone that fails when asked."""

    def utcoffset(self, _: dt.datetime | None) -> dt.timedelta:
        """Fail."""
        raise OwnFault("no zone data")

    dst = tzname = utcoffset


def _itself() -> list:
    loop: list = []
    loop.append(loop)
    return loop


NUMBERS = (
    row("True", True, "bool", "plain"),
    row("False", False, "bool", "plain"),
    row("a float", 1.5),
    row("a float that is whole", 1.0),
    row("float minus zero", -0.0),
    row("float NaN", math.nan),
    row("float infinity", math.inf),
    row("float minus infinity", -math.inf),
    row("a complex number", 1j),
    row("0", 0, *NATURAL, "plain", "month shift"),
    row("1", 1, *POSITIVE, "month number", "exponent", "year", "nth", "plain", "month shift"),
    row("-1", -1, "whole", "any whole", "exact", "plain", "month shift"),
    row("13", 13, *SEVERAL, "exponent", "year", "plain", "month shift"),
    row("a huge int", 10**5000, "any whole", "any whole>=1"),
    row("a huge negative int", -(10**5000), "any whole"),
    row("more than 64 bits", 2**64, *SEVERAL, "plain"),
    row("a subclass of int", SubInt(1)),
    row("an IntEnum member", Kind.ONE, "plain"),
    row("a third", Fraction(1, 3), "exact", "exact>=0", "exact>0", "any fraction", "weight", "plain"),
    row("minus a half", Fraction(-1, 2), "exact", "any fraction", "plain"),
    row("a huge fraction", Fraction(1, 10**5000), "any fraction"),
    row("a subclass of Fraction", SubFraction(1, 2)),
    row("Decimal 1.5", Decimal("1.5"), "exact", "exact>=0", "exact>0", "plain"),
    row("Decimal NaN", Decimal("NaN")),
    row("Decimal sNaN", Decimal("sNaN")),
    row("Decimal infinity", Decimal("Infinity")),
    row("Decimal minus zero", Decimal("-0"), "exact", "exact>=0", "plain"),
    row("a Decimal bomb", Decimal("1e1000000")),
    row("a Decimal bomb downwards", Decimal("1e-1000000")),
    row("a subclass of Decimal", SubDecimal("1.5")),
)

TEXTS = (
    row("empty text", "", *TEXT),
    row("a blank", " ", *ID),
    row("a blank before", " a", *ID),
    row("a blank after", "a ", *ID),
    row("a NUL inside", "a\x00b", "any text"),
    row("a line break inside", "a\nb", "any text"),
    row("a tab", "a\tb", "any text"),
    row("an escape sequence", "\x1b[31mred", "any text"),
    row("a lone surrogate", "\ud800", "any text"),
    row("text that runs right to left", "\u202eabc", "any text"),
    row("a zero-width blank", "a\u200bb", "any text"),
    row("a no-break space", "a\u00a0b", "any text"),
    row("fullwidth digits", "１２", *ID),
    row("Arabic-Indic digits", "١٢", *ID),
    row("digits with an underscore", "1_000", *ID),
    row("a number with an exponent", "1e5", *ID),
    row("a text bomb", "1e999999999", *ID),
    row("a hexadecimal number", "0x10", *ID),
    row("a decimal comma", "1,5", *ID),
    row("a number as text", "12", *ID, "exact", "exact>=0", "exact>0"),
    row("the text nan", "nan", *ID),
    row("the text Infinity", "Infinity", *ID),
    row("a division by zero", "1/0", *ID),
    row("two points", "1.2.3", *ID),
    row("a formula", "=1+1", *ID),
    row("markup", "<script>alert(1)</script>", *ID),
    row("an absolute path", "/etc/passwd", *ID),
    row("201 characters", "a" * 201, *ID),
    row("4 MB of digits", "9" * 4_000_000, *ID),
    row("a subclass of str", SubStr("USD")),
    row("a StrEnum member", Word.USD, "plain"),
    row("a lower-case currency", "usd", *ID),
    row("a currency with a blank", "USD ", *ID),
    row("an unknown currency", "ABC", *ID),
    row("a metal", "XAU", *ID),
    row("a currency of 99 decimals", "USD/99", *ID),
    row("another currency", "EUR", *ID, "currency", "currency text"),
    row("an amount without currency", "4.35", *ID, "exact", "exact>=0", "exact>0"),
    row("a currency before the amount", "USD 4.35", *ID),
    row("an amount finer than a cent", "1.005 USD", *ID, "exact money text", "price"),
    row("an amount in another currency", "1.00 EUR", *ID, "money text", "exact money text", "price", "floor"),
    row("a negative amount", "-1.00 USD", *ID, "money text", "exact money text"),
    row("month 13", "2026-13", *ID),
    row("month 00", "2026-00", *ID),
    row("a month of one digit", "2026-4", *ID),
    row("a month of the year 0", "0000-01", *ID),
    row("a month in fullwidth digits", "２０２６-04", *ID),
    row("a day as text", "2026-04-16", *ID),
    row("a month as text", "2026-04", *ID, "month text"),
    row("a day that is none", "2026-02-30", *ID),
    row("a day without dashes", "20260416", *ID, "exact", "exact>=0", "exact>0"),
    row("a week date", "2026-W01-1", *ID),
    row("an instant as text", "2026-04-16T00:00:00Z", *ID),
    row("a reversed period", "2026-05-02/2026-04-28", *ID),
    row("a period as text", "2026-04-28/2026-05-02", *ID, "period text"),
    row("a zone by name", "Europe/Berlin", *ID),
    row("the zone UTC by name", "UTC", *ID),
    row("an enum member by its value", "half_even", *ID),
)

TIMES = (
    row("a naive datetime", dt.datetime(2026, 4, 16, 12)),
    row("an aware datetime", dt.datetime(2026, 4, 16, 12, tzinfo=dt.UTC), "instant", "plain"),
    row("a datetime whose zone knows no offset", dt.datetime(2026, 4, 16, tzinfo=NoOffset())),
    row("a datetime whose zone fails", dt.datetime(2026, 4, 16, tzinfo=BrokenZone()), "instant", "plain"),
    row("the last instant", dt.datetime.max.replace(tzinfo=dt.UTC), "instant", "plain"),
    row("the first day", dt.date.min, "day", "plain"),
    row("the last day", dt.date.max, "day", "plain"),
    row("a subclass of date", SubDate(2026, 4, 16)),
    row("a time of day", dt.time(12)),
    row("a timedelta", dt.timedelta(days=1)),
    row("UTC", dt.UTC, "zone", "zone asked"),
    row("a zone that knows no offset", NoOffset(), "zone"),
    row("a zone that fails", BrokenZone(), "zone", "zone asked"),
)

CONTAINERS = (
    row("an empty tuple", (), "iterable", "tuple"),
    row("a tuple with None", (None,), "cells"),
    row("a tuple with a float", (1.5,)),
    row("a tuple of text", ("a", "b"), "texts"),
    row("a tuple of ints", (1, 2), "weights", "ratio"),
    row("an empty list", [], "iterable", "list of none"),
    row("a list of ints", [1, 2], "weights"),
    row("a list of itself", _itself()),
    row("an empty dict", {}, "mapping"),
    row("a dict", {"a": 1}),
    row("a read-only mapping with a float", MappingProxyType({"a": 1.5})),
    row("an empty set", set()),
    row("a set of text", {"a"}),
    row("a frozenset", frozenset({1})),
    row("a range", range(3), "weights"),
    Row("an empty generator", lambda: (each for each in ()), frozenset({"iterable"})),
    Row("a generator of None", lambda: (None for _ in range(2)), frozenset()),
    Row("an endless generator", lambda: itertools.repeat(None), frozenset()),
    row("a tuple of a million", (None,) * 1_000_000),
)

STRANGERS = (
    row("None", None, "None"),
    row("bytes", b"1"),
    row("10 MB of bytes", b"9" * 10_000_000),
    row("a bytearray", bytearray(b"1")),
    row("an object", object()),
    row("a class", type),
    row("a function", lambda *_: None, "function"),
    row("an Ellipsis", ...),
    row("NotImplemented", NotImplemented),
    row("an exception", ValueError("x")),
    row("a duck", Duck(), "file to write", "function of rows"),
    row("something hostile", Hostile(), "iterable", "weights", "function"),
    row("another room's enum", Reason.KEY_REUSED, "Reason", "plain"),
    row("a refusal", Refused(Reason.KEY_REUSED, "taken"), "Refused", "plain"),
)

VALUES = (
    row("money", Money.parse("4.35 USD"), "Money", "any money", "floor", "floor of one", "plain"),
    row("money of nothing", Money.parse("0.00 USD"), "Money", "any money", "floor", "floor of one", "plain"),
    row("negative money", Money.parse("-4.35 USD"), "Money", "any money", "plain"),
    row("money in another currency", Money.parse("4.35 EUR"), "any money", "floor", "floor of one", "plain"),
    row(
        "money in a currency of its own", Money(435, Currency("USD", 3)), "any money", "floor", "floor of one", "plain"
    ),
    row("exact money", ExactMoney.parse("1/3 USD"), "ExactMoney", "any exact money", "price", "plain"),
    row("negative exact money", ExactMoney.parse("-1/3 USD"), "ExactMoney", "any exact money", "plain"),
    row("exact money in another currency", ExactMoney.parse("1/3 EUR"), "any exact money", "price", "plain"),
    row("a currency", Currency.of("JPY"), "Currency", "currency", "plain"),
    row("a currency of one's own", Currency("USD", 3), "Currency", "currency", "plain"),
    row("a month", Month(2026, 4), "Month", "plain"),
    row("the last month", Month(9999, 12), "Month", "plain"),
    row("a period", Period.parse("2026-04-28/2026-05-02"), "Period", "plain"),
    row("a rounding", Rounding(step="0.05"), "Rounding", "plain"),
    row("a day count", INCLUSIVE_DAYS, "DayCount", "plain"),
)

ROWS = (*NUMBERS, *TEXTS, *TIMES, *CONTAINERS, *STRANGERS, *VALUES)
