"""Counting connections into activity: as for active devices, with how often and on which days each device connected."""

__all__ = ["activity", "activity_by_account"]

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple, TypeAlias

from ..dates import Month
from ..errors import TallyMismatch, clipped
from ..ids import AccountId, DeviceId, check_id
from .activity import Activity
from .connection import Connection
from .device_activity import DeviceActivity
from .instants import MonthSpan, check_month_of, day_starts, month_span
from .rows import Connections, objects_of, parts_of


class _Days(NamedTuple):
    """A month's first and last instant, and where its days begin, the first one's left out."""

    span: MonthSpan
    starts: list[datetime]


_Seen: TypeAlias = dict[AccountId, dict[DeviceId, tuple[datetime, int, int]]]
"""Of each device its first connection, how many there were, and on which days."""


def activity(connections: Connections, month: Month, account: AccountId, zone: tzinfo = UTC) -> Activity:
    """Return how often and on which days of a month the devices of one account connected.

    Each connection counts as often as it is given: deliver it once where numbers of connections matter. Days are those
    of the zone. Read once, holding each device once. Takes `Connection` values or tuples of their fields. Raises
    TallyMismatch for a connection of another account, WrongType or WrongValue for what is none.

    >>> rows = [("d1", "acme", datetime(2026, 4, day, 12, tzinfo=UTC)) for day in (1, 1, 30)]
    >>> activity(rows, Month.parse("2026-04"), "acme").by_day[:2]
    (1, 0)
    """
    check_id("account", account)
    check_month_of(month, zone)
    days, seen = _Days(month_span(month, zone), day_starts(month, zone)), _Seen()
    for start, part in parts_of(connections):
        _count(objects_of(part, start), days, seen)
        if others := seen.keys() - {account}:
            raise TallyMismatch(f"expected connections of {clipped(account)}, got one of {clipped(min(others))}")
    return _activity(seen.get(account, {}), account, month, zone)


def activity_by_account(
    connections: Connections, month: Month, zone: tzinfo = UTC
) -> Iterator[tuple[AccountId, Activity]]:
    """Count a whole file: yield (account id, activity) in order of id, one for each account that has any.

    Otherwise as `activity`; the counting is done before the first pair is yielded.
    """
    check_month_of(month, zone)
    days, seen = _Days(month_span(month, zone), day_starts(month, zone)), _Seen()
    for start, part in parts_of(connections):
        _count(objects_of(part, start), days, seen)
    return (
        (account, _activity(found, account, month, zone)) for account in sorted(seen) if (found := seen.pop(account))
    )


def _count(part: list[Connection], days: _Days, seen: _Seen) -> None:
    for row in part:
        devices, at = seen.setdefault(row.account, {}), row.connected_at
        if days.span.first <= at <= days.span.last:
            day = 1 << bisect_right(days.starts, at)
            first, connections, used = devices.get(row.device, (at, 0, 0))
            devices[row.device] = min(first, at), connections + 1, used | day


def _activity(
    found: dict[DeviceId, tuple[datetime, int, int]], account: AccountId, month: Month, zone: tzinfo
) -> Activity:
    return Activity(account, month, zone, tuple(DeviceActivity(device, *found[device]) for device in sorted(found)))
