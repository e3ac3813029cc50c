"""Billing terms: every convention on which two honest people could disagree, as the fields of one value.

Each field's default is the published rule, or the reading that was picked where the text leaves it open; the other
readings are its other values.
"""

__all__ = [
    "PLAN_POOL",
    "BandBasis",
    "BelowFirstBand",
    "BillingTerms",
    "CreditValue",
    "CustomBands",
    "IssueDay",
    "RenewalOrder",
    "RoundingScope",
    "UnusedShare",
]

from datetime import UTC, tzinfo
from enum import Enum
from typing import Any

import attrs

from ..checks import instance, optional
from ..dates import INCLUSIVE_DAYS, DayCount, DayRule
from ..errors import WrongType, WrongValue
from ..money import HALF_AWAY_FROM_ZERO, Rounding
from .minimum_spend import MinimumScope, MinimumSpend


class RoundingScope(Enum):
    """What is rounded as the terms say. LINE: each line; INVOICE: the exact total, the difference a line of its own."""

    LINE = "line"
    INVOICE = "invoice"


class BandBasis(Enum):
    """The quantity that chooses the band: the prorated quantity, how many allocations, or how many distinct devices."""

    QUANTITY = "quantity"
    ALLOCATIONS = "allocations"
    DEVICES = "devices"


class CustomBands(Enum):
    """What an account's own prices do to the default ones, for each SKU and currency.

    REPLACE: they stand alone. MERGE: their thresholds are added, theirs winning on an equal one. CHEAPER: whichever
    comes to less for the month's quantity, of those whose bands it reaches where the terms call anything else an error.
    """

    REPLACE = "replace"
    MERGE = "merge"
    CHEAPER = "cheaper"


class BelowFirstBand(Enum):
    """What a quantity below the first threshold costs: the first band's price, or it is an error."""

    FIRST_BAND = "first_band"
    ERROR = "error"


class IssueDay(Enum):
    """The date of a post pay invoice: the first of the next month, or the last of the month billed."""

    FIRST_OF_NEXT_MONTH = "first_of_next_month"
    LAST_OF_MONTH = "last_of_month"


class UnusedShare(Enum):
    """Which part of a prepaid plan-month was not used: WHOLE_PERCENT, rounded down, or EXACT_DAYS over the month's."""

    WHOLE_PERCENT = "whole_percent"
    EXACT_DAYS = "exact_days"


class CreditValue(Enum):
    """What an unused part is worth: a share of the PRICE_PAID for the credit, else of the list price; or LIST_PRICE."""

    PRICE_PAID = "price_paid"
    LIST_PRICE = "list_price"


class RenewalOrder(Enum):
    """Who gets the last credit of a pool at a renewal.

    OLDEST_ACTIVATION: who has been active longest, then by device id. DEVICE_ID: by device id. GIVEN: as listed.
    """

    OLDEST_ACTIVATION = "oldest_activation"
    DEVICE_ID = "device_id"
    GIVEN = "given"


def _zone(owner: object, attribute: "attrs.Attribute[Any]", value: object) -> None:
    if not isinstance(value, tzinfo):
        raise WrongType(attribute.name, "tzinfo", value)


@attrs.frozen(kw_only=True)
class BillingTerms:
    """The conventions under which use and prices become charges; a price book carries one.

    Raises WrongType, or WrongValue for terms that contradict each other.

    Attributes:
        zone: where billing days begin and end, for who makes days of instants (L43); days are counted alike in any.
        day_count: how days become plan-months (L41 to L44).
        dedupe_days: whether a day that a device uses a SKU twice counts once (L44); each allocation counts by default.
        rounding: how an amount becomes payable (L48, L69).
        rounding_scope: what is rounded so.
        band_basis: the quantity that chooses the band (L47).
        custom_bands: what an account's own prices do to the default ones (L46).
        below_first_band: what a quantity below the first threshold costs (L46).
        minimum_spend: a floor under what is billed, or None (L27).
        issue_day: the date of the invoice (L06).
        unused_share: which part of a prepaid plan-month counts as unused (L24, L56).
        credit_new_plan: whether a plan taken at a change is credited for the days before it, as at an activation (L34).
        credit_value: what an unused part is worth (L68).
        renewal_order: who gets the last credit of a pool, for who starts a renewal (L16).

    >>> BillingTerms(minimum_spend=MinimumSpend("25.00 USD")).day_count == INCLUSIVE_DAYS
    True
    """

    zone: tzinfo = attrs.field(default=UTC, validator=_zone)
    day_count: DayCount = attrs.field(default=INCLUSIVE_DAYS, validator=instance(DayCount))
    dedupe_days: bool = attrs.field(default=False, validator=instance(bool))
    rounding: Rounding = attrs.field(default=HALF_AWAY_FROM_ZERO, validator=instance(Rounding))
    rounding_scope: RoundingScope = attrs.field(default=RoundingScope.LINE, validator=instance(RoundingScope))
    band_basis: BandBasis = attrs.field(default=BandBasis.QUANTITY, validator=instance(BandBasis))
    custom_bands: CustomBands = attrs.field(default=CustomBands.REPLACE, validator=instance(CustomBands))
    below_first_band: BelowFirstBand = attrs.field(
        default=BelowFirstBand.FIRST_BAND, validator=instance(BelowFirstBand)
    )
    minimum_spend: MinimumSpend | None = attrs.field(default=None, validator=optional(instance(MinimumSpend)))
    issue_day: IssueDay = attrs.field(default=IssueDay.FIRST_OF_NEXT_MONTH, validator=instance(IssueDay))
    unused_share: UnusedShare = attrs.field(default=UnusedShare.WHOLE_PERCENT, validator=instance(UnusedShare))
    credit_new_plan: bool = attrs.field(default=True, validator=instance(bool))
    credit_value: CreditValue = attrs.field(default=CreditValue.PRICE_PAID, validator=instance(CreditValue))
    renewal_order: RenewalOrder = attrs.field(default=RenewalOrder.OLDEST_ACTIVATION, validator=instance(RenewalOrder))

    def __attrs_post_init__(self) -> None:
        _check(self)

    @property
    def needs_histogram(self) -> bool:
        """Whether a tally must say how many allocations used how many days."""
        return _needs_histogram(self)

    @property
    def needs_devices(self) -> bool:
        """Whether a tally must know its devices one by one."""
        return _needs_devices(self)


def _check(terms: BillingTerms) -> None:
    if not terms.dedupe_days:
        return
    if terms.day_count.rule is DayRule.THIRTY:
        raise WrongValue("dedupe_days", "False where months have 30 days, as these are no calendar days", got=True)
    if _needs_histogram(terms):
        raise WrongValue(
            "dedupe_days", "False with a minimum for each allocation, as days are then the device's", got=True
        )


def _needs_histogram(terms: BillingTerms) -> bool:
    return terms.minimum_spend is not None and terms.minimum_spend.scope is MinimumScope.ALLOCATION


def _needs_devices(terms: BillingTerms) -> bool:
    return terms.dedupe_days or terms.band_basis is BandBasis.DEVICES


PLAN_POOL = BillingTerms()
"""The published plan-pool rules: calendar days in UTC, both ends included; bands by quantity; rounded per line; unused
prepaid days in whole percent of the price paid."""
