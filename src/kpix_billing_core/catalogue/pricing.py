"""Pricing models: how a quantity of one SKU becomes an amount; each says which price applies to which part of it.

A model answers with `Step`s: this much of the quantity, at this price. What a line comes to is their sum, and what
`explain` shows is the same steps; there is no second calculation. `units/divisor` is the quantity in plan-months or
counted units; the *basis* is the quantity that chooses the band, which the terms may take from something else.
"""

__all__ = [
    "FlatFee",
    "Graduated",
    "Package",
    "PerUnit",
    "PricingModel",
    "Stairstep",
    "StairstepMode",
    "Volume",
]

from enum import Enum
from fractions import Fraction
from typing import TypeAlias

import attrs

from ..checks import check_ratio, instance
from ..errors import WrongType, WrongValue
from ..exact import Exact, fraction_text, to_fraction
from ..money import Currency, ExactMoney
from .price_band import PriceBand, closed, currency_of, place_of
from .step import Ratio, Step


class StairstepMode(Enum):
    """What a stairstep charges; vendors mean either, so it is always said.

    REACHED: the one price of the band that is reached. SUM: the prices of that band and of all before it.
    """

    REACHED = "reached"
    SUM = "sum"


def _price(value: ExactMoney | str) -> ExactMoney:
    return ExactMoney.parse(value) if isinstance(value, str) else value


def _not_negative(owner: object, attribute: "attrs.Attribute[ExactMoney]", value: object) -> None:
    if type(value) is not ExactMoney:
        raise WrongType(attribute.name, "ExactMoney", value)
    if value.amount < 0:
        raise WrongValue(attribute.name, "0 or more", str(value))


@attrs.frozen
class FlatFee:
    """One price for the month, whatever the quantity, once there is any use of the SKU; not prorated.

    >>> FlatFee("9.00 USD").steps((16, 30), (16, 30))[0].quantity
    Fraction(1, 1)
    """

    price: ExactMoney = attrs.field(converter=_price, validator=_not_negative)

    @property
    def currency(self) -> Currency:
        """The currency of its price."""
        return self.price.currency

    def steps(self, quantity: Ratio, basis: Ratio) -> tuple[Step, ...]:
        """Return one step: once the price."""
        _check_ratios(quantity, basis)
        return (Step(None, 1, 1, self.price),)

    def unit_price(self, basis: Ratio) -> ExactMoney | None:
        """Return None: there is no price of one unit."""
        check_ratio("basis", basis)
        return None


@attrs.frozen
class PerUnit:
    """One price for each unit, fractions of a unit included.

    >>> PerUnit("13.00 USD").steps((15, 30), (15, 30))[0].quantity
    Fraction(1, 2)
    """

    price: ExactMoney = attrs.field(converter=_price, validator=_not_negative)

    @property
    def currency(self) -> Currency:
        """The currency of its price."""
        return self.price.currency

    def steps(self, quantity: Ratio, basis: Ratio) -> tuple[Step, ...]:
        """Return one step: the whole quantity at the price."""
        _check_ratios(quantity, basis)
        return (Step(None, *quantity, self.price),)

    def unit_price(self, basis: Ratio) -> ExactMoney | None:
        """Return the price."""
        check_ratio("basis", basis)
        return self.price


def _closed(given: tuple[PriceBand, ...]) -> tuple[PriceBand, ...]:
    return closed(given)


def _one_currency(owner: object, attribute: object, value: tuple[PriceBand, ...]) -> None:
    currency_of(value)


@attrs.frozen
class Volume:
    """The whole quantity at the price of the band that the basis reaches (rules L46 to L48).

    Crossing a threshold may lower the total: 10 units can cost less than 9.9.

    >>> from .price_band import bands
    >>> Volume(bands((0, "4.35 USD"), (10, "4.26 USD"))).unit_price((10, 1))
    ExactMoney.parse('4.26 USD')
    """

    bands: tuple[PriceBand, ...] = attrs.field(converter=_closed, validator=_one_currency)

    @property
    def currency(self) -> Currency:
        """The currency of its prices."""
        return _currency(self.bands)

    def steps(self, quantity: Ratio, basis: Ratio) -> tuple[Step, ...]:
        """Return one step: the whole quantity at the price of the band reached; below the first band, at the first."""
        _check_ratios(quantity, basis)
        index = _reached(self.bands, basis)
        return (Step(index, *quantity, self.bands[index].price),)

    def unit_price(self, basis: Ratio) -> ExactMoney | None:
        """Return the price of the band reached."""
        check_ratio("basis", basis)
        return self.bands[_reached(self.bands, basis)].price


