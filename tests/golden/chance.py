"""Chance that is the same for ever: the library `random` may change its numbers between versions of Python."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A linear congruential generator of 64 bits (Knuth's multiplier); of each number only the upper half is used."""

    def __init__(self, seed: int) -> None:
        self._state = seed

    def below(self, limit: int) -> int:
        """Return a whole number from 0 up to, not including, `limit`."""
        self._state = (self._state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % 2**64
        return (self._state >> 32) * limit >> 32

    def between(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def choice(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[self.below(len(options))]

    def often(self, percent: int) -> bool:
        """Return True in so many of a hundred cases."""
        return self.below(100) < percent

    def fraction(self) -> Fraction:
        """Return a fraction of either sign, mostly one of a few cents."""
        size = self.choice((10, 1_000, 100_000, 10**12, 10**30))
        return Fraction(self.between(-size, size), self.choice((1, 1, 2, 3, 7, 20, 30, 31, 100, 200, 1_000, 10_000)))

    def day(self, first: date, last: date) -> date:
        """Return a day from `first` to `last`, both included."""
        return first + timedelta(days=self.below((last - first).days + 1))
