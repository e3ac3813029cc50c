"""Counting connections into active devices: one pass over any iterable, in any order, holding each device once."""

__all__ = ["active_devices", "active_devices_by_account"]

from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from operator import itemgetter
from typing import Any, TypeAlias

from ..dates import Month
from ..errors import TallyMismatch, clipped
from ..ids import AccountId, DeviceId, check_id
from .active_devices import ActiveDevices
from .connection import Connection
from .instants import MonthSpan, check_month_of, month_span, utc
from .rows import Connections, are_tuples, objects_of, parts_of

_First: TypeAlias = dict[DeviceId, datetime]
"""Devices and their first connections."""
_Seen: TypeAlias = dict[AccountId, _First]

_NOBODY: Any = object()
_device_of = itemgetter(0)


def active_devices(connections: Connections, month: Month, account: AccountId, zone: tzinfo = UTC) -> ActiveDevices:
    """Return the devices of one account that connected in a month at least once (rules P11 to P13).

    A connection at the instant a month starts is in that month and in no other. Each device id counts once however
    often it connected, also one that was removed since; a new id is a new device. No number of devices is too large:
    connections are read once, and only the first of each device is kept. Takes `Connection` values or tuples of their
    fields. Raises TallyMismatch for a connection of another account, WrongType or WrongValue for what is none.

    >>> may = datetime(2026, 5, 1, tzinfo=UTC)
    >>> rows = [("d1", "acme", may - datetime.resolution), ("d2", "acme", may)]
    >>> active_devices(rows, Month.parse("2026-04"), "acme").count
    1
    """
    check_id("account", account)
    check_month_of(month, zone)
    span, seen = month_span(month, zone), _Seen()
    for start, part in parts_of(connections):
        _count(part, start, span, seen)
        if others := seen.keys() - {account}:
            raise TallyMismatch(f"expected connections of {clipped(account)}, got one of {clipped(min(others))}")
    return _active(seen.get(account, {}), account, month, zone)


def active_devices_by_account(
    connections: Connections, month: Month, zone: tzinfo = UTC
) -> Iterator[tuple[AccountId, ActiveDevices]]:
    """Count a whole file: yield (account id, active devices) in order of id, one for each account that has any.

    A device that connected for two accounts counts once in each (rule P12). Otherwise as `active_devices`; the counting
    is done before the first pair is yielded.
    """
    check_month_of(month, zone)
    span, seen = month_span(month, zone), _Seen()
    for start, part in parts_of(connections):
        _count(part, start, span, seen)
    # Given up account by account: all that was kept, and all that is made of it, are never held together.
    return ((account, _active(first, account, month, zone)) for account in sorted(seen) if (first := seen.pop(account)))


def _count(part: list[Any], start: int, span: MonthSpan, seen: _Seen) -> None:
    # What was counted twice counts once, so a part with an unusual row may be begun anew.
    if not (are_tuples(part) and _count_tuples(part, *span, seen)):
        _count_objects(objects_of(part, start), *span, seen)


def _count_tuples(  # noqa: C901  one loop without a call, which each row would pay for
    part: list[Any], first: datetime, last: datetime, seen: _Seen
) -> bool:
    """Keep the earliest connection of each device from one instant to another, or return False for what is unusual.

    An id that was seen before was looked at then, and rows of an account often stand together and share its id: these
    save more than all else takes.
    """
    before, known = _NOBODY, _First()
    for device, account, given in part:
        if account is not before:
            if type(account) is not str:
                return False
            found = seen.get(account)
            if found is None:
                if not (account and account.isprintable()):
                    return False
                found = seen[account] = {}
            before, known = account, found
        if type(device) is not str or type(given) is not datetime:
            return False
        connected_at = given if given.tzinfo is UTC else utc(given)
        if connected_at.tzinfo is not UTC:
            return False
        earliest = known.get(device)
        if earliest is None:
            if not (device and device.isprintable()):
                return False
            if first <= connected_at <= last:
                known[device] = connected_at
        elif first <= connected_at < earliest:
            known[device] = connected_at
    return True


def _count_objects(part: list[Connection], first: datetime, last: datetime, seen: _Seen) -> None:
    """Keep the same, in the same words: one loop for both would take a tuple more for each row."""
    for row in part:
        device, account, connected_at = row.device, row.account, row.connected_at
        known = seen.get(account)
        if known is None:
            known = seen[account] = {}
        earliest = known.get(device)
        if earliest is None:
            if first <= connected_at <= last:
                known[device] = connected_at
        elif first <= connected_at < earliest:
            known[device] = connected_at


def _active(first: _First, account: AccountId, month: Month, zone: tzinfo) -> ActiveDevices:
    return ActiveDevices(account, month, zone, tuple(sorted(first.items(), key=_device_of)))
