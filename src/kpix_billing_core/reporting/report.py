"""A month's report for an account and its tenants: counts that are the basis of a bill, and never the bill itself."""

__all__ = ["UsageReport"]

from datetime import datetime, tzinfo

import attrs

from ..accounts.business_model import BusinessModel
from ..accounts.tenancy import Tenancy
from ..checks import derived, each, instance, optional
from ..dates import Month
from ..errors import WrongValue
from ..ids import AccountId, check_id
from ..quota import History
from ..tables import Table
from .account_report import AccountReport, in_period
from .package_section import PackageSection
from .quota_line import lines_of
from .schedule import period_label
from .usage import Usage


@attrs.frozen(kw_only=True)
class UsageReport:
    """What an account and its tenants used in a month: own, by tenant, and together (rules P20, P21, P24, P33, P62).

    Together is own and all tenants, for every counter, to the last unit. It holds no price, no currency and no sum of
    money, and nothing of it changes an account (rules P19, P20). Raises WrongType or WrongValue.

    Attributes:
        tenancy: the account, with the tenants that are listed in this month, in order of name and id.
        own: the account's own figures.
        tenants: those of each tenant, in the same order.
        history: all that happened to the quota in the month, on the account's own and its tenants' account, with what
            remained after each line.
        package: the service package in force as the month ended; None where none was.
        aggregated: own and tenants together; derived.
    """

    tenancy: Tenancy = attrs.field(validator=instance(Tenancy))
    own: AccountReport = attrs.field(validator=instance(AccountReport))
    tenants: tuple[AccountReport, ...] = attrs.field(default=(), validator=each(AccountReport))
    history: History = attrs.field(validator=instance(History))
    package: PackageSection | None = attrs.field(default=None, validator=optional(instance(PackageSection)))
    aggregated: Usage = attrs.field(init=False, eq=False, repr=False, default=derived(lambda self: _aggregated(self)))

    def __attrs_post_init__(self) -> None:
        _check(self)

    @property
    def account(self) -> AccountId:
        """Whose report it is."""
        return self.own.account

    @property
    def month(self) -> Month:
        """Which month it is about."""
        return self.own.month

    @property
    def zone(self) -> tzinfo:
        """Where the month begins and ends."""
        return self.own.zone

    @property
    def generated_at(self) -> datetime:
        """When it was made."""
        return self.own.generated_at

    @property
    def business_model(self) -> BusinessModel:
        """What the account is billed for, with all its tenants (rules P01, P32)."""
        return self.own.business_model

    @property
    def title(self) -> str:
        """What stands above the figures of own and tenants together (rule P41)."""
        return _title(self)

    def tenant(self, account: AccountId) -> AccountReport:
        """Return a tenant's own report, which may be shown to the tenant; raises WrongValue where none is listed."""
        return _tenant(self, account)

    def __str__(self) -> str:
        return str(_table(self))

    def _repr_html_(self) -> str:
        return _table(self).html()


def _aggregated(report: UsageReport) -> Usage:
    return sum((one.usage for one in report.tenants), report.own.usage)


def _title(report: UsageReport) -> str:
    return f"Aggregated monthly usage - period ending {period_label(report.month)}"


def _tenant(report: UsageReport, account: AccountId) -> AccountReport:
    check_id("account", account)
    for one in report.tenants:
        if one.account == account:
            return one
    raise WrongValue("account", f"a tenant that is listed in {report.month}", account)


def _table(report: UsageReport) -> Table:
    names = tuple(report.aggregated.metrics())
    accounts = (report.own, *report.tenants)
    rows = tuple((one.account, *_cells(one.usage, names)) for one in accounts)
    foot = (("together", *_cells(report.aggregated, names)),)
    columns = ("account", *(name.replace("_", " ") for name in names))
    right = tuple(range(1, len(columns)))
    return Table(title=f"{report.account}: {_title(report)}", columns=columns, rows=rows, right=right, foot=foot)


def _cells(usage: Usage, names: tuple[str, ...]) -> tuple[str, ...]:
    found = usage.metrics()
    return tuple(str(found[name]) if name in found else "" for name in names)


def _check(report: UsageReport) -> None:
    own = report.own
    if report.tenancy.aggregator != own.account:
        raise WrongValue("own", f"the report of {report.tenancy.aggregator}", own.account)
    listed = tuple(tenant.id for tenant in report.tenancy.tenants)
    if tuple(one.account for one in report.tenants) != listed:
        raise WrongValue(
            "tenants", "the tenants of the tenancy, in order", tuple(one.account for one in report.tenants)
        )
    for one in report.tenants:
        if _frame(one) != _frame(own):
            raise WrongValue("tenants", "reports of one month, zone, model and making", one.account)
    _check_history(report)


def _frame(report: AccountReport) -> tuple[object, ...]:
    return report.month, report.zone, report.generated_at, report.business_model


def _check_history(report: UsageReport) -> None:
    history = report.history
    if history.account != report.account or in_period(history, report.month, report.zone) != history:
        raise WrongValue("history", f"lines of the quota of {report.account} in {report.month}", history)
    for one in (report.own, *report.tenants):
        if one.history != lines_of(history, one.account):
            raise WrongValue("history", f"all lines of {one.account}, as in its own report", history)
