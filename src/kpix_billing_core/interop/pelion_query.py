"""What a client of the published API asks, as values that check themselves."""

__all__ = ["PelionPageQuery", "PelionStatisticsQuery"]

from datetime import datetime, timedelta

import attrs

from ..checks import check_instant, instance
from ..errors import WrongValue
from .instants import milliseconds
from .pages import USUAL, check_digits, check_limit, check_order
from .pelion_span import PelionSpan

_SHORTEST, _LONGEST = timedelta(minutes=5), timedelta(days=98)


@attrs.frozen(kw_only=True)
class PelionPageQuery:
    """Which page of a list is asked for.

    Attributes:
        limit: how many lines at most, 2 to 1000.
        after: the id of the line before the first one, 32 hexadecimal digits, if any.
        order: ASC or DESC.
    """

    limit: int = USUAL
    after: str | None = None
    order: str = "ASC"

    def __attrs_post_init__(self) -> None:
        _check_page(self)


@attrs.frozen(kw_only=True)
class PelionStatisticsQuery:
    """Which page of which statistics is asked for.

    Attributes:
        start: the first instant of the range.
        end: the first instant after it, from 5 minutes to 98 days later.
        interval: how long each interval is; at most as long as the range.
        page: how many intervals, after which, in which order.
        total: whether to say how many intervals there are in all.
    """

    start: datetime = attrs.field(converter=milliseconds)
    end: datetime = attrs.field(converter=milliseconds)
    interval: PelionSpan = attrs.field(validator=instance(PelionSpan))
    page: PelionPageQuery = attrs.field(factory=PelionPageQuery, validator=instance(PelionPageQuery))
    total: bool = attrs.field(default=False, validator=instance(bool))

    def __attrs_post_init__(self) -> None:
        _check_statistics(self)


def _check_page(query: PelionPageQuery) -> None:
    check_limit(query.limit)
    check_order(query.order)
    if query.after is not None:
        check_digits("after", query.after)


def _check_statistics(query: PelionStatisticsQuery) -> None:
    check_instant("start", query.start)
    check_instant("end", query.end)
    if not _SHORTEST <= query.end - query.start <= _LONGEST:
        raise WrongValue("end", "5 minutes to 98 days after the start", query.end)
    if not _fits(query):
        raise WrongValue("interval", "at most the range that is asked for", query.interval)


def _fits(query: PelionStatisticsQuery) -> bool:
    try:
        return query.interval.after(query.start) <= query.end
    except WrongValue:  # where time ends
        return False
