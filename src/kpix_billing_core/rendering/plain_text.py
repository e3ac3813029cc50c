"""An invoice as plain text, for a terminal or the body of a mail."""

__all__ = ["invoice_text"]

from collections.abc import Sequence
from unicodedata import category, east_asian_width

from ..invoicing import Invoice
from .labels import ENGLISH, Labels
from .sheet import Sheet, SheetLine, sheet_of

_RULE = "-"


def invoice_text(invoice: Invoice, locale: str = "en", labels: Labels = ENGLISH) -> str:
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
    head = _aligned([list(fact) for fact in sheet.facts], ())
    return "\n".join([labels.invoice, *head, "", *_table(sheet)])


def _table(sheet: Sheet) -> list[str]:
    rule = [""] * len(sheet.columns)
    closing = [[label, "", "", amount] for label, amount in (*sheet.sums, sheet.due, *sheet.carried)]
    rows = [list(sheet.columns), rule, *map(_row, sheet.lines), rule, *closing]
    return _aligned(rows, (1, 2, 3), rule)


def _row(line: SheetLine) -> list[str]:
    name = f"{line.name} ({line.code})" if line.code else line.name
    return [name, line.quantity, line.unit_price, line.amount]


def _aligned(rows: Sequence[list[str]], right: tuple[int, ...], rule: list[str] | None = None) -> list[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        _joined([_RULE * width for width in widths] if row is rule else _padded(row, widths, right)) for row in rows
    ]


def _padded(row: list[str], widths: list[int], right: tuple[int, ...]) -> list[str]:
    blanks = [" " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
    return [
        blank + cell if index in right else cell + blank
        for index, (cell, blank) in enumerate(zip(row, blanks, strict=True))
    ]


def _joined(cells: list[str]) -> str:
    return "  ".join(cells).rstrip(" ")


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1
