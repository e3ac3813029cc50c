"""Invoicing: what stands on paper.

`draft` makes an account's invoice for a month from its charges and open credits.
`Invoice` balances by construction: lines, adjustments, credits used, due.
`InvoiceLine` is one SKU, with its charge behind it.
`Adjustment` brings what was reached to what is billed: a minimum spend, or a rounded total.
`CreditUse` says how much of a credit an invoice used; the rest is carried.
"""

__all__ = ["Adjustment", "AdjustmentKind", "CreditUse", "Invoice", "InvoiceLine", "draft", "use_credits"]

from .carry_over import CreditUse, use_credits
from .draft import draft
from .invoice import Invoice
from .line import Adjustment, AdjustmentKind, InvoiceLine
