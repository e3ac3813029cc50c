"""Billing from validity: the days on which devices are valid, as rows that `tally` counts."""

__all__ = ["billable_rows"]

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TypeAlias

from ..errors import WrongType
from ..ids import AccountId, DeviceId, SkuCode, check_id
from .boundaries import day_at
from .fleet import by_application
from .record import ValidityRecord
from .rules import Application, ApplicationRules
from .status import BillingStatus, Timeline
from .timeline import timeline

BillableRow: TypeAlias = tuple[DeviceId, AccountId, SkuCode, date, date | None]
"""Device, account, SKU, first day and last day, both included: the fields of an `Allocation`."""


def billable_rows(
    records: Iterable[ValidityRecord], application: Application, account: AccountId, sku: SkuCode | None = None
) -> Iterator[BillableRow]:
    """Yield the days on which devices of an application are billed, as rows for `tally` (rules K02, K13).

    A row is a run of days on which a device is valid at any time, so a day counts once however many records say it.
    The SKU is the application's id unless another is named. Days in grace are not billed; an application without
    billing yields nothing. Raises WrongType, or WrongValue for a record of another application.

    >>> from .record import Validity
    >>> april = Validity("tracker-1", "fleet", date(2026, 4, 1), date(2026, 4, 30))
    >>> [(row[2], row[3].day, row[4].day) for row in billable_rows([april], Application("fleet"), "acme", "STD")]
    [('STD', 1, 30)]
    """
    if type(application) is not Application:
        raise WrongType("application", "Application", application)
    check_id("account", account)
    plan = application.id if sku is None else sku
    check_id("sku", plan)
    devices = by_application(records, {application.id: application.rules})[application.id]
    return _rows(devices.items(), application.rules, account, plan)


def _rows(
    devices: Iterable[tuple[DeviceId, ValidityRecord | list[ValidityRecord]]],
    rules: ApplicationRules,
    account: AccountId,
    sku: SkuCode,
) -> Iterator[BillableRow]:
    if rules.billing:
        for device, held in devices:
            for first, last in valid_days(timeline(held if isinstance(held, list) else [held], rules)):
                yield device, account, sku, first, last


def valid_days(line: Timeline) -> Iterator[tuple[date, date | None]]:
    """Yield the runs of days on which a device is valid at any time, both ends included; None: for ever."""
    open_run: tuple[date, date | None] | None = None
    for span in line.spans:
        if span.status is BillingStatus.ACTIVE:
            first = date.min if span.since is None else day_at(span.since, line.rules)
            last = None if span.until is None else day_at(span.until - timedelta.resolution, line.rules)
            if open_run is not None and open_run[1] is not None and first <= open_run[1]:
                # Two validities within one day: the day is one.
                open_run = open_run[0], last
                continue
            if open_run is not None:
                yield open_run
            open_run = first, last
    if open_run is not None:
        yield open_run
