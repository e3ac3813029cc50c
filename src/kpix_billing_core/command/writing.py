"""The files of a closed month."""

__all__ = ["OWN_NAMES", "page_of", "write_month", "write_reports"]

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..interchange import to_json, write_csv, write_rows
from ..invoicing import Invoice
from ..rating import AccountCredit
from ..rendering import invoice_html, overview_html
from .closing import ClosedMonth
from .folder import new_file, write_text
from .reports import INVOICE_COLUMNS, LINE_COLUMNS, file_name, invoice_rows, line_rows, summary_of
from .screen import Progress

OWN_NAMES = frozenset(
    ("invoices", "lines.csv", "invoices.csv", "credits.csv", "summary.json", "index.html"),
)
"""What a folder of a closed month holds."""

_INVOICES = "invoices"


def write_month(closed: ClosedMonth, folder: Path, locale: str, progress: Progress, *, credits: bool) -> None:
    """Write a month's invoices as JSON and HTML, its rows, summary and overview; open credits if asked for."""
    pages = folder.joinpath(_INVOICES)
    pages.mkdir()
    for invoice in progress.each("invoices", closed.invoices):
        name = file_name(invoice.account.id)
        write_text(pages.joinpath(f"{name}.json"), to_json(invoice) + "\n")
        write_text(pages.joinpath(f"{name}.html"), invoice_html(invoice, locale))
    progress.clear()
    write_reports(closed.invoices, folder)
    write_text(folder.joinpath("summary.json"), _json(summary_of(closed)))
    write_text(folder.joinpath("index.html"), overview_html(closed.invoices, locale, links=_links(closed.invoices)))
    if credits:
        with new_file(folder.joinpath("credits.csv")) as file:
            write_csv(AccountCredit, closed.credits, file)


def write_reports(invoices: Iterable[Invoice], folder: Path) -> None:
    """Write `lines.csv` and `invoices.csv` of any invoices."""
    kept = tuple(invoices)
    with new_file(folder.joinpath("lines.csv")) as file:
        write_rows(LINE_COLUMNS, line_rows(kept), file)
    with new_file(folder.joinpath("invoices.csv")) as file:
        write_rows(INVOICE_COLUMNS, invoice_rows(kept), file)


def page_of(invoice: Invoice) -> str:
    """Return the address of an invoice's page, seen from the folder of its month."""
    return f"{_INVOICES}/{quote(file_name(invoice.account.id))}.html"


def _links(invoices: Iterable[Invoice]) -> dict[str, str]:
    return {invoice.id: page_of(invoice) for invoice in invoices}


def _json(data: Any) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
