"""Why an invoice comes to what is due: lines, adjustments, and the credits it used and carries over."""

__all__ = ["explain_adjustment", "explain_credit_use", "explain_invoice"]

from ..invoicing import Adjustment, AdjustmentKind, CreditUse, Invoice
from .explanation import Explanation, Fact
from .of_charge import explain_charge
from .words import amount_text, counted, rounding_text


def explain_adjustment(line: Adjustment) -> Explanation:
    """Return why an invoice has a line that is no charge: what was reached, and what it was lifted or rounded to."""
    rules = _rules(line)
    label = "floor" if line.kind is AdjustmentKind.MINIMUM_SPEND else "exact total"
    facts = (
        Fact("reached", str(line.reached), ("L48",)),
        Fact(label, amount_text(line.target), rules),
        Fact("rounded", f"{line.target.rounded(line.rounding)}, {rounding_text(line.rounding)}", ("L69",)),
        Fact("difference", str(line.amount), rules),
    )
    return Explanation(f"{line.description}: {line.amount}", facts)


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
        *map(_credit, invoice.credits),
        Fact("due", f"{invoice.due}, dated {invoice.issued_on.isoformat()}", ("L06", "L31")),
    )
    parts = (*(explain_charge(line.charge) for line in invoice.lines), *map(explain_adjustment, invoice.adjustments))
    return Explanation(f"Invoice {invoice.month} for {invoice.account.id}: {invoice.due}", facts, parts)


def _credit(use: CreditUse) -> Fact:
    credit = use.credit
    why = f" ({credit.reason})" if credit.reason else ""
    value = f"{credit.id}{why} of {credit.granted_on.isoformat()}: {use.used} used, {use.left} carried"
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
