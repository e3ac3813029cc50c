"""Counting connections into active devices: one pass over any iterable, in any order, holding each device once."""

__all__ = ["active_devices", "active_devices_by_account"]

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from typing import TypeAlias

from ..dates import Month
from ..errors import TallyMismatch
from ..ids import AccountId, DeviceId, check_id
from .active_devices import ActiveDevices
from .instants import check_month_of, month_span
from .rows import Connections, Part, parts_of

_Seen: TypeAlias = defaultdict[AccountId, dict[DeviceId, datetime]]
"""The first connection of each device, account by account."""


def active_devices(connections: Connections, month: Month, account: AccountId, zone: tzinfo = UTC) -> ActiveDevices:
    """Return the devices of one account that connected in a month at least once (rules P11 to P13).

    A connection at the instant a month starts is in that month and in no other. Each device id counts once however
    often it connected, also one that was removed since; a new id is a new device. No number of devices is too large:
    connections are read once, and only the first of each device is kept. Takes `Connection`s or tuples of their fields.
    Raises TallyMismatch for a connection of another account, WrongType or WrongValue for what is none.

    >>> may = datetime(2026, 5, 1, tzinfo=UTC)
    >>> rows = [("d1", "acme", may - datetime.resolution), ("d2", "acme", may)]
    >>> active_devices(rows, Month.parse("2026-04"), "acme").count
    1
    """
    check_id("account", account)
    check_month_of(month, zone)
    for _, active in _count_all(_of_one(parts_of(connections), account), month, zone):
        return active
    return ActiveDevices(account, month, zone)


def active_devices_by_account(
    connections: Connections, month: Month, zone: tzinfo = UTC
) -> Iterator[tuple[AccountId, ActiveDevices]]:
    """Count a whole file: yield (account id, active devices) in order of id, one for each account that has any.

    A device that connected for two accounts counts once in each (rule P12). Otherwise as `active_devices`; the counting
    is done before the first pair is yielded.
    """
    check_month_of(month, zone)
    return _count_all(parts_of(connections), month, zone)


def _of_one(parts: Iterable[Part], account: AccountId) -> Iterator[Part]:
    for part in parts:
        if others := set(part.account) - {account}:
            raise TallyMismatch(f"expected connections of {account}, got one of {min(others)}")
        yield part


def _count_all(parts: Iterable[Part], month: Month, zone: tzinfo) -> Iterator[tuple[AccountId, ActiveDevices]]:
    span = month_span(month, zone)
    seen: _Seen = defaultdict(dict)
    for part in parts:
        _count(part, span.first, span.last, seen)
    return _counted(seen, month, zone)


def _count(part: Part, first: datetime, last: datetime, seen: _Seen) -> None:
    """Keep the earliest connection of each device between two instants, both included."""
    for device, account, connected_at in zip(*part, strict=True):
        if first <= connected_at <= last:
            known = seen[account]
            if connected_at < known.setdefault(device, connected_at):
                known[device] = connected_at


def _counted(seen: _Seen, month: Month, zone: tzinfo) -> Iterator[tuple[AccountId, ActiveDevices]]:
    for account in sorted(seen):
        # Given up account by account: all that was kept, and all that is made of it, are never held together.
        yield account, ActiveDevices(account, month, zone, tuple(sorted(seen.pop(account).items())))
