"""The renewal run: at the start of a month every active device of an account needs its plan once more."""

__all__ = ["renew_month"]

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from ..accounts import Account, Device
from ..catalogue import RenewalOrder
from ..checks import check_many
from ..dates import Month
from ..decisions import Reason, Refused
from ..errors import WrongType, WrongValue
from ..ids import DeviceId, SkuCode, check_id
from ..pool import CreditGrant, Deactivated, Ending, Occasion, Pool
from ..pool.decide import Head, head_of, plan_start, run_of_cycle
from .holding import Holding
from .methods import Methods
from .renewal import Renewal, RenewalEvent


def renew_month(  # noqa: PLR0913  what it needs to know, each named at the call
    pool: Pool,
    devices: Iterable[Device],
    holdings: Iterable[Holding],
    month: Month,
    *,
    owner: Account,
    payers: Iterable[Account] = (),
    order: RenewalOrder = RenewalOrder.OLDEST_ACTIVATION,
    run: str | None = None,
    at: datetime | None = None,
) -> Renewal | Refused:
    """Renew the plan of every active device of an account at the start of a month (rules L01, L09 to L16, L28, L67).

    Included: one credit for each device in the declared order, and what its way to pay says when there is none. The old
    plan ends on the last day of the month before: no day is shared. It sees the plans held, hence is idempotent:
    a device with a plan of this month is left alone, and each event carries a key of the month and the device.
    `devices` are those of the pool's account, `holdings` their plans, `payers` the other accounts they are on. Once a
    run has been charged, another one in the same month needs a name of its own in `run`.
    Refused: RENEWAL_DUE where a prepaid plan is older than the month before, which has to be renewed first.
    Raises WrongType, or WrongValue for a device of another owner, one given twice, one with two plans, or a payer that
    is not given.

    >>> renew_month(Pool("acme"), [], [], Month.parse("2026-05"), owner=Account("acme", "USD")).events
    ()
    """
    _check(month, order, run)
    wanted = devices_by_id(devices)
    held, others = holdings_by_device(holdings, wanted)
    methods = Methods(owner, payers, wanted.values())
    head = head_of(pool, month.first_day, at, None, owner.id)
    due, renewed, idle = _sorted_out(wanted, held, month.first_day, order)
    late = _late(due, month)
    if late is not None:
        return late
    run = run_of_cycle(month.first_day) if run is None else run
    events, ended = tuple(_served(pool, head, due, methods, run)), _ended(due, month)
    return Renewal(
        account=owner.id, month=month, run=run, events=events, ended=ended, renewed=renewed, idle=idle, others=others
    )


def _sorted_out(
    wanted: Mapping[DeviceId, Device], held: Mapping[DeviceId, Holding], first: date, order: RenewalOrder
) -> tuple[list[tuple[Device, Holding]], tuple[DeviceId, ...], tuple[DeviceId, ...]]:
    """Return who needs a plan, in the order they are served, who holds one of this month, and who holds none."""
    due: list[tuple[Device, Holding]] = []
    renewed: list[DeviceId] = []
    idle: list[DeviceId] = []
    for id_, device in wanted.items():
        holding = held.get(id_)
        if holding is None:
            idle.append(id_)
        elif holding.start.on < first:
            due.append((device, holding))
        else:
            renewed.append(id_)
    due.sort(key=_ORDERS[order])
    return due, tuple(renewed), tuple(idle)


def _late(due: list[tuple[Device, Holding]], month: Month) -> Refused | None:
    if not due:
        return None
    before = month - 1
    start = before.first_day
    for device, holding in due:
        if holding.start.on < start and holding.prepaid:
            return not_renewed(device.id, before)
    return None


def not_renewed(device: DeviceId, month: Month) -> Refused:
    """Return the refusal of a run before the one that a device still lacks."""
    return Refused(Reason.RENEWAL_DUE, f"{device} has not been renewed for {month}")


def _ended(due: list[tuple[Device, Holding]], month: Month) -> tuple[Holding, ...]:
    if not due:
        return ()  # before the first month there is, there is no day
    yesterday = month.first_day - timedelta(days=1)
    return tuple([Holding(holding.start, yesterday) for _, holding in due])


def _served(
    pool: Pool, head: Head, due: list[tuple[Device, Holding]], methods: Methods, run: str
) -> Iterator[RenewalEvent]:
    on, name = head["on"], f"renew:{Month.of(head['on'])}:"
    credits: dict[SkuCode, Iterator[CreditGrant]] = {}
    for version, (device, holding) in enumerate(due, head["version"]):
        sku = holding.start.sku
        key = name + device.id
        served: Head = {"version": version, "at": head["at"], "account": head["account"], "on": on, "key": key}
        method = methods.of(device)
        if device.renew_until is not None and device.renew_until < on:
            yield Deactivated(**served, device=device.id, sku=sku, why=Ending.NOT_RENEWED)
            continue
        stock = credits.get(sku)
        if stock is None:
            stock = credits[sku] = _one_by_one(pool.usable(sku, on))
        start = plan_start(served, device, sku, Occasion.CYCLE, method, next(stock, None), run)
        yield start or Deactivated(**served, device=device.id, sku=sku, why=Ending.NO_CREDIT)


def _one_by_one(grants: tuple[CreditGrant, ...]) -> Iterator[CreditGrant]:
    for grant in grants:
        for _ in range(grant.left):
            yield grant


def devices_by_id(devices: Iterable[Device]) -> dict[DeviceId, Device]:
    """Return devices by id; raises for one given twice."""
    check_many("devices", devices)
    found: dict[DeviceId, Device] = {}
    for device in devices:
        if type(device) is not Device:
            raise WrongType("devices", "Device", device)
        if device.id in found:
            raise WrongValue("devices", "each device once", device.id)
        found[device.id] = device
    return found


def holdings_by_device(
    holdings: Iterable[Holding], wanted: Mapping[DeviceId, Device]
) -> tuple[dict[DeviceId, Holding], tuple[Holding, ...]]:
    """Return the open plan of each device wanted, and the open plans of all others; raises where a device has two."""
    check_many("holdings", holdings)
    found: dict[DeviceId, Holding] = {}
    others: list[Holding] = []
    for holding in holdings:
        if type(holding) is not Holding:
            raise WrongType("holdings", "Holding", holding)
        if holding.removed_on is not None:
            continue
        if holding.start.device not in wanted:
            others.append(holding)
        elif holding.start.device in found:
            raise WrongValue("holdings", "one open plan of each device", holding.start.device)
        else:
            found[holding.start.device] = holding
    return found, tuple(others)


def _age(due: tuple[Device, Holding]) -> tuple[date, DeviceId]:
    device, holding = due
    return device.activated_on or holding.consumed_on, device.id


_ORDERS: Mapping[RenewalOrder, Callable[[tuple[Device, Holding]], Any]] = MappingProxyType(
    {
        RenewalOrder.OLDEST_ACTIVATION: _age,
        RenewalOrder.DEVICE_ID: lambda due: due[0].id,
        RenewalOrder.GIVEN: lambda _: 0,
    }
)


def _check(month: object, order: object, run: object) -> None:
    if type(month) is not Month:
        raise WrongType("month", "Month", month)
    if type(order) is not RenewalOrder:
        raise WrongType("order", "RenewalOrder", order)
    if run is not None:
        check_id("run", run)
