"""A plan held by a device: how it began, and its last day."""

__all__ = ["Holding", "billable", "held_by"]

from collections.abc import Iterable, Iterator
from datetime import date

import attrs

from ..accounts import Device
from ..checks import check_day, check_many
from ..dates import Month
from ..decisions import Reason, Refused
from ..errors import WrongType, WrongValue
from ..ids import AccountId, DeviceId, SkuCode
from ..metering import Allocation
from ..pool import BilledLater, Consumed, PlanStart, Purchased

STARTS = (Consumed, Purchased, BilledLater)


@attrs.frozen
class Holding:
    """A plan that a device holds, or held: the event it began with, and its last day, included (rules L51, L63, L64).

    A plan once ended never goes on; switched on again, a device holds another one. Raises WrongType or WrongValue.

    Attributes:
        start: how it began, which says who paid for it and how.
        removed_on: its last day; None while it is held.
    """

    start: PlanStart
    removed_on: date | None = None

    def __attrs_post_init__(self) -> None:
        _check(self)

    @property
    def device(self) -> DeviceId:
        """Which holds it."""
        return self.start.device

    @property
    def sku(self) -> SkuCode:
        """The plan."""
        return self.start.sku

    @property
    def consumed_on(self) -> date:
        """Its first day."""
        return self.start.on

    @property
    def prepaid(self) -> bool:
        """Whether a credit paid for it, so that its days are not billed."""
        return _prepaid(self)

    @property
    def account(self) -> AccountId:
        """Who paid for it, or is billed its days."""
        return _account(self)

    @property
    def allocation(self) -> Allocation:
        """The plan as metering counts it."""
        return Allocation(self.device, self.account, self.sku, self.consumed_on, self.removed_on)


def billable(holdings: Iterable[Holding]) -> Iterator[Allocation]:
    """Yield the allocations whose days are billed: those that no credit paid for (rules L13, L25).

    Prepaid plans are left out: they were charged when their credit was bought, and are not charged twice.
    """
    check_many("holdings", holdings)
    for holding in holdings:
        if type(holding) is not Holding:
            raise WrongType("holdings", "Holding", holding)
        if not holding.prepaid:
            yield holding.allocation


def held_by(device: Device, holdings: Iterable[Holding]) -> Holding | None:
    """Return the plan that a device holds, or None; raises WrongValue where there are two."""
    check_device(device)
    check_many("holdings", holdings)
    found: Holding | None = None
    for holding in holdings:
        if type(holding) is not Holding:
            raise WrongType("holdings", "Holding", holding)
        if holding.device == device.id and holding.removed_on is None:
            if found is not None:
                raise WrongValue("holdings", f"one open plan of {device.id}", holding.sku)
            found = holding
    return found


def refused_end(device: Device, held: Holding, on: date) -> Refused | None:
    """Return why a plan cannot end on a day, or None; raises for what is not this device's plan."""
    check_device(device)
    check_held(held)
    if held.device != device.id:
        raise WrongValue("held", f"a plan of {device.id}", held.device)
    check_day("on", on)
    if held.removed_on is not None or on < held.consumed_on:
        return Refused(Reason.NOT_ACTIVE, f"{device.id} does not hold {held.sku} on {on.isoformat()}")
    paid_for = Month.of(held.consumed_on)
    if held.prepaid and on not in paid_for:
        return Refused(Reason.RENEWAL_DUE, f"{held.sku} of {device.id} is paid for {paid_for}")
    return None


def check_device(device: object) -> None:
    """Refuse anything but a device."""
    if type(device) is not Device:
        raise WrongType("device", "Device", device)


def check_held(held: object) -> None:
    """Refuse anything but a plan that a device holds."""
    if type(held) is not Holding:
        raise WrongType("held", "Holding", held)


def _prepaid(holding: Holding) -> bool:
    return type(holding.start) is not BilledLater


def _account(holding: Holding) -> AccountId:
    return holding.start.account if _prepaid(holding) else holding.start.payer


def _check(holding: Holding) -> None:
    if not isinstance(holding.start, STARTS):
        raise WrongType("start", "Consumed, Purchased or BilledLater", holding.start)
    if holding.removed_on is not None and check_day("removed_on", holding.removed_on) < holding.start.on:
        raise WrongValue("removed_on", f"a day from {holding.start.on.isoformat()} on", holding.removed_on)
