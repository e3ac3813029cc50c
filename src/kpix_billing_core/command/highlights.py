"""What is worth a look in some closed months: who owes what, how use went, where a quantity crossed a price band."""

__all__ = ["Crossing", "crossing_of", "due_by_month", "quantities_by_month", "story_of"]

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple, TypeAlias

from ..dates import Month
from ..explain import explain
from ..ids import AccountId
from ..invoicing import Invoice, InvoiceLine
from ..money import Currency, Money, total
from ..rendering import format_quantity
from ..tables import Table
from .closing import ClosedMonth

_Payer: TypeAlias = tuple[AccountId, Currency]


def due_by_month(closed: Sequence[ClosedMonth]) -> Table:
    """Return what is due as a table: a row for each month, a column for each account and currency, sums below."""
    due = {(month.month, _payer(invoice)): invoice.due for month in closed for invoice in month.invoices}
    payers = sorted({payer for _, payer in due})
    return Table(
        title="Amounts due",
        columns=("month", *(f"{account} {currency}" for account, currency in payers)),
        rows=tuple(
            (str(month.month), *(_plain(due.get((month.month, payer))) for payer in payers)) for month in closed
        ),
        right=tuple(range(1, len(payers) + 1)),
        foot=(("sum", *(_plain(_sum(payer, due)) for payer in payers)),),
    )


def _payer(invoice: Invoice) -> _Payer:
    return invoice.account.id, invoice.currency


def _plain(amount: Money | None) -> str:
    return "" if amount is None else str(amount.to_decimal())


def _sum(payer: _Payer, due: Mapping[tuple[Month, _Payer], Money]) -> Money:
    return total((amount for (_, whose), amount in due.items() if whose == payer), payer[1])


def quantities_by_month(closed: Sequence[ClosedMonth], sku: str | None = None) -> list[tuple[Month, Fraction]]:
    """Return how much was used in each month, of one SKU or of all."""
    return [(month.month, sum((line.quantity for line in _lines(month, sku)), Fraction(0))) for month in closed]


def _lines(month: ClosedMonth, sku: str | None) -> Iterator[InvoiceLine]:
    for invoice in month.invoices:
        yield from (line for line in invoice.lines if sku in (None, line.sku))


class Crossing(NamedTuple):
    """A line whose quantity reached another price band than the same account's in the month before."""

    before: InvoiceLine
    line: InvoiceLine
    invoice: Invoice


def crossing_of(closed: Sequence[ClosedMonth]) -> Crossing | None:
    """Return the crossing of a band with the largest change of quantity, the first of several; None without any."""
    found = [crossing for earlier, later in pairwise(closed) for crossing in _crossings(earlier, later)]
    return max(found, key=lambda crossing: abs(crossing.line.quantity - crossing.before.quantity), default=None)


def _crossings(earlier: ClosedMonth, later: ClosedMonth) -> Iterator[Crossing]:
    before = {(invoice.account.id, line.sku): line for invoice in earlier.invoices for line in invoice.lines}
    for invoice in later.invoices:
        for line in invoice.lines:
            previous = before.get((invoice.account.id, line.sku))
            if previous is not None and _threshold(previous) != _threshold(line):
                yield Crossing(previous, line, invoice)


def _threshold(line: InvoiceLine) -> Fraction | None:
    band = line.charge.band
    return None if band is None else band.threshold


def story_of(crossing: Crossing, locale: str) -> str:
    """Return what happened, and how the line's amount came about."""
    before, line = crossing.before, crossing.line
    quantities = [format_quantity(each.quantity, locale, 1) for each in (before, line)]
    return (
        f"{line.sku} of {crossing.invoice.account.id} went from {quantities[0]} in {before.charge.month}"
        f" to {quantities[1]} in {line.charge.month}, and so into another price band:\n\n{explain(line)}"
    )
