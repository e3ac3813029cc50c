"""Many invoices on one page: account by account, month by month."""

__all__ = ["overview_html"]

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from html import escape
from typing import NamedTuple, TypeAlias

from ..checks import check_many, check_text
from ..dates import Month
from ..errors import WrongType, WrongValue
from ..ids import AccountId
from ..invoicing import Invoice
from ..money import Currency, Money, total
from .amounts import format_money, format_quantity
from .bars import bars
from .days import format_month
from .labels import ENGLISH, Labels, check_labels
from .locales import DEFAULT
from .page import html_page, tag

_Rows: TypeAlias = dict[tuple[AccountId, Currency], dict[Month, Invoice]]


class _Frame(NamedTuple):
    """What every part of the page needs: the columns, the language, the words, and where invoices lie."""

    months: tuple[Month, ...]
    locale: str
    labels: Labels
    links: Mapping[str, str]


_ADDRESS = re.compile(r"https?://|(?! |[a-z][a-z0-9+.-]*:)", re.IGNORECASE | re.ASCII)
"""Where a link may lead: to a page of the web, or beside this one. `javascript:` and the like would run something."""

_BAR = 9
"""Pixels of a bar."""


def overview_html(
    invoices: Iterable[Invoice],
    locale: str = DEFAULT,
    labels: Labels = ENGLISH,
    *,
    links: Mapping[str, str] | None = None,
) -> str:
    """Write what is due by account and month as a whole HTML page, with a small chart of each account's quantities.

    `links` gives the address of an invoice's own page by the invoice's id, where there is one. Sums are by currency;
    nothing is converted. Raises WrongType, or WrongValue for an unknown locale, for a link that is no page's address,
    and for two invoices of one account, currency and month.

    >>> "<title>Invoices</title>" in overview_html([])
    True
    """
    check_labels(labels)
    rows = _by_account(invoices)
    months = tuple(sorted({month for row in rows.values() for month in row}))
    frame = _Frame(months, locale, labels, _checked_links(links))
    span = " \N{EN DASH} ".join(format_month(month, locale) for month in (*months[:1], *months[1:][-1:]))
    body = "".join(_row(*key, row, frame) for key, row in rows.items())
    parts = (
        f"<header><div>{tag('h1', labels.invoices)}{tag('span', span)}</div>{_totals(rows, frame)}</header>\n",
        f'<div class="scroll"><table>\n{tag("caption", labels.due)}\n<thead><tr>{_head(frame)}</tr></thead>\n',
        f"<tbody>\n{body}</tbody>\n<tfoot>\n{_foot(rows, frame)}</tfoot>\n</table></div>\n",
        tag("p", labels.follow, "hint") if frame.links else "",
    )
    page = f'<main class="{"wide overview" if _many(frame) else "overview"}">\n{"".join(parts)}</main>'
    return html_page(f"{labels.invoices} {span}".strip(), page, locale)


def _checked_links(links: Mapping[str, str] | None) -> Mapping[str, str]:
    if links is None:
        return {}
    if not isinstance(links, Mapping):
        raise WrongType("links", "a mapping of invoice ids", links)
    for id_, address in links.items():
        check_text("links", id_)
        check_text("links", address)
        if not _ADDRESS.match(address):
            raise WrongValue("links", "addresses of pages: relative, or https", address)
    return links


def _by_account(invoices: Iterable[Invoice]) -> _Rows:
    check_many("invoices", invoices)
    rows: _Rows = {}
    for invoice in invoices:
        if type(invoice) is not Invoice:
            raise WrongType("invoices", "Invoice", invoice)
        row = rows.setdefault((invoice.account.id, invoice.currency), {})
        if invoice.month in row:
            raise WrongValue("invoices", "one for each account, currency and month", invoice.id)
        row[invoice.month] = invoice
    return dict(sorted(rows.items()))


def _many(frame: _Frame) -> bool:
    """Return whether there is more than one month, hence something to add up and to draw."""
    return len(frame.months) > 1


def _head(frame: _Frame) -> str:
    labels = frame.labels
    names = [labels.account, *([labels.quantity_by_month] if _many(frame) else [])]
    figures = [*map(str, frame.months), *([labels.total] if _many(frame) else [])]
    return "".join(
        [
            *(f'<th scope="col">{escape(name)}</th>' for name in names),
            *(f'<th scope="col" class="number">{escape(figure)}</th>' for figure in figures),
        ]
    )


def _row(account: AccountId, currency: Currency, row: Mapping[Month, Invoice], frame: _Frame) -> str:
    cells = [f'<th scope="row"><bdi>{escape(account)}</bdi></th>']
    if _many(frame):
        cells.append(f"<td>{_bars(row, frame)}</td>")
    cells += [_cell(row.get(month), frame) for month in frame.months]
    if _many(frame):
        whole = total((invoice.due for invoice in row.values()), currency)
        cells.append(tag("td", format_money(whole, frame.locale), "number sum"))
    return f"<tr>{''.join(cells)}</tr>\n"


def _cell(invoice: Invoice | None, frame: _Frame) -> str:
    if invoice is None:
        return tag("td", "\N{EN DASH}", "number")
    due = format_money(invoice.due, frame.locale)
    link = frame.links.get(invoice.id)
    if link is None:
        return tag("td", due, "number")
    return f'<td class="number"><a href="{escape(link)}">{escape(due)}</a></td>'


def _foot(rows: _Rows, frame: _Frame) -> str:
    return "".join(_sums(currency, rows, frame) for currency in sorted({key[1] for key in rows}))


def _totals(rows: _Rows, frame: _Frame) -> str:
    """Return what is due in each currency, to be seen first."""
    due: dict[Currency, list[Money]] = {}
    for (_, currency), row in rows.items():
        due.setdefault(currency, []).extend(invoice.due for invoice in row.values())
    boxes = "".join(
        f'<div class="due">{tag("span", f"{frame.labels.due} {currency}")}'
        f"{tag('strong', format_money(total(due[currency], currency), frame.locale))}</div>"
        for currency in sorted(due)
    )
    return f'<div class="totals">{boxes}</div>' if boxes else ""


def _sums(currency: Currency, rows: _Rows, frame: _Frame) -> str:
    found = [row for key, row in rows.items() if key[1] == currency]
    by_month = [total((row[month].due for row in found if month in row), currency) for month in frame.months]
    sums = [*by_month, *([total(by_month, currency)] if _many(frame) else [])]
    span = ' colspan="2"' if _many(frame) else ""
    figures = "".join(tag("td", format_money(amount, frame.locale), "number") for amount in sums)
    label = escape(f"{frame.labels.total} {currency}")
    return f'<tr><th scope="row"{span}>{label}</th>{figures}</tr>\n'


def _bars(row: Mapping[Month, Invoice], frame: _Frame) -> str:
    quantities = ((month, _quantity(row.get(month))) for month in frame.months)
    told = [(quantity, f"{month}: {format_quantity(quantity, frame.locale, 1)}") for month, quantity in quantities]
    return bars(told, frame.labels.quantity_by_month, frame.locale, _BAR)


def _quantity(invoice: Invoice | None) -> Fraction:
    return sum((line.quantity for line in invoice.lines), Fraction(0)) if invoice is not None else Fraction(0)
