"""How many: the devices of an application by status, and over a month."""

__all__ = ["MonthCount", "StatusCount", "month_counts", "status_counts"]

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import accumulate

import attrs

from ..checks import check_whole, instance
from ..dates import Month
from ..errors import WrongType, WrongValue
from ..ids import identifier
from .billable import valid_days
from .fleet import by_application, rules_by_application
from .record import ValidityRecord
from .rules import Application
from .status import CONNECTED, BillingStatus
from .statuses import statuses
from .timeline import timeline


@attrs.frozen(kw_only=True)
class StatusCount:
    """How many devices of an application are in each status; each device once (rule K14).

    Attributes:
        application: where.
        unmanaged, pending, active, in_grace, disabled, expired, deactivated: how many are so.
    """

    application: str = attrs.field(validator=identifier)
    unmanaged: int = 0
    pending: int = 0
    active: int = 0
    in_grace: int = 0
    disabled: int = 0
    expired: int = 0
    deactivated: int = 0

    def __attrs_post_init__(self) -> None:
        _check_counts(self, *(status.value for status in BillingStatus))

    @property
    def registered(self) -> int:
        """How many there are."""
        return _sum(self, tuple(BillingStatus))

    @property
    def connected(self) -> int:
        """How many are connected."""
        return _sum(self, CONNECTED)

    def of(self, status: BillingStatus) -> int:
        """Return how many are in a status."""
        return _of(self, status)


@attrs.frozen(kw_only=True)
class MonthCount:
    """How many devices of an application were valid in a month (rule K14).

    Attributes:
        application: where.
        month: when.
        devices: valid at any time in it.
        device_days: days on which they were valid at any time, of all devices together.
        peak: the most on one day.
    """

    application: str = attrs.field(validator=identifier)
    month: Month = attrs.field(validator=instance(Month))
    devices: int
    device_days: int
    peak: int

    def __attrs_post_init__(self) -> None:
        _check_counts(self, "devices", "device_days", "peak")
        if not self.peak <= self.devices <= self.device_days <= self.peak * self.month.days:
            raise WrongValue("device_days", "days that so many devices can have", self.device_days)


def status_counts(
    records: Iterable[ValidityRecord], applications: Iterable[Application], at: date | datetime
) -> tuple[StatusCount, ...]:
    """Return how many devices of each application are in each status, in order of application; as `statuses`."""
    return tuple(
        StatusCount(application=id_, **_counted(devices.values()))
        for id_, devices in sorted(statuses(records, applications, at).items())
    )


def month_counts(
    records: Iterable[ValidityRecord], applications: Iterable[Application], month: Month
) -> tuple[MonthCount, ...]:
    """Return how many devices of each application were valid in a month, billed or not, in order of application."""
    if type(month) is not Month:
        raise WrongType("month", "Month", month)
    rules = rules_by_application(applications)
    found: list[MonthCount] = []
    for application, devices in sorted(by_application(records, rules).items()):
        changes, ever = [0] * (month.days + 1), 0
        for held in devices.values():
            days = list(
                _within(valid_days(timeline(held if isinstance(held, list) else [held], rules[application])), month)
            )
            ever += bool(days)
            for first, last in days:
                changes[first - 1] += 1
                changes[last] -= 1
        daily = list(accumulate(changes))
        found.append(
            MonthCount(application=application, month=month, devices=ever, device_days=sum(daily), peak=max(daily))
        )
    return tuple(found)


def _within(runs: Iterable[tuple[date, date | None]], month: Month) -> Iterator[tuple[int, int]]:
    """Yield the first and the last day of the month that each run has in it, where it has any."""
    for first, last in runs:
        start, end = max(first, month.first_day), month.last_day if last is None else min(last, month.last_day)
        if start <= end:
            yield start.day, end.day


def _counted(found: Iterable[BillingStatus]) -> dict[str, int]:
    each = list(found)
    return {status.value: each.count(status) for status in BillingStatus}


def _sum(count: StatusCount, found: tuple[BillingStatus, ...]) -> int:
    return sum(_of(count, status) for status in found)


def _of(count: StatusCount, status: BillingStatus) -> int:
    if type(status) is not BillingStatus:
        raise WrongType("status", "BillingStatus", status)
    number: int = getattr(count, status.value)
    return number


def _check_counts(count: object, *names: str) -> None:
    for name in names:
        check_whole(name, getattr(count, name), 0)
