"""The billing report of a month as the published API sends it."""

__all__ = [
    "BILLING_DATA_KEYS",
    "REPORT_KEYS",
    "TENANT_REPORT_KEYS",
    "PelionBillingData",
    "PelionReport",
    "PelionTenantReport",
]

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import attrs

from ..checks import check_instant, each, instance, optional
from ..dates import Month
from ..ids import identifier
from ..interchange.extra import Extra, check_extra
from .instants import milliseconds
from .pelion_account import PelionAccount
from .pelion_counters import COUNTER_KEYS, PelionFromDevices, PelionToDevices, check_counters
from .pelion_token_lines import PelionTokens

_DATED = ("generated", "period_start", "period_end")
BILLING_DATA_KEYS: Mapping[str, str] = MappingProxyType({**{name: name for name in _DATED}, **COUNTER_KEYS})
TENANT_REPORT_KEYS: Mapping[str, str] = MappingProxyType(
    {"account": "account", "billing_data": "billing_data", "tokens": "service_package"}
)
REPORT_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "id": "id",
        "month": "month",
        "account": "account",
        "billing_data": "billing_data",
        "aggregated": "aggregated",
        "tenants": "subtenants",
        "tokens": "service_package",
    }
)


@attrs.frozen(kw_only=True)
class PelionBillingData:
    """What was counted in a month (rules P12, P14).

    Attributes:
        generated: when it was counted; a published sample has an instant within the month.
        period_start: the first millisecond of the month.
        period_end: its last millisecond, as published; not the first one of the next month.
        active_devices: devices that registered at least once, each once.
        firmware_updates: updates that succeeded.
        sda_tokens: devices in tokens of secure access; None where a sender of an older age does not count them.
        user_token_requests: calls of people; this and all that follows only of accounts that pay by calls.
        api_key_requests: calls of programs.
        notifications: messages to applications.
        from_devices: messages of devices.
        to_devices: messages to devices.
        extra: what else the sender said.
    """

    generated: datetime = attrs.field(converter=milliseconds)
    period_start: datetime = attrs.field(converter=milliseconds)
    period_end: datetime = attrs.field(converter=milliseconds)
    active_devices: int
    firmware_updates: int
    sda_tokens: int | None = 0
    user_token_requests: int | None = None
    api_key_requests: int | None = None
    notifications: int | None = None
    from_devices: PelionFromDevices | None = attrs.field(default=None, validator=optional(instance(PelionFromDevices)))
    to_devices: PelionToDevices | None = attrs.field(default=None, validator=optional(instance(PelionToDevices)))
    extra: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check_data(self)


@attrs.frozen(kw_only=True)
class PelionTenantReport:
    """What a report says about one tenant of its account (rule P60).

    Attributes:
        account: the tenant.
        billing_data: what was counted for it.
        tokens: its own lines of the month's history, if it has a section for them.
        extra: what else the sender said.
    """

    account: PelionAccount = attrs.field(validator=instance(PelionAccount))
    billing_data: PelionBillingData = attrs.field(validator=instance(PelionBillingData))
    tokens: PelionTokens | None = attrs.field(default=None, validator=optional(instance(PelionTokens)))
    extra: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check_tenant(self)


@attrs.frozen(kw_only=True)
class PelionReport:
    """The billing report of an account for a month; of a tenant for itself it has no part about tenants.

    Attributes:
        id: its name.
        month: the month.
        account: whose report it is.
        billing_data: what was counted for the account itself.
        aggregated: the same with all tenants; None in the report of a tenant.
        tenants: a report for each tenant; None in the report of a tenant.
        tokens: the section about the service package, if any.
        extra: what else the sender said.
    """

    id: str = attrs.field(validator=identifier)
    month: Month = attrs.field(validator=instance(Month))
    account: PelionAccount = attrs.field(validator=instance(PelionAccount))
    billing_data: PelionBillingData = attrs.field(validator=instance(PelionBillingData))
    aggregated: PelionBillingData | None = attrs.field(default=None, validator=optional(instance(PelionBillingData)))
    tenants: tuple[PelionTenantReport, ...] | None = attrs.field(
        default=None, validator=optional(each(PelionTenantReport))
    )
    tokens: PelionTokens | None = attrs.field(default=None, validator=optional(instance(PelionTokens)))
    extra: Extra = ()

    def __attrs_post_init__(self) -> None:
        _check_report(self)


def _check_data(data: PelionBillingData) -> None:
    for name in _DATED:
        check_instant(name, getattr(data, name))
    check_counters(data)
    check_extra(data.extra, BILLING_DATA_KEYS.values())


def _check_tenant(report: PelionTenantReport) -> None:
    check_extra(report.extra, TENANT_REPORT_KEYS.values())


def _check_report(report: PelionReport) -> None:
    check_extra(report.extra, {"object", *REPORT_KEYS.values()})
