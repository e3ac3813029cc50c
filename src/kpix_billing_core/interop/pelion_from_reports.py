"""A month's report in the published shapes: for an account, for one of its tenants, and where there is none."""

__all__ = ["pelion_raw_data", "pelion_refusal", "pelion_report", "pelion_tenant_report"]

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from ..accounts.business_model import BusinessModel
from ..accounts.tenancy import Tenancy, Tenant
from ..dates import Month
from ..decisions import Reason, Refused
from ..errors import WrongType, WrongValue
from ..ids import AccountId, check_id
from ..interchange.extra import plain
from ..quota import UNLIMITED, HistoryEntry, HistoryReason
from ..reporting import AccountReport, PackageSection, QuotaLine, Usage, UsageReport, export_name
from .pelion_account import ACCOUNT_KEYS, PelionAccount
from .pelion_calls import calls_counted
from .pelion_error import PelionError, pelion_error
from .pelion_raw_data import ACTIVE_DEVICES_DATA, FIRMWARE_UPDATES_DATA, PelionRawData
from .pelion_report import PelionBillingData, PelionReport, PelionTenantReport
from .pelion_token_lines import PelionMetadata, PelionTokenLine, PelionTokens

_MODELS: Mapping[BusinessModel, str] = MappingProxyType(
    {
        BusinessModel.ACTIVE_DEVICES: "active_device_business_model",
        BusinessModel.API_CALLS: "api_calls_1_business_model",
    }
)
# Of these lines the campaign is said, and of no others: it is what was published.
_OF_CAMPAIGNS = frozenset({HistoryReason.RESERVATION.value, HistoryReason.RESERVATION_RELEASE.value})
_NOT_YET: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        ACTIVE_DEVICES_DATA: ("active-devices", "Active devices billing data not yet available."),
        FIRMWARE_UPDATES_DATA: ("firmware-updates", "Firmware updates billing data not yet available."),
    }
)
# Of an account's attributes those that a report knows; the others it is not asked about.
_KNOWN = frozenset(ACCOUNT_KEYS.values()) - {"id", "business_model"}


def pelion_report(report: UsageReport, id_: str) -> PelionReport:
    """Return the report of a month in the published shape, under a name of its own (rules P57 to P63).

    Of each account are said what its attributes hold under the published keys, such as `email`, and its organisation as
    its `company`. Devices in tokens for secure access are 0 where nobody counts them: the shape has no word for that.
    The part about tokens is there where there was a package or a line; its null says that the package has expired.
    Raises WrongValue for a package without limit, which the shape cannot say; WrongType, also for an attribute that is
    another thing than the shape has under its key.
    """
    if type(report) is not UsageReport:
        raise WrongType("report", "UsageReport", report)
    tenancy, own = report.tenancy, report.own
    tokens, known = _tokens(report), {each.id: each for each in tenancy.tenants}
    return PelionReport(
        id=id_,
        month=report.month,
        account=_account(own, tenancy),
        billing_data=_billing_data(own, own.usage),
        aggregated=_billing_data(own, report.aggregated),
        tenants=tuple(
            PelionTenantReport(
                account=_account(one, known[one.account]),
                billing_data=_billing_data(one, one.usage),
                tokens=None if tokens is None else PelionTokens(lines=_lines(one.history)),
            )
            for one in report.tenants
        ),
        tokens=tokens,
    )


def pelion_tenant_report(report: UsageReport, account: AccountId, id_: str) -> PelionReport:
    """Return the part about one tenant as the report that this tenant may see: nothing of a package or of others (P60).

    Raises WrongType; WrongValue for an account that is no tenant of the report.
    """
    if type(report) is not UsageReport:
        raise WrongType("report", "UsageReport", report)
    one = report.tenant(account)
    return PelionReport(
        id=id_,
        month=one.month,
        account=_account(one, report.tenancy.tenant(account)),
        billing_data=_billing_data(one, one.usage),
        tokens=PelionTokens(lines=_lines(one.history)) if one.history else None,
    )


