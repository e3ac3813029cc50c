"""What a renewal run did: one event for each device that needed a plan, and who else there was."""

__all__ = ["Renewal"]

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

import attrs

from ..checks import each, instance
from ..dates import Month
from ..ids import AccountId, DeviceId, SkuCode, check_id, identifier
from ..pool import BilledLater, Consumed, Deactivated, Purchased
from ..tables import Table
from .holding import Holding

RenewalEvent: TypeAlias = Consumed | Purchased | BilledLater | Deactivated
"""What a renewal run can do to a device."""


def _each_id(owner: object, attribute: "attrs.Attribute[Any]", value: tuple[object, ...]) -> None:
    each(str)(owner, attribute, value)
    for member in value:
        check_id(attribute.name, member)


@attrs.frozen(kw_only=True)
class Renewal:
    """What a renewal run did to each device of an account; complete, also when credits ran out halfway (rule L16).

    Attributes:
        account: whose devices and pool.
        month: the month that starts.
        run: what its purchases are priced together under.
        events: one for each device that needed a plan, in the order they were served.
        ended: the plans that ended with the month before, in the same order.
        renewed: devices that held a plan of this month already.
        idle: devices that hold no plan.
        others: open plans of devices that were not among those given; they were left alone.
    """

    account: AccountId = attrs.field(validator=identifier)
    month: Month = attrs.field(validator=instance(Month))
    run: str = attrs.field(validator=identifier)
    events: tuple[RenewalEvent, ...] = attrs.field(
        default=(), validator=each(Consumed, Purchased, BilledLater, Deactivated)
    )
    ended: tuple[Holding, ...] = attrs.field(default=(), validator=each(Holding))
    renewed: tuple[DeviceId, ...] = attrs.field(default=(), validator=_each_id)
    idle: tuple[DeviceId, ...] = attrs.field(default=(), validator=_each_id)
    others: tuple[Holding, ...] = attrs.field(default=(), validator=each(Holding))

    @property
    def started(self) -> tuple[Holding, ...]:
        """The plans that began, in the order of their events."""
        return _started(self)

    @property
    def purchases(self) -> Mapping[SkuCode, int]:
        """How many plans of each SKU were bought in the run."""
        return _purchases(self)

    def __str__(self) -> str:
        return str(_table(self))

    def _repr_html_(self) -> str:
        return _table(self).html()


def _started(renewal: Renewal) -> tuple[Holding, ...]:
    return tuple(Holding(event) for event in renewal.events if not isinstance(event, Deactivated))


def _purchases(renewal: Renewal) -> Mapping[SkuCode, int]:
    return MappingProxyType(
        dict(sorted(Counter(event.sku for event in renewal.events if isinstance(event, Purchased)).items()))
    )


def _table(renewal: Renewal) -> Table:
    rows = tuple((event.device, event.sku, _words(event)) for event in renewal.events)
    return Table(
        title=f"Renewal of {renewal.account} for {renewal.month}", columns=("device", "plan", "outcome"), rows=rows
    )


def _words(event: RenewalEvent) -> str:
    match event:
        case Consumed():
            return f"renewed with a credit of grant {event.grant}"
        case Purchased():
            return f"renewed with a credit bought in run {event.run}"
        case BilledLater():
            return f"renewed, {event.payer} is billed its days"
        case _:
            return f"switched off: {event.why.value.replace('_', ' ')}"
