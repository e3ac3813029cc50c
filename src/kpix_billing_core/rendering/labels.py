"""The words on a document that no locale data knows."""

__all__ = ["ENGLISH", "Labels", "check_labels"]

from typing import NamedTuple

from ..checks import check_text
from ..errors import WrongType, WrongValue


class Labels(NamedTuple):
    """The words on invoices and overviews: English unless the caller gives others, all or some of them.

    Derivations (see `explain`) are in English whatever the labels, and marked as such. They are
    checked where they are used.

    Attributes:
        invoice: what the document is.
        invoices: what an overview lists.
        reference: the name of the draft.
        account: who is billed.
        month: what is billed.
        issued_on: the date of the invoice.
        item: what was used.
        quantity: how much of it.
        unit_price: the price of one.
        amount: what that comes to.
        subtotal: the lines together.
        minimum_spend: the adjustment up to a floor.
        rounding: the adjustment to a rounded total.
        credits_applied: what credits pay of it.
        credits_carried: what is left of them.
        due: what is to be paid.
        total: a sum over several invoices.
        quantity_by_month: a chart.
        derivation: the part that explains the amounts.
        follow: what the links of an overview are for.

    >>> Labels(invoice="Rechnung", due="Zu zahlen").account
    'Account'
    """

    invoice: str = "Invoice"
    invoices: str = "Invoices"
    reference: str = "Reference"
    account: str = "Account"
    month: str = "Month"
    issued_on: str = "Date of issue"
    item: str = "Item"
    quantity: str = "Quantity"
    unit_price: str = "Unit price"
    amount: str = "Amount"
    subtotal: str = "Subtotal"
    minimum_spend: str = "Minimum spend"
    rounding: str = "Rounding"
    credits_applied: str = "Credits applied"
    credits_carried: str = "Credits carried over"
    due: str = "Amount due"
    total: str = "Total"
    quantity_by_month: str = "Quantity by month"
    derivation: str = "How each amount came about"
    follow: str = "Each amount leads to its invoice, and there to how it came about."


def check_labels(labels: Labels) -> None:
    """Refuse anything but labels, all of them words.

    >>> check_labels(Labels(due=""))
    Traceback (most recent call last):
    kpix_billing_core.errors.WrongValue: due: expected a word, got str ''
    """
    if type(labels) is not Labels:
        raise WrongType("labels", "Labels", labels)
    for name, word in labels._asdict().items():
        check_text(name, word)
        if not word:
            raise WrongValue(name, "a word", word)


ENGLISH = Labels()
"""The words as they are, unless the caller gives others."""