def pelion_raw_data(about: str, month: Month, url: str) -> PelionRawData:
    """Return where the raw data of a month is to be fetched, under the name that its file has (rules P39, P40).

    Raises WrongValue for other data than that of active devices and of firmware updates; WrongType.

    >>> pelion_raw_data(ACTIVE_DEVICES_DATA, Month.parse("2026-04"), "https://example.com/7f3a").filename
    'active-devices-2026-04.csv.gz'
    """
    kind, _ = _raw(about)
    return PelionRawData(about=about, filename=export_name(kind, month), url=url)


def pelion_refusal(refused: Refused, request_id: str, *, about: str | None = None) -> PelionError:
    """Return why there is no report as the published answer: 403 not commercial, 404 not yet (rules P02, P18).

    `about` names the raw data that was asked for; without it, it was the report. Raises WrongValue for other reasons
    and other data, WrongType.

    >>> pelion_refusal(Refused(Reason.NOT_YET_AVAILABLE, "in May"), "7f3a", about=ACTIVE_DEVICES_DATA).message
    'Active devices billing data not yet available.'
    """
    if type(refused) is not Refused:
        raise WrongType("refused", "Refused", refused)
    message = None if about is None else _raw(about)[1]
    if refused.reason is Reason.NOT_COMMERCIAL:
        return pelion_error(403, request_id)
    if refused.reason is Reason.NOT_YET_AVAILABLE:
        return pelion_error(404, request_id, message=message)
    raise WrongValue("refused", "a reason why there is no report", refused.reason)


def _raw(about: str) -> tuple[str, str]:
    check_id("about", about)
    if about not in _NOT_YET:
        raise WrongValue("about", " or ".join(_NOT_YET), about)
    return _NOT_YET[about]


def _account(report: AccountReport, known: Tenancy | Tenant) -> PelionAccount:
    said = {key: plain(text) for key, text in known.attributes if key in _KNOWN}
    if known.organisation:
        said["company"] = known.organisation
    fields: dict[str, Any] = {field: said[key] for field, key in ACCOUNT_KEYS.items() if key in said}
    return PelionAccount(id=report.account, business_model=_MODELS[report.business_model], **fields)


def _billing_data(report: AccountReport, usage: Usage) -> PelionBillingData:
    return PelionBillingData(
        generated=report.generated_at,
        period_start=report.period_start,
        period_end=report.printed_end,
        active_devices=usage.active_devices,
        firmware_updates=usage.firmware_updates,
        sda_tokens=usage.access_tokens or 0,
        **calls_counted(usage.api_calls),
    )


def _tokens(report: UsageReport) -> PelionTokens | None:
    if report.package is None and not report.history.entries:
        return None
    return PelionTokens(
        lines=_lines(report.own.history),
        metadata=None if report.package is None else _metadata(report.package),
        aggregated=_named(report.history.entries),
    )


def _metadata(section: PackageSection) -> PelionMetadata:
    if section.remaining is None:
        raise WrongValue("remaining", "a number of tokens, as the published shape has no other", UNLIMITED)
    return PelionMetadata(
        starts_at=section.package.starts_at,
        ends_at=section.package.expires_at,
        remaining=section.remaining,
        reserved=section.reserved,
    )


def _lines(lines: Iterable[QuotaLine]) -> tuple[PelionTokenLine, ...]:
    return tuple(map(_line, lines))


def _named(entries: Iterable[HistoryEntry]) -> tuple[PelionTokenLine, ...]:
    return tuple(_line(entry, entry.account) for entry in entries)


def _line(line: QuotaLine | HistoryEntry, account: AccountId | None = None) -> PelionTokenLine:
    return PelionTokenLine(
        amount=line.amount,
        reason=line.reason,
        added=line.added,
        campaign=line.campaign if line.reason in _OF_CAMPAIGNS else None,
        account=account,
    )
