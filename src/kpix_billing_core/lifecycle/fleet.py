"""The devices and the plans that events tell of: read from the log, so that nothing is kept twice."""

__all__ = ["Fleet", "fleet"]

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import attrs

from ..accounts import Device
from ..checks import check_many, each
from ..errors import WrongType, WrongValue
from ..ids import DeviceId
from ..pool import BilledLater, Consumed, Deactivated, Ending, PlanStart, PoolEvent, Purchased, Removed, Transferred
from .holding import Holding

_DAY = timedelta(days=1)
_SWITCHED_OFF = (Ending.SWITCHED_OFF, Ending.CANCELLED, Ending.UNPAID)


@attrs.frozen
class Fleet:
    """All devices that events tell of, and all plans they hold or held.

    Attributes:
        devices: each once, by id, as the newest event leaves it.
        holdings: in the order they began.
    """

    devices: tuple[Device, ...] = attrs.field(default=(), validator=each(Device))
    holdings: tuple[Holding, ...] = attrs.field(default=(), validator=each(Holding))

    @property
    def open(self) -> tuple[Holding, ...]:
        """The plans that are held."""
        return _open(self)


def fleet(events: Iterable[PoolEvent]) -> Fleet:
    """Return the devices and the plans that events tell of, those of one pool or of many; each pool's in order.

    A plan that is renewed ends on the last day of the month before. Events of several pools are put in order by the
    instants they were recorded at, so a verb on a device that changes hands within a day has to be told its own.
    Raises WrongType, or WrongValue for events that do not follow from each other, such as the end of a plan that nobody
    held.
    """
    check_many("events", events)
    held: dict[DeviceId, Holding] = {}
    devices: dict[DeviceId, Device] = {}
    done: list[Holding] = []
    # Equal instants stay in the order given: each pool's log is in order already.
    for event in sorted(_checked(events), key=lambda event: event.at):
        match event:
            case Consumed() | Purchased() | BilledLater():
                _begin(event, held, devices, done)
            case Deactivated():
                done.append(attrs.evolve(_held(event, held), removed_on=_eve(event)))
                devices[event.device] = attrs.evolve(devices[event.device], activated_on=None)
            case Removed():
                done.append(attrs.evolve(_held(event, held), removed_on=event.on))
                if event.why in _SWITCHED_OFF:
                    devices[event.device] = attrs.evolve(devices[event.device], activated_on=None)
            case Transferred():
                _hand_over(event, devices)
            case _:
                pass  # of credits, not of devices
    holdings = sorted(
        (*done, *held.values()), key=lambda holding: (holding.start.at, holding.device, holding.start.version)
    )
    return Fleet(tuple(devices[id_] for id_ in sorted(devices)), tuple(holdings))


def _open(fleet: Fleet) -> tuple[Holding, ...]:
    return tuple(holding for holding in fleet.holdings if holding.removed_on is None)


def _checked(events: Iterable[PoolEvent]) -> Iterator[PoolEvent]:
    for event in events:
        if not isinstance(event, PoolEvent):
            raise WrongType("events", "events of a pool", event)
        yield event


def _begin(
    event: PlanStart, held: dict[DeviceId, Holding], devices: dict[DeviceId, Device], done: list[Holding]
) -> None:
    before = held.get(event.device)
    if before is not None:
        done.append(attrs.evolve(before, removed_on=_eve(event)))
    known = devices.get(event.device)
    since = event.on if known is None or known.activated_on is None else known.activated_on
    devices[event.device] = Device(event.device, event.account, event.payer, since)
    held[event.device] = Holding(event)


def _eve(event: PlanStart | Deactivated) -> date:
    if event.on == date.min:
        raise WrongValue("events", "a plan that is held before it is renewed", event.version)
    return event.on - _DAY


def _held(event: Deactivated | Removed, held: dict[DeviceId, Holding]) -> Holding:
    holding = held.pop(event.device, None)
    if holding is None or holding.sku != event.sku:
        raise WrongValue("events", f"a plan {event.sku} held by {event.device} before it ends", event.version)
    return holding


def _hand_over(event: Transferred, devices: dict[DeviceId, Device]) -> None:
    known = devices.get(event.device, Device(event.device, event.account))
    devices[event.device] = attrs.evolve(known, owner=event.to, payer=event.payer)
