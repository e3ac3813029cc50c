"""What stands on an invoice in a locale, as text in its places: plain text and the page are both made from this."""

__all__ = ["Sheet", "SheetLine", "sheet_of"]

from typing import NamedTuple

from ..errors import WrongType
from ..invoicing import Adjustment, AdjustmentKind, Invoice, InvoiceLine
from .amounts import format_money, format_price, format_quantity
from .days import format_day, format_month
from .labels import Labels, check_labels


class SheetLine(NamedTuple):
    """A line: what it is, by name, by code where the name does not hold it, and its figures."""

    name: str
    code: str
    quantity: str
    unit_price: str
    amount: str


class Sheet(NamedTuple):
    """An invoice in a locale.

    All but lines and columns are pairs of a label and a value; `sums` lead from the lines to what is due.
    """

    facts: tuple[tuple[str, str], ...]
    columns: tuple[str, str, str, str]
    lines: tuple[SheetLine, ...]
    adjustments: tuple[tuple[str, str], ...]
    sums: tuple[tuple[str, str], ...]
    due: tuple[str, str]
    carried: tuple[tuple[str, str], ...]


def sheet_of(invoice: Invoice, locale: str, labels: Labels) -> Sheet:
    """Return an invoice's text in a locale; raises WrongType, or WrongValue for an unknown locale."""
    if type(invoice) is not Invoice:
        raise WrongType("invoice", "Invoice", invoice)
    check_labels(labels)
    facts = (
        (labels.account, invoice.account.id),
        (labels.month, format_month(invoice.month, locale)),
        (labels.issued_on, format_day(invoice.issued_on, locale)),
        (labels.reference, invoice.id),
    )
    adjustments = tuple((_label(line, labels), format_money(line.amount, locale)) for line in invoice.adjustments)
    return Sheet(
        facts,
        (labels.item, labels.quantity, labels.unit_price, labels.amount),
        tuple(_line(line, locale) for line in invoice.lines),
        adjustments,
        _sums(invoice, adjustments, locale, labels),
        (labels.due, format_money(invoice.due, locale)),
        _carried(invoice, locale, labels),
    )


def _line(line: InvoiceLine, locale: str) -> SheetLine:
    price = "" if line.unit_price is None else format_price(line.unit_price, locale)
    code = "" if line.sku in line.description else line.sku
    quantity = format_quantity(line.quantity, locale)
    return SheetLine(line.description, code, quantity, price, format_money(line.amount, locale))


def _sums(
    invoice: Invoice, adjustments: tuple[tuple[str, str], ...], locale: str, labels: Labels
) -> tuple[tuple[str, str], ...]:
    """Return the steps from the lines to what is due; none where the lines are all there is."""
    applied = invoice.credits_applied
    credits = ((labels.credits_applied, format_money(-applied, locale)),) if applied else ()
    steps = (*adjustments, *credits)
    return ((labels.subtotal, format_money(invoice.subtotal, locale)), *steps) if steps else ()


def _label(line: Adjustment, labels: Labels) -> str:
    word = labels.minimum_spend if line.kind is AdjustmentKind.MINIMUM_SPEND else labels.rounding
    return word if line.sku is None else f"{word}, {line.sku}"


def _carried(invoice: Invoice, locale: str, labels: Labels) -> tuple[tuple[str, str], ...]:
    if not invoice.credits_carried:
        return ()
    return ((labels.credits_carried, format_money(invoice.credits_carried, locale)),)
