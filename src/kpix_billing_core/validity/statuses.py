"""Statuses of a whole fleet at once: by comparing days, and by a timeline only where comparisons do not say it."""

__all__ = ["DeviceStatus", "Moment", "day_span", "fleet_status", "moment_of", "statuses"]

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

import attrs

from ..checks import check_day, check_instant, instance
from ..errors import WrongType, WrongValue
from ..ids import DeviceId, identifier
from .boundaries import day_at, instant_of
from .fleet import listed, rules_by_application
from .record import TimedValidity, Validity, ValidityRecord
from .rules import Application, ApplicationRules, Overlap
from .status import BillingStatus, lapsed
from .timeline import timeline


@attrs.frozen
class DeviceStatus:
    """What a device is in an application.

    Attributes:
        application: where.
        device: which.
        status: what.
    """

    application: str = attrs.field(validator=identifier)
    device: DeviceId = attrs.field(validator=identifier)
    status: BillingStatus = attrs.field(validator=instance(BillingStatus))


class Moment(NamedTuple):
    """An instant as an application sees it: its day, the first last day still in grace, and what comes after grace."""

    at: datetime
    day: date
    graced: date
    lapsed: BillingStatus
    rules: ApplicationRules
    found: dict[DeviceId, BillingStatus]


def statuses(
    records: Iterable[ValidityRecord], applications: Iterable[Application], at: date | datetime
) -> dict[str, dict[DeviceId, BillingStatus]]:
    """Return what every device is at an instant or at the start of a day, by application and device.

    Every application is there, and every device with a record in it, be it one without days (rule K04). A day begins
    for each application in its own zone. It says what `timeline` does, and takes a few comparisons for a record of
    days. Raises as `sweep`.

    >>> fleet = [Validity("tracker-1", "fleet", date(2026, 4, 1), date(2026, 4, 30)), Validity("tracker-2", "fleet")]
    >>> found = statuses(fleet, [Application("fleet")], date(2026, 4, 30))["fleet"]
    >>> {device: status.value for device, status in found.items()}
    {'tracker-1': 'active', 'tracker-2': 'unmanaged'}
    """
    moments = {id_: moment_of(at, rules) for id_, rules in rules_by_application(applications).items()}
    held = records if isinstance(records, list | tuple) else listed(records)
    unclear = _compared(held, moments)
    if unclear:
        _worked_out(held, moments, unclear)
    return {id_: moment.found for id_, moment in moments.items()}


def fleet_status(
    records: Iterable[ValidityRecord], applications: Iterable[Application], at: date | datetime
) -> tuple[DeviceStatus, ...]:
    """Return what every device is, as values in order of application and device; otherwise as `statuses`."""
    found = statuses(records, applications, at)
    return tuple(
        DeviceStatus(application, device, devices[device])
        for application, devices in sorted(found.items())
        for device in sorted(devices)
    )


def moment_of(at: date | datetime, rules: ApplicationRules) -> Moment:
    """Return an instant, or the start of a day, as an application sees it."""
    if type(at) is date:
        instant = instant_of(at, 0, rules)
    elif isinstance(at, datetime):
        check_instant("at", at)
        instant = at
    else:
        raise WrongType("at", "date or aware datetime", at)
    day = day_at(instant, rules)
    graced = date.fromordinal(max(day.toordinal() - rules.grace_days, date.min.toordinal()))
    return Moment(instant, day, graced, lapsed(rules), rules, {})


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


def _compared(records: Collection[ValidityRecord], moments: Mapping[str, Moment]) -> set[tuple[str, DeviceId]]:
    """Find the status of each device by comparing days; return the devices for which that does not do."""
    unclear: set[tuple[str, DeviceId]] = set()
    by_application: dict[str, tuple[list[DeviceId], list[BillingStatus]]] = {id_: ([], []) for id_ in moments}
    active, pending, in_grace = BillingStatus.ACTIVE, BillingStatus.PENDING, BillingStatus.IN_GRACE
    unmanaged, deactivated = BillingStatus.UNMANAGED, BillingStatus.DEACTIVATED
    # Asked of a million records: what is looked up is what costs, so each thing is looked up once, where it is needed.
    application: str | None = None
    day, graced, over = date.min, date.min, BillingStatus.EXPIRED
    devices, found = list[DeviceId](), list[BillingStatus]()
    device, say = devices.append, found.append
    for record in records:
        if type(record) is not Validity:
            unclear.add(_of_instants(record, moments))
            continue
        if record.application != application:
            application = record.application
            _, day, graced, over, *_ = _moment(record, moments)
            devices, found = by_application[application]
            device, say = devices.append, found.append
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
    for id_, (devices, found) in by_application.items():
        unclear.update((id_, each) for each in _united(devices, found, moments[id_]))
    return unclear


def _united(devices: list[DeviceId], found: list[BillingStatus], moment: Moment) -> Iterator[DeviceId]:
    """Enter what each record says for its device; yield those whose records say what cannot be ranked."""
    if not moment.found:
        moment.found.update(zip(devices, found, strict=True))
        if len(moment.found) == len(devices):
            return
        moment.found.clear()
    union = moment.rules.overlap is Overlap.UNION
    for device, status in zip(devices, found, strict=True):
        before = moment.found.get(device)
        if before is None:
            moment.found[device] = status
        elif not union or status is BillingStatus.DEACTIVATED or before is BillingStatus.DEACTIVATED:
            yield device
        elif _RANK[before] < _RANK[status]:
            moment.found[device] = status


def _moment(record: ValidityRecord, moments: Mapping[str, Moment]) -> Moment:
    moment = moments.get(record.application)
    if moment is None:
        raise WrongValue("records", "records of the applications given", record.application)
    return moment


def _of_instants(record: ValidityRecord, moments: Mapping[str, Moment]) -> tuple[str, DeviceId]:
    if type(record) is not TimedValidity:
        raise WrongType("records", "Validity or TimedValidity", record)
    # To be worked out; until then it keeps the device's place.
    _moment(record, moments).found.setdefault(record.device, BillingStatus.UNMANAGED)
    return record.application, record.device


def _worked_out(
    records: Collection[ValidityRecord], moments: Mapping[str, Moment], unclear: set[tuple[str, DeviceId]]
) -> None:
    held: dict[tuple[str, DeviceId], list[ValidityRecord]] = {key: [] for key in unclear}
    for record in records:
        key = record.application, record.device
        if key in held:
            held[key].append(record)
    for (application, device), found in held.items():
        moment = moments[application]
        moment.found[device] = timeline(found, moment.rules).status(moment.at)


def day_span(
    records: Iterable[ValidityRecord], rules: ApplicationRules, on: date
) -> tuple[BillingStatus, date | None, date | None]:
    """Return what a device is at the start of a day, with the first and the last day it is so, both included.

    None: since ever, for ever. Raises as `timeline`.

    >>> april = Validity("tracker-1", "fleet", date(2026, 4, 1), date(2026, 4, 30))
    >>> status, since, until = day_span([april], ApplicationRules(), date(2026, 4, 16))
    >>> status.value, since.isoformat(), until.isoformat()
    ('active', '2026-04-01', '2026-04-30')
    """
    line = timeline(records, rules)
    span = line.span(instant_of(check_day("on", on), 0, rules))
    since = None if span.since is None else day_at(span.since, rules)
    until = None if span.until is None else day_at(span.until - timedelta.resolution, rules)
    return span.status, since, until
