"""What a pricing model answers with: so much of the quantity, at this price."""

__all__ = ["Ratio", "Step"]

from fractions import Fraction
from typing import TypeAlias

import attrs

from ..checks import check_whole
from ..errors import WrongType
from ..money import ExactMoney

Ratio: TypeAlias = tuple[int, int]
"""A quantity as (numerator, denominator), not reduced: (16, 30) is 16 days of a month of 30."""


@attrs.frozen
class Step:
    """A part of the quantity and the price it is charged at.

    Attributes:
        band: the index of the band the price is from, or None where the model has no bands.
        numerator: the part, over `denominator`, in units that the price is for.
        denominator: see `numerator`.
        price: for one unit.
    """

    band: int | None
    numerator: int
    denominator: int
    price: ExactMoney

    def __attrs_post_init__(self) -> None:
        if self.band is not None:
            check_whole("band", self.band, 0)
        check_whole("numerator", self.numerator, 0)
        check_whole("denominator", self.denominator, 1)
        if type(self.price) is not ExactMoney:
            raise WrongType("price", "ExactMoney", self.price)

    @property
    def quantity(self) -> Fraction:
        """The part of the quantity as a fraction."""
        return Fraction(self.numerator, self.denominator)
