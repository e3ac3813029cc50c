"""The words on a document that no locale data knows."""

__all__ = ["ENGLISH", "Labels"]

from typing import Any

import attrs

from ..checks import check_text
from ..errors import WrongValue


def _word(_: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    check_text(attribute.name, value)
    if not value:
        raise WrongValue(attribute.name, "a word", value)


@attrs.frozen(kw_only=True)
class Labels:
    """The words on invoices and overviews: English unless the caller gives others, all or some of them.

    Derivations (see `explain`) are in English whatever the labels, and marked as such. Raises WrongType or WrongValue.

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

    >>> Labels(invoice="Rechnung", due="Zu zahlen").account
    'Account'
    """

    invoice: str = attrs.field(default="Invoice", validator=_word)
    invoices: str = attrs.field(default="Invoices", validator=_word)
    reference: str = attrs.field(default="Reference", validator=_word)
    account: str = attrs.field(default="Account", validator=_word)
    month: str = attrs.field(default="Month", validator=_word)
    issued_on: str = attrs.field(default="Date of issue", validator=_word)
    item: str = attrs.field(default="Item", validator=_word)
    quantity: str = attrs.field(default="Quantity", validator=_word)
    unit_price: str = attrs.field(default="Unit price", validator=_word)
    amount: str = attrs.field(default="Amount", validator=_word)
    subtotal: str = attrs.field(default="Subtotal", validator=_word)
    minimum_spend: str = attrs.field(default="Minimum spend", validator=_word)
    rounding: str = attrs.field(default="Rounding", validator=_word)
    credits_applied: str = attrs.field(default="Credits applied", validator=_word)
    credits_carried: str = attrs.field(default="Credits carried over", validator=_word)
    due: str = attrs.field(default="Amount due", validator=_word)
    total: str = attrs.field(default="Total", validator=_word)
    quantity_by_month: str = attrs.field(default="Quantity by month", validator=_word)
    derivation: str = attrs.field(default="How each amount came about", validator=_word)


ENGLISH = Labels()
"""The words as they are, unless the caller gives others."""
