"""Why an invoice comes to what is due: lines, adjustments, and the credits it used and carries over."""

__all__ = ["explain_adjustment", "explain_credit_use", "explain_invoice"]

from collections.abc import Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType

from ..catalogue import MinimumScope, MinimumSpend
from ..dates import Month
from ..invoicing import Adjustment, AdjustmentKind, CreditUse, Invoice
from ..money import Currency
from ..rating import Charge
from .explanation import Explanation, Fact
from .of_charge import explain_charge
from .words import amount_text, counted, rounding_text


def explain_adjustment(line: Adjustment, charge: Charge | None = None) -> Explanation:
    """Return why an invoice has a line that is no charge: what was reached, and what it was lifted or rounded to.

    With the charge that it adjusts it also says how many allocations were lifted.
    """
    rules = _rules(line)
    minimum = line.minimum_spend
    facts = (
        Fact("reached", str(line.reached), ("L48",)),
        *(_agreed(minimum, line.target.currency, charge) if minimum else ()),
        Fact(_label(line), amount_text(line.target), rules),
        Fact("rounded", f"{line.target.rounded(line.rounding)}, {rounding_text(line.rounding)}", ("L69",)),
        Fact("difference", str(line.amount), rules),
    )
    return Explanation(f"{line.description}: {line.amount}", facts)


def _label(line: Adjustment) -> str:
    if line.kind is AdjustmentKind.ROUNDING:
        return "exact total"
    is_of_each = line.minimum_spend is not None and line.minimum_spend.scope is MinimumScope.ALLOCATION
    return "all allocations" if is_of_each else "floor"


def _agreed(minimum: MinimumSpend, currency: Currency, charge: Charge | None) -> Iterator[Fact]:
    yield Fact("agreed", f"at least {minimum.amount(currency)} {_SCOPES[minimum.scope]}", ("L27",))
    if minimum.scope is MinimumScope.ALLOCATION and charge is not None:
        yield Fact("lifted", _lifted(charge, minimum.amount(currency).exact.amount), ("L27",))


_SCOPES: Mapping[MinimumScope, str] = MappingProxyType(
    {
        MinimumScope.INVOICE: "for all charges of the month together",
        MinimumScope.LINE: "for each SKU",
        MinimumScope.ALLOCATION: "for each allocation",
    }
)


def _lifted(charge: Charge, floor: Fraction) -> str:
    """Return how many allocations come to less than a floor, by their days."""
    held = charge.entry.histogram or ()
    line, units = charge.exact_amount.amount, charge.entry.units
    many = sum(count for days, count in enumerate(held) if days and line * days < floor * units)
    return f"{many} of {counted(sum(held[1:]), 'allocation')}"


def _rules(line: Adjustment) -> tuple[str, ...]:
    return ("L27",) if line.kind is AdjustmentKind.MINIMUM_SPEND else ("L69",)


def explain_invoice(invoice: Invoice) -> Explanation:
    """Return how lines, adjustments and credits make what is due, with the derivation of each line as a part."""
    bought = f"run {invoice.run}: what was bought in it, priced together"
    facts = (
        *([Fact("purchases", bought, ("L12", "L29"))] if invoice.run else ()),
        Fact("lines", f"{invoice.subtotal} for {counted(len(invoice.lines), 'SKU')}", ("L39", "L61")),
        *(Fact(line.description, str(line.amount), _rules(line)) for line in invoice.adjustments),
        Fact("total", str(invoice.total), ("L48",)),
        *(_credit(use, invoice.month) for use in invoice.credits),
        Fact("due", f"{invoice.due}, dated {invoice.issued_on.isoformat()}", ("L06", "L31")),
    )
    charges = {line.sku: line.charge for line in invoice.lines}
    adjusted = (explain_adjustment(line, charges.get(line.sku or "")) for line in invoice.adjustments)
    parts = (*(explain_charge(line.charge) for line in invoice.lines), *adjusted)
    return Explanation(f"Invoice {invoice.month} for {invoice.account.id}: {invoice.due}", facts, parts)


def _credit(use: CreditUse, month: Month) -> Fact:
    credit = use.credit
    why = f" ({credit.reason})" if credit.reason else ""
    waits = f", earned after {month}" if credit.granted_on > month.last_day and not use.used else ""
    value = f"{credit.id}{why} of {credit.granted_on.isoformat()}: {use.used} used, {use.left} carried{waits}"
    return Fact("credit", value, ("L31",))


def explain_credit_use(use: CreditUse) -> Explanation:
    """Return what an invoice took of a credit and what it left, with the credit's reason and origin."""
    credit = use.credit
    said = (("reason", credit.reason), ("origin", credit.origin))
    facts = (
        Fact("owed", f"{credit.amount} to {credit.account}, since {credit.granted_on.isoformat()}", ("L31",)),
        *(Fact(label, value) for label, value in said if value),
        Fact("used", f"{use.used}, the oldest credit first, never more than the total", ("L31",)),
        Fact("carried", f"{use.left}, for a later invoice", ("L31",)),
    )
    return Explanation(f"Credit {credit.id}: {use.used} used, {use.left} carried", facts)
