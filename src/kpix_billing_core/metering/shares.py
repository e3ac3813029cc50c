"""The detail behind a tally: what each single allocation used of the month."""

__all__ = ["AllocationShare", "shares"]

from fractions import Fraction

import attrs

from ..catalogue import BillingTerms
from ..checks import instance, whole
from ..dates import Month
from ..errors import WrongValue
from .allocation import Allocation
from .count import check_asked, tally
from .entry import LONGEST
from .rows import Allocations, objects_of, parts_of


@attrs.frozen
class AllocationShare:
    """What one allocation used of one month (rule L52); raises WrongType, or WrongValue for more than 31 days.

    Attributes:
        allocation: whose days they are.
        days: days used in the month, as the day count has it.
        divisor: what they are divided by.
    """

    allocation: Allocation = attrs.field(validator=instance(Allocation))
    days: int = attrs.field(validator=whole(minimum=0))
    divisor: int = attrs.field(validator=whole(minimum=1))

    def __attrs_post_init__(self) -> None:
        _check(self)

    @property
    def quantity(self) -> Fraction:
        """The share in plan-months."""
        return Fraction(self.days, self.divisor)


def _check(share: AllocationShare) -> None:
    if share.days > LONGEST:
        raise WrongValue("days", f"at most {LONGEST}, the days of a month", share.days)


def shares(allocations: Allocations, month: Month, terms: BillingTerms) -> tuple[AllocationShare, ...]:
    """Return the share of each allocation that is counted in a month, in order of days, device and SKU (rule L52).

    Their quantities sum to the tally's, SKU by SKU, unless the terms count a device's day only once.
    Raises as `tally`, but takes any number of accounts.

    >>> from datetime import date
    >>> used = [Allocation("d1", "acme", "STD", date(2026, 4, 16))]
    >>> [str(share.quantity) for share in shares(used, Month.parse("2026-04"), BillingTerms())]
    ['1/2']
    """
    check_asked(month, terms)
    found = (_share(one, month, terms) for part in parts_of(allocations) for one in objects_of(part))
    return tuple(sorted((share for share in found if share is not None), key=_order))


def _share(allocation: Allocation, month: Month, terms: BillingTerms) -> AllocationShare | None:
    entries = tally((allocation,), month, terms).entries
    return AllocationShare(allocation, entries[0].units, entries[0].divisor) if entries else None


def _order(share: AllocationShare) -> tuple[object, ...]:
    one = share.allocation
    return one.consumed_on, one.removed_on is None, one.removed_on or one.consumed_on, one.device, one.sku, one.account
