"""Graduated bands are cut from the quantity: parts sum to it, fill each band, and costs of parts telescope."""

from fractions import Fraction

from hypothesis import given
from tests.laws.fleet import quantities, schedules, unit_prices

from kpix_billing_core.catalogue import FlatFee, Graduated, PerUnit, Stairstep, StairstepMode, Volume, bands


def steps(model, quantity):
    """Return what a model makes of a quantity."""
    ratio = quantity.as_integer_ratio()
    return model.steps(ratio, ratio)


def cost(model, quantity):
    """Return what a quantity comes to, exactly."""
    return sum((step.quantity * step.price.amount for step in steps(model, quantity)), Fraction(0))


@given(schedules, quantities)
def test_parts_sum_to_the_quantity(schedule, quantity):
    """No part of the quantity is lost and none charged twice, what lies below the first threshold included.

    All parts but the last fill their bands, each from bound to bound: polarsource/polar#12075.
    """
    found = steps(Graduated(schedule), quantity)
    assert sum(step.quantity for step in found) == quantity
    assert sum(step.quantity for step in steps(Volume(schedule), quantity)) == quantity
    assert [step.band for step in found] == list(range(len(found)))
    for step in found[:-1]:
        bottom = schedule[step.band].threshold if step.band else 0
        assert step.quantity == schedule[step.band].up_to - bottom
    assert all(step.quantity > 0 for step in found[1:])


@given(schedules, quantities, quantities)
def test_costs_telescope(schedule, one, more):
    """What a further quantity adds is the price of the stretch between: getlago/lago#648."""
    model = Graduated(schedule)
    low, high = one, one + more
    expected = Fraction(0)
    for index, band in enumerate(schedule):
        bottom = max(low, band.threshold if index else 0)
        top = high if band.up_to is None else min(high, band.up_to)
        expected += max(Fraction(0), top - bottom) * band.price.amount
    assert cost(model, high) - cost(model, low) == expected


@given(unit_prices, quantities)
def test_one_band_is_one_price(price, quantity):
    """With a single band, volume and graduated are per unit, and stairs are a flat fee: killbill/killbill#719."""
    single = bands((1, price))
    assert cost(Volume(single), quantity) == cost(Graduated(single), quantity) == cost(PerUnit(price), quantity)
    for mode in StairstepMode:
        assert cost(Stairstep(single, mode), quantity) == cost(FlatFee(price), quantity) == price.amount
