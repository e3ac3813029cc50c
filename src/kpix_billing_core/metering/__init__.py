"""Metering: from who held which plan when, to how much of each was used in a month.

`Allocation` is a plan held by a device from one day to another.
`tally` counts one account's allocations in a month; `tally_by_account` counts a whole file.
`Tally` is the result: whole numbers by SKU that add up in any order, so parts may be counted anywhere.
`AllocationColumns` gives the same facts by columns, without an object for each.
`shares` lists what each single allocation used, for the detail behind an invoice.
"""

__all__ = [
    "Allocation",
    "AllocationColumns",
    "AllocationShare",
    "Tally",
    "TallyEntry",
    "shares",
    "tally",
    "tally_by_account",
]

from .allocation import Allocation
from .entry import TallyEntry
from .rows import AllocationColumns
from .shares import AllocationShare, shares
from .tally import Tally

# isort: split
# After the file of its name: a type checker takes `tally` for what was imported last.
from .count import tally, tally_by_account
