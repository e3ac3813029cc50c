"""The active devices of an account in a month: each once, with its first connection; parts add up as sets do."""

__all__ = ["ActiveDevices"]

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from itertools import islice, repeat
from operator import attrgetter, is_, itemgetter, lt
from typing import Any, NoReturn, TypeAlias

import attrs

from ..dates import Month
from ..errors import TallyMismatch, WrongType, WrongValue, clipped
from ..ids import AccountId, DeviceId, check_id
from ..tables import Table
from .connection import Connection
from .instants import check_month_of, check_utc, month_span
from .rows import are

First: TypeAlias = tuple[DeviceId, datetime]
"""A device and the instant of its first connection in the month."""

_PAIR = 2
_zone_of = attrgetter("tzinfo")


@attrs.frozen
class ActiveDevices:
    """The devices of an account that connected in a month, each with its first connection in it (rules P11, P12).

    The sum of two says which devices are in either, with the earlier first connection: the order of connections, how
    often they are given and how they were parted do not matter. Adding those of two accounts, months or zones raises
    TallyMismatch. Not included: whether devices are billed by this count, and what for. Raises WrongType or WrongValue.

    Attributes:
        account: whose.
        month: when.
        zone: where the month begins and ends.
        first: each device once, in order, with the instant of its first connection in the month, in UTC.

    >>> from datetime import timedelta
    >>> april, noon = Month.parse("2026-04"), datetime(2026, 4, 16, 12, tzinfo=UTC)
    >>> one = ActiveDevices("acme", april, first=(("d1", noon), ("d2", noon)))
    >>> late = ActiveDevices("acme", april, first=(("d2", noon - timedelta(hours=3)),))
    >>> (one + late).count
    2
    """

    account: AccountId
    month: Month
    zone: tzinfo = UTC
    first: tuple[First, ...] = ()

    def __attrs_post_init__(self) -> None:
        _check(self)

    @property
    def count(self) -> int:
        """How many devices there are: the number that is billed (rules P12, P13)."""
        return len(self.first)

    def rows(self) -> Iterator[Connection]:
        """Yield the first connection of each device, in order of device: what the report of active devices lists."""
        return (Connection(device, self.account, connected_at) for device, connected_at in self.first)

    def __add__(self, other: "ActiveDevices") -> "ActiveDevices":
        if type(other) is not ActiveDevices:
            return NotImplemented
        return _sum(self, other)

    def __str__(self) -> str:
        return str(_table(self))

    def _repr_html_(self) -> str:
        return _table(self).html()


def _check(active: ActiveDevices) -> None:
    check_id("account", active.account)
    check_month_of(active.month, active.zone)
    if type(active.first) is not tuple:
        raise WrongType("first", "tuple of (device, instant)", active.first)
    # Ten million devices are one value: looked at by columns, and one by one only where something is wrong.
    if active.first and not _is_usual(active):
        _complain(active)


def _is_usual(active: ActiveDevices) -> bool:
    first: tuple[Any, ...] = active.first
    if not are(tuple, first) or set(map(len, first)) != {_PAIR}:
        return False
    devices, instants = list(map(itemgetter(0), first)), list(map(itemgetter(1), first))
    span = month_span(active.month, active.zone)
    return (
        are(str, devices)
        and devices[0] != ""  # in order, so that no other one can be
        and all(map(lt, devices, islice(devices, 1, None)))
        and "".join(devices).isprintable()
        and are(datetime, instants)
        and all(map(is_, map(_zone_of, instants), repeat(UTC)))
        and span.first <= min(instants)
        and max(instants) <= span.last
    )


def _complain(active: ActiveDevices) -> NoReturn:
    span = month_span(active.month, active.zone)
    before, members = "", iter(active.first)
    # One of them is wrong, so there is no end to come to.
    while True:
        member = next(members)
        if type(member) is not tuple or len(member) != _PAIR:
            raise WrongType("first", "tuple of (device, instant)", member)
        device, connected_at = member
        check_id("device", device)
        if device <= before:
            raise WrongValue("first", "each device once, in order", device)
        check_utc("connected_at", connected_at)
        if not span.first <= connected_at <= span.last:
            raise WrongValue("connected_at", f"an instant of {active.month}", connected_at)
        before = device


def _sum(one: ActiveDevices, other: ActiveDevices) -> ActiveDevices:
    if (one.month, one.zone) != (other.month, other.zone):
        raise TallyMismatch("active devices add up only within one month of one zone")
    if one.account != other.account:
        raise TallyMismatch(
            f"active devices of two accounts do not add up: {clipped(one.account)} and {clipped(other.account)}"
        )
    return attrs.evolve(one, first=_united(one.first, other.first))


def _united(one: Iterable[First], other: Iterable[First]) -> tuple[First, ...]:
    # Backwards, so that what is kept of a device, the one that comes last, is its earliest.
    latest_first = sorted((*one, *other), reverse=True)
    return tuple(reversed(dict(latest_first).items()))


def _table(active: ActiveDevices) -> Table:
    row = (active.account, str(active.month), str(active.count))
    return Table(columns=("account", "month", "active devices"), rows=(row,), right=(2,))
