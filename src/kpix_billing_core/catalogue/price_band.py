"""Price bands: from which quantity on which price holds, covering everything from the first threshold up.

A band starts at its threshold, included, and ends where the next one starts, not included; so fractional quantities
always lie in exactly one band. Which band that is, is decided by one function, `band_index`.
"""

__all__ = ["PriceBand", "band_index", "bands"]

from fractions import Fraction
from itertools import pairwise
from typing import Any

import attrs

from ..checks import check_ratio, instance, optional
from ..errors import CurrencyMismatch, WrongType, WrongValue
from ..exact import Exact, fraction_text, to_fraction
from ..money import Currency, ExactMoney


def _fraction(value: Exact) -> Fraction:
    return to_fraction(value, "threshold")


def price_of(value: ExactMoney | str) -> ExactMoney:
    """Return a price that may be given as text."""
    return ExactMoney.parse(value) if isinstance(value, str) else value


@attrs.frozen
class PriceBand:
    """One price, from a threshold (included) up to the next band's (not included); prices may be finer than a cent.

    Raises WrongType, or WrongValue for a negative threshold or price and for a band that ends where it starts.

    Attributes:
        threshold: the least quantity of the band, in units of the SKU (plan-months, or counted things).
        price: per unit, or for the whole band, as the pricing model says.
        up_to: where the band ends, not included; None for the next band's threshold, or for no end in the last one.

    >>> PriceBand(10, "4.26 USD").price
    ExactMoney.parse('4.26 USD')
    """

    threshold: Fraction = attrs.field(converter=_fraction)
    price: ExactMoney = attrs.field(converter=price_of, validator=instance(ExactMoney))
    up_to: Fraction | None = attrs.field(
        default=None, converter=attrs.converters.optional(_fraction), validator=optional(instance(Fraction))
    )

    def __attrs_post_init__(self) -> None:
        _check_band(self)

    def __str__(self) -> str:
        return _band_text(self)


def bands(*pairs: tuple[Exact, ExactMoney | str]) -> tuple[PriceBand, ...]:
    """Return price bands from (threshold, price) pairs in rising order; the last one has no end.

    >>> [str(band) for band in bands((0, "4.35 USD"), (10, "4.26 USD"))]
    ['0 to 10: 4.35 USD', '10 and more: 4.26 USD']
    """
    return closed(tuple(map(_band, pairs)))


def _band(pair: Any) -> PriceBand:
    match pair:
        case (threshold, price) if type(pair) is tuple:
            return PriceBand(threshold, price)
        case _:
            raise WrongType("band", "(threshold, price)", pair)


def closed(given: tuple[PriceBand, ...]) -> tuple[PriceBand, ...]:
    """Return the bands with every end filled in, or raise WrongValue naming the band that leaves a gap or overlaps.

    The thresholds must rise, each end must be the next threshold, and the last band must have no end.
    """
    if type(given) is not tuple:
        raise WrongType("bands", "tuple of PriceBand", given)
    for band in given:
        if type(band) is not PriceBand:
            raise WrongType("bands", "tuple of PriceBand", band)
    if not given:
        raise WrongValue("bands", "at least one band", given)
    for band, following in pairwise(given):
        _check_follows(band, following)
    if given[-1].up_to is not None:
        raise WrongValue("bands", "a last band without an end", str(given[-1]))
    ends = [*(following.threshold for following in given[1:]), None]
    return tuple(
        band if band.up_to == end else attrs.evolve(band, up_to=end) for band, end in zip(given, ends, strict=True)
    )


def currency_of(given: tuple[PriceBand, ...]) -> Currency:
    """Return the one currency of all bands; raises CurrencyMismatch for two."""
    currency = given[0].price.currency
    for band in given:
        if band.price.currency != currency:
            raise CurrencyMismatch(currency, band.price.currency)
    return currency


def band_index(given: tuple[PriceBand, ...], numerator: int, denominator: int) -> int:
    """Return the index of the band that holds a quantity, -1 for one below the first threshold (rules L46, L47).

    >>> [band_index(bands((1, "4.35 USD"), (10, "4.26 USD")), n, 100) for n in (99, 100, 997, 1000)]
    [-1, 0, 0, 1]
    """
    check_ratio("quantity", (numerator, denominator))
    return place_of(closed(given), numerator, denominator)


def place_of(given: tuple[PriceBand, ...], numerator: int, denominator: int) -> int:
    """Return what `band_index` returns, for bands and a quantity that have been checked before."""
    # Bands are few; comparing whole numbers crosswise is exact and spares a Fraction for each quantity.
    index = -1
    for band in given:
        threshold, over = band.threshold.as_integer_ratio()
        if numerator * over < threshold * denominator:
            break
        index += 1
    return index


def _check_band(band: PriceBand) -> None:
    if band.threshold < 0:
        raise WrongValue("threshold", "0 or more", str(band))
    if band.price.amount < 0:
        raise WrongValue("price", "0 or more", str(band))
    if band.up_to is not None and band.up_to <= band.threshold:
        raise WrongValue("up_to", "an end above the threshold, or the band is never reached", str(band))


def _check_follows(band: PriceBand, following: PriceBand) -> None:
    pair = f"{band}; {following}"
    if following.threshold == band.threshold:
        raise WrongValue("bands", "one band for each threshold, or one is never reached", pair)
    if following.threshold < band.threshold:
        raise WrongValue("bands", "rising thresholds", pair)
    if band.up_to is not None and band.up_to < following.threshold:
        raise WrongValue("bands", "no gap between two bands", pair)
    if band.up_to is not None and band.up_to > following.threshold:
        raise WrongValue("bands", "no overlap of two bands", pair)


def _band_text(band: PriceBand) -> str:
    reach = "and more" if band.up_to is None else f"to {fraction_text(band.up_to)}"
    return f"{fraction_text(band.threshold)} {reach}: {band.price}"
