"""What use comes to at a price: the one calculation, of a charge and of columns alike, in plain whole numbers.

Nothing here keeps or explains anything; `Charge` does both, and asks here for its steps and its amount.
"""

__all__ = [
    "Use",
    "band_basis_of",
    "basis_of",
    "exact_ratio",
    "line_rounding",
    "minor_units",
    "plain_steps",
    "reaches",
    "use_of",
]

from fractions import Fraction
from typing import TypeAlias

import attrs

from ..catalogue import BandBasis, BelowFirstBand, BillingTerms, Graduated, Price, RoundingScope, pricing
from ..catalogue.price_band import place_of
from ..catalogue.pricing import bands_of
from ..catalogue.step import PlainStep, Ratio
from ..errors import QuantityBelowBands, TallyMismatch
from ..exact import fraction_text
from ..metering import TallyEntry
from ..money import Rounding
from ..money.rounding import rounded_once

Use: TypeAlias = tuple[Ratio, int, int | None]
"""How much of a SKU was used, and what else may choose its band: (quantity, allocations, devices).

The quantity is whole days, or things counted, over how many of them are one unit of the price; the devices are
distinct ones, where they are known.
"""

# Python 3.11 looks longer for a member of an enum than a call takes, and every line asks for these.
_QUANTITY, _ERROR, _LINE = BandBasis.QUANTITY, BelowFirstBand.ERROR, RoundingScope.LINE


def use_of(entry: TallyEntry) -> Use:
    """Return what of an entry makes its amount."""
    return (entry.units, entry.divisor), entry.count, None if entry.devices is None else len(entry.devices)


def band_basis_of(divisor: int, price: Price, terms: BillingTerms) -> BandBasis:
    """Return what chooses the band: as the terms say, but the quantity where there is nothing else to choose by."""
    # Graduated cuts its bands from the quantity itself, and things counted are neither allocations nor devices:
    # in both cases the quantity is the only basis there is.
    if divisor == 1 or type(price.model) is Graduated:
        return _QUANTITY
    return terms.band_basis


def basis_of(use: Use, price: Price, terms: BillingTerms) -> Ratio:
    """Return the quantity that chooses the band; raises TallyMismatch where that is not known."""
    quantity, allocations, devices = use
    chosen_by = band_basis_of(quantity[1], price, terms)
    if chosen_by is _QUANTITY:
        return quantity
    if chosen_by is BandBasis.ALLOCATIONS:
        return allocations, 1
    if devices is None:
        raise TallyMismatch(f"{price.sku}: the terms choose bands by distinct devices, the tally does not know them")
    return devices, 1


def plain_steps(use: Use, price: Price, terms: BillingTerms) -> tuple[PlainStep, ...]:
    """Return which part of the use costs what; raises QuantityBelowBands where the terms call that an error."""
    basis = basis_of(use, price, terms)
    if terms.below_first_band is _ERROR and _is_below(price, basis):
        least = fraction_text(bands_of(price.model)[0].threshold)
        raise QuantityBelowBands(
            f"{price.sku}: {fraction_text(Fraction(*basis))} is below the first band, from {least}"
        )
    return pricing.plain_steps(price.model, use[0], basis)


def reaches(use: Use, price: Price, terms: BillingTerms) -> bool:
    """Whether the use is not below the first band, or the terms do not call that an error."""
    return terms.below_first_band is not _ERROR or not _is_below(price, basis_of(use, price, terms))


def _is_below(price: Price, basis: Ratio) -> bool:
    bands = bands_of(price.model)
    return bool(bands) and place_of(bands, *basis) < 0


def exact_ratio(steps: tuple[PlainStep, ...]) -> Ratio:
    """Return what steps come to in major units, as one ratio; every amount is made from this."""
    numerator, denominator = 0, 1
    for _, units, divisor, price in steps:
        cost, scale = price.amount.as_integer_ratio()
        part, over = units * cost, divisor * scale
        numerator, denominator = numerator * over + part * denominator, denominator * over
    return numerator, denominator


def minor_units(steps: tuple[PlainStep, ...], rounding: Rounding) -> int:
    """Return what steps, of which there is one at least, come to in minor units of their currency, rounded once."""
    _, _, _, price = steps[0]
    return rounded_once(rounding, *exact_ratio(steps), price.currency.exponent)


def line_rounding(terms: BillingTerms) -> Rounding:
    """Return how a line is rounded: as the terms say, but to the minor unit where their step is for the invoice."""
    if terms.rounding_scope is _LINE or terms.rounding.step is None:
        return terms.rounding
    return attrs.evolve(terms.rounding, step=None)
