"""What stands on a report of usage in a locale, as text in its places: plain text and pages are both made from this."""

__all__ = ["Section", "UsageSheet", "report_sheet", "tenant_sheet"]

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..accounts.tenancy import Tenant
from ..errors import WrongType
from ..quota import History, HistoryEntry
from ..reporting import AccountReport, PackageSection, QuotaLine, Usage, UsageReport, usage_list
from .amounts import format_count
from .days import format_day, format_month
from .usage_labels import UsageLabels, check_usage_labels

Pair = tuple[str, str]


class Section(NamedTuple):
    """A part of a report: pairs of a label and a value where it has no columns, or else a table.

    So many of the columns are `words`, the others numbers; the `foot` is a last row, of all together.
    """

    title: str
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...] = ()
    words: int = 0
    foot: tuple[str, ...] = ()


class UsageSheet(NamedTuple):
    """A report in a locale: what it is about, what is billed, its sections, and a word for those without lines."""

    title: str
    facts: tuple[Pair, ...]
    billed: Pair
    sections: tuple[Section, ...]
    nothing: str


def report_sheet(report: UsageReport, locale: str, labels: UsageLabels) -> UsageSheet:
    """Return the text of an account's report; raises WrongType, or WrongValue for an unknown locale."""
    if type(report) is not UsageReport:
        raise WrongType("report", "UsageReport", report)
    check_usage_labels(labels)
    named = ((labels.name, report.tenancy.name), (labels.organisation, report.tenancy.organisation))
    facts = ((labels.account, report.account), *_known(named), *_about(report.own, locale, labels))
    sections = (
        _accounts(report, locale, labels),
        *_package(report.package, locale, labels),
        _history(report.history, locale, labels),
    )
    return UsageSheet(
        labels.billing, facts, _billed(report.own, report.aggregated, locale, labels), sections, labels.nothing
    )


def tenant_sheet(report: UsageReport, account: str, locale: str, labels: UsageLabels) -> UsageSheet:
    """Return the text of one tenant's part; raises WrongValue where it is not listed, otherwise as `report_sheet`."""
    if type(report) is not UsageReport:
        raise WrongType("report", "UsageReport", report)
    check_usage_labels(labels)
    own, tenant = report.tenant(account), report.tenancy.tenant(account)
    sections = (
        Section(labels.summary, tuple(_summary(tenant, labels))),
        Section(labels.details, tuple(_counters(own.usage, locale, labels))),
        _own_history(own.history, locale, labels),
        Section(labels.attributes, tuple(_attributes(tenant))),
    )
    facts = tuple(_about(own, locale, labels))
    return UsageSheet(tenant.name, facts, _billed(own, own.usage, locale, labels), sections, labels.nothing)


def _known(pairs: Iterable[Pair]) -> Iterator[Pair]:
    return ((label, value) for label, value in pairs if value)


def _about(own: AccountReport, locale: str, labels: UsageLabels) -> Iterator[Pair]:
    yield labels.month, format_month(own.month, locale)
    yield labels.generated_at, own.generated_at.isoformat(" ")


def _billed(own: AccountReport, usage: Usage, locale: str, labels: UsageLabels) -> Pair:
    metric = own.business_model.value
    return getattr(labels, metric), format_count(usage.metrics()[metric], locale)


def _counters(usage: Usage, locale: str, labels: UsageLabels) -> Iterator[Pair]:
    return ((getattr(labels, metric), format_count(count, locale)) for metric, count in usage.metrics().items())


def _accounts(report: UsageReport, locale: str, labels: UsageLabels) -> Section:
    listed = usage_list(report)
    metrics = tuple(listed.total.metrics())
    columns = (labels.account, labels.name, labels.organisation, *(getattr(labels, metric) for metric in metrics))
    rows = tuple(
        (each.account, each.name, each.organisation, *_cells(each.usage, metrics, locale)) for each in listed.entries
    )
    foot = (labels.together, "", "", *_cells(listed.total, metrics, locale))
    return Section(labels.accounts, rows, columns, 3, foot)


def _cells(usage: Usage, metrics: tuple[str, ...], locale: str) -> tuple[str, ...]:
    found = usage.metrics()
    return tuple(format_count(found[metric], locale) if metric in found else "" for metric in metrics)


def _package(section: PackageSection | None, locale: str, labels: UsageLabels) -> Iterator[Section]:
    if section is None:
        return
    remaining = labels.without_limit if section.remaining is None else format_count(section.remaining, locale)
    warning = ((labels.warning, labels.expires_soon),) if section.warning is not None else ()
    facts = (
        (labels.package, section.package.id),
        (labels.expires_on, format_day(section.expires_on, locale)),
        (labels.remaining, remaining),
        (labels.reserved, format_count(section.reserved, locale)),
        *warning,
    )
    yield Section(labels.package, facts)


def _history(shown: History, locale: str, labels: UsageLabels) -> Section:
    columns = (labels.added, labels.reason, labels.account, labels.campaign, labels.package)
    rows = tuple(_line(entry, locale, labels) for entry in shown.entries)
    return Section(labels.history, rows, (*columns, labels.amount, labels.balance), len(columns))


def _own_history(shown: tuple[QuotaLine, ...], locale: str, labels: UsageLabels) -> Section:
    columns = (labels.added, labels.reason, labels.campaign)
    rows = tuple(
        (each.added.isoformat(" "), each.reason, each.campaign or "", format_count(each.amount, locale))
        for each in shown
    )
    return Section(labels.history, rows, (*columns, labels.amount), len(columns))


def _line(entry: HistoryEntry, locale: str, labels: UsageLabels) -> tuple[str, ...]:
    package = "" if entry.package is None else entry.package.id
    balance = labels.without_limit if entry.balance is None else format_count(entry.balance, locale)
    words = (entry.added.isoformat(" "), entry.reason, entry.account, entry.campaign or "", package)
    return (*words, format_count(entry.amount, locale), balance)


def _summary(tenant: Tenant, labels: UsageLabels) -> Iterator[Pair]:
    closed = "" if tenant.closed_at is None else tenant.closed_at.isoformat(" ")
    yield labels.account, tenant.id
    yield labels.name, tenant.name
    yield from _known(((labels.organisation, tenant.organisation),))
    yield labels.created_at, tenant.created_at.isoformat(" ")
    yield from _known(((labels.closed_at, closed),))


def _attributes(tenant: Tenant) -> Iterator[Pair]:
    """Yield what is known of a tenant: text as it is, anything else as JSON."""
    details = tenant.details()
    return ((key, details[key] if type(details[key]) is str else text) for key, text in tenant.attributes)
