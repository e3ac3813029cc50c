"""Accounts: who pays, in which currency, and when.

`Account` is the payer; its id ties allocations, prices and invoices together.
`PaymentMethod` says whether it pays in advance (with or without billing details on file) or after the month.
What an account holds (devices, a pool, a quota) lives in rooms of its own and names the account by its id.
Nothing here is looked up: an account is a value that the caller's store gave.
Only post pay accounts are billed by the days they used.
"""

__all__ = ["Account", "PaymentMethod"]

from .account import Account
from .payment_method import PaymentMethod
