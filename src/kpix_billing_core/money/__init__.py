"""Money: what can be paid, what lies between, and the one rounding that leads from the second to the first.

`Currency` knows how many decimals its minor unit has (ISO 4217, or the caller's own).
`Money` is a whole number of minor units: what stands on an invoice.
`ExactMoney` is a fraction of major units: unit prices and everything before the one declared rounding.
`Rounding` is that declaration: a mode, and perhaps a step such as 0.05.
`apportion` splits an amount into parts that add up to it again.
"""

__all__ = [
    "HALF_AWAY_FROM_ZERO",
    "HALF_EVEN",
    "Currency",
    "ExactMoney",
    "Money",
    "Rounding",
    "RoundingMode",
    "apportion",
    "round_ratio",
    "total",
]

from .apportion import apportion
from .currency import Currency
from .money import ExactMoney, Money, total
from .rounding import HALF_AWAY_FROM_ZERO, HALF_EVEN, Rounding, RoundingMode, round_ratio
