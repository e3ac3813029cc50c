"""The parameters of a request to the published API, read; what is wrong with them is answered all at once."""

__all__ = ["page_query", "report_month", "statistics_query"]

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from ..checks import check_instant, check_text
from ..dates import Month
from ..errors import WrongType, WrongValue
from .instants import instant_of
from .pages import LEAST, MOST, check_digits
from .pelion_error import PelionError, PelionFault, pelion_error
from .pelion_query import PelionPageQuery, PelionStatisticsQuery
from .pelion_span import PelionSpan

_NUMBER = re.compile("[0-9]{1,9}")
_MISSING = "Parameter missing."  # as published; what else is said here is not
_TEXTS = "a mapping of text to text"
_RANGE = ("period", "start", "end")


class _Read(NamedTuple):
    """The parameters as they were given, those that are right as values, and what is wrong with the others."""

    request_id: str
    given: Mapping[str, str]
    values: dict[str, Any]
    faults: list[PelionFault]


def report_month(query: Mapping[str, str], request_id: str) -> Month | PelionError:
    """Return the month that a report is asked for, or the answer 400 to a request without one, or with 2018-13.

    Whether that month can be reported yet is another question. Parameters that are not known are passed over.
    Raises WrongType for what is no mapping of text to text.

    >>> report_month({"month": "2018-07"}, "7f3a")
    Month.parse('2018-07')
    >>> report_month({}, "7f3a").faults[0]
    PelionFault(name='month', message='Parameter missing.', extra=())
    """
    read = _read(query, {"month": Month.parse}, request_id)
    _require(read, "month")
    return _answer(read) if read.faults else read.values["month"]


def page_query(query: Mapping[str, str], request_id: str) -> PelionPageQuery | PelionError:
    """Return which page of a list is asked for, or the answer 400; each of its three parameters may be missing.

    Raises WrongType for what is no mapping of text to text.

    >>> page_query({"limit": "2", "order": "desc"}, "7f3a")
    PelionPageQuery(limit=2, after=None, order='DESC')
    """
    read = _read(query, _PAGE, request_id)
    return _answer(read) if read.faults else PelionPageQuery(**read.values)


def statistics_query(query: Mapping[str, str], at: datetime, request_id: str) -> PelionStatisticsQuery | PelionError:
    """Return which statistics are asked for, or the answer 400: an interval, and either a period or a start and an end.

    A period ends at the instant `at`. The pages of one answer follow each other only where they are asked for at the
    same one: a service that takes the clock's rounds it, to the hour or the day. Raises WrongType, WrongValue for `at`.

    >>> from datetime import UTC
    >>> found = statistics_query({"interval": "2h", "period": "2d"}, datetime(2026, 4, 3, tzinfo=UTC), "7f3a")
    >>> found.start.isoformat(), str(found.interval)
    ('2026-04-01T00:00:00+00:00', '2h')
    """
    check_instant("at", at)
    read = _read(query, {**_PAGE, **_STATISTICS}, request_id)
    _require(read, "interval")
    _require_range(read)
    if read.faults:
        return _answer(read)
    try:
        return _statistics(read.values, at)
    except WrongValue as error:
        read.faults.append(_fault(error.name, error))
        return _answer(read)


def _read(query: Mapping[str, str], parameters: Mapping[str, Callable[[str], object]], request_id: str) -> _Read:
    check_text("request_id", request_id)
    read = _Read(request_id, _given(query), {}, [])
    for name, parse in parameters.items():
        if name in read.given:
            try:
                read.values[name] = parse(read.given[name])
            except WrongValue as error:
                read.faults.append(_fault(name, error))
    return read


def _given(query: Mapping[str, str]) -> dict[str, str]:
    if not isinstance(query, Mapping):
        raise WrongType("query", _TEXTS, query)
    given = dict(query)
    for text in (*given, *given.values()):
        if type(text) is not str:
            raise WrongType("query", _TEXTS, text)
    return given


def _require(read: _Read, name: str) -> None:
    if name not in read.given:
        read.faults.append(PelionFault(name=name, message=_MISSING))


def _require_range(read: _Read) -> None:
    given = [name for name in _RANGE if name in read.given]
    if not given:
        read.faults.append(PelionFault(name="period", message=_MISSING))
    elif given[0] != "period":
        _require(read, "start")
        _require(read, "end")
    elif len(given) > 1:
        read.faults.append(PelionFault(name="period", message="Parameter not allowed beside start and end."))


def _statistics(values: dict[str, Any], at: datetime) -> PelionStatisticsQuery:
    page = PelionPageQuery(**{name: values[name] for name in _PAGE if name in values})
    period: PelionSpan | None = values.get("period")
    return PelionStatisticsQuery(
        start=values["start"] if period is None else period.after(at, -1),
        end=values["end"] if period is None else at,
        interval=values["interval"],
        page=page,
        total=values.get("include", False),
    )


def _answer(read: _Read) -> PelionError:
    return pelion_error(400, read.request_id, faults=read.faults)


def _fault(name: str, error: WrongValue) -> PelionFault:
    # What was sent is not sent back.
    return PelionFault(name=name, message=f"Parameter not valid: expected {error.expected}.")


def _limit(text: str) -> int:
    found = _NUMBER.fullmatch(text)
    if found is None or not LEAST <= int(text) <= MOST:
        raise WrongValue("limit", f"{LEAST} to {MOST}", text)
    return int(text)


def _after(text: str) -> str:
    check_digits("after", text)
    return text


def _order(text: str) -> str:
    order = text.upper()
    if order not in {"ASC", "DESC"}:
        raise WrongValue("order", "ASC or DESC", text)
    return order


def _include(text: str) -> bool:
    # Other words are other ages' business.
    return "total_count" in text.split(",")


_PAGE: Mapping[str, Callable[[str], object]] = MappingProxyType({"limit": _limit, "after": _after, "order": _order})
_STATISTICS: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {
        "interval": PelionSpan.parse,
        "period": PelionSpan.parse,
        "start": instant_of,
        "end": instant_of,
        "include": _include,
    }
)
