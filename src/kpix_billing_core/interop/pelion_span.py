"""Lengths of time as the statistics of the published API are asked for: 5m, 2h, 3d, 4w, 1mo."""

__all__ = ["PelionSpan"]

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import attrs

from ..checks import check_instant, check_text, check_whole
from ..dates import add_months
from ..errors import WrongValue

_TEXT = re.compile("([0-9]{1,9})(mo|[mhdw])")
_LENGTHS: Mapping[str, timedelta] = MappingProxyType(
    {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(days=7)}
)
_RANGES: Mapping[str, tuple[int, int]] = MappingProxyType(
    {"m": (5, 141_120), "h": (1, 2_352), "d": (1, 98), "w": (1, 14), "mo": (1, 3)}
)
"""How many of each are published as allowed: 5 minutes to 98 days, or 3 calendar months."""


@attrs.frozen
class PelionSpan:
    """A number of minutes (5 to 141120), hours (to 2352), days (to 98), weeks of 7 days (to 14) or months (to 3).

    Months are those of the calendar, in UTC: a month after January 31 is the last of February.

    Attributes:
        count: how many.
        unit: of what: m, h, d, w or mo.

    >>> str(PelionSpan.parse("98d")), PelionSpan.parse("1mo").after(datetime(2026, 1, 31, tzinfo=UTC)).isoformat()
    ('98d', '2026-02-28T00:00:00+00:00')
    """

    count: int
    unit: str

    def __attrs_post_init__(self) -> None:
        _check(self)

    @classmethod
    def parse(cls, text: str) -> "PelionSpan":
        """Read "2h"; the inverse of `str`. Raises WrongValue, WrongType."""
        check_text("span", text)
        found = _TEXT.fullmatch(text)
        if found is None:
            raise WrongValue("span", "a length of time such as 5m, 2h, 3d, 4w or 1mo", text)
        return cls(int(found[1]), found[2])

    def after(self, instant: datetime, times: int = 1) -> datetime:
        """Return the instant so many of these lengths later, in UTC; earlier where the number is less than 0.

        Raises WrongValue where time ends; WrongType.
        """
        check_instant("instant", instant)
        check_whole("times", times)
        return _after(self, instant, times)

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"


def _after(span: PelionSpan, instant: datetime, times: int) -> datetime:
    try:
        moment = instant.astimezone(UTC)
        if span.unit in _LENGTHS:
            return moment + span.count * times * _LENGTHS[span.unit]
    except OverflowError:
        raise WrongValue("instant", "years 1 to 9999", instant) from None
    return datetime.combine(add_months(moment.date(), span.count * times), moment.timetz())


def _check(span: PelionSpan) -> None:
    check_whole("count", span.count)
    check_text("unit", span.unit)
    if span.unit not in _RANGES:
        raise WrongValue("unit", "m, h, d, w or mo", span.unit)
    least, most = _RANGES[span.unit]
    if not least <= span.count <= most:
        raise WrongValue("count", f"{least} to {most}", span.count)
