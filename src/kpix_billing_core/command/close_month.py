"""`kpix-billing close-month`: from files of allocations, prices and accounts to a folder of invoices."""

__all__ = ["add_close_month"]

import argparse
from collections.abc import Callable
from pathlib import Path

from ..invoicing import Invoice
from ..money import Currency, Money
from ..tables import Table
from .arguments import add_folder, add_locale, month_of
from .closing import ClosedMonth, close
from .failure import Faults
from .folder import check_target, write_folder
from .inputs import Paths, check_inputs, read_inputs
from .reports import sums_by_currency
from .screen import Progress, counted, note
from .writing import OWN_NAMES, write_month

_FILES = """\
files read (CSV may be compressed with gzip):
  allocations  CSV: device_id,account_id,sku,consumed_on,removed_on; days as 2013-06-30, the last one empty while open;
               or Parquet of the same columns, named *.parquet, which needs the extra arrow
  accounts     CSV: account_id,currency,payment_method; the method is postpay, prepay or prepay_auto
  price book   JSON, its schema in the package as schemas/price_book.json; or CSV, under the published terms, of
               sku,account_id,effective_from,pricing,threshold,size,price with a row for each band
  credits      CSV: id,account,amount,granted_on,reason,origin; amounts as 2.86 USD, the last two may be left out

files written:
  invoices/ACCOUNT.json, invoices/ACCOUNT.html   each invoice, with how its amounts came about
  lines.csv, invoices.csv, summary.json          all lines, all invoices, their sums
  index.html                                     what is due, with links to the invoices
  credits.csv                                    with --credits: those left open, to be read for the next month

Any fault in the files stops the run: all faults are listed, and nothing is written.
"""


def add_close_month(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the subcommand; `add` is what a parser adds one with."""
    parser = add(
        "close-month",
        help="draft the invoices of a month from files",
        description="Draft the invoice of every account that pays after use, for one month.",
        epilog=_FILES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--month", required=True, type=month_of, metavar="YYYY-MM", help="the month to close")
    parser.add_argument("--allocations", required=True, type=Path, metavar="FILE", help="which device held which plan")
    parser.add_argument("--price-book", required=True, type=Path, metavar="FILE", help="what plans cost")
    parser.add_argument("--accounts", required=True, type=Path, metavar="FILE", help="who pays, and how")
    parser.add_argument("--credits", type=Path, metavar="FILE", help="what accounts have open from before")
    add_folder(parser)
    add_locale(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    target: Path = arguments.out.resolve()
    check_target(target, OWN_NAMES.__contains__, replace=arguments.force)
    progress = Progress()
    paths = Paths(arguments.allocations, arguments.price_book, arguments.accounts, arguments.credits)
    faults = Faults()
    inputs = read_inputs(paths, faults, progress)
    try:
        check_inputs(inputs, faults)
        closed = close(arguments.month, inputs, faults, progress)
    finally:
        progress.clear()
    faults.stop_if_any()
    _note_skipped(closed)

    def fill(folder: Path) -> None:
        write_month(closed, folder, arguments.locale, progress, credits=paths.credits is not None)

    write_folder(target, fill, OWN_NAMES.__contains__, replace=arguments.force)
    print(_table(closed))
    print(f"written to {arguments.out}")
    return 0


def _note_skipped(closed: ClosedMonth) -> None:
    for account, allocations in closed.skipped:
        method, held = account.payment_method.value, counted(allocations, "allocation")
        note(f"account {account.id} pays in advance ({method}): {held} in {closed.month} not billed")


def _table(closed: ClosedMonth) -> Table:
    columns = ("account", "lines", "subtotal", "adjustments", "credits", "due", "currency")
    sums = sums_by_currency(closed.invoices)
    invoices = counted(len(closed.invoices), "invoice")
    return Table(
        title=f"{closed.month}: {invoices} for {counted(closed.allocations, 'allocation')}",
        columns=columns,
        rows=tuple(map(_row, closed.invoices)),
        right=(1, 2, 3, 4, 5),
        foot=tuple(_sum(currency, amounts) for currency, amounts in sums.items()),
    )


def _row(invoice: Invoice) -> tuple[str, ...]:
    amounts = (invoice.subtotal, invoice.adjusted, -invoice.credits_applied, invoice.due)
    return invoice.account.id, str(len(invoice.lines)), *map(_plain, amounts), str(invoice.currency)


def _sum(currency: Currency, sums: dict[str, Money]) -> tuple[str, ...]:
    amounts = (sums["subtotal"], sums["adjustments"], -sums["credits_applied"], sums["due"])
    return "sum", "", *map(_plain, amounts), str(currency)


def _plain(amount: Money) -> str:
    return str(amount.to_decimal())
