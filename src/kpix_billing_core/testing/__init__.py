"""Strategies for tests with Hypothesis, of this package and of whatever is built on it.

Each is a function with a plural name, such as `moneys` or `day_counts`; its options are keywords, and they are checked.
Each mixes hard cases, which broke real billing systems, with generated ones: `instants` knows changed clocks.
`st.from_type(Money)` works as well, wherever Hypothesis is installed: every value class is registered with it.
Needs the extra `testing`; nothing else in the package imports it.
"""

__all__ = [
    "Happening",
    "currencies",
    "day_counts",
    "days",
    "exact_moneys",
    "happenings",
    "ids",
    "instants",
    "logs",
    "moneys",
    "month_days",
    "months",
    "periods",
    "refusals",
    "roundings",
    "tables",
    "zones",
]

from .dates import day_counts, days, instants, month_days, months, periods, zones
from .decisions import Happening, happenings, logs, refusals
from .money import currencies, exact_moneys, moneys, roundings
from .texts import ids, tables
