"""The catalogue: what is sold, what it costs, and under which conventions.

`Plan` names a SKU; a priced variant is a SKU of its own.
`PriceBand` is a price from a threshold up; `bands` writes a schedule of them.
`FlatFee`, `PerUnit`, `Volume`, `Graduated`, `Package` and `Stairstep` turn a quantity into priced steps.
`MinimumSpend` is a floor under what is billed, and `BillingTerms` holds every convention as a named value.
`PriceBook` puts it together: default and custom prices by SKU, currency, account and day.
"""

__all__ = [
    "PLAN_POOL",
    "AccountMinimum",
    "BandBasis",
    "BelowFirstBand",
    "BillingTerms",
    "CreditValue",
    "CustomBands",
    "FlatFee",
    "Graduated",
    "IssueDay",
    "MinimumScope",
    "MinimumSpend",
    "Package",
    "PerUnit",
    "Plan",
    "Price",
    "PriceBand",
    "PriceBook",
    "PricingModel",
    "RenewalOrder",
    "RoundingScope",
    "Stairstep",
    "StairstepMode",
    "Step",
    "UnusedShare",
    "Volume",
    "band_index",
    "bands",
]

from .minimum_spend import MinimumScope, MinimumSpend
from .plan import Plan
from .price_band import PriceBand, band_index, bands
from .price_book import AccountMinimum, Price, PriceBook
from .pricing import (
    FlatFee,
    Graduated,
    Package,
    PerUnit,
    PricingModel,
    Stairstep,
    StairstepMode,
    Volume,
)
from .step import Step
from .terms import (
    PLAN_POOL,
    BandBasis,
    BelowFirstBand,
    BillingTerms,
    CreditValue,
    CustomBands,
    IssueDay,
    RenewalOrder,
    RoundingScope,
    UnusedShare,
)
