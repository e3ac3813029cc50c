"""The rows and the summary of closed months: what stands in the files, in which order."""

__all__ = [
    "INVOICE_COLUMNS",
    "LINE_COLUMNS",
    "file_name",
    "invoice_rows",
    "line_rows",
    "summary_of",
    "sums_by_currency",
]

import hashlib
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from ..exact import decimal_places, scaled_text
from ..ids import AccountId
from ..invoicing import Adjustment, Invoice, InvoiceLine
from ..money import Currency, ExactMoney, Money, total
from .closing import ClosedMonth

Row: TypeAlias = tuple[object, ...]

LINE_COLUMNS = (
    "account_id",
    "month",
    "sku",
    "allocations",
    "days",
    "days_in_month",
    "quantity",
    "unit_price",
    "amount",
    "currency",
)
INVOICE_COLUMNS = (
    "account_id",
    "month",
    "currency",
    "subtotal",
    "adjustments",
    "credits_applied",
    "credits_carried",
    "due",
)

_LONGEST_NAME = 200
"""Characters of a file's name, below what file systems allow with room for an ending."""

_KEPT_OF_NAME = 100
_SAFE = re.compile(rb"[A-Za-z0-9._-]")


def in_order(invoices: Iterable[Invoice]) -> list[Invoice]:
    """Return invoices by account, then month."""
    return sorted(invoices, key=lambda invoice: (invoice.account.id, invoice.month))


def line_rows(invoices: Iterable[Invoice]) -> Iterator[Row]:
    """Yield the rows of `lines.csv`: by account and month, each SKU's line in order, then what adjusts them.

    An adjustment has no days. Its SKU is the one it adjusts, or its kind where it adjusts the invoice as a whole.
    """
    for invoice in in_order(invoices):
        yield from (_line_row(invoice, line) for line in invoice.lines)
        yield from (_adjustment_row(invoice, line) for line in invoice.adjustments)


def invoice_rows(invoices: Iterable[Invoice]) -> Iterator[Row]:
    """Yield the rows of `invoices.csv`: by account and month."""
    for invoice in in_order(invoices):
        amounts = (
            invoice.subtotal,
            invoice.adjusted,
            invoice.credits_applied,
            invoice.credits_carried,
            invoice.due,
        )
        yield (invoice.account.id, invoice.month, invoice.currency, *(amount.to_decimal() for amount in amounts))


def _line_row(invoice: Invoice, line: InvoiceLine) -> Row:
    entry = line.charge.entry
    return (
        invoice.account.id,
        invoice.month,
        line.sku,
        entry.count,
        entry.units,
        entry.divisor,
        line.quantity,
        None if line.unit_price is None else _price(line.unit_price),
        line.amount.to_decimal(),
        invoice.currency,
    )


def _adjustment_row(invoice: Invoice, line: Adjustment) -> Row:
    sku = line.kind.value if line.sku is None else line.sku
    nothing = (None,) * (LINE_COLUMNS.index("amount") - LINE_COLUMNS.index("allocations"))
    return (invoice.account.id, invoice.month, sku, *nothing, line.amount.to_decimal(), invoice.currency)


def _price(price: ExactMoney) -> Decimal | Fraction:
    """Return a price with at least the decimals of the minor unit, a fraction where its digits never end."""
    ends = decimal_places(price.amount.denominator)
    if ends is None:
        return price.amount
    places = max(ends, price.currency.exponent)
    return Decimal(scaled_text(price.amount.numerator * 10**places // price.amount.denominator, places))


def sums_by_currency(invoices: Iterable[Invoice]) -> dict[Currency, dict[str, Money]]:
    """Return the sums of what invoices say, for each currency in order."""
    found: dict[Currency, list[Invoice]] = {}
    for invoice in invoices:
        found.setdefault(invoice.currency, []).append(invoice)
    return {currency: _sums(found[currency], currency) for currency in sorted(found)}


def _sums(invoices: list[Invoice], currency: Currency) -> dict[str, Money]:
    return {
        "subtotal": total((invoice.subtotal for invoice in invoices), currency),
        "adjustments": total((invoice.adjusted for invoice in invoices), currency),
        "credits_applied": total((invoice.credits_applied for invoice in invoices), currency),
        "credits_carried": total((invoice.credits_carried for invoice in invoices), currency),
        "due": total((invoice.due for invoice in invoices), currency),
    }


def summary_of(closed: ClosedMonth) -> dict[str, Any]:
    """Return what `summary.json` says about a month."""
    return {
        "month": str(closed.month),
        "invoices": len(closed.invoices),
        "allocations": closed.allocations,
        "without_invoice": closed.without_invoice,
        "sums": [
            {"currency": str(currency), **{name: str(amount.to_decimal()) for name, amount in sums.items()}}
            for currency, sums in sums_by_currency(closed.invoices).items()
        ],
        "not_billed": [
            {
                "account_id": skipped.account.id,
                "payment_method": skipped.account.payment_method.value,
                "allocations": skipped.allocations,
            }
            for skipped in closed.skipped
        ],
    }


def file_name(account: AccountId) -> str:
    """Return a name for an account's files: the id, anything but letters, digits, `.`, `_` and `-` as percent codes.

    Two ids never have the same name, where the file system tells capitals from small letters. One that would be too
    long for it ends in `~` and a digest of the id.

    >>> file_name("R&D/Köln")
    'R%26D%2FK%C3%B6ln'
    """
    data = account.encode()
    name = "".join(chr(byte) if _SAFE.match(bytes((byte,))) else f"%{byte:02X}" for byte in data)
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[:_KEPT_OF_NAME]}~{hashlib.sha256(data).hexdigest()}"
