"""Bands are a function on the half-line: each quantity from the first threshold on lies in exactly one."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from tests.laws.fleet import USD, quantities, schedules

from kpix_billing_core.catalogue import Graduated, Stairstep, StairstepMode, Volume, band_index
from kpix_billing_core.testing import band_schedules

HAIR = Fraction(1, 10**30)


def holding(schedule, quantity):
    """Return the bands that hold a quantity, by their own ends."""
    return [
        index
        for index, band in enumerate(schedule)
        if band.threshold <= quantity and (band.up_to is None or quantity < band.up_to)
    ]


@given(schedules | band_schedules(currency=USD), quantities)
def test_exactly_one_band_for_each_quantity(schedule, quantity):
    """Fractional quantities too, 5.5 between bands of 0 to 5 and 6 to 10 being the classic: getlago/lago-api#1699.

    16/30 and 8/15 are one quantity, and lie in one band.
    """
    found = holding(schedule, quantity)
    assert band_index(schedule, quantity.numerator * 6, quantity.denominator * 6) == max(found, default=-1)
    if quantity < schedule[0].threshold:
        assert found == []
        assert band_index(schedule, *quantity.as_integer_ratio()) == -1
    else:
        assert found == [band_index(schedule, *quantity.as_integer_ratio())]


@given(schedules, st.integers(0, 3))
def test_a_threshold_opens_its_band(schedule, number):
    """A hair below a threshold is the band before, the threshold and a hair above are its own: getlago/lago-front#3489."""
    at = number % len(schedule)
    threshold = schedule[at].threshold
    found = [
        band_index(schedule, *quantity.as_integer_ratio())
        for quantity in (threshold - HAIR, threshold, threshold + HAIR)
        if quantity >= 0
    ]
    assert found[-2:] == [at, at]
    assert found[:-2] in ([], [at - 1])


@given(schedules, quantities)
def test_every_model_takes_the_same_band(schedule, quantity):
    """Volume and stairs end in the band that holds the quantity, and only what ends on a threshold stays below for parts.

    One function decides for all of them: getlago/lago-front#3489.
    """
    ratio = quantity.as_integer_ratio()
    reached = max(0, band_index(schedule, *ratio))
    assert Volume(schedule).steps(ratio, ratio)[-1].band == reached
    for mode in StairstepMode:
        assert Stairstep(schedule, mode).steps(ratio, ratio)[-1].band == reached
    on_threshold = reached > 0 and quantity == schedule[reached].threshold
    assert Graduated(schedule).steps(ratio, ratio)[-1].band == reached - on_threshold