@attrs.frozen
class Graduated:
    """Each part of the quantity at the price of the band it lies in; what lies below the first threshold, at the first.

    The parts are cut from the quantity itself: a basis other than the quantity has nothing to choose.

    >>> from .price_band import bands
    >>> [str(step.quantity) for step in Graduated(bands((0, "2 USD"), (10, "1 USD"))).steps((25, 2), (25, 2))]
    ['10', '5/2']
    """

    bands: tuple[PriceBand, ...] = attrs.field(converter=_closed, validator=_one_currency)

    @property
    def currency(self) -> Currency:
        """The currency of its prices."""
        return _currency(self.bands)

    def steps(self, quantity: Ratio, basis: Ratio) -> tuple[Step, ...]:
        """Return one step for each band that the quantity enters."""
        _check_ratios(quantity, basis)
        return _graduated(self.bands, quantity)

    def unit_price(self, basis: Ratio) -> ExactMoney | None:
        """Return the one price where a single band exists, else None."""
        check_ratio("basis", basis)
        return self.bands[0].price if len(self.bands) == 1 else None


def _size(value: Exact) -> Fraction:
    return to_fraction(value, "size")


@attrs.frozen
class Package:
    """A price for each started block of `size` units.

    >>> Package(100, "5.00 USD").steps((101, 1), (101, 1))[0].quantity
    Fraction(2, 1)
    """

    size: Fraction = attrs.field(converter=_size)
    price: ExactMoney = attrs.field(converter=_price, validator=_not_negative)

    def __attrs_post_init__(self) -> None:
        _check_size(self.size)

    @property
    def currency(self) -> Currency:
        """The currency of its price."""
        return self.price.currency

    def steps(self, quantity: Ratio, basis: Ratio) -> tuple[Step, ...]:
        """Return one step: the number of started blocks at the price; none started for a quantity of 0."""
        _check_ratios(quantity, basis)
        units, divisor = quantity
        blocks = -(-units * self.size.denominator // (divisor * self.size.numerator))
        return (Step(None, blocks, 1, self.price),)

    def unit_price(self, basis: Ratio) -> ExactMoney | None:
        """Return None: the price is for a block."""
        check_ratio("basis", basis)
        return None


@attrs.frozen
class Stairstep:
    """A flat price for the band that the basis reaches, or the sum of the prices up to it, as `mode` says.

    >>> from .price_band import bands
    >>> stairs = bands((0, "10 USD"), (100, "15 USD"))
    >>> [len(Stairstep(stairs, mode).steps((150, 1), (150, 1))) for mode in StairstepMode]
    [1, 2]
    """

    bands: tuple[PriceBand, ...] = attrs.field(converter=_closed, validator=_one_currency)
    mode: StairstepMode = attrs.field(validator=instance(StairstepMode))

    @property
    def currency(self) -> Currency:
        """The currency of its prices."""
        return _currency(self.bands)

    def steps(self, quantity: Ratio, basis: Ratio) -> tuple[Step, ...]:
        """Return once the price of the band reached, or of each band up to it."""
        _check_ratios(quantity, basis)
        last = _reached(self.bands, basis)
        first = last if self.mode is StairstepMode.REACHED else 0
        return tuple(Step(index, 1, 1, self.bands[index].price) for index in range(first, last + 1))

    def unit_price(self, basis: Ratio) -> ExactMoney | None:
        """Return None: the price is for the band."""
        check_ratio("basis", basis)
        return None


PricingModel: TypeAlias = FlatFee | PerUnit | Volume | Graduated | Package | Stairstep
"""Any of the pricing models."""

PRICING_MODELS = (FlatFee, PerUnit, Volume, Graduated, Package, Stairstep)


def bands_of(model: PricingModel) -> tuple[PriceBand, ...]:
    """Return the bands of a model, none for one without."""
    return model.bands if isinstance(model, Volume | Graduated | Stairstep) else ()


def _currency(given: tuple[PriceBand, ...]) -> Currency:
    return given[0].price.currency  # one for all, or there would be no model


def _check_ratios(quantity: Ratio, basis: Ratio) -> None:
    check_ratio("quantity", quantity)
    if basis is not quantity:  # mostly the quantity chooses
        check_ratio("basis", basis)


def _reached(given: tuple[PriceBand, ...], basis: Ratio) -> int:
    return max(0, place_of(given, *basis))


def _graduated(given: tuple[PriceBand, ...], quantity: Ratio) -> tuple[Step, ...]:
    whole = Fraction(*quantity)
    parts: list[Step] = []
    bottom = Fraction(0)
    for index, band in enumerate(given):
        top = whole if band.up_to is None else min(whole, band.up_to)
        if top > bottom or index == 0:
            part = top - bottom
            parts.append(Step(index, part.numerator, part.denominator, band.price))
            bottom = top
    return tuple(parts)


def _check_size(size: Fraction) -> None:
    if size <= 0:
        raise WrongValue("size", "more than 0", fraction_text(size))
