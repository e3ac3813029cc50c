"""A run of calendar days, both ends included, as people say it."""

__all__ = ["Period"]

from collections.abc import Iterator
from datetime import date, timedelta

import attrs

from ..checks import check_day, check_text
from ..errors import WrongType, WrongValue
from .month import Month


@attrs.frozen(order=True, repr=False)
class Period:
    """The days from `first` to `last`, both included: a period of one day has the same day twice (rules L43, L44).

    There is no empty period: what would be one is None. Raises WrongType, or WrongValue for a reversed one.

    Attributes:
        first: the first day.
        last: the last day, included.

    >>> Period.parse("2026-04-28/2026-05-02").days
    5
    """

    first: date = attrs.field()
    last: date = attrs.field()

    def __attrs_post_init__(self) -> None:
        _check(self.first, self.last)

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read "2026-04-28/2026-05-02"; the inverse of `str`."""
        check_text("period", text)
        first, slash, last = text.partition("/")
        if not slash:
            raise WrongValue("period", 'two days such as "2026-04-28/2026-05-02"', text)
        return cls(parse_day(first), parse_day(last))

    @classmethod
    def of(cls, month: Month) -> "Period":
        """Return all days of a month."""
        if type(month) is not Month:
            raise WrongType("month", "Month", month)
        return cls(month.first_day, month.last_day)

    @property
    def days(self) -> int:
        """How many days it has, at least 1."""
        return _days(self)

    def __contains__(self, day: date) -> bool:
        check_day("day", day)
        return self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        return map(date.fromordinal, range(self.first.toordinal(), self.last.toordinal() + 1))

    def __and__(self, other: "Period") -> "Period | None":
        """Return the days both have, or None."""
        if type(other) is not Period:
            return NotImplemented
        return _common(self, other)

    def split(self, last: date) -> tuple["Period | None", "Period | None"]:
        """Return the part up to and including `last`, and the part after it; None for a part that has no days."""
        return _split(self, last)

    def months(self) -> Iterator[Month]:
        """Yield the months it touches, in order."""
        return Month.of(self.first).until(Month.of(self.last))

    def __str__(self) -> str:
        return f"{self.first.isoformat()}/{self.last.isoformat()}"

    def __repr__(self) -> str:
        return f"Period.parse({str(self)!r})"


def parse_day(text: str) -> date:
    """Read a day written as "2026-04-28" and in no other way."""
    # date.fromisoformat also reads "20260428" and "2026-W18-2".
    check_text("day", text)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise WrongValue("day", 'a day such as "2026-04-28"', text) from None
    if day.isoformat() != text:
        raise WrongValue("day", 'a day such as "2026-04-28"', text)
    return day


def _check(first: date, last: date) -> None:
    check_day("first", first)
    check_day("last", last)
    if last < first:
        raise WrongValue("last", f"a day from {first.isoformat()} on", last)


def _days(period: Period) -> int:
    return period.last.toordinal() - period.first.toordinal() + 1


def _common(one: Period, other: Period) -> Period | None:
    first, last = max(one.first, other.first), min(one.last, other.last)
    return Period(first, last) if first <= last else None


def _split(period: Period, last: date) -> tuple[Period | None, Period | None]:
    check_day("last", last)
    if last < period.first:
        return None, period
    if last >= period.last:
        return period, None
    return Period(period.first, last), Period(last + timedelta(days=1), period.last)
