"""What is sold, by its stock-keeping code."""

__all__ = ["Plan"]

import attrs

from ..checks import optional, text, whole
from ..ids import SkuCode, identifier


@attrs.frozen
class Plan:
    """A SKU as customers know it; a priced variant (another region, another interval) is a SKU and a plan of its own.

    Attributes:
        sku: the code that allocations and prices name.
        name: what stands on the invoice; empty: the code.
        rank: where it stands among plans, higher is better; None: its list price decides (rule L38).

    >>> Plan("STD", "Standard tracking").name
    'Standard tracking'
    """

    sku: SkuCode = attrs.field(validator=identifier)
    name: str = attrs.field(default="", validator=text)
    rank: int | None = attrs.field(default=None, validator=optional(whole()))
