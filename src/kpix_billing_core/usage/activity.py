"""How active the devices of an account were in a month: how often and on which days each of them connected."""

__all__ = ["Activity"]

from collections.abc import Iterable
from datetime import UTC, tzinfo
from fractions import Fraction

import attrs

from ..dates import Month
from ..errors import TallyMismatch, WrongType, WrongValue, clipped
from ..ids import AccountId, check_id
from ..tables import Table
from .active_devices import ActiveDevices
from .active_rules import ActiveRule, check_rule
from .device_activity import DeviceActivity
from .instants import check_month_of, month_span


@attrs.frozen
class Activity:
    """How active the devices of an account were in a month; what is counted of parts adds up, in any order.

    For who does not bill every device that connected once: `active` says which devices a rule counts, `daily_average`
    and `by_day` how many there were on a day. Numbers of connections add up as well, so a connection that stands in two
    parts is two. Adding those of two accounts, months or zones raises TallyMismatch. Raises WrongType or WrongValue.

    Attributes:
        account: whose.
        month: when.
        zone: where the month and its days begin and end.
        devices: those that connected in the month, each once, in order.
    """

    account: AccountId
    month: Month
    zone: tzinfo = UTC
    devices: tuple[DeviceActivity, ...] = ()

    def __attrs_post_init__(self) -> None:
        _check(self)

    @property
    def by_day(self) -> tuple[int, ...]:
        """How many devices connected on each day of the month, each once a day."""
        return _by_day(self)

    @property
    def daily_average(self) -> Fraction:
        """How many devices connected on a day, on average over all days of the month.

        >>> from datetime import datetime
        >>> one = DeviceActivity("d1", datetime(2026, 4, 16, 12, tzinfo=UTC), connections=3, days=0b11 << 15)
        >>> Activity("acme", Month.parse("2026-04"), devices=(one,)).daily_average
        Fraction(1, 15)
        """
        return _daily_average(self)

    def active(self, rule: ActiveRule) -> ActiveDevices:
        """Return the devices that a rule counts, with their first connection.

        >>> from .active_rules import AtLeastConnections
        >>> from datetime import datetime
        >>> one = DeviceActivity("d1", datetime(2026, 4, 16, 12, tzinfo=UTC), connections=3, days=0b11 << 15)
        >>> Activity("acme", Month.parse("2026-04"), devices=(one,)).active(AtLeastConnections(4)).count
        0
        """
        return _active(self, rule)

    def __add__(self, other: "Activity") -> "Activity":
        if type(other) is not Activity:
            return NotImplemented
        return _sum(self, other)

    def __str__(self) -> str:
        return str(_table(self))

    def _repr_html_(self) -> str:
        return _table(self).html()


def _check(activity: Activity) -> None:
    check_id("account", activity.account)
    check_month_of(activity.month, activity.zone)
    if type(activity.devices) is not tuple:
        raise WrongType("devices", "tuple of DeviceActivity", activity.devices)
    span = month_span(activity.month, activity.zone)
    before = ""
    for one in activity.devices:
        if type(one) is not DeviceActivity:
            raise WrongType("devices", "tuple of DeviceActivity", one)
        if one.device <= before:
            raise WrongValue("devices", "each device once, in order", one.device)
        if not span.first <= one.first <= span.last:
            raise WrongValue("first", f"an instant of {activity.month}", one.first)
        if one.days.bit_length() > activity.month.days:
            raise WrongValue("days", f"a bit for each of {activity.month.days} days", one.days)
        before = one.device


def _by_day(activity: Activity) -> tuple[int, ...]:
    return tuple(sum(one.days >> day & 1 for one in activity.devices) for day in range(activity.month.days))


def _daily_average(activity: Activity) -> Fraction:
    return Fraction(sum(one.days.bit_count() for one in activity.devices), activity.month.days)


def _active(activity: Activity, rule: ActiveRule) -> ActiveDevices:
    check_rule(rule)
    found = ((one.device, one.first) for one in activity.devices if rule.counts(one))
    return ActiveDevices(activity.account, activity.month, activity.zone, tuple(found))


def _sum(one: Activity, other: Activity) -> Activity:
    if (one.month, one.zone) != (other.month, other.zone):
        raise TallyMismatch("activity adds up only within one month of one zone")
    if one.account != other.account:
        raise TallyMismatch(
            f"the activity of two accounts does not add up: {clipped(one.account)} and {clipped(other.account)}"
        )
    return attrs.evolve(one, devices=_united(one.devices, other.devices))


def _united(one: Iterable[DeviceActivity], other: Iterable[DeviceActivity]) -> tuple[DeviceActivity, ...]:
    found = {each.device: each for each in one}
    for each in other:
        known = found.get(each.device)
        found[each.device] = each if known is None else _both(known, each)
    return tuple(found[device] for device in sorted(found))


def _both(one: DeviceActivity, other: DeviceActivity) -> DeviceActivity:
    first = min(one.first, other.first)
    return DeviceActivity(one.device, first, one.connections + other.connections, one.days | other.days)


def _table(activity: Activity) -> Table:
    connections = sum(one.connections for one in activity.devices)
    row = (activity.account, str(activity.month), str(len(activity.devices)), str(connections))
    return Table(columns=("account", "month", "devices", "connections"), rows=(row,), right=(2, 3))
