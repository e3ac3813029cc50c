"""Accounts: who pays, in which currency, and when.

`Account` is the payer; its id ties allocations, prices and invoices together.
`PaymentMethod` says whether it pays in advance (with or without billing details on file) or after the month;
`MethodChange` says since when, and `method_at` which holds at an instant.
`Device` is what is billed for: its owner's pool gives it plans; `payment_method_of` says how, when there is none.
Nothing here is looked up: accounts and devices are values that the caller's store gave.
"""

__all__ = ["Account", "Device", "MethodChange", "PaymentMethod", "method_at", "payment_method_of"]

from .account import Account
from .device import Device, payment_method_of
from .method_change import MethodChange, method_at
from .payment_method import PaymentMethod
