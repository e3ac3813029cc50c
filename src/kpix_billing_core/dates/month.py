"""The calendar month: what is billed, and the unit that plans are counted in."""

__all__ = ["Month"]

import re
from collections.abc import Iterator
from datetime import date
from typing import overload

import attrs

from ..checks import check_day, check_text, check_whole
from ..errors import WrongType, WrongValue

_LAST_YEAR = 9999
_MONTHS_OF_YEAR = 12
_FEBRUARY = 2
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_TEXT = "([0-9]{4})-([0-9]{2})"


@attrs.frozen(order=True, repr=False)
class Month:
    """A calendar month of the years 1 to 9999; months are ordered, counted and subtracted (rules L41, L42).

    Adding a whole number of months gives a month, subtracting a month gives how many months lie between.
    Raises WrongType or WrongValue.

    Attributes:
        year: 1 to 9999.
        number: 1 (January) to 12 (December).

    >>> april = Month.parse("2026-04")
    >>> april.days, april + 9, Month(2027, 1) - april
    (30, Month.parse('2027-01'), 9)
    """

    year: int = attrs.field()
    number: int = attrs.field()

    def __attrs_post_init__(self) -> None:
        _check(self.year, self.number)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Read "2026-04"; the inverse of `str`."""
        check_text("month", text)
        match = re.fullmatch(_TEXT, text)
        if match is None:
            raise WrongValue("month", 'a month such as "2026-04"', text)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month a day lies in."""
        check_day("day", day)
        return cls(day.year, day.month)

    @property
    def days(self) -> int:
        """How many calendar days it has: 28 to 31."""
        return _days(self)

    @property
    def first_day(self) -> date:
        """The first of the month."""
        return _first_day(self)

    @property
    def last_day(self) -> date:
        """The last day of the month, included in it."""
        return date(self.year, self.number, _days(self))

    def __contains__(self, day: date) -> bool:
        check_day("day", day)
        return (day.year, day.month) == (self.year, self.number)

    def __add__(self, months: int) -> "Month":
        if type(months) is not int:
            return NotImplemented
        return _at(_index(self) + months)

    @overload
    def __sub__(self, other: int) -> "Month": ...
    @overload
    def __sub__(self, other: "Month") -> int: ...
    def __sub__(self, other: "int | Month") -> "Month | int":
        if type(other) is int:
            return _at(_index(self) - other)
        if type(other) is Month:
            return _index(self) - _index(other)
        return NotImplemented

    def until(self, last: "Month") -> Iterator["Month"]:
        """Yield the months from this one to `last`, both included; none where `last` is earlier."""
        if type(last) is not Month:
            raise WrongType("last", "Month", last)
        return map(_at, range(_index(self), _index(last) + 1))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def __repr__(self) -> str:
        return f"Month.parse({str(self)!r})"


def _check(year: int, number: int) -> None:
    check_whole("year", year)
    check_whole("month number", number)
    if not 1 <= year <= _LAST_YEAR:
        raise WrongValue("year", f"1 to {_LAST_YEAR}", year)
    if not 1 <= number <= _MONTHS_OF_YEAR:
        raise WrongValue("month number", f"1 to {_MONTHS_OF_YEAR}", number)


def _index(month: Month) -> int:
    return month.year * _MONTHS_OF_YEAR + month.number - 1


def _at(index: int) -> Month:
    return Month(index // _MONTHS_OF_YEAR, index % _MONTHS_OF_YEAR + 1)


def _first_day(month: Month) -> date:
    return date(month.year, month.number, 1)


def _days(month: Month) -> int:
    return 29 if month.number == _FEBRUARY and _is_leap(month.year) else _LENGTHS[month.number - 1]


def _is_leap(year: int) -> bool:
    # calendar.isleap would do, but importing it imports the locales.
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
