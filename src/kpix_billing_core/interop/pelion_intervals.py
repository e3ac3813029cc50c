"""Statistics counted: devices, updates and calls by interval, in the published shape, page by page."""

__all__ = ["pelion_statistics"]

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from ..checks import check_instant, check_many
from ..dates.zone import utc
from ..errors import TallyMismatch, WrongType, describe
from ..ids import AccountId, DeviceId, check_id
from ..usage import ApiCalls, Connections, FirmwareUpdate
from ..usage.rows import objects_of, parts_of
from .pelion_calls import calls_counted
from .pelion_query import PelionPageQuery, PelionStatisticsQuery
from .pelion_statistics import PelionStatistic, PelionStatistics, statistic_id, statistic_start

_PAIR = 2


class _Intervals(NamedTuple):
    """The starts of the intervals of a range, in order, and the end of the range."""

    starts: Sequence[datetime]
    end: datetime

    def counted(self, instants: Iterable[datetime]) -> Counter[datetime]:
        """Return how many of the instants are in each interval, by its start."""
        return Counter(self.start_of(instant) for instant in instants if self.starts[0] <= instant < self.end)

    def start_of(self, instant: datetime) -> datetime:
        """Return when the interval of an instant within the range starts."""
        return self.starts[bisect_right(self.starts, instant) - 1]


class _Counts(NamedTuple):
    """What was counted, by the start of the interval; calls are None where they are not to be said."""

    devices: Counter[datetime]
    updates: Counter[datetime]
    tokens: Counter[datetime]
    calls: Mapping[datetime, ApiCalls] | None


def pelion_statistics(
    query: PelionStatisticsQuery,
    account: AccountId,
    *,
    connections: Connections = (),
    updates: Iterable[FirmwareUpdate] = (),
    access_tokens: Iterable[datetime] = (),
    api_calls: Iterable[tuple[datetime, ApiCalls]] | None = None,
) -> PelionStatistics:
    """Return a page of what was counted in each interval, empty ones too; of an account alone, without its tenants.

    The intervals follow each other from the start of the range; its end may cut the last one off. A device counts once,
    in the interval of its first connection within the range, so that the counts of all pages add up to the devices that
    were active in it. What happened outside the range is passed over. Calls are given with the instants at which they
    were made, or not at all: then they are not said (rule P35).

    Raises TallyMismatch for facts of another account, WrongType or WrongValue for what is none.

    >>> from datetime import UTC
    >>> from kpix_billing_core.interop import PelionSpan
    >>> query = PelionStatisticsQuery(
    ...     start=datetime(2026, 4, 1, tzinfo=UTC), end=datetime(2026, 4, 3, tzinfo=UTC), interval=PelionSpan(1, "d")
    ... )
    >>> seen = [("d1", "acme", datetime(2026, 4, day, 9, tzinfo=UTC)) for day in (2, 1)]
    >>> [interval.active_devices for interval in pelion_statistics(query, "acme", connections=seen).intervals]
    [1, 0]
    """
    if type(query) is not PelionStatisticsQuery:
        raise WrongType("query", "PelionStatisticsQuery", query)
    check_id("account", account)
    intervals = _Intervals(_starts(query), query.end)
    counts = _Counts(
        intervals.counted(_first_connections(query, account, connections)),
        intervals.counted(_completed(account, updates)),
        intervals.counted(_instants(access_tokens)),
        None if api_calls is None else _calls(intervals, api_calls),
    )
    return _page(query, intervals.starts, counts)


def _page(query: PelionStatisticsQuery, starts: Sequence[datetime], counts: _Counts) -> PelionStatistics:
    page = query.page
    wanted = _wanted(page, starts)
    return PelionStatistics(
        intervals=tuple(_statistic(start, counts) for start in wanted[: page.limit]),
        has_more=len(wanted) > page.limit,
        limit=page.limit,
        order=page.order.lower(),  # as published
        after=page.after,
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


def _statistic(start: datetime, counts: _Counts) -> PelionStatistic:
    return PelionStatistic(
        id=statistic_id(start),
        starts_at=start,
        active_devices=counts.devices[start],
        firmware_updates=counts.updates[start],
        sda_tokens=counts.tokens[start],
        **calls_counted(None if counts.calls is None else counts.calls.get(start, ApiCalls())),
    )


def _first_connections(
    query: PelionStatisticsQuery, account: AccountId, connections: Connections
) -> Iterable[datetime]:
    first: dict[DeviceId, datetime] = {}
    for number, part in parts_of(connections):
        for row in objects_of(part, number):
            _check_owner(account, row.account)
            at = row.connected_at
            # One that comes after the range is left out where it is counted; any within it is earlier.
            if query.start <= at:
                first[row.device] = min(at, first.get(row.device, at))
    return first.values()


def _completed(account: AccountId, updates: Iterable[FirmwareUpdate]) -> Iterator[datetime]:
    check_many("updates", updates)
    seen: set[FirmwareUpdate] = set()
    for update in updates:
        if type(update) is not FirmwareUpdate:
            raise WrongType("update", "FirmwareUpdate", update)
        _check_owner(account, update.account)
        # The same update given twice counts once, as in a report.
        if update not in seen:
            seen.add(update)
            yield update.completed_at


def _instants(instants: Iterable[datetime]) -> Iterator[datetime]:
    check_many("access_tokens", instants)
    for instant in instants:
        check_instant("access_token", instant)
        yield utc(instant)


def _calls(intervals: _Intervals, api_calls: Iterable[tuple[datetime, ApiCalls]]) -> dict[datetime, ApiCalls]:
    check_many("api_calls", api_calls)
    found: defaultdict[datetime, ApiCalls] = defaultdict(ApiCalls)
    for pair in api_calls:
        if type(pair) is not tuple or len(pair) != _PAIR or type(pair[1]) is not ApiCalls:
            raise WrongType("api_calls", "pairs of an instant and ApiCalls", pair)
        check_instant("api_calls", pair[0])
        made_at = utc(pair[0])
        if intervals.starts[0] <= made_at < intervals.end:
            found[intervals.start_of(made_at)] += pair[1]
    return found


def _check_owner(account: AccountId, other: AccountId) -> None:
    if other != account:
        raise TallyMismatch(f"expected facts of {describe(account)}, got one of {describe(other)}")
