"""The accounts of a report in one list, searched and shown; what a file of it holds is what is seen."""

__all__ = ["USAGE_COLUMNS", "UsageList", "UsageRow", "usage_list"]

import attrs

from ..accounts.tenancy import Tenant, matches
from ..checks import check_text, each, instance, text
from ..dates import Month
from ..errors import WrongType
from ..ids import AccountId, identifier
from ..tables import Table
from .account_report import AccountReport
from .report import UsageReport
from .usage import Usage

_COUNTERS = (
    *("active_devices", "firmware_updates", "access_tokens"),
    *("to_services", "to_devices", "integration", "api_calls"),
)
USAGE_COLUMNS = ("month", "account_id", "name", "organisation", *_COUNTERS)
"""The columns of the list as a file; the same whatever is searched for and whatever the account is billed for (P56)."""


@attrs.frozen
class UsageRow:
    """One account of the list, and what it used by itself.

    Attributes:
        account: whose.
        name: of its team.
        organisation: its company.
        usage: its own; nothing of its tenants.
    """

    account: AccountId = attrs.field(validator=identifier)
    name: str = attrs.field(validator=text)
    organisation: str = attrs.field(validator=text)
    usage: Usage = attrs.field(validator=instance(Usage))


@attrs.frozen
class UsageList:
    """The accounts of a month's report: the one above first, then its tenants by name and id (rule P57).

    Attributes:
        month: which.
        entries: the accounts, in order.
    """

    month: Month = attrs.field(validator=instance(Month))
    entries: tuple[UsageRow, ...] = attrs.field(default=(), validator=each(UsageRow))

    @property
    def total(self) -> Usage:
        """All that is listed, together; of a list that was searched, what was found."""
        return _total(self)

    def search(self, text: str) -> "UsageList":
        """Return the accounts that a text finds: any part of name or organisation, capitals or not (rules P56, P59).

        Empty text finds all. The account above the tenants is searched like any other.
        """
        return _search(self, text)

    def rows(self) -> tuple[tuple[object, ...], ...]:
        """Return the cells of each account under `USAGE_COLUMNS`; what is not counted is an empty cell, not 0."""
        return tuple(_row(self.month, entry) for entry in self.entries)

    def table(self) -> Table:
        """Return the list to be shown, with a last line for all of it together."""
        return _table(self)


def usage_list(report: UsageReport) -> UsageList:
    """Return the accounts of a report as a list to be searched and shown (rule P57). Raises WrongType."""
    if type(report) is not UsageReport:
        raise WrongType("report", "UsageReport", report)
    tenancy = report.tenancy
    own = UsageRow(report.account, tenancy.name, tenancy.organisation, report.own.usage)
    return UsageList(report.month, (own, *map(_of_tenant, tenancy.tenants, report.tenants)))


def _of_tenant(tenant: Tenant, report: AccountReport) -> UsageRow:
    return UsageRow(tenant.id, tenant.name, tenant.organisation, report.usage)


def _total(listed: UsageList) -> Usage:
    return sum((each.usage for each in listed.entries), Usage())


def _search(listed: UsageList, text: str) -> UsageList:
    check_text("text", text)
    found = (each for each in listed.entries if matches(text, each.name, each.organisation))
    return UsageList(listed.month, tuple(found))


def _row(month: Month, entry: UsageRow) -> tuple[object, ...]:
    return (str(month), entry.account, entry.name, entry.organisation, *_cells(entry.usage))


def _cells(usage: Usage) -> tuple[int | None, ...]:
    found = usage.metrics()
    return tuple(map(found.get, _COUNTERS))


def _table(listed: UsageList) -> Table:
    shown = tuple(name for name in _COUNTERS if name in listed.total.metrics())
    columns = ("account", "name", "organisation", *(name.replace("_", " ") for name in shown))
    rows = tuple((each.account, each.name, each.organisation, *_texts(each.usage, shown)) for each in listed.entries)
    foot = (("together", "", "", *_texts(listed.total, shown)),)
    right = tuple(range(3, len(columns)))
    return Table(title=f"Usage in {listed.month}", columns=columns, rows=rows, right=right, foot=foot)


def _texts(usage: Usage, shown: tuple[str, ...]) -> tuple[str, ...]:
    found = usage.metrics()
    return tuple(str(found[name]) if name in found else "" for name in shown)
