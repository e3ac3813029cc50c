"""Statistics counted: devices and updates by interval, in the published shape."""

__all__ = ["pelion_statistics"]

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from ..checks import check_instant, check_many
from ..errors import WrongType
from ..ids import DeviceId, check_id
from .instants import milliseconds
from .pelion_query import PelionPageQuery, PelionStatisticsQuery
from .pelion_statistics import PelionStatistic, PelionStatistics, statistic_id, statistic_start

_PAIR = 2


def pelion_statistics(
    query: PelionStatisticsQuery,
    *,
    connections: Iterable[tuple[DeviceId, datetime]] = (),
    firmware_updates: Iterable[datetime] = (),
    sda_tokens: Iterable[datetime] = (),
) -> PelionStatistics:
    """Return a page of what was counted in each interval, empty ones too; of an account alone, without its tenants.

    The intervals follow each other from the start of the range; the last one may be cut off by its end. A device counts
    once, in the interval of its first connection within the range; so the counts of all pages add up to the devices
    that were active in it. Instants outside the range are passed over. Raises WrongType, WrongValue.

    >>> from datetime import UTC
    >>> from kpix_billing_core.interop import PelionSpan
    >>> query = PelionStatisticsQuery(
    ...     start=datetime(2026, 4, 1, tzinfo=UTC), end=datetime(2026, 4, 3, tzinfo=UTC), interval=PelionSpan(1, "d")
    ... )
    >>> seen = [("a", datetime(2026, 4, 2, 9, tzinfo=UTC)), ("a", datetime(2026, 4, 1, 9, tzinfo=UTC))]
    >>> [interval.active_devices for interval in pelion_statistics(query, connections=seen).intervals]
    [1, 0]
    """
    if type(query) is not PelionStatisticsQuery:
        raise WrongType("query", "PelionStatisticsQuery", query)
    starts = _starts(query)
    counts = (
        _by_interval(query, starts, _first_connections(query, connections).values()),
        _by_interval(query, starts, _instants("firmware_updates", firmware_updates)),
        _by_interval(query, starts, _instants("sda_tokens", sda_tokens)),
    )
    wanted = _wanted(query.page, starts)
    return PelionStatistics(
        intervals=tuple(_statistic(start, counts) for start in wanted[: query.page.limit]),
        has_more=len(wanted) > query.page.limit,
        limit=query.page.limit,
        order=query.page.order.lower(),  # as published
        after=query.page.after,
        total_count=len(starts) if query.total else None,
    )


def _starts(query: PelionStatisticsQuery) -> list[datetime]:
    # Each from the first one, not from the one before: a chain of months that met a February would stay on its days.
    starts: list[datetime] = []
    while (start := query.interval.after(query.start, len(starts))) < query.end:
        starts.append(start)
    return starts


def _wanted(page: PelionPageQuery, starts: Sequence[datetime]) -> Sequence[datetime]:
    """Return the starts after the one that is named, in the order asked for; it need not be among them."""
    after = None if page.after is None else statistic_start(page.after)
    if page.order == "ASC":
        return starts if after is None else starts[bisect_right(starts, after) :]
    return (starts if after is None else starts[: bisect_left(starts, after)])[::-1]


def _first_connections(
    query: PelionStatisticsQuery, connections: Iterable[tuple[DeviceId, datetime]]
) -> dict[DeviceId, datetime]:
    check_many("connections", connections)
    first: dict[DeviceId, datetime] = {}
    for device, at in map(_connection, connections):
        if query.start <= at < query.end and at < first.get(device, query.end):
            first[device] = at
    return first


def _connection(connection: tuple[DeviceId, datetime]) -> tuple[DeviceId, datetime]:
    if type(connection) is not tuple or len(connection) != _PAIR:
        raise WrongType("connection", "(device, instant)", connection)
    device, at = connection
    check_id("device", device)
    check_instant("connected_at", at)
    return device, milliseconds(at)


def _instants(name: str, instants: Iterable[datetime]) -> Iterator[datetime]:
    check_many(name, instants)
    for instant in instants:
        check_instant(name, instant)
        yield milliseconds(instant)


def _by_interval(
    query: PelionStatisticsQuery, starts: Sequence[datetime], instants: Iterable[datetime]
) -> Counter[datetime]:
    within = (instant for instant in instants if query.start <= instant < query.end)
    return Counter(starts[bisect_right(starts, instant) - 1] for instant in within)


def _statistic(start: datetime, counts: tuple[Counter[datetime], ...]) -> PelionStatistic:
    devices, updates, tokens = counts
    return PelionStatistic(
        id=statistic_id(start),
        starts_at=start,
        active_devices=devices[start],
        firmware_updates=updates[start],
        sda_tokens=tokens[start],
    )
