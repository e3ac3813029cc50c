"""When an account pays: before the month, after it, and whether it can be charged without asking."""

__all__ = ["PaymentMethod"]

from enum import Enum


class PaymentMethod(Enum):
    """How an account pays for plans.

    PREPAY_AUTO: in advance, billing details on file. PREPAY: in advance, none on file.
    POSTPAY: after use, by invoice for the month gone by; granted explicitly by the vendor, never inferred (rules L02,
    L03, L05, L07).
    """

    PREPAY_AUTO = "prepay_auto"
    PREPAY = "prepay"
    POSTPAY = "postpay"
