"""Statistics by interval as the published API sends them, page by page."""

__all__ = [
    "STATISTICS_KEYS",
    "STATISTIC_KEYS",
    "PelionStatistic",
    "PelionStatistics",
    "statistic_id",
    "statistic_start",
]

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import attrs

from ..checks import check_instant, each, instance, optional
from ..errors import WrongType, WrongValue
from ..interchange.extra import Extra, check_extra
from .instants import milliseconds
from .numbers import check_count
from .pages import USUAL, check_digits, check_limit
from .pelion_counters import COUNTER_KEYS, PelionFromDevices, PelionToDevices, check_counters

STATISTIC_KEYS: Mapping[str, str] = MappingProxyType({"id": "id", "starts_at": "timestamp", **COUNTER_KEYS})
STATISTICS_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "intervals": "data",
        "has_more": "has_more",
        "limit": "limit",
        "total_count": "total_count",
        "order": "order",
        "after": "after",
    }
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


@attrs.frozen(kw_only=True)
class PelionStatistic:
    """What was counted for an account, without its tenants, in one interval of time.

    Attributes:
        id: 32 hexadecimal digits; `statistic_id` of the start.
        starts_at: the first millisecond of the interval.
        active_devices: devices, each in the interval in which it was first seen.
        firmware_updates: updates that succeeded.
        sda_tokens: devices in tokens of secure access.
        user_token_requests: calls of people; this and all that follows only of accounts that pay by calls.
        api_key_requests: calls of programs.
        notifications: messages to applications.
        from_devices: messages of devices.
        to_devices: messages to devices.
        extra: what else the sender said.
    """

    id: str
    starts_at: datetime = attrs.field(converter=milliseconds)
    active_devices: int
    firmware_updates: int
    sda_tokens: int | None = 0
    user_token_requests: int | None = None
    api_key_requests: int | None = None
    notifications: int | None = None
    from_devices: PelionFromDevices | None = attrs.field(default=None, validator=optional(instance(PelionFromDevices)))
    to_devices: PelionToDevices | None = attrs.field(default=None, validator=optional(instance(PelionToDevices)))
    extra: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check_statistic(self)


@attrs.frozen(kw_only=True)
class PelionStatistics:
    """A page of intervals; the next one is asked for with the id of its last interval.

    Attributes:
        intervals: what was counted, interval by interval.
        has_more: whether intervals follow.
        limit: how many intervals a page holds at most.
        order: by time, asc or desc in letters of either size.
        after: the id of the interval before the first one, if any.
        total_count: how many intervals there are in all; None unless it was asked for.
        extra: what else the sender said.
    """

    intervals: tuple[PelionStatistic, ...] = attrs.field(default=(), validator=each(PelionStatistic))
    has_more: bool = attrs.field(default=False, validator=instance(bool))
    limit: int = USUAL
    order: str = "asc"
    after: str | None = None
    total_count: int | None = None
    extra: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check_page(self)


def statistic_id(starts_at: datetime) -> str:
    """Return the id of an interval: the milliseconds from 1970 to its start, as 32 hexadecimal digits.

    Raises WrongValue for what was before; WrongType.

    >>> statistic_id(datetime(2019, 11, 18, tzinfo=UTC))
    '00000000000000000000016e7bcf1800'
    """
    check_instant("starts_at", starts_at)
    number = (milliseconds(starts_at) - _EPOCH) // _MILLISECOND
    if number < 0:
        raise WrongValue("starts_at", "an instant from 1970 on", starts_at)
    return f"{number:032x}"


def statistic_start(id_: str) -> datetime:
    """Return when the interval of an id starts; the inverse of `statistic_id`.

    Raises WrongValue for what is no such id or lies beyond the year 9999; WrongType.

    >>> statistic_start("00000000000000000000016e7bcf1800").isoformat()
    '2019-11-18T00:00:00+00:00'
    """
    check_digits("id", id_)
    try:
        return _EPOCH + int(id_, 16) * _MILLISECOND
    except OverflowError:
        raise WrongValue("id", "an instant up to the year 9999", id_) from None


def _check_statistic(statistic: PelionStatistic) -> None:
    check_digits("id", statistic.id)
    check_instant("starts_at", statistic.starts_at)
    check_counters(statistic)
    check_extra(statistic.extra, {"object", *STATISTIC_KEYS.values()})


def _check_page(page: PelionStatistics) -> None:
    check_limit(page.limit)
    if page.total_count is not None:
        check_count("total_count", page.total_count)
    if type(page.order) is not str:
        raise WrongType("order", "str", page.order)
    if page.order.lower() not in {"asc", "desc"}:
        raise WrongValue("order", "asc or desc", page.order)
    if page.after is not None:
        check_digits("after", page.after)
    check_extra(page.extra, {"object", *STATISTICS_KEYS.values()})
