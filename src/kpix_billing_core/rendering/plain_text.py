"""An invoice as plain text, for a terminal or the body of a mail."""

__all__ = ["invoice_text"]

from collections.abc import Sequence

from ..invoicing import Invoice
from ..tables import filled, width_of
from .labels import ENGLISH, Labels
from .locales import DEFAULT
from .sheet import Sheet, SheetLine, sheet_of


def invoice_text(invoice: Invoice, locale: str = DEFAULT, labels: Labels = ENGLISH) -> str:
    """Write an invoice as plain text in a locale: account, month, lines, adjustments, credits, what is due.

    Not included: how the amounts came about; `explain` says that.
    Raises WrongType, or WrongValue for an unknown locale.

    >>> from ..accounts import Account
    >>> from ..catalogue import PriceBook, bands, Price
    >>> from ..dates import Month
    >>> from ..invoicing import draft
    >>> from ..metering import Tally
    >>> from ..rating import rate
    >>> acme, april = Account("acme", "USD"), Month.parse("2026-04")
    >>> book = PriceBook.of(Price("STD", bands((0, "4.35 USD"), (10, "4.26 USD"))))
    >>> used = Tally.of_counts("acme", april, {"STD": 1_200}, book.terms)
    >>> print(invoice_text(draft(acme, april, rate(used, book, acme))))
    Invoice
    Account        acme
    Month          April 2026
    Date of issue  May 1, 2026
    Reference      2026-04:acme
    <BLANKLINE>
    Item        Quantity  Unit price     Amount
    ----------  --------  ----------  ---------
    STD            1,200       $4.26  $5,112.00
    ----------  --------  ----------  ---------
    Amount due                        $5,112.00
    """
    sheet = sheet_of(invoice, locale, labels)
    return "\n".join([labels.invoice, *_facts(sheet), "", *_table(sheet)])


def _facts(sheet: Sheet) -> list[str]:
    width = max(width_of(label) for label, _ in sheet.facts)
    return [f"{filled(label, width)}  {value}" for label, value in sheet.facts]


def _table(sheet: Sheet) -> list[str]:
    lines = [sheet.columns, *map(_row, sheet.lines)]
    closing = [(label, "", "", amount) for label, amount in (*sheet.sums, sheet.due, *sheet.carried)]
    widths = [max(width_of(row[column]) for row in (*lines, *closing)) for column in range(len(sheet.columns))]
    head, *body = (_aligned(row, widths) for row in lines)
    rule = "  ".join("-" * width for width in widths)
    return [head, rule, *body, rule, *(_aligned(row, widths) for row in closing)]


def _row(line: SheetLine) -> tuple[str, ...]:
    name = f"{line.name} ({line.code})" if line.code else line.name
    return name, line.quantity, line.unit_price, line.amount


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    """Return a row as a line: what it is about flush left, figures flush right."""
    return "  ".join(filled(cell, widths[column], right=column > 0) for column, cell in enumerate(row))
