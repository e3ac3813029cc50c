"""A month's report of usage as pages and as text: an account's own, and the part of one of its tenants."""

__all__ = ["tenant_html", "tenant_text", "usage_html", "usage_text"]

from collections.abc import Iterable
from html import escape

from ..ids import AccountId
from ..reporting import UsageReport
from ..tables import Table
from .locales import DEFAULT
from .page import html_page, tag
from .usage_labels import ENGLISH_USAGE, UsageLabels
from .usage_sheet import Section, UsageSheet, report_sheet, tenant_sheet


def usage_html(report: UsageReport, locale: str = DEFAULT, labels: UsageLabels = ENGLISH_USAGE) -> str:
    """Write an account's report as a whole HTML page: what is billed, own and tenants, package, quota history (P62).

    The page needs no other file and runs no script; all text that is not the library's own is escaped. Instants are in
    UTC. Not included: any price. Raises WrongType, or WrongValue for an unknown locale.

    >>> from datetime import UTC, datetime
    >>> from ..dates import Month
    >>> from ..reporting import Tenancy, Usage, usage_report
    >>> now, used = datetime(2026, 6, 1, tzinfo=UTC), {"R&D": Usage(active_devices=3)}
    >>> report = usage_report(Tenancy("R&D"), Month(2026, 4), used, now=now)
    >>> "<title>My billing R&amp;D, April 2026</title>" in usage_html(report)
    True
    """
    return _page(report_sheet(report, locale, labels), report.account, locale)


def tenant_html(
    report: UsageReport, account: AccountId, locale: str = DEFAULT, labels: UsageLabels = ENGLISH_USAGE
) -> str:
    """Write one tenant's part as a whole HTML page: summary, billing details, quota history, attributes (P60, P63).

    It holds no figure of another account or of the service package, so the history has no balances here.
    Raises WrongValue for a tenant that is not listed, otherwise as `usage_html`.
    """
    return _page(tenant_sheet(report, account, locale, labels), account, locale)


def usage_text(report: UsageReport, locale: str = DEFAULT, labels: UsageLabels = ENGLISH_USAGE) -> str:
    """Write what `usage_html` does as plain text, for a terminal or the body of a mail; raises as that."""
    return _text(report_sheet(report, locale, labels))


def tenant_text(
    report: UsageReport, account: AccountId, locale: str = DEFAULT, labels: UsageLabels = ENGLISH_USAGE
) -> str:
    """Write what `tenant_html` does as plain text; raises as that."""
    return _text(tenant_sheet(report, account, locale, labels))


def _page(sheet: UsageSheet, account: AccountId, locale: str) -> str:
    label, count = sheet.billed
    (_, month), _ = sheet.facts[-2:]
    header = (
        f"<header>\n<div>{tag('h1', sheet.title)}{_facts(sheet.facts)}</div>\n"
        f'<div class="due">{tag("span", label)}{tag("strong", count)}</div>\n</header>\n'
    )
    sections = "".join(_section(each, sheet.nothing) for each in sheet.sections)
    return html_page(f"{sheet.title} {account}, {month}", f"<main>\n{header}{sections}</main>", locale)


def _section(section: Section, nothing: str) -> str:
    return f"{tag('h2', section.title)}\n{_body(section, nothing)}\n"


def _body(section: Section, nothing: str) -> str:
    if not section.rows:
        return tag("p", nothing, "hint")
    return f'<div class="scroll">{_table(section)}</div>' if section.columns else _facts(section.rows)


def _facts(pairs: Iterable[tuple[str, ...]]) -> str:
    facts = "".join(tag("dt", label) + f"<dd><bdi>{escape(value)}</bdi></dd>" for label, value in pairs)
    return f'<dl class="facts">{facts}</dl>'


def _table(section: Section) -> str:
    head = _row("th", section.columns, section.words)
    body = "".join(_row("td", row, section.words) for row in section.rows)
    closing = f"<tfoot>\n{_row('td', section.foot, section.words)}</tfoot>\n" if section.foot else ""
    return f"<table>\n<thead>\n{head}</thead>\n<tbody>\n{body}</tbody>\n{closing}</table>"


def _row(name: str, cells: tuple[str, ...], words: int) -> str:
    parts = "".join(tag(name, cell, "" if index < words else "number") for index, cell in enumerate(cells))
    return f"<tr>{parts}</tr>\n"


def _text(sheet: UsageSheet) -> str:
    facts = Section(sheet.title, (*sheet.facts, sheet.billed))
    return "\n\n".join(_block(section, sheet.nothing) for section in (facts, *sheet.sections))


def _block(section: Section, nothing: str) -> str:
    if not section.rows:
        return f"{section.title}\n{nothing}"
    if not section.columns:
        return Table(columns=(section.title, ""), rows=section.rows).text(None)
    right = tuple(range(section.words, len(section.columns)))
    foot = (section.foot,) if section.foot else ()
    table = Table(title=section.title, columns=section.columns, rows=section.rows, right=right, foot=foot)
    return table.text(None)
