"""Pricing models: how a quantity of one SKU becomes an amount; each says which price applies to which part of it.

A model answers with `Step`s: this much of the quantity, at this price. An amount is their sum, whether they are made
or, where nobody looks, left as plain tuples; there is no second calculation. `units/divisor` is the quantity in
plan-months or counted units; the *basis* is the quantity that chooses the band, which the terms may take from something
else.
"""

__all__ = ["FlatFee", "Graduated", "Package", "PerUnit", "PricingModel", "Stairstep", "StairstepMode", "Volume"]

from collections.abc import Callable, Mapping
from enum import Enum
from fractions import Fraction
from types import MappingProxyType
from typing import Any, TypeAlias

import attrs

from ..checks import check_ratio, instance
from ..errors import WrongType, WrongValue
from ..exact import Exact, fraction_text, to_fraction
from ..money import Currency, ExactMoney
from .price_band import PriceBand, closed, currency_of, place_of, price_of
from .step import PlainStep, Ratio, Step


class StairstepMode(Enum):
    """What a stairstep charges; vendors mean either, so it is always said.

    REACHED: the one price of the band that is reached. SUM: the prices of that band and of all before it.
    """

    REACHED = "reached"
    SUM = "sum"


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

    price: ExactMoney = attrs.field(converter=price_of, validator=_not_negative)

    @property
    def currency(self) -> Currency:
        """The currency of its price."""
        return self.price.currency

    def steps(self, quantity: Ratio, basis: Ratio) -> tuple[Step, ...]:
        """Return one step: once the price."""
        return _steps(self, quantity, basis)

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

    price: ExactMoney = attrs.field(converter=price_of, validator=_not_negative)

    @property
    def currency(self) -> Currency:
        """The currency of its price."""
        return self.price.currency

    def steps(self, quantity: Ratio, basis: Ratio) -> tuple[Step, ...]:
        """Return one step: the whole quantity at the price."""
        return _steps(self, quantity, basis)

    def unit_price(self, basis: Ratio) -> ExactMoney | None:
        """Return the price."""
        check_ratio("basis", basis)
        return self.price


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

    bands: tuple[PriceBand, ...] = attrs.field(converter=closed, validator=_one_currency)

    @property
    def currency(self) -> Currency:
        """The currency of its prices."""
        return _currency(self.bands)

    def steps(self, quantity: Ratio, basis: Ratio) -> tuple[Step, ...]:
        """Return one step: the whole quantity at the price of the band reached; below the first band, at the first."""
        return _steps(self, quantity, basis)

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

    bands: tuple[PriceBand, ...] = attrs.field(converter=closed, validator=_one_currency)

    @property
    def currency(self) -> Currency:
        """The currency of its prices."""
        return _currency(self.bands)

    def steps(self, quantity: Ratio, basis: Ratio) -> tuple[Step, ...]:
        """Return one step for each band that the quantity enters."""
        return _steps(self, quantity, basis)

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
    price: ExactMoney = attrs.field(converter=price_of, validator=_not_negative)

    def __attrs_post_init__(self) -> None:
        _check_size(self.size)

    @property
    def currency(self) -> Currency:
        """The currency of its price."""
        return self.price.currency

    def steps(self, quantity: Ratio, basis: Ratio) -> tuple[Step, ...]:
        """Return one step: the number of started blocks at the price; none started for a quantity of 0."""
        return _steps(self, quantity, basis)

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

    bands: tuple[PriceBand, ...] = attrs.field(converter=closed, validator=_one_currency)
    mode: StairstepMode = attrs.field(validator=instance(StairstepMode))

    @property
    def currency(self) -> Currency:
        """The currency of its prices."""
        return _currency(self.bands)

    def steps(self, quantity: Ratio, basis: Ratio) -> tuple[Step, ...]:
        """Return once the price of the band reached, or of each band up to it."""
        return _steps(self, quantity, basis)

    def unit_price(self, basis: Ratio) -> ExactMoney | None:
        """Return None: the price is for the band."""
        check_ratio("basis", basis)
        return None


PricingModel: TypeAlias = FlatFee | PerUnit | Volume | Graduated | Package | Stairstep
"""Any of the pricing models."""


def bands_of(model: PricingModel) -> tuple[PriceBand, ...]:
    """Return the bands of a model, none for one without."""
    return model.bands if isinstance(model, Volume | Graduated | Stairstep) else ()


def _currency(given: tuple[PriceBand, ...]) -> Currency:
    return given[0].price.currency  # one for all, or there would be no model


def _reached(given: tuple[PriceBand, ...], basis: Ratio) -> int:
    return 1 + place_of(given[1:], *basis)  # whether the first one is reached makes no difference


def _steps(model: PricingModel, quantity: Ratio, basis: Ratio) -> tuple[Step, ...]:
    check_ratio("quantity", quantity)
    check_ratio("basis", basis)
    return tuple(Step(*plain) for plain in plain_steps(model, quantity, basis))


def plain_steps(model: PricingModel, quantity: Ratio, basis: Ratio) -> tuple[PlainStep, ...]:
    """Return the model's steps, unmade, for ratios that have been checked before."""
    return _PLAIN_STEPS[type(model)](model, quantity, basis)


def _flat_fee(model: FlatFee, quantity: Ratio, basis: Ratio) -> tuple[PlainStep, ...]:
    return ((None, 1, 1, model.price),)


def _per_unit(model: PerUnit, quantity: Ratio, basis: Ratio) -> tuple[PlainStep, ...]:
    return ((None, *quantity, model.price),)


def _volume(model: Volume, quantity: Ratio, basis: Ratio) -> tuple[PlainStep, ...]:
    bands, (units, divisor) = model.bands, quantity
    index = _reached(bands, basis)
    return ((index, units, divisor, bands[index].price),)


def _graduated(model: Graduated, quantity: Ratio, basis: Ratio) -> tuple[PlainStep, ...]:
    whole = Fraction(*quantity)
    parts: list[PlainStep] = []
    bottom = Fraction(0)
    for index, band in enumerate(model.bands):
        top = whole if band.up_to is None else min(whole, band.up_to)
        if top > bottom or index == 0:
            part = top - bottom
            parts.append((index, part.numerator, part.denominator, band.price))
            bottom = top
    return tuple(parts)


def _package(model: Package, quantity: Ratio, basis: Ratio) -> tuple[PlainStep, ...]:
    units, divisor = quantity
    blocks = -(-units * model.size.denominator // (divisor * model.size.numerator))
    return ((None, blocks, 1, model.price),)


def _stairstep(model: Stairstep, quantity: Ratio, basis: Ratio) -> tuple[PlainStep, ...]:
    last = _reached(model.bands, basis)
    first = last if model.mode is StairstepMode.REACHED else 0
    return tuple((index, 1, 1, model.bands[index].price) for index in range(first, last + 1))


_PLAIN_STEPS: Mapping[type, Callable[[Any, Ratio, Ratio], tuple[PlainStep, ...]]] = MappingProxyType(
    {
        FlatFee: _flat_fee,
        PerUnit: _per_unit,
        Volume: _volume,
        Graduated: _graduated,
        Package: _package,
        Stairstep: _stairstep,
    }
)
PRICING_MODELS = tuple(_PLAIN_STEPS)


def _check_size(size: Fraction) -> None:
    if size <= 0:
        raise WrongValue("size", "more than 0", fraction_text(size))
