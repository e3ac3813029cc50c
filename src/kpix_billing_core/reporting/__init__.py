"""Reporting: what an account and its tenants used in a month, as values that carry counts and never a price.

A `Tenancy` is an account with its `Tenant`s, a `BusinessModel` what it is billed for, and `Usage` the counters of one
account, which `usage_by_account` puts together. `usage_report` makes the `UsageReport` of a month, own, by tenant and
together, or says why there is none: it is due on the third business day of the next month. `account_snapshot` is the
account by itself, as it stands now. `usage_tally` hands a report on to be priced by `rate`.
`usage_list` is the list of accounts, searched and shown; `write_export` writes it and the raw data as files.
"""

__all__ = [
    "ACTIVE_DEVICE_COLUMNS",
    "FIRMWARE_UPDATE_COLUMNS",
    "USAGE_COLUMNS",
    "USAGE_REPORTS",
    "AccountReport",
    "AccountSnapshot",
    "AccountTier",
    "BusinessModel",
    "BusinessModelChange",
    "ModelChoice",
    "PackageSection",
    "QuotaLine",
    "ReportTerms",
    "Tenancy",
    "Tenant",
    "TransactionSample",
    "Usage",
    "UsageList",
    "UsageReport",
    "UsageRow",
    "account_snapshot",
    "active_device_rows",
    "attributes_of",
    "business_model_in",
    "choose_business_model",
    "default_month",
    "export_name",
    "firmware_update_rows",
    "package_section",
    "period_label",
    "printed_end",
    "report_available_at",
    "report_day",
    "report_period",
    "usage_by_account",
    "usage_list",
    "usage_report",
    "usage_tally",
    "write_export",
]

from ..accounts.account_tier import AccountTier
from ..accounts.business_model import (
    BusinessModel,
    BusinessModelChange,
    ModelChoice,
    business_model_in,
    choose_business_model,
)
from ..accounts.tenancy import Tenancy, Tenant, attributes_of
from .account_report import AccountReport
from .count import usage_by_account
from .exports import (
    ACTIVE_DEVICE_COLUMNS,
    FIRMWARE_UPDATE_COLUMNS,
    active_device_rows,
    export_name,
    firmware_update_rows,
    write_export,
)
from .package_section import PackageSection, package_section
from .quota_line import QuotaLine
from .report import UsageReport
from .schedule import (
    default_month,
    period_label,
    printed_end,
    report_available_at,
    report_day,
    report_period,
)
from .snapshot import AccountSnapshot, TransactionSample, account_snapshot
from .terms import USAGE_REPORTS, ReportTerms
from .usage import Usage
from .usage_list import USAGE_COLUMNS, UsageList, UsageRow, usage_list
from .usage_report import usage_report
from .usage_tally import usage_tally
