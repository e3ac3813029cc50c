"""From a report to a tally: what it counted as quantities of SKUs, to be priced by `rate` in a step of its own."""

__all__ = ["usage_tally"]

from collections.abc import Mapping
from types import MappingProxyType

from ..accounts.business_model import BusinessModel
from ..catalogue import BillingTerms
from ..errors import WrongType, WrongValue
from ..ids import SkuCode, check_id
from ..metering import Tally
from .account_report import AccountReport
from .report import UsageReport

_PARTS = ("to_services", "to_devices", "integration")
# What is billed under each model; updates are paid for by packages, but may have a price of their own.
_BILLED: Mapping[BusinessModel, tuple[str, ...]] = MappingProxyType(
    {
        BusinessModel.ACTIVE_DEVICES: ("active_devices", "firmware_updates", "access_tokens"),
        BusinessModel.API_CALLS: ("api_calls", *_PARTS, "firmware_updates", "access_tokens"),
    }
)


def usage_tally(
    report: UsageReport | AccountReport, terms: BillingTerms, skus: Mapping[str, SkuCode] | None = None
) -> Tally:
    """Return what an account is billed for as a tally: things counted over 1, a SKU for each metric (rules P01, P21).

    Of a `UsageReport` it is own and tenants together, for the account above them is billed for all (rule P15). The
    business model says which metric is billed; its name is the SKU unless `skus` says otherwise. With `skus`, by the
    names of `Usage.metrics`, other metrics can be billed too: calls as a whole (`api_calls`) or in their three parts,
    `firmware_updates`, `access_tokens`. Those that the model does not bill, or the report does not count, are left out;
    two metrics may share a SKU. Not included: any price.

    Raises WrongType, or WrongValue for metrics that do not exist, or calls both as a whole and in parts.

    >>> from datetime import UTC, datetime
    >>> from ..accounts.tenancy import Tenancy
    >>> from ..dates import Month
    >>> from .usage_report import usage_report
    >>> from .usage import Usage
    >>> april, now, used = Month.parse("2026-04"), datetime(2026, 6, 1, tzinfo=UTC), {"acme": Usage(active_devices=3)}
    >>> report = usage_report(Tenancy("acme"), april, used, now=now)
    >>> usage_tally(report, BillingTerms(), {"active_devices": "DEVICE"}).entry("DEVICE").quantity
    Fraction(3, 1)
    """
    if type(report) is UsageReport:
        account, usage = report.own, report.aggregated
    elif type(report) is AccountReport:
        account, usage = report, report.usage
    else:
        raise WrongType("report", "UsageReport or AccountReport", report)
    model = account.business_model
    named = {model.value: model.value} if skus is None else _checked(skus)
    found = usage.metrics()
    counts: dict[SkuCode, int] = {}
    for metric in _BILLED[model]:
        if metric in named and metric in found:
            counts[named[metric]] = counts.get(named[metric], 0) + found[metric]
    return Tally.of_counts(account.account, account.month, counts, terms)


def _checked(skus: Mapping[str, SkuCode]) -> Mapping[str, SkuCode]:
    if not isinstance(skus, Mapping):
        raise WrongType("skus", "a mapping of metric to SKU", skus)
    known = {metric for metrics in _BILLED.values() for metric in metrics}
    for metric, sku in skus.items():
        if metric not in known:
            raise WrongValue("skus", f"metrics among {', '.join(sorted(known))}", metric)
        check_id("sku", sku)
    if "api_calls" in skus and not skus.keys().isdisjoint(_PARTS):
        raise WrongValue("skus", "calls as a whole or in parts: each call counts once", tuple(skus))
    return skus
