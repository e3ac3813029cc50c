"""Making a month's report of what was counted, and saying no where there is none to be made."""

__all__ = ["usage_report"]

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

import attrs

from ..accounts.account_tier import AccountTier
from ..accounts.business_model import BusinessModel, business_model_in
from ..accounts.tenancy import Tenancy, Tenant, tenant_ids
from ..checks import check_many
from ..dates import Month
from ..dates.zone import utc
from ..decisions import Reason, Refused
from ..errors import WrongType, WrongValue
from ..ids import AccountId
from ..quota import TOKEN_MOVES, History, QuotaEvent, ServicePackage, as_of, history
from ..usage import ApiCalls
from .account_report import AccountReport, in_period
from .package_section import package_section
from .quota_line import lines_of
from .report import UsageReport
from .schedule import not_yet, report_period
from .terms import USAGE_REPORTS, ReportTerms
from .usage import Usage


def usage_report(  # noqa: PLR0913  the facts of a month, each named at the call
    tenancy: Tenancy,
    month: Month,
    usage: Mapping[AccountId, Usage],
    *,
    now: datetime,
    quota: Iterable[QuotaEvent] = (),
    terms: ReportTerms = USAGE_REPORTS,
    available_from: datetime | None = None,
) -> UsageReport | Refused:
    """Return the report of a month for an account and its tenants, all as of that month (rules P16, P24, P57 to P63).

    `usage` has what was counted, by account; `usage_by_account` makes it. Calls are shown where the account is billed
    for them and nowhere else. `quota` has the events of its service packages. A tenant is listed if it existed in the
    month, and the account had a package or the tenant used something; its own report is part of the whole
    (`UsageReport.tenant`). Without tenants the report is that of the account alone.

    Refused with NOT_COMMERCIAL for an account that sees no billing, with NOT_YET_AVAILABLE before the report is due
    and, whatever `available_from` says, for the current month or a later one (rules P02, P18). Raises WrongType,
    BrokenLog, or WrongValue: for usage of an account that is none of these, or of a tenant that did not exist then.

    >>> from datetime import UTC
    >>> acme, april, due = Tenancy("acme"), Month.parse("2026-04"), datetime(2026, 5, 5, 2, tzinfo=UTC)
    >>> usage_report(acme, april, {"acme": Usage(active_devices=3)}, now=due).aggregated.active_devices
    3
    >>> usage_report(acme, april + 1, {}, now=due).reason.value
    'not_yet_available'
    """
    _check(tenancy, usage, terms)
    refused = not_billed(tenancy.tier) or not_yet(month, now, terms.zone, available_from)
    events = _events(quota)
    return refused or _made(Facts(tenancy, month, usage, utc(now), events, terms))


class Facts(NamedTuple):
    """What a report is made from, checked."""

    tenancy: Tenancy
    month: Month
    usage: Mapping[AccountId, Usage]
    at: datetime
    events: tuple[QuotaEvent, ...]
    terms: ReportTerms


def _made(facts: Facts) -> UsageReport:
    tenancy, month, terms = facts.tenancy, facts.month, facts.terms
    # As the month ended: what happens at the first instant of the next one is not yet so.
    last = report_period(month, terms.zone)[1] - timedelta.resolution
    whole = history(facts.events, facts.at, tenancy.aggregator, terms.quota)
    lines = in_period(whole, month, terms.zone)
    found = {account: _report_of(account, facts, lines) for account in (tenancy.aggregator, *tenant_ids(tenancy))}
    package = _had_package(whole, month, terms.zone)
    listed = tuple(tenant for tenant in tenancy.tenants if _is_listed(tenant, found[tenant.id], package=package))
    return UsageReport(
        tenancy=attrs.evolve(tenancy, tenants=listed),
        own=found[tenancy.aggregator],
        tenants=tuple(found[tenant.id] for tenant in listed),
        history=lines,
        package=package_section(as_of(facts.events, last, terms=terms.quota), last),
    )


def _report_of(account: AccountId, facts: Facts, lines: History) -> AccountReport:
    model = business_model_in(facts.tenancy.models, facts.month, facts.terms.zone, facts.terms.model_choice)
    return AccountReport(
        account=account,
        month=facts.month,
        zone=facts.terms.zone,
        generated_at=facts.at,
        business_model=model,
        usage=_under(model, facts.usage.get(account, Usage())),
        history=lines_of(lines, account),
    )


def not_billed(tier: AccountTier) -> Refused | None:
    """Return that an account of this tier sees no billing, or None (rule P02)."""
    free = tier is AccountTier.FREE
    return Refused(Reason.NOT_COMMERCIAL, "the account is not a commercial account") if free else None


def _under(model: BusinessModel, usage: Usage) -> Usage:
    """Return the usage with calls where they are billed, be they none, and without them elsewhere (rules P14, P35)."""
    if model is BusinessModel.ACTIVE_DEVICES:
        return attrs.evolve(usage, api_calls=None)
    return usage if usage.api_calls is not None else attrs.evolve(usage, api_calls=ApiCalls())


def _had_package(whole: History, month: Month, zone: tzinfo) -> bool:
    """Whether a package was in force at any instant of a month; a renewal at once ends the one before it."""
    start, end = report_period(month, zone)
    packages = list(dict.fromkeys(line.package for line in whole.entries if line.package is not None))
    followers = (*(package.starts_at for package in packages[1:]), end)

    def overlaps(package: ServicePackage, follower: datetime) -> bool:
        return package.starts_at < end and start < min(package.expires_at, follower)

    return any(map(overlaps, packages, followers))


def _is_listed(tenant: Tenant, report: AccountReport, *, package: bool) -> bool:
    if tenant.exists_in(report.month, report.zone):
        return package or bool(report.usage) or bool(report.history)
    if report.usage:
        raise WrongValue("usage", f"none of {tenant.id}, which did not exist in {report.month}", report.usage.metrics())
    return False


def _events(quota: Iterable[QuotaEvent]) -> tuple[QuotaEvent, ...]:
    check_many("quota", quota)
    events: list[QuotaEvent] = []
    for event in quota:
        if type(event) not in TOKEN_MOVES:
            raise WrongType("quota", "an event of a quota", event)
        events.append(event)
    return tuple(events)


def _check(tenancy: Tenancy, usage: Mapping[AccountId, Usage], terms: ReportTerms) -> None:
    if type(tenancy) is not Tenancy:
        raise WrongType("tenancy", "Tenancy", tenancy)
    if type(terms) is not ReportTerms:
        raise WrongType("terms", "ReportTerms", terms)
    if not isinstance(usage, Mapping):
        raise WrongType("usage", "a mapping of account to Usage", usage)
    known = {tenancy.aggregator, *tenant_ids(tenancy)}
    for account, counted in usage.items():
        if type(counted) is not Usage:
            raise WrongType("usage", "a mapping of account to Usage", counted)
        if account not in known:
            raise WrongValue("usage", f"{tenancy.aggregator} and its tenants", account)
