"""The invoice of one account for one month: what it used, what that costs, what credits pay of it, and what is due."""

__all__ = ["Invoice"]

from datetime import date

import attrs

from ..accounts import Account
from ..catalogue import BillingTerms, IssueDay
from ..checks import derived, each, instance, text
from ..dates import Month
from ..errors import TallyMismatch, WrongValue
from ..exact import short_text
from ..ids import SkuCode
from ..money import Currency, Money
from ..money.money import summed
from ..rating import AccountCredit
from ..tables import Table
from .carry_over import CreditUse
from .line import Adjustment, InvoiceLine

_LAST_MONTH = Month(9999, 12)


def _subtotal(invoice: "Invoice") -> Money:
    return summed([line.charge.amount for line in invoice.lines], invoice.account.currency)


def _adjusted(invoice: "Invoice") -> Money:
    return summed([line.amount for line in invoice.adjustments], invoice.account.currency)


def _applied(invoice: "Invoice") -> Money:
    return summed([use.used for use in invoice.credits], invoice.account.currency)


def _carried(invoice: "Invoice") -> Money:
    return summed([use.left for use in invoice.credits], invoice.account.currency)


def _due(invoice: "Invoice") -> Money:
    minor = invoice.subtotal.minor + invoice.adjusted.minor - invoice.credits_applied.minor
    return Money(minor, invoice.account.currency)


def _invoice_id(invoice: "Invoice") -> str:
    # Added, not formatted: it is derived before it is checked, and what is no month may be anything.
    id_ = Month.__str__(invoice.month) + ":" + invoice.account.id
    return id_ + ":" + invoice.run if invoice.run else id_


@attrs.frozen
class Invoice:
    """One account's invoice for one month; we draft it, the service issues and numbers it (rules L06, L31, L39, L61).

    It balances by construction: subtotal is the sum of the lines' rounded amounts, total adds the adjustments, due
    takes off the credits used; nothing is below 0. Drafted again from the same facts it is equal to itself.

    Attributes:
        account: who is billed.
        month: what is billed; all days of it, though allocations may still be open.
        terms: the conventions.
        lines: one for each SKU, in order.
        adjustments: minimum spend and rounding, each a line of its own.
        credits: each credit the account had, with what was used of it.
        run: the run of purchases that is billed (rule L12); empty for the use of the month.
        subtotal: the lines together; derived.
        adjusted: the adjustments together; derived.
        credits_applied: the credits used together; derived.
        credits_carried: what is left of them together; derived.
        due: what is to be paid; derived.
        id: the month, the account's id and the run where there is one, the same whenever it is drafted; derived.
    """

    account: Account = attrs.field(validator=instance(Account))
    month: Month = attrs.field(validator=instance(Month))
    terms: BillingTerms = attrs.field(validator=instance(BillingTerms))
    lines: tuple[InvoiceLine, ...] = attrs.field(default=(), validator=each(InvoiceLine))
    adjustments: tuple[Adjustment, ...] = attrs.field(default=(), validator=each(Adjustment))
    credits: tuple[CreditUse, ...] = attrs.field(default=(), validator=each(CreditUse))
    run: str = attrs.field(default="", validator=text)
    subtotal: Money = attrs.field(init=False, eq=False, repr=False, default=derived(_subtotal))
    adjusted: Money = attrs.field(init=False, eq=False, repr=False, default=derived(_adjusted))
    credits_applied: Money = attrs.field(init=False, eq=False, repr=False, default=derived(_applied))
    credits_carried: Money = attrs.field(init=False, eq=False, repr=False, default=derived(_carried))
    due: Money = attrs.field(init=False, eq=False, repr=False, default=derived(_due))
    id: str = attrs.field(init=False, eq=False, repr=False, default=derived(_invoice_id))

    def __attrs_post_init__(self) -> None:
        _check(self)

    @property
    def currency(self) -> Currency:
        """The one currency of every amount on it."""
        return self.account.currency

    @property
    def total(self) -> Money:
        """Lines and adjustments together, before credits."""
        return _total(self)

    @property
    def issued_on(self) -> date:
        """Its date, as the terms say: the first of the next month, or the last of the month billed.

        Raises WrongValue where there is no next month: December 9999 can be dated by its own last day only.
        """
        return _issued_on(self)

    @property
    def carried(self) -> tuple[AccountCredit, ...]:
        """The credits that are left for a later invoice, each with what is left of it."""
        return _left_over(self)

    def line(self, sku: SkuCode) -> InvoiceLine:
        """Return the line of a SKU; raises WrongValue where there is none."""
        return _line(self, sku)

    def __str__(self) -> str:
        return str(_table(self))

    def _repr_html_(self) -> str:
        return _table(self).html()


def _total(invoice: Invoice) -> Money:
    return invoice.subtotal + invoice.adjusted


def _check(invoice: Invoice) -> None:
    conventions, before = (invoice.month, invoice.terms), ""
    for line in invoice.lines:
        charge = line.charge
        if (charge.month, charge.terms) != conventions:
            raise TallyMismatch(f"{charge.sku}: charged for another month or under other terms")
        sku = charge.entry.sku
        if sku <= before:
            raise WrongValue("lines", "one line for each SKU, in order", [line.sku for line in invoice.lines])
        before = sku
    ids = [line.id for line in invoice.adjustments]
    if len(set(ids)) < len(ids):
        raise WrongValue("adjustments", "each adjustment once", ids)
    used = [use.credit.id for use in invoice.credits]
    if len(set(used)) < len(used):
        raise WrongValue("credits", "each credit once", used)
    for use in invoice.credits:
        if use.credit.account != invoice.account.id:
            raise WrongValue("credits", f"credits of {invoice.account.id}", use.credit.account)
    if invoice.due.minor < 0:
        raise WrongValue("credits", f"at most {_total(invoice)} used", str(invoice.credits_applied))


def _issued_on(invoice: Invoice) -> date:
    if invoice.terms.issue_day is IssueDay.LAST_OF_MONTH:
        return invoice.month.last_day
    if invoice.month == _LAST_MONTH:
        raise WrongValue("month", "one with a month after it, whose first day dates the invoice", str(invoice.month))
    return (invoice.month + 1).first_day


def _left_over(invoice: Invoice) -> tuple[AccountCredit, ...]:
    return tuple(attrs.evolve(use.credit, amount=use.left) for use in invoice.credits if use.left)


def _line(invoice: Invoice, sku: SkuCode) -> InvoiceLine:
    for line in invoice.lines:
        if line.sku == sku:
            return line
    raise WrongValue("sku", f"one of the {len(invoice.lines)} on the invoice", sku)


def _table(invoice: Invoice) -> Table:
    rows = [*map(_line_row, invoice.lines), *(_row(line.description, line.amount) for line in invoice.adjustments)]
    title = f"Invoice {invoice.month} for {invoice.account.id}"
    columns = ("item", "quantity", "unit price", "amount")
    return Table(title=title, columns=columns, rows=tuple(rows), right=(1, 2, 3), foot=_sums(invoice))


def _sums(invoice: Invoice) -> tuple[tuple[str, ...], ...]:
    applied = (_row("credits applied", -invoice.credits_applied),) if invoice.credits_applied else ()
    carried = (_row("credits carried", invoice.credits_carried),) if invoice.credits_carried else ()
    return (*applied, _row("due", invoice.due), *carried)


def _line_row(line: InvoiceLine) -> tuple[str, ...]:
    price = "" if line.unit_price is None else str(line.unit_price)
    return line.description, short_text(line.quantity), price, str(line.amount)


def _row(label: str, amount: Money) -> tuple[str, ...]:
    return label, "", "", str(amount)
