"""`kpix-billing demo`: nine months of a real fleet, closed, shown and written."""

__all__ = ["add_demo"]

import argparse
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from ..accounts import Account
from ..dates import Month
from ..errors import BillingError
from ..interchange import write_csv
from ..interchange.csv_read import Scan
from ..metering import Allocation
from ..rendering import overview_html, quantity_chart
from .allocations import AllocationRows
from .arguments import add_locale
from .closing import ClosedMonth, close
from .drives import Drive, allocation_of
from .failure import Faults
from .folder import check_target, new_file, write_folder, write_text
from .highlights import crossing_of, due_by_month, quantities_by_month, story_of
from .inputs import Inputs, Paths, check_inputs, read_rows, scan_book
from .rows import numbered, row_of
from .screen import Progress, shows
from .writing import page_of, write_month, write_reports

_MONTHS = tuple(Month(2013, 4).until(Month(2013, 12)))
_DRIVES, _ACCOUNTS, _PRICE_BOOK, _NOTICE = "drives-2013.csv.gz", "accounts.csv", "price-book.json", "NOTICE"
_ALLOCATIONS = "allocations.csv"
_OWN = re.compile(r"[0-9]{4}-[0-9]{2}|(lines|invoices|allocations)\.csv|index\.html|NOTICE")

_INTRODUCTION = """\
{allocations:,} drives by {accounts} makers: a drive is a device, its model a SKU, its maker an account.
Data: Backblaze Drive Stats, 2013, with thanks to Backblaze. Accounts and prices are made up.
"""
_CONCLUSION = """
Written to {out}:
  index.html               what is due, with links to the pages of {invoices} invoices: open it in a browser
  lines.csv, invoices.csv  every line and every invoice of the nine months
  2013-04 to 2013-12       each month as close-month writes it
  allocations.csv          the drives as allocations, for close-month to read
"""


def add_demo(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the subcommand; `add` is what a parser adds one with."""
    parser = add(
        "demo",
        help="close nine months of a real fleet",
        description="Close April to December 2013 of a real fleet of hard drives, under made-up prices.",
        allow_abbrev=False,
    )
    parser.add_argument("--data", required=True, type=Path, metavar="DIR", help="the folder of the example drives-2013")
    parser.add_argument("--out", default=Path("build/demo"), type=Path, metavar="DIR", help="default: build/demo")
    add_locale(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    target: Path = arguments.out.resolve()
    check_target(target, _is_own, replace=True)
    faults = Faults()
    inputs, allocations = _read(arguments.data, faults)
    print(_INTRODUCTION.format(allocations=len(allocations), accounts=len(inputs.accounts.rows)), flush=True)
    progress = Progress()
    closed = [close(month, inputs, faults, progress) for month in _MONTHS]
    progress.clear()
    faults.stop_if_any()
    _show(closed, arguments.locale)

    def fill(folder: Path) -> None:
        _write(closed, allocations, folder, arguments)

    write_folder(target, fill, _is_own, replace=True)
    print(_CONCLUSION.format(out=arguments.out, invoices=sum(len(month.invoices) for month in closed)))
    return 0


def _is_own(name: str) -> bool:
    return _OWN.fullmatch(name) is not None


def _read(data: Path, faults: Faults) -> tuple[Inputs, tuple[Allocation, ...]]:
    paths = Paths(data.joinpath(_DRIVES), data.joinpath(_PRICE_BOOK), data.joinpath(_ACCOUNTS))
    progress = Progress()
    drives = read_rows(Drive, paths.allocations, faults, progress)
    accounts = read_rows(Account, paths.accounts, faults, progress)
    book = scan_book(paths.price_book, faults)
    progress.clear()
    held = _allocations(drives, paths.allocations, faults)
    inputs = Inputs(AllocationRows(Scan(held), paths.allocations), book, accounts, Scan(()), paths)
    faults.stop_if_any()
    check_inputs(inputs, faults)
    return inputs, held


def _allocations(drives: Scan[Drive], path: Path, faults: Faults) -> tuple[Allocation, ...]:
    found: list[Allocation] = []
    for index, drive in numbered(drives):
        try:
            found.append(allocation_of(drive))
        except BillingError as error:
            faults.add(f"{path}: {row_of(index)}", str(error))
    return tuple(found)


def _show(closed: list[ClosedMonth], locale: str) -> None:
    print(due_by_month(closed), "", sep="\n")
    _chart("Plan-months, all models", closed, None, locale)
    crossing = crossing_of(closed)
    if crossing is not None:
        _chart(f"Plan-months, {crossing.line.sku}", closed, crossing.line.sku, locale)
        print(story_of(crossing, locale))


def _chart(title: str, closed: list[ClosedMonth], sku: str | None, locale: str) -> None:
    quantities = quantities_by_month(closed, sku)
    print(title, quantity_chart(quantities, locale, places=0, ascii_only=not shows("█")), "", sep="\n")


def _write(
    closed: list[ClosedMonth], allocations: tuple[Allocation, ...], folder: Path, arguments: argparse.Namespace
) -> None:
    progress = Progress()
    for month in closed:
        own = folder.joinpath(str(month.month))
        own.mkdir()
        write_month(month, own, arguments.locale, progress, credits=False)
    invoices = [invoice for month in closed for invoice in month.invoices]
    write_reports(invoices, folder)
    with new_file(folder.joinpath(_ALLOCATIONS)) as file:
        write_csv(Allocation, allocations, file)
    links = {invoice.id: f"{invoice.month}/{page_of(invoice)}" for invoice in invoices}
    write_text(folder.joinpath("index.html"), overview_html(invoices, arguments.locale, links=links))
    shutil.copyfile(arguments.data.joinpath(_NOTICE), folder.joinpath(_NOTICE))
