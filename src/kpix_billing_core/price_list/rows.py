"""Prices as rows of a table: one row for each band, as people keep them in a spreadsheet."""

__all__ = ["PriceRow", "Pricing", "pricing_model", "rows_of"]

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import partial
from types import MappingProxyType

import attrs

from ..catalogue import (
    FlatFee,
    Graduated,
    Package,
    PerUnit,
    Price,
    PriceBand,
    PricingModel,
    Stairstep,
    StairstepMode,
    Volume,
)
from ..checks import optional
from ..errors import WrongValue
from ..exact import fraction_text
from ..ids import AccountId, SkuCode, identifier
from ..money import ExactMoney


class Pricing(Enum):
    """The pricing models, with the two meanings of a stairstep apart."""

    FLAT_FEE = "flat_fee"
    PER_UNIT = "per_unit"
    VOLUME = "volume"
    GRADUATED = "graduated"
    PACKAGE = "package"
    STAIRSTEP_REACHED = "stairstep_reached"
    STAIRSTEP_SUM = "stairstep_sum"


@attrs.frozen(kw_only=True)
class PriceRow:
    """One row of a table of prices.

    Attributes:
        sku: what is priced.
        account: whose own price it is, or None for the default.
        effective_from: the first day it holds; None: ever since.
        pricing: how.
        threshold: where its band begins, for models with bands.
        size: how many units a package has.
        price: per unit, package or band, as the model says.
    """

    sku: SkuCode = attrs.field(validator=identifier)
    account: AccountId | None = attrs.field(
        default=None, validator=optional(identifier), metadata={"column": "account_id"}
    )
    effective_from: date | None = None
    pricing: Pricing
    threshold: Fraction | None = None
    size: Fraction | None = None
    price: ExactMoney

    def __attrs_post_init__(self) -> None:
        _check(self)


def _check(row: PriceRow) -> None:
    for name, value, wanted in (
        ("threshold", row.threshold, row.pricing in _MODELS),
        ("size", row.size, row.pricing is Pricing.PACKAGE),
    ):
        if (value is not None) is not wanted:
            there = "a number" if wanted else "nothing"
            raise WrongValue(name, f"{there} for {row.pricing.value}", "" if value is None else fraction_text(value))


def rows_of(price: Price) -> tuple[PriceRow, ...]:
    """Return a price as rows, one for each band.

    >>> from ..catalogue import bands
    >>> [str(row.price) for row in rows_of(Price("STD", bands((0, "4.35 USD"), (10, "4.26 USD"))))]
    ['4.35 USD', '4.26 USD']
    """
    match price.model:
        case FlatFee(price=amount):
            return (_row(price, Pricing.FLAT_FEE, amount),)
        case PerUnit(price=amount):
            return (_row(price, Pricing.PER_UNIT, amount),)
        case Package(size=size, price=amount):
            return (_row(price, Pricing.PACKAGE, amount, size=size),)
        case banded:
            pricing = _pricing(banded)
            return tuple(_row(price, pricing, band.price, threshold=band.threshold) for band in banded.bands)


def _row(
    price: Price,
    pricing: Pricing,
    amount: ExactMoney,
    *,
    threshold: Fraction | None = None,
    size: Fraction | None = None,
) -> PriceRow:
    return PriceRow(
        sku=price.sku,
        account=price.account,
        effective_from=price.effective_from,
        pricing=pricing,
        threshold=threshold,
        size=size,
        price=amount,
    )


def _pricing(model: Volume | Graduated | Stairstep) -> Pricing:
    if isinstance(model, Stairstep):
        reached = model.mode is StairstepMode.REACHED
        return Pricing.STAIRSTEP_REACHED if reached else Pricing.STAIRSTEP_SUM
    return Pricing.VOLUME if isinstance(model, Volume) else Pricing.GRADUATED


def pricing_model(rows: Sequence[PriceRow]) -> PricingModel:
    """Return the model that rows of one price make together; raises WrongValue where they make none."""
    first = rows[0]
    _check_together(first, rows[1:])
    match first.pricing:
        case Pricing.FLAT_FEE:
            return FlatFee(first.price)
        case Pricing.PER_UNIT:
            return PerUnit(first.price)
        case Pricing.PACKAGE:
            return Package(first.size or 0, first.price)
        case banded:
            bands = tuple(PriceBand(row.threshold, row.price) for row in rows if row.threshold is not None)
            return _MODELS[banded](bands)


_MODELS: Mapping[Pricing, Callable[[tuple[PriceBand, ...]], PricingModel]] = MappingProxyType(
    {
        Pricing.VOLUME: Volume,
        Pricing.GRADUATED: Graduated,
        Pricing.STAIRSTEP_REACHED: partial(Stairstep, mode=StairstepMode.REACHED),
        Pricing.STAIRSTEP_SUM: partial(Stairstep, mode=StairstepMode.SUM),
    }
)
"""What bands become."""


def _check_together(first: PriceRow, others: Sequence[PriceRow]) -> None:
    for row in others:
        if row.pricing is not first.pricing:
            raise WrongValue("pricing", f"{first.pricing.value} as in the first row of this price", row.pricing.value)
        if row.pricing not in _MODELS:
            raise WrongValue("pricing", f"one row for {first.pricing.value}", "another")
