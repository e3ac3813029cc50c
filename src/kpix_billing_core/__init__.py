"""Exact billing for device fleets: what was used, what it costs, and why, as immutable values and pure functions.

Nothing here reads a clock, a file, an environment or a locale; every result follows from its arguments alone.
A month is billed by `tally` (how much was used), `rate` (what it costs) and `draft` (what stands on the invoice);
`explain` tells how an amount came about.
"""

__all__ = [
    "Account",
    "AccountCredit",
    "Allocation",
    "BillingError",
    "BillingTerms",
    "Charge",
    "Charges",
    "Currency",
    "DayCount",
    "Device",
    "ExactMoney",
    "FlatFee",
    "Graduated",
    "Invoice",
    "MinimumSpend",
    "Money",
    "Month",
    "Package",
    "PaymentMethod",
    "PerUnit",
    "Period",
    "Plan",
    "Price",
    "PriceBand",
    "PriceBook",
    "Refused",
    "Rounding",
    "Stairstep",
    "StairstepMode",
    "Tally",
    "Volume",
    "__version__",
    "bands",
    "draft",
    "explain",
    "from_data",
    "from_json",
    "rate",
    "read_csv",
    "shares",
    "tally",
    "tally_by_account",
    "to_data",
    "to_json",
    "write_csv",
]

from .accounts import Account, Device, PaymentMethod
from .catalogue import (
    BillingTerms,
    FlatFee,
    Graduated,
    MinimumSpend,
    Package,
    PerUnit,
    Plan,
    Price,
    PriceBand,
    PriceBook,
    Stairstep,
    StairstepMode,
    Volume,
    bands,
)
from .dates import DayCount, Month, Period
from .decisions import Refused
from .errors import BillingError
from .explain import explain
from .interchange import from_data, from_json, read_csv, to_data, to_json, write_csv
from .invoicing import Invoice, draft
from .metering import Allocation, Tally, shares, tally, tally_by_account
from .money import Currency, ExactMoney, Money, Rounding
from .rating import AccountCredit, Charge, Charges, rate

__version__ = "0.3.0"
