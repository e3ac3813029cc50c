"""Where each number of a month's report comes from: whose counters, counted by which rule, and added up how."""

__all__ = ["OfReport", "explain_report"]

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from ..errors import WrongType
from ..reporting import AccountReport, PackageSection, Usage, UsageReport
from .explanation import Explanation, Fact
from .words import counted

OfReport: TypeAlias = UsageReport | AccountReport
"""What is explained here."""


def explain_report(report: Any) -> Explanation:
    """Return where the numbers of a report come from, own, by tenant and together."""
    if type(report) is UsageReport:
        return _whole(report)
    if type(report) is AccountReport:
        return _account(report)
    raise WrongType("result", "a result of this package", report)


def _whole(report: UsageReport) -> Explanation:
    parts = (report.own, *report.tenants)
    together = (
        Fact(_said(metric), _sum(metric, number, parts), ("P62", *_COUNTED_BY[metric][1]))
        for metric, number in report.aggregated.metrics().items()
    )
    facts = (*_frame(report.own), *together, *_package(report.package), _listed(report))
    title = f"{report.account} in {report.month}, with {counted(len(report.tenants), 'tenant')}"
    return Explanation(title, facts, tuple(map(_account, parts)))


def _account(report: AccountReport) -> Explanation:
    facts = (
        Fact(_said(metric), f"{number}: {_COUNTED_BY[metric][0]}", _COUNTED_BY[metric][1])
        for metric, number in report.usage.metrics().items()
    )
    changed = sum(line.amount for line in report.history)
    lines = f"{counted(len(report.history), 'line')}, {changed:+d} together"
    quota = Fact("quota", f"{lines}: those on its own account, added within the period", ("P60", "P63"))
    return Explanation(f"{report.account} alone in {report.month}", (*_frame(report), *facts, quota))


def _frame(report: AccountReport) -> tuple[Fact, ...]:
    period = f"from {report.period_start.isoformat()} up to, not including, {report.period_end.isoformat()}"
    return (
        Fact("period", period, ("P22",)),
        Fact("generated", report.generated_at.isoformat(), ("P16", "P18")),
        Fact("billed for", _said(report.business_model.value), ("P01", "P32", "P35")),
    )


def _said(metric: str) -> str:
    return metric.replace("_", " ")


def _sum(metric: str, number: int, parts: tuple[AccountReport, ...]) -> str:
    own, *tenants = (f"{_number(part.usage, metric)} of {part.account}" for part in parts)
    return f"{number} = {' + '.join((own, *tenants))}" if tenants else f"{number}, all its own"


def _number(usage: Usage, metric: str) -> int:
    return usage.metrics().get(metric, 0)


_COUNTED_BY: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "active_devices": ("devices that connected in the period, each once", ("P11", "P12", "P33")),
        "firmware_updates": ("updates of a device completed in the period, each once", ("P34",)),
        "access_tokens": ("devices named in tokens for secure access", ()),
        "to_services": ("messages from devices to services", ("P36",)),
        "to_devices": ("messages from services to devices", ("P37",)),
        "integration": ("REST calls, and notifications to web applications", ("P38",)),
        "api_calls": ("all three kinds of them", ("P14",)),
    }
)
"""By which rule each counter is counted."""


def _package(section: PackageSection | None) -> tuple[Fact, ...]:
    if section is None:
        return (Fact("package", "none in force as the period ended", ("P24", "P30")),)
    left = "without limit" if section.remaining is None else f"{section.remaining} remaining"
    says = f"{section.package.id}, {left}, {section.reserved} reserved, as the period ended"
    facts = [Fact("package", says, ("P24", "P29")), Fact("expires", section.expires_on.isoformat(), ("P30",))]
    if section.warning is not None:
        renewal = "a renewal waits" if section.warning.renewal_pending else "no renewal waits"
        days = counted(section.warning.days_left, "day")
        facts.append(Fact("warning", f"{days} left as the period ended, {renewal}", ("P31",)))
    return tuple(facts)


def _listed(report: UsageReport) -> Fact:
    says = (
        f"{counted(len(report.tenants), 'tenant')} that existed in the period, with a package above or use of their own"
    )
    return Fact("listed", says, ("P57", "P58"))
