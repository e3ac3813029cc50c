"""Strategies for reports of a month, and for what they are made of: counters, packages, lists and snapshots."""

__all__ = [
    "account_reports",
    "account_snapshots",
    "package_sections",
    "quota_lines",
    "report_terms",
    "transaction_samples",
    "usage_lists",
    "usage_reports",
    "usage_rows",
    "usages",
]

from datetime import UTC, datetime, timedelta, timezone

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from ..accounts.account_tier import AccountTier
from ..accounts.business_model import ModelChoice
from ..accounts.tenancy import Tenancy
from ..dates import Month
from ..errors import WrongType
from ..ids import AccountId
from ..quota import ExpiryWarning, HistoryEntry, QuotaEvent, ServicePackage
from ..reporting import (
    AccountReport,
    AccountSnapshot,
    PackageSection,
    QuotaLine,
    ReportTerms,
    TransactionSample,
    Usage,
    UsageList,
    UsageReport,
    UsageRow,
    usage_list,
    usage_report,
)
from .campaigns import quota_histories
from .dates import instants, months
from .making import accepted, made
from .metering import account_or_any
from .numbers import MANY
from .tenancies import NAMES, ORGANISATIONS, tenancies
from .texts import ids
from .tokens import history_entries, quota_terms, service_packages
from .usage import api_calls as calls

HARD_COUNTS = (0, 1, MANY)
ZONES = (UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12)))
# Quotas of stories begin at the end of February 2024 and last some years.
FIRST_MONTH = Month(2024, 1)
NOW = datetime(2200, 1, 1, tzinfo=UTC)

COUNTS = st.sampled_from(HARD_COUNTS) | st.integers(0, 9)
TENANTS = st.none() | st.integers(1, 9)
WARNED = st.none() | st.tuples(st.integers(0, 90), st.booleans())
"""How many days are left, and whether a renewal waits."""

MONTHS_LATER = st.integers(0, 30)
SEARCHED = st.sampled_from(("", "", "süd", "GMBH"))
WHICH = st.integers(0, 3)
"""Of the accounts in a report: the one above, or one of its tenants."""


def usages(*, api_calls: bool | None = None) -> SearchStrategy[Usage]:
    """Return counters of a month: nothing, little and much; with calls if so asked, without, or either."""
    kinds = {True: calls(), False: st.none(), None: st.none() | calls()}
    if api_calls is not None and type(api_calls) is not bool:
        raise WrongType("api_calls", "bool or None", api_calls)
    return made(
        Usage,
        active_devices=COUNTS,
        firmware_updates=COUNTS,
        access_tokens=st.none() | COUNTS,
        api_calls=kinds[api_calls],
    )


def report_terms() -> SearchStrategy[ReportTerms]:
    """Return terms of reports: the published ones and others."""
    return made(
        ReportTerms, zone=st.sampled_from(ZONES), model_choice=st.sampled_from(ModelChoice), quota=quota_terms()
    )


def package_sections() -> SearchStrategy[PackageSection]:
    """Return what reports say of service packages: with a limit and without, about to expire or not."""
    return made(_section, service_packages(), COUNTS, WARNED)


def transaction_samples(*, account: AccountId | None = None) -> SearchStrategy[TransactionSample]:
    """Return samples of transactions, at any instant."""
    return made(TransactionSample, account_or_any(account), instants(), COUNTS)


def account_snapshots() -> SearchStrategy[AccountSnapshot]:
    """Return snapshots of accounts with tenants and without."""
    return made(
        AccountSnapshot,
        account=ids(),
        at=instants(),
        month=months(),
        active_devices=COUNTS,
        transactions=COUNTS,
        tenants=TENANTS,
    )


def usage_reports(*, account: AccountId | None = None) -> SearchStrategy[UsageReport]:
    """Return reports of months of accounts with tenants and without, whose quotas had all kinds of lives."""
    return made(
        _report,
        tenancies(account=account),
        quota_histories(account=account),
        MONTHS_LATER,
        st.tuples(usages(), usages()),
        _report_terms(),
    )


def account_reports() -> SearchStrategy[AccountReport]:
    """Return what such reports say of the account above and of its tenants."""
    return made(_one_of, usage_reports(), WHICH)


def quota_lines() -> SearchStrategy[QuotaLine]:
    """Return lines of a history as a tenant sees them, for every reason, and for words that are not known."""
    return made(_line, history_entries())


def usage_lists() -> SearchStrategy[UsageList]:
    """Return the lists of such reports, and what a search of them finds."""
    return made(_searched, usage_reports(), SEARCHED)


def usage_rows() -> SearchStrategy[UsageRow]:
    """Return rows of such lists."""
    return made(UsageRow, ids(), st.sampled_from(("", *NAMES)), st.sampled_from(ORGANISATIONS), usages())


def _line(entry: HistoryEntry) -> QuotaLine:
    return QuotaLine(added=entry.added, amount=entry.amount, reason=entry.reason, campaign=entry.campaign)


def _report_terms() -> SearchStrategy[ReportTerms]:
    # The stories of quotas are told under the published terms of packages.
    return made(ReportTerms, zone=st.sampled_from(ZONES), model_choice=st.sampled_from(ModelChoice))


def _section(package: ServicePackage, reserved: int, warned: tuple[int, bool] | None) -> PackageSection:
    warning = None if warned is None else _warning(package, *warned)
    return PackageSection(package=package, remaining=package.count, reserved=reserved, warning=warning)


def _warning(package: ServicePackage, days_left: int, renewal_pending: bool) -> ExpiryWarning:  # noqa: FBT001  drawn
    return ExpiryWarning(expires_at=package.expires_at, days_left=days_left, renewal_pending=renewal_pending)


def _report(
    some: Tenancy, events: tuple[QuotaEvent, ...], later: int, counted: tuple[Usage, Usage], terms: ReportTerms
) -> UsageReport:
    month = FIRST_MONTH + later
    tenancy = _of(some, events[0].account if events else some.aggregator)
    existing = [tenant.id for tenant in tenancy.in_month(month, terms.zone).tenants]
    used = {account: counted[number % 2] for number, account in enumerate((tenancy.aggregator, *existing))}
    # Commercial, and long after any month: never refused.
    return accepted(usage_report(tenancy, month, used, now=NOW, quota=events, terms=terms))


def _of(some: Tenancy, account: AccountId) -> Tenancy:
    tenants = tuple(tenant for tenant in some.tenants if tenant.id != account)
    return attrs.evolve(some, aggregator=account, tenants=tenants, tier=AccountTier.COMMERCIAL)


def _one_of(report: UsageReport, number: int) -> AccountReport:
    accounts = (report.own, *report.tenants)
    return accounts[number % len(accounts)]


def _searched(report: UsageReport, text: str) -> UsageList:
    return usage_list(report).search(text)
