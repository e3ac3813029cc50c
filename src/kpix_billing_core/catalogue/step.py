"""What a pricing model answers with: so much of the quantity, at this price."""

__all__ = ["PlainStep", "Ratio", "Step"]

from fractions import Fraction
from typing import TypeAlias

import attrs

from ..checks import TOO_LARGE, check_whole
from ..errors import WrongType
from ..money import ExactMoney

Ratio: TypeAlias = tuple[int, int]
"""A quantity as (numerator, denominator), not reduced: (16, 30) is 16 days of a month of 30."""
PlainStep: TypeAlias = tuple[int | None, int, int, ExactMoney]
"""The fields of a `Step`, unchecked: what is only multiplied is never made a step."""


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
        # Every line of every invoice makes one: one look at the usual case, and the reasons only where it fails.
        if not (
            (self.band is None or (type(self.band) is int and 0 <= self.band < TOO_LARGE))
            and type(self.numerator) is type(self.denominator) is int
            and 0 <= self.numerator < TOO_LARGE
            and 0 < self.denominator < TOO_LARGE
            and type(self.price) is ExactMoney
        ):
            _complain(self)

    @property
    def quantity(self) -> Fraction:
        """The part of the quantity as a fraction."""
        return Fraction(self.numerator, self.denominator)


def _complain(step: Step) -> None:
    if step.band is not None:
        check_whole("band", step.band, 0)
    check_whole("numerator", step.numerator, 0)
    check_whole("denominator", step.denominator, 1)
    raise WrongType("price", "ExactMoney", step.price)
