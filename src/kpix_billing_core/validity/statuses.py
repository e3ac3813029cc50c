"""Statuses of a whole fleet at once."""

__all__ = ["DeviceStatus", "day_span", "fleet_status", "statuses"]

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import chain, repeat
from operator import attrgetter

import attrs

from ..checks import check_day, instance
from ..ids import DeviceId, identifier
from .boundaries import day_at, instant_of
from .by_device import ByDevice
from .comparing import Said, compared, united, worked_out
from .fleet import listed, rules_by_application
from .moment import moment_of
from .record import ValidityRecord
from .rules import Application, ApplicationRules
from .status import BillingStatus
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


def statuses(
    records: Iterable[ValidityRecord], applications: Iterable[Application], at: date | datetime
) -> dict[str, Mapping[DeviceId, BillingStatus]]:
    """Return what every device is at an instant or at the start of a day, by application and device.

    Every application is there, and every device with a record in it, be it one without days (rule K04). A day begins
    for each application in its own zone. It says what `timeline` does, and takes a few comparisons for a record of
    days. The answer is to be read, not changed: by its items or its values, in the order of the records, or by the id
    of a device, for which an index is made the first time. Raises as `sweep`.

    >>> from .record import Validity
    >>> fleet = [Validity("tracker-1", "fleet", date(2026, 4, 1), date(2026, 4, 30)), Validity("tracker-2", "fleet")]
    >>> found = statuses(fleet, [Application("fleet")], date(2026, 4, 30))["fleet"]
    >>> {device: status.value for device, status in found.items()}
    {'tracker-1': 'active', 'tracker-2': 'unmanaged'}
    """
    moments = {id_: moment_of(at, rules) for id_, rules in rules_by_application(applications).items()}
    held = records if isinstance(records, list | tuple) else listed(records)
    said = {id_: united(each, moments[id_].rules) for id_, each in compared(held, moments).items()}
    worked = worked_out(held, moments, said)
    return {id_: _by_device(each, worked[id_]) for id_, each in said.items()}


def _by_device(said: Said, worked: Mapping[DeviceId, BillingStatus]) -> ByDevice:
    if not worked:
        return ByDevice(said.devices, said.found)
    found = zip(said.devices, said.found, strict=True)
    return ByDevice(said.devices, [worked.get(device, status) for device, status in found])


def fleet_status(
    records: Iterable[ValidityRecord], applications: Iterable[Application], at: date | datetime
) -> tuple[DeviceStatus, ...]:
    """Return what every device is, as values in order of application and device; otherwise as `statuses`."""
    found = statuses(records, applications, at)
    return tuple(chain.from_iterable(_in_order(id_, found[id_]) for id_ in sorted(found)))


def _in_order(application: str, found: Mapping[DeviceId, BillingStatus]) -> list[DeviceStatus]:
    return sorted(map(DeviceStatus, repeat(application), found, found.values()), key=attrgetter("device"))


def day_span(
    records: Iterable[ValidityRecord], rules: ApplicationRules, on: date
) -> tuple[BillingStatus, date | None, date | None]:
    """Return what a device is at the start of a day, with the first and the last day it is so, both included.

    None: since ever, for ever. Raises as `timeline`.

    >>> from .record import Validity
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
