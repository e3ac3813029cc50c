"""What records say on a day: found by comparing days, and by a timeline only where comparisons do not say it."""

__all__ = ["Said", "compared", "united", "worked_out"]

from collections.abc import Callable, Collection, Mapping
from datetime import date
from itertools import islice
from operator import le, lt
from types import MappingProxyType
from typing import NamedTuple

from ..errors import WrongType, WrongValue
from ..ids import DeviceId
from .moment import Moment
from .record import TimedValidity, Validity, ValidityRecord
from .rules import ApplicationRules, Overlap
from .status import BillingStatus
from .timeline import timeline


class Said(NamedTuple):
    """What the records of an application say, one after the other, and the devices for which that does not do."""

    devices: list[DeviceId]
    found: list[BillingStatus]
    unclear: set[DeviceId]


_RANK: Mapping[BillingStatus, int] = MappingProxyType(
    {
        BillingStatus.UNMANAGED: 0,
        BillingStatus.PENDING: 1,
        BillingStatus.DISABLED: 2,
        BillingStatus.EXPIRED: 2,
        BillingStatus.IN_GRACE: 3,
        BillingStatus.ACTIVE: 4,
    }
)
"""Which of a device's records speaks for it, where none was ended by somebody (K04)."""


def compared(records: Collection[ValidityRecord], moments: Mapping[str, Moment]) -> dict[str, Said]:
    """Return what each record says by itself, by application; raises for what is no record of one of them."""
    said = {id_: Said([], [], set()) for id_ in moments}
    active, pending, in_grace = BillingStatus.ACTIVE, BillingStatus.PENDING, BillingStatus.IN_GRACE
    unmanaged, deactivated = BillingStatus.UNMANAGED, BillingStatus.DEACTIVATED
    # Asked of a million records: what is looked up is what costs, so each thing is looked up once, where it is needed.
    application: str | None = None
    day, graced, over = date.min, date.min, BillingStatus.EXPIRED
    devices, found = list[DeviceId](), list[BillingStatus]()
    device, say = devices.append, found.append
    for record in records:
        if type(record) is not Validity:
            _set_apart(record, said)
            continue
        if record.application != application:
            application = record.application
            devices, found, _ = _said(record, said)
            device, say = devices.append, found.append
            _, day, graced, over, _ = moments[application]
        device(record.device)
        last, ended = record.last_day, record.deactivated_on
        if last is None:
            say(unmanaged)
        elif ended is not None and ended < last and ended < day:
            say(deactivated)
        elif last >= day:
            say(active if (record.start or day) <= day else pending)
        else:
            say(in_grace if last >= graced else over)
    return said


def _said(record: ValidityRecord, said: Mapping[str, Said]) -> Said:
    found = said.get(record.application)
    if found is None:
        raise WrongValue("records", "records of the applications given", record.application)
    return found


def _set_apart(record: ValidityRecord, said: Mapping[str, Said]) -> None:
    """Leave a record of instants to a timeline; until then it keeps its device's place."""
    if type(record) is not TimedValidity:
        raise WrongType("records", "Validity or TimedValidity", record)
    devices, found, unclear = _said(record, said)
    devices.append(record.device)
    found.append(BillingStatus.UNMANAGED)
    unclear.add(record.device)


def united(said: Said, rules: ApplicationRules) -> Said:
    """Return what each device is by all of its records; one whose records cannot be ranked is unclear from now on.

    A fleet in order of device is looked at neighbour by neighbour; any other takes a set, or a dict.
    """
    devices = said.devices
    if _in_order(devices, lt):
        return said
    if _in_order(devices, le):
        return _of_neighbours(said, rules)
    return said if len(set(devices)) == len(devices) else _of_any_order(said, rules)


def _in_order(devices: list[DeviceId], precedes: Callable[[DeviceId, DeviceId], bool]) -> bool:
    return all(map(precedes, devices, islice(devices, 1, None)))


def _of_neighbours(said: Said, rules: ApplicationRules) -> Said:
    kept = Said([], [], said.unclear)
    last: DeviceId | None = None
    for device, status in zip(said.devices, said.found, strict=True):
        if device != last:
            kept.devices.append(device)
            kept.found.append(status)
            last = device
        elif (speaks := _ranked(kept.found[-1], status, rules)) is None:
            kept.unclear.add(device)
        else:
            kept.found[-1] = speaks
    return kept


def _of_any_order(said: Said, rules: ApplicationRules) -> Said:
    kept: dict[DeviceId, BillingStatus] = {}
    for device, status in zip(said.devices, said.found, strict=True):
        before = kept.get(device)
        if before is None:
            kept[device] = status
        elif (speaks := _ranked(before, status, rules)) is None:
            said.unclear.add(device)
        else:
            kept[device] = speaks
    return Said(list(kept), list(kept.values()), said.unclear)


def _ranked(one: BillingStatus, other: BillingStatus, rules: ApplicationRules) -> BillingStatus | None:
    """Return which of two records speaks for their device; None: that takes a look at both together."""
    if rules.overlap is not Overlap.UNION or BillingStatus.DEACTIVATED in (one, other):
        return None
    return one if _RANK[one] >= _RANK[other] else other


def worked_out(
    records: Collection[ValidityRecord], moments: Mapping[str, Moment], said: Mapping[str, Said]
) -> dict[str, dict[DeviceId, BillingStatus]]:
    """Return what the unclear devices of each application are, by the timeline of all records of each."""
    # In order, so that of several faults the same is named, however the records came.
    held = {id_: {device: list[ValidityRecord]() for device in sorted(each.unclear)} for id_, each in said.items()}
    if any(held.values()):
        for record in records:
            found = held[record.application].get(record.device)
            if found is not None:
                found.append(record)
    return {id_: _statuses(devices, moments[id_]) for id_, devices in held.items()}


def _statuses(devices: Mapping[DeviceId, list[ValidityRecord]], moment: Moment) -> dict[DeviceId, BillingStatus]:
    return {device: timeline(found, moment.rules).status(moment.at) for device, found in devices.items()}
